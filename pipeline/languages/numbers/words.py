"""Number words, from the languages' data, and what they add up to: ثلاثة ملايين وخمسمئة ألف, two hundred and five."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache

from pipeline.languages.language import facts
from pipeline.languages.matching import fold
from pipeline.languages.sections import NEVER, NumberData
from pipeline.languages.stems import KnownWords

Number = int | Fraction
Values = frozenset[Number]

HUNDRED = 100
THOUSAND = 1000
_TIGHT = re.compile(r"[\s\-\u2010\u2011]{0,3}")
_MULTIPLIERS = frozenset({HUNDRED, 12})
_TWENTY = 20
_TEENS_AFTER = frozenset({60, 80})
"""Tens that go on to nineteen where a language counts by twenty: soixante-dix, quatre-vingt-dix."""
_TEN, _AFTER_TEN = 10, frozenset({7, 8, 9})
"""In a language that counts by twenty, how ten and a unit are written: dix-sept."""
_HUNDREDS_OF_YEARS = (1900, 1800)
"""Centuries whose decades are called without them: the twenties."""


@dataclass(frozen=True, slots=True)
class WordMeaning:
    """The numbers in a word: a value that may be part of a longer number, a scale, values that stand alone."""

    value: int | None
    scale: bool
    asides: Values
    alone: bool = False
    """Whether it builds no longer number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWords:
    """The number words of a language, folded, by their values."""

    data: NumberData
    words: Mapping[str, int]
    scales: Mapping[str, int]
    decades: Mapping[str, int]
    asides: Mapping[str, Values]
    lookalikes: Mapping[str, Values]
    alone: frozenset[str]
    connectors: frozenset[str]
    prefix: re.Pattern[str]

    def read(self, word: str) -> WordMeaning | None:
        """Return what a folded word says, None for nothing."""
        alike = self.lookalikes.get(word)
        if alike is not None:
            return WordMeaning(None, scale=False, asides=alike) if alike else None
        forms = self.forms(word)
        scale = _first(forms, self.scales)
        value = scale if scale is not None else _first(forms, self.words)
        asides = frozenset[Number]().union(*(self.asides.get(form, ()) for form in forms))
        decade = _first(forms, self.decades)
        if decade is not None:
            asides |= {decade, _TWENTY, *(hundreds + decade for hundreds in _HUNDREDS_OF_YEARS)}
        if value is None and not asides:
            return None
        return WordMeaning(value, scale is not None, asides, alone=not self.alone.isdisjoint(forms))

    def forms(self, word: str) -> tuple[str, ...]:
        """Return the forms under which a folded word may stand in the tables: itself, then stripped ones."""
        if not self.data.prefix:
            return (word,)
        longest = self.prefix.match(word)
        limit = longest.end() if longest else 0
        bare = [word[start:] for start in range(limit + 1) if self.prefix.fullmatch(word, 0, start)]
        return tuple(dict.fromkeys([*bare, *(form.removesuffix(self.data.suffix) for form in bare)]))


@cache
def number_words(language: str) -> NumberWords:
    """Return the number words of a language; none where nothing is known of it."""
    data = facts(language).numbers or NumberData()
    return NumberWords(
        data=data,
        words=_by_word(data.words),
        scales=_by_word(data.scales),
        decades=_by_word(data.decades),
        asides=_values(data.asides),
        lookalikes=_values(data.lookalikes),
        alone=frozenset(data.alone.split()),
        connectors=frozenset(data.connectors.split()),
        prefix=re.compile(data.prefix or NEVER),
    )


def _by_word(rows: Mapping[int, str]) -> dict[str, int]:
    return {fold(word).text: value for value, words in rows.items() for word in words.split()}


def _values(rows: Mapping[str, str]) -> dict[str, Values]:
    # A whole number stays one: it is compared and shown as such.
    read = {words: frozenset(_value(text) for text in values.split()) for words, values in rows.items()}
    return {fold(word).text: values for words, values in read.items() for word in words.split()}


def _value(text: str) -> Number:
    return Fraction(text) if "/" in text else int(text)


@lru_cache(maxsize=32)
def readings(language: str) -> KnownWords[WordMeaning]:
    """Return the numbers in the folded words of a language; particles are ignored."""
    return KnownWords(number_words(language).read)


def _first(forms: tuple[str, ...], table: Mapping[str, int]) -> int | None:
    return next((table[form] for form in forms if form in table), None)


@dataclass(slots=True, kw_only=True)
class NumberToken:
    """One number word, scale word or digit string while a text is read."""

    start: int
    end: int
    value: Number
    scale: bool = False
    ambiguous: bool = False
    added: bool = False
    """Whether the word for "and" is part of it: وعشرون."""
    alone: bool = False
    """Whether it builds no longer number: "first ten" is not eleven."""
    wholes: Values = frozenset()
    parts: tuple[Values, ...] = ()
    scaled: Number | None = None
    until: int = 0
    """Where the scale ends that it is multiplied by."""
    sums: set[Number] = field(default_factory=set)

    @property
    def digits(self) -> bool:
        """Whether it is written in digits."""
        return bool(self.wholes)


