"""The report: all articles with their texts side by side as one HTML file, for people without newsloc and for CI."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline.gate.article import Conditions
from pipeline.project.processes import count_processes, seconds_for, share_out
from pipeline.quality.ledger import read_corpus
from pipeline.review.acts import Reviewer
from pipeline.review.article import Paragraph, view_paragraphs
from pipeline.review.article_row import ArticleRow, Inspected, facts_of, read_inspected
from pipeline.review.corpus import draw_figures
from pipeline.review.labels import choose_language, speak
from pipeline.review.overview import Overview
from pipeline.review.rendering import read_static, render
from pipeline.review.store import Store
from pipeline.translate.engines import QUALITY

MOST = 500
"""Articles whose texts stand in the file: 15,000 units are 15 MB, which browsers open in two seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedArticle:
    """One article: what the overview shows of it, and its texts by language."""

    row: ArticleRow
    texts: Mapping[str, tuple[Paragraph, ...]]


def write_report(conditions: Conditions, language: str = "") -> str:
    """Return a project's articles in a language of the page, the worst first; the file needs no other."""
    conditions = replace(conditions, corpus=read_corpus(conditions.project, conditions.languages).build())
    speech = speak(choose_language(language, ""))
    overview = Overview(Store(conditions=conditions, reviewer=Reviewer(name="")))
    parts = {part.row.slug: part for part in _read_all(conditions, list(overview.store.paths().values()))}
    view = overview.show({slug: part.row for slug, part in parts.items()})
    facts = list(facts_of(view.rows))
    engines = sorted(frozenset[str]().union(*(each.engines for each in facts)))
    return render(
        "overview.html.j2",
        speech,
        view=view,
        figures=draw_figures(facts),
        texts={slug: part.texts for slug, part in parts.items()},
        engines=[(engine, QUALITY[engine]) for engine in engines if QUALITY.get(engine)],
        inline=read_static("review.css"),
        here="",
    )


def _read_all(conditions: Conditions, paths: list[Path]) -> Iterator[ReportedArticle]:
    """Read articles in several processes; those that need a person most keep their texts."""
    processes = count_processes(seconds_for(paths, len(conditions.languages)), len(paths))
    parts: list[ReportedArticle] = []
    for part in share_out(partial(read_part, conditions), paths, processes):
        insort(parts, part, key=lambda each: (each.row.rank, each.row.slug))
        if len(parts) > MOST:
            parts[MOST] = replace(parts[MOST], texts={})
    yield from parts


def read_part(conditions: Conditions, path: Path) -> ReportedArticle:
    """Return what the report says of an article."""
    row, found = read_inspected(conditions, path)
    return ReportedArticle(row=row, texts={each.opened.language: tuple(_view(each)) for each in found})


def _view(each: Inspected) -> Iterator[Paragraph]:
    return view_paragraphs(each.opened, lambda row: each.inspections[row.index], each.opened.shown_rows, whole=True)
