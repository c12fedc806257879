"""Marks of the target language where it has its own, and the mark at the end of the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.languages.characters import characters
from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.marks import prose
from pipeline.model import Finding, Message, Pair, Role, Severity, Span, phrase

_CLASSES = {**dict.fromkeys(".。．｡۔։।", "."), **dict.fromkeys("?？؟", "?"), **dict.fromkeys("!！", "!"), "…": "…"}
_NAMES = {
    ".": phrase("a full stop"),
    "?": phrase("a question mark"),
    "!": phrase("an exclamation mark"),
    "…": phrase("dots"),
    "": phrase("no mark"),
}
_TAIL = "\"'“”„«»‹›‘’)]}*_\u200e\u200f\ufffc"
_BARE = frozenset({Role.HEADLINE, Role.HEADING, Role.CAPTION, Role.LIST, Role.META, Role.STANDFIRST})
"""Roles whose texts are often no sentences: only a question is compared there."""


class PunctuationCheck:
    """Looks for marks of another language, and compares the ends."""

    name = "punctuation"
    title = "Punctuation"
    explanation = (
        "Arabic has its own comma (،), semicolon (؛) and question mark (؟); English has not. The mark at the end "
        "should say the same as in the source: a question stays a question."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield a finding for each kind of mark from another language, then one for the end."""
        yield from self._foreign(pair)
        if language_of(pair.source_language) != language_of(pair.target_language):
            yield from self._end(pair)

    def _foreign(self, pair: Pair) -> Iterator[Finding]:
        language = language_of(pair.target_language)
        own = facts(language).marks.own
        if characters(pair.target).isdisjoint(own):
            return
        found: dict[str, list[Span]] = {}
        for match in _foreign_marks(language).finditer(prose(pair.target)):
            found.setdefault(match[0], []).append(match.span())
        for mark, spans in found.items():
            said = _foreign(mark, own[mark], phrase(facts(pair.target_language).name), len(spans))
            yield Finding(check=self.name, severity=Severity.INFO, said=said, target_span=spans[0])

    def _end(self, pair: Pair) -> Iterator[Finding]:
        (source, at), (target, there) = _end_mark(pair.source), _end_mark(pair.target)
        if source == target or "open" in {source, target} or (pair.role in _BARE and "?" not in {source, target}):
            return
        yield Finding(
            check=self.name,
            severity=Severity.WARNING if "?" in {source, target} else Severity.INFO,
            said=phrase(
                "the source ends with {there}, this with {here}; end it as the source does",
                there=_NAMES[source],
                here=_NAMES[target],
            ),
            source_span=(at, at + 1) if source else None,
            target_span=(there, there + 1) if target else None,
        )


def _foreign(mark: str, own: str, language: Message, count: int) -> Message:
    if count == 1:
        return phrase('"{mark}" is not a mark of {language}; write "{own}"', mark=mark, language=language, own=own)
    return phrase(
        '"{mark}" ({count} times) is not a mark of {language}; write "{own}"',
        mark=mark,
        count=str(count),
        language=language,
        own=own,
    )


@lru_cache(maxsize=64)
def _foreign_marks(language: str) -> re.Pattern[str]:
    """Return the pattern of marks that are another language's, at places where only the language's own can stand."""
    known = facts(language).marks
    if not known.own:
        return re.compile(r"(?!)")
    marks = "".join(map(re.escape, known.own))
    letters = known.letters
    # Between words of the language, or after one at the end: not inside a Latin phrase or a number.
    before = rf"(?:(?<=[{letters}].)|(?<=[{letters}][\"”»)].))"
    return re.compile(rf"[{marks}]{before}(?=\s*(?:[«“\"(]?\s?[{letters}]|[\s\"”»)]*\Z))")


def _end_mark(text: str) -> tuple[str, int]:
    """Return the class of the last mark and its place; ``open`` where something follows (a colon, a comma)."""
    last = len(text.rstrip(_TAIL)) - 1
    while last >= 0 and text[last].isspace():
        last = len(text[:last].rstrip().rstrip(_TAIL)) - 1
    if last < 0:
        return "open", 0
    if text[max(last - 1, 0) : last + 1] == "..":
        return "…", last
    mark = text[last]
    return _CLASSES.get(mark, "open" if mark in ":;,،؛-–—" else ""), last
