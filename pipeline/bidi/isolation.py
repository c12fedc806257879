"""Isolates around runs of the other direction, and only around those that would be shown wrongly without them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from pipeline.bidi.algorithm import lay_out
from pipeline.bidi.visible import Visible, read_visible
from pipeline.model import Span

LRI, RLI, PDI = "\u2066", "\u2067", "\u2069"
_ISOLATED = re.compile("[\u2066-\u2069]")
_OPENERS = {"ltr": RLI, "rtl": LRI}
"""What isolates the other direction's runs in a text of each direction."""
_CLASS = {"L": "L", "R": "A", "AL": "A", "EN": "N", "AN": "M", "NSM": "'"}
# Patterns over one letter a character: L and A letters, N and M digits; punctuation stands for itself, § is markup.
_WORD = r"[@#$€£]?L(?:[LN.,:/_&'’@+=?%~#–-]*[LN+#])?"
_RUNS = {
    "rtl": re.compile(
        rf"{_WORD}(?: (?:{_WORD}|[NM](?:[NM.,:-]*[NM])?))*"  # names and terms, in several words too
        r"|(?<![LANM\d])\+[NM](?:[NM -]*[NM])?"  # telephone numbers
        r"|[NM]+(?:-[NM]+){2,}"  # dates and numbers in three parts
        r"|(?<![LANM])[-−+$€£][NM](?:[NM.,]*[NM])?"  # a sign before its number
    ),
    "ltr": re.compile(r"A(?:[AMN' ،؛.«»-]*A'?)?"),
}


def isolate(text: str, direction: str, *, markup: bool = False, first: bool = False) -> str:
    """Return a text with isolates around the runs that need them; one where a person set isolates stays as it is.

    :param direction: the text's own, ``rtl`` or ``ltr``
    :param markup: whether the text is Markdown or HTML
    :param first: whether a paragraph begins with it, whose direction a reader may take from its first letter
    """
    if _ISOLATED.search(text):
        return text
    visible = read_visible(text, markup=markup)
    runs = _find_runs(visible, direction)
    needed = _needed(visible.text, runs, direction, first=first) if runs else ()
    for start, end in reversed(needed):
        left, right = visible.places[start], visible.places[end - 1] + 1
        text = f"{text[:left]}{_OPENERS[direction]}{text[left:right]}{PDI}{text[right:]}"
    return text


def _find_runs(visible: Visible, direction: str) -> tuple[Span, ...]:
    """Return the runs of the other direction, none across markup."""
    letters = []
    for index, char in enumerate(visible.text):
        apart = index and visible.places[index] != visible.places[index - 1] + 1
        # A run ends where markup stands: an isolate must not cross it. One letter stays one letter.
        letters.append("§" if not visible.free[index] else _letter(char))
        if apart:
            letters[-1] = letters[-1].lower() if letters[-1] in "LANM" else "§"
    mapped = "".join(letters)
    spans: list[Span] = []
    start = 0
    for cut in [*(index for index, letter in enumerate(mapped) if letter in "lanm§"), len(mapped)]:
        piece = mapped[start:cut].upper()
        spans += ((start + match.start(), start + match.end()) for match in _RUNS[direction].finditer(piece))
        start = cut + (mapped[cut : cut + 1] == "§")
    return tuple(spans)


def _letter(char: str) -> str:
    return _CLASS.get(unicodedata.bidirectional(char), char)


def _needed(text: str, runs: Sequence[Span], direction: str, *, first: bool) -> tuple[Span, ...]:
    """Return the runs without whose isolates the line would be shown otherwise than with all of them."""
    base = int(direction == "rtl")
    wanted = _order(text, runs, direction, base)
    shown_base = None if first else base
    if _order(text, (), direction, shown_base) == wanted:
        return ()
    kept = list(runs)
    for run in reversed(runs):
        fewer = [other for other in kept if other != run]
        if _order(text, fewer, direction, shown_base) == wanted:
            kept = fewer
    return tuple(kept)


def _order(text: str, runs: Iterable[Span], direction: str, base: int | None) -> list[int]:
    """Return the order in which the text's own characters are shown, with isolates around the runs."""
    parts: list[str] = []
    places: list[int] = []
    position = 0
    for start, end in [*runs, (len(text), len(text))]:
        parts.append(text[position:start])
        places += range(position, start)
        if end > start:
            parts.append(f"{_OPENERS[direction]}{text[start:end]}{PDI}")
            places += (-1, *range(start, end), -1)
        position = end
    line = lay_out("".join(parts), base)
    return [places[index] for index in line.order if places[index] >= 0]
