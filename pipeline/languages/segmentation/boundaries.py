"""Places where a sentence may end, and the rules that refuse the wrong ones."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from pipeline.languages.locales import language_of
from pipeline.languages.sections import Segmentation
from pipeline.languages.segmentation.lists import item_markers, opens_item
from pipeline.languages.segmentation.marks import CLOSERS, ENDS, NOTE, WIDE_CLOSERS
from pipeline.languages.segmentation.refusals import is_refused
from pipeline.languages.segmentation.rules import SentenceRules, compile_rules, rules_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.model import Span

# How far a rule looks to each side: longer than a name with its titles, and it keeps long texts linear.
_WINDOW = 120
# The whitespace that is looked at for the end of a paragraph.
_GAP = 8

_CLOSING = re.escape(CLOSERS)
_CLOSED_BY = rf"(?:[{_CLOSING}*_{WIDE_CLOSERS}]|\]\([^()\s]*\)|{NOTE}|</[A-Za-z][\w-]*>|<br\d*>|[ \u00a0\u202f]»)"
# An end, what closes after it (quotes, brackets, emphasis, a link's address, a footnote's mark, a tag), and whitespace.
_END = re.compile(rf"[{ENDS}]{_CLOSED_BY}*\s+")
_CLOSED_END = re.compile(rf"[{ENDS}]{_CLOSED_BY}+\s+")
_WIDE_END = re.compile(rf"[。！？…]+{_CLOSED_BY}*\s*")
_ENDED = re.compile(rf"[{ENDS}]{_CLOSED_BY}*$")
# A footnote's mark after the space that ends a sentence belongs to that sentence: "rose to 120. [12] The ministry".
_NOTES = re.compile(rf"(?:{NOTE}\s*+){{1,5}}(?:(?<=\s)|$)")
_NOTED = re.compile(rf"(?:\s*+{NOTE})+$")
# Tags before the first word of a sentence: <a>, <b class="x">, but no address (<https://...>).
_OPENING_TAGS = re.compile(r"(?:<[A-Za-z][\w-]*(?:\s[^<>]*)?>\s*)+")
_PARAGRAPH_END = re.compile(r"\n\s*\n\s*|\r\s*\r\s*|\u2029\s*")
# sentencex does not look into quotes; a speech of ten sentences would be one unit.
_QUOTE = re.compile(r"“[^“”]*”|«[^«»]*»")
_QUOTED_END = re.compile(rf"[{ENDS}]\s+(?=\W*[^\W\d_])")
# Closing marks before a space, the punctuation after them, and the space.
_CLOSING_RUN = re.compile(rf"[{_CLOSING}]+(?=[\s.,;:!?،؛؟…]|$)[.,;:!?،؛؟…]*\s*")
# What would come apart as markup or as an address: links, code, tags, emphasis (of up to 1,000
# characters: a caption with its credit, a note; a longer one is read by sentences); a bracket within a sentence, and
# a few words quoted within one. Before each pattern stands what a text must have somewhere for it to match: a text has
# few of them, and to try all patterns at each place is slow.
_PROTECTED = (
    ("<", r"</?[A-Za-z][^<>]*>"),
    ("](", r"\[[^\[\]]*\]\([^()\s]*\)"),
    ("`", r"`[^`]*`"),
    ("**", r"\*\*[^*]+\*\*"),
    ("*", r"(?<![\w*\\])\*(?=[^\s*])(?:[^*]|\*\*[^*]{1,1000}\*\*){1,1000}(?<=[^\s*\\])\*(?![\w*])"),
    ("_", r"(?<![\w\\])_(?=[^\s_])[^_]{1,1000}(?<=[^\s_\\])_(?!\w)"),
    ("://", r"https?://\S+"),
    ("「", r"「[^「」]*」"),
    ("『", r"『[^『』]*』"),
    ("(", rf"(?<=[^\s{ENDS}{_CLOSING}*_])\s\([^()]{{0,300}}[^()\s{ENDS}]\)"),
    *((mark, rf"(?<=[^\W\d_])\s{mark}[^\s«»“”\"’]+(?:\s[^\s«»“”\"’]+){{0,2}}[»”\"’]") for mark in '«“"‘'),
    (". ", r"\b\d{1,2}\.\s\d{1,2}\.\s\d{4}\b"),
)
_MARKS = tuple(mark for mark, _ in _PROTECTED[:-1])
_DATE = re.compile(r"\.\s\d{1,2}\.\s\d")
"""What a text must have somewhere for the last of them to match: its mark stands in most."""
# What the patterns of a missing space need in all languages: after the stop, a capital, or a letter beyond a-z.
_TIGHT = re.compile(r"[.!?؟…][»”\"’)\]]*[«“\"‘(]?[^\W\d_a-z]")
# Names of programs' parts, known by their capitals, by what is joined to them, or by the end right after one word.
_DOTTED_NAME = re.compile(
    r"\b[A-Z][A-Za-z]*\.[A-Z]|\.[A-Z][a-z]+[A-Z]|\.[A-Z]\w*(?:\.[a-z_]|\(|_)|\b[a-z_]+\.[A-Z][a-z]+[.)]+$"
)
_DOTTED = re.compile(r"\w+\.\w+")
_ADDRESS = re.compile(r"://|@|/|www\.")
_WORD = re.compile(r"[^\W_]")
_NO_RULES = compile_rules(Segmentation())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A text with what is known before any cut: its rules, its list items, and what stays together."""

    text: str
    rules: SentenceRules
    items: frozenset[int]
    protected: Sequence[Span]


