"""HTML as a row of runs: stretches of text and inline tags between the tags that make blocks.

One pass over the tokens, with the elements that are open; like a browser, it closes what authors leave open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.errors import SourceError
from pipeline.sources.readers.html_breaks import split_at_breaks
from pipeline.sources.readers.html_elements import (
    CLOSED_BY,
    END_OPTIONAL,
    HEADINGS,
    INLINE,
    KEPT,
    PAGE_ONLY,
    SKIPPED,
    SKIPPED_WITH_TAGS,
)
from pipeline.sources.readers.html_tokens import VOID, HtmlToken, TokenKind, attributes_of, read_tokens

DEPTH = 256
"""The most elements inside one another; browsers and libxml2 refuse more, too."""
_EMBEDS = re.compile(
    r"twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-(?:post|video)|bluesky-embed|reddit-embed-bq"
)


@dataclass(slots=True, kw_only=True, eq=False)
class Element:
    """One element that makes a block. ``end`` is behind its end tag; -1 where that is missing."""

    name: str
    attributes: dict[str, str]
    start: int
    parent: Element | None
    end: int = -1

    @property
    def lineage(self) -> tuple[Element, ...]:
        """The element and those around it, the innermost first."""
        return (self, *(self.parent.lineage if self.parent else ()))

    @property
    def classes(self) -> str:
        """Its class and id, as they are written."""
        return f"{self.attributes.get('class', '')} {self.attributes.get('id', '')}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InlineRun:
    """Tokens without a block's boundary among them; what an inline element hides is one token."""

    tokens: tuple[HtmlToken, ...]
    parent: Element | None

    @property
    def lineage(self) -> tuple[Element, ...]:
        """The elements around it, the innermost first."""
        return self.parent.lineage if self.parent else ()

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where what follows begins."""
        return self.tokens[-1].end


@dataclass(slots=True, kw_only=True)
class Outline:
    """A page or fragment: its runs and elements in order."""

    runs: list[InlineRun] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    heads: list[HtmlToken] = field(default_factory=list)
    """The title's text and the ``meta`` tags."""
    unclosed: list[HtmlToken] = field(default_factory=list)
    """The start tags of skipped elements without an end tag; their content counts as the article's."""
    is_page: bool = False
    """Whether it is a whole page, and no fragment."""


def read_outline(text: str, path: str) -> Outline:
    """Return the runs and elements of a page or fragment.

    :raises SourceError: if it declares entities or is nested too deeply
    """
    return _Builder(text, path).build()


class _Builder:
    """The state of the one pass."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        self._outline = Outline()
        self._open: list[Element] = []
        self._run: list[HtmlToken] = []

    def build(self) -> Outline:
        tokens = list(read_tokens(self._text))
        for token in tokens:
            self._look_at_comment(token)
        self._outline.unclosed = _find_unclosed(tokens)
        for token in _hide(tokens, frozenset(token.start for token in self._outline.unclosed)):
            self._take(token)
        self._flush()
        for element in self._open:
            element.end = len(self._text) if element.name in END_OPTIONAL else -1
        return self._outline

    def _look_at_comment(self, token: HtmlToken) -> None:
        raw = token.raw.lower() if token.kind is TokenKind.COMMENT else ""
        if "<!entity" in raw:
            raise SourceError(f"{self._path}:{self._line(token)}: it declares an entity; remove the declaration")
        self._outline.is_page |= raw.startswith("<!doctype")

    def _take(self, token: HtmlToken) -> None:
        empty = token.kind is TokenKind.ELEMENT and token.raw.endswith("/>")
        if token.kind is TokenKind.TEXT and self._open and self._open[-1].name == "title":
            self._outline.heads += [] if self._in_svg() else [token]
        elif not token.name or (token.name in INLINE and not empty):
            self._run.append(token)
        else:
            self._flush()
            self._take_block(token)

    def _take_block(self, token: HtmlToken) -> None:
        """Begin or end a block."""
        if token.kind is TokenKind.END:
            self._close(token)
        elif token.name == "meta":
            self._outline.heads.append(token)
        elif token.kind is TokenKind.START and token.name not in VOID:
            self._open_element(token)

    def _in_svg(self) -> bool:
        return any(element.name in {"svg", "math"} for element in self._open)

    def _open_element(self, token: HtmlToken) -> None:
        self._imply_ends(token)
        parent = self._open[-1] if self._open else None
        element = Element(name=token.name, attributes=attributes_of(token), start=token.start, parent=parent)
        self._outline.elements.append(element)
        self._outline.is_page |= token.name in PAGE_ONLY
        self._open.append(element)
        if len(self._open) > DEPTH:
            raise SourceError(
                f"{self._path}:{self._line(token)}: more than {DEPTH} elements are open one inside the other; "
                "close them, or keep only the article"
            )

    def _imply_ends(self, token: HtmlToken) -> None:
        """Close what a start tag ends: a paragraph, the item before."""
        if self._open and self._open[-1].name == "p":
            self._open.pop().end = token.start
        closed, limits = CLOSED_BY.get(token.name, (frozenset(), frozenset()))
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].name in limits:
                return
            if self._open[place].name in closed and all(e.name in END_OPTIONAL for e in self._open[place:]):
                for element in self._open[place:]:
                    element.end = token.start
                del self._open[place:]

    def _close(self, token: HtmlToken) -> None:
        """Close the innermost open element of a name; those left open inside end as well."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].name == token.name:
                for element in self._open[place + 1 :]:
                    element.end = token.start if element.name in END_OPTIONAL else -1
                self._open[place].end = token.end
                del self._open[place:]
                return

    def _flush(self) -> None:
        """End the run, and cut it where its line breaks make paragraphs of it."""
        inner = self._open[-1] if self._open else None
        lines = self._outline.is_page and not (inner and inner.name in HEADINGS)
        for tokens in split_at_breaks(self._run, lines=lines):
            self._outline.runs.append(InlineRun(tokens=tuple(tokens), parent=inner))
        self._run = []

    def _line(self, token: HtmlToken) -> int:
        return self._text.count("\n", 0, token.start) + 1


