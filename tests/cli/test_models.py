"""``newsloc models``: the list, the check, and getting models ready; with a hub and caches of the test's own."""

from __future__ import annotations

import json
import shutil
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import models as cli_models
from pipeline.cli import root
from pipeline.errors import EngineError
from pipeline.model import Candidate, Direction
from pipeline.translate.engines import preparation
from pipeline.translate.engines.checkpoints import hub
from pipeline.translate.engines.listing import list_all
from pipeline.translate.engines.pairs import Engines
from pipeline.translate.engines.preparation import PreparationObserver, PreparedModel, prepare_all, resolve
from pipeline.translate.engines.protocol import ModelRow
from pipeline.translate.engines.selection import MachineProbes
from pipeline.translate.engines.settings import EngineSettings
from pipeline.translate.engines.trial import EngineTrial, try_engine
from tests.fake_engine import FakeEngine
from tests.translate.engines import tiny_models
from tests.translate.engines.fake_hub import COMMIT, MODEL, FakeHub, fill_cache, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

EN_AR = Direction(source="en", target="ar")
AR_EN = Direction(source="ar", target="en")
SOURCE, TARGET = tiny_models.PAIRS[0]
SIZES = [
    (None, "-"),
    (0, "-"),
    (3, "0.1 MB"),
    (840_000, "0.8 MB"),
    (226_000_000, "226 MB"),
    (1_942_000_000, "1.9 GB"),
]


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


def observer(said: list[str]) -> PreparationObserver:
    return PreparationObserver(say=said.append)


# The list


def test_the_list_names_what_the_project_uses_first(project: Path) -> None:
    listed = rows(project)
    assert [(row["model"], row["directions"]) for row in listed[:2]] == [
        ("Helsinki-NLP/opus-mt-tc-big-en-ar", ["en->ar"]),
        ("HPLT/translate-ar-en-v1.0-hplt_opus", ["ar->en"]),
    ]
    assert {row["title"] for row in listed[:2]} == {"recommended"}
    assert [row["revision"] for row in listed[:2]] == [row.revision for row in hub.LISTED[:2]]
    assert {row["lacks"] for row in listed[:2]} == {"not fetched"}
    assert {"seq2seq", "causal", "draft", "pseudo"} <= {row["engine"] for row in listed[2:]}
    assert len({(row["engine"], row["model"]) for row in listed}) == len(listed)
    assert next(row for row in listed if row["engine"] == "draft")["lacks"] == "not built"


def test_one_model_for_two_directions_is_one_row(project: Path) -> None:
    configure(project, 'engine = "causal"', 'model = "owner/llm"')
    first = rows(project)[0]
    assert (first["model"], first["title"], first["directions"]) == ("owner/llm", "configured", ["en->ar", "ar->en"])


@pytest.mark.parametrize(
    ("engine", "model", "lacks"), [("pseudo", "pseudo@1", None), ("draft", "newsloc-draft", "not built")]
)
def test_an_engine_with_a_model_of_its_own_is_listed_with_it(
    project: Path, engine: str, model: str, lacks: str | None
) -> None:
    configure(project, f'engine = "{engine}"')
    first = rows(project)[0]
    assert (first["model"].partition("@")[0], first["lacks"]) == (model.partition("@")[0], lacks)
    assert first["directions"] == ["en->ar", "ar->en"]


def test_a_server_is_listed_by_the_model_it_is_asked_for(project: Path) -> None:
    configure(project, 'engine = "endpoint"', 'model = "qwen"', 'url = "http://127.0.0.1:9"')
    first = rows(project)[0]
    assert (first["engine"], first["model"], first["lacks"], first["size"]) == ("endpoint", "qwen", None, None)


def test_a_language_model_that_is_not_named_is_said_to_be_missing(project: Path) -> None:
    configure(project, 'engine = "causal"')
    assert rows(project)[0]["model"] == "(none named)"


def test_a_configured_folder_is_listed_with_the_licence_of_its_card(project: Path, trained: Path) -> None:
    configure(project, f'model = "{trained.as_posix()}"', table="engines.en-ar")
    first = rows(project)[0]
    assert (first["title"], first["licence"], first["lacks"]) == ("configured", "cc-by-4.0", None)
    assert first["cached"] == str(trained)
    assert first["size"] >= (trained / "model.safetensors").stat().st_size


