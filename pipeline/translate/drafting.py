"""Find candidates for the units that no reviewed translation covers: cached ones first, then the engine's.

Markup, addresses and the like are hidden from the engine and put back into what it offers. Where that fails, the text
is translated as it stands, and the placeholders check says what was lost.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic, sleep

from pipeline.errors import EngineError
from pipeline.languages.names.respelled import spellings_among
from pipeline.model import Candidate, Direction, Request, Term
from pipeline.project.processes import in_chunks
from pipeline.translate.engines.answers import clean_candidate
from pipeline.translate.engines.protocol import Engine
from pipeline.translate.glossary import Glossary, required_term
from pipeline.translate.markup import find_pieces
from pipeline.translate.masking import MaskedText, mask
from pipeline.translate.memory import DraftKey, Memory

WINDOW = 1024
"""Sources handed to an engine at once: enough to sort into even batches, few enough that articles become whole, and
are written, long before the end of a large run (engines answer in the order of length)."""

_QUICK = 0.001
"""Seconds in which an answer is stored; an engine that needs fewer for one, as `pseudo`, may be asked again."""
_PAUSE = 0.2
"""Seconds between two looks for what others draft; a model takes about that for one answer."""
_TOGETHER = 256
"""Answers of such an engine that are stored in one transaction."""

Answer = tuple[str, tuple[Candidate, ...]]
"""A source and its candidates; none where the engine has nothing to offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """What drafting works with, for one direction."""

    engine: Engine
    direction: Direction
    glossary: Glossary
    memory: Memory
    spellings: Mapping[str, str] = field(default_factory=dict)
    """How reviewed translations spell names: by the word, folded."""

    @property
    def origin(self) -> str:
        """The name and label of the engine."""
        return f"{self.engine.name} {self.engine.label(self.direction)}"

    def prepare(self, request: Request) -> Attempt:
        """Return a request with the names that the engine is told, its text with what is copied behind marks."""
        masked = mask(request.source, find_pieces(request.source), self.engine.marks)
        examples = request.examples if self.engine.takes_examples else ()
        return Attempt(request=replace(request, names=self._names(request.source), examples=examples), masked=masked)

    def _names(self, source: str) -> tuple[Term, ...]:
        """Return the names of a source that reviewed translations spell, for an engine that takes them."""
        found = spellings_among(source, self.spellings) if self.engine.takes_names else {}
        return tuple(required_term(name, spelling, self.direction) for name, spelling in found.items())

    def key(self, attempt: Attempt) -> DraftKey:
        """Return the memory's key of a source; marks, spellings and examples count: a draft depends on them."""
        marks = "".join(f" {slot.mark}" for slot in attempt.masked.slots)
        names = "".join(f" {name.source}={name.targets[0]}" for name in attempt.request.names)
        examples = "".join(f" {source}={target}" for source, target in attempt.request.examples)
        return DraftKey(
            source=attempt.request.source,
            direction=self.direction,
            engine=f"{self.origin}{marks}{names}{examples}",
            glossary=self.glossary.signature,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One way to ask for a source."""

    request: Request
    masked: MaskedText

    @property
    def asked(self) -> Request:
        """Return what the engine gets."""
        return replace(self.request, source=self.masked.text)

    def restore(self, candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
        """Return the candidates with everything put back; without those that lost something."""
        restored = ((self.masked.restore(candidate.text), candidate) for candidate in candidates)
        return tuple(replace(candidate, text=text.strip()) for text, candidate in restored if text and text.strip())


Asked = Mapping[DraftKey, Attempt]
"""What is asked for, each distinct source once."""


def find_candidates(
    drafting: Drafting,
    requests: Iterable[Request],
    advance: Callable[[int], None] = lambda _: None,
) -> Iterator[Answer]:
    """Yield each distinct source once, with its candidates: those in the memory first, then as the engine has them.

    The first request of a source stands for all. *advance* hears how many more sources have candidates.

    :raises EngineError: if the engine breaks
    """
    left = yield from find_known(drafting, key_requests(drafting, requests), advance)
    for part in in_chunks(left.items(), WINDOW):
        yield from draft(drafting, dict(part), advance)


def find_candidates_once(
    drafting: Drafting, requests: Iterable[Request], advance: Callable[[int], None] = lambda _: None
) -> Iterator[Answer]:
    """Yield what `find_candidates` does, but draft nothing that another process is drafting: wait for its answer.

    What another process leaves without an answer, because it fails or dies, is drafted here.

    :raises EngineError: if the engine breaks
    """
    left = yield from find_known(drafting, key_requests(drafting, requests), advance)
    while left:
        others: Asked = {}
        for part in in_chunks(left.items(), WINDOW):
            with drafting.memory.claims.hold([key for key, _ in part]) as claim:
                mine = {key: attempt for key, attempt in part if claim.holds(key)}
                others = {**others, **{key: attempt for key, attempt in part if key not in mine}}
                # What is free now may be so because another process is done with it.
                new = yield from find_known(drafting, mine, advance)
                for answer in draft(drafting, new, advance):
                    yield answer
                    claim.renew()
        if others:
            sleep(_PAUSE)
            others = yield from find_known(drafting, others, advance)
        left = others


def find_candidates_anew(
    drafting: Drafting,
    requests: Iterable[Request],
    renewed: set[DraftKey],
    advance: Callable[[int], None] = lambda _: None,
) -> Iterator[Answer]:
    """Yield what `find_candidates` does, but ask the engine whatever the memory holds.

    What the engine offers replaces the cached drafts; where it offers nothing, they stay in the memory and are not
    yielded. *renewed* are the keys that were asked anew before, whose drafts come from the memory; it grows.

    :raises EngineError: if the engine breaks
    """
    asked = key_requests(drafting, requests)
    keys = {key.source: key for key in asked}
    known = {key: attempt for key, attempt in asked.items() if key in renewed}
    left = yield from find_known(drafting, known, advance)
    wanted = [(key, attempt) for key, attempt in asked.items() if key in left or key not in known]
    for part in in_chunks(wanted, WINDOW):
        for source, candidates in draft(drafting, dict(part), advance, anew=True):
            renewed.add(keys[source])
            yield source, candidates


def ask_anew(drafting: Drafting, request: Request) -> tuple[Candidate, ...]:
    """Return what the engine offers now for one text, best first, whatever the memory holds; empty where it has none.

    What it offers replaces the cached drafts of the text.

    :raises EngineError: if the engine breaks
    """
    ((_, candidates),) = find_candidates_anew(drafting, [request], set())
    return candidates


def key_requests(drafting: Drafting, requests: Iterable[Request]) -> Asked:
    """Return the first request of each source, ready to be asked, under the memory's key."""
    first: dict[str, Request] = {}
    for request in requests:
        first.setdefault(request.source, request)
    return {drafting.key(attempt): attempt for attempt in map(drafting.prepare, first.values())}


def find_known(drafting: Drafting, asked: Asked, advance: Callable[[int], None]) -> Generator[Answer, None, Asked]:
    """Yield the sources whose candidates are in the memory; return those that are left."""
    known = drafting.memory.drafts(list(asked))
    advance(len(known))
    yield from ((key.source, known[key]) for key in asked if key in known)
    return {key: attempt for key, attempt in asked.items() if key not in known}


def draft(drafting: Drafting, asked: Asked, advance: Callable[[int], None], *, anew: bool = False) -> Iterator[Answer]:
    """Yield each source with what the engine offers; *anew*, that replaces what the memory holds.

    That is in the memory before it is yielded: a run that is killed loses what the engine is at, nothing else that
    takes time.

    :raises EngineError: if the engine breaks
    """
    keys = {key.source: key for key in asked}
    for answers in _gather(_ask(drafting, [_with_terms(drafting, attempt) for attempt in asked.values()])):
        offered = {keys[source]: candidates for source, candidates in answers if candidates}
        stored = drafting.memory.store_drafts(offered, replace=anew) if offered else {}
        advance(len(offered))
        yield from ((source, stored.get(keys[source], ())) for source, _ in answers)


def _gather(answers: Iterator[Answer]) -> Iterator[list[Answer]]:
    """Yield each answer of an engine by itself; those of one that is as quick as the memory, many together."""
    gathered: list[Answer] = []
    seconds, count = 0.0, 0
    try:
        while True:
            begun = monotonic()
            if (answer := next(answers, None)) is None:
                break
            seconds, count = seconds + monotonic() - begun, count + 1
            gathered.append(answer)
            if seconds > _QUICK * count or len(gathered) == _TOGETHER:
                yield gathered
                gathered = []
    except (EngineError, KeyboardInterrupt):
        yield gathered
        raise
    yield gathered


def _with_terms(drafting: Drafting, attempt: Attempt) -> Attempt:
    terms = drafting.glossary.in_text(attempt.request.source, drafting.direction)
    return replace(attempt, request=replace(attempt.request, terms=terms))


def _ask(drafting: Drafting, attempts: Sequence[Attempt]) -> Iterator[Answer]:
    """Yield each source with its candidates; ask once more, as it stands, where none brought back what was hidden."""
    again: list[Attempt] = []
    for attempt, candidates in _translate(drafting, attempts):
        if not candidates and attempt.masked.slots:
            again.append(replace(attempt, masked=MaskedText(text=attempt.request.source, slots=())))
        else:
            yield attempt.request.source, candidates
    if again:
        for attempt, candidates in _translate(drafting, again):
            yield attempt.request.source, candidates


def _translate(drafting: Drafting, attempts: Sequence[Attempt]) -> Iterator[tuple[Attempt, tuple[Candidate, ...]]]:
    """Yield each attempt once, with what the engine made of it.

    :raises EngineError: also for what a broken library raises
    """
    answers = drafting.engine.translate([attempt.asked for attempt in attempts], drafting.direction)
    seen = set()
    while True:
        try:
            index, candidates = next(answers)
        except StopIteration:
            return
        except (ArithmeticError, MemoryError, OSError, RuntimeError, ValueError) as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            raise EngineError(
                f"the {drafting.engine.name} engine broke ({reason}); what it did before is kept: run again, or name"
                " another --engine"
            ) from error
        if index not in seen:
            seen.add(index)
            yield attempts[index], attempts[index].restore(map(clean_candidate, candidates))
