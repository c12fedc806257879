"""Targets far too short or far too long for their source."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.model import Finding, Pair, Severity, phrase

_SHORT, _LONG = 12, 25
"""Characters added to both sides of a target that is shorter, or longer, than expected: ratios of short texts mean
little, and one word may take five in another language (Email, адрес электронной почты)."""
_WARNING = (0.5, 1.9)
_ERROR = (0.3, 3.0)
_SURE = 40
"""Sources of at least this many characters can be flagged as errors."""


class LengthCheck:
    """Compares the lengths of both texts."""

    name = "length"
    title = "Length"
    explanation = (
        "The translation is much shorter or longer than such a text usually is: is something missing or added?"
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield at most one finding."""
        if language_of(pair.source_language) == language_of(pair.target_language):
            return
        expected = facts(pair.target_language).length_ratio / facts(pair.source_language).length_ratio
        source, target = len(fold(pair.source.strip()).text), len(fold(pair.target.strip()).text)
        if not source:
            return
        ratio = target / source / expected
        allowance = _SHORT if ratio < 1 else _LONG
        smooth = (target + allowance) / (source * expected + allowance)
        if _WARNING[0] <= smooth <= _WARNING[1]:
            return
        extreme = source >= _SURE and not _ERROR[0] <= ratio <= _ERROR[1]
        times = f"{ratio:.1f}"
        if smooth < 1:
            said = phrase(
                "the translation is {times} times as long as expected, much shorter; look for what is missing",
                times=times,
            )
        else:
            said = phrase(
                "the translation is {times} times as long as expected, much longer; look for what is added", times=times
            )
        yield Finding(
            check=self.name,
            severity=Severity.ERROR if extreme else Severity.WARNING,
            said=said,
            source_span=(0, len(pair.source)),
            target_span=(0, len(pair.target)),
        )
