"""Spell a name of Latin letters in Arabic letters, by rules: for names that no lexicon has."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import msgspec

from pipeline.languages.matching import fold
from pipeline.languages.names.transliteration import plain_latin
from pipeline.languages.scripts import SHARED


class _Rules(msgspec.Struct, frozen=True):
    """The content of ``latin-to-arabic.toml``."""

    rules: tuple[tuple[str, str], ...]
    particles: dict[str, str]
    arabic_particles: tuple[str, ...]


RULES = SHARED / "latin-to-arabic.toml"
_DOUBLED_CONSONANT = re.compile(r"([^aeiouy])\1")


@cache
def _data() -> _Rules:
    return msgspec.toml.decode(RULES.read_bytes(), type=_Rules)


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), arabic) for pattern, arabic in _data().rules)


def arabic_particle(word: str) -> str | None:
    """Return what Arabic writes for a small word inside a name (al, bin, van), with the space after it, if any."""
    return _data().particles.get(word.lower())


def is_arabic_particle(word: str) -> bool:
    """Tell whether a small word in Latin letters is one of Arabic names."""
    return word.lower() in _data().arabic_particles


def latin_particle(word: str) -> str | None:
    """Return the small word that is written inside names for an Arabic one (بن, فان)."""
    return _latin_particles().get(word)


@cache
def _latin_particles() -> dict[str, str]:
    found: dict[str, str] = {}
    for latin, arabic in _data().particles.items():
        if arabic.endswith(" "):
            found.setdefault(fold(arabic).text.strip(), latin)
    return found


@lru_cache(maxsize=4096)
def spell_in_arabic(name: str) -> str:
    """Return a word of a name as it is spelled by its sound."""
    word = _DOUBLED_CONSONANT.sub(r"\1", plain_latin(name))
    spelled, place = [], 0
    while place < len(word):
        found = next(((match, arabic) for rule, arabic in _compiled() if (match := rule.match(word, place))), None)
        if found:
            spelled.append(found[1])
        place = found[0].end() if found else place + 1
    return "".join(spelled)
