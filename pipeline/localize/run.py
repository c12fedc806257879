"""The main job: every article into every language's catalog.

Articles are opened, recalled from the memory, drafted by an engine, inspected and written, a window of them at a time.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pipeline.errors import EngineError, MissingExtra, NewslocError, NoEngine, name_few, plural
from pipeline.localize.finishing import finishing_task, try_finish
from pipeline.localize.job import ArticleRow, Failure, Job, Observer, RunResult, collect
from pipeline.localize.judged import count_unjudged, judge_works
from pipeline.localize.learning import learn
from pipeline.localize.opening import Opened, opening_task, try_open, works_of
from pipeline.localize.portion import Portion
from pipeline.localize.renaming import follow_renames
from pipeline.localize.settled import Recorder, find_steady, is_settled, make_recorder
from pipeline.localize.shard import WHOLE
from pipeline.localize.telling import tell_article, tell_row
from pipeline.localize.work import Work, fail, read_people, recall, take_drafts
from pipeline.model import Direction, Request
from pipeline.project.accidents import tell_accident
from pipeline.project.atomic import remove_unfinished
from pipeline.project.paths import LOCALES, SOURCE_FOLDER, catalog_path, slug_at
from pipeline.project.processes import count_processes, in_chunks, seconds_for, share_out
from pipeline.quality.choice import choose_drafts
from pipeline.quality.ledger import Ledger
from pipeline.sources.textless import describe_textless, is_textless
from pipeline.translate.drafting import Answer, Drafting, find_candidates_anew, find_candidates_once
from pipeline.translate.engines import NO_TRANSLATIONS
from pipeline.translate.memory import DraftKey

WINDOW = 200
"""Articles that are in memory at once: enough for the batches of engines; with 30 units each they take 60 MB."""
_OPENING = 4
"""One process in so many opens articles; the others finish them, which takes four times as long."""


@dataclass(slots=True, kw_only=True)
class RunState:
    """What a run keeps from window to window."""

    job: Job
    observer: Observer
    ledger: Ledger
    draftings: dict[Direction, Drafting] = field(default_factory=dict)
    failed: set[Direction] = field(default_factory=set)
    """Directions whose engine failed: it is not asked again."""
    without_engine: dict[Direction, str] = field(default_factory=dict)
    """Directions for which no engine is installed, and what to install."""
    planned: Counter[Direction] = field(default_factory=Counter)
    """Units that would be translated, in a dry run."""
    unjudged: Counter[Direction] = field(default_factory=Counter)
    """Drafts that are there and would be judged, in a dry run."""
    textless: list[str] = field(default_factory=list)
    """Paths of items without text."""
    unused: list[str] = field(default_factory=list)
    """Paths of catalogs in an article's own language."""
    failures: deque[Failure] = field(default_factory=deque)
    """What could not be done, and was not told yet."""
    recorder: Recorder | None = None
    renewed: set[DraftKey] = field(default_factory=set)
    """Drafts that this run asked for anew: a source that comes again is not asked for again."""


def localize(job: Job, paths: Iterable[Path], observer: Observer) -> RunResult:
    """Localize articles as `localize_each` does, and return all that happened in one value."""
    return collect(localize_each(job, paths, observer))


