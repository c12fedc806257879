"""Score what a language model wrote: the log-probability of each of its tokens."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

SCORED_NUMBERS = 32_000_000
"""Floats of log-probabilities held at once while candidates are scored."""


def score(model: Any, batch: Any, sequences: Any, ends: Sequence[int]) -> list[list[float]]:
    """Return the log-probability of each token that follows a prompt, up to and with its first end token.

    The answers are scored in a pass of their own: the search's scores are those of a distribution that its
    constraints changed, and keeping them would take gigabytes. *sequences* has the same number of rows for each
    prompt of *batch*, in order, and begins with the prompts.
    """
    import torch

    width = batch["input_ids"].shape[1]
    length = sequences.shape[1] - width
    each = len(sequences) // len(batch["input_ids"])
    masks = batch["attention_mask"].repeat_interleave(each, 0)
    written = sequences[:, width:]
    stops = torch.isin(written, torch.tensor(list(ends), device=written.device))
    counted = (stops.cumsum(1) - stops.long()) == 0
    masks = torch.cat([masks, counted.to(masks.dtype)], 1)
    takes = inspect.signature(model.forward).parameters
    rows = max(1, SCORED_NUMBERS // (length * model.config.get_text_config().vocab_size))
    steps: list[list[float]] = []
    for start in range(0, len(sequences), rows):
        part, mask = sequences[start : start + rows], masks[start : start + rows]
        asked: dict[str, Any] = {"input_ids": part, "attention_mask": mask, "use_cache": False}
        if "position_ids" in takes:
            asked["position_ids"] = (mask.cumsum(-1) - 1).clamp(min=0)
        if "logits_to_keep" in takes:
            asked["logits_to_keep"] = length + 1
        logits = model(**asked).logits[:, -length - 1 : -1]
        chosen = logits.float().log_softmax(-1).gather(-1, part[:, width:, None])[..., 0].cpu()
        steps += (row[keep].tolist() for row, keep in zip(chosen, counted[start : start + rows].cpu(), strict=True))
    return steps
