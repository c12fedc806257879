"""The reports of the gate: each as its reader reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from junitparser import JUnitXml
from markdown_it import MarkdownIt

from pipeline.catalog.tally import States, TextAmount
from pipeline.gate.coverage import Coverage
from pipeline.gate.limits import CoverageLimits
from pipeline.gate.problems import Problem, ProblemKind
from pipeline.gate.reports import REPORTS, table
from pipeline.gate.reports.github import escape_message, escape_property
from pipeline.gate.reports.markdown import bar, escape
from pipeline.gate.result import ChangedShare, GateResult, Ratchet

WRITE = {report.name: report.write for report in REPORTS}
PO = "locales/ar/LC_MESSAGES/ice.po"
EVIL = 'a <b>|"x"`*_[y](z) & ☃ \x08 100 %: one, two'
SUITE = ["package", "id", "timestamp", "hostname", "tests", "failures", "errors", "time", "name"]
"""The attributes that Ant's schema requires of a suite."""


def coverage_of(slug: str, language: str, counts: tuple[int, int, int], *, gated: bool = True) -> Coverage:
    reviewed, draft, missing = (TextAmount(units=count, words=count * 11) for count in counts)
    return Coverage(
        slug=slug,
        language=language,
        source_language="en" if gated else language,
        reviewed=reviewed,
        draft=draft,
        missing=missing,
        headlines=States(reviewed=TextAmount(units=1)),
        gated=gated,
    )


def finding(context: str, message: str) -> Problem:
    return Problem(
        kind=ProblemKind.FINDING,
        language="ar",
        slug="ice",
        path=PO,
        line=34,
        context=context,
        check="numbers",
        message=message,
    )


FAILURES = (
    Problem(
        kind=ProblemKind.UNREADABLE,
        language="ar",
        slug="sea",
        path="locales/ar/LC_MESSAGES/sea.po",
        line=7,
        message="bad",
    ),
    Problem(
        kind=ProblemKind.STALE,
        language="ar",
        slug="ice",
        path=PO,
        line=3,
        message=f"{PO}: unit 1 is out of step: " + "a long message " * 10,
    ),
    finding("body#3", f"{PO}:34 (body#3): numbers: 37 is missing"),
    finding("body#3", EVIL),
    Problem(kind=ProblemKind.SHARE, language="ar", limit="units", message="ar: 1,009 of 1,249 units are reviewed"),
    Problem(kind=ProblemKind.SHARE, language="ar", slug="ice", limit="article", message="ar: ice: too little"),
    Problem(kind=ProblemKind.SHARE, language="fr", limit="units", message="fr: nothing was measured"),
    Problem(
        kind=ProblemKind.UNREADABLE,
        language="",
        slug="bad",
        path="source/bad.md",
        line=2,
        message="source/bad.md:2: bad",
    ),
)
NOTICES = (Problem(kind=ProblemKind.ORPHAN, language="ar", slug="gone", path="locales/gone.pot", message="gone"),)
RESULT = GateResult(
    coverages=(
        coverage_of("ice", "ar", (9, 1, 0)),
        coverage_of("court/the-very-long-name-of-an-article-about-a-protocol", "ar", (1000, 234, 5)),
        coverage_of("own", "ar", (3, 0, 0), gated=False),
        coverage_of("sea", "ar", (0, 0, 0)),
        coverage_of("flood", "en", (2, 0, 0)),
    ),
    limits={"ar": CoverageLimits(units=90, headline=100, article=50)},
    failures=FAILURES,
    notices=NOTICES,
    ratchet=Ratchet(
        name="origin/main",
        commit="0123456789abcdef",
        changes=(
            ChangedShare(
                language="ar",
                states=States(reviewed=TextAmount(units=3), draft=TextAmount(units=1)),
                base=0.7,
                least=70,
            ),
            ChangedShare(language="en", states=States(), base=1),
        ),
    ),
    examined=1012,
    waived=2,
    folder="sites/news/",
    time=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
)
EMPTY = GateResult(coverages=())
OPEN = GateResult(coverages=RESULT.coverages[:1], notices=NOTICES, examined=9)
RESULTS = {"full": RESULT, "empty": EMPTY, "open": OPEN}


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS)
def test_a_report_ends_its_last_line_and_repeats_itself(report: Any, result: GateResult) -> None:
    text = report.write(result)
    assert text.endswith("\n")
    assert text == report.write(result)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_every_report_has_every_problem_and_notice(report: Any) -> None:
    text = re.sub(r"\s|\\", "", report.write(RESULT))
    for problem in (*FAILURES[:1], *FAILURES[2:3], *FAILURES[4:], *NOTICES):
        if report.name != "junit" or problem not in NOTICES:
            said = problem.without_place if report.name == "github" else problem.message
            assert re.sub(r"\s", "", said) in text


