"""What a check says, on the page: in its reader's language, with everything it quotes isolated."""

from __future__ import annotations

import pytest

from pipeline.editions.labels import labels_of
from pipeline.model import Message, phrase
from pipeline.review.labels import interface_languages
from pipeline.review.messages import ROOM, write_message

NUMBER = "the number {number} is not in the translation; add it or correct it"
LANGUAGE = "the translation seems to be in {language}; translate it into {wanted}"
MESSAGES = [
    (phrase(NUMBER, number="37"), "en", "the number <bdi>37</bdi> is not in the translation; add it or correct it"),
    (phrase(NUMBER, number="37"), "ar", "العدد <bdi>37</bdi> غير موجود في الترجمة؛ أضفه أو صحّحه"),
    (phrase("two spaces; write one"), "ar", "مسافتان متتاليتان؛ اكتب مسافة واحدة"),
    (
        phrase(LANGUAGE, language=phrase("Persian"), wanted=phrase("Arabic")),
        "ar",
        "يبدو أن الترجمة باللغة الفارسية؛ ترجم النص إلى اللغة العربية",
    ),
    (
        phrase('the {kind} "{text}" is missing; copy it from the source', kind=phrase("tag"), text="<b>&{x}"),
        "ar",
        "سقط من الترجمة وسم HTML: «<bdi>&lt;b&gt;&amp;{x}</bdi>»؛ انسخه من النص المصدر",
    ),
    (phrase("nobody translated {this} <i>", this="x"), "ar", "nobody translated <bdi>x</bdi> &lt;i&gt;"),
]


@pytest.mark.parametrize(("message", "language", "html"), MESSAGES)
def test_a_message_is_said_in_the_language_of_the_reader(message: Message, language: str, html: str) -> None:
    assert write_message(message, language) == html


def test_findings_are_said_in_every_language_of_the_page() -> None:
    assert [labels_of(tag, ROOM).language for tag in interface_languages()] == list(interface_languages())
