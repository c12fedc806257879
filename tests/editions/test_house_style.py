"""The spelling of the house: digits, months and quotation marks by the locale of an edition."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.editions.house_style import Style, format_day, respell

RESPELLED = [
    ("ar", Style(), "في ٩ كانون الثاني ٢٠٢٦", "في 9 كانون الثاني 2026"),
    ("ar-EG", Style(), "في 9 كانون الثاني 2026، بعد 21 كانون الأول/ديسمبر", "في ٩ يناير ٢٠٢٦، بعد ٢١ ديسمبر"),
    ("ar-SY", Style(), "في 9 يناير 2026 بلغ 6,000 و12.5 و25%.", "في ٩ كانون الثاني ٢٠٢٦ بلغ ٦٬٠٠٠ و١٢٫٥ و٢٥٪."),
    ("ar-TN", Style(), "9 آذار 2026", "9 مارس 2026"),
    ("ar-SY", Style(), "سيارة نيسان، وفي الحديقة زهرة.", "سيارة نيسان، وفي الحديقة زهرة."),
    ("ar-EG", Style(months="double"), "9 مارس 2026", "٩ آذار/مارس ٢٠٢٦"),
    ("ar-EG", Style(months="keep", digits="keep"), "9 آذار 2026", "9 آذار 2026"),
    ("ar-EG", Style(digits="latin"), "٦٬٠٠٠ و١٢٫٥", "6,000 و12.5"),
    ("ar", Style(digits="arabic"), "10 دول", "١٠ دول"),
    ("fa", Style(digits="arabic"), "10 کشور", "۱۰ کشور"),
    ("en", Style(digits="arabic"), "10 states", "10 states"),
    ("ar", Style(own_digits={"ar": "arabic"}), "10 دول", "١٠ دول"),
    ("ar-EG", Style(own_digits={"ar": "latin", "ar-EG": "keep"}), "10 و٢٠", "10 و٢٠"),
    ("en", Style(own_digits={"ar": "arabic"}), "10 states", "10 states"),
    (
        "ar-EG",
        Style(),
        "COVID-19 و[القرار 71](https://a.example/71) و`5` و&#39; وB12",
        "COVID-19 و[القرار ٧١](https://a.example/71) و`5` و&#39; وB12",
    ),
    ("ar-EG", Style(), "الرقم +963 11 555 في 2026-03-09 عند 5", "الرقم +963 11 555 في 2026-03-09 عند ٥"),
    ("en", Style(), "On ٩ March, ٦٬٠٠٠ came.", "On 9 March, 6,000 came."),
    ("ar", Style(quotes={"ar": "«»"}), 'قال "نعم" و“لا”.', "قال «نعم» و«لا»."),
    ("ar", Style(quotes={"ar": "«»"}), 'قال "نعم.', 'قال "نعم.'),
    ("ar-EG", Style(quotes={"ar": "«»"}), '<a href="x">“نعم”</a>', '<a href="x">«نعم»</a>'),
]
DAYS = [
    ("ar", Style(), "9 يناير 2026"),
    ("ar-SY", Style(), "٩ كانون الثاني ٢٠٢٦"),
    ("ar-DZ", Style(), "9 جانفي 2026"),
    ("ar", Style(months="double"), "9 كانون الثاني/يناير 2026"),
    ("ar-EG", Style(digits="latin"), "9 يناير 2026"),
    ("en-GB", Style(), "9 January 2026"),
    ("fr", Style(), "9 janvier 2026"),
]
# Of the text below a date: whether it is spelled as the house does, and the date above it.
FOLLOWED = [
    ("en", Style(), False, "It closed on 12 March 2026, and on 3 April, not May 5.", "9 January 2026"),
    ("en-GB", Style(), False, "It closed on March 12.", "January 9, 2026"),
    ("en", Style(), True, "It closed in March 2026.", "January 9, 2026"),
    ("ar", Style(), True, "أُغلق في 12 آذار 2026.", "9 كانون الثاني 2026"),
    ("ar", Style(), True, "أُغلق في 12 آذار/مارس 2026.", "9 كانون الثاني/يناير 2026"),
    ("ar", Style(), True, "أُغلق في 12 مارس.", "9 يناير 2026"),
    ("ar", Style(months="double"), True, "أُغلق في 12 مارس.", "9 كانون الثاني/يناير 2026"),
    ("ar-EG", Style(), True, "أُغلق في ١٢ آذار.", "٩ يناير ٢٠٢٦"),
    ("ar-EG", Style(months="keep", digits="keep"), True, "أُغلق في 12 آذار.", "9 كانون الثاني 2026"),
    ("ar", Style(), False, "أُغلق في ١٢ مارس.", "٩ يناير ٢٠٢٦"),
    ("fr", Style(), False, "Fermé le 12 mars.", "9 janvier 2026"),
]


@pytest.mark.parametrize(("tag", "style", "text", "expected"), RESPELLED)
def test_a_translation_is_spelled_as_its_locale_and_the_house_do(
    tag: str, style: Style, text: str, expected: str
) -> None:
    assert respell(text, tag, style, markup=True) == expected
    assert respell(expected, tag, style, markup=True) == expected


@pytest.mark.parametrize(("tag", "style", "expected"), DAYS)
def test_dates_follow_locale_and_house(tag: str, style: Style, expected: str) -> None:
    assert format_day(date(2026, 1, 9), tag, style) == expected


@pytest.mark.parametrize(("tag", "style", "respelled", "text", "expected"), FOLLOWED)
def test_a_date_follows_those_of_its_text_where_the_house_leaves_them(
    tag: str,
    style: Style,
    respelled: bool,  # noqa: FBT001
    text: str,
    expected: str,
) -> None:
    assert format_day(date(2026, 1, 9), tag, style, [text], respelled=respelled) == expected


@settings(deadline=None)
@given(
    st.text(st.sampled_from("0123456789٠٥٩٬٫٪,.% اABb-/[]()`*"), max_size=30), st.sampled_from(["ar", "ar-EG", "en"])
)
def test_respelling_twice_is_respelling_once(text: str, tag: str) -> None:
    once = respell(text, tag, Style(), markup=True)
    assert respell(once, tag, Style(), markup=True) == once
    assert len(once) == len(text)
