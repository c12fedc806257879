from __future__ import annotations

import pytest

from pipeline.model import Pair, Severity
from pipeline.quality.checks.orthography import OrthographyCheck

WORDS = [
    # target, the stray signs
    ("كتبَ الطالبُ الدرسَ كاملًا", []),
    ("مُحمَّدٌ والمُعلِّمُ وهٰذا الرّأي", []),
    ("لـIIIM و بـ«النور» والـ90 وسنة 1445هـ", []),
    ("الكـــتاب جديد", ["ـــ"]),
    ("حُفْرَةٌ ٌمن الطين", ["ٌ"]),
    ("بشكلٍِ آخر", ["ٍِ"]),
    ("شدّّة", ["ّّ"]),
    ("ﻣﺤﻤﺪ جاء", ["ﻣﺤﻤﺪ"]),
    ("قال ﷺ ﴿قل﴾", []),
]


@pytest.mark.parametrize(("target", "signs"), WORDS)
def test_signs_stand_on_letters_and_letters_are_written_not_drawn(target: str, signs: list[str]) -> None:
    found = list(
        OrthographyCheck().find(Pair(source="Text", target=target, source_language="en", target_language="ar"))
    )
    assert [target[slice(*finding.target_span)] for finding in found if finding.target_span] == signs


def test_display_forms_are_given_in_ordinary_letters() -> None:
    pair = Pair(source="Text", target="ﻣﺤﻤﺪ", source_language="en", target_language="ar")
    (finding,) = OrthographyCheck().find(pair)
    assert "محمد" in finding.message
    assert finding.severity is Severity.WARNING


def test_what_the_source_has_too_is_a_remark() -> None:
    pair = Pair(source="ﻣﺤﻤﺪ", target="ﻣﺤﻤﺪ", source_language="ar", target_language="en")
    (finding,) = OrthographyCheck().find(pair)
    assert finding.severity is Severity.INFO