def phrases(tokens: list[NumberToken], text: str, language: str) -> Iterator[list[NumberToken]]:
    """Group neighbouring tokens between which only spaces, hyphens and the word for "and" stand."""
    connectors = number_words(language).connectors
    phrase: list[NumberToken] = []
    for token in tokens:
        if phrase:
            gap = text[phrase[-1].end : token.start]
            if not _joined(gap, connectors):
                yield phrase
                phrase = []
            elif gap.strip(" -"):
                token.added = True
        phrase.append(token)
    if phrase:
        yield phrase


def _joined(gap: str, connectors: frozenset[str]) -> bool:
    words = gap.replace("-", " ").split()
    return bool(_TIGHT.fullmatch(gap)) or (len(words) == 1 and words[0] in connectors)


@dataclass(slots=True)
class _Sum:
    """A number that grows word by word: ``total`` holds finished thousands and millions."""

    rules: NumberData
    total: Number = 0
    scale: Number | None = None
    current: Number | None = None
    tokens: list[NumberToken] = field(default_factory=list)

    def take(self, token: NumberToken) -> bool:
        """Add a token if it continues the number; tell whether it did."""
        if self.tokens and (token.alone or self.tokens[-1].alone):
            return False
        taken = self._scale(token) if token.scale else self._add(token)
        if taken:
            self.tokens.append(token)
        return taken

    def _scale(self, token: NumberToken) -> bool:
        if self.scale is not None and token.value >= self.scale:
            return self._scale_all(token)
        self.total += (1 if self.current is None else self.current) * token.value
        self.scale, self.current = token.value, None
        return True

    def _scale_all(self, token: NumberToken) -> bool:
        """Count thousands in millions: dos mil millones, mille deux cents milliards."""
        if not self.rules.stacked_scales or self.scale != THOUSAND:
            return False
        self.total = (self.total + (self.current or 0)) * token.value
        self.scale, self.current = token.value, None
        return True

    def _add(self, token: NumberToken) -> bool:
        if self.scale is not None and token.value >= self.scale:
            return False
        if self.current is None:
            if self.tokens and self.rules.and_needed and not token.added and not token.digits:
                return False
            self.current = token.value
            return True
        if token.digits or (self.tokens[-1].digits and token.value not in _MULTIPLIERS):
            return False
        return self._continue(self.current, token)

    def _continue(self, current: Number, token: NumberToken) -> bool:
        value = token.value
        if value in _MULTIPLIERS and 1 <= current < 10:  # noqa: PLR2004 - three hundred, two dozen
            self.current = current * value
        elif self.rules.by_twenty and value == _TWENTY and current % HUNDRED == 4:  # noqa: PLR2004 - quatre-vingts
            self.current = current - 4 + 4 * _TWENTY
        elif _follows(current, token, self.rules):
            self.current = current + value
        else:
            return False
        return True

    def finish(self) -> None:
        """Tell the tokens what they add up to."""
        result = self.total + (self.current or 0)
        for token in self.tokens:
            token.sums.add(result)


def _follows(current: Number, token: NumberToken, rules: NumberData) -> bool:
    """Tell whether a value completes a number: 100 + 25, 20 + 5 and, in Arabic order, 5 + 10 or 5 "and" 20."""
    rest, value = current % 100, token.value
    if value >= 100:  # noqa: PLR2004 - a hundred
        return False
    if rest == 0:
        return current > 0 and (token.added or not rules.and_needed)
    if rest < 10:  # noqa: PLR2004 - a unit
        return rules.units_first and value >= 10 and value % 10 == 0 and (value == 10) is not token.added  # noqa: PLR2004
    if rules.by_twenty and rest in _TEENS_AFTER:
        return value < _TWENTY
    if rules.by_twenty and rest == _TEN:
        return value in _AFTER_TEN
    return rules.tens_first and rest % 10 == 0 and rest >= 20 and value < 10  # noqa: PLR2004 - tens, then a unit


def add_up(phrase: list[NumberToken], language: str) -> None:
    """Write into each token of a phrase what it is together with its neighbours."""
    rules = number_words(language).data
    number = _Sum(rules)
    for index, token in enumerate(phrase):
        if token.digits:
            _scale_up(token, phrase[index + 1 : index + 3], rules)
        if not number.take(token):
            number.finish()
            number = _Sum(rules)
            number.take(token)
    number.finish()


def _scale_up(token: NumberToken, following: list[NumberToken], rules: NumberData) -> None:
    """Multiply digits by the scale after them, or the two scales: 300 million, 300 mil millones."""
    if not following or not following[0].scale or following[0].ambiguous:
        return
    first, *rest = following
    stacked = rules.stacked_scales and first.value == THOUSAND and rest and rest[0].scale and rest[0].value > THOUSAND
    last = rest[0] if stacked else first
    token.scaled, token.until = token.value * first.value * (last.value if stacked else 1), last.end
