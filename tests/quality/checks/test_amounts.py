from __future__ import annotations

import pytest

from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks.amounts import AmountsCheck

SAME = [
    # English, Arabic: the same amount, so neither direction has a finding
    ("It costs $5.", "ثمنه 5 دولارات."),
    ("It costs US$ 2.5 million.", "تبلغ كلفته 2.5 مليون دولار."),
    ("Prices rose 5 per cent.", "ارتفعت الأسعار بنسبة 5٪."),
    ("Prices rose 5%.", "ارتفعت الأسعار بنسبة 5 في المئة."),
    ("Prices rose 5%.", "ارتفعت الأسعار بنسبة 5 بالمائة."),
    ("It is 5 km away.", "يبعد 5 كيلومترات."),
    ("It took 5 days.", "استغرق ذلك 5 أيام."),
    ("It costs 5 dollars and 5 euros.", "ثمنه 5 يورو و5 دولارات."),
    ("He is 5 years old and ran 5 miles.", "عمره 5 أعوام وركض 5 أميال."),
    ("Five came, 5 of them on Monday.", "حضر 5 أشخاص."),
    ("It gave 40 to euro banks.", "منح 40 للدولار."),
    ("It costs £5.", "ثمنه 5 جنيهات إسترلينية."),
    ("It costs 30 million Omani rials.", "كلفته 30 مليون ريال عماني."),
    ("It costs 30 million Omani rials.", "كلفته 30 مليون ريال."),
    ("It costs A$30 (US$20).", "ثمنه 30 دولارا أستراليا (20 دولارا أمريكيا)."),
    ("It costs A$30 in Australia.", "ثمنه 30 دولارا في أستراليا."),
    ("It costs HK$30.", "ثمنه 30 دولار هونغ كونغ."),
    ("It costs 30 Syrian pounds.", "ثمنه 30 ليرة سورية."),
    ("It gave a million dollars to build it.", "تبرع بمليون دولار لبنائه."),
]
WRONG = [
    # languages, source, target, what stands in each
    ("en-ar", "It costs $5.", "ثمنه 5 يورو.", [("$5", "5 يورو")]),
    ("en-ar", "It cost 2.5 million euros.", "كلف 2.5 مليون دولار.", [("2.5 million euros", "2.5 مليون دولار")]),
    ("en-ar", "It took 5 weeks.", "استغرق ذلك 5 أيام.", [("5 weeks", "5 أيام")]),
    ("en-ar", "It is 5 miles away.", "يبعد 5 كيلومترات.", [("5 miles", "5 كيلومترات")]),
    ("en-ar", "It lost 12% of its value.", "خسر 12 دولارا من قيمته.", [("12%", "12 دولارا")]),
    ("ar-en", "كلف مليوني يورو.", "It cost two million dollars.", [("مليوني يورو", "two million dollars")]),
    ("en-ar", "It cost $5m (€4m).", "كلف 5 ملايين يورو (4 ملايين يورو).", [("$5m", "5 ملايين يورو")]),
    (
        "en-ar",
        "It cost $5m (€4m).",
        "كلف 5 ملايين يورو (4 ملايين دولار).",
        [("$5m", "5 ملايين يورو"), ("€4m", "4 ملايين دولار")],
    ),
    ("en-ar", "It cost $500, then $500.", "كلف 500 يورو ثم 500 دولار.", [("$500", "500 يورو")]),
    (
        "en-ar",
        "It cost 9 million Saudi riyals.",
        "كلف 9 ملايين ريال قطري.",
        [("9 million Saudi riyals", "9 ملايين ريال قطري")],
    ),
    ("ar-en", "كلف 9 ملايين ريال يمني.", "It cost SAR 9 million.", [("9 ملايين ريال يمني", "SAR 9 million")]),
    ("en-ar", "It cost 9 Qatari riyals.", "كلف 9 ريالات سعودية.", [("9 Qatari riyals", "9 ريالات سعودية")]),
    ("en-ar", "It cost 90 Qatari riyals.", "كلف 90 ريالا سعوديا.", [("90 Qatari riyals", "90 ريالا سعوديا")]),
    ("en-ar", "It cost 9 Omani rials.", "كلف 9 ريالات إيرانية.", [("9 Omani rials", "9 ريالات إيرانية")]),
    ("en-ar", "It cost A$9.", "كلف 9 دولارات أمريكية.", [("A$9", "9 دولارات أمريكية")]),
    ("en-ar", "It cost £9.", "كلف 9 جنيهات مصرية.", [("£9", "9 جنيهات مصرية")]),
    ("en-fr", "It cost 9 Saudi riyals.", "Il coûte 9 riyals qatariens.", [("9 Saudi riyals", "9 riyals qatariens")]),
    ("en-es", "It cost 9 US dollars.", "Cuesta 9 dólares australianos.", [("9 US dollars", "9 dólares australianos")]),
]


