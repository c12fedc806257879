"""Places where a sentence may end, and the rules that refuse the wrong ones."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.locales import language_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.model import Span

# How far a rule looks to each side: longer than a name with its titles, and it keeps long texts linear.
_WINDOW = 120
_NAME_LENGTH = 4

_CLOSERS = "”’»)]}\"'›"
_OPENERS = "“‘«([{\"'‹„*_¿¡"
_ENDS = ".!?؟…"
_CONTINUING = frozenset(",;:،؛")
_CLOSING = re.escape(_CLOSERS)
# A sentence that ends inside quotes, brackets, emphasis or a link's text; sentencex does not see all of these.
_CLOSED_END = re.compile(rf"[{_ENDS}](?:[{_CLOSING}*_]+|\]\([^()\s]*\))\s+")
# sentencex does not look into quotes; a speech of ten sentences would be one unit.
_QUOTE = re.compile(r"“[^“”]*”|«[^«»]*»")
_QUOTED_END = re.compile(rf"[{_ENDS}]\s+(?=\W*[^\W\d_])")
# What stands before a real end; sentencex also cuts before "(2)", taking it for the number of a list's item.
_ENDED = re.compile(rf"[{_ENDS}。！？।॥։۔](?:[{_CLOSING}*_]|\[\d+\]|\]\([^()\s]*\))*$")
_STOP = re.compile(r"(?:\.|…)\s+")
# Closing marks before a space, the punctuation after them, and the space.
_CLOSING_RUN = re.compile(rf"[{_CLOSING}]+(?=[\s.,;:!?،؛؟…]|$)[.,;:!?،؛؟…]*\s*")
_QUESTION_CLOSED = re.compile(rf"[!?؟][{_CLOSING}]+$")
_STATEMENT_CLOSED = re.compile(r"[.…][”’»\"']+$")
_PARAGRAPH_END = re.compile(r"\n\s*\n|\r\s*\r|\u2029")
# What would come apart as markup or as an address: links, code, strong emphasis.
_PROTECTED = re.compile(r"\[[^\[\]]*\]\([^()\s]*\)|`[^`]*`|\*\*[^*]+\*\*|https?://\S+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+")
_NUMBER = re.compile(r"\D?\d[\d.,٫٬]*")
_ENUMERATOR = re.compile(r"\s*[(\[]?\d{1,3}[.)]\s*")
_BRAND = re.compile(r"[a-z]{1,2}[A-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a language's file says about full stops; the comments of ``en.toml`` explain the fields."""

    never_final: frozenset[str] = frozenset()
    before_number: frozenset[str] = frozenset()
    ambiguous: frozenset[str] = frozenset()
    ambiguous_after_number: frozenset[str] = frozenset()
    usually_final: frozenset[str] = frozenset()
    continues: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()
    speech: frozenset[str] = frozenset()
    speech_before: bool = False
    prefixes: str = ""


@cache
def rules_for(language: str) -> Rules:
    """Return the rules of a language; none for one without a file."""
    path = Path(__file__).with_name(f"{language}.toml")
    if not path.is_file():
        return Rules()
    rows: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    words = {key: frozenset(row) for key, row in rows.items() if isinstance(row, list)}
    return Rules(**{**rows, **words})


def protected_spans(text: str) -> list[Span]:
    """Return the spans of a text that no cut may divide."""
    return [match.span() for match in _PROTECTED.finditer(text)]


def possible_cuts(text: str, tag: str, rules: Rules) -> list[int]:
    """Return the offsets where a sentence may begin, in order: always after whitespace, never at a closing mark."""
    cuts = {_after_closers(text, cut) for cut in _candidates(text, tag, rules)}
    return sorted(cut for cut in cuts if 0 < cut < len(text) and text[cut - 1].isspace())


