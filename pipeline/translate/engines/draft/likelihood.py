"""How likely the embedded model finds each side of a translation, given the other: forced decoding, both ways.

One pass a way: the model reads a prompt, which holds one side, and the other side as if it had written it.

One row a call: CTranslate2 4.8 fails on batches of this model ("Length mask has size ..."). All calls are started
before the first one is waited for, so that all workers of the generator are busy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from pipeline.model import Likelihood, Pair

DIGITS = 2
"""Decimals that are kept: int8 arithmetic differs from one processor to the next in the third."""
END = "<eos>"
Encode = Callable[[str], list[str]]
"""Returns the tokens of a text, those of a prompt with the mark of its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The loaded model. ``encode_prompt`` marks the beginning, ``encode`` does not; ``prompt`` asks for a language."""

    generator: Any
    encode_prompt: Encode
    encode: Encode
    prompt: Callable[[str, str], str]

    def read(self, pairs: Sequence[Pair]) -> list[Likelihood]:
        """Return the likelihood of each pair, in order."""
        started = [
            (
                self._start(pair.source, pair.target, pair.target_language),
                self._start(pair.target, pair.source, pair.source_language),
            )
            for pair in pairs
        ]
        return [
            Likelihood(target_given_source=forth.finish(), source_given_target=back.finish()) for forth, back in started
        ]

    def _start(self, given: str, text: str, language: str) -> _Pass:
        """Start to read a text in a language, given another text."""
        head = self.encode_prompt(self.prompt(given, language))
        (result,) = self.generator.score_batch([[*head, *self.encode(text), END]], asynchronous=True)
        return _Pass(result=result, head=len(head) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pass:
    """One row that the model reads; ``head`` counts the log-probabilities of its prompt."""

    result: Any
    head: int

    def finish(self) -> float:
        """Return the mean log-probability of the text's tokens."""
        values = self.result.result().log_probs[self.head :]
        return round(fsum(values) / len(values), DIGITS)
