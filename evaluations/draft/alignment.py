"""Find which words of a sentence translate which words of its translation: IBM model 1, both ways, intersected.

Training uses the phrases it finds as glossary terms in the prompt, so that the model learns to obey a glossary.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evaluations.word_alignment import estimate
from pipeline.languages.matching import fold

ROUNDS = 5
"""Rounds of expectation and maximization; more change little."""
LONGEST = 4
"""Words in a phrase, at most, on either side."""
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u064b-\u065f\u0670])*(?:[-'’][^\W_]+)*")
_ARTICLES = re.compile(r"^[وفبكل]?ال(?=..)|^لل(?=..)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words of the English side and what translates them on the Arabic side, as they stand there."""

    english: str
    arabic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One side of all pairs: the words of each sentence with their spans, and the number of each word."""

    spans: list[list[tuple[int, int]]]
    words: list[np.ndarray]
    count: int


def align(pairs: Sequence[tuple[str, str]]) -> list[list[Phrase]]:
    """Return the phrases of each pair of English and Arabic that translate each other and nothing else.

    Phrases of small words only are left out: what stands in more than one pair of fifty is no term.
    """
    english = _read([pair[0] for pair in pairs], str.lower)
    arabic = _read([pair[1] for pair in pairs], lambda word: _ARTICLES.sub("", fold(word).text))
    forward, backward = _best(english, arabic), _best(arabic, english)
    frequency = Counter(number for words in english.words for number in set(words.tolist()))
    common = {number for number, count in frequency.items() if count > max(len(pairs) / 50, 2)}
    found = []
    for index, (source, target) in enumerate(pairs):
        links = [
            (here, int(there))
            for here, there in enumerate(backward[index])  # for each English word its Arabic one
            if there >= 0 and forward[index][there] == here
        ]
        telling = {position for position, number in enumerate(english.words[index].tolist()) if number not in common}
        spans = _phrases(links, telling)
        found.append(
            [
                Phrase(
                    english=_cut(source, english.spans[index], first, last),
                    arabic=_cut(target, arabic.spans[index], start, end),
                )
                for first, last, start, end in spans
            ]
        )
    return found


def _read(texts: Sequence[str], fold: Callable[[str], str]) -> _Side:
    numbers: dict[str, int] = {}
    spans, words = [], []
    for text in texts:
        matches = list(_WORD.finditer(text))
        spans.append([match.span() for match in matches])
        keys = [fold(match[0]) for match in matches]
        words.append(np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64))
    return _Side(spans=spans, words=words, count=len(numbers))


def _best(given: _Side, made: _Side) -> list[np.ndarray]:
    """Return for each word that is made the position of the given word that most likely made it, -1 for none."""
    rows = np.concatenate([np.repeat(left, len(right)) for left, right in zip(given.words, made.words, strict=True)])
    columns = np.concatenate([np.tile(right, len(left)) for left, right in zip(given.words, made.words, strict=True)])
    starts = np.cumsum([0, *(len(right) for right in made.words)])
    slots = np.concatenate(
        [
            np.tile(np.arange(start, start + len(right)), len(left))
            for start, left, right in zip(starts, given.words, made.words, strict=False)
        ]
    )
    _, link = np.unique(rows * made.count + columns, return_inverse=True)
    owner = np.zeros(link.max() + 1, dtype=np.int64)
    owner[link] = rows
    weight = estimate(link, slots, owner, ROUNDS)[link]
    best, offset = [], 0
    for left, right in zip(given.words, made.words, strict=True):
        size = len(left) * len(right)
        block = weight[offset : offset + size].reshape(len(left), len(right))
        best.append(block.argmax(axis=0) if len(left) else np.full(len(right), -1))
        offset += size
    return best


def _phrases(links: list[tuple[int, int]], telling: set[int]) -> list[tuple[int, int, int, int]]:
    """Return spans (first and last English word, first and last Arabic one) whose links stay inside both."""
    found = []
    for first in range(max((here for here, _ in links), default=-1) + 1):
        for last in range(first, first + LONGEST):
            targets = [there for here, there in links if first <= here <= last]
            if len(targets) != last - first + 1 or not telling.intersection(range(first, last + 1)):
                continue  # a word without a partner is no part of a term
            start, end = min(targets), max(targets)
            if end - start == last - first and all(
                first <= here <= last for here, there in links if start <= there <= end
            ):
                found.append((first, last, start, end))
    return found


def _cut(text: str, spans: list[tuple[int, int]], first: int, last: int) -> str:
    return text[spans[first][0] : spans[last][1]]
