"""How likely the embedded model finds each side of a translation, given the other: forced decoding, both ways.

One pass a way: the model reads a prompt, which holds one side, and the other side as if it had written it. The same
pass says how likely any other word was at each place, so the edits of a text are weighed where they begin at no cost;
those that the model rather expects there are then read to the end, both ways.

CTranslate2 4.8 fails on rows of different lengths ("Length mask has size ..."), and reads rows of one length as it
reads each alone. So short rows are filled up behind their end; no token sees what follows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from math import fsum
from typing import TYPE_CHECKING, Any

from pipeline.languages.contrasts import SWAPPED, Contrast, find_contrasts
from pipeline.model import Likelihood, Pair, Rival
from pipeline.translate.engines.draft.vocabulary import SPACE
from pipeline.translate.engines.passages import make_batches

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIGITS = 2
"""Decimals that are kept: int8 arithmetic differs from one processor to the next in the third."""
END = "<eos>"
SHORTEST = 32
"""Tokens that each row is filled up to: CTranslate2 reads fewer than about 16 in another way, with other numbers."""
BATCH_TOKENS = 256
"""Tokens of a batch: measured on two cores, 64 and 512 are a sixth slower."""
EXPECTED = 0.6
"""What the logarithm of a token's probability counts beside its odds; 0.3 and 1 made no difference on minimal pairs."""
LEAST_EXPECTED = -4.0
"""Logarithm of the probability that the first token of an edit must have; where a sentence begins, each is rare."""
TAIL = 16
"""Letters behind an edit of which the first token is taken, where the edit only leaves something out."""
MOST_RIVALS = 3
"""Edits of a text that are read to the end: each costs as much as the pair. Of good translations a sixth has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A text that the model reads in one pass, behind a prompt that holds its translation."""

    prompt: str
    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """An edit of a text, weighed where the two part.

    ``expected`` is the logarithm of the probability of the edit's token there, ``gain`` of its odds against the text's.
    """

    contrast: Contrast
    replacement: str
    expected: float
    gain: float

    @property
    def strength(self) -> float:
        """How much the model rather expects it."""
        return self.gain + EXPECTED * self.expected

    @property
    def is_read(self) -> bool:
        """Whether it is worth to be read to the end: of swapped phrases the first word tells nothing."""
        swapped = self.contrast.kind == SWAPPED
        return swapped or (self.strength > 0 and self.expected > LEAST_EXPECTED)

    def apply(self, text: str) -> str:
        """Return the edited text."""
        return text[: self.contrast.start] + self.replacement + text[self.contrast.end :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A row as the model read it: the sum of its tokens' log-probabilities, their number, and edits that it expects."""

    total: float
    tokens: int
    edits: tuple[Edit, ...]

    @property
    def mean(self) -> float:
        """The mean log-probability of a token."""
        return round(self.total / self.tokens, DIGITS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The loaded model, its tokenizer, how many batches it reads at once, and what its prompt looks like."""

    generator: Any
    tokenizer: Any
    workers: int
    prompt: Callable[[str, str], str]

    def read(self, pairs: Sequence[Pair]) -> list[Likelihood]:
        """Return the likelihood of each pair, in order."""
        with ThreadPoolExecutor(self.workers) as threads:
            reads = self._read(threads, list(chain.from_iterable(map(self._rows, pairs))), contrasts=True)
            asked = [(number, edit) for number, read in enumerate(reads) for edit in read.edits]
            edited = [_edited(pairs[number // 2], edit, in_source=bool(number % 2)) for number, edit in asked]
            compared = self._read(threads, list(chain.from_iterable(map(self._rows, edited))), contrasts=False)
        rivals: dict[int, list[Rival]] = {}
        for place, (number, edit) in enumerate(asked):
            source = number % 2
            forth = compared[2 * place + source].total - reads[number].total
            back = compared[2 * place + 1 - source].total - reads[number + 1 - 2 * source].total
            rivals.setdefault(number // 2, []).append(_rival(edit, forth, back, in_source=bool(source)))
        return [
            Likelihood(
                target_given_source=reads[2 * place].mean,
                source_given_target=reads[2 * place + 1].mean,
                rivals=tuple(rivals.get(place, ())),
            )
            for place in range(len(pairs))
        ]

    def _rows(self, pair: Pair) -> tuple[Row, Row]:
        """Return the rows of the target and of the source."""
        return (
            Row(
                prompt=self.prompt(pair.source, pair.target_language),
                text=pair.target,
                language=pair.target_language,
            ),
            Row(
                prompt=self.prompt(pair.target, pair.source_language),
                text=pair.source,
                language=pair.source_language,
            ),
        )

    def _read(self, threads: Executor, rows: Sequence[Row], *, contrasts: bool) -> list[Read]:
        """Read rows in batches of equal length, the longest first, all workers at once; weigh their edits if wanted."""
        heads = [["<bos>", *self.tokenizer.encode(row.prompt).tokens] for row in rows]
        texts = [self.tokenizer.encode(row.text) for row in rows]
        lengths = [len(head) + len(text.tokens) + 1 for head, text in zip(heads, texts, strict=True)]

        def read_batch(batch: Sequence[int]) -> list[Read]:
            longest = max(SHORTEST, *(lengths[number] for number in batch))
            filled = [
                [*heads[number], *texts[number].tokens, *[END] * (longest - lengths[number] + 1)] for number in batch
            ]
            found = self._log_probabilities(filled)
            return [
                self._weigh(rows[number], texts[number], found[place, len(heads[number]) - 1 :], contrasts=contrasts)
                for place, number in enumerate(batch)
            ]

        batches = list(make_batches(lengths, BATCH_TOKENS))
        reads = chain.from_iterable(threads.map(read_batch, batches))
        by_number = dict(zip(chain.from_iterable(batches), reads, strict=True))
        return [by_number[number] for number in range(len(rows))]

    def _log_probabilities(self, rows: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Return the log-probability of each token of the vocabulary behind each place of rows of one length."""
        import numpy as np

        return np.asarray(self.generator.forward_batch(list(rows), return_log_probs=True))

    def _weigh(self, row: Row, encoded: Any, found: NDArray[np.float32], *, contrasts: bool) -> Read:
        ids = [*encoded.ids, self.tokenizer.token_to_id(END)]
        steps = [float(found[place, number]) for place, number in enumerate(ids)]
        edits: list[Edit] = []
        if contrasts:
            edits = list(_choose(self._edits(row, encoded, ids, found)))
        return Read(total=fsum(steps), tokens=len(steps), edits=tuple(edits))

    def _edits(self, row: Row, encoded: Any, ids: Sequence[int], found: NDArray[np.float32]) -> Iterator[Edit]:
        """Yield the strongest edit of each contrast, if it is worth to be read to the end."""
        tokens = {at: place for place, span in enumerate(encoded.offsets) for at in range(*span)}
        for contrast in find_contrasts(row.text, row.language):
            place = tokens.get(contrast.start, len(ids) - 1)
            begin = encoded.offsets[place][0] if place < len(encoded.offsets) else len(row.text)
            lead, tail = row.text[begin : contrast.start], row.text[contrast.end : contrast.end + TAIL]
            edits = [
                Edit(
                    contrast=contrast,
                    replacement=replacement,
                    expected=float(found[at, number]),
                    gain=float(found[at, number] - found[at, ids[at]]),
                )
                for replacement in contrast.alternatives
                for at, number in self._parting(ids, place, (lead + replacement, tail))
            ]
            best = max(edits, key=lambda edit: edit.strength, default=None)
            if best and best.is_read:
                yield best

    def _parting(self, ids: Sequence[int], place: int, edited: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield where the tokens of an edit part from those of the text, and the token that the edit has there.

        One that ends where the text's word goes on tells nothing: the vocabulary cuts "eighty" behind "eight".
        """
        replaced, tail = (_encode(self.tokenizer, part) for part in edited)
        for at, number in enumerate((*replaced, *(tail[:1] or (ids[-1],))), place):
            if at < len(ids) and number != ids[at]:
                begins = {self.tokenizer.id_to_token(each).startswith(SPACE) for each in (number, ids[at])}
                if len(begins) == 1:
                    yield at, number
                return


def _choose(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Yield the first swap, which is that of the first verb, and the strongest other edits."""
    swaps: list[Edit] = []
    others: list[Edit] = []
    for edit in edits:
        (swaps if edit.contrast.kind == SWAPPED else others).append(edit)
    yield from swaps[:1]
    yield from sorted(others, key=lambda edit: -edit.strength)[:MOST_RIVALS]


def _edited(pair: Pair, edit: Edit, *, in_source: bool) -> Pair:
    return replace(pair, source=edit.apply(pair.source)) if in_source else replace(pair, target=edit.apply(pair.target))


def _rival(edit: Edit, forth: float, back: float, *, in_source: bool) -> Rival:
    return Rival(
        kind=edit.contrast.kind,
        in_source=in_source,
        start=edit.contrast.start,
        end=edit.contrast.end,
        replacement=edit.replacement,
        forth=round(forth, DIGITS),
        back=round(back, DIGITS),
    )


@lru_cache(maxsize=50_000)  # the members of the lexicon's classes, again and again
def _encode(tokenizer: Any, text: str) -> tuple[int, ...]:
    return tuple(tokenizer.encode(text).ids) if text else ()
