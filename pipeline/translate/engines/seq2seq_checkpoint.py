"""Find a checkpoint in a folder or on the hub, and load it; whatever can go wrong becomes one line that helps."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import EngineError
from pipeline.translate.engines.download import download, offline_error
from pipeline.translate.engines.hub import (
    FILES,
    MAIN,
    WEIGHTS,
    WEIGHTS_INDEX,
    cached_folder,
    damaged_weights,
    has_weights,
    missing_file,
    snapshot,
)
from pipeline.translate.engines.licences import family_licence, read_licence
from pipeline.translate.engines.pretrained import Kind, read_pretrained
from pipeline.translate.engines.seq2seq_families import Cue, Family, recognize

if TYPE_CHECKING:
    from pipeline.model import Direction
    from pipeline.translate.engines.protocol import Report

_PICKLES = ("pytorch_model*.bin", "*.pt", "*.pth")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SAMPLES = 64
"""Places at which a weights file is read for its digest: a training step changes them all."""
_SHORT = 512
"""Tokens that a model reads where it does not say how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How a model reads and writes text, whatever runs it. ``longest`` is the number of tokens it can read."""

    tokenizer: Any
    family: Family
    longest: int

    def cue(self, direction: Direction) -> Cue | None:
        """Return how to ask for a direction; None where the model does not know it."""
        return self.family.cue(self.tokenizer, direction)

    def encode(self, cue: Cue, text: str) -> tuple[int, ...]:
        """Return a text as the numbers of its tokens, all that the model needs before and after them included."""
        if cue.source_code is not None:
            self.tokenizer.src_lang = cue.source_code
        return tuple(self.tokenizer(cue.prefix + text)["input_ids"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint(Reader):
    """A model loaded through transformers."""

    model: Any
    device: str


def is_folder(model: str) -> bool:
    """Tell whether a model is named by a path; a hub id is ``owner/name``."""
    return Path(model).expanduser().is_dir() or model.startswith((".", "/", "~")) or "\\" in model


def find_checkpoint(
    model: str,
    revision: str | None,
    *,
    offline: bool,
    accept_license: bool = False,
    report: Report = lambda _: None,
) -> Path:
    """Return the folder of a model: its own, or the hub's cache, downloaded first where it must be.

    :raises EngineError: if there is no such model, it is not whole, or its licence is not accepted
    """
    if is_folder(model):
        folder = Path(model).expanduser()
        if not folder.is_dir():
            raise EngineError(f"{model}: there is no such folder; name the folder of a transformers checkpoint")
    else:
        cached = cached_folder(model, revision)
        if cached is None and offline:
            raise offline_error(model, revision)
        folder = cached or download(model, revision, accept_license=accept_license, report=report)
    _require_weights(folder, model)
    if damaged := damaged_weights(folder):
        raise EngineError(
            f"{model}: its weights ({damaged[0].name}) are cut off or damaged; download or copy them again"
        )
    if missing := missing_file(folder):
        raise EngineError(f"{model}: {missing} is missing; copy or download the whole folder again")
    return folder


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


def known_licence(model: str, revision: str | None) -> str | None:
    """Return a model's licence from its card, in its folder or the cache; else what its id tells, if anything."""
    folder = Path(model).expanduser() if is_folder(model) else snapshot(model, revision)
    return (read_licence(folder) if folder else None) or family_licence(model)


def identify(model: str, revision: str | None) -> str:
    """Return a model's name and revision, without asking the hub and without paths of this machine.

    A folder's revision is a digest of its files; a branch's is its commit, once it is cached.
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
    for path in sorted({path for pattern in FILES for path in folder.glob(pattern)}):
        size = path.stat().st_size
        digest.update(f"{path.name} {size}\n".encode())
        with path.open("rb") as file:
            if path.suffix != ".safetensors":
                digest.update(file.read())
                continue
            for sample in range(_SAMPLES):
                file.seek(size * sample // _SAMPLES)
                digest.update(file.read(4096))
    return digest.hexdigest()[:10]


@lru_cache(maxsize=4)
def load_checkpoint(folder: Path, model: str, device: str = "auto") -> Checkpoint:
    """Read the checkpoint in a folder onto a device, as 32-bit floats, and keep it for the next call.

    Halves are slow on a processor, and T5 overflows in them.

    :raises EngineError: if it cannot be loaded, saying what to do
    """
    return read_checkpoint(folder, model, device, precision="float32")


def read_checkpoint(folder: Path, model: str, device: str = "cpu", precision: str = "auto") -> Checkpoint:
    """Read the checkpoint in a folder; *model* is what messages call it. ``auto`` keeps its weights as they are.

    :raises EngineError: if it cannot be loaded, saying what to do
    """
    kind = Kind(
        loader="AutoModelForSeq2SeqLM", noun="translation model", precisions=dict.fromkeys(("cpu", "cuda"), precision)
    )
    read = read_pretrained(kind, folder, model, device)
    tokenizer, config = read.tokenizer, read.network.config
    return Checkpoint(
        tokenizer=tokenizer,
        model=read.network,
        family=recognize(tokenizer, config),
        device=read.device,
        longest=int(min(tokenizer.model_max_length, getattr(config, "max_position_embeddings", None) or _SHORT)),
    )
