"""How a text in another script spells the names of a text in Latin letters: by their sound."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from pipeline.languages.language import facts
from pipeline.languages.matching import fold, without_article
from pipeline.languages.names.capitals import capitalized
from pipeline.languages.names.ordinary import is_common, is_of_country
from pipeline.languages.names.pair import NamePair
from pipeline.languages.names.presence import (
    ARABIC_WORD,
    SURELY,
    nearest,
    plain_arabic,
    read_arabic,
)
from pipeline.languages.names.transliteration import arabic_forms, is_written, latin_skeleton
from pipeline.languages.places import countries_in
from pipeline.languages.stems import tokens
from pipeline.model import Span

_SIGNS = re.compile("[\u064b-\u0652\u0640]")
_LEAST_SOUNDS = 3
"""The fewest strong sounds of a name that is compared by them: too many words sound like shorter ones by chance."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one text writes a name of the other: the words without particles, and where the English one stands."""

    english: str
    arabic: str
    """Folded and without an article, so that alef forms and vowel signs do not count as another spelling."""
    written: str
    """The Arabic word as it stands there, with its article, without other particles."""
    span: Span


@lru_cache(maxsize=16384)  # the ledgers of corpus and article are made of the texts, then each is compared with them
def find_spellings(english: str, arabic: str, pair: NamePair) -> tuple[Spelling, ...]:
    """Return the names that the other text surely spells by their sound; leave out countries, which are translated."""
    names = [(english[slice(*span)], span) for span in capitalized(english, pair.latin)]
    countries = [country.span for country in countries_in(english, pair.latin)]
    names = [
        (name, span)
        for name, span in names
        if not is_common(name, pair.latin) and not any(start <= span[0] < end for start, end in countries)
    ]
    if not names:
        return ()
    short = {name for name, _ in names if len(latin_skeleton(name)) < _LEAST_SOUNDS}
    peoples = {name for name in short if is_of_country(name, pair.latin)}
    forms = [form for form in read_arabic(arabic) if not form.startswith("ال")]
    spelled = {name: _surely(name, forms, pair.other) for name, _ in names if name not in short}
    spelled |= _spell_short(short - peoples, arabic, frozenset(spelled.values()), pair.other)
    written = {form: _written(form, arabic, pair.other) for form in spelled.values() if form}
    return tuple(Spelling(name, form, written[form], span) for name, span in names if (form := spelled.get(name)))


def _written(form: str, text: str, language: str) -> str:
    """Return how a text writes the word that has a form, from its article on."""
    for match in ARABIC_WORD.finditer(plain_arabic(text)):
        same = (each for each, _ in arabic_forms(match[0]) if form in {each, without_article(each, language)})
        if longest := max(same, key=len, default=""):
            return text[slice(*fold(text).span(match.end() - len(longest), match.end()))]
    return form


def _surely(name: str, forms: Sequence[str], language: str) -> str:
    """Return the Arabic word that sounds most like a name; none where it is not surely the name."""
    away, near = nearest(name, forms, SURELY)
    return near if away <= SURELY and near not in _function_words(language) else ""


def _spell_short(names: Iterable[str], arabic: str, taken: frozenset[str], language: str) -> dict[str, str]:
    """Return for names of few sounds the one Arabic word that writes all of them; none where two words may, or none.

    A word that may be two names, or is another name's spelling, is left out.
    """
    forms = frozenset(_read_content(arabic, language)) - taken if names else frozenset()
    fitting = {name: [form for form in forms if is_written(name, form)] for name in names}
    counts = Counter(chain.from_iterable(fitting.values()))
    return {name: form for name, found in fitting.items() if (form := _only_word(found)) and counts[form] == 1}


def _only_word(forms: Sequence[str]) -> str:
    """Return the longest of some forms if the others are parts of it: وافولا and افولا may be one word."""
    longest = max(forms, key=len, default="")
    return longest if all(longest.endswith(form) for form in forms) else ""


@lru_cache(maxsize=64)
def _read_content(text: str, language: str) -> tuple[str, ...]:
    """Return the forms of the words of an Arabic text that are no function words: علي without على."""
    small = frozenset(facts(language).function_words.split())
    words = (word for word in ARABIC_WORD.findall(_SIGNS.sub("", text)) if not small & {word, word[1:]})
    forms = (form for word in words for form, _ in arabic_forms(fold(word).text))
    return tuple(form for form in forms if len(form) > 1 and form not in small)


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(tokens(facts(language).function_words))