def test_the_table_fits_80_columns_and_cuts_no_word() -> None:
    text = WRITE["table"](RESULT)
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text
    assert FAILURES[1].message.replace(" ", "") in re.sub(r"\s+", "", text)


def test_the_table_counts_each_language_and_the_corpus() -> None:
    lines = [line.split() for line in WRITE["table"](RESULT).splitlines()]
    assert ["ice", "10", "9", "1", "0", "90", "90"] in lines
    assert ["3", "articles", "1,249", "1,009", "235", "5", "80", "80"] in lines
    assert ["1", "article", "2", "2", "0", "0", "100", "100"] in lines
    assert ["4", "catalogs", "1,251", "1,011", "235", "5", "80", "80"] in lines
    assert ["1", "fully", "reviewed"] in lines
    assert ["1", "written", "in", "ar"] in lines


def test_the_table_counts_killed_and_archived_articles_apart_from_originals() -> None:
    counts = (
        coverage_of("ice", "ar", (9, 1, 0)),
        *(replace(coverage_of(slug, "ar", (9, 1, 0)), gated=False) for slug in ("sea", "court")),
    )
    text = WRITE["table"](replace(RESULT, coverages=counts))
    assert "2 killed or archived" in text
    assert "written in" not in text


def test_the_table_of_a_hundred_articles_fits_a_screen_and_all_of_them_are_a_flag_away() -> None:
    coverages = tuple(
        coverage_of(f"a{number}", language, (number % 2 * 9, 1 + number, 0))
        for language in ("ar", "en")
        for number in range(50)
    )
    result = GateResult(coverages=coverages, failures=FAILURES[2:3] * 60, notices=NOTICES * 60)
    text = table.write(result)
    lines = [line.split() for line in text.splitlines()]
    assert len(lines) <= 80
    assert ["and", "40", "more", "(--all)"] in lines
    assert ["✗", "and", "40", "more", "problems;", "newsloc", "check", "--all", "lists", "them"] in lines
    assert ["!", "and", "55", "more", "notices;", "newsloc", "check", "--all", "lists", "them"] in lines
    assert ["a49", "59", "9", "50", "0", "15", "15"] in lines
    assert "a0 " not in text
    whole = table.write(result, everything=True)
    assert re.findall(r"^ +(a\d+) ", whole, re.MULTILINE) == [coverage.slug for coverage in coverages]
    assert whole.count("✗") == whole.count("!") == 60


def test_the_table_says_what_is_asked_what_changed_and_whether_the_gate_is_open() -> None:
    text = " ".join(WRITE["table"](RESULT).split())
    assert "ar: units 80 % of 90 % asked, headlines 100 % of 100 % asked, each article 50 %" in text
    assert "ar: 3 of 4 new or changed units reviewed since origin/main (0123456789) (75 %, 70 % asked)" in text
    assert "en: nothing new in articles begun since origin/main (0123456789)" in text
    assert "the gate is closed: 8 problems (1,012 reviewed units checked, 2 waived)" in text
    assert "✓ the gate is open (9 reviewed units checked; no least share is set)" in WRITE["table"](OPEN)


