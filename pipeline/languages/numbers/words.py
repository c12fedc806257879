"""Number words, scales and months by language, as data. A language without rows here is checked in digits only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from pipeline.languages.matching import fold
from pipeline.languages.stems import Telling

Number = int | Fraction

HUNDRED = 100
THOUSAND = 1000

_ENGLISH_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_ENGLISH_ORDINALS = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_ENGLISH_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

ENGLISH: dict[str, int] = {
    **{word: value for value, word in enumerate(_ENGLISH_UNITS)},
    **{word: value for value, word in enumerate(_ENGLISH_ORDINALS)},
    **{word: 10 * value for value, word in enumerate(_ENGLISH_TENS, 2)},
    **{f"{word[:-1]}ieth": 10 * value for value, word in enumerate(_ENGLISH_TENS, 2)},
    **dict.fromkeys(("thirds",), 3),
    **dict.fromkeys(("fifths",), 5),
    **dict.fromkeys(("once", "single"), 1),
    **dict.fromkeys(("twice", "both", "pair", "couple", "double", "dual"), 2),
    **dict.fromkeys(("triple", "trio", "thrice", "hat-trick", "trilogy"), 3),
    **dict.fromkeys(("quadruple", "quartet"), 4),
    "dozen": 12,
    "fortnight": 14,
    **dict.fromkeys(("hundred", "hundreds", "hundredth"), HUNDRED),
}
ENGLISH_SCALES: dict[str, int] = {
    **dict.fromkeys(("thousand", "thousands", "thousandth", "millennium"), THOUSAND),
    **dict.fromkeys(("million", "millions", "millionth", "mn", "mln"), 10**6),
    **dict.fromkeys(("billion", "billions", "bn"), 10**9),
    **dict.fromkeys(("trillion", "trillions", "tn", "trn"), 10**12),
}
ENGLISH_DECADES: dict[str, int] = {
    **{f"{word[:-1]}ies": 10 * value for value, word in enumerate(_ENGLISH_TENS, 2)},
    "teens": 10,
}

_ARABIC_UNITS: dict[int, str] = {
    0: "صفر",
    1: "واحد واحدة أحد إحدى أول أولى حادي حادية الوحيد",
    2: "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي إثنان إثنين ثاني ثانية ثان كلا كلتا ضعف ضعفي ثنائي",
    3: "ثلاثة ثلاث ثالث ثالثة ثلاثي",
    4: "أربعة أربع رابع رابعة رباعي أرباع",
    5: "خمسة خمس خامس خامسة خماسي أخماس",
    6: "ستة ست سادس سادسة سداسي",
    7: "سبعة سبع سابع سابعة سباعي",
    8: "ثمانية ثماني ثمان ثامن ثامنة ثماني",
    9: "تسعة تسع تاسع تاسعة",
    10: "عشرة عشر عاشر عاشرة",
    20: "عشرون عشرين",
    30: "ثلاثون ثلاثين",
    40: "أربعون أربعين",
    50: "خمسون خمسين",
    60: "ستون ستين",
    70: "سبعون سبعين",
    80: "ثمانون ثمانين",
    90: "تسعون تسعين",
    100: "مئة مائة مئات مية",
    200: "مئتان مئتين مئتا مئتي مائتان مائتين مائتا مائتي",
    2000: "ألفان ألفين ألفي",
    2 * 10**6: "مليونان مليونين مليوني",
    2 * 10**9: "ملياران مليارين ملياري",
}
_ARABIC_HUNDREDS = ("ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_ARABIC_SCALES: dict[int, str] = {
    THOUSAND: "ألف ألفا آلاف ألوف",
    10**6: "مليون مليونا ملايين",
    10**9: "مليار مليارا مليارات بليون بليونا بلايين",
    10**12: "تريليون تريليونا تريليونات ترليون",
}
_ARABIC_TENS = ("عشرين", "ثلاثين", "أربعين", "خمسين", "ستين", "سبعين", "ثمانين", "تسعين")


def _folded(rows: dict[int, str]) -> dict[str, int]:
    return {fold(word).text: value for value, words in rows.items() for word in words.split()}


ARABIC: dict[str, int] = {
    **_folded(_ARABIC_UNITS),
    **{
        fold(unit + hundred).text: HUNDRED * value
        for value, unit in enumerate(_ARABIC_HUNDREDS, 3)
        for hundred in ("مئة", "مائة", "مية")
    },
    **{fold(f"ثماني{hundred}").text: 800 for hundred in ("مئة", "مائة")},
}
ARABIC_SCALES: dict[str, int] = _folded(_ARABIC_SCALES)
ARABIC_DECADES: dict[str, int] = {
    fold(word + ending).text: 10 * value for value, word in enumerate(_ARABIC_TENS, 2) for ending in ("يات", "ات")
}

WORDS = {"en": ENGLISH, "ar": ARABIC}
SCALES = {"en": ENGLISH_SCALES, "ar": ARABIC_SCALES}
DECADES = {"en": ENGLISH_DECADES, "ar": ARABIC_DECADES}

AMBIGUOUS_SCALES = {"k": THOUSAND, "m": 10**6, "b": 10**9}
"""Right after digits these may be a scale or a unit (5m: metres, millions); both readings hold."""

_ARABIC_ENDINGS = ("", "ه", "ها", "هم", "هن")
_HALF = Fraction(1, 2)
_QUARTER = Fraction(1, 4)

ASIDES: dict[str, dict[str, tuple[Number, ...]]] = {
    # Words that may stand for a number but never build one: shares, spans of years, hours with a name.
    "en": {
        **dict.fromkeys(("half", "halves"), (_HALF,)),
        **dict.fromkeys(("quarter", "quarters"), (_QUARTER, Fraction(3, 4), 4)),
        **dict.fromkeys(("century", "centuries"), (100,)),
        **dict.fromkeys(("decade", "decades"), (10, 20)),
        **dict.fromkeys(("noon", "midday"), (12,)),
        "midnight": (12, 0, 24),
        "dozens": (12, 10),  # عشرات counts by tens
        "tens": (10,),
    },
    "ar": {
        "الفيه": (1000, 2000),
        **{f"نصف{ending}": (_HALF,) for ending in _ARABIC_ENDINGS},
        **{f"ثلث{ending}": (Fraction(1, 3), 3) for ending in _ARABIC_ENDINGS},
        **{f"ثلثي{ending}": (Fraction(2, 3), 3) for ending in _ARABIC_ENDINGS},
        **{f"ربع{ending}": (_QUARTER, 4) for ending in _ARABIC_ENDINGS},
        **{f"خمس{ending}": (Fraction(1, 5), 5) for ending in _ARABIC_ENDINGS if ending},
        **dict.fromkeys(("قرن", "قرون"), (100,)),
        **dict.fromkeys(("قرنين", "قرنان"), (200,)),
        **dict.fromkeys(("عقد", "عقود"), (10,)),
        **dict.fromkeys(("عقدين", "عقدان"), (20,)),
        "عشرات": (10, 12),
        "ظهر": (12,),
        "منتصف": (12, 0, 24),
    },
}
LOOKALIKES: dict[str, dict[str, tuple[Number, ...]]] = {"ar": {"كميه": (), "لست": (6,)}}
"""Words that only look like a number with a particle (a quantity, "I am not"), with what they may mean all the same."""

CONNECTORS = {"en": frozenset({"and", "a"}), "ar": frozenset({"و"})}

_NONE: frozenset[str] = frozenset()
_ALONE = {"en": frozenset({"first"}), "ar": frozenset({"اول", "اولي"})}
"""Number words that build no longer number: the first ten are not eleven."""
_ARABIC_PREFIX = re.compile("^(?:[وف]?(?:[بك]ال|لل|[بكل]|ال)?)")


@lru_cache(maxsize=8192)
def candidates(word: str, language: str) -> tuple[str, ...]:
    """Return the folded forms under which a folded word may stand in the tables: itself, then stripped ones."""
    if language != "ar":
        return (word,)
    longest = _ARABIC_PREFIX.match(word)
    limit = longest.end() if longest else 0
    starts = [start for start in range(limit + 1) if _ARABIC_PREFIX.fullmatch(word[:start])]
    bare = [word[start:] for start in starts]
    return tuple(dict.fromkeys([*bare, *(form.removesuffix("ا") for form in bare)]))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a word says in numbers: a value that may build a longer number, a scale, values that stand alone."""

    value: int | None
    scale: bool
    asides: frozenset[Number]
    alone: bool = False
    """Whether it builds no longer number."""


@lru_cache(maxsize=32)
def readings(language: str) -> Telling[Reading]:
    """Return what the folded words of a language say in numbers, their particles ignored."""
    return Telling(language, lambda word: _read(word, language))


def _read(word: str, language: str) -> Reading | None:
    alike = LOOKALIKES.get(language, {}).get(word)
    if alike is not None:
        return Reading(None, scale=False, asides=frozenset(alike)) if alike else None
    forms = candidates(word, language)
    scale = _first(forms, SCALES.get(language, {}))
    value = scale if scale is not None else _first(forms, WORDS.get(language, {}))
    table = ASIDES.get(language, {})
    asides = {aside for form in forms for aside in table.get(form, ())}
    decade = _first(forms, DECADES.get(language, {}))
    if decade is not None:
        asides |= {decade, 1900 + decade, 1800 + decade, 20}
    if value is None and not asides:
        return None
    alone = not _ALONE.get(language, _NONE).isdisjoint(forms)
    return Reading(value, scale is not None, frozenset(asides), alone)


def _first(forms: tuple[str, ...], table: Mapping[str, int]) -> int | None:
    return next((table[form] for form in forms if form in table), None)
