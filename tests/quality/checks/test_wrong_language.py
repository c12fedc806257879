"""Targets in a language that nobody asked for, and what is none."""

from __future__ import annotations

import pytest

from pipeline.model import Pair, Severity
from pipeline.quality.checks import run_checks
from pipeline.quality.checks.wrong_language import WrongLanguageCheck

PORT = "The port of Hamburg reopened on Monday after a strike by the dock workers."
WRONG = [
    # source language, target language, source, target, the language it is in
    (
        "en",
        "fr",
        PORT,
        "Der Hafen von Hamburg wurde am Montag nach einem Streik der Arbeiter wieder geöffnet.",
        "German",
    ),
    (
        "de",
        "fr",
        "Der Hafen von Hamburg wurde am Montag nach einem Streik wieder geöffnet.",
        "Ships can enter the harbour again, since those who work there have gone back to their places.",
        "English",
    ),
    (
        "en",
        "ar",
        PORT,
        "بندر هامبورگ روز دوشنبه پس از اعتصاب طولانی کارگران بازگشایی شد و کشتی‌ها پهلو گرفتند.",
        "Persian",
    ),
]
RIGHT = [
    ("en", "fr", PORT, "Le port de Hambourg a rouvert lundi après une grève des dockers."),
    ("en", "ar", PORT, "أعيد فتح ميناء هامبورغ يوم الاثنين بعد إضراب عمال الأرصفة."),
    # a short text
    ("en", "fr", "Good night", "Gute Nacht"),
    # names that the source has, too
    (
        "en",
        "fr",
        "Frank-Walter Steinmeier, Annalena Baerbock, Christian Lindner, Karl Lauterbach, Robert Habeck",
        "Frank-Walter Steinmeier, Annalena Baerbock, Christian Lindner, Karl Lauterbach, Robert Habeck",
    ),
    # a quotation in its own language
    (
        "en",
        "fr",
        "He said: “Der Hafen von Hamburg wurde am Montag nach einem Streik der Arbeiter wieder geöffnet.”",
        "Il a dit : « Der Hafen von Hamburg wurde am Montag nach einem Streik der Arbeiter wieder geöffnet. »",
    ),
    # languages that are taken for one another
    ("en", "da", PORT, "Havnen i Hamburg ble åpnet igjen mandag etter en streik blant havnearbeiderne."),
    # a language that langdetect does not know
    ("en", "eu", PORT, "Hanburgoko portua astelehenean ireki zuten berriro langileen greba luze baten ondoren."),
]


@pytest.mark.parametrize(("source_language", "target_language", "source", "target", "language"), WRONG)
def test_a_target_in_another_language_is_an_error_that_names_it(
    source_language: str, target_language: str, source: str, target: str, language: str
) -> None:
    pair = Pair(source=source, target=target, source_language=source_language, target_language=target_language)
    (finding,) = WrongLanguageCheck().find(pair)
    assert finding.severity is Severity.ERROR
    assert language in finding.message
    assert finding.check in {found.check for found in run_checks(pair)}


@pytest.mark.parametrize(("source_language", "target_language", "source", "target"), RIGHT)
def test_short_texts_names_quotations_and_relatives_prove_nothing(
    source_language: str, target_language: str, source: str, target: str
) -> None:
    pair = Pair(source=source, target=target, source_language=source_language, target_language=target_language)
    assert list(WrongLanguageCheck().find(pair)) == []


def test_what_is_left_in_the_source_language_is_said_once() -> None:
    pair = Pair(source=PORT, target=PORT, source_language="en", target_language="fr")
    assert [finding.check for finding in run_checks(pair) if finding.severity is Severity.ERROR] == ["untranslated"]
