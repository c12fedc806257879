"""Find the negations of a text, and the words that may express one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.sections import NEVER
from pipeline.languages.stems import KnownWords, place, tokens
from pipeline.model import Span

_REACH = 16
"""The number of words after a plain negation in which an exception can turn it into "only"."""
_KINDS = (
    "none",
    "idiom",
    "phrase",
    "mild",
    "nor",
    "double",
    "bound",
    "least",
    "plain",
    "carrier",
    "hint",
    "soft",
    "only",
    "exception",
    "opening",
)
"""The lists of ``NegationWords``; if two phrases have the same length, the earlier list wins."""
_NEGATING = frozenset({"plain", "nor", "phrase", "bound", "double", "soft", "mild", "half", "least"})
"""Kinds of marks that negate."""
_NEGATED = frozenset({"soft", "carrier"})
"""Kinds of words whose meaning a plain negation just before them reverses."""
_CLOSED_WITHIN = 6
"""The second part of a negation stands at most so many words from the first."""
_END = "$"
_VERB_REACH = {"plain": 4, "nor": 4, "phrase": 4, "double": 4, "mild": 4, "verb": 2, "soft": 1}
"""Words from a mark to a verb after it that it negates."""
_PAUSE = re.compile(r"[^\w\s'’-]")


@dataclass(frozen=True, slots=True)
class NegationMark:
    """One negation, or a word that may carry one; ``first`` and ``last`` count the words of its text."""

    kind: str
    first: int
    last: int

    @property
    def is_negation(self) -> bool:
        """Whether it negates: other marks are words that may stand for a negation."""
        return self.kind in _NEGATING


@dataclass(frozen=True, slots=True)
class NegatedVerb:
    """A verb that denies (``NegationWords.verbs``), or does not because it is ``negated``; it counts words, too."""

    key: str
    negated: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Polarity:
    """The words of a text, and its marks."""

    words: tuple[str, ...]
    marks: tuple[NegationMark, ...]
    verbs: tuple[NegatedVerb, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A pattern of one or more words, the first of them known to match."""

    kind: str
    rest: tuple[re.Pattern[str], ...]
    at_end: bool

    def last(self, words: tuple[str, ...], first: int) -> int | None:
        """Return the last word of the phrase if it stands at a place."""
        last = first
        for pattern in self.rest:
            last += 1
            if last == len(words) or not pattern.fullmatch(words[last]):
                return None
        return None if self.at_end and last + 1 < len(words) else last


@dataclass(frozen=True, slots=True)
class _Rules:
    phrases: tuple[tuple[re.Pattern[str], _Phrase], ...]
    """The pattern of the first word of each phrase with the phrase, longest first."""
    begins: re.Pattern[str]
    """The pattern of all their first words."""
    closing: re.Pattern[str]
    leading: re.Pattern[str]
    far: re.Pattern[str]
    also: re.Pattern[str]
    written: re.Pattern[str]
    verbs: tuple[tuple[str, re.Pattern[str]], ...]


@lru_cache(maxsize=8)
def _rules(language: str) -> _Rules | None:
    table = facts(language).negation
    if table is None:
        return None
    phrases: list[tuple[re.Pattern[str], _Phrase]] = []
    for kind in _KINDS:
        patterns: tuple[str, ...] = getattr(table, kind)
        singles = [pattern for pattern in patterns if " " not in pattern]
        rows = [pattern.split(" ") for pattern in patterns if " " in pattern]
        for first, *rest in [*rows, ["|".join(singles)]] if singles else rows:
            following = tuple(re.compile(word) for word in rest if word != _END)
            phrases.append((re.compile(first), _Phrase(kind, following, _END in rest)))
    phrases.sort(key=lambda item: -len(item[1].rest))  # stable: equal ones stay in the order of their kinds
    return _Rules(
        phrases=tuple(phrases),
        begins=_any_of(tuple(first.pattern for first, _ in phrases)),
        closing=_any_of(table.closing),
        leading=_any_of(table.leading),
        far=_any_of(table.far),
        also=_any_of(table.also),
        written=re.compile(table.written),
        verbs=tuple((key, re.compile(rf"(?<!\S)(?:{verb})(?!\S)")) for key, verb in table.verbs.items()),
    )


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or NEVER)


class _Starts:
    """The phrases that each word may begin; most words begin none."""

    def __init__(self, rules: _Rules) -> None:
        self.rules = rules
        self._begun = KnownWords(self._read)

    def _read(self, word: str) -> tuple[_Phrase, ...] | None:
        if not self.rules.begins.fullmatch(word):
            return None
        return tuple(phrase for first, phrase in self.rules.phrases if first.fullmatch(word)) or None

    def among(self, text: str) -> frozenset[str]:
        """Return those of a text's words that may begin a phrase."""
        return self._begun.among(text)

    def of(self, word: str) -> tuple[_Phrase, ...]:
        """Return the phrases that a word may begin; it was asked for with its text's."""
        return self._begun.said.get(word, ())


@lru_cache(maxsize=8)
def _starts(language: str) -> _Starts | None:
    rules = _rules(language)
    return None if rules is None else _Starts(rules)