@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS)
def test_json_is_one_line_that_its_schema_describes_key_by_key(result: GateResult) -> None:
    schema = json.loads(files("pipeline.gate.reports").joinpath("check.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$defs"]["problem"]["properties"]["kind"]["enum"] == list(ProblemKind)
    text = WRITE["json"](result)
    assert text.count("\n") == 1
    Draft202012Validator(schema).validate(json.loads(text))


def test_json_has_everything_the_gate_knows() -> None:
    answer = json.loads(WRITE["json"](RESULT))
    assert answer["passed"] is False
    arabic = answer["languages"][0]
    assert arabic["units"] == {"reviewed": 1009, "draft": 235, "missing": 5, "total": 1249}
    assert arabic["words"] == {"reviewed": 11099, "draft": 2585, "missing": 55, "total": 13739}
    assert arabic["reviewed_percent"] == 80.78
    assert (arabic["articles"], arabic["source_articles"], arabic["threshold_percent"]) == (3, 1, 90)
    assert arabic["thresholds"] == {"units": 90, "words": None, "headline": 100, "article": 50}
    assert answer["languages"][1]["threshold_percent"] is None
    assert answer["corpus"]["units"]["total"] == 1251
    assert [article["gated"] for article in answer["articles"]] == [True, True, False, True, True]
    assert answer["failures"][2]["path"] == PO
    assert answer["failures"][2]["check"] == "numbers"
    assert answer["against"]["languages"][0]["threshold_percent"] == 70
    assert json.loads(WRITE["json"](EMPTY))["against"] is None


def test_junit_has_a_suite_for_each_language_and_article_that_consumers_read() -> None:
    text = WRITE["junit"](RESULT)
    read = JUnitXml.fromstring(text.encode())
    suites = {suite.name: suite for suite in read}
    assert list(suites)[:3] == ["ar", "ar/ice", "ar/court/the-very-long-name-of-an-article-about-a-protocol"]
    assert list(suites)[-1] == "project"
    failed = {(suite.name, case.name): type(case.result[0]).__name__ for suite in read for case in suite if case.result}
    assert failed == {
        ("ar", "units reviewed"): "Failure",
        ("ar/ice", "catalog is in step"): "Failure",
        ("ar/ice", "enough is reviewed"): "Failure",
        ("ar/ice", "body#3 finding/numbers"): "Failure",
        ("ar/sea", "catalog is in step"): "Error",
        ("project", "fr: share"): "Failure",
        ("project", "source/bad.md: unreadable"): "Error",
    }
    assert [case.name for case in suites["en/flood"]] == [
        "catalog is in step",
        "enough is reviewed",
        "reviewed units are sound",
    ]


@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS)
def test_junit_keeps_the_schema_of_ant(result: GateResult) -> None:
    root = fromstring(WRITE["junit"](result))  # noqa: S314 - our own
    assert (root.tag, root.attrib) == ("testsuites", {})
    for number, suite in enumerate(root):
        assert (suite.tag, sorted(suite.attrib)) == ("testsuite", sorted(SUITE))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.attrib["timestamp"])
        assert suite.attrib["id"] == str(number)
        tags = [child.tag for child in suite]
        assert tags == ["properties", *["testcase"] * (len(tags) - 3), "system-out", "system-err"]
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases)
        for kind in ("failure", "error"):
            assert int(suite.attrib[f"{kind}s"]) == sum(case.find(kind) is not None for case in cases)
        for case in cases:
            assert_case(case)


def assert_case(case: Element) -> None:
    assert sorted(case.attrib) == ["classname", "name", "time"]
    assert len(case) <= 1  # one failure, one error, or nothing
    for mark in case:
        assert mark.tag in ("failure", "error")
        assert sorted(mark.attrib) == ["message", "type"]
        assert len(mark) == 0
    for value in case.attrib.values():
        assert " ".join(value.split()) == value  # xs:token


