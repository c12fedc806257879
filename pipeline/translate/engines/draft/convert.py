"""Write a checkpoint as an int8 CTranslate2 model, without PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.translate.engines.draft.checkpoint import PrunedModel, Weights

LOCAL_ROPE_THETA = 10_000.0
"""Rotary base of the layers with a sliding window (Gemma 3's published configuration; the GGUF file omits it)."""
GLOBAL_EVERY = 6
"""Every sixth layer sees the whole text, the others a window."""


def write_model(checkpoint: PrunedModel, weights: Weights, folder: Path, quantization: str = "int8") -> None:
    """Fill CTranslate2's decoder specification from *weights* and save it, quantized, into *folder*."""
    import numpy as np
    from ctranslate2.specs import common_spec, transformer_spec

    spec = transformer_spec.TransformerDecoderModelSpec.from_config(
        checkpoint.layers,
        checkpoint.heads,
        activation=common_spec.Activation.GELUTanh,
        pre_norm=True,
        ffn_glu=True,
        rms_norm=True,
        rotary_dim=checkpoint.head_dim,
        rotary_interleave=False,
        rotary_base=LOCAL_ROPE_THETA,
        num_heads_kv=checkpoint.kv_heads,
        head_dim=checkpoint.head_dim,
        sliding_window=checkpoint.sliding_window,
        pre_post_layer_norm=True,
        qk_norm=True,
    )
    decoder = spec.decoder
    decoder.scale_embeddings = True
    decoder.start_from_zero_embedding = False
    decoder.embeddings.weight = weights["model.embed_tokens.weight"]
    decoder.projection.weight = weights["model.embed_tokens.weight"]
    _fill_norm(decoder.layer_norm, weights["model.norm.weight"])
    for number, layer in enumerate(decoder.layer):
        is_global = (number + 1) % GLOBAL_EVERY == 0
        layer.self_attention.rotary_base = np.float32(checkpoint.rope_theta if is_global else LOCAL_ROPE_THETA)
        layer.self_attention.sliding_window = np.int32(0 if is_global else checkpoint.sliding_window)
        prefix = f"model.layers.{number}."
        _fill_layer(
            layer,
            {
                name.removeprefix(prefix).removesuffix(".weight"): weight
                for name, weight in weights.items()
                if name.startswith(prefix)
            },
        )
    spec.register_vocabulary(list(checkpoint.pieces))
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<bos>", "<eos>", "<unk>"
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(folder))


def _fill_norm(spec: Any, gain: Any) -> None:
    spec.gamma = gain
    spec.layer_norm_use_residual = True  # the gain is 1 + gamma


def _fill_layer(layer: Any, weights: Weights) -> None:
    import numpy as np

    attention, feed_forward = layer.self_attention, layer.ffn
    _fill_norm(layer.input_layer_norm, weights["input_layernorm"])
    _fill_norm(layer.post_attention_layer_norm, weights["post_attention_layernorm"])
    _fill_norm(layer.pre_feedforward_layer_norm, weights["pre_feedforward_layernorm"])
    _fill_norm(layer.post_feedforward_layer_norm, weights["post_feedforward_layernorm"])
    _fill_norm(attention.q_norm, weights["self_attn.q_norm"])
    _fill_norm(attention.k_norm, weights["self_attn.k_norm"])
    attention.linear[0].weight = np.concatenate([weights[f"self_attn.{part}_proj"] for part in "qkv"])
    attention.linear[1].weight = weights["self_attn.o_proj"]
    feed_forward.linear_0.weight = weights["mlp.gate_proj"]
    feed_forward.linear_0_noact.weight = weights["mlp.up_proj"]
    feed_forward.linear_1.weight = weights["mlp.down_proj"]
