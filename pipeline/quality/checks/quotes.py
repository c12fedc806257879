"""Quotation marks: whoever is quoted in the source is quoted in the target, and every quotation is closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.errors import shorten
from pipeline.languages.characters import characters
from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.marks import prose
from pipeline.model import Finding, Message, Pair, Severity, Span, phrase

_FAMILIES = {
    **dict.fromkeys("«»《》", "guillemets"),
    **dict.fromkeys('"“”„‟＂', "double"),
    **dict.fromkeys("‹›", "single guillemets"),
    **dict.fromkeys("'‘’‚‛", "single"),
}
"""All are one class; the family only says which mark closes which."""
_OPENING = frozenset("«《“„‹‘‚‛")
_MARKS = frozenset(_FAMILIES)
_MARK = re.compile(
    "[«»《》“”„‟＂‹›‘‚‛]"
    r"|(?<!\d)\"|(?<=\d)\"(?![\w'])"  # not the inches of 6"2; those of 6" are told apart by their partner
    r"|(?<!\w)['’](?=\w)(?!\d0s|n['’]|tis\b|twas\b|em\b|til\b|cause\b|Ndrangheta\b)"  # opens
    r"|(?<=\S)['’](?!\w)"  # closes, or the apostrophe of a plural
)
_LEAST_WORDS = 2
"""Fewer quoted words are a title or a term, which each language marks in its own way."""
_LEAST_SPEECH, _SPEECH_SHARE = 5, 0.4
"""Words of a quotation that is more than a title; the least share of them that its translation has."""
_LONGEST_NAME = 4
"""Arabic quotes names of companies, ships and books, which English writes in capitals; they are this long at most."""
_CAPITALS = re.compile(r"(?<=[a-z,] )[A-Z][^\W\d_]*(?: [A-Z][^\W\d_]*)+")
_SPEECH_END = frozenset(",.!?…—–،؟-")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks; ``closed`` is False where one of the marks is not in this text."""

    span: Span
    closed: bool


@lru_cache(maxsize=64)
def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Return the quotations of a text, in order of their ends."""
    if _MARKS.isdisjoint(characters(text)):
        return ()
    open_marks: dict[str, list[int]] = {}
    passages: list[Quotation] = []
    plain = prose(text)
    for match in _MARK.finditer(plain):
        mark, at = match[0], match.start()
        family = _FAMILIES[mark]
        pending = open_marks.setdefault(family, [])
        if pending and not _opens_inside(plain, at, mark):
            passages.append(Quotation((pending.pop(), at + 1), closed=True))
        elif family != "single" or _opens(plain, at):
            pending.append(at)
    passages += _unclosed(plain, open_marks)
    return tuple(sorted(passages, key=lambda passage: passage.span[1]))


def _unclosed(text: str, open_marks: dict[str, list[int]]) -> Iterator[Quotation]:
    for family, places in open_marks.items():
        if family == "single":
            continue  # an apostrophe after all
        for at in places:
            if not text[:at].rstrip().endswith(tuple("0123456789")) or text[at] != '"':
                yield Quotation((at, at + 1), closed=False)


def _opens(text: str, at: int) -> bool:
    return not text[at - 1 : at].strip(' ([{«“"—–-\u00a0') and bool(text[at + 1 : at + 2].strip())


def _opens_inside(text: str, at: int, mark: str) -> bool:
    """Tell whether a mark opens a quotation inside one of the same family, rather than closing it."""
    return mark in _OPENING and _opens(text, at) and text[at - 1 : at] != ""


def _fewest_quotations(text: str, passages: tuple[Quotation, ...]) -> int:
    """Return the fewest quotations of a translation: it may join an interrupted quotation ("...," he said. "...")."""
    closed = [passage.span for passage in passages if passage.closed]
    joined = sum(
        text[first[1] - 2] in _SPEECH_END and len(text[slice(*second)].split()) >= _LEAST_WORDS
        for first, second in pairwise(closed)
    )
    return len(passages) - joined


def _words_in(text: str, passages: tuple[Quotation, ...]) -> Iterator[int]:
    return (len(text[slice(*passage.span)].split()) for passage in passages)


def _is_cut(source: Iterator[int], target: Iterator[int]) -> bool:
    """Tell whether what is quoted at length in the source cannot be what is quoted in the target."""
    longest = max(source, default=0)
    return longest >= _LEAST_SPEECH and max(target, default=0) < _SPEECH_SHARE * longest


def _may_be_title(words: int, pair: Pair) -> bool:
    """Tell whether so few quoted words may be a term or a name, which the other language marks in its own way."""
    if words < _LEAST_WORDS:
        return True
    named = not facts(pair.source_language).has_case and _CAPITALS.search(pair.target)
    return words <= _LONGEST_NAME and bool(named)


def _several(count: int, every: int) -> Message:
    if count == 1:
        return phrase(
            "1 of {all} quotations is not marked as such here; put the quoted words in quotation marks", all=str(every)
        )
    return phrase(
        "{count} of {all} quotations are not marked as such here; put the quoted words in quotation marks",
        count=str(count),
        all=str(every),
    )


class QuotesCheck:
    """Compares the quotations of source and target."""

    name = "quotes"
    title = "Quotation marks"
    explanation = (
        "A quotation of the source is no quotation in the translation, or a quotation mark has no partner. Which marks "
        'are used does not matter: «», “” and " " are the same.'
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield a mark without its partner, else the quotations that were lost or that nobody said."""
        if language_of(pair.source_language) == language_of(pair.target_language):
            return
        source, target = find_quotations(pair.source), find_quotations(pair.target)
        if not source and not target:
            return
        loose = [passage for passage in target if not passage.closed]
        least = _fewest_quotations(pair.source, source)
        if loose and all(passage.closed for passage in source):
            yield from self._loose(pair, loose, Severity.WARNING if source else Severity.INFO)
        elif len(target) < least or _is_cut(_words_in(pair.source, source), _words_in(pair.target, target)):
            yield self._lost(pair, source, max(least - len(target), 1))
        elif not source:
            yield from self._added(pair, target)

    def _loose(self, pair: Pair, passages: list[Quotation], severity: Severity) -> Iterator[Finding]:
        for passage in passages:
            mark = pair.target[passage.span[0]]
            said = phrase(
                "the quotation mark {mark} has no partner; add it where the quotation begins or ends", mark=mark
            )
            yield Finding(check=self.name, severity=severity, said=said, target_span=passage.span)

    def _lost(self, pair: Pair, source: tuple[Quotation, ...], count: int) -> Finding:
        span = source[0].span if len(source) == 1 else None
        if span:
            text = shorten(pair.source[slice(*span)], _SHOWN)
            said = phrase(
                "the quotation {text} is not marked as such here; put the quoted words in quotation marks", text=text
            )
        else:
            said = _several(count, len(source))
        titles = all(_may_be_title(words, pair) for words in _words_in(pair.source, source))
        mild = titles or not any(passage.closed for passage in source)
        severity = Severity.INFO if mild else Severity.WARNING
        return Finding(check=self.name, severity=severity, said=said, source_span=span)

    def _added(self, pair: Pair, target: tuple[Quotation, ...]) -> Iterator[Finding]:
        for passage in target:
            if len(pair.target[slice(*passage.span)].split()) >= _LEAST_WORDS:
                said = phrase("the source does not quote this; check whether somebody said these words")
                yield Finding(check=self.name, severity=Severity.INFO, said=said, target_span=passage.span)
