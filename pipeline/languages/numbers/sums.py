"""Add number words up: two hundred and twenty-five thousand, ثلاثة ملايين وخمسمئة ألف."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.languages.numbers.words import CONNECTORS, HUNDRED, Number

Values = frozenset[Number]

_TIGHT = re.compile(r"[\s\-\u2010\u2011]{0,3}")
_MULTIPLIERS = frozenset({HUNDRED, 12})


@dataclass(slots=True, kw_only=True)
class Token:
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
    sums: set[Number] = field(default_factory=set)

    @property
    def digits(self) -> bool:
        """Whether it is written in digits."""
        return bool(self.wholes)


def phrases(tokens: list[Token], text: str, language: str) -> Iterator[list[Token]]:
    """Group neighbouring tokens between which only spaces, hyphens and the word for "and" stand."""
    phrase: list[Token] = []
    for token in tokens:
        if phrase:
            gap = text[phrase[-1].end : token.start]
            if not _joined(gap, language):
                yield phrase
                phrase = []
            elif gap.strip(" -"):
                token.added = True
        phrase.append(token)
    if phrase:
        yield phrase


def _joined(gap: str, language: str) -> bool:
    words = gap.replace("-", " ").split()
    return bool(_TIGHT.fullmatch(gap)) or (len(words) == 1 and words[0] in CONNECTORS.get(language, ()))


@dataclass(slots=True)
class _Sum:
    """A number that grows word by word: ``total`` holds finished thousands and millions."""

    language: str
    total: Number = 0
    scale: Number | None = None
    current: Number | None = None
    tokens: list[Token] = field(default_factory=list)

    def take(self, token: Token) -> bool:
        """Add a token if it continues the number; tell whether it did."""
        if self.tokens and (token.alone or self.tokens[-1].alone):
            return False
        taken = self._scale(token) if token.scale else self._add(token)
        if taken:
            self.tokens.append(token)
        return taken

    def _scale(self, token: Token) -> bool:
        if self.scale is not None and token.value >= self.scale:
            return False
        self.total += (1 if self.current is None else self.current) * token.value
        self.scale, self.current = token.value, None
        return True

    def _add(self, token: Token) -> bool:
        if self.scale is not None and token.value >= self.scale:
            return False
        if self.current is None:
            if self.tokens and self.language == "ar" and not token.added and not token.digits:
                return False
            self.current = token.value
            return True
        if token.digits or (self.tokens[-1].digits and token.value not in _MULTIPLIERS):
            return False
        return self._continue(self.current, token)

    def _continue(self, current: Number, token: Token) -> bool:
        value = token.value
        if value in _MULTIPLIERS and 1 <= current < 10:  # noqa: PLR2004 - three hundred, two dozen
            self.current = current * value
        elif _follows(current, token, self.language):
            self.current = current + value
        else:
            return False
        return True

    def finish(self) -> None:
        """Tell the tokens what they add up to."""
        result = self.total + (self.current or 0)
        for token in self.tokens:
            token.sums.add(result)


def _follows(current: Number, token: Token, language: str) -> bool:
    """Tell whether a value completes a number: 100 + 25, 20 + 5 and, in Arabic order, 5 + 10 or 5 "and" 20."""
    rest, value = current % 100, token.value
    if value >= 100:  # noqa: PLR2004 - a hundred
        return False
    if rest == 0:
        return current > 0 and (language != "ar" or token.added)
    if rest < 10:  # noqa: PLR2004 - a unit
        return language != "en" and value >= 10 and value % 10 == 0 and (value == 10) is not token.added  # noqa: PLR2004
    return language != "ar" and rest % 10 == 0 and rest >= 20 and value < 10  # noqa: PLR2004 - tens, then a unit


def add_up(phrase: list[Token], language: str) -> None:
    """Write into each token of a phrase what it is together with its neighbours."""
    number = _Sum(language)
    for token, following in zip(phrase, [*phrase[1:], None], strict=True):
        if token.digits and following and following.scale and not following.ambiguous:
            token.scaled = token.value * following.value
        if not number.take(token):
            number.finish()
            number = _Sum(language)
            number.take(token)
    number.finish()
