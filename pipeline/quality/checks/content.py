"""Find the passage of one text that the other most likely lacks: none of its words is translated there.

Each word is weighed as evidence (log-odds, after Wald): against the passage being there if none of its translations
stands in the other text, for it if one does. The passage is the stretch of words with the greatest sum.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import log

from pipeline.languages.language import facts
from pipeline.languages.lexicon import load_lexicon
from pipeline.languages.matching import fold
from pipeline.languages.stems import Lexeme, lexemes, stem_set, tokens, word_set
from pipeline.model import Severity

_NUMBER = (-1.5, 1.2)
_NAME = (-1.5, 0.7)
"""What a number and a name in capitals say: there, not there."""
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
_CAPITALS = re.compile("[A-Z][A-Z]")
"""What every acronym has, to be quick about texts that have none."""
_CAPITAL = re.compile(r"\b[A-Z][^\W\d_]+")
_LEAST_SOUNDS = 2
_SENTENCE_END = re.compile(r"(?<![.!?؟…])[.!?؟…]++[\"'”’»)\]]*+(?=\s+\S)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(.])(?:[^\W\d_]|Mrs?|Ms|Dr|St|Gen|Col|Lt|Sgt|Prof|Inc|Ltd|Co|Corp|Nos?|vs|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)$"
)
_LONGEST = 5
"""Characters of such an abbreviation with what stands before it, at most."""
_LEAST_WORDS = 3
_LEAST_WEIGHT = 4.0
"""What the words alone must say: a length alone proves nothing."""
_COUNTERPART = 0.3
_SPELLED_OUT = 3.0
"""What an acronym of the other text may account for where it is spelled out."""
_SHORT = 100
_SURE, _MAYBE = 10.0, 7.0
"""Log-odds from which on a passage is missing, and may be: a remark."""
_ALLOWANCE = 12
"""Characters added to both sides, so that the lengths of short texts differ less."""


@dataclass(frozen=True, slots=True)
class UnmatchedPassage:
    """Words of one text without a translation in the other, from ``first`` to ``last``.

    ``weight`` is the log-odds that they are missing.
    """

    weight: float
    first: int
    last: int


_NOTHING = UnmatchedPassage(0.0, 0, 0)


@lru_cache(maxsize=64)
def missing_passage(text: str, language: str, other: str, other_language: str) -> UnmatchedPassage:
    """Return the passage of a text that the other one most likely does not say; none without a lexicon."""
    if not load_lexicon(language, other_language):
        return _NOTHING
    best, total, start = 0.0, 0.0, 0
    first = last = 0
    for index, weight in enumerate(_weights(text, language, other, other_language)):
        if total <= 0:
            total, start = 0.0, index
        total += weight
        if total > best:
            best, first, last = total, start, index
    if not best:
        return _NOTHING
    return UnmatchedPassage(best * facts(language).passage_scale, first, last)


def _weights(text: str, language: str, other: str, other_language: str) -> list[float]:
    """Weigh each word of a text."""
    there, words = stem_set(other, other_language), lexemes(text, language, other_language)
    weights = [word.absent if word.others.isdisjoint(there) else word.present for word in words]
    _weigh_unknown(weights, text, words, other, lexemes(other, other_language, language))
    if facts(language).has_case and _CAPITALS.search(text):
        spelled = frozenset(map(str.lower, _ACRONYM.findall(text)))
        for index, word in enumerate(tokens(text)):
            if word in spelled:
                weights[index] = 0.0  # it may be spelled out
    return weights


def _weigh_unknown(
    weights: list[float], text: str, words: tuple[Lexeme, ...], other: str, others: tuple[Lexeme, ...]
) -> None:
    """Weigh the words that the lexicon does not know: numbers, names, other words."""
    unknown = [index for index, word in enumerate(words) if not word.others]
    if not unknown:
        return
    there, heard = word_set(other), frozenset([word.sound for word in others])
    found = tokens(text)
    names: frozenset[str] | None = None
    for index in unknown:
        word = found[index]
        if word[0].isdecimal():
            weights[index] = _NUMBER[word not in there]
            continue
        if word.isascii():
            if names is None:
                names = frozenset(map(str.lower, _CAPITAL.findall(text)))
            if word not in names:
                continue
        sound = words[index].sound
        weights[index] = 0.0 if len(sound) < _LEAST_SOUNDS else _NAME[sound not in heard]


def count_sentences(text: str) -> int:
    """Return about how many sentences a text has."""
    ends = (match.start() for match in _SENTENCE_END.finditer(text))
    return 1 + sum(not _ABBREVIATION.search(text, max(0, end - _LONGEST), end) for end in ends)


def relative_length(source: str, source_language: str, target: str, target_language: str) -> float:
    """Return how many times as long as expected a translation is."""
    expected = facts(target_language).length_ratio / facts(source_language).length_ratio
    lengths = len(fold(source.strip()).text), len(fold(target.strip()).text)
    return (lengths[1] + _ALLOWANCE) / (lengths[0] * expected + _ALLOWANCE)


def passage_severity(
    passage: UnmatchedPassage, counterpart: UnmatchedPassage, change: float, text: str, other: str
) -> Severity | None:
    """Return how sure it is that only one text has a passage: a warning, a remark, or None.

    A passage that was only reworded has a counterpart that nothing translates either, and leaves the length as it is.

    :param counterpart: the passage of the other text that this one least accounts for
    :param change: log-odds that the other text's length adds
    """
    if passage.last - passage.first + 1 < _LEAST_WORDS or passage.weight < _LEAST_WEIGHT:
        return None
    weight = passage.weight + change - _COUNTERPART * counterpart.weight
    if weight < _MAYBE:
        return None
    # A long text holds more unmatched words by chance.
    weight -= _SPELLED_OUT * min(len(_ACRONYM.findall(other)), 2) + log(max(len(text), _SHORT) / _SHORT)
    return Severity.WARNING if weight >= _SURE else Severity.INFO if weight >= _MAYBE else None
