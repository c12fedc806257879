from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages.dates import months_in
from pipeline.languages.numbers.numerals import read_numerals
from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks.months import MonthsCheck
from pipeline.quality.checks.numbers import NumbersCheck

SAME = [
    # English, Arabic: the same number in both, so neither direction has a finding
    ("Some 25 people came.", "حضر ٢٥ شخصا."),
    ("Some 25 people came.", "حضر خمسة وعشرون شخصا."),
    ("About 12.5 per cent", "نحو ١٢٫٥ في المئة"),
    ("About 12.5%", "نحو 12,5٪"),
    ("He drew 6,000 people", "جذب ٦٬٠٠٠ شخص"),
    ("He drew 6,000 people", "جذب 6.000 شخص"),
    ("He drew 6,000 people", "جذب ستة آلاف شخص"),
    ("It holds 55 000 barrels", "يتسع لـ55000 برميل"),
    ("It cost 1,200,000 dollars", "بلغت الكلفة 1.2 مليون دولار"),
    ("It cost $2.3bn", "بلغت الكلفة 2.3 مليار دولار"),
    ("It cost $5m", "بلغت الكلفة خمسة ملايين دولار"),
    ("It runs 5m deep", "يبلغ عمقه 5 أمتار"),
    ("It cost 2,000,000 pounds", "بلغت الكلفة مليوني جنيه"),
    ("Some 3,500,000 voters", "نحو 3 ملايين و500 ألف ناخب"),
    ("between 5 million and 6 million", "بين 5 و6 ملايين"),
    ("It won two dozen prizes", "نال 24 جائزة"),
    ("Dozens of banks closed", "أغلقت عشرات المصارف"),
    ("in the early 2000s", "في بداية الألفية"),
    ("It drew 300 people", "جذب ثلاثمئة شخص"),
    ("It drew 3 hundred people", "جذب ٣٠٠ شخص"),
    ("in the 1990s", "في التسعينيات"),
    ("since the 1970s", "منذ سبعينيات القرن العشرين"),
    ("in the 1995-96 season", "في موسم 1995-1996"),
    ("at 9:30 pm", "في الساعة 21:30"),
    ("at 11:00", "في الساعة الحادية عشرة"),
    ("at 4:30", "في الرابعة والنصف"),
    ("at 5 am", "في الساعة 5: 00"),
    ("She won in 1:08:42", "فازت في ١:٠٨:٤٢"),
    ("She won in 1:08:42", "فازت في ساعة و8 دقائق و42 ثانية"),
    ("a 1.5 hour drive", "على بعد ساعة ونصف بالسيارة"),
    ("in the 15th century", "في القرن الخامس عشر"),
    ("the 60th goal", "الهدف الستون"),
    ("King Louis XVI", "الملك لويس 16"),
    ("on 5 March 2011", "في 5/3/2011"),
    ("the years 2014 and 2015", "عامي 2014 و2015"),
    ("He has 2 sons", "له ابنان"),
    ("Meet one expert", "لقاء مع 1 من الخبراء"),
    ("on the 2008 400 Richest list", "على قائمة أغنى 400 لعام 2008"),
    ("see A/RES/71/248", "انظر A/RES/71/248"),
    ("It gave 500,000 dollars.", "منح نصف مليون دولار."),
    ("2500 in half a million", "2500 من نصف مليون"),
    ("150 thousand people", "مئة وخمسون ألف شخص"),
    ("about 50%", "نحو النصف"),
    ("It cost $2.5m", "بلغت الكلفة ٢٫٥ مليون دولار"),
    ("It is worth 2.5 billion", "تبلغ قيمته ٢٫٥ مليار"),
    ("They won 3-2", "فازوا 3-2"),
    ("They won 3-2", "فازوا بثلاثة أهداف مقابل اثنين"),
    ("It rose by two thirds", "ارتفع بمقدار الثلثين"),
    ("It began on 1 May", "بدأ في الأول من أيار"),
    ("It rose 1 per cent", "ارتفع واحدا في المئة"),
    ("three soldiers and seven civilians", "ثلاثة جنود وسبعة مدنيين"),
    ("COVID-19 and COVID-19 again", "كوفيد-19 ثم كوفيد-19"),
    ("He was 5 or 10 years old", "كان عمره 5 أو 10 سنوات"),
    ("It lasted 30 minutes", "استمر نصف ساعة"),
    ("It took 50 years", "استغرق نصف قرن"),
    ("Wash them for twenty seconds", "اغسلها لمدة عشرين ثانية"),
    ("It cost up to twenty times as much", "بلغت كلفته عشرين ضعف السعر"),
    ("the first ten samples", "أول عشر عينات"),
    ("the ninth and the tenth doctor", "الطبيب التاسع والعاشر"),
    ("He wrote six operas", "لقد ألف ست أوبرات"),
    ("forty-five years", "خمس و أربعون سنة"),
    ("at 2:45 p.m.", "في الساعة الثالثة إلا ربعا عصرا"),
    ("at 3:55 a.m.", "في الرابعة إلا خمس دقائق فجرا"),
    ("at 7:40 on Monday", "في الثامنة إلا ثلثا يوم الاثنين"),
    ("tens of thousands of tests", "عشرات الآلاف من الاختبارات"),
    ("I am not ready", "لست مستعدا"),
    ("on 15 March 2020 8:00 a.m.", "في 15 مارس 2020 الساعة 8:00 صباحا"),
    ("2.2 million km2 of ocean", "2.2 مليون كيلومتر مربع من المحيط"),
    ("The virus CoV-2 surpasses one million cases", "تجاوز فيروس كوف-2 مليون إصابة"),
    ("in the 1800s", "في القرن التاسع عشر"),
]
WRONG = [
    # English, Arabic, the words the findings are about
    ("Some 25 people came.", "حضر 35 شخصا.", {"25", "35"}),
    ("It cost 2.3 million", "بلغت الكلفة 2.3 مليار", {"2.3 million", "2.3 مليار"}),
    ("He drew 6,000 people", "جذب 6 أشخاص", {"6,000", "6"}),
    ("It holds 149 tonnes", "يتسع لكثير", {"149"}),
    ("A quiet day", "يوم هادئ في ٢٠١٥", {"٢٠١٥"}),
    ("in the 1480s", "في الأربعينيات", {"1480"}),
    ("at 7:40 on Monday", "في الثامنة إلا ربعا يوم الاثنين", {"7:40"}),
    ("at 9:30", "في الساعة 9:45", {"9:30", "9:45"}),
    ("He won in 1:02:11, after 11 years.", "فاز بعد 11 عاما.", {"1:02:11"}),
    ("A ship of 100 metres lost a load.", "فقدت السفينة كمية كبيرة.", {"100"}),
    ("Half of them were over 50.", "كان نصفهم كبارا.", {"50"}),
    ("It flies 12.8 km or 8 miles a second.", "تطير 12.8 كيلومترا في الثانية.", {"8"}),
    ("On 3 March it released figures.", "في مارس أصدرت أرقاما.", {"3"}),
    ("On 21 March 2020 it was approved.", "في مارس 2020 حصلت على الموافقة.", {"21"}),
    ("On 10 June the 11th regiment left.", "في حزيران غادر الفوج الحادي عشر.", {"10"}),
]
WARNED = [
    # English, Arabic, what one finding says
    ("They killed three soldiers.", "قتلوا سبعة جنود.", {"three", "سبعة"}),
    ("Three of five judges voted.", "صوت سبعة قضاة.", {"Three, five", "سبعة"}),
    ("Some fifteen people came.", "حضر كثيرون.", {"fifteen"}),
    ("It rose by 1%.", "ارتفع بنسبة ضئيلة.", {"1"}),
    ("The virus CoV-2 spreads.", "ينتشر فيروس كوف.", {"2"}),
    ("It began on 1 May.", "بدأ في أيار.", {"1"}),
    ("COVID-19 came, COVID-19 went.", "جاء كوفيد-19 وذهب.", {"19", "2 times", "here 1"}),
    ("Both strains of CoV-2 spread.", "تنتشر سلالتا كوف كلتاهما.", {"2"}),
    ("The first death was on 1 May.", "كانت أول وفاة في أيار.", {"1"}),
    ("It is 5.3 km from here, 5.3 km from there.", "يبعد 5.3 كم من هنا ومن هناك.", {"5.3", "2 times", "here 1"}),
]
CHANGED = [
    # English, Arabic, what stands in each
    ("It cost 1.6 billion dollars.", "بلغت كلفته 1.6 مليون دولار.", {"1.6 billion", "1.6 مليون"}),
    ("It cost 1.6 billion dollars.", "بلغت كلفته ١٫٦ مليون دولار.", {"1.6 billion", "١٫٦ مليون"}),
    ("It holds 445 tonnes.", "يتسع لـ450 طنا.", {"445", "450"}),
    ("They killed three soldiers.", "قتلوا جنودا عددهم 7.", {"three", "7"}),
    ("They killed 30 soldiers.", "قتلوا سبعة جنود.", {"30", "سبعة"}),
    ("Seven judges voted.", "صوت ستة قضاة.", {"Seven", "ستة"}),
]
BACKWARDS = [
    ("Some 6,000 people", "نحو 000 6 شخص", "000 6", "6,000"),
    ("Some 6,500 people", "نحو 500 6 شخص", "500 6", "6,500"),
    ("Some 22,500 people", "نحو ٥٠٠ ٢٢ شخص", "٥٠٠ ٢٢", "22,500"),
    ("Some 3,000 miles", "نحو ٠٠٠,٣ ميل", "٠٠٠,٣", "3,000"),
    ("Some 783,562 people", "نحو 562 783 شخص", "562 783", "783,562"),
    ("It cost $5,819,000", "بلغت الكلفة 000 819 5 دولار", "000 819 5", "5,819,000"),
]
MONTHS = [
    # English, Arabic: one month
    ("on 5 January 2020", "في 5 يناير 2020"),
    ("on 5 January 2020", "في 5 كانون الثاني 2020"),
    ("on 5 January 2020", "في 5 جانفي 2020"),
    ("on 5 January 2020", "في 5 كانون الثاني/يناير 2020"),
    ("in August 2013", "في آب 2013"),
    ("in March 2011", "في مارس 2011"),
    ("on Feb. 3", "في 3 شباط"),
    ("on 5 October 2020 and 6 May", "في 5/10/2020 و6 أيار"),
    ("He may march on", "قد يمضي قدما"),
]


