from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Pair, Severity
from pipeline.quality.checks.bidi import BidiCheck

TEXTS = [
    # target, severities
    ("وصل الوفد", []),
    ("شركة \u200eSmith & Co\u200f وصلت\u061c", []),
    ("قال \u2068Smith\u2069 أمس", []),
    ("قال \u202bمحمد\u202c أمس", []),
    ("قال \u2066a \u2067ب\u2069\u2069", []),
    ("سنة 1445 ه\u200d", []),
    ("می\u200cخواهم", []),
    ("هذا \u202eمقلوب\u202c", [Severity.ERROR]),
    ("هذا \u202dمقلوب", [Severity.ERROR]),
    ("هذا \u202bمفتوح", [Severity.ERROR]),
    ("هذا مغلق\u2069", [Severity.ERROR]),
    ("هذا \u2067متقاطع\u202c", [Severity.ERROR, Severity.ERROR]),
    ("الكت\u200bاب", [Severity.WARNING]),
    ("كتاب \u200bجديد", [Severity.INFO]),
    ("\ufeffكتاب", [Severity.INFO]),
    ("كت\u00adاب", [Severity.WARNING]),
    ("كتاب\u200c جديد", [Severity.INFO]),
    ("كتاب \u0007جديد", [Severity.INFO]),
    ("كت\U000e0041اب", [Severity.WARNING]),
]


@pytest.mark.parametrize(("target", "expected"), TEXTS)
def test_controls_that_turn_text_around_are_errors_and_typed_marks_are_fine(
    target: str, expected: list[Severity]
) -> None:
    found = list(BidiCheck().find(Pair(source="Text", target=target, source_language="en", target_language="ar")))
    assert [finding.severity for finding in found] == expected
    assert all("U+" in finding.message and finding.target_span for finding in found)


def test_a_place_where_a_line_may_break_is_right_in_scripts_without_spaces() -> None:
    khmer = Pair(source="Open the file", target="បើក\u200bឯកសារ", source_language="en", target_language="km")
    assert list(BidiCheck().find(khmer)) == []
    assert list(BidiCheck().find(replace(khmer, target_language="ar"))) != []
