"""Which of a web page is its article: trafilatura chooses, and the choice is carried over to the page's own blocks.

Trafilatura's output is a document of its own: inline tags, images, embeds and attributes are changed or gone in it.
What newsloc needs is the page as it was with each block kept or not. So only the words of that output are used: a block
is kept whose words are found there.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError
from pipeline.locales import normalize_tag
from pipeline.model import Metadata
from pipeline.readers.boilerplate_rules import is_named_boilerplate
from pipeline.readers.html_runs import Element, Outline, Run
from pipeline.readers.page_frame import is_sentence

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PAGE_RULE = "page"
"""Why what surrounds an article is left out."""
_WORDS = re.compile(r"[\W_]+")
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


def choose_article(text: str, outline: Outline, words: Sequence[str]) -> Choice:
    """Choose the article of a page; ``words`` are those of each run, empty where there are none.

    Where trafilatura finds none, all but the page's own navigation is kept: leaving out news is worse.
    """
    keys = [fold(each) for each in words]
    document = _extract(text)
    lines = _lines(document)
    article = "\n".join(lines)
    found = [index for index, key in enumerate(keys) if key and _is_among(key, lines, article)]
    if not found:
        found = [index for index, key in enumerate(keys) if key and not _is_around(outline.runs[index])]
    metadata = _metadata(document)
    headline = _headline(outline.runs, keys, fold(metadata.title or ""), found)
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
    )


def fold(text: str) -> str:
    """Return a text's letters and digits, which is what survives any conversion."""
    return _WORDS.sub("", text).casefold()


def _extract(text: str) -> Any:
    """Return what trafilatura makes of a page, or None; its warnings are for those who mend pages, not for users."""
    with _quiet():
        from trafilatura import bare_extraction

        tree = _parse(text)
        if tree is None:
            return None
        # It fails in many ways on broken pages; what it cannot read is kept whole.
        with suppress(Exception):
            return bare_extraction(
                tree,
                favor_precision=True,
                include_comments=False,
                include_formatting=False,
                with_metadata=True,
            )
    return None


@contextmanager
def _quiet() -> Iterator[None]:
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _parse(text: str) -> HtmlElement | None:
    """Return a page's tree; nothing is fetched, no entity is replaced, and what is too deep or large is refused."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


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


def _headline(runs: Sequence[Run], keys: Sequence[str], title: str, found: Sequence[int]) -> int | None:
    """Return the run of the page's headline: the h1 that says the title, or the last one before the text ends."""
    first = [index for index, run in enumerate(runs) if keys[index] and run.parent and _inside(run, "h1")]
    said = [index for index in first if title and (keys[index] in title or title in keys[index])]
    if said:
        return said[0]
    inside = [index for index in first if not _is_around(runs[index]) and (not found or index <= found[-1])]
    return inside[-1] if inside else None


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
_NEAR = 12
"""Runs before the first paragraph among which the picture above an article stands."""


def _heads(index: int, keys: Sequence[str], body: Sequence[int]) -> bool:
    """Tell whether kept text is the next after a heading."""
    following = next((other for other in range(index + 1, len(keys)) if keys[other]), None)
    place = bisect_left(body, index)
    return place < len(body) and body[place] == following and place > 0


def _metadata(document: Any) -> Metadata:
    """Return what a page declares, as far as trafilatura could tell."""
    if document is None:
        return Metadata()
    return Metadata(
        title=_clean(document.title),
        author=", ".join(filter(None, (part.strip() for part in (document.author or "").split(";")))) or None,
        date=_date(document.date),
        tags=tuple(filter(None, (str(tag).strip() for tag in document.tags or ()))),
        url=document.url if str(document.url or "").startswith(("http://", "https://")) else None,
    )


def _clean(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _date(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def declared_language(outline: Outline) -> str | None:
    """Return the language that the outermost elements declare, if it is one."""
    for element in outline.elements[:_NEAR]:
        tag = element.attributes.get("lang") or element.attributes.get("xml:lang")
        if tag and (element.parent is None or element.name in {"html", "body"}):
            with suppress(ConfigError):
                return normalize_tag(tag.strip())
    return None
