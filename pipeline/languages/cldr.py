"""What Unicode's locale data (CLDR, through Babel) say of a language, in the shape of a data file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError
from pipeline.languages.locales import babel_locale, script_of
from pipeline.languages.matching import fold
from pipeline.languages.scripts import script_facts

if TYPE_CHECKING:
    from babel import Locale

_WIDTHS = ("wide", "abbreviated")
_COUNTED = re.compile(r"\d+[^\W\d_]")
"""A month that is counted: 7月, 7월."""
_LEAST = 3
"""The fewest letters of an abbreviated month; shorter ones are often other words."""


def locale_facts(language: str, known: Container[str]) -> dict[str, Any]:
    """Return the keys of a language's data file that it does not have: name, months, weekdays, numbers.

    Names of months count beside digits only, since they may be other words too.
    """
    found: dict[str, Any] = {}
    if all(key in known for key in ("name", "months", "weekdays", "numbers")):
        return found
    try:
        locale = babel_locale(language)
    except ConfigError:  # CLDR does not know it, and any text may say that it is in it
        return {"name": language}
    if "name" not in known:
        found["name"] = locale.english_name or language
    if "months" not in known:
        found["months"] = _months(locale)
    if "weekdays" not in known:
        days = tuple(" ".join(_weekday(locale, day)) for day in range(7))
        # Where only some are one word, that word stands in the others too (Persian).
        found["weekdays"] = {"names": days} if all(days) else None
    if "numbers" not in known:
        found["numbers"] = {"scales": _scales(locale), **separators(locale)}
    return found


def _months(locale: Locale) -> dict[str, Any]:
    rows = []
    for month in range(1, 13):
        names = {
            str(locale.months[context][width][month]).rstrip(".")
            for context in ("format", "stand-alone")
            for width in _WIDTHS
        }
        counted = sorted(filter(_COUNTED.fullmatch, names))
        words = counted or sorted(name for name in names if len(name) >= _LEAST and name[0].isalpha())
        rows.append("|".join(map(re.escape, words)) or "(?!)")
    return {"names": rows, "doubtful": "*"}


def _weekday(locale: Locale, day: int) -> Iterator[str]:
    """Yield the names of a weekday that are one word."""
    names = {fold(str(locale.days[context]["wide"][day])).text for context in ("format", "stand-alone")}
    yield from sorted(name for name in names if name.isalpha())


def _scales(locale: Locale) -> dict[int, str]:
    """Return the words of compact numbers by their value: 0 Millionen, 0 Mio., 0万."""
    words: dict[int, set[str]] = defaultdict(set)
    widths = (locale.compact_decimal_formats[width] for width in ("long", "short"))
    rows = (row for width in widths for patterns in width.values() for row in patterns.items())
    for number, pattern in rows:
        shown = str(getattr(pattern, "pattern", pattern))
        zeros, word = shown.count("0"), re.sub(r"[0'.¤\s\u200f\u200e]", "", shown)
        # A single letter of an alphabet (5M) says too little.
        if zeros and word.isalpha() and (len(word) > 1 or script_facts(script_of(word) or "").joined):
            words[int(number) // 10 ** (zeros - 1)].add(fold(word).text)
    return {value: " ".join(sorted(found)) for value, found in words.items()}


def separators(locale: Locale) -> dict[str, str]:
    """Return the marks of "." and "," that group thousands and that begin decimals."""
    symbols = locale.number_symbols["latn"]
    return {"grouping": _plain(symbols["group"]), "decimal": _plain(symbols["decimal"])}


def _plain(mark: object) -> str:
    return str(mark) if str(mark) in {".", ","} else ""
