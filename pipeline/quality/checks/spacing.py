"""Spaces: none before a mark, one after it, never two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.marks import FILL, prose
from pipeline.model import Finding, Message, Pair, Severity, Span, phrase

_DOUBLE = re.compile(r"(?<=\S)[^\S\n]{2,}(?=\S)")
_EDGE = re.compile(r"\A\s+|\s+\Z")
_BEFORE = "،؛؟,;:?!."


def find_spaces(text: str, language: str) -> Iterator[tuple[Message, Span]]:
    """Yield what is wrong with the spaces of a text, and where."""
    plain = prose(text)
    if "  " in plain or "\u00a0" in plain:
        for match in _DOUBLE.finditer(plain):
            yield phrase("two spaces; write one"), match.span()
    before, after = _patterns(language)
    for match in before.finditer(plain):
        yield phrase('a space before "{mark}"; remove it', mark=match[1]), match.span()
    for match in after.finditer(plain):
        yield phrase('no space after "{mark}"; add one', mark=match[0]), match.span()


class SpacingCheck:
    """Looks for spaces that are missing or too many."""

    name = "spacing"
    title = "Spaces"
    explanation = "There is a space too many (two in a row, at an edge, before a mark) or one is missing after a mark."

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield spaces at the edges, then inside."""
        if language_of(pair.source_language) == language_of(pair.target_language):
            return
        if pair.target != pair.target.strip():
            for match in _EDGE.finditer(pair.target):
                yield self._finding(phrase("a space at the edge; remove it"), match.span())
        for said, span in find_spaces(pair.target, language_of(pair.target_language)):
            yield self._finding(said, span)

    def _finding(self, said: Message, span: Span) -> Finding:
        return Finding(check=self.name, severity=Severity.INFO, said=said, target_span=span)


@lru_cache(maxsize=64)
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return where a space stands before a mark, and where none stands after one."""
    marks = re.escape("".join(mark for mark in _BEFORE if mark not in facts(language).marks.space_before))
    letters = facts(language).marks.letters
    # Not before dots (" ...") or file suffixes (" .txt").
    word, end = rf"[\w\u064b-\u0652»”\")\]{FILL}]", r"(?=[\s\"”»)\]]|\Z)(?!\s?\.\.)"
    before = re.compile(rf"[ \u00a0\u202f\t]([{marks}])(?<={word}..){end}")
    # A full stop also joins abbreviations and names of sites: it takes a word before it and a sentence's start after.
    last, first = rf"[{letters}]{{3}}", rf"[{letters}]{{2}}"
    if facts(language).has_case:
        last, first = r"[a-z]{3}", r"[A-Z][a-z]"
    comma = rf"(?<=[{letters}][,;،؛])(?=[{letters}])"
    after = re.compile(rf"[,;،؛.?؟!](?:{comma}|(?<={last}[.?؟!])(?={first}))")
    return before, after