def find_cuts(text: str, tag: str) -> list[int]:
    """Return the offsets where sentences begin, the first (0) left out, in order."""
    known = rules_for(language_of(tag))
    markers = item_markers(text)
    # Items after a colon go on with its sentence; those that open a text or a line stand alone.
    apart = markers and not text[: markers[0][0]].rstrip(" ").endswith(":")
    spans = _protected(text)
    reading = _Reading(
        text=text,
        rules=known or _NO_RULES,
        items=frozenset(start for start, _ in markers if apart),
        protected=sorted([*spans, *((start, end + 1) for start, end in markers)]),
    )
    candidates = _stops(text, known) if known else _with_sentencex(text, tag)
    paragraphs = [] if text.isprintable() else [match.end() for match in _PARAGRAPH_END.finditer(text)]
    closed = {_after_closers(text, cut) for cut in chain(candidates, paragraphs)}
    cuts = {_after_notes(text, cut) for cut in closed} | reading.items
    found = [0]
    word = _next_word(text, 0)
    for cut in sorted(cuts):
        # Marks alone belong to the sentence before them.
        if word < cut < len(text) and _is_boundary(reading, found[-1], cut):
            found.append(cut)
            word = _next_word(text, cut)
    if len(found) > 1 and word == len(text):
        found.pop()
    return found[1:]


def _protected(text: str) -> list[Span]:
    """Return the spans that are not cut, in order."""
    tried = (*map(text.__contains__, _MARKS), _DATE.search(text) is not None)
    return [match.span() for match in _protecting(tried).finditer(text)] if any(tried) else []


@cache
def _protecting(tried: tuple[bool, ...]) -> re.Pattern[str]:
    """Join the patterns that may match into one pattern."""
    return re.compile("|".join(pattern for (_, pattern), wanted in zip(_PROTECTED, tried, strict=True) if wanted))


def _next_word(text: str, start: int) -> int:
    """Return the offset of the next letter or digit, or the length of the text."""
    found = _WORD.search(text, start)
    return found.start() if found else len(text)


