"""Learn the networks of ``page_network`` (torch): Adam, with features and inner values left out at random."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from evaluations.boilerplate.samples import Sample
from pipeline.readers.page_network import STATES, Model, Network, masks

NETWORKS = 3
_PAGES = 8
"""Pages in which a feature must stand."""
_INNER = 16
_EPOCHS = 12
_BATCH = 24
_RATE = 4e-3
_WARM = 0.15
_WITHOUT_FEATURES = 0.2
_WITHOUT_INNER = 0.3
_SPREAD = 0.05
_CLIP = 1.0
_BUCKET = 20
"""Lines by which pages of similar length share a batch."""


class _Net(nn.Module):
    """The network as torch has it."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.randn(features, _INNER) * _SPREAD)
        self.bias = nn.Parameter(torch.zeros(_INNER))
        self.outer = nn.Linear(_INNER, len(STATES))
        self.steps = nn.Parameter(torch.zeros(len(STATES), len(STATES)))

    def forward(self, lines: Sequence[Tensor]) -> Tensor:
        """Return what speaks for each state of each line while learning."""
        kept = [line[torch.rand(len(line)) > _WITHOUT_FEATURES] for line in lines]
        starts = torch.tensor([0, *(len(line) for line in kept[:-1])]).cumsum(0)
        sums = nn.functional.embedding_bag(torch.cat(kept), self.vectors, starts, mode="sum")
        inner = torch.tanh(sums / (1 - _WITHOUT_FEATURES) + self.bias)
        scores: Tensor = self.outer(nn.functional.dropout(inner, _WITHOUT_INNER))
        return scores

    def network(self) -> Network:
        """Return it as it reads pages."""
        return Network(
            vectors=self.vectors.detach().numpy(),
            bias=self.bias.detach().numpy(),
            outer=self.outer.weight.detach().numpy().T.copy(),
            outer_bias=self.outer.bias.detach().numpy(),
            steps=self.steps.detach().numpy(),
        )


def learn(samples: Sequence[Sample], networks: int = NETWORKS) -> Model:
    """Return the model with the weights that make these pages likely."""
    torch.set_num_threads(1)
    counts = Counter(name for page in samples for name in {name for line in page.features for name in line})
    names = sorted(name for name, count in counts.items() if count >= _PAGES)
    places = {name: place for place, name in enumerate(names)}
    pages = [
        [torch.tensor([places[name] for name in line if name in places], dtype=torch.long) for line in page.features]
        for page in samples
    ]
    states = [torch.tensor(page.states) for page in samples]
    return Model(places=places, networks=tuple(_fit(pages, states, len(names), seed) for seed in range(networks)))


def _fit(pages: Sequence[Sequence[Tensor]], states: Sequence[Tensor], features: int, seed: int) -> Network:
    torch.manual_seed(seed)
    draw = random.Random(seed)
    net = _Net(features)
    optimizer = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=1e-4)
    batches = -(-len(pages) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=_EPOCHS * batches, pct_start=_WARM)
    for _ in range(_EPOCHS):
        for batch in _batches([len(page) for page in pages], draw):
            scores = net([line for page in batch for line in pages[page]])
            loss = _loss(scores, net.steps, [states[page] for page in batch])
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
