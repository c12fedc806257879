"""Names of two languages in one script, which both write names with a capital: the same letters, or nearly so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Indel

from pipeline.languages.dates import months_in, weekdays_in
from pipeline.languages.language import facts
from pipeline.languages.locales import babel_locale, language_of
from pipeline.languages.marks import prose
from pipeline.languages.names.capitals import capitalized_inside
from pipeline.languages.names.ordinary import load_words
from pipeline.languages.names.transliteration import plain_latin
from pipeline.languages.stems import place
from pipeline.model import Span

_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 4
"""Letters of a name that is compared, and in which the forms of one country's name agree: Allemagne, allemand."""
_ALIKE, _SURELY_ALIKE = 0.6, 0.72
"""How alike a name and its form are, of the letters of both: with one first letter (London, Londres), and with two
(Goryeo, Koryo). On 1,000 sentences of PUD (English, French) 0.6 keeps every such pair."""


@dataclass(frozen=True, slots=True)
class ChangedName:
    """A name that one text has and the other has not, and the name there that may stand for it."""

    source: Span
    target: Span


def changed_names(source: str, source_language: str, target: str, target_language: str) -> tuple[ChangedName, ...]:
    """Return the names of a text that seem to have become others; a name without a rival may be said otherwise."""
    if not (facts(source_language).names.capitals and facts(target_language).names.capitals):
        return ()
    lost = list(_without_counterpart(source, source_language, target, target_language))
    new = list(_without_counterpart(target, target_language, source, source_language)) if lost else []
    return tuple(ChangedName(*spans) for spans in zip(lost, new, strict=False))


def _without_counterpart(text: str, language: str, other: str, other_language: str) -> Iterator[Span]:
    """Yield the names inside a text that the other text has in no form."""
    there, ordinary = _words(other), load_words(language).words
    called = _known_names(language_of(language), language_of(other_language))
    dated = _date_words(text, language)
    for start, end in capitalized_inside(text, language):
        name = plain_latin(text[start:end])
        if len(name) < _LEAST or name in ordinary or start in dated or any(_is_same(name, word) for word in there):
            continue
        forms = called.get(name[:_LEAST], frozenset())
        if not any(word[:_LEAST] in forms for word in there):
            yield start, end


def _date_words(text: str, language: str) -> frozenset[int]:
    """Return where months and weekdays begin, which have checks of their own."""
    days = (place(text, index, index) for _, index in weekdays_in(text, language))
    return frozenset(start for start, _ in (*days, *(month.span for month in months_in(text, language))))


@lru_cache(maxsize=64)
def _words(text: str) -> frozenset[str]:
    return frozenset(filter(None, map(plain_latin, _WORD.findall(prose(text)))))


@lru_cache(maxsize=65536)
def _is_same(name: str, word: str) -> bool:
    return word == name or Indel.normalized_similarity(name, word) >= (
        _ALIKE if word[:1] == name[:1] else _SURELY_ALIKE
    )


@cache
def _known_names(language: str, other: str) -> dict[str, frozenset[str]]:
    """Return how the names of countries, languages and peoples begin, with how the other language's begin."""
    own, theirs = babel_locale(language), babel_locale(other)
    found: dict[str, set[str]] = {}
    for one, two in ((language, other), (other, language)):
        # The table of a language says how it calls names of one other language.
        rows = facts(one).names.called if facts(one).names.called_from == two else {}
        for foreign, forms in rows.items():
            for form in map(plain_latin, forms.split()):
                begin, end = (form, plain_latin(foreign)) if one == language else (plain_latin(foreign), form)
                found.setdefault(begin[:_LEAST], set()).add(end[:_LEAST])
    for here, there in ((own.territories, theirs.territories), (own.languages, theirs.languages)):
        for code, name in here.items():
            for word in _words(name):
                if len(word) >= _LEAST:
                    found.setdefault(word[:_LEAST], set()).update(form[:_LEAST] for form in _words(there.get(code, "")))
    return {begin: frozenset(forms) for begin, forms in found.items()}
