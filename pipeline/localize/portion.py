"""The works that are translated together, and the sources that each still waits for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.localize.work import Work, find_missing, plan_drafts
from pipeline.model import Candidate, Direction, Request
from pipeline.translate.drafting import Drafting

Question = tuple[Direction, str]
"""A source that is to be translated; asked once, however many works have it."""
_EXAMPLES = 2
"""Similar texts that an engine is told with their approved translations: more take more of its attention."""


class Portion:
    """Works, the candidates that came for them, and what each still waits for. A work is handed over once."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = dict(enumerate(works))
        self._waiting = {number: _questions(work) for number, work in self._works.items()}
        self._draftings: dict[Direction, Drafting] = {}
        self._candidates: dict[Question, tuple[Candidate, ...]] = {}
        self._askers: dict[Question, list[int]] = {}
        for number, questions in self._waiting.items():
            for question in questions:
                self._askers.setdefault(question, []).append(number)

    def requests(self) -> dict[Direction, list[Request]]:
        """Return what is to be translated, by direction, in order, each with the sentence before it."""
        requests: dict[Direction, list[Request]] = {}
        for work in self._works.values():
            before = {entry.context: last.source for last, entry in pairwise(work.catalog.entries)}
            for entry, direction in find_missing(work.article, work.catalog):
                request = Request(
                    source=entry.source,
                    previous=before.get(entry.context, ""),
                    examples=tuple(
                        (" ".join(match.record.source.split()), match.line)
                        for match in work.similar.get(entry.context, ())[:_EXAMPLES]
                    ),
                )
                requests.setdefault(direction, []).append(request)
        return requests

    def answer(self, drafting: Drafting, source: str, candidates: tuple[Candidate, ...]) -> Iterator[int]:
        """Take the candidates of one source; yield the works that waited for it alone."""
        question = (drafting.direction, source)
        self._draftings[drafting.direction] = drafting
        self._candidates[question] = candidates
        for number in self._askers[question]:
            self._waiting[number].discard(question)
            if not self._waiting[number]:
                yield number

    def plan(self, direction: Direction, engine: str) -> None:
        """Count what an engine would draft in one direction."""
        for number, questions in self._waiting.items():
            if any(asked == direction for asked, _ in questions):
                self._works[number] = plan_drafts(self._works[number], direction, engine)

    def whole(self) -> list[int]:
        """Return the works that wait for nothing."""
        return [number for number in self._works if not self._waiting[number]]

    def left(self) -> list[int]:
        """Return the works that nobody took yet."""
        return list(self._works)

    def look(self, number: int) -> Work:
        """Return a work."""
        return self._works[number]

    def take(self, number: int) -> None:
        """Forget a work."""
        del self._works[number]

    def candidates(self, number: int) -> Iterator[tuple[Drafting, dict[str, tuple[Candidate, ...]]]]:
        """Yield the candidates that there are for a work, by direction, in the order of its units.

        The order in which an engine answers changes no byte of a catalog.
        """
        work = self._works[number]
        for direction, drafting in self._draftings.items():
            missing = find_missing(work.article, work.catalog)
            sources = [entry.source for entry, wanted in missing if wanted == direction]
            yield drafting, {source: self._candidates.get((direction, source), ()) for source in sources}


def _questions(work: Work) -> set[Question]:
    return {(direction, entry.source) for entry, direction in find_missing(work.article, work.catalog)}
