from __future__ import annotations

from pipeline.model import Direction, Rule, Term
from pipeline.translate.engines.draft.figures import find_wrong_numbers, number_terms

EN_AR = Direction(source="en", target="ar")
AR_EN = Direction(source="ar", target="en")


def _lost(source: str, target: str, direction: Direction) -> tuple[Term, ...]:
    return number_terms(source, find_wrong_numbers(source, target, direction).missing, direction)


def test_lost_numbers_are_terms_worded_in_digits_that_both_languages_read() -> None:
    lost = _lost("In 2016, 61,400 people came and 61,400 went.", "جاؤوا عام 2016.", EN_AR)
    assert [(term.source, term.targets, term.rule) for term in lost] == [("61,400", ("61,400",), Rule.REQUIRED)]
    assert [term.targets for term in _lost("في عام ٢٠١٦", "Then.", AR_EN)] == [("2016",)]


def test_a_number_that_changed_is_lost_on_one_side_and_wrong_on_the_other() -> None:
    wrong = find_wrong_numbers("In 2016.", "عام 2017.", EN_AR)
    assert (wrong.missing, wrong.added) == (((3, 7),), ((4, 8),))
    same = find_wrong_numbers("In 2016.", "عام ٢٠١٦.", EN_AR)
    assert (same.missing, same.added) == ((), ())
