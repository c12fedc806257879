"""Translation models through CTranslate2, in eight-bit integers: the fastest way on a processor.

Each checkpoint is converted once; after that, PyTorch is not needed.
"""

from __future__ import annotations

import json
import warnings
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import EngineError
from pipeline.model import Candidate
from pipeline.translate.engines.checkpoints.folders import find_checkpoint, identify
from pipeline.translate.engines.passages import make_batches, rank
from pipeline.translate.engines.protocol import BEAMS, Found
from pipeline.translate.engines.seq2seq.conversion import (
    MODEL,
    QUANTIZATION,
    TOKENIZER,
    VOCABULARY,
    convert,
    converted_folder,
    is_converted,
    read_manifest,
)
from pipeline.translate.engines.seq2seq.families import FAMILIES
from pipeline.translate.engines.seq2seq.loading import TextEncoding, silence
from pipeline.translate.engines.seq2seq.runtimes import MOST_CANDIDATES, Passage, Runtime, limit_target
from pipeline.translate.engines.workers import count_cores, count_workers, keep_freed_memory, share_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.translate.engines.seq2seq.families import LanguageTokens

BATCH_TOKENS = 512
"""Padded source tokens of a batch: larger ones are not faster on a processor, and results come later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertedModel(TextEncoding):
    """A loaded converted model. ``names`` are its tokens by number; ``workers`` search a batch each, at once."""

    translator: Any
    suppressed: tuple[str, ...]
    names: tuple[str, ...]
    numbers: dict[str, int]
    workers: int


class CTranslate2Runtime(Runtime[ConvertedModel]):
    """Searches with converted checkpoints, several batches at once."""

    def label(self, model: str, revision: str | None) -> str:
        """Return a model's name, its revision and its quantization."""
        return f"{identify(model, revision)}+{QUANTIZATION}"

    def prepare(self, model: str, revision: str | None) -> Path:
        """Return the folder of a converted model, downloaded and converted where it has not been."""
        folder = converted_folder(identify(model, revision))
        if is_converted(folder):
            return folder
        checkpoint = find_checkpoint(model, revision, self.settings, self.report)
        label = identify(model, revision)  # a branch's commit is known now
        folder = converted_folder(label)
        if not is_converted(folder):
            convert(checkpoint, label, folder, self.report)
        return folder

    def load(self, folder: Path, model: str) -> ConvertedModel:
        """Load a converted model, once."""
        return load_converted(folder, model, "cuda" if self.settings.device == "cuda" else "cpu")

    def search(
        self, reader: ConvertedModel, language_tokens: LanguageTokens, passages: Sequence[Passage], no_repeat: int = 0
    ) -> Iterator[Found]:
        """Yield each passage's candidates, the longest first; all cores are at work while they are taken."""
        search = _BatchSearch(
            reader=reader, language_tokens=language_tokens, beams=self.settings.beams or BEAMS, no_repeat=no_repeat
        )
        lengths = list(map(len, passages))
        running: deque[tuple[list[int], list[Any]]] = deque()
        for batch in make_batches(
            lengths, share_out(lengths, min(self.settings.batch_tokens, BATCH_TOKENS), reader.workers)
        ):
            running.append((batch, search.start([passages[number] for number in batch])))
            if len(running) > reader.workers + 1:  # one waits, so that no worker does
                yield from search.finish(*running.popleft())
        while running:
            yield from search.finish(*running.popleft())


