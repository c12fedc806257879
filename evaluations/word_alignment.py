"""IBM model 1 (Brown et al. 1993): how likely one word is to be translated by another, from sentence pairs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def estimate(kinds: Ids, places: Ids, sources: Ids, rounds: int) -> Floats:
    """Return the probability of each kind of link, by expectation and maximization.

    A link joins a word of a sentence to a word of its translation; links of one kind join the same two words.

    :param kinds: the kind of each link
    :param places: the word, of all sentences, that each link explains; its links share one count
    :param sources: the word that each kind is given; the kinds of one word share a probability of 1
    """
    chances = np.ones(len(sources))
    for _ in range(rounds):
        weights = chances[kinds]
        weights /= np.bincount(places, weights)[places]
        counts = np.bincount(kinds, weights, len(chances))
        chances = counts / np.bincount(sources, counts)[sources]
    return chances
