"""Translation models through transformers: any folder or hub id of the Marian, NLLB, M2M100 and MADLAD families."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.engines import QUALITY
from pipeline.engines.hub import is_restricted, list_hub_models, recommended
from pipeline.engines.passages import join_passages, loops, make_batches, split_long
from pipeline.engines.seq2seq_checkpoint import Checkpoint, find_checkpoint, identify, load_checkpoint
from pipeline.errors import EngineError
from pipeline.locales import language_of
from pipeline.model import Candidate, Direction, Request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.engines.protocol import EngineSettings, ModelRow, Report
    from pipeline.engines.seq2seq_families import Cue

MOST_CANDIDATES = 4
LENGTH_LIMIT = (1.5, 10)
"""A target has at most this many tokens: a factor of the longest source's in its batch, and an allowance."""
NO_REPEAT = 3
"""Tokens in a row that a second attempt may not use twice, when the first one loops."""
SCORED_NUMBERS = 32_000_000
"""Floats of log-probabilities held at once while candidates are scored."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One passage of one request, as the model reads it."""

    request: int
    tokens: tuple[int, ...]


class Seq2SeqEngine:
    """Beam search over a trained translation model; one engine serves every direction it has a model for."""

    name = "seq2seq"

    def __init__(self, settings: EngineSettings, report: Report = lambda _: None) -> None:
        self._settings = settings
        self._report = report
        self._folders: dict[tuple[str, str | None], Path] = {}
        self._labels: dict[tuple[str, str | None], str] = {}
        self._tested: set[tuple[str, str | None, Direction]] = set()

    def label(self, direction: Direction) -> str:
        """Return the model of a direction and its revision; it stays the same while the engine lives."""
        key = self._model(direction)
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
        return _cue(self._open(direction), direction) is not None

    def load(self, direction: Direction) -> None:
        """Get the direction's model ready, and try it on one sentence.

        :raises EngineError: if it cannot be loaded, does not know the direction, or only repeats itself
        """
        checkpoint, cue = self._ready(direction)
        tested = (*self._model(direction), direction)
        sentence = SMOKE_SENTENCES.get(language_of(direction.source))
        if not self._settings.smoke_test or sentence is None or tested in self._tested:
            return
        part = _Part(request=0, tokens=_encode(checkpoint, cue, sentence))
        found = self._search(checkpoint, cue, [part])[0]
        if not found or loops(found[0].text) or not any(map(str.isalpha, found[0].text)):
            answer = found[0].text[:40] if found else ""
            raise EngineError(
                f'{self.label(direction)}: its weights are broken: it translates "{sentence}" as "{answer}";'
                " name another model or revision"
            )
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
        checkpoint, cue = self._ready(direction)
        parts: list[_Part] = []
        for index, request in enumerate(requests):
            cut = self._cut(checkpoint, cue, request.source)
            parts += (_Part(request=index, tokens=tokens) for tokens in cut)
            if not cut:
                yield index, ()
        waiting = _Waiting(parts)
        for batch in make_batches([len(part.tokens) for part in parts], self._settings.batch_tokens):
            found = self._search_twice(checkpoint, cue, [parts[number] for number in batch])
            for number, candidates in zip(batch, found, strict=True):
                yield from waiting.take(number, candidates)

    def _model(self, direction: Direction) -> tuple[str, str | None]:
        if self._settings.model:
            return self._settings.model, self._settings.revision
        row = recommended(direction)
        return row.model, row.revision

    def _open(self, direction: Direction) -> Checkpoint:
        model, revision = key = self._model(direction)
        if is_restricted(model) and not self._settings.accept_license:
            raise EngineError(
                f"{model}: its licence (CC-BY-NC-4.0) forbids commercial use; if that suits you, set"
                " accept_license = true under [engine]"
            )
        if key not in self._folders:
            offline = self._settings.offline
            self._folders[key] = find_checkpoint(model, revision, offline=offline, report=self._report)
        return load_checkpoint(self._folders[key], model, self._settings.device)

    def _ready(self, direction: Direction) -> tuple[Checkpoint, Cue]:
        checkpoint = self._open(direction)
        cue = _cue(checkpoint, direction)
        if cue is None:
            raise EngineError(f"{self.label(direction)} does not translate {direction}; name another model")
        return checkpoint, cue

    def _cut(self, checkpoint: Checkpoint, cue: Cue, source: str) -> list[tuple[int, ...]]:
        """Return the passages of a source as tokens; none where it is empty or a word of it is too long to read."""
        if not source.strip():
            return []
        passages = split_long(
            source.strip(),
            lambda text: len(_encode(checkpoint, cue, text)),
            most=checkpoint.longest,
        )
        encoded = [_encode(checkpoint, cue, passage) for passage in passages]
        return [] if any(len(tokens) > checkpoint.longest for tokens in encoded) else encoded

    def _search_twice(self, checkpoint: Checkpoint, cue: Cue, parts: list[_Part]) -> list[tuple[Candidate, ...]]:
        """Search, and search again without repetition where the best candidate loops."""
        found = self._search(checkpoint, cue, parts)
        looping = [number for number, candidates in enumerate(found) if candidates and loops(candidates[0].text)]
        if looping:
            again = self._search(checkpoint, cue, [parts[number] for number in looping], no_repeat=NO_REPEAT)
            for number, candidates in zip(looping, again, strict=True):
                sound = tuple(candidate for candidate in candidates if not loops(candidate.text))
                found[number] = sound or found[number]
        return found

    def _search(
        self, checkpoint: Checkpoint, cue: Cue, parts: Sequence[_Part], no_repeat: int = 0
    ) -> list[tuple[Candidate, ...]]:
        import torch

        beams = self._settings.beams
        factor, allowance = LENGTH_LIMIT
        longest = max(len(part.tokens) for part in parts)
        batch = checkpoint.tokenizer.pad(
            {"input_ids": [list(part.tokens) for part in parts]}, padding=True, return_tensors="pt"
        ).to(checkpoint.device)
        forced = {} if cue.first_token is None else {"forced_bos_token_id": cue.first_token}
        skip = 1 + len(forced)
        try:
            with torch.inference_mode():
                sequences = checkpoint.model.generate(
                    input_ids=batch["input_ids"],
                    attention_mask=batch["attention_mask"],
                    num_beams=beams,
                    num_return_sequences=min(beams, MOST_CANDIDATES),
                    do_sample=False,
                    length_penalty=1.0,
                    max_new_tokens=min(int(factor * longest) + allowance, checkpoint.longest - 2),
                    no_repeat_ngram_size=no_repeat,
                    **forced,
                )
                scores = score(checkpoint.model, batch, sequences, skip)
        except torch.OutOfMemoryError as error:
            raise EngineError(
                f"a batch of {len(parts)} texts does not fit in memory; set a smaller batch_tokens under [engine]"
            ) from error
        # M2M100 does not count its language tokens as special ones, so they are cut off here.
        texts = checkpoint.tokenizer.batch_decode(sequences[:, skip:], skip_special_tokens=True)
        per_part = len(texts) // len(parts)
        return [
            _rank(texts[start : start + per_part], scores[start : start + per_part])
            for start in range(0, len(texts), per_part)
        ]


