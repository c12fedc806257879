"""Isolates around every run of the other direction, so that no text around it can move its signs and numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from pipeline.editions.visible import Visible, read_visible
from pipeline.model import Span

LRI, RLI, PDI = "\u2066", "\u2067", "\u2069"
_ISOLATED = re.compile("[\u2066-\u2068][^\u2066-\u2069]*\u2069?|\u2069")
"""What a person has isolated already, or left open."""
_OPENERS = {"ltr": RLI, "rtl": LRI}
"""What isolates the other direction's runs in a text of each direction."""
_CLASS = {"L": "L", "R": "A", "AL": "A", "EN": "N", "AN": "M", "NSM": "'"}
# Patterns over one letter a character: L and A letters, N and M digits; punctuation stands for itself, § is what must
# not be touched: code, addresses, isolates.
_WORD = r"[@#$€£]?L(?:[LN.,:/_&'’@+=?%~#–-]*[LN+#])?"
_OPENING = {"*": re.compile(r"(?<![\w*])\*+(?=\S)"), "_": re.compile(r"(?<!\w)_+(?=\S)")}
"""Signs that begin an emphasis."""
_OTHER = {
    "rtl": re.compile("[A-Za-z0-9\u00c0-\u058f\u1e00-\u2fff\u3040-\ud7ff٠-٩۰-۹]"),
    "ltr": re.compile("[\u0590-\u08ff\ufb1d-\ufefc]"),
}
"""What a text must hold to have runs of the other direction at all."""
_RUNS = {
    "rtl": re.compile(
        rf"{_WORD}(?: (?:{_WORD}|[NM](?:[NM.,:-]*[NM])?))*"  # names and terms, in several words too
        r"|(?<![LANM§])\+[NM](?:[NM -]*[NM])?"  # telephone numbers
        r"|(?<![NM])[NM]+(?:-[NM]+){2,}"  # dates and numbers in three parts
        r"|(?<![LANM§])[-−+$€£][NM](?:[NM.,]*[NM])?"  # a sign before its number
    ),
    "ltr": re.compile(r"A(?:[AMN' ،؛.«»-]*A'?)?"),
}


def enclose(text: str, direction: str) -> str:
    """Return a whole text isolated, in its own direction."""
    return f"{LRI if direction == 'ltr' else RLI}{text}{PDI}"


@lru_cache(maxsize=4096)  # every format of an edition asks again
def isolate(text: str, direction: str, *, markup: bool = False) -> str:
    """Return a text with an isolate around every run of the other direction; those that a person set stay.

    :param direction: the text's own, ``rtl`` or ``ltr``
    :param markup: whether the text is Markdown or HTML
    """
    if (direction == "ltr" and text.isascii()) or not _OTHER[direction].search(text):
        return text
    visible = read_visible(text, markup=markup)
    parts, position = [], 0
    for start, end in _find_runs(text, visible, direction):
        parts += [text[position:start], _OPENERS[direction], text[start:end], PDI]
        position = end
    return "".join((*parts, text[position:]))


def _find_runs(text: str, visible: Visible, direction: str) -> list[Span]:
    """Return where the runs of the other direction stand in the text, each with the markup that belongs to it.

    Left out are those that begin and end on different sides of some markup: an element cannot stand around them.
    """
    letters = [
        _CLASS.get(unicodedata.bidirectional(char), char) if free else "§"
        for char, free in zip(visible.text, visible.free, strict=True)
    ]
    for isolated in _ISOLATED.finditer(visible.text):
        letters[slice(*isolated.span())] = "§" * len(isolated[0])
    found = (match.span() for match in _RUNS[direction].finditer("".join(letters)))
    spans = (_widen(text, visible.places, *span) for span in found)
    return [span for span in spans if span]


def _widen(text: str, places: Sequence[int], first: int, behind: int) -> Span | None:
    """Return the span of some visible characters, with as much markup beside them as they need; None in vain."""
    start, end = places[first], places[behind - 1] + 1
    left = places[first - 1] + 1 if first else 0
    right = places[behind] if behind < len(places) else len(text)
    spans = ((start, end), (left, end), (start, right), (left, right))
    return next((span for span in spans if _is_balanced(text[slice(*span)])), None)


def _is_balanced(text: str) -> bool:
    """Tell whether what markup opens in a text is closed in it."""
    tags = text.count("</") * 2 == len(re.findall(r"<[A-Za-z/]", text))
    links = len(re.findall(r"(?<!\\)\[", text)) == len(re.findall(r"\](?=[(\[])", text))
    return tags and links and all(2 * sum(map(len, _OPENING[sign].findall(text))) == text.count(sign) for sign in "*_")