def localize_each(job: Job, paths: Iterable[Path], observer: Observer) -> Iterator[ArticleRow | Failure]:
    """Localize the articles at *paths* into the languages of the job, and write their catalogs.

    An engine's batches span the articles of a window, and no article outlives it. What all articles share is kept
    elsewhere: renames are found by the paths, and by the texts of new and vanished articles alone; reviewed texts and
    drafts are in the memory's database, where the same source is found again whatever window it is in; the ledger has
    the names of reviewed catalogs, not their texts. What is recalled must not depend on the order of articles: all
    catalogs are learned first, for which articles that have some are opened twice.

    A catalog is written as soon as none of its units waits for an engine: a run that is stopped leaves whole articles,
    and one that is killed loses the batch in flight. An article that cannot be read or written is told as a problem and
    left as it was; the others go on.

    :raises KeyboardInterrupt: when the run is stopped, after writing what is whole
    """
    start = yield from prepare(job, list(paths), observer)
    run = RunState(job=job, observer=observer, ledger=start.ledger, recorder=start.recorder)
    yield from localize_window(run, start.paths)
    tell_end(run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a run knows before it begins: the articles that it is to localize, and how names are spelled."""

    paths: Sequence[Path]
    ledger: Ledger
    recorder: Recorder | None = None


def prepare(job: Job, paths: Sequence[Path], observer: Observer) -> Generator[ArticleRow | Failure, None, Start]:
    """Follow renames and learn every catalog; yield what cannot be, and the rows of articles that need nothing.

    What the run begins with is returned.
    """
    if not job.dry_run:
        remove_unfinished(job.project, deep=False)
        for folder in (LOCALES, SOURCE_FOLDER):
            remove_unfinished(job.project / folder)
    if job.shard != WHOLE:
        observer.say(f"shard {job.shard}: {sum(map(job.holds, paths)):,} of {len(paths):,} articles")
    everything = yield from follow_renames(job, paths, observer)
    steady = find_steady(job, everything)
    begun = [path for path in everything if path not in steady and _has_catalogs(job, path)]
    knowledge = learn(job, works_of(_open(job, begun, writes=False)))
    yield from knowledge.failures
    mine = [path for path in everything if job.holds(path)]
    settled = {path for path in mine if path in steady and is_settled(job, steady[path], knowledge.reviewed)}
    for path in mine:
        yield from steady[path].rows if path in settled else ()
    left = [path for path in mine if path not in settled]
    return Start(paths=left, ledger=knowledge.ledger, recorder=make_recorder(job, knowledge.reviewed))


def _has_catalogs(job: Job, path: Path) -> bool:
    slug = slug_at(path, job.project)
    return any(catalog_path(job.project, tag, slug).is_file() for tag in job.languages)


def localize_window(run: RunState, paths: Sequence[Path]) -> Iterator[ArticleRow | Failure]:
    """Open, recall, draft, inspect and write the articles at some paths, of all that a run localizes."""
    processes = _count(run.job, paths)
    opened = share_out(partial(try_open, opening_task(run.job)), paths, max(1, processes // _OPENING))
    works = _draft_all(run, opened, len(paths))
    task = finishing_task(run.job, run.ledger, keeps=run.recorder is not None)
    finished = share_out(partial(try_finish, task), works, processes)
    with closing(opened), closing(works), closing(finished):
        for result in finished:
            yield from _tell_failures(run)
            yield run.recorder.take(result) if run.recorder and isinstance(result, ArticleRow) else result
            yield from tell_row(result, run.job, run.observer, {*run.without_engine, *run.failed})
    yield from _tell_failures(run)


def _count(job: Job, paths: Sequence[Path]) -> int:
    return count_processes(seconds_for(paths, len(job.languages)), len(paths))


def _tell_failures(run: RunState) -> Iterator[Failure]:
    while run.failures:
        yield run.failures.popleft()


# Open.


def _open(job: Job, paths: Sequence[Path], *, writes: bool = True) -> Iterator[Opened]:
    """Open articles, by several processes where there is enough to do."""
    return share_out(partial(try_open, opening_task(job, writes=writes)), paths, _count(job, paths))


def _sort_opened(run: RunState, opened: Iterable[Opened]) -> Iterator[Work]:
    """Yield the works to be done; keep what is to be told."""
    for result in opened:
        if isinstance(result, Failure):
            run.failures.append(result)
        elif is_textless(result.article):
            run.textless.append(result.article.document.path)
        else:
            run.failures += (work for work in result.works if isinstance(work, Failure))
            tell_article(result.article, run.observer)
            run.unused += result.unused
            works = list(works_of([result]))
            if run.recorder and len(works) == len(result.works) and not result.unused:
                run.recorder.begin(result)
            yield from works


# Recall.


def _recall(run: RunState, works: Iterable[Work]) -> Iterator[Work]:
    """Fill works from the memory."""
    for work in works:
        try:
            yield recall(run.job, work)
        except Exception as error:  # noqa: BLE001 - an accident in one catalog stops no other
            _fail(run, work, error)


def _fail(run: RunState, work: Work, error: Exception) -> None:
    run.failures.append(fail(error, run.job.project, work.catalog.language, work.article.slug))


# Draft.


def _draft_all(run: RunState, opened: Iterable[Opened], count: int) -> Generator[Work]:
    """Yield works as soon as they wait for nothing; in the end those for which the engines had no answer."""
    first = 1
    for window in in_chunks(opened, WINDOW):
        portion = Portion(list(_recall(run, _sort_opened(run, window))))
        if run.job.judging and run.job.dry_run:
            run.unjudged.update(count_unjudged(map(portion.look, portion.left())))
        place = f", articles {first:,}-{first + len(window) - 1:,} of {count:,}" if count > WINDOW else ""
        try:
            yield from _take(run, portion, portion.whole(), announce=True)
            for direction, requests in portion.requests().items():
                for number in _draft(run, portion, direction, requests, place):
                    yield from _take(run, portion, [number])
        except KeyboardInterrupt:
            yield from _take(run, portion, portion.whole(), judged=False)
            raise
        yield from _take(run, portion, portion.left())
        first += len(window)


def _draft(
    run: RunState, portion: Portion, direction: Direction, requests: Sequence[Request], place: str
) -> Iterator[int]:
    """Let the engine of one direction answer requests; yield the works that become whole."""
    sources = list(dict.fromkeys(request.source for request in requests))
    distinct = len(sources)
    if direction in run.failed or direction in run.without_engine:
        return
    try:
        if run.job.dry_run:
            portion.plan(direction, run.job.foresee(direction))
            run.planned[direction] += len(requests)
            return
        drafting = _drafting(run, direction)
        _plan_judging(run, drafting, sources)
        with run.observer.progress(f"Translating {direction}{place}", distinct, "units") as advance:
            for source, candidates in _find_candidates(run, drafting, requests, advance):
                yield from portion.answer(drafting, source, candidates)
    except NoEngine as error:
        run.without_engine[direction] = str(error)
    except (EngineError, MissingExtra) as error:
        run.failed.add(direction)
        run.failures.append(Failure(message=f"{direction}: {error}"))
    except NewslocError:
        raise
    except Exception as error:  # noqa: BLE001 - an accident in one engine stops no other
        run.failed.add(direction)
        run.failures.append(Failure(message=tell_accident(error, str(direction))))


def _find_candidates(
    run: RunState, drafting: Drafting, requests: Sequence[Request], advance: Callable[[int], None]
) -> Iterator[Answer]:
    if run.job.redraft:
        return find_candidates_anew(drafting, requests, run.renewed, advance)
    return find_candidates_once(drafting, requests, advance)


def _plan_judging(run: RunState, drafting: Drafting, sources: Sequence[str]) -> None:
    """Say what it may cost to have the drafts judged, where that is wanted."""
    if run.job.judging and drafting.engine.name not in NO_TRANSLATIONS:
        run.job.judging.plan(drafting.direction, sources)


def _drafting(run: RunState, direction: Direction) -> Drafting:
    """Return what drafts a direction; its engine is chosen once in a run."""
    if direction not in run.draftings:
        engine = run.job.engine_for(direction)
        run.draftings[direction] = Drafting(
            engine=engine,
            direction=direction,
            glossary=run.job.glossary,
            memory=run.job.memory,
            spellings=run.ledger.preferred(direction.source, direction.target),
        )
    return run.draftings[direction]


def _take(
    run: RunState, portion: Portion, numbers: Iterable[int], *, judged: bool = True, announce: bool = False
) -> Iterator[Work]:
    """Yield works, filled and judged; the portion forgets them.

    :param judged: whether the judge is asked, if there is one
    :param announce: whether the judge says before how much it is asked; of drafts to come, the plan said it
    """
    filled = _fill(run, portion, numbers)
    judging = run.job.judging if judged and not run.job.dry_run else None
    for number, work in judge_works(judging, dict(filled), announce=announce) if judging else filled:
        portion.take(number)
        yield work


def _fill(run: RunState, portion: Portion, numbers: Iterable[int]) -> Iterator[tuple[int, Work]]:
    """Yield works, their units filled with the best of their candidates."""
    for number in numbers:
        work = portion.look(number)
        try:
            for drafting, candidates in portion.candidates(number):
                work = take_drafts(work, drafting.direction, choose_drafts(drafting, candidates, run.job.choosing))
            if run.job.scored and not run.job.dry_run:
                work = read_people(run.job, work)
        except Exception as error:  # noqa: BLE001 - an accident in one catalog stops no other
            portion.take(number)
            _fail(run, work, error)
        else:
            yield number, work


def tell_end(run: RunState) -> None:
    """Say what a dry run would translate, what has no text, which catalogs are not read, and once what to install."""
    for direction, count in run.unjudged.items():
        run.observer.say(f"{direction}: {plural(count, 'draft')} would be judged")
    for direction, count in run.planned.items():
        engine, judged = run.job.foresee(direction), ", and judged" if run.job.judging else ""
        run.observer.say(f"{direction}: {plural(count, 'unit')} would be translated by the {engine} engine{judged}")
    for reason in dict.fromkeys(run.without_engine.values()):
        directions = (str(direction) for direction, why in run.without_engine.items() if why == reason)
        run.observer.say(f"{', '.join(directions)}: {reason}")
    if run.textless:
        run.observer.say(describe_textless(run.textless))
    if run.unused:
        run.observer.say(
            f"{name_few(run.unused)}: not read; an article has no catalog in its own language. Write what people"
            " approved there into the article, and delete the file"
        )
