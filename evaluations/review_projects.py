"""The projects that the review page is measured on: a corpus of short articles, and one article as long as a book.

Their texts are the pairs of ``sets/training``; a third of the units is reviewed, half are drafts with a score, the rest
is missing.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.catalog.merge import make_template, merge
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import write_catalog
from pipeline.catalog.provenance import make_provenance
from pipeline.model import Entry, Score, Verdict
from pipeline.project.paths import catalog_path, template_path
from pipeline.sources.article import read_article

TEXTS = Path(__file__).parent / "sets" / "training"
MARATHON = Path(__file__).parents[1] / "source" / "corniche-half-marathon.md"
LANGUAGE = "ar"
UNITS = 18
"""Units of a short article: what the articles in source/ have."""
_PARAGRAPH = 3
"""Sentences of a paragraph."""
_REVIEWED, _DRAFT = 1 / 3, 5 / 6
"""Up to which draw between 0 and 1 a unit is reviewed, or a draft."""


def write_corpus(project: Path, articles: int, units: int = UNITS) -> list[str]:
    """Write so many articles with their catalogs; return their slugs."""
    chance = random.Random(1)
    pairs = _read_pairs()
    slugs = [f"desk-{number % 7}/article-{number:04d}" for number in range(articles)]
    for slug in slugs:
        write_article(project, slug, chance.sample(pairs, units), chance)
    return slugs


def write_article(project: Path, slug: str, pairs: Sequence[tuple[str, str]], chance: random.Random) -> None:
    """Write an article, its template and its catalog."""
    title, *rest = (source for source, _ in pairs)
    paragraphs = (" ".join(rest[start : start + _PARAGRAPH]) for start in range(0, len(rest), _PARAGRAPH))
    path = project / "source" / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"---\nlanguage: en\ntitle: {json.dumps(title)}\n---\n\n"
    path.write_text(head + "\n\n".join(paragraphs) + "\n", encoding="utf-8")
    article = read_article(path, project)
    contexts, following = number_units(article, None)
    write_catalog(template_path(project, slug), make_template(article, contexts, following))
    targets = dict(pairs)
    catalog = merge(article, contexts, None, LANGUAGE)
    entries = tuple(_fill(entry, targets.get(entry.source, pairs[0][1]), chance) for entry in catalog.entries)
    write_catalog(catalog_path(project, LANGUAGE, slug), replace(catalog, entries=entries))


def write_marathon(project: Path) -> str:
    """Write the article of 18 units from source/ with a draft for each; return its slug."""
    (project / "source").mkdir(parents=True)
    path = Path(shutil.copy(MARATHON, project / "source"))
    article = read_article(path, project)
    contexts, _ = number_units(article, None)
    catalog = merge(article, contexts, None, LANGUAGE)
    entries = tuple(replace(entry, target="مسودة لم يراجعها أحد.", fuzzy=True) for entry in catalog.entries)
    write_catalog(catalog_path(project, LANGUAGE, article.slug), replace(catalog, entries=entries))
    return article.slug


def _fill(entry: Entry, target: str, chance: random.Random) -> Entry:
    drawn = chance.random()
    if drawn > _DRAFT:
        return entry
    if drawn < _REVIEWED:
        return replace(entry, target=target)
    score = Score(percent=chance.randrange(101), verdict=Verdict.REVIEW)
    draft = replace(entry, target=target, fuzzy=True)
    return replace(draft, provenance=make_provenance(draft, target, engine="draft", model="1", score=score))


def _read_pairs() -> list[tuple[str, str]]:
    lines = (line for path in sorted(TEXTS.glob("*.tsv")) for line in path.read_text(encoding="utf-8").splitlines())
    return [(source, target) for source, _, target in (line.partition("\t") for line in lines) if source.endswith(".")]