def pair(source: str, target: str, source_language: str = "en", target_language: str = "ar") -> Pair:
    return Pair(source=source, target=target, source_language=source_language, target_language=target_language)


def find(item: Pair) -> list[Finding]:
    return list(NumbersCheck().find(item))


@pytest.mark.parametrize(("english", "arabic"), SAME)
def test_the_same_number_in_another_form_is_no_finding(english: str, arabic: str) -> None:
    assert find(pair(english, arabic)) == []
    assert find(pair(arabic, english, "ar", "en")) == []


@pytest.mark.parametrize(("english", "arabic", "numbers"), WRONG)
def test_another_number_is_an_error_that_points_at_it(english: str, arabic: str, numbers: set[str]) -> None:
    item = pair(english, arabic)
    found = find(item)
    assert {finding.severity for finding in found} == {Severity.ERROR}
    pointed = {item.source[slice(*f.source_span)] for f in found if f.source_span}
    pointed |= {item.target[slice(*f.target_span)] for f in found if f.target_span}
    assert pointed == numbers


@pytest.mark.parametrize(("english", "arabic", "says"), WARNED)
def test_a_number_that_may_have_changed_or_gone_is_a_warning(english: str, arabic: str, says: set[str]) -> None:
    warnings = [finding for finding in find(pair(english, arabic)) if finding.severity is Severity.WARNING]
    assert any(all(words in finding.message for words in says) for finding in warnings)


