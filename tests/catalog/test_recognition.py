from __future__ import annotations

import pytest

from pipeline.catalog.recognition import Doubt, Recognized, recognize

ICE = ["The ice on the river is thin this winter.", "Nobody was hurt.", "The council will meet again on Monday."]
BUSES = ["Twelve bus lines open in spring.", "Drivers welcome the plan.", "Fares stay as they are."]
LOST = {"ice": ICE, "buses": BUSES}

RENAMED = [
    # the new article's sentences, the lost article that it is
    (ICE, "ice"),
    (ICE[::-1], "ice"),
    ([*BUSES, "A new sentence."], "buses"),
    (BUSES[:2], "buses"),
    ([BUSES[0], "Something else altogether was said there."], None),
    (["A new sentence."], None),
    ([], None),
]


@pytest.mark.parametrize(("sentences", "old"), RENAMED)
def test_a_renamed_article_has_half_of_its_text_in_common_with_the_lost_one(
    sentences: list[str], old: str | None
) -> None:
    found = recognize({"new": sentences}, LOST)
    assert found.renamed == ({old: "new"} if old else {})
    assert not found.doubts


def test_nothing_is_renamed_where_nothing_is_lost() -> None:
    assert recognize({"new": ICE}, {}).renamed == {}


def test_two_lost_articles_that_are_equally_alike_are_a_doubt() -> None:
    found = recognize({"new": ICE}, {"ice": ICE, "snow": ICE})
    assert found.renamed == {}
    assert found.doubts == {"new": Doubt(lost=("snow", "ice"), rivals=("new",))}


def test_two_new_articles_that_are_equally_alike_are_a_doubt() -> None:
    found = recognize({"new": ICE, "other": ICE}, LOST)
    assert found.renamed == {}
    assert found.doubts == {name: Doubt(lost=("ice",), rivals=("new", "other")) for name in ("new", "other")}


WEEKLY = [*BUSES, "It rained on Monday.", "Week 1."]
NEXT_WEEKLY = [*BUSES, "It rained on Monday.", "The 2nd of them."]
EDITED = [*BUSES, "A wholly different end of this article stands here."]

AMONG_ALIKE = [
    # new articles, lost articles, which lost one is which new one; the other new ones are new, without a doubt
    ({"moved": WEEKLY}, {"weekly": WEEKLY, "next": NEXT_WEEKLY}, {"weekly": "moved"}),
    ({"moved": WEEKLY, "edited": EDITED}, {"weekly": WEEKLY}, {"weekly": "moved"}),
    ({"moved": WEEKLY, "third": NEXT_WEEKLY}, {"weekly": WEEKLY}, {"weekly": "moved"}),
    ({"a": WEEKLY, "b": NEXT_WEEKLY}, {"weekly": WEEKLY, "next": NEXT_WEEKLY}, {"weekly": "a", "next": "b"}),
    (
        {"moved": WEEKLY, "edited": EDITED},
        {"weekly": WEEKLY, "next": NEXT_WEEKLY},
        {"weekly": "moved", "next": "edited"},
    ),
]


@pytest.mark.parametrize(("fresh", "lost", "renamed"), AMONG_ALIKE)
def test_a_file_that_moved_is_known_among_articles_that_are_alike(
    fresh: dict[str, list[str]], lost: dict[str, list[str]], renamed: dict[str, str]
) -> None:
    assert recognize(fresh, lost) == Recognized(renamed=renamed, doubts={})


def test_of_many_alike_articles_the_one_that_moved_is_found() -> None:
    lost = {f"week-{number:02}": [*BUSES, f"{number} of them."] for number in range(40)}
    assert recognize({"moved": lost["week-39"]}, lost).renamed == {"week-39": "moved"}


def test_the_more_alike_of_two_new_articles_is_the_renamed_one() -> None:
    found = recognize({"new": ICE, "other": [*ICE[:2], "A wholly different end of this article."]}, LOST)
    assert found == Recognized(renamed={"ice": "new"}, doubts={})
