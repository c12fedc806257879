"""Whatever the texts and the languages: every check yields findings that point into the texts, and none raises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks import CHECKS, run_checks
from pipeline.quality.checks.numbers import NumbersCheck

LANGUAGES = (
    *("ar", "ar-EG", "en", "en-IN", "es", "fr", "ja", "zh"),  # with data of ours
    *("cs", "de", "de-CH", "el", "fa", "he", "hi", "it", "ko", "pl", "pt-BR", "ru", "sv", "sw", "th", "tr", "uk", "ur"),
)
PIECES = (
    *"اأبتوفكلى ـ،؛؟.٠١٢٣٫٬0123,:;/-–[](){}%@*`<>&~_#|\\'\"’“”«»$€£ \t\n\xa0\u202f\u200f\u202e\u2069\u0301ی\ufffd三万é",
    *(
        "192.168.*.*",
        "1.234.",
        "12.5",
        "1,234",
        "000 6",
        "6 000",
        "5m",
        "$1.6",
        "1:02:11",
        "9:30",
        "3-4",
        "1990s",
        "XIV",
    ),
    *(
        "%s",
        "%(count)d",
        "{name}",
        "**",
        "<b>",
        "https://a.example/b",
        "a@b.example",
        "COVID-19",
        "\U0001f3fd",
        "\ud83d",
    ),
    *(" billion", " مليون", " mil", " million", " دولار", " ريال سعودي", " euros", " يوما", " per cent", " في المئة"),
    *(" May", " أيار", " mayo", " Monday", " الأحد", " not", " لا", " ne", " pas", " no", " Syria", " سوريا", "l’Iraq"),
    *(" killed", " قتيلا", " injured", " جريحا", " and", " و", " five", " خمسة", " الثامنة إلا ربعا", " p.m."),
)
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=14).map("".join)
languages = st.sampled_from(LANGUAGES)


@settings(max_examples=400, deadline=None)  # the first example loads the lexicon
@given(texts, texts.filter(str.strip), languages, languages)  # an empty target is not checked
def test_checks_take_any_text_in_any_language_and_point_into_it(
    source: str, target: str, source_language: str, target_language: str
) -> None:
    pair = Pair(source=source, target=target, source_language=source_language, target_language=target_language)
    for check in CHECKS:
        found = list(check.find(pair))
        assert found == list(check.find(pair))
        for finding in found:
            assert finding.message
            for span, text in ((finding.source_span, source), (finding.target_span, target)):
                assert span is None or 0 <= span[0] < span[1] <= len(text)


def test_a_check_that_fails_is_told_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: NumbersCheck, pair: Pair) -> Iterator[Finding]:
        raise ValueError(pair.source)

    monkeypatch.setattr(NumbersCheck, "find", fail)
    pair = Pair(source="It cost $5.", target="كلف 5 يورو", source_language="en", target_language="ar")
    found = {finding.check: finding for finding in run_checks(pair)}
    assert {"numbers", "amounts"} <= found.keys()
    assert found["numbers"].severity is Severity.WARNING
    assert "It cost $5." in found["numbers"].message
