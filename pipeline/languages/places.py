"""The countries that a text names: by names from Unicode's data and the languages' own, and by words for people."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from pipeline.errors import ConfigError
from pipeline.languages.language import facts
from pipeline.languages.locales import babel_locale, language_of
from pipeline.languages.matching import fold, without_article
from pipeline.languages.sections import NEVER
from pipeline.languages.stems import KnownWords
from pipeline.model import Span

_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(rf"{_WORD.pattern}(?:[ \-]{_WORD.pattern})*")
"""A name as texts write it; they write others in other ways (Antigua & Barbuda, Myanmar (Burma))."""
_APOSTROPHE = re.compile("['’]")
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"})
_LEAST = 4
"""Letters of a name that is looked for unless the language's data have it; too many shorter ones are other words."""
_CUT, _CUT_OF_SEVERAL, _BEGINNING = 2, 1, 3
"""A name's beginning is all of it but its last letters, which endings change, and at least so many letters: fewer are
cut in a name of several words, and none if the words for its people are known."""


@dataclass(frozen=True, slots=True, order=True)
class Country:
    """A country named in a text, by its code (FR)."""

    code: str
    span: Span


@cache
def _territories(language: str) -> Mapping[str, str]:
    """Return the names of countries in Unicode's data by their codes."""
    try:
        territories = babel_locale(language).territories
    except ConfigError:
        return {}
    return {code: name for code, name in territories.items() if code.isalpha() and code not in _NO_COUNTRIES}


@cache
def _names(language: str) -> Mapping[str, tuple[str, str]]:
    """Return the names of countries, folded and without an article, each with its code and as it is written."""
    known, doubtful = facts(language).countries, facts(language).countries.doubtful.split("|")
    rows = [(code, name) for code, name in _territories(language).items() if _NAME.fullmatch(name)]
    found = {_bare(name, language): (code, name) for code, name in rows if name not in doubtful}
    found = {bare: row for bare, row in found.items() if len(bare) >= _LEAST}
    own = ((code, name) for code, names in known.names.items() for name in names.split("|"))
    return {**found, **{_bare(name, language): (code, name) for code, name in own}}


def _bare(name: str, language: str) -> str:
    """Return a name folded and without an article, but for a short one: الهند."""
    bare = fold(without_article(name, language)).text
    return bare if len(bare) >= _LEAST else fold(name).text


@cache
def _peoples(language: str) -> Mapping[str, tuple[str, str]]:
    """Return the words for people and what is theirs, folded, each with its country's code and as it is written."""
    rows = ((code, word) for code, words in facts(language).countries.peoples.items() for word in words.split("|"))
    return {fold(word).text: (code, word) for code, word in rows}


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
def _telling_people(language: str) -> KnownWords[bool]:
    """Return which words may be the last one of a word for people."""
    ending = facts(language).countries.people_ending
    pattern = _compile({name.rpartition(" ")[2] for name in _peoples(language)}, language, ending)
    return KnownWords(lambda word: True if pattern.search(word) else None)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    return _compile(_names(language), language)


@cache
def _people_pattern(language: str) -> re.Pattern[str]:
    return _compile(_peoples(language), language, facts(language).countries.people_ending)


def _compile(names: Iterable[str], language: str, ending: str = "") -> re.Pattern[str]:
    alternatives = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"(?<!\w){facts(language).forms.prefix}({alternatives}){ending}(?!\w)")


@lru_cache(maxsize=64)
def countries_in(text: str, language: str) -> tuple[Country, ...]:
    """Return the countries named in a text; where the language has capitals, only those written with theirs."""
    language = language_of(language)
    names = _names(language)
    if not names or not _telling_words(language).among(text):
        return ()
    return tuple(_find(_pattern(language), names, text, language))


@lru_cache(maxsize=64)
def nations_in(text: str, language: str) -> tuple[Country, ...]:
    """Return the countries that a text names by their names, or by words for their people and what is theirs."""
    language, countries = language_of(language), countries_in(text, language)
    peoples = _peoples(language)
    if not peoples or not _telling_people(language).among(text):
        return countries
    found = _find(_people_pattern(language), peoples, text, language)
    apart = [
        people
        for people in found
        if not any(people.span[0] < country.span[1] and country.span[0] < people.span[1] for country in countries)
    ]
    return tuple(sorted((*countries, *apart), key=lambda country: country.span))


