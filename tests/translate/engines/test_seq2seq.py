from __future__ import annotations

import shutil
import socket
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.errors import EngineError
from pipeline.model import Direction, Request
from pipeline.translate.engines.checkpoints.folders import find_checkpoint, identify
from pipeline.translate.engines.passages import loops, split_long
from pipeline.translate.engines.seq2seq import Seq2SeqSettings
from pipeline.translate.engines.seq2seq import engine as seq2seq_engine
from pipeline.translate.engines.seq2seq.engine import Seq2SeqEngine
from pipeline.translate.engines.seq2seq.families import CODES, recognize
from pipeline.translate.engines.seq2seq.loading import LoadedCheckpoint, load_checkpoint
from tests.translate.engines import tiny_models
from tests.translate.engines.fake_hub import COMMIT, EMPTY_WEIGHTS, WEIGHTS, fill_cache

pytestmark = [pytest.mark.torch, pytest.mark.usefixtures("one_torch_thread")]

EN_AR = Direction(source="en", target="ar")
AR_EN = Direction(source="ar", target="en")
FR_AR = Direction(source="fr", target="ar")
SENTENCES = (
    "Rain fell in the north.",
    "The minister opened the new school on Monday.",
    "Rain.",
    "Schools closed; rain.",
)

CUES = [  # family, direction, first tokens the encoder reads, first tokens of every target
    ("marian", EN_AR, [], []),
    ("marian_targets", EN_AR, [">>ara<<"], []),
    ("nllb", EN_AR, ["eng_Latn"], ["arb_Arab"]),
    ("nllb", Direction(source="ar-EG", target="en-GB"), ["arb_Arab"], ["eng_Latn"]),
    ("nllb", Direction(source="zh-TW", target="ar"), ["zho_Hant"], ["arb_Arab"]),
    ("m2m100", EN_AR, ["__en__"], ["__ar__"]),
    ("m2m100", FR_AR, ["__fr__"], ["__ar__"]),
    ("madlad", EN_AR, ["<2ar>"], []),
    ("madlad", AR_EN, ["<2en>"], []),
]
SUPPORT = [
    ("marian", AR_EN, False),  # it declares en and ar
    ("marian", FR_AR, False),
    ("marian", EN_AR, True),
    ("marian_group", FR_AR, True),  # it declares a group: believe it
    ("marian_targets", EN_AR, True),
    ("marian_targets", Direction(source="en", target="tr"), False),  # its target tokens lack Turkish
    ("nllb", FR_AR, True),
    ("nllb", Direction(source="eo", target="ar"), False),  # no row
    ("m2m100", Direction(source="ku", target="ar"), False),
    ("m2m100", Direction(source="ar", target="fa"), True),
    ("madlad", Direction(source="en", target="fr"), False),
]


def _settings(model: Path, **changes: Any) -> Seq2SeqSettings:
    given = {"model": str(model), "runtime": "transformers", "smoke_test": False, "device": "cpu", "offline": True}
    return Seq2SeqSettings(**{**given, **changes})


def _requests(*sources: str) -> list[Request]:
    return [Request(source=source) for source in sources]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("checkpoints")
    return {
        **{name: build(root / name) for name, build in tiny_models.BUILDERS.items()},
        "marian_targets": tiny_models.marian(root / "marian_targets", targets=("ara", "arz"), target="ara"),
        "marian_group": tiny_models.marian(root / "marian_group", source="ROMANCE", target="ara"),
        "stuck": tiny_models.marian(root / "stuck", kind="stuck"),
        "madlad_trained": tiny_models.madlad(root / "madlad_trained", kind="trained"),
        "trained": tiny_models.marian(root / "trained", targets=("ara",), kind="trained"),
    }


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, folders: dict[str, Path]) -> list[dict[str, Any]]:
    """Record what is asked of every model, and what it answers."""
    from transformers import GenerationMixin

    del folders  # made first: building them is not what is recorded
    recorded: list[dict[str, Any]] = []
    generate = GenerationMixin.generate

    def record(self: Any, **asked: Any) -> Any:
        answer: Any = generate(self, **asked)
        recorded.append({**asked, "answer": answer, "model": self})
        return answer

    monkeypatch.setattr(GenerationMixin, "generate", record)
    return recorded


def _copy(folder: Path, where: Path) -> Path:
    return Path(shutil.copytree(folder, where / "copy"))


