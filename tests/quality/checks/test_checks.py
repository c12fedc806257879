from __future__ import annotations

import pytest

from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks import CHECKS, run_checks
from pipeline.quality.checks.length import LengthCheck
from pipeline.quality.checks.placeholders import PlaceholdersCheck
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
MARKUP = [
    # the thing that must be copied
    "https://example.org/a_b?c=d",
    "www.example.org",
    "press@example.org",
    "@un_news",
    "A/RES/71/248",
    "S/2011/123",
    "`make run`",
    "<b>",
    "{name}",
    "{{name}}",
    "%s",
    "%(count)d",
    "**",
]
LOOPS = [
    # target, severity
    ("جاء القضاة والمحامون والمحامون والمحامون إلى القاعة", Severity.ERROR),
    ("في المدينة القديمة في المدينة القديمة في المدينة القديمة", Severity.ERROR),
    ("سيارةةةةةةةة كبيرة", Severity.ERROR),
    ("زار الوزير الوزير المدينة", Severity.WARNING),
    ("زار المدينة القديمة زار المدينة القديمة", Severity.WARNING),
    ("هذا مهم جدا جدا للناس", None),
    ("شاهد قناة بي بي سي أمس", None),
    ("وصل يوم الاثنين. الاثنين يوم عطلة", None),
    ("الرقم 000 000 000 فقط", None),
]
STRAY = [
    # target, what the finding points at
    ("قال المتحدث привет إن", "привет"),
    ("قال المتحدث 你好 إن", "你好"),
    ("قال المتحدث สวัสดี إن", "สวัสดี"),
    ("هذا رومی قديم", "ی"),
    ("هذا الکتاب قديم", "ک"),
    ("هذا \ufffd مكسور", "\ufffd"),
]


def pair(source: str, target: str, source_language: str = "en", target_language: str = "ar") -> Pair:
    return Pair(source=source, target=target, source_language=source_language, target_language=target_language)


def severities(found: tuple[Finding, ...] | list[Finding]) -> list[Severity]:
    return [finding.severity for finding in found]


@pytest.mark.parametrize(("english", "arabic"), CLEAN)
def test_good_translations_have_no_findings(english: str, arabic: str) -> None:
    assert run_checks(pair(english, arabic)) == ()
    assert run_checks(pair(arabic, english, "ar", "en")) == ()


def test_an_empty_target_has_no_findings() -> None:
    assert run_checks(pair("Some 25 people came.", "")) == ()
    assert run_checks(pair("Some 25 people came.", " \n")) == ()


def test_checks_have_unique_names_and_explain_themselves() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert check.title[:1].isupper()
        assert check.explanation.endswith((".", "?"))


def test_an_article_in_its_own_language_may_equal_its_source() -> None:
    text = "The pilot was identified on Monday."
    assert run_checks(pair(text, text, "en", "en-GB")) == ()


@pytest.mark.parametrize(("target", "stray"), STRAY)
def test_stray_characters_are_errors_that_point_at_them(target: str, stray: str) -> None:
    (finding,) = ScriptCheck().find(pair("An English text.", target))
    assert finding.severity is Severity.ERROR
    assert finding.target_span is not None
    assert target[slice(*finding.target_span)] == stray


@pytest.mark.parametrize(
    "target",
    [
        "اتفق چاد وپاولو وگوته",
        "زاوية α صغيرة",
        "قال\u200f نعم\u200e",
        "هذا \u2068اسم\u2069 عادي",
        "مادة №²ª كثيرة",
        "شركة Google",
    ],
)
def test_letters_of_names_formulas_and_marks_are_fine(target: str) -> None:
    assert list(ScriptCheck().find(pair("An English text.", target))) == []


def test_another_script_that_the_source_has_too_is_fine() -> None:
    assert list(ScriptCheck().find(pair("He said привет there", "قال привет هناك"))) == []


def test_arabic_inside_english_is_an_error_once() -> None:
    (finding,) = ScriptCheck().find(pair("زار مسجد علي القديم", "He visited the old mosque جامع علي", "ar", "en"))
    assert finding.severity is Severity.ERROR
    assert finding.message == '"جامع علي" is in Arabic script; write it in English'


@pytest.mark.parametrize(
    ("word", "mixed"), [("printرق", True), ("رقprint", True), ("الـCIA", False), ("وFacebook", False)]
)
def test_a_word_in_two_scripts_is_a_warning_unless_a_particle_explains_it(word: str, *, mixed: bool) -> None:
    found = list(ScriptCheck().find(pair("A text.", f"قال {word} نعم")))
    assert severities(found) == ([Severity.WARNING] if mixed else [])