EXCHANGED = [
    # languages, source, target, what stands in each
    ("en-ar", "40 killed, 12 injured", "مقتل 12 وإصابة 40", ["40 killed", "12 injured", "مقتل 12", "وإصابة 40"]),
    ("ar-en", "قتل 40 وجرح 12", "It left 40 injured and twelve dead.", ["قتل 40", "twelve dead"]),
    ("en-ar", "It rose from 12 to 40.", "ارتفع من 40 إلى 12.", ["from 12", "من 40"]),
    ("en-ar", "Ships of 8 to 100 men", "سفن تحمل ما بين 100 إلى 8 رجال", ["8 to", "100 إلى"]),
    ("en-ar", "12 of 40 people agreed.", "وافق 40 من 12 شخصا.", ["12 of", "من 12"]),
    ("en-ar", "It passed by 40 votes, 12 against.", "أيده 12 صوتا مع معارضة 40.", []),
    ("en-ar", "40 votes for, 12 against", "12 صوتا مؤيدا مقابل 40", ["40 votes for", "مقابل 40"]),
    ("en-ar", "COVID-19 lasts 24 days.", "كوفيد-24 يستمر 19 يوما.", ["24 days", "19 يوما"]),
    ("en-ar", "On 4 May, 30 women left.", "في 30 مايو غادرت 4 نساء.", ["4 May", "4 نساء"]),
    ("en-fr", "It killed 40 and injured 12.", "Il a tué 12 personnes et en a blessé 40.", ["killed 40", "tué 12"]),
    ("en-es", "It killed 40 and injured 12.", "Mató a 12 personas e hirió a 40.", ["killed 40", "Mató a 12"]),
    # Both are said in another order, or one noun stands for both numbers.
    ("en-ar", "It killed 40 people and injured 12.", "أصيب 12 شخصا وقتل 40.", []),
    ("en-ar", "It rained for 19 of the 30 days.", "أمطرت 19 يوما من أيام الشهر الـ30.", []),
    ("en-ar", "It was cut from 19 to 11 years.", "خفضت من 19 عاما إلى 11.", []),
]


def find(source: str, target: str, languages: str = "en-ar") -> list[Finding]:
    first, second = languages.split("-", 1)
    return list(AmountsCheck().find(Pair(source=source, target=target, source_language=first, target_language=second)))


@pytest.mark.parametrize(("english", "arabic"), SAME)
def test_the_same_amount_in_another_form_is_no_finding(english: str, arabic: str) -> None:
    assert find(english, arabic) == find(arabic, english, "ar-en") == []


@pytest.mark.parametrize(("languages", "source", "target", "stands"), WRONG)
def test_a_number_that_counts_something_else_is_an_error_that_says_both(
    languages: str, source: str, target: str, stands: list[tuple[str, str]]
) -> None:
    found = find(source, target, languages)
    assert [finding.severity for finding in found] == [Severity.ERROR] * len(stands)
    for finding, (old, new) in zip(found, stands, strict=True):
        assert finding.source_span
        assert finding.target_span
        assert (source[slice(*finding.source_span)], target[slice(*finding.target_span)]) == (old, new)
        assert old in finding.message
        assert new in finding.message


def test_dollars_of_another_country_that_became_plain_ones_are_a_warning() -> None:
    assert [finding.severity for finding in find("It cost A$30.", "كلف 30 دولارا.")] == [Severity.WARNING]


@pytest.mark.parametrize(("languages", "source", "target", "says"), EXCHANGED)
def test_numbers_exchanged_between_their_nouns_are_one_warning_that_says_all(
    languages: str, source: str, target: str, says: list[str]
) -> None:
    found = find(source, target, languages)
    assert [finding.severity for finding in found] == [Severity.WARNING] * bool(says)
    assert all(words in finding.message for finding in found for words in says)


def test_amounts_within_one_language_are_not_compared() -> None:
    assert find("It costs $5.", "It costs 5 euros.", "en-en-GB") == []
