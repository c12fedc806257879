from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.catalog.approvals import approval_of
from pipeline.catalog.po import read_catalog
from pipeline.catalog.provenance import digest_pair
from pipeline.catalog.waivers import Waivers, bind_waivers, read_waivers
from pipeline.cli.settings import Settings, load_settings
from pipeline.errors import ConfigError
from pipeline.localize.job import RunResult
from pipeline.model import Assessment, Candidate, Catalog, Entry, Pair, Provenance, Score, Severity
from pipeline.project.paths import catalog_path, template_path
from pipeline.quality.assess import ERROR_CAP, assess
from pipeline.quality.checks import CHECKS
from pipeline.quality.external import read_units
from pipeline.quality.inspection import WAIVER, Inspector, inspect_pair
from pipeline.quality.rules import CheckRules
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


def percent(one: Assessment | Provenance) -> int:
    assert isinstance(one.score, Score)
    return one.score.percent


@pytest.mark.parametrize(("comments", "names"), COMMENTS)
def test_a_waiver_is_a_translators_comment(comments: tuple[str, ...], names: set[str]) -> None:
    assert read_waivers(comments, VOTE, WRONG).checks == names


def entry_of(*comments: str, target: str = WRONG) -> Entry:
    return Entry(context="body#1", source=VOTE, target=target, comments=comments)


def bound(entry: Entry) -> Entry:
    (entry,) = bind_waivers(Catalog(slug="buses", source_language="en", language="ar", entries=(entry,))).entries
    return entry


@pytest.mark.parametrize(("comments", "names"), COMMENTS)
def test_a_waiver_is_bound_once_to_its_two_texts_and_keeps_its_words(
    comments: tuple[str, ...], names: set[str]
) -> None:
    entry = bound(entry_of(*comments))
    assert bound(entry) == entry
    assert [re.sub(r" @\w{6}/\w{6}$", "", line) for line in entry.comments] == [
        line.rstrip() for comment in comments for line in comment.split("\n")
    ]
    assert read_waivers(entry.comments, VOTE, WRONG) == read_waivers(comments, VOTE, WRONG)
    for source, target in ((VOTE + "!", WRONG), (VOTE, WRONG + " ")):
        after = read_waivers(entry.comments, source, target)
        assert not after.checks
        assert after.outdated == names


def test_a_waiver_without_a_translation_is_not_bound() -> None:
    assert bound(entry_of("newsloc-ignore: numbers", target="")).comments == ("newsloc-ignore: numbers",)


def test_a_bound_waiver_is_read_after_a_tool_has_wrapped_it() -> None:
    (line,) = bound(entry_of("newsloc-ignore: numbers (the source counts wrongly)")).comments
    words, digests = line.rsplit(" ", 1)
    wrapped = entry_of(words.replace(" wrongly)", ""), "wrongly)", digests)
    assert bound(wrapped) == wrapped
    assert read_waivers(wrapped.comments, VOTE, WRONG).checks == {"numbers"}
    assert read_waivers(wrapped.comments, VOTE, "13").outdated == {"numbers"}


@pytest.mark.parametrize(
    "mark", ["newsloc-reviewed: Mona Said, 2026-11-27", "newsloc-comment: why", "Newsloc-Sent-Back : no"]
)
def test_digests_of_a_comment_behind_a_waiver_are_not_its_own(mark: str) -> None:
    entry = bound(entry_of("newsloc-ignore: numbers", f"{mark} @000000/000000"))
    assert read_waivers(entry.comments, VOTE, WRONG).checks == {"numbers"}
    assert bound(replace(entry, target="13")) == replace(entry, target="13")
    assert read_waivers(entry.comments, VOTE, "13").outdated == {"numbers"}


def test_of_two_waivers_of_a_check_the_one_that_holds_counts() -> None:
    waivers = read_waivers(("newsloc-ignore: numbers @000000/000000", "newsloc-ignore: numbers"), VOTE, WRONG)
    assert waivers == Waivers(checks=frozenset({"numbers"}))


def test_an_outdated_waiver_waives_nothing_and_is_reported() -> None:
    inspection = inspect_pair(replace(pair(), outdated=frozenset({"numbers", "quotes"})))
    assert "numbers" in {finding.check for finding in inspection.findings}
    assert inspection.waived == ()
    (said,) = (finding for finding in inspection.findings if finding.check == WAIVER)
    assert said.message.startswith("newsloc-ignore: numbers, quotes: outdated, a text has changed since; remove it")


def test_waived_findings_are_set_apart_and_take_nothing_off_the_score() -> None:
    plain, waived = assess([pair(), pair("numbers")])
    assert percent(plain) <= ERROR_CAP < percent(waived)
    assert {finding.check for finding in waived.waived} == {"numbers"}
    assert "numbers" not in {finding.check for finding in waived.findings}


