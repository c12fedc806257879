"""Find the names of a text that its translation surely lost: nothing there sounds like them.

Two kinds of names are missed: one with a word that the lexicon has, and a surname whose given name the lexicon has and
the translation keeps. Any other word may be no name, and be translated (the Supreme Court). While one word of a name is
kept, the name is shortened, not lost.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from itertools import chain, pairwise

from rapidfuzz import process
from rapidfuzz.distance import Indel

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.names.arabic_spelling import arabic_particle, latin_particle
from pipeline.languages.names.capitals import capitalized
from pipeline.languages.names.lexicon import Lexicon, load_lexicon, name_key
from pipeline.languages.names.ordinary import is_common
from pipeline.languages.names.pair import NamePair, name_pair
from pipeline.languages.names.recognition import TOKEN, score_names
from pipeline.languages.names.respelled import RespelledName, find_respelled
from pipeline.languages.names.transliteration import (
    arabic_forms,
    arabic_skeleton,
    distance,
    latin_skeleton,
    plain_latin,
)

_LATIN_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ſ]+")
_ARABIC_WORD = re.compile("[\u0621-\u064aپژڤگ]+")
_ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z]{2}")
"""What may stand for a name in Latin letters: NYU, DC, LAPD."""
_ARTICLE = "ال"
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
_COMPARED = 8
"""Words of a text that a name is compared with letter by letter."""
_SURE = 4.5
"""Log-odds from which a word of the lexicon is a name where nothing has capitals.

Of the first half of FLORES dev and PUD, words that are no names have up to 3.3 (enlightenment), lost names 3.6 to 8.6;
the rest is a margin for other texts, as those of the UN.
"""


def lost_names(source: str, source_language: str, target: str, target_language: str) -> tuple[RespelledName, ...]:
    """Return the names that a translation lost, with their usual spelling; none where names cannot be compared."""
    pair = name_pair(source_language, target_language)
    if pair is None:
        return ()
    lost = _lost_in_arabic if pair.latin == language_of(source_language) else _lost_in_latin
    return tuple({name.source: name for name in lost(source, target, pair, load_lexicon(pair))}.values())


def _lost_in_arabic(source: str, target: str, pair: NamePair, lexicon: Lexicon) -> Iterator[RespelledName]:
    """Yield the lost names of a text in Latin letters; look for names only where a word with a capital is missed."""
    words = [source[slice(*span)] for span in capitalized(source, pair.latin)]
    if not any(name_key(word) in lexicon.from_latin for word in words):
        return
    forms = _arabic_forms(target)
    if not any(_is_missed(word, pair, lexicon, forms) for word in words):
        return
    forms, copied = _with_joined(target), plain_latin(target)
    for name in find_respelled(source, pair.latin, pair.other):
        parts = [match for match in _LATIN_WORD.finditer(name.source) if arabic_particle(match[0]) is None]
        called = [part[0] for part in parts]
        if not parts or any(plain_latin(word) in copied for word in called) or _said(name.target, forms):
            continue
        away = [_distance_to_arabic(word, lexicon, forms) for word in ("".join(called), *called)]
        if min(away) > _FAR and any(_is_known(word, pair, lexicon) for word in called):
            yield name
        elif _said_as_known(called[0], lexicon, forms) and _is_lost_surname(called[-1], away[-1], pair):
            start = name.span[0] + parts[-1].start()
            yield RespelledName(called[-1], name.target.split(" ")[-1], (start, start + len(called[-1])))


def _is_missed(word: str, pair: NamePair, lexicon: Lexicon, forms: Mapping[str, str]) -> bool:
    return (
        len(latin_skeleton(word)) >= _FEW_SOUNDS
        and not is_common(word, pair.latin)
        and _distance_to_arabic(word, lexicon, forms) > _FAR
    )


def _is_lost_surname(word: str, away: float, pair: NamePair) -> bool:
    comparable = len(latin_skeleton(word)) >= _FEW_SOUNDS and plain_latin(word) not in _also_translated(pair.latin)
    return comparable and away > _VERY_FAR


def _is_known(word: str, pair: NamePair, lexicon: Lexicon) -> bool:
    """Tell whether the lexicon has a Latin word as a name that is hardly ever translated, and that can be compared."""
    known = name_key(word) in lexicon.from_latin and len(latin_skeleton(word)) >= _LEAST_SOUNDS
    return known and plain_latin(word) not in _also_translated(pair.latin)


def _distance_to_arabic(word: str, lexicon: Lexicon, forms: Mapping[str, str]) -> float:
    """Return how far the nearest word is: 0 where it is the spelling of the lexicon or has the same strong sounds."""
    if _said_as_known(word, lexicon, forms) or latin_skeleton(word) in forms.values():
        return 0.0
    near = (form for form in _nearest(latin_skeleton(word), forms) if len(form) > _LONGEST_PARTICLE)
    return min((distance(word, form) for form in near), default=1.0)


def _nearest(sounds: str, words: Mapping[str, str]) -> list[str]:
    """Return the words whose strong sounds are nearest: to compare all letters of all words takes ten times as long."""
    return [word for _, _, word in process.extract(sounds, words, scorer=Indel.normalized_distance, limit=_COMPARED)]


def _said_as_known(word: str, lexicon: Lexicon, forms: Mapping[str, str]) -> bool:
    known = lexicon.from_latin.get(name_key(word))
    return known is not None and _said(known, forms)


def _said(spelling: str, forms: Mapping[str, str]) -> bool:
    words = _ARABIC_WORD.findall(fold(spelling).text)
    return all(word in forms or word.removeprefix(_ARTICLE) in forms for word in words)


@lru_cache(maxsize=64)
def _arabic_forms(text: str) -> Mapping[str, str]:
    """Return the words of a text with and without the particles written onto them, with their strong sounds."""
    return dict(chain.from_iterable(map(arabic_forms, _arabic_words(text))))


def _arabic_words(text: str) -> list[str]:
    return _ARABIC_WORD.findall(fold(text).text.replace("چ", "ج"))


def _with_joined(text: str) -> Mapping[str, str]:
    """Return the forms of the words of a text, and those of two words as one: قره باغ."""
    joined = [form + second for first, second in pairwise(_arabic_words(text)) for form, _ in arabic_forms(first)]
    return {**_arabic_forms(text), **{form: arabic_skeleton(form) for form in joined}}


def _lost_in_latin(source: str, target: str, pair: NamePair, lexicon: Lexicon) -> Iterator[RespelledName]:
    """Yield the lost names of an Arabic text; look for names only where a word of the lexicon is missed."""
    known = [word for word in _arabic_words(source) if _known_forms(word, pair)]
    if not known or _ACRONYM.search(target):
        return
    words = _latin_words(target)
    missed = {word for word in known if _is_missed_in_latin(word, pair, lexicon, words)}
    if not missed or not _has_sure_name(source, missed, lexicon):
        return
    for name in find_respelled(source, pair.other, pair.latin):
        called = [word for word in _arabic_words(source[slice(*_whole(source, name.span))]) if not latin_particle(word)]
        if not missed.isdisjoint(called) and all(_distance_to_latin(word, words) > _FAR for word in called):
            yield name


def _whole(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return a span with what is written onto its first word."""
    return text.rfind(" ", 0, span[0]) + 1, span[1]