@pytest.mark.parametrize(("english", "arabic", "says"), CHANGED)
def test_a_number_that_became_another_is_one_finding_that_says_both(english: str, arabic: str, says: set[str]) -> None:
    (finding,) = find(pair(english, arabic))
    assert finding.severity is Severity.ERROR
    assert all(f'"{words}"' in finding.message for words in says)


def test_numbers_that_became_others_are_told_one_by_one() -> None:
    item = pair("It grew from 12 to 450 and cost 1.6 billion.", "نما من 13 إلى 455 وكلف 1.6 مليون.")
    told = [(item.source[slice(*f.source_span)], item.target[slice(*f.target_span)]) for f in find(item)]  # type: ignore[misc]
    assert sorted(told) == [("1.6 billion", "1.6 مليون"), ("12", "13"), ("450", "455")]


@pytest.mark.parametrize(
    ("english", "orphan"),
    [
        ("It fell in the th century.", "th"),
        ("Songs of the s are loved.", "s"),
        ("It rose by % in May.", "%"),
        ("In the mid-s he left.", "-s"),
        ("The methods: () tests", "()"),
        ("The -day tour is over.", "-"),
    ],
)
def test_what_stands_behind_a_lost_number_is_a_warning(english: str, orphan: str) -> None:
    found = find(pair("كان ذلك قديما جدا وعددها ثلاثة", english, "ar", "en"))
    assert [english[slice(*finding.target_span)] for finding in found if finding.target_span] == [orphan]
    assert find(pair(english, english, "ar", "en")) == []


