"""MetricX: a tiny mT5 with a head for the score, made here and saved as Google's checkpoints are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import EngineError
from pipeline.model import Judgement, Pair
from pipeline.quality.judges import find_judge, metricx
from pipeline.translate.engines.checkpoints import hub
from pipeline.translate.engines.settings import EngineSettings
from tests.quality.judges.judge_cases import CHILDREN, EN_AR, RAIN, REOPENED, make_pair
from tests.translate.engines import tiny_language_models as tiny

pytestmark = pytest.mark.usefixtures("one_torch_thread")

PAIRS = [make_pair(REOPENED), make_pair(RAIN), make_pair(CHILDREN)]
ROWS = 250112
"""Rows of the embeddings of an mT5."""


def make_parts() -> tuple[Any, Any]:
    """Make a tokenizer, and an mT5 of one layer whose output weights are its own."""
    import torch
    from transformers import MT5Config, MT5ForConditionalGeneration

    torch.manual_seed(3)
    shape: dict[str, Any] = {
        "d_model": 16,
        "d_kv": 8,
        "d_ff": 16,
        "num_heads": 2,
        "num_layers": 1,
        "num_decoder_layers": 1,
    }
    network = MT5ForConditionalGeneration(MT5Config(vocab_size=ROWS, decoder_start_token_id=0, **shape))
    network.lm_head.weight = torch.nn.Parameter(-3 * torch.randn(ROWS, 16))
    return tiny.make_tokenizer(None, "<eos>"), network.train(mode=False)


def save(network: Any, folder: Path, *, pickled: bool = False) -> None:
    """Save a checkpoint with the names and the configuration that Google's have."""
    import torch
    from safetensors.torch import save_file

    weights = {name: weight.clone() for name, weight in network.state_dict().items() if "embed_tokens" not in name}
    if pickled:
        torch.save(weights, folder / "pytorch_model.bin")
    else:
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    network.config.save_pretrained(folder)
    path = folder / "config.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    values |= {"tie_word_embeddings": False, "architectures": ["MT5ForRegression"]}
    path.write_text(json.dumps(values), encoding="utf-8")


@pytest.fixture(scope="module")
def parts() -> tuple[Any, Any]:
    return make_parts()


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory, parts: tuple[Any, Any]) -> Path:
    folder = tmp_path_factory.mktemp("metricx")
    parts[0].save_pretrained(folder)
    save(parts[1], folder)
    return folder


def judge_all(model: Path | str, pairs: Sequence[Pair], said: list[str], **settings: Any) -> dict[int, Judgement]:
    given = {"model": str(model), "device": "cpu", "batch_tokens": 40, **settings}
    judge = find_judge("metricx").make(EngineSettings(engine="seq2seq", **given), said.append)
    found: dict[int, Judgement] = {}
    for step in judge.judge(pairs, EN_AR):
        assert step.cost.calls == len(step.found)
        found |= step.found
    return found


def expected(parts: tuple[Any, Any], pair: Pair) -> float:
    """Compute the score by hand: decoder state at the first step, times the row of the one token."""
    import torch

    tokenizer, network = parts
    text = f"source: {pair.source} candidate: {pair.target}"
    tokens = tokenizer(text, add_special_tokens=False)["input_ids"]
    with torch.no_grad():
        encoded = network.encoder(input_ids=torch.tensor([tokens])).last_hidden_state
        state = network.decoder(input_ids=torch.zeros((1, 1), dtype=torch.long), encoder_hidden_states=encoded)
        score = state.last_hidden_state[0, 0] @ network.lm_head.weight[250089]
    return min(25.0, max(0.0, float(score)))


def test_the_score_is_the_logit_of_one_token_at_the_first_step(parts: tuple[Any, Any], checkpoint: Path) -> None:
    found = judge_all(checkpoint, PAIRS, [])
    assert {index: one.score for index, one in found.items()} == pytest.approx(
        {index: expected(parts, pair) for index, pair in enumerate(PAIRS)}, abs=1e-3
    )
    assert len({one.score for one in found.values()}) > 1, "it reads the pairs"
    assert found[0].judge.startswith(f"metricx {checkpoint.name}@")
    assert not found[0].errors


def test_a_pair_that_would_be_cut_is_not_judged_and_that_is_said(checkpoint: Path) -> None:
    said: list[str] = []
    long = make_pair(("flood " * 2000, "فيضان"))
    assert set(judge_all(checkpoint, [PAIRS[0], long], said)) == {0}
    assert said == ["en->ar: 1 units are longer than the 1535 tokens metricx reads: not judged"]


def test_a_model_without_weights_for_a_score_is_refused(checkpoint: Path, parts: tuple[Any, Any]) -> None:
    from transformers import MT5Config, MT5ForConditionalGeneration

    folder = checkpoint.with_name("plain")
    parts[0].save_pretrained(folder)
    MT5ForConditionalGeneration(MT5Config(**{**parts[1].config.to_dict(), "vocab_size": ROWS})).save_pretrained(folder)
    with pytest.raises(EngineError, match="it is no MetricX checkpoint"):
        judge_all(folder, PAIRS, [])


class FakeHub:
    """Stands for the hub's client: it has Google's checkpoint as a pickle and the tokenizer elsewhere."""

    def __init__(self, root: Path, parts: tuple[Any, Any]) -> None:
        self.fetched: list[tuple[str, tuple[str, ...]]] = []
        self.folders = {metricx.MODEL: root / "0123456789abcdef", metricx.VOCABULARY: root / "vocabulary"}
        for folder in self.folders.values():
            folder.mkdir()
        save(parts[1], self.folders[metricx.MODEL], pickled=True)
        parts[0].save_pretrained(self.folders[metricx.VOCABULARY])

    def download(self, model: str, allow_patterns: Sequence[str], *, local_files_only: bool) -> str:
        assert not local_files_only
        self.fetched.append((model, tuple(allow_patterns)))
        return str(self.folders[model])


def test_google_s_checkpoint_comes_from_the_hub_with_another_model_s_tokenizer(
    parts: tuple[Any, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeHub(tmp_path, parts)
    monkeypatch.setattr("huggingface_hub.snapshot_download", fake.download)
    monkeypatch.setattr(hub, "hub_answers", lambda: True)
    monkeypatch.setattr(hub, "hub_is_forbidden", lambda: False)
    said: list[str] = []
    found = judge_all(metricx.MODEL, PAIRS, said)
    assert found[0].score == pytest.approx(expected(parts, PAIRS[0]), abs=1e-3)
    assert found[0].judge == f"metricx {metricx.MODEL}@0123456789"
    assert [model for model, _ in fake.fetched] == [metricx.MODEL, metricx.MODEL, metricx.VOCABULARY]
    assert not any("bin" in pattern for pattern in fake.fetched[0][1]), "safetensors are asked for first"
    assert said[0].startswith(f"downloading {metricx.MODEL}, once")


def test_without_a_hub_the_message_says_what_to_do() -> None:
    with pytest.raises(EngineError, match=r"it is not in the cache and cannot be fetched .* --judge metricx:FOLDER"):
        judge_all(metricx.MODEL, PAIRS, [], offline=True)


def test_a_pickle_of_anyone_else_is_not_read(parts: tuple[Any, Any], tmp_path: Path) -> None:
    parts[0].save_pretrained(tmp_path)
    save(parts[1], tmp_path, pickled=True)
    with pytest.raises(EngineError, match="pickled weights are not safe to read"):
        judge_all(tmp_path, PAIRS, [])
