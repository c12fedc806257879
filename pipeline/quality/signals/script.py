"""How much of the target is in the script of its language."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.languages.language import facts
from pipeline.languages.locales import script_of
from pipeline.model import Pair


class Script:
    """Share (0-1) of the target's letters that belong to its language's script; None without letters."""

    name = "script"
    title = "share of letters in the target's script"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return the share for each pair."""
        return [share_in_script(pair.target, pair.target_language) for pair in pairs]


def share_in_script(text: str, language: str) -> float | None:
    """Return the share (0-1) of a text's letters that belong to a language's script; None without letters."""
    scripts = [script for script in map(script_of, text) if script]
    return scripts.count(facts(language).script) / len(scripts) if scripts else None
