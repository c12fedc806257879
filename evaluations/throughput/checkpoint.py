"""Build a Marian checkpoint of opus-mt size that writes as many tokens as it reads.

Nothing is downloaded and nothing is trained. The weights are random, but for two things: the last decoder layer looks
at the place in the source that has the number of its own step, and takes over the token there. So a target is as long
as its source, as a translation more or less is, and ends by itself. The arithmetic is that of a trained model: the
same layers, the same widths, the same softmax over the same vocabulary.
"""

from __future__ import annotations

import io
import json
import math
import random
import re
import warnings
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).parents[2] / "source"
SHAPE: dict[str, Any] = {
    "d_model": 512,
    "encoder_layers": 6,
    "decoder_layers": 6,
    "encoder_attention_heads": 8,
    "decoder_attention_heads": 8,
    "encoder_ffn_dim": 2048,
    "decoder_ffn_dim": 2048,
    "max_position_embeddings": 512,
    "activation_function": "swish",
    "scale_embedding": True,
}
"""Of Helsinki-NLP/opus-mt-en-ar and its like."""
VOCABULARY = 60_000
"""Most of it is never read or written, but the softmax runs over all of it."""
RANDOM = 0.005
"""Standard deviation of the random weights: small, so that they do not drown what is copied."""
GAIN, SHARPNESS, PLACES = 8.0, 64.0, 16
"""How strongly a copied token counts; how sharply the last layer looks at its place; by how many pairs of waves."""


def build(folder: Path) -> Path:
    """Save the checkpoint into a folder."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    torch.manual_seed(1)
    tokenizer = _make_tokenizer(folder)
    pad = VOCABULARY - 1
    config = MarianConfig(
        **SHAPE,
        vocab_size=VOCABULARY,
        init_std=RANDOM,
        eos_token_id=0,
        forced_eos_token_id=0,
        pad_token_id=pad,
        decoder_start_token_id=pad,
    )
    model: Any = MarianMTModel(config)
    with torch.no_grad():
        _teach_to_copy(model, pad)
    model.generation_config.bad_words_ids = [[pad]]
    model.generation_config.max_length = 512
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)
    return folder


def _make_tokenizer(folder: Path) -> Any:
    import sentencepiece
    from transformers import MarianTokenizer

    folder.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(f"{word}." for word in _words()),
        model_writer=written,
        vocab_size=4000,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    subwords = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    pieces = [subwords.id_to_piece(number) for number in range(len(subwords))]
    names = ["</s>", "<unk>", *(piece for piece in pieces if piece not in ("<unk>", "<s>", "</s>"))]
    names += [f"unused{number}" for number in range(VOCABULARY - 1 - len(names))]
    for side in ("source", "target"):
        (folder / f"{side}.spm").write_bytes(written.getvalue())
    (folder / "vocab.json").write_text(json.dumps({name: number for number, name in enumerate([*names, "<pad>"])}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an optional package that it would like
        return MarianTokenizer(
            str(folder / "source.spm"),
            str(folder / "target.spm"),
            str(folder / "vocab.json"),
            source_lang="en",
            target_lang="ar",
        )


def _teach_to_copy(model: Any, pad: int) -> None:
    import torch

    width = SHAPE["d_model"]
    # Positions are sines in the first half of a vector and cosines in the second; the quickest of both tell
    # neighbours apart, and are kept free of all else. So is the slowest sine: it is nothing but zero, less the mean
    # that layer norms take from every number; taken from the others, it gives them their own back.
    places = torch.cat([torch.arange(PLACES), width // 2 + torch.arange(PLACES)])
    zero = width // 2 - 1
    free = torch.ones(width)
    free[places] = free[zero] = 0
    embeddings = model.get_input_embeddings().weight
    embeddings.normal_(0, 1 / math.sqrt(width))
    embeddings *= free
    embeddings[pad] = 0
    look = torch.zeros(width, width)
    look[torch.arange(width), places.repeat(width // len(places))] = math.sqrt(SHARPNESS)
    look[:, zero] = -math.sqrt(SHARPNESS)
    attention = model.get_decoder().layers[-1].encoder_attn
    for layer, weight in (
        (attention.q_proj, look),
        (attention.k_proj, look),
        (attention.v_proj, torch.diag(free)),
        (attention.out_proj, torch.diag(torch.full((width,), GAIN))),
    ):
        layer.weight.copy_(weight)
        layer.bias.zero_()


def _words() -> list[str]:
    articles = sorted(path for path in ARTICLES.iterdir() if path.suffix in (".md", ".txt"))
    return [word for path in articles for word in re.findall(r"[A-Za-z]{2,}", path.read_text(encoding="utf-8"))]


def make_sentences(count: int, words: float = 13, seed: int = 1) -> list[str]:
    """Return sentences of random words; their lengths spread around *words* as those of news do."""
    chance = random.Random(seed)
    vocabulary = _words()
    sentences = []
    for _ in range(count):
        length = max(2, min(60, round(words * chance.lognormvariate(-0.1, 0.5))))
        sentences.append(" ".join(chance.choices(vocabulary, k=length)).capitalize() + ".")
    return sentences