@pytest.mark.parametrize(("english", "arabic", "written", "meant"), BACKWARDS)
def test_thousands_written_backwards_are_one_error_of_their_own(
    english: str, arabic: str, written: str, meant: str
) -> None:
    (finding,) = find(pair(english, arabic))
    assert finding.severity is Severity.ERROR
    assert written in finding.message
    assert meant in finding.message
    assert finding.target_span is not None
    assert arabic[slice(*finding.target_span)] == written


def test_half_a_fraction_and_half_a_clock_are_warnings() -> None:
    for arabic, english in (("عمقه 1/5 بوصة", "It is (/5 inch) deep."), ("الساعة 8:00 صباحا", "At 8: a.m. it opens.")):
        assert any(finding.severity is Severity.WARNING for finding in find(pair(arabic, english, "ar", "en")))
    assert find(pair("الساعة 8:00 صباحا", "At 8:00 a.m. it opens.", "ar", "en")) == []


def test_an_arabic_two_in_digits_is_said_in_english_which_has_no_dual() -> None:
    (finding,) = find(pair("إنزيم أنجيوتنسين 2 معروف", "The enzyme ACE is known", "ar", "en"))
    assert finding.severity is Severity.WARNING
    assert find(pair("إنزيم أنجيوتنسين 2 معروف", "The enzyme ACE2 is known", "ar", "en")) == []
    assert find(pair("He has 2 enzymes", "لديه إنزيمان")) == []


def test_a_number_in_a_code_is_a_warning() -> None:
    (finding,) = find(pair("The carrier B0AT spreads.", "ينتشر الناقل."))
    assert finding.severity is Severity.WARNING


def test_a_list_that_the_source_has_too_is_not_backwards() -> None:
    assert find(pair("Rooms 500, 22 and 22,500", "الغرف 500 و22 و22500")) == []
    assert find(pair("It has 500 22 times and 22,500", "تكررت 500 22 مرة و22,500")) == []


def test_an_arabic_source_that_writes_backwards_is_understood() -> None:
    assert find(pair("مبلغ 000 819 5 دولار", "the sum of $5,819,000", "ar", "en")) == []
    assert find(pair("مبلغ 589 299 دولار", "the sum of $299,589", "ar", "en")) == []


def test_a_paragraph_number_that_was_lost_is_a_remark_and_another_a_warning() -> None:
    (finding,) = find(pair("12. He agreed.", "ووافق على ذلك."))
    assert finding.severity is Severity.INFO
    assert {found.severity for found in find(pair("12. He agreed.", "13. ووافق على ذلك."))} == {Severity.WARNING}


