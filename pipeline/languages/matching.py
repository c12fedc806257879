"""Find wordings in running text: one way for the glossary, the terms check and the number words.

Folding takes away what does not matter for matching (case, tatweel, diacritics, alef forms, digit systems) and keeps
the way back: every span is in code points of the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.model import Rule, Span, Term

_ARABIC_FORMS = {
    "آ": "ا",
    "أ": "ا",
    "إ": "ا",
    "ٱ": "ا",
    "ة": "ه",
    "ى": "ي",
    "ئ": "ي",
    "ؤ": "و",
    "ی": "ي",
    "ک": "ك",
}
_SEPARATORS = {"٫": ".", "٬": ",", "٪": "%", "،": ","}
_TATWEEL = "\u0640"
# U+0610-061A honorifics, U+064B-065F vowels, U+0670 dagger alef, U+06D6-06ED Quranic marks
_DIACRITICS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_DROPPED = re.compile(f"{_TATWEEL}|{_DIACRITICS.pattern}")
_SHORTEST = 3
"""The fewest letters of a word before a pronoun; shorter words are often the beginning of others."""
_GAP = r"[\s\u00a0\-\u2010-\u2015_/]+"


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text, and the way back to the original."""

    text: str
    original: str

    def span(self, start: int, end: int) -> Span:
        """Return a span of the folded text as a span of the original."""
        dropped = _dropped(self.original)
        return start + bisect_right(dropped, start), end + bisect_right(dropped, end)


class _Plain(dict[int, str]):
    """What each character is folded to, filled as characters are met; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        """Fold a character that was not met before."""
        self[code] = plain = _fold_char(chr(code))
        return plain


def _fold_char(char: str) -> str:
    if _DROPPED.match(char):
        return ""
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    plain = _ARABIC_FORMS.get(char) or _SEPARATORS.get(char) or char
    lower = plain.lower()
    return lower if len(lower) == 1 else plain


_PLAIN = _Plain()


@lru_cache(maxsize=256)
def fold(text: str) -> FoldedText:
    """Fold a text: lower case, bare Arabic letters, Western digits."""
    return FoldedText(text.lower() if text.isascii() else text.translate(_PLAIN), text)


@lru_cache(maxsize=64)
def _dropped(text: str) -> Sequence[int]:
    """Return where in its folded text each character stood that folding dropped; few texts are asked for it."""
    if len(fold(text).text) == len(text):
        return ()
    return [match.start() - number for number, match in enumerate(_DROPPED.finditer(text))]


def _is_acronym(wording: str) -> bool:
    """Tell whether case is what makes the wording: ``WHO`` is not "who"."""
    return wording.isupper() and any(char.isascii() and char.isalpha() for char in wording)


def without_article(word: str, language: str) -> str:
    """Return a word without the article that is written onto it; folded, ألغام also seems to have one."""
    return re.sub(facts(language).forms.article, "", word)


def _word_pattern(word: str, language: str) -> tuple[str, str]:
    """Return what any form of a word holds, folded, and its pattern with what the language writes onto it."""
    forms = facts(language).forms
    folded = fold(word).text
    if folded.isascii() or not forms.prefix:
        return folded, re.escape(folded)
    stem = fold(without_article(_DROPPED.sub("", word), language)).text
    if len(stem) < _SHORTEST or not stem.isalpha():
        return stem, f"{forms.prefix}{re.escape(stem)}{forms.suffix}"
    plain, joined = forms.endings.get(_DIACRITICS.sub("", word)[-1], (stem[-1], stem[-1]))
    held = stem[:-1]
    pronouns = f"|{joined}({forms.pronouns})" if forms.pronouns else ""
    return held, f"{forms.prefix}{re.escape(held)}(?:{plain}{forms.suffix}{pronouns})"


@lru_cache(maxsize=16384)
def _pattern(wording: str, language: str) -> tuple[tuple[str, ...], str] | None:
    """Return pieces that any match must contain (cheap to look for), the longest first, and the whole pattern."""
    folded = fold(wording).text
    words = [word for word in re.findall(r"[^\s\-\u2010-\u2015_/]+", wording) if fold(word).text]
    if not words:
        return None
    forms = facts(language).forms
    held, written = zip(*(_word_pattern(word, language) for word in words), strict=True)
    body = _GAP.join(written)
    if folded.isascii() and not facts(language).has_case:
        # Latin words may carry a particle of another script ("لـIIIM"), so only Latin letters and digits bound them.
        pattern = rf"(?<![a-z0-9_]){body}(?:s|es|['’]s)?(?![a-z0-9_])"
    elif folded.isascii():
        pattern = rf"(?<![a-z0-9_]){body}(?:{forms.suffix}|['’]s)?(?![a-z0-9_])"
    else:
        pattern = rf"(?<!\w){body}{'' if forms.prefix else forms.suffix}(?!\w)"
    return tuple(sorted(held, key=len, reverse=True)), pattern


@cache  # of a glossary, few wordings stand in a text: to compile the patterns of all takes half a second
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def find_terms(wording: str, text: str, language: str) -> Iterator[Span]:
    """Yield where a wording stands in a text, with or without the language's particles and plural."""
    prepared = _pattern(wording.strip(), language_of(language))
    folded = fold(text)
    if prepared is None or not all(piece in folded.text for piece in prepared[0]):
        return
    exact = _is_acronym(wording)
    for match in _compile(prepared[1]).finditer(folded.text):
        start, end = folded.span(*match.span())
        if match.lastindex and not _has_pronouns(match, folded):
            continue
        if not exact or _is_same_acronym(wording.strip(), text, start, end):
            yield start, end


