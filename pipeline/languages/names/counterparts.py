"""The counterpart of one name in an Arabic text: translated, called otherwise, or spelled as it sounds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise

from rapidfuzz.distance import Indel

from pipeline.languages.language import facts
from pipeline.languages.lexicon import load_lexicon, load_words
from pipeline.languages.matching import fold
from pipeline.languages.names.exonyms import find_exonyms
from pipeline.languages.names.pair import NamePair
from pipeline.languages.names.transliteration import (
    arabic_forms,
    arabic_skeleton,
    distance,
    latin_skeleton,
    plain_latin,
)
from pipeline.languages.stems import stem, tokens

_ARABIC_WORD = re.compile("[\u0621-\u064aپژڤگ]+")
_NO_NAME = re.compile(
    r"(?:tion|\w{4}ment|\w{3}ness|hood|ship|log(?:y|ies)|ical|ously|\w{3}ists?|ism|ways|crafts?|grants?|llors?|idae|inae|virus|viridae|virales|viria|emia|itis|osis|scopy|graphy|pathy|phobia|thermia|gesia|thesia)s?\Z"
)
"""Endings of English words that are not names, even with a capital."""
_PEOPLE = re.compile(r"(?<=\w{3})(?:(?:(?:[ai]?n)?[aei]?an|ese|ic|ite|id)s?|ish)\Z")
_PLURAL = re.compile(r"(?<=\w{3})s\Z")
NISBA = re.compile(r"(?<=...)(?:يين|يون|يات|يه|ان|ا|ي|ه)\Z")
"""How words for peoples end, in English and in Arabic."""
_BOUND = re.compile(r"(?<=\w{3})[ae]t\Z")
LEAST_SOUNDS = 2
"""The fewest sounds of a skeleton that can be compared."""
_SURE = 4
"""The fewest sounds of a skeleton that decides alone; for shorter ones the letters between count, too."""
_LEAST_STEM = 4
_ALIKE = 0.6
"""How alike skeletons must be before the letters are compared."""
_RELATED = 0.5
"""Distance up to which a name and its translation in the lexicon are related by their sounds."""
SAME, SPELLED, _NEARLY = 0.2, 0.3, 0.45
_DISTANCE, _LONG_DISTANCE = 0.34, 0.45
"""Distances up to which a word is a name's spelling: where little else would do, a short one, a long one."""
_VOWELS, _SHORT = 0.6, 4
"""The same distance for a name that is mostly vowels (Miami); names of at most so many letters are never missed."""
_UNKNOWN = 1.0
"""The evidence (log-odds) for a lost word that the lexicon does not know."""


@dataclass(frozen=True, slots=True)
class NameWord:
    """What is known of a word that may be a name."""

    text: str
    pair: NamePair
    skeleton: str
    exonyms: tuple[str, ...]
    """Beginnings of the Arabic names that do not follow the sound."""
    translations: frozenset[str]
    """The Arabic stems that the lexicon has for it; of a name only its own."""
    weight: float
    """The evidence (log-odds) for a lost word if the Arabic text has none of these."""
    ordinary: bool
    """Whether the word is a name only together with others, if at all."""


@dataclass(frozen=True, slots=True)
class ArabicWords:
    """The words of an Arabic text with and without the particles written onto them, folded."""

    words: tuple[str, ...]
    forms: tuple[tuple[str, str], ...]
    """Each with its skeleton."""


@lru_cache(maxsize=65536)
def look_up(text: str, pair: NamePair) -> NameWord:
    """Return what is known of a word in Latin letters."""
    plain, vocabulary = plain_latin(text), load_words(pair.latin)
    rough = stem(plain, pair.latin)
    row = load_lexicon(*pair).get(rough)
    exonyms = find_exonyms(plain, pair)
    known = plain in vocabulary.words or (len(rough) >= _LEAST_STEM and rough in vocabulary.stems)
    ordinary = not exonyms and (known or bool(_NO_NAME.search(plain)))
    translations = row.others if row else frozenset()
    return NameWord(
        text,
        pair,
        latin_skeleton(text),
        exonyms,
        translations if ordinary else _own_translations(text, translations, pair),
        row.absent if row else _UNKNOWN,
        ordinary,
    )


def _own_translations(name: str, translations: frozenset[str], pair: NamePair) -> frozenset[str]:
    """Return the translations of the name itself, without those of words and names that often stand near it.

    Translations that sound like the name; if there are none (royal), those that spell no other name.
    """
    heard = frozenset(found for found in translations if distance(name, found) <= _RELATED)
    return heard or frozenset(found for found in translations if not spelled_by(found, pair, _NEARLY))


@lru_cache(maxsize=64)
def read_arabic(text: str) -> ArabicWords:
    """Return the words of an Arabic text, as names are looked for in them."""
    found = _ARABIC_WORD.findall(fold(text).text.replace("چ", "ج"))
    return ArabicWords(tuple(found), tuple(chain.from_iterable(map(arabic_forms, found))))


def _find_counterpart(name: NameWord, arabic: ArabicWords) -> str | None:
    """Return the Arabic word that can be a name's spelling, without particles, or None."""
    if len(name.skeleton) < LEAST_SOUNDS:
        return next((form for form, _ in arabic.forms if distance(name.text, form) <= _VOWELS), None)
    ways = (_find_same, _find_bound, _find_alike, _find_split, _find_people)
    return next((found for way in ways if (found := way(name, arabic))), None)


