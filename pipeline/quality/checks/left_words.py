"""Single words that a translation leaves in the source language, though they are no names: الـbrine, the chômage."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator

from pipeline.languages.language import facts
from pipeline.languages.marks import prose
from pipeline.languages.names.capitals import capitalized_inside
from pipeline.languages.names.ordinary import is_common
from pipeline.languages.scripts import script_facts
from pipeline.languages.stems import word_set
from pipeline.model import Pair, Rule, Span
from pipeline.quality.checks.quotes import find_quotations
from pipeline.translate.placeholders import without_copied

_LETTER = "A-Za-z\u00c0-\u024f"
_WORD = re.compile(rf"(?<![{_LETTER}0-9@#&./\\_%-])[{_LETTER}]+(?:['’-][{_LETTER}]+)*(?![\w@/\\]|[.\-][\w*])")
"""A word alone: no part of a name with digits, of an address or a path."""
_GLOSSED = re.compile(r"(?<=\w \()[^()]*(?=\))|(?<=\]\[)[^\[\]]*(?=\])")
"""What explains the word before it, and the label of a link."""
_COPIED = re.compile(rf"(?<![\w@#&./\\_-])[{_LETTER}]+(?:['’-][{_LETTER}]+)*(?![\w@/\\])")
_LEAST = 3
"""Letters of a word: shorter ones are signs and particles."""


def words_in_latin(pair: Pair) -> Iterator[Span]:
    """Yield words in Latin letters, neighbours together, of a target in other letters.

    Not names, acronyms, units and kept terms; nor what the source has in quotation marks, or what stands in brackets
    behind its translation.
    """
    if not _WORD.search(pair.target):
        return
    text = without_copied(prose(pair.target))
    text = _GLOSSED.sub(lambda match: " " * len(match[0]), text)
    runs = list(_runs(text))
    inside = capitalized_inside(pair.source, pair.source_language) if runs else ()
    named = {pair.source[slice(*span)].lower() for span in inside}
    for run in runs:
        words = [text[slice(*span)] for span in run]
        span = (run[0][0], run[-1][1])
        if all(_is_plain(word, pair, named) for word in words) and not _is_meant(text[slice(*span)], pair):
            yield span


def copied_words(pair: Pair) -> Iterator[Span]:
    """Yield words of a target that stand in the source too, neighbours together, if one is surely of its language.

    That shows in an accent, if the language of the target has few words with one, or in an article before an
    apostrophe: chômage, l'état.
    """
    own = facts(pair.target_language).accented_words.split()
    if not own:
        return
    there = set(_COPIED.findall(pair.source))
    elided = re.compile(rf"(?:{facts(pair.source_language).names.elided})['’]")
    for run in _runs(without_copied(prose(pair.target)), _COPIED, there):
        words = [pair.target[slice(*span)] for span in run]
        span = (run[0][0], run[-1][1])
        sure = any((not word.isascii() and word not in own) or elided.match(word) for word in words)
        if sure and all(word.islower() for word in words) and not _is_meant(pair.target[slice(*span)], pair):
            yield span


def _runs(text: str, pattern: re.Pattern[str] = _WORD, among: Container[str] | None = None) -> Iterator[list[Span]]:
    """Yield the places of words, of some words only if these are given, between which only spaces stand."""
    run: list[Span] = []
    for match in pattern.finditer(text):
        if among is not None and match[0] not in among:
            continue
        if run and text[run[-1][1] : match.start()].strip():
            yield run
            run = []
        run.append(match.span())
    if run:
        yield run


def _is_plain(word: str, pair: Pair, named: Collection[str]) -> bool:
    """Tell whether a word is no name: it is in small letters, or has a capital for its place alone."""
    if len(word) < _LEAST:
        return False
    if word.islower():
        return word not in script_facts("LATIN").signs
    ordinary = word.istitle() and word.lower() in word_set(pair.source) and is_common(word, pair.source_language)
    return ordinary and word.lower() not in named and word not in facts(pair.source_language).names.brands.split()


def _is_meant(words: str, pair: Pair) -> bool:
    """Tell whether a glossary keeps the words, or the source has them in quotation marks."""
    kept = [term.source if term.rule is Rule.KEEP else " ".join(term.targets) for term in pair.terms]
    quoted = [pair.source[slice(*quotation.span)] for quotation in find_quotations(pair.source)]
    return any(words.lower() in text.lower() for text in (*kept, *quoted))
