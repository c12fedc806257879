"""What is known of each language: one TOML file a language, and what its keys mean."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a language's file says; the comments of ``en.toml`` explain the fields."""

    never_final: frozenset[str] = frozenset()
    before_number: frozenset[str] = frozenset()
    ambiguous: frozenset[str] = frozenset()
    ambiguous_after_number: frozenset[str] = frozenset()
    eras: frozenset[str] = frozenset()
    usually_final: frozenset[str] = frozenset()
    continues: frozenset[str] = frozenset()
    item_words: frozenset[str] = frozenset()

    starters: frozenset[str] = frozenset()
    starter_prefixes: str = ""
    starter_pattern: re.Pattern[str] = _NEVER
    opens_after_number: re.Pattern[str] = _NEVER
    opens_after_pause: re.Pattern[str] = _NEVER
    goes_on: tuple[str, ...] = ()
    resumes: frozenset[str] = frozenset()
    soft: frozenset[str] = frozenset()
    pauses: frozenset[str] = frozenset()
    missing_space: re.Pattern[str] = _NEVER
    dotted: frozenset[str] = frozenset()
    before_dotted: frozenset[str] = frozenset()

    speech: frozenset[str] = frozenset()
    speech_before: bool = False
    circumstances: frozenset[str] = frozenset()
    reported: frozenset[str] = frozenset()
    goes_on_after_quote: re.Pattern[str] = _NEVER
    embeds: bool = False

    prefixes: str = ""
    foreign: str = ""
    foreign_script: str = ""
    unspaced: bool = False

    abbreviations: frozenset[str] = frozenset()
    """All words of the file whose full stop may not end a sentence."""

    def starts(self, word: str) -> bool:
        """Tell whether a word usually begins a sentence."""
        if word in self.starters or self.starter_pattern.fullmatch(word):
            return True
        return word[:1] in self.starter_prefixes and word[1:] in self.starters


_ABBREVIATIONS = ("never_final", "before_number", "ambiguous", "ambiguous_after_number", "usually_final")
_TUPLES = frozenset({"goes_on"})
_PATTERNS = frozenset(
    {"goes_on_after_quote", "missing_space", "opens_after_number", "opens_after_pause", "starter_pattern"}
)


@cache
def rules_for(language: str) -> Rules | None:
    """Return the rules of a language; None for one without a file."""
    path = Path(__file__).with_name(f"{language}.toml")
    if not path.is_file():
        return None
    rows: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    values = {key: _value(key, row) for key, row in rows.items()}
    known = frozenset[str]().union(*(values.get(key, ()) for key in _ABBREVIATIONS))
    return Rules(**values, abbreviations=known)


def _value(key: str, row: Any) -> Any:
    if key in _PATTERNS:
        return re.compile(row)
    if not isinstance(row, list):
        return row
    return tuple(row) if key in _TUPLES else frozenset(row)