@pytest.mark.parametrize("case", CUES, ids=lambda case: f"{case[0]} {case[1]}")
def test_each_family_is_told_the_languages_its_own_way(
    folders: dict[str, Path], calls: list[dict[str, Any]], case: tuple[str, Direction, list[str], list[str]]
) -> None:
    name, direction, source_start, target_start = case
    engine = Seq2SeqEngine(_settings(folders[name], beams=2))
    results = dict(engine.translate(_requests("Rain fell."), direction))
    tokenizer = engine.ready(direction)[0].tokenizer
    read = tokenizer.convert_ids_to_tokens(calls[0]["input_ids"][0].tolist())
    assert read[: len(source_start) + 1] == [*source_start, tokenizer.tokenize("Rain")[0]]
    for target in calls[0]["answer"].tolist():
        assert tokenizer.convert_ids_to_tokens(target)[1 : 1 + len(target_start)] == target_start
    assert all(candidate.text for candidate in results[0])
    assert not any(token in results[0][0].text for token in target_start)


@pytest.mark.parametrize(("name", "direction", "expected"), SUPPORT)
def test_a_direction_is_supported_where_the_checkpoint_knows_both_languages(
    folders: dict[str, Path], name: str, direction: Direction, *, expected: bool
) -> None:
    assert Seq2SeqEngine(_settings(folders[name])).supports(direction) is expected


def test_an_unsupported_direction_is_refused(folders: dict[str, Path]) -> None:
    with pytest.raises(EngineError, match="does not translate ar->en; name another model"):
        list(Seq2SeqEngine(_settings(folders["marian"])).translate(_requests("مطر"), AR_EN))


def test_every_index_comes_once_and_what_cannot_be_read_comes_empty(folders: dict[str, Path]) -> None:
    unreadable = "Rainfell" * 60  # one word, longer than the model reads
    requests = _requests("Rain.", "", SENTENCES[1], unreadable, "  ", "Rain.", "; ".join(["Rain fell"] * 20))
    found = list(Seq2SeqEngine(_settings(folders["marian"], batch_tokens=40, beams=1)).translate(requests, EN_AR))
    assert sorted(index for index, _ in found) == list(range(len(requests)))
    assert [index for index, candidates in sorted(found) if not candidates] == [1, 3, 4]


@pytest.mark.parametrize("name", ["trained", "madlad_trained"])
def test_candidates_are_distinct_and_the_best_comes_first(folders: dict[str, Path], name: str) -> None:
    results = dict(Seq2SeqEngine(_settings(folders[name])).translate(_requests(*SENTENCES), EN_AR))
    for candidates in results.values():
        figures = [candidate.log_probability or 0 for candidate in candidates]
        assert figures == sorted(figures, reverse=True)
        assert 1 <= len({candidate.text for candidate in candidates}) == len(candidates) <= 4


def test_a_long_sentence_is_read_in_passages_and_written_as_one(
    folders: dict[str, Path], calls: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seq2seq_engine, "split_long", lambda text, count, most: split_long(text, count, 12, most))
    source, target = tiny_models.PAIRS[1]
    engine = Seq2SeqEngine(_settings(folders["trained"]))
    results = dict(engine.translate(_requests(f"{source[:-1]}; {source}"), EN_AR))
    assert sum(len(call["input_ids"]) for call in calls) == 2
    assert len(results[0]) > 1
    assert results[0][0].text.endswith(target)
    assert results[0][0].text.count("المطر") == 2


def test_a_loop_is_searched_again_without_repetition(folders: dict[str, Path], calls: list[dict[str, Any]]) -> None:
    results = dict(Seq2SeqEngine(_settings(folders["stuck"])).translate(_requests("Rain fell.", "Rain."), EN_AR))
    assert [(call["no_repeat_ngram_size"], len(call["input_ids"])) for call in calls] == [(0, 2), (3, 2)]
    assert not any(loops(candidates[0].text) for candidates in results.values())


def test_a_model_that_repeats_itself_is_refused_when_it_loads(folders: dict[str, Path]) -> None:
    engine = Seq2SeqEngine(_settings(folders["stuck"], smoke_test=True))
    with pytest.raises(EngineError, match=r"its weights are broken: it translates \"The minister.* as \"aaa"):
        engine.load(EN_AR)


