"""What trains the draft engine keeps away from what measures it, and mixes adapters as it says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from evaluations.draft.average import average
from evaluations.draft.corpus import MIXES, OWN, TERM_SHARES, TOO_NEAR, Measured, Portion, _fits


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


def test_every_mix_says_how_often_it_names_terms() -> None:
    assert MIXES.keys() == TERM_SHARES.keys()
    assert all(portion.repeats > 0 for mix in MIXES.values() for portion in mix)


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
