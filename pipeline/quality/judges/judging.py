"""Ask a judge about targets: what it said before is in the memory, and what it costs is told before and after."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec

from pipeline.errors import EngineError
from pipeline.languages.locales import same_language
from pipeline.model import Direction, Judgement, Pair
from pipeline.project.progress import Progress, no_progress
from pipeline.quality.judges.judge import Cost, Judge
from pipeline.translate.memory import Memory

LONGEST = 4000
"""Letters of a source and its target that a judge is asked about: a unit is one sentence."""


class Judging:
    """Whoever judges targets, one judge for each direction.

    ``judge_for`` makes the judge of a direction. ``say`` hears what is asked before it is, and why there is no judge
    where there can be none. ``progress`` shows how far it is; ``identity`` are the settings that it follows, in words.
    """

    def __init__(
        self,
        judge_for: Callable[[Direction], Judge],
        memory: Memory,
        say: Callable[[str], None],
        progress: Progress = no_progress,
        identity: str = "",
    ) -> None:
        self.identity = identity
        self._judge_for = judge_for
        self._memory = memory
        self._say = say
        self._progress = progress
        self._judges: dict[Direction, Judge | None] = {}
        self._spent = Cost()
        self._known = self._judged = self._unanswered = 0

    @property
    def is_complete(self) -> bool:
        """Tell whether the judge had a sound answer to all that it was asked."""
        return not self._unanswered and None not in self._judges.values()

    def ask(self, pairs: Sequence[Pair], *, announce: bool = True) -> list[Pair]:
        """Return the pairs with what the judge says of each; as they are where it has no sound answer.

        What it said before, which stands with the pair or in the memory, is not asked again.

        :param announce: say before how many units are asked about
        """
        wanted: dict[Direction, dict[Pair, Judgement | None]] = {}
        for pair in pairs:
            if may_be_judged(pair):
                wanted.setdefault(_direction(pair), {})[_bare(pair)] = pair.judgement
        found: dict[Pair, Judgement] = {}
        for direction, distinct in wanted.items():
            found |= self._judge(direction, distinct, announce=announce)
        return [replace(pair, judgement=found.get(_bare(pair), pair.judgement)) for pair in pairs]

    def plan(self, direction: Direction, sources: Sequence[str]) -> None:
        """Announce what judging the drafts of some sources may cost at most; their targets are not there yet."""
        likely = [
            Pair(source=source, target=source, source_language=direction.source, target_language=direction.target)
            for source in sources
        ]
        try:
            if judge := self._find(direction):
                name, calls = judge.name(direction), judge.count_calls(likely)
                self._say(f"{direction}: {name} judges up to {len(likely):,} drafts in about {calls:,} calls")
        except EngineError as error:
            self._give_up(direction, error)

    def describe_spent(self) -> str:
        """Say what was judged and what it cost; empty where nothing was to be judged."""
        if not (self._known or self._judged or self._unanswered):
            return ""
        spent = self._spent
        tokens = f", {spent.read:,} tokens read and {spent.written:,} written" if spent.read or spent.written else ""
        unanswered = f", {self._unanswered:,} without a sound answer" if self._unanswered else ""
        return (
            f"judged {self._judged:,} units in {spent.calls:,} calls{tokens}{unanswered};"
            f" {self._known:,} more were judged before"
        )

    def _judge(
        self, direction: Direction, pairs: Mapping[Pair, Judgement | None], *, announce: bool
    ) -> dict[Pair, Judgement]:
        """Return what the judge says of distinct pairs of one direction: what stands there, is remembered, or asked."""
        found: dict[Pair, Judgement] = {}
        try:
            judge = self._find(direction)
            if judge is None:
                return found
            name = judge.name(direction)
            found |= {pair: said for pair, said in pairs.items() if said and said.judge == name}
            keys = {pair: _key(pair, name) for pair in pairs if pair not in found}
            known = self._memory.judgements(list(keys.values()))
            found |= {
                pair: msgspec.json.decode(known[key], type=Judgement) for pair, key in keys.items() if key in known
            }
            self._known += len(found)
            wanted = [pair for pair in pairs if pair not in found]
            if wanted and announce:
                calls, before = judge.count_calls(wanted), f"; it judged {len(found):,} more before" if found else ""
                self._say(f"{direction}: {name} judges {len(wanted):,} units in about {calls:,} calls{before}")
            found.update(self._ask(judge, direction, wanted, keys))
        except (EngineError, ArithmeticError, MemoryError, OSError, RuntimeError, ValueError) as error:
            self._give_up(direction, error)  # a broken library stops no article
        return found

    def _ask(
        self, judge: Judge, direction: Direction, pairs: Sequence[Pair], keys: dict[Pair, str]
    ) -> Iterator[tuple[Pair, Judgement]]:
        """Yield what the judge says; each step is in the memory before the next one."""
        if not pairs:
            return
        missing = len(pairs)
        title = f"Judging {direction}"
        with self._progress(title, missing, "units") as advance:
            for step in judge.judge(pairs, direction):
                self._spent += step.cost
                said = {pairs[index]: judgement for index, judgement in step.found.items()}
                self._memory.store_judgements(
                    {keys[pair]: msgspec.json.encode(judgement).decode() for pair, judgement in said.items()}
                )
                self._judged += len(said)
                missing -= len(said)
                advance(len(said))
                yield from said.items()
        self._unanswered += missing

    def _find(self, direction: Direction) -> Judge | None:
        if direction not in self._judges:
            self._judges[direction] = self._judge_for(direction)
        return self._judges[direction]

    def _give_up(self, direction: Direction, error: Exception) -> None:
        self._judges[direction] = None
        reason = " ".join(str(error).split()) or type(error).__name__
        self._say(f"{direction}: no judge, what follows rests on the other signals and checks: {reason}")


def may_be_judged(pair: Pair) -> bool:
    """Tell whether a judge is asked: there are two texts, in two languages, and no more than a sentence long."""
    both = pair.source.strip() and pair.target.strip()
    other = not same_language(pair.source_language, pair.target_language)
    return bool(both) and other and len(pair.source) + len(pair.target) <= LONGEST


def _bare(pair: Pair) -> Pair:
    """Return a pair with nothing but what a judge reads."""
    return Pair(
        source=pair.source,
        target=pair.target,
        source_language=pair.source_language,
        target_language=pair.target_language,
    )


def _direction(pair: Pair) -> Direction:
    return Direction(source=pair.source_language, target=pair.target_language)


def _key(pair: Pair, judge: str) -> str:
    """Return the memory's key of a judgement: it depends on all of this, and on nothing of the batch."""
    parts = (pair.source, pair.target, pair.source_language, pair.target_language, judge)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
