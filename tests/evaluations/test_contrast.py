"""Margins of contrastive edits: fitted by kind, so that few right translations have a finding."""

from __future__ import annotations

from evaluations.contrast import fit_margins, pairs_of

RIGHT = [{"date": 2.0}, {"date": -3.0}, {"place": 8.0}, *({} for _ in range(97))]
WRONG = [{"date": 5.0}, {"date": 3.0}, {"date": -1.0, "place": 9.0}, {"place": 7.0}, {"unit": -2.0}]


def test_margins_catch_what_they_can_without_an_alarm() -> None:
    margins = fit_margins(RIGHT, WRONG, 0)
    assert 2.0 <= margins["date"] < 3.0
    assert 8.0 <= margins["place"] < 9.0


def test_an_alarm_is_spent_where_it_catches_most() -> None:
    assert fit_margins(RIGHT, WRONG, 1)["place"] < 7.0


def test_what_is_not_likelier_never_makes_a_margin() -> None:
    margins = fit_margins(RIGHT, WRONG, 100)
    assert "unit" not in margins
    assert min(margins.values()) >= 0


def test_minimal_pairs_are_read_with_both_translations() -> None:
    cases = pairs_of("heldout", 1)
    assert len(cases) == 72
    assert sum(case.right for case in cases) == 36
    assert {case.direction for case in cases} == {"en-ar", "ar-en"}