@lru_cache(maxsize=64)
def read_polarity(text: str, language: str) -> Polarity | None:
    """Return the negations of a text; None for a language without rules."""
    language = language_of(language)
    starts = _starts(language)
    if starts is None:
        return None
    found = tokens(text)
    telling = starts.among(text)
    places = [index for index, word in enumerate(found) if word in telling] if telling else []
    marks = tuple(_marks(text, found, places, starts)) if places else ()
    return Polarity(found, marks, tuple(_verbs(text, found, marks, starts.rules)) if marks else ())


def _verbs(text: str, found: tuple[str, ...], marks: tuple[NegationMark, ...], rules: _Rules) -> Iterator[NegatedVerb]:
    words = " ".join(found)
    places = [(key, match.span()) for key, pattern in rules.verbs for match in pattern.finditer(words)]
    spans = [(words.count(" ", 0, start), words.count(" ", 0, end)) for _, (start, end) in places]
    denying = [NegationMark("verb", *span) for span in spans]  # refused to rule out
    for (key, _), (first, last) in zip(places, spans, strict=True):
        before = (mark for mark in denying if mark.last < first)
        yield NegatedVerb(key, any(_negates_verb(text, mark, first) for mark in (*marks, *before)), first, last)


def _negates_verb(text: str, mark: NegationMark, verb: int) -> bool:
    """Tell whether a mark negates the verb at a place: it is before it, or part of it (n'exclut pas)."""
    if mark.first >= verb:
        return mark.first == verb and mark.kind == "plain"
    if mark.last < verb - _VERB_REACH.get(mark.kind, 0):
        return False
    return mark.last >= verb or not _PAUSE.search(
        text, place(text, mark.last, mark.last)[1], place(text, verb, verb)[0]
    )


def _marks(text: str, found: tuple[str, ...], places: list[int], starts: _Starts) -> Iterator[NegationMark]:
    """Yield the marks of a text; a negation just before a word that negates (not without) is one with it."""
    before: NegationMark | None = None
    for mark in _single(text, found, places, starts):
        if before and before.kind == "plain" and mark.kind in _NEGATED and mark.first == before.last + 1:
            yield NegationMark("double", before.first, mark.last)
            before = None
            continue
        if before:
            yield before
        before = mark
    if before:
        yield before


def _single(text: str, found: tuple[str, ...], places: list[int], starts: _Starts) -> Iterator[NegationMark]:
    until = -1
    for index in places:
        if index <= until:
            continue
        for phrase in starts.of(found[index]):
            last = phrase.last(found, index)
            if last is not None:
                until = last
                kind = _kind(phrase.kind, text, found, (index, last), starts)
                if kind != "none" and not _is_closing(found, index, starts):
                    yield NegationMark(kind, index, last)
                break


def _kind(kind: str, text: str, found: tuple[str, ...], span: Span, starts: _Starts) -> str:
    """Return the kind of a mark that stands there, which may be another than its phrase's."""
    rules = starts.rules
    if kind == "soft" and found[span[0]].isascii() and found[span[0]].upper() in text:
        return "none"  # an acronym: UNSOM
    if kind == "exception":
        kind = "plain" if rules.written.fullmatch(text, *place(text, *span)) else "hint"
    if kind == "opening":
        return _opened(found, span[1], starts)
    return _later(found, span[1] + 1, starts) or kind if kind in {"plain", "nor"} else kind


def _opened(found: tuple[str, ...], index: int, starts: _Starts) -> str:
    """Return the kind of the first part of a negation: it needs a second one near (ne ... pas, rien ne ...)."""
    rules = starts.rules
    for word in found[index + 1 : index + 1 + _CLOSED_WITHIN]:
        if rules.closing.fullmatch(word):
            return "plain"
        if rules.far.fullmatch(word):
            return "half"
    before = found[max(0, index - _CLOSED_WITHIN) : index]
    return "plain" if any(map(rules.leading.fullmatch, before)) else "mild"


def _is_closing(found: tuple[str, ...], index: int, starts: _Starts) -> bool:
    """Tell whether a word is the second part of a negation whose first part stands near."""
    if not starts.rules.closing.fullmatch(found[index]):
        return False
    near = found[max(0, index - _CLOSED_WITHIN) : index + 1 + _CLOSED_WITHIN]
    return any(phrase.kind == "opening" and not phrase.rest for word in near for phrase in starts.of(word))


def _later(found: tuple[str, ...], first: int, starts: _Starts) -> str:
    """Return the kind that later words give: "only" (لا ... إلا, but not لا ... إلا أن), "not only" (ليس ... فحسب)."""
    for index in range(first, min(first + _REACH, len(found))):
        kinds = [phrase.kind for phrase in starts.of(found[index]) if phrase.last(found, index) is not None]
        if "none" not in kinds and starts.rules.far.fullmatch(found[index]):
            return "half"
        if starts.rules.also.fullmatch(found[index]):
            return "phrase"
        if kinds[:1] == ["plain"]:
            break
    return ""
