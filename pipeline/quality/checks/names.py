"""Names: each name of the English text has its counterpart in the Arabic one, whichever of them is the target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import ceil

from pipeline.languages.locales import language_of
from pipeline.languages.marks import prose
from pipeline.languages.months import months_in
from pipeline.languages.names.transliteration import distance
from pipeline.languages.stems import stem_set
from pipeline.model import Finding, Pair, Severity, Span
from pipeline.quality.checks.counterparts import (
    LEAST_SOUNDS,
    Word,
    is_spelled,
    is_translated,
    is_word,
    know_word,
    read_arabic,
)
from pipeline.quality.checks.strangers import Strange, find_stranger

_NAME = re.compile(r"[A-Z](?<![\w'’@#&./].)[a-zà-öø-ÿĀ-ſ]{2,}+(?:['’][A-Z][a-zà-ÿ]++)?(?![A-Z0-9@/])")
_INSIDE = re.compile(r"[\w,'’%)][ \u00a0][\"“‘«(\[]?\Z|[a-z]-\Z")
"""What stands before a word that does not begin a sentence."""
_SMALL_WORD = re.compile(r"(?<![\w'’])[a-z]{4,}")
_START_NO_NAME = re.compile(r"(?:[^aeiou]s|es|ly|ed|ing|al|ic|ive|ous)\Z")
"""How words end that begin a sentence and are hardly names."""
_CERTAIN = 1.0
"""What it weighs (log-odds) that a word with a capital is not there, where the lexicon knows it well."""
_RUN = 4.0
"""What it weighs (log-odds) that none of the words of a name of ordinary words, such as World Cup, is there."""
_SURELY = 0.3
"""Distance up to which the nearest word is surely a name's spelling."""
_FEW, _SMALL = 3, 0.25
"""Words with capitals, and share of long words without, that make a headline: there capitals tell nothing."""


@dataclass(frozen=True, slots=True)
class Name:
    """A word that is written as a name is, and where it stands."""

    word: Word
    span: Span
    inside: bool
    """Whether it stands inside a sentence, where only names have capitals."""


@lru_cache(maxsize=64)
def find_names(text: str) -> tuple[Name, ...]:
    """Return the words of an English text that are written with a capital; none in a headline in capitals."""
    matches = list(_NAME.finditer(prose(text)))
    if len(matches) > _FEW and _has_capitals_only(text, _SMALL * len(matches)):
        return ()
    return tuple(
        Name(
            know_word(match[0]),
            match.span(),
            _INSIDE.search(text, max(match.start() - 3, 0), match.start()) is not None,
        )
        for match in matches
    )


def _has_capitals_only(text: str, least: float) -> bool:
    """Tell whether a text has fewer long words without a capital than others would have."""
    found = islice(_SMALL_WORD.finditer(text), ceil(least))
    return sum(1 for _ in found) < least


class Names:
    """Looks for names of the English text that the Arabic text does not have."""

    name = "names"
    title = "Names of people and places"
    explanation = (
        "A name has no counterpart in the other language: it may be another name, or lost. Names are compared by how "
        "they sound, with a table of those that Arabic spells in its own way (Egypt, مصر). The same name is spelled in "
        "one way across an article and all articles."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield one finding for each name without counterpart, and for what may be one where a name is left over."""
        languages = language_of(pair.source_language), language_of(pair.target_language)
        if set(languages) != {"en", "ar"}:
            return
        english, arabic = (pair.source, pair.target) if languages[0] == "en" else (pair.target, pair.source)
        where = "translation" if languages[0] == "en" else "source"
        names, severity = _suspects(english, arabic)
        for name in names:
            yield Finding(
                check=self.name,
                severity=severity,
                message=f'"{name.word.text}" has no counterpart in the {where}; check the name',
                source_span=name.span if languages[0] == "en" else None,
                target_span=None if languages[0] == "en" else name.span,
            )


def _suspects(english: str, arabic: str) -> tuple[list[Name], Severity]:
    """Return the names that the Arabic text does not have, a word of each once, and how sure that is.

    Those inside a sentence, and places and persons of the table, without more; what else begins a sentence if the
    Arabic text may have another name; a word of the language that has a capital likewise. Where the Arabic text has no
    other name the name may be left out or called otherwise, and a word of the language is often none: both are remarks.
    """
    lost = _lost_words(english, arabic)
    if not lost:
        return [], Severity.INFO
    names = [name for name in lost if not name.word.ordinary]
    found = [name for name in names if name.inside or name.word.exonyms]
    found += _lost_runs(english, find_names(english), lost)
    begins = [] if found else [name for name in names if _may_begin(name)]
    ordinary = [] if found or begins else [name for name in lost if _may_be_called(name)]
    if not (found or begins or ordinary):
        return [], Severity.INFO
    strange = find_stranger(english, arabic, Strange.SURELY if ordinary else Strange.MAYBE)
    if not found and not strange:
        return [], Severity.INFO
    sure = strange is Strange.SURELY if ordinary else bool(strange)
    once = {name.word.text: name for name in (*found, *begins, *ordinary[:1])}
    return list(once.values()), Severity.WARNING if sure else Severity.INFO


def _lost_words(english: str, arabic: str) -> list[Name]:
    """Return the words with capitals that the Arabic text has not in any way."""
    names = find_names(english)
    if not names:
        return []
    stems = stem_set(arabic, "ar")
    lost = [name for name in names if not is_translated(name.word, stems) and name.word.text not in arabic]
    rivals = [name.word for name in names] if lost else []
    lost = [name for name in lost if not is_spelled(name.word, read_arabic(arabic), rivals)]
    if lost and months_in(arabic, "ar"):  # then the months check tells a wrong one
        months = {month.span for month in months_in(english, "en")}
        lost = [name for name in lost if name.span not in months]
    return lost


def _may_begin(name: Name) -> bool:
    """Tell whether a word that begins a sentence is a name all the same."""
    return not _START_NO_NAME.search(name.word.text)


def _may_be_called(name: Name) -> bool:
    """Tell whether a word of the language is a name: it has a capital, and is hardly ever left untranslated."""
    return name.inside and name.word.ordinary and name.word.weight >= _CERTAIN


def _lost_runs(english: str, names: tuple[Name, ...], lost: list[Name]) -> Iterator[Name]:
    """Yield the first word of each name of several ordinary words none of which is there."""
    run: list[Name] = []
    for name in (*names, None):
        if name and name.inside and (not run or english[run[-1].span[1] : name.span[0]] == " "):
            run.append(name)
            continue
        if len(run) > 1 and all(each in lost for each in run) and sum(each.word.weight for each in run) >= _RUN:
            yield run[0]
        run = [name] if name and name.inside else []


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one text writes a name of the other: the words without particles, and where the English one stands."""

    english: str
    arabic: str
    """Folded: alef forms and vowel signs make no other spelling."""
    span: Span


def find_spellings(english: str, arabic: str) -> Iterator[Spelling]:
    """Yield the names that the other text surely spells by their sound, none that Arabic calls otherwise."""
    names = find_names(english)
    if not names:
        return
    found = read_arabic(arabic)
    for name in names:
        word = name.word
        if word.ordinary or word.exonyms or len(word.skeleton) < LEAST_SOUNDS:
            continue
        forms = [form for form, _ in found.forms if form[:1] != "ا" or form[:2] != "ال"]
        near = min(forms, key=lambda form: (distance(word.text, form), -len(form)), default="")
        if near and distance(word.text, near) <= _SURELY and not is_word(near):
            yield Spelling(word.text, near, name.span)
