from __future__ import annotations

import pytest

from pipeline.model import Finding, Pair, Role, Severity
from pipeline.quality.checks.punctuation import PunctuationCheck

FOREIGN = [
    # target, language, the marks that are another language's
    ("وصل الوفد، ثم غادر؛ فهل يعود؟", "ar", []),
    ("وصل الوفد, ثم غادر; فهل يعود?", "ar", [",", ";", "?"]),
    ("قال: «لن نعود», ثم غادر", "ar", [","]),
    ("بلغ العدد 6,000 نسمة", "ar", []),
    ("شركة Smith, Wesson & Co تعمل هنا", "ar", []),
    ("انظر https://example.org/a?b=1,2 هنا", "ar", []),
    ("متى تعود?»", "ar", ["?"]),
    ("The team arrived، then left.", "en", ["،"]),
    ("Did it leave؟", "en", ["؟"]),
    ("The word «أهلا، وسهلا» means welcome.", "en", []),
    ("Une phrase، une autre", "fr", ["،"]),
    ("جمله اول, جمله دوم", "fa", []),
]
ENDS = [
    # source, target, role, severities
    ("Will it rain?", "هل ستمطر؟", Role.BODY, []),
    ("Will it rain?", "ستمطر.", Role.BODY, [Severity.WARNING]),
    ("It will rain.", "هل ستمطر؟", Role.BODY, [Severity.WARNING]),
    ("It will rain.", "ستمطر", Role.BODY, [Severity.INFO]),
    ("It will rain.", "ستمطر!", Role.BODY, [Severity.INFO]),
    ("“It will rain.”", "«ستمطر».", Role.BODY, []),
    ("It will rain...", "ستمطر…", Role.BODY, []),
    ("He said:", "وقال.", Role.BODY, []),
    ("Rain today", "أمطار اليوم.", Role.HEADLINE, []),
    ("Rain today?", "أمطار اليوم", Role.HEADLINE, [Severity.WARNING]),
    ("", "نص.", Role.BODY, []),
]


def find(source: str, target: str, language: str = "ar", role: Role = Role.BODY) -> list[Finding]:
    other = "ar" if language == "en" else "en"
    pair = Pair(source=source, target=target, source_language=other, target_language=language, role=role)
    return list(PunctuationCheck().find(pair))


@pytest.mark.parametrize(("target", "language", "marks"), FOREIGN)
def test_marks_of_another_language_stand_out_between_its_own_words(
    target: str, language: str, marks: list[str]
) -> None:
    found = find(target, target, language)
    assert [target[slice(*finding.target_span)] for finding in found if finding.target_span] == marks


@pytest.mark.parametrize(("source", "target", "role", "expected"), ENDS)
def test_a_text_ends_as_its_source_does(source: str, target: str, role: Role, expected: list[Severity]) -> None:
    assert [finding.severity for finding in find(source, target, role=role)] == expected


def test_a_mark_that_comes_often_is_counted_in_one_finding() -> None:
    (finding,) = find("A, b, c.", "وصل الوفد, ثم غادر, ثم عاد.")
    assert '"," (2 times)' in finding.message
    assert "،" in finding.message


def test_an_article_in_its_own_language_need_not_end_as_before() -> None:
    pair = Pair(source="Rain.", target="Rain", source_language="en", target_language="en-GB")
    assert list(PunctuationCheck().find(pair)) == []
