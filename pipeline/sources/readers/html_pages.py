"""Which of a web page is its article: trafilatura chooses, and the choice is carried over to the page's own blocks.

Trafilatura's output is a document of its own: inline tags, images, embeds and attributes are changed or gone in it.
What newsloc needs is the page as it was with each block kept or not. So only the words of that output are used: a block
is kept whose words are found there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.model import Metadata
from pipeline.sources.readers.boilerplate_rules import is_named_boilerplate
from pipeline.sources.readers.html_metadata import extract, fold, read_metadata, read_titles
from pipeline.sources.readers.html_runs import Element, Outline, Run
from pipeline.sources.readers.page_frame import is_sentence

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
_CAPTION = re.compile(r"(?:^|[-_ ])(?:caption|legend)(?:$|[-_ ])", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What of a page is kept: the indexes of its runs, among them that of the headline, and of standfirsts."""

    metadata: Metadata
    kept: frozenset[int]
    headline: int | None
    standfirsts: frozenset[int]
    container: Element | None
    """The innermost element around the article's body."""
    found: frozenset[int]
    """The runs that trafilatura chose."""
    core: Element | None
    """The innermost element around most of them."""


def choose_article(text: str, outline: Outline, words: Sequence[str]) -> Choice:
    """Choose the article of a page; ``words`` are those of each run, empty where there are none.

    Where trafilatura finds none, all but the page's own navigation is kept: leaving out news is worse.
    """
    keys = [fold(each) for each in words]
    document = extract(text)
    lines = _lines(document)
    article = "\n".join(lines)
    found = [index for index, key in enumerate(keys) if key and _is_among(key, lines, article)]
    if not found:
        found = [index for index, key in enumerate(keys) if key and not _is_around(outline.runs[index])]
    metadata = read_metadata(document)
    titles = (fold(metadata.title or ""), *read_titles(text, outline))
    headline = _headline(outline.runs, keys, [title for title in titles if title], found)
    body = [index for index in found if index != headline]
    container = _container([outline.runs[index] for index in body])
    standfirsts = _standfirsts(outline.runs, keys, headline, body)
    kept = {*body, *standfirsts, *_between(outline.runs, keys, body, container)}
    kept |= _left_out(outline.runs, words, keys, body)
    if headline is not None:
        kept.add(headline)
    return Choice(
        metadata=metadata,
        kept=frozenset(kept),
        headline=headline,
        standfirsts=frozenset(standfirsts),
        container=container,
        found=frozenset(found),
        core=_core(outline.runs, keys, found),
    )


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


def _is_around(run: Run) -> bool:
    return any(element.name in _AROUND for element in (run.parent.lineage if run.parent else ()))


def _headline(runs: Sequence[Run], keys: Sequence[str], titles: Sequence[str], found: Sequence[int]) -> int | None:
    """Return the run of the page's headline: what says the title, an h1 first, or the last h1 before the text ends."""
    first = [index for index, run in enumerate(runs) if keys[index] and run.parent and _inside(run, "h1")]
    said = [index for index in first if any(keys[index] in title or title in keys[index] for title in titles)]
    if said:
        return said[0]
    early = runs[: found[min(1, len(found) - 1)] + 1] if found else runs
    said = [index for index, run in enumerate(early) if _is_title(run, keys[index], titles)]
    if said:
        return said[-1]
    inside = [index for index in first if not _is_around(runs[index]) and (not found or index <= found[-1])]
    return inside[-1] if inside else None


def _is_title(run: Run, key: str, titles: Sequence[str]) -> bool:
    """Tell whether a run says a title of the page, as its headline does, and not as a way to there does."""
    said = len(key) >= _TITLE and any(title.startswith(key) or title.endswith(key) for title in titles)
    return said and not _is_link(run) and not _is_around(run) and not _is_named(run)


def _is_named(run: Run) -> bool:
    return any(is_named_boilerplate(element.classes) for element in (run.parent.lineage[:_WAY] if run.parent else ()))


def _inside(run: Run, name: str) -> bool:
    return any(element.name == name for element in (run.parent.lineage if run.parent else ()))


def _container(runs: Sequence[Run]) -> Element | None:
    """Return the innermost element around all of some runs."""
    common: list[Element] | None = None
    for run in runs:
        line = run.parent.lineage if run.parent else ()
        common = list(line) if common is None else [element for element in common if element in line]
    # A single paragraph is not what surrounds an article.
    return next((element for element in common or () if element.name not in {"p", *_HEADINGS}), None)


