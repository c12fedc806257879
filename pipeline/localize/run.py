"""The main job: every article into every language's catalog. The steps are in ``work``; here stands their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pipeline.catalog.own_language import describe_kept, describe_removed
from pipeline.errors import EngineError, MissingExtra, NewslocError, NoEngine
from pipeline.localize.job import ArticleRow, Failure, Job, Observer, RunResult, collect
from pipeline.localize.learning import learn
from pipeline.localize.portion import Portion
from pipeline.localize.renaming import follow_renames
from pipeline.localize.work import (
    OpenedArticle,
    OpeningTask,
    Work,
    fail,
    find_missing,
    open_article,
    recall,
    take_drafts,
    write,
)
from pipeline.model import Article, Catalog, Direction, Request
from pipeline.project.accidents import tell_accident
from pipeline.project.atomic import remove_unfinished
from pipeline.project.paths import LOCALES, SOURCE_FOLDER, catalog_path, place_in, slug_at
from pipeline.project.processes import count_processes, seconds_for, share_out
from pipeline.quality.choice import choose_drafts
from pipeline.quality.inspection import Inspection, Inspector, inspect_catalog
from pipeline.quality.ledger import Ledger
from pipeline.sources.boilerplate.listing import describe_left_out
from pipeline.sources.readers.decoding import UTF_8, shown_encoding
from pipeline.sources.segment import describe_cut
from pipeline.sources.textless import describe_textless, is_textless
from pipeline.translate.drafting import Drafting, find_candidates
from pipeline.translate.engines import NO_TRANSLATIONS

PORTION = 2_000
"""Articles that are in memory at once: enough for the batches of engines and for all processors."""
_CHECKED = 1_000
"""Translations that one process checks in a second."""


Opened = OpenedArticle | Failure
"""An opened article, or why it cannot be opened."""


@dataclass(slots=True, kw_only=True)
class RunState:
    """What a run keeps from portion to portion."""

    job: Job
    observer: Observer
    ledger: Ledger
    draftings: dict[Direction, Drafting] = field(default_factory=dict)
    failed: set[Direction] = field(default_factory=set)
    """Directions whose engine failed: it is not asked again."""
    without_engine: dict[Direction, str] = field(default_factory=dict)
    """Directions for which no engine is installed, and what to install."""
    planned: Counter[Direction] = field(default_factory=Counter)
    """Units that a dry run would translate."""
    textless: list[str] = field(default_factory=list)
    """Paths of items without text."""
    removed: list[str] = field(default_factory=list)
    """Catalogs of an article's own language that are gone."""
    kept: list[str] = field(default_factory=list)
    """Those that hold texts of people."""


def localize(job: Job, paths: Iterable[Path], observer: Observer) -> RunResult:
    """Localize articles as `localize_each` does, and return all that happened in one value."""
    return collect(localize_each(job, paths, observer))


