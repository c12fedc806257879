from __future__ import annotations

import pytest

from pipeline.model import Pair, Role, Severity
from pipeline.quality.checks import run_checks
from pipeline.quality.checks.hygiene import HygieneCheck

SLIPS = [
    # text, language, role, what the findings point at
    ("The council met on Monday.", "en", Role.BODY, []),
    ("اجتمع المجلس يوم الاثنين، ثم انفض.", "ar", Role.BODY, []),
    ("Council opens lines", "en", Role.HEADLINE, []),
    ("UN OCHA WARNS OF FLOODS", "en", Role.HEADLINE, ["UN OCHA WARNS OF FLOODS"]),
    ("WHO and UN", "en", Role.HEADLINE, []),
    ("The council met on Monday.Then it left.", "en", Role.BODY, ["."]),
    ("The council met on Monday , then left.", "en", Role.BODY, [" ,"]),
    ("The council (of 31 met on Monday.", "en", Role.BODY, ["("]),
    ("The council met in in the city hall.", "en", Role.BODY, ["in in"]),
    ("He had had enough of it by then.", "en", Role.BODY, []),
    ("قال في في المدينة القديمة أمس.", "ar", Role.BODY, ["في في"]),
    ("لا لا نريد ذلك رويدا رويدا أيها الناس.", "ar", Role.BODY, []),
    ("The сouncil met on Monday evening.", "en", Role.BODY, ["сouncil"]),
    ("اجتمع المجلcس يوم الاثنين مساء.", "ar", Role.BODY, ["المجلcس"]),
    ('He said “yes” and then "no" to them.', "en", Role.BODY, ['"']),
    ("The council met on Monday evening", "en", Role.BODY, ["g"]),
    ("By our correspondent", "en", Role.BODY, []),
]


@pytest.mark.parametrize(("text", "language", "role", "places"), SLIPS)
def test_slips_of_a_source_are_remarks(text: str, language: str, role: Role, places: list[str]) -> None:
    pair = Pair(source=text, target=text, source_language=language, target_language=language, role=role)
    found = run_checks(pair)
    assert {(finding.check, finding.severity) for finding in found} <= {("hygiene", Severity.INFO)}
    assert all(finding.source_span == finding.target_span for finding in found)
    assert [text[slice(*finding.source_span)] for finding in found if finding.source_span] == places


def test_a_slip_that_the_copy_editor_corrected_is_gone() -> None:
    wrong, right = "The council (of 31 met on Monday.", "The council (of 31) met on Monday."
    pair = Pair(source=wrong, target=right, source_language="en", target_language="en")
    assert list(HygieneCheck().find(pair)) == []
    back = Pair(source=right, target=wrong, source_language="en", target_language="en")
    (finding,) = HygieneCheck().find(back)
    assert (finding.source_span, finding.target_span) == (None, (12, 13))


def test_a_translation_says_nothing_of_its_source() -> None:
    pair = Pair(source="A ( b", target="أ", source_language="en", target_language="ar")
    assert list(HygieneCheck().find(pair)) == []
