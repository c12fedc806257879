"""Fit the recognition of names in Arabic text to pairs: a word is a name if the English side has it with a capital."""

from __future__ import annotations

import random
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evaluations.names.pairs import PAIR
from pipeline.languages.matching import fold
from pipeline.languages.names.from_latin import name_words
from pipeline.languages.names.lexicon import Lexicon, load_lexicon
from pipeline.languages.names.recognition import BUCKETS, TOKEN, WORD_BITS, features, is_common_word, is_known
from pipeline.languages.names.transliteration import arabic_forms, distance, latin_skeleton

ROUNDS, BATCH, RATE = 3, 512, 0.2
DROPPED = 0.4
"""Share of the features that are hidden in each step, so that all of them are used."""
KNOWN = 0.3
"""Share of the texts with other names in which the lexicon has them."""
HELD_OUT = 0.1
FREQUENT = 2
"""Occurrences of a word that is no rare one."""
NAMED = 0.3
"""Of the occurrences of a word, the share in which it is a name, so that it is not taken for an ordinary word."""
NEAREST = 0.3
"""Distance up to which an Arabic word is the English name."""
_LEAST_SOUNDS, _SHORT = 2, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The tokens of an Arabic text, folded, and which of them are names."""

    tokens: tuple[str, ...]
    names: tuple[bool, ...]


def label(english: str, arabic: str) -> Labelled:
    """Return the Arabic tokens, labelled by the English names."""
    names = [english[slice(*span)] for span in name_words(english, PAIR, load_lexicon(PAIR))]
    names = [name for name in names if len(latin_skeleton(name)) >= _LEAST_SOUNDS]
    tokens = tuple(match[0] for match in TOKEN.finditer(fold(arabic).text))
    known = load_lexicon(PAIR).to_latin
    return Labelled(tokens=tokens, names=tuple(_is_named(token, names, english, known) for token in tokens))


def _is_named(token: str, names: Sequence[str], english: str, known: Mapping[str, str]) -> bool:
    """Tell whether a token is one of some names by its sound, or by the lexicon (القاهرة is Cairo)."""
    forms = [form for form, _ in arabic_forms(token) if len(form) > 1 and form.isalpha()]
    bare = [form for form in forms if not form.startswith("ال")]
    heard = any(distance(name, form) <= NEAREST for form in bare for name in names)
    return heard or any(known[form] in english for form in forms if form in known and len(form) > _SHORT)


def collect_common(texts: Sequence[Labelled]) -> np.ndarray:
    """Return the bits of the words that are frequent in Arabic texts, and seldom names there."""
    counts = Counter(token for text in texts for token in text.tokens if token.isalpha())
    named = Counter(form for text in texts for form in _named_forms(text))
    bits = np.zeros(WORD_BITS, dtype=bool)
    for word, count in counts.items():
        if count >= FREQUENT and named[word] < NAMED * count:
            bits[zlib.crc32(word.encode()) % WORD_BITS] = True
    return bits


def try_out(texts: Sequence[Labelled], lexicon: Lexicon, common: np.ndarray, seed: int = 1) -> None:
    """Fit to nine tenths of the texts, and print precision and recall on the last."""
    rng = random.Random(seed)
    shuffled = rng.sample(list(texts), len(texts))
    held = shuffled[: round(HELD_OUT * len(shuffled))]
    trial = _regress(list(_training_examples(shuffled[len(held) :], lexicon, common, rng)), seed)
    counts = Counter(form for text in texts for form in _named_forms(text))
    tried = [example for text in held for example in _examples(text, counts, lexicon.words, common)]
    for least in (-1.0, 0.0, 1.0):
        _report(tried, *trial, least)


def fit(texts: Sequence[Labelled], lexicon: Lexicon, common: np.ndarray, path: Path, seed: int = 1) -> None:
    """Fit the weights to all texts, and write them."""
    rng = random.Random(seed)
    weights, bias = _regress(list(_training_examples(texts, lexicon, common, rng)), seed)
    scale = float(np.abs(weights).max()) / 127
    whole = np.round(weights / scale).astype(np.int8)
    np.savez_compressed(path, weights=whole, scale=scale, bias=bias, words=np.packbits(common))
    print(f"{len(texts):,} texts, {path.stat().st_size:,} bytes, in {path.name}")


def _training_examples(
    texts: Sequence[Labelled], lexicon: Lexicon, common: np.ndarray, rng: random.Random
) -> Iterator[tuple[list[int], bool]]:
    """Yield the examples of texts, and of the same texts with other names: a name is not to be learned by heart."""
    counts = Counter(form for text in texts for form in _named_forms(text))
    names = [name for name in lexicon.to_latin if name in lexicon.words]
    for text in texts:
        yield from _examples(text, counts, lexicon.words, common)
        if any(text.names):
            drawn = (rng.choice(names) if name else token for token, name in zip(text.tokens, text.names, strict=True))
            changed = Labelled(tokens=tuple(drawn), names=text.names)
            known = lexicon.words if rng.random() < KNOWN else frozenset()
            yield from _examples(changed, Counter(), known, common)


def _named_forms(text: Labelled) -> set[str]:
    named = (token for token, name in zip(text.tokens, text.names, strict=True) if name)
    return {form for token in named for form, _ in arabic_forms(token)}


def _examples(
    text: Labelled, counts: Counter[str], lexicon: frozenset[str], common: np.ndarray
) -> Iterator[tuple[list[int], bool]]:
    """Yield features and labels; a name is known only if another text has it too, or the lexicon from elsewhere."""
    here = _named_forms(text)
    alone = frozenset(form for form in here if counts[form] == 1)
    words = lexicon - alone
    kinds = [f"{is_known(token, words):d}{is_common_word(token, common):d}" for token in text.tokens]
    for place, token in enumerate(text.tokens):
        if token.isalpha():
            yield features(text.tokens, kinds, place), text.names[place]


def _regress(examples: Sequence[tuple[list[int], bool]], seed: int) -> tuple[np.ndarray, float]:
    import torch

    torch.manual_seed(seed)
    table = torch.nn.EmbeddingBag(BUCKETS, 1, mode="sum")
    torch.nn.init.zeros_(table.weight)
    bias = torch.nn.Parameter(torch.tensor(-3.0))
    optimizer = torch.optim.Adagrad([table.weight, bias], lr=RATE)
    inputs = [torch.tensor(found) for found, _ in examples]
    labels = torch.tensor([float(name) for _, name in examples])
    for _ in range(ROUNDS):
        for chosen in torch.randperm(len(inputs)).split(BATCH):  # type: ignore[no-untyped-call]
            parts = [inputs[number] for number in chosen.tolist()]
            starts = torch.tensor([0, *(len(part) for part in parts[:-1])]).cumsum(0)
            found = torch.cat(parts)
            kept = (torch.rand(len(found)) >= DROPPED).float() / (1 - DROPPED)
            odds = table(found, starts, per_sample_weights=kept)[:, 0] + bias
            loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, labels[chosen])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return table.weight.detach().numpy()[:, 0], bias.item()


def _report(examples: Sequence[tuple[list[int], bool]], weights: np.ndarray, bias: float, least: float) -> None:
    found = [(weights[indices].sum() + bias > least, name) for indices, name in examples]
    right = sum(said and name for said, name in found)
    said, names = sum(said for said, _ in found), sum(name for _, name in found)
    print(f"above {least}: precision {right / max(said, 1):.3f}, recall {right / max(names, 1):.3f}")
