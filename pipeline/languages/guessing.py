"""langdetect's guesses at a language, at a fraction of its cost: the same arithmetic, and odds only where asked for.

langdetect itself works out the odds of all 87,598 letter groups in all 55 languages before the first guess.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from langdetect import PROFILES_DIRECTORY
from langdetect.detector import Detector

if TYPE_CHECKING:
    from collections.abc import Sequence

    from langdetect.language import Language

_SEED = 0
"""Without one, langdetect draws at random."""


class _Odds(dict[str, list[float]]):
    """The odds of each letter group in each language, by its letters; worked out when they are first asked for."""

    def __init__(self, profiles: Sequence[dict[str, Any]]) -> None:
        super().__init__()
        self._counts = [(profile["freq"], profile["n_words"]) for profile in profiles]
        self._known = frozenset().union(*(counts for counts, _ in self._counts))

    def __contains__(self, letters: object) -> bool:
        return letters in self._known

    def __missing__(self, letters: str) -> list[float]:
        place = len(letters) - 1
        odds = [counts.get(letters, 0) / totals[place] for counts, totals in self._counts]
        self[letters] = odds
        return odds


class _Profiles:
    """What langdetect's detector asks its factory for."""

    def __init__(self) -> None:
        # By name, since the order of languages, as the folder has it, would decide in which order odds are added up.
        paths = sorted(path for path in Path(PROFILES_DIRECTORY).iterdir() if not path.name.startswith("."))
        profiles = [msgspec.json.decode(path.read_bytes()) for path in paths if path.is_file()]
        self.langlist = [profile["name"] for profile in profiles]
        self.word_lang_prob_map = _Odds(profiles)
        self.seed = _SEED


class _Detector(Detector):  # type: ignore[misc]  # langdetect has no types
    """langdetect's detector, without its loop over an index for each language."""

    def _update_lang_prob(self, prob: list[float], word: str, alpha: float) -> bool:
        weight = alpha / self.BASE_FREQ
        prob[:] = [each * (weight + odds) for each, odds in zip(prob, self.word_lang_prob_map[word], strict=True)]
        return True


@cache
def _profiles() -> _Profiles:
    return _Profiles()


@cache
def _known() -> frozenset[str]:
    names = (path.name for path in Path(PROFILES_DIRECTORY).iterdir() if not path.name.startswith("."))
    return frozenset(name.partition("-")[0] for name in names)


def knows(language: str) -> bool:
    """Tell whether langdetect has a profile of a language: else it takes its texts for another's."""
    return language in _known()


def likeliest(words: str, *, rounds: int) -> Language | None:
    """Return langdetect's likeliest language of some words, if there is one: by the mean of rounds that chance varies.

    :raises LangDetectException: if there is nothing in them to go by
    """
    detector = _Detector(_profiles())
    detector.n_trial = rounds
    detector.append(words)
    guesses: list[Language] = detector.get_probabilities()
    return guesses[0] if guesses else None
