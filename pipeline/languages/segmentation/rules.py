"""What is known of sentence ends in a language, compiled; ``language.py`` explains the fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.languages.language import facts
from pipeline.languages.sections import Segmentation


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceRules:
    """The sentence ends of one language."""

    words: Segmentation
    starter_pattern: re.Pattern[str]
    opens_after_number: re.Pattern[str]
    opens_after_pause: re.Pattern[str]
    missing_space: re.Pattern[str]
    goes_on_after_quote: re.Pattern[str]
    abbreviations: frozenset[str]
    """All words whose full stop may not end a sentence."""

    def starts(self, word: str) -> bool:
        """Tell whether a word usually begins a sentence."""
        if word in self.words.starters or self.starter_pattern.fullmatch(word):
            return True
        return word[:1] in self.words.starter_prefixes and word[1:] in self.words.starters


def compile_rules(data: Segmentation) -> SentenceRules:
    """Compile the patterns of a language's table."""
    return SentenceRules(
        words=data,
        starter_pattern=re.compile(data.starter_pattern),
        opens_after_number=re.compile(data.opens_after_number),
        opens_after_pause=re.compile(data.opens_after_pause),
        missing_space=re.compile(data.missing_space),
        goes_on_after_quote=re.compile(data.goes_on_after_quote),
        abbreviations=frozenset().union(
            data.never_final, data.before_number, data.ambiguous, data.ambiguous_after_number, data.usually_final
        ),
    )


@cache
def rules_for(language: str) -> SentenceRules | None:
    """Return the rules of a language; None for one without them."""
    data = facts(language).segmentation
    return compile_rules(data) if data else None
