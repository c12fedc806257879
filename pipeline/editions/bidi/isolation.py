"""Isolates around runs of the other direction, and only around those that would be shown wrongly without them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipeline.editions.bidi.algorithm import lay_out
from pipeline.editions.bidi.visible import Visible, read_visible
from pipeline.model import Span

LRI, RLI, PDI = "\u2066", "\u2067", "\u2069"
_ISOLATED = re.compile("[\u2066-\u2069]")
_OPENERS = {"ltr": RLI, "rtl": LRI}
"""What isolates the other direction's runs in a text of each direction."""
_CLASS = {"L": "L", "R": "A", "AL": "A", "EN": "N", "AN": "M", "NSM": "'"}
# Patterns over one letter a character: L and A letters, N and M digits; punctuation stands for itself, § is markup.
_WORD = r"[@#$€£]?L(?:[LN.,:/_&'’@+=?%~#–-]*[LN+#])?"
_OTHER = {
    "rtl": re.compile("[A-Za-z0-9\u00c0-\u058f\u1e00-\u2fff\u3040-\ud7ff٠-٩۰-۹]"),
    "ltr": re.compile("[\u0590-\u08ff\ufb1d-\ufefc]"),
}
"""What a text must hold to have runs of the other direction at all."""
_RUNS = {
    "rtl": re.compile(
        rf"{_WORD}(?: (?:{_WORD}|[NM](?:[NM.,:-]*[NM])?))*"  # names and terms, in several words too
        r"|(?<![LANM\d])\+[NM](?:[NM -]*[NM])?"  # telephone numbers
        r"|[NM]+(?:-[NM]+){2,}"  # dates and numbers in three parts
        r"|(?<![LANM])[-−+$€£][NM](?:[NM.,]*[NM])?"  # a sign before its number
    ),
    "ltr": re.compile(r"A(?:[AMN' ،؛.«»-]*A'?)?"),
}


@lru_cache(maxsize=4096)  # every format of an edition asks again
def isolate(text: str, direction: str, *, markup: bool = False, first: bool = False) -> str:
    """Return a text with isolates around the runs that need them; one where a person set isolates stays as it is.

    :param direction: the text's own, ``rtl`` or ``ltr``
    :param markup: whether the text is Markdown or HTML
    :param first: whether a paragraph begins with it, whose direction a reader may take from its first letter
    """
    if (direction == "ltr" and text.isascii()) or _ISOLATED.search(text) or not _OTHER[direction].search(text):
        return text
    visible = read_visible(text, markup=markup)
    runs = _find_runs(text, visible, direction)
    needed = _needed(visible.text, runs, direction, first=first) if runs else ()
    for start, end in reversed(needed):
        left, right = visible.places[start], visible.places[end - 1] + 1
        text = f"{text[:left]}{_OPENERS[direction]}{text[left:right]}{PDI}{text[right:]}"
    return text


def _find_runs(text: str, visible: Visible, direction: str) -> tuple[Span, ...]:
    """Return the runs of the other direction, but those that begin and end on different sides of some markup."""
    mapped = "".join(
        _letter(char) if free else "§" for char, free in zip(visible.text, visible.free, strict=True)
    )  # one letter for each character
    spans = (match.span() for match in _RUNS[direction].finditer(mapped))
    return tuple(
        span for span in spans if _is_balanced(text[visible.places[span[0]] : visible.places[span[1] - 1] + 1])
    )


def _is_balanced(text: str) -> bool:
    """Tell whether what markup opens in a text is closed in it, so that an element can stand around it."""
    tags = text.count("</") * 2 == len(re.findall(r"<[A-Za-z/]", text))
    links = len(re.findall(r"(?<!\\)\[", text)) == len(re.findall(r"\](?=[(\[])", text))
    return tags and links and text.count("*") % 2 == 0 and text.count("_") % 2 == 0


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
