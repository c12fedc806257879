"""The judge of `newsloc assess`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner, Result

from pipeline.cli import root
from tests.quality.judges.judge_cases import Item, judging_server
from tests.translate.engines.language_server import LanguageServer


def run(server: LanguageServer, project: Path, *words: str) -> Result:
    environment = {"NEWSLOC_ENDPOINT_URL": server.url}
    return CliRunner().invoke(root, [*words, "--project", str(project), "--judge", "endpoint:tiny"], env=environment)


def test_a_judge_that_does_not_exist_is_a_clear_error(tmp_path: Path) -> None:
    table = tmp_path / "set.en-de.tsv"
    table.write_text("source\ttarget\nIt rained.\tEs regnete.\n", encoding="utf-8")
    words = ["assess", str(table), "--from", "en", "--to", "de", "--judge", "oracle", "--project", str(tmp_path)]
    result = CliRunner().invoke(root, words)
    assert result.exit_code == 2
    assert 'no judge "oracle"' in " ".join(result.stderr.split())


def test_assess_shows_what_a_judge_found_in_any_pair_of_languages(tmp_path: Path) -> None:
    table = tmp_path / "texts.tsv"
    table.write_text("The port reopened.\tDer Hafen schloss.\nIt rained.\tEs regnete.\n", encoding="utf-8")
    error = {"category": "mistranslation", "severity": "critical", "source": "reopened", "target": "schloss"}

    def say(items: Sequence[Item], _: int) -> str:
        errors = {"The port reopened.": [error]}
        said = [{"number": item["number"], "errors": errors.get(item["source"], []), "score": 50} for item in items]
        return f"```json\n{json.dumps({'judgements': said})}\n```"

    with judging_server(say).running() as server:
        languages = ("--from", "en", "--to", "de", "--format", "json")
        result = run(server, tmp_path, "assess", str(table), *languages)
    first, second = map(json.loads, result.stdout.splitlines())
    (finding,) = [one for one in first["findings"] if one["check"] == "judge"]
    assert (finding["source_span"], finding["target_span"]) == ([9, 17], [10, 17])
    assert (first["score"], first["verdict"]) == (None, None)
    assert not [one for one in second["findings"] if one["check"] == "judge"]
    assert "judged 2 units in 1 calls" in result.stderr
