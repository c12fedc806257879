"""Words of a language that are no names, though a sentence may write them with a capital."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pipeline.languages.language import facts
from pipeline.languages.locales import babel_locale, language_of
from pipeline.languages.matching import fold, without_article
from pipeline.languages.names.transliteration import plain_latin
from pipeline.languages.stems import stem

_LEAST_STEM, _LEAST_BARE = 4, 3
"""The fewest letters of a stem, and of what is left of the name of a country without its ending."""
_SHORT_REST, _LONGEST = 2, 99
"""Letters by which a country's name may be longer than what is left, where that is short."""
_GAP = " "


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of a language that are no names, and their stems."""

    words: frozenset[str]
    stems: frozenset[str]


@cache
def load_words(language: str) -> Vocabulary:
    """Return the words of a language that are no names; ``python -m evaluations.vocabulary`` collects them."""
    language = language_of(language)
    path = Path(__file__).with_name(f"{language}-words.txt")
    found = path.read_text(encoding="utf-8").split() if path.exists() else []
    return Vocabulary(frozenset(found), frozenset(stem(word, language) for word in found))


@lru_cache(maxsize=65536)
def is_common(word: str, language: str) -> bool:
    """Tell whether a word with a capital is hardly a name."""
    plain, vocabulary = plain_latin(word), load_words(language)
    rough = stem(plain, language)
    known = plain in vocabulary.words or plain in _translated(language_of(language))
    known = known or (len(rough) >= _LEAST_STEM and rough in vocabulary.stems)
    return known or re.search(facts(language).names.ordinary_ending, plain) is not None


@lru_cache(maxsize=65536)
def is_country(word: str, language: str) -> bool:
    """Tell whether a word is the name of a country or region, or is always translated."""
    plain = _plain(word, language)
    return plain in _countries(language)[1] or plain in _translated(language)


@cache
def _translated(language: str) -> frozenset[str]:
    return frozenset(_plain(word, language) for word in facts(language).names.translated.split())


@lru_cache(maxsize=65536)
def is_of_country(word: str, language: str) -> bool:
    """Tell whether a word means somebody or something of a country, or a language; a country's name does not."""
    ending, rest = facts(language).names.of_country, facts(language).names.country_rest
    plain, (words, names) = _plain(word, language), _countries(language)
    bare = re.sub(f"(?:{ending})\\Z", "", plain) if ending else plain
    if plain in _languages(language):
        return True
    if bare == plain or plain in names or len(bare) < _LEAST_BARE:
        return False
    longest = len(bare) + _SHORT_REST if len(bare) < _LEAST_STEM else _LONGEST
    return any(
        name.startswith(bare) and len(name) <= longest and re.fullmatch(rest, name[len(bare) :])
        for name in words.get(bare[:_LEAST_BARE], ())
    )


@cache
def _languages(language: str) -> frozenset[str]:
    """Return the names of languages that are one word, without the short ones, which may be a person's: Ewe, Luo."""
    names = (_plain(name, language) for name in babel_locale(language).languages.values())
    return frozenset(name for name in names if len(name) > _LEAST_STEM)


@cache
def _countries(language: str) -> tuple[dict[str, list[str]], frozenset[str]]:
    """Return the words of the names of countries, regions and languages by their beginnings, and names of one word."""
    locale = babel_locale(language)
    names = {_plain(name, language) for name in locale.territories.values() if _GAP not in name}
    words: dict[str, list[str]] = {}
    for called in (*locale.territories.values(), *locale.languages.values()):
        for word in called.split():
            words.setdefault(_plain(word, language)[:_LEAST_BARE], []).append(_plain(word, language))
    return words, frozenset(names)


def _plain(word: str, language: str) -> str:
    """Return a word folded, in bare letters, without an article."""
    return plain_latin(word) or without_article(fold(word).text, language)
