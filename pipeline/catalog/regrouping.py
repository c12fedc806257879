"""Sentences that were split in two or joined into one: which new ones share an old one, and the other way round.

A sentence that continues an old one is looked at beside its neighbours: where a new neighbour says what it left out of
the old one, the old one was split; where a vanished neighbour of the old one says what it has taken in, the two were
joined. Linear: each sentence is compared with the ones beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.catalog.identity import fold_words

SHARED = 0.5
"""Share of a neighbour's words that the other side must account for: less is a sentence of its own. Of unrelated news
sentences a third of the words are common ones such as *the*; of real halves four in five are found."""
_LEAST = 2
"""Words that must be shared: one is a coincidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouping:
    """``parts`` maps a new sentence to the old one it is the other half of; ``joined`` a new one to all its old ones.

    Both by place; the old ones in order.
    """

    parts: Mapping[int, int]
    joined: Mapping[int, tuple[int, ...]]


def find_regrouping(old: Sequence[str], new: Sequence[str], partners: Mapping[int, int]) -> Regrouping:
    """Find splits and joins.

    :param partners: the place of the old sentence that each new one continues, where it continues one; a place beyond
        the old ones is that of a sentence that was gone
    """
    vanished = set(range(len(old))) - set(partners.values())
    fresh = set(range(len(new))) - partners.keys()
    parts: dict[int, int] = {}
    joined: dict[int, tuple[int, ...]] = {}
    for there, here in sorted(partners.items()):
        if here >= len(old) or old[here] == new[there]:  # it comes from the obsolete ones, or it did not change
            continue
        for neighbour in _sharing(there, new, fresh, old[here]):
            parts[neighbour] = here
            fresh.discard(neighbour)
        taken = list(_sharing(here, old, vanished, new[there]))
        if taken:
            joined[there] = tuple(sorted((here, *taken)))
            vanished.difference_update(taken)
    return Regrouping(parts=parts, joined=joined)


def _sharing(place: int, texts: Sequence[str], free: Collection[int], whole: str) -> Iterator[int]:
    """Yield the free neighbours of a sentence whose words are those that *whole* has beyond the sentence's own."""
    left = _words(whole) - _words(texts[place])
    for step in (1, -1):
        neighbour = place + step
        while neighbour in free:
            words = _words(texts[neighbour])
            shared = words & left
            if shared.total() < max(_LEAST, SHARED * words.total()):
                break
            yield neighbour
            left -= shared
            neighbour += step


def _words(text: str) -> Counter[str]:
    return Counter(filter(None, fold_words(text)))
