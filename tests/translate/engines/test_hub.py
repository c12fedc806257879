"""The hub's cache, downloads and licences: against a hub on this machine, with its faults."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import EngineError
from pipeline.model import Direction, Request
from pipeline.translate.engines.checkpoints import download as download_module
from pipeline.translate.engines.checkpoints import hub
from pipeline.translate.engines.checkpoints.download import download
from pipeline.translate.engines.checkpoints.folders import find_checkpoint, known_licence
from pipeline.translate.engines.checkpoints.licences import (
    family_licence,
    forbids_commerce,
    read_licence,
    require_permission,
)
from pipeline.translate.engines.seq2seq import Seq2SeqSettings
from pipeline.translate.engines.seq2seq.engine import Seq2SeqEngine
from tests.translate.engines import tiny_models
from tests.translate.engines.fake_hub import COMMIT, EMPTY_WEIGHTS, MODEL, WEIGHTS, FakeHub, fill_cache, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OFFLINE = Seq2SeqSettings(offline=True)
EN_AR = Direction(source="en", target="ar")
SOURCE, TARGET = tiny_models.PAIRS[0]

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

DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no weights": (lambda folder: (folder / WEIGHTS).unlink(), "weights are missing"),
    "cut": (lambda folder: (folder / WEIGHTS).write_bytes(EMPTY_WEIGHTS[:-1]), "model.safetensors is cut off"),
    "too long": (lambda folder: (folder / WEIGHTS).write_bytes(EMPTY_WEIGHTS + b"-"), "model.safetensors is cut off"),
    "empty": (lambda folder: (folder / WEIGHTS).write_bytes(b""), "model.safetensors is cut off"),
    "no list": (lambda folder: (folder / WEIGHTS).write_bytes(b"\2\0\0\0\0\0\0\0[]"), "model.safetensors is cut off"),
    "no source.spm": (lambda folder: (folder / "source.spm").unlink(), "source.spm is missing"),
    "no vocab.json": (lambda folder: (folder / "vocab.json").unlink(), "vocab.json is missing"),
}

# status, error code -> part of the message
REFUSALS = [
    (404, "RepoNotFound", "the hub has no such model, or hides it; mend the name (owner/name), or run `hf auth login`"),
    (401, "RepoNotFound", "the hub has no such model, or hides it"),
    (401, "GatedRepo", "the hub asks you to accept its terms; do so on its page, then run `hf auth login`"),
    (403, "GatedRepo", "the hub asks you to accept its terms"),
    (403, "", "the hub refuses (HTTP 403); check the name and HF_ENDPOINT"),
    (429, "", "the hub answers too many requests (HTTP 429); wait some minutes"),
    (500, "", "the hub is out of order (HTTP 500); try again later, or use --engine draft"),
    (503, "", "the hub is out of order (HTTP 503)"),
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


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.marian(tmp_path_factory.mktemp("models") / "trained", targets=("ara",), kind="trained")


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
    assert message.startswith(f"{model}: ")
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


def test_a_second_download_fetches_no_file_again(fake: FakeHub) -> None:
    download(MODEL, None)
    fake.asked.clear()
    download(MODEL, None)
    assert [line for line in fake.asked if line.startswith("GET /owner")] == []


def test_a_revision_is_downloaded_by_commit_and_found_again(fake: FakeHub) -> None:
    assert download(MODEL, COMMIT) == hub.cached_folder(MODEL, COMMIT)
    assert fake.asked
    assert hub.cached_folder(MODEL, "v2") is None


def test_progress_counts_the_bytes_that_arrive(fake: FakeHub) -> None:
    heard: list[tuple[int, int]] = []
    download(MODEL, None, progress=lambda done, total: heard.append((done, total)))
    size = sum(path.stat().st_size for path in fake.folder.iterdir() if path.name != "pytorch_model.bin")
    card = (fake.folder / "README.md").stat().st_size  # it came before
    assert heard == sorted(heard)
    assert size - card <= heard[-1][0] <= heard[-1][1] <= size


@pytest.mark.usefixtures("fake")
def test_a_long_download_says_now_and_then_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_module, "EVERY", 0.0)
    said: list[str] = []
    download(MODEL, None, report=said.append)
    assert said[0].startswith("downloading owner/name, once")
    assert all(line.startswith("downloading owner/name: 0") and line.endswith(" MB") for line in said[1:])
    assert len(said) > 1


def test_a_download_is_not_told_more_often_than_needed() -> None:
    said: list[str] = []
    clock = iter([0.0, 9.0, 10.0, 10.0, 11.0, 20.0, 20.0])
    tell = download_module._tell(MODEL, said.append, clock=lambda: next(clock))
    for done in (1, 2, 3, 4):
        tell(done * 1_000_000, 0 if done == 4 else 8_000_000)
    assert said == ["downloading owner/name: 2 of 8 MB", "downloading owner/name: 4 MB"]


def test_a_downloaded_model_translates(trained: Path, fake: FakeHub, cache: Path) -> None:
    shutil.rmtree(fake.folder)
    shutil.copytree(trained, fake.folder)
    settings = Seq2SeqSettings(model=MODEL, device="cpu", runtime="transformers")
    for offline in (False, True):
        engine = Seq2SeqEngine(replace(settings, offline=offline))
        assert dict(engine.translate([Request(source=SOURCE)], EN_AR))[0][0].text == TARGET
        assert engine.label(EN_AR) == f"{MODEL}@{COMMIT}"
    assert cache.is_dir()


# Faults of the hub


@pytest.mark.parametrize(("status", "code", "message"), REFUSALS)
def test_a_refusal_of_the_hub_is_one_line_that_says_what_to_do(
    fake: FakeHub, status: int, code: str, message: str
) -> None:
    fake.status, fake.code = status, code
    assert message in _fails()


def test_a_wrong_revision_and_a_wrong_name_are_told_apart(fake: FakeHub) -> None:
    assert 'the hub has no revision "v9" of it; name another revision' in _fails(revision="v9")
    assert "the hub has no such model" in _fails("owner/other")
    assert "this is no name of a hub model; write owner/name" in _fails("a/b/c d")
    assert "HEAD /" in fake.asked


def test_a_connection_that_breaks_once_is_taken_up_where_it_broke(
    fake: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 1000)
    (fake.folder / WEIGHTS).write_bytes(_weights(5000))
    fake.cut, fake.cuts = 2000, 1
    place = download(MODEL, None)
    assert (place / WEIGHTS).read_bytes() == _weights(5000)
    assert any(line.endswith(f"{WEIGHTS} bytes=2000-") for line in fake.asked)


def test_a_connection_that_stays_broken_is_said_and_the_next_run_completes_the_model(
    fake: FakeHub, cache: Path
) -> None:
    (fake.folder / WEIGHTS).write_bytes(_weights(5000))
    fake.cut, fake.cuts = 0, 99
    message = _fails()
    assert "the download broke off (" in message
    assert "run again: what has arrived whole is kept" in message
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


def test_weights_that_were_damaged_in_the_cache_are_fetched_anew(fake: FakeHub, cache: Path) -> None:
    snapshot = fill_cache(cache, fake.folder)
    blob = (snapshot / WEIGHTS).resolve()
    blob.write_bytes(blob.read_bytes()[:-1])
    assert hub.cached_folder(MODEL) is None
    assert download(MODEL, None) == hub.cached_folder(MODEL)
    assert (snapshot / WEIGHTS).read_bytes() == EMPTY_WEIGHTS


def test_a_file_that_is_missing_in_the_cache_is_fetched(fake: FakeHub, cache: Path) -> None:
    snapshot = fill_cache(cache, fake.folder)
    (snapshot / "source.spm").unlink()
    assert hub.cached_folder(MODEL) is None
    assert download(MODEL, None) == hub.cached_folder(MODEL) == snapshot


def test_without_a_network_the_address_is_named(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _point_at("http://127.0.0.1:9", monkeypatch)
    message = _fails()
    assert "not in the cache, and the hub (http://127.0.0.1:9) does not answer; check the network" in message
    assert not cache.exists()
    hub.hub_answers.cache_clear()


def test_a_full_disk_is_said(fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, os.strerror(28), "/somewhere")

    monkeypatch.setattr("huggingface_hub.snapshot_download", fail)
    assert "cannot be written to the cache (/somewhere: No space left on device); free the disk" in _fails()
    assert fake.asked


@pytest.mark.parametrize(("error", "reason"), [(TimeoutError(), "TimeoutError"), (ValueError("x " * 99), "x ...")])
@pytest.mark.usefixtures("fake")
def test_any_other_fault_is_one_line_too(error: Exception, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("huggingface_hub.snapshot_download", fail)
    assert f"{reason}); run again" in _fails()


@pytest.mark.parametrize("variable", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_a_forbidden_hub_is_not_asked(fake: FakeHub, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "1")
    assert "not in the cache, and the hub must not be asked; run `newsloc models prepare` once" in _fails()
    assert "name: not in the cache" in _fails(revision="v2")
    with pytest.raises(EngineError, match="not in the cache, and the hub must not be asked"):
        find_checkpoint(MODEL, None, OFFLINE)
    assert fake.asked == []


# The cache, and folders


def test_a_revision_that_is_not_in_the_cache_is_named_where_others_are(folder: Path, cache: Path) -> None:
    fill_cache(cache, folder)
    with pytest.raises(EngineError, match='its revision "v9" is not in the cache, and the hub must not be asked'):
        find_checkpoint(MODEL, "v9", OFFLINE)


@pytest.mark.parametrize("case", DAMAGE)
def test_what_a_folder_lacks_is_said_and_offline_is_an_error(folder: Path, cache: Path, case: str) -> None:
    spoil, message = DAMAGE[case]
    assert hub.lacks(folder) is None
    snapshot = fill_cache(cache, folder)
    assert find_checkpoint(MODEL, None, OFFLINE) == snapshot
    spoil(folder)
    shutil.rmtree(cache)
    fill_cache(cache, folder)
    assert (hub.lacks(folder) or "").startswith(message)
    assert hub.cached_folder(MODEL) is None
    with pytest.raises(EngineError, match=rf"owner/name: not whole in the cache \({message}.*\), and the hub must"):
        find_checkpoint(MODEL, None, OFFLINE)


@pytest.mark.parametrize("name", ["source.spm", "target.spm", "vocab.json"])
def test_a_folder_without_a_tokenizers_file_names_it(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(EngineError, match=f"{name} is missing; copy or download the whole folder again"):
        find_checkpoint(str(folder), None, OFFLINE)


@pytest.mark.parametrize("config", ["{", "[]", '{"model_type": []}'])
def test_a_damaged_configuration_asks_for_no_files(folder: Path, config: str) -> None:
    (folder / "config.json").write_text(config)
    (folder / "source.spm").unlink()
    assert hub.missing_file(folder) is None


@given(st.binary(max_size=40))
def test_no_bytes_break_the_look_at_weights(content: bytes) -> None:
    path = SimpleNamespace(open=lambda _: _Opened(content), stat=lambda: SimpleNamespace(st_size=len(content)))
    assert hub._is_whole(path) in (True, False)  # type: ignore[arg-type]


class _Opened:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def read(self, size: int) -> bytes:
        taken, self.content = self.content[:size], self.content[size:]
        return taken


# Licences


@pytest.mark.parametrize(("card", "expected"), CARDS.items())
def test_the_licence_is_read_from_the_card(tmp_path: Path, card: str, expected: tuple[str | None, bool]) -> None:
    (tmp_path / "README.md").write_text(card, encoding="utf-8", newline="")
    licence = read_licence(tmp_path)
    assert (licence, forbids_commerce(licence)) == expected


def test_a_folder_without_a_card_states_no_licence(tmp_path: Path) -> None:
    assert read_licence(tmp_path) is None
    assert known_licence(str(tmp_path), None) is None


@pytest.mark.parametrize("licence", ["MIT", "CC-BY-4.0", "Gemma terms of use", "apache-2.0", "france", "incremental"])
def test_a_free_licence_is_not_mistaken_for_another(licence: str) -> None:
    assert not forbids_commerce(licence)


def test_families_that_forbid_commercial_use_are_known_by_name(cache: Path) -> None:
    del cache
    assert family_licence("facebook/nllb-200-distilled-600M") == "CC-BY-NC-4.0"
    assert known_licence("facebook/nllb-200-distilled-600M", None) == "CC-BY-NC-4.0"
    assert all(family_licence(row.model) is None for row in hub.LISTED)


def test_a_restricted_licence_needs_a_word_in_the_settings() -> None:
    require_permission("owner/name", "cc-by-nc-4.0", accepted=True)
    require_permission("owner/name", None, accepted=False)
    with pytest.raises(EngineError, match=r"licence \(cc-by-nc-4.0\) .* set accept_license = true under \[engines\]"):
        require_permission("owner/name", "cc-by-nc-4.0", accepted=False)


def test_a_restricted_model_is_refused_before_its_weights_are_fetched(fake: FakeHub) -> None:
    (fake.folder / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n")
    assert "forbids commercial use" in _fails()
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
    with pytest.raises(EngineError, match=r"does not load|damaged"):
        Seq2SeqEngine(replace(settings, accept_license=True)).load(EN_AR)
