"""Which of a web page is its article: trafilatura chooses, and the choice is carried over to the page's own blocks.

Trafilatura's output is a document of its own: inline tags, images, embeds and attributes are changed or gone in it.
What newsloc needs is the page as it was with each block kept or not. So only the words of that output are used: a block
is kept whose words are found there. Headline and standfirst are found beside: trafilatura often leaves them out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from pipeline.model import Metadata
from pipeline.sources.readers.html_elements import HEADINGS
from pipeline.sources.readers.html_metadata import extract, fold, read_metadata, read_titles
from pipeline.sources.readers.html_runs import Element, InlineRun, Outline
from pipeline.sources.readers.html_tokens import HtmlToken, TokenKind

PAGE_RULE = "page"
"""Why what surrounds an article is left out."""
_LONG = 24
"""Letters and digits that do not occur twice in a page by chance."""
_BLOCKS = frozenset({"p", "head", "item", "quote", "cell", "row", "list", "code", "ab", "fw"})
"""The elements of trafilatura's own format that hold text."""
_AROUND = frozenset({"nav", "aside", "footer", "form", "menu"})
_LEADS = re.compile(
    r"stand-?first|sub-?(?:title|head|headline)|press-sub|dek\b|deck\b|\blead\b|\blede\b|intro|summary|excerpt|kicker-text",
    re.IGNORECASE,
)
_TITLE = 10
"""Letters of a headline, at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleChoice:
    """The part of a page that is kept: the indexes of its runs, of its headline and of its standfirsts."""

    metadata: Metadata
    kept: frozenset[int]
    headline: int | None
    standfirsts: frozenset[int]


def choose_article(text: str, outline: Outline, words: Sequence[str]) -> ArticleChoice:
    """Choose the article of a page; ``words`` are those of each run, empty where there are none.

    Where trafilatura finds none, all but the page's own navigation is kept: leaving out news is worse.
    """
    keys = [fold(each) for each in words]
    document = extract(_without(text, outline.unclosed))
    lines = _lines(document)
    article = "\n".join(lines)
    found = [
        index
        for index, key in enumerate(keys)
        if key and (_is_among(key, lines, article) or _is_most(outline.runs[index], key, article))
    ]
    if not found:
        found = [index for index, key in enumerate(keys) if key and not _is_around(outline.runs[index])]
    metadata = read_metadata(document, text)
    titles = (fold(metadata.title or ""), *read_titles(text, outline))
    headline = _headline(outline.runs, keys, [title for title in titles if title], found)
    body = [index for index in found if index != headline]
    standfirsts = _standfirsts(outline.runs, keys, headline, body)
    return ArticleChoice(
        metadata=metadata,
        kept=frozenset(
            {*found, *standfirsts, *_captions(outline.runs, keys, body), *([] if headline is None else [headline])}
        ),
        headline=headline,
        standfirsts=frozenset(standfirsts),
    )


def _without(text: str, tokens: Sequence[HtmlToken]) -> str:
    """Return a page without some of its tags."""
    starts = [0, *(token.end for token in tokens)]
    ends = [*(token.start for token in tokens), len(text)]
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _lines(document: Any) -> tuple[str, ...]:
    """Return the words of each block of trafilatura's document, and of each piece between its tags."""
    body = getattr(document, "body", None)
    if body is None:
        return ()
    elements = [element for element in body.iter() if isinstance(element.tag, str)]
    wholes = ("".join(element.itertext()) for element in elements if element.tag in _BLOCKS)
    pieces = (part or "" for element in elements for part in (element.text, element.tail))
    return tuple(dict.fromkeys(key for key in map(fold, (*wholes, *pieces)) if key))


def _is_among(key: str, lines: Sequence[str], article: str) -> bool:
    """Tell whether a block's words are a line of the article, a part of one, or have one as a part."""
    if key in lines:
        return True
    if len(key) < _LONG:
        return False
    return key in article or any(len(line) >= _LONG and line in key for line in lines)


def _is_most(run: InlineRun, key: str, article: str) -> bool:
    """Tell whether most of a block's words are in the article: trafilatura takes some links out of paragraphs."""
    if len(key) < _LONG:
        return False
    parts = (fold(unescape(token.raw)) for token in run.tokens if token.kind is TokenKind.TEXT)
    return 2 * sum(len(part) for part in parts if len(part) >= _LONG and part in article) > len(key)


def _is_around(run: InlineRun) -> bool:
    return any(element.name in _AROUND for element in run.lineage)


def _headline(
    runs: Sequence[InlineRun], keys: Sequence[str], titles: Sequence[str], found: Sequence[int]
) -> int | None:
    """Return the run of the page's headline: what says the title, an h1 first, or the last h1 before the text ends."""
    first = [index for index, run in enumerate(runs) if keys[index] and any(e.name == "h1" for e in run.lineage)]
    said = [index for index in first if any(keys[index] in title or title in keys[index] for title in titles)]
    if said:
        return said[0]
    early = runs[: found[min(1, len(found) - 1)] + 1] if found else runs
    said = [index for index, run in enumerate(early) if _is_title(run, keys[index], titles)]
    if said:
        return said[-1]
    inside = [index for index in first if not _is_around(runs[index]) and (not found or index <= found[-1])]
    return inside[-1] if inside else None


def _is_title(run: InlineRun, key: str, titles: Sequence[str]) -> bool:
    """Tell whether a run says a title of the page, as its headline does, and not as a way to there does."""
    said = len(key) >= _TITLE and any(title.startswith(key) or title.endswith(key) for title in titles)
    return said and not _is_link(run) and not _is_around(run)


def _is_link(run: InlineRun) -> bool:
    """Tell whether a run is one link and nothing else: the title of another article."""
    tokens = [token for token in run.tokens if token.raw.strip()]
    return bool(tokens) and tokens[0].raw.lower().startswith("<a") and tokens[-1].raw.lower().startswith("</a")


def find_container(runs: Sequence[InlineRun]) -> Element | None:
    """Return the innermost element around all of some runs; a single paragraph is not what surrounds an article."""
    common: list[Element] | None = None
    for run in runs:
        common = list(run.lineage) if common is None else [element for element in common if element in run.lineage]
    return next((element for element in common or () if element.name not in {"p", *HEADINGS}), None)


def _standfirsts(runs: Sequence[InlineRun], keys: Sequence[str], headline: int | None, body: Sequence[int]) -> set[int]:
    """Return the runs after the headline whose class says that they are the standfirst."""
    start = headline if headline is not None else 0
    end = body[min(1, len(body) - 1)] + 1 if body else len(runs)
    return {
        index
        for index in range(start, end)
        if keys[index] and index != headline and not _is_around(runs[index]) and _is_lead(runs[index])
    }


def _captions(runs: Sequence[InlineRun], keys: Sequence[str], body: Sequence[int]) -> set[int]:
    """Return the captions of the article's pictures: trafilatura leaves them out, and the pictures with them."""
    container = find_container([runs[index] for index in body])
    return {index for index in range(body[-1] if body else 0) if keys[index] and _is_caption(runs[index], container)}


def _is_caption(run: InlineRun, container: Element | None) -> bool:
    """Tell whether a run is a picture's caption in an element, and not one in a list of other articles."""
    line = run.lineage
    names = {element.name for element in line[: line.index(container)]} if container in line else set()
    return "figcaption" in names and not names & {"li", *_AROUND}


def _is_lead(run: InlineRun) -> bool:
    return any(
        _LEADS.search(element.classes) for element in run.lineage[:2] if element.name in {"p", "h2", "h3", "div"}
    )
