"""MetricX-24 judges, without a reference: one regression model that was trained on what people said of translations.

It is an mT5 whose answer is not written but read off: the logit of one unused token at the first step of the decoder is
the number of MQM points that the target loses, 0 (nothing wrong) to 25 (Juraska et al. 2024,
https://aclanthology.org/2024.wmt-1.35/; https://github.com/google-research/metricx).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
        self._folder: Path | None = None
        self._loaded: Any = None

    def label(self, direction: Direction) -> str:
        """Return model and revision.

        :raises EngineError: if the model cannot be found
        """
        from pipeline.translate.engines.checkpoints.folders import identify, is_folder

        del direction
        folder = self._find()
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
        model = self._load()
        texts = [f"source: {pair.source} candidate: {pair.target}" for pair in pairs]
        tokens = [model.tokenizer(text, add_special_tokens=False)["input_ids"] for text in texts]
        whole = [index for index, each in enumerate(tokens) if len(each) <= LONGEST]
        if cut := len(pairs) - len(whole):
            self._report(f"{direction}: {cut} units are longer than the {LONGEST} tokens {self.name} reads: not judged")
        for batch in make_batches([len(tokens[index]) for index in whole], self._settings.batch_tokens):
            indices = [whole[place] for place in batch]
            scores = _read_scores(model, [tokens[index] for index in indices])
            found = {index: Judgement(judge=judge, score=score) for index, score in zip(indices, scores, strict=True)}
            read = sum(len(tokens[index]) for index in indices)
            yield Judged(found=found, cost=Cost(calls=len(indices), read=read))

    def _find(self) -> Path:
        if self._folder is None:
            self._folder = _find_folder(self._model, self._settings, self._report)
        return self._folder

    def _load(self) -> Any:
        from pipeline.translate.engines.checkpoints.pretrained import ModelKind, read_pretrained

        if self._loaded is None:
            folder = self._find()
            kind = ModelKind(
                loader="MT5ForConditionalGeneration",
                noun="MetricX checkpoint",
                precisions={"cpu": "float32", "cuda": "float32"},
                pickles=_PICKLED.fullmatch(self._model) is not None,
            )
            vocabulary = _find_vocabulary(folder, self._settings)
            self._loaded = read_pretrained(kind, folder, self._model, self._settings.device, vocabulary)
            _require_head(self._loaded.network, self._model)
        return self._loaded


def _read_scores(model: Any, tokens: Sequence[Sequence[int]]) -> list[float]:
    """Return the scores of a batch.

    :raises EngineError: if it does not fit in memory
    """
    import torch

    batch = model.tokenizer.pad({"input_ids": list(tokens)}, padding=True, return_tensors="pt").to(model.device)
    start = torch.zeros((len(tokens), 1), dtype=torch.long, device=model.device)
    try:
        with torch.inference_mode():
            logits = model.network(
                input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], decoder_input_ids=start
            ).logits
    except torch.OutOfMemoryError as error:
        raise EngineError(
            f"a batch of {len(tokens)} units does not fit in memory; set a smaller batch_tokens under [engines]"
        ) from error
    return [round(float(score), DIGITS) for score in logits[:, 0, TOKEN].float().clamp(0, WORST)]


def _require_head(network: Any, model: str) -> None:
    """Refuse a model whose output weights are its embeddings, as transformers sets them up where there are no others.

    :raises EngineError: saying what to do
    """
    head = network.lm_head.weight
    if head.data_ptr() == network.shared.weight.data_ptr() or head.shape[0] <= TOKEN:
        raise EngineError(f"{model}: it has no weights for a score, so it is no MetricX checkpoint; name another one")


def _find_vocabulary(folder: Path, settings: EngineSettings) -> Path:
    """Return the folder of a checkpoint's tokenizer: its own, or that of the model it was trained from.

    :raises EngineError: if it cannot be had
    """
    from pipeline.translate.engines.checkpoints.hub import SMALL_FILES

    own = any((folder / name).is_file() for name in ("tokenizer.json", "spiece.model"))
    return folder if own else _fetch(VOCABULARY, SMALL_FILES, settings)


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
    if not any(folder.glob(WEIGHT_FILES[0])):
        folder = _fetch(model, [PICKLES], settings)
    if not any(folder.glob(PICKLES) or folder.glob(WEIGHT_FILES[0])):
        raise EngineError(f"{model}: it has no weights; name another model, or a folder")
    return folder


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
