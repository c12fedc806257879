"""A second opinion on targets: what another engine makes of the source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.errors import EngineError
from pipeline.model import Direction, Pair, Request
from pipeline.quality.choice import Choosing, find_best
from pipeline.quality.rules import DEFAULT_RULES, CheckRules
from pipeline.translate.drafting import Drafting, find_candidates
from pipeline.translate.engines.protocol import Engine
from pipeline.translate.glossary import Glossary
from pipeline.translate.memory import Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinions:
    """Where second opinions come from.

    ``engine_for`` chooses the engine of a direction, and ``say`` hears why there is no opinion where there can be none.
    A model is loaded once.
    """

    engine_for: Callable[[Direction], Engine]
    glossary: Glossary
    memory: Memory
    say: Callable[[str], None] = lambda _: None
    rules: CheckRules = DEFAULT_RULES
    _engines: dict[Direction, Engine | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def ask(self, pairs: Sequence[Pair], origins: Sequence[str]) -> list[Pair]:
        """Return the pairs with the second opinion on each.

        :param origins: name and label of the engine that made each target, empty where nobody knows: an engine is no
            second opinion on itself, since it would only agree
        """
        opinions: dict[tuple[Direction, str], str] = {}
        asked: dict[Direction, dict[str, None]] = {}
        for pair, origin in zip(pairs, origins, strict=True):
            if self._may_ask(pair, origin):
                asked.setdefault(_direction(pair), {})[pair.source] = None
        for direction, texts in asked.items():
            opinions.update(((direction, text), target) for text, target in self._translate(direction, list(texts)))
        return [
            replace(pair, second=opinions.get((_direction(pair), pair.source))) if self._may_ask(pair, origin) else pair
            for pair, origin in zip(pairs, origins, strict=True)
        ]

    def _may_ask(self, pair: Pair, origin: str) -> bool:
        direction = _direction(pair)
        engine = self._engine(direction)
        return engine is not None and f"{engine.name} {engine.label(direction)}" != origin

    def _engine(self, direction: Direction) -> Engine | None:
        if direction not in self._engines:
            try:
                self._engines[direction] = self.engine_for(direction)
            except EngineError as error:
                self._give_up(direction, error)
        return self._engines[direction]

    def _translate(self, direction: Direction, texts: Sequence[str]) -> list[tuple[str, str]]:
        engine = self._engine(direction)
        assert engine is not None, "only asked where there is an engine"
        drafting = Drafting(engine=engine, direction=direction, glossary=self.glossary, memory=self.memory)
        try:
            candidates = dict(find_candidates(drafting, [Request(source=text) for text in texts]))
        except EngineError as error:
            self._give_up(direction, error)
            return []
        best = find_best(drafting, candidates, Choosing(rules=self.rules))
        return [(source, pair.target) for source, pair in best.items()]

    def _give_up(self, direction: Direction, error: EngineError) -> None:
        self._engines[direction] = None
        self.say(f"{direction}: no second opinion, the scores rest on the other signals: {error}")


def _direction(pair: Pair) -> Direction:
    return Direction(source=pair.source_language, target=pair.target_language)
