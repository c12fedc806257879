"""Articles with translations, made of our own sentences: `evaluations/sets` and `source/`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.catalog.po import find_catalog
from pipeline.gate.coverage import pair_entries
from pipeline.project.paths import catalog_path
from pipeline.sources.article import find_articles, read_article

ROOT = Path(__file__).parents[2]
SETS = ROOT / "evaluations" / "sets"
LENGTH = 30
"""Sentences of an article that is made of training pairs."""
MADE = 12
"""Articles that are made of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One article: its English sentences in order, and their Arabic translations."""

    name: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]


def read_texts() -> tuple[Text, ...]:
    """Return the articles; no English sentence stands twice in one."""
    pairs = _training_pairs()
    made = [_text(f"training-{number}", [next(pairs) for _ in range(LENGTH)], numbered=False) for number in range(MADE)]
    return (*_news(), *_articles(), *made)


def reserve(count: int) -> list[tuple[str, str]]:
    """Return sentences, with translations, that stand in none of the articles."""
    used = {source for text in read_texts() for source in text.sources}
    return [pair for pair in _training_pairs() if pair[0] not in used][:count]


def _news() -> Iterator[Text]:
    articles: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in (SETS / "news.en-ar.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        article, _, source, target = line.split("\t")
        articles[article].append((source, target))
    yield from (_text(name, pairs) for name, pairs in articles.items())


def _articles() -> Iterator[Text]:
    """Yield the articles of source/ with what is translated of them; the rest gets a target that is a number."""
    for path in find_articles(ROOT):
        article = read_article(path, ROOT)
        if article.language != "en":
            continue
        catalog = find_catalog(catalog_path(ROOT, "ar", article.slug))
        entries = pair_entries(article, catalog)
        yield _text(
            article.slug,
            [(unit.source, entry.target if entry else "") for unit, entry in zip(article.units, entries, strict=True)],
        )


def _text(name: str, pairs: list[tuple[str, str]], *, numbered: bool = True) -> Text:
    unique = dict(pairs)
    targets = [target or (f"ترجمة {number}" if numbered else "") for number, target in enumerate(unique.values())]
    return Text(name=name, sources=tuple(unique), targets=tuple(targets))


def _training_pairs() -> Iterator[tuple[str, str]]:
    """Yield sentences (not headlines) of the training pairs, one subject after the other in turn."""
    seen = set()
    for path in sorted((SETS / "training").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            source, target = line.split("\t")[:2]
            if source.endswith(".") and source not in seen:
                seen.add(source)
                yield source, target
