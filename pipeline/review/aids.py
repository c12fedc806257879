"""What helps beside a unit: terms, translations from the memory, candidates of the engine, and what a model reads.

All of it is looked up for one unit at a time, when somebody asks, and none of it is needed to review.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import islice
from threading import Lock

from pipeline.errors import EngineError, NewslocError
from pipeline.languages.locales import same_language
from pipeline.languages.matching import find_term
from pipeline.model import Direction, Request, Rule, Severity, Term
from pipeline.project.atomic import Stamp, stamp_of
from pipeline.quality.likelihood import can_read, weigh
from pipeline.review.differences import Stretch, compare_words
from pipeline.review.opened import OpenArticle, Row
from pipeline.review.spans import Text, text_in
from pipeline.review.store import Store
from pipeline.translate.drafting import Drafting, find_candidates
from pipeline.translate.engines.protocol import BEAMS, Engine
from pipeline.translate.engines.selection import choose
from pipeline.translate.memory import LOCATION, Match, Memory, Record, RecordKind
from pipeline.translate.memory.figures import exchange_figures
from pipeline.translate.memory.repair import open_memory

MOST_TERMS, MOST_MATCHES, MOST_FOUND = 5, 3, 30
"""Terms and matches beside a unit: keys 1 to 9 reach them. Results of a search: one screen or two."""
LONGEST_SEARCH = 200
"""Characters that the memory is searched for; a longer text is no phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermAid:
    """A term of the glossary in the source: the wordings to use, the best first, or not to use.

    ``used`` tells whether the target has one of them.
    """

    source: Text
    wordings: tuple[Text, ...]
    forbidden: bool
    used: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchAid:
    """A translation from the memory; ``difference`` leads from its source to the unit's.

    ``exchanged`` tells whether its numbers are exchanged for those of the unit. ``similarity`` is in percent.
    """

    similarity: int
    difference: tuple[Stretch, ...]
    source: Text
    target: Text
    exchanged: bool
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAid:
    """A translation in which searched words stand; ``address`` is the page of its article, empty where it has none."""

    source: Text
    target: Text
    where: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateAid:
    """Another translation that the engine offers, and how bad the worst is that the checks find in it."""

    target: Text
    worst: Severity | None


