"""Letters that do not belong: other scripts, other alphabets of the same script, broken and invisible characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pipeline.languages.characters import characters, code_point, span_of
from pipeline.languages.language import facts
from pipeline.languages.locales import language_of, script_of
from pipeline.languages.scripts import script_facts
from pipeline.model import Finding, Pair, Severity, Span, phrase
from pipeline.translate.placeholders import without_copied

_COMMON = frozenset({"LATIN", "GREEK"})
"""Latin stands in names and acronyms of every language, Greek letters in formulas."""
_NO_SCRIPT = frozenset(
    [
        "MODIFIER",
        "FEMININE",
        "MASCULINE",
        "MICRO",
        "SUPERSCRIPT",
        "SUBSCRIPT",
        "DOUBLE-STRUCK",
        "SCRIPT",
        "FULLWIDTH",
        "HALFWIDTH",
        "MATHEMATICAL",
        "OHM",
        "KELVIN",
        "ANGSTROM",
        "BLACK-LETTER",
        "PLANCK",
        "INFORMATION",
        "VERTICAL",
        "?",
    ]
)
"""First words of the Unicode names of letters that are symbols rather than of a script."""
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u064b-\u0652\u0640])*")
_JOINED_PARTICLE = re.compile(r"[وفبكل]{0,2}(?:ال|لل)?ـ*")
"""What Arabic writes onto a Latin word without a space: the article and one-letter particles."""
_HALF = 0.5
_BROKEN = re.compile("\ufffd+")
_LATIN_LETTER = re.compile(r"[A-Za-z]")
_ALIKE = frozenset({"CYRILLIC", "GREEK"})
"""Scripts with letters that look like Latin ones."""
_LOOKALIKE = re.compile("[\u0370-\u03ff\u0400-\u04ff]")


class ScriptCheck:
    """Looks for letters and characters that the target language does not use."""

    name = "script"
    title = "Script and characters"
    explanation = (
        "The translation contains letters of another alphabet, words that mix two alphabets, or a broken character."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield stray scripts, stray letters, mixed words, then broken characters."""
        if characters(pair.target) <= _usual(language_of(pair.target_language)):
            return
        yield from self._scripts(pair)
        yield from self._letters(pair)
        yield from self._mixed(pair)
        yield from self._characters(pair.target)

    def _scripts(self, pair: Pair) -> Iterator[Finding]:
        own, other = facts(pair.target_language).script, facts(pair.source_language).script
        if not _unfamiliar(own).search(pair.target):
            return
        left = _mostly(pair.target, other) and other != own  # the untranslated check says that better
        for script, span in _script_runs(pair.target):
            stray = pair.target[slice(*span)]
            if script in {own, *script_facts(own).scripts} or (script in _COMMON and own not in _COMMON - {"LATIN"}):
                continue
            if (left and script == other) or (script != other and stray in pair.source):
                continue
            said = phrase(
                '"{text}" is in {script} script; write it in {language}',
                text=stray,
                script=phrase(script.capitalize()),
                language=phrase(facts(pair.target_language).name),
            )
            yield Finding(check=self.name, severity=Severity.ERROR, said=said, target_span=span)

    def _letters(self, pair: Pair) -> Iterator[Finding]:
        language = language_of(pair.target_language)
        letters = facts(language).foreign_letters
        if not letters:
            return
        for match in _foreign_letters(language).finditer(pair.target):
            index, char = match.start(), match[0]
            if char not in pair.source:
                said = phrase(
                    '"{letter}" ({code}) is not a letter of {language}; write {own}',
                    letter=char,
                    code=code_point(char),
                    language=phrase(facts(pair.target_language).name),
                    own=letters[char],
                )
                yield Finding(check=self.name, severity=Severity.ERROR, said=said, target_span=(index, index + 1))

    def _mixed(self, pair: Pair) -> Iterator[Finding]:
        own = facts(pair.target_language).script
        if own == "LATIN" or script_facts(own).joined:
            return
        for word, span in find_mixed_words(without_copied(pair.target), own):
            if word not in pair.source:
                said = phrase('"{word}" mixes two scripts in one word; write it in one', word=word)
                yield Finding(check=self.name, severity=Severity.WARNING, said=said, target_span=span)

    def _characters(self, target: str) -> Iterator[Finding]:
        for match in _BROKEN.finditer(target):
            said = phrase("a character is broken (U+FFFD); type it again")
            yield Finding(check=self.name, severity=Severity.ERROR, said=said, target_span=match.span())


@lru_cache(maxsize=64)
def _usual(language: str) -> frozenset[str]:
    """Return characters that prove a text of them alone right: of Latin letters, or of Arabic ones and no others."""
    script, marks = facts(language).script, span_of("\u2000", "\u20cf") | span_of("\u2190", "\u2bff")
    if script == "LATIN":
        return span_of("\x00", "\u024f") | marks
    if script != "ARABIC":
        return frozenset()
    plain = frozenset(char for char in span_of("\x00", "\xff") if not char.isalpha())
    return (plain | marks | span_of("\u0600", "\u06ff")) - facts(language).foreign_letters.keys()


@lru_cache(maxsize=64)
def _unfamiliar(own: str) -> re.Pattern[str]:
    """Return the pattern of characters worth a look: not the usual ones of a script, nor Latin, nor general marks."""
    arabic = "\u0600-\u06ff\u0750-\u077f" if own == "ARABIC" else ""
    return re.compile(f"[^\\x00-\u024f\u0370-\u03ff\u064b-\u0655\u0670\u2000-\u20cf\u2190-\u2bff{arabic}]")


@lru_cache(maxsize=64)
def _foreign_letters(language: str) -> re.Pattern[str]:
    return re.compile(f"[{''.join(facts(language).foreign_letters)}]")


@lru_cache(maxsize=8192)
def _script(char: str) -> str | None:
    script = script_of(char)
    return None if script in _NO_SCRIPT else script


def _script_runs(text: str) -> Iterator[tuple[str, Span]]:
    """Yield stretches of letters of one script, spaces inside them included."""
    start = end = 0
    current: str | None = None
    for index, char in enumerate(text):
        script = _script(char)
        if script is None:
            # A vowel sign belongs to the stretch, a space inside it keeps it together; anything else ends it.
            if current and unicodedata.category(char).startswith("M"):
                end = index + 1
            elif current and not char.isspace():
                yield current, (start, end)
                current = None
            continue
        if script != current:
            if current:
                yield current, (start, end)
            start, current = index, script
        end = index + 1
    if current:
        yield current, (start, end)


def _mostly(text: str, script: str) -> bool:
    scripts = [found for char in text if (found := _script(char))]
    return scripts.count(script) > len(scripts) * _HALF


def find_mixed_words(text: str, own: str) -> Iterator[tuple[str, Span]]:
    """Yield the words with letters of two scripts; particles that a language writes onto a Latin word are fine."""
    if not (_LATIN_LETTER.search(text) if own != "LATIN" else _LOOKALIKE.search(text)):
        return
    for match in _WORD.finditer(text):
        if not match[0].isascii() and _mixes(match[0], own):
            yield match[0], match.span()


def _mixes(word: str, own: str) -> bool:
    scripts = {script for char in word if (script := _script(char))}
    if "LATIN" not in scripts or len(scripts) == 1:
        return False
    if own == "LATIN":
        return not scripts.isdisjoint(_ALIKE)
    particle = _JOINED_PARTICLE.match(word)
    rest = word[particle.end() :] if particle else word
    return own in scripts and own in {_script(char) for char in rest if char != "\u0640"}
