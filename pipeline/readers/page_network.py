"""The networks of ``page_model``: what the features of a page's lines make of them, and the chain through the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

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
    """One network: the vector of each feature, what sums of vectors say for each state, and each step's weight."""

    vectors: NDArray[np.float32]
    bias: NDArray[np.float32]
    outer: NDArray[np.float32]
    outer_bias: NDArray[np.float32]
    steps: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Some networks, whose probabilities are averaged, and the place of each feature in them."""

    places: Mapping[str, int]
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
            networks=tuple(_read_network(data, number) for number in range(int(data["networks"]))),
        )


def _read_network(data: Mapping[str, NDArray[np.float32]], number: int) -> Network:
    scale = data[f"scale{number}"].astype(np.float32)[:, None]
    return Network(
        vectors=data[f"vectors{number}"].astype(np.float32) * scale,
        bias=data[f"bias{number}"],
        outer=data[f"outer{number}"],
        outer_bias=data[f"outer_bias{number}"],
        steps=data[f"steps{number}"],
    )


def write_model(model: Model, path: Path = WEIGHTS) -> None:
    """Write a model: the vectors in a byte a number, each with its own scale."""
    arrays: dict[str, NDArray[np.generic]] = {
        "names": np.frombuffer("\n".join(model.places).encode(), dtype=np.uint8),
        "networks": np.array(len(model.networks)),
    }
    for number, network in enumerate(model.networks):
        scale = (np.abs(network.vectors).max(axis=1) / 127 + 1e-8).astype(np.float16).astype(np.float32)
        scale = np.maximum(scale, np.float32(6e-8))
        arrays[f"vectors{number}"] = np.clip(np.round(network.vectors / scale[:, None]), -127, 127).astype(np.int8)
        arrays[f"scale{number}"] = scale.astype(np.float16)
        for name in ("bias", "outer", "outer_bias", "steps"):
            arrays[f"{name}{number}"] = getattr(network, name)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def probabilities(page: Sequence[Iterable[str]], model: Model) -> list[float]:
    """Return the probability that each line is the article's, by the forward-backward algorithm."""
    if not page:
        return []
    places = [[model.places[name] for name in features if name in model.places] for features in page]
    shares = sum(_shares(places, network) for network in model.networks) / len(model.networks)
    return [float(share) for share in np.asarray(shares)[:, list(ARTICLE)].sum(axis=1)]


def _shares(places: Sequence[Sequence[int]], network: Network) -> NDArray[np.float64]:
    """Return the probability of each state of each line by one network."""
    inner = np.tanh(np.stack([network.vectors[line].sum(axis=0) for line in places]) + network.bias)
    return chain((inner @ network.outer + network.outer_bias).astype(np.float64), network.steps.astype(np.float64))


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
