"""Cut very long sentences into passages a model can read, group passages into batches, and see loops in its answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.model import Candidate

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


def join_passages(passages: Sequence[tuple[Candidate, ...]], weights: Sequence[int]) -> tuple[Candidate, ...]:
    """Join the passages' best candidates, then their second best, and so on; none where a passage has none.

    The log-probability is the mean of the passages', weighted by their source's length.
    """
    if len(passages) == 1:
        return passages[0]
    if not all(passages):
        return ()
    joined = []
    for rank in range(max(map(len, passages))):
        chosen = [candidates[min(rank, len(candidates) - 1)] for candidates in passages]
        total = sum(weight * (part.log_probability or 0.0) for weight, part in zip(weights, chosen, strict=True))
        text = " ".join(part.text for part in chosen)
        joined.append(Candidate(text=text, log_probability=total / sum(weights)))
    return tuple(joined)


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
