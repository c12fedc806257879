from __future__ import annotations

from random import Random

import pytest

from evaluations.spoiling import flip_negation
from pipeline.model import Pair

FLIPPED = [
    # language, target, what it becomes
    ("en", "The judge did not resign.", "The judge did resign."),
    ("en", "The judge couldn't resign.", "The judge could resign."),
    ("en", "Witnesses cannot leave.", "Witnesses can leave."),
    ("en", 'They were "not ready".', 'They were "ready".'),
    ("en", "There was no road.", "There was a road."),
    ("en", "The road is no longer open.", "The road is still open."),
    ("en", "We saw no one.", "We saw someone."),
    ("en", "Pay no later than Monday.", "Pay later than Monday."),
    ("ar", "لم يستقل القاضي.", "يستقل القاضي."),
    ("ar", "حضر ولم يتكلم.", "حضر ويتكلم."),
    ("ar", "الحكم غير عادل.", "الحكم عادل."),
    ("ar", "القاضي لا يستقيل.", "القاضي يستقيل."),
]
NO_NEGATION = [
    # language, a target with nothing to take out
    ("en", "No."),
    ("en", "They asked whether or not the knot held, no matter why."),
    ("en", "A no-fly zone and a vote of no confidence."),
    ("ar", "ريو دي لا بلاتا."),
    ("ar", "لم أر إلا القاضي."),
    ("ar", "لا محالة."),
]


def flips(language: str, target: str) -> set[str | None]:
    other = "ar" if language == "en" else "en"
    pair = Pair(source="z", target=target, source_language=other, target_language=language)
    return {flip_negation(pair, Random(seed)) for seed in range(20)}  # noqa: S311 - samples, not secrets


@pytest.mark.parametrize(("language", "target", "flipped"), FLIPPED)
def test_a_negation_is_taken_out_and_leaves_a_sentence(language: str, target: str, flipped: str) -> None:
    assert flips(language, target) == {flipped}


@pytest.mark.parametrize(("language", "target"), NO_NEGATION)
def test_what_negates_nothing_stays(language: str, target: str) -> None:
    assert flips(language, target) == {None}


def test_a_negation_goes_on_without_a_change_of_meaning() -> None:
    assert flips("ar", "لم يصل القاضي ولا المحامي.") == {"يصل القاضي ولا المحامي."}


def test_a_negation_is_put_in_where_there_is_none() -> None:
    assert flips("en", "The judge has resigned.") == {None, "The judge has not resigned."}
    assert flips("en", "The judge has barely spoken.") == {None}
    assert flips("ar", "القاضي يستقيل.") == {None, "القاضي لا يستقيل."}
