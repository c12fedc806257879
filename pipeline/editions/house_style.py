"""The spelling of an edition: digits and months of its locale, quotation marks of the house.

Only translations are respelled, never an original, and never addresses, code or words with Latin letters (B12).
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from pipeline.editions.visible import read_visible
from pipeline.languages.language import facts
from pipeline.languages.locales import DIGITS, babel_locale, language_of, native_numbering_system, numbering_system

if TYPE_CHECKING:
    from pipeline.languages.dates import Month

Digits = Literal["locale", "latin", "arabic", "keep"]
Months = Literal["locale", "double", "keep"]
_ALL_DIGITS = {digit: str(value) for digits in DIGITS.values() for value, digit in enumerate(digits)}
_SEPARATORS = (("٬", ","), ("٫", "."), ("٪", "%"))
_DIGIT = re.compile(r"\d")
_FOREIGN = re.compile(f"[{''.join(_ALL_DIGITS)}{''.join(mark for mark, _ in _SEPARATORS)}]")
_LATIN_LETTER = re.compile(r"[A-Za-z]")
_FIXED = re.compile(r"\+\d[\d ()-]*\d|(?<![\w-])\d+(?:-\d+){2,}(?![\w-])")
"""Telephone numbers and dates in figures: in Arabic digits their groups would be read from the other end."""
_GROUPED = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
_DECIMAL = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")
_BEFORE_MONTH = re.compile(r"(?:[0-9٠-٩۰-۹](?:\s+من)?|شهر)\s+$")
_AFTER_MONTH = re.compile(r"^\s+[0-9٠-٩۰-۹]")
_BESIDE = 20
"""Characters on either side of a month that may hold its day or year: a digit, and a word with its spaces."""
_MARKS = re.compile("[\u200e\u200f\u061c]")
"""What CLDR puts around signs; the isolates of an edition do its work."""
_DAY_FIRST, _MONTH_FIRST = "d MMMM y", "MMMM d, y"
"""The patterns of a language that has both orders; others have one."""
_DAY_BEFORE, _DAY_AFTER = re.compile(r"(?<!\d)\d{1,2}[^\W\d]{,2}\s+$"), re.compile(r"\s+\d{1,2}(?!\d)")
_OPENING, _CLOSING = "“«„", "”»"
_QUOTES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a newsroom decides about spelling.

    ``own_digits`` are those of single languages, ``digits`` those of all others; ``quotes`` has an opening and a
    closing mark for each language.
    """

    digits: Digits = "locale"
    own_digits: Mapping[str, Digits] = field(default_factory=dict)
    months: Months = "locale"
    quotes: Mapping[str, str] = field(default_factory=dict)

    def numbering(self, tag: str) -> str | None:
        """Return CLDR's name of the digits for a language (``latn``, ``arab``); None leaves those of the text.

        Digits that a language is not written in are not for it: ``arabic`` leaves English as it is.
        """
        digits = self.own_digits.get(tag) or self.own_digits.get(language_of(tag)) or self.digits
        if digits == "keep":
            return None
        if digits == "locale":
            return numbering_system(tag)
        return "latn" if digits == "latin" else native_numbering_system(tag)


def respell(text: str, tag: str, style: Style, *, markup: bool) -> str:
    """Return a translation as the house spells it in a locale; ``markup`` tells Markdown or HTML from plain text."""
    text = _respell_months(unicodedata.normalize("NFC", text), tag, style.months)
    text = _respell_digits(text, style.numbering(tag), markup=markup)
    quotes = style.quotes.get(tag) or style.quotes.get(language_of(tag))
    return _respell_quotes(text, quotes, markup=markup) if quotes else text


def format_number(number: int, tag: str, style: Style) -> str:
    """Write a whole number as a locale does."""
    from babel.numbers import format_decimal

    return write_digits(format_decimal(number, locale=babel_locale(tag), numbering_system="latn"), tag, style)


def format_percent(percent: int, tag: str, style: Style) -> str:
    """Write a percentage as a locale does."""
    from babel.numbers import format_percent as write_percent

    written = write_percent(percent / 100, locale=babel_locale(tag), numbering_system="latn")
    return write_digits(_MARKS.sub("", written), tag, style)


def format_day(day: date, tag: str, style: Style, texts: Sequence[str] = (), *, respelled: bool = True) -> str:
    """Write a date as a locale and the house do; what they leave to the writer, as the dates in some texts have it.

    :param texts: what stands below the date
    :param respelled: whether the texts are spelled as the house does; an original is not
    """
    from babel.dates import format_date, get_date_format

    from pipeline.languages.dates import month_name, months_in

    locale, named = babel_locale(tag), [(text, month) for text in texts for month in months_in(text, tag)]
    pattern = get_date_format("long", locale=locale).pattern
    if get_date_format("long", locale=babel_locale(language_of(tag))).pattern == _MONTH_FIRST:
        pattern = _find_order(named) or pattern
    written, name = format_date(day, pattern, locale=locale), month_name(day.month, tag)
    kept = style.months == "keep" or not respelled or (style.months == "locale" and "-" not in tag)
    if regions := _find_regions(named, tag) if kept else _regions(tag) if style.months == "double" else ():
        written = written.replace(name, "/".join(month_name(day.month, region) for region in regions))
    system = style.numbering(tag)
    if system is None or not respelled:
        system = _find_digits(texts, tag) or system
    return _respell_digits(written, system, markup=False)


