from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.catalog.changes import describe_changes
from pipeline.catalog.differences import Fate, compare_words, show_difference
from pipeline.catalog.merge import make_template, merge
from pipeline.catalog.numbers import number_units
from pipeline.model import Catalog, Entry, Role, State
from tests.catalog.catalog_cases import ICE, article

LONG = (
    "Rescuers brought 12 anglers ashore within an hour, and the mayor closed the northern lake to visitors until May."
)
HALVES = ("Rescuers brought 12 anglers ashore within an hour.", "The mayor closed the northern lake until May.")
THIRDS = (
    "The council, which met on Monday, raised the price of a bus ticket to two pounds, kept the night lines open for "
    "hospital staff, and promised a new depot near the harbour."
)
CHANGES = [
    ("It hurt 40 people.", "It hurt 45 people.", "It hurt [-40][+45] people.", "It hurt [-40-] {+45+} people."),
    ("one two three", "one three", "one [-two ]three", "one [-two-] three"),
    ("a b c", "x y c", "[-a b][+x y] c", "[-a b-] {+x y+} c"),
    ("", "new", "[+new]", "{+new+}"),
    ("same", "same", "same", "same"),
    ("a b c d e f g h 1", "a b c d e f g h 2", "a b c d e f g h [-1][+2]", "… f g h [-1-] {+2+}"),
]


@pytest.mark.parametrize(("before", "after", "marked", "noted"), CHANGES)
def test_differences_are_words_gone_and_new(before: str, after: str, marked: str, noted: str) -> None:
    marks = {Fate.KEPT: "{}", Fate.GONE: "[-{}]", Fate.NEW: "[+{}]"}
    assert "".join(marks[each.fate].format(each.text) for each in compare_words(before, after)) == marked
    assert show_difference(before, after) == noted


def after(before: list[str], now: list[str], roles: dict[str, Role] | None = None) -> Catalog:
    """Return the catalog of an article that was translated, reviewed, and edited since."""
    contexts, following = number_units(article(before), None)
    template = make_template(article(before), contexts, following)
    found = merge(article(before), contexts, None, "ar")
    found = replace(found, entries=tuple(replace(entry, target=f"ترجمة {entry.source}") for entry in found.entries))
    contexts, _ = number_units(article(now, roles), template, [found])
    merged = merge(article(now, roles), contexts, found, "ar")
    assert merge(article(now, roles), contexts, merged, "ar") == merged
    return merged


def test_an_edit_is_described() -> None:
    changed = after([*ICE], [ICE[0], ICE[1].replace("12", "14"), *ICE[2:]])
    shown = show_difference(ICE[1], ICE[1].replace("12", "14"))
    assert "[-12-] {+14+}" in shown
    assert describe_changes(changed) == {
        "body#2": f"The source changed: {shown} Correct the translation and remove the fuzzy mark."
    }


@pytest.mark.parametrize("order", [1, -1], ids=["larger first", "larger last"])
def test_both_halves_of_a_split_sentence_have_the_translation_of_the_whole(order: int) -> None:
    split = after([ICE[0], LONG, ICE[3]], [ICE[0], *HALVES[::order], ICE[3]])
    halves = split.entries[1:3]
    assert sorted(entry.context for entry in halves) == ["body#2", "body#4"]
    for entry in halves:
        assert (entry.target, entry.fuzzy) == (f"ترجمة {LONG}", True)
        assert (entry.previous_context, entry.previous_source) == ("body#2", LONG)
    assert split.entries[3].state is State.REVIEWED
    said = describe_changes(split)
    assert sorted(said) == ["body#2", "body#4"]
    assert said["body#2"].startswith("The sentence was split into body#")


def test_three_parts_share_one_translation() -> None:
    parts = (
        "The council, which met on Monday, raised the price of a bus ticket to two pounds.",
        "It kept the night lines open for hospital staff.",
        "And it promised a new depot near the harbour.",
    )
    split = after([ICE[0], THIRDS], [ICE[0], *parts])
    assert {entry.target for entry in split.entries[1:]} == {f"ترجمة {THIRDS}"}
    assert "into body#2, body#3 and body#4;" in describe_changes(split)["body#3"]


