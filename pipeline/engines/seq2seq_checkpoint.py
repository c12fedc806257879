"""Find a checkpoint in a folder or on the hub, and load it; whatever can go wrong becomes one line that helps."""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.engines.hub import MAIN, WEIGHTS, WEIGHTS_INDEX, cached_folder, has_weights, hub_is_forbidden
from pipeline.engines.seq2seq_families import Family, recognize
from pipeline.errors import EngineError

if TYPE_CHECKING:
    from pipeline.engines.protocol import Report

INSTALL = "pip install 'newsloc[models]'"
FILES = ["*.json", "*.safetensors", "*.spm", "*.model", "*.txt"]
"""What is downloaded of a repository: never a pickle, which can run code when it is read."""
_PICKLES = ("pytorch_model*.bin", "*.pt", "*.pth")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SAMPLES = 64
"""Places at which a weights file is read for its digest: a training step changes them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A loaded model. ``longest`` is the number of tokens it can read."""

    tokenizer: Any
    model: Any
    family: Family
    device: str
    longest: int


def is_folder(model: str) -> bool:
    """Tell whether a model is named by a path; a hub id is ``owner/name``."""
    return Path(model).expanduser().is_dir() or model.startswith((".", "/", "~")) or "\\" in model


def find_checkpoint(model: str, revision: str | None, *, offline: bool, report: Report = lambda _: None) -> Path:
    """Return the folder of a model: its own, or the hub's cache, downloaded first where it must be.

    :raises EngineError: if there is no such model, or it has no safetensors weights
    """
    if is_folder(model):
        folder = Path(model).expanduser()
        if not folder.is_dir():
            raise EngineError(f"{model}: there is no such folder; name the folder of a transformers checkpoint")
    else:
        folder = cached_folder(model, revision) or _download(model, revision, offline=offline, report=report)
    _require_weights(folder, model)
    return folder


def _download(model: str, revision: str | None, *, offline: bool, report: Report) -> Path:
    from huggingface_hub import errors, snapshot_download

    if offline or hub_is_forbidden():
        raise EngineError(f"{model}: not in the cache, and the hub must not be asked; run once without --offline")
    _silence()
    report(f"downloading {model}, once")
    try:
        return Path(snapshot_download(model, revision=revision, allow_patterns=FILES))
    except errors.RevisionNotFoundError as error:
        raise EngineError(f'{model}: the hub has no revision "{revision}" of it; name another revision') from error
    except errors.GatedRepoError as error:
        raise EngineError(f"{model}: the hub asks you to accept its terms; do so on its page, then log in") from error
    except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
        raise EngineError(f"{model}: the hub has no such model; write owner/name, or the path of a folder") from error
    except Exception as error:  # of its client library's kind, which is not the same in all its versions
        raise EngineError(f"{model}: the hub does not answer; try again later, or use --engine draft") from error


def _require_weights(folder: Path, model: str) -> None:
    if not (folder / "config.json").is_file():
        raise EngineError(f"{model}: no config.json there; name the folder of a transformers checkpoint")
    if has_weights(folder):
        return
    if (folder / WEIGHTS_INDEX).is_file():
        raise EngineError(f"{model}: some of its safetensors files are missing; download it again")
    if any(next(folder.glob(pattern), None) for pattern in _PICKLES):
        raise EngineError(f"{model}: its weights are pickled, which is not safe to read; save it with safetensors")
    raise EngineError(f"{model}: it has no {WEIGHTS}; name a model or a revision that has one")


def identify(model: str, revision: str | None) -> str:
    """Return a model's name and revision, without asking the hub and without paths of this machine.

    A folder's revision is a digest of its configuration and weights; a branch's is its commit, once it is cached.
    """
    if is_folder(model):
        folder = Path(model).expanduser().resolve()
        return f"{folder.name}@{_digest(folder)}"
    if revision and _COMMIT.fullmatch(revision):
        return f"{model}@{revision}"
    folder_or_none = cached_folder(model, revision)
    return f"{model}@{folder_or_none.name if folder_or_none else revision or MAIN}"


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("config.json"), *folder.glob("*.safetensors")]):
        size = path.stat().st_size
        digest.update(f"{path.name} {size}\n".encode())
        with path.open("rb") as file:
            for sample in range(_SAMPLES):
                file.seek(size * sample // _SAMPLES)
                digest.update(file.read(4096))
    return digest.hexdigest()[:10]


@lru_cache(maxsize=4)
def load_checkpoint(folder: Path, model: str, device: str = "auto") -> Checkpoint:
    """Load the checkpoint in a folder; *model* is what messages call it. Kept for the next call.

    :raises EngineError: if it cannot be loaded, saying what to do
    """
    try:
        import torch
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
    except ImportError as error:
        raise EngineError(f"{model}: PyTorch is not installed; run {INSTALL}, or use --engine draft") from error
    _silence()
    where = _choose_device(torch, device)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # optional packages that it would like
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            network = AutoModelForSeq2SeqLM.from_pretrained(
                folder,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                dtype=torch.float32,  # halves are slow on a processor, and T5 overflows in them
            )
    except Exception as error:  # the library raises whatever its parts raise, KeyError and RuntimeError among them
        raise EngineError(f"{model}: {_explain(error)}") from error
    network.eval().to(where)
    longest = int(min(tokenizer.model_max_length, getattr(network.config, "max_position_embeddings", None) or 512))
    return Checkpoint(
        tokenizer=tokenizer,
        model=network,
        family=recognize(tokenizer, network.config),
        device=where,
        longest=longest,
    )


def _choose_device(torch: Any, device: str) -> str:
    available = torch.cuda.is_available()
    if device == "cuda" and not available:
        raise EngineError('PyTorch finds no CUDA device here; set device = "auto" or "cpu"')
    return "cuda" if available and device != "cpu" else "cpu"


def _explain(error: Exception) -> str:
    """Say in one line why a checkpoint does not load, and what to do."""
    if type(error).__name__ == "SafetensorError":
        return "its weights are cut off or damaged; download or copy them again"
    if isinstance(error, ImportError):
        return f"a package it needs is not installed; run {INSTALL}"
    if isinstance(error, json.JSONDecodeError):
        return "one of its JSON files is damaged; download or copy it again"
    first = str(error).strip().partition("\n")[0] or type(error).__name__
    return f"it does not load as a translation model ({first}); name another model"


def _silence() -> None:
    """Keep the libraries' progress bars and remarks off the terminal; newsloc has its own."""
    libraries: Any = import_module("huggingface_hub.utils"), import_module("transformers.utils")
    for library in libraries:
        library.logging.set_verbosity_error()
    libraries[0].disable_progress_bars()
    libraries[1].logging.disable_progress_bar()
