"""The main job: every article into every language's catalog. The stages do the work; here stands their order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

from pipeline.catalog.renames import find_renames, move_catalogs
from pipeline.errors import CatalogError, EngineError, MissingExtra, NoEngine
from pipeline.localize.opening import Work, try_open, with_former
from pipeline.localize.works import Job, Row, close, missing, read_others, recall, take
from pipeline.model import Article, Candidate, Catalog, Direction, Dropped, Request
from pipeline.project.atomic import remove_unfinished
from pipeline.project.paths import LOCALES, SOURCE_FOLDER, catalog_path, slug_of
from pipeline.project.processes import count_processes, seconds_for, share_out
from pipeline.quality.choice import choose_drafts
from pipeline.quality.inspection import Inspection, Inspector, inspect_catalog
from pipeline.quality.ledger import Ledger, build_ledger
from pipeline.sources.readers.decoding import UTF_8, shown_encoding
from pipeline.translate.drafting import Drafting, find_candidates

_CHECKED = 1_000
"""Translations that one process checks in a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observer:
    """Who watches a run: hears messages, and gets a progress bar for long work."""

    say: Callable[[str], None]
    progress: Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A whole run: one row an article and language, and what could not be done, in words."""

    rows: tuple[Row, ...]
    problems: tuple[str, ...]
    failed_articles: int

    @property
    def dropped(self) -> int:
        """Count the boilerplate blocks left out, once an article."""
        articles = {row.article.slug: row.article for row in self.rows}
        return sum(isinstance(block, Dropped) for article in articles.values() for block in article.document.blocks)


def localize(job: Job, paths: Sequence[Path], observer: Observer) -> Outcome:
    """Localize the articles at *paths* into the languages of the settings, and write their catalogs.

    A catalog is written as soon as none of its units waits for an engine, so that a run that is stopped leaves whole
    articles. An article that cannot be read or written is reported and left as it was; the others go on.

    :raises KeyboardInterrupt: when the run is stopped, after writing what is whole
    """
    works: list[Work] = []
    if not job.dry_run:
        remove_unfinished(job.project / LOCALES)
    paths, problems = _follow_renames(job, paths, observer)
    for path, opened in zip(paths, _open_all(job, paths), strict=True):
        if isinstance(opened, str):
            problems.append(opened)
            continue
        _tell_encoding(opened, observer)
        if any(work.article.document.metadata.killed for work in opened):
            observer.say(f"{path.relative_to(job.project)}: killed; its catalogs stay as they are")
        else:
            works += opened
    # What is reused and what is shown beside it must depend on the catalogs alone: not on which of them this run
    # opens, nor on whether the memory was there. So all of them are learned first.
    catalogs = list(read_others(job, works))
    job.memory.learn(catalogs, job.languages)
    desk = _Desk(job, [recall(job, work) for work in works], build_ledger(catalogs))
    failed = len(problems)
    try:
        for direction, requests in desk.wanted().items():
            try:
                _draft(job, desk, direction, requests, observer)
            except NoEngine as error:
                desk.without_engine[direction] = str(error)
            except (EngineError, MissingExtra) as error:
                problems.append(f"{direction}: {error}")
    finally:
        desk.close_whole()
    _tell_without_engine(desk.without_engine, observer)
    return _conclude(job, desk, problems, failed, observer)


def _open_all(job: Job, paths: Sequence[Path]) -> list[tuple[Work, ...] | str]:
    """Open the articles; of one that cannot be read or written, return why."""
    count = count_processes(seconds_for(paths, len(job.languages)), len(paths))
    return list(share_out(partial(try_open, job.setup), paths, count))


def _tell_encoding(works: Sequence[Work], observer: Observer) -> None:
    """Say how a file was read that is not in UTF-8: a person sees at once whether that is right."""
    documents = {work.article.document.path: work.article.document for work in works}
    for path, document in documents.items():
        if document.encoding != UTF_8:
            name = shown_encoding(document.encoding)
            observer.say(f"{path}: read as {name}; if its letters are wrong, save it with the encoding UTF-8")


def _follow_renames(job: Job, paths: Sequence[Path], observer: Observer) -> tuple[list[Path], list[str]]:
    """Move the catalogs of renamed articles; return the articles that can be localized, and why others cannot."""
    renames = find_renames(job.project, paths, job.front_matter)
    ready = [path for path in paths if path not in renames.unclear]
    problems = [f"{path.relative_to(job.project)}: {reason}" for path, reason in renames.unclear.items()]
    for old, new in renames.renamed.items():
        if job.dry_run:
            observer.say(f"{old} is called {new} now: its catalogs would be moved")
            continue
        try:
            problems += move_catalogs(job.project, old, new)
            observer.say(f"{old} is called {new} now: its catalogs were moved")
        except CatalogError as error:
            problems.append(str(error))
            ready = [path for path in ready if slug_of(path, job.project / SOURCE_FOLDER) != new]
    for slug in renames.abandoned:
        observer.say(f"{slug}: its article is gone; its catalogs stay in {LOCALES}/ until you delete them")
    return ready, problems


def _draft(job: Job, desk: _Desk, direction: Direction, requests: Sequence[Request], observer: Observer) -> None:
    """Let the engine of one direction answer the requests of all articles."""
    distinct = len({request.source for request in requests})
    if job.dry_run:
        observer.say(f"{direction}: {distinct} units would be translated")
        return
    drafting = Drafting(
        engine=job.engine_for(direction),
        direction=direction,
        glossary=job.glossary,
        memory=job.memory,
    )
    with observer.progress(f"Translating {direction}", distinct) as advance:
        for source, candidates in find_candidates(drafting, requests, advance):
            desk.answer(drafting, source, candidates)


def _conclude(job: Job, desk: _Desk, problems: list[str], failed: int, observer: Observer) -> Outcome:
    rows = desk.close_all()
    for row in rows:
        for line in row.renumbered:
            observer.say(f"{row.article.document.path}: {line}")
        path = catalog_path(Path(), row.catalog.language or "", row.catalog.slug).as_posix()
        problems += (f"{path}: {line}" for line in row.conflicts)
    problems += (problem for _, problem in sorted(desk.problems.items()))
    problems += [
        f"{row.article.document.path}: {row.missing} of {len(row.catalog.entries)} units have no {row.catalog.language}"
        " translation; run again with another --engine, or translate them by hand"
        for row in rows
        if row.missing and not job.dry_run and not _waits_for_engine(row, desk.without_engine)
    ]
    return Outcome(rows=rows, problems=tuple(problems), failed_articles=failed + len(desk.failed))


def _tell_without_engine(without_engine: Mapping[Direction, str], observer: Observer) -> None:
    """Say once what to install, whatever directions it is for."""
    for reason in dict.fromkeys(without_engine.values()):
        directions = (str(direction) for direction, why in without_engine.items() if why == reason)
        observer.say(f"{', '.join(directions)}: {reason}")


def _waits_for_engine(row: Row, without_engine: Collection[Direction]) -> bool:
    """Tell whether every unit that a row lacks is of a direction without an engine."""
    return all(direction in without_engine for _, direction in missing(row))


def _inspect(inspector: Inspector, ledger: Ledger, pair: tuple[Article, Catalog]) -> dict[str, Inspection]:
    """Inspect a catalog; it is the same whatever process does it."""
    return inspect_catalog(inspector, *pair, ledger)


class _Desk:
    """The articles in work: it takes the engines' answers, and closes each article that waits for no more.

    An article's drafts are chosen together, in the order of its units, when it is whole: the order in which engines
    answer changes no byte of a catalog.
    """

    def __init__(self, job: Job, works: Sequence[Work], ledger: Ledger) -> None:
        self._job = job
        self._works = works
        self._ledger = ledger
        self._waiting = [{(direction, entry.source) for entry, direction in missing(work)} for work in works]
        self._draftings: dict[Direction, Drafting] = {}
        self._answers: dict[tuple[Direction, str], tuple[Candidate, ...]] = {}
        self._readers: dict[tuple[Direction, str], list[int]] = {}
        for number, asked in enumerate(self._waiting):
            for question in asked:
                self._readers.setdefault(question, []).append(number)
        self._rows: dict[int, Row] = {}
        self.without_engine: dict[Direction, str] = {}
        """The directions for which no engine is installed, and what to do: that is no fault of the run."""
        self.problems: dict[int, str] = {}
        """Why a catalog could not be written, by the number of its work."""

    @property
    def failed(self) -> set[str]:
        """The slugs of the articles of which a catalog could not be written."""
        return {self._works[number].article.slug for number in self.problems}

    def wanted(self) -> dict[Direction, list[Request]]:
        """Return what is to be translated, by direction, in order; close what needs no engine."""
        self._close_finished()
        wanted: dict[Direction, list[Request]] = {}
        for work in self._works:
            before = {entry.context: last.source for last, entry in pairwise(work.catalog.entries)}
            for entry, direction in missing(work):
                request = Request(source=entry.source, previous=before.get(entry.context, ""))
                wanted.setdefault(direction, []).append(request)
        return wanted

    def answer(self, drafting: Drafting, source: str, candidates: tuple[Candidate, ...]) -> None:
        """Take one answer, and close the articles that waited for it alone."""
        question = (drafting.direction, source)
        self._draftings[drafting.direction] = drafting
        self._answers[question] = candidates
        for number in self._readers[question]:
            self._waiting[number].discard(question)
            if not self._waiting[number]:
                self._close(number)

    def close_whole(self) -> None:
        """Close the articles that wait for nothing."""
        for number, asked in enumerate(self._waiting):
            if not asked:
                self._close(number)

    def _close_finished(self) -> None:
        """Close the articles that never waited: their checks are work enough for several processes."""
        ready = [number for number, asked in enumerate(self._waiting) if not asked]
        pairs = [(work.article, with_former(work)) for work in (self._works[number] for number in ready)]
        targets = sum(bool(entry.target) for _, catalog in pairs for entry in catalog.entries)
        inspect = partial(_inspect, self._job.inspector, self._ledger)
        count = count_processes(targets / _CHECKED, len(pairs))
        with closing(share_out(inspect, pairs, count)) as examined:
            for number, each in zip(ready, examined, strict=True):
                self._close(number, each)

    def close_all(self) -> tuple[Row, ...]:
        """Close every article, whole or not, and return the rows in order."""
        for number in range(len(self._works)):
            self._close(number)
        return tuple(row for _, row in sorted(self._rows.items()))

    def _close(self, number: int, examined: Mapping[str, Inspection] | None = None) -> None:
        if number in self._rows or number in self.problems:
            return
        work = self._works[number]
        for drafting, found in self._found(work):
            work = take(work, drafting.direction, choose_drafts(drafting, found, self._job.choosing))
        try:
            self._rows[number] = close(self._job, work, self._ledger, examined)
        except CatalogError as error:
            self.problems[number] = str(error)

    def _found(self, work: Work) -> Iterator[tuple[Drafting, dict[str, tuple[Candidate, ...]]]]:
        """Yield what there is for an article, by direction, in the order of its units."""
        for direction, drafting in self._draftings.items():
            sources = [entry.source for entry, wanted in missing(work) if wanted == direction]
            found = {source: self._answers.get((direction, source), ()) for source in sources}
            yield drafting, found
