"""How many words of each side have a translation on the other, by the lexicon learned from parallel text."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.checks.lexicon import load_lexicon
from pipeline.checks.stems import stem_set, stems
from pipeline.model import Pair


class Words:
    """Share (0-1) of the words that the lexicon knows whose translation is there; the mean of both sides."""

    name = "words"
    title = "share of words with a translation on the other side"

    def measure(self, pairs: Sequence[Pair]) -> list[float | None]:
        """Return the share for each pair; None where the lexicon knows no word of a side."""
        return [self._share(pair) for pair in pairs]

    @staticmethod
    def _share(pair: Pair) -> float | None:
        source, target = (pair.source, pair.source_language), (pair.target, pair.target_language)
        shares = [share for share in (_found(*source, *target), _found(*target, *source)) if share is not None]
        return sum(shares) / 2 if len(shares) == 2 else None  # noqa: PLR2004 - both sides


def _found(text: str, language: str, other: str, other_language: str) -> float | None:
    lexicon = load_lexicon(language, other_language)
    there = stem_set(other, other_language)
    known = [lexicon[stem] for stem in stems(text, language) if stem in lexicon]
    if not known:
        return None
    return sum(not row.others.isdisjoint(there) for row in known) / len(known)
