"""The same article under another name, recognized by what it says. One decision for the run and for the gate."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from pipeline.catalog.identity import align

ALIKE = 0.5
"""Share of two articles that must be common for one to be the other renamed: the half, by choice."""
CLEAR = 0.15
"""By how much one candidate must be more alike than the next; by choice: a person decides where it is less."""
_SAME = 2.0
"""The share of articles that say the same: clearly more than any that are only alike."""
_CANDIDATES = 5
"""Of the lost articles, those that share most words are compared: a comparison sentence by sentence is slow."""
_RARE = 20
"""A word that more lost articles have than these does not tell one from the rest."""

_Alike = Mapping[tuple[str, str], float]
"""How much new and lost articles have in common, by new and old slug."""


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
    """Find which new articles are lost ones renamed; both are given as sentences in order, by slug.

    Who is found is no candidate any more: a new article that is like a lost one is new where that one was renamed.
    """
    alike = _compare(fresh, lost)
    renamed: dict[str, str] = {}
    while found := {old: new for new, old in _find_clear(alike)}:
        renamed |= found
        taken = set(found.values())
        alike = {(new, old): share for (new, old), share in alike.items() if new not in taken and old not in found}
    return Recognized(renamed=renamed, doubts={new: _doubt(alike, new) for new, _ in alike})


def _find_clear(alike: _Alike) -> Iterator[tuple[str, str]]:
    """Yield the new and lost articles that are clearly more alike than each of them and another one."""
    ours, theirs = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    for (new, old), share in alike.items():
        ours[new].append(share)
        theirs[old].append(share)
    second, others = ({slug: nlargest(2, shares)[1:] for slug, shares in side.items()} for side in (ours, theirs))
    for (new, old), share in alike.items():
        if all(other <= share - CLEAR for other in (*second[new], *others[old])):
            yield new, old


def _doubt(alike: _Alike, new: str) -> Doubt:
    """Return the lost articles that a new one may be, and the new ones that the likeliest of them may be."""
    best_share, best = max((share, old) for (here, old), share in alike.items() if here == new)
    likely = [pair for pair, share in alike.items() if share > best_share - CLEAR]
    lost = sorted((old for here, old in likely if here == new), key=lambda old: (alike[new, old], old), reverse=True)
    return Doubt(lost=tuple(lost), rivals=tuple(sorted(here for here, old in likely if old == best)))


def _compare(fresh: Mapping[str, Sequence[str]], lost: Mapping[str, Sequence[str]]) -> _Alike:
    """Return how much of each new article and each lost one is common, where it is enough; by new and old slug."""
    holders: defaultdict[str, list[str]] = defaultdict(list)
    same: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for slug, sentences in lost.items():
        same[tuple(sentences)].append(slug)
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
        alike |= {(new, old): _SAME for old in same.get(tuple(sentences), ()) if sentences}
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
