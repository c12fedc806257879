"""All checks together, and the ones that one table each says all of: characters, repetition, length."""

from __future__ import annotations

import pytest

from pipeline.model import Pair, Severity
from pipeline.quality.checks import CHECKS, run_checks
from pipeline.quality.checks.length import LengthCheck
from pipeline.quality.checks.repetition import RepetitionCheck
from pipeline.quality.checks.script import ScriptCheck

CLEAN = [
    # English, Arabic: good translations, both ways
    ("The court opened the case on Monday.", "فتحت المحكمة القضية يوم الاثنين."),
    ("NASA and the WHO agreed.", "اتفقت ناسا ومنظمة الصحة العالمية (WHO)."),
    ("The Google Earth team left for New York.", "غادر فريق Google Earth إلى نيويورك."),
    ("He plays for the Al Ahly club in Cairo.", "يلعب لنادي الأهلي في القاهرة."),
    ("The DNA test was clear.", "كان اختبار الـDNA واضحا."),
    (
        "Write to press@example.org or see https://example.org/a?b=1.",
        "راسلوا press@example.org أو https://example.org/a?b=1.",
    ),
]
STRAY = [
    # source, target, severity and what the finding points at
    ("A text.", "قال المتحدث привет إن", Severity.ERROR, "привет"),
    ("A text.", "قال المتحدث 你好 إن", Severity.ERROR, "你好"),
    ("A text.", "قال المتحدث สวัสดี إن", Severity.ERROR, "สวัสดี"),
    ("A text.", "هذا رومی قديم", Severity.ERROR, "ی"),
    ("A text.", "هذا الکتاب قديم", Severity.ERROR, "ک"),
    ("A text.", "هذا \ufffd مكسور", Severity.ERROR, "\ufffd"),
    ("A text.", "قال printرق نعم", Severity.WARNING, "printرق"),
    ("A text.", "قال رقprint نعم", Severity.WARNING, "رقprint"),
    ("زار مسجد علي القديم", "He visited the old mosque جامع علي", Severity.ERROR, "جامع علي"),
]
USUAL = [
    # source, target: letters of names and formulas, marks, particles on a Latin word, what the source has too
    ("A text.", "اتفق چاد وپاولو وگوته"),
    ("A text.", "زاوية α صغيرة"),
    ("A text.", "قال\u200f نعم\u200e"),
    ("A text.", "هذا \u2068اسم\u2069 عادي"),
    ("A text.", "مادة №²ª كثيرة"),
    ("A text.", "شركة Google والـCIA وFacebook"),
    ("He said привет there", "قال привет هناك"),
]
PHRASE = "وقال الوزير في بيانه الأخير"
GOALS, GOALS_AR = "We follow the courts to reach the charter.", "نهدف من متابعة المحاكم إلى بلوغ أهداف الميثاق."
LOOPS = [
    # source, target, severity
    ("A plain text.", "جاء القضاة والمحامون والمحامون والمحامون إلى القاعة", Severity.ERROR),
    ("A plain text.", "في المدينة القديمة في المدينة القديمة في المدينة القديمة", Severity.ERROR),
    ("A plain text.", f"{PHRASE} نعم، {PHRASE} لا، ثم {PHRASE} ربما", Severity.ERROR),
    ("A plain text.", "سيارةةةةةةةة كبيرة", Severity.ERROR),
    ("A plain text.", "زار الوزير الوزير المدينة", Severity.WARNING),
    ("A plain text.", "زار المدينة القديمة زار المدينة القديمة", Severity.WARNING),
    (GOALS, f"{GOALS_AR} {GOALS_AR}", Severity.ERROR),
    (f"{GOALS} {GOALS}", f"{GOALS_AR} {GOALS_AR}", None),
    ("A plain text.", "هذا مهم جدا جدا للناس", None),
    ("A plain text.", "شاهد قناة بي بي سي أمس", None),
    ("A plain text.", "وصل يوم الاثنين. الاثنين يوم عطلة", None),
    ("A plain text.", "الرقم 000 000 000 فقط", None),
    ("No, no, no!", "لا، كلا كلا كلا!", None),
    ("Well, bora bora it is", "إنها بورا بورا إذن", None),
    ("Aaaaaaah!", "آاااااااه!", None),
    ("غنى الفريق", "The band Duran Duran sang", None),
]
LENGTHS = [
    # source, target, severity
    ("a" * 100, "ب" * 88, None),
    ("a" * 100, "ب" * 20, Severity.ERROR),
    ("a" * 100, "ب" * 300, Severity.ERROR),
    ("a" * 100, "ب" * 35, Severity.WARNING),
    ("a" * 100, "ب" * 190, Severity.WARNING),
    ("a" * 10, "ب" * 60, Severity.WARNING),
    ("a" * 100, "بَّ" * 88, None),
    ("Yes", "نعم بالتأكيد", None),
]


def pair(source: str, target: str) -> Pair:
    """Return a pair of English and Arabic, into the language in whose letters the target begins."""
    source_language, target_language = ("ar", "en") if target[0].isascii() else ("en", "ar")
    return Pair(source=source, target=target, source_language=source_language, target_language=target_language)


@pytest.mark.parametrize(("english", "arabic"), CLEAN)
def test_good_translations_have_no_findings(english: str, arabic: str) -> None:
    assert run_checks(pair(english, arabic)) == ()
    assert run_checks(pair(arabic, english)) == ()


@pytest.mark.parametrize("target", ["", " \n"])
def test_an_empty_target_has_no_findings(target: str) -> None:
    text = Pair(source="Some 25 people came.", target=target, source_language="en", target_language="ar")
    assert run_checks(text) == ()


def test_an_article_in_its_own_language_may_equal_its_source() -> None:
    text = "The pilot was identified on Monday."
    assert run_checks(Pair(source=text, target=text, source_language="en", target_language="en-GB")) == ()


def test_checks_have_unique_names_and_explain_themselves() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert check.title[:1].isupper()
        assert check.explanation.endswith((".", "?"))


@pytest.mark.parametrize(("source", "target", "severity", "stray"), STRAY)
def test_letters_that_do_not_belong_are_pointed_at(source: str, target: str, severity: Severity, stray: str) -> None:
    (finding,) = ScriptCheck().find(pair(source, target))
    assert finding.severity is severity
    assert finding.target_span
    assert target[slice(*finding.target_span)] == stray


@pytest.mark.parametrize(("source", "target"), USUAL)
def test_letters_of_names_formulas_and_marks_are_fine(source: str, target: str) -> None:
    assert list(ScriptCheck().find(pair(source, target))) == []


@pytest.mark.parametrize(("source", "target", "severity"), LOOPS)
def test_repetition_is_found_where_the_source_has_none(source: str, target: str, severity: Severity | None) -> None:
    found = [finding.severity for finding in RepetitionCheck().find(pair(source, target))]
    assert found == ([severity] if severity else [])


@pytest.mark.parametrize(("source", "target", "severity"), LENGTHS)
def test_length_is_compared_with_what_the_languages_need(source: str, target: str, severity: Severity | None) -> None:
    found = [finding.severity for finding in LengthCheck().find(pair(source, target))]
    assert found == ([severity] if severity else [])
