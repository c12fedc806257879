"""Names that Arabic does not spell as they sound: Egypt is مصر. The data stand beside, in ``exonyms.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pipeline.languages.lexicon import load_words
from pipeline.languages.locales import babel_locale
from pipeline.languages.matching import fold
from pipeline.languages.names.transliteration import plain_latin

_SHORTEST = 3
_TAIL = 4
"""Letters that may follow an entry: endings of peoples and languages."""
_TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_ACRONYMS = {name: tuple(arabic.split()) for name, arabic in _TABLES.pop("acronyms").items()}
_EXONYMS = {english: tuple(arabic.split()) for table in _TABLES.values() for english, arabic in table.items()}
_ACRONYM = re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z]{2,3}\b")
_ENDING = re.compile(r"(?<=...)(?:يا|ا|ه|ي)\Z")
"""What an Arabic name of a country ends with, and words for its people do not."""
_PEOPLE_OF = re.compile(r"(?:يا?|ا|ه|يه|يين|يون|يات|ان)?\Z")
"""What may follow the beginning of a country's Arabic name: the rest of it, or endings of its people."""
_PLAIN = 3
"""Letters of such a beginning with which other words begin too."""


@lru_cache(maxsize=1)
def _exonyms() -> Mapping[str, tuple[str, ...]]:
    """Return the table, and before it the countries of one word as Unicode's locale data has them."""
    english, arabic = babel_locale("en").territories, babel_locale("ar").territories
    countries: dict[str, tuple[str, ...]] = {}
    for code, name in english.items():
        other, plain = fold(arabic.get(code, " ")).text.removeprefix("ال"), plain_latin(name)
        known = any(plain[:end] in _EXONYMS for end in range(_SHORTEST, len(plain) + 1))
        if code.isalpha() and name.isalpha() and other.isalpha() and not known:
            short = _ENDING.sub("", other)
            forms = (short,) if len(short) > _PLAIN else (other, f"{short}ي")
            countries |= {begin: forms for begin in (plain, plain.rstrip("aeiou")) if len(begin) > _SHORTEST}
    return countries | _EXONYMS


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    tables = [table for name, table in _TABLES.items() if name != "places"]
    others = {name for table in tables for name in table}
    return frozenset(form for name, forms in _exonyms().items() if name not in others for form in forms)


@lru_cache(maxsize=65536)
def is_place(form: str) -> bool:
    """Tell whether a folded Arabic word is a country, a city of the table, or its people."""
    bare = form.removeprefix("ال")
    return any(
        bare[:end] in _places()
        and _PEOPLE_OF.match(bare, end) is not None
        and (end > _PLAIN or bare != form or bare[end : end + 1] == "ي")
        for end in range(_PLAIN, len(bare) + 1)
    )


@lru_cache(maxsize=8192)
def find_exonyms(word: str) -> tuple[str, ...]:
    """Return how the Arabic names of a plain English word may begin, folded; nothing where it is not known.

    The longest entry that the word begins with counts, unless so much follows that it is another word, or it is one of
    the language: a market is not of Mark.
    """
    known = _exonyms()
    exact = known.get(word)
    if exact or word in load_words("en").words:
        return exact or ()
    for end in range(len(word) - 1, _SHORTEST - 1, -1):
        found = known.get(word[:end])
        if found and len(word) - end <= (_TAIL if end > _SHORTEST else 1):
            return found
    return ()


def find_acronyms(text: str) -> tuple[str, ...]:
    """Return how the Arabic names of the countries begin whose acronyms stand in an English text."""
    found = {match.replace(".", "") for match in _ACRONYM.findall(text)}
    return tuple(name for acronym in sorted(found) for name in _ACRONYMS.get(acronym, ()))
