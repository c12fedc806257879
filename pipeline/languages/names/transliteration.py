"""Tell whether a word in Latin letters and one in Arabic letters can be the same name: how it sounds, roughly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

import msgspec

from pipeline.languages.scripts import SHARED

_DATA: dict[str, dict[str, str]] = msgspec.toml.decode((SHARED / "latin-arabic.toml").read_bytes())
_LATIN: dict[str, tuple[str, ...]] = {spelling: tuple(letters.split()) for spelling, letters in _DATA["latin"].items()}
_ARABIC = {
    spelling: (
        frozenset(letter for letter in letters if len(letter) == 1),
        tuple(letter for letter in letters if len(letter) > 1),
    )
    for spelling, letters in _LATIN.items()
}
_SPELLING = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
_WEAK_LATIN, _WEAK_ARABIC = frozenset(_DATA["weak"]["latin"]), frozenset(_DATA["weak"]["arabic"])
_CLASS = {spelling: name for name, spellings in _DATA["classes"].items() for spelling in spellings.split()}
_SILENT = [(re.compile(pattern), heard) for pattern, heard in _DATA["silent"].items()]
_SOFT = re.compile("c(?=[eiy])")
_SPECIAL = str.maketrans(_DATA["letters"])
_DOUBLED = re.compile(r"(.)\1+")
_DOUBLED_CONSONANT = re.compile(r"([^aeiou])\1")
_WEAK_COST = 0.15
"""Of a weak letter that only one side has: vowels come and go, but not all of them."""
_JOINED = {"تش": "ش", "تس": "س", "نغ": "ن", "نج": "ن", "نق": "ن"}
"""Pairs of Arabic letters for one sound; the skeleton has the sounded letter."""
_VOWELS = frozenset("aeiou")
_SPOKEN_ENDS = frozenset("aiou")
"""Vowels that Arabic writes at the end of a word; e is often silent."""
_CARRIER = "ا"
"""The letter that only carries a vowel at the beginning of a word: إيف, Eve."""
_GUTTURAL = re.compile("[عء](?=[اوي])")
"""Letters that Latin ones need not write: عيسى, Issa."""
_CONJUNCTIONS = "وف"
_PARTICLES = ("بال", "كال", "ال", "لل", "ب", "ك", "ل")
_JOINED_ARTICLES = ("بال", "كال", "لل")
_SHORTEST = 3


@lru_cache(maxsize=65536)
def plain_latin(word: str) -> str:
    """Return a word in lower case without accents and apostrophes."""
    parts = unicodedata.normalize("NFD", word.lower().translate(_SPECIAL))
    return "".join(char for char in parts if char.isascii() and char.isalpha())


@lru_cache(maxsize=65536)
def _spoken(word: str) -> str:
    """Return a plain word without the letters that are only written."""
    spoken = plain_latin(word)
    for pattern, heard in _SILENT:
        spoken = pattern.sub(heard, spoken)
    return spoken


@lru_cache(maxsize=65536)
def latin_skeleton(word: str) -> str:
    """Return the classes of a Latin word's strong sounds, doubled ones once."""
    spelled = _SPELLING.findall(_SOFT.sub("s", _spoken(word)).replace("x", "ks").replace("ch", "sh"))
    return _squeeze("".join(_CLASS.get("k" if spelling == "c" else spelling, "") for spelling in spelled))


@lru_cache(maxsize=65536)
def arabic_skeleton(word: str) -> str:
    """Return the classes of an Arabic word's strong letters, doubled ones once."""
    for pair, heard in _JOINED.items():
        if pair in word:
            word = word.replace(pair, heard)
    return _squeeze(word.translate(_CLASSES))


@lru_cache(maxsize=65536)
def arabic_forms(word: str) -> tuple[tuple[str, str], ...]:
    """Return a folded Arabic word with its skeleton, and the same without the particles written onto it."""
    forms = {word: None}
    if len(word) > _SHORTEST and word[0] in _CONJUNCTIONS:
        forms[word[1:]] = None
    for form in tuple(forms):
        particle = next((each for each in _PARTICLES if form.startswith(each)), "")
        if particle and len(form) - len(particle) >= _SHORTEST - (len(particle) > 1):
            forms[form[len(particle) :]] = None
            if particle in _JOINED_ARTICLES:
                forms[form[1:]] = None  # the rest may be the word's own: للبنانيين, بالبانيا
    return tuple((form, arabic_skeleton(form)) for form in forms)


