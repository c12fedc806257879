from __future__ import annotations

from random import Random

import pytest

from evaluations.spoiling import flip_negation
from pipeline.model import Pair

CASES = [  # language, target, what it may become; None where nothing can be changed
    ("en", "The judge did not resign.", {"The judge did resign."}),
    ("en", "The judge couldn't resign.", {"The judge could resign."}),
    ("en", "Witnesses cannot leave.", {"Witnesses can leave."}),
    ("en", 'They were "not ready".', {'They were "ready".'}),
    ("en", "There was no road.", {"There was a road."}),
    ("en", "The road is no longer open.", {"The road is still open."}),
    ("en", "We saw no one.", {"We saw someone."}),
    ("en", "Pay no later than Monday.", {"Pay later than Monday."}),
    ("ar", "لم يستقل القاضي.", {"يستقل القاضي."}),
    ("ar", "حضر ولم يتكلم.", {"حضر ويتكلم."}),
    ("ar", "الحكم غير عادل.", {"الحكم عادل."}),
    ("ar", "القاضي لا يستقيل.", {"القاضي يستقيل."}),
    ("en", "No.", {None}),
    ("en", "They asked whether or not the knot held, no matter why.", {None}),
    ("en", "A no-fly zone and a vote of no confidence.", {None}),
    ("ar", "ريو دي لا بلاتا.", {None}),
    ("ar", "لم أر إلا القاضي.", {None}),
    ("ar", "لا محالة.", {None}),
    ("ar", "لم يصل القاضي ولا المحامي.", {"يصل القاضي ولا المحامي."}),  # it goes on without a change of meaning
    ("en", "The judge has resigned.", {None, "The judge has not resigned."}),  # it is put in
    ("en", "The judge has barely spoken.", {None}),
    ("ar", "القاضي يستقيل.", {None, "القاضي لا يستقيل."}),
]


@pytest.mark.parametrize(("language", "target", "flips"), CASES)
def test_a_negation_is_taken_out_or_put_in_and_leaves_a_sentence(
    language: str, target: str, flips: set[str | None]
) -> None:
    other = "ar" if language == "en" else "en"
    pair = Pair(source="z", target=target, source_language=other, target_language=language)
    assert {flip_negation(pair, Random(seed)) for seed in range(20)} == flips  # noqa: S311 - samples, not secrets
