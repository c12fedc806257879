"""Negations lost or added: each "not" of one text wants a negation near the same words of the other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.checks.lexicon import load_lexicon
from pipeline.checks.stems import Telling, place, stem, stems, tokens
from pipeline.locales import language_of
from pipeline.model import Finding, Pair, Severity, Span

_DATA = Path(__file__).with_name("negation.toml")
_SCOPE = 4
"""Words after a negation that tell where its translation is to be sought."""
_NEAR = (6, 4)
"""Words before and after a scope word's translation among which a negation may stand."""
_LONG, _LONG_SLACK = 60, 1.0
"""From so many words on, a text has several sentences, which translators move: places say less there."""
_SLACK = 3
"""Words by which two places may differ and still be the same."""
_APART = 0.2
"""What it costs when the words negated are found, but elsewhere."""
_CERTAIN = -1.5
"""Log-odds of a scope word whose translation is no coincidence."""


_REACH = 16
"""Words after a plain negation within which it may turn out to mean "only"."""
_KINDS = ("none", "idiom", "plain", "carrier", "soft")
_WANTING = frozenset({"plain", "soft"})
_END = "$"


@dataclass(frozen=True, slots=True)
class Mark:
    """One negation, or a word that may carry one; ``first`` and ``last`` count the words of its text."""

    kind: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Polarity:
    """The words of a text, their stems, and its marks."""

    language: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A pattern of one or more words, the first of them known to match."""

    kind: str
    rest: tuple[re.Pattern[str], ...]
    at_end: bool

    def last(self, words: tuple[str, ...], first: int) -> int | None:
        """Return the last word of the phrase if it stands at a place."""
        last = first + len(self.rest)
        if last >= len(words) or (self.at_end and last + 1 < len(words)):
            return None
        return last if all(map(re.Pattern.fullmatch, self.rest, words[first + 1 : last + 1])) else None


@dataclass(frozen=True, slots=True)
class _Rules:
    phrases: tuple[tuple[re.Pattern[str], _Phrase], ...]
    """The pattern of the first word of each phrase with the phrase, longest first."""
    far: re.Pattern[str]
    written: re.Pattern[str]
    prefix: re.Pattern[str]
    suffix: re.Pattern[str]


@lru_cache(maxsize=8)
def _rules(language: str) -> _Rules | None:
    table = tomllib.loads(_DATA.read_text(encoding="utf-8")).get(language)
    if table is None:
        return None
    phrases: list[tuple[re.Pattern[str], _Phrase]] = []
    for kind in _KINDS:
        singles = [pattern for pattern in table[kind] if " " not in pattern]
        rows = [pattern.split(" ") for pattern in table[kind] if " " in pattern]
        for first, *rest in [*rows, ["|".join(singles)]] if singles else rows:
            following = tuple(re.compile(word) for word in rest if word != _END)
            phrases.append((re.compile(first), _Phrase(kind, following, _END in rest)))
    phrases.sort(key=lambda item: -len(item[1].rest))  # stable: equal ones stay in the order of their kinds
    others = (re.compile(table[name]) for name in ("written", "prefix", "suffix"))
    return _Rules(tuple(phrases), re.compile("|".join(table["far"]) or "(?!)"), *others)


class _Starts:
    """The phrases that each word may begin, none for nearly all words."""

    def __init__(self, language: str, rules: _Rules) -> None:
        self.rules = rules
        self._begun = Telling(language, self._read)

    def _read(self, word: str) -> tuple[_Phrase, ...] | None:
        return tuple(phrase for first, phrase in self.rules.phrases if first.fullmatch(word)) or None

    def among(self, text: str) -> frozenset[str]:
        """Return those of a text's words that may begin a phrase."""
        return self._begun.among(text)

    def of(self, word: str) -> tuple[_Phrase, ...]:
        """Return the phrases that a word may begin; it was asked for with its text's."""
        return self._begun.said.get(word, ())


