from __future__ import annotations

import pytest

from pipeline.model import Pair, Severity
from pipeline.quality.checks.brackets import BracketsCheck, find_brackets

TEXTS = [
    # text, pairs, brackets without a partner
    ("the council (of 31 members) met [again]", 2, 0),
    ("المجلس (المؤلف من 31 عضوا) اجتمع", 1, 0),
    ("nested (one (two) three)", 2, 0),
    ("1) first, 2) second, a) third", 0, 0),
    ("أ) أولا، ب) ثانيا", 0, 0),
    ("see you :) or :( then", 0, 0),
    ("crossed (one [two) three]", 1, 2),
    ("never (closed", 0, 1),
    ("never opened before)", 0, 1),
    ("[the report](https://example.org/a_(b))", 2, 1),
]


@pytest.mark.parametrize(("text", "pairs", "loose"), TEXTS)
def test_brackets_are_paired_but_for_lists_and_faces(text: str, pairs: int, loose: int) -> None:
    found = find_brackets(text)
    assert (len(found.pairs), len(found.loose)) == (pairs, loose)


def check(source: str, target: str, source_language: str = "en") -> list[tuple[Severity, str]]:
    pair = Pair(source=source, target=target, source_language=source_language, target_language="ar")
    return [(finding.severity, finding.message) for finding in BracketsCheck().find(pair)]


def test_a_bracket_without_its_partner_is_an_error_unless_the_source_has_one_too() -> None:
    ((severity, message),) = check("The council (31 members) met.", "اجتمع المجلس (31 عضوا.")
    assert severity is Severity.ERROR
    assert '"("' in message
    assert check("The council (31 members met.", "اجتمع المجلس (31 عضوا.") == []


def test_what_stands_in_brackets_in_the_source_is_missed_but_for_one_word() -> None:
    ((severity, message),) = check("Umm Khaled (63 years old) spoke.", "تحدثت أم خالد البالغة 63 عاما.")
    assert severity is Severity.INFO
    assert "(63 years old)" in message
    ((_, several),) = check("Ali (63 years) and Sami (70 years) spoke.", "تحدث علي (63 عاما) وسامي.")
    assert "1 of 2" in several
    assert check("The agency (UNRWA) spoke.", "تحدثت الأونروا.") == []


def test_texts_without_brackets_and_of_one_language_are_passed_over() -> None:
    assert check("The council met.", "اجتمع المجلس.") == []
    assert check("اجتمع المجلس (31 عضوا).", "اجتمع المجلس.", "ar") == []
