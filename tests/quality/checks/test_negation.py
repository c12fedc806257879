from __future__ import annotations

import pytest

from pipeline.languages.polarity import read_polarity
from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks.negation import NegationCheck

SAME = [
    # English, Arabic: both negate, or neither does
    ("The minister did not resign.", "لم يستقل الوزير."),
    ("The ministry won't publish the list.", "لن تنشر الوزارة القائمة."),
    ("There is no evidence of fraud.", "لا يوجد دليل على التزوير."),
    ("They never met the judge.", "لم يلتقوا القاضي قط."),
    ("He left without a lawyer.", "غادر من دون محام."),
    ("The strike is illegal.", "الإضراب غير قانوني."),
    ("The strike was unlawful and unpaid.", "كان الإضراب غير قانوني وغير مدفوع الأجر."),
    ("She refused to answer.", "رفضت الإجابة."),
    ("He denied the charge.", "نفى التهمة."),
    ("The army failed to stop them.", "لم ينجح الجيش في إيقافهم."),
    ("Stainless steel is used.", "يستخدم الفولاذ المقاوم للصدأ."),
    ("The families met again.", "جرى لم شمل الأسر."),
    ("The union advised against the strike.", "نصحت النقابة بعدم الإضراب."),
    ("It rains on just seven days a year.", "لا تمطر لأكثر من سبعة أيام في السنة."),
    ("Two incompetent judges resigned.", "استقال قاضيان غير كفؤين."),
    ("Only two judges signed the ruling.", "لم يوقع الحكم إلا قاضيان."),
    ("The talks are still going on.", "لا تزال المحادثات مستمرة."),
    ("The rain fell, especially in the north.", "هطل المطر، لا سيما في الشمال."),
    ("However, the talks go on.", "غير أن المحادثات مستمرة."),
    ("Article No. 5 applies.", "تنطبق المادة 5."),
    ("The plan was not only late but costly.", "لم تكن الخطة متأخرة فحسب، بل مكلفة أيضا."),
    ("He asked them not to leave.", "طلب منهم ألا يغادروا."),
    ("The union met under the bridge until noon.", "اجتمعت النقابة تحت الجسر حتى الظهر."),
    ("No more than ten judges voted.", "لم يتجاوز عدد القضاة المصوتين عشرة."),
    ("At least ten judges voted.", "صوت ما لا يقل عن عشرة قضاة."),
    ("At least ten judges voted.", "صوت عشرة قضاة على الأقل."),
    (
        "At least 95 per cent of the children must be vaccinated to prevent an outbreak.",
        "ويلزم تطعيم 95 في المئة من الأطفال على الأقل لمنع تفشي المرض.",
    ),
    ("They asked an impartial judge and an anonymous witness.", "سألوا قاضيا محايدا وشاهدا مجهول الهوية."),
    ("The court will not rule unless the bank pays.", "لن تحكم المحكمة ما لم يدفع المصرف."),
    ("The trip was not without danger.", "لم تخل الرحلة من الخطر."),
    ("The bridge has yet to be repaired.", "لم يرمم الجسر بعد."),
    ("Neither the minister nor the judge spoke.", "لم يتحدث الوزير ولا القاضي."),
    ("The fishermen of La Mar met in the harbour.", "اجتمع صيادو دي لا مار في الميناء."),
    ("The Viñuela reservoir is empty.", "خزان لا فينويلا فارغ."),
    ("Police barred him from the hall.", "ولم تسمح له الشرطة بدخول القاعة."),
    ("Everyone is subject to the law.", "لا أحد فوق القانون."),
    ("The result is expected on Sunday at the earliest.", "ليس من المتوقع صدور النتيجة قبل الأحد."),
    ("%s is not available", "%sغير متاح"),
    ("Move _down", "انقل لأ_سفل"),
    ("yes,no,maybe", "نعم,لا,ربما"),
    ("The minister denied that he had not paid.", "نفى الوزير أنه لم يدفع."),
    ("The minister refused to rule out a tax.", "رفض الوزير استبعاد ضريبة."),
    ("They met, not denying the report.", "اجتمعوا من دون أن ينفوا التقرير."),
    ("Neither a strike nor a vote was ruled out.", "لم يستبعد الإضراب ولا التصويت."),
]
LATIN = [
    # languages, source, target: both negate, or neither does
    ("es-ar", "El embalse de La Viñuela está vacío.", "خزان لا فينويلا فارغ."),
    ("en-fr", "It will disregard the setting.", "Il ne tiendra pas compte du réglage."),
    ("en-fr", "The options are not visible.", "Les options sont invisibles."),
    ("en-es", "It has happened before.", "No es la primera vez que ocurre."),
    ("fr-en", "Le ministre n'exclut pas une hausse.", "The minister has not ruled out a rise."),
    ("fr-en", "Le ministre exclut une hausse.", "The minister rules out a rise."),
]
LOST = [
    # English, Arabic, the negation that has no counterpart
    ("The minister did not resign.", "استقال الوزير.", "not"),
    ("The ministry won't publish the list.", "ستنشر الوزارة القائمة.", "won't"),
    ("There is no evidence of fraud.", "يوجد دليل على التزوير.", "no"),
    ("They never met the judge.", "التقوا القاضي.", "never"),
]
ADDED = [
    # English, Arabic, the negation that is too much
    ("The minister resigned.", "لم يستقل الوزير.", "لم"),
    ("The ministry will publish the list.", "لن تنشر الوزارة القائمة.", "لن"),
    ("He told them to leave.", "طلب منهم ألا يغادروا.", "ألا"),
]
DOUBTFUL = [
    # English, Arabic: other words may say the same, or the only negation is none of the plain ones
    ("He left without a lawyer.", "غادر مع محام."),
    ("The strike is legal.", "الإضراب غير قانوني."),
    ("She did not answer.", "رفضت الإجابة."),
    ("The plan failed to convince them.", "أقنعتهم الخطة."),
    ("Ten judges voted.", "لم يصوت إلا عشرة قضاة."),
    ("At least ten judges voted.", "صوت ما يقل عن عشرة قضاة."),
    ("There were 0 casualties.", "لم تقع إصابات."),
    ("The bank did not open, and nobody paid.", "أغلق المصرف أبوابه وأمسك الجميع أيديهم."),
]
TURNED = [
    # languages, source, target, the verbs of which one is negated
    ("fr-en", "Le ministre n'exclut pas une hausse.", "The minister rules out a rise.", ("n'exclut", "rules out")),
    ("en-fr", "The minister rules out a rise.", "Le ministre n'exclut pas une hausse.", ("rules out", "n'exclut")),
    ("ar-en", "لا يستبعد الوزير ضريبة.", "The minister ruled out a tax.", ("يستبعد", "ruled out")),
    ("en-ar", "The minister did not deny it.", "نفى الوزير ذلك.", ("deny", "نفى")),
    ("es-en", "El ministro no descarta un impuesto.", "The minister rules out a tax.", ("descarta", "rules out")),
]
LONG = (
    "The minister did not resign, said the spokesman, and the council met on Monday in the old hall by the river in the"
    " city."
)
LONG_ARABIC = "قال المتحدث إن الوزير استقال، واجتمع مجلس المدينة يوم الاثنين في القاعة القديمة على ضفة النهر."


