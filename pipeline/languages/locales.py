"""Tags of languages: BCP 47 everywhere (``ar``, ``ar-EG``, ``pt-BR``), gettext's names here, and Babel's locale."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError

from pipeline.errors import ConfigError, brief

DIGITS = {"arab": "٠١٢٣٤٥٦٧٨٩", "arabext": "۰۱۲۳۴۵۶۷۸۹"}
"""The digits of CLDR's numbering systems, where they are not 0-9."""
SCRIPT_LENGTH = 4
"""A subtag of four letters is a script (``Hans``), a shorter one a region."""


@lru_cache(maxsize=256)  # the checks ask it of every pair, many times
def language_of(tag: str) -> str:
    """Return the language part of a tag: ``ar`` of ``ar-EG``."""
    return tag.partition("-")[0].lower()


def same_language(one: str, other: str) -> bool:
    """Tell whether two tags are of one language; a region does not make it another."""
    return language_of(one) == language_of(other)


@lru_cache(maxsize=256)  # every sentence of an edition asks again
def babel_locale(tag: str) -> Locale:
    """Return Babel's locale of a tag.

    :raises ConfigError: if there is no such language
    """
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise ConfigError(f'"{brief(tag)}" is not a language tag; write one such as ar, en or pt-BR') from error


def normalize_tag(tag: str) -> str:
    """Return a tag in its usual spelling: ``ar_eg`` becomes ``ar-EG``, and no subtag is added.

    :raises ConfigError: if there is no such language
    """
    babel_locale(tag.replace("_", "-"))
    first, *rest = tag.replace("_", "-").split("-")
    spelled = (part.title() if len(part) == SCRIPT_LENGTH else part.upper() for part in rest)
    return "-".join([first.lower(), *spelled])


def gettext_name(tag: str) -> str:
    """Return the folder name gettext uses for a tag: ``pt_BR`` for ``pt-BR``."""
    return tag.replace("-", "_")


def tag_of(gettext: str) -> str:
    """Return the tag of a gettext locale name: ``pt-BR`` for ``pt_BR``."""
    return gettext.replace("_", "-")


@lru_cache(maxsize=256)  # every paragraph of an edition asks again
def direction(tag: str) -> str:
    """Return ``rtl`` or ``ltr``."""
    return str(babel_locale(tag).text_direction)


@lru_cache(maxsize=256)  # every sentence of an edition asks again
def numbering_system(tag: str) -> str:
    """Return CLDR's name of the digits that are written in a language by default: ``latn``, ``arab``."""
    return str(babel_locale(tag).default_numbering_system)


@lru_cache(maxsize=256)
def native_numbering_system(tag: str) -> str:
    """Return CLDR's name of the digits of a language's own script: ``arab`` also where ``latn`` is the default."""
    locale = babel_locale(tag)
    return str(locale.other_numbering_systems.get("native", locale.default_numbering_system))


@lru_cache(maxsize=4096)
def script_of(char: str) -> str | None:
    """Return the script of a letter (``LATIN``, ``ARABIC``), or None for anything that is not a letter."""
    return unicodedata.name(char, "?").split()[0] if char.isalpha() else None
