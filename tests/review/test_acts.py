"""What a reviewer does to an entry, and what stays as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.catalog.approvals import SENT_BACK, Approval, approval_of
from pipeline.catalog.provenance import digest_pair
from pipeline.catalog.waivers import read_waivers
from pipeline.errors import ReviewError
from pipeline.model import Entry, State
from pipeline.review.acts import (
    SAID,
    Reviewer,
    approve,
    comment,
    edit,
    remarks,
    send_back,
    unwaive,
    version_of,
    waive,
)
from tests.review.review_cases import SIGNATURE

DRAFT = Entry(context="body#1", source="Ice.", target="جليد.", fuzzy=True, comments=("a word of somebody",))
EDITED = replace(DRAFT, previous_source="Snow.", previous_context="body#1")
MISSING = Entry(context="body#2", source="Ice.")
REFUSED = [
    (approve(SIGNATURE), MISSING),
    (approve(SIGNATURE, "   "), DRAFT),
    (approve(SIGNATURE, "ab\u202ecd"), DRAFT),
    (edit("a\x00b"), DRAFT),
    (edit("a" * 20_001), DRAFT),
    (send_back(SIGNATURE, " "), DRAFT),
    (send_back(SIGNATURE, "wrong"), MISSING),
    (comment(SIGNATURE, ""), DRAFT),
]


def test_an_approval_names_who_and_when_and_takes_the_old_source_away() -> None:
    after = approve(SIGNATURE)(EDITED)
    assert after.state is State.REVIEWED
    assert after.previous_source is after.previous_context is None
    assert approval_of(after) == Approval(name="Mona Said", day=SIGNATURE.day)
    assert "a word of somebody" in after.comments
    assert approve(SIGNATURE)(after) == after


def test_an_edit_alone_approves_nothing_and_keeps_the_old_source() -> None:
    after = edit("  ثلج\n كثير. ")(EDITED)
    assert (after.target, after.state, after.previous_source) == ("ثلج كثير.", State.DRAFT, "Snow.")
    assert edit("جليد.")(EDITED) == EDITED
    assert edit("")(approve(SIGNATURE)(DRAFT)).state is State.MISSING


def test_an_edit_of_an_approved_text_is_a_draft_again() -> None:
    after = edit("ثلج.")(approve(SIGNATURE)(DRAFT))
    assert after.state is State.DRAFT
    assert approval_of(replace(after, fuzzy=False)) is None


def test_sending_back_says_why_until_somebody_approves() -> None:
    back = send_back(SIGNATURE, "Too literal.")(approve(SIGNATURE)(DRAFT))
    assert back.state is State.DRAFT
    assert remarks(back, SENT_BACK) == ("Too literal. (Mona Said, 2026-11-27)",)
    assert remarks(send_back(SIGNATURE, "Still.")(back), SENT_BACK) == ("Still. (Mona Said, 2026-11-27)",)
    assert remarks(approve(SIGNATURE)(back), SENT_BACK) == ()


def test_comments_gather() -> None:
    after = comment(SIGNATURE, "two")(comment(SIGNATURE, "one")(DRAFT))
    assert [said.split()[0] for said in remarks(after, SAID)] == ["one", "two"]


def waived(entry: Entry) -> frozenset[str]:
    return read_waivers(entry.comments, entry.source, entry.target).checks


def test_a_waiver_holds_for_the_two_texts_that_its_reviewer_saw_and_names_who_and_why() -> None:
    after = waive(SIGNATURE, "numbers", "the (source) counts")(DRAFT)
    line = f"newsloc-ignore: numbers (the source counts) (Mona Said, 2026-11-27) @{digest_pair('Ice.', 'جليد.')}"
    assert after.comments == (*DRAFT.comments, line)
    assert waived(after) == {"numbers"}
    bracketed = replace(SIGNATURE, reviewer=Reviewer(name="Mona (desk) Said"))
    assert waived(waive(bracketed, "numbers")(DRAFT)) == {"numbers"}
    assert not waived(approve(SIGNATURE, "ثلج.")(after))
    assert not waived(approve(SIGNATURE)(replace(approve(SIGNATURE)(after), target="ثلج.", fuzzy=True)))


def test_a_waiver_is_taken_back_and_others_stay_as_they_are() -> None:
    digests = f"@{digest_pair('Ice.', 'جليد.')}"
    both = replace(DRAFT, comments=(f"newsloc-ignore: numbers, quotes (as filed) {digests}",))
    assert waive(SIGNATURE, "quotes")(both) == both
    assert unwaive("numbers")(both).comments == (f"newsloc-ignore: quotes (as filed) {digests}",)
    assert unwaive("numbers")(waive(SIGNATURE, "numbers")(DRAFT)) == DRAFT
    assert unwaive("names")(both) == both


@pytest.mark.parametrize(("act", "entry"), REFUSED)
def test_what_makes_no_sense_is_refused(act: object, entry: Entry) -> None:
    with pytest.raises(ReviewError):
        act(entry)  # type: ignore[operator]


def test_every_decision_makes_another_version() -> None:
    acts = (
        approve(SIGNATURE),
        edit("ثلج."),
        send_back(SIGNATURE, "no"),
        comment(SIGNATURE, "one"),
        waive(SIGNATURE, "numbers"),
    )
    versions = {version_of(act(DRAFT)) for act in acts}
    assert len(versions | {version_of(DRAFT)}) == len(acts) + 1
