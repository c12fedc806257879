"""What a pair reads as: edits of a side that are likelier by more than the margin of their kind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest

from pipeline.languages.contrasts import find_contrasts
from pipeline.model import Likelihood, Misreading, Pair, Rival, Severity
from pipeline.quality import contrast
from pipeline.quality.checks import run_checks
from pipeline.quality.checks.reads_as import show_clause
from pipeline.quality.contrast import MOST_SHOWN, Margins, find_misreadings, load_margins
from pipeline.quality.likelihood import weigh
from pipeline.translate.engines.draft.engine import DraftEngine
from tests.fake_reading import FakeReading

SOURCE = "Israel accused Iran on Monday of closing the port."
PAIR = Pair(source=SOURCE, target="اتهمت إيران إسرائيل.", source_language="en", target_language="ar")
SWAPPED = Rival(
    kind="agents",
    in_source=True,
    start=0,
    end=19,
    replacement="Iran accused Israel",
    forth=3.0,
    back=3.0,
)
OPENED = replace(SWAPPED, kind="antonym", start=33, end=40, replacement="opening")
MARGINS = Margins(signature="fake@1", date="2026-11-27", good=1, alarms=0, margins={"agents": 4.0, "antonym": 5.0})


class Kept:
    """Keeps readings in a dictionary."""

    def __init__(self) -> None:
        self.found: dict[str, Likelihood] = {}

    def readings(self, keys: Collection[str]) -> dict[str, Likelihood]:
        return {key: self.found[key] for key in keys if key in self.found}

    def store_readings(self, readings: Mapping[str, Likelihood]) -> None:
        self.found |= readings


@pytest.fixture(autouse=True)
def margins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contrast, "load_margins", lambda: MARGINS)


def read(*rivals: Rival) -> tuple[Misreading, ...]:
    return find_misreadings(PAIR, Likelihood(target_given_source=-1.0, source_given_target=-1.0, rivals=rivals))


def test_an_edit_above_the_margin_is_what_the_pair_reads_as() -> None:
    assert read(SWAPPED) == (Misreading(in_target=False, span=(0, 19), text="Iran accused Israel"),)
    assert read(OPENED) == (Misreading(in_target=False, span=(33, 40), text="opening"),)


def test_an_edit_below_the_margin_of_its_kind_or_of_no_kind_is_nothing() -> None:
    assert not read(replace(SWAPPED, back=-4.0))
    assert not read(replace(OPENED, forth=0.0))
    assert not read(replace(SWAPPED, kind="unheard"))


def test_of_edits_that_overlap_the_surest_is_shown_and_not_too_many() -> None:
    stronger = replace(OPENED, start=8, end=15, replacement="defended", forth=9.0)
    assert [each.span for each in read(SWAPPED, stronger)] == [(8, 15)]
    apart = [replace(OPENED, start=place, end=place + 1, forth=place + 1.0) for place in (20, 24, 28, 32)]
    assert len(read(*apart)) == MOST_SHOWN


def test_a_misreading_of_either_side_is_a_warning_with_its_span() -> None:
    (found,) = (each for each in run_checks(replace(PAIR, misreadings=read(SWAPPED))) if each.check == "reads-as")
    assert found.severity is Severity.WARNING
    assert found.message == "the translation reads as: Iran accused Israel on Monday of closing the port."
    assert (found.source_span, found.target_span) == ((0, 19), None)
    other = Misreading(in_target=True, span=(6, 11), text="x")
    (found,) = (each for each in run_checks(replace(PAIR, misreadings=(other,))) if each.check == "reads-as")
    assert found.message == "the source reads as: اتهمت x إسرائيل."
    assert (found.source_span, found.target_span) == (None, (6, 11))


CLAUSES = [
    ("He may ask the court, she said on Monday of the case.", "ask", "grant", "He may grant the court,"),
    (
        "The talks, which began in May, did not end before the vote in Oslo.",
        " not",
        "",
        "did end before the vote in Oslo.",
    ),
    ("No.", "No", "Yes", "Yes."),
    (f"{'word ' * 20}one {'more ' * 20}end.", "one", "two", f"… {'word ' * 8}two{' more' * 8} …"),
]
"""A text, an edit, and the clause that is shown."""


@pytest.mark.parametrize(("text", "before", "after", "shown"), CLAUSES)
def test_a_misreading_is_shown_as_a_clause_that_a_person_understands(
    text: str, before: str, after: str, shown: str
) -> None:
    at = text.index(before)
    assert show_clause(text, (at, at + len(before)), after) == shown


@pytest.mark.parametrize(("target", "found"), [("أحصى 31 صوتا.", True), ("أحصى 35 صوتا.", False)])
def test_a_number_that_is_in_neither_text_is_not_shown(target: str, *, found: bool) -> None:
    pair = replace(PAIR, source="It counted 37 votes.", target=target)
    rival = replace(OPENED, start=11, end=13, replacement="31")
    likelihood = Likelihood(target_given_source=-1.0, source_given_target=-1.0, rivals=(rival,))
    assert bool(find_misreadings(pair, likelihood)) is found


def test_what_was_read_once_is_not_read_again_in_either_order(fake_reading: FakeReading) -> None:
    kept = Kept()
    other = replace(PAIR, target="أغلق الميناء.")
    first = weigh([PAIR], kept)
    assert weigh([other, PAIR], kept)[1] == first[0]
    assert fake_reading.asked == [PAIR, other]
    turned = replace(PAIR, source_language="ar", target_language="en")
    weigh([turned], kept)
    assert fake_reading.asked[-1] == turned


def test_the_packaged_margins_were_fitted_with_this_model_and_lexicon() -> None:
    assert load_margins().signature == DraftEngine().reading_signature, "run python -m evaluations.contrast --fit"


def test_the_packaged_margins_are_of_kinds_that_there_are() -> None:
    packaged = load_margins()
    assert packaged.alarms <= packaged.good / 100
    text = (
        "Israel accused Iran of 3 raids; most police may not go from Oslo on Monday, six miles, two billion."
        " The jury rose to more than ten."
    )
    kinds = {each.kind for each in find_contrasts(text, "en")}
    assert packaged.margins.keys() <= kinds