class _Waiting:
    """Candidates of passages whose request has other passages still to come."""

    def __init__(self, parts: Sequence[_Part]) -> None:
        self._parts = parts
        self._of_request: dict[int, list[int]] = {}
        self._done: dict[int, tuple[Candidate, ...]] = {}
        for number, part in enumerate(parts):
            self._of_request.setdefault(part.request, []).append(number)

    def take(self, number: int, candidates: tuple[Candidate, ...]) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
        """Take a passage's candidates; yield its request's when it was the last one."""
        self._done[number] = candidates
        request = self._parts[number].request
        numbers = self._of_request[request]
        if all(other in self._done for other in numbers):
            weights = [len(self._parts[other].tokens) for other in numbers]
            yield request, join_passages([self._done.pop(other) for other in numbers], weights)


def score(model: Any, batch: Any, sequences: Any, skip: int) -> list[float]:
    """Return the mean token log-probability of each target under the model, its end token included.

    The targets are scored in a pass of their own: the search's scores are those of a distribution that its
    constraints changed, and keeping them would take gigabytes. *sequences* has the same number of rows for each
    source of *batch*, in order; the first *skip* tokens of each (start, and the language where it is forced) do not
    count, nor does what follows the end token.
    """
    import torch

    states = model.get_encoder()(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"])[0]
    sources = torch.arange(len(states), device=states.device).repeat_interleave(len(sequences) // len(states))
    rows = max(1, SCORED_NUMBERS // (sequences.shape[1] * model.config.vocab_size))
    means: list[float] = []
    for start in range(0, len(sequences), rows):
        targets, which = sequences[start : start + rows], sources[start : start + rows]
        logits = model(
            encoder_outputs=(states[which],),
            attention_mask=batch["attention_mask"][which],
            decoder_input_ids=targets[:, :-1],
            use_cache=False,
        ).logits
        chosen = logits.float().log_softmax(-1).gather(-1, targets[:, 1:, None])[..., 0]
        counted = _counted(targets, model.generation_config.eos_token_id, skip)[:, 1:]
        means += (chosen.masked_fill(~counted, 0.0).sum(1) / counted.sum(1).clamp(min=1)).tolist()
    return means


def _counted(targets: Any, end: int | list[int], skip: int) -> Any:
    """Mark the tokens of each row from *skip* on, up to and with its first end token there."""
    import torch

    ends = torch.isin(targets, torch.tensor(end, device=targets.device))
    ends[:, :skip] = False  # some models start a target with the end token
    after_end = ends.cumsum(1) - ends.long()
    counted = after_end == 0
    counted[:, :skip] = False
    return counted


def _rank(texts: Sequence[str], scores: Sequence[float]) -> tuple[Candidate, ...]:
    best: dict[str, float] = {}
    for text, value in sorted(zip(texts, scores, strict=True), key=lambda pair: -pair[1]):
        best.setdefault(" ".join(text.split()), value)
    return tuple(Candidate(text=text, log_probability=value) for text, value in best.items() if text)


def _cue(checkpoint: Checkpoint, direction: Direction) -> Cue | None:
    return checkpoint.family.cue(checkpoint.tokenizer, direction)


def _encode(checkpoint: Checkpoint, cue: Cue, text: str) -> tuple[int, ...]:
    if cue.source_code is not None:
        checkpoint.tokenizer.src_lang = cue.source_code
    return tuple(checkpoint.tokenizer(cue.prefix + text)["input_ids"])


def models() -> tuple[ModelRow, ...]:
    """List the recommended models."""
    return list_hub_models()
