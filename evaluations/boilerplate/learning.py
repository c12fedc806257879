"""Learn the networks of ``page_network`` (torch): Adam, with features and inner values left out at random."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from evaluations.boilerplate.samples import Sample
from pipeline.sources.readers.page_network import STATES, Axes, Model, Network, masks

NETWORKS = 3
_PAGES = 12
"""Pages in which a feature must stand."""
_AXES = 64
_INNER = 32
_AROUND = 32
_WINDOW = 5
"""Lines whose inner values a line sees: its own, two above, two below."""
_EPOCHS = 14
_BATCH = 24
_RATE = 4e-3
_WARM = 0.15
_DECAY = 1e-2
_WITHOUT_FEATURES = 0.5
_WITHOUT_INNER = 0.3
_SPREAD = 0.05
_SPREAD_NUMBERS = 0.03
_SPREAD_OUTER = 0.01
_CLIP = 1.0
_BUCKET = 20
"""Lines by which pages of similar length share a batch."""


class _Net(nn.Module):
    """The network as torch has it."""

    def __init__(self, features: int, numbers: int) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.randn(features, _INNER) * _SPREAD)
        self.bias = nn.Parameter(torch.zeros(_INNER))
        self.numbers = nn.Parameter(torch.randn(numbers, _INNER) * _SPREAD_NUMBERS)
        self.window = nn.Conv1d(_INNER, _AROUND, _WINDOW, padding=_WINDOW // 2)
        self.outer = nn.Linear(_INNER, len(STATES))
        self.outer_window = nn.Linear(_AROUND, len(STATES), bias=False)
        nn.init.normal_(self.outer_window.weight, std=_SPREAD_OUTER)
        self.steps = nn.Parameter(torch.zeros(len(STATES), len(STATES)))

    def forward(self, pages: Sequence[_Page]) -> Tensor:
        """Return what speaks for each state of each line while learning."""
        kept = [line[torch.rand(len(line)) > _WITHOUT_FEATURES] for page in pages for line in page.lines]
        starts = torch.tensor([0, *(len(line) for line in kept[:-1])]).cumsum(0)
        sums = nn.functional.embedding_bag(torch.cat(kept), self.vectors, starts, mode="sum") / (1 - _WITHOUT_FEATURES)
        numbers = nn.functional.dropout(torch.cat([page.numbers for page in pages]), _WITHOUT_INNER)
        inner = nn.functional.dropout(torch.tanh(sums + numbers @ self.numbers + self.bias), _WITHOUT_INNER)
        around = nn.functional.dropout(self._around(inner, [len(page.lines) for page in pages]), _WITHOUT_INNER)
        scores: Tensor = self.outer(inner) + self.outer_window(around)
        return scores

    def _around(self, inner: Tensor, lengths: list[int]) -> Tensor:
        """Return what each line has around it within its page."""
        padded = nn.utils.rnn.pad_sequence(list(torch.split(inner, lengths)), batch_first=True)
        around = torch.tanh(self.window(padded.transpose(1, 2))).transpose(1, 2)
        return torch.cat([page[:length] for page, length in zip(around, lengths, strict=True)])

    def network(self) -> Network:
        """Return it as it reads pages."""
        found = {name: weights.detach().numpy() for name, weights in self.named_parameters()}
        return Network(
            vectors=found["vectors"],
            numbers=found["numbers"],
            bias=found["bias"],
            window=found["window.weight"].transpose(2, 1, 0).copy(),
            window_bias=found["window.bias"],
            outer=found["outer.weight"].T.copy(),
            outer_window=found["outer_window.weight"].T.copy(),
            outer_bias=found["outer.bias"],
            steps=found["steps"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page as the network has it while learning: the places of each line's features, its numbers, and its states."""

    lines: list[Tensor]
    numbers: Tensor
    states: Tensor


def learn(samples: Sequence[Sample], networks: int = NETWORKS) -> Model:
    """Return the model with the weights that make these pages likely."""
    torch.set_num_threads(1)
    counts = Counter(name for sample in samples for name in {name for line in sample.features.names for name in line})
    names = sorted(name for name, count in counts.items() if count >= _PAGES)
    places = {name: place for place, name in enumerate(names)}
    axes = _axes(np.concatenate([sample.features.vectors for sample in samples]))
    pages = [
        _Page(
            lines=[
                torch.tensor([places[name] for name in line if name in places], dtype=torch.long)
                for line in sample.features.names
            ],
            numbers=torch.from_numpy(axes.numbers(sample.features)),
            states=torch.tensor(sample.states),
        )
        for sample in samples
    ]
    return Model(places=places, axes=axes, networks=tuple(_fit(pages, len(names), seed) for seed in range(networks)))


def _axes(vectors: NDArray[np.float32]) -> Axes:
    """Return the main axes of some lines' vectors (principal components, whitened)."""
    spreads, axes = np.linalg.eigh(np.cov(vectors.T))
    along = axes[:, -_AXES:] / np.sqrt(np.maximum(spreads[-_AXES:], 1e-6))
    return Axes(centre=vectors.mean(axis=0), along=along.astype(np.float32))


def _fit(pages: Sequence[_Page], features: int, seed: int) -> Network:
    torch.manual_seed(seed)
    draw = random.Random(seed)
    net = _Net(features, pages[0].numbers.shape[1])
    optimizer = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=_DECAY)
    batches = -(-len(pages) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=_EPOCHS * batches, pct_start=_WARM)
    for _ in range(_EPOCHS):
        for numbers in _batches([len(page.lines) for page in pages], draw):
            batch = [pages[number] for number in numbers]
            loss = _loss(net(batch), net.steps, [page.states for page in batch])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), _CLIP)
            optimizer.step()
            schedule.step()
    return net.network()


def _batches(lengths: Sequence[int], draw: random.Random) -> list[list[int]]:
    """Return the pages in batches, those of similar length together, at random."""
    order = list(range(len(lengths)))
    draw.shuffle(order)
    order.sort(key=lambda page: lengths[page] // _BUCKET + 2 * draw.random())
    found = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
    draw.shuffle(found)
    return found


def _loss(scores: Tensor, steps: Tensor, states: Sequence[Tensor]) -> Tensor:
    """Return the negative log-likelihood of some pages' states, per page."""
    lengths = torch.tensor([len(page) for page in states])
    padded = nn.utils.rnn.pad_sequence(list(torch.split(scores, lengths.tolist())), batch_first=True)
    right = nn.utils.rnn.pad_sequence(list(states), batch_first=True)
    mask = torch.arange(padded.shape[1])[None] < lengths[:, None]
    start, end, allowed = (torch.from_numpy(mask_).float() for mask_ in masks())
    step = steps + allowed
    total = start + padded[:, 0]
    for place in range(1, padded.shape[1]):
        new = torch.logsumexp(total[:, :, None] + step, 1) + padded[:, place]
        total = torch.where(mask[:, place : place + 1], new, total)
    own = (padded.gather(2, right[:, :, None]).squeeze(2) * mask).sum(1)
    own = own + (step[right[:, :-1], right[:, 1:]] * mask[:, 1:]).sum(1)
    own = own + start[right[:, 0]] + end[right[torch.arange(len(states)), lengths - 1]]
    return (torch.logsumexp(total + end, 1) - own).mean()