def test_sarif_has_a_rule_and_a_place_for_every_result() -> None:
    log = json.loads(WRITE["sarif"](RESULT))
    assert (log["version"], list(log)) == ("2.1.0", ["$schema", "version", "runs"])
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert_rule(rule)
    assert len(run["results"]) == len(FAILURES) + len(NOTICES)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uri"].startswith("sites/news/")
        assert place["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
        assert place["region"]["startLine"] >= 1
    third = run["results"][2]
    assert third["ruleId"] == "finding/numbers"
    assert third["locations"][0]["physicalLocation"]["region"] == {"startLine": 34}
    assert third["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "ar/ice/body#3"
    prints = [json.dumps(result["partialFingerprints"]) for result in run["results"]]
    assert len(set(prints)) == len(prints)
    assert run["invocations"][0]["executionSuccessful"] is False


def assert_rule(rule: Mapping[str, Any]) -> None:
    assert re.fullmatch(r"[A-Za-z]+", rule["name"])
    assert rule["shortDescription"]["text"]
    assert rule["help"]["text"].endswith(".")
    assert rule["help"]["markdown"]
    assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")


def test_a_place_with_other_characters_is_a_valid_uri() -> None:
    problem = Problem(kind=ProblemKind.UNREADABLE, language="", path="source/Sea Ice é.md", message="x")
    (run,) = json.loads(WRITE["sarif"](GateResult(coverages=(), failures=(problem,))))["runs"]
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "source/Sea%20Ice%20%C3%A9.md"


def test_github_gets_one_command_a_problem_on_the_right_line_of_the_repository() -> None:
    lines = WRITE["github"](RESULT).splitlines()
    assert lines[0] == ("::error file=sites/news/locales/ar/LC_MESSAGES/sea.po,line=7,title=File cannot be read::bad")
    title = "title=Error in a reviewed unit%3A numbers"
    assert lines[2] == f"::error file=sites/news/{PO},line=34,{title}::body#3: 37 is missing"
    settings = "file=sites/news/newsloc.toml,line=1"
    assert (
        lines[4] == f"::error {settings},title=Coverage below the limit%3A units::ar: 1,009 of 1,249 units are reviewed"
    )
    assert "::warning file=sites/news/locales/gone.pot,line=1,title=Catalog without article::gone" in lines
    assert lines[-1].startswith("newsloc: the gate is closed: 8 problems")
    assert WRITE["github"](EMPTY).startswith("newsloc: the gate is open")


@given(st.text())
def test_no_text_can_end_a_workflow_command_or_become_another(text: str) -> None:
    for escaped in (escape_message(text), escape_property(text)):
        assert not re.search(r"[\r\n]", escaped)
        assert re.sub(r"%(25|0D|0A|3A|2C)", "", escaped).count("%") == 0
    assert not re.search("[:,]", escape_property(text))
    undone = escape_message(text).replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    assert undone == text


def test_markdown_renders_with_bars_tables_and_a_list_of_what_to_do() -> None:
    text = WRITE["markdown"](RESULT)
    page = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert "<h2>❌ newsloc: the gate is closed: 8 problems" in page
    assert page.count("<table>") == 2
    assert "<code>████████░░</code>" in page
    assert "<td>units 90 %, headlines 100 %, each article 50 %</td>" in page
    assert "<h3>What to do</h3>" in page
    assert "3 of 4 new or changed units reviewed since origin/main" in page
    assert "<h2>✅ newsloc: the gate is open" in MarkdownIt("gfm-like", {"linkify": False}).render(
        WRITE["markdown"](OPEN)
    )


@given(st.text())
def test_no_text_becomes_markup_in_markdown(text: str) -> None:
    page = MarkdownIt("gfm-like", {"linkify": False}).render(f"- x {escape(text)}\n")
    assert set(re.findall(r"</?([a-z0-9]+)", page)) <= {"ul", "li"}


def test_a_long_list_of_problems_is_cut_and_counted() -> None:
    many = GateResult(coverages=(), failures=tuple(finding(f"body#{n}", f"problem {n}") for n in range(30_000)))
    text = WRITE["markdown"](many)
    assert "- … and 29,980 more" in text
    assert len(text.encode()) < 1024 * 1024


@pytest.mark.parametrize(
    ("share", "drawn"), [(0, "░" * 10), (0.01, "█" + "░" * 9), (0.999, "█" * 9 + "░"), (1, "█" * 10)]
)
def test_a_full_bar_means_all_of_it_and_an_empty_one_nothing(share: float, drawn: str) -> None:
    assert bar(share) == drawn
