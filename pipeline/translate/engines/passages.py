"""Cut very long sentences into passages a model can read, group passages into batches, and judge its answers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.model import Candidate
from pipeline.translate.engines.protocol import Found

PASSAGE_TOKENS = 120
"""Translation models are trained on sentences; past about this length they start to leave things out."""

_CLAUSE_ENDS = (r"(?<=[;؛:])\s+", r"(?<=[,،])\s+")
"""Where a long sentence may be cut, the better places first."""
_ANYWHERE = r"\s+"

_LOOPS = re.compile(
    r"(\S)\1{9,}"  # one character, again and again
    r"|(?<!\S)(\S+)(?:\s+\2){3,}(?!\S)"  # one word, four times running
    r"|(?<!\S)(\S+(?:\s+\S+){1,5})(?:\s+\3){2,}(?!\S)"  # a phrase, three times running
    r"|(\S{2,8})\4{4,}"  # a syllable, five times running
)


def loops(text: str) -> bool:
    """Tell whether a text repeats itself as only a machine does."""
    return _LOOPS.search(text) is not None


def split_long(text: str, count: Callable[[str], int], limit: int = PASSAGE_TOKENS, most: int = 500) -> list[str]:
    """Cut a text at clause ends into passages of at most *limit* tokens, as few as possible.

    A clause that is longer stays whole up to *most* tokens, which is what the model can read; past that it is cut
    between words. Joining the passages with spaces gives the text back, its spaces made single.
    """
    limit = min(limit, most)
    pieces = [text]
    for pattern in _CLAUSE_ENDS:
        pieces = list(_cut(pieces, pattern, count, limit))
    pieces = list(_cut(pieces, _ANYWHERE, count, most))
    return _merge(pieces, count, limit)


def _cut(pieces: Sequence[str], pattern: str, count: Callable[[str], int], limit: int) -> Iterator[str]:
    for piece in pieces:
        yield from re.split(pattern, piece) if count(piece) > limit else [piece]


def _merge(pieces: Sequence[str], count: Callable[[str], int], limit: int) -> list[str]:
    merged = [pieces[0]]
    for piece in pieces[1:]:
        longer = f"{merged[-1]} {piece}"
        if count(longer) <= limit:
            merged[-1] = longer
        else:
            merged.append(piece)
    return merged


def make_candidate(text: str, steps: Sequence[float]) -> Candidate:
    """Return a candidate with the mean of its tokens' log-probabilities."""
    return Candidate(text=text, log_probability=math.fsum(steps) / len(steps) if steps else None)


def rank(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return the candidates, best first, their spaces made single; without empty ones, and each text once."""
    best: dict[str, Candidate] = {}
    for candidate in sorted(candidates, key=lambda candidate: -(candidate.log_probability or 0.0)):
        text = " ".join(candidate.text.split())
        best.setdefault(text, replace(candidate, text=text))
    best.pop("", None)
    return tuple(best.values())


def join_passages(passages: Sequence[tuple[Candidate, ...]], weights: Sequence[int]) -> tuple[Candidate, ...]:
    """Join the passages' best candidates, then their second best, and so on; none where a passage has none.

    The log-probability is the mean of the passages', weighted by their source's length.
    """
    if len(passages) == 1:
        return passages[0]
    if not all(passages):
        return ()
    ranks = range(max(map(len, passages)))
    return tuple(_join([found[min(place, len(found) - 1)] for found in passages], weights) for place in ranks)


class PassageCollector:
    """Collects the candidates of passages until all passages of a request are there.

    *requests* is the number of each passage's request, *weights* are the lengths of the passages.
    """

    def __init__(self, requests: Sequence[int], weights: Sequence[int]) -> None:
        self._requests = requests
        self._weights = weights
        self._done: dict[int, tuple[Candidate, ...]] = {}
        self._passages: dict[int, list[int]] = {}
        for number, request in enumerate(requests):
            self._passages.setdefault(request, []).append(number)

    def take(self, number: int, candidates: tuple[Candidate, ...]) -> Iterator[Found]:
        """Take a passage's candidates; yield its request with its own when it was the last one."""
        self._done[number] = candidates
        request = self._requests[number]
        numbers = self._passages[request]
        if all(other in self._done for other in numbers):
            weights = [self._weights[other] for other in numbers]
            yield request, join_passages([self._done.pop(other) for other in numbers], weights)


def _join(parts: Sequence[Candidate], weights: Sequence[int]) -> Candidate:
    known = [part.log_probability or 0.0 for part in parts]
    mean = math.fsum(weight * value for weight, value in zip(weights, known, strict=True)) / sum(weights)
    return Candidate(text=" ".join(part.text for part in parts), log_probability=mean)


def make_batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Yield batches of indices, the longest first; the longest times their number is at most *budget*.

    A text longer than the budget makes a batch of its own. Longest first: what does not fit in memory fails at once.
    """
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda index: -lengths[index]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > budget:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
