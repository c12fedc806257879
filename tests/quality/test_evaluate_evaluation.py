"""What is measured of one set: figures, score, checks, parts, comparisons; and how it is shown."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO

import msgspec
import pytest
from rich.console import Console

from pipeline.model import Finding, Severity
from pipeline.quality.evaluate.evaluation import Evaluation, evaluate
from pipeline.quality.evaluate.metrics import METRICS
from pipeline.quality.evaluate.report import as_json, evaluation_report, find_worst
from pipeline.quality.evaluate.sets import ParallelSet
from pipeline.quality.evaluate.systems import Speed, System
from pipeline.quality.evaluate.tables import show
from tests.quality.evaluation_cases import SOURCES, TARGETS, WRONG, make_samples, make_system

GOOD = make_system()
POOR = make_system(WRONG, (20, 60, 0, 10), name="two")
SPEED = Speed(units=3, words=30, seconds=2.0, words_per_second=15.0)


@pytest.fixture(scope="module")
def samples() -> ParallelSet:
    return make_samples()


@pytest.fixture(scope="module")
def systems() -> tuple[System, ...]:
    return (replace(GOOD, speed=SPEED), POOR)


@pytest.fixture(scope="module")
def both(samples: ParallelSet, systems: tuple[System, ...]) -> Evaluation:
    return evaluate(samples, systems, METRICS)


def shown(evaluation: Evaluation) -> str:
    console = Console(width=80, file=StringIO(), color_system=None)
    console.print(show(evaluation))
    file = console.file
    assert isinstance(file, StringIO)
    return file.getvalue()


def test_all_of_a_set_is_told(both: Evaluation) -> None:
    assert (both.set, both.source_language, both.target_language) == ("small", "en", "ar")
    assert (both.units, both.size, both.metrics) == (4, 4, ("BLEU", "chrF", "chrF++", "TER"))
    assert {"newsloc", "python", "sacrebleu"} <= both.versions.keys()


def test_progress_hears_of_every_unit_of_every_system(samples: ParallelSet) -> None:
    heard: list[int] = []
    evaluate(samples, [GOOD, POOR], METRICS[1:2], advance=heard.append)
    assert heard == [4, 4]


def test_the_checks_say_what_is_wrong_with_the_targets(both: Evaluation) -> None:
    good, poor = (result.checks for result in both.results)
    assert (good.numbered, good.numbers_kept, good.flagged, good.missing) == (2, 2, 0, 0)
    assert (poor.numbered, poor.numbers_kept) == (2, 0)
    assert (poor.missing, poor.looping, poor.stray, poor.untranslated) == (1, 1, 0, 0)
    assert poor.flagged == 3


def test_stray_letters_and_copies_are_counted(samples: ParallelSet) -> None:
    targets = ("المجлис يفتتح 12 خطًا للحافلات", SOURCES[1], *TARGETS[2:])
    (result,) = evaluate(samples, [make_system(targets)], METRICS[1:2]).results
    assert (result.checks.stray, result.checks.untranslated) == (1, 1)


def test_scores_and_verdicts_are_those_of_the_targets_there_are(both: Evaluation) -> None:
    good, poor = (result.score for result in both.results)
    assert good
    assert poor
    assert (good.units, good.mean, good.verdicts) == (4, 65.0, {"keep": 2, "review": 1, "redo": 1})
    assert (poor.units, poor.mean, poor.verdicts) == (3, 30.0, {"keep": 0, "review": 1, "redo": 2})


def test_a_system_without_any_target_has_no_score(samples: ParallelSet) -> None:
    (result,) = evaluate(samples, [make_system([""] * 4)], METRICS).results
    assert (result.checks.missing, result.score) == (4, None)
    assert {one.metric: one.score for one in result.figures} == {"BLEU": 0, "chrF": 0, "chrF++": 0, "TER": 100}


def test_roles_and_articles_are_scored_alone_and_in_order(both: Evaluation) -> None:
    _, poor = both.results
    assert [(part.name, part.units) for part in poor.roles] == [("headline", 1), ("body", 3)]
    assert [(part.name, part.units) for part in poor.articles] == [("buses", 2), ("ice", 2)]
    assert poor.articles[0].scores["chrF"] > poor.articles[1].scores["chrF"]


def test_a_set_without_articles_has_none(samples: ParallelSet) -> None:
    bare = replace(samples, samples=tuple(replace(sample, article="") for sample in samples.samples))
    evaluation = evaluate(bare, [GOOD], METRICS[1:2])
    assert evaluation.results[0].articles == ()
    assert "by article" not in shown(evaluation)


def test_only_the_metrics_asked_for_are_measured(samples: ParallelSet) -> None:
    evaluation = evaluate(samples, [GOOD, POOR], METRICS[1:2])
    assert evaluation.metrics == ("chrF",)
    assert [one.metric for one in evaluation.comparisons] == ["chrF"]
    assert "BLEU" not in shown(evaluation)
    assert "BLEU" not in evaluation_report(evaluation, samples, [GOOD, POOR])


def test_the_json_holds_all_and_can_be_read_back(both: Evaluation) -> None:
    assert msgspec.json.decode(as_json(both), type=Evaluation) == both


def test_the_table_fits_80_columns_and_tells_figures_and_signatures(both: Evaluation) -> None:
    text = shown(both)
    assert max(map(len, text.splitlines())) <= 80
    for words in ("100.0 ±0.0", "paired bootstrap", "15.0", "by role", "headline", "1 of 4 units have no target"):
        assert words in text
    assert "SHA-256" in text
    assert re.search(r"two +-\d", text)


def test_the_table_says_when_only_a_part_was_measured(samples: ParallelSet) -> None:
    first = replace(make_system(TARGETS[:2], (90, 80)))
    assert "the first 2 of 4 units" in shown(evaluate(samples.first(2), [first], METRICS[1:2]))


def test_the_table_shows_no_more_than_twenty_articles(samples: ParallelSet) -> None:
    many = tuple(replace(samples.samples[0], article=f"a{number}") for number in range(23))
    system = make_system([TARGETS[0]] * 23, [90] * 23)
    text = shown(evaluate(replace(samples, samples=many, size=23), [system], METRICS[1:2]))
    assert "and 3 more in the report" in text
    assert "a19" in text
    assert "a20" not in text


def test_the_worst_units_come_first(samples: ParallelSet) -> None:
    worst = find_worst(samples, POOR, most=3)
    assert [unit.number for unit in worst] == [3, 2, 4]
    assert worst[0].chrf == 0.0


class _Page(HTMLParser):
    """Collects tags, and the language and direction of every definition."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[dict[str, str | None]] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "dd":
            self.texts.append(names)
        self.fetched += [f"{name}={value}" for name, value in attrs if name in ("src", "href", "srcset")]


