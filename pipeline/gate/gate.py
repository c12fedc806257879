"""The gate: every article in every language, measured and held against limits, checks, and an earlier version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline.catalog.po import read_catalog
from pipeline.catalog.recognition import recognize
from pipeline.errors import CatalogError
from pipeline.gate.article import ArticleResult, Conditions, check_article, shown_catalog
from pipeline.gate.history import EarlierFiles, Version, open_version, repository_folder
from pipeline.gate.limits import hold
from pipeline.gate.places import place_problem
from pipeline.gate.problems import Problem, ProblemKind
from pipeline.gate.ratchet import hold_changes
from pipeline.gate.result import GateResult, Ratchet
from pipeline.gate.stale import describe_orphans
from pipeline.languages.locales import language_of
from pipeline.project.clock import current_time
from pipeline.project.paths import catalog_path, place_in, slug_at
from pipeline.project.processes import count_processes, share_out
from pipeline.quality.ledger import NO_NAMES, Ledger, latin_names, read_corpus
from pipeline.sources.article import parse_article

_PACE = 1_000_000
"""Bytes of catalogs, about 1,700 units, that one process examines in a second."""
_ORDER = tuple(ProblemKind)
"""Problems are told from the gravest: what cannot be read hides the most."""


def check_project(conditions: Conditions, paths: Sequence[Path], *, processes: int | None = None) -> GateResult:
    """Measure a project, and hold it against its limits; or, against an earlier version, what changed since.

    :param paths: the articles
    :param processes: how many work at once; by default all processors, where there is enough to do
    :raises HistoryError: if the version cannot be read
    """
    project = conditions.project
    version = open_version(project, conditions.against) if conditions.against is not None else None
    befores = _befores(conditions, paths, version) if version else dict.fromkeys(paths, None)
    items = [(path, befores[path]) for path in paths]
    conditions = replace(conditions, corpus=_read_corpus(conditions, items))
    count = processes or count_processes(_seconds(conditions, items), len(items))
    inspected = tuple(share_out(partial(_inspect, conditions), items, count))
    coverages = tuple(coverage for each in inspected for coverage in each.coverages)
    failures = [problem for each in inspected for problem in each.failures]
    ratchet = None
    if version:
        changes = [change for each in inspected for change in each.changes]
        held = tuple(hold_changes(changes, conditions.settings.coverage, version.name))
        failures += [problem for _, problems in held for problem in problems]
        ratchet = Ratchet(name=version.name, commit=version.commit, changes=tuple(share for share, _ in held))
    else:
        failures += hold(coverages, conditions.settings.coverage)
    units = [unit for each in inspected for unit in each.open_units]
    failures = [place_problem(problem, units) for problem in failures]
    orphans = describe_orphans(project, paths, conditions.front_matter)
    return GateResult(
        coverages=coverages,
        limits=conditions.settings.coverage,
        failures=_sorted(failures),
        warnings=_sorted([problem for each in inspected for problem in each.warnings]),
        notices=_sorted([*(problem for each in inspected for problem in each.notices), *orphans]),
        ratchet=ratchet,
        examined=sum(each.examined for each in inspected),
        waived=sum(each.waived for each in inspected),
        textless=tuple(each.textless for each in inspected if each.textless),
        folder=repository_folder(project),
        time=current_time(),
    )


def _read_corpus(conditions: Conditions, items: Sequence[tuple[Path, EarlierFiles | None]]) -> Ledger:
    """Read how the project spells names: all, or those of the catalogs that have changed."""
    project, languages = conditions.project, conditions.languages
    if any(before is None for _, before in items):
        return read_corpus(project, languages).build()
    about: defaultdict[str, set[str]] = defaultdict(set)
    changed = [
        catalog_path(project, language, slug_at(path, project))
        for path, before in items
        for language in languages
        if before and language not in before.same
    ]
    for path in filter(Path.is_file, changed):
        with suppress(CatalogError):  # told where it is read for good
            catalog = read_catalog(path)
            language = catalog.source_language
            about[language_of(language)].update(*(latin_names(entry.source, language) for entry in catalog.entries))
    return read_corpus(project, languages, dict(about)).build() if about else NO_NAMES


def _sorted(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (_ORDER.index(problem.kind), problem.language)))


def _inspect(conditions: Conditions, item: tuple[Path, EarlierFiles | None]) -> ArticleResult:
    return check_article(conditions, *item)


def _seconds(conditions: Conditions, items: Sequence[tuple[Path, EarlierFiles | None]]) -> float:
    """Return how long one process would take, by the size of the catalogs."""
    project, size = conditions.project, 0
    for path, before in items:
        slug = slug_at(path, project)
        for language in conditions.languages:
            file = catalog_path(project, language, slug)
            if file.exists():
                # What has not changed is only read: about a fifth of the work.
                size += file.stat().st_size // (5 if before and language in before.same else 1)
    return size / _PACE


def _befores(conditions: Conditions, paths: Sequence[Path], version: Version) -> dict[Path, EarlierFiles | None]:
    """Read every article's earlier version, as far as it differs; a renamed article finds its old self."""
    project = conditions.project
    slugs = {path: slug_at(path, project) for path in paths}
    old = _old_slugs(conditions, slugs, version)
    wanted: dict[Path, tuple[str, str, dict[str, str], frozenset[str]]] = {}
    for path in paths:
        slug = old.get(slugs[path], slugs[path])
        article = version.slugs.get(slug, "")
        catalogs = {language: shown_catalog(project, language, slug) for language in conditions.languages}
        unmoved = slug == slugs[path] and _is_same(version, path, article)
        same = frozenset(
            language for language, shown in catalogs.items() if unmoved and _is_same(version, project / shown, shown)
        )
        wanted[path] = slug, article, {name: shown for name, shown in catalogs.items() if name not in same}, same
    contents = version.read(
        shown for _, article, catalogs, _ in wanted.values() for shown in (article, *catalogs.values()) if catalogs
    )
    return {
        path: EarlierFiles(
            path=article,
            article=contents.get(article),
            catalogs={name: contents[shown] for name, shown in catalogs.items() if shown in contents},
            same=same,
            slug=slug,
        )
        for path, (slug, article, catalogs, same) in wanted.items()
    }


def _is_same(version: Version, file: Path, shown: str) -> bool:
    try:
        return version.holds(shown, file.read_bytes()) if file.is_file() else shown not in version.blobs
    except OSError:  # told where the file is read for good
        return False


def _old_slugs(conditions: Conditions, slugs: Mapping[Path, str], version: Version) -> dict[str, str]:
    """Find what renamed articles were called: each new name that a vanished article's text stands under."""
    gone = {slug: path for slug, path in version.slugs.items() if slug not in set(slugs.values())}
    fresh = {path: slug for path, slug in slugs.items() if slug not in version.slugs}
    if not gone or not fresh:
        return {}
    contents = version.read(gone.values())
    lost = {slug: _sentences(conditions, contents.get(path, b""), path, slug) for slug, path in gone.items()}
    new = {}
    for path, slug in fresh.items():
        shown = place_in(path, conditions.project).as_posix()
        new[slug] = _sentences(conditions, path, shown, slug)
    return {now: then for then, now in recognize(new, lost).renamed.items()}


def _sentences(conditions: Conditions, content: bytes | Path, shown: str, slug: str) -> tuple[str, ...]:
    """Return the sentences of an article; none of one that cannot be read."""
    try:
        data = content.read_bytes() if isinstance(content, Path) else content
        return tuple(unit.source for unit in parse_article(data, shown, slug, conditions.front_matter).units)
    except Exception:  # noqa: BLE001 - told where the article is read for good
        return ()
