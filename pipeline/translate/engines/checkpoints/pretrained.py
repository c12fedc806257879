"""Read a checkpoint through transformers, from safetensors alone."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.errors import EngineError
from pipeline.project.extras import MODELS, install

_LOADING = threading.Lock()
"""transformers cannot load two models at once in one process, of whatever kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelKind:
    """What transformers is asked for.

    ``loader`` is its class, ``noun`` what messages call such a model, ``precisions`` the floats by device. ``pickles``
    allows weights in a pickle where there are no others; PyTorch then reads nothing but tensors from it.
    """

    loader: str
    noun: str
    precisions: Mapping[str, str]
    pickles: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PretrainedModel:
    """A checkpoint on its device (``cpu``, ``cuda``), as transformers has it."""

    tokenizer: Any
    network: Any
    device: str


def read_pretrained(
    kind: ModelKind, folder: Path, model: str, device: str, vocabulary: Path | None = None
) -> PretrainedModel:
    """Read the checkpoint in a folder onto a device; *model* is what messages call it.

    :param vocabulary: the folder of its tokenizer, where that is another one

    :raises EngineError: if it cannot be loaded, with what the library says
    """
    try:
        import torch
        import transformers
    except ImportError as error:
        raise EngineError(f"{model}: PyTorch is not installed; run {install(MODELS)}, or use --engine draft") from error
    silence()
    where = _choose_device(torch, device)
    try:
        with _LOADING, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # optional packages that it would like
            tokenizer = transformers.AutoTokenizer.from_pretrained(
                vocabulary or folder, local_files_only=True, trust_remote_code=False
            )
            network = getattr(transformers, kind.loader).from_pretrained(
                folder,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=None if kind.pickles else True,
                dtype=kind.precisions[where],
            )
    except Exception as error:  # the library raises whatever its parts raise, KeyError and RuntimeError among them
        said = str(error).strip().partition("\n")[0] or type(error).__name__
        raise EngineError(
            f"{model}: it does not load as a {kind.noun} ({said}); if it is one, its files are damaged: download or"
            " copy them again; else name another model"
        ) from error
    network.eval().to(where)
    return PretrainedModel(tokenizer=tokenizer, network=network, device=where)


def _choose_device(torch: Any, device: str) -> str:
    available = torch.cuda.is_available()
    if device == "cuda" and not available:
        raise EngineError('PyTorch finds no CUDA device here; set device = "auto" or "cpu"')
    return "cuda" if available and device != "cpu" else "cpu"


def silence() -> None:
    """Keep the library's progress bars and remarks off the terminal."""
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")  # that there is no PyTorch
    library: Any = import_module("transformers.utils")
    library.logging.set_verbosity_error()
    library.logging.disable_progress_bar()
