"""The HTML report of a run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.localize.report import FILTERS, MarkedText, ReportArticle, ReportUnit, localize_report, mark
from pipeline.model import Dropped, Finding, Role, Score, Severity, State, Verdict, phrase

VOID = {"meta", "input", "br", "hr", "img", "link"}
ARABIC = "ارتفع السعر 25 دولارًا."
EVIL = '<script>alert("x")</script> & \'"'
MARKS: list[tuple[str, list[tuple[int, Severity, tuple[int, int] | None]], list[MarkedText]]] = [
    ("", [], []),
    ("abc", [], [MarkedText(text="abc")]),
    ("abc", [(1, Severity.ERROR, None)], [MarkedText(text="abc")]),
    ("abc", [(1, Severity.ERROR, (2, 2))], [MarkedText(text="abc")]),
    ("abc", [(1, Severity.ERROR, (5, 9))], [MarkedText(text="abc")]),
    ("abc", [(1, Severity.ERROR, (3, 1))], [MarkedText(text="abc")]),
    (
        "abcd",
        [(1, Severity.WARNING, (1, 3))],
        [MarkedText(text="a"), MarkedText(text="bc", severity=Severity.WARNING, ends=(1,)), MarkedText(text="d")],
    ),
    ("abc", [(1, Severity.INFO, (-4, 99))], [MarkedText(text="abc", severity=Severity.INFO, ends=(1,))]),
    (
        "abcdef",
        [(1, Severity.WARNING, (0, 4)), (2, Severity.ERROR, (2, 4)), (3, Severity.INFO, (3, 6))],
        [
            MarkedText(text="ab", severity=Severity.WARNING),
            MarkedText(text="c", severity=Severity.ERROR),
            MarkedText(text="d", severity=Severity.ERROR, ends=(1, 2)),
            MarkedText(text="ef", severity=Severity.INFO, ends=(3,)),
        ],
    ),
]


class Outline(HTMLParser):
    """Reads a page as a browser does, and remembers what it holds."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def having(self, name: str) -> list[dict[str, str | None]]:
        """Attributes of the elements with a class."""
        return [attrs for _, attrs in self.elements if name in (attrs.get("class") or "").split()]


def unit_of(number: int, source: str, target: str, state: State, **rest: object) -> ReportUnit:
    given_: dict[str, object] = {"score": None, "role": Role.BODY, **rest}
    return ReportUnit(context=f"body#{number}", source=source, target=target, state=state, **given_)  # type: ignore[arg-type]


def article_with(*units: ReportUnit, **rest: object) -> ReportArticle:
    given_: dict[str, object] = {"source_language": "en", "target_language": "ar", "engine": "pseudo", **rest}
    return ReportArticle(slug="money/price", units=units, reused=1, drafted=2, **given_)  # type: ignore[arg-type]


DRAFT = unit_of(
    3,
    "The price rose by $52.",
    ARABIC,
    State.DRAFT,
    score=Score(percent=31, verdict=Verdict.REDO),
    findings=(
        Finding(
            check="numbers",
            severity=Severity.ERROR,
            said=phrase("52 is missing"),
            source_span=(18, 21),
            target_span=(12, 14),
        ),
    ),
)


@pytest.mark.parametrize(("text", "spans", "pieces"), MARKS)
def test_text_is_cut_where_findings_begin_and_end(
    text: str, spans: list[tuple[int, Severity, tuple[int, int] | None]], pieces: list[MarkedText]
) -> None:
    assert list(mark(text, spans)) == pieces


@given(
    st.text(max_size=12),
    st.lists(st.tuples(st.sampled_from(Severity), st.tuples(st.integers(-3, 15), st.integers(-3, 15))), max_size=4),
)
def test_marking_loses_no_text(text: str, spans: list[tuple[Severity, tuple[int, int]]]) -> None:
    pieces = list(mark(text, [(n, severity, span) for n, (severity, span) in enumerate(spans, 1)]))
    assert "".join(piece.text for piece in pieces) == text
    ends = [number for piece in pieces for number in piece.ends]
    assert len(ends) == len(set(ends))


def test_source_and_target_stand_in_their_own_direction() -> None:
    page = Outline(
        localize_report([article_with(DRAFT), article_with(DRAFT, source_language="ar", target_language="en")])
    )
    assert page.open == []
    sources, targets = page.having("source"), page.having("target")
    assert [(cell["lang"], cell["dir"]) for cell in sources] == [("en", "ltr"), ("ar", "rtl")]
    assert [(cell["lang"], cell["dir"]) for cell in targets] == [("ar", "rtl"), ("en", "ltr")]