def test_an_unknown_check_in_a_waiver_is_a_finding_that_helps() -> None:
    (finding,) = (found for found in inspect_pair(pair("numbrs")).findings if found.check == WAIVER)
    assert finding.severity is Severity.ERROR
    assert assess([pair("numbrs", "numbers")])[0].score == assess([pair("numbers")])[0].score
    assert 'there is no check "numbrs"; did you mean "numbers"?' in finding.message
    (strange,) = (found for found in inspect_pair(pair("zzz")).findings if found.check == WAIVER)
    assert "did you mean" not in strange.message


@pytest.mark.parametrize("name", [check.name for check in CHECKS])
def test_every_check_can_be_switched_off(name: str) -> None:
    assert name not in {finding.check for finding in inspect_pair(pair(), CheckRules(disabled=(name,))).findings}


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
    assert percent(before.provenance) <= ERROR_CAP
    path = waive(project, "numbers")
    outcome = wrong_run(project)
    entry = {each.source: each for each in read_catalog(path).entries}[VOTE]
    assert entry.provenance
    assert percent(entry.provenance) > ERROR_CAP
    assert "numbers" not in entry.provenance.findings
    assert "waived: 1 (numbers)" in entry.notes
    assert sum(row.waived for row in outcome.rows) == 1
    written = path.read_bytes()
    wrong_run(project)
    assert path.read_bytes() == written


def test_a_waiver_that_is_taken_back_puts_the_cap_on_again(project: Path) -> None:
    wrong_run(project)
    path = waive(project, "numbers")
    wrong_run(project)
    text = re.sub("# newsloc-ignore: numbers @.*\n", "", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    wrong_run(project)
    entry = {each.source: each for each in read_catalog(path).entries}[VOTE]
    assert entry.provenance
    assert percent(entry.provenance) <= ERROR_CAP


def test_localize_binds_a_waiver_and_reports_it_when_a_text_changes(project: Path) -> None:
    wrong_run(project)
    path = waive(project, "numbers (they miscounted)")
    wrong_run(project)
    assert re.search(
        r"^# newsloc-ignore: numbers \(they miscounted\) @\w{6}/\w{6}$", path.read_text("utf-8"), re.MULTILINE
    )
    path.write_text(path.read_text("utf-8").replace(WRONG, WRONG.replace("9", "8")), encoding="utf-8")
    outcome = wrong_run(project)
    entry = {each.source: each for each in read_catalog(path).entries}[VOTE]
    assert any("newsloc-ignore: numbers: outdated" in note for note in entry.notes)
    assert not any(row.waived for row in outcome.rows)


def test_a_typed_waiver_of_an_approved_text_is_bound_to_it_alone(project: Path) -> None:
    wrong_run(project)
    path = waive(project, f"numbers\n# newsloc-reviewed: Mona Said, 2026-11-27 @{digest_pair(VOTE, WRONG)}")
    path.write_text(path.read_text("utf-8").replace("#, fuzzy\n", ""), encoding="utf-8")
    wrong_run(project)
    path.write_text(path.read_text("utf-8").replace(WRONG, WRONG.replace("9", "8")), encoding="utf-8")
    wrong_run(project)
    entry = {each.source: each for each in read_catalog(path).entries}[VOTE]
    assert approval_of(entry)
    assert read_waivers(entry.comments, VOTE, entry.target).outdated == {"numbers"}


def test_a_waiver_of_an_edited_sentence_is_bound_to_the_text_it_was_written_for(project: Path) -> None:
    wrong_run(project)
    path = waive(project, "numbers")
    path.write_text(path.read_text("utf-8").replace("#, fuzzy\n", ""), encoding="utf-8")
    article = next((project / "source").glob("buses.*"))
    edited = VOTE.replace("Thursday", "Friday")
    assert edited != VOTE
    article.write_text(article.read_text("utf-8").replace(VOTE, edited), encoding="utf-8")
    wrong_run(project)
    entry = {each.source: each for each in read_catalog(path).entries}[edited]
    assert entry.target == WRONG
    assert read_waivers(entry.comments, VOTE, WRONG).checks == {"numbers"}
    assert read_waivers(entry.comments, edited, WRONG).outdated == {"numbers"}


def test_assess_reads_waivers_of_catalogs(project: Path) -> None:
    wrong_run(project)
    path = waive(project, "numbers, months")
    line = next(
        line for line in read_units(path, None, None, Inspector(glossary=load_glossary())) if line.pair.source == VOTE
    )
    assert line.pair.waived == {"numbers", "months"}


@pytest.mark.skipif(not shutil.which("msgmerge"), reason="needs gettext")
def test_a_waiver_survives_msgmerge(project: Path) -> None:
    wrong_run(project)
    path = waive(project, "numbers")
    template = template_path(project, "buses")
    subprocess.run(["msgmerge", "-q", "--no-wrap", "--previous", "-U", path, template], check=True)
    wrong_run(project)
    entry = {each.source: each for each in read_catalog(path).entries}[VOTE]
    assert read_waivers(entry.comments, VOTE, WRONG).checks == {"numbers"}
    assert "waived: 1 (numbers)" in entry.notes
