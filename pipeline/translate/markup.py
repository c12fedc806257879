"""What of a text is copied and not translated: markup, addresses, symbols, placeholders; and which of it is paired.

Markdown and HTML are read as far as one sentence goes: what opens and is closed again in the same text, well nested.
What is not is left in the text for the engine, and the placeholders check has the last word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.languages.characters import characters
from pipeline.model import Span
from pipeline.translate.masking import MaskedPiece
from pipeline.translate.placeholders import find_placeholders

_CLOSERS = re.compile(
    r"(?<!\\)\]\((?:[^()\s\\]|\\.|\([^()\s]*\))*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)|(?<!\\)\]\[[^\[\]]*\]"
)
"""The end of a link or image, with its address or its label."""
_MARKS = re.compile(r"!?(?<!\\)\[|(?<!\\)\]|(?<!\\)(?:\*{1,3}|_{1,3}|~~)")
"""Brackets, and runs of emphasis."""
_MARKED = frozenset("[]*_~")
"""What ends of links and marks have; most sentences have none of it."""
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)(?:\s[^<>]*?)?(/?)>")
_LINKED = frozenset({"bold", "link"})
"""Kinds of the check's that are parts of what is read here as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    """Something that may be a piece. What opens and closes each other has the same ``key``."""

    span: Span
    text: str
    key: str = ""
    opens: bool = False
    closes: bool = False
    paired: bool = False
    """Whether it needs a partner."""


def find_pieces(text: str) -> tuple[MaskedPiece, ...]:
    """Return what of a text is copied, in order, without overlaps; pairs are complete and well nested."""
    if _MARKED.isdisjoint(characters(text)) and not find_placeholders(text):
        return ()
    tokens = sorted(_tokens(text), key=lambda token: token.span)
    partners = _pair(tokens)
    pieces = []
    for index, token in enumerate(tokens):
        if index in partners:
            first = min(index, partners[index]) + 1
            pair = first if partners[index] > index else -first
            pieces.append(MaskedPiece(span=token.span, pair=pair))
        elif not token.paired:
            pieces.append(MaskedPiece(span=token.span))
    return tuple(pieces)


def _tokens(text: str) -> Iterator[_Token]:
    """Yield the tokens of a text; where two overlap, the one found first stands."""
    taken: set[int] = set()
    for token in _candidates(text):
        places = range(*token.span)
        if taken.isdisjoint(places):
            taken.update(places)
            yield token


def _candidates(text: str) -> Iterator[_Token]:
    """Yield everything that may be a token: code, ends of links, other things to copy, then brackets and emphasis."""
    found = [item for item in find_placeholders(text) if item.kind not in _LINKED]
    for item in found:
        if item.kind == "code":
            yield _Token(span=item.span, text=item.text)
    for match in _CLOSERS.finditer(text):
        yield _Token(span=match.span(), text=match[0], key="[", closes=True)
    for item in found:
        yield _tag(_Token(span=item.span, text=text[slice(*item.span)]))
    for match in _MARKS.finditer(text):
        yield _mark(match)


def _tag(token: _Token) -> _Token:
    match = _TAG.fullmatch(token.text)
    if match is None or match[3]:
        return token
    return replace(token, key=match[2].lower(), opens=not match[1], closes=bool(match[1]))


def _mark(match: re.Match[str]) -> _Token:
    """Return a bracket, or a run of emphasis: it opens before text and closes after text; ``_`` never inside a word."""
    mark, text = match[0], match.string
    if mark in {"[", "!["}:
        return _Token(span=match.span(), text=mark, key="[", opens=True, paired=True)
    if mark == "]":
        return _Token(span=match.span(), text=mark, key="[", closes=True, paired=True)
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    inside = mark[0] == "_"
    return _Token(
        span=match.span(),
        text=mark,
        key=mark,
        opens=bool(after.strip()) and not (inside and before.isalnum()),
        closes=bool(before.strip()) and not (inside and after.isalnum()),
        paired=True,
    )


def _pair(tokens: Sequence[_Token]) -> dict[int, int]:
    """Return which token closes which, both ways; what stands crosswise between them has no partner."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    places: defaultdict[str, list[int]] = defaultdict(list)  # in opened, of each key; of those closed by others, too
    for index, token in enumerate(tokens):
        place = _opener(tokens, opened, token.key, places) if token.closes else None
        if place is not None:
            opener = opened[place]
            del opened[place:]
            # Brackets alone are prose: [sic]. They take no part, but what is in them stays inside.
            if token.text != "]":
                partners |= {opener: index, index: opener}
        elif token.opens:
            places[token.key].append(len(opened))
            opened.append(index)
    return partners


def _opener(
    tokens: Sequence[_Token], opened: Sequence[int], key: str, places: defaultdict[str, list[int]]
) -> int | None:
    """Return the place of the last token that is open and has a key."""
    known = places[key]
    while known and not (known[-1] < len(opened) and tokens[opened[known[-1]]].key == key):
        known.pop()
    return known[-1] if known else None
