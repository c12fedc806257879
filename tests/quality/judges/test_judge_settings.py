"""Which judge a project asks: in one word, or in a table of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import root
from pipeline.cli.settings import load_settings
from pipeline.errors import ConfigError
from tests.quality.judges.judge_cases import judging_server

CHOSEN: list[tuple[str, str, dict[str, Any]]] = [
    ("", "", {}),
    ('judge = ""', "", {}),
    ('judge = "endpoint"', "endpoint", {}),
    ('judge = "endpoint:qwen3:8b"', "endpoint", {"model": "qwen3:8b"}),
    ('[judge]\nname = "endpoint"\nurl = "http://localhost/v1"', "endpoint", {"url": "http://localhost/v1"}),
]
WRONG = [
    ('judge = "oracle"', 'newsloc.toml: judge: there is no judge "oracle"'),
    ("judge = 3", "newsloc.toml: judge is 3"),
    ("[judge]\nmodel = 'a'", "newsloc.toml: judge.name is missing"),
    ('[judge]\nname = "endpoint"\nengine = "draft"', "there is no setting `judge.engine`"),
    ('[judge]\nname = "endpoint"\ntimeout = "long"', "judge.timeout is"),
]


@pytest.mark.parametrize(("text", "name", "values"), CHOSEN)
def test_a_judge_is_chosen_in_a_word_or_in_a_table(
    tmp_path: Path, text: str, name: str, values: dict[str, Any]
) -> None:
    (tmp_path / "newsloc.toml").write_text(text, encoding="utf-8")
    found = load_settings(tmp_path).quality.judge
    assert (found.name, found.values) == (name, values)


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_wrong_judge_is_named_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "newsloc.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_settings(tmp_path)
    assert message in str(error.value)


@pytest.mark.parametrize(("words", "model"), [((), "tiny"), (("--judge", "endpoint:other"), "other")])
def test_the_table_says_where_the_server_is_whatever_engine_translates(
    tmp_path: Path, words: tuple[str, ...], model: str
) -> None:
    table = tmp_path / "texts.tsv"
    table.write_text("The port reopened.\tDer Hafen schloss.\n", encoding="utf-8")
    with judging_server().running() as server:
        settings = f'[engines]\nengine = "draft"\n[judge]\nname = "endpoint"\nmodel = "tiny"\nurl = "{server.url}"\n'
        (tmp_path / "newsloc.toml").write_text(settings, encoding="utf-8")
        more = ["--from", "en", "--to", "de", "--format", "json", "--project", str(tmp_path)]
        result = CliRunner().invoke(root, ["assess", str(table), *more, *words])
    assert result.exit_code == 0, result.output
    assert [name for name in json.loads(result.stdout)["signals"] if name.startswith(f"judge:endpoint {model}+")]
    assert server.posts[0].body["model"] == model


def test_the_command_line_can_ask_for_no_judge(tmp_path: Path) -> None:
    (tmp_path / "newsloc.toml").write_text('judge = "endpoint:tiny"', encoding="utf-8")
    table = tmp_path / "texts.tsv"
    table.write_text("The port reopened.\tDer Hafen schloss.\n", encoding="utf-8")
    more = ["--from", "en", "--to", "de", "--format", "json", "--project", str(tmp_path), "--judge", ""]
    result = CliRunner().invoke(root, ["assess", str(table), *more])
    assert result.exit_code == 0
    assert "judge" not in result.stderr
