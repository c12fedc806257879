from __future__ import annotations

import pytest

from pipeline.model import Pair, Severity
from pipeline.quality.checks.spacing import SpacingCheck, find_spaces

TEXTS = [
    # text, language, where
    ("وصل الوفد، ثم غادر.", "ar", []),
    ("وصل الوفد ، ثم غادر .", "ar", [" ،", " ."]),
    ("وصل الوفد،ثم غادر", "ar", ["،"]),
    ("وصل الوفد.ثم غادر", "ar", ["."]),
    ("وصل  الوفد", "ar", ["  "]),
    ("وصل\u00a0\u00a0الوفد", "ar", ["\u00a0\u00a0"]),
    ("د.أحمد وصل", "ar", []),
    ("بلغ 6،000 شخص", "ar", []),
    ("The team arrived , then left .", "en", [" ,", " ."]),
    ("The team arrived,then left.Then it rained", "en", [",", "."]),
    ("The U.S.A. and e.g. the .NET site example.com, v1.2", "en", []),
    ("He waited ... and left", "en", []),
    ("Il part ; elle reste ! Non ?", "fr", []),
    ("Il part , elle reste", "fr", [" ,"]),
    ("see https://example.org/a,b.Then", "en", []),
]


@pytest.mark.parametrize(("text", "language", "places"), TEXTS)
def test_spaces_too_many_and_missing_are_found(text: str, language: str, places: list[str]) -> None:
    assert sorted(text[slice(*span)] for _, span in find_spaces(text, language)) == sorted(places)


def test_spaces_at_the_edges_are_remarks_too() -> None:
    target = " وصل الوفد. "
    found = list(
        SpacingCheck().find(Pair(source="It came.", target=target, source_language="en", target_language="ar"))
    )
    assert [finding.target_span for finding in found] == [(0, 1), (11, 12)]
    assert {finding.severity for finding in found} == {Severity.INFO}


def test_an_article_in_its_own_language_is_left_to_the_check_of_sources() -> None:
    pair = Pair(source="a , b", target="a , b", source_language="en", target_language="en")
    assert list(SpacingCheck().find(pair)) == []
