"""Brackets: balanced, and what stands in brackets in the source stands in them in the target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.languages.characters import characters
from pipeline.languages.locales import language_of
from pipeline.languages.marks import prose
from pipeline.model import Finding, Pair, Severity, Span, phrase

_PARTNERS = {"(": ")", "[": "]", "{": "}", "（": "）", "﴾": "﴿"}
_BRACKETS = frozenset("()[]{}（）﴾﴿")
_BRACKET = re.compile(r"[()\[\]{}（）]")
_LISTED = re.compile(r"(?:^|[\s(،,;؛])(?:\d{1,3}|[ivxIVX]{1,4}|[A-Za-z\u0621-\u064aـ]{1,2})\Z")
"""What stands before the bracket of a list item: ``1)``, ``a)``, ``أ)``."""
_SMILEY = re.compile(r"[:;=8xX]['’-]?\Z")
_LONGEST = 5
"""Characters that these look at, at most."""


@dataclass(frozen=True, slots=True)
class BracketContents:
    """What the brackets of a text hold, and the brackets without a partner."""

    pairs: tuple[Span, ...]
    loose: tuple[int, ...]


_NONE = BracketContents((), ())


@lru_cache(maxsize=64)
def find_brackets(text: str) -> BracketContents:
    """Pair the brackets of a text."""
    if _BRACKETS.isdisjoint(characters(text)):
        return _NONE
    pairs: list[Span] = []
    loose: list[int] = []
    pending: list[int] = []
    plain = prose(text)
    for match in _BRACKET.finditer(plain):
        at = match.start()
        if match[0] in _PARTNERS:
            pending.append(at)
        elif pending and _PARTNERS[plain[pending[-1]]] == match[0]:
            pairs.append((pending.pop(), at + 1))
        elif not _ends(_LISTED, plain, at) and not _ends(_SMILEY, plain, at):
            loose.append(at)
    loose += (at for at in pending if not _ends(_SMILEY, plain, at))
    return BracketContents(tuple(sorted(pairs)), tuple(sorted(loose)))


def _ends(pattern: re.Pattern[str], text: str, at: int) -> bool:
    """Tell whether what a pattern describes stands right before a place."""
    return pattern.search(text, max(0, at - _LONGEST), at) is not None


def _is_aside(text: str) -> bool:
    """Tell whether brackets hold an acronym or one word of explanation, which one language needs and another not."""
    return len(text.split()) == 1 and not any(map(str.isdecimal, text))


class BracketsCheck:
    """Compares the brackets of source and target."""

    name = "brackets"
    title = "Brackets"
    explanation = "A bracket has no partner, or something in brackets in the source is not in brackets here."

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield the brackets without partner that the source does not have, else brackets that were lost."""
        if language_of(pair.source_language) == language_of(pair.target_language):
            return
        source, target = find_brackets(pair.source), find_brackets(pair.target)
        if target.loose and not source.loose:
            for at in target.loose:
                said = phrase('the bracket "{mark}" has no partner; add it or remove this one', mark=pair.target[at])
                yield Finding(check=self.name, severity=Severity.ERROR, said=said, target_span=(at, at + 1))
        elif len(target.pairs) < len([span for span in source.pairs if not _is_aside(pair.source[slice(*span)])]):
            yield self._lost(pair, source, target)

    def _lost(self, pair: Pair, source: BracketContents, target: BracketContents) -> Finding:
        if target.pairs:
            said = phrase(
                "{count} of {all} brackets of the source are not in brackets here; check that nothing is lost",
                count=str(len(source.pairs) - len(target.pairs)),
                all=str(len(source.pairs)),
            )
            return Finding(check=self.name, severity=Severity.INFO, said=said)
        span = source.pairs[0]
        said = phrase("{text} is not in brackets here; check that nothing is lost", text=pair.source[slice(*span)])
        return Finding(check=self.name, severity=Severity.INFO, said=said, source_span=span)
