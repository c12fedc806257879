"""Trained translation models: everything but the search itself, which one of two runtimes does.

Which model, its licence and its label; sentences cut into passages and joined again; a second search where the first
one loops; the test that a model's weights are sound.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import EngineError
from pipeline.languages.locales import language_of
from pipeline.model import Candidate, Direction, Request
from pipeline.translate.engines.checkpoints.folders import known_licence
from pipeline.translate.engines.checkpoints.licences import require_permission
from pipeline.translate.engines.passages import PassageCollector, loops, split_long
from pipeline.translate.engines.protocol import Engine, Found, Report
from pipeline.translate.engines.seq2seq import CTRANSLATE2, Seq2SeqSettings
from pipeline.translate.engines.seq2seq.runtimes import Passage, Runtime, choose_runtime, find_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.translate.engines.seq2seq.families import LanguageTokens
    from pipeline.translate.engines.seq2seq.loading import TextEncoding

NO_REPEAT = 3
"""Tokens in a row that a second attempt may not use twice, when the first one loops."""
LOOPING_TOGETHER = 16
"""How many looping passages are searched again together: few, since each waits for the others."""


class Seq2SeqEngine(Engine):
    """Beam search over a trained translation model; one engine serves every direction it has a model for."""

    name = "seq2seq"

    def __init__(self, settings: Seq2SeqSettings, report: Report = lambda _: None) -> None:
        self.settings = settings
        self.report = report
        self._chosen: dict[tuple[str, str | None], Runtime[Any]] = {}
        self._labels: dict[tuple[str, str | None], str] = {}
        self._tested: set[tuple[str, str | None, Direction]] = set()

    def label(self, direction: Direction) -> str:
        """Return the model of a direction and its revision; it stays the same while the engine lives."""
        key = find_model(self.settings, direction)
        if key not in self._labels:
            self._labels[key] = self.runtime(direction).label(*key)
        return self._labels[key]

    def supports(self, direction: Direction) -> bool:
        """Tell whether the direction's model knows both languages; it is loaded for that.

        :raises EngineError: if it cannot be loaded
        """
        return self._reader(direction).language_tokens(direction) is not None

    def load(self, direction: Direction) -> None:
        """Get the direction's model ready, and try it on one sentence, unless the settings forbid that.

        :raises EngineError: if it cannot be loaded, does not know the direction, or only repeats itself
        """
        reader, language_tokens = self.ready(direction)
        tested = (*find_model(self.settings, direction), direction)
        if self.settings.smoke_test and tested not in self._tested:
            self._try(reader, language_tokens, direction)
            self._tested.add(tested)

    def translate(self, requests: Sequence[Request], direction: Direction) -> Iterator[Found]:
        """Yield each request's candidates as soon as all its passages are done, the longest first.

        :raises EngineError: if the model cannot be loaded, does not know the direction, or runs out of memory
        """
        self.load(direction)
        reader, language_tokens = self.ready(direction)
        passages: list[Passage] = []
        asked_for: list[int] = []  # the request of each passage
        for index, request in enumerate(requests):
            cut = _cut(reader, language_tokens, request.source)
            passages += cut
            asked_for += [index] * len(cut)
            if not cut:
                yield index, ()
        collector = PassageCollector(asked_for, list(map(len, passages)))
        search = _Search(
            runtime=self.runtime(direction), reader=reader, language_tokens=language_tokens, passages=passages
        )
        for number, candidates in search.run():
            yield from collector.take(number, candidates)

    def runtime(self, direction: Direction) -> Runtime[Any]:
        """Return what runs the direction's model: what the settings name, else the fastest that can."""
        key = find_model(self.settings, direction)
        if key not in self._chosen:
            self._chosen[key] = _make_runtime(choose_runtime(self.settings, direction), self.settings, self.report)
        return self._chosen[key]

    def _reader(self, direction: Direction) -> TextEncoding:
        model, revision = find_model(self.settings, direction)
        require_permission(model, known_licence(model, revision), accepted=self.settings.accept_license)
        reader: TextEncoding = self.runtime(direction).open(model, revision)
        return reader

    def ready(self, direction: Direction) -> tuple[TextEncoding, LanguageTokens]:
        """Return the direction's model and how to ask it.

        :raises EngineError: if it cannot be loaded, or does not know the direction
        """
        reader = self._reader(direction)
        language_tokens = reader.language_tokens(direction)
        if language_tokens is None:
            raise EngineError(f"{self.label(direction)} does not translate {direction}; name another model")
        return reader, language_tokens

    def _try(self, reader: TextEncoding, language_tokens: LanguageTokens, direction: Direction) -> None:
        """Translate one sentence, if there is one in the source language.

        :raises EngineError: if there is no word in the answer, or it only repeats itself
        """
        sentence = _find_sentence(direction)
        if not sentence:
            return
        passage = reader.encode(language_tokens, sentence)
        [(_, found)] = self.runtime(direction).search(reader, language_tokens, [passage])
        answer = found[0].text if found else ""
        if loops(answer) or not any(map(str.isalpha, answer)):
            raise EngineError(
                f'{self.label(direction)}: its weights are broken: it translates "{sentence}" as "{answer[:40]}";'
                " name another model or revision"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """A search for some passages, repeated without repetition where the best candidate loops."""

    runtime: Runtime[Any]
    reader: TextEncoding
    language_tokens: LanguageTokens
    passages: Sequence[Passage]

    def run(self) -> Iterator[Found]:
        """Yield the candidates of each passage."""
        looping: dict[int, tuple[Candidate, ...]] = {}
        for number, candidates in self.runtime.search(self.reader, self.language_tokens, self.passages):
            if candidates and loops(candidates[0].text):
                looping[number] = candidates
            else:
                yield number, candidates
            if len(looping) == LOOPING_TOGETHER:
                yield from self._repeat(looping)
                looping = {}
        yield from self._repeat(looping)

    def _repeat(self, looping: Mapping[int, tuple[Candidate, ...]]) -> Iterator[Found]:
        if not looping:
            return
        numbers = list(looping)
        passages = [self.passages[number] for number in numbers]
        for place, candidates in self.runtime.search(self.reader, self.language_tokens, passages, NO_REPEAT):
            sound = tuple(candidate for candidate in candidates if not loops(candidate.text))
            yield numbers[place], sound or looping[numbers[place]]


def _make_runtime(name: str, settings: Seq2SeqSettings, report: Report) -> Runtime[Any]:
    if name == CTRANSLATE2:
        from pipeline.translate.engines.seq2seq.ctranslate2_runtime import CTranslate2Runtime

        return CTranslate2Runtime(settings, report)
    from pipeline.translate.engines.seq2seq.transformers_runtime import TransformersRuntime

    return TransformersRuntime(settings, report)


def _cut(reader: TextEncoding, language_tokens: LanguageTokens, source: str) -> list[Passage]:
    """Return the passages of a source as tokens; none where it is empty or a word of it is too long to read."""
    if not source.strip():
        return []
    passages = split_long(source.strip(), lambda text: len(reader.encode(language_tokens, text)), most=reader.longest)
    encoded = [reader.encode(language_tokens, passage) for passage in passages]
    return [] if any(len(tokens) > reader.longest for tokens in encoded) else encoded


@cache
def _read_sentences() -> Mapping[str, str]:
    """Return the sentences by source language."""
    return tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))


def _find_sentence(direction: Direction) -> str:
    """Return a sentence to try a direction on; empty if the package has none in its source language."""
    return _read_sentences().get(language_of(direction.source), "")
