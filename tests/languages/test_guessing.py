"""Guesses at a language: langdetect's own, to the last digit."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from langdetect import PROFILES_DIRECTORY, LangDetectException
from langdetect.detector_factory import DetectorFactory
from langdetect.utils.lang_profile import LangProfile

from pipeline.languages.guessing import likeliest

TEXTS = [
    "Prime Minister Andersson visited Kathmandu",
    "Les familles des disparus demandent la vérité",
    "Семьи пропавших без вести требуют правды",
    "خانواده‌های قربانیان می‌گویند",
    "وقعت رابطة عائلات قيصر بروتوكول تعاون",
    "委员会在日内瓦签署了一项协议",
    "Tromsø Ålesund Bodø",
    "a",
]


@cache
def its_own() -> DetectorFactory:
    """Return langdetect's factory, its profiles in the order of their names."""
    import json

    factory = DetectorFactory()
    factory.set_seed(0)
    paths = sorted(Path(PROFILES_DIRECTORY).iterdir())
    for index, path in enumerate(paths):
        profile = LangProfile(**json.loads(path.read_text(encoding="utf-8")))
        factory.add_profile(profile, index, len(paths))
    return factory


@pytest.mark.parametrize("rounds", [1, 7])
@pytest.mark.parametrize("text", TEXTS)
def test_a_guess_is_langdetects_own_to_the_last_digit(text: str, rounds: int) -> None:
    detector = its_own().create()
    detector.n_trial = rounds
    detector.append(text)
    first = detector.get_probabilities()[0]
    found = likeliest(text, rounds=rounds)
    assert found is not None
    assert (found.lang, found.prob) == (first.lang, first.prob)


def test_what_holds_no_letters_cannot_be_guessed() -> None:
    with pytest.raises(LangDetectException):
        likeliest("123", rounds=1)