CHANGED_WORDS = [
    # languages, source, target, severity: a number that is certainly another, and one that may be said otherwise
    ("en-ar", "Seven judges voted.", "صوت ستة قضاة.", Severity.ERROR),
    ("ar-en", "صوت ستة قضاة.", "Seven judges voted.", Severity.ERROR),
    ("en-fr", "Twelve judges voted.", "Quinze juges ont voté.", Severity.WARNING),
    ("en-ar", "Seven judges voted.", "صوت القضاة.", Severity.WARNING),
    ("en-de", "Some 25 people came.", "Rund 26 Menschen kamen.", Severity.ERROR),
    ("en-ja", "It opens on 4 July.", "7月5日に開く。", Severity.ERROR),
]
ZEROS = [
    ("There were 0 casualties.", "لم تقع إصابات."),
    ("It is free after 0 days.", "وهو مجاني اليوم."),
]
LOCAL = [
    # languages, source, target: one value as each language writes it
    ("en-ru", "It cost 5 thousand.", "Стоило 5 тыс. рублей."),
    ("en-de", "It cost 2.5 million.", "Es kostete 2,5 Mio."),
    ("en-zh", "Some 30,000 people came.", "约有3万人。"),
    ("en-ja", "Some 120 million people came.", "約1.2億人が来た。"),
    ("en-ko", "Some 30,000 people came.", "약 3만명이 왔다."),
    ("en-fa", "Some 30,000 people came.", "حدود ۳۰ هزار نفر آمدند."),
    ("en-pt", "It cost 5,000.", "Custou 5 mil."),
    ("en-it", "It cost 3 billion.", "È costato 3 mld."),
    ("en-hi", "Some 1,200,000 people came.", "12,00,000 लोग आए।"),
    ("en-ja", "It opens on 5 July.", "7月5日に開く。"),
    ("en-ko", "It opens in July.", "7월에 연다."),
    ("en-ru", "Allow 192.168.*.* only.", "Разрешить только 192.168.*.*."),
    ("en-ru", "It has 1.234.", "Их 1.234."),
]


@pytest.mark.parametrize(("languages", "source", "target", "severity"), CHANGED_WORDS)
def test_a_number_that_is_certainly_another_is_an_error(
    languages: str, source: str, target: str, severity: Severity
) -> None:
    assert max(found.severity for found in find(pair(source, target, *languages.split("-")))) == severity


@pytest.mark.parametrize(("source", "target"), ZEROS)
def test_a_zero_may_be_said_by_other_words(source: str, target: str) -> None:
    assert {found.severity for found in find(pair(source, target))} <= {Severity.INFO}


@pytest.mark.parametrize(("languages", "source", "target"), LOCAL)
def test_numbers_are_read_as_each_language_writes_them(languages: str, source: str, target: str) -> None:
    assert find(pair(source, target, *languages.split("-"))) == []


def test_only_targets_from_right_to_left_are_written_backwards() -> None:
    (finding, *_) = find(pair("It counted 6,000.", "Es zählte 000 6.", "en", "de"))
    assert "backwards" not in finding.message


def test_a_language_without_number_words_gets_warnings() -> None:
    (finding,) = find(pair("Some 25 people", "Rund fünfundzwanzig Menschen", "en", "de"))
    assert finding.severity is Severity.WARNING


def test_english_points_are_decimals_unless_three_zeros_follow() -> None:
    assert Fraction(6000) not in read_numerals("6.512 people", "en").values
    assert Fraction(6000) in read_numerals("6.000 people", "en").values
    assert Fraction(1234567) in read_numerals("1.234.567 people", "en").values


def test_number_words_of_both_languages_add_up() -> None:
    assert Fraction(225_000) in read_numerals("two hundred and twenty-five thousand", "en").values
    assert Fraction(1995) in read_numerals("ألف وتسعمائة وخمسة وتسعون", "ar").values
    assert Fraction(1_000_005) in read_numerals("a million and five", "en").values
    assert Fraction(8) not in read_numerals("five three", "en").values
    assert Fraction(120_000_000_000) not in read_numerals("twenty thousand six million", "en").values