def test_a_finding_is_marked_in_both_texts_and_told_in_words() -> None:
    page = Outline(localize_report([article_with(DRAFT)]))
    marked = [text for tag, text in page.texts if tag == "mark"]
    assert marked == ["$52", "25"]
    assert ("bdi", "52 is missing") in page.texts
    assert ("strong", "Error") in page.texts


def test_score_and_verdict_are_told_in_words_and_not_by_colour_alone() -> None:
    page = Outline(localize_report([article_with(DRAFT)]))
    labels = [attrs.get("aria-label") for attrs in page.having("score")]
    assert labels == ["score 31 of 100"]
    assert ("span", "31") in page.texts
    assert "redo" in "".join(text for tag, text in page.texts if tag == "span")
    assert "✕" in "".join(text for _, text in page.texts)


def test_a_missing_unit_says_so_and_has_no_score() -> None:
    page = Outline(localize_report([article_with(unit_of(1, "Nothing yet.", "", State.MISSING))]))
    assert ("p", "no translation yet") in page.texts
    assert page.having("score") == []


def test_units_can_be_filtered_by_what_they_are() -> None:
    reviewed = unit_of(1, "Done.", "تم.", State.REVIEWED)
    page = Outline(localize_report([article_with(reviewed, DRAFT)]))
    assert [attrs["data-tags"] for attrs in page.having("unit")] == ["reviewed", "draft redo findings"]
    values = [attrs["value"] for tag, attrs in page.elements if tag == "input"]
    assert values == ["", "redo", "findings", "draft", "reviewed"]
    assert set(values[1:]) <= set(FILTERS)


def test_the_filter_stays_hidden_where_no_script_runs() -> None:
    page = Outline(localize_report([article_with(DRAFT)]))
    assert all("hidden" in attrs for attrs in page.having("filter"))
    assert all("hidden" not in attrs for attrs in page.having("unit"))


def test_the_article_is_named_by_its_headline_else_by_its_slug() -> None:
    headline = unit_of(1, "Prices rise", "الأسعار ترتفع", State.REVIEWED, role=Role.HEADLINE)
    assert article_with(headline).title == "Prices rise"
    assert article_with(DRAFT).title == "money/price"


def test_the_engine_and_its_quality_are_said_once_and_only_where_one_worked() -> None:
    quality = "It only changes letters."
    page = localize_report([article_with(DRAFT, quality=quality), article_with(DRAFT, quality=quality)])
    assert page.count(quality) == 1
    assert page.count("Engine: pseudo.") == 1
    assert "Engine" not in localize_report([article_with(DRAFT, engine="-")])


def test_the_columns_are_explained() -> None:
    page = localize_report([article_with(DRAFT)])
    assert "<dt>Reused</dt><dd>Units that had a translation or a draft before the run" in page


def test_what_was_dropped_is_listed_with_its_line_and_rule() -> None:
    dropped = (Dropped(raw="Leave a Comment\n", line=21, rule="comment form"),)
    page = Outline(localize_report([article_with(DRAFT, dropped=dropped)]))
    assert ("span", "line 21, comment form") in page.texts
    assert ("q", "Leave a Comment") in page.texts


def test_an_empty_run_is_a_whole_page() -> None:
    page = Outline(localize_report([]))
    assert page.open == []
    assert any("There is no article" in text for _, text in page.texts)


def test_nothing_from_an_article_becomes_markup() -> None:
    finding = Finding(check="names", severity=Severity.INFO, said=phrase(EVIL), source_span=(0, 4), target_span=(2, 30))
    unit = unit_of(1, EVIL, EVIL, State.DRAFT, role=Role.HEADLINE, findings=(finding,))
    dropped = (Dropped(raw=EVIL, line=1, rule=EVIL),)
    page = Outline(localize_report([article_with(unit, engine=EVIL, quality=EVIL, dropped=dropped)]))
    assert page.open == []
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert "".join(text for tag, text in page.texts if tag == "q") == EVIL


def test_the_page_asks_nothing_of_the_network() -> None:
    page = localize_report([article_with(DRAFT)])
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import|https?://", page)
    assert "default-src 'none'" in page
