"""What the engines of translation models share, whatever runs the model: everything but the search itself.

Which model, its licence and its label; sentences cut into passages and joined again; a second search where the first
one loops; the test that a model's weights are sound.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from pipeline.errors import EngineError
from pipeline.languages.locales import language_of
from pipeline.model import Candidate, Direction, Request
from pipeline.translate.engines import QUALITY
from pipeline.translate.engines.hub import recommended
from pipeline.translate.engines.licences import require_permission
from pipeline.translate.engines.passages import Waiting, loops, split_long
from pipeline.translate.engines.seq2seq_checkpoint import Reader, identify, known_licence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.translate.engines.protocol import EngineSettings, Report
    from pipeline.translate.engines.seq2seq_families import Cue

MOST_CANDIDATES = 4
LENGTH_LIMIT = (1.5, 10)
"""A target has at most this many tokens: a factor of the longest source's in its batch, and an allowance."""
NO_REPEAT = 3
"""Tokens in a row that a second attempt may not use twice, when the first one loops."""
LOOPING_TOGETHER = 16
"""Passages that loop and are searched again together: few, for they wait for one another."""
SMOKE_SENTENCES = {
    "ar": "افتتح الوزير المدرسة الجديدة يوم الاثنين.",
    "de": "Der Minister hat am Montag die neue Schule eröffnet.",
    "en": "The minister opened the new school on Monday.",
    "es": "El ministro inauguró la nueva escuela el lunes.",
    "fr": "Le ministre a inauguré la nouvelle école lundi.",
    "it": "Il ministro ha inaugurato la nuova scuola lunedì.",
    "pt": "O ministro inaugurou a nova escola na segunda-feira.",
    "ru": "Министр открыл новую школу в понедельник.",
}
"""What a model must translate before it is trusted, by source language."""

