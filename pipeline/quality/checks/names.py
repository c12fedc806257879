"""Names: each name of the English text has its counterpart in the Arabic one, whichever of them is the target."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.languages.dates import months_in
from pipeline.languages.locales import language_of
from pipeline.languages.names.capitals import Name, find_names
from pipeline.languages.names.counterparts import (
    is_spelled,
    is_translated,
    read_arabic,
)
from pipeline.languages.names.extra import ExtraName, find_extra_name
from pipeline.languages.names.pair import NamePair, name_pair
from pipeline.languages.names.same_script import changed_names
from pipeline.languages.stems import stem_set
from pipeline.model import Finding, Pair, Severity

_START_NO_NAME = re.compile(r"(?:[^aeiou]s|es|ly|ed|ing|al|ic|ive|ous)\Z")
"""How words end that begin a sentence and are hardly names."""
_CERTAIN = 1.0
"""What it weighs (log-odds) that a word with a capital is not there, where the lexicon knows it well."""
_RUN = 4.0
"""The evidence (log-odds) for a lost name of ordinary words (World Cup) if none of its words is there."""


class NamesCheck:
    """Looks for names of the English text that the Arabic text does not have."""

    name = "names"
    title = "Names of people and places"
    explanation = (
        "A name has no counterpart in the other language: it may be another name, or lost. Names are compared by how "
        "they sound, with a table of those that Arabic spells in its own way (Egypt, مصر). The same name is spelled in "
        "one way across an article and all articles."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield one finding for each name without counterpart, and for a possible one if an extra name stands there."""
        languages = name_pair(pair.source_language, pair.target_language)
        if languages is None:
            yield from self._changed(pair)
            return
        from_latin = languages.latin == language_of(pair.source_language)
        latin, other = (pair.source, pair.target) if from_latin else (pair.target, pair.source)
        where = "translation" if from_latin else "source"
        names, severity = _suspects(latin, other, languages)
        for name in names:
            yield Finding(
                check=self.name,
                severity=severity,
                message=f'"{name.word.text}" has no counterpart in the {where}; check the name',
                source_span=name.span if from_latin else None,
                target_span=None if from_latin else name.span,
            )

    def _changed(self, pair: Pair) -> Iterator[Finding]:
        """Yield the names that became others, of languages in one script."""
        if language_of(pair.source_language) == language_of(pair.target_language):
            return
        for found in changed_names(pair.source, pair.source_language, pair.target, pair.target_language):
            was, now = pair.source[slice(*found.source)], pair.target[slice(*found.target)]
            yield Finding(
                check=self.name,
                severity=Severity.WARNING,
                message=f'"{was}" seems to have become "{now}"; check the name',
                source_span=found.source,
                target_span=found.target,
            )


def _suspects(latin: str, other: str, pair: NamePair) -> tuple[list[Name], Severity]:
    """Return the names that the Arabic text lacks, each once, with a severity.

    A name inside a sentence counts, and so does a place or person of the table. Another name at the beginning of a
    sentence, or an ordinary word with a capital, counts if the Arabic text may have an extra name. If it has no extra
    name, the translator may have left the name out or used another word, so that the finding is only a remark.
    """
    lost = _lost_words(latin, other, pair)
    if not lost:
        return [], Severity.INFO
    names = [name for name in lost if not name.word.ordinary]
    found = [name for name in names if name.inside or name.word.exonyms]
    found += _lost_runs(latin, find_names(latin, pair), lost)
    begins = [] if found else [name for name in names if _may_begin(name)]
    ordinary = [] if found or begins else [name for name in lost if _may_be_called(name)]
    if not (found or begins or ordinary):
        return [], Severity.INFO
    strange = find_extra_name(latin, other, pair, ExtraName.SURELY if ordinary else ExtraName.MAYBE)
    if not found and not strange:
        return [], Severity.INFO
    sure = strange is ExtraName.SURELY if ordinary else bool(strange)
    once = {name.word.text: name for name in (*found, *begins, *ordinary[:1])}
    return list(once.values()), Severity.WARNING if sure else Severity.INFO


def _lost_words(latin: str, other: str, pair: NamePair) -> list[Name]:
    """Return the words with capitals that the Arabic text has not in any way."""
    names = find_names(latin, pair)
    if not names:
        return []
    stems = stem_set(other, pair.other)
    lost = [name for name in names if not is_translated(name.word, stems) and name.word.text not in other]
    rivals = [name.word for name in names] if lost else []
    lost = [name for name in lost if not is_spelled(name.word, read_arabic(other), rivals)]
    if lost and months_in(other, pair.other):  # then the months check tells a wrong one
        months = {month.span for month in months_in(latin, pair.latin)}
        lost = [name for name in lost if name.span not in months]
    return lost


def _may_begin(name: Name) -> bool:
    """Tell whether a word that begins a sentence is a name all the same."""
    return not _START_NO_NAME.search(name.word.text)


def _may_be_called(name: Name) -> bool:
    """Tell whether a word of the language is a name: it has a capital, and is hardly ever left untranslated."""
    return name.inside and name.word.ordinary and name.word.weight >= _CERTAIN


def _lost_runs(latin: str, names: tuple[Name, ...], lost: list[Name]) -> Iterator[Name]:
    """Yield the first word of each name whose several ordinary words are all missing."""
    run: list[Name] = []
    for name in (*names, None):
        if name and name.inside and (not run or latin[run[-1].span[1] : name.span[0]] == " "):
            run.append(name)
            continue
        if len(run) > 1 and all(each in lost for each in run) and sum(each.word.weight for each in run) >= _RUN:
            yield run[0]
        run = [name] if name and name.inside else []
