"""The lines of a scraped page: what each looks like alone.

What ``page_features`` makes of them are names that can be read: ``shape=title``, ``site=2m``, ``above=0``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.sources.readers.boilerplate_rules import fold, read_rules, stem

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
_END = re.compile(r"[.!?؟…][\"'”’»)\]*_]*$")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_LATIN = re.compile(r"[A-Za-z]")
# Words of a sentence that only an article has, and of titles, and of labels.
_PROSE_WORDS, _LONG_WORDS, _SENTENCE_WORDS = 9, 25, 4
LABEL_WORDS, SHORT_WORDS = 3, 6
_MANY_WORDS = 20
_CONTENT = 4
_SENTENCES = frozenset({"prose", "sentence"})
_TITLES = frozenset({"title", "short"})


@dataclass(frozen=True)
class Line:
    """One text of a page: as it is, its role, the rule that drops it (empty if none does), blank lines above it."""

    text: str
    role: str
    rule: str = ""
    gap: int = 0

    @cached_property
    def key(self) -> str:
        """Its text as rules see it."""
        return fold(self.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words and numbers, folded."""
        return tuple(stem(word) for word in _WORD.findall(self.key))

    @cached_property
    def ends(self) -> bool:
        """Whether it ends as a sentence does."""
        return _END.search(self.text) is not None

    @cached_property
    def shape(self) -> str:
        """What its length and its end make of it; a sentence is short, prose is long."""
        count = len(self.words)
        if not any(map(str.isalpha, self.text)):
            return "number"
        if count >= _LONG_WORDS or (self.ends and count >= _PROSE_WORDS):
            return "prose"
        if self.ends and count >= _SENTENCE_WORDS:
            return "sentence"
        return "label" if count <= LABEL_WORDS else "short" if count <= SHORT_WORDS else "title"

    @property
    def is_sentence(self) -> bool:
        """Whether it is a sentence or longer."""
        return self.shape in _SENTENCES

    @cached_property
    def kind(self) -> str:
        """``P`` for prose, ``t`` for a title or label."""
        return "P" if self.is_sentence else "t"

    @cached_property
    def letter(self) -> str:
        """``R`` for what a rule drops, ``P`` for prose, ``T`` for a title, ``t`` for a label."""
        return "R" if self.rule else "T" if self.shape in _TITLES else self.kind

    @cached_property
    def size(self) -> str:
        """How long it is: short, middle or long."""
        count = len(self.words)
        return "l" if count > _MANY_WORDS else "m" if count > SHORT_WORDS else "s"

    @property
    def length(self) -> str:
        """``P`` for prose, else its size."""
        return self.kind if self.is_sentence else self.size

    @cached_property
    def site(self) -> tuple[int, int]:
        """How many of its words are a site's, and how many speak to the reader."""
        rules = read_rules()
        return sum(word in rules.site for word in self.words), sum(word in rules.you for word in self.words)

    @cached_property
    def content(self) -> frozenset[str]:
        """Its words that tell what it is about."""
        site = read_rules().site
        return frozenset(word for word in self.words if len(word) >= _CONTENT and word not in site and word.isalpha())

    @cached_property
    def is_arabic(self) -> bool:
        """Whether most of its letters are Arabic."""
        return len(_ARABIC.findall(self.text)) > len(_LATIN.findall(self.text))


def bucket(value: float, edges: Sequence[float]) -> str:
    """Return the first edge that a value does not pass."""
    return next((str(edge) for edge in edges if value <= edge), "more")
