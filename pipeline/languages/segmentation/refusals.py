"""What refuses an end: the words on both sides of a stop, and what their language's file knows of them."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.languages.locales import script_of
from pipeline.languages.segmentation.marks import CLOSERS, ENDS, WIDE_CLOSERS
from pipeline.languages.segmentation.rules import SentenceRules, rules_for

if TYPE_CHECKING:
    from collections.abc import Sequence

_CLOSING = re.escape(CLOSERS)
_NAME_LENGTH = 4
_REPORT_LENGTH = 6
_SHORTEST = 3
_TATWEEL = "\u0640"
# "At 5 a.m." is too short for a sentence.
_FRONTED = 3
_OPENERS = "“‘«([{\"'‹„*_¿¡"
_CONTINUING = frozenset(",;:،؛")
_QUESTION_CLOSED = re.compile(rf"[!?؟][{_CLOSING}]+$")
_STATEMENT_CLOSED = re.compile(r"[.…][”’»\"']+$")
_INTRODUCED = re.compile(r"[:,،]\s*[“«\"‘„][^“«\"‘„]*$")
# A question or call in quotes after a word, not after a colon or comma.
_EMBEDDED = re.compile(r"[^\W\d_]\s+[“«\"‘„][^“«\"‘„”»]*[!?؟][”»\"’]$")
# A source given after a quotation: “... of stairways.” (Smith 55).
_CITATION = re.compile(r"\([^()]{1,60}\)[.,;؛،]")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+")
_ELIDED = re.compile(r"[^\W\d_]{1,2}['’]")
"""The small word written onto the next one: l'art."""
# The number of a document may have letters before it: "res. A/71/248".
_DOCUMENT = re.compile(r"(?:[^\W\d_]{1,4}[/-]){0,3}\d")
_NUMBER = re.compile(r"\D?\d[\d.,٫٬]*")
_ATTACHED_NUMBER = re.compile(r"\D?\d[\d.,٫٬]*(?=[^\W\d_])")
_BRAND = re.compile(r"[a-z]{1,2}[A-Z]")
_POINTS = re.compile(r"(?:\.{2,}|…)$")
_DOTS = ("..", "…")
# Three points with spaces between are a pause, unless they follow the full stop that ends the sentence.
_SPACED_POINTS = re.compile(r"[^\s.](?:\s\.){3}$")
_FOUR_POINTS = re.compile(r"(?:\.\s){3}\s*[^\W\d_]")


def is_refused(left: str, right: str, rules: SentenceRules) -> bool:
    """Tell whether a sentence goes on from the text before a stop to the text after it."""
    return (
        left in rules.words.item_words
        or _goes_on(left, right, rules)
        or _is_pause(left, right, rules)
        or _is_embedded(left, right, rules)
        or _is_abbreviated(left, right, rules)
        or _is_attributed(left, right, rules)
    )


def _goes_on(left: str, right: str, rules: SentenceRules) -> bool:
    """Tell whether a text begins as only the middle of a sentence does: small letter, comma, a quotation's source."""
    if right[0] == ".":
        return not (_FOUR_POINTS.match(right) and left[-2:-1].isalpha())
    letters = next((right[index:] for index, char in enumerate(right) if char.isalnum()), "")
    if left[-1] in WIDE_CLOSERS and rules.goes_on_after_quote.match(right):
        return True
    if right[0] in _CONTINUING or (letters[:1].islower() and not _BRAND.match(letters) and _is_cased(left)):
        return True
    return left[-1] in CLOSERS and _CITATION.match(right) is not None


def _is_cased(left: str) -> bool:
    """Tell whether a text ends in a script with small letters: after Arabic, a small Latin letter says nothing."""
    last = next(filter(str.isalpha, reversed(left)), "a")
    return last.lower() != last.upper()


def _first_word(right: str) -> str:
    """Return the first word of a text without the marks around it, its full stop kept."""
    words = right.split(maxsplit=1)
    return words[0].lstrip(_OPENERS).rstrip(CLOSERS + ",;:!?،؛؟*_") if words else ""


def _last_word(left: str) -> str:
    """Return the last word of a text without the marks before it; empty where none touches its end."""
    words = left.rsplit(maxsplit=1)
    return words[-1].lstrip(_OPENERS) if words else ""


def _starts(right: str, rules: SentenceRules) -> bool:
    """Tell whether a text begins as sentences usually do."""
    return rules.starts(_first_word(right)) and not right.startswith(rules.words.goes_on)


