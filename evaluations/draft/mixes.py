"""Say what each run of the draft engine's training is made of; the model card says in which order they were run."""

from __future__ import annotations

from dataclasses import dataclass

OWN = "own"
"""The name of our own training pairs, in ``evaluations/sets/training``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """How much of one set goes into the training mix.

    ``name`` is that of a set, of a file of our own, or `OWN` for all of our own that no portion before has.
    ``repeats`` is how often a pair is seen (a fraction is a sample), ``similarity`` the least cosine of its two sides.
    """

    name: str
    repeats: float
    similarity: float = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """What one run is trained on, and at which learning rate.

    ``terms`` and ``names`` are the shares (0-1) of the examples whose prompt names terms, and tells how to spell names.
    """

    portions: tuple[Portion, ...]
    terms: float = 0.0
    names: float = 0.0
    learning_rate: float = 5e-4


FIRST = Mix(
    portions=(
        Portion(name="syriaarchive", repeats=3),
        Portion(name="syriaarchive2", repeats=3),
        Portion(name="un_dev", repeats=2.5, similarity=0.5),
        Portion(name="tico_tm", repeats=1),
        Portion(name="pud", repeats=2),
        Portion(name="xquad_par", repeats=1, similarity=0.5),
        Portion(name="xquad_q", repeats=0.5, similarity=0.5),
        Portion(name="sdg", repeats=2, similarity=0.5),
        Portion(name="osguide", repeats=1, similarity=0.55),
        Portion(name="iot", repeats=0.3, similarity=0.6),
        Portion(name="projops", repeats=0.2, similarity=0.6),
        Portion(name="tatoeba_full", repeats=0.12, similarity=0.55),
    ),
    learning_rate=8e-4,
)
"""The first run's mix: the domains nearest to news and human rights come round several times; software prose and short
everyday sentences are sampled, since they teach the direction and the script but little of the vocabulary. Measured on
two cores, where the number of tokens is what limits the run."""

SECOND = Mix(
    portions=(
        Portion(name=OWN, repeats=1.3, similarity=0),
        Portion(name="syriaarchive", repeats=1),
        Portion(name="un_dev", repeats=0.4, similarity=0.5),
        Portion(name="pud", repeats=0.5),
        Portion(name="tico_tm", repeats=0.1),
    ),
    terms=0.35,
)
"""The second run's mix, from the first run's adapter on: our own news, and the domains to be kept."""

THIRD = Mix(
    portions=(
        Portion(name=OWN, repeats=1, similarity=0),
        Portion(name="syriaarchive", repeats=0.25),
        Portion(name="un_dev", repeats=0.1, similarity=0.5),
        Portion(name="pud", repeats=0.2),
    ),
    terms=0.3,
)
"""The mix of the third and the fourth run: all of our own news, and as much of the other domains as keeps them."""

NEWEST = (
    "world",
    "disasters-courts",
    "economy-science",
    "wars-aid",
    "culture-climate",
    "explainers-farms",
    "rulings-budgets",
    "newsroom",
    "medicine-space",
)
"""The files of our own pairs that came after the third mix was trained on."""

FOURTH = Mix(
    portions=(
        *(Portion(name=name, repeats=1, similarity=0) for name in NEWEST),
        Portion(name=OWN, repeats=0.25, similarity=0),
        Portion(name="syriaarchive", repeats=0.2),
        Portion(name="un_dev", repeats=0.08, similarity=0.5),
        Portion(name="pud", repeats=0.15),
    ),
    terms=0.3,
    names=0.7,
)
"""The mix of the last run: all of our news that is new to the adapter, and a sample of what it has seen."""

MIXES = {"first": FIRST, "second": SECOND, "third": THIRD, "fourth": FOURTH}
