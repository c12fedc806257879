"""Find the names of a text that its translation surely lost: nothing there sounds like them.

Countries are looked for in all languages, by their names and what the languages' data say of other forms.

Two kinds of other names are missed: one with a word that the lexicon has, and a surname whose given name the lexicon
has and the translation keeps. Any other word may be no name, and be translated (the Supreme Court). While one word of
a name is kept, the name is shortened, not lost. In a text without capitals only countries are looked for: it takes a
model to tell names, and of 32 lost ones 2 were found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import Indel

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.matching import without_article
from pipeline.languages.names.arabic_spelling import arabic_particle
from pipeline.languages.names.capitals import capitalized
from pipeline.languages.names.lexicon import Lexicon, load_lexicon, name_key
from pipeline.languages.names.ordinary import is_common
from pipeline.languages.names.pair import NamePair, name_pair
from pipeline.languages.names.respelled import RespelledName, find_respelled
from pipeline.languages.names.spellings import arabic_words, read_arabic, sounds_said
from pipeline.languages.names.transliteration import (
    arabic_forms,
    arabic_skeleton,
    distance,
    latin_skeleton,
    plain_latin,
)
from pipeline.languages.places import Country, countries_in, country_name, may_name

_LATIN_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ſ]+")
_LEAST_SOUNDS, _FEW_SOUNDS = 3, 2
"""The fewest strong sounds of a word of the lexicon, and of a surname, that can be missed.

Shorter ones sound like too many words.
"""
_FAR, _VERY_FAR = 0.5, 0.75
"""Distances beyond which no word is the spelling of a name that the lexicon has, and of another one.

In our training pairs the worst spelling of another one is that of Brzezińska (.71).
"""
_LONGEST_PARTICLE = 2
"""Letters of an Arabic word that no name is compared with: half of a short name sounds like في."""
_SHORT = 3
"""Letters of a word of a country's name that others sound like by chance: New, North."""
_ACRONYM = re.compile(r"(?<!\w)[A-Z]{3,}(?!\w)")
_COMPARED = 8
"""Words of a text that a name is compared with letter by letter."""


def lost_names(source: str, source_language: str, target: str, target_language: str) -> tuple[RespelledName, ...]:
    """Return the names of a text in Latin letters that its translation lost, with their usual spelling."""
    pair = name_pair(source_language, target_language)
    if pair is None or pair.latin != language_of(source_language):
        return ()
    return tuple({name.source: name for name in _find_lost(source, target, pair, load_lexicon(pair))}.values())


def lost_countries(source: str, source_language: str, target: str, target_language: str) -> tuple[Country, ...]:
    """Return the countries of a text that its translation does not name in any form or spelling, nor copies.

    None where the translation alone has an acronym, which may say a country: UNFICYP.
    """
    missed = {
        country.code: country
        for country in reversed(countries_in(source, source_language))
        if not may_name(country.code, target, target_language)
    }
    if not missed or not set(_ACRONYM.findall(target)) <= set(_ACRONYM.findall(source)):
        return ()
    pair = name_pair(source_language, target_language)
    written = {code: source[slice(*country.span)] for code, country in missed.items()}
    return tuple(
        country
        for code, country in reversed(missed.items())
        if not _is_copied(written[code], target) and not (pair and _is_heard(written[code], target, source_language))
    )