def test_joined_sentences_have_both_translations_and_keep_each() -> None:
    joined = after([ICE[0], *HALVES, ICE[3]], [ICE[0], LONG, ICE[3]])
    entry = joined.entries[1]
    assert (entry.target, entry.fuzzy) == (f"ترجمة {HALVES[0]} ترجمة {HALVES[1]}", True)
    assert entry.previous_source == " ".join(HALVES)
    assert {old.target for old in joined.obsolete} == {f"ترجمة {half}" for half in HALVES}
    assert describe_changes(joined)[entry.context].startswith("Sentences were joined")


def test_sentences_that_are_parted_again_are_as_they_were() -> None:
    before = [ICE[0], *HALVES, ICE[3]]
    joined = after(before, [ICE[0], LONG, ICE[3]])
    contexts, following = number_units(article([ICE[0], LONG, ICE[3]]), None)
    template = make_template(
        article([ICE[0], LONG, ICE[3]]), [entry.context for entry in joined.entries], following + 1
    )
    contexts, _ = number_units(article(before), template, [joined])
    parted = merge(article(before), contexts, joined, "ar")
    assert [(entry.source, entry.target, entry.state) for entry in parted.entries] == [
        (source, f"ترجمة {source}", State.REVIEWED) for source in before
    ]


def test_a_new_sentence_beside_an_edited_one_is_no_half() -> None:
    edited = ICE[1].replace("within an hour", "at last")
    changed = after([*ICE], [ICE[0], edited, "The weather service had warned of thin ice.", *ICE[2:]])
    assert changed.entries[2].target == ""
    assert changed.entries[1].fuzzy


DENIED = "Officials denied that 143 others were hurt in the fire."
SILENT = "Officials did not comment on claims that 151 others were hurt in the fire."


def remerge(catalog: Catalog, entry: Entry, source: str) -> Catalog:
    """Merge a catalog whose first entry somebody saved in another tool; the article has one sentence, *source*."""
    saved = replace(catalog, entries=(entry,))
    return merge(article([source]), (entry.context,), saved, "ar")


@pytest.mark.parametrize("left", [True, False], ids=["the tool leaves the old source", "the tool takes it out"])
@pytest.mark.parametrize("target", [f"ترجمة {DENIED}", "ترجمة جديدة"], ids=["as it was", "corrected"])
def test_an_approval_ends_what_the_source_was_before(target: str, left: bool) -> None:  # noqa: FBT001
    changed = after([DENIED], [SILENT])
    assert "{+did not comment" in describe_changes(changed)["body#1"]
    saved = replace(changed.entries[0], target=target, fuzzy=False)
    if not left:
        saved = replace(saved, previous_context=None, previous_source=None)
    merged = remerge(changed, saved, SILENT)
    (entry,) = merged.entries
    assert (entry.source, entry.target, entry.state) == (SILENT, target, State.REVIEWED)
    assert (entry.previous_context, entry.previous_source) == (None, None)
    assert describe_changes(merged) == {}


def test_an_edit_after_an_approval_is_compared_with_what_was_approved() -> None:
    changed = after([DENIED], [SILENT])
    saved = replace(changed.entries[0], fuzzy=False)
    edited = remerge(changed, saved, SILENT.replace("151", "152"))
    assert (edited.entries[0].previous_source, edited.entries[0].fuzzy) == (SILENT, True)


def test_a_new_role_is_described() -> None:
    changed = after([*ICE], [*ICE], {ICE[3]: Role.HEADING})
    assert describe_changes(changed) == {
        "heading#4": "The same text was filed as body before, and is heading now. The translation was kept."
    }


def test_an_entry_without_a_translation_has_nothing_to_describe() -> None:
    empty = Entry(context="body#1", source=ICE[0], previous_source=ICE[1])
    assert describe_changes(Catalog(slug="ice", source_language="en", language="ar", entries=(empty,))) == {}
