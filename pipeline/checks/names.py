"""Names: each name of the English text has its counterpart in the Arabic one, whichever of them is the target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import ceil

from pipeline.checks.counterparts import (
    LEAST_SOUNDS,
    Word,
    is_spelled,
    is_translated,
    is_word,
    know_word,
    read_arabic,
    resembles_any,
)
from pipeline.checks.lexicon import load_lexicon, load_words
from pipeline.checks.months import months_in
from pipeline.checks.stems import stem, stem_set
from pipeline.checks.transliteration import distance, latin_skeleton
from pipeline.checks.typography import prose
from pipeline.locales import language_of
from pipeline.model import Finding, Pair, Severity, Span

_NAME = re.compile(r"[A-Z](?<![\w'’@#&./].)[a-zà-öø-ÿĀ-ſ]{2,}+(?:['’][A-Z][a-zà-ÿ]++)?(?![A-Z0-9@/])")
_INSIDE = re.compile(r"[\w,'’%)][ \u00a0][\"“‘«(\[]?\Z|[a-z]-\Z")
"""What stands before a word that does not begin a sentence."""
_LATIN_WORD = re.compile(r"[^\W\d_]{3,}")
_SMALL_WORD = re.compile(r"(?<![\w'’])[a-z]{4,}")
_START_NO_NAME = re.compile(r"(?:[^aeiou]s|es|ly|ed)\Z")
"""How words end that begin a sentence and are hardly names."""
_LEAST_ARABIC = 4
"""Letters of an Arabic word that may be another name."""
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
        """Yield one finding for each name without counterpart; a warning where an Arabic word is left over too."""
        languages = language_of(pair.source_language), language_of(pair.target_language)
        if set(languages) != {"en", "ar"}:
            return
        english, arabic = (pair.source, pair.target) if languages[0] == "en" else (pair.target, pair.source)
        lost = _lost_names(english, arabic)
        if not lost:
            return
        strange = _has_stranger(english, arabic)
        where = "translation" if languages[0] == "en" else "source"
        for name in lost:
            if name.inside or strange:
                yield Finding(
                    check=self.name,
                    severity=Severity.WARNING if name.inside and strange else Severity.INFO,
                    message=f'"{name.word.text}" has no counterpart in the {where}; check the name',
                    source_span=name.span if languages[0] == "en" else None,
                    target_span=None if languages[0] == "en" else name.span,
                )


def _lost_names(english: str, arabic: str) -> list[Name]:
    """Return the names that the Arabic text does not have, a word of each once."""
    names = find_names(english)
    if not names:
        return []
    stems = stem_set(arabic, "ar")
    lost = [name for name in names if not is_translated(name.word, stems)]
    lost = [name for name in lost if name.word.text not in arabic and not is_spelled(name.word, read_arabic(arabic))]
    if lost and months_in(arabic, "ar"):  # then the months check tells a wrong one
        months = {month.span for month in months_in(english, "en")}
        lost = [name for name in lost if name.span not in months]
    single = [name for name in lost if not name.word.ordinary and (name.inside or _may_begin(name))]
    return list({name.word.text: name for name in (*single, *_lost_runs(english, names, lost))}.values())


def _may_begin(name: Name) -> bool:
    """Tell whether a word that begins a sentence is a name all the same."""
    return not _START_NO_NAME.search(name.word.text)


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


def _has_stranger(english: str, arabic: str) -> bool:
    """Tell whether the Arabic text has a word that may be another name: unknown, and unlike every English word."""
    stems = stem_set(english, "en")
    skeletons = [(word, latin_skeleton(word)) for word in _LATIN_WORD.findall(english)]
    lexicon, ordinary = load_lexicon("ar", "en"), load_words("en").stems
    for word in read_arabic(arabic).words:
        row = lexicon.get(stem(word, "ar"))
        known = row and (not row.others.isdisjoint(stems) or not row.others.isdisjoint(ordinary))
        if len(word) >= _LEAST_ARABIC and not known and not resembles_any(word, skeletons):
            return True
    return False


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