@dataclass(frozen=True, slots=True, kw_only=True)
class _BatchSearch:
    """One way to search with one model."""

    reader: ConvertedModel
    language_tokens: LanguageTokens
    beams: int
    no_repeat: int

    @property
    def first(self) -> list[str]:
        """Return the tokens that every target starts with."""
        return [] if self.language_tokens.first_token is None else [self.reader.names[self.language_tokens.first_token]]

    def start(self, passages: Sequence[Passage]) -> list[Any]:
        """Start the search for a batch, and return what will hold its results."""
        asked: list[Any] = self.reader.translator.translate_batch(
            [self._read(passage) for passage in passages],
            [self.first] * len(passages) if self.first else None,
            beam_size=self.beams,
            num_hypotheses=min(self.beams, MOST_CANDIDATES),
            length_penalty=1,  # so that a score is a mean
            max_decoding_length=limit_target(passages, self.reader),
            max_input_length=0,
            no_repeat_ngram_size=self.no_repeat,
            suppress_sequences=[[token] for token in self.reader.suppressed] or None,
            return_scores=True,
            return_end_token=True,
            asynchronous=True,
        )
        return asked

    def finish(self, batch: Sequence[int], asked: Sequence[Any]) -> Iterator[Found]:
        """Wait for a batch and yield its passages' candidates."""
        try:
            for number, answer in zip(batch, asked, strict=True):
                result = answer.result()
                yield number, rank(self._candidates(result.hypotheses, result.scores))
        except (MemoryError, RuntimeError) as error:
            raise EngineError(
                f"a batch of {len(batch)} texts cannot be translated ({str(error).strip() or 'out of memory'});"
                " set a smaller batch_tokens under [engines]"
            ) from error

    def _candidates(self, targets: Sequence[list[str]], means: Sequence[float]) -> Iterator[Candidate]:
        """Yield targets with the mean log-probability of their tokens."""
        for tokens, mean in zip(targets, means, strict=True):
            counted = len(tokens) - len(self.first)
            # The search divides by the number of all tokens, those that it was given among them.
            yield Candidate(text=self._write(tokens), log_probability=mean * len(tokens) / max(counted, 1))

    def _read(self, passage: Passage) -> list[str]:
        return [self.reader.names[token] for token in passage]

    def _write(self, tokens: Sequence[str]) -> str:
        numbers = [self.reader.numbers[token] for token in tokens[len(self.first) :]]
        return str(self.reader.tokenizer.decode(numbers, skip_special_tokens=True))


@lru_cache(maxsize=4)
def load_converted(folder: Path, model: str, device: str) -> ConvertedModel:
    """Load the converted model in a folder, and keep it for the next call; *model* is what messages call it.

    :raises EngineError: if it is damaged, or the device is not there
    """
    import ctranslate2

    if device == "cuda" and not ctranslate2.get_cuda_device_count():
        raise EngineError('CTranslate2 finds no CUDA device here; set device = "auto" or "cpu"')
    keep_freed_memory()
    workers = count_workers()
    try:
        manifest = read_manifest(folder)
        translator = ctranslate2.Translator(
            str(folder / MODEL),
            device=device,
            inter_threads=workers,
            intra_threads=max(1, count_cores() // workers),
            max_queued_batches=-1,
        )
        names = tuple(json.loads((folder / VOCABULARY).read_text(encoding="utf-8")))
        return ConvertedModel(
            tokenizer=_load_tokenizer(folder / TOKENIZER, *manifest.tokenizer),
            family=next(family for family in FAMILIES if family.name == manifest.family),
            longest=manifest.longest,
            translator=translator,
            suppressed=manifest.suppressed,
            names=names,
            numbers={name: number for number, name in enumerate(names)},
            workers=workers,
        )
    except Exception as error:  # the libraries raise whatever their parts raise
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise EngineError(
            f"{folder}: the converted {model} cannot be loaded ({reason}); delete the folder and run again"
        ) from error


def _load_tokenizer(folder: Path, module: str, name: str) -> Any:
    """Load a tokenizer by its class: asked to choose the class itself, transformers would load PyTorch."""
    if not module.startswith("transformers."):
        raise ValueError(f"it has a tokenizer of its own, {module}")
    silence()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # optional packages that it would like
        return getattr(import_module(module), name).from_pretrained(folder, local_files_only=True)
