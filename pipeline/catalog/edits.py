"""What changed between two wordings of a source, in words that a translator understands; made without an engine.

Words are compared in order. Each run of words that differs is one edit; what it touches names its kind. The most
dangerous kinds come first: a reader of the old translation would be told something untrue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from pipeline.catalog.wording import EDGES, same_wording
from pipeline.languages.dates import date_values, dates_in, months_in, weekdays_in
from pipeline.languages.names.capitals import capitalized
from pipeline.languages.numbers.numerals import read_numerals
from pipeline.languages.numbers.restyling import same_numbers
from pipeline.languages.polarity import read_polarity
from pipeline.languages.stems import place
from pipeline.model import Span

_WORD = re.compile(r"\S+")
_DAY_BEFORE = re.compile(r"\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?\Z")
_DAY_AFTER = re.compile(r"(?:\s+\d{1,2}(?:st|nd|rd|th)?\b)?(?:,?\s+\d{4}\b)?")
_YEAR_AFTER = re.compile(r"(?:,?\s+\d{4}\b)?")
"""What belongs to a month: the day on one of its sides, and the year."""
_NEAR = 20
"""Characters before a month in which its day is looked for."""
_LEAST_KEPT = 0.4
"""Share of words in common below which a text counts as rewritten, whatever else changed."""
_MOSTLY = 0.7
"""How much of a changed place must be names for another name to stand there, and not another sentence."""
_SHOWN_EDITS = 3
_SHOWN = 60
"""Characters of a text that a note quotes."""

_Hunk = tuple[int, int, int, int]


class EditKind(StrEnum):
    """What an edit touched, the most dangerous first."""

    NEGATION = "negation"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    ADDITION = "addition"
    CUT = "cut"
    REWRITE = "rewrite"
    COSMETIC = "cosmetic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One place where a text changed: what stood there, and what stands there now; both empty for a whole text."""

    kind: EditKind
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One wording: its words, a date being one, and where its numbers, dates, names and negations stand."""

    text: str
    language: str
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    marks: dict[EditKind, tuple[Span, ...]]

    def stretch(self, first: int, last: int) -> Span:
        """Return the characters of some words, the last one excluded, without the punctuation around them."""
        if first >= last:
            return 0, 0
        start, end = self.spans[first][0], self.spans[last - 1][1]
        text = self.text[start:end]
        return start + len(text) - len(text.lstrip(EDGES)), end - len(text) + len(text.rstrip(EDGES))

    def touched(self, kind: EditKind, span: Span) -> Span | None:
        """Return a place together with the marks of a kind that it touches, or None if it touches none."""
        found = [mark for mark in self.marks[kind] if mark[0] < span[1] and span[0] < mark[1]]
        return (min(span[0], found[0][0]), max(span[1], found[-1][1])) if found else None

    def names(self, span: Span) -> float:
        """Return how much of a place is names, 0 to 1."""
        inside = (min(end, span[1]) - max(start, span[0]) for start, end in self.marks[EditKind.NAME])
        return sum(length for length in inside if length > 0) / max(span[1] - span[0], 1)


def name_edits(before: str, after: str, language: str) -> tuple[Edit, ...]:
    """Return what changed from one wording to another, the most dangerous first; nothing for equal texts."""
    if before == after:
        return ()
    if same_wording(before, after):
        return (Edit(kind=EditKind.COSMETIC),)
    old, new = _read(before, language), _read(after, language)
    edits = tuple(edit for hunk in _hunks(old.words, new.words) if (edit := _name(old, new, hunk)))
    plain = {EditKind.ADDITION, EditKind.CUT, EditKind.REWRITE}
    if not edits or (_kept(old.words, new.words) < _LEAST_KEPT and any(edit.kind in plain for edit in edits)):
        return (Edit(kind=EditKind.REWRITE),)
    order = list(EditKind)
    return tuple(sorted(dict.fromkeys(edits), key=lambda edit: order.index(edit.kind)))


def describe_edits(edits: Sequence[Edit]) -> str:
    """Say in one or two sentences what changed and what to do about it.

    >>> describe_edits(name_edits("It hurt 40 people.", "It hurt 45 people.", "en"))
    'The source changed: a number (40 -> 45). Correct the translation and remove the fuzzy mark.'
    """
    kinds = {edit.kind for edit in edits}
    if kinds <= {EditKind.COSMETIC}:
        return (
            "The source changed in spacing, punctuation or case only. Check the translation and remove the fuzzy mark."
        )
    if edits == (Edit(kind=EditKind.REWRITE),):
        return "The source was rewritten. Translate it anew, or correct the translation, and remove the fuzzy mark."
    shown = [_describe(edit) for edit in edits[:_SHOWN_EDITS]]
    if len(edits) > _SHOWN_EDITS:
        shown.append(f"{len(edits) - _SHOWN_EDITS} more")
    return f"The source changed: {', '.join(shown)}. Correct the translation and remove the fuzzy mark."


def _describe(edit: Edit) -> str:
    change = f"({_shorten(edit.before)} -> {_shorten(edit.after)})"
    if not edit.before or not edit.after:
        change = f"(new: {_shorten(edit.after)})" if edit.after else f"(gone: {_shorten(edit.before)})"
    match edit.kind:
        case EditKind.ADDITION:
            return f'added "{_shorten(edit.after)}"'
        case EditKind.CUT:
            return f'cut "{_shorten(edit.before)}"'
        case EditKind.REWRITE:
            return f"the wording {change}"
    return f"a {edit.kind} {change}"


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}…"


def _read(text: str, language: str) -> _Side:
    dates = tuple(sorted(_dates(text, language)))
    spans = tuple(_join(dates, (match.span() for match in _WORD.finditer(text))))
    return _Side(
        text=text,
        language=language,
        spans=spans,
        words=tuple(" ".join(map(_plain, text[start:end].split())) for start, end in spans),
        marks={
            EditKind.NEGATION: tuple(_negations(text, language)),
            EditKind.DATE: dates,
            EditKind.NUMBER: tuple(_numbers(text, language)),
            EditKind.NAME: capitalized(text, language),
        },
    )


def _plain(word: str) -> str:
    return word.strip(EDGES).casefold() or word


def _join(dates: Sequence[Span], words: Iterable[Span]) -> Iterator[Span]:
    """Yield the words, those of one date joined: what moves within a date changes the date."""
    joined: Span | None = None
    reach = number = 0  # where the dates end that begin before the end of the joined words, and how many they are
    for start, end in words:
        while joined and number < len(dates) and dates[number][0] < joined[1]:
            reach = max(reach, dates[number][1])
            number += 1
        if joined and start < reach:
            joined = joined[0], end
            continue
        if joined:
            yield joined
        joined = start, end
    if joined:
        yield joined


def _negations(text: str, language: str) -> Iterator[Span]:
    polarity = read_polarity(text, language)
    for mark in polarity.marks if polarity else ():
        if mark.kind in {"plain", "soft", "double"}:
            yield place(text, mark.first, mark.last)


def _dates(text: str, language: str) -> Iterator[Span]:
    for month in months_in(text, language):
        start, end = month.span
        before = _DAY_BEFORE.search(text, max(0, start - _NEAR), start)
        after = (_YEAR_AFTER if before else _DAY_AFTER).match(text, end)
        yield (before.start() if before else start), (after.end() if after else end)
    for _, index in weekdays_in(text, language):
        yield place(text, index, index)
    for *_, span in dates_in(text):
        yield span


def _numbers(text: str, language: str) -> Iterator[Span]:
    numerals = read_numerals(text, language)
    yield from sorted(mention.span for mention in (*numerals.mentions, *numerals.spelled))


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[_Hunk]:
    """Yield the runs of words that differ: first and last word, the last one excluded, on both sides."""
    run: _Hunk | None = None
    for step in Levenshtein.opcodes(old, new):
        if step.tag == "equal":
            if run:
                yield run
            run = None
        elif run:
            run = (run[0], step.src_end, run[2], step.dest_end)
        else:
            run = (step.src_start, step.src_end, step.dest_start, step.dest_end)
    if run:
        yield run


def _kept(old: Sequence[str], new: Sequence[str]) -> float:
    equal = sum(step.src_end - step.src_start for step in Levenshtein.opcodes(old, new) if step.tag == "equal")
    return 2 * equal / (len(old) + len(new))


def _name(old: _Side, new: _Side, hunk: _Hunk) -> Edit | None:
    """Return the edit of one run of words, or None where only punctuation changed."""
    was, now = old.stretch(*hunk[:2]), new.stretch(*hunk[2:])
    negated = old.touched(EditKind.NEGATION, was), new.touched(EditKind.NEGATION, now)
    if (negated[0] is None) != (negated[1] is None):
        return Edit(kind=EditKind.NEGATION, before=_cut(old, was), after=_cut(new, now))
    for kind in (EditKind.DATE, EditKind.NUMBER, EditKind.NAME):
        if edit := _name_as(kind, old, new, was, now):
            return edit
    gone, come = _cut(old, was), _cut(new, now)
    if not gone and not come:
        return None
    kind = EditKind.REWRITE if gone and come else EditKind.CUT if gone else EditKind.ADDITION
    return Edit(kind=kind, before=gone, after=come)


def _name_as(kind: EditKind, old: _Side, new: _Side, was: Span, now: Span) -> Edit | None:
    """Return the edit of a date, number or name in a changed place, or None where that is not what changed."""
    before, after = old.touched(kind, was), new.touched(kind, now)
    if not before or not after or _cut(old, before) == _cut(new, after):
        return None
    if kind is EditKind.DATE and _say_same_dates(old, new, was, now):
        return None
    if kind is EditKind.NAME and not _are_names(old, new, was, now):
        return None
    if kind is EditKind.NUMBER and same_numbers(_cut(old, was), _cut(new, now), old.language):
        return None
    return Edit(kind=kind, before=_cut(old, before), after=_cut(new, after))


def _say_same_dates(old: _Side, new: _Side, was: Span, now: Span) -> bool:
    """Tell whether a changed place says the same dates otherwise: 3 March and March 3, مارس and آذار."""
    return date_values(old.text, old.language, was) == date_values(new.text, new.language, now)


def _are_names(old: _Side, new: _Side, was: Span, now: Span) -> bool:
    """Tell whether a changed place holds names, and not a date that is written otherwise."""
    dated = old.touched(EditKind.DATE, was) and new.touched(EditKind.DATE, now)
    return not dated and old.names(was) >= _MOSTLY and new.names(now) >= _MOSTLY


def _cut(side: _Side, span: Span) -> str:
    return side.text[slice(*span)]
