"""A text as the page shows it, and where findings stand in it.

They stand there as UTF-16 units for the browser, and as whole words where no script draws them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.languages.locales import direction
from pipeline.model import Finding, Severity, Span

LEVELS = 3
"""Lines under one word that can be told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Underline:
    """One line under a text: its span in UTF-16 units, and at which level it is drawn, from 0."""

    start: int
    end: int
    severity: Severity
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a text, and the severity of what is found in it, if anything is."""

    text: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text with its language: what is read, what is found in it, and where."""

    text: str
    language: str
    pieces: tuple[Piece, ...]
    underlines: tuple[Underline, ...]

    @property
    def direction(self) -> str:
        """In which direction it runs."""
        return direction(self.language)


def text_in(language: str, text: str, spans: Sequence[tuple[Span, Severity]] = ()) -> Text:
    """Return a text of a language as the page shows it.

    :param spans: where findings stand
    """
    return Text(
        text=text,
        language=language,
        pieces=split_words(text, spans),
        underlines=draw_underlines(text, spans),
    )


def utf16(text: str, place: int) -> int:
    """Return a place in a text, given in code points, in UTF-16 units, as browsers count."""
    return len(text[:place].encode("utf-16-le")) // 2


def draw_underlines(text: str, spans: Iterable[tuple[Span, Severity]]) -> tuple[Underline, ...]:
    """Return the lines under a text; those that overlap get different levels."""
    ends = [0] * LEVELS
    lines = []
    for (start, end), severity in sorted(set(spans)):
        if not 0 <= start < end <= len(text):
            continue
        level = next((level for level, taken in enumerate(ends) if taken <= start), LEVELS - 1)
        ends[level] = max(ends[level], end)
        lines.append(Underline(start=utf16(text, start), end=utf16(text, end), severity=severity, level=level))
    return tuple(lines)


def split_words(text: str, spans: Iterable[tuple[Span, Severity]]) -> tuple[Piece, ...]:
    """Cut a text at the words that findings touch: never inside one, where Arabic letters join."""
    marks: list[Severity | None] = [None] * len(text)
    order = list(Severity)
    for (start, end), severity in spans:
        for place in range(*_whole_words(text, start, end)):
            known = marks[place]
            marks[place] = severity if known is None else min(known, severity, key=order.index)
    pieces: list[Piece] = []
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or marks[place] != marks[begin]:
            pieces.append(Piece(text=text[begin:place], severity=marks[begin]))
            begin = place
    return tuple(pieces)


def source_spans(findings: Sequence[Finding]) -> list[tuple[Span, Severity]]:
    """Return where findings stand in the source."""
    return [(finding.source_span, finding.severity) for finding in findings if finding.source_span]


def target_spans(findings: Sequence[Finding]) -> list[tuple[Span, Severity]]:
    """Return where findings stand in the target."""
    return [(finding.target_span, finding.severity) for finding in findings if finding.target_span]


def _whole_words(text: str, start: int, end: int) -> Span:
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    if start == end:
        return start, end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end
