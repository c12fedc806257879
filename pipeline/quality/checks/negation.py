"""Negations: the only "not" of one text has no counterpart of any kind in the other."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.languages.locales import language_of
from pipeline.languages.numbers.numerals import read_numerals
from pipeline.languages.polarity import NegationMark, Polarity, read_polarity
from pipeline.languages.stems import place
from pipeline.model import Finding, Pair, Severity, Span, phrase

_SURE, _MOST = 12, 40
"""Words up to which a text is one clause, or two: then its only negation is hardly put in other words."""


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
        if source is None or target is None or bool(source.marks) == bool(target.marks):
            return
        length = max(len(source.words), len(target.words))
        if length > _MOST:
            return
        added = bool(target.marks)
        text, other, language = (
            (pair.target, pair.source, pair.source_language)
            if added
            else (pair.source, pair.target, pair.target_language)
        )
        mark = _only_negation(target if added else source)
        if mark is None or 0 in read_numerals(other, language).values:
            return
        span = place(text, mark.first, mark.last)
        if _is_named(text, span):
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
            severity=Severity.ERROR if length <= _SURE else Severity.WARNING,
            said=said,
            source_span=None if added else span,
            target_span=span if added else None,
        )


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
