from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalog import merge as room
from pipeline.catalog.carry import EARLIER, carry, is_stale, written_by_person
from pipeline.catalog.merge import annotate, fill, make_template, merge
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import read_catalog, write_catalog
from pipeline.catalog.provenance import digest, make_provenance
from pipeline.model import Catalog, Entry, Provenance, Role, Score, State, Verdict
from pipeline.project.paths import catalog_path, template_path
from tests.catalog.catalog_cases import ARABIC, ICE, article, draft, localize, translations

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = Entry(context="body#1", source=ICE[0], target=ARABIC[ICE[0]])
MISSING = Entry(context="body#1", source=ICE[0])
DRAFT = draft(MISSING, ARABIC[ICE[0]])
EDITED = "تكسّر جليد البحيرة الشمالية يوم 3 آذار/مارس."

AUTHORS = {
    "missing": (MISSING, False),
    "missing but marked fuzzy": (replace(MISSING, fuzzy=True), False),
    "untouched draft": (DRAFT, False),
    "approved draft": (replace(DRAFT, fuzzy=False), True),
    "draft edited while fuzzy": (replace(DRAFT, target=EDITED), True),
    "fuzzy by hand": (replace(PLAIN, fuzzy=True), True),
    "reviewed": (PLAIN, True),
    "approved once, its source edited since": (replace(DRAFT, source="New.", previous_source=ICE[0]), True),
    "approved once, its context changed since": (replace(DRAFT, context="body#2", previous_context="body#1"), True),
    "draft whose source changed": (replace(DRAFT, source="New."), False),
}
STALE = {
    "untouched draft": (DRAFT, False),
    "source changed": (replace(DRAFT, source="New."), True),
    "copied to another unit": (replace(DRAFT, context="body#2"), True),
    "source changed, edited by a person": (replace(DRAFT, source="New.", target=EDITED), False),
    "source changed, approved": (replace(DRAFT, source="New.", fuzzy=False), False),
    "emptied": (replace(DRAFT, target=""), False),
}

# An article's texts before and after.
pages = st.lists(st.sampled_from([*ICE, "Read on.", "Read on. ", "Nobody was hurt today."]), max_size=7)


def existing(*entries: Entry, obsolete: tuple[Entry, ...] = ()) -> Catalog:
    return Catalog(slug="ice", source_language="en", language="ar", entries=entries, obsolete=obsolete)


def merge_one(entry: Entry, source: str = ICE[0], context: str = "body#1", role: Role = Role.BODY) -> Entry:
    """Merge an article of one sentence with a catalog of one entry."""
    return merge(article([source], {source: role}), (context,), existing(entry), "ar").entries[0]


def reviewed(project: Path, language: str = "ar") -> None:
    """Approve every entry, as a person does."""
    change(project, lambda entry: replace(entry, fuzzy=False), language)


def change(project: Path, edit: object, language: str = "ar", source: str | None = None) -> None:
    """Edit the entries of the file, as a person does."""
    assert callable(edit)
    path = catalog_path(project, language, "ice")
    read = read_catalog(path)
    entries = tuple(edit(entry) if source in (None, entry.source) else entry for entry in read.entries)
    assert write_catalog(path, replace(read, entries=entries))


def files(project: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in project.rglob("*.po*")}


@pytest.mark.parametrize(("entry", "expected"), AUTHORS.values(), ids=AUTHORS)
def test_a_person_is_known_by_the_entry(entry: Entry, expected: bool) -> None:  # noqa: FBT001
    assert written_by_person(entry) is expected


@pytest.mark.parametrize(("entry", "expected"), STALE.values(), ids=STALE)
def test_a_draft_is_stale_when_it_was_made_for_something_else(entry: Entry, expected: bool) -> None:  # noqa: FBT001
    assert is_stale(entry) is expected


