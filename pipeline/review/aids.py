"""What helps beside a unit: terms, translations from the memory, and the engine, which is asked anew.

All of it is looked up for one unit at a time, when somebody asks, and none of it is needed to review.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock

from pipeline.catalog.differences import Stretch, compare_words
from pipeline.editions.labels import message
from pipeline.errors import EngineError, NewslocError, ReviewError
from pipeline.languages.locales import same_language
from pipeline.languages.matching import find_term
from pipeline.model import Direction, Request, Rule, Severity, Term
from pipeline.project.atomic import Stamp, stamp_of
from pipeline.project.extras import DRAFT, is_installed
from pipeline.quality.choice import Choosing, Draft, choose_drafts
from pipeline.review.acts import Reviewer, is_engine_draft, put_draft
from pipeline.review.opened import OpenArticle, Row
from pipeline.review.spans import Text, text_in
from pipeline.review.steps import Change, Conflict, Step
from pipeline.review.store import Store
from pipeline.translate.drafting import Drafting, ask_anew
from pipeline.translate.engines.protocol import Engine
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

    def redraft(self, slug: str, language: str, unit: str, reviewer: Reviewer, *, offered: bool) -> Step | None:
        """Ask the project's engine anew for a unit, ``name:version``; its model loads at first use.

        Its text replaces a draft that nobody touched. Beside a person's text, and where it is to be ``offered``, the
        store keeps it as an offer, and None is returned.

        :raises NewslocError: if there is no engine, it cannot do it, or it says the same again
        """
        name, _, version = unit.partition(":")
        opened = self.store.open(slug, language)
        row = opened.row_named(name)
        if row is None or row.entry is None:
            raise ReviewError(message("No unit was named."))
        drafted = self._draft(opened, row)
        if drafted.target == row.entry.target:
            raise ReviewError(message("The engine says the same again."))
        if not offered and is_engine_draft(row.entry):
            with suppress(Conflict):  # somebody wrote meanwhile
                change = Change(name=name, version=version, act=put_draft(drafted))
                return self.store.change(slug, language, "redraft", [change], reviewer)
        self.store.offers[slug, language, name] = drafted.target
        return None

    def _draft(self, opened: OpenArticle, row: Row) -> Draft:
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
            candidates = ask_anew(drafting, Request(source=row.unit.source, previous=before))
            choosing = Choosing(rules=self.store.conditions.rules, scored=is_installed(DRAFT))
            drafts = choose_drafts(drafting, {row.unit.source: candidates}, choosing)
        if row.unit.source not in drafts:
            raise EngineError(f"the {drafting.engine.name} engine has no translation of this unit")
        return drafts[row.unit.source]

    def _engine(self, direction: Direction) -> Engine:
        if direction not in self._engines:
            self._engines[direction] = choose(self.store.translation.engines.of(direction), direction).engine
        return self._engines[direction]

    def _learn(self, memory: Memory, here: OpenArticle) -> None:
        """Let the memory learn what was saved in other articles; that of this one is on the page.

        One thread learns at a time, and no other waits for it: another program may keep the memory busy.
        """
        if not self._learning.acquire(blocking=False):
            return
        try:
            with self.store.lock:
                latest = dict(self.store.steps.latest())
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