@pytest.mark.parametrize(("target", "severity"), LOOPS)
def test_repetition_is_found_where_the_source_has_none(target: str, severity: Severity | None) -> None:
    assert severities(list(RepetitionCheck().find(pair("A plain source text.", target)))) == (
        [severity] if severity else []
    )


def test_repetition_that_the_source_has_is_fine() -> None:
    assert list(RepetitionCheck().find(pair("No, no, no!", "لا، كلا كلا كلا!"))) == []
    assert list(RepetitionCheck().find(pair("Well, bora bora it is", "إنها بورا بورا إذن"))) == []
    assert list(RepetitionCheck().find(pair("Aaaaaaah!", "آاااااااه!"))) == []


def test_a_doubled_name_in_capitals_is_fine() -> None:
    assert list(RepetitionCheck().find(pair("غنى الفريق", "The band Duran Duran sang", "ar", "en"))) == []


def test_a_long_phrase_said_three_times_is_an_error() -> None:
    phrase = "وقال الوزير في بيانه الأخير"
    target = f"{phrase} نعم، {phrase} لا، ثم {phrase} ربما"
    (finding,) = RepetitionCheck().find(pair("The minister said yes and no.", target))
    assert finding.severity is Severity.ERROR
    assert finding.message.endswith('…" repeats itself; keep it once')


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("a" * 100, "ب" * 88, []),
        ("a" * 100, "ب" * 20, [Severity.ERROR]),
        ("a" * 100, "ب" * 300, [Severity.ERROR]),
        ("a" * 100, "ب" * 35, [Severity.WARNING]),
        ("a" * 100, "ب" * 190, [Severity.WARNING]),
        ("Yes", "نعم بالتأكيد", []),
        ("a" * 10, "ب" * 60, [Severity.WARNING]),
    ],
)
def test_length_is_compared_with_what_the_languages_need(source: str, target: str, expected: list[Severity]) -> None:
    assert severities(list(LengthCheck().find(pair(source, target)))) == expected


def test_vowel_signs_do_not_make_a_text_long() -> None:
    assert list(LengthCheck().find(pair("a" * 100, "بَّ" * 88))) == []


@pytest.mark.parametrize("thing", MARKUP)
def test_what_must_be_copied_is_missed_and_noticed_when_added(thing: str) -> None:
    with_it, without = pair(f"See {thing} here.", "انظر هنا."), pair("See here.", f"انظر {thing} هنا.")
    (missing,) = PlaceholdersCheck().find(with_it)
    (extra,) = PlaceholdersCheck().find(without)
    assert missing.severity is extra.severity is Severity.ERROR
    assert missing.source_span is not None
    assert extra.target_span is not None
    assert with_it.source[slice(*missing.source_span)] == thing
    assert without.target[slice(*extra.target_span)] == thing
    assert list(PlaceholdersCheck().find(pair(f"See {thing} here.", f"انظر {thing} هنا."))) == []


@pytest.mark.parametrize(
    "text", ["AC/DC and HIV/AIDS", "24/7", "88% of it", "5% discount", "2 * 3", "a < b > c", "at 5 @ home", "and/or"]
)
def test_ordinary_text_holds_nothing_to_copy(text: str) -> None:
    assert list(PlaceholdersCheck().find(pair(text, "نص"))) == []


def test_a_link_address_counts_once_and_its_text_is_free() -> None:
    assert list(PlaceholdersCheck().find(pair("[the report](report.md)", "[التقرير](report.md)"))) == []
    (finding,) = PlaceholdersCheck().find(pair("[the report](report.md)", "التقرير"))
    assert "report.md" in finding.message


def test_symbols_in_arabic_digits_are_the_same() -> None:
    assert list(PlaceholdersCheck().find(pair("see A/RES/71/248", "انظر A/RES/٧١/٢٤٨"))) == []


def test_html_entities_in_the_target_are_warnings_and_may_vanish() -> None:
    (finding,) = PlaceholdersCheck().find(pair("ما لا يمكن", "what you can&#39;t", "ar", "en"))
    assert finding.severity is Severity.WARNING
    assert list(PlaceholdersCheck().find(pair("Q&amp;A", "أسئلة وأجوبة"))) == []


def test_a_sentence_said_twice_in_a_row_is_a_loop_unless_the_source_says_it_twice_too() -> None:
    once = "نهدف من متابعة المحاكم إلى بلوغ أهداف الميثاق."
    source = "We follow the courts to reach the goals of the charter."
    twice = Pair(source=source, target=f"{once} {once}", source_language="en", target_language="ar")
    errors = [finding.check for finding in run_checks(twice) if finding.severity is Severity.ERROR]
    assert errors == ["repetition"]
    both = Pair(source=f"{source} {source}", target=f"{once} {once}", source_language="en", target_language="ar")
    assert "repetition" not in {finding.check for finding in run_checks(both)}
