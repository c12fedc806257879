"""The countries that a text names, in every language that Unicode's locale data know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.errors import ConfigError
from pipeline.languages.language import facts
from pipeline.languages.locales import babel_locale, language_of
from pipeline.languages.matching import fold
from pipeline.languages.stems import KnownWords
from pipeline.model import Span

_PLAIN = re.compile(r"[^\W\d_]+")
"""A name of one word; longer ones have short forms that the data do not know (the United States, US, America)."""
_APOSTROPHE = re.compile("['’]")
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"})
_LEAST = 4
"""Letters of a name that is looked for; too many shorter ones are other words."""
_CUT, _BEGINNING = 2, 3
"""A name's beginning is all of it but its last letters, which endings change, and at least so many letters."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country named in a text, by its code (FR)."""

    code: str
    span: Span


@cache
def _names(language: str) -> Mapping[str, str]:
    """Return the names of one word of countries in a language, folded and without an article, with their codes."""
    try:
        territories = babel_locale(language).territories
    except ConfigError:
        return {}
    article = re.compile(facts(language).forms.article)
    countries = {code: name for code, name in territories.items() if code.isalpha() and code not in _NO_COUNTRIES}
    names = ((code, article.sub("", fold(name).text)) for code, name in countries.items())
    return {name: code for code, name in names if _PLAIN.fullmatch(name)}


@cache
def _first_words(language: str) -> KnownWords[bool]:
    """Return which words may name a country: a quick test for texts that name none."""
    names, prefix = frozenset(_names(language)), re.compile(facts(language).forms.prefix)

    def may_name_one(word: str) -> bool | None:
        for part in _APOSTROPHE.split(word):  # Iraq's, l'Iraq
            longest = prefix.match(part)
            if any(part[start:] in names for start in range((longest.end() if longest else 0) + 1)):
                return True
        return None

    return KnownWords(may_name_one)


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    names = [name for name in _names(language) if len(name) >= _LEAST]
    if not names:
        return None
    prefix = facts(language).forms.prefix
    return re.compile(rf"(?<!\w){prefix}({'|'.join(map(re.escape, names))})(?!\w)")


@lru_cache(maxsize=64)
def countries_in(text: str, language: str) -> tuple[Country, ...]:
    """Return the countries named in a text; where the language has capitals, only those written with one."""
    pattern = _pattern(language_of(language))
    if pattern is None or not _first_words(language_of(language)).among(text):
        return ()
    folded, names, cased = fold(text), _names(language_of(language)), facts(language).has_case
    found = []
    for match in pattern.finditer(folded.text):
        span = folded.span(*match.span(1))
        if not cased or text[span[0]].isupper():
            found.append(Country(names[match[1]], span))
    return tuple(found)


def may_name(code: str, text: str, language: str) -> bool:
    """Tell whether a text may name a country in any form: the beginning of its name stands there, also in Iranian.

    The names of other countries do not count: Iraq is no form of Iran. True where its name in the language has several
    words or is not known.
    """
    name = _by_code(language_of(language)).get(code, "")
    pieces, end = [], 0
    for country in countries_in(text, language):
        if country.code != code:
            pieces.append(text[end : country.span[0]])
            end = country.span[1]
    return name[: max(_BEGINNING, len(name) - _CUT)] in fold(" ".join([*pieces, text[end:]])).text


def country_name(code: str, language: str) -> str:
    """Return the name of a country in a language; empty where it has several words or is not known."""
    return babel_locale(language).territories[code] if code in _by_code(language_of(language)) else ""


@cache
def _by_code(language: str) -> Mapping[str, str]:
    return {code: name for name, code in _names(language).items()}