def localize_each(job: Job, paths: Iterable[Path], observer: Observer) -> Iterator[ArticleRow | Failure]:
    """Localize the articles at *paths* into the languages of the job, and write their catalogs.

    Articles are opened, recalled, drafted, inspected and written in portions; an engine's batches span the articles of
    a portion. No article outlives its portion here. What all of them share is kept elsewhere: renames are found by the
    paths, and by the texts of new and vanished articles alone; reviewed texts and drafts are in the memory's database,
    where the same source is found again whatever portion it is in; the ledger has the names of reviewed catalogs, not
    their texts. Where there is more than one portion, or a shard, every article is opened before: what is recalled
    must not depend on the order of articles, nor on their shares, so that all catalogs are learned first.

    A catalog is written as soon as none of its units waits for an engine: a run that is stopped leaves whole articles,
    and one that is killed loses the batch in flight. An article that cannot be read or written is told as a problem and
    left as it was; the others go on.

    :raises KeyboardInterrupt: when the run is stopped, after writing what is whole
    """
    start = yield from prepare(job, list(paths), observer, keeps=PORTION)
    run = RunState(job=job, observer=observer, ledger=start.ledger)
    if start.opened is not None:
        yield from _localize_opened(run, start.opened)
    else:
        for first in range(0, len(start.paths), PORTION):
            place = f", articles from {first + 1:,} of {len(start.paths):,}"
            yield from localize_window(run, start.paths[first : first + PORTION], place)
    tell_end(run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a run knows before it begins; ``opened`` are the articles of the paths, if they were kept."""

    paths: Sequence[Path]
    ledger: Ledger
    opened: Sequence[Opened] | None = None


def prepare(job: Job, paths: Sequence[Path], observer: Observer, *, keeps: int = 0) -> Generator[Failure, None, Start]:
    """Follow renames and learn every catalog; yield what cannot be, and return what the run begins with.

    :param keeps: the most articles that are kept open for what follows
    """
    if not job.dry_run:
        remove_unfinished(job.project, deep=False)
        for folder in (LOCALES, SOURCE_FOLDER):
            remove_unfinished(job.project / folder)
    everything = yield from follow_renames(job, paths, observer)
    ready = [path for path in everything if job.shard.holds(slug_at(path, job.project))]
    opened = list(_open(job, ready)) if len(ready) <= keeps and len(ready) == len(everything) else None
    known = _open(job, everything, writes=False) if opened is None else opened
    ledger, failures = learn(job, _without_killed(known))
    yield from failures
    return Start(paths=ready, ledger=ledger, opened=opened)


def localize_window(run: RunState, paths: Sequence[Path], place: str = "") -> Iterator[ArticleRow | Failure]:
    """Localize some articles of a run; *place* says which of them these are."""
    return _localize_opened(run, _open(run.job, paths), place)


def _localize_opened(run: RunState, opened: Iterable[Opened], place: str = "") -> Iterator[ArticleRow | Failure]:
    """Open, recall, draft, inspect and write; *place* says which of the articles these are."""
    works = yield from _sort_opened(run, opened)
    portion = Portion((yield from _recall(run, works)))
    results: dict[int, ArticleRow | Failure] = {}
    try:
        for number, inspections in _inspect(run, portion):
            if isinstance(inspections, Failure):
                results[number] = inspections
            else:
                results[number] = _write(run, portion, number, inspections)
        for direction, requests in portion.requests().items():
            for whole in _draft(run, portion, direction, requests, place):
                if isinstance(whole, Failure):
                    yield whole
                else:
                    results[whole] = _write(run, portion, whole)
    finally:
        results |= {number: _write(run, portion, number) for number in portion.whole if number not in results}
    numbers = range(len(portion.works))
    results |= {number: _write(run, portion, number) for number in numbers if number not in results}
    yield from _tell_results(run, [results[number] for number in numbers])


# Open.


def _open(job: Job, paths: Sequence[Path], *, writes: bool = True) -> Iterator[Opened]:
    """Open articles, by several processes where there is enough to do."""
    opening = OpeningTask(
        project=job.project,
        languages=job.languages,
        catalogs=job.catalogs,
        front_matter=job.front_matter,
        redraft=job.redraft,
        writes=writes and not job.dry_run,
    )
    count = count_processes(seconds_for(paths, len(job.languages)), len(paths))
    return share_out(partial(_try_open, opening), paths, count)


def _try_open(opening: OpeningTask, path: Path) -> Opened:
    try:
        return open_article(opening, path)
    except Exception as error:  # noqa: BLE001 - an accident in one article stops no other
        shown = place_in(path, opening.project).as_posix()
        return Failure(message=tell_accident(error, shown), failed=shown)


def _sort_opened(run: RunState, opened: Iterable[Opened]) -> Generator[Failure, None, list[Work]]:
    """Yield why articles cannot be opened; return the works to be done."""
    works: list[Work] = []
    for result in opened:
        if isinstance(result, Failure):
            yield result
            continue
        if is_textless(result.article):
            run.textless.append(result.article.document.path)
            continue
        yield from (work for work in result.works if isinstance(work, Failure))
        _tell_document(run, result.article)
        run.removed += result.removed
        run.kept += result.kept
        works += _without_killed([result])
    return works


def _tell_document(run: RunState, article: Article) -> None:
    """Say what a person should know of an article's file."""
    document = article.document
    if left_out := describe_left_out(article):
        run.observer.say(left_out)
    if cut := describe_cut(document, article.language):
        run.observer.say(cut)
    if document.encoding != UTF_8:
        name = shown_encoding(document.encoding)
        run.observer.say(f"{document.path}: read as {name}; if its letters are wrong, save it with the encoding UTF-8")
    if document.note:
        run.observer.say(f"{document.path}: {document.note}; save it with the encoding UTF-8")
    for hint in document.hints:
        run.observer.say(f"{document.path}:{hint.line}: {hint.message}")
    if document.metadata.killed:
        run.observer.say(f"{document.path}: killed; its catalogs stay as they are")


def _without_killed(opened: Iterable[Opened]) -> Iterator[Work]:
    """Yield the works of articles that can be opened and were not killed."""
    for result in opened:
        for work in result.works if isinstance(result, OpenedArticle) else ():
            if isinstance(work, Work) and not work.article.document.metadata.killed:
                yield work


# Recall.


def _recall(run: RunState, works: Iterable[Work]) -> Generator[Failure, None, list[Work]]:
    """Fill works from the memory; yield why some cannot be, and return the others."""
    recalled = []
    for work in works:
        try:
            recalled.append(recall(run.job, work))
        except Exception as error:  # noqa: BLE001 - an accident in one catalog stops no other
            yield _fail(run, work, error)
    return recalled


def _fail(run: RunState, work: Work, error: Exception) -> Failure:
    return fail(error, run.job.project, work.catalog.language, work.article.slug)


# Draft.


def _draft(
    run: RunState, portion: Portion, direction: Direction, requests: Sequence[Request], place: str
) -> Iterator[int | Failure]:
    """Let the engine of one direction answer the requests of a portion; yield the works that become whole."""
    sources = list(dict.fromkeys(request.source for request in requests))
    distinct = len(sources)
    if run.job.dry_run:
        run.planned[direction] += distinct
        return
    if direction in run.failed or direction in run.without_engine:
        return
    try:
        drafting = _drafting(run, direction)
        _plan_judging(run, drafting, sources)
        with run.observer.progress(f"Translating {direction}{place}", distinct) as advance:
            for source, candidates in find_candidates(drafting, requests, advance):
                yield from portion.answer(drafting, source, candidates)
    except NoEngine as error:
        run.without_engine[direction] = str(error)
    except (EngineError, MissingExtra) as error:
        run.failed.add(direction)
        yield Failure(message=f"{direction}: {error}")
    except NewslocError:
        raise
    except Exception as error:  # noqa: BLE001 - an accident in one engine stops no other
        run.failed.add(direction)
        yield Failure(message=tell_accident(error, str(direction)))


def _plan_judging(run: RunState, drafting: Drafting, sources: Sequence[str]) -> None:
    """Say what it may cost to have the drafts judged, where that is wanted."""
    if run.job.judging and drafting.engine.name not in NO_TRANSLATIONS:
        run.job.judging.plan(drafting.direction, sources)


def _drafting(run: RunState, direction: Direction) -> Drafting:
    """Return what drafts a direction; its engine is chosen once in a run."""
    if direction not in run.draftings:
        engine = run.job.engine_for(direction)
        run.draftings[direction] = Drafting(
            engine=engine, direction=direction, glossary=run.job.glossary, memory=run.job.memory
        )
    return run.draftings[direction]


# Inspect.


def _inspect(run: RunState, portion: Portion) -> Iterator[tuple[int, Mapping[str, Inspection] | Failure]]:
    """Inspect the works that wait for no engine: their checks are work enough for several processes."""
    numbers = portion.whole
    pairs = [(work.article, work.whole) for work in (portion.works[number] for number in numbers)]
    targets = sum(bool(entry.target) for _, catalog in pairs for entry in catalog.entries)
    count = count_processes(targets / _CHECKED, len(pairs))
    inspect = partial(_inspect_pair, run.job.project, run.job.inspector, run.ledger)
    with closing(share_out(inspect, pairs, count)) as inspections:
        yield from zip(numbers, inspections, strict=True)


def _inspect_pair(
    project: Path, inspector: Inspector, ledger: Ledger, pair: tuple[Article, Catalog]
) -> dict[str, Inspection] | Failure:
    """Inspect a catalog; the result is the same whatever process does it."""
    article, catalog = pair
    try:
        return inspect_catalog(inspector, article, catalog, ledger)
    except Exception as error:  # noqa: BLE001 - an accident in one catalog stops no other
        return fail(error, project, catalog.language, article.slug)


# Write.


def _write(
    run: RunState, portion: Portion, number: int, inspections: Mapping[str, Inspection] | None = None
) -> ArticleRow | Failure:
    """Fill a work with the best of its candidates, and write its catalog."""
    work = portion.works[number]
    try:
        for drafting, candidates in portion.candidates(number):
            work = take_drafts(work, drafting.direction, choose_drafts(drafting, candidates, run.job.choosing))
        return write(run.job, work, run.ledger, inspections)
    except Exception as error:  # noqa: BLE001 - an accident in one catalog stops no other
        return _fail(run, work, error)


# Tell.


def _tell_results(run: RunState, results: Sequence[ArticleRow | Failure]) -> Iterator[ArticleRow | Failure]:
    """Yield the results of a portion, and what is left for a person to do."""
    rows = [result for result in results if isinstance(result, ArticleRow)]
    yield from rows
    for row in rows:
        for line in row.renumbered:
            run.observer.say(f"{row.article.document.path}: {line}")
        path = catalog_path(Path(), row.catalog.language or "", row.catalog.slug).as_posix()
        for line in row.conflicts:
            yield Failure(message=f"{path}: {line}")
    yield from (result for result in results if isinstance(result, Failure))
    for row in rows:
        directions = {direction for _, direction in find_missing(row.article, row.catalog)}
        if not run.job.dry_run and directions - run.without_engine.keys():
            yield Failure(
                message=f"{row.article.document.path}: {row.missing} of {len(row.catalog.entries)} units have no"
                f" {row.catalog.language} translation; run again with another --engine, or translate them by hand"
            )


def tell_end(run: RunState) -> None:
    """Say what a dry run would translate, which items have no text or too many catalogs, and once what to install."""
    for direction, units in run.planned.items():
        judged = " and judged" if run.job.judging else ""
        run.observer.say(f"{direction}: {units} units would be translated{judged}")
    for reason in dict.fromkeys(run.without_engine.values()):
        directions = (str(direction) for direction, why in run.without_engine.items() if why == reason)
        run.observer.say(f"{', '.join(directions)}: {reason}")
    if run.textless:
        run.observer.say(describe_textless(run.textless))
    if run.removed:
        run.observer.say(describe_removed(run.removed))
    if run.kept:
        run.observer.say(describe_kept(run.kept))
