"""What all languages of a script share; the data are in ``data/shared/scripts.toml``."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import msgspec
from babel.core import get_global

from pipeline.errors import ConfigError
from pipeline.languages.locales import babel_locale, script_of

_LATIN = "LATIN"
SHARED = Path(__file__).parent / "data" / "shared"
"""The data that belong to no single language."""


class ScriptFacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One script, as the data file explains it."""

    codes: tuple[str, ...] = ()
    case: bool = False
    scripts: tuple[str, ...] = ()
    letters: str = ""
    length_ratio: float = 1.0
    breaks: bool = False
    joined: bool = False
    own: dict[str, str] = {}
    name_particles: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()

    @property
    def marks(self) -> dict[str, object]:
        """The marks of a language that says nothing else."""
        return {"letters": self.letters, "own": self.own}


@cache
def _scripts() -> dict[str, ScriptFacts]:
    return msgspec.toml.decode((SHARED / "scripts.toml").read_bytes(), type=dict[str, ScriptFacts])


def script_facts(name: str) -> ScriptFacts:
    """Return what is known of a script; of one without data that it has neither capitals nor marks of its own."""
    return _scripts().get(name) or ScriptFacts(letters=r"^\W\d_")


@lru_cache(maxsize=256)
def script_in(language: str) -> str:
    """Return the script that a language is written in, from CLDR: ``LATIN`` (also where it is unknown), ``ARABIC``."""
    code = get_global("likely_subtags").get(language, "").split("_")[1:2]
    found = next((name for name, script in _scripts().items() if code and code[0] in script.codes), None)
    if found:
        return found
    try:
        name = babel_locale(language).get_display_name() or ""
    except ConfigError:
        return _LATIN
    return next((script for char in name if (script := script_of(char))), _LATIN)
