"""Targets that are still in the source language, whole or in part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import groupby, pairwise

from pipeline.languages.characters import characters, span_of
from pipeline.languages.foreign_text import foreign_text
from pipeline.languages.language import facts
from pipeline.languages.locales import language_of, script_of
from pipeline.languages.marks import prose
from pipeline.languages.matching import fold
from pipeline.languages.scripts import script_facts
from pipeline.model import Finding, Message, Pair, Role, Severity, Span, phrase
from pipeline.quality.checks.left_words import copied_words, words_in_latin
from pipeline.translate.placeholders import without_copied

_WORD = re.compile(r"(?<![%_\w])[^\W\d_](?:[^\W\d_]|[\u064b-\u0652'’.\-\u0640](?=[^\W\d_]))*")
_GAP = re.compile(r"[\s,;:'\"‘’“”()&/0-9–—\-]*")
_MOSTLY = 0.5
_RUN = 3
_LATIN = "LATIN"


class UntranslatedCheck:
    """Looks for the source language in the target."""

    name = "untranslated"
    title = "Untranslated text"
    explanation = (
        "The translation is, or contains, text in the source language. Names, acronyms and addresses may stay; "
        "sentences and phrases may not."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield one error for a target left in the source language, or a warning for each phrase left in it."""
        if language_of(pair.source_language) == language_of(pair.target_language):
            return
        if fold(pair.source.strip()).text == fold(pair.target.strip()).text:
            words = list(_words(pair.target))
            if _is_text(words, pair.target):
                whole = (0, len(pair.target))
                said = phrase("the translation is a copy of the source; translate it")
                severity = _copy_severity(words, pair)
                yield Finding(check=self.name, severity=severity, said=said, target_span=whole)
                return
        script = facts(pair.source_language).script
        if script == facts(pair.target_language).script:
            yield from self._by_words(pair)
            return
        words = list(_words(pair.target)) if _may_be_left(pair.target, script) else []
        found = tuple(self._by_script(pair, words, script))
        alone = not found and script == _LATIN and not script_facts(facts(pair.target_language).script).joined
        yield from map(partial(_find_left, pair.target), words_in_latin(pair)) if alone else found

    def _by_words(self, pair: Pair) -> Iterator[Finding]:
        """Yield what the frequent words of both languages tell, where their script does not."""
        stray = foreign_text(without_copied(pair.target), pair.source_language, pair.target_language)
        if stray is None:
            yield from map(partial(_find_left, pair.target), copied_words(pair))
        elif stray.span is None:
            said = say_wrong(stray.language, pair.target_language)
            yield Finding(check=self.name, severity=Severity.ERROR, said=said, target_span=(0, len(pair.target)))
        else:
            yield _find_left(pair.target, stray.span)

    def _by_script(self, pair: Pair, words: list[Span], script: str) -> Iterator[Finding]:
        left = [span for span in words if _is_left(pair.target[slice(*span)], script)]
        letters, own = _letters(pair.target, left), _letters(pair.target, words)
        runs = [run for run in _runs(pair.target, left) if _is_phrase(pair.target, run)]
        if left and letters > own * _MOSTLY and (runs or len(left) >= _RUN):
            span = (left[0][0], left[-1][1])
            said = phrase("most of the translation is still in the source language; translate it")
            yield Finding(check=self.name, severity=_severity(left, pair), said=said, target_span=span)
            return
        for run in runs:
            yield _find_left(pair.target, (run[0][0], run[-1][1]))


def _find_left(text: str, span: Span) -> Finding:
    said = phrase('"{text}" is still in the source language; translate it', text=text[slice(*span)])
    return Finding(check=UntranslatedCheck.name, severity=Severity.WARNING, said=said, target_span=span)


def say_wrong(language: str, wanted: str) -> Message:
    """Say that a target is in another language than the wanted one."""
    return phrase(
        "the translation seems to be in {language}; translate it into {wanted}",
        language=phrase(facts(language).name),
        wanted=phrase(facts(wanted).name),
    )


_LETTERS = {_LATIN: re.compile(r"[A-Za-z\u00c0-\u024f]+"), "ARABIC": re.compile(r"[\u0621-\u06ff]+")}


_ALPHABETS = {
    _LATIN: span_of("A", "Z") | span_of("a", "z") | span_of("\u00c0", "\u024f"),
    "ARABIC": span_of("\u0621", "\u06ff"),
}


def _may_be_left(text: str, script: str) -> bool:
    """Tell whether a text holds as many words of a script as a finding needs."""
    letters = _LETTERS.get(script)
    if letters is None:
        return True
    return not _ALPHABETS[script].isdisjoint(characters(text)) and len(letters.findall(text)) >= _RUN


def _words(text: str) -> Iterator[Span]:
    """Yield the words that are text: not those inside addresses, file names, symbols and code."""
    for match in _WORD.finditer(without_copied(prose(text))):
        if len(match[0]) > 1 and match.string[match.end() : match.end() + 1] != "_":
            yield match.span()


def _is_text(words: list[Span], text: str) -> bool:
    """Tell whether words are more than acronyms, which are the same in every language."""
    return any(not text[slice(*span)].isupper() or not text[slice(*span)].isascii() for span in words)


def _copy_severity(words: list[Span], pair: Pair) -> Severity:
    """Return how grave a copy is: a few words may be a name, or the same in both languages (permission)."""
    found = _severity(words, pair)
    if len(words) >= _RUN:
        return found
    same_script = facts(pair.source_language).script == facts(pair.target_language).script
    return Severity.INFO if same_script or found is Severity.WARNING else found


def _severity(words: list[Span], pair: Pair) -> Severity:
    """Return warning for a possible name alone (Google Earth), which some editors leave as it is.

    In a headline capitals prove nothing: there it takes a short one.
    """
    long_headline = pair.role in {Role.HEADLINE, Role.HEADING} and len(words) > _RUN
    return Severity.ERROR if _has_plain(pair.target, words) or long_headline else Severity.WARNING


def _is_left(word: str, script: str) -> bool:
    return script_of(word[0]) == script and not (word.isupper() and len(word) > 1)


def _letters(text: str, words: list[Span]) -> int:
    return sum(char.isalpha() for span in words for char in text[slice(*span)])


def _runs(text: str, words: list[Span]) -> Iterator[list[Span]]:
    """Group words between which only spaces and light punctuation stand."""
    breaks, count = [0], 0
    for (_, end), (start, _) in pairwise(words):
        count += not _GAP.fullmatch(text, end, start)
        breaks.append(count)
    for _, group in groupby(zip(breaks, words, strict=False), key=lambda item: item[0]):
        yield [span for _, span in group]


def _is_phrase(text: str, run: list[Span]) -> bool:
    """Tell whether a run of words is language: long enough, and not a name in capitals.

    Scripts without capitals have no such names: there the length alone decides.
    """
    return len(run) >= _RUN and _has_plain(text, run)


def _has_plain(text: str, words: list[Span]) -> bool:
    """Tell whether a word stands among these that is no part of a name."""
    texts = (text[slice(*span)] for span in words)
    particles = script_facts(_LATIN).name_particles
    return any(not word[0].isupper() and word.lower() not in particles for word in texts)