def _candidates(text: str, tag: str, rules: Rules) -> Iterator[int]:
    """Yield what sentencex finds, and what it is known to miss."""
    import sentencex

    # sentencex panics at some whitespace of several bytes (U+1680, U+2028, U+2029); offsets stay the same.
    plain = "".join(" " if char.isspace() and char not in "\r\n" else char for char in text)
    position = 0
    for segment in sentencex.segment(language_of(tag), plain):
        position += len(segment)
        yield position
    for match in _CLOSED_END.finditer(text):
        yield match.end()
    for quote in _QUOTE.finditer(text):
        for match in _QUOTED_END.finditer(text, *quote.span()):
            yield match.end()
    for match in _STOP.finditer(text):
        if _first_word(text[match.end() : match.end() + _WINDOW]) in rules.starters:
            yield match.end()


def _after_closers(text: str, cut: int) -> int:
    """Return where the next sentence begins when whitespace and closing marks stay with the one before."""
    while cut < len(text) and text[cut].isspace():
        cut += 1
    closers = _CLOSING_RUN.match(text, cut)
    return closers.end() if closers else cut


def is_boundary(text: str, start: int, cut: int, rules: Rules, protected: Sequence[Span]) -> bool:
    """Tell whether the sentence that begins at ``start`` really ends at ``cut``."""
    sentence = text[start:cut].rstrip()
    if _PARAGRAPH_END.search(text, start + len(sentence), cut):
        return True
    left, right = sentence[-_WINDOW:], text[cut : cut + _WINDOW]
    return _ENDED.search(left) is not None and not (
        _is_within(protected, cut)
        or _goes_on(right)
        or _ENUMERATOR.fullmatch(text, start, cut)
        or _is_abbreviated(left, right, rules)
        or _is_attributed(left, right, rules)
    )


def _is_within(spans: Sequence[Span], cut: int) -> bool:
    """Tell whether a cut lies inside one of the sorted spans."""
    index = bisect_left(spans, (cut, cut)) - 1
    return index >= 0 and cut < spans[index][1]


def _goes_on(right: str) -> bool:
    """Tell whether a text begins as only the middle of a sentence does: small letter, comma."""
    letters = next((right[index:] for index, char in enumerate(right) if char.isalnum()), "")
    return right[0] in _CONTINUING or (letters[:1].islower() and not _BRAND.match(letters))


def _first_word(right: str) -> str:
    """Return the first word of a text without the marks around it, its full stop kept."""
    words = right.split(maxsplit=1)
    return words[0].lstrip(_OPENERS).rstrip(_CLOSERS + ",;:!?،؛؟*_") if words else ""


def _is_abbreviated(left: str, right: str, rules: Rules) -> bool:
    """Tell whether the full stop before a cut belongs to an abbreviation that does not end its sentence."""
    words = left.split()
    word = words[-1].rstrip(_CLOSERS).lstrip(_OPENERS)
    if not word.endswith("."):
        return False
    forms = {word, word[1:]} if word[0] in rules.prefixes else {word}
    following = _first_word(right)
    if forms & rules.usually_final:
        return following.rstrip(".") in rules.continues
    after_number = len(words) > 1 and _NUMBER.fullmatch(words[-2]) is not None
    if forms & rules.never_final and not (after_number and forms & rules.ambiguous_after_number):
        return True
    if forms & rules.before_number and following[:1].isdecimal():
        return True
    return bool(forms & (rules.ambiguous | rules.ambiguous_after_number) or _INITIALS.fullmatch(word)) and (
        following not in rules.starters
    )


def _is_attributed(left: str, right: str, rules: Rules) -> bool:
    """Tell whether who said the quote before a cut is named after it: “Why?” Yasmin asked."""
    asked = _QUESTION_CLOSED.search(left)
    if not asked and not _STATEMENT_CLOSED.search(left):
        return False
    words = right.split()
    name = 0 if rules.speech_before else sum(1 for _ in takewhile(lambda word: word[0].isupper(), words))
    if name >= len(words) or name > _NAME_LENGTH or not (name or rules.speech_before):
        return False
    verb = words[name].rstrip(".,،؛")
    # After a statement only a bare attribution belongs to it: “No.” Yasmin said.
    return verb in rules.speech and bool(asked or verb != words[name])
