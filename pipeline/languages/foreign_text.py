"""Text in another language of the same script, by its frequent words: a whole text, or a phrase in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.languages.detection import frequent_words
from pipeline.languages.locales import language_of
from pipeline.languages.stems import place, tokens
from pipeline.model import Span

_LEAST = 3
"""The fewest frequent words of a phrase in a language; titles of books and films have fewer."""
_GAP = 3
"""The most other words between two frequent words of one phrase."""
_FACTOR = 2
"""How many times as many frequent words another language must have as the expected one."""


@dataclass(frozen=True, slots=True)
class ForeignText:
    """Text in another language; ``span`` is None for the whole text."""

    language: str
    span: Span | None


def foreign_text(text: str, other: str, expected: str) -> ForeignText | None:
    """Return the part of a text that is in the other language, not in the expected one.

    None for languages without frequent words.
    """
    theirs, ours = _frequent(other), _frequent(expected)
    if not theirs or not ours:
        return None
    words = tokens(text)
    foreign = [index for index, word in enumerate(words) if word in theirs and word not in ours]
    own = [index for index, word in enumerate(words) if word in ours and word not in theirs]
    if len(foreign) >= _LEAST and len(foreign) > _FACTOR * len(own):
        return ForeignText(language_of(other), None)
    run = max(_runs(foreign, own), key=len, default=[])
    return ForeignText(language_of(other), place(text, run[0], run[-1])) if len(run) >= _LEAST else None


def _frequent(language: str) -> frozenset[str]:
    telling, common = frequent_words(language_of(language))
    return telling | common


def _runs(foreign: list[int], own: list[int]) -> Iterator[list[int]]:
    """Yield the neighbouring foreign words between which no word of the expected language stands."""
    run: list[int] = []
    for index in foreign:
        if run and (index - run[-1] > _GAP + 1 or any(run[-1] < word < index for word in own)):
            yield run
            run = []
        run.append(index)
    if run:
        yield run
