"""Letters that do not belong: other scripts, other alphabets of the same script, broken and invisible characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pipeline.locales import facts, language_of, script_of
from pipeline.model import Finding, Pair, Severity, Span

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
_FOREIGN_LETTERS = {
    # Persian, Urdu and Kurdish letters that look like Arabic ones. Not پ چ ژ گ ڤ: Arabic writes names with them.
    "ar": {
        "ی": "ي or ى",
        "ک": "ك",
        "ہ": "ه",
        "ھ": "ه",
        "ە": "ه",
        "ے": "ي",
        "ں": "ن",
        "ٹ": "ت",
        "ڈ": "د",
        "ڑ": "ر",
        "ۆ": "و",
        "ێ": "ي",
    },
}
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u064b-\u0652\u0640])*")
_JOINED_PARTICLE = re.compile(r"[وفبكل]{0,2}(?:ال|لل)?ـ*")
"""What Arabic writes onto a Latin word without a space: the article and one-letter particles."""
_HALF = 0.5
_OVERRIDES = "\u202d\u202e"
_OPENING = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
_CLOSING = "\u202c\u2069"


class Script:
    """Looks for letters and characters that the target language does not use."""

    name = "script"
    title = "Script and characters"
    explanation = (
        "The translation contains letters of another alphabet, words that mix two alphabets, a broken character or "
        "invisible characters that change the direction of the text."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield stray scripts, stray letters, mixed words, then broken and invisible characters."""
        yield from self._scripts(pair)
        yield from self._letters(pair)
        yield from self._mixed(pair)
        yield from self._characters(pair.target)

    def _scripts(self, pair: Pair) -> Iterator[Finding]:
        own, other = facts(pair.target_language).script, facts(pair.source_language).script
        left = _mostly(pair.target, other) and other != own  # the untranslated check says that better
        for script, span in _script_runs(pair.target):
            stray = pair.target[slice(*span)]
            if script == own or (script in _COMMON and own not in _COMMON - {"LATIN"}):
                continue
            if (left and script == other) or (script != other and stray in pair.source):
                continue
            message = f'"{stray}" is in {script.capitalize()} script; write it in {facts(pair.target_language).name}'
            yield Finding(check=self.name, severity=Severity.ERROR, message=message, target_span=span)

    def _letters(self, pair: Pair) -> Iterator[Finding]:
        letters = _FOREIGN_LETTERS.get(language_of(pair.target_language), {})
        for index, char in enumerate(pair.target):
            if char in letters and char not in pair.source:
                name = facts(pair.target_language).name
                message = f'"{char}" (U+{ord(char):04X}) is not a letter of {name}; write {letters[char]}'
                yield Finding(check=self.name, severity=Severity.ERROR, message=message, target_span=(index, index + 1))

    def _mixed(self, pair: Pair) -> Iterator[Finding]:
        own = facts(pair.target_language).script
        if own == "LATIN":
            return
        for match in _WORD.finditer(pair.target):
            word = match[0]
            if word.isascii() or not _mixes(word, own) or word in pair.source:
                continue
            message = f'"{word}" mixes two scripts in one word; write it in one'
            yield Finding(check=self.name, severity=Severity.WARNING, message=message, target_span=match.span())

    def _characters(self, target: str) -> Iterator[Finding]:
        for match in re.finditer("\ufffd+", target):
            message = "a character is broken (U+FFFD); type it again"
            yield Finding(check=self.name, severity=Severity.ERROR, message=message, target_span=match.span())
        for index in _unbalanced(target):
            message = f"an invisible direction control (U+{ord(target[index]):04X}) turns the text around; remove it"
            yield Finding(check=self.name, severity=Severity.ERROR, message=message, target_span=(index, index + 1))


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


def _mixes(word: str, own: str) -> bool:
    scripts = {script for char in word if (script := _script(char))}
    if not {own, "LATIN"} <= scripts:
        return False
    particle = _JOINED_PARTICLE.match(word)
    rest = word[particle.end() :] if particle else word
    return own in {_script(char) for char in rest if char != "\u0640"}


def _unbalanced(text: str) -> Iterator[int]:
    """Yield the places of overrides, and of embeddings and isolates without their partner."""
    pending: list[tuple[int, str]] = []
    for index, char in enumerate(text):
        if char in _OVERRIDES:
            yield index
            pending.append((-1, "\u202c"))
        elif char in _OPENING:
            pending.append((index, _OPENING[char]))
        elif char in _CLOSING:
            if pending and pending[-1][1] == char:
                pending.pop()
            else:
                yield index
    yield from (index for index, _ in pending if index >= 0)