def find(english: str, arabic: str, *, turned: bool = False) -> list[Finding]:
    source, target, languages = (arabic, english, ("ar", "en")) if turned else (english, arabic, ("en", "ar"))
    pair = Pair(source=source, target=target, source_language=languages[0], target_language=languages[1])
    return list(NegationCheck().find(pair))


@pytest.mark.parametrize(("english", "arabic"), SAME)
def test_the_same_polarity_in_other_words_is_no_finding(english: str, arabic: str) -> None:
    assert find(english, arabic) == []
    assert find(english, arabic, turned=True) == []


@pytest.mark.parametrize(("english", "arabic", "word"), LOST)
def test_the_only_negation_that_is_lost_is_an_error_at_its_place_in_the_source(
    english: str, arabic: str, word: str
) -> None:
    (finding,) = find(english, arabic)
    assert finding.severity is Severity.ERROR
    assert finding.source_span is not None
    assert english[slice(*finding.source_span)] == word
    (added,) = find(english, arabic, turned=True)
    assert added.target_span == finding.source_span


@pytest.mark.parametrize(("english", "arabic", "word"), ADDED)
def test_an_added_negation_is_an_error_at_its_place_in_the_target(english: str, arabic: str, word: str) -> None:
    (finding,) = find(english, arabic)
    assert finding.severity is Severity.ERROR
    assert finding.target_span is not None
    assert arabic[slice(*finding.target_span)] == word
    (lost,) = find(english, arabic, turned=True)
    assert lost.source_span == finding.target_span


