"""Load a translation model through transformers, and encode texts as its tokens."""

from __future__ import annotations

import os
import threading
import warnings
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import EngineError
from pipeline.project.extras import MODELS, install
from pipeline.translate.engines.seq2seq.families import LanguageTokens, ModelFamily, recognize

if TYPE_CHECKING:
    from pipeline.model import Direction

_LOADING = threading.Lock()
"""transformers cannot load two models at once in one process."""
_SHORT = 512
"""Tokens that a model reads where it does not say how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEncoding:
    """The tokenizer of a model and its family, for every runtime. ``longest`` is the most tokens it can read."""

    tokenizer: Any
    family: ModelFamily
    longest: int

    def language_tokens(self, direction: Direction) -> LanguageTokens | None:
        """Return how to ask for a direction; None where the model does not know it."""
        return self.family.language_tokens(self.tokenizer, direction)

    def encode(self, language_tokens: LanguageTokens, text: str) -> tuple[int, ...]:
        """Return a text as the numbers of its tokens, all that the model needs before and after them included."""
        if language_tokens.source_code is not None:
            self.tokenizer.src_lang = language_tokens.source_code
        return tuple(self.tokenizer(language_tokens.prefix + text)["input_ids"])


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCheckpoint(TextEncoding):
    """A model loaded through transformers."""

    model: Any
    device: str


@lru_cache(maxsize=4)
def load_checkpoint(folder: Path, model: str, device: str = "auto") -> LoadedCheckpoint:
    """Read the checkpoint in a folder onto a device, as 32-bit floats, and keep it for the next call.

    Halves are slow on a processor, and T5 overflows in them.

    :raises EngineError: if it cannot be loaded, saying what to do
    """
    return read_checkpoint(folder, model, device, precision="float32")


def read_checkpoint(folder: Path, model: str, device: str = "cpu", precision: str = "auto") -> LoadedCheckpoint:
    """Read the checkpoint in a folder; *model* is what messages call it. ``auto`` keeps its weights as they are.

    :raises EngineError: if it cannot be loaded, saying what to do
    """
    try:
        import torch
        import transformers
    except ImportError as error:
        raise EngineError(f"{model}: PyTorch is not installed; run {install(MODELS)}, or use --engine draft") from error
    silence()
    where = _choose_device(torch, device)
    safe = {"local_files_only": True, "trust_remote_code": False}
    try:
        with _LOADING, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # optional packages that it would like
            tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **safe)
            network = transformers.AutoModelForSeq2SeqLM.from_pretrained(
                folder, use_safetensors=True, dtype=precision, **safe
            )
    except Exception as error:  # the library raises whatever its parts raise, KeyError and RuntimeError among them
        said = str(error).strip().partition("\n")[0] or type(error).__name__
        raise EngineError(
            f"{model}: it does not load as a translation model ({said}); if it is one, its files are damaged: download"
            " or copy them again; else name another model"
        ) from error
    network.eval().to(where)
    return LoadedCheckpoint(
        tokenizer=tokenizer,
        model=network,
        family=recognize(tokenizer, network.config),
        device=where,
        longest=int(
            min(tokenizer.model_max_length, getattr(network.config, "max_position_embeddings", None) or _SHORT)
        ),
    )


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
