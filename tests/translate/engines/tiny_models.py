"""Checkpoints of every family, small enough to be made in a test: two layers, a few dozen subwords."""

from __future__ import annotations

import io
import json
import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock

PAIRS = (
    ("The minister opened the new school on Monday.", "افتتح الوزير المدرسة الجديدة يوم الاثنين."),
    ("Rain fell in the north.", "هطل المطر في الشمال."),
    ("Prices rose by 12 percent; schools closed.", "ارتفعت الأسعار بنسبة 12 بالمئة؛ وأغلقت المدارس."),
    ("Three judges left Geneva.", "غادر ثلاثة قضاة جنيف."),
)
"""What the trained checkpoint knows by heart, and what the subwords come from."""
Kind = Literal["random", "trained", "stuck"]
"""A trained checkpoint knows PAIRS by heart; a stuck one (Marian only) says one letter for ever."""
SHAPE: dict[str, Any] = {
    "d_model": 16,
    "encoder_layers": 2,
    "decoder_layers": 2,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 32,
    "decoder_ffn_dim": 32,
    "max_position_embeddings": 128,
    "dropout": 0.0,
    "attention_dropout": 0.0,
    "activation_dropout": 0.0,
    "encoder_layerdrop": 0.0,
    "decoder_layerdrop": 0.0,
}
WIDER: dict[str, Any] = {**SHAPE, "d_model": 64, "encoder_ffn_dim": 64, "decoder_ffn_dim": 64}
"""What is trained needs room."""
KNOWN_BY_HEART = 0.01
"""Loss at which the sure token is far ahead of any other: how many steps that takes depends on the processor."""
RATE = 7e-3
MOST_STEPS = 1000
SETTLING_STEPS = 100
"""Further steps, ever smaller, in which the weights come to rest: before, a beam or int8 may find other texts."""


def _made_once(build: Callable[..., Path]) -> Callable[..., Path]:
    """Make each checkpoint once for all modules and processes of a test run, and copy it into *folder*."""

    @wraps(build)
    def copy(folder: Path, **words: Any) -> Path:
        name = "-".join([build.__name__, *(f"{key}={value}" for key, value in sorted(words.items()))])
        original = Path(os.environ["NEWSLOC_TEST_MODELS"]) / name
        with FileLock(f"{original}.lock"):
            if not original.exists():
                build(original.with_suffix(".unfinished"), **words).rename(original)
        return Path(shutil.copytree(original, folder))

    return copy


def _shape(kind: Kind) -> dict[str, Any]:
    return WIDER if kind == "trained" else SHAPE


@contextmanager
def _quietly() -> Iterator[None]:
    logging: Any = import_module("transformers.utils.logging")
    logging.disable_progress_bar()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tokenizers miss packages they can do without
        yield


@cache
def _sentencepiece() -> tuple[bytes, tuple[tuple[str, float], ...]]:
    """Return a subword model, and its pieces with their scores, without the special ones."""
    import sentencepiece

    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([text for pair in PAIRS for text in pair] * 3),
        model_writer=written,
        vocab_size=120,
        hard_vocab_limit=False,
        num_threads=1,
        minloglevel=2,
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    pieces = [(processor.id_to_piece(number), processor.get_score(number)) for number in range(len(processor))]
    return written.getvalue(), tuple(piece for piece in pieces if piece[0] not in ("<unk>", "<s>", "</s>"))


def _save(folder: Path, tokenizer: Any, model: Any) -> Path:
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)
    return folder


def _marian_tokenizer(folder: Path, targets: tuple[str, ...], source: str, target: str) -> Any:
    from transformers import MarianTokenizer

    folder.mkdir(parents=True)
    subwords, pieces = _sentencepiece()
    names = ["</s>", "<unk>", *(name for name, _ in pieces), *(f">>{code}<<" for code in targets), "<pad>"]
    (folder / "source.spm").write_bytes(subwords)
    (folder / "target.spm").write_bytes(subwords)
    (folder / "vocab.json").write_text(json.dumps({name: number for number, name in enumerate(names)}))
    return MarianTokenizer(
        str(folder / "source.spm"),
        str(folder / "target.spm"),
        str(folder / "vocab.json"),
        source_lang=source,
        target_lang=target,
    )


