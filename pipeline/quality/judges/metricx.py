"""MetricX-24 judges, without a reference: one regression model that was trained on what people said of translations.

It is an mT5 whose answer is not written but read off: the logit of one unused token at the first step of the decoder is
the number of MQM points that the target loses, 0 (nothing wrong) to 25 (Juraska et al. 2024,
https://aclanthology.org/2024.wmt-1.35/; https://github.com/google-research/metricx).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.errors import EngineError
from pipeline.model import Direction, Judgement, Pair
from pipeline.project.extras import MODELS
from pipeline.quality.judges.protocol import Cost, Judge, Judged, JudgeKind, Report
from pipeline.quality.signals import DIGITS
from pipeline.translate.engines.settings import EngineSettings

MODEL = "google/metricx-24-hybrid-large-v2p6"
VOCABULARY = "google/mt5-xl"
"""Where the tokenizer is that Google's checkpoints come without, as their cards say."""
LONGEST = 1535
"""Tokens of source and target that the model was trained to read."""
TOKEN = 250089
"""The token whose logit is the score, ``<extra_id_10>``."""
WORST = 25.0
PICKLES = "pytorch_model*.bin"
_PICKLED = re.compile(r"google/metricx-[\w.-]+")
"""Checkpoints whose weights may be a pickle, which is read as tensors alone; those of Google are published so."""


class MetricXJudge:
    """One MetricX-24 checkpoint from a folder or the hub."""

    name = "metricx"

    def __init__(self, settings: EngineSettings, report: Report) -> None:
        self._settings = settings
        self._model = settings.model or MODEL
        self._report = report

    def label(self, direction: Direction) -> str:
        """Return model and revision.

        :raises EngineError: if the model cannot be found
        """
        from pipeline.translate.engines.checkpoints.folders import identify, is_folder

        del direction
        folder = self._folder
        return identify(self._model, None) if is_folder(self._model) else f"{self._model}@{folder.name[:10]}"

    def count_calls(self, pairs: Sequence[Pair]) -> int:
        """Return how often the model runs: it depends on tokens, so each pair counts."""
        return len(pairs)

    def judge(self, pairs: Sequence[Pair], direction: Direction) -> Iterator[Judged]:
        """Yield the scores batch by batch; a pair that would be cut has none, since what is cut is the target's end.

        :raises EngineError: if the model cannot be loaded, or a batch does not fit in memory
        """
        from pipeline.translate.engines.passages import make_batches

        judge = f"{self.name} {self.label(direction)}"
        texts = [f"source: {pair.source} candidate: {pair.target}" for pair in pairs]
        tokens = [self._loaded.tokenizer(text, add_special_tokens=False)["input_ids"] for text in texts]
        whole = [index for index, each in enumerate(tokens) if len(each) <= LONGEST]
        if cut := len(pairs) - len(whole):
            self._report(f"{direction}: {cut} units are longer than the {LONGEST} tokens {self.name} reads: not judged")
        for batch in make_batches([len(tokens[index]) for index in whole], self._settings.batch_tokens):
            indices = [whole[place] for place in batch]
            scores = _read_scores(self._loaded, [tokens[index] for index in indices])
            found = {index: Judgement(judge=judge, score=score) for index, score in zip(indices, scores, strict=True)}
            yield Judged(found=found, cost=Cost(calls=len(indices), read=sum(len(tokens[index]) for index in indices)))

    @cached_property
    def _folder(self) -> Path:
        return _find_folder(self._model, self._settings, self._report)

    @cached_property
    def _loaded(self) -> Any:
        from pipeline.translate.engines.checkpoints.hub import SMALL_FILES
        from pipeline.translate.engines.checkpoints.pretrained import ModelKind, read_pretrained

        kind = ModelKind(
            loader="MT5ForConditionalGeneration",
            noun="MetricX checkpoint",
            precisions={"cpu": "float32", "cuda": "float32"},
            pickles=_PICKLED.fullmatch(self._model) is not None,
        )
        own = any((self._folder / name).is_file() for name in ("tokenizer.json", "spiece.model"))
        vocabulary = self._folder if own else _fetch(VOCABULARY, SMALL_FILES, self._settings)
        loaded = read_pretrained(kind, self._folder, self._model, self._settings.device, vocabulary)
        head = loaded.network.lm_head.weight
        # Where a checkpoint has no output weights, transformers takes the embeddings: numbers that mean nothing.
        if head.data_ptr() == loaded.network.shared.weight.data_ptr() or head.shape[0] <= TOKEN:
            raise EngineError(f"{self._model}: it has no weights for a score, so it is no MetricX checkpoint")
        return loaded


def _read_scores(model: Any, tokens: Sequence[Sequence[int]]) -> list[float]:
    """Return the scores of a batch.

    :raises EngineError: if it does not fit in memory
    """
    import torch

    batch = model.tokenizer.pad({"input_ids": list(tokens)}, padding=True, return_tensors="pt").to(model.device)
    asked = {name: batch[name] for name in ("input_ids", "attention_mask")}
    start = torch.zeros((len(tokens), 1), dtype=torch.long, device=model.device)
    try:
        with torch.inference_mode():
            logits = model.network(**asked, decoder_input_ids=start).logits
    except torch.OutOfMemoryError as error:
        raise EngineError(
            f"a batch of {len(tokens)} units does not fit in memory; set a smaller batch_tokens under [engines]"
        ) from error
    return [round(float(score), DIGITS) for score in logits[:, 0, TOKEN].float().clamp(0, WORST)]


def _find_folder(model: str, settings: EngineSettings, report: Report) -> Path:
    """Return the folder of a checkpoint: its own, or the hub's cache, downloaded first where it must be.

    :raises EngineError: if it cannot be had
    """
    from huggingface_hub import try_to_load_from_cache

    from pipeline.translate.engines.checkpoints.folders import find_checkpoint, is_folder
    from pipeline.translate.engines.checkpoints.hub import SMALL_FILES, WEIGHT_FILES

    if is_folder(model) or not _PICKLED.fullmatch(model):
        return find_checkpoint(model, None, settings, report)
    if not isinstance(try_to_load_from_cache(model, "config.json"), str):
        report(f"downloading {model}, once (licence: Apache-2.0; several gigabytes)")
    folder = _fetch(model, [*SMALL_FILES, *WEIGHT_FILES], settings)
    return folder if any(folder.glob(WEIGHT_FILES[0])) else _fetch(model, [PICKLES], settings)


def _fetch(model: str, patterns: list[str], settings: EngineSettings) -> Path:
    """Return the hub cache's folder of a model, with such files.

    :raises EngineError: if it cannot be had
    """
    from huggingface_hub import snapshot_download

    from pipeline.translate.engines.checkpoints.hub import hub_answers, hub_is_forbidden

    alone = settings.offline or hub_is_forbidden() or not hub_answers()
    try:
        return Path(snapshot_download(model, allow_patterns=patterns, local_files_only=alone))
    except Exception as error:  # of its own kinds, and of those of the libraries below it
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise EngineError(
            f"{model}: it is not in the cache and cannot be fetched ({said}); check the network, HF_ENDPOINT and"
            " --offline, or name a folder: --judge metricx:FOLDER"
        ) from error


def _make(settings: EngineSettings, report: Report) -> Judge:
    return MetricXJudge(settings, report)


JUDGE = JudgeKind(
    name="metricx",
    summary="MetricX-24 through transformers (extra `models`): MQM points lost, 0 (best) to 25; 101 languages",
    engine="seq2seq",
    make=_make,
    model=MODEL,
    extra=MODELS,
)