def _standfirsts(runs: Sequence[Run], keys: Sequence[str], headline: int | None, body: Sequence[int]) -> set[int]:
    """Return the runs after the headline whose class says that they are the standfirst."""
    start = headline if headline is not None else 0
    end = body[min(1, len(body) - 1)] + 1 if body else len(runs)
    return {
        index
        for index in range(start, end)
        if keys[index] and index != headline and not _is_around(runs[index]) and _is_lead(runs[index])
    }


def _is_lead(run: Run) -> bool:
    line = run.parent.lineage[:2] if run.parent else ()
    return any(_LEADS.search(element.classes) for element in line if element.name in {"p", "h2", "h3", "div"})


def _between(runs: Sequence[Run], keys: Sequence[str], body: Sequence[int], container: Element | None) -> set[int]:
    """Return what trafilatura leaves out of the middle of an article: captions, headings, broken paragraphs.

    A caption belongs to its picture, and a heading to the kept text right below it.
    """
    if not body:
        return set()
    parents = {id(runs[index].parent) for index in body}
    found: set[int] = set()
    around = _article_around(container)
    for index, run in enumerate(runs):
        if keys[index] and index < body[-1] and around and _is_caption_in(run, around):
            found.add(index)
        elif keys[index] and (container is None or (run.parent and container in run.parent.lineage)):
            near = body[0] - _NEAR <= index < body[-1]
            captions = near and _inside(run, "caption")
            broken = near and id(run.parent) in parents
            heads = run.parent is not None and run.parent.name in _HEADINGS and _heads(index, keys, body)
            if captions or broken or heads:
                found.add(index)
    return found


def _left_out(runs: Sequence[Run], words: Sequence[str], keys: Sequence[str], body: Sequence[int]) -> set[int]:
    """Return the sentences that stand among those of the article, unless an element's name says what else they are.

    Trafilatura leaves out what it takes for lists of links, short paragraphs and what occurs twice.
    """
    core = _core(runs, keys, body)
    found: set[int] = set()
    for index, run in enumerate(runs):
        line = run.parent.lineage if run.parent else ()
        if core is None or core not in line or not is_sentence(words[index]) or _is_link(run):
            continue
        inside = line[: line.index(core)]
        if not any(element.name in _AROUND or is_named_boilerplate(element.classes) for element in inside):
            found.add(index)
    return found


def _is_link(run: Run) -> bool:
    """Tell whether a run is one link and nothing else: the title of another article."""
    tokens = [token for token in run.tokens if token.raw.strip()]
    return bool(tokens) and tokens[0].raw.lower().startswith("<a") and tokens[-1].raw.lower().startswith("</a")


def _core(runs: Sequence[Run], keys: Sequence[str], body: Sequence[int]) -> Element | None:
    """Return the innermost element that holds most of the article's letters."""
    sizes: Counter[Element] = Counter()
    for index in body:
        parent = runs[index].parent
        sizes.update(dict.fromkeys(parent.lineage if parent else (), len(keys[index])))
    least = _MOST * sum(len(keys[index]) for index in body)
    large = [element for element, size in sizes.items() if size >= least and element.name not in {"p", "html", "body"}]
    return max(large, key=lambda element: len(element.lineage), default=None)


def _article_around(container: Element | None) -> Element | None:
    """Return the nearest element around an article's body that is one by name; else what is right around it."""
    line = container.lineage if container else ()
    named = next((element for element in line if element.name in {"article", "main"}), None)
    return named or next((element for element in line[1:] if element.name not in {"html", "body"}), container)


def _is_caption_in(run: Run, around: Element) -> bool:
    """Tell whether a run is the caption of a picture inside an element, and not of one in a list of other articles."""
    line = run.parent.lineage if run.parent else ()
    if around not in line:
        return False
    inside = line[: line.index(around)]
    named = any(element.name == "figcaption" or _CAPTION.search(element.classes) for element in inside)
    return named and not any(element.name in _AROUND or element.name == "li" for element in inside)


_MOST = 0.7
_TITLE = 10
"""Letters of a headline, at least."""
_WAY = 3
_NEAR = 12
"""Runs before the first paragraph among which the picture above an article stands."""


def _heads(index: int, keys: Sequence[str], body: Sequence[int]) -> bool:
    """Tell whether kept text is the next after a heading."""
    following = next((other for other in range(index + 1, len(keys)) if keys[other]), None)
    place = bisect_left(body, index)
    return place < len(body) and body[place] == following and place > 0
