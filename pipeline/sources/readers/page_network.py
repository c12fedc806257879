"""The networks of ``page_model``: what the features of a page's lines make of them, and the chain through the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.sources.readers.page_features import Features

WEIGHTS = Path(__file__).with_name("page_model.npz")
STATES = ("top", "head", "meta", "body", "aside", "end")
ARTICLE = (STATES.index("head"), STATES.index("body"))
STEPS: tuple[tuple[int, ...], ...] = ((0, 1), (1, 2, 3), (1, 2, 3), (3, 4, 5), (3, 4), (5,))
"""What may follow each state."""
STARTS = (0, 1, 3)
ENDS = (0, 1, 2, 3, 5)
NEVER = -1e4
"""What speaks against what may not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One network.

    A line's inner values are the sum of its features' ``vectors`` and of its ``numbers`` by weight; what it has around
    it are the inner values of some lines above and below, each by the weights of its distance (``window``). Both speak
    for each state (``outer``, ``outer_window``), and each step from one state to the next has its weight.
    """

    vectors: NDArray[np.float32]
    numbers: NDArray[np.float32]
    bias: NDArray[np.float32]
    window: NDArray[np.float32]
    window_bias: NDArray[np.float32]
    outer: NDArray[np.float32]
    outer_window: NDArray[np.float32]
    outer_bias: NDArray[np.float32]
    steps: NDArray[np.float32]


_SMALL = ("numbers", "bias", "window", "window_bias", "outer", "outer_window", "outer_bias", "steps")
"""The arrays that are written as they are; the vectors are many, and written in a byte a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """The axes along which lines' meanings differ most (512 × axes), scaled so that each varies by about 1."""

    centre: NDArray[np.float32]
    along: NDArray[np.float32]

    def numbers(self, page: Features) -> NDArray[np.float32]:
        """Return the numbers of each line: where it is along the axes, and how near to the article."""
        return np.concatenate([(page.vectors - self.centre) @ self.along, page.nearness], axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Some networks, whose probabilities are averaged, the place of each feature in them, and the axes of meaning."""

    places: Mapping[str, int]
    axes: Axes
    networks: tuple[Network, ...]


@cache
def read_model() -> Model:
    """Return the model of the data file."""
    return load_model(WEIGHTS)


def load_model(path: Path) -> Model:
    """Return a written model."""
    with np.load(path, allow_pickle=False) as data:
        names = bytes(data["names"]).decode().split("\n")
        return Model(
            places={name: place for place, name in enumerate(names)},
            axes=Axes(centre=data["centre"].astype(np.float32), along=data["along"].astype(np.float32)),
            networks=tuple(_read_network(data, number) for number in range(int(data["networks"]))),
        )


def _read_network(data: Mapping[str, NDArray[np.float32]], number: int) -> Network:
    scale = data[f"scale{number}"].astype(np.float32)[:, None]
    vectors = data[f"vectors{number}"].astype(np.float32) * scale
    return Network(vectors=vectors, **{name: data[f"{name}{number}"] for name in _SMALL})


def write_model(model: Model, path: Path = WEIGHTS) -> None:
    """Write a model: the vectors in a byte a number, each with its own scale."""
    arrays: dict[str, NDArray[np.generic]] = {
        "names": np.frombuffer("\n".join(model.places).encode(), dtype=np.uint8),
        "centre": model.axes.centre.astype(np.float16),
        "along": model.axes.along.astype(np.float16),
        "networks": np.array(len(model.networks)),
    }
    for number, network in enumerate(model.networks):
        scale = (np.abs(network.vectors).max(axis=1) / 127 + 1e-8).astype(np.float16).astype(np.float32)
        scale = np.maximum(scale, np.float32(6e-8))
        arrays[f"vectors{number}"] = np.clip(np.round(network.vectors / scale[:, None]), -127, 127).astype(np.int8)
        arrays[f"scale{number}"] = scale.astype(np.float16)
        arrays |= {f"{name}{number}": getattr(network, name) for name in _SMALL}
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def probabilities(page: Features, model: Model) -> list[float]:
    """Return the probability that each line is the article's, by the forward-backward algorithm."""
    places = [[model.places[name] for name in names if name in model.places] for names in page.names]
    numbers = model.axes.numbers(page)
    shares = sum(_shares(places, numbers, network) for network in model.networks) / len(model.networks)
    return [float(share) for share in np.asarray(shares)[:, list(ARTICLE)].sum(axis=1)]


def _shares(places: Sequence[Sequence[int]], numbers: NDArray[np.float32], network: Network) -> NDArray[np.float64]:
    """Return the probability of each state of each line by one network."""
    sums = np.stack([network.vectors[line].sum(axis=0) for line in places])
    inner = np.tanh(sums + numbers @ network.numbers + network.bias)
    reach = len(network.window) // 2
    padded = np.pad(inner, ((reach, reach), (0, 0)))
    around = sum(padded[step : step + len(inner)] @ weights for step, weights in enumerate(network.window))
    scores = inner @ network.outer + np.tanh(around + network.window_bias) @ network.outer_window + network.outer_bias
    return chain(scores.astype(np.float64), network.steps.astype(np.float64))


def chain(scores: NDArray[np.float64], steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of each state of each line, by what speaks for the states and for the steps."""
    start, end, allowed = masks()
    steps = steps + allowed
    forward, backward = np.empty_like(scores), np.empty_like(scores)
    forward[0], backward[-1] = start + scores[0], end
    for line in range(1, len(scores)):
        forward[line] = _log_sum(forward[line - 1][:, None] + steps, 0) + scores[line]
    for line in range(len(scores) - 2, -1, -1):
        backward[line] = _log_sum(steps + scores[line + 1] + backward[line + 1], 1)
    both = forward + backward
    return np.asarray(np.exp(both - _log_sum(both, 1)[:, None]))


def masks() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return what speaks against each state at the start and at the end, and against each step."""
    states = range(len(STATES))
    return (
        np.array([0.0 if state in STARTS else NEVER for state in states]),
        np.array([0.0 if state in ENDS else NEVER for state in states]),
        np.array([[0.0 if new in STEPS[old] else NEVER for new in states] for old in states]),
    )


def _log_sum(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    most = values.max(axis=axis, keepdims=True)
    return np.asarray((most + np.log(np.exp(values - most).sum(axis=axis, keepdims=True))).squeeze(axis))
