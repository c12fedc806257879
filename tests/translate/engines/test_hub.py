"""The hub's cache, downloads and licences: against a hub on this machine, with its faults."""

from __future__ import annotations

import json
import os
import re
import socket
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.errors import EngineError
from pipeline.model import Direction
from pipeline.translate.engines.checkpoints import hub
from pipeline.translate.engines.checkpoints.folders import find_checkpoint
from pipeline.translate.engines.checkpoints.hub import download
from pipeline.translate.engines.checkpoints.licences import (
    forbids_commerce,
    read_licence,
)
from pipeline.translate.engines.seq2seq import Seq2SeqSettings
from pipeline.translate.engines.seq2seq.engine import Seq2SeqEngine
from tests.translate.engines.fake_hub import COMMIT, EMPTY_WEIGHTS, MODEL, WEIGHTS, FakeHub, fill_cache, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.torch  # the extra that downloads models brings PyTorch

OFFLINE = Seq2SeqSettings(offline=True)
EN_AR = Direction(source="en", target="ar")

CARDS = {
    "---\nlicense: mit\n---\n# Model": ("mit", False),
    "---\r\nlicense: cc-by-nc-4.0\r\n---\r\n": ("cc-by-nc-4.0", True),
    "---\nlicense:\n- apache-2.0\n- cc-by-nc-sa-4.0\n---\n": ("apache-2.0, cc-by-nc-sa-4.0", True),
    "---\nlicense: other\nlicense_name: apple-amlr\n---\n": ("apple-amlr", True),
    "---\nlicense: other\nlicense_name: fair-noncommercial-research-license\n---\n": (
        "fair-noncommercial-research-license",
        True,
    ),
    "---\nlicense: other\n---\n": ("other", False),
    "---\nlicense: cc-by-4.0\n---\n": ("cc-by-4.0", False),
    "---\nlanguage: ar\n---\n": (None, False),
    "---\n- a\n- b\n---\n": (None, False),
    "---\nlicense: [\n---\n": (None, False),
    "# A model without front matter\nlicense: mit": (None, False),
}

