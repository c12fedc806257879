"""Read the names of parallel text as both sides write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.languages.matching import fold
from pipeline.languages.names.capitals import capitalized_inside
from pipeline.languages.names.ordinary import is_of_country
from pipeline.languages.names.pair import NamePair
from pipeline.languages.names.spellings import find_spellings
from pipeline.model import Direction, Span

PAIR = NamePair("en", "ar")
_SIGNS = re.compile("[\u064b-\u0652\u0640]")
_BETWEEN = {" ", "-", " al-", " Al-", " el-", " El-"}


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A word of a name and where both sides have it; the Arabic place is without what is written onto the name."""

    english: Span
    arabic: Span
    has_article: bool
    inside: bool
    """Whether the English word stands inside a sentence, where only names have a capital."""


def find_written(english: str, arabic: str) -> Iterator[WrittenName]:
    """Yield the names that the Arabic side spells by their sound, in the order of the English ones."""
    folded, inside = fold(arabic), frozenset(capitalized_inside(english, PAIR.latin))
    for found in find_spellings(english, arabic, PAIR):
        place = re.search(rf"(?<!\w)(\w{{0,4}}?){re.escape(found.arabic)}(?!\w)", folded.text)
        if place and not is_of_country(found.english, PAIR.latin):
            span = folded.span(place.end(1), place.end())
            yield WrittenName(found.span, span, place[1].endswith(("ال", "لل")), found.span in inside)


def names_of_both(source: str, reference: str, direction: Direction) -> Iterator[tuple[str, str]]:
    """Yield each name of a source that its reference spells by the sound: as the one writes it, and as the other."""
    if direction.source == PAIR.latin:
        yield from ((found.english, found.arabic) for found in find_spellings(source, reference, PAIR))
    else:
        yield from ((found.arabic, found.english) for found in find_spellings(reference, source, PAIR))


def names_of_pair(english: str, arabic: str) -> Iterator[tuple[str, str]]:
    """Yield the names of a pair as both sides write them; words that stand together on both sides are one name."""
    run: list[WrittenName] = []
    for name in find_written(english, arabic):
        if run and not _is_next(run[-1], name, english, arabic):
            yield _cut(run, english, arabic)
            run = []
        run.append(name)
    if run:
        yield _cut(run, english, arabic)


def _is_next(one: WrittenName, other: WrittenName, english: str, arabic: str) -> bool:
    between = english[one.english[1] : other.english[0]], arabic[one.arabic[1] : other.arabic[0]]
    return between[0] in _BETWEEN and between[1] in {" ", " ال"}


def _cut(run: list[WrittenName], english: str, arabic: str) -> tuple[str, str]:
    first, last = run[0], run[-1]
    return (english[first.english[0] : last.english[1]], plain(arabic[first.arabic[0] : last.arabic[1]]))


def plain(arabic: str) -> str:
    """Return Arabic without vowel signs and tatweel."""
    return _SIGNS.sub("", arabic)