@pytest.mark.parametrize(("languages", "source", "target"), LATIN)
def test_idiom_and_names_of_other_languages_are_no_finding(languages: str, source: str, target: str) -> None:
    first, second = languages.split("-")
    pair = Pair(source=source, target=target, source_language=first, target_language=second)
    assert list(NegationCheck().find(pair)) == []


@pytest.mark.parametrize(("languages", "source", "target", "verbs"), TURNED)
def test_a_verb_that_denies_and_is_negated_in_one_text_alone_is_an_error_at_both(
    languages: str, source: str, target: str, verbs: tuple[str, str]
) -> None:
    first, second = languages.split("-")
    pair = Pair(source=source, target=target, source_language=first, target_language=second)
    (finding,) = NegationCheck().find(pair)
    assert finding.severity is Severity.ERROR
    assert finding.source_span
    assert finding.target_span
    assert (source[slice(*finding.source_span)], target[slice(*finding.target_span)]) == verbs
    assert all(verb in finding.message for verb in verbs)


def test_in_a_long_text_it_is_a_warning() -> None:
    assert [finding.severity for finding in find(LONG, LONG_ARABIC)] == [Severity.WARNING]


@pytest.mark.parametrize(("english", "arabic"), DOUBTFUL)
def test_what_other_words_may_say_is_no_finding(english: str, arabic: str) -> None:
    assert find(english, arabic) == []
    assert find(english, arabic, turned=True) == []


def test_a_language_without_rules_and_one_language_have_no_findings() -> None:
    pair = Pair(source="He did not go.", target="Il est parti.", source_language="en", target_language="de")
    assert list(NegationCheck().find(pair)) == []
    pair = Pair(source="He did not go.", target="He went.", source_language="en", target_language="en-GB")
    assert list(NegationCheck().find(pair)) == []
    assert read_polarity("Il n'est pas parti.", "de") is None


def test_a_phrase_counts_once_and_the_end_of_a_text_matters() -> None:
    kinds = [mark.kind for mark in getattr(read_polarity("It is not only late.", "en"), "marks", ())]
    assert kinds == ["phrase"]
    assert [mark.kind for mark in getattr(read_polarity("هل يبقى أو لا", "ar"), "marks", ())] == ["idiom"]
    assert [mark.kind for mark in getattr(read_polarity("يبقى أو لا يبقى", "ar"), "marks", ())] == ["plain"]


@pytest.mark.parametrize(
    ("text", "language", "kinds"),
    [
        ("لم يصل سوى قاض", "ar", ["half", "hint"]),
        ("ليس الحكم عادلا فحسب", "ar", ["phrase", "only"]),
        ("لا يصل القاضي إلا أن المحامي يصل", "ar", ["plain"]),
        ("لا أقول إنه لا يصل إلا غدا", "ar", ["plain", "half", "hint"]),
        ("UNDOF is not unarmed", "en", ["double"]),
        ("UNIFIL is unarmed", "en", ["soft"]),
    ],
)
def test_words_around_a_negation_say_what_it_means(text: str, language: str, kinds: list[str]) -> None:
    assert [mark.kind for mark in getattr(read_polarity(text, language), "marks", ())] == kinds
