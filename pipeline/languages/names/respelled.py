"""Find the names of a text that its translation respells, each with its spelling there.

The spelling is that of the lexicon, else by sound. A name that is translated (a country, a month, the White House) is
left out, and so is a word that may be no name: what an engine is told, it repeats.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.languages.language import DATA
from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.names.arabic_spelling import RULES
from pipeline.languages.names.from_arabic import names_in_arabic
from pipeline.languages.names.from_latin import names_in_latin
from pipeline.languages.names.lexicon import load_lexicon
from pipeline.languages.names.pair import name_pair
from pipeline.languages.names.transliteration import arabic_forms
from pipeline.model import Span

_WORD = re.compile(r"[^\W\d_]+")
_KNOWLEDGE = {".npz", ".tsv", ".txt"}
"""Kinds of files with the lexicon, the words that are no names, and what was learned of spelling."""


@dataclass(frozen=True, slots=True)
class RespelledName:
    """A name of a text and how its translation writes it; the span is without particles that are written onto it."""

    source: str
    target: str
    span: Span


@cache
def names_revision() -> str:
    """Return a digest in hexadecimal digits of all data that spellings come from."""
    ours = (path for path in Path(__file__).parent.iterdir() if path.suffix in _KNOWLEDGE)
    files = (RULES, *sorted(ours), *sorted(DATA.glob("*.toml")))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def spellings_among(text: str, spellings: Mapping[str, str]) -> dict[str, str]:
    """Return of some names, one folded word each, those that a text may have, with their spellings, in their order."""
    if not spellings:
        return {}
    words = _WORD.findall(fold(text).text)
    forms = dict.fromkeys(form for word in words for form in (word, *(form for form, _ in arabic_forms(word))))
    return {form: spellings[form] for form in forms if form in spellings}


def find_respelled(
    text: str, source_language: str, target_language: str, spellings: Mapping[str, str] | None = None
) -> tuple[RespelledName, ...]:
    """Return the names of a text in their order; none in a language pair whose names look alike.

    *spellings* of words, by the folded word, go before those of the lexicon.
    """
    pair = name_pair(source_language, target_language)
    if pair is None:
        return ()
    into_latin = pair.latin != language_of(source_language)
    lexicon = load_lexicon(pair).with_spellings(spellings or {}, into_latin=into_latin)
    found = (names_in_arabic if into_latin else names_in_latin)(text, pair, lexicon)
    return tuple(RespelledName(text[slice(*span)], spelling, span) for span, spelling in found)
