"""What of a text a reader sees, and what of it nothing may be put into: markup, addresses, code."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress

from pipeline.model import Span

# Markup that is not shown: ends of links with their address, brackets of links, emphasis, tags, escapes.
_HIDDEN = re.compile(
    r"(?<!\\)\]\((?:[^()\s\\]|\\.|\([^()\s]*\))*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)|(?<!\\)\]\[[^\[\]]*\]"
    r"|</?[A-Za-z][^<>]*>|(?<!\\)\*{1,3}|(?<![\\\w])_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|`+|\\(?=[!-/:-@\[-`{-~])"
)
_LINK_BRACKETS = re.compile(r"!?(?<!\\)\[((?:[^\[\]\\]|\\.)*)(?=\]\(|\]\[)")
# Shown, but to be left alone: addresses and code. An invisible character in them would break a copy or a link.
_ADDRESS = re.compile(r"<?(?:https?://|www\.)[^\s<>\])»”]+>?|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|&#?\w+;")
_BACKTICKS = re.compile("`+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """The characters of a text that are shown, each with its place in it, and whether it may be touched."""

    text: str
    places: tuple[int, ...]
    free: tuple[bool, ...]


def read_visible(text: str, *, markup: bool) -> Visible:
    """Return what is shown of a text; ``markup`` says whether it is Markdown or HTML, or plain text."""
    shown, free = bytearray(b"\1" * len(text)), bytearray(b"\1" * len(text))
    for match in _ADDRESS.finditer(text):
        _clear(free, *match.span())
    if markup:
        for span in _code_spans(text):
            _clear(free, *span)
        for match in _HIDDEN.finditer(text):
            _clear(shown, *match.span())
        for match in _LINK_BRACKETS.finditer(text):
            _clear(shown, match.start(), match.start(1))
    return Visible(
        text="".join(compress(text, shown)),
        places=tuple(compress(range(len(text)), shown)),
        free=tuple(map(bool, compress(free, shown))),
    )


def _code_spans(text: str) -> Iterator[Span]:
    """Yield the spans of code: from each run of backticks to the next one of the same length (CommonMark 6.1)."""
    runs = [match.span() for match in _BACKTICKS.finditer(text)]
    later: defaultdict[int, deque[Span]] = defaultdict(deque)
    for run in runs:
        later[run[1] - run[0]].append(run)
    end = 0
    for run in runs:
        same = later[run[1] - run[0]]
        same.popleft()
        if run[0] >= end and same:
            end = same[0][1]
            yield run[0], end


def _clear(flags: bytearray, start: int, end: int) -> None:
    flags[start:end] = bytes(end - start)