def _is_copied(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _is_heard(name: str, text: str, language: str) -> bool:
    """Tell whether a text has a word that sounds like one of a name, but for its short ones."""
    words = [word for word in re.split(r"[ \-]", name) if len(word) > _SHORT]
    return any(sounds_said(word, text, language_of(language)) for word in words)


def missing_countries(lost: Iterable[Country], source: str, target_language: str) -> Iterator[RespelledName]:
    """Yield countries that a translation lost with their names there, in a language whose forms of them are known."""
    if facts(target_language).countries.forms:
        for country in lost:
            name = country_name(country.code, target_language)
            yield RespelledName(source[slice(*country.span)], name, country.span)


def _find_lost(source: str, target: str, pair: NamePair, lexicon: Lexicon) -> Iterator[RespelledName]:
    """Yield the lost names; look for names only where a word with a capital is missed."""
    words = [source[slice(*span)] for span in capitalized(source, pair.latin)]
    if not any(name_key(word) in lexicon.from_latin for word in words):
        return
    forms = read_arabic(target)
    if not any(_is_missed(word, pair, lexicon, forms) for word in words):
        return
    forms, copied = _with_joined(target), frozenset(map(plain_latin, _LATIN_WORD.findall(target)))
    for name in find_respelled(source, pair.latin, pair.other):
        parts = [match for match in _LATIN_WORD.finditer(name.source) if arabic_particle(match[0]) is None]
        called = [part[0] for part in parts]
        if not parts or any(plain_latin(word) in copied for word in called) or _said(name.target, pair, forms):
            continue
        away = [_distance_to_arabic(word, pair, lexicon, forms) for word in ("".join(called), *called)]
        if min(away) > _FAR and any(_is_known(word, pair, lexicon) for word in called):
            yield name
        elif _said_as_known(called[0], pair, lexicon, forms) and _is_lost_surname(called[-1], away[-1], pair):
            start = name.span[0] + parts[-1].start()
            yield RespelledName(called[-1], name.target.split(" ")[-1], (start, start + len(called[-1])))


def _is_missed(word: str, pair: NamePair, lexicon: Lexicon, forms: Mapping[str, str]) -> bool:
    return (
        len(latin_skeleton(word)) >= _FEW_SOUNDS
        and not is_common(word, pair.latin)
        and _distance_to_arabic(word, pair, lexicon, forms) > _FAR
    )


def _is_lost_surname(word: str, away: float, pair: NamePair) -> bool:
    comparable = len(latin_skeleton(word)) >= _FEW_SOUNDS and plain_latin(word) not in _also_translated(pair.latin)
    return comparable and away > _VERY_FAR


def _is_known(word: str, pair: NamePair, lexicon: Lexicon) -> bool:
    """Tell whether the lexicon has a Latin word as a name that is hardly ever translated, and that can be compared."""
    known = name_key(word) in lexicon.from_latin and len(latin_skeleton(word)) >= _LEAST_SOUNDS
    return known and plain_latin(word) not in _also_translated(pair.latin)


def _distance_to_arabic(word: str, pair: NamePair, lexicon: Lexicon, forms: Mapping[str, str]) -> float:
    """Return how far the nearest word is: 0 where it is the spelling of the lexicon or has the same strong sounds."""
    if _said_as_known(word, pair, lexicon, forms) or latin_skeleton(word) in forms.values():
        return 0.0
    near = (form for form in _nearest(latin_skeleton(word), forms) if len(form) > _LONGEST_PARTICLE)
    return min((distance(word, form) for form in near), default=1.0)


def _nearest(sounds: str, words: Mapping[str, str]) -> list[str]:
    """Return the words whose strong sounds are nearest: to compare all letters of all words takes ten times as long."""
    return [word for _, _, word in process.extract(sounds, words, scorer=Indel.normalized_distance, limit=_COMPARED)]


def _said_as_known(word: str, pair: NamePair, lexicon: Lexicon, forms: Mapping[str, str]) -> bool:
    known = lexicon.from_latin.get(name_key(word))
    return known is not None and _said(known, pair, forms)


def _said(spelling: str, pair: NamePair, forms: Mapping[str, str]) -> bool:
    return all(word in forms or without_article(word, pair.other) in forms for word in arabic_words(spelling))


def _with_joined(text: str) -> Mapping[str, str]:
    """Return the forms of the words of a text, and those of two words as one: قره باغ."""
    joined = [form + second for first, second in pairwise(arabic_words(text)) for form, _ in arabic_forms(first)]
    return {**read_arabic(text), **{form: arabic_skeleton(form) for form in joined}}


@lru_cache(maxsize=64)
def _also_translated(language: str) -> frozenset[str]:
    """Return the names of a language that are also translated, plain."""
    return frozenset(plain_latin(word) for word in facts(language).names.also_translated.split())
