"""A reviewed translation made that of a sentence which returns with other figures, spacing or punctuation."""

from __future__ import annotations

import re

from pipeline.languages.matching import fold

_FIGURE = re.compile(r"\d+(?:[.,\u066b\u066c]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_VOWEL_SIGNS = re.compile("[\u0640\u064b-\u0652\u0670]")  # and the tatweel: Arabic is written with or without them
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})
# A number keeps its separators and its sign, and a word its hyphens: 1.5 is not 15, and to re-sign is not to resign.
# What is neither, nor plain punctuation, counts too: a question mark, a percent sign, a star that makes text bold.
_TOKEN = re.compile(
    r"""
    (?:(?<![\w])[-−+])?\d(?:[\d.,٫٬:/\-–]*\d)?
    | [^\W_]+(?:['\-][^\W_]+)*
    | [^\s\w.,;:!،؛"“”„«»‹›'()\[\]\-–—…·•] | _
    """,
    re.VERBOSE,
)


def adapt(known: str, asked: str, target: str) -> str | None:
    """Return the translation of a known text for one that says the same, but for figures that can be exchanged.

    The two may also differ in spacing, punctuation and case. None where other words differ: how similar two texts are
    is no measure, since "now" and "not" are 99 % similar in a sentence.
    """
    return target if _say_the_same(known, asked) else exchange_figures(known, asked, target)


def exchange_figures(known: str, asked: str, target: str) -> str | None:
    """Return the translation of a known text with the figures of one that has other figures and the same words.

    None where other words differ, or where a figure does not stand in the translation just as often as in the
    known text. A figure is written as the translation writes it: its digits, and its thousands apart or not.
    """
    before, after = _FIGURE.findall(known), _FIGURE.findall(asked)
    rests = [_FIGURE.sub("0", text) for text in (known, asked)]
    if len(before) != len(after) or not (_say_the_same(*rests) or fold(rests[0]).text == fold(rests[1]).text):
        return None
    exchanged = {_plain(old): _plain(new) for old, new in zip(before, after, strict=True)}
    figures = [_plain(figure) for figure in before]
    there = [_plain(figure) for figure in _FIGURE.findall(target)]
    changed = {old for old, new in exchanged.items() if old != new}
    if not changed or any(figures.count(old) != 1 or there.count(old) != 1 for old in changed):
        return None
    return _FIGURE.sub(lambda match: _write(exchanged.get(_plain(match[0]), ""), match[0]), target)


def _plain(figure: str) -> str:
    """Return a figure in Western digits, its thousands not set apart."""
    folded = fold(figure).text
    return folded.replace(",", "") if _GROUPED.fullmatch(folded) else folded


def _write(figure: str, like: str) -> str:
    """Write a figure in the digits and with the marks of another; that other one where there is none."""
    if not figure or figure == _plain(like):
        return like
    groups = any(mark in like for mark in ",\u066c") and _GROUPED.fullmatch(fold(like).text)
    whole, point, part = figure.partition(".")
    written = f"{int(whole):,}{point}{part}" if groups and whole.isdecimal() else figure
    zero = ord(like[0]) - int(like[0])
    native = zero != ord("0")
    marks = {ord("."): "\u066b", ord(","): "\u066c"} if native else {}
    return written.translate(marks | {ord("0") + digit: chr(zero + digit) for digit in range(10)})


def _say_the_same(one: str, other: str) -> bool:
    """Say whether two texts differ in nothing but spacing, punctuation and case."""
    ours, theirs = _tokens(one), _tokens(other)
    if [token.casefold() for token in ours] != [token.casefold() for token in theirs]:
        return False
    if one.isupper() or other.isupper():  # a headline in capitals
        return True
    return not any(_is_acronym(mine) != _is_acronym(yours) for mine, yours in zip(ours, theirs, strict=True))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_VOWEL_SIGNS.sub("", text.translate(_QUOTES)))


def _is_acronym(word: str) -> bool:
    """Tell US from us."""
    return len(word) > 1 and word.isupper()
