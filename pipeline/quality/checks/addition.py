"""Sentences added: a stretch of the target that no word of the source accounts for, in a target that is long."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from pipeline.errors import shorten
from pipeline.languages.locales import language_of
from pipeline.languages.stems import place
from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks.content import count_sentences, missing_passage, passage_severity, relative_length

_LENGTH = 12.0
"""Weight of a long target: per unit of the logarithm of how many times as long as expected it is."""
_LONG = 1.5
"""Times the expected length from which on a sentence more is an addition even where no words are known."""


class AdditionCheck:
    """Looks for a passage that only the target has."""

    name = "addition"
    title = "Addition"
    explanation = (
        "The translation seems to say something that the source does not: no word there is a translation of one of "
        "the source, and the translation is long. If it only says more clearly what the source means, all is well."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield at most one finding, at the passage that is added."""
        if language_of(pair.source_language) == language_of(pair.target_language):
            return
        source, target = (pair.source, pair.source_language), (pair.target, pair.target_language)
        passage, counterpart = missing_passage(*target, *source), missing_passage(*source, *target)
        longer = log(relative_length(*source, *target))
        if severity := passage_severity(passage, counterpart, _LENGTH * longer, pair.target, pair.source):
            span = place(pair.target, passage.first, passage.last)
            words = shorten(pair.target[slice(*span)])
            message = f'nothing in the source seems to say "{words}"; remove it if it was added'
            yield Finding(check=self.name, severity=severity, message=message, target_span=span)
        elif longer > log(_LONG) and count_sentences(pair.target) > count_sentences(pair.source):
            message = "the translation has more sentences than the source and is long; remove what was added"
            whole = (0, len(pair.target))
            yield Finding(check=self.name, severity=Severity.WARNING, message=message, target_span=whole)
