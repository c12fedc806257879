"""What changed between two wordings, word by word, as the page shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

_WORD = re.compile(r"\s+|\S+")


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
