"""Find the names of a text that its translation respells, each with its spelling there.

The spelling is that of the lexicon, else by sound. A name that is translated (a country, a month, the White House) is
left out, and so is a word that may be no name: what an engine is told, it repeats.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.languages.locales import language_of
from pipeline.languages.names.arabic_spelling import RULES
from pipeline.languages.names.from_arabic import names_in_arabic
from pipeline.languages.names.from_latin import names_in_latin
from pipeline.languages.names.pair import name_pair
from pipeline.model import Span


@dataclass(frozen=True, slots=True)
class RespelledName:
    """A name of a text and how its translation writes it; the span is without particles that are written onto it."""

    source: str
    target: str
    span: Span


@cache
def names_revision() -> str:
    """Return a digest in hexadecimal digits of all data that spellings come from."""
    files = (RULES, *sorted(Path(__file__).parent.glob("*-*.[nt][ps]*")))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def find_respelled(text: str, source_language: str, target_language: str) -> tuple[RespelledName, ...]:
    """Return the names of a text in their order; none in a language pair whose names look alike."""
    pair = name_pair(source_language, target_language)
    if pair is None:
        return ()
    find = names_in_latin if pair.latin == language_of(source_language) else names_in_arabic
    return tuple(RespelledName(text[slice(*span)], spelling, span) for span, spelling in find(text, pair))