# status, error code -> part of the message
REFUSALS = [
    (404, "RepoNotFound", "Repository Not Found"),
    (401, "GatedRepo", "Cannot access gated repo"),
    (403, "", "403 Forbidden"),
    (429, "", "429"),
    (503, "", "503"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make what looks like a Marian model."""
    place = tmp_path / "model"
    place.mkdir()
    (place / "config.json").write_text('{"model_type": "marian"}')
    (place / WEIGHTS).write_bytes(EMPTY_WEIGHTS)
    for name in ("source.spm", "target.spm", "vocab.json", "pytorch_model.bin"):
        (place / name).write_text(f"{name} " * 500)
    (place / "README.md").write_text("---\nlicense: cc-by-4.0\n---\n# Model")
    return place


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


@pytest.fixture
def fake(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    del cache
    with serve(folder) as served:
        _point_at(served.address, monkeypatch)
        yield served
    hub.hub_answers.cache_clear()


def _point_at(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", address)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.delenv("TRANSFORMERS_OFFLINE", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", address)
    template = address + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr("huggingface_hub.file_download.time", SimpleNamespace(sleep=lambda _: None))
    hub.hub_answers.cache_clear()


def _fails(model: str = MODEL, revision: str | None = None, **options: Any) -> str:
    with pytest.raises(EngineError) as caught:
        download(model, revision, **options)
    message = str(caught.value)
    assert message.startswith(model)
    assert "\n" not in message
    return message


# A download


def test_a_model_is_downloaded_without_its_pickle_and_with_its_card(fake: FakeHub, cache: Path) -> None:
    said: list[str] = []
    place = download(MODEL, None, report=said.append)
    assert place == cache / "models--owner--name" / "snapshots" / COMMIT == hub.cached_folder(MODEL)
    names = {path.name for path in place.iterdir()}
    assert names == {path.name for path in fake.folder.iterdir()} - {"pytorch_model.bin"}
    assert not any("pytorch_model" in line for line in fake.asked)
    assert said == ["downloading owner/name, once (licence: cc-by-4.0)"]
    assert download(MODEL, COMMIT) == place == hub.cached_folder(MODEL, COMMIT)


# Faults of the hub


@pytest.mark.parametrize(("status", "code", "message"), REFUSALS)
def test_a_refusal_of_the_hub_is_one_line_that_says_what_to_do(
    fake: FakeHub, status: int, code: str, message: str
) -> None:
    fake.status, fake.code = status, code
    assert message in _fails()


@pytest.mark.usefixtures("fake")
@pytest.mark.parametrize(
    ("model", "revision", "message"),
    [(MODEL, "v9", "Revision Not Found"), ("owner/other", None, "Repository Not Found"), ("a/b/c d", None, "Repo id")],
)
def test_a_wrong_revision_and_a_wrong_name_are_told_apart(model: str, revision: str | None, message: str) -> None:
    assert message in _fails(model, revision)


def test_a_connection_that_stays_broken_is_said_and_the_next_run_completes_the_model(
    fake: FakeHub, cache: Path
) -> None:
    (fake.folder / WEIGHTS).write_bytes(_weights(5000))
    fake.cut, fake.cuts = 0, 99
    message = _fails()
    assert "check the name (owner/name), the revision, the network and the disk, and run again" in message
    assert hub.cached_folder(MODEL) is None
    assert not list(cache.rglob("*.incomplete"))
    fake.cuts = 0
    fake.asked.clear()
    assert (download(MODEL, None) / WEIGHTS).read_bytes() == _weights(5000)
    assert [line for line in fake.asked if line.startswith("GET /owner")] == [
        f"GET /owner/name/resolve/{COMMIT}/{WEIGHTS}"
    ]


def _weights(size: int) -> bytes:
    header = json.dumps({"a": {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}}).encode()
    return len(header).to_bytes(8, "little") + header + bytes(size)


def test_weights_that_are_missing_in_the_cache_are_fetched(fake: FakeHub, cache: Path) -> None:
    snapshot = fill_cache(cache, fake.folder)
    (snapshot / WEIGHTS).unlink()
    assert hub.cached_folder(MODEL) is None
    assert download(MODEL, None) == hub.cached_folder(MODEL) == snapshot


def test_without_a_network_the_address_is_named(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _point_at("http://127.0.0.1:9", monkeypatch)
    message = _fails()
    assert "not in the cache, and the hub (http://127.0.0.1:9) does not answer; check the network" in message
    assert not cache.exists()
    hub.hub_answers.cache_clear()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(28, os.strerror(28), "/somewhere"), "No space left on device: '/somewhere'"),
        (TimeoutError(), "TimeoutError"),
        (ValueError("x\n" * 999), "x x x"),
    ],
)
@pytest.mark.usefixtures("fake")
def test_any_other_fault_is_one_line_too(error: Exception, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("huggingface_hub.snapshot_download", fail)
    message = _fails()
    assert reason in message
    assert "run again, or use --engine draft" in message
    assert len(message) < 500


@pytest.mark.parametrize(("root", "answers"), [(200, True), (404, True), (503, False)])
def test_a_hub_answers_unless_it_fails_and_is_asked_once(fake: FakeHub, root: int, *, answers: bool) -> None:
    fake.root = root  # a mirror may have nothing there
    assert hub.hub_answers() is hub.hub_answers() is answers
    assert fake.asked == ["HEAD /"]


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9", "file:///etc/passwd", "http://[", "slow"])
def test_a_hub_that_is_not_there_or_slow_does_not_answer(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    monkeypatch.setattr(hub, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        _point_at(endpoint.replace("slow", f"http://127.0.0.1:{silent.getsockname()[1]}"), monkeypatch)
        assert not hub.hub_answers()
    hub.hub_answers.cache_clear()


@pytest.mark.parametrize("variable", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_a_forbidden_hub_is_not_asked(fake: FakeHub, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "1")
    assert not hub.hub_answers()
    assert "not in the cache, and the hub must not be asked; run `newsloc models prepare` once" in _fails()
    assert "name (v2): not in the cache" in _fails(revision="v2")
    with pytest.raises(EngineError, match="not in the cache, and the hub must not be asked"):
        find_checkpoint(MODEL, None, OFFLINE)
    assert fake.asked == []


# The cache, and folders


def test_a_model_is_cached_when_all_of_it_is(folder: Path, cache: Path) -> None:
    assert hub.cached_folder(MODEL) is None
    (folder / WEIGHTS).rename(folder / "one.safetensors")
    index = {"weight_map": {"a": "one.safetensors", "b": "two.safetensors"}}
    (folder / hub.WEIGHTS_INDEX).write_text(json.dumps(index))
    snapshot = fill_cache(cache, folder, reference="refs/pr/1")
    assert hub.cached_folder(MODEL, "refs/pr/1") is None
    (snapshot / "two.safetensors").write_bytes(EMPTY_WEIGHTS)
    assert hub.cached_folder(MODEL, "refs/pr/1") == hub.cached_folder(MODEL, COMMIT) == snapshot
    (snapshot / "config.json").unlink()
    assert hub.cached_folder(MODEL, COMMIT) is None


@pytest.mark.parametrize(
    ("name", "message"), [("config.json", "no config.json there"), (WEIGHTS, "it has no model.safetensors")]
)
def test_what_a_folder_lacks_is_said(folder: Path, name: str, message: str) -> None:
    (folder / name).unlink()
    with pytest.raises(EngineError, match=message):
        find_checkpoint(str(folder), None, OFFLINE)


# Licences


@pytest.mark.parametrize(("card", "expected"), CARDS.items())
def test_the_licence_is_read_from_the_card(tmp_path: Path, card: str, expected: tuple[str | None, bool]) -> None:
    (tmp_path / "README.md").write_text(card, encoding="utf-8", newline="")
    licence = read_licence(tmp_path)
    assert (licence, forbids_commerce(licence)) == expected


@pytest.mark.parametrize("licence", ["MIT", "CC-BY-4.0", "Gemma terms of use", "apache-2.0", "france", "incremental"])
def test_a_free_licence_is_not_mistaken_for_another(licence: str) -> None:
    assert not forbids_commerce(licence)


def test_a_restricted_model_is_refused_before_its_weights_are_fetched(fake: FakeHub) -> None:
    (fake.folder / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n")
    assert re.search(r"cc-by-nc-4.0.*forbids commercial use.*set accept_license = true under \[engines", _fails())
    assert not any(WEIGHTS in line for line in fake.asked)
    assert download(MODEL, None, accept_license=True).is_dir()


def test_a_family_known_to_be_restricted_is_refused_before_the_hub_is_asked(fake: FakeHub) -> None:
    assert "forbids commercial use" in _fails("facebook/nllb-200-3.3B")
    assert fake.asked == []


def test_a_model_without_a_card_is_downloaded(fake: FakeHub) -> None:
    (fake.folder / "README.md").unlink()
    said: list[str] = []
    download(MODEL, None, report=said.append)
    assert said == ["downloading owner/name, once (licence: not stated)"]


@pytest.mark.parametrize("place", ["folder", "cache"])
def test_the_card_of_a_local_model_counts_too(folder: Path, cache: Path, place: str) -> None:
    (folder / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n")
    fill_cache(cache, folder)
    model = str(folder) if place == "folder" else MODEL
    settings = Seq2SeqSettings(model=model, offline=True, runtime="transformers")
    with pytest.raises(EngineError, match="forbids commercial use"):
        Seq2SeqEngine(settings).load(EN_AR)
    with pytest.raises(EngineError, match="does not load"):
        Seq2SeqEngine(replace(settings, accept_license=True)).load(EN_AR)