def _has_pronouns(match: re.Match[str], folded: FoldedText) -> bool:
    """Tell whether what looks like a pronoun is one: folded, محاكمة (trial) is محاكم (courts) with ه."""
    places = (match.span(number) for number in range(1, match.re.groups + 1) if match[number])
    return all("ة" not in folded.original[slice(*folded.span(*place))] for place in places)


def _is_same_acronym(wording: str, text: str, start: int, end: int) -> bool:
    """Tell whether an acronym stands there in capitals and by itself: in UN-led, but not in UN-Habitat."""
    joined = text[end : end + 1] in "-\u2011" and text[end + 1 : end + 2].isupper()
    return wording in text[start:end] and not joined


def find_term(wording: str, text: str, language: str) -> Span | None:
    """Return where a wording first stands in a text, or None."""
    return next(find_terms(wording, text, language), None)


def occurrences(terms: Iterable[Term], source: str) -> tuple[tuple[Term, Span], ...]:
    """Return each term that occurs in a source with its first place there, in the order of the terms.

    An occurrence inside a longer one does not count: "court" is not asked for in "International Criminal Court".
    A forbidden term without source wording always applies; its span is empty.
    """
    found = [(term, tuple(find_terms(term.source, source, term.source_language))) for term in terms]
    # A forbidden wording says nothing about how the words around it are translated, so it hides nobody.
    covers = [span for term, spans in found if term.rule is not Rule.FORBIDDEN for span in spans]
    kept: list[tuple[Term, Span]] = []
    for term, spans in found:
        if term.rule is Rule.FORBIDDEN and not term.source:
            kept.append((term, (0, 0)))
        free = next((span for span in spans if not any(_inside(span, cover) for cover in covers)), None)
        if free:
            kept.append((term, free))
    return tuple(kept)


def piece_of(wording: str, tag: str) -> str:
    """Return a piece of every folded text with the wording: a quick test, since few terms occur in a text."""
    prepared = _pattern(wording.strip(), language_of(tag))
    return prepared[0][0] if prepared else "\0"


def _inside(span: Span, cover: Span) -> bool:
    return cover[0] <= span[0] and span[1] <= cover[1] and span != cover
