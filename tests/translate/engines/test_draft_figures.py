from __future__ import annotations

import pytest

from pipeline.model import Direction, Rule
from pipeline.translate.engines.draft.figures import has_wrong_numbers, lost_numbers, mend_numbers

EN_AR = Direction(source="en", target="ar")
AR_EN = Direction(source="ar", target="en")
MENDED = [  # direction, source, target, mended
    (EN_AR, "He served 40 days.", "قضى 14 يوما.", "قضى 40 يوما."),
    (EN_AR, "From 2011 to 2016.", "من 2013 إلى 2018.", "من 2011 إلى 2016."),
    (AR_EN, "بلغت الحرارة ٤٩٫٩ درجة.", "It reached 49.1 degrees.", "It reached 49.9 degrees."),
    (EN_AR, "Some 6,000 people fled.", "فر نحو 16 ألف شخص.", "فر نحو 16 ألف شخص."),  # 6,000 thousand would be wrong
    (EN_AR, "It cost 12 pounds, 30 less.", "كلفت 12 جنيها.", "كلفت 12 جنيها."),  # where would 30 go?
    (EN_AR, "He is 47.", "عمره سبعة وأربعون.", "عمره سبعة وأربعون."),
    (EN_AR, "No number here.", "لا عدد هنا.", "لا عدد هنا."),
]


@pytest.mark.parametrize(("direction", "source", "target", "mended"), MENDED)
def test_a_wrong_number_is_replaced_only_where_it_is_clear_by_which(
    direction: Direction, source: str, target: str, mended: str
) -> None:
    assert mend_numbers(source, target, direction) == mended


def test_lost_numbers_are_terms_worded_in_digits_that_both_languages_read() -> None:
    lost = lost_numbers("In 2016, 61,400 people came and 61,400 went.", "جاؤوا عام 2016.", EN_AR)
    assert [(term.source, term.targets, term.rule) for term in lost] == [("61,400", ("61,400",), Rule.REQUIRED)]
    assert [term.targets for term in lost_numbers("في عام ٢٠١٦", "Then.", AR_EN)] == [("2016",)]
    assert has_wrong_numbers("In 2016.", "جاؤوا.", EN_AR)
    assert not has_wrong_numbers("In 2016.", "عام ٢٠١٦.", EN_AR)
