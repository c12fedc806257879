"""Names that Arabic does not spell as they sound: Egypt is مصر."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

import msgspec

from pipeline.languages.language import DATA, facts
from pipeline.languages.lexicon import load_words
from pipeline.languages.locales import babel_locale
from pipeline.languages.matching import fold
from pipeline.languages.names.pair import NamePair
from pipeline.languages.names.transliteration import plain_latin

_SHORTEST = 3
_TAIL = 4
"""Letters that may follow an entry: endings of peoples and languages."""
_ACRONYMS, _PLACES = "acronyms", "places"
"""Tables of the data."""
_ACRONYM = re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z]{2,3}\b")
_ENDING = re.compile(r"(?<=...)(?:يا|ا|ه|ي)\Z")
"""What an Arabic name of a country ends with, and words for its people do not."""
_PEOPLE_OF = re.compile(r"(?:يا?|ا|ه|يه|يين|يون|يات|ان)?\Z")
"""What may follow the beginning of a country's Arabic name: the rest of it, or endings of its people."""
_PLAIN = 3
"""Beginnings up to so many letters begin other words, too."""


@cache
def _tables(language: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the tables of a language's names that are not spelled as they sound."""
    raw = msgspec.toml.decode((DATA / facts(language).names.exonyms).read_bytes(), type=dict[str, dict[str, str]])
    return {table: {name: tuple(forms.split()) for name, forms in rows.items()} for table, rows in raw.items()}


@cache
def _listed(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return all names of the tables but the acronyms."""
    tables = (rows for table, rows in _tables(language).items() if table != _ACRONYMS)
    return {name: forms for rows in tables for name, forms in rows.items()}


@cache
def _exonyms(pair: NamePair) -> Mapping[str, tuple[str, ...]]:
    """Return the tables, and before them the countries of one word as Unicode's locale data has them."""
    english, arabic = babel_locale(pair.latin).territories, babel_locale(pair.other).territories
    listed = _listed(pair.other)
    countries: dict[str, tuple[str, ...]] = {}
    for code, name in english.items():
        other, plain = fold(arabic.get(code, " ")).text.removeprefix("ال"), plain_latin(name)
        known = any(plain[:end] in listed for end in range(_SHORTEST, len(plain) + 1))
        if code.isalpha() and name.isalpha() and other.isalpha() and not known:
            short = _ENDING.sub("", other)
            forms = (short,) if len(short) > _PLAIN else (other, f"{short}ي")
            countries |= {begin: forms for begin in (plain, plain.rstrip("aeiou")) if len(begin) > _SHORTEST}
    return {**countries, **listed}


@cache
def _places(pair: NamePair) -> frozenset[str]:
    others = {name for table, rows in _tables(pair.other).items() if table not in {_PLACES, _ACRONYMS} for name in rows}
    return frozenset(form for name, forms in _exonyms(pair).items() if name not in others for form in forms)


@lru_cache(maxsize=65536)
def is_place(form: str, pair: NamePair) -> bool:
    """Tell whether a folded Arabic word is a country, a city of the table, or its people."""
    bare = form.removeprefix("ال")
    return any(
        bare[:end] in _places(pair)
        and _PEOPLE_OF.match(bare, end) is not None
        and (end > _PLAIN or bare != form or bare[end : end + 1] == "ي")
        for end in range(_PLAIN, len(bare) + 1)
    )


@lru_cache(maxsize=8192)
def find_exonyms(word: str, pair: NamePair) -> tuple[str, ...]:
    """Return how the Arabic names of a plain English word may begin, folded; nothing where it is not known.

    The longest entry that the word begins with counts, unless so much follows that it is another word, or it is one of
    the language: a market is not of Mark.
    """
    known = _exonyms(pair)
    exact = known.get(word)
    if exact or word in load_words(pair.latin).words:
        return exact or ()
    for end in range(len(word) - 1, _SHORTEST - 1, -1):
        found = known.get(word[:end])
        if found and len(word) - end <= (_TAIL if end > _SHORTEST else 1):
            return found
    return ()


def find_acronyms(text: str, pair: NamePair) -> tuple[str, ...]:
    """Return how the Arabic names of the countries begin whose acronyms stand in an English text."""
    found = {match.replace(".", "") for match in _ACRONYM.findall(text)}
    return tuple(name for acronym in sorted(found) for name in _tables(pair.other)[_ACRONYMS].get(acronym, ()))
