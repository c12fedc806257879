"""The works that are translated together, and the sources that each still waits for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.localize.work import Work, find_missing
from pipeline.model import Candidate, Direction, Entry, Request
from pipeline.translate.drafting import Drafting

Question = tuple[Direction, str]
"""A source that is to be translated; asked once, however many works have it."""


class Portion:
    """Works by their number, the candidates that came for them, and what each still waits for."""

    def __init__(self, works: Sequence[Work]) -> None:
        self.works = works
        self._waiting = [{(direction, entry.source) for entry, direction in _missing(work)} for work in works]
        self._draftings: dict[Direction, Drafting] = {}
        self._candidates: dict[Question, tuple[Candidate, ...]] = {}
        self._askers: dict[Question, list[int]] = {}
        for number, questions in enumerate(self._waiting):
            for question in questions:
                self._askers.setdefault(question, []).append(number)

    @property
    def whole(self) -> list[int]:
        """The works that wait for nothing."""
        return [number for number, questions in enumerate(self._waiting) if not questions]

    def requests(self) -> dict[Direction, list[Request]]:
        """Return what is to be translated, by direction, in order, each with the sentence before it."""
        requests: dict[Direction, list[Request]] = {}
        for work in self.works:
            before = {entry.context: last.source for last, entry in pairwise(work.catalog.entries)}
            for entry, direction in _missing(work):
                request = Request(source=entry.source, previous=before.get(entry.context, ""))
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

    def candidates(self, number: int) -> Iterator[tuple[Drafting, dict[str, tuple[Candidate, ...]]]]:
        """Yield the candidates that there are for a work, by direction, in the order of its units.

        The order in which an engine answers changes no byte of a catalog.
        """
        for direction, drafting in self._draftings.items():
            sources = [entry.source for entry, wanted in _missing(self.works[number]) if wanted == direction]
            yield drafting, {source: self._candidates.get((direction, source), ()) for source in sources}


def _missing(work: Work) -> Iterator[tuple[Entry, Direction]]:
    return find_missing(work.article, work.catalog)
