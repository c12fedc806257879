"""``newsloc glossary``: list, check, import."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import root
from pipeline.translate.glossary import COLUMNS

HEAD = f"{','.join(COLUMNS)}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "newsloc.toml").write_text('glossary = ["terms.csv"]\n', encoding="utf-8")
    (tmp_path / "terms.csv").write_text(f"{HEAD}en,ar,required,sea ice,جليد البحر,cold\n", encoding="utf-8")
    return tmp_path


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(root, ["glossary", "--project", str(project), *arguments])


def test_the_list_has_packaged_and_own_terms_and_can_be_narrowed(project: Path) -> None:
    everything = run(project, "--format", "json").stdout.splitlines()
    assert len(everything) > 150
    (own,) = map(json.loads, run(project, "--find", "SEA ice", "--format", "json").stdout.splitlines())
    assert own == {
        "source_language": "en",
        "target_language": "ar",
        "rule": "required",
        "source": "sea ice",
        "targets": ["جليد البحر"],
        "note": "cold",
    }
    rules = {
        json.loads(line)["rule"] for line in run(project, "--rule", "keep", "--format", "json").stdout.splitlines()
    }
    assert rules == {"keep"}
    assert run(project, "--to", "fr", "--format", "json").stdout == ""


def test_the_table_fits_a_terminal(project: Path) -> None:
    result = run(project, "--find", "International Criminal Court")
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
    assert "en→ar" in result.stdout


def test_a_check_names_faults_and_fails_on_errors_only(project: Path) -> None:
    assert run(project, "check").exit_code == 0
    path = project / "terms.csv"
    path.write_text(f"{HEAD}en,ar,required,court,محكمة|محكمه,\n", encoding="utf-8")
    result = run(project, "check")
    assert (result.exit_code, result.stderr) == (0, "1 file: 0 errors, 1 warning\n")
    path.write_text(f"{HEAD}en,ar,must,court,محكمة,\n", encoding="utf-8")
    result = run(project, "check", str(path))
    assert result.exit_code == 2
    assert result.stdout.startswith(f"{path}:2: error:")
