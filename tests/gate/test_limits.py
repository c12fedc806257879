"""CoverageLimits: which shares close the gate, and what a message says of it."""

from __future__ import annotations

import pytest

from pipeline.catalog.tally import States, TextAmount
from pipeline.gate.coverage import Coverage
from pipeline.gate.limits import CoverageLimits, hold
from pipeline.gate.problems import ProblemKind

COVERED = [(9, 1, 90), (1, 0, 100), (2, 1, 66.6), (0, 0, 100), (57, 43, 57)]
UNCOVERED = [(9, 1, 91, 1), (2, 1, 67, 1), (1, 9, 100, 9)]
OTHERS = [
    # the limits, the names of those missed, part of the message
    (CoverageLimits(words=50), [], ""),
    (
        CoverageLimits(words=51),
        ["words"],
        "ar: 50 of 100 words are reviewed (50 %), the gate asks for 51 %; review 1 more",
    ),
    (CoverageLimits(headline=50), [], ""),
    (CoverageLimits(headline=100), ["headline"], "ar: 1 of 2 headlines are reviewed (50 %), the gate asks for 100 %"),
    (CoverageLimits(units=80, words=80, headline=80), ["units", "words", "headline"], ""),
    (CoverageLimits(), [], ""),
]


def coverage_of(
    reviewed: int, missing: int, language: str = "ar", *, slug: str = "ice", gated: bool = True
) -> Coverage:
    return Coverage(
        slug=slug,
        language=language,
        source_language="en",
        reviewed=TextAmount(units=reviewed, words=reviewed),
        missing=TextAmount(units=missing, words=missing),
        gated=gated,
    )


@pytest.mark.parametrize(("reviewed", "missing", "least"), COVERED)
def test_the_gate_opens_at_the_limit(reviewed: int, missing: int, least: float) -> None:
    assert list(hold([coverage_of(reviewed, missing)], {"ar": CoverageLimits(units=least)})) == []


@pytest.mark.parametrize(("reviewed", "missing", "least", "short"), UNCOVERED)
def test_the_gate_says_how_many_units_are_short(reviewed: int, missing: int, least: float, short: int) -> None:
    limits = {"ar": CoverageLimits(units=least)}
    (problem,) = hold([coverage_of(reviewed, missing)], limits)
    assert (problem.kind, problem.language, problem.limit) == (ProblemKind.SHARE, "ar", "units")
    assert problem.message.startswith(f"ar: {reviewed} of {reviewed + missing} units are reviewed")
    assert problem.message.endswith(f"review {short} more")
    assert list(hold([coverage_of(reviewed + short, missing - short)], limits)) == []


@pytest.mark.parametrize(("limits", "missed", "message"), OTHERS)
def test_words_and_headlines_have_limits_of_their_own(limits: CoverageLimits, missed: list[str], message: str) -> None:
    coverage = Coverage(
        slug="ice",
        language="ar",
        source_language="en",
        reviewed=TextAmount(units=7, words=50),
        draft=TextAmount(units=3, words=50),
        headlines=States(reviewed=TextAmount(units=1), draft=TextAmount(units=1)),
    )
    problems = list(hold([coverage], {"ar": limits}))
    assert [problem.limit for problem in problems] == missed
    assert any(message in problem.message for problem in problems) or not missed


def test_a_limit_for_each_article_names_those_below_it() -> None:
    coverages = [
        coverage_of(9, 1, slug="ice"),
        coverage_of(1, 3, slug="sea"),
        coverage_of(0, 3, slug="own", gated=False),
        coverage_of(0, 3, "en", slug="sea"),
    ]
    (problem,) = hold(coverages, {"ar": CoverageLimits(article=50)})
    assert (problem.slug, problem.limit) == ("sea", "article")
    assert problem.message == (
        "ar: sea: 1 of 4 units are reviewed (25 %), the gate asks for 50 % of each article; review 1 more"
    )


def test_a_limit_for_a_language_that_nothing_is_in_does_not_pass_unseen() -> None:
    assert list(hold([coverage_of(1, 0)], {"fr": CoverageLimits(units=0)})) == []
    (problem,) = hold([coverage_of(1, 0)], {"fr": CoverageLimits(words=50), "ar": CoverageLimits(units=100)})
    assert problem.language == "fr"
    assert "the gate asks for 50 %, but no article was measured" in problem.message


def test_a_language_without_a_limit_is_not_held_to_any() -> None:
    assert list(hold([coverage_of(0, 5)], {})) == []
