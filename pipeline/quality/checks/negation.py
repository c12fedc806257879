"""Negations: the only "not" of one text has no counterpart of any kind in the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.names.presence import SURELY
from pipeline.languages.names.transliteration import distance
from pipeline.languages.numbers.numerals import read_numerals
from pipeline.languages.polarity import NegatedVerb, NegationMark, Polarity, read_polarity
from pipeline.languages.stems import place
from pipeline.model import Finding, Pair, Severity, Span, phrase

_SURE, _MOST = 12, 40
"""Words up to which a text is one clause, or two: then its only negation is hardly put in other words."""


_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ][^\W\d_]{3,}")
_QUOTES = frozenset("\"“”«‘'`")


class NegationCheck:
    """Compares the negations of both texts, of languages whose words for it are known."""

    name = "negation"
    title = "Negation"
    explanation = (
        "One of the texts negates and the other does not, in any way: the translation may say the opposite. If it says "
        "the same in other words (not late, on time), all is well."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield the only negation of one text where the other has no word that may stand for one."""
        if language_of(pair.source_language) == language_of(pair.target_language):
            return
        source = read_polarity(pair.source, pair.source_language)
        target = read_polarity(pair.target, pair.target_language)
        if source is None or target is None:
            return
        length = max(len(source.words), len(target.words))
        severity = Severity.ERROR if length <= _SURE else Severity.WARNING
        if turned := _turned_verb(source, target):
            yield self._turned(pair, severity, *turned)
        elif bool(source.marks) != bool(target.marks) and length <= _MOST:
            yield from self._one_sided(pair, severity, source, target)

    def _turned(self, pair: Pair, severity: Severity, old: NegatedVerb, new: NegatedVerb) -> Finding:
        spans = place(pair.source, old.first, old.last), place(pair.target, new.first, new.last)
        was, now = pair.source[slice(*spans[0])], pair.target[slice(*spans[1])]
        said = phrase(
            '"{old}" is negated in the source, "{new}" is not here; the translation says the opposite', old=was, new=now
        )
        if new.negated:
            said = phrase(
                '"{new}" is negated here, "{old}" is not in the source; the translation says the opposite',
                old=was,
                new=now,
            )
        return Finding(check=self.name, severity=severity, said=said, source_span=spans[0], target_span=spans[1])

    def _one_sided(self, pair: Pair, severity: Severity, source: Polarity, target: Polarity) -> Iterator[Finding]:
        added = bool(target.marks)
        text, language, other, other_language = pair.target, pair.target_language, pair.source, pair.source_language
        if not added:
            text, language, other, other_language = other, other_language, text, language
        polarity = target if added else source
        mark = _only_negation(polarity)
        if mark is None or 0 in read_numerals(other, other_language).values:
            return
        span = place(text, mark.first, mark.last)
        if _is_named(text, span) or _is_article(mark, polarity.words, language, other):
            return
        word = text[slice(*span)]
        if added:
            said = phrase(
                '"{word}" negates what the source does not; the translation seems to say the opposite', word=word
            )
        else:
            said = phrase('"{word}" has no counterpart; the translation seems to say the opposite', word=word)
        yield Finding(
            check=self.name,
            severity=severity,
            said=said,
            source_span=None if added else span,
            target_span=span if added else None,
        )


def _turned_verb(source: Polarity, target: Polarity) -> tuple[NegatedVerb, NegatedVerb] | None:
    """Return the verb that each text has once, negated in one of them; the other one negates nothing else."""
    for old in source.verbs:
        new = [verb for verb in target.verbs if verb.key == old.key]
        often = sum(verb.key == old.key for verb in source.verbs)
        if often == len(new) == 1 and old.negated is not new[0].negated:
            plain, verb = (target, new[0]) if old.negated else (source, old)
            others = (mark for mark in plain.marks if not verb.first <= mark.first <= verb.last)
            return None if any(mark.is_negation for mark in others) else (old, new[0])
    return None


def _is_article(mark: NegationMark, words: tuple[str, ...], language: str, other: str) -> bool:
    """Tell whether a negation is the article of a foreign name (لا فينويلا) that the other text has."""
    table = facts(language).negation
    if table is None or words[mark.last] not in table.articles or mark.last + 1 == len(words):
        return False
    return any(distance(name, words[mark.last + 1]) < SURELY for name in _NAME.findall(other))


def _is_named(text: str, span: Span) -> bool:
    """Tell whether a word is only named: it is quoted, is written as a name inside a sentence, or is the whole text."""
    start, end = span
    if not text[:start].strip() and not text[end:].strip(" .!?"):
        return True
    return text[start - 1 : start] in _QUOTES or (start > 0 and text[start].isupper() and not text[start:end].isupper())


def _only_negation(polarity: Polarity) -> NegationMark | None:
    """Return the negation of a text that negates once, and surely."""
    marks = [mark for mark in polarity.marks if mark.is_negation]
    return marks[0] if len(marks) == 1 and marks[0].kind == "plain" else None
