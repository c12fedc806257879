"""The same article under another name, recognized by what it says. One decision for the run and for the gate."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.catalog.identity import align

ALIKE = 0.5
"""Share of two articles that must be common for one to be the other renamed: the half, by choice."""
CLEAR = 0.15
"""By how much one candidate must be more alike than the next; by choice: a person decides where it is less."""
_CANDIDATES = 5
"""Of the lost articles, those that share most words are compared: a comparison sentence by sentence is slow."""
_RARE = 20
"""A word that more lost articles have than these does not tell one from the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A new article that may be several lost ones (``lost``), or the lost one that several may be (``rivals``)."""

    lost: tuple[str, ...]
    rivals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognized:
    """Which lost articles stand under another name: ``renamed`` from old to new, ``doubts`` by new name."""

    renamed: Mapping[str, str]
    doubts: Mapping[str, Doubt]


def recognize(fresh: Mapping[str, Sequence[str]], lost: Mapping[str, Sequence[str]]) -> Recognized:
    """Find which new articles are lost ones renamed; both are given as sentences in order, by slug."""
    alike = _compare(fresh, lost)
    renamed: dict[str, str] = {}
    doubts: dict[str, Doubt] = {}
    for new in dict.fromkeys(new for new, _ in alike):
        ranked = sorted(((score, old) for (here, old), score in alike.items() if here == new), reverse=True)
        best_score, best = ranked[0]
        likely = tuple(old for score, old in ranked if score > best_score - CLEAR)
        rivals = tuple(
            sorted(here for (here, old), score in alike.items() if old == best and score > best_score - CLEAR)
        )
        if len(likely) > 1 or len(rivals) > 1:
            doubts[new] = Doubt(lost=likely, rivals=rivals)
        elif all(best_score >= score for (_, old), score in alike.items() if old == best):
            renamed[best] = new
    return Recognized(renamed=renamed, doubts=doubts)


def _compare(fresh: Mapping[str, Sequence[str]], lost: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], float]:
    """Return how much of each new article and each lost one is common, where it is enough; by new and old slug."""
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for slug, sentences in lost.items():
        for word in _words(sentences):
            holders[word].append(slug)
    alike = {}
    for new, sentences in fresh.items():
        found = (holders.get(word, ()) for word in _words(sentences))
        votes = Counter(slug for slugs in found if len(slugs) <= _RARE for slug in slugs)
        for old, _ in votes.most_common(_CANDIDATES):
            share = _common(lost[old], sentences)
            if share >= ALIKE:
                alike[new, old] = share
    return alike


def _words(sentences: Iterable[str]) -> list[str]:
    """Return each word once, in order."""
    return list(dict.fromkeys(word for sentence in sentences for word in sentence.split()))


def _common(old: Sequence[str], new: Sequence[str]) -> float:
    """Return how many of the characters of two articles stand in sentences that continue each other, 0 to 1."""
    partners = align(list(enumerate(old, start=1)), new)
    kept = [number for number in partners if number is not None]
    ours = sum(len(text) for text, number in zip(new, partners, strict=True) if number is not None)
    theirs = sum(len(old[number - 1]) for number in kept)
    return (ours + theirs) / max(sum(map(len, (*old, *new))), 1)
