"""The embedded default: a small English-Arabic model that needs no hub and no GPU. For gist, not for print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import EngineError
from pipeline.languages.contrasts import lexicon_of
from pipeline.languages.locales import language_of
from pipeline.languages.names.respelled import names_revision
from pipeline.model import Candidate, Direction, Likelihood, Pair, Request
from pipeline.project.extras import DRAFT, require
from pipeline.translate.engines.draft.likelihood import Reader
from pipeline.translate.engines.draft.model_cache import adapter_revision, is_built, model_folder, prepare_model
from pipeline.translate.engines.draft.names import with_names
from pipeline.translate.engines.draft.search_plans import SearchPlan, choose, first_search, search_rounds
from pipeline.translate.engines.draft.searches import LANGUAGE_NAMES, Model, Searches, load_model, prompt
from pipeline.translate.engines.passages import rank
from pipeline.translate.engines.protocol import Engine, Found, ModelRow, Report
from pipeline.translate.engines.workers import count_workers

if TYPE_CHECKING:
    from pathlib import Path

MODEL = "newsloc-draft-gemma3-270m"
LICENCE = "Gemma terms of use"
BEAMS = 2
"""Width of the first search, where the settings name none: 1 is twice as fast and up to 3 chrF worse, 3 a third slower
and up to 1.4 chrF better."""


@dataclass(slots=True, kw_only=True)
class _Work:
    """A request that is worked on: its candidates so far, its next rounds of searches, and how many searches run."""

    request: Request
    found: list[Candidate]
    rounds: Iterator[tuple[SearchPlan, ...]]
    running: int = 0

    def ask(self, searches: Searches, index: int) -> bool:
        """Add the next searches for the request, which is *index*; tell whether there are any."""
        plans = next(filter(None, self.rounds), ())
        for plan in plans:
            searches.add(index, plan)
        self.running = len(plans)
        return bool(plans)


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
        self._loaded: Model | None = None

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

    def translate(self, requests: Sequence[Request], direction: Direction) -> Iterator[Found]:
        """Yield each request's candidates, best first, as batches end; search again for a doubtful draft meanwhile.

        :raises EngineError: if the direction is not supported or the model cannot be built
        """
        if not self.supports(direction):
            raise EngineError(f"the draft engine knows English and Arabic only, not {direction}; name another --engine")
        if self._names:
            requests = [with_names(request, direction) for request in requests]
        searches = Searches(self._load(), direction)
        works = [self._begin(request, direction) for request in requests]
        for index, work in enumerate(works):
            work.ask(searches, index)
        for index, candidates in searches.results():
            work = works[index]
            work.found += candidates
            work.running -= 1
            if not work.running and not work.ask(searches, index):
                yield index, rank(choose(work.found, work.request, direction))

    def _begin(self, request: Request, direction: Direction) -> _Work:
        found: list[Candidate] = []
        return _Work(request=request, found=found, rounds=search_rounds(request, self._beams, found, direction))

    def _load(self) -> Model:
        if self._loaded is None:
            require(DRAFT, "the draft engine")
            self._loaded = load_model(prepare_model(self._report, self._root), count_workers())
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
        searches = Searches(self._load(), direction)
        for number, request in enumerate(requests):
            searches.add(number, first_search(request, self._beams))
        return searches.results()


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