@_made_once
def marian(
    folder: Path,
    *,
    targets: tuple[str, ...] = (),
    source: str = "en",
    target: str = "ar",
    kind: Kind = "random",
) -> Path:
    """Save a Marian checkpoint; *targets* are its target tokens."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    with _quietly():
        tokenizer = _marian_tokenizer(folder, targets, source, target)
        size = len(tokenizer.get_vocab())
        torch.manual_seed(1)
        config = MarianConfig(
            **_shape(kind),
            vocab_size=size,
            eos_token_id=0,
            forced_eos_token_id=0,
            pad_token_id=size - 1,
            decoder_start_token_id=size - 1,
        )
        model: Any = MarianMTModel(config)
        model.generation_config.bad_words_ids = [[size - 1]]
        if kind == "trained":
            _train(model, tokenizer, prefix=f">>{targets[0]}<< " if targets else "")
        if kind == "stuck":
            letter = model.lm_head.weight[tokenizer.convert_tokens_to_ids("a")]
            last = model.model.decoder.layers[-1].final_layer_norm
            last.weight.data.zero_()  # whatever it reads, it ends at the same point: that letter
            last.bias.data.copy_(letter / letter.norm() * 1000)
        return _save(folder, tokenizer, model)


def _train(model: Any, tokenizer: Any, *, prefix: str = "", languages: tuple[str, str] | None = None) -> None:
    import torch

    if languages:
        tokenizer.src_lang, tokenizer.tgt_lang = languages
    inputs = tokenizer([prefix + source for source, _ in PAIRS], padding=True, return_tensors="pt")
    labels = tokenizer(text_target=[target for _, target in PAIRS], padding=True, return_tensors="pt")["input_ids"]
    labels[labels == tokenizer.pad_token_id] = -100
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE)
    model.train()

    def learn() -> float:
        loss = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"], labels=labels).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        return float(loss.item())

    for _ in range(MOST_STEPS):
        loss = learn()
        if loss < KNOWN_BY_HEART:
            break
    else:
        raise AssertionError(f"the test model did not learn its sentences: loss {loss}")
    for step in range(SETTLING_STEPS):
        optimizer.param_groups[0]["lr"] = RATE * (1 - step / SETTLING_STEPS) / 4
        learn()
    model.eval()


@_made_once
def m2m100(folder: Path, *, kind: Kind = "random") -> Path:
    """Save an M2M100 checkpoint."""
    import torch
    from transformers import M2M100Config, M2M100ForConditionalGeneration, M2M100Tokenizer

    folder.mkdir(parents=True)
    subwords, pieces = _sentencepiece()
    names = ["<s>", "<pad>", "</s>", "<unk>", *(name for name, _ in pieces)]
    (folder / "sentencepiece.bpe.model").write_bytes(subwords)
    (folder / "vocab.json").write_text(json.dumps({name: number for number, name in enumerate(names)}))
    with _quietly():
        tokenizer = M2M100Tokenizer(str(folder / "vocab.json"), str(folder / "sentencepiece.bpe.model"))
        torch.manual_seed(1)
        config = M2M100Config(**_shape(kind), vocab_size=len(names) + len(tokenizer.lang_code_to_id))
        model = M2M100ForConditionalGeneration(config)
        if kind == "trained":
            _train(model, tokenizer, languages=("en", "ar"))
        return _save(folder, tokenizer, model)


@_made_once
def nllb(folder: Path, *, kind: Kind = "random") -> Path:
    """Save an NLLB checkpoint; its model is larger than its vocabulary, as the published ones are."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import M2M100Config, M2M100ForConditionalGeneration, NllbTokenizer

    subwords = Tokenizer(models.BPE(unk_token="<unk>"))  # noqa: S106 - a subword, not a password
    subwords.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    trainer = trainers.BpeTrainer(vocab_size=150, special_tokens=special, show_progress=False)
    subwords.train_from_iterator([text for pair in PAIRS for text in pair], trainer)
    trained = json.loads(subwords.to_str())["model"]
    merges: list[Any] = [tuple(merge) for merge in trained["merges"]]
    with _quietly():
        tokenizer = NllbTokenizer(vocab=trained["vocab"], merges=merges)
        torch.manual_seed(1)
        model = M2M100ForConditionalGeneration(M2M100Config(**_shape(kind), vocab_size=len(tokenizer) + 2))
        if kind == "trained":
            _train(model, tokenizer, languages=("eng_Latn", "arb_Arab"))
        return _save(folder, tokenizer, model)


@_made_once
def madlad(folder: Path, *, kind: Kind = "random") -> Path:
    """Save a MADLAD checkpoint: T5 with a token for each target language, its outputs not scaled."""
    import torch
    from transformers import T5Config, T5ForConditionalGeneration, T5Tokenizer

    targets = ["<2ar>", "<2en>"]
    vocabulary = [(name, 0.0) for name in ("<pad>", "</s>", "<unk>")]
    vocabulary += [*_sentencepiece()[1], *((name, 0.0) for name in targets)]
    size = _shape(kind)["d_model"]
    unscaled: dict[str, Any] = {"tie_word_embeddings": False}
    with _quietly():
        tokenizer = T5Tokenizer(vocab=vocabulary, extra_ids=0, extra_special_tokens=targets)
        torch.manual_seed(1)
        config = T5Config(
            vocab_size=len(tokenizer),
            d_model=size,
            d_kv=8,
            d_ff=2 * size,
            num_layers=2,
            num_heads=2,
            dropout_rate=0.0,
            feed_forward_proj="gated-gelu",
            **unscaled,
        )
        config.decoder_start_token_id = 0
        model = T5ForConditionalGeneration(config)
        if kind == "trained":
            _train(model, tokenizer, prefix="<2ar> ")
        _save(folder, tokenizer, model)
    # The library would write that the embeddings are tied, and take that to mean scaled outputs when it reads it.
    written = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**written, "tie_word_embeddings": False}))
    return folder


BUILDERS: dict[str, Callable[..., Path]] = {"marian": marian, "m2m100": m2m100, "nllb": nllb, "madlad": madlad}
