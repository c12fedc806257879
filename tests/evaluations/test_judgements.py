"""What readers said of translations, and the minimal pairs: whole, frozen, and apart where they must be."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "evaluations" / "sets"
DIGESTS = {
    "judgements/judgements.tsv": "094b04db0fb6bd1e5de0028b1f836993f0c6e29a83046c80782be6effce53974",
    "minimal-pairs/fit.tsv": "090af8c39e1eb1df03497815dbe34734486306710870625952727ff0fe19073e",
    "minimal-pairs/tune.tsv": "20d6a953fbc931cfe2a388ac9a486a2e3772055d9dce4f9da3af87bdcfec8934",
    "minimal-pairs/heldout.tsv": "83fe2be3c1e7cb1779cec401842fd992ad621f1fe75dde9557827ef8726309bf",
}
SYSTEMS = 9
"""Seven MT systems, the draft engine and the references."""


def read(name: str) -> list[dict[str, str]]:
    head, *lines = (FOLDER / name).read_text(encoding="utf-8").removesuffix("\n").split("\n")
    columns = head.split("\t")
    rows = [line.split("\t") for line in lines]
    assert {len(row) for row in rows} == {len(columns)}
    return [dict(zip(columns, row, strict=True)) for row in rows]


@pytest.mark.parametrize("name", DIGESTS)
def test_a_set_is_as_it_was_frozen(name: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == DIGESTS[name]


def test_no_sentence_is_judged_in_two_parts() -> None:
    parts: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in read("judgements/judgements.tsv"):
        parts[row["set"], row["line"]].add(row["part"])
    assert {len(each) for each in parts.values()} == {1}
    assert {part for each in parts.values() for part in each} == {"fit", "tune", "heldout"}


def test_every_system_is_judged_in_both_directions_with_labels_and_spans() -> None:
    rows = read("judgements/judgements.tsv")
    assert {row["label"] for row in rows} == set("0123")
    for direction in ("en-ar", "ar-en"):
        own = [row for row in rows if row["direction"] == direction]
        assert len({row["system"] for row in own}) == SYSTEMS
    assert all(row["spans"] for row in rows if row["label"] in "23")


def test_the_drafts_of_our_own_sets_are_those_that_were_judged() -> None:
    judged = {
        (row["set"], row["line"]): row["digest"]
        for row in read("judgements/judgements.tsv")
        if row["system"] == "draft" and row["set"].startswith("news")
    }
    drafts = read("judgements/drafts.tsv")
    assert {(row["set"], row["line"]): row["digest"] for row in drafts} == judged
    for row in drafts:
        assert hashlib.sha256(row["target"].encode()).hexdigest().startswith(row["digest"])


def test_a_minimal_pair_has_one_right_and_one_wrong_target_of_a_source_in_no_other_part() -> None:
    rows = [row for part in ("fit", "tune", "heldout") for row in read(f"minimal-pairs/{part}.tsv")]
    assert len({row["source"] for row in rows}) == len(rows)
    assert all(row["right"] != row["wrong"] and row["kind"] for row in rows)
