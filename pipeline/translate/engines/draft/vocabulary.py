"""Choose the vocabulary rows the draft engine keeps, and build its tokenizer from them.

Gemma 3 has 262,144 pieces for all the world's scripts. English and Arabic need a fifth of them: a smaller output layer
is faster, and a script that has no row can never appear in a draft.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NORMAL, BYTE = 1, 6
"""GGUF token types (``tokenizer.ggml.token_type``)."""

BYTES = frozenset(f"<0x{byte:02X}>" for byte in range(256))
"""The pieces that spell what has no piece of its own, byte by byte."""

SPECIAL = ("<pad>", "<eos>", "<bos>", "<unk>")
SPACE = "\u2581"
ALWAYS = frozenset([*SPECIAL, SPACE, "\n"])

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
    if kind == BYTE or piece in ALWAYS:
        return True
    text = piece.replace(SPACE, "")
    if kind != NORMAL or not text or " " in text:
        return False
    for belongs, rank, longest in LIMITS:
        if all(map(belongs, text)):
            return len(text) == 1 or (row < rank and len(text) <= longest)
    return False


def _is_ascii(char: str) -> bool:
    return char.isascii() and char.isprintable()


def _is_arabic(char: str) -> bool:
    return char in ARABIC_LETTERS or char in ARABIC_MARKS


def _is_punctuation(char: str) -> bool:
    return _is_ascii(char) or char in PUNCTUATION


def _is_latin(char: str) -> bool:
    return (char.isascii() and char.isalpha()) or unicodedata.name(char, "").startswith("LATIN ")


ANY = 262_144
LIMITS: tuple[tuple[Callable[[str], bool], int, int], ...] = (
    (_is_ascii, 60_000, ANY),
    (_is_arabic, ANY, ANY),
    (_is_punctuation, ANY, 3),
    (_is_latin, 20_000, ANY),
)
"""Pieces made of such characters are kept up to this rank and length, and single characters always.

Piece ids follow merge order, so a low id is a frequent piece."""


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
        if piece not in BYTES and piece not in SPECIAL
        for cut in sorted(
            (cut for cut in range(1, len(piece)) if piece[:cut] in ids and piece[cut:] in ids),
            key=lambda cut: (ids[piece[:cut]], ids[piece[cut:]]),
        )
    ]
    model = models.BPE(vocab=ids, merges=merges, unk_token=SPECIAL[3], fuse_unk=True, byte_fallback=True)
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Replace(" ", SPACE)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse()],
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer
