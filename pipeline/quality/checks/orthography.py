"""Signs that Arabic words cannot have: tatweel, stray vowel signs, letters in forms made for display."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pipeline.languages.characters import characters, span_of
from pipeline.model import Finding, Pair, Severity, phrase

_LETTER = "\u0621-\u063a\u0641-\u064a\u0671-\u06d3"
_VOWEL = "\u064b-\u0650\u0652"
_SIGN = "\u064b-\u0655\u0670"
_SIGNS = (
    frozenset("\u0640\u0670") | span_of("\u064b", "\u0655") | span_of("\ufb50", "\ufdf9") | span_of("\ufe70", "\ufefc")
)
_PROBLEMS = re.compile(
    f"(?P<tatweel>(?<=[{_LETTER}{_SIGN}])\u0640+(?=[{_LETTER}]))"
    f"|(?P<doubled>[{_VOWEL}]{{2,}}|[{_VOWEL}]\u0651[{_VOWEL}]|\u0651{{2,}})"
    f"|(?P<stray>(?<![{_LETTER}{_SIGN}\u0640\u25cc])[{_SIGN}]+)"
    "|(?P<drawn>[\ufb50-\ufd3d\ufd40-\ufdf9\ufe70-\ufefc]+)"  # not ﴾ ﴿ ﷺ ﷻ ﷼ ﷽, which are signs of their own
)
_MESSAGES = {
    "tatweel": phrase("a stretching sign (ـ) stands inside a word; remove it"),
    "doubled": phrase("two vowel signs stand on one letter; keep one"),
    "stray": phrase("a vowel sign stands on no letter; remove it"),
}


class OrthographyCheck:
    """Looks for Arabic signs at places where they cannot stand."""

    name = "orthography"
    title = "Arabic letters and signs"
    explanation = (
        "A word contains a stretching sign (tatweel), vowel signs that stand doubled or on no letter, or letters in a "
        "form made for display. Readers hardly see it, but searching and spelling tools do not know such words."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield each of these places; a sign that the source has too gives a remark only."""
        if _SIGNS.isdisjoint(characters(pair.target)):
            return
        for match in _PROBLEMS.finditer(pair.target):
            kind = match.lastgroup or ""
            if kind == "drawn":
                plain = unicodedata.normalize("NFKC", match[0])
                said = phrase(
                    '"{text}" is written in display forms; write "{plain}" in ordinary letters',
                    text=match[0],
                    plain=plain,
                )
            else:
                said = _MESSAGES[kind]
            mild = kind == "tatweel" or match[0] in pair.source
            severity = Severity.INFO if mild else Severity.WARNING
            yield Finding(check=self.name, severity=severity, said=said, target_span=match.span())