@lru_cache(maxsize=8)
def _starts(language: str) -> _Starts | None:
    rules = _rules(language)
    return None if rules is None else _Starts(language, rules)


@lru_cache(maxsize=64)
def read_polarity(text: str, language: str) -> Polarity | None:
    """Return the negations of a text; None for a language without rules."""
    language = language_of(language)
    starts = _starts(language)
    if starts is None:
        return None
    found = tokens(text)
    telling = starts.among(text)
    places = [index for index, word in enumerate(found) if word in telling] if telling else []
    marks = tuple(_marks(text, found, places, starts)) if places else ()
    return Polarity(language, found, stems(text, language), marks)


def _marks(text: str, found: tuple[str, ...], places: list[int], starts: _Starts) -> Iterator[Mark]:
    until = -1
    for index in places:
        if index <= until:
            continue
        for phrase in starts.of(found[index]):
            last = phrase.last(found, index)
            if last is not None:
                until = last
                kind = _kind(phrase.kind, text, found, (index, last), starts)
                if kind != "none":
                    yield Mark(kind, index, last)
                break


def _kind(kind: str, text: str, found: tuple[str, ...], span: Span, starts: _Starts) -> str:
    """Return the kind of a mark that stands there, which may be another than its phrase's."""
    rules = starts.rules
    if kind == "soft" and text[slice(*place(text, *span))].isupper():
        return "none"  # an acronym: UNSOM
    if kind == "carrier" and rules.written.fullmatch(text, *place(text, *span)):
        kind = "plain"
    if kind in _WANTING and _goes_on(found, span[1] + 1, starts):
        return "idiom"
    return kind


def _goes_on(found: tuple[str, ...], first: int, starts: _Starts) -> bool:
    """Tell whether a negation turns out to mean "only": لا ... إلا, but not لا ... إلا أن."""
    for index in range(first, min(first + _REACH, len(found))):
        if starts.rules.far.fullmatch(found[index]):
            return not any(phrase.kind == "none" and phrase.last(found, index) for phrase in starts.of(found[index]))
    return False


