from __future__ import annotations

import pytest

from pipeline.model import Direction, Rule, Term
from pipeline.translate.engines.draft.figures import find_wrong_numbers, number_terms

EN_AR = Direction(source="en", target="ar")
AR_EN = Direction(source="ar", target="en")


def _lost(source: str, target: str, direction: Direction) -> tuple[Term, ...]:
    return number_terms(source, find_wrong_numbers(source, target, direction), direction)


def test_lost_numbers_are_terms_worded_in_digits_that_both_languages_read() -> None:
    lost = _lost("In 2016, 61,400 people came and 61,400 went.", "جاؤوا عام 2016.", EN_AR)
    assert [(term.source, term.targets, term.rule) for term in lost] == [("61,400", ("61,400",), Rule.REQUIRED)]
    assert [term.targets for term in _lost("في عام ٢٠١٦", "Then.", AR_EN)] == [("2016",)]


def test_a_number_that_changed_is_lost_on_one_side_and_wrong_on_the_other() -> None:
    wrong = find_wrong_numbers("In 2016.", "عام 2017.", EN_AR)
    assert (wrong.missing, wrong.added) == (((3, 7),), ((4, 8),))
    same = find_wrong_numbers("In 2016.", "عام ٢٠١٦.", EN_AR)
    assert (same.missing, same.added) == ((), ())


@pytest.mark.parametrize(
    ("source", "target", "direction", "lost", "count"),
    [
        ("It rescued about sixty people.", "أنقذ نحو تسعة وثلاثين شخصا.", EN_AR, ["60"], 2),
        ("It rescued about sixty people.", "أنقذ نحو 60 شخصا.", EN_AR, [], 0),
        ("The Fourth Geneva Convention", "اتفاقية جنيف السادسة", EN_AR, ["4"], 2),
        ("سبعمئة وخمسون مليون دينار", "Fifty-six million dinars", AR_EN, ["750,000,000"], 2),
        ("Prices rose.", "ارتفعت الأسعار ثمانية في المئة.", EN_AR, [], 1),
        ("It drew a thousand people.", "جذب الكثيرين.", EN_AR, [], 0),
        ("One of them, at first, had two.", "كان لديه.", EN_AR, [], 0),
    ],
)
def test_numbers_in_words_are_kept_too_unless_they_may_say_many(
    source: str, target: str, direction: Direction, lost: list[str], count: int
) -> None:
    wrong = find_wrong_numbers(source, target, direction)
    assert [term.targets[0] for term in number_terms(source, wrong, direction)] == lost
    assert wrong.count == count