def _find_order(named: Sequence[tuple[str, Month]]) -> str | None:
    """Return the pattern of most dates with a day in some texts, by whether the day or the month stands first."""
    days = [bool(_DAY_BEFORE.search(text[: month.span[0]])) for text, month in named]
    months = [bool(_DAY_AFTER.match(text[month.span[1] :])) for text, month in named]
    if sum(days) == sum(months):
        return None
    return _DAY_FIRST if sum(days) > sum(months) else _MONTH_FIRST


def _find_regions(named: Sequence[tuple[str, Month]], tag: str) -> tuple[str, ...]:
    """Return the regions whose names of months stand in most places of some texts: two, where both names do."""
    from pipeline.languages.dates import month_name

    counts = Counter(
        region
        for text, month in named
        for region in _regions(tag)
        if month_name(month.number, region) == text[slice(*month.span)]
    )
    return tuple(region for region, count in counts.items() if count == max(counts.values()))


def _find_digits(texts: Sequence[str], tag: str) -> str | None:
    """Return CLDR's name of the digits that most numbers in some texts are written in; None without numbers."""
    native = native_numbering_system(tag)
    latin, own = (
        sum(text.count(digit) for text in texts for digit in digits)
        for digits in (string.digits, DIGITS.get(native, ""))
    )
    return None if latin == own else native if own > latin else "latn"


def write_digits(text: str, tag: str, style: Style) -> str:
    """Put a locale's digits and separators into a text that holds numbers; Babel writes 0-9 for all."""
    return _respell_digits(text, style.numbering(tag), markup=False)


def _respell_digits(text: str, system: str | None, *, markup: bool) -> str:
    if system is None:
        return text
    foreign = _DIGIT if system in DIGITS else None if text.isascii() else _FOREIGN
    if foreign is None or not foreign.search(text):
        return text
    visible = read_visible(text, markup=markup)
    chars = list(text)
    fixed = {index for match in _FIXED.finditer(visible.text) for index in range(*match.span())}
    for word in re.finditer(r"\S+", visible.text):
        if _LATIN_LETTER.search(word[0]) or not all(visible.free[word.start() : word.end()]):
            continue
        if not fixed.isdisjoint(range(*word.span())):
            continue
        for place, char in zip(visible.places[word.start() : word.end()], _convert(word[0], system), strict=True):
            chars[place] = char
    return "".join(chars)


def _convert(word: str, system: str) -> str:
    """Return a word with the digits of a numbering system, and with their separators, character by character."""
    latin = "".join(_ALL_DIGITS.get(char, char) for char in word)
    for foreign, own in _SEPARATORS:
        latin = re.sub(rf"(?<=\d){foreign}", own, latin)
    if system not in DIGITS:
        return latin
    latin = _GROUPED.sub(lambda match: match[0].replace(",", "٬"), latin)
    latin = _DECIMAL.sub(lambda match: match[0].replace(".", "٫"), latin)
    latin = re.sub(r"(?<=\d)%", "٪", latin)
    return latin.translate(str.maketrans("0123456789", DIGITS[system]))


def _respell_months(text: str, tag: str, months: Months) -> str:
    """Name the months beside numbers as a region does; a bare language leaves the translator's own."""
    if months == "keep" or not _regions(tag) or (months == "locale" and "-" not in tag):
        return text
    from pipeline.languages.dates import months_in

    found, parts, behind = list(months_in(text, tag)), [""], len(text)
    while found:
        last = found.pop()
        start, end = last.span
        # Two names of one month, joined by a slash, are one.
        if found and text[found[-1].span[1] : start].strip() == "/" and found[-1].number == last.number:
            start = found.pop().span[0]
        beside = _BEFORE_MONTH.search(text[max(start - _BESIDE, 0) : start])
        if beside or _AFTER_MONTH.match(text[end : end + _BESIDE]):
            parts += [text[end:behind], _month_name(last.number, tag, months)]
            behind = start
    return "".join((text[:behind], *reversed(parts)))


def _regions(tag: str) -> tuple[str, ...]:
    """Return the regions of a language that name the months in their own ways; none where all name them alike."""
    months = facts(tag).months
    return months.double if months else ()


def _month_name(number: int, tag: str, months: Months) -> str:
    from pipeline.languages.dates import month_name

    tags = _regions(tag) if months == "double" else (tag,)
    return "/".join(month_name(number, each) for each in tags)


def _respell_quotes(text: str, quotes: str, *, markup: bool) -> str:
    """Put the house's marks in the place of quotation marks; straight ones only where they are balanced."""
    visible = read_visible(text, markup=markup)
    straight = [
        place for index, place in enumerate(visible.places) if visible.text[index] == '"' and visible.free[index]
    ]
    chars = list(text)
    for index, place in enumerate(visible.places):
        if visible.free[index] and visible.text[index] in _OPENING + _CLOSING:
            chars[place] = quotes[visible.text[index] in _CLOSING]
    if len(straight) % _QUOTES == 0:
        for number, place in enumerate(straight):
            chars[place] = quotes[number % _QUOTES]
    return "".join(chars)