class Negation:
    """Compares the negations of both texts."""

    name = "negation"
    title = "Negation"
    explanation = (
        "The translation seems to lose a negation of the source (not, never, without; لا، لم، لن، ليس، غير), or to "
        "add one: does it say the opposite? If it says the same in other words (remained silent for did not speak), "
        "all is well."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield the negations that are lost, then those that are added."""
        source = read_polarity(pair.source, pair.source_language)
        target = read_polarity(pair.target, pair.target_language)
        if source is None or target is None or source.language == target.language:
            return
        if not source.marks and not target.marks:
            return
        lost, added = compare(source, target)
        for mark in lost:
            span = place(pair.source, mark.first, mark.last)
            message = f'"{pair.source[slice(*span)]}" has no counterpart; does the translation say the opposite?'
            yield Finding(check=self.name, severity=Severity.WARNING, message=message, source_span=span)
        for mark in added:
            span = place(pair.target, mark.first, mark.last)
            message = f'"{pair.target[slice(*span)]}" negates what the source does not; does it say the opposite?'
            yield Finding(check=self.name, severity=Severity.WARNING, message=message, target_span=span)


def compare(source: Polarity, target: Polarity) -> tuple[list[Mark], ...]:
    """Return the negations of each text that the other has not.

    Like marks find each other first, the nearest before all; what is left over may answer a mark of another kind.
    """
    left: tuple[list[Mark], list[Mark]] = (list(source.marks), list(target.marks))
    if not any(mark.kind in _WANTING for marks in left for mark in marks):
        return [], []
    sides = (_Side(source, target), _Side(target, source))
    slack = _LONG_SLACK if len(source.words) > _LONG else 0.0
    for first, second, limit in _ROUNDS:
        costs = sorted(
            (_cost(one, other, sides), here, there)
            for here, one in enumerate(source.marks)
            for there, other in enumerate(target.marks)
            if one.kind in first and other.kind in second
        )
        for cost, here, there in costs:
            one, other = source.marks[here], target.marks[there]
            if cost <= limit + slack and one in left[0] and other in left[1]:
                left[0].remove(one)
                left[1].remove(other)
    return tuple([mark for mark in marks if _is_wanting(mark, side)] for marks, side in zip(left, sides, strict=True))


_PLAIN = frozenset({"plain"})
_OTHER = frozenset({"soft", "carrier", "idiom"})
_ROUNDS = ((_PLAIN, _PLAIN, 0.6), (_OTHER, _OTHER, 0.4), (_PLAIN, _OTHER, 0.25), (_OTHER, _PLAIN, 0.25))


class _Side:
    """One text against the other: where the other says what each mark is about."""

    def __init__(self, own: Polarity, other: Polarity) -> None:
        self.own, self.other = own, other
        self.places = {mark: tuple(_places(mark, own, other)) for mark in own.marks if mark.kind in _WANTING}

    def near(self, mark: Mark, other: Mark) -> bool | None:
        """Tell whether a mark stands by the translation of what this one is about; None where that is not found."""
        places = self.places.get(mark)
        if not places:
            return None
        before, after = _NEAR
        return any(found - before <= other.last and other.first <= found + after for found in places)


def _cost(one: Mark, other: Mark, sides: tuple[_Side, _Side]) -> float:
    """Return how far apart two marks are: 0 is certainly the same negation, 1 the other end of the text."""
    source, target = sides[0].own, sides[1].own
    gap = abs(one.first - other.first * len(source.words) / max(len(target.words), 1))
    distance = max(gap - _SLACK, 0) / max(len(source.words), 1)
    verdicts = (sides[0].near(one, other), sides[1].near(other, one))
    if True in verdicts:
        return distance / 4
    return distance + (_APART if False in verdicts else 0)


def _is_wanting(mark: Mark, side: _Side) -> bool:
    """Tell whether a negation without counterpart is one that needs it."""
    if mark.kind != "soft" or len(side.own.words) > _LONG:
        return mark.kind == "plain"
    bare = _bare(mark, side.own)
    return not bare or _is_turned(mark, bare, side)


def _is_turned(mark: Mark, bare: tuple[str, ...], side: _Side) -> bool:
    """Tell whether a word negated by its prefix may be there without the negation, and not as a word of its own.

    "Unsettled" is مضطرب, which negates nothing and translates "settled" nowhere.
    """
    lexicon = load_lexicon(side.own.language, side.other.language)
    rows = [lexicon[name] for name in bare if name in lexicon]
    there = side.other.stems
    if any(not row.others.isdisjoint(there) for row in rows):
        return True
    own = lexicon.get(side.own.stems[mark.last])
    return bool(rows) and (own is None or own.others.isdisjoint(there))


def _places(mark: Mark, side: Polarity, other: Polarity) -> Iterator[int]:
    """Yield where the other text translates what the negation is about."""
    lexicon = load_lexicon(side.language, other.language)
    scope = _bare(mark, side) if mark.kind == "soft" else ()
    after = side.stems[mark.last + 1 : mark.last + 1 + (_SCOPE if mark.kind == "plain" else 1)]
    for name in scope or after:
        row = lexicon.get(name)
        if row is None or row.present > _CERTAIN:
            continue
        yield from (index for index, found in enumerate(other.stems) if found in row.others)


def _bare(mark: Mark, side: Polarity) -> tuple[str, ...]:
    """Return the stems that a word negated by a prefix has without it; none for a particle."""
    rules = _rules(side.language)
    word = side.stems[mark.last]
    if rules is None or not (bare := rules.prefix.sub("", word)) or (bare == word and mark.first == mark.last):
        return ()
    return stem(bare, side.language), rules.suffix.sub("", bare)
