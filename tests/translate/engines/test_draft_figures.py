from __future__ import annotations

from pipeline.model import Direction, Rule
from pipeline.translate.engines.draft.figures import has_wrong_numbers, lost_numbers

EN_AR = Direction(source="en", target="ar")
AR_EN = Direction(source="ar", target="en")


def test_lost_numbers_are_terms_worded_in_digits_that_both_languages_read() -> None:
    lost = lost_numbers("In 2016, 61,400 people came and 61,400 went.", "جاؤوا عام 2016.", EN_AR)
    assert [(term.source, term.targets, term.rule) for term in lost] == [("61,400", ("61,400",), Rule.REQUIRED)]
    assert [term.targets for term in lost_numbers("في عام ٢٠١٦", "Then.", AR_EN)] == [("2016",)]
    assert has_wrong_numbers("In 2016.", "جاؤوا.", EN_AR)
    assert not has_wrong_numbers("In 2016.", "عام ٢٠١٦.", EN_AR)
