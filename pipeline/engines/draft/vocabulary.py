"""Choose the vocabulary rows the draft engine keeps, and build its tokenizer from them.

Gemma 3 has 262,144 pieces for all the world's scripts. English and Arabic need a fifth of them: a smaller output layer
is faster, and a script that has no row can never appear in a draft.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NORMAL, BYTE = 1, 6
"""GGUF token types (``tokenizer.ggml.token_type``)."""

SPECIAL = ("<pad>", "<eos>", "<bos>", "<unk>")
SPACE = "\u2581"

LATIN_RANK = 60_000
"""ASCII pieces are kept up to this rank: piece ids follow merge order, so a low id is a frequent piece."""
ACCENTED_RANK = 20_000
"""Accented Latin pieces are kept up to this rank; single letters always."""

ARABIC_LETTERS = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژڤگ" + "ًٌٍَُِّْٰـ")
ARABIC_MARKS = frozenset("،؛؟٪٫٬٠١٢٣٤٥٦٧٨٩")
PUNCTUATION = frozenset("–—‘’“”„«»…•·°€£¥§©®™±×÷½¼¾²³%‰")


def kept_rows(pieces: Sequence[str], types: Sequence[int]) -> list[int]:
    """Return the ids of the pieces to keep, in their old order.

    :param pieces: the vocabulary of the GGUF file, by id
    :param types: the GGUF token type of each piece
    """
    return [row for row, (piece, kind) in enumerate(zip(pieces, types, strict=True)) if _keeps(row, piece, kind)]


def _keeps(row: int, piece: str, kind: int) -> bool:
    if kind == BYTE or piece in SPECIAL:
        return True
    if piece in (SPACE, "\n"):
        return True
    text = piece.replace(SPACE, "")
    if kind != NORMAL or not text or " " in text:
        return False
    if all(char.isascii() and char.isprintable() for char in text):
        return row < LATIN_RANK or len(text) == 1
    if all(char in ARABIC_LETTERS or char in ARABIC_MARKS for char in text):
        return True
    if all(char.isascii() and char.isprintable() or char in PUNCTUATION for char in text):
        return len(text) <= 3
    if all(_is_latin(char) for char in text):
        return row < ACCENTED_RANK or len(text) == 1
    return False


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha() or unicodedata.name(char, "").startswith("LATIN ")


def build_tokenizer(pieces: Sequence[str]) -> Tokenizer:
    """Build a byte-fallback BPE tokenizer over the kept pieces, in their order.

    Merges are derived from the pieces: whatever split of a piece has both halves in the vocabulary may form it, in
    the order of piece ids. A piece that was pruned is thereby spelled with the smaller ones that were kept.
    """
    from tokenizers import Tokenizer, decoders, models, normalizers

    ids = {piece: row for row, piece in enumerate(pieces)}
    merges = [
        (piece[:cut], piece[cut:])
        for piece in pieces
        if not (piece.startswith("<0x") and len(piece) == 6) and piece not in SPECIAL
        for cut in sorted(
            (cut for cut in range(1, len(piece)) if piece[:cut] in ids and piece[cut:] in ids),
            key=lambda cut: (ids[piece[:cut]], ids[piece[cut:]]),
        )
    ]
    tokenizer = Tokenizer(models.BPE(vocab=ids, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", SPACE)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse()],
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer
