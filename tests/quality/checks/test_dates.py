from __future__ import annotations

import pytest

from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks.dates import DatesCheck

SAME_DATES = [
    # English, Arabic
    ("The court met on Monday.", "اجتمعت المحكمة يوم الاثنين."),
    ("The court meets on Mondays and Fridays.", "تجتمع المحكمة أيام الاثنين والجمعة."),
    ("It closed on Sunday.", "أغلق مساء الأحد."),
    ("It was on 5/3/2011.", "كان ذلك في 5/3/2011."),
    ("It was on 5 March 2011.", "كان ذلك في 5/3/2011."),
    ("It was on 2011-03-05.", "كان ذلك في ٥/٣/٢٠١١."),
    ("It was on 4 March 2011 and 3 April 2011.", "كان ذلك في 4/3/2011 و3/4/2011."),
    ("Two people came.", "حضر اثنان."),
    ("It opens at 3 p.m.", "يفتح في الثالثة عصرا."),
    ("It opens at 3:30 PM.", "يفتح في الثالثة والنصف بعد الظهر."),
    ("It opens at 9 in the morning.", "يفتح في التاسعة صباحا."),
    ("They left at dawn.", "غادروا صباحا."),
    ("He arrived at 11 p.m.", "وصل في الحادية عشرة ليلا."),
    ("It is open from 9 a.m. to 5 p.m.", "يفتح من التاسعة صباحا حتى الخامسة مساء."),
    ("The age of steam ended in the morning.", "انتهى عصر البخار صباحا."),
    ("Friday's session was adjourned.", "رفعت جلسة يوم الجمعة."),
    ("The price for June delivery fell.", "انخفض سعر تسليم 1 يونيو."),
    ("He left today.", "غادر يوم الاثنين."),
    ("The two protesters were killed.", "قتل المتظاهران الاثنان."),
    ("Both of them, together, were killed.", "قتل الاثنين معا."),
    ("Count in Souk Al-Juma halted.", "توقف الفرز في سوق الجمعة."),
]
WRONG_DATES = [
    # English, Arabic, severity, what is pointed at
    ("The court met on Monday.", "اجتمعت المحكمة يوم الثلاثاء.", Severity.ERROR, "الثلاثاء"),
    ("It closed on Sunday.", "أغلق يوم السبت.", Severity.ERROR, "السبت"),
    ("It was on 5/3/2011.", "كان ذلك في 3/5/2011.", Severity.WARNING, "3/5/2011"),
    ("It was on 2011-03-05.", "كان ذلك في ٣/٥/٢٠١١.", Severity.WARNING, "٣/٥/٢٠١١"),
    ("It was on 5 March 2011.", "كان ذلك في 3/5/2011.", Severity.WARNING, "3/5/2011"),
    ("Sunday's vote was put off.", "أرجئ تصويت يوم الاثنين.", Severity.ERROR, "الاثنين"),
    ("It opens at 3 p.m.", "يفتح في الثالثة صباحا.", Severity.ERROR, "صباحا"),
    ("It opens at 3:30 a.m.", "يفتح في الساعة 3:30 مساء.", Severity.ERROR, "مساء"),
    ("It opens at eight in the morning.", "يفتح في الثامنة من مساء كل يوم.", Severity.ERROR, "مساء"),
    ("It opens at 2 p.m. GMT.", "يفتح في الرابعة فجرا بالتوقيت المحلي.", Severity.WARNING, "فجرا"),
    ("It rained in the afternoon.", "هطل المطر صباحا.", Severity.WARNING, "صباحا"),
    ("The court met in Tunis.", "اجتمعت المحكمة في تونس يوم الثلاثاء.", Severity.WARNING, "الثلاثاء"),
    ("The court met in Tunis.", "اجتمعت المحكمة في تونس في 5 مارس.", Severity.WARNING, "مارس"),
]
SAME_TIMES = [
    ("It opens at half past nine.", "يفتح في التاسعة والنصف."),
    ("It opens at half past nine.", "يفتح في الساعة 9:30."),
    ("It opens at 21:30.", "يفتح في التاسعة ونصف مساء."),
    ("It opens at a quarter to ten.", "يفتح في العاشرة إلا ربعا."),
    ("It opens at a quarter to ten.", "يفتح في 9:45."),
    ("It opens at 9:20.", "يفتح في التاسعة والثلث."),
    ("The second match and the semi-final are on Friday.", "تقام المباراة الثانية ونصف النهائي يوم الجمعة."),
    ("It opens at half past nine.", "يفتح مساء."),
]
WRONG_TIMES = [
    # English, Arabic, the times there
    ("It opens at half past nine.", "يفتح في الساعة التاسعة.", "half past nine", "التاسعة"),
    ("It opens at half-past nine.", "يفتح في الساعة 9.", "half-past nine", "9"),
    ("It opens at quarter to 10.", "يفتح في الساعة العاشرة.", "quarter to 10", "العاشرة"),
    ("It opens at quarter past ten.", "يفتح في العاشرة والنصف.", "quarter past ten", "العاشرة والنصف"),
    ("It opens at 9 p.m.", "يفتح في التاسعة والثلث مساء.", "9", "التاسعة والثلث"),
    ("It opens at twelve.", "يفتح في الثانية عشرة والنصف.", "twelve", "الثانية عشرة والنصف"),
    ("It opens at nine.", "يفتح في الساعة 9 ونصف.", "nine", "9 ونصف"),
]


def pair(source: str, target: str, source_language: str = "en", target_language: str = "ar") -> Pair:
    return Pair(source=source, target=target, source_language=source_language, target_language=target_language)


def both_ways(check: DatesCheck, english: str, arabic: str) -> tuple[list[Finding], list[Finding]]:
    return list(check.find(pair(english, arabic))), list(check.find(pair(arabic, english, "ar", "en")))


@pytest.mark.parametrize(("english", "arabic"), SAME_DATES)
def test_the_same_day_in_another_form_is_no_finding(english: str, arabic: str) -> None:
    assert both_ways(DatesCheck(), english, arabic) == ([], [])


@pytest.mark.parametrize(("english", "arabic", "severity", "stands"), WRONG_DATES)
def test_another_day_is_found_at_its_place(english: str, arabic: str, severity: Severity, stands: str) -> None:
    (finding,) = DatesCheck().find(pair(english, arabic))
    assert finding.severity is severity
    assert finding.target_span is not None
    assert arabic[slice(*finding.target_span)] == stands


def test_a_half_of_the_day_is_told_in_both_directions() -> None:
    (finding,) = DatesCheck().find(pair("يفتح في الثالثة صباحا.", "It opens at 3 p.m.", "ar", "en"))
    assert finding.severity is Severity.ERROR
    assert finding.message == '"صباحا" became "p.m."; correct it'


@pytest.mark.parametrize(("english", "arabic"), SAME_TIMES)
def test_the_same_time_in_another_form_is_no_finding(english: str, arabic: str) -> None:
    assert both_ways(DatesCheck(), english, arabic) == ([], [])


@pytest.mark.parametrize(("english", "arabic", "time", "other"), WRONG_TIMES)
def test_a_part_of_an_hour_that_one_text_alone_says_is_an_error(
    english: str, arabic: str, time: str, other: str
) -> None:
    for found, was, now in zip(both_ways(DatesCheck(), english, arabic), (time, other), (other, time), strict=True):
        assert [finding.message for finding in found] == [f'"{was}" became "{now}"; correct it']
        assert found[0].severity is Severity.ERROR


def test_a_language_without_day_names_is_not_asked_for_dates() -> None:
    assert list(DatesCheck().find(pair("Dydd Llun oedd hi.", "It was on Monday, 5 March.", "cy", "en"))) == []


def test_a_weekday_that_is_only_left_out_is_no_finding() -> None:
    assert list(DatesCheck().find(pair("The court met on Monday.", "اجتمعت المحكمة أمس."))) == []


def test_weekdays_that_are_parts_of_others_are_not_compared() -> None:
    assert list(DatesCheck().find(pair("It opens on Thursday.", "پنج\u200cشنبه باز می\u200cشود.", "en", "fa"))) == []
