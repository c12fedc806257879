"""Load a translation model through transformers, and encode texts as its tokens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.translate.engines.checkpoints.pretrained import ModelKind, read_pretrained
from pipeline.translate.engines.seq2seq.families import LanguageTokens, ModelFamily, recognize

if TYPE_CHECKING:
    from pipeline.model import Direction

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
    kind = ModelKind(
        loader="AutoModelForSeq2SeqLM", noun="translation model", precisions=dict.fromkeys(("cpu", "cuda"), precision)
    )
    read = read_pretrained(kind, folder, model, device)
    tokenizer, config = read.tokenizer, read.network.config
    return LoadedCheckpoint(
        tokenizer=tokenizer,
        model=read.network,
        family=recognize(tokenizer, config),
        device=read.device,
        longest=int(min(tokenizer.model_max_length, getattr(config, "max_position_embeddings", None) or _SHORT)),
    )
