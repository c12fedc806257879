"""The countries that a text names, in every language that Unicode's locale data know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.errors import ConfigError
from pipeline.languages.language import facts
from pipeline.languages.locales import babel_locale, language_of
from pipeline.languages.matching import fold
from pipeline.languages.stems import KnownWords
from pipeline.model import Span

_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(rf"{_WORD.pattern}(?:[ \-]{_WORD.pattern})*")
"""A name as texts write it; they write others in other ways (Antigua & Barbuda, Myanmar (Burma))."""
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
    """Return the names of countries in a language, folded and without an article, with their codes."""
    try:
        territories = babel_locale(language).territories
    except ConfigError:
        return {}
    article = re.compile(facts(language).forms.article)
    countries = {code: name for code, name in territories.items() if code.isalpha() and code not in _NO_COUNTRIES}
    names = ((code, article.sub("", fold(name).text)) for code, name in countries.items())
    return {name: code for code, name in names if _NAME.fullmatch(name)}


@cache
def _telling_words(language: str) -> KnownWords[bool]:
    """Return which words may name a country, of a longer name its longest: a quick test of texts that name none."""
    words = frozenset(max(reversed(_WORD.findall(name)), key=len) for name in _names(language))
    prefix = re.compile(facts(language).forms.prefix)

    def may_name_one(word: str) -> bool | None:
        for part in _APOSTROPHE.split(word):  # Iraq's, l'Iraq
            longest = prefix.match(part)
            if any(part[start:] in words for start in range((longest.end() if longest else 0) + 1)):
                return True
        return None

    return KnownWords(may_name_one)


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    names = sorted((name for name in _names(language) if len(name) >= _LEAST), key=len, reverse=True)
    if not names:
        return None
    prefix = facts(language).forms.prefix
    return re.compile(rf"(?<!\w){prefix}({'|'.join(map(re.escape, names))})(?!\w)")


@lru_cache(maxsize=64)
def countries_in(text: str, language: str) -> tuple[Country, ...]:
    """Return the countries named in a text; where the language has capitals, only those written with theirs."""
    language = language_of(language)
    pattern = _pattern(language)
    if pattern is None or not _telling_words(language).among(text):
        return ()
    return tuple(_find(pattern, text, language))


def _find(pattern: re.Pattern[str], text: str, language: str) -> Iterator[Country]:
    """Yield the countries in a text, of two names the longer one; in "south Sudan", which is none, the one inside."""
    folded, names, cased = fold(text), _names(language), facts(language).has_case
    match = pattern.search(folded.text)
    while match:
        code, span, after = names[match[1]], folded.span(*match.span(1)), match.end()
        if not cased or _has_capitals(text[slice(*span)], babel_locale(language).territories[code]):
            yield Country(code, span)
        else:
            after = match.start(1) + 1
        match = pattern.search(folded.text, after)


def _has_capitals(written: str, name: str) -> bool:
    """Tell whether what is written has a capital, and one wherever the name has one."""
    return not written.islower() and all(
        there.isupper() for here, there in zip(name, written, strict=False) if here.isupper()
    )


def may_name(code: str, text: str, language: str) -> bool:
    """Tell whether a text may name a country in any form: the beginning of its name stands there, also in Iranian.

    The names of other countries do not count: Iraq is no form of Iran. True where its name in the language has several
    words, whose short forms nobody knows here (the United States, US, America), or is not known.
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
    """Return the names of one word of countries by their codes."""
    return {code: name for name, code in _names(language).items() if _WORD.fullmatch(name)}
