"""Put one known error into a good translation: six kinds, by seeded rules, in English and Arabic targets.

Every rule takes a pair and a random generator, and returns the spoilt target, or None
where the pair offers no place for such an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random

from pipeline.languages.locales import language_of
from pipeline.model import Pair

Rule = Callable[[Pair, Random], str | None]

_START = r"(?<![\w\u064b-\u0652])"
_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*")
_WORD_NUMBERS = {
    "en": ["three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "thirty"],
    "ar": ["ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "ثلاث", "أربع", "خمس", "سبع", "تسع"],
}
_BY_HALVES = r"(?:إلا|سوى|فحسب)(?!\w)"
_NEGATORS = {
    # Not where the words negate nothing (no matter, whether or not) or are a name for something (a no-fly zone).
    "en": re.compile(
        r"\b(?:do|does|did|is|are|was|were|has|have|had|would|could|should|must|will) not\b|\bcannot\b|n['’]t\b"
        r"|(?<!\bor )(?<!\bthan )(?<!\bif )(?<!\bwhy )\bnot\b(?! least| to mention)|\bnever\b"
        r"|(?<!-)\bno (?:one|longer|(?:more|less|fewer|later|earlier) than)\b"
        r"|(?<!-)\bno\b(?!-| matter| doubt| wonder| confidence)"
    ),
    # Not where the words negate nothing (لا سيما, لا يزال, غير أن, أم لا, لا بد, دي لا بلاتا), only go on with a
    # negation (ولا before a noun) or negate by halves (لا ... إلا).
    "ar": re.compile(
        rf"{_START}(?<!أم )(?<!دي )(?:لا(?! ?سيما| [يت]?زا?ل| بد| شك| محالة)|[وف]لا(?= [يتنأ][\u0621-\u064a]{{2}})"
        rf"(?! [يت]?زا?ل)|[وف]?(?:لم(?! [يت]زل)|لن|ليس|ليست|ليسوا)|(?<!لا )غير(?! أن))"
        rf"(?![^.]* {_BY_HALVES})(?![\w\u064b-\u0652])(?=\s)"
    ),
}
_HALVED = re.compile(rf"{_START}[وف]?(?:لا|لم|لن|ليس|ليست|ما) [^.]*{_BY_HALVES}")
_UNNEGATED = {
    "can't": "can",
    "won't": "will",
    "shan't": "shall",
    "cannot": "can",
    "no": "a",
    "no one": "someone",
    "no longer": "still",
}
_AUXILIARY = re.compile(
    r"\b(?:(?:has|have|had)(?! to\b)|is|are|was|were|will|would|could|should|must|can|may)\b"
    r"(?! not|n['’]t| only| just| merely| barely| hardly| scarcely| yet to| little| seldom| rarely)"
)
_NOUNS = "وم|ون|ول|وسف|ناير|اسم|مين|سار|هود|ور|اب|مني|دوي|قين|تيم"
"""How common words go on that begin like a verb in the imperfect: يوم, يناير, يمين, اليابان."""
_IMPERFECT = re.compile(
    rf"{_START}(?<!ما )(?<!ألا )(?<!لم )(?<!لن )(?<!لا )(ي(?!{_NOUNS})[\u0621-\u064a]{{3,}})(?![\w\u064b-\u0652])"
)
_WAS = re.compile(rf"{_START}(?<!ما )([وف]?)كان(ت?)(?![\w\u064b-\u0652])")
_QUOTED = re.compile(r"[\"“”«„]([^\"“”«»„]+)[\"“”»]")
_LEAST_QUOTED = 3


def change_number(pair: Pair, random: Random) -> str | None:
    """Change one number: another digit, two digits turned around, ten times as much, another number word."""
    found, words = list(_NUMBER.finditer(pair.target)), list(_number_words(pair))
    if not found and not words:
        return None
    match = random.choice([*found, *words])
    new = _other_number(match[0], random) if match in found else _other_word(match[0], pair, random)
    return _put(pair.target, match.span(), new)


def _number_words(pair: Pair) -> Iterator[re.Match[str]]:
    words = "|".join(_WORD_NUMBERS[language_of(pair.target_language)])
    yield from re.finditer(rf"(?<!\w)(?:{words})(?!\w)", pair.target)


def _other_word(word: str, pair: Pair, random: Random) -> str:
    row = _WORD_NUMBERS[language_of(pair.target_language)]
    rest = [other for other in row if other != word and other.endswith("ة") == word.endswith("ة")]
    return random.choice(rest)


def _other_number(text: str, random: Random) -> str:
    places = [index for index, char in enumerate(text) if char.isdecimal()]
    turned = [(a, b) for a, b in pairwise(places) if text[a] != text[b] and (a or text[b] not in "0٠")]
    way = random.randrange(3)
    if way == 0 and turned:
        first, second = random.choice(turned)
        chars = list(text)
        chars[first], chars[second] = chars[second], chars[first]
        return "".join(chars)
    zero = "٠" if text[places[0]] >= "٠" else "0"
    if way == 1 and len(places) == len(text):
        return text + zero
    place = random.choice(places)
    digits = [chr(ord(zero) + value) for value in range(1, 10)]
    return text[:place] + random.choice([digit for digit in digits if digit != text[place]]) + text[place + 1 :]


def drop_number(pair: Pair, random: Random) -> str | None:
    """Take one number in digits out."""
    found = list(_NUMBER.finditer(pair.target))
    if not found:
        return None
    return _tidy(_put(pair.target, random.choice(found).span(), ""))


def flip_negation(pair: Pair, random: Random) -> str | None:
    """Take a negation out, or put one in where there is none."""
    language = language_of(pair.target_language)
    found = list(_NEGATORS[language].finditer(pair.target))
    if found and len(found) <= 2:
        match = random.choice(found)
        remove = _unnegated_english if language == "en" else _unnegated_arabic
        return _tidy(remove(pair.target, match))
    if found or random.random() < 0.5:
        return None
    return _negated_english(pair.target, random) if language == "en" else _negated_arabic(pair.target, random)


def _unnegated_english(text: str, match: re.Match[str]) -> str:
    start = text.rfind(" ", 0, match.end()) + 1 if match[0] in {"n't", "n’t"} else match.start()
    whole = text[start : match.end()].replace("’", "'")
    new = _UNNEGATED.get(whole.lower(), re.sub(r"^(?:no|never|not)\b ?| ?n[o']t$", "", whole))
    return text[:start] + (new + text[match.end() :] if new else text[match.end() :].removeprefix(" "))


def _unnegated_arabic(text: str, match: re.Match[str]) -> str:
    kept = 1 if match[0][0] in "وف" else 0
    return text[: match.start() + kept] + text[match.end() :].removeprefix(" ")


def _negated_english(text: str, random: Random) -> str | None:
    found = list(_AUXILIARY.finditer(text))
    if not found:
        return None
    match = random.choice(found)
    return _put(text, match.span(), f"{match[0]} not")


def _negated_arabic(text: str, random: Random) -> str | None:
    found = [*_WAS.finditer(text), *_IMPERFECT.finditer(text)]
    if not found or _HALVED.search(text):
        return None
    match = random.choice(found)
    if match.re is _WAS:
        return _put(text, match.span(), f"{match[1]}لم {'ت' if match[2] else 'ي'}كن")
    return _put(text, match.span(), f"لا {match[1]}")


def lose_quotes(pair: Pair, random: Random) -> str | None:
    """Take both marks of a quotation away that the source has too: one of as many as the source has, or fewer."""
    found = list(_QUOTED.finditer(pair.target))
    places = [match for match in found if len(match[1]) >= _LEAST_QUOTED]
    if not places or len(_QUOTED.findall(pair.source)) < len(found):
        return None
    match = random.choice(places)
    return _put(pair.target, match.span(), match[1])


def leave_untranslated(pair: Pair, random: Random) -> str | None:
    """Leave the target in the source language: whole, or one half of it (at least four words)."""
    source, target = pair.source.split(), pair.target.split()
    if len(source) < 8 or len(target) < 8:
        return None
    way = random.randrange(3)
    if way == 0:
        return pair.source
    middle = (len(source) // 2, len(target) // 2)
    halves = (target[: middle[1]], source[middle[0] :]) if way == 1 else (source[: middle[0]], target[middle[1] :])
    return " ".join([*halves[0], *halves[1]])


def loop(pair: Pair, random: Random) -> str | None:
    """Say the last one to eight words two to five times more, or the whole target twice."""
    words = pair.target.split()
    if len(words) < 9:
        return None
    if random.random() < 0.2:
        return f"{pair.target} {pair.target}"
    tail = words[-random.randint(1, 8) :]
    return " ".join([*words, *(tail * random.randint(2, 5))])


def _put(text: str, span: tuple[int, int], new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]


def _tidy(text: str) -> str:
    return re.sub(r"\s+([.,،؛])", r"\1", re.sub(r"  +", " ", text)).strip()
