"""Where line breaks cut a run of HTML: two make paragraphs; in a page one ends a heading, a list's line, a verse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import accumulate, groupby, pairwise

from pipeline.sources.boilerplate.rules import ends_sentence
from pipeline.sources.readers.html_tokens import VOID, HtmlToken, TokenKind

_LISTED = re.compile(r"\s*(?:[-*•·–—●▪►»]\s|\d{1,2}\s?[.)-]\s)")
_HIGHLIGHT = frozenset({"b", "strong", "i", "em", "u"})
_VERSES = 3
_VERSE_LENGTH = 48
"""Lines of verse, and of lists without marks, are short; mail and old pages break running text later than this."""


def split_at_breaks(tokens: Sequence[HtmlToken], *, lines: bool = False) -> list[list[HtmlToken]]:
    """Return the parts of a run between its line breaks; the breaks are parts too.

    An inline element is cut only where nothing of its part stands outside of it, so that no part has half a pair of
    tags in its midst.

    :param lines: single breaks cut as well where they end more than a line's width
    """
    breaks = _free_breaks(tokens)
    paragraphs = _cut(tokens, [(start, end) for start, end in breaks if _is_double(tokens, start, end)])
    if not lines:
        return paragraphs
    return [part for paragraph in paragraphs for part in _split_lines(paragraph)]


def _cut(tokens: Sequence[HtmlToken], breaks: Sequence[tuple[int, int]]) -> list[list[HtmlToken]]:
    parts: list[list[HtmlToken]] = []
    position = 0
    for start, end in breaks:
        parts += [list(tokens[position:start]), list(tokens[start:end])]
        position = end
    return [part for part in [*parts, list(tokens[position:])] if part]


def _breaks(tokens: Sequence[HtmlToken]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each group of breaks; only whitespace stands between them."""
    for is_gap, group in groupby(range(len(tokens)), lambda at: tokens[at].name == "br" or _is_blank(tokens[at])):
        breaks = [at for at in group if is_gap and tokens[at].name == "br"]
        if breaks:
            yield breaks[0], breaks[-1] + 1


def _is_blank(token: HtmlToken) -> bool:
    return token.kind is TokenKind.TEXT and not token.raw.strip()


def _is_double(tokens: Sequence[HtmlToken], start: int, end: int) -> bool:
    return sum(token.name == "br" for token in tokens[start:end]) > 1


def _free_breaks(tokens: Sequence[HtmlToken]) -> list[tuple[int, int]]:
    """Return the breaks around which every inline element begins and ends where parts do."""
    begins = _edges(tokens, TokenKind.START)
    ends = _edges(tokens[::-1], TokenKind.END)[::-1]
    steps = [0] * (len(tokens) + 1)
    for opener, closer in _pairs(tokens):
        if not (begins[opener] and (closer == len(tokens) or ends[closer])):
            steps[opener] += 1
            steps[closer] -= 1
    bound = list(accumulate(steps))
    return [(start, end) for start, end in _breaks(tokens) if not bound[start]]


def _pairs(tokens: Sequence[HtmlToken]) -> Iterator[tuple[int, int]]:
    """Yield which token closes which; what is left open ends with the run."""
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind is TokenKind.START and token.name not in VOID:
            opened.append(index)
        elif token.kind is TokenKind.END and opened:
            yield opened.pop(), index
    yield from ((opener, len(tokens)) for opener in opened)


def _edges(tokens: Sequence[HtmlToken], kind: TokenKind) -> list[bool]:
    """Tell for each token whether only tags of a kind, pictures and space stand before it in its line."""
    edges: list[bool] = []
    edge = True
    for token in tokens:
        edges.append(edge)
        if token.name == "br":
            edge = True
        elif not _is_blank(token) and token.name != "img" and (token.kind is not kind or token.name in VOID):
            edge = False
    return edges


def _split_lines(tokens: Sequence[HtmlToken]) -> list[list[HtmlToken]]:
    """Return a paragraph's lines that stand for themselves, each with its break as a part of its own."""
    breaks = _free_breaks(tokens)
    if not breaks:
        return [list(tokens)]
    edges = [(0, 0), *breaks, (len(tokens), len(tokens))]
    lines = [tokens[before[1] : after[0]] for before, after in pairwise(edges)]
    texts = [text for text in map(_text, lines) if text]
    verse = len(texts) >= _VERSES and all(map(_is_verse, texts))
    ends = [
        place
        for place, (this, following) in zip(breaks, pairwise(lines), strict=True)
        if verse or _ends_line(this, following)
    ]
    return _cut(tokens, ends)


def _is_verse(text: str) -> bool:
    return len(text.split()) > 1 and len(text) <= _VERSE_LENGTH


def _ends_line(before: Sequence[HtmlToken], after: Sequence[HtmlToken]) -> bool:
    """Tell whether a break between two lines is more than a line's width: what it ends, or what follows, says so."""
    text = _text(before)
    if not text or not _text(after):
        return True
    return ends_sentence(text) or text.endswith((":", "：")) or bool(_LISTED.match(_text(after))) or _is_lit(before)


def _is_lit(line: Sequence[HtmlToken]) -> bool:
    """Tell whether all of a line is highlighted, as headings are."""
    depth = plain = 0
    for token in line:
        if token.name in _HIGHLIGHT:
            depth += {TokenKind.START: 1, TokenKind.END: -1}.get(token.kind, 0)
        elif token.kind is TokenKind.TEXT and token.raw.strip() and depth < 1:
            plain += 1
    return not plain


def _text(tokens: Sequence[HtmlToken]) -> str:
    return unescape("".join(token.raw for token in tokens if token.kind is TokenKind.TEXT)).strip()
