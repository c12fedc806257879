"""An engine that answers from a table, for tests of what stands around engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.errors import EngineError
from pipeline.model import Candidate, Direction, Request
from pipeline.translate.engines.protocol import Engine


class FakeEngine(Engine):
    """Translates by table; a source that is not in it gets a target of its own. Counts what it was asked."""

    name = "fake"

    def __init__(
        self,
        table: Mapping[str, Sequence[Candidate]] | None = None,
        *,
        languages: Sequence[str] = ("en", "ar"),
        fails_after: int | None = None,
        error: BaseException | None = None,
        backwards: bool = False,
    ) -> None:
        self.table = dict(table or {})
        self.languages = languages
        self.fails_after = fails_after
        self.error = error or EngineError("the fake engine broke; mend it")
        self.backwards = backwards
        self.asked: list[str] = []
        self.terms: dict[str, tuple[str, ...]] = {}
        self.names: dict[str, tuple[str, ...]] = {}
        self.previous: dict[str, str] = {}

    def label(self, direction: Direction) -> str:
        return f"fake-{direction.target}@1"

    def supports(self, direction: Direction) -> bool:
        return {direction.source, direction.target} <= set(self.languages)

    def translate(
        self, requests: Sequence[Request], direction: Direction
    ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
        order = list(enumerate(requests))
        for index, request in reversed(order) if self.backwards else order:
            if self.fails_after is not None and len(self.asked) >= self.fails_after:
                raise self.error
            self.asked.append(request.source)
            self.terms[request.source] = tuple(term.source for term in request.terms)
            self.names[request.source] = tuple(name.source for name in request.names)
            self.previous[request.source] = request.previous
            known = self.table.get(request.source)
            yield index, tuple(known if known is not None else (self.invent(request.source, direction),))

    @staticmethod
    def invent(source: str, direction: Direction) -> Candidate:
        words = "نص" if direction.target == "ar" else "text"
        return Candidate(text=" ".join([words, *(word for word in source.split() if word.isdigit())]))


class EchoEngine(FakeEngine):
    """Gives back what it gets, through *change*: a perfect copier, or one that mangles what it should copy."""

    name = "echo"

    def __init__(self, change: Callable[[str], str] = str) -> None:
        super().__init__()
        self.change = change

    def translate(
        self, requests: Sequence[Request], direction: Direction
    ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
        del direction
        for index, request in enumerate(requests):
            self.asked.append(request.source)
            yield index, (Candidate(text=self.change(request.source)),)