@given(before=pages, after=pages)
def test_a_reviewed_sentence_stays_reviewed_through_every_move(before: list[str], after: list[str]) -> None:
    contexts, following = number_units(article(before), None)
    template = make_template(article(before), contexts, following)
    entries = merge(article(before), contexts, None, "ar").entries
    found = existing(*(replace(entry, target=f"ترجمة {entry.source}") for entry in entries))
    contexts, _ = number_units(article(after), template, [found])
    for entry in merge(article(after), contexts, found, "ar").entries:
        if before.count(entry.source) >= after.count(entry.source):
            assert (entry.state, entry.target) == (State.REVIEWED, f"ترجمة {entry.source}")


@pytest.mark.parametrize(
    "edit",
    [
        lambda entry: replace(entry, target=EDITED),
        lambda entry: replace(entry, target=EDITED, fuzzy=False),
        lambda entry: replace(entry, fuzzy=False),
        lambda entry: replace(entry, target=EDITED, provenance=None),
        lambda entry: replace(entry, comments=("هل التاريخ صحيح؟",)),
        lambda entry: replace(entry, flags=("no-wrap",)),
    ],
    ids=["edited while fuzzy", "edited and approved", "approved", "comment removed", "comment added", "flag added"],
)
def test_a_translators_edit_survives_every_run(tmp_path: Path, edit: object) -> None:
    localize(tmp_path, article())
    change(tmp_path, edit, source=ICE[0])
    path = catalog_path(tmp_path, "ar", "ice")
    before = read_catalog(path).entries[0]
    for text in (article(), article(ICE[::-1]), article(("Before all that.", *ICE)), article()):
        after = {entry.source: entry for entry in localize(tmp_path, text).entries}[ICE[0]]
        assert replace(after, notes=before.notes) == before


def test_an_edited_sentence_keeps_its_old_translation_as_fuzzy(tmp_path: Path) -> None:
    localize(tmp_path, article())
    reviewed(tmp_path)
    change(tmp_path, lambda entry: replace(entry, comments=("تحقق من العدد",)), source=ICE[1])
    edited = ICE[1].replace("12", "14")
    entry = localize(tmp_path, article((ICE[0], edited, *ICE[2:]))).entries[1]
    assert entry == Entry(
        context="body#2",
        source=edited,
        target=ARABIC[ICE[1]],
        fuzzy=True,
        previous_context="body#2",
        previous_source=ICE[1],
        comments=("تحقق من العدد",),
        references=("source/ice.md",),
    )
    text = catalog_path(tmp_path, "ar", "ice").read_text(encoding="utf-8")
    assert f'#, fuzzy\n#| msgctxt "body#2"\n#| msgid "{ICE[1]}"\nmsgctxt "body#2"\nmsgid "{edited}"\n' in text


def test_a_sentence_edited_twice_shows_what_was_translated() -> None:
    once = merge_one(PLAIN, "Ice on the northern lake broke on 4 March.")
    twice = merge_one(once, "Ice on the northern lake broke on 5 March.")
    assert (twice.previous_source, twice.previous_context, twice.target) == (ICE[0], "body#1", PLAIN.target)
    assert merge_one(twice, ICE[0]) == replace(PLAIN, fuzzy=True, references=("source/ice.md",))


def test_a_text_edited_while_fuzzy_stays_when_its_source_changes() -> None:
    entry = merge_one(replace(DRAFT, target=EDITED), "Ice broke.")
    assert (entry.target, entry.fuzzy, entry.previous_source, entry.provenance) == (EDITED, True, ICE[0], None)


def test_a_draft_whose_source_changes_is_dropped_with_its_comments_kept() -> None:
    noted = replace(DRAFT, comments=("للمراجعة",), notes=("score 71",))
    assert merge_one(noted, "Ice broke.") == Entry(
        context="body#1", source="Ice broke.", comments=("للمراجعة",), references=("source/ice.md",)
    )


def test_a_draft_that_msgmerge_copied_to_another_unit_is_dropped() -> None:
    copied = replace(DRAFT, context="body#2")
    merged = merge(article((ICE[0], ICE[0])), ("body#1", "body#2"), existing(DRAFT, copied), "ar")
    assert [entry.target for entry in merged.entries] == [DRAFT.target, ""]
    assert merged.entries[1].comments == ()


