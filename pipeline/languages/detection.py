"""The language of an article, and of a unit that clearly differs from it. The same text always gets the same answer."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import chain

import msgspec

from pipeline.languages.characters import characters
from pipeline.languages.language import facts, known_languages
from pipeline.languages.locales import language_of, normalize_tag, script_of
from pipeline.languages.scripts import SHARED, script_in
from pipeline.languages.stems import word_set

ARTICLE_LETTERS = 20
UNIT_LETTERS = 40
ARTICLE_CONFIDENCE = 0.7
UNIT_CONFIDENCE = 0.999
_SCRIPT_SHARE = 0.7
# A few foreign letters are names in their own spelling; a language has far more of its own.
_OWN_SHARE = 0.02
_COMMON_WORDS = 2
_PLAIN_WORDS = 3
# As many as langdetect itself makes of a text.
_ROUNDS = 7
# Of an article: this many different ones, and this part of all its words.
_MANY_COMMON = 5
_COMMON_SHARE = 0.15
_WORD = re.compile(r"[^\W\d_]+")
_ASCII = range(128)
_LETTERS_ALONE = {code: chr(code).lower() if chr(code).isalpha() else " " for code in _ASCII}
_NO_LETTERS = bytes(code for code in _ASCII if not chr(code).isalpha())
_PLAIN = re.compile(r"[\x00-\x7f]+")


class _Lookalikes(msgspec.Struct, frozen=True, kw_only=True):
    """The languages in Arabic letters, by the letters that Arabic does not use."""

    plain: str
    """The language of a text without any of these letters."""
    shared: str
    own: dict[str, str]


@cache
def _lookalikes() -> _Lookalikes:
    return msgspec.toml.decode((SHARED / "arabic-letters.toml").read_bytes(), type=_Lookalikes)


def detect_language(text: str) -> str | None:
    """Return the language of an article's text as a tag; None where too little of it tells."""
    script, letters, _ = _main_script(text)
    if letters < ARTICLE_LETTERS:
        return None
    return _by_common_words(text, script) or _detect(text, script, ARTICLE_CONFIDENCE)


def unit_language(text: str, article_language: str) -> str:
    """Return the language of a unit: the article's, unless the unit is long and clearly in another one."""
    if text.isascii() and facts(article_language).script == "LATIN" and _is_common(text, article_language):
        return article_language
    script, letters, share = _main_script(text)
    if letters < UNIT_LETTERS or share < _SCRIPT_SHARE or _is_common(text, article_language):
        return article_language
    foreign = script != facts(article_language).script
    expected = language_of(article_language)
    found = _detect(text, script, ARTICLE_CONFIDENCE if foreign else UNIT_CONFIDENCE, expected)
    if found is None or language_of(found) == expected:
        return article_language
    return found


def is_plainly(text: str, tag: str) -> bool:
    """Tell quickly that `unit_language` finds no other: by frequent words, or by letters that only other languages use.

    False says nothing.
    """
    telling, common = frequent_words(language_of(tag))
    if common or telling:
        words = word_set(text)
        return len(words & telling) + len(words & common) >= _PLAIN_WORDS
    if language_of(tag) != _lookalikes().plain or not _other_letters().isdisjoint(characters(text)):
        return False
    return _count_plain_letters(text) < UNIT_LETTERS


@cache
def _other_letters() -> frozenset[str]:
    """Return the letters that a text in the plain language of Arabic letters has not, but for names."""
    known = _lookalikes()
    return frozenset(known.shared).union(*known.own.values())


def _count_plain_letters(text: str) -> int:
    return len(text.encode("ascii", "ignore").translate(None, _NO_LETTERS))


def _main_script(text: str) -> tuple[str, int, float]:
    """Return the script of most letters, how many of them it has, and its share of all."""
    plain = _count_plain_letters(text)
    scripts = Counter({"LATIN": plain} if plain else {})
    for char, number in Counter(_PLAIN.sub("", text)).items():
        if script := script_of(char):
            scripts[script] += number
    if not scripts:
        return "", 0, 0.0
    script, count = scripts.most_common(1)[0]
    return script, count, count / scripts.total()


def _words(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return text.translate(_LETTERS_ALONE).split() if text.isascii() else _WORD.findall(text.lower())


def _letters(text: str, script: str) -> str:
    """Return the letters of one script."""
    return "".join([char for char in text if script_of(char) == script])


def _is_common(text: str, tag: str) -> bool:
    """Tell whether a text has enough of a language's most frequent words to need no other test."""
    telling, common = frequent_words(language_of(tag))
    words = set(_words(text))
    return not words.isdisjoint(telling) or len(words & common) >= _COMMON_WORDS


@cache
def frequent_words(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return a language's telling words and its common ones."""
    known = facts(language)
    return frozenset(known.telling_words.split()), frozenset(known.common_words.split())


def _by_common_words(text: str, script: str) -> str | None:
    """Return the only language whose most frequent words are a large part of a text."""
    # Line by line, since most lines are plain ones, which are sooner parted.
    words = Counter(chain.from_iterable(map(_words, text.split("\n"))))
    counts: dict[str, int] = {}
    for language in (tag for tag in known_languages() if script_in(tag) == script):
        _, common = frequent_words(language)
        found = [words[word] for word in common if word in words]
        if len(found) >= _MANY_COMMON and sum(found) >= _COMMON_SHARE * words.total():
            counts[language] = sum(found)
    return max(counts, key=counts.__getitem__, default=None)


def _detect(text: str, script: str, confidence: float, expected: str = "") -> str | None:
    """Return the language of a text, most of it in one script, if it is sure enough.

    :param expected: a language that None may stand for as well, which is sooner found
    """
    if script != "ARABIC":
        return _guess(text, script, confidence, expected)
    letters = _letters(text, script)
    known = _lookalikes()
    for tag, own in known.own.items():
        if sum(map(letters.count, own)) >= max(2, _OWN_SHARE * len(letters)):
            return tag
    # Persian kaf and yaa alone may come from a keyboard: then the words decide.
    shared = sum(map(letters.count, known.shared))
    return _guess(text, script, confidence, expected) if shared > _OWN_SHARE * len(letters) else known.plain


def _guess(text: str, script: str, confidence: float, expected: str) -> str | None:
    """Return langdetect's first guess for the words in one script, if it is sure enough."""
    from langdetect import LangDetectException

    from pipeline.languages.guessing import likeliest

    words = " ".join(word for word in _WORD.findall(text) if script_of(word[0]) == script)
    try:
        # What one round misses by more than the others can make up for, the mean of all cannot reach.
        least = 1 - (1 - confidence) * _ROUNDS
        first = likeliest(words, rounds=1) if least > 1 / 2 else None
        if first and (first.prob < least or language_of(normalize_tag(first.lang)) == expected):
            return None
        guess = likeliest(words, rounds=_ROUNDS)
    except LangDetectException:
        return None
    return normalize_tag(guess.lang) if guess and guess.prob >= confidence else None
