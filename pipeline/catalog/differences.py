"""What changed between two wordings, word by word: as stretches for the page, as plain text for a note."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

_WORD = re.compile(r"\s+|\S+")
_AROUND = 3
"""Words that a note shows before and after a change: enough to find the place in a long sentence."""


class Fate(StrEnum):
    """What became of a stretch of text."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some words, and what became of them."""

    text: str
    fate: Fate


def compare_words(before: str, after: str) -> tuple[Stretch, ...]:
    """Return both wordings as one text: words kept, gone and new; the kept and new ones together are *after*."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    stretches: list[Stretch] = []
    for step in Levenshtein.opcodes(old, new):
        gone, fresh = "".join(old[step.src_start : step.src_end]), "".join(new[step.dest_start : step.dest_end])
        if step.tag == "equal":
            stretches.append(Stretch(text=fresh, fate=Fate.KEPT))
            continue
        stretches += [Stretch(text=text, fate=fate) for text, fate in ((gone, Fate.GONE), (fresh, Fate.NEW)) if text]
    return tuple(_joined(stretches))


def show_difference(before: str, after: str) -> str:
    """Return what changed as one line, as ``wdiff`` writes it; of longer kept stretches the words around changes.

    >>> show_difference("The ice broke under 12 anglers.", "The ice broke under 14 anglers.")
    '… ice broke under [-12-] {+14+} anglers.'
    """
    stretches = compare_words(before, after)
    marks = {Fate.KEPT: "{}", Fate.GONE: "[-{}-]", Fate.NEW: "{{+{}+}}"}
    shown = []
    for at, each in enumerate(stretches):
        words = each.text.split()
        if each.fate is Fate.KEPT:
            words = _shorten(words, first=at == 0, last=at == len(stretches) - 1)
        if words:
            shown.append(marks[each.fate].format(" ".join(words)))
    return " ".join(shown)


def _shorten(words: list[str], *, first: bool, last: bool) -> list[str]:
    """Return the words of a kept stretch that are near a change."""
    before, after = (0 if first else _AROUND), (0 if last else _AROUND)
    if len(words) <= before + after + 1:
        return words
    return [*words[:before], "…", *words[len(words) - after :]]


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """Join what was replaced word by word: all that is gone before all that is new, up to the next kept word."""
    joined: list[Stretch] = []
    gone = fresh = ""
    for each in (*stretches, Stretch(text="", fate=Fate.KEPT)):
        if each.fate is Fate.GONE:
            gone += each.text
        elif each.fate is Fate.NEW:
            fresh += each.text
        elif each.text.isspace() and (gone or fresh):
            gone, fresh = gone + each.text, fresh + each.text
        else:
            joined += [Stretch(text=text, fate=fate) for text, fate in ((gone, Fate.GONE), (fresh, Fate.NEW)) if text]
            joined += [each] if each.text else []
            gone = fresh = ""
    return joined