@dataclass(kw_only=True)
class Aids:
    """Looks up what helps. Several threads may ask for terms and translations, one at a time for a model."""

    store: Store
    _memory: tuple[Stamp | str, Memory] | None = None
    _engines: dict[Direction, Engine] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _learning: Lock = field(default_factory=Lock)
    _learned: dict[tuple[str, str], int] = field(default_factory=dict)

    def terms(self, opened: OpenArticle, row: Row) -> tuple[TermAid, ...]:
        """Return the terms of the glossary that stand in a unit's source."""
        direction = _direction(opened, row)
        if same_language(direction.source, direction.target):
            return ()
        terms = self.store.inspector.pair(row.unit.source, "", direction).terms
        target = row.entry.target if row.entry else ""
        return tuple(_term_aid(term, direction, target) for term in terms if term.source)[:MOST_TERMS]

    def matches(self, opened: OpenArticle, row: Row) -> tuple[MatchAid, ...]:
        """Return translations of the memory whose source is like a unit's, the best first; not the unit's own.

        :raises MemoryFault: if the memory cannot be used
        """
        direction, memory = _direction(opened, row), self._open_memory()
        if memory is None or same_language(direction.source, direction.target):
            return ()
        self._learn(memory, opened)
        found = memory.similar(row.unit.source, direction, row.unit.role)
        here = row.entry.target if row.entry else ""
        aids = (_match_aid(match, row, direction) for match in found if match.line != here)
        return tuple(islice(aids, MOST_MATCHES))

    def search(self, opened: OpenArticle, words: str) -> tuple[FoundAid, ...] | None:
        """Return translations of the memory with words in their source or target; None where there is no memory.

        :raises MemoryFault: if the memory cannot be used
        """
        memory, words = self._open_memory(), " ".join(words.split())[:LONGEST_SEARCH]
        if memory is None:
            return None
        self._learn(memory, opened)
        direction = Direction(source=opened.article.language, target=opened.language)
        found = memory.containing(words, direction, MOST_FOUND) if words else ()
        return tuple(_found_aid(record, words, self.store) for record in found)

    def candidates(self, opened: OpenArticle, row: Row) -> tuple[CandidateAid, ...]:
        """Return what the project's engine offers for a unit but what stands there; the model loads at first use.

        What the engine offers is kept in the memory, which is made where there is none.

        :raises NewslocError: if there is no engine, or it cannot do it
        """
        direction = _direction(opened, row)
        if same_language(direction.source, direction.target):
            raise EngineError("this unit is in the target language already; there is nothing to translate")
        before = opened.rows[row.index - 1].unit.source if row.index else ""
        with open_memory(self.store.project, self.store.translation.memory) as memory:
            drafting = Drafting(
                engine=self._engine(direction),
                direction=direction,
                glossary=self.store.conditions.glossary,
                memory=memory,
            )
            (_, found), *_ = find_candidates(drafting, [Request(source=row.unit.source, previous=before)])
        texts = dict.fromkeys(" ".join(candidate.text.split()) for candidate in found)
        here = row.entry.target if row.entry else ""
        return tuple(self._candidate_aid(opened, row, text) for text in texts if text != here)

    def read(self, opened: OpenArticle, row: Row, text: str) -> bool:
        """Let the embedded model read a text as the target of a unit; tell whether it reads as something else.

        The store remembers what was found, and the memory, where there is one, what was read. Nothing is read where the
        model is not installed or does not know the languages.

        :raises NewslocError: if the model or the memory cannot be used
        """
        direction = _direction(opened, row)
        if not text or not can_read(direction):
            return False
        pair = self.store.inspector.pair(row.unit.source, text, direction, role=row.unit.role)
        (read,) = weigh([pair], self._open_memory())
        if read.misreadings:
            self.store.keep_reading(row.unit.source, text, read.misreadings)
        return bool(read.misreadings)

    def _candidate_aid(self, opened: OpenArticle, row: Row, text: str) -> CandidateAid:
        found, order = self.store.inspect(opened, row, text).findings, list(Severity)
        worst = min((finding.severity for finding in found), key=order.index, default=None)
        return CandidateAid(target=text_in(opened.language, text), worst=worst)

    def _engine(self, direction: Direction) -> Engine:
        """Return the engine of a direction, which is asked for several candidates."""
        if direction not in self._engines:
            settings = self.store.translation.engines.of(direction)
            wide = replace(settings, beams=settings.beams or BEAMS)
            self._engines[direction] = choose(wide, direction).engine
        return self._engines[direction]

    def _learn(self, memory: Memory, here: OpenArticle) -> None:
        """Let the memory learn what was saved in other articles; that of this one is on the page.

        One thread learns at a time, and no other waits for it: another program may keep the memory busy.
        """
        if not self._learning.acquire(blocking=False):
            return
        try:
            with self.store.lock:
                latest = {(step.slug, step.language): step.number for step in self.store.steps.values()}
            latest.pop((here.article.slug, here.language), None)
            changed = [place for place, number in latest.items() if self._learned.get(place) != number]
            self._learned |= latest
            if changed:
                catalogs = (self.store.open(*place).catalog for place in changed)
                memory.learn(catalog for catalog in catalogs if catalog)
        except NewslocError:  # an article is gone, or the memory cannot be written: what it knows is shown all the same
            return
        finally:
            self._learning.release()

    def _open_memory(self) -> Memory | None:
        """Return the project's memory, opened anew when its file is another; None where there is none."""
        settings = self.store.translation.memory
        with self._lock:
            stamp = settings.url or stamp_of(self.store.project / LOCATION)
            if self._memory and self._memory[0] != stamp:
                self.close()
            if stamp and self._memory is None:
                self._memory = (stamp, settings.open(self.store.project))
            return self._memory[1] if self._memory else None

    def close(self) -> None:
        """Close the memory; it is opened again when somebody asks."""
        if self._memory:
            self._memory[1].__exit__(None, None, None)
        self._memory = None


def _direction(opened: OpenArticle, row: Row) -> Direction:
    return Direction(source=row.unit.language, target=opened.language)


def _term_aid(term: Term, direction: Direction, target: str) -> TermAid:
    wordings = (term.source,) if term.rule is Rule.KEEP else term.targets
    return TermAid(
        source=text_in(direction.source, term.source),
        wordings=tuple(text_in(direction.target, wording) for wording in wordings),
        forbidden=term.rule is Rule.FORBIDDEN,
        used=any(find_term(wording, target, direction.target) for wording in wordings),
        note=term.note,
    )


def _match_aid(match: Match, row: Row, direction: Direction) -> MatchAid:
    source = " ".join(match.record.source.split())
    exchanged = exchange_figures(source, row.unit.source, match.line)
    return MatchAid(
        similarity=match.similarity,
        difference=compare_words(source, row.unit.source),
        source=text_in(direction.source, source),
        target=text_in(direction.target, exchanged or match.line),
        exchanged=exchanged is not None,
        where=match.record.where,
    )


def _found_aid(record: Record, words: str, store: Store) -> FoundAid:
    language = record.direction.target
    known = record.kind is RecordKind.CATALOG and language in store.conditions.languages
    return FoundAid(
        source=_marked(record.direction.source, record.source, words),
        target=_marked(language, record.target, words),
        where=record.where,
        address=f"/article/{language}/{record.article}" if known and record.article in store.paths() else "",
    )


def _marked(language: str, text: str, words: str) -> Text:
    line = " ".join(text.split())
    places = re.finditer(re.escape(words), line, re.IGNORECASE)
    return text_in(language, line, [(place.span(), Severity.INFO) for place in places])
