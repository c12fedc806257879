"""Month names: one month whatever the calendar tradition writes it in (يناير, كانون الثاني, جانفي, January)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.stems import word_set
from pipeline.model import Span

_ENGLISH = {
    1: "January|Jan",
    2: "February|Feb",
    3: "March|Mar",
    4: "April|Apr",
    5: "May",
    6: "June|Jun",
    7: "July|Jul",
    8: "August|Aug",
    9: "September|Sept|Sep",
    10: "October|Oct",
    11: "November|Nov",
    12: "December|Dec",
}
# Egyptian and Gulf, Levantine and Iraqi, Maghrebi names; the spellings that keyboards produce.
_ARABIC = {
    1: "يناير|كانون الثاني|جانفي|ينار",
    2: "فبراير|شباط|فيفري",
    3: "مارس|[آاأ]ذار",
    4: "[أا]بريل|[إا]بريل|نيسان|[أا]فريل",
    5: "مايو|[أا]يار|ماي",
    6: "يونيو|يونيه|حزيران|جوان",
    7: "يوليو|يوليه|تموز|جويلية|يوليوز",
    8: "[أا]غسطس|آب|[أا]وت|غشت",
    9: "سبتمبر|[أا]يلول|شتنبر",
    10: "[أا]كتوبر|تشرين ال[أا]ول",
    11: "نوفمبر|تشرين الثاني|نونبر",
    12: "ديسمبر|كانون ال[أا]ول|دجنبر",
}
# Also verbs, names or short forms of something else: months only beside a day, a year or a preposition of time.
_DOUBTFUL = frozenset(
    {
        "March",
        "Mar",
        "May",
        "Jan",
        "Jun",
        "Dec",
        "Sep",
        "August",
        "April",
        "June",
        "مارس",
        "ماي",
        "جوان",
        "آب",
        "اوت",
        "أوت",
        "ابريل",
    }
)
_BESIDE = {
    "en": (
        re.compile(
            r"(?:\d(?:st|nd|rd|th)?|\b(?:in|of|since|until|till|by|from|to|and|last|next|this|early|late|mid|during|between|before|after|through|on))[\s\-]*$",
            re.IGNORECASE,
        ),
        re.compile(r"^\.?,?[\s\-–]*\d"),
    ),
    "ar": (
        re.compile(
            r"(?:\d(?:[\s\-]+من)?|شهر|شهري|بداية|نهاية|مطلع|أواخر|أوائل|منتصف|(?<!\w)(?:في|منذ|حتى|خلال|إلى|بين)|[\u0621-\u064a]\s?/)[\s\-/]*$"
        ),
        re.compile(r"^[\s\-–/]*(?:\d|من\s|عام|سنة|الماضي|المقبل|الجاري|القادم)|^\s?/\s?[\u0621-\u064a]"),
    ),
}
_CHOICE = re.compile(r"\[(.)[^\]]*\]")
_FIRST_WORDS = {
    "en": frozenset(name.lower() for names in _ENGLISH.values() for name in names.split("|")),
    # Folded, with particles; of a double name the first part.
    "ar": frozenset(
        f"{conjunction}{particle}{fold(_CHOICE.sub(lambda match: match[1], name)).text.split()[0]}"
        for names in _ARABIC.values()
        for name in names.split("|")
        for conjunction in ("", "و", "ف")
        for particle in ("", "ب", "ك", "ل")
    ),
}
"""How months begin, to be quick about texts that name none."""
_WINDOW = 24
_DIACRITICS = "[\u0640\u064b-\u0652]*"


def _arabic_pattern(names: str) -> str:
    """Allow vowel signs between the letters of Arabic names, and any space in the double ones."""
    spaced = names.replace(" ", r"\s+")
    return re.sub(r"([\u0621-\u063a\u0641-\u064a](?![^\[]*\])|\])", rf"\1{_DIACRITICS}", spaced)


def _compile(rows: dict[int, str], before: str) -> re.Pattern[str]:
    names = "|".join(f"(?P<m{number}>{names})" for number, names in rows.items())
    return re.compile(rf"(?<!\w){before}(?:{names})(?!\w)")


_PATTERNS = {
    "en": _compile(_ENGLISH, ""),
    "ar": _compile({number: _arabic_pattern(names) for number, names in _ARABIC.items()}, "(?:[وف]?[بكل]?)"),
}


@dataclass(frozen=True, slots=True)
class Month:
    """A month named in a text; ``number`` is 1-12."""

    number: int
    span: Span


@lru_cache(maxsize=256)
def months_in(text: str, language: str) -> tuple[Month, ...]:
    """Return the months named in a text; none for a language without month data."""
    language = language_of(language)
    pattern = _PATTERNS.get(language)
    if pattern is None or _FIRST_WORDS[language].isdisjoint(word_set(text)):
        return ()
    return tuple(_months(pattern, text, language))


def _months(pattern: re.Pattern[str], text: str, language: str) -> Iterator[Month]:
    for match in pattern.finditer(text):
        group = match.lastgroup or "m0"
        if match[group] in _DOUBTFUL and not _beside_date(text, match, language):
            continue
        yield Month(int(group[1:]), match.span(group))


def _beside_date(text: str, match: re.Match[str], language: str) -> bool:
    before, after = _BESIDE[language]
    head = text[max(0, match.start() - _WINDOW) : match.start()]
    return bool(before.search(head) or after.search(text[match.end() : match.end() + _WINDOW]))