@given(number=st.integers(min_value=3, max_value=10**12), form=st.sampled_from(["{}", "{:,}"]), turned=st.booleans())
def test_any_integer_equals_itself_in_arabic_digits(number: int, form: str, *, turned: bool) -> None:
    english = form.format(number)
    arabic = english.translate(str.maketrans("0123456789,", "٠١٢٣٤٥٦٧٨٩٬"))
    item = pair(f"It has {english} parts", f"فيه {arabic} جزء")
    if turned:
        item = pair(item.target, item.source, "ar", "en")
    assert find(item) == []


@given(st.integers(min_value=3, max_value=10**9), st.integers(min_value=3, max_value=10**9))
def test_two_different_integers_are_never_the_same(first: int, second: int) -> None:
    found = find(pair(f"It has {first} parts", f"فيه {second} جزء"))
    assert bool(found) == (first != second)


@pytest.mark.parametrize("text", ["1" * 20_000, "000 " * 5_000, "000 000 " * 700 + "6", "1,000" * 2_000])
def test_endless_digits_are_read_without_harm(text: str) -> None:
    assert all(finding.message for finding in find(pair("Some 25 people", text)))
    assert find(pair(text, text)) == []


@pytest.mark.parametrize(("english", "arabic"), MONTHS)
def test_one_month_under_any_name_is_no_finding(english: str, arabic: str) -> None:
    assert list(MonthsCheck().find(pair(english, arabic))) == []
    assert list(MonthsCheck().find(pair(arabic, english, "ar", "en"))) == []


def test_another_month_is_an_error_with_both_places() -> None:
    item = pair("It was in January 2015.", "كان ذلك في شباط/فبراير 2015.")
    (finding,) = MonthsCheck().find(item)
    assert finding.severity is Severity.ERROR
    assert finding.source_span is not None
    assert finding.target_span is not None
    assert item.source[slice(*finding.source_span)] == "January"
    assert item.target[slice(*finding.target_span)] == "شباط"


def test_a_lost_month_is_a_warning_where_another_is_kept() -> None:
    item = pair("From 3 June to 5 July", "من 3 حزيران إلى 5")
    (finding,) = MonthsCheck().find(item)
    assert finding.source_span is not None
    assert item.source[slice(*finding.source_span)] == "July"


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_has_its_names_in_all_traditions(number: int) -> None:
    english = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    egyptian = [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ]
    levantine = [
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ]
    assert [month.number for month in months_in(f"on 4 {english[number - 1]} 2019", "en")] == [number]
    for names in (egyptian, levantine):
        assert [month.number for month in months_in(f"في 4 {names[number - 1]} 2019", "ar")] == [number]
        assert [month.number for month in months_in(f"وفي شهر {names[number - 1]}", "ar")] == [number]


def test_a_vowelled_month_is_recognized_and_a_verb_is_not() -> None:
    assert [month.number for month in months_in("في 4 تَمُّوز", "ar")] == [7]
    assert months_in("وقد مارس نشاطا", "ar") == ()
    assert months_in("أعلن في مارس موقفه", "ar") != ()
    assert months_in("We may march", "en") == ()
    assert months_in("in January", "fr") == ()


def test_a_paragraph_number_that_editors_added_is_a_remark_only() -> None:
    pair = Pair(
        source="She met the committee.", target="77 - والتقت باللجنة.", source_language="en", target_language="ar"
    )
    assert [found.severity for found in NumbersCheck().find(pair)] == [Severity.INFO]
    changed = replace(pair, source="78. She met the committee.")
    assert {found.severity for found in NumbersCheck().find(changed)} == {Severity.WARNING}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("في العشرينيات", "in the s."),
        ("نحو الساعة الخامسة صباحا", "at about am"),
        ("بدأ الاحتجاج الساعة العاشرة بالتوقيت المحلي", "It began, local time (UTC+)"),
        ("ناقش الكونغرس المسألة عشر سنوات", "Congress debated it for years"),
    ],
)
def test_what_a_lost_number_leaves_behind_is_a_warning(source: str, target: str) -> None:
    assert {found.severity for found in find(pair(source, target, "ar", "en"))} == {Severity.WARNING}
