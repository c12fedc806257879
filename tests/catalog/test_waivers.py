from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.catalog.po import read_catalog
from pipeline.catalog.waivers import read_waiver
from pipeline.cli.settings import Settings, load_settings
from pipeline.errors import ConfigError
from pipeline.localize.job import RunResult
from pipeline.model import Candidate, Pair, Severity
from pipeline.project.paths import catalog_path, template_path
from pipeline.quality.assess import ERROR_CAP, assess
from pipeline.quality.checks import CHECKS
from pipeline.quality.external import read_units
from pipeline.quality.inspection import WAIVER, inspect_pair
from pipeline.translate.glossary import load_glossary
from tests.fake_engine import FakeEngine
from tests.localize.test_localize import VOTE, project, run

__all__ = ["project"]

COMMENTS = [
    # comments, what they waive
    (("newsloc-ignore: numbers",), {"numbers"}),
    (("newsloc-ignore: numbers, quotes",), {"numbers", "quotes"}),
    (("  Newsloc-Ignore :  Numbers ,quotes,",), {"numbers", "quotes"}),
    (("newsloc-ignore: numbers (the source counts wrongly, we asked), quotes",), {"numbers", "quotes"}),
    (("newsloc-ignore: numbers (open",), {"numbers"}),
    (("see newsloc-ignore: numbers",), set()),
    (("a note\nnewsloc-ignore: bidi", "newsloc-ignore: names"), {"bidi", "names"}),
    (("newsloc-ignore:",), set()),
    ((), set()),
]
WRONG = "صوت المجلس بأغلبية 13 مقابل 9 يوم الخميس."


def pair(*waived: str) -> Pair:
    return Pair(source=VOTE, target=WRONG, source_language="en", target_language="ar", waived=frozenset(waived))


@pytest.mark.parametrize(("comments", "names"), COMMENTS)
def test_a_waiver_is_a_translators_comment(comments: tuple[str, ...], names: set[str]) -> None:
    assert read_waiver(comments) == names


def test_waived_findings_are_set_apart_and_take_nothing_off_the_score() -> None:
    plain, waived = assess([pair(), pair("numbers")])
    assert plain.score <= ERROR_CAP < waived.score
    assert {finding.check for finding in waived.waived} == {"numbers"}
    assert "numbers" not in {finding.check for finding in waived.findings}


def test_an_unknown_check_in_a_waiver_is_a_finding_that_helps() -> None:
    (finding,) = (found for found in inspect_pair(pair("numbrs")).findings if found.check == WAIVER)
    assert finding.severity is Severity.INFO
    assert 'there is no check "numbrs"; did you mean "numbers"?' in finding.message
    (strange,) = (found for found in inspect_pair(pair("zzz")).findings if found.check == WAIVER)
    assert "did you mean" not in strange.message


@pytest.mark.parametrize("name", [check.name for check in CHECKS])
def test_every_check_can_be_switched_off(name: str) -> None:
    assert name not in {finding.check for finding in inspect_pair(pair(), [name]).findings}


def test_an_unknown_check_cannot_be_switched_off(tmp_path: Path) -> None:
    (tmp_path / "newsloc.toml").write_text('disable = ["quots"]\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r'newsloc.toml: disable: there is no check "quots"; did you mean "quotes"'):
        load_settings(tmp_path)
    (tmp_path / "newsloc.toml").write_text('disable = ["quotes"]\n', encoding="utf-8")
    assert load_settings(tmp_path).quality.disable == ("quotes",)


def wrong_run(folder: Path) -> RunResult:
    return run(folder, FakeEngine({VOTE: (Candidate(text=WRONG),)}), settings=Settings())


def waive(folder: Path, names: str) -> Path:
    path = catalog_path(folder, "ar", "buses")
    lines = path.read_text(encoding="utf-8").split("\n")
    at = next(index for index, line in enumerate(lines) if line == f'msgid "{VOTE}"')
    while lines[at - 1]:
        at -= 1
    lines.insert(at, f"# newsloc-ignore: {names}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_waived_draft_gets_its_score_back_and_the_waiver_is_counted(project: Path) -> None:
    wrong_run(project)
    before = {entry.source: entry for entry in read_catalog(catalog_path(project, "ar", "buses")).entries}[VOTE]
    assert before.provenance
    assert before.provenance.score <= ERROR_CAP
    path = waive(project, "numbers")
    outcome = wrong_run(project)
    entry = {each.source: each for each in read_catalog(path).entries}[VOTE]
    assert entry.provenance
    assert entry.provenance.score > ERROR_CAP
    assert "numbers" not in entry.provenance.findings
    assert "waived: 2 (numbers)" in entry.notes
    assert sum(len(found) for row in outcome.rows for found in row.waived.values()) == 2
    written = path.read_bytes()
    wrong_run(project)
    assert path.read_bytes() == written


def test_a_waiver_that_is_taken_back_puts_the_cap_on_again(project: Path) -> None:
    wrong_run(project)
    path = waive(project, "numbers")
    wrong_run(project)
    text = path.read_text(encoding="utf-8").replace("# newsloc-ignore: numbers\n", "")
    path.write_text(text, encoding="utf-8")
    wrong_run(project)
    entry = {each.source: each for each in read_catalog(path).entries}[VOTE]
    assert entry.provenance
    assert entry.provenance.score <= ERROR_CAP


def test_assess_reads_waivers_of_catalogs(project: Path) -> None:
    wrong_run(project)
    path = waive(project, "numbers, months")
    line = next(line for line in read_units(path, None, None, load_glossary()) if line.pair.source == VOTE)
    assert line.pair.waived == {"numbers", "months"}


@pytest.mark.skipif(not shutil.which("msgmerge"), reason="needs gettext")
def test_a_waiver_survives_msgmerge(project: Path) -> None:
    wrong_run(project)
    path = waive(project, "numbers")
    template = template_path(project, "buses")
    subprocess.run(["msgmerge", "-q", "--no-wrap", "--previous", "-U", path, template], check=True)
    wrong_run(project)
    entry = {each.source: each for each in read_catalog(path).entries}[VOTE]
    assert read_waiver(entry.comments) == {"numbers"}
    assert "waived: 2 (numbers)" in entry.notes
