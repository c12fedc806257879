from __future__ import annotations

import pytest

from pipeline.model import Pair, Role, Severity
from pipeline.quality.checks import run_checks
from pipeline.quality.checks.hygiene import HygieneCheck, find_block_slips

SLIPS = [
    # text, language, role, pieces of the messages
    ("The council met on Monday.", "en", Role.BODY, []),
    ("اجتمع المجلس يوم الاثنين، ثم انفض.", "ar", Role.BODY, []),
    ("Council opens lines", "en", Role.HEADLINE, []),
    ("UN OCHA WARNS OF FLOODS", "en", Role.HEADLINE, ["all in capitals"]),
    ("WHO and UN", "en", Role.HEADLINE, []),
    ("The council met on Monday.Then it left.", "en", Role.BODY, ['no space after "."']),
    ("The council met on Monday , then left.", "en", Role.BODY, ['a space before ","']),
    ("The council (of 31 met on Monday.", "en", Role.BODY, ['bracket "("']),
    ("The council met in in the city hall.", "en", Role.BODY, ["says the same twice"]),
    ("He had had enough of it by then.", "en", Role.BODY, []),
    ("قال في في المدينة القديمة أمس.", "ar", Role.BODY, ["says the same twice"]),
    ("لا لا نريد ذلك رويدا رويدا أيها الناس.", "ar", Role.BODY, []),
    ("The сouncil met on Monday evening.", "en", Role.BODY, ["mixes two scripts"]),
    ("اجتمع المجلcس يوم الاثنين مساء.", "ar", Role.BODY, ["mixes two scripts"]),
    ('He said “yes” and then "no" to them.', "en", Role.BODY, ["are mixed"]),
    ("The council met on Monday evening", "en", Role.BODY, ["has no end"]),
    ("By our correspondent", "en", Role.BODY, []),
]


def find(text: str, language: str, role: Role = Role.BODY) -> list[str]:
    pair = Pair(source=text, target=text, source_language=language, target_language=language, role=role)
    found = run_checks(pair)
    assert {finding.severity for finding in found} <= {Severity.INFO}
    assert {finding.check for finding in found} <= {"hygiene"}
    assert all(finding.source_span == finding.target_span for finding in found)
    return [finding.message for finding in found]


@pytest.mark.parametrize(("text", "language", "role", "pieces"), SLIPS)
def test_slips_of_a_source_are_remarks(text: str, language: str, role: Role, pieces: list[str]) -> None:
    messages = find(text, language, role)
    assert len(messages) == len(pieces)
    assert all(piece in message for piece, message in zip(pieces, messages, strict=True))


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


def test_wide_spaces_and_endless_quotations_show_in_whole_paragraphs() -> None:
    found = list(find_block_slips("“We stay.  And we wait, he said."))
    assert [place for _, place in found] == [11, 0]
    assert list(find_block_slips("“We stay.\nAnd we wait,” he said.")) == []
