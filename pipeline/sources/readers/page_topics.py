"""Features of what a page's line speaks of: the words that it shares with the article, and the names from above it."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

from pipeline.sources.readers.boilerplate_rules import fold, stem
from pipeline.sources.readers.page_lines import bucket

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.sources.readers.page_lines import Line
    from pipeline.sources.readers.page_places import Page

_PUNCTUATION = ".,;:!?\"'”“()"
_NAME = 3
_NAMED_WORDS = 8
_SITE = 5
_FIRST = 4


def topic(page: Page, index: int) -> Iterator[str]:
    """Yield how many of a line's words the article's sentences have, too, and its likely headline."""
    line, content = page.lines[index], page.lines[index].content
    if page.headline is not None:
        where = "above" if index < page.headline else "at" if index == page.headline else "below"
        yield f"headline={where}{line.letter}"
    if not content:
        return
    own = int(page.is_main(index) and line.is_sentence)
    hits = sum(page.spoken[word] > own for word in content)
    yield f"topic={min(hits, 4)}{line.length}"
    yield f"topic-share={bucket(hits / len(content), (0, 0.2, 0.4, 0.6, 0.9))}{line.length}"
    headline = page.lines[page.headline].content if page.headline is not None else frozenset()
    hits = len(content & headline)
    yield f"headline-words={min(hits, 3)}{line.length}"
    yield f"headline-share={bucket(hits / len(content), (0, 0.15, 0.3, 0.5, 0.8))}{line.length}"
    rare = sum(page.words[word] <= 1 for word in content)
    yield f"rare={bucket(rare / len(content), (0, 0.3, 0.5, 0.7, 0.85, 0.999))}{line.length}"
    yield from _capitals(page, line, own)


def _capitals(page: Page, line: Line, own: int) -> Iterator[str]:
    """Yield how many of the capitalized words within a sentence the article has, too."""
    names = [word for word in line.text.split()[1:] if word[:1].isupper() and len(word) >= _NAME]
    if names and line.is_sentence:
        known = sum(page.spoken[stem(fold(name.strip(_PUNCTUATION)))] > own for name in names)
        yield f"capitals={bucket(known / len(names), (0, 0.3, 0.6, 1))}{min(len(names), 4)}"


class Names:
    """What short lines above the article name, such as the site and the author: notes on them begin so below it."""

    def __init__(self, page: Page) -> None:
        above = [line for line in page.lines[: page.first] if len(line.words) <= _NAMED_WORDS and not line.is_sentence]
        self.pairs: Mapping[tuple[str, str], Line] = {
            pair: line for line in reversed(above) for pair in pairwise(line.words)
        }
        self.sites = frozenset(line.key for line in above[:_FIRST] if len(line.key) >= _SITE)


def names(page: Page, found: Names, index: int) -> Iterator[str]:
    """Yield whether a line names what lines above the article do."""
    line = page.lines[index]
    where = "in" if index <= page.last else "after"
    if index > page.first:
        above = next((found.pairs.get(pair) for pair in islice(pairwise(line.words), 1)), None)
        if above is not None:
            yield f"again={line.kind}{int(above.rule != '')}"
            yield f"again={where}{line.kind}"
        hits = sum(pair in found.pairs for pair in pairwise(line.words))
        yield f"named={min(hits, 2)}{line.kind}"
        if any(name in line.key for name in found.sites):
            yield f"site-name={line.kind}{where}"
    if any(line.key.startswith(name) for name in found.sites):
        yield f"site-first={line.kind}"