def test_a_restricted_model_is_marked_until_it_is_accepted(project: Path) -> None:
    configure(project, 'model = "facebook/nllb-200-distilled-600M"')
    first = rows(project)[0]
    assert (first["restricted"], first["lacks"]) == (True, "not accepted")
    text = newsloc("models", "--project", project).stdout
    assert "forbids commercial use; accept_license = true under [engines] allows it" in text
    (project / "newsloc.toml").write_text(
        '[engines]\nmodel = "facebook/nllb-200-distilled-600M"\naccept_license = true\n', encoding="utf-8"
    )
    assert rows(project)[0]["lacks"] == "not fetched"


def test_whatever_translates_in_the_hubs_cache_is_listed(project: Path, trained: Path) -> None:
    cache = project.parent / "hub"
    snapshot = fill_cache(cache, trained, "someone/else")
    other = project.parent / "other"
    other.mkdir()
    (other / "config.json").write_text('{"model_type": "bert"}')
    fill_cache(cache, other, "someone/bert")
    (other / "config.json").write_text("[")
    fill_cache(cache, other, "someone/broken")
    (other / "config.json").write_text('{"model_type": "t5"}')
    fill_cache(cache, other, "someone/madlad400-3b-mt")
    found = {row["model"]: row for row in rows(project) if row["title"].startswith("in the cache")}
    assert list(found) == ["someone/else", "someone/madlad400-3b-mt"]
    assert (found["someone/else"]["cached"], found["someone/else"]["revision"]) == (str(snapshot), COMMIT)
    assert (found["someone/else"]["licence"], found["someone/else"]["lacks"]) == ("cc-by-4.0", None)
    assert found["someone/madlad400-3b-mt"]["title"] == "in the cache, where weights are missing"
    assert found["someone/madlad400-3b-mt"]["lacks"] == "not whole"


def test_a_cached_model_that_the_project_uses_is_listed_once(project: Path, trained: Path) -> None:
    fill_cache(project.parent / "hub", trained, MODEL)
    configure(project, f'model = "{MODEL}"')
    assert [row["title"] for row in rows(project) if row["model"] == MODEL] == ["configured"]


def test_without_pytorch_a_model_is_not_installed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "torch_installed", lambda: False)
    listed = list_all(Engines(defaults={"engine": "seq2seq"}), [EN_AR])
    assert listed[0].lacks == "not installed"
    assert project.is_dir()


def test_the_list_fits_into_80_columns(project: Path, trained: Path) -> None:
    fill_cache(project.parent / "hub", trained, f"someone/{'long-' * 8}name")
    lines = newsloc("models", "--project", project).stdout.splitlines()
    paths = str(project.parent)
    assert max(len(line) for line in lines if paths not in line) <= 80
    assert lines[0].split() == ["Model", "Licence", "Size", "Ready"]
    assert any("Gemma terms of use" in line for line in lines)


@pytest.mark.parametrize(("size", "text"), SIZES)
def test_sizes_are_told_in_few_digits(size: int | None, text: str) -> None:
    assert cli_models.tell_size(size) == text


def test_a_path_is_shown_below_home_and_without_the_commit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert cli_models._short(tmp_path / "hub" / "models--a--b" / "snapshots" / COMMIT) == "~/hub/models--a--b"
    assert cli_models._short(Path("/elsewhere/model")) == str(Path("/elsewhere/model"))


# The check


def test_the_check_loads_each_model_and_translates_a_sentence(project: Path, trained: Path) -> None:
    configure(project, f'model = "{trained.as_posix()}"', 'device = "cpu"', table="engines.en-ar")
    listed = rows(project, "--check")
    assert (listed[0]["works"], listed[0]["fault"]) == (True, None)
    assert {row["works"] for row in listed if row["lacks"]} == {None}
    text = newsloc("models", "--project", project, "--check").stdout
    assert TARGET in text
    assert "loads, " in text