@pytest.fixture(scope="module")
def page(both: Evaluation, samples: ParallelSet, systems: tuple[System, ...]) -> str:
    return evaluation_report(both, samples, systems)


def test_the_report_needs_nothing_else(page: str) -> None:
    parser = _Page()
    parser.feed(page)
    assert parser.fetched == []
    assert "<script" not in page
    assert "url(" not in page


def test_arabic_stands_from_right_to_left_in_the_report(page: str) -> None:
    parser = _Page()
    parser.feed(page)
    languages = {(names.get("lang"), names.get("dir")) for names in parser.texts if "lang" in names}
    assert languages == {("en", "ltr"), ("ar", "rtl")}
    assert page.count('dir="rtl">لم يُصب أحد بأذى') == 3  # a target and two references
    assert '<dd class="empty">no target</dd>' in page


def test_the_report_escapes_what_it_shows_and_tells_findings(samples: ParallelSet) -> None:
    finding = Finding(check="numbers", severity=Severity.ERROR, message="the number <12> is lost")
    first = GOOD.assessments[0]
    assert first
    system = replace(
        GOOD,
        targets=("<b>12</b>", *TARGETS[1:]),
        assessments=(replace(first, findings=(finding,)), *GOOD.assessments[1:]),
        quality="a table",
    )
    page = evaluation_report(evaluate(samples, [system], METRICS[1:2]), samples, [system])
    assert "&lt;b&gt;12&lt;/b&gt;" in page
    assert "the number &lt;12&gt; is lost" in page
    assert "a table" in page
    assert "Differences are to" not in page
