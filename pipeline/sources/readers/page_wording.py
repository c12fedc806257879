"""Features of a page's line alone: its form, its words."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.sources.readers.boilerplate_rules import read_rules
from pipeline.sources.readers.page_lines import LABEL_WORDS, Line, bucket

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTE = re.compile(r"[\"“”«»„]")
_LINK = re.compile(r"https?:|www\.|\S@\S+\.\S|\.(?:com|org|net)\b")
_SIGN = re.compile(r"[›>←→‹•·♦►▼|]")
_DATE = re.compile(r"\b\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b|\b\d{1,2}[:.]\d{2}\b|\b(?:ago|gmt)\b|\b(?:منذ|قبل) \S+ ")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# "Karim says:", as comments begin.
SPEAKER = re.compile(r"^.{2,40}\b(?:says|said|wrote|يقول|قال|كتب)\s*(?:\.{2,3}|…|:)$|^(?:كتب|كتبت) .{2,30}:$")
# Marks that a line has anywhere, by the name of their feature.
_MARKS = {
    "ellipsis": re.compile(r"(?:\.\.\.|…)[\"'”»)\]]*$"),
    "bracket": re.compile(r"^[\[(]"),
    "bracket-end": re.compile(r"[\])]$"),
    "numbered": re.compile(r"^\d+[.)\-]"),
    "digit": re.compile(r"^\d"),
    "money": re.compile(r"[$€£¥%]|\bUSD\b"),
    "phone": re.compile(r"\d{3}[- ]?\d{4}"),
    "quoted": re.compile(r"^.?[\"“”«»]"),
    "named": re.compile(r"^[^.!?:]{2,30}:\s"),
    "exclaims": re.compile(r"!"),
    "asks": re.compile(r"[?؟]"),
}
_BULLET = re.compile(r"^[»>•·*\-–—▪◄►«]")
_COLON = re.compile(r"^.{1,39}[:：]")
# Signs that a line may have several times, how many of them count.
_COUNTS = {
    "pipes": (re.compile(r"[|/·•>]"), 3),
    "commas": (re.compile(r"[,،;؛]"), 4),
    "numbers": (re.compile(r"[0-9٠-٩]+"), 3),
    "sentences": (re.compile(r"[.!?؟…](?=[\s\"'”’»)\]]|$)"), 5),
}
_SIZES = (1, 2, 3, 5, 8, 12, 20, 40)
_SITES, _YOUS = 4, 3
_TITLE_WORDS = 14


def form(line: Line) -> Iterator[str]:
    """Yield what a line looks like."""
    text, words = line.text, line.words
    last = text.rstrip()[-1:]
    yield f"shape={line.shape}"
    yield f"role={line.role}"
    yield f"words={bucket(len(words), _SIZES)}"
    yield "end=" + ("." if line.ends else ":" if last in ":：" else "," if last in ",،;؛" else "none")
    if _QUOTE.search(text):
        yield f"quote={line.kind}"
    if SPEAKER.search(text):
        yield "speaker"
    if _LINK.search(line.key):
        yield "link"
    if text.isupper():
        yield "capitals"
    if text[:1].islower():
        yield "small"
    if len(words) <= _TITLE_WORDS:
        yield from _short_form(text, line.key)


def _short_form(text: str, key: str) -> Iterator[str]:
    if _DATE.search(key):
        yield "date"
    if _YEAR.search(key):
        yield "year"
    if _SIGN.search(text):
        yield "sign"
    names = [word[:1].isupper() for word in text.split()]
    if len(names) >= LABEL_WORDS and all(names):
        yield "title-case"
    elif len(names) >= LABEL_WORDS and sum(names) <= len(names) / 2:
        yield "sentence-case"


def marks(line: Line) -> Iterator[str]:
    """Yield which marks and signs a line has."""
    text = line.text.strip()
    yield from (f"{name}={line.letter}" for name, pattern in _MARKS.items() if pattern.search(text))
    if _BULLET.search(text):
        yield f"bullet={text[0]}{line.letter}"
    if _COLON.search(text):
        yield f"colon={line.length}"
    for name, (pattern, most) in _COUNTS.items():
        yield f"{name}={min(len(pattern.findall(text)), most)}{line.length}"


def wording(line: Line) -> Iterator[str]:
    """Yield which rule and which words a line has, and whether it speaks of sites or to the reader."""
    if line.rule:
        yield "rule"
        yield f"rule={line.rule}"
    if not line.words:
        return
    site, you = line.site
    quote = "q" if _QUOTE.search(line.text) else ""
    yield f"site={min(site, _SITES)}{line.size}{quote}"
    yield f"you={min(you, _YOUS)}{line.size}{quote}"
    yield f"site+you={min(site, 3)}{min(you, 2)}{line.size}"
    if line.size == "s":
        yield f"site-share={bucket(site / len(line.words), (0, 0.3, 0.5, 0.9))}"
    rules = read_rules()
    yield from (f"word={word}" for word in set(line.words) if word in rules.site or word in rules.you)


def words(line: Line) -> Iterator[str]:
    """Yield the words of a line and its pairs of words."""
    if line.words:
        yield from _prose_words(line) if line.letter == "P" else _label_words(line)


def _prose_words(line: Line) -> Iterator[str]:
    """Yield the words and pairs of words of a sentence, those at its ends apart."""
    words = line.words
    yield from (f"prose={word}" for word in set(words))
    yield from (f"prose={first}_{second}" for first, second in set(pairwise(words)))
    yield f"first={words[0]}"
    yield f"first={'_'.join(words[:2])}"
    yield f"last={words[-1]}"


def _label_words(line: Line) -> Iterator[str]:
    """Yield the words of a label or title, and its pairs of words with its ends."""
    yield from (f"label={word}" for word in set(line.words))
    yield from (f"label={first}_{second}" for first, second in set(pairwise(("^", *line.words, "$"))))
