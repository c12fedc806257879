"""How much of a text is in the script of its language."""

from __future__ import annotations

from pipeline.languages.language import facts
from pipeline.languages.locales import script_of


def share_in_script(text: str, language: str) -> float | None:
    """Return the share (0-1) of a text's letters that belong to a language's script; None without letters."""
    scripts = [script for script in map(script_of, text) if script]
    return scripts.count(facts(language).script) / len(scripts) if scripts else None