class _Classes(dict[int, str | None]):
    """A table for ``str.translate`` that drops what has no class."""

    def __missing__(self, key: int) -> None:
        """Drop a letter."""


_CLASSES = _Classes({ord(spelling): name for spelling, name in _CLASS.items() if len(spelling) == 1})


def _squeeze(text: str) -> str:
    return _DOUBLED.sub(r"\1", text)


@lru_cache(maxsize=65536)
def distance(latin: str, arabic: str) -> float:
    """Return how far two words are from being one name: 0 is a regular spelling, 1 another name altogether.

    The cost of the cheapest alignment of the sounds, by the strong sounds there are. *arabic* is folded.
    """
    sounds = _sounds(latin)
    lone = [_WEAK_COST if char in _WEAK_ARABIC else 1.0 for char in arabic]
    strong = max(sum(sound[0] == 1.0 for sound in sounds), sum(cost == 1.0 for cost in lone), 1)
    row = [0.0]
    for cost in lone:
        row.append(row[-1] + cost)
    for alone, letters, longer in sounds:
        previous, row = row, [row[0] + alone]
        for index, char in enumerate(arabic):
            best = min(previous[index + 1] + alone, row[index] + lone[index])
            if char in letters and previous[index] < best:
                best = previous[index]
            for spelling in longer:
                if arabic.endswith(spelling, 0, index + 1):
                    best = min(best, previous[index + 1 - len(spelling)])
            row.append(best)
    return min(1.0, row[-1] / strong)


def may_be_near(latin: str, arabic: str, far: float) -> bool:
    """Tell whether two words may be at most so *far* apart: far quicker than `distance`.

    What no sound of the other word can write stands alone in every alignment.
    """
    letters, strong = _strong_letters(latin)
    heard = _without_weak(arabic)
    alone, most = len(heard) - sum(map(letters.__contains__, heard)), max(len(strong), len(heard), 1)
    if min(alone, most) / most > far:
        return False
    alone += sum(each.isdisjoint(arabic) and not any(map(arabic.__contains__, longer)) for each, longer in strong)
    return min(alone, most) / most <= far


@lru_cache(maxsize=65536)
def _without_weak(arabic: str) -> str:
    return "".join(char for char in arabic if char not in _WEAK_ARABIC)


@lru_cache(maxsize=65536)
def _strong_letters(latin: str) -> tuple[frozenset[str], Sequence[tuple[frozenset[str], tuple[str, ...]]]]:
    """Return the letters that may write any sound of a word, and the letters and groups for each strong sound."""
    sounds = _sounds(latin)
    letters = frozenset().union(*chain.from_iterable((each, *longer) for _, each, longer in sounds))
    return letters, [(each, longer) for alone, each, longer in sounds if alone == 1.0]


def is_written(latin: str, arabic: str) -> bool:
    """Tell whether Arabic letters write all sounds of a word and nothing else; vowels inside it may be left out."""
    sounds = _sounds(latin)
    ends = {0, 1} if latin[:1].lower() in _VOWELS and arabic[:1] == _CARRIER else {0}
    for place, (alone, letters, longer) in enumerate(sounds):
        ends |= {end + 1 for end in ends if _GUTTURAL.match(arabic, end)}
        following = {end + 1 for end in ends if arabic[end : end + 1] in letters}
        following |= {end + len(each) for end in ends for each in longer if arabic.startswith(each, end)}
        silent = alone < 1 and not (place == len(sounds) - 1 and latin[-1:] in _SPOKEN_ENDS)
        ends = following | ends if silent else following
        if not ends:
            return False
    return len(arabic) in ends


@lru_cache(maxsize=65536)
def _sounds(latin: str) -> tuple[tuple[float, frozenset[str], tuple[str, ...]], ...]:
    """Return for each sound of a word its cost when it is alone, and the Arabic letters and groups that write it."""
    found = _SPELLING.findall(_DOUBLED_CONSONANT.sub(r"\1", _spoken(latin)))
    return tuple((_WEAK_COST if sound in _WEAK_LATIN else 1.0, *_ARABIC[sound]) for sound in found)
