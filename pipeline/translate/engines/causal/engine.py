"""Large language models through transformers: instruction models and base models, from a folder or a hub."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import EngineError
from pipeline.model import Candidate, Direction, Request
from pipeline.translate.engines.causal.checkpoint import LanguageModel, load_language_model
from pipeline.translate.engines.causal.score import score
from pipeline.translate.engines.checkpoints.folders import find_checkpoint, identify, known_licence
from pipeline.translate.engines.checkpoints.licences import require_permission
from pipeline.translate.engines.passages import make_batches, rank
from pipeline.translate.engines.prompts.answer import find_candidate
from pipeline.translate.engines.prompts.template import Template, find_template, template_of_checkpoint
from pipeline.translate.engines.protocol import BEAMS, Engine, Found, Report
from pipeline.translate.engines.sentences import find_sentence
from pipeline.translate.engines.settings import PromptedSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

MOST_CANDIDATES = 4
LENGTH_LIMIT = (3.0, 48)
"""An answer has at most this many tokens: a factor of the longest source's in its batch, and an allowance.

Generous, for some vocabularies cut Arabic into letters; what is too long is found by its characters."""
REPETITION_PENALTY = 1.15
"""The repetition penalty of a second attempt, which is made if no answer of the first one is sound."""
NAME_A_MODEL = 'name a model: a hub id or a folder, such as model = "google/translategemma-4b-it" under [engines]'


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One request as the model reads it. ``length`` is the number of its source's tokens."""

    source: str
    tokens: tuple[int, ...]
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAnswer:
    """What the model wrote, and the tokens that it read and wrote for that."""

    text: str = ""
    read: int = 0
    written: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReadyModel:
    """A model, how it is asked, and for which direction."""

    model: LanguageModel
    template: Template
    direction: Direction

    @property
    def one_line(self) -> bool:
        """Tell whether the model merely goes on with a text, and must be stopped at the end of the line."""
        return not self.model.is_chat(self.template)

    @property
    def ends(self) -> list[int]:
        return [*self.model.ends, *(self.model.line_ends if self.one_line else ())]