def test_what_msgmerge_made_unclear_stays_as_a_comment() -> None:
    unclear = replace(DRAFT, source="Ice broke.")
    emptied = merge_one(unclear, "Ice broke.")
    assert (emptied.target, emptied.comments) == ("", (f"{EARLIER}{DRAFT.target}",))
    again = merge_one(replace(unclear, comments=emptied.comments), "Ice broke.")
    assert again.comments == emptied.comments


def test_a_role_change_keeps_a_review_and_says_where_it_was() -> None:
    renamed = merge_one(PLAIN, context="heading#1", role=Role.HEADING)
    assert renamed == replace(
        PLAIN,
        context="heading#1",
        previous_context="body#1",
        previous_source=ICE[0],
        references=("source/ice.md",),
    )
    assert renamed.state is State.REVIEWED
    assert merge_one(renamed, context="heading#1", role=Role.HEADING) == renamed


def test_a_role_change_keeps_a_draft_a_draft() -> None:
    renamed = merge_one(DRAFT, context="heading#1", role=Role.HEADING)
    assert renamed.target == DRAFT.target
    assert not written_by_person(renamed)
    assert not is_stale(renamed)


def test_insertion_deletion_and_moves_keep_the_other_translations(tmp_path: Path) -> None:
    localize(tmp_path, article())
    reviewed(tmp_path)
    moved = article((ICE[3], "A diver is still missing.", ICE[0], ICE[2]))
    after = localize(tmp_path, moved)
    assert [entry.context for entry in after.entries] == ["body#4", "body#5", "body#1", "body#3"]
    assert {source: translations(after)[source] for source in (ICE[3], ICE[0], ICE[2])} == {
        source: ARABIC[source] for source in (ICE[3], ICE[0], ICE[2])
    }
    assert [entry.state for entry in after.entries].count(State.REVIEWED) == 3
    assert [entry.source for entry in after.obsolete] == [ICE[1]]


def test_a_sentence_that_returns_brings_its_translation_back(tmp_path: Path) -> None:
    localize(tmp_path, article())
    reviewed(tmp_path)
    localize(tmp_path, article())
    before = files(tmp_path)[catalog_path(tmp_path, "ar", "ice")]
    assert [entry.context for entry in localize(tmp_path, article(ICE[:2])).obsolete] == ["body#3", "body#4"]
    after = localize(tmp_path, article())
    assert after.obsolete == ()
    assert [(entry.context, entry.state) for entry in after.entries] == [
        (f"body#{number}", State.REVIEWED) for number in (1, 2, 3, 4)
    ]
    assert [line for line in before.splitlines() if b"Date" not in line] == [
        line for line in files(tmp_path)[catalog_path(tmp_path, "ar", "ice")].splitlines() if b"Date" not in line
    ]


def test_a_returning_draft_is_signed_for_its_new_place() -> None:
    found = existing(obsolete=(DRAFT,))
    entry = merge(article(ICE[:1]), ("body#9",), found, "ar").entries[0]
    assert (entry.context, entry.target, entry.previous_context) == ("body#9", DRAFT.target, None)
    assert not is_stale(entry)


def test_a_vanished_unit_without_a_target_is_forgotten() -> None:
    merged = merge(article([]), (), existing(MISSING, replace(PLAIN, context="body#2", notes=("note",))), "ar")
    assert merged.obsolete == (replace(PLAIN, context="body#2"),)


def test_an_entry_that_a_person_added_is_never_lost() -> None:
    added = Entry(context="", source="By hand.", target="باليد.")
    odd = Entry(context="menu", source="Home", target="الرئيسية")
    merged = merge(article(ICE[:1]), ("body#1",), existing(added, PLAIN, odd), "ar")
    assert merged.entries == (replace(PLAIN, references=("source/ice.md",)),)
    assert merged.obsolete == (added, odd)


def test_an_entry_without_our_context_serves_the_unit_of_the_same_text() -> None:
    foreign = Entry(context="", source=ICE[0], target=PLAIN.target)
    entry = merge_one(foreign)
    assert (entry.context, entry.target, entry.state) == ("body#1", PLAIN.target, State.REVIEWED)
    edited = merge_one(replace(foreign, context="body#1"), "Ice broke.")
    assert edited.previous_context == "body#1"


