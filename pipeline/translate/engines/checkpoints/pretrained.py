"""Read a checkpoint through transformers, from safetensors alone; whatever goes wrong becomes one line that helps."""

from __future__ import annotations

import json
import os
import threading
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.errors import EngineError
from pipeline.project.extras import MODELS, install
from pipeline.translate.engines.checkpoints.download import silence_hub

INSTALL = install(MODELS)
_LOADING = threading.Lock()
"""transformers cannot load two models at once in one process, of whatever kind."""

Faults = tuple[tuple[Callable[[Exception], bool], str], ...]
"""What may keep a model from loading, and what to do about it; the first that applies is said."""

FAULTS: Faults = (
    (
        lambda error: type(error).__name__ == "SafetensorError",
        "its weights are cut off or damaged; download or copy them again",
    ),
    (lambda error: isinstance(error, ImportError), f"a package it needs is not installed; run {INSTALL}"),
    (
        lambda error: isinstance(error, json.JSONDecodeError),
        "one of its JSON files is damaged; download or copy it again",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelKind:
    """What transformers is asked for.

    ``loader`` is its class, ``noun`` what messages call such a model, ``precisions`` the floats by device.
    """

    loader: str
    noun: str
    precisions: Mapping[str, str]
    faults: Faults = FAULTS


@dataclass(frozen=True, slots=True, kw_only=True)
class PretrainedModel:
    """A checkpoint on its device (``cpu``, ``cuda``), as transformers has it."""

    tokenizer: Any
    network: Any
    device: str


def read_pretrained(kind: ModelKind, folder: Path, model: str, device: str) -> PretrainedModel:
    """Read the checkpoint in a folder onto a device; *model* is what messages call it.

    :raises EngineError: if it cannot be loaded, saying what to do
    """
    try:
        import torch
        import transformers
    except ImportError as error:
        raise EngineError(f"{model}: PyTorch is not installed; run {INSTALL}, or use --engine draft") from error
    silence()
    where = _choose_device(torch, device)
    try:
        with _LOADING, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # optional packages that it would like
            tokenizer = transformers.AutoTokenizer.from_pretrained(
                folder, local_files_only=True, trust_remote_code=False
            )
            network = getattr(transformers, kind.loader).from_pretrained(
                folder,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                dtype=kind.precisions[where],
            )
    except Exception as error:  # the library raises whatever its parts raise, KeyError and RuntimeError among them
        raise EngineError(f"{model}: {_explain(kind, error)}") from error
    network.eval().to(where)
    return PretrainedModel(tokenizer=tokenizer, network=network, device=where)


def _choose_device(torch: Any, device: str) -> str:
    available = torch.cuda.is_available()
    if device == "cuda" and not available:
        raise EngineError('PyTorch finds no CUDA device here; set device = "auto" or "cpu"')
    return "cuda" if available and device != "cpu" else "cpu"


def _explain(kind: ModelKind, error: Exception) -> str:
    for applies, advice in kind.faults:
        if applies(error):
            return advice
    first = str(error).strip().partition("\n")[0] or type(error).__name__
    return f"it does not load as a {kind.noun} ({first}); name another model"


def silence() -> None:
    """Keep the libraries' progress bars and remarks off the terminal; newsloc has its own."""
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")  # that there is no PyTorch
    silence_hub()
    library: Any = import_module("transformers.utils")
    library.logging.set_verbosity_error()
    library.logging.disable_progress_bar()
