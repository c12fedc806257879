"""Characters that nobody sees: controls that turn the direction of a text, and others that only confuse programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.languages.characters import characters, code_point, span_of
from pipeline.languages.language import facts
from pipeline.languages.scripts import script_facts
from pipeline.model import Finding, Pair, Severity, phrase

_OVERRIDES = "\u202d\u202e"
_OPENING = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
_CLOSING = "\u202c\u2069"
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    "["
    "\u00ad"  # soft hyphen
    "\u200b\u2060-\u2064\ufeff"  # zero-width space, word joiner, invisible operators, byte order mark
    "\u206a-\u206f\ufff9-\ufffb"  # deprecated format controls, annotations
    "\u115f\u1160\u3164\uffa0"  # fillers
    "\U000e0000-\U000e007f"  # tags
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    "]+"
    # A joiner shapes the letters at its sides; at the edge of a word it does nothing (but in the Hijri sign ه‍).
    "|(?<![^\\s])[\u200c\u200d]+|(?<!ه)\u200d+(?![^\\s])|\u200c+(?![^\\s])"
)
_BREAK = "\u200b"
"""Where a line may break, in scripts without spaces between words."""
_UNSEEN = frozenset("\x7f\u00ad\u115f\u1160\u3164\ufeff\uffa0").union(
    span_of("\x00", "\x08"),
    span_of("\x0b", "\x0c"),
    span_of("\x0e", "\x1f"),
    span_of("\x80", "\x9f"),
    span_of("\u200b", "\u200d"),
    span_of("\u202a", "\u202e"),
    span_of("\u2060", "\u206f"),
    span_of("\ufff9", "\ufffb"),
    span_of("\U000e0000", "\U000e007f"),
)
"""Any of them, to be quick about a text that has none."""


class BidiCheck:
    """Looks for invisible characters. Left-to-right and right-to-left marks that people type are fine."""

    name = "bidi"
    title = "Invisible characters"
    explanation = (
        "The translation contains characters that nobody sees. Some turn the direction of the text, so that it reads "
        "otherwise than it is stored; others break searching and copying."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield controls that turn text around or have no partner, then other invisible characters."""
        target = pair.target
        if script_facts(facts(pair.target_language).script).breaks:
            target = target.replace(_BREAK, " ")
        if _UNSEEN.isdisjoint(characters(target)):
            return
        for index in _unbalanced(target):
            said = phrase(
                "an invisible direction control ({code}) turns the text around; remove it",
                code=code_point(target[index]),
            )
            yield Finding(check=self.name, severity=Severity.ERROR, said=said, target_span=(index, index + 1))
        for match in _INVISIBLE.finditer(target):
            severity = Severity.WARNING if _in_word(target, *match.span()) else Severity.INFO
            said = phrase("an invisible character ({code}) stands here; remove it", code=code_point(match[0][0]))
            yield Finding(check=self.name, severity=severity, said=said, target_span=match.span())


def _in_word(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalpha() and text[end : end + 1].isalpha()


def _unbalanced(text: str) -> Iterator[int]:
    """Yield the places of overrides, and of embeddings and isolates without their partner."""
    pending: list[tuple[int, str]] = []
    for match in _CONTROLS.finditer(text):
        index, char = match.start(), match[0]
        if char in _OVERRIDES:
            yield index
            pending.append((-1, "\u202c"))
        elif char in _OPENING:
            pending.append((index, _OPENING[char]))
        elif char in _CLOSING:
            if pending and pending[-1][1] == char:
                pending.pop()
            else:
                yield index
    yield from (index for index, _ in pending if index >= 0)