def _hide(tokens: Iterable[HtmlToken], unclosed: Collection[int]) -> Iterator[HtmlToken]:
    """Yield the tokens without those that are not translated: of a block its tags stay, an inline element is one token.

    An inline element that is left open ends with its block, and hides nothing; a paragraph ends where a block begins.

    :param unclosed: where elements begin that are never closed, which hide nothing either
    """
    hidden: list[HtmlToken] = []
    depth = 0
    for token in tokens:
        if hidden and _ends_early(hidden[0], token):
            yield from _reduce(hidden, closed=False)
            hidden, depth = [], 0
        if not hidden and not _starts_hiding(token, unclosed):
            yield token
        elif not hidden and token.raw.endswith("/>"):
            # Browsers take <iframe /> for open; who writes that means an empty element, and must not lose the rest.
            yield replace(token, kind=TokenKind.ELEMENT)
        else:
            hidden.append(token)
            if token.name == hidden[0].name and not token.raw.endswith("/>"):
                depth += {TokenKind.START: 1, TokenKind.END: -1}[token.kind]
            if not depth:
                yield from _reduce(hidden, closed=True)
                hidden = []
    yield from _reduce(hidden, closed=False)


def _starts_hiding(token: HtmlToken, unclosed: Collection[int]) -> bool:
    """Tell whether a start tag begins something whose content is not translated."""
    if token.kind is not TokenKind.START or token.name in VOID or token.start in unclosed:
        return False
    if token.name in KEPT or (token.name in SKIPPED and token.name != "head"):
        return True
    if "translate" not in token.raw and "class" not in token.raw:
        return False
    attributes = attributes_of(token)
    classes = attributes.get("class", "")
    return (
        attributes.get("translate", "").lower() == "no"
        or "notranslate" in classes.split()
        or (token.name == "blockquote" and _EMBEDS.search(classes) is not None)
    )


def _ends_early(first: HtmlToken, token: HtmlToken) -> bool:
    """Tell whether a token ends what a start tag hides, though it is not its end tag."""
    if token.kind not in {TokenKind.START, TokenKind.END} or token.name in INLINE:
        return False
    return first.name in INLINE or (first.name == "p" and token.kind is TokenKind.START and token.name not in VOID)


def _reduce(hidden: Sequence[HtmlToken], *, closed: bool) -> Sequence[HtmlToken]:
    """Return what stays of the tokens from a start tag to its end tag, or as far as they go without one."""
    if not hidden or hidden[0].name == "title" or (hidden[0].name in INLINE and not closed):
        return hidden
    if hidden[0].name in INLINE:
        return [replace(hidden[0], kind=TokenKind.ELEMENT, raw="".join(token.raw for token in hidden))]
    return [hidden[0], hidden[-1]] if closed else hidden[:1]


def _find_unclosed(tokens: Sequence[HtmlToken]) -> list[HtmlToken]:
    """Return the start tags of elements that are never closed: they have no end tag, or what is around ends first."""
    unclosed: list[HtmlToken] = []
    opened: list[HtmlToken] = []
    counts: Counter[str] = Counter()
    for token in tokens:
        if token.kind is TokenKind.START and token.name not in VOID and not token.raw.endswith("/>"):
            opened.append(token)
            counts[token.name] += 1
        elif token.kind is TokenKind.END and counts[token.name]:
            while opened:
                last = opened.pop()
                counts[last.name] -= 1
                if last.name == token.name:
                    break
                if last.name in SKIPPED_WITH_TAGS:
                    unclosed.append(last)
    unclosed += (token for token in opened if token.name in SKIPPED_WITH_TAGS)
    return sorted(unclosed, key=lambda token: token.start)