def test_two_entries_of_one_number_both_find_their_units() -> None:
    second = Entry(context="body#1", source=ICE[1], target=ARABIC[ICE[1]])
    merged = merge(article(ICE[:2]), ("body#1", "body#2"), existing(PLAIN, second), "ar")
    assert translations(merged) == {ICE[0]: ARABIC[ICE[0]], ICE[1]: ARABIC[ICE[1]]}
    assert merged.obsolete == ()


def test_without_a_template_the_catalogs_stay_as_they_are(tmp_path: Path) -> None:
    localize(tmp_path, article())
    localize(tmp_path, article(ICE[1:]))
    reviewed(tmp_path)
    localize(tmp_path, article(ICE[1:]))
    before = files(tmp_path)
    template_path(tmp_path, "ice").unlink()
    localize(tmp_path, article(ICE[1:]))
    assert {path: text for path, text in files(tmp_path).items() if path.suffix == ".po"} == {
        path: text for path, text in before.items() if path.suffix == ".po"
    }
    assert '"X-Newsloc-Next: 5\\n"' in template_path(tmp_path, "ice").read_text(encoding="utf-8")


def provenance(entry: Entry = MISSING, engine: str = "other") -> Provenance:
    return make_provenance(entry, "شيء", engine=engine, model="m", score=Score(percent=50, verdict=Verdict.REDO))


@pytest.mark.parametrize(
    ("entry", "replaced", "expected"),
    [
        (MISSING, False, "جديد"),
        (MISSING, True, "جديد"),
        (DRAFT, False, DRAFT.target),
        (DRAFT, True, "جديد"),
        (PLAIN, True, PLAIN.target),
        (replace(DRAFT, target=EDITED), True, EDITED),
        (replace(PLAIN, fuzzy=True), True, PLAIN.target),
    ],
)
def test_a_machine_fills_only_what_no_person_wrote(entry: Entry, replaced: bool, expected: str) -> None:  # noqa: FBT001
    filled = fill(existing(entry), {"body#1": ("جديد", provenance())}, replace=replaced).entries[0]
    assert filled.target == expected
    if expected == "جديد":
        assert filled.fuzzy
        assert not written_by_person(filled)
        assert filled.provenance
        assert filled.provenance.target_digest == digest("جديد")
    else:
        assert filled == entry


def test_an_empty_draft_fills_nothing() -> None:
    assert fill(existing(MISSING), {"body#1": ("", provenance())}).entries == (MISSING,)
    assert fill(existing(MISSING), {"body#2": ("جديد", provenance())}).entries == (MISSING,)


def test_notes_are_made_anew() -> None:
    noted = existing(replace(PLAIN, notes=("old",)), replace(PLAIN, context="body#2", notes=("old",)))
    assert [entry.notes for entry in annotate(noted, {"body#1": ("new", "two")}).entries] == [("new", "two"), ()]


def test_the_header_of_the_file_stays() -> None:
    found = replace(existing(PLAIN), headers={"Last-Translator": "Rim"}, header_comments=("Team notes",))
    merged = merge(article(ICE[:1]), ("body#1",), found, "ar")
    assert (merged.headers, merged.header_comments) == (found.headers, found.header_comments)


def test_the_work_of_a_merge_grows_with_the_article(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    kept = carry

    def counting(entry: Entry, fresh: Entry, **how: bool) -> Entry:
        nonlocal calls
        calls += 1
        return kept(entry, fresh, **how)

    monkeypatch.setattr(room, "carry", counting)
    sources = [f"Sentence {number} of a very long list." for number in range(5000)]
    contexts, following = number_units(article(sources), None)
    found = merge(article(sources), contexts, None, "ar")
    template = make_template(article(sources), contexts, following)
    after = article(["Something else comes first.", *sources[:2500], *sources[2600:]])
    contexts, _ = number_units(after, template, [found])
    merged = merge(after, contexts, found, "ar")
    assert calls == 4900
    assert [entry.context for entry in merged.entries[:3]] == ["body#5001", "body#1", "body#2"]