class CausalEngine(Engine):
    """Any decoder that transformers can load, asked by the prompt template that fits it."""

    name = "causal"

    def __init__(self, settings: PromptedSettings, report: Report = lambda _: None) -> None:
        self.settings = settings
        self.report = report
        self._label: str | None = None
        self._folder: Path | None = None
        self._tested: set[Direction] = set()

    def label(self, direction: Direction) -> str:
        """Return model, revision and prompt; it stays the same while the engine lives.

        :raises EngineError: if no model is named, or it cannot be loaded
        """
        if self._label is None:
            ready = self._ready(direction)
            self._label = f"{identify(self._model(), self.settings.revision)}+{ready.template.signature}"
        return self._label

    def supports(self, direction: Direction) -> bool:
        """Tell whether the model can be asked for the direction; it is loaded for that.

        :raises EngineError: if it cannot be loaded
        """
        ready = self._ready(direction)
        try:
            ready.model.encode(ready.template, Request(source="-"), direction)
        except EngineError:
            return False
        return True

    def load(self, direction: Direction) -> None:
        """Get the model ready, and try it on one sentence, unless the settings forbid that.

        :raises EngineError: if it cannot be loaded, cannot be asked, or only repeats itself
        """
        ready = self._ready(direction)
        if self.settings.smoke_test and direction not in self._tested:
            self._try(ready)
            self._tested.add(direction)

    def translate(self, requests: Sequence[Request], direction: Direction) -> Iterator[Found]:
        """Yield each request's candidates batch by batch, the longest first; none where no answer is sound.

        :raises EngineError: if the model cannot be loaded, cannot be asked, or runs out of memory
        """
        self.load(direction)
        ready = self._ready(direction)
        prompts = {index: _make_prompt(ready, request) for index, request in enumerate(requests)}
        yield from ((index, ()) for index, prompt in prompts.items() if prompt is None)
        for numbers, batch in self._batches(prompts):
            yield from zip(numbers, self._answer_twice(ready, batch), strict=True)

    def answer(self, requests: Sequence[Request], direction: Direction) -> Iterator[tuple[int, WrittenAnswer]]:
        """Yield what the model writes for each request, as it stands; an empty text where a request does not fit it.

        :raises EngineError: if the model cannot be loaded, cannot be asked, or runs out of memory
        """
        import torch

        ready = self._ready(direction)
        prompts = {index: _make_prompt(ready, request) for index, request in enumerate(requests)}
        yield from ((index, WrittenAnswer()) for index, prompt in prompts.items() if prompt is None)
        for numbers, batch in self._batches(prompts):
            with _explained_memory(len(batch)), torch.inference_mode():
                _, sequences = self._generate(ready, batch, penalty=1.0)
            answers = sequences[:, max(len(prompt.tokens) for prompt in batch) :].tolist()
            for number, prompt, tokens in zip(numbers, batch, answers, strict=True):
                written = list(itertools.takewhile(lambda token: token not in ready.ends, tokens))
                text = ready.model.decode(written)
                yield number, WrittenAnswer(text=text, read=len(prompt.tokens), written=len(written))

    def _batches(self, prompts: Mapping[int, Prompt | None]) -> Iterator[tuple[list[int], list[Prompt]]]:
        """Yield the prompts that there are with their numbers, in batches, the longest first."""
        known = [(number, prompt) for number, prompt in prompts.items() if prompt]
        for places in make_batches([len(prompt.tokens) for _, prompt in known], self.settings.batch_tokens):
            yield [known[place][0] for place in places], [known[place][1] for place in places]

    def _model(self) -> str:
        if self.settings.model is None:
            raise EngineError(f"the {self.name} engine has no model of its own; {NAME_A_MODEL}")
        return self.settings.model

    def _ready(self, direction: Direction) -> _ReadyModel:
        name, revision = self._model(), self.settings.revision
        wanted = find_template(self.settings.template) if self.settings.template else None
        require_permission(name, known_licence(name, revision), accepted=self.settings.accept_license)
        if self._folder is None:
            self._folder = find_checkpoint(name, revision, self.settings, self.report)
        model = load_language_model(self._folder, name, self.settings.device)
        template = wanted or template_of_checkpoint(name, model.kind, model.chat_template)
        return _ReadyModel(model=model, template=template, direction=direction)

    def _try(self, ready: _ReadyModel) -> None:
        """Translate one sentence, where there is one in the source language.

        :raises EngineError: if there is no word in the answer, or it only repeats itself
        """
        sentence = find_sentence(ready.direction)
        prompt = _make_prompt(ready, Request(source=sentence)) if sentence else None
        found = self._answer_twice(ready, [prompt])[0] if prompt else None
        if found is not None and not any(map(str.isalpha, found[0].text if found else "")):
            raise EngineError(
                f'{self._model()}: it does not translate "{sentence}" with the prompt "{ready.template.name}"; name'
                " another model or template under [engines]"
            )

    def _answer_twice(self, ready: _ReadyModel, prompts: Sequence[Prompt]) -> list[tuple[Candidate, ...]]:
        """Return each prompt's sound candidates; those without one are asked for again, with a penalty."""
        found = self._answer(ready, prompts)
        lacking = [number for number, candidates in enumerate(found) if not candidates]
        if lacking:
            again = self._answer(ready, [prompts[number] for number in lacking], REPETITION_PENALTY)
            for number, candidates in zip(lacking, again, strict=True):
                found[number] = candidates
        return found

    def _answer(
        self, ready: _ReadyModel, prompts: Sequence[Prompt], penalty: float = 1.0
    ) -> list[tuple[Candidate, ...]]:
        import torch

        with _explained_memory(len(prompts)), torch.inference_mode():
            batch, sequences = self._generate(ready, prompts, penalty)
            width = batch["input_ids"].shape[1]
            answers = sequences[:, width:].tolist()
            steps = score(ready.model.model, batch, sequences, ready.ends)
        each = len(answers) // len(prompts)
        rows = list(zip(answers, steps, strict=True))
        return [
            rank(filter(None, (_read(ready, prompt, tokens, logs) for tokens, logs in rows[start : start + each])))
            for prompt, start in zip(prompts, range(0, len(rows), each), strict=True)
        ]

    def _generate(self, ready: _ReadyModel, prompts: Sequence[Prompt], penalty: float) -> tuple[Any, Any]:
        """Return the batch that the model read, and its rows with what the model wrote after them."""
        from transformers import LogitsProcessorList, RepetitionPenaltyLogitsProcessor

        language_model, beams = ready.model, self.settings.beams or BEAMS
        batch = language_model.tokenizer.pad(
            {"input_ids": [list(prompt.tokens) for prompt in prompts]}, padding=True, return_tensors="pt"
        ).to(language_model.device)
        processors = LogitsProcessorList()
        if penalty > 1:  # what stands in the prompt, names above all, must be free to come again
            width = batch["input_ids"].shape[1]
            processors.append(RepetitionPenaltyLogitsProcessor(penalty, prompt_ignore_length=width))
        return batch, language_model.model.generate(
            input_ids=batch["input_ids"],
            attention_mask=batch["attention_mask"],
            num_beams=beams,
            num_return_sequences=min(beams, MOST_CANDIDATES),
            do_sample=False,
            length_penalty=1.0,
            repetition_penalty=1.0,
            max_new_tokens=_limit(max(prompt.length for prompt in prompts)),
            eos_token_id=ready.ends,
            pad_token_id=language_model.tokenizer.pad_token_id,
            logits_processor=processors,
        )


@contextmanager
def _explained_memory(count: int) -> Iterator[None]:
    """Say what to do where a batch does not fit in memory.

    :raises EngineError: saying it
    """
    import torch

    try:
        yield
    except torch.OutOfMemoryError as error:
        raise EngineError(
            f"a batch of {count} prompts does not fit in memory; set a smaller batch_tokens or beams under [engines]"
        ) from error


def _limit(length: int) -> int:
    factor, allowance = LENGTH_LIMIT
    return int(factor * length) + allowance


def _make_prompt(ready: _ReadyModel, request: Request) -> Prompt | None:
    """Return a request as tokens; None where it is empty, or does not fit the model together with its answer."""
    if not request.source.strip():
        return None
    model = ready.model
    tokens = model.encode(ready.template, request, ready.direction)
    length = len(model.tokenizer(request.source, add_special_tokens=False)["input_ids"])
    fits = len(tokens) + _limit(length) <= model.longest
    return Prompt(source=request.source, tokens=tokens, length=length) if fits else None


def _read(ready: _ReadyModel, prompt: Prompt, tokens: Sequence[int], logs: Sequence[float]) -> Candidate | None:
    """Return the candidate in what a model wrote; None where it was cut off or is not sound."""
    written = tokens[: len(logs)]
    if not written or written[-1] not in ready.ends:
        return None
    answer = ready.model.decode(written)
    return find_candidate(answer, logs, prompt.source, ready.direction, one_line=ready.one_line)