def test_a_model_that_does_not_load_is_said_and_the_exit_code_is_2(project: Path, trained: Path) -> None:
    folder = Path(shutil.copytree(trained, project / "mine"))
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    configure(project, 'model = "mine"', table="engines.en-ar")
    first = rows(project, "--check", code=2)[0]
    assert (first["lacks"], first["works"]) == ("not whole", False)
    assert "cut off or damaged; download or copy them again" in first["fault"]
    text = newsloc("models", "--project", project, "--check")
    assert text.exit_code == 2
    assert "fails" in text.stdout


def test_a_stray_model_is_tried_in_the_first_direction_it_knows(project: Path, tmp_path: Path) -> None:
    french = tiny_models.marian(tmp_path / "french", source="fr", target="ar")
    fill_cache(project.parent / "hub", french, "someone/french")
    unknown = tiny_models.marian(tmp_path / "unknown", source="tr", target="ur")
    fill_cache(project.parent / "hub", unknown, "someone/unknown")
    configure(project, "smoke_test = false", "beams = 1")
    found = {row["model"]: row for row in rows(project, "--check", code=2)}
    assert found["someone/french"]["works"] is True
    assert "translates none of the languages that newsloc can try" in found["someone/unknown"]["fault"]


# Getting ready


def test_a_model_is_downloaded_converted_and_tried_and_then_nothing_is_left_to_do(project: Path, fake: FakeHub) -> None:
    configure(project, f'model = "{MODEL}"', 'device = "cpu"')
    first = newsloc("models", "--project", project, "prepare", "en-ar")
    assert first.exit_code == 0, first.output
    assert f"en->ar: ready now: seq2seq, {MODEL}@{COMMIT}+int8" in first.stdout
    assert "licence cc-by-4.0, 2 MB, tried in " in first.stdout
    assert TARGET in first.stdout
    assert "downloading owner/name, once (licence: cc-by-4.0)" in first.stderr
    assert "converting" in first.stderr
    fake.asked.clear()
    again = newsloc("models", "prepare", "en->ar", "--project", project, "--format", "json")
    assert again.exit_code == 0
    (line,) = again.stdout.splitlines()
    summary = json.loads(line)
    assert (summary["fresh"], summary["target"], summary["engine"]) == (False, TARGET, "seq2seq")
    assert fake.asked == []


def test_the_named_engine_is_prepared(project: Path, trained: Path) -> None:
    configure(project, f'model = "{trained.as_posix()}"', 'device = "cpu"', 'runtime = "transformers"')
    result = newsloc("models", "--project", project, "prepare", "en-ar", "--engine", "seq2seq", "--offline")
    assert result.exit_code == 0, result.output
    assert "en->ar: was ready: seq2seq, trained@" in result.stdout


def test_a_direction_that_cannot_be_prepared_stops_no_other(project: Path, trained: Path) -> None:
    configure(project, f'model = "{trained.as_posix()}"', 'device = "cpu"')
    result = newsloc("models", "--project", project, "prepare", "fr-ar", "en-ar", "--engine", "seq2seq")
    assert result.exit_code == 2
    assert "newsloc: fr->ar: " in result.stderr
    assert "name another model" in result.stderr
    assert TARGET in result.stdout


def test_offline_a_model_that_is_not_there_is_said_to_be_missing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE")
    configure(project, f'model = "{MODEL}"')
    result = newsloc("models", "--project", project, "prepare", "--offline", "en-ar")
    assert result.exit_code == 2
    assert "newsloc: en->ar: owner/name: not in the cache, and the hub must not be asked" in result.stderr


def test_a_restricted_model_is_not_prepared(project: Path) -> None:
    configure(project, 'model = "facebook/nllb-200-distilled-600M"')
    result = newsloc("models", "--project", project, "prepare", "en-ar")
    assert result.exit_code == 2
    assert "forbids commercial use" in result.stderr


def test_without_pytorch_nothing_is_downloaded(project: Path, fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "torch_installed", lambda: False)
    configure(project, f'model = "{MODEL}"')
    result = newsloc("models", "--project", project, "prepare", "en-ar")
    assert result.exit_code == 2
    assert "PyTorch is not installed; run pip install 'newsloc[models]'" in result.stderr
    assert fake.asked == []


def test_a_wrong_direction_is_refused(project: Path) -> None:
    result = newsloc("models", "--project", project, "prepare", "enar")
    assert result.exit_code == 2
    assert '"enar" is not a pair of languages' in result.stderr


