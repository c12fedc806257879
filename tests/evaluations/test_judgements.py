"""What readers said of translations, and the minimal pairs: whole, and apart where they must be."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "evaluations" / "sets"


def read(name: str) -> list[dict[str, str]]:
    head, *lines = (FOLDER / name).read_text(encoding="utf-8").removesuffix("\n").split("\n")
    columns = head.split("\t")
    rows = [line.split("\t") for line in lines]
    assert {len(row) for row in rows} == {len(columns)}
    return [dict(zip(columns, row, strict=True)) for row in rows]


def test_no_sentence_is_judged_in_two_parts() -> None:
    parts: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in read("judgements/judgements.tsv"):
        parts[row["set"], row["line"]].add(row["part"])
    assert {len(each) for each in parts.values()} == {1}
    assert {part for each in parts.values() for part in each} == {"fit", "tune", "heldout"}


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
