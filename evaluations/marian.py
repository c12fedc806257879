"""A checkpoint of the size of opus-mt, to measure speed with where there is no hub: its weights are random.

Six and six layers of 512, a vocabulary of 60,000. It answers with Arabic words by chance, as many as it may, so that
its targets are somewhat longer than those of a trained model, and what checks them has real words to read.
"""

from __future__ import annotations

import io
import json
import random
from itertools import islice
from pathlib import Path
from typing import Any

SIZE = 60_000
"""opus-mt-en-ar has 62,834 subwords."""
_LEARNED = 8_000
_LONGEST = 32
"""Tokens that it reads and writes: what a generated sentence has at most, so that few are cut."""
_PAIRS = Path(__file__).parent / "sets" / "training"


def make_checkpoint(folder: Path) -> Path:
    """Save the checkpoint in a folder, if it is not there; return the folder."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    if (folder / "config.json").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = _make_tokenizer(folder)
    torch.manual_seed(1)
    config = MarianConfig(
        vocab_size=SIZE,
        d_model=512,
        encoder_layers=6,
        decoder_layers=6,
        encoder_attention_heads=8,
        decoder_attention_heads=8,
        encoder_ffn_dim=2048,
        decoder_ffn_dim=2048,
        max_position_embeddings=512,
        scale_embedding=True,
        init_std=0.1,  # with less it writes one word again and again
        eos_token_id=0,
        forced_eos_token_id=0,
        pad_token_id=SIZE - 1,
        decoder_start_token_id=SIZE - 1,
    )
    model: Any = MarianMTModel(config)
    model.generation_config.bad_words_ids = [[SIZE - 1]]
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)
    return folder


def _make_tokenizer(folder: Path) -> Any:
    import sentencepiece
    from transformers import MarianTokenizer

    lines = [line for path in sorted(_PAIRS.glob("*.tsv")) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [text for line in lines for text in line.split("\t")]
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts), model_writer=written, vocab_size=_LEARNED, num_threads=1, minloglevel=2
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    pieces = [processor.id_to_piece(number) for number in range(len(processor))]
    learned = [piece for piece in pieces if piece not in {"<unk>", "<s>", "</s>"}]
    arabic = sorted({word for text in texts for word in text.split() if word.isalpha() and word > "\u0600"})
    chance = random.Random(1)
    known = set(learned)
    made = dict.fromkeys(f"▁{word}" for word in arabic)
    while len(made) < 2 * SIZE:
        made[f"▁{chance.choice(arabic)[:4]}{chance.choice(arabic)[-4:]}"] = None
    others = islice((name for name in made if name not in known), SIZE - len(learned) - 3)
    names = ["</s>", "<unk>", *learned, *others, "<pad>"]
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(written.getvalue())
    (folder / "vocab.json").write_text(json.dumps({name: number for number, name in enumerate(names)}))
    source, target, vocabulary = (str(folder / name) for name in ("source.spm", "target.spm", "vocab.json"))
    return MarianTokenizer(source, target, vocabulary, source_lang="en", target_lang="ar", model_max_length=_LONGEST)
