"""What trains the draft engine keeps away from what measures it, and mixes adapters as it says."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

from evaluations.draft import train
from evaluations.draft.average import average
from evaluations.draft.corpus import MOST_LINES, TOO_NEAR, Measured, _both_ways, _fits
from evaluations.draft.mixes import FIRST, FOURTH, MIXES, OWN, THIRD, Portion
from evaluations.draft.train import Corpus, Optimizer, Recipe, build_model, fit
from evaluations.names.pairs import names_of_pair
from pipeline.translate.engines.draft.checkpoint import PrunedModel


class _Encoder:
    """Embeds a text of one letter as a corner, and any other as the middle between two of them."""

    def encode(self, texts: list[str]) -> np.ndarray:
        corners = np.eye(3)
        rows = [corners["abc".index(text)] if len(text) == 1 else (corners[0] + corners[1]) / 2**0.5 for text in texts]
        return np.array(rows)


@pytest.mark.parametrize(("name", "kept"), [(OWN, [False, False, True]), ("un_dev", [True, False, True])])
def test_our_own_pairs_near_to_what_is_measured_are_left_out(name: str, kept: list[bool]) -> None:
    measured = Measured(keys=frozenset(), embeddings=np.eye(3)[:1])
    assert measured.near(np.array([[0.6, 0.8, 0.0]])) == pytest.approx([0.6])
    assert TOO_NEAR < 0.5**0.5
    pairs = [("mixed", "mixed"), ("a", "b"), ("c", "c")]  # near; not each other's translation; far
    fits = _fits(Portion(name=name, repeats=1, similarity=0.5), pairs, _Encoder(), measured)
    assert fits.tolist() == kept


def test_every_portion_of_a_mix_is_seen() -> None:
    assert all(portion.repeats > 0 for mix in MIXES.values() for portion in mix.portions)


def test_an_average_leans_to_the_new_adapter_and_says_so(tmp_path: Path) -> None:
    old, new, out = (tmp_path / f"{name}.safetensors" for name in ("old", "new", "out"))
    save_file({"weight": torch.tensor([0.0, 4.0], dtype=torch.bfloat16)}, old, metadata={"recipe": "{}", "scale": "9"})
    save_file(
        {"weight": torch.tensor([8.0, 4.0], dtype=torch.bfloat16)},
        new,
        metadata={"recipe": '{"seed": 1}', "scale": "1"},
    )
    average(old, new, 0.75, out)
    mean = load_file(out)["weight"]
    assert mean.dtype == torch.bfloat16
    assert mean.tolist() == [6.0, 4.0]
    with safe_open(out, "pt") as file:
        assert file.metadata()["scale"] == "1"
        assert json.loads(file.metadata()["recipe"]) == {"seed": 1, "share_of_this_run": 0.75}


def _tiny_run(folder: Path, most: float, *, resume: bool) -> dict[str, torch.Tensor]:
    torch.manual_seed(1)
    recipe = Recipe(rank=2, alpha=2, learning_rate=0.01)
    model = build_model(_tiny_checkpoint(), recipe, torch.device("cpu"))
    encoded = [([2, *(5 + (place + step) % 9 for step in range(6)), 1], 3) for place in range(24)]
    in_use = torch.arange(16)
    batches = [list(range(start, start + 4)) for start in range(0, 24, 4)]
    corpus = Corpus(encoded=encoded, batches=batches, in_use=in_use, row_of=in_use)
    fit(model, corpus, recipe, folder, most, resume=resume)
    return load_file(folder / "adapter.safetensors")


def _tiny_checkpoint() -> PrunedModel:
    config = Gemma3TextConfig(
        vocab_size=16, hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1,
        num_key_value_heads=1, head_dim=8, query_pre_attn_scalar=8, sliding_window=8, pad_token_id=0,
    )  # fmt: skip
    state = Gemma3ForCausalLM(config).state_dict()
    weights = {name: tensor.numpy() for name, tensor in state.items() if name != "lm_head.weight"}
    return PrunedModel(
        weights=weights, pieces=tuple("abcdefghijklmnop"), layers=1, heads=1, kv_heads=1, head_dim=8, sliding_window=8,
        rope_theta=1e6,
    )  # fmt: skip


@pytest.mark.filterwarnings("ignore:.*gradient_checkpointing:FutureWarning")  # peft asks transformers for it
def test_a_run_that_was_killed_goes_on_as_if_it_had_not_been(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _tiny_run(tmp_path / "whole", math.inf, resume=True)
    monkeypatch.setattr(train, "SAVING", 2)
    step = Optimizer.step

    def kill(self: Optimizer, rate: float) -> None:
        if (tmp_path / "killed" / train.STATE).exists():
            raise KeyboardInterrupt
        step(self, rate)

    monkeypatch.setattr(Optimizer, "step", kill)
    with pytest.raises(KeyboardInterrupt):
        _tiny_run(tmp_path / "killed", math.inf, resume=True)
    monkeypatch.setattr(Optimizer, "step", step)
    resumed = _tiny_run(tmp_path / "killed", math.inf, resume=True)
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)
    assert any(weight.abs().sum() > 0 for name, weight in whole.items() if "lora_B" in name)


@pytest.mark.filterwarnings("ignore:.*gradient_checkpointing:FutureWarning")
def test_a_state_of_other_examples_is_refused(tmp_path: Path) -> None:
    _tiny_run(tmp_path, math.inf, resume=False)
    state = torch.load(tmp_path / train.STATE, weights_only=True)
    torch.save(state | {"corpus": 1}, tmp_path / train.STATE)
    with pytest.raises(SystemExit, match="other examples"):
        _tiny_run(tmp_path, math.inf, resume=True)


def test_names_that_stand_together_on_both_sides_are_told_as_one() -> None:
    english = "The runner Daniel Kiprotich won the marathon held in Frankfurt on Sunday."
    arabic = "فاز العداء دانيال كيبروتيتش بماراثون فرانكفورت الأحد."
    assert list(names_of_pair(english, arabic)) == [
        ("Daniel Kiprotich", "دانيال كيبروتيتش"),
        ("Frankfurt", "فرانكفورت"),
    ]


PAIR = (
    "The runner Daniel Kiprotich won the marathon held in Frankfurt.",
    "فاز العداء دانيال كيبروتيتش بماراثون فرانكفورت.",
)


def test_examples_are_told_their_names_in_both_directions() -> None:
    told = [example.terms for example in _both_ways([PAIR] * 60, FOURTH, random.Random(1))]  # noqa: S311 - sampling, not secrets
    lines = {line for terms in told for line in terms}
    assert {("Frankfurt", "فرانكفورت"), ("دانيال كيبروتيتش", "Daniel Kiprotich")} <= lines
    assert all(len(terms) <= MOST_LINES for terms in told)
    assert any(not terms for terms in told)


def test_the_runs_before_there_were_names_draw_nothing_for_them() -> None:
    rng = random.Random(1)  # noqa: S311 - sampling, not secrets
    before = rng.getstate()
    assert all(not example.terms for example in _both_ways([PAIR] * 9, FIRST, rng))
    assert rng.getstate() == before
    lines = {line for example in _both_ways([PAIR] * 60, THIRD, rng) for line in example.terms}
    assert ("دانيال كيبروتيتش", "Daniel Kiprotich") not in lines
