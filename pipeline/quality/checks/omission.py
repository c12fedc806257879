"""Clauses dropped: a stretch of the source that no word of the target translates, in a target that is short."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from pipeline.errors import shorten
from pipeline.languages.locales import language_of
from pipeline.languages.stems import place
from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks.content import missing_passage, passage_severity, relative_length

_LENGTH = 18.0
"""Weight of a short target: per unit of the logarithm of how many times as long as expected it is."""


class OmissionCheck:
    """Looks for a passage of the source that the target lacks."""

    name = "omission"
    title = "Omission"
    explanation = (
        "A part of the source seems to be missing: no word there has a translation in the target, and the target is "
        "short. If the translation says it in other words, all is well."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield at most one finding, at the passage that is missing."""
        if language_of(pair.source_language) == language_of(pair.target_language):
            return
        source, target = (pair.source, pair.source_language), (pair.target, pair.target_language)
        passage, counterpart = missing_passage(*source, *target), missing_passage(*target, *source)
        change = -_LENGTH * log(relative_length(*source, *target))
        if severity := passage_severity(passage, counterpart, change, pair.source, pair.target):
            span = place(pair.source, passage.first, passage.last)
            words = shorten(pair.source[slice(*span)])
            sure = severity is Severity.WARNING
            message = f'"{words}" {"seems to" if sure else "may"} be missing from the translation; add it'
            yield Finding(check=self.name, severity=severity, message=message, source_span=span)
