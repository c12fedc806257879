"""The one tally of states: how much of a text is reviewed, a draft or missing, in units and in words of the source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model import State


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAmount:
    """How much text: in units, and in words of the source."""

    units: int = 0
    words: int = 0

    def __add__(self, other: TextAmount) -> TextAmount:
        """Add all counts."""
        return TextAmount(units=self.units + other.units, words=self.words + other.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """Text by its state; the parts sum to the total."""

    reviewed: TextAmount = TextAmount()
    draft: TextAmount = TextAmount()
    missing: TextAmount = TextAmount()

    @property
    def total(self) -> TextAmount:
        """All of it."""
        return self.reviewed + self.draft + self.missing

    @property
    def share(self) -> float:
        """Reviewed units of all, 0-1; 1 where there is nothing to review."""
        return _share(self.reviewed.units, self.total.units)

    @property
    def word_share(self) -> float:
        """Words of reviewed units of all words, 0-1."""
        return _share(self.reviewed.words, self.total.words)


def tally(units: Iterable[tuple[str, State]]) -> States:
    """Count units, of each its source and its state."""
    words: dict[State, list[int]] = {state: [] for state in State}
    for source, state in units:
        words[state].append(word_count(source))
    amounts = {state: TextAmount(units=len(each), words=sum(each)) for state, each in words.items()}
    return States(reviewed=amounts[State.REVIEWED], draft=amounts[State.DRAFT], missing=amounts[State.MISSING])


def add_states(parts: Iterable[States]) -> States:
    """Add texts up, state by state."""
    every = tuple(parts)
    return States(
        reviewed=sum((part.reviewed for part in every), TextAmount()),
        draft=sum((part.draft for part in every), TextAmount()),
        missing=sum((part.missing for part in every), TextAmount()),
    )


def word_count(text: str) -> int:
    """Count the words of a text: what stands between spaces and holds a letter or a digit."""
    return sum(word[0].isalnum() or any(map(str.isalnum, word)) for word in text.split())


def _share(reviewed: float, total: float) -> float:
    return reviewed / total if total else 1.0
