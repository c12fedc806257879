"""Search for translations with the draft model, in batches of like length; searches may be added while others run."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.errors import EngineError
from pipeline.languages.locales import language_of
from pipeline.model import Candidate, Direction
from pipeline.translate.engines.draft.search_plans import SearchPlan
from pipeline.translate.engines.draft.terms import given_terms
from pipeline.translate.engines.passages import PassageCollector, make_batches, rank, split_long
from pipeline.translate.engines.protocol import Found
from pipeline.translate.engines.workers import keep_freed_memory, share_out

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGE_NAMES = {"ar": "Arabic", "en": "English"}
"""The languages the adapter was trained on, as its prompt names them."""
BATCH_TOKENS = 2048
"""Padded prompt tokens of a batch, about 32 sentences. Batches of 512 and 1,024 are as quick: they wait less for their
longest target, and use the processor less well."""
MARKS = "ًٌٍَُِّْ"
"""Arabic vowel signs: one may follow another letter, never another sign."""
REPETITION_PENALTY = 1.1
"""Above this the model starts to avoid words it must repeat; below it, it loops."""
SUPPRESSED = [
    *([f"<0x{byte:02X}>"] for byte in range(256)),  # a byte could spell any script
    *([first, second] for first in MARKS for second in MARKS),  # small models loop on them
]
"""Token sequences that are never generated."""
LENGTH_LIMIT = (1.8, 16)
"""A target has at most this many tokens: a factor of the source's, and an allowance."""


def prompt(source: str, language: str, terms: Iterable[tuple[str, str]] = ()) -> str:
    """Return the text the model completes with the translation of *source* into *language*.

    Each of *terms* is a wording of the source and the translation that it must get.
    """
    glossary = "".join(f"\n{wording} = {translation}" for wording, translation in terms)
    return f"{source}{glossary}\n{LANGUAGE_NAMES[language_of(language)]}:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The loaded model; ``workers`` search a batch each, at once."""

    generator: Any
    tokenizer: Any
    workers: int

    def encode(self, text: str) -> list[str]:
        """Return the tokens of a prompt."""
        return ["<bos>", *self.tokenizer.encode(text).tokens]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Prompt:
    """The prompt of one passage of a plan: the passage's place, and what collects the candidates of all of them."""

    plan: SearchPlan
    tokens: list[str]
    place: int
    passages: PassageCollector


class Searches:
    """The searches that wait, and those that run."""

    def __init__(self, model: Model, direction: Direction) -> None:
        self._model = model
        self._direction = direction
        self._waiting: list[_Prompt] = []
        self._running: deque[tuple[list[_Prompt], list[Any]]] = deque()

    def add(self, number: int, plan: SearchPlan) -> None:
        """Add a search; *number* stands beside its result."""
        encode, request = self._model.encode, plan.request
        texts = split_long(request.source, lambda text: len(encode(text)), plan.longest)
        prompts = [encode(prompt(text, self._direction.target, given_terms(text, request))) for text in texts]
        passages = PassageCollector([number] * len(prompts), [len(tokens) for tokens in prompts])
        self._waiting += [
            _Prompt(plan=plan, tokens=tokens, place=place, passages=passages) for place, tokens in enumerate(prompts)
        ]

    def results(self) -> Iterator[Found]:
        """Yield the number and the candidates of each search, roughly the longest first, until none waits or runs."""
        while self._waiting or self._running:
            while self._waiting and self._has_room():
                batch = self._take_batch()
                self._running.append((batch, _start(self._model, [each.tokens for each in batch], batch[0].plan.beams)))
            for each, asked in zip(*self._running.popleft(), strict=True):
                for number, found in each.passages.take(each.place, _candidates(self._model, asked)):
                    yield number, tuple(each.plan.restore(found))

    def _has_room(self) -> bool:
        """Tell whether a worker waits for a batch, or a whole batch can wait for the next worker."""
        running, workers = len(self._running), self._model.workers
        whole = sum(len(each.tokens) for each in self._waiting) >= BATCH_TOKENS
        return running < workers or (whole and running <= workers + 1)

    def _take_batch(self) -> list[_Prompt]:
        """Take the longest prompts of those that wait, all to be searched with the same beams.

        They are so many that the workers that wait get the same work each.
        """
        tokens = Counter[int]()
        for each in self._waiting:
            tokens[each.plan.beams] += len(each.tokens)
        ((beams, _),) = tokens.most_common(1)
        alike = [each for each in self._waiting if each.plan.beams == beams]
        lengths = [len(each.tokens) for each in alike]
        idle = self._model.workers - len(self._running)
        sharing = idle if idle > 0 else self._model.workers
        batch = [alike[place] for place in next(make_batches(lengths, share_out(lengths, BATCH_TOKENS, sharing)))]
        taken = set(batch)
        self._waiting = [each for each in self._waiting if each not in taken]
        return batch


@cache
def load_model(folder: Path, workers: int) -> Model:
    """Load the model of a folder: once in a process, for the engine that drafts and for the one that reads.

    :raises EngineError: if it cannot be loaded
    """
    from ctranslate2 import Generator
    from tokenizers import Tokenizer

    keep_freed_memory()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    try:
        generator = Generator(
            str(folder),
            device="cpu",
            compute_type="int8",
            inter_threads=workers,
            intra_threads=1,  # one sentence a core beats one sentence on all, for a model this small
            max_queued_batches=-1,
        )
    except (RuntimeError, ValueError) as error:
        raise EngineError(f"{folder}: cannot load ({error}); delete the folder and run again") from error
    return Model(generator=generator, tokenizer=tokenizer, workers=workers)


def _start(model: Model, prompts: Sequence[list[str]], beams: int) -> list[Any]:
    """Start the search for a batch, and return what will hold its results."""
    factor, allowance = LENGTH_LIMIT
    asked: list[Any] = model.generator.generate_batch(
        list(prompts),
        max_length=int(factor * max(map(len, prompts))) + allowance,
        beam_size=beams,
        num_hypotheses=beams,
        repetition_penalty=REPETITION_PENALTY,
        suppress_sequences=SUPPRESSED,
        include_prompt_in_result=False,
        return_scores=True,
        asynchronous=True,
    )
    return asked


def _candidates(model: Model, asked: Any) -> tuple[Candidate, ...]:
    """Wait for a search, and return its candidates, best first."""
    result = asked.result()
    return rank(
        Candidate(text=model.tokenizer.decode(ids), log_probability=float(score))
        for ids, score in zip(result.sequences_ids, result.scores, strict=True)
    )
