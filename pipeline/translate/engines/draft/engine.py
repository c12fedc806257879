"""The embedded default: a small English-Arabic model that needs no hub and no GPU. For gist, not for print."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.errors import EngineError
from pipeline.languages.contrasts import lexicon_of
from pipeline.languages.locales import language_of
from pipeline.languages.names.respelled import names_revision
from pipeline.model import Candidate, Direction, Likelihood, Pair, Request
from pipeline.project.extras import DRAFT, require
from pipeline.translate.engines.allocation import keep_freed_memory
from pipeline.translate.engines.draft.likelihood import Reader
from pipeline.translate.engines.draft.model_cache import adapter_revision, is_built, model_folder, prepare_model
from pipeline.translate.engines.draft.names import with_names
from pipeline.translate.engines.draft.search_plans import SearchPlan, choose, first_search, further_searches
from pipeline.translate.engines.draft.terms import given_terms
from pipeline.translate.engines.passages import PassageCollector, make_batches, rank, split_long
from pipeline.translate.engines.protocol import Engine, ModelRow, Report
from pipeline.translate.engines.workers import count_workers, share_out

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGE_NAMES = {"ar": "Arabic", "en": "English"}
"""The languages the adapter was trained on, as its prompt names them."""

MODEL = "newsloc-draft-gemma3-270m"
LICENCE = "Gemma terms of use"
BATCH_TOKENS = 2048
"""Padded prompt tokens of a batch, about 32 sentences: more are slower, since a batch ends with its longest target."""
BEAMS = 2
"""Width of the first search, where the settings name none: 1 is twice as fast and up to 3 chrF worse, 3 a third slower
and up to 1.4 chrF better."""
DOUBTFUL_TOGETHER = 16
"""How many doubtful drafts are searched again together: few, since each waits for the others."""
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

Found = tuple[int, tuple[Candidate, ...]]
"""A number of what was asked, and its candidates, best first."""
_Doubt = tuple[tuple[Candidate, ...], tuple[SearchPlan, ...]]
"""What was found for a request, and how it is asked for once more."""


def prompt(source: str, language: str, terms: Iterable[tuple[str, str]] = ()) -> str:
    """Return the text the model completes with the translation of *source* into *language*.

    Each of *terms* is a wording of the source and the translation that it must get.
    """
    glossary = "".join(f"\n{wording} = {translation}" for wording, translation in terms)
    return f"{source}{glossary}\n{LANGUAGE_NAMES[language_of(language)]}:"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """The loaded model; ``workers`` search a batch each, at once."""

    generator: Any
    tokenizer: Any
    workers: int

    def encode(self, text: str) -> list[str]:
        """Return the tokens of a prompt."""
        return ["<bos>", *self.tokenizer.encode(text).tokens]


class DraftEngine(Engine):
    """Gemma 3 270M with the project's own adapter, through CTranslate2 int8."""

    name = "draft"
    takes_names = True

    def __init__(
        self, report: Report = lambda _: None, root: Path | None = None, beams: int | None = None, *, names: bool = True
    ) -> None:
        """Make an engine that loads nothing yet; *names* False does not tell the model how to spell them."""
        self._report = report
        self._names = names
        self._root = root
        self._beams = beams or BEAMS
        self._loaded: _Model | None = None

    def label(self, direction: Direction) -> str:
        """Return model and revision, the width of the search, and the revision of what is known of names."""
        del direction
        names = f"+names{names_revision()[:6]}" if self._names else ""
        return f"{MODEL}@{adapter_revision()}+beam{self._beams}{names}"

    def supports(self, direction: Direction) -> bool:
        """Tell whether both languages are known, and differ."""
        pair = {language_of(direction.source), language_of(direction.target)}
        return len(pair) == len(LANGUAGE_NAMES) and pair <= LANGUAGE_NAMES.keys()

    def load(self, direction: Direction) -> None:
        """Get the one model ready; the first time, it is built.

        :raises EngineError: if it cannot be built
        :raises MissingExtra: if its packages are not installed
        """
        del direction
        self._load()

    def translate(
        self,
        requests: Sequence[Request],
        direction: Direction,
    ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
        """Yield each request's candidates, best first, batch by batch; search once more for a doubtful draft.

        :raises EngineError: if the direction is not supported or the model cannot be built
        """
        if not self.supports(direction):
            raise EngineError(f"the draft engine knows English and Arabic only, not {direction}; name another --engine")
        if self._names:
            requests = [with_names(request, direction) for request in requests]
        first = [first_search(request, self._beams) for request in requests]
        doubtful: dict[int, _Doubt] = {}
        for index, found in self._search(first, direction):
            again = tuple(further_searches(first[index], found, direction))
            if again:
                doubtful[index] = found, again
            else:
                yield index, rank(choose(found, requests[index], direction))
            if len(doubtful) == DOUBTFUL_TOGETHER:
                yield from self._search_again(requests, doubtful, direction)
                doubtful = {}
        yield from self._search_again(requests, doubtful, direction)

    def _search_again(
        self, requests: Sequence[Request], doubtful: Mapping[int, _Doubt], direction: Direction
    ) -> Iterator[Found]:
        """Yield the doubtful drafts with more candidates."""
        offers = {index: list(found) for index, (found, _) in doubtful.items()}
        again = [(index, plan) for index, (_, plans) in doubtful.items() for plan in plans]
        for beams in sorted({plan.beams for _, plan in again}):
            asked = [(index, plan) for index, plan in again if plan.beams == beams]
            for place, found in self._search([plan for _, plan in asked], direction):
                index, plan = asked[place]
                offers[index] += plan.restore(found)
        for index, candidates in offers.items():
            yield index, rank(choose(candidates, requests[index], direction))

    def _load(self) -> _Model:
        if self._loaded is None:
            require(DRAFT, "the draft engine")
            self._loaded = _load_model(prepare_model(self._report, self._root), count_workers())
        return self._loaded

    @property
    def reading_signature(self) -> str:
        """Return what a reading depends on besides the pair: the model, and the edits that are tried."""
        lexicons = (lexicon_of(tag) for tag in LANGUAGE_NAMES)
        return "+".join([f"{MODEL}@{adapter_revision()}", *(each.signature for each in lexicons if each)])

    def read(self, pairs: Sequence[Pair]) -> list[Likelihood]:
        """Return how likely the model finds the sides of translations that anyone made; both languages must be known.

        :raises EngineError: if the model cannot be built
        :raises MissingExtra: if its packages are not installed
        """
        model = self._load()
        reader = Reader(generator=model.generator, tokenizer=model.tokenizer, workers=model.workers, prompt=prompt)
        return reader.read(pairs)

    def count_tokens(self, text: str) -> int:
        """Return how many of the model's tokens a text has."""
        return len(self._load().tokenizer.encode(text).tokens)

    def search(self, requests: Sequence[Request], direction: Direction) -> Iterator[Found]:
        """Yield each request's candidates of one search, the longest first; all cores are at work meanwhile."""
        return self._search([first_search(request, self._beams) for request in requests], direction)

    def _search(self, plans: Sequence[SearchPlan], direction: Direction) -> Iterator[Found]:
        """Yield the place of each plan with its candidates, the longest first; all plans have the same beams."""
        if not plans:
            return
        model = self._load()
        owners: list[int] = []
        prompts: list[list[str]] = []
        for place, plan in enumerate(plans):
            for text in split_long(plan.request.source, lambda text: len(model.encode(text)), plan.longest):
                owners.append(place)
                prompts.append(model.encode(prompt(text, direction.target, given_terms(text, plan.request))))
        lengths = [len(tokens) for tokens in prompts]
        collector = PassageCollector(owners, lengths)
        running: deque[tuple[list[int], list[Any]]] = deque()
        for batch in make_batches(lengths, share_out(lengths, BATCH_TOKENS, model.workers)):
            running.append((batch, _start(model, [prompts[number] for number in batch], plans[0].beams)))
            if len(running) > model.workers + 1:  # one waits, so that no worker does
                yield from _finish(model, collector, *running.popleft())
        while running:
            yield from _finish(model, collector, *running.popleft())


@cache
def _load_model(folder: Path, workers: int) -> _Model:
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
    return _Model(generator=generator, tokenizer=tokenizer, workers=workers)


def _start(model: _Model, prompts: Sequence[list[str]], beams: int) -> list[Any]:
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


def _finish(model: _Model, collector: PassageCollector, batch: Sequence[int], asked: Sequence[Any]) -> Iterator[Found]:
    """Wait for a batch, and yield the requests that are whole with it."""
    for number, answer in zip(batch, asked, strict=True):
        result = answer.result()
        candidates = (
            Candidate(text=model.tokenizer.decode(ids), log_probability=float(score))
            for ids, score in zip(result.sequences_ids, result.scores, strict=True)
        )
        yield from collector.take(number, rank(candidates))


def models(root: Path | None = None) -> tuple[ModelRow, ...]:
    """List the one model there is."""
    folder = model_folder(root)
    built = is_built(root)
    size = sum(path.stat().st_size for path in folder.iterdir()) if built else None
    return (
        ModelRow(
            engine="draft",
            title="embedded English-Arabic draft model",
            model=MODEL,
            licence=LICENCE,
            size=size,
            cached=folder if built else None,
        ),
    )
