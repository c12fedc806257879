"""What depends on a language, as data: script, direction, digits, plural forms, engine codes.

Everything else in the package speaks BCP 47 tags (``ar``, ``ar-EG``, ``pt-BR``). Another language is another row.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError

from pipeline.errors import ConfigError, brief


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The facts about one language (without region)."""

    name: str
    script: str
    """First word of its letters' Unicode names: ``ARABIC``, ``LATIN``."""
    plural_forms: str
    """The Plural-Forms header, as gettext itself writes it."""
    length_ratio: float = 1.0
    """Characters of a text in this language for each character of its English translation."""


DIGITS = {"arab": "٠١٢٣٤٥٦٧٨٩", "arabext": "۰۱۲۳۴۵۶۷۸۹"}
"""The digits of CLDR's numbering systems, where they are not 0-9."""
SCRIPT_LENGTH = 4
"""A subtag of four letters is a script (``Hans``), a shorter one a region."""

_TWO_FORMS = "nplurals=2; plural=(n != 1);"

LANGUAGES: dict[str, Language] = {
    "ar": Language(
        name="Arabic",
        script="ARABIC",
        plural_forms=(
            "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
        ),
        length_ratio=0.88,
    ),
    "en": Language(name="English", script="LATIN", plural_forms=_TWO_FORMS),
}


@lru_cache(maxsize=256)  # the checks ask it of every pair, many times
def language_of(tag: str) -> str:
    """Return the language part of a tag: ``ar`` of ``ar-EG``."""
    return tag.partition("-")[0].lower()


def same_language(one: str, other: str) -> bool:
    """Tell whether two tags are of one language; a region does not make it another."""
    return language_of(one) == language_of(other)


@lru_cache(maxsize=256)
def facts(tag: str) -> Language:
    """Return the facts about a tag's language; for one without a row, what Babel knows."""
    known = LANGUAGES.get(language_of(tag))
    if known:
        return known
    locale = babel_locale(tag)
    letter = next((char for char in locale.get_display_name() or "" if char.isalpha()), "a")
    return Language(
        name=locale.get_display_name("en") or tag,
        script=script_of(letter) or "LATIN",
        plural_forms=_TWO_FORMS,
    )


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