Found = tuple[int, tuple[Candidate, ...]]
"""The number of a passage or of a request, and its candidates, best first."""
ReaderT = TypeVar("ReaderT", bound=Reader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One passage of one request, as the model reads it."""

    request: int
    tokens: tuple[int, ...]


class TrainedEngine(ABC, Generic[ReaderT]):
    """Beam search over a trained translation model; one engine serves every direction it has a model for."""

    name: str

    def __init__(self, settings: EngineSettings, report: Report = lambda _: None) -> None:
        self.settings = settings
        self.report = report
        self._labels: dict[tuple[str, str | None], str] = {}
        self._tested: set[tuple[str, str | None, Direction]] = set()

    @abstractmethod
    def open(self, model: str, revision: str | None) -> ReaderT:
        """Return a model, ready to search; a second call returns it at once.

        :raises EngineError: if it cannot be loaded
        """

    @abstractmethod
    def search(self, reader: ReaderT, cue: Cue, passages: Sequence[Passage], no_repeat: int = 0) -> Iterator[Found]:
        """Yield the number of each passage with its candidates, as batches finish.

        *no_repeat* is the number of tokens in a row that no target may use twice; 0 allows all.

        :raises EngineError: if the memory of the machine does not suffice
        """

    def label(self, direction: Direction) -> str:
        """Return the model of a direction and its revision; it stays the same while the engine lives."""
        key = self.model(direction)
        if key not in self._labels:
            self._labels[key] = identify(*key)
        return self._labels[key]

    def quality(self) -> str:
        """Say what to expect."""
        return QUALITY[self.name]

    def supports(self, direction: Direction) -> bool:
        """Tell whether the direction's model knows both languages; it is loaded for that.

        :raises EngineError: if it cannot be loaded
        """
        return self._reader(direction).cue(direction) is not None

    def load(self, direction: Direction) -> None:
        """Get the direction's model ready, and try it on one sentence, unless the settings forbid that.

        :raises EngineError: if it cannot be loaded, does not know the direction, or only repeats itself
        """
        reader, cue = self.ready(direction)
        tested = (*self.model(direction), direction)
        if self.settings.smoke_test and tested not in self._tested:
            self._try(reader, cue, direction)
            self._tested.add(tested)

    def translate(
        self,
        requests: Sequence[Request],
        direction: Direction,
    ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
        """Yield each request's candidates as soon as all its passages are done, the longest first.

        :raises EngineError: if the model cannot be loaded, does not know the direction, or runs out of memory
        """
        self.load(direction)
        reader, cue = self.ready(direction)
        passages: list[Passage] = []
        for index, request in enumerate(requests):
            cut = _cut(reader, cue, request.source)
            passages += (Passage(request=index, tokens=tokens) for tokens in cut)
            if not cut:
                yield index, ()
        waiting = Waiting([passage.request for passage in passages], [len(passage.tokens) for passage in passages])
        for number, candidates in self._search_twice(reader, cue, passages):
            yield from waiting.take(number, candidates)

    def model(self, direction: Direction) -> tuple[str, str | None]:
        """Return the model of a direction, a hub id or a folder, and its revision."""
        if self.settings.model:
            return self.settings.model, self.settings.revision
        row = recommended(direction)
        return row.model, row.revision

    def _reader(self, direction: Direction) -> ReaderT:
        model, revision = self.model(direction)
        require_permission(model, known_licence(model, revision), accepted=self.settings.accept_license)
        return self.open(model, revision)

    def ready(self, direction: Direction) -> tuple[ReaderT, Cue]:
        """Return the direction's model and how to ask it.

        :raises EngineError: if it cannot be loaded, or does not know the direction
        """
        reader = self._reader(direction)
        cue = reader.cue(direction)
        if cue is None:
            raise EngineError(f"{self.label(direction)} does not translate {direction}; name another model")
        return reader, cue

    def _try(self, reader: ReaderT, cue: Cue, direction: Direction) -> None:
        """Translate one sentence, if there is one in the source language.

        :raises EngineError: if there is no word in the answer, or it only repeats itself
        """
        sentence = SMOKE_SENTENCES.get(language_of(direction.source))
        if sentence is None:
            return
        passage = Passage(request=0, tokens=reader.encode(cue, sentence))
        answers = [candidate.text for _, found in self.search(reader, cue, [passage]) for candidate in found]
        answer = answers[0] if answers else ""
        if loops(answer) or not any(map(str.isalpha, answer)):
            raise EngineError(
                f'{self.label(direction)}: its weights are broken: it translates "{sentence}" as "{answer[:40]}";'
                " name another model or revision"
            )

    def _search_twice(self, reader: ReaderT, cue: Cue, passages: Sequence[Passage]) -> Iterator[Found]:
        """Search, and search again without repetition where the best candidate loops."""
        looping: dict[int, tuple[Candidate, ...]] = {}
        for number, candidates in self.search(reader, cue, passages):
            if candidates and loops(candidates[0].text):
                looping[number] = candidates
            else:
                yield number, candidates
            if len(looping) == LOOPING_TOGETHER:
                yield from self._search_again(reader, cue, passages, looping)
                looping = {}
        yield from self._search_again(reader, cue, passages, looping)

    def _search_again(
        self, reader: ReaderT, cue: Cue, passages: Sequence[Passage], looping: Mapping[int, tuple[Candidate, ...]]
    ) -> Iterator[Found]:
        if not looping:
            return
        numbers = list(looping)
        for place, candidates in self.search(reader, cue, [passages[number] for number in numbers], NO_REPEAT):
            sound = tuple(candidate for candidate in candidates if not loops(candidate.text))
            yield numbers[place], sound or looping[numbers[place]]


def _cut(reader: Reader, cue: Cue, source: str) -> list[tuple[int, ...]]:
    """Return the passages of a source as tokens; none where it is empty or a word of it is too long to read."""
    if not source.strip():
        return []
    passages = split_long(source.strip(), lambda text: len(reader.encode(cue, text)), most=reader.longest)
    encoded = [reader.encode(cue, passage) for passage in passages]
    return [] if any(len(tokens) > reader.longest for tokens in encoded) else encoded


def limit_target(passages: Sequence[Passage], reader: Reader) -> int:
    """Return the most tokens that the targets of a batch may have."""
    factor, allowance = LENGTH_LIMIT
    return min(int(factor * max(len(passage.tokens) for passage in passages)) + allowance, reader.longest - 2)