def _stops(text: str, rules: SentenceRules) -> Iterator[int]:
    """Yield the offset after every stop, for a language with rules that refuse the wrong ones."""
    for match in (_WIDE_END if rules.words.unspaced else _END).finditer(text):
        yield match.end()
    for match in rules.missing_space.finditer(text) if _TIGHT.search(text) else ():
        before, token = _token_around(text, match.end())
        if not _ADDRESS.search(token) and not _is_name(text, before, token, rules):
            yield match.end()


def _is_name(text: str, before: str, token: str, rules: SentenceRules) -> bool:
    """Tell whether a stop without a space stands inside a name that is written so: pandas.DataFrame, pathlib.Path."""
    if _DOTTED_NAME.search(token):
        return True
    dotted = _DOTTED.search(token)
    if dotted is None:
        return False
    first, _, second = dotted[0].partition(".")
    # A name comes back; a space is hardly forgotten twice between the same words.
    known = first in rules.words.dotted or text.count(dotted[0]) > 1
    return known or (before in rules.words.before_dotted and not rules.starts(second))


def _token_around(text: str, offset: int) -> tuple[str, str]:
    """Return the word before the stretch without whitespace around an offset, and that stretch."""
    before, after = text[max(0, offset - _WINDOW) : offset], text[offset : offset + _WINDOW]
    words = before.rsplit(maxsplit=2)
    return words[-2] if len(words) > 1 else "", words[-1] + after.split(maxsplit=1)[0]


def _with_sentencex(text: str, tag: str) -> Iterator[int]:
    """Yield what sentencex finds, and what it is known to miss."""
    import sentencex

    # sentencex panics at some whitespace of several bytes (U+1680, U+2028, U+2029); offsets stay the same.
    plain = "".join(" " if char.isspace() and char not in "\r\n" else char for char in text)
    position = 0
    for segment in sentencex.segment(language_of(tag), plain):
        position += len(segment)
        if text[position - 1].isspace():
            yield position
    for match in _CLOSED_END.finditer(text):
        yield match.end()
    for quote in _QUOTE.finditer(text):
        for match in _QUOTED_END.finditer(text, *quote.span()):
            yield match.end()


def _after_closers(text: str, cut: int) -> int:
    """Return where the next sentence begins when whitespace and closing marks stay with the one before."""
    while cut < len(text) and text[cut].isspace():
        cut += 1
    closers = _CLOSING_RUN.match(text, cut)
    return closers.end() if closers else cut


def _after_notes(text: str, cut: int) -> int:
    """Return where the next sentence begins when marks of footnotes stay with the one before.

    They open the next one where a text begins with such a mark, as a list of footnotes does, and after a paragraph.
    """
    notes = _NOTES.match(text, cut)
    if not notes or _NOTES.match(text) or _PARAGRAPH_END.search(text, max(0, cut - _GAP), cut):
        return cut
    return notes.end()


def _is_boundary(reading: _Reading, start: int, cut: int) -> bool:
    """Tell whether the sentence that begins at ``start`` really ends at ``cut``."""
    text = reading.text
    end = cut
    while text[end - 1].isspace():
        end -= 1
    if cut in reading.items or (text[end:cut] != " " and _PARAGRAPH_END.search(text, end, cut)):
        return True
    tags = _OPENING_TAGS.match(text, cut) if text.startswith("<", cut) else None
    begin = tags.end() if tags else cut
    left, right = text[max(start, end - _WINDOW) : end], text[begin : begin + _WINDOW] or text[cut:]
    if left[-1] not in ENDS and (notes := _NOTED.search(left)):
        left = left[: notes.start()] or left
    ended = left[-1] in ENDS or _ENDED.search(left) is not None
    return ended and not (
        _is_within(reading.protected, cut) or opens_item(text, start, cut) or is_refused(left, right, reading.rules)
    )


def _is_within(spans: Sequence[Span], cut: int) -> bool:
    """Tell whether a cut lies inside one of the sorted spans."""
    index = bisect_left(spans, (cut, cut)) - 1
    return index >= 0 and cut < spans[index][1]
