"""Approvals: who approved a target, and when, as long as it is the text that was approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from textwrap import wrap

import pytest

from pipeline.catalog.approvals import REVIEWED, Approval, approval_of, approve, stamp, withdraw
from pipeline.catalog.merge import merge
from pipeline.catalog.provenance import digest_pair
from pipeline.model import Catalog, Entry, State
from tests.catalog.catalog_cases import ICE, article

PLAIN = Entry(
    context="body#1", source=ICE[0], target="تكسر الجليد.", references=("source/ice.md",), comments=("a note",)
)
MONA = Approval(name="Mona Said", day=date(2026, 11, 27))
APPROVED = approve(PLAIN, MONA)
EDITED = "Ice on the northern lake broke on 4 March."
NAMES = ["Mona Said", "Said, Mona", "منى سعيد", "Mona (desk) 2026-01-01", "", "@ 5c1e07/90ab3f"]
SAVED_BY = [
    # Last-Translator, PO-Revision-Date, and what is stamped
    ("Rim Haddad <rim@example.org>", "2026-11-20 10:00+0000", Approval(name="Rim Haddad", day=date(2026, 11, 20))),
    ("Rim Haddad", "YEAR-MO-DA HO:MI+ZONE", Approval(name="Rim Haddad")),
    ("FULL NAME <EMAIL@ADDRESS>", "2026-11-20 10:00+0000", Approval(day=date(2026, 11, 20))),
    ("Automatically generated", "", Approval()),
    ("rim@example.org", "", Approval()),
]


def catalog(*entries: Entry, last: str = "Rim Haddad <rim@example.org>", revised: str = "") -> Catalog:
    headers = {"Last-Translator": last, "PO-Revision-Date": revised}
    return Catalog(slug="ice", source_language="en", language="ar", entries=entries, headers=headers)


@pytest.mark.parametrize("day", [MONA.day, None])
@pytest.mark.parametrize("name", NAMES)
def test_an_approval_is_read_as_it_was_written(name: str, day: date | None) -> None:
    approval = Approval(name=name, day=day)
    approved = approve(PLAIN, approval)
    assert approval_of(approved) == approval
    assert approve(approved, approval) == approved
    assert withdraw(approved) == PLAIN


def test_a_mark_is_one_readable_line() -> None:
    line = f"{REVIEWED} Mona Said, 2026-11-27 @{digest_pair(PLAIN.source, PLAIN.target)}"
    assert APPROVED.comments == ("a note", line)
    assert len(line) < 70


def test_digests_of_a_comment_behind_a_mark_are_not_its_own() -> None:
    digests = digest_pair(PLAIN.source, PLAIN.target)
    waiver = f"newsloc-ignore: numbers @{digests}"
    typed = replace(PLAIN, comments=("a note", f"{REVIEWED} Mona Said", waiver))
    assert approval_of(typed) is None
    assert withdraw(typed).comments == ("a note", waiver)


@pytest.mark.parametrize("width", [30, 40])
def test_a_mark_that_a_tool_wrapped_counts_and_goes_as_a_whole(width: int) -> None:
    *own, mark = APPROVED.comments
    wrapped = replace(APPROVED, comments=(*own, *wrap(mark, width, break_on_hyphens=False)))
    assert len(wrapped.comments) > 2
    assert approval_of(wrapped) == MONA
    assert withdraw(wrapped) == PLAIN


@pytest.mark.parametrize(
    "entry",
    [
        replace(APPROVED, target="انكسر الجليد."),
        replace(APPROVED, source=EDITED),
        replace(APPROVED, fuzzy=True),
        replace(APPROVED, target=""),
        replace(APPROVED, comments=(f"{REVIEWED} Mona Said, 2026-11-27",)),
        replace(APPROVED, context="body#2", fuzzy=True, previous_context="body#1", previous_source=ICE[0]),
    ],
    ids=["another target", "another source", "withdrawn", "empty", "no digest", "a look-alike of msgmerge's"],
)
def test_a_mark_of_another_text_does_not_count(entry: Entry) -> None:
    assert approval_of(entry) is None


def test_the_last_approved_target_of_an_edited_source_is_known_and_reviewed_again_with_the_source() -> None:
    edited = merge(article([EDITED]), ("body#1",), catalog(APPROVED), "ar")
    assert edited.entries[0].state is State.DRAFT
    assert approval_of(edited.entries[0]) == MONA
    assert approval_of(replace(edited.entries[0], target="جليد.")) is None
    assert merge(article([ICE[0]]), ("body#1",), edited, "ar").entries[0] == APPROVED
    rewritten = replace(edited, entries=(replace(edited.entries[0], target="جليد."),))
    assert merge(article([ICE[0]]), ("body#1",), rewritten, "ar").entries[0].state is State.DRAFT


@pytest.mark.parametrize(("last", "revised", "approval"), SAVED_BY)
def test_what_another_tool_approved_is_stamped_once_with_who_saved_it(
    last: str, revised: str, approval: Approval
) -> None:
    stamped = stamp(catalog(PLAIN, APPROVED, last=last, revised=revised))
    assert list(map(approval_of, stamped.entries)) == [approval, MONA]
    later = replace(stamped, headers={"Last-Translator": "Omar"})
    assert stamp(later) == later


def test_an_approval_of_another_text_takes_the_place_of_the_former_one() -> None:
    (entry,) = stamp(catalog(replace(APPROVED, target="انكسر الجليد."))).entries
    assert approval_of(entry) == Approval(name="Rim Haddad")
    assert sum(line.startswith(REVIEWED) for line in entry.comments) == 1
    assert stamp(catalog(replace(APPROVED, fuzzy=True))).entries == (replace(PLAIN, fuzzy=True),)
