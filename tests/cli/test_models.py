"""``newsloc models``: the list, and getting models ready; with a hub and caches of the test's own."""

from __future__ import annotations

import json
import shutil
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import root
from pipeline.translate.engines.checkpoints import hub
from pipeline.translate.engines.protocol import ModelRow
from pipeline.translate.engines.settings import EngineSettings
from tests.translate.engines import tiny_models
from tests.translate.engines.fake_hub import COMMIT, MODEL, FakeHub, fill_cache, serve

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tiny_models.marian(tmp_path_factory.mktemp("models") / "trained", targets=("ara",), kind="trained")
    (folder / "README.md").write_text("---\nlicense: cc-by-4.0\n---\n")
    return folder


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an empty project, with empty caches."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("pipeline.translate.engines.draft.engine.models", lambda: (DRAFT_ROW,))
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


DRAFT_ROW = ModelRow(engine="draft", title="embedded", model="newsloc-draft", licence="Gemma terms of use")


@pytest.fixture
def fake(trained: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    folder = Path(shutil.copytree(trained, project.parent / "served"))
    with serve(folder) as served:
        monkeypatch.setenv("HF_ENDPOINT", served.address)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", served.address)
        template = served.address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
        hub.hub_answers.cache_clear()
        yield served
    hub.hub_answers.cache_clear()


def newsloc(*words: object) -> Result:
    result = CliRunner().invoke(root, [str(word) for word in words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def configure(project: Path, *lines: str, table: str = "engines") -> None:
    with (project / "newsloc.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join([f"[{table}]", *lines, ""]))


def rows(project: Path, *words: object, code: int = 0) -> list[dict[str, Any]]:
    result = newsloc("models", "--project", project, "--format", "json", *words)
    assert result.exit_code == code, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


# The list


def test_the_list_names_what_the_project_uses_first(project: Path) -> None:
    listed = rows(project)
    assert [(row["model"], row["directions"]) for row in listed[:2]] == [
        ("Helsinki-NLP/opus-mt-tc-big-en-ar", ["en->ar"]),
        ("HPLT/translate-ar-en-v1.0-hplt_opus", ["ar->en"]),
    ]
    assert [row["revision"] for row in listed[:2]] == [row.revision for row in hub.LISTED[:2]]
    assert {row["cached"] for row in listed} == {None}
    assert {"seq2seq", "draft", "pseudo"} <= {row["engine"] for row in listed[2:]}
    assert len({(row["engine"], row["model"]) for row in listed}) == len(listed)


@pytest.mark.parametrize(
    ("lines", "model"),
    [
        (['engine = "endpoint"', 'url = "http://127.0.0.1:9"'], "(none named)"),
        (['engine = "pseudo"'], "pseudo@1"),
        (['engine = "draft"'], "newsloc-draft"),
        (['engine = "endpoint"', 'model = "qwen"', 'url = "http://127.0.0.1:9"'], "qwen"),
    ],
)
def test_one_model_for_two_directions_is_one_row(project: Path, lines: list[str], model: str) -> None:
    configure(project, *lines)
    first = rows(project)[0]
    assert (first["model"], first["directions"]) == (model, ["en->ar", "ar->en"])


def test_the_draft_engine_is_listed_for_the_directions_that_it_knows(project: Path) -> None:
    configure(project, 'engine = "draft"')
    path = project / "newsloc.toml"
    path.write_text(f'languages = ["en", "fr", "ar"]\n{path.read_text(encoding="utf-8")}', encoding="utf-8")
    assert {row["model"]: row["directions"] for row in rows(project)}["newsloc-draft"] == ["en->ar", "ar->en"]


@pytest.mark.torch
@pytest.mark.parametrize("place", ["folder", "cache"])
def test_a_configured_model_is_listed_with_the_licence_of_its_card(project: Path, trained: Path, place: str) -> None:
    snapshot = fill_cache(project.parent / "hub", trained, MODEL)
    model, folder = (trained.as_posix(), trained) if place == "folder" else (MODEL, snapshot)
    configure(project, f'model = "{model}"', table="engines.en-ar")
    first = rows(project)[0]
    assert (first["title"], first["licence"], first["cached"]) == ("named in the settings", "cc-by-4.0", str(folder))


def test_a_restricted_model_is_marked(project: Path) -> None:
    configure(project, 'model = "facebook/nllb-200-distilled-600M"')
    assert rows(project)[0]["restricted"] is True
    text = newsloc("models", "--project", project).stdout
    assert "forbids commercial use" in text


def test_the_list_fits_into_80_columns(project: Path) -> None:
    configure(project, f'model = "someone/{"long-" * 20}name"')
    lines = newsloc("models", "--project", project).stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert any("Gemma terms of use" in line for line in lines)


# Getting ready


@pytest.mark.torch
def test_a_model_is_downloaded_converted_and_tried_and_then_nothing_is_left_to_do(project: Path, fake: FakeHub) -> None:
    configure(project, f'model = "{MODEL}"', 'device = "cpu"')
    first = newsloc("models", "--project", project, "prepare", "en-ar")
    assert first.exit_code == 0, first.output
    assert f"en->ar: ready: seq2seq engine, {MODEL}@{COMMIT}+int8" in first.stdout
    assert "downloading owner/name, once (licence: cc-by-4.0)" in first.stderr
    assert "converting" in first.stderr
    fake.asked.clear()
    again = newsloc("models", "prepare", "en->ar", "--project", project)
    assert again.exit_code == 0
    assert again.stdout == first.stdout
    assert "converting" not in again.stderr
    assert fake.asked == []


@pytest.mark.torch
def test_a_direction_that_cannot_be_prepared_stops_no_other(project: Path, trained: Path) -> None:
    configure(project, f'model = "{trained.as_posix()}"', 'device = "cpu"')
    result = newsloc("models", "--project", project, "prepare", "fr-ar", "en-ar", "--engine", "seq2seq")
    assert result.exit_code == 2
    assert "newsloc: fr->ar: " in result.stderr
    assert "name another model" in result.stderr
    assert "en->ar: ready: seq2seq engine, trained@" in result.stdout


def test_a_server_is_trusted_once_a_person_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    words = ["models", "trust", "https://api.example.org/v1"]
    assert CliRunner().invoke(root, words, input="n\n").exit_code == 1
    assert not (tmp_path / "newsloc").exists()
    result = CliRunner().invoke(root, words, input="y\n")
    assert "Send the key in NEWSLOC_API_KEY to https://api.example.org? [y/N]" in result.output
    text = (tmp_path / "newsloc" / "servers.txt").read_text(encoding="utf-8")
    assert text.splitlines()[-1] == "https://api.example.org NEWSLOC_API_KEY"
    assert newsloc("models", "trust", "ftp://example.org").exit_code == 2


def test_the_settings_of_every_engine_are_explained() -> None:
    lines = newsloc("models", "--settings").stdout.splitlines()
    assert [line.partition(" =")[0] for line in lines if " = " in line and not line.startswith((" ", "Only"))] == [
        *(field.name for field in fields(EngineSettings)),
        *("runtime", "url", "timeout", "concurrency", "key_variable"),
    ]
    assert 'device = one of "auto", "cpu", "cuda"; "auto" by default' in lines
    assert "batch_tokens = a whole number, 1 or more; 2048 by default" in lines
    assert 'Only with engine = "endpoint":' in lines
    assert all(len(line) <= 100 for line in lines)