def _is_pause(left: str, right: str, rules: SentenceRules) -> bool:
    """Tell whether points before a cut are a pause within the sentence."""
    bare = left.rstrip(CLOSERS)
    if bare[-2:-1].isspace() and _SPACED_POINTS.search(bare):
        return True
    points = _POINTS.search(bare) if bare.endswith(_DOTS) else None
    if points is None:
        return False
    following = _first_word(right)
    if points[0] in rules.words.soft or _last_word(bare[: points.start()]) == following:  # "I... I do not know"
        return True
    if points[0] not in rules.words.pauses or rules.opens_after_pause.match(right):
        return False
    return following in rules.words.resumes or not _starts(right, rules)


def _is_embedded(left: str, right: str, rules: SentenceRules) -> bool:
    """Tell whether a question or call before a cut is quoted within a sentence, such as the title of a book."""
    if not rules.words.embeds or left[-1] not in CLOSERS or not _EMBEDDED.search(left):
        return False
    return _first_word(right) in rules.words.resumes or not _starts(right, rules)


def _is_abbreviated(left: str, right: str, rules: SentenceRules) -> bool:
    """Tell whether the full stop before a cut belongs to an abbreviation that does not end its sentence."""
    words = left.rsplit(maxsplit=_FRONTED)
    word = words[-1].rstrip(CLOSERS).lstrip(_OPENERS)
    if word.endswith(".."):
        return False
    attached = _ATTACHED_NUMBER.match(word)
    word = word[attached.end() if attached else 0 :].replace(_TATWEEL, "")
    after_number = attached is not None or (len(words) > 1 and _NUMBER.fullmatch(words[-2]) is not None)
    book = _book_of(word, rules)
    # A prefix and one letter are a word of their own, such as "له".
    forms = {word, word[1:]} if len(word) > _SHORTEST and word[0] in rules.words.prefixes else {word}
    if elided := _ELIDED.match(word):
        forms.add(word[elided.end() :])
    initials = _INITIALS.fullmatch(word) is not None
    if not initials and forms.isdisjoint(book.abbreviations):  # most words
        return False
    following = _first_word(right)
    if forms & book.words.usually_final:
        return following.rstrip(".") in book.words.continues or len(words) <= _FRONTED
    if forms & book.words.never_final and not (after_number and forms & book.words.ambiguous_after_number):
        return True
    if forms & book.words.before_number and _DOCUMENT.match(following):
        return True
    unsure = initials or forms & book.words.ambiguous or (after_number and forms & book.words.ambiguous_after_number)
    measured = (after_number or forms & book.words.eras) and book.opens_after_number.match(right)
    return bool(unsure) and not (measured or _starts(right, rules) or _starts(right, book))


def _book_of(word: str, rules: SentenceRules) -> SentenceRules:
    """Return the rules that know a word: a Latin abbreviation in an Arabic text is an English one."""
    foreign = (
        rules_for(rules.words.foreign)
        if rules.words.foreign and script_of(word[:1]) == rules.words.foreign_script
        else None
    )
    return foreign or rules


def _is_attributed(left: str, right: str, rules: SentenceRules) -> bool:
    """Tell whether who said the quote before a cut is named after it: “Why?” Yasmin asked."""
    asked = left[-1] in CLOSERS and _QUESTION_CLOSED.search(left)
    if not asked and not (left[-1] in CLOSERS and _STATEMENT_CLOSED.search(left)):
        return False
    words = right.split()
    name = 0 if rules.words.speech_before else sum(1 for _ in takewhile(lambda word: word[0].isupper(), words))
    bare = next((n for n, word in enumerate(words[: _NAME_LENGTH + 1]) if word[-1] in ENDS), None)
    if bare is not None and words[bare].rstrip(ENDS) in rules.words.speech:  # “No.” The minister said.
        return True
    if name >= len(words) or name > _NAME_LENGTH or not (name or rules.words.speech_before):
        return False
    if words[name].rstrip(",،؛") not in rules.words.speech:
        return False
    if rules.words.speech_before:
        return not _INTRODUCED.search(left) and not _reports(words, rules)
    # After a statement, what was said may follow: “No.” Yasmin said the deal was off.
    return bool(asked) or not rules.words.circumstances.isdisjoint(
        word.strip(".,") for word in words[name + 1 : name + 2]
    )


def _reports(words: Sequence[str], rules: SentenceRules) -> bool:
    """Tell whether a verb of speech begins a sentence of its own: "he added that ...", "she said: ..."."""
    for word in words[:_REPORT_LENGTH]:
        if word.rstrip("،,") in rules.words.reported or word.endswith(":"):
            return True
        if word[-1] in ENDS:
            break
    return False
