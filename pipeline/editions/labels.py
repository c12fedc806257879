"""What an edition says itself, in its own language: a language more is a row more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.locales import babel_locale, language_of

if TYPE_CHECKING:
    from datetime import date

_DIGITS = {"arab": "٠١٢٣٤٥٦٧٨٩", "arabext": "۰۱۲۳۴۵۶۷۸۹"}
"""The digits of CLDR's numbering systems, where they are not 0-9."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The sentences of an edition. ``{language}`` is the original's name in the language of the edition.

    ``partly`` avoids counted nouns: an Arabic noun's form would change with the number.
    """

    whole: str
    partly: str
    embed: str


LABELS: dict[str, Labels] = {
    "ar": Labels(
        whole="مترجَم عن {language}، وقد روجعت ترجمة كل جملة فيه.",
        partly="عدد الجمل المترجَمة والمراجَعة {reviewed} من أصل {total}؛ وما بقي تُرك بلغته الأصلية، وهي {language}.",
        embed="محتوى مضمَّن في المقال الأصلي",
    ),
    "en": Labels(
        whole="Translated from {language}; the translation of every sentence is reviewed.",
        partly="{reviewed} of {total} sentences are reviewed translations; the rest stand in the original language, "
        "{language}.",
        embed="Embedded content of the original article",
    ),
}


def labels_of(tag: str) -> tuple[Labels, str]:
    """Return the labels of a language, and the language they are in: English for one without a row."""
    language = language_of(tag)
    return (LABELS[language], tag) if language in LABELS else (LABELS["en"], "en")


def format_number(number: int, tag: str) -> str:
    """Write a number in the digits of a locale."""
    from babel.numbers import format_decimal

    return _digits(format_decimal(number, locale=babel_locale(tag), numbering_system="default"), tag)


def format_day(day: date, tag: str) -> str:
    """Write a date as a locale does, with its months and digits."""
    from babel.dates import format_date

    return _digits(format_date(day, "long", locale=babel_locale(tag)), tag)


def standing(reviewed: int, total: int, source_language: str, tag: str) -> str:
    """Say how much of an edition is a reviewed translation."""
    labels, language = labels_of(tag)
    sentence = labels.whole if reviewed == total else labels.partly
    return sentence.format(
        reviewed=format_number(reviewed, language),
        total=format_number(total, language),
        language=babel_locale(source_language).get_language_name(language.replace("-", "_")) or source_language,
    )


def _digits(text: str, tag: str) -> str:
    """Put a locale's own digits in: Babel writes 0-9 for all."""
    digits = _DIGITS.get(babel_locale(tag).default_numbering_system)
    return text.translate(str.maketrans("0123456789", digits)) if digits else text
