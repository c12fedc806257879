"""Languages of articles and units."""

from __future__ import annotations

import pytest

from pipeline.languages.detection import detect_language, unit_language

ENGLISH = "The association signed a protocol of cooperation with the mechanism in Geneva on Monday."
ARABIC = "وقعت رابطة عائلات قيصر بروتوكول تعاون مع الآلية الدولية المحايدة والمستقلة في جنيف."
FRENCH = "Les familles des disparus demandent la vérité et la justice depuis plus de dix ans."
PERSIAN = "خانواده‌های قربانیان می‌گویند که پس از ده سال هنوز پاسخی از دولت نگرفته‌اند و چشم به راه عدالت هستند."
URDU = "وزیر اعظم نے کہا ہے کہ حکومت لاپتہ افراد کے اہل خانہ کو انصاف دلانے کے لیے ہر ممکن قدم اٹھائے گی۔"
PERSIAN_KEYBOARD = ARABIC.replace("ي", "ی").replace("ك", "ک")
RUSSIAN = "Семьи пропавших без вести требуют правды и справедливости уже более десяти лет."
ARTICLES = [
    (ENGLISH, "en"),
    (ARABIC, "ar"),
    (FRENCH, "fr"),
    (PERSIAN, "fa"),
    (URDU, "ur"),
    (PERSIAN_KEYBOARD, "ar"),
    (RUSSIAN, "ru"),
    (f"{ENGLISH} {ENGLISH} «{ARABIC}»", "en"),
    (f"{ARABIC} IIIM (UN General Assembly)", "ar"),
    (f"{ARABIC} وقال رئيس شركة پيجو إن المصنع سيفتح.", "ar"),
    ("委员会在日内瓦签署了一项关于真相与正义的合作协议，并呼吁各国政府支持失踪者家属。", "zh-CN"),
]
UNITS = [
    (ENGLISH, "en", "en"),
    (ARABIC, "ar", "ar"),
    (ARABIC, "en", "ar"),
    (ENGLISH, "ar-SY", "en"),
    (ENGLISH, "en-GB", "en-GB"),
    (FRENCH, "en", "fr"),
    (PERSIAN, "ar", "fa"),
    ("بروتوكول تعاون", "en", "en"),
    ("IIIM", "ar", "ar"),
    ("Caesar Families Association, Damascus", "ar", "ar"),
    ("Yasmin Almashan, Mariam Alhallak, Hassan Alabdullah, Khaled Albasha", "en", "en"),
    ("21 - 12 - 2016", "ar", "ar"),
    ("", "en", "en"),
]
TOO_LITTLE = ["", "12 345", "Hello", "نعم", "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᏣᎳᎩ"]


@pytest.mark.parametrize(("text", "language"), ARTICLES)
def test_an_article_s_language_is_found(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", TOO_LITTLE)
def test_too_little_text_has_no_language(text: str) -> None:
    assert detect_language(text) is None


@pytest.mark.parametrize(("text", "article", "language"), UNITS)
def test_a_unit_differs_from_its_article_only_when_it_is_clear(text: str, article: str, language: str) -> None:
    assert unit_language(text, article) == language


def test_the_same_text_always_has_the_same_language() -> None:
    mixed = "La commission, the committee, le rapport, the report, et la justice, and justice for all"
    assert len({detect_language(mixed) for _ in range(8)}) == 1
