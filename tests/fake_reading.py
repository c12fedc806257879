"""A reading of targets without the embedded model, for tests of what stands around it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Direction, Likelihood, Pair, Rival


class FakeReading:
    """Reads English and Arabic, as the embedded model does; the longer a target beside its source, the less likely."""

    reading_signature = "fake@1"

    def __init__(self) -> None:
        self.asked: list[Pair] = []
        self.rivals: dict[str, tuple[Rival, ...]] = {}
        """What is found likelier, by target."""

    def supports(self, direction: Direction) -> bool:
        return {direction.source[:2], direction.target[:2]} == {"en", "ar"}

    def count_tokens(self, text: str) -> int:
        return len(text) // 4

    def read(self, pairs: Sequence[Pair]) -> list[Likelihood]:
        self.asked += pairs
        return [
            Likelihood(
                target_given_source=-round(len(pair.target) / len(pair.source), 2),
                source_given_target=-1.5,
                rivals=self.rivals.get(pair.target, ()),
            )
            for pair in pairs
        ]