@lru_cache(maxsize=65536)
def _known_forms(word: str, pair: NamePair) -> tuple[str, ...]:
    """Return the forms of an Arabic word that the lexicon has; none if one is often translated, or too short."""
    words = load_lexicon(pair).words
    known = tuple(form for form, sounds in arabic_forms(word) if form in words and len(sounds) >= _LEAST_SOUNDS)
    return known if _also_translated(pair.other).isdisjoint(known) else ()


def _is_missed_in_latin(word: str, pair: NamePair, lexicon: Lexicon, words: Mapping[str, str]) -> bool:
    spelled = [lexicon.to_latin[form] for form in _known_forms(word, pair) if form in lexicon.to_latin]
    said = any(all(plain_latin(part) in words for part in _LATIN_WORD.findall(name)) for name in spelled)
    return not said and _distance_to_latin(word, words) > _FAR


def _distance_to_latin(word: str, words: Mapping[str, str]) -> float:
    """Return how far the nearest Latin word is from an Arabic one: 0 where it has the same strong sounds."""
    forms = arabic_forms(word)
    if any(sounds in words.values() for _, sounds in forms):
        return 0.0
    return min((distance(other, form) for form, sounds in forms for other in _nearest(sounds, words)), default=1.0)


@lru_cache(maxsize=64)
def _latin_words(text: str) -> Mapping[str, str]:
    """Return the words of a text, and each two as one (Deir ez-Zor), with their strong sounds."""
    words = [plain_latin(word) for word in _LATIN_WORD.findall(text)]
    return {word: latin_skeleton(word) for word in (*words, *(first + second for first, second in pairwise(words)))}


def _has_sure_name(text: str, words: Container[str], lexicon: Lexicon) -> bool:
    """Tell whether some words of an Arabic text, folded, are surely names there."""
    tokens = TOKEN.findall(fold(text).text)
    places = [place for place, token in enumerate(tokens) if token in words]
    return any(score > _SURE for score in score_names(tokens, lexicon.words, places))


@lru_cache(maxsize=64)
def _also_translated(language: str) -> frozenset[str]:
    """Return the names of a language that are also translated, plain in Latin letters and folded in others."""
    return frozenset(plain_latin(word) or fold(word).text for word in facts(language).names.also_translated.split())