def test_a_local_folder_needs_no_network(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    load_checkpoint.cache_clear()
    engine = Seq2SeqEngine(_settings(folders["marian"], offline=False, beams=1))
    assert len(list(engine.translate(_requests("Rain."), EN_AR))) == 1


def test_libraries_stay_silent(folders: dict[str, Path], capfd: pytest.CaptureFixture[str]) -> None:
    load_checkpoint.cache_clear()
    list(Seq2SeqEngine(_settings(folders["trained"], smoke_test=True)).translate(_requests("Rain."), EN_AR))
    captured = capfd.readouterr()
    assert captured.out + captured.err == ""


# Faults


FAULTS: list[tuple[dict[str, bytes | None], str]] = [  # files that are written, or deleted; message
    ({"model.safetensors": None, "pytorch_model.bin": b""}, "pickled weights are not safe to read"),
    (
        {"model.safetensors": None, "model.safetensors.index.json": b'{"weight_map": {"a": "one.safetensors"}}'},
        "it has no model.safetensors, or not all parts of it",
    ),
    ({"model.safetensors": b"cut"}, "its files are damaged: download or copy them again"),
    ({"vocab.json": b"{"}, "its files are damaged: download or copy them again"),
    ({"config.json": b'{"model_type": "no-such-type"}'}, "does not load as a translation model"),
]


@pytest.mark.parametrize(("files", "message"), FAULTS)
def test_a_fault_of_a_folder_is_one_line_that_says_what_to_do(
    folders: dict[str, Path], tmp_path: Path, files: dict[str, bytes | None], message: str
) -> None:
    folder = _copy(folders["marian"], tmp_path)
    for name, content in files.items():
        (folder / name).unlink(missing_ok=True)
        if content is not None:
            (folder / name).write_bytes(content)
    with pytest.raises(EngineError, match=message) as caught:
        Seq2SeqEngine(_settings(folder)).load(EN_AR)
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_without_pytorch_the_message_says_what_to_install(
    folders: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(EngineError, match=r"pip install 'newsloc\[models\]'"):
        load_checkpoint(_copy(folders["marian"], tmp_path), "tiny")


def test_a_missing_device_is_an_error(folders: dict[str, Path]) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has the device")
    with pytest.raises(EngineError, match='finds no CUDA device here; set device = "auto"'):
        Seq2SeqEngine(_settings(folders["marian"], device="cuda")).load(EN_AR)
    assert load_checkpoint(folders["marian"], "tiny", "auto").device == "cpu"


def test_too_large_a_batch_says_what_to_set(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    import torch
    from transformers import GenerationMixin

    def fail(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError

    monkeypatch.setattr(GenerationMixin, "generate", fail)
    with pytest.raises(EngineError, match="a batch of 2 texts does not fit in memory; set a smaller batch_tokens"):
        list(Seq2SeqEngine(_settings(folders["marian"])).translate(_requests("Rain.", "Rain fell."), EN_AR))


def test_a_model_of_no_known_family_is_refused() -> None:
    tokenizer = SimpleNamespace(convert_tokens_to_ids=lambda _: 3, unk_token_id=3)
    with pytest.raises(EngineError, match=r'type "bart" cannot be asked .* Marian, NLLB, M2M100, MADLAD'):
        recognize(tokenizer, SimpleNamespace(model_type="bart"))


# Labels


def test_the_label_of_a_folder_follows_its_weights_and_names_no_path(folders: dict[str, Path], tmp_path: Path) -> None:
    folder = _copy(folders["marian"], tmp_path)
    label = Seq2SeqEngine(_settings(folder)).label(EN_AR)
    again = Seq2SeqEngine(_settings(folder))
    assert label == again.label(EN_AR) == again.label(EN_AR)
    assert label.startswith("copy@")
    assert "/" not in label
    shutil.copy(folders["trained"] / "model.safetensors", folder)
    assert Seq2SeqEngine(_settings(folder)).label(EN_AR) != label


def test_the_label_of_a_hub_model_is_its_commit_where_that_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    assert identify("owner/name", COMMIT) == f"owner/name@{COMMIT}"
    assert identify("owner/name", "v2") == "owner/name@v2"
    assert identify("owner/name", None) == "owner/name@main"
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").touch()
    (tmp_path / "model" / WEIGHTS).write_bytes(EMPTY_WEIGHTS)
    snapshot = fill_cache(tmp_path, tmp_path / "model")
    assert identify("owner/name", None) == f"owner/name@{COMMIT}"
    assert find_checkpoint("owner/name", None, Seq2SeqSettings(offline=True)) == snapshot


# Codes


def test_the_codes_of_the_tiny_tokenizers_are_the_ones_transformers_knows(folders: dict[str, Path]) -> None:
    nllb: LoadedCheckpoint = load_checkpoint(folders["nllb"], "nllb", "cpu")
    m2m100: LoadedCheckpoint = load_checkpoint(folders["m2m100"], "m2m100", "cpu")
    unknown = nllb.tokenizer.unk_token_id
    assert [tag for tag, row in CODES.items() if nllb.tokenizer.convert_tokens_to_ids(row.nllb) == unknown] == []
    assert {row.m2m100 for row in CODES.values()} - {""} <= set(m2m100.tokenizer.lang_code_to_id)
