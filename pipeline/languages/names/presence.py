"""Tell whether a text in another script says a name: which of its words sounds most like it, and how far it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, pairwise

from rapidfuzz import process
from rapidfuzz.distance import Indel

from pipeline.languages.matching import fold, without_article
from pipeline.languages.names.arabic_spelling import arabic_particle
from pipeline.languages.names.transliteration import (
    arabic_forms,
    arabic_skeleton,
    distance,
    latin_skeleton,
    may_be_near,
)

ARABIC_WORD = re.compile("[\u0621-\u064aپژڤگ]+")
_LATIN_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ſ]{2,}")
SURELY, FAR = 0.3, 0.5
"""Distances up to which the nearest word is surely a name's spelling, and beyond which it surely is not, where the
lexicon has the name."""
_COMPARED = 8
"""Words of a text that a name is compared with letter by letter."""

ArabicForms = Mapping[str, str]
"""The words of a text with and without the particles written onto them, with their strong sounds."""


def plain_arabic(text: str) -> str:
    """Return a text folded, of the same length as others fold it, with one letter for the sound of چ and ج."""
    return fold(text).text.replace("چ", "ج")


def arabic_words(text: str) -> list[str]:
    """Return the words of an Arabic text, folded."""
    return ARABIC_WORD.findall(plain_arabic(text))


@lru_cache(maxsize=64)
def read_arabic(text: str) -> ArabicForms:
    """Return the forms of the words of an Arabic text."""
    return dict(chain.from_iterable(map(arabic_forms, arabic_words(text))))


def with_joined(text: str) -> ArabicForms:
    """Return the forms of the words of an Arabic text, and those of two words as one: قره باغ."""
    joined = [form + second for first, second in pairwise(arabic_words(text)) for form, _ in arabic_forms(first)]
    return {**read_arabic(text), **{form: arabic_skeleton(form) for form in joined}}


def latin_words(name: str) -> Iterator[re.Match[str]]:
    """Yield the words of a Latin name without the small ones inside it."""
    return (match for match in _LATIN_WORD.finditer(name) if arabic_particle(match[0]) is None)


def nearest(word: str, forms: Iterable[str], far: float = 1.0) -> tuple[float, str]:
    """Return how far the form is that sounds most like a Latin word (0 to 1), and that form; of two the longer one.

    :param far: distance beyond which no form is looked for
    """
    may_be = (form for form in forms if may_be_near(word, form, far))
    near = min(may_be, key=lambda form: (distance(word, form), -len(form)), default="")
    return distance(word, near) if near else 1.0, near


def alike(word: str, forms: ArabicForms) -> list[str]:
    """Return the forms whose strong sounds are nearest: to compare all letters of all words takes ten times as long."""
    found = process.extract(latin_skeleton(word), forms, scorer=Indel.normalized_distance, limit=_COMPARED)
    return [form for _, _, form in found]


def is_spelled(spelling: str, forms: ArabicForms, language: str) -> bool:
    """Tell whether a text has every word of an Arabic spelling, with or without its article."""
    return all(word in forms or without_article(word, language) in forms for word in arabic_words(spelling))


def sounds_said(name: str, text: str, language: str, far: float = SURELY) -> bool:
    """Tell whether a text in another script has for each word of a name of a language one that sounds like it."""
    if ARABIC_WORD.search(name):
        return all(_is_near(without_article(word, language), text, far) for word in arabic_words(name))
    return all(nearest(word[0], read_arabic(text), far)[0] <= far for word in latin_words(name))


def _is_near(word: str, text: str, far: float) -> bool:
    """Tell whether a Latin text has a word with a capital that sounds like an Arabic one."""
    words = (other for other in _LATIN_WORD.findall(text) if other[0].isupper() and may_be_near(other, word, far))
    return any(distance(other, word) <= far for other in words)
