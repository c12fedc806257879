"""A reading of targets without the embedded model, for tests of what stands around it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Direction, Likelihood, Pair


class FakeReading:
    """Reads English and Arabic, as the embedded model does; the longer a target beside its source, the less likely."""

    def supports(self, direction: Direction) -> bool:
        return {direction.source[:2], direction.target[:2]} == {"en", "ar"}

    def count_tokens(self, text: str) -> int:
        return len(text) // 4

    def read(self, pairs: Sequence[Pair]) -> list[Likelihood]:
        return [
            Likelihood(target_given_source=-round(len(pair.target) / len(pair.source), 2), source_given_target=-1.5)
            for pair in pairs
        ]
