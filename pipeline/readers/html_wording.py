"""What the texts of a web page say and look like as lines, whatever elements they are in.

A feature is a short name, so that its weight can be read: ``shape=title``, ``site=2m``, ``above=0``.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.readers.boilerplate_rules import read_rules
from pipeline.readers.html_boxes import bucket

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.readers.page_lines import Line

_END = re.compile(r"[.!?؟…][\"'”’»)\]*_]*$")
_QUOTE = re.compile(r"[\"“”«»„]")
_LINK = re.compile(r"https?:|www\.|\S@\S+\.\S|\.(?:com|org|net)\b")
_SIGN = re.compile(r"[›>←→‹•·♦►▼|]")
_DATE = re.compile(r"\b\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b|\b\d{1,2}[:.]\d{2}\b|\b(?:ago|gmt)\b|\b(?:منذ|قبل) \S+ ")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# "Karim says:", as comments begin.
_SPEAKER = re.compile(r"^.{2,40}\b(?:says|said|wrote|يقول|قال|كتب)\s*(?:\.{2,3}|…|:)$|^(?:كتب|كتبت) .{2,30}:$")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_LATIN = re.compile(r"[A-Za-z]")
_SIZES = (1, 2, 3, 5, 8, 12, 20, 40)
_SHARES = (0.1, 0.3, 0.5, 0.7, 0.9, 0.999)
_LABEL_WORDS, _TITLE_WORDS = 3, 14
_CAPPED = 40
_NEAR = 5
_CONTENT = 4
_PENALTIES = (3, 8, 16)
_LISTED = 8
_SENTENCES = frozenset({"prose", "sentence"})


def read_lines(lines: Sequence[Line]) -> list[list[str]]:
    """Return the features of each line of a page."""
    page = _Page(lines)
    return [
        ["all", *_form(line), *_wording(line), *page.place(index), *page.around(index)]
        for index, line in enumerate(lines)
    ]


def _form(line: Line) -> Iterator[str]:
    """Yield what a line looks like."""
    text, words = line.text, line.words
    last = text.rstrip()[-1:]
    yield f"shape={line.shape}"
    yield f"role={line.role}"
    yield f"words={bucket(len(words), _SIZES)}"
    yield "end=" + ("." if _END.search(text) else ":" if last in ":：" else "," if last in ",،;؛" else "none")
    if _QUOTE.search(text):
        yield f"quote={line.kind}"
    if _SPEAKER.search(text):
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
    if len(names) >= _LABEL_WORDS and all(names):
        yield "title-case"
    elif len(names) >= _LABEL_WORDS and sum(names) <= len(names) / 2:
        yield "sentence-case"


def _wording(line: Line) -> Iterator[str]:
    """Yield which words of sites a line has, and whether it speaks to the reader."""
    if line.rule:
        yield "rule"
        yield f"rule={line.rule}"
    if not line.words:
        return
    site, you = line.site
    quote = "q" if _QUOTE.search(line.text) else ""
    yield f"site={min(site, 4)}{line.size}{quote}"
    yield f"you={min(you, 3)}{line.size}{quote}"
    yield f"site+you={min(site, 3)}{min(you, 2)}{line.size}"
    if line.size == "s":
        yield f"site-share={bucket(site / len(line.words), (0, 0.3, 0.5, 0.9))}"
    rules = read_rules()
    for word in sorted(set(line.words)):
        if word in rules.site or word in rules.you:
            yield f"word={word}"


class _Page:
    """The lines of a page together: where most sentences stand, and what they speak of."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.shapes = [line.shape for line in lines]
        self.counts = Counter(line.key for line in lines)
        sizes = [len(line.text) if line.is_sentence else 0 for line in lines]
        self.total = sum(sizes) or 1
        self.above = [0]
        for size in sizes:
            self.above.append(self.above[-1] + size)
        self.spans = [self._span(penalty) for penalty in _PENALTIES]
        first, last = self.spans[1]
        self.spoken = Counter(word for line in lines[first : last + 1] if line.is_sentence for word in set(line.words))
        self.arabic = sum(_is_arabic(line.text) for line in lines) * 2 > len(lines)
        self.announced = self._announced()

    def _span(self, penalty: int) -> tuple[int, int]:
        """Return the first and last line of the stretch with most words in sentences; lines of others cost some."""
        best, span, value, start = 0, (0, -1), 0, 0
        for index, line in enumerate(self.lines):
            if value <= 0:
                value, start = 0, index
            value += min(len(line.words), _CAPPED) if line.is_sentence else -penalty
            if value > best:
                best, span = value, (start, index)
        return span

    def _announced(self) -> frozenset[int]:
        """Return the lines of lists: the short ones below a colon."""
        found: set[int] = set()
        left = 0
        for index, (before, line) in enumerate(pairwise(self.lines), start=1):
            left = _LISTED if before.text.rstrip()[-1:] in ":：" else left - 1
            if line.shape == "prose":
                left = 0
            if left > 0:
                found.add(index)
        return frozenset(found)

    def place(self, index: int) -> Iterator[str]:
        """Yield where a line stands."""
        line = self.lines[index]
        above = self.above[index]
        share = "0" if not above else bucket(above / self.total, _SHARES)
        yield f"above={share}"
        yield f"above={share}:{line.shape}"
        for penalty, (first, last) in zip(_PENALTIES, self.spans, strict=True):
            where = (
                f"before{bucket(first - index, (1, 2, 3, 5, 9))}"
                if index < first
                else f"after{bucket(index - last, (1, 2, 3, 6))}"
                if index > last
                else "in"
            )
            yield f"main{penalty}={where}{line.kind}"
        if self.counts[line.key] > 1:
            yield f"twice={line.kind}{line.size}"
        if _is_arabic(line.text) != self.arabic and line.shape != "number":
            yield "foreign"
        if index in self.announced:
            yield f"listed={line.shape}"
        yield from self._topic(index)

    def _topic(self, index: int) -> Iterator[str]:
        """Yield how many of a line's words the article's sentences have, too."""
        line = self.lines[index]
        rules = read_rules()
        content = {word for word in line.words if len(word) >= _CONTENT and word not in rules.site and word.isalpha()}
        if not content:
            return
        first, last = self.spans[1]
        own = int(first <= index <= last and line.is_sentence)
        hits = sum(self.spoken[word] > own for word in content)
        kind = line.kind if line.kind == "P" else line.size
        yield f"topic={min(hits, 4)}{kind}"
        yield f"topic-share={bucket(hits / len(content), (0, 0.2, 0.4, 0.6, 0.9))}{kind}"

    def around(self, index: int) -> Iterator[str]:
        """Yield what stands around a line."""
        this = self.shapes[index]
        up2, up, down, down2 = (self._shape(index + step) for step in (-2, -1, 1, 2))
        yield from (f"up={up}", f"down={down}", f"up2={up2}", f"down2={down2}")
        yield from (f"up={up}>{this}", f"down={this}>{down}", f"between={up}>{this}>{down}")
        above = sum(shape in _SENTENCES for shape in self.shapes[max(0, index - _NEAR) : index])
        below = sum(shape in _SENTENCES for shape in self.shapes[index + 1 : index + 1 + _NEAR])
        yield from (f"above5={above}", f"below5={below}")
        yield from (
            f"site-above5={min(self._sites(index - _NEAR, index), 4)}",
            f"site-below5={min(self._sites(index + 1, index + 1 + _NEAR), 4)}",
        )
        yield f"near={min(above, 3)}{min(below, 3)}{self.lines[index].kind}"
        for name, step in (("up", -1), ("down", 1)):
            if 0 <= index + step < len(self.lines):
                other = self.lines[index + step]
                yield f"{name}-site={min(other.site[0], 2)}{other.size}"
                if other.rule:
                    yield f"{name}-rule"
                    yield f"{name}-rule={other.rule}"
                if other.size == "s":
                    yield from (f"{name}-word={word}" for word in sorted(set(other.words) & read_rules().site))
                if _SPEAKER.search(other.text):
                    yield f"{name}-speaker"
                if other.text.rstrip()[-1:] in ":：":
                    yield f"{name}-colon={this}"

    def _sites(self, start: int, end: int) -> int:
        """Return how many of some lines are a site's: known to a rule, or half of them its words."""
        return sum(
            line.rule != "" or 0 < len(line.words) <= 2 * line.site[0] for line in self.lines[max(0, start) : end]
        )

    def _shape(self, index: int) -> str:
        return self.shapes[index] if 0 <= index < len(self.lines) else "edge"


def _is_arabic(text: str) -> bool:
    return len(_ARABIC.findall(text)) > len(_LATIN.findall(text))