def _find(
    pattern: re.Pattern[str], names: Mapping[str, tuple[str, str]], text: str, language: str
) -> Iterator[Country]:
    """Yield the countries in a text, of two names the longer one; in "south Sudan", which is none, the one inside."""
    folded, cased = fold(text), facts(language).has_case
    match = pattern.search(folded.text)
    while match:
        (code, name), span, after = names[match[1]], folded.span(*match.span(1)), match.end()
        if not cased or _has_capitals(text[slice(*span)], name):
            yield Country(code, folded.span(after - _length_with_article(match, language), after))
        else:
            after = match.start(1) + 1
        match = pattern.search(folded.text, after)


def _length_with_article(match: re.Match[str], language: str) -> int:
    """Return how many letters of a match are the name with its article, if it has one, without other particles."""
    name = match[0][match.start(1) - match.start() :]
    ends = (match[0][at:] for at in range(len(match[0])))
    return next(len(end) for end in ends if name in {end, without_article(end, language)})


def _has_capitals(written: str, name: str) -> bool:
    """Tell whether what is written has a capital wherever the name has one, or any if the name has one."""
    return (name.islower() or not written.islower()) and all(
        there.isupper() for here, there in zip(name, written, strict=False) if here.isupper()
    )


def may_name(code: str, text: str, language: str) -> bool:
    """Tell whether a text may name a country in any form: the beginning of its name stands there, also in Iranian.

    The names of other countries do not count: Iraq is no form of Iran. Forms that the language's data list do: الهنود
    may be India, and Native Americans. True where the data do not tell how texts call it: its name is not known, or has
    several words, whose short forms nobody tells (America).
    """
    language = language_of(language)
    forms, listed = _forms(language).get(code), facts(language).countries.forms.get(code)
    if forms is None or (listed and re.search(listed, fold(text).text)):
        return True
    pieces, end = [], 0
    for country in nations_in(text, language):
        if country.code == code:
            return True
        pieces.append(text[end : country.span[0]])
        end = country.span[1]
    return forms.search(fold(" ".join([*pieces, text[end:]])).text) is not None


@lru_cache(maxsize=1024)
def countries_meant(words: str, language: str, *, after: bool = False) -> frozenset[str]:
    """Return the countries whose money folded words beside it may mean: Saudi, New Zealand, sterling.

    :param after: whether they stand after it, where a word that only begins so may go on with the sentence
    """
    known = facts(language)
    money = known.countries.money
    told = frozenset(code for code, pattern in money.items() if re.match(pattern, words))
    if told or (after and not known.names.of_country):
        return told
    if after and not re.search(rf"(?:{known.names.of_country})$", words):
        return frozenset()
    return frozenset(code for code, form in _forms(language).items() if code not in money and form.match(words))


def country_name(code: str, language: str) -> str:
    """Return the name of a country in a language as texts write it; empty where it is not known."""
    return next((name for known, name in _names(language_of(language)).values() if known == code), "")


@cache
def _forms(language: str) -> Mapping[str, re.Pattern[str]]:
    """Return for each country a pattern of the forms, folded, in which a text may name it."""
    names: dict[str, list[list[str]]] = defaultdict(list)
    for code, name in _names(language).values():
        if not name.isupper():
            names[code].append([fold(without_article(word, language)).text for word in re.split(r"[ \-]", name)])
    often = Counter(word for rows in names.values() for word in set(chain.from_iterable(rows)))
    known, peoples = facts(language).countries.forms, facts(language).countries.peoples
    found: dict[str, list[str]] = {code: [form] for code, form in {**dict.fromkeys(peoples, NEVER), **known}.items()}
    for code, words in ((code, words) for code, rows in names.items() for words in rows):
        if len(words) == 1:
            found.setdefault(code, []).append(_begin(words[0], 0 if code in peoples else _CUT))
        elif known and code not in known:
            telling = [word for word in words if often[word] == 1 and len(word) >= _BEGINNING] or words
            found.setdefault(code, []).extend(_begin(word, _CUT_OF_SEVERAL) for word in telling)
    return {code: re.compile("|".join(forms)) for code, forms in found.items()}


def _begin(word: str, cut: int) -> str:
    return re.escape(word[: max(_BEGINNING, len(word) - cut)])
