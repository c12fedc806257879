"""Loops and doubled words, which machines and tired hands produce."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.errors import shorten
from pipeline.languages.language import facts
from pipeline.languages.matching import fold
from pipeline.languages.stems import KnownWords, place, tokens, word_set
from pipeline.model import Finding, Pair, Severity, Span, phrase
from pipeline.translate.placeholders import without_copied

_LONG_CHAR = re.compile(r"([^\W\d_])\1{5,}")
_LONGEST = 60
"""Words in the longest passage that is looked for; a machine that loses the thread says whole sentences twice."""
_PASSAGE = 6
"""From this length on, twice in a row is no slip or figure of speech, whatever stands between."""
_LOOP = 3
_RUN = re.compile(b"\x01{2,}")
_SCATTERED = 5
"""From this length on, a phrase said three times is a loop wherever it stands; shorter ones recur in good prose."""
_SCATTERED_SOURCE = 3
"""In the source a shorter one excuses it: Arabic says in three words what takes five in English."""


@dataclass(frozen=True, slots=True)
class _Loop:
    """Words that come back: ``size`` words, ``times`` times."""

    span: Span
    size: int
    times: int


class RepetitionCheck:
    """Looks for repetition that the source has not."""

    name = "repetition"
    title = "Repetition"
    explanation = (
        "A word or phrase comes again and again although the source does not repeat itself; a doubled word is often "
        "a slip."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield one finding for each loop, else for each doubled word."""
        target = without_copied(pair.target)
        loops = [*_letter_loops(pair), *_loops(target)]
        if not loops:
            return
        in_source = _loops(without_copied(pair.source), _SCATTERED_SOURCE)
        most = max((loop.times for loop in in_source), default=1)
        excused = any(map(_is_loop, in_source))
        found = False
        for loop in loops:
            if _is_loop(loop) and not excused:
                found = True
                text = shorten(pair.target[slice(*loop.span)])
                said = phrase('"{text}" repeats itself; keep it once', text=text)
                yield Finding(check=self.name, severity=Severity.ERROR, said=said, target_span=loop.span)
        if found or most > 1:
            return
        for loop in loops:
            words = pair.target[slice(*loop.span)]
            if not _may_double(words, pair, loop.size):
                said = phrase('"{text}" says the same twice; keep it once', text=shorten(words))
                # Where nobody listed the words that may follow themselves (Turkish tek tek), it is a remark.
                severity = Severity.WARNING if facts(pair.target_language).doubled_words else Severity.INFO
                yield Finding(check=self.name, severity=severity, said=said, target_span=loop.span)


def _is_loop(loop: _Loop) -> bool:
    return loop.times >= _LOOP or (loop.times > 1 and loop.size >= _PASSAGE)


_DRAWN_OUT = KnownWords(_LONG_CHAR.search)
"""The words with a letter that comes again and again: a quick test for texts that have none."""


def _letter_loops(pair: Pair) -> Iterator[_Loop]:
    if not _DRAWN_OUT.among(pair.target):
        return
    for match in _LONG_CHAR.finditer(pair.target):
        if _LONG_CHAR.search(pair.source):
            return
        yield _Loop(match.span(), 1, len(match[0]))


def _loops(text: str, scattered_size: int = _SCATTERED) -> list[_Loop]:
    """Return back-to-back repetitions (twice or more) and long phrases that stand three times, without overlaps."""
    words = tokens(text)
    again = len(words) - len(word_set(text))
    if not again:
        return []
    counts = Counter(words)
    loops: list[_Loop] = []
    end = numbers = 0
    for index, sizes in _returns(words, counts):
        if index < end:
            continue
        numbers = _numbers_from(words, max(index, numbers))
        # 000 000 000 and scores are no loops
        size, times = _repeats_at(words, text, index, [size for size in sizes if index + size > numbers])
        if times > 1:
            end = index + size * times
            loops.append(_Loop(place(text, index, end - 1), size, times))
    # Each word of a phrase that stands three times comes again twice.
    if not loops and again >= scattered_size * (_LOOP - 1):
        loops += _scattered(words, text, scattered_size)
    return loops


def _returns(words: Sequence[str], counts: Counter[str]) -> Iterator[tuple[int, list[int]]]:
    """Yield each place where a phrase begins that stands there twice in a row, with its lengths, shortest first."""
    # Each word of a phrase that stands twice stands twice: in good texts few such words follow each other.
    twice = bytes([counts[word] > 1 for word in words])
    for run in _RUN.finditer(twice):
        found: defaultdict[int, list[int]] = defaultdict(list)
        for size in range(1, min(_LONGEST, (run.end() - run.start()) // 2) + 1):
            same = 0  # words from here on that are those so many places later
            for index in range(run.end() - size - 1, run.start() - 1, -1):
                same = same + 1 if words[index] == words[index + size] else 0
                if same >= size:
                    found[index].append(size)
        yield from sorted(found.items())


def _numbers_from(words: Sequence[str], index: int) -> int:
    """Return where the numbers end that begin at a word; the word itself, if it is none."""
    while index < len(words) and words[index][0].isdecimal():
        index += 1
    return index


def _repeats_at(words: Sequence[str], text: str, index: int, sizes: list[int]) -> tuple[int, int]:
    """Return the size and number of the repetitions that start at a word, (1, 1) if there are none.

    Twice is a slip only where nothing but spaces stands between the words.
    """
    best = (1, 1)
    for size in sizes:
        phrase = words[index : index + size]
        times = 2
        while words[index + size * times : index + size * (times + 1)] == phrase:
            times += 1
        if times >= _LOOP or size >= _PASSAGE or _is_close(text, index, index + 2 * size - 1):
            best = max(best, (size, times), key=lambda found: (found[1] >= _LOOP, found[0] * found[1]))
    return best


def _is_close(text: str, first: int, last: int) -> bool:
    """Tell whether nothing but spaces stands between words."""
    spans = [place(text, index, index) for index in range(first, last + 1)]
    return all(text[left[1] : right[0]].isspace() for left, right in pairwise(spans))


def _scattered(words: Sequence[str], text: str, size: int) -> Iterator[_Loop]:
    """Yield the long phrase that stands most often, if it stands three times, from its first place to its last."""
    phrases = list(zip(*(words[start:] for start in range(size)), strict=False))
    phrase, times = Counter(phrases).most_common(1)[0]
    if times >= _LOOP:
        first, last = phrases.index(phrase), len(phrases) - 1 - phrases[::-1].index(phrase)
        yield _Loop(place(text, first, last + size - 1), size, times)


def _may_double(text: str, pair: Pair, size: int) -> bool:
    """Tell whether a doubled word is right: an idiom, or a name in capitals (Duran Duran)."""
    if size > 1:
        return False
    word = text.split(maxsplit=1)[0]
    return fold(word).text in facts(pair.target_language).doubled_words.split() or word[0].isupper()