def _limit(name: NameWord) -> float:
    return _LONG_DISTANCE if len(name.skeleton) >= _SURE else _DISTANCE


def _find_same(name: NameWord, arabic: ArabicWords) -> str | None:
    """Look for a word with the same sounds."""
    sought = name.skeleton
    forms = [form for form, skeleton in arabic.forms if skeleton == sought]
    if not forms or len(sought) >= _SURE:
        return forms[0] if forms else None
    limit = _DISTANCE + SAME if len(sought) > LEAST_SOUNDS else SAME
    return next((form for form in forms if _may_spell(name, form, limit)), None)


def _find_bound(name: NameWord, arabic: ArabicWords) -> str | None:
    """Look for a first name of two that are bound, whose final ة Latin letters write as a t: Maarat al-Numan."""
    return _find_same(look_up(name.text[:-1], name.pair), arabic) if _BOUND.search(name.text) else None


def _find_alike(name: NameWord, arabic: ArabicWords) -> str | None:
    """Look for a word with nearly the same sounds."""
    skeleton, limit = name.skeleton, _limit(name)
    for form, other in arabic.forms:
        near = abs(len(other) - len(skeleton)) <= LEAST_SOUNDS
        if near and Indel.normalized_similarity(skeleton, other) >= _ALIKE and _may_spell(name, form, limit):
            return form
    return None


def _find_split(name: NameWord, arabic: ArabicWords) -> str | None:
    """Look for two words that are the name together."""
    for first, second in pairwise(arabic.words):
        both = first + second
        if arabic_skeleton(both) == name.skeleton and distance(name.text, both) <= _limit(name):
            return both
    return None


def _may_spell(name: NameWord, form: str, limit: float) -> bool:
    """Tell whether a name may be spelled so; a word that Arabic has anyway is one by chance unless it fits well."""
    return distance(name.text, form) <= (SAME if is_word(form, name.pair) else limit)


@lru_cache(maxsize=65536)
def is_word(form: str, pair: NamePair) -> bool:
    """Tell whether an Arabic word has a meaning, other than a name."""
    if form in _function_words(pair.other):
        return True
    row = load_lexicon(pair.other, pair.latin).get(stem(form, pair.other))
    return row is not None and not row.others.isdisjoint(load_words(pair.latin).stems)


@lru_cache(maxsize=65536)
def spelled_by(form: str, pair: NamePair, limit: float = SPELLED) -> tuple[str, ...]:
    """Return the names that the lexicon has for an Arabic word, and that sound so."""
    row = load_lexicon(pair.other, pair.latin).get(stem(form, pair.other))
    names = row.others - load_words(pair.latin).stems if row else ()
    return tuple(name for name in sorted(names) if distance(name, form) <= limit)


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(tokens(facts(language).function_words))


def _find_people(name: NameWord, arabic: ArabicWords) -> str | None:
    """Return the Arabic word for the people or language that an English word names: Ghanaian is غاني."""
    for bare in {_PLURAL.sub("", name.text), _PEOPLE.sub("", name.text)} - {name.text}:
        skeleton = latin_skeleton(bare)
        for form, other in arabic.forms:
            near = other[:1] == skeleton[:1] and abs(len(other) - len(skeleton)) <= LEAST_SOUNDS
            if near and distance(bare, NISBA.sub("", form)) <= _DISTANCE and not is_word(form, name.pair):
                return form
    return None


def is_translated(word: NameWord, stems: frozenset[str]) -> bool:
    """Tell whether the lexicon has a translation of a word that is there."""
    if word.exonyms:
        return False
    if not word.translations.isdisjoint(stems):
        return True
    if len(word.skeleton) >= LEAST_SOUNDS:
        return False
    return not word.translations if word.ordinary else len(word.text) <= _SHORT  # too little to go by


def is_spelled(word: NameWord, arabic: ArabicWords, rivals: Iterable[NameWord] = ()) -> bool:
    """Tell whether a name is there: as the table has it, else as it sounds.

    :param rivals: the other names, whose own spellings are not taken for this one's where they hardly fit
    """
    if not word.exonyms:
        found = _find_counterpart(word, arabic)
        return found is not None and not _is_of_rival(word, found, rivals)
    if any(form.startswith(word.exonyms) for form, _ in arabic.forms):
        return True
    return any(skeleton == word.skeleton and distance(word.text, form) <= SAME for form, skeleton in arabic.forms)


def _is_of_rival(word: NameWord, form: str, rivals: Iterable[NameWord]) -> bool:
    """Tell whether an Arabic word that a name may be is rather the spelling of another name."""
    if distance(word.text, form) <= SAME:
        return False
    own, least = word.text.lower()[:_LEAST_STEM], min(distance(word.text, form), SPELLED)
    others = [rival for rival in rivals if not rival.text.lower().startswith(own)]
    if any(form.startswith(rival.exonyms) for rival in others):
        return True
    return any(distance(rival.text, form) < least for rival in others)


def resembles_any(word: str, skeletons: list[tuple[str, str]]) -> bool:
    """Tell whether an Arabic word sounds like one of some Latin words, given with their skeletons."""
    for form, skeleton in arabic_forms(word):
        for latin, other in skeletons:
            if skeleton == other and len(skeleton) >= LEAST_SOUNDS:
                return True
            near = abs(len(other) - len(skeleton)) <= LEAST_SOUNDS
            if near and Indel.normalized_similarity(skeleton, other) >= _ALIKE and distance(latin, form) <= _DISTANCE:
                return True
    return False
