"""An engine that answers from a table, for tests of what stands around engines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.engines.protocol import Engine
from pipeline.errors import EngineError
from pipeline.model import Candidate, Direction, Request


class FakeEngine:
    """Translates by table; a source that is not in it gets a target of its own. Counts what it was asked."""

    name = "fake"

    def __init__(
        self,
        table: Mapping[str, Sequence[Candidate]] | None = None,
        *,
        languages: Sequence[str] = ("en", "ar"),
        fails_after: int | None = None,
    ) -> None:
        self.table = dict(table or {})
        self.languages = languages
        self.fails_after = fails_after
        self.asked: list[str] = []
        self.terms: dict[str, tuple[str, ...]] = {}

    def label(self, direction: Direction) -> str:
        return f"fake-{direction.target}@1"

    def quality(self) -> str:
        return "a table"

    def supports(self, direction: Direction) -> bool:
        return {direction.source, direction.target} <= set(self.languages)

    def translate(
        self, requests: Sequence[Request], direction: Direction
    ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
        for index, request in enumerate(requests):
            if self.fails_after is not None and len(self.asked) >= self.fails_after:
                raise EngineError("the fake engine broke; mend it")
            self.asked.append(request.source)
            self.terms[request.source] = tuple(term.source for term in request.terms)
            known = self.table.get(request.source)
            yield index, tuple(known if known is not None else (self.invent(request.source, direction),))

    @staticmethod
    def invent(source: str, direction: Direction) -> Candidate:
        words = "نص" if direction.target == "ar" else "text"
        return Candidate(text=" ".join([words, *(word for word in source.split() if word.isdigit())]))


def as_engine(engine: FakeEngine) -> Engine:
    """Let mypy see that it is one."""
    return engine