def test_a_direction_without_a_sentence_is_loaded_and_not_tried(project: Path) -> None:
    result = newsloc("models", "--project", project, "prepare", "tr-ar", "--engine", "pseudo")
    assert result.exit_code == 0
    assert "tr->ar: was ready: pseudo, pseudo@" in result.stdout
    assert "nothing to try it on" in result.stdout


def test_a_bar_shows_how_much_has_arrived() -> None:
    from rich.console import Console

    console = Console(width=80, force_terminal=True, record=True)
    with cli_models._show_bar(console, "owner/name") as progress:
        progress(1_000_000, 0)
        progress(2_000_000, 4_000_000)
    assert "2.0/4.0 MB" in console.export_text()


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
        *("runtime", "template", "template", "url", "timeout", "concurrency", "key_variable"),
    ]
    assert 'device = one of "auto", "cpu", "cuda"; "auto" by default' in lines
    assert "batch_tokens = a whole number, 1 or more; 2048 by default" in lines
    assert 'Only with engine = "endpoint":' in lines
    assert all(len(line) <= 100 for line in lines)


# What stands behind it


@pytest.mark.parametrize(
    ("settings", "torch", "expected"),
    [
        (EngineSettings(), True, "seq2seq"),
        (EngineSettings(), False, "draft"),
        (EngineSettings(model="owner/name"), False, "seq2seq"),
        (EngineSettings(engine="seq2seq"), False, "seq2seq"),
        (EngineSettings(engine="endpoint"), True, "endpoint"),
    ],
)
def test_auto_is_resolved_without_asking_the_hub(settings: EngineSettings, expected: str, *, torch: bool) -> None:
    def refuse() -> bool:
        raise AssertionError("the hub was asked")

    probes = MachineProbes(
        torch_installed=lambda: torch,
        is_converted=lambda *_: False,
        hub_answers=refuse,
        runtime=lambda *_: "ctranslate2",
    )
    assert resolve(settings, EN_AR, probes).engine == expected


def _prepared(settings: EngineSettings, direction: Direction, _: PreparationObserver) -> PreparedModel:
    if settings.engine == "seq2seq":
        raise EngineError("broken")
    return PreparedModel(
        direction=direction,
        engine=settings.engine,
        label="m",
        licence=None,
        size=1,
        fresh=True,
        trial=EngineTrial(source="", target="", seconds=0.0),
    )


@pytest.mark.parametrize(
    ("defaults", "expected"),
    [
        ({}, ["en->ar broken", "ar->en broken", "en->ar draft"]),
        ({"model": "owner/name"}, ["en->ar broken", "ar->en broken"]),
        ({"engine": "pseudo"}, ["en->ar pseudo", "ar->en pseudo"]),
    ],
)
def test_where_auto_may_fall_back_on_it_the_draft_model_is_built_once(
    monkeypatch: pytest.MonkeyPatch, defaults: dict[str, str], expected: list[str]
) -> None:
    monkeypatch.setattr(preparation, "prepare", _prepared)
    monkeypatch.setattr(
        preparation, "resolve", lambda each, _: replace(each, engine="seq2seq") if each.engine == "auto" else each
    )
    said: list[str] = []
    found = [
        f"{direction} {outcome if isinstance(outcome, EngineError) else outcome.engine}"
        for direction, outcome in prepare_all(Engines(defaults=defaults), [EN_AR, AR_EN], observer(said))
    ]
    assert found == expected
    assert len(said) == len(expected)


def test_an_engine_without_an_answer_is_not_ready() -> None:
    silent = FakeEngine({SOURCE: ()})
    with pytest.raises(EngineError, match='fake-ar@1 has no translation of "The minister'):
        try_engine(silent, EN_AR)
    trial = try_engine(FakeEngine({SOURCE: (Candidate(text=TARGET),)}), EN_AR)
    assert (trial.source, trial.target) == (SOURCE, TARGET)


def test_an_engine_that_does_not_know_the_direction_is_not_ready() -> None:
    with pytest.raises(EngineError, match="the fake engine does not translate fr->ar; name another model"):
        try_engine(FakeEngine(), Direction(source="fr", target="ar"))
