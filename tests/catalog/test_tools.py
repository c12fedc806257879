"""The programs of the people we write for: gettext's own and the Translate Toolkit's."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.catalog.approvals import Approval, approval_of, approve
from pipeline.catalog.carry import EARLIER, written_by_person
from pipeline.catalog.merge import make_template
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import catalog_text, read_catalog, write_catalog, write_mo
from pipeline.catalog.provenance import digest
from pipeline.model import Catalog, Entry, Role, State
from pipeline.project.paths import catalog_path, template_path
from tests.catalog.catalog_cases import ARABIC, ICE, article, draft, localize, tool

if TYPE_CHECKING:
    from pathlib import Path

EDITED = "تكسّر جليد البحيرة الشمالية يوم 3 آذار/مارس."
LONG = (
    "The council, which had met eleven times since the storm of 12 January and heard more than forty residents of the "
    "flooded streets, voted by nine to four to rebuild the harbour wall before the winter of 2027."
)
LONG_ARABIC = (
    "صوّت المجلس، الذي اجتمع إحدى عشرة مرة منذ عاصفة 12 كانون الثاني/يناير واستمع إلى أكثر من أربعين من سكان الشوارع "
    "التي غمرتها المياه، بأغلبية تسعة أصوات مقابل أربعة لصالح إعادة بناء جدار الميناء قبل شتاء عام 2027."
)


def everything() -> Catalog:
    """Return a catalog that has all a catalog can have."""
    waiting = draft(Entry(context="body#2", source=LONG), LONG_ARABIC)
    obsolete = (
        replace(draft(Entry(context="body#7", source="Gone."), "ذهب."), comments=("من النسخة القديمة",)),
        Entry(
            context="body#8",
            source='Gone, "too".',
            target="«ذهب» أيضاً.",
            fuzzy=True,
            previous_context="body#6",
            previous_source="Went.",
        ),
        Entry(context="", source="By hand.", target="باليد."),
    )
    entries = (
        Entry(
            context="headline#1",
            source=ICE[0],
            target=ARABIC[ICE[0]],
            comments=("راجعته ريم", "", "  مرتين "),
            references=("source/ice.md",),
        ),
        replace(waiting, notes=("score 71, review", "numbers: 2027 is missing " * 9), references=("source/ice.md",)),
        Entry(
            context="body#3",
            source=ICE[1],
            target=ARABIC[ICE[1]],
            fuzzy=True,
            previous_context="body#3",
            previous_source=ICE[1].replace("12", "11"),
            flags=("no-wrap",),
        ),
        Entry(
            context="heading#4", source="Damage", target="الأضرار", previous_context="body#4", previous_source="Damage"
        ),
        Entry(context="body#5", source='Tab\tand "quotes" and C:\\news', target='مسافة\tو"اقتباس" وC:\\news'),
        Entry(context="quote#6", source="Two\nlines\n", target="سطران\nاثنان\n", comments=("#1",)),
        Entry(context="body#9", source="Missing."),
    )
    return Catalog(
        slug="ice",
        source_language="en",
        language="ar",
        entries=entries,
        obsolete=obsolete,
        header_comments=("Team notes", "", "since 2024"),
    )


def run(*command: object) -> str:
    """Run a tool; return what it says on either stream."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def written(folder: Path, catalog: Catalog) -> Path:
    path = catalog_path(folder, "ar", "ice") if catalog.language else template_path(folder, "ice")
    write_catalog(path, catalog)
    return path


def by_source(catalog: Catalog) -> dict[str, Entry]:
    return {entry.source: entry for entry in catalog.entries}


APPROVAL = Approval(name="منى سعيد", day=date(2026, 11, 27))


@pytest.mark.parametrize("edited", [False, True])
def test_msgmerge_and_msgcat_keep_who_approved_a_text(tmp_path: Path, edited: bool) -> None:  # noqa: FBT001
    entry = Entry(context="body#1", source=ICE[1], target=ARABIC[ICE[1]])
    po = written(
        tmp_path, Catalog(slug="ice", source_language="en", language="ar", entries=(approve(entry, APPROVAL),))
    )
    source = ICE[1].replace("12", "14") if edited else ICE[1]
    template = written(tmp_path, make_template(article([source]), ("body#1",), 2))
    run(tool("msgmerge"), "-q", "--previous", "--update", "--backup=none", po, template)
    run(tool("msgcat"), "--width=60", "-o", po, po)
    (merged,) = read_catalog(po).entries
    assert merged.fuzzy is edited
    assert approval_of(merged) == APPROVAL


def test_msgfmt_finds_nothing_to_say(tmp_path: Path) -> None:
    msgfmt = tool("msgfmt")
    said = run(msgfmt, "-c", "-v", "-o", tmp_path / "ice.mo", written(tmp_path, everything()))
    assert said == "4 translated messages, 2 fuzzy translations, 1 untranslated message.\n"


def test_msgfmt_accepts_drafts_too(tmp_path: Path) -> None:
    """It skips fuzzy entries; they must hold nothing that breaks once they are approved."""
    msgfmt = tool("msgfmt")
    said = run(msgfmt, "-c", "--use-fuzzy", "-o", tmp_path / "ice.mo", written(tmp_path, everything()))
    assert said == ""


def test_msgcat_gives_back_the_same_bytes(tmp_path: Path) -> None:
    msgcat = tool("msgcat")
    path = written(tmp_path, everything())
    run(msgcat, "--no-wrap", "-o", tmp_path / "again.po", path)
    assert (tmp_path / "again.po").read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


def test_msgcat_gives_back_the_same_template(tmp_path: Path) -> None:
    msgcat = tool("msgcat")
    text = article((*ICE, LONG), {ICE[0]: Role.HEADLINE})
    contexts, following = number_units(text, None)
    path = written(tmp_path, make_template(text, contexts, following))
    run(msgcat, "--no-wrap", "-o", tmp_path / "again.pot", path)
    assert (tmp_path / "again.pot").read_bytes() == path.read_bytes()


CUT = 5
news = st.text(st.sampled_from("ab \"\\\n\t%{}«»،؟سلامé—'#~"), min_size=1, max_size=40)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=st.lists(st.tuples(news, news | st.just("")), min_size=1, max_size=8))
def test_msgcat_gives_back_any_text(texts: list[tuple[str, str]], tmp_path: Path) -> None:
    msgcat = tool("msgcat")
    entries = tuple(
        Entry(
            context=f"body#{number}",
            source=source,
            target=target or ("x" if number >= CUT else ""),  # msgcat drops obsolete entries without a target
            fuzzy=number % 2 == 0 and target != "",
            previous_source=source[::-1] if number % 3 == 0 else None,
        )
        for number, (source, target) in enumerate(texts)
    )
    catalog = Catalog(
        slug="ice",
        source_language="en",
        language="ar",
        entries=entries[:CUT],
        obsolete=entries[CUT:],
    )
    path = tmp_path / "any.po"
    path.write_text(catalog_text(catalog), encoding="utf-8")
    run(msgcat, "--no-wrap", "-o", tmp_path / "again.po", path)
    assert (tmp_path / "again.po").read_bytes() == path.read_bytes()


def test_a_file_that_msgcat_wrapped_is_not_rewritten(tmp_path: Path) -> None:
    msgcat = tool("msgcat")
    path = written(tmp_path, everything())
    unwrapped = path.read_bytes()
    run(msgcat, "--width=60", "-o", path, path)
    wrapped = path.read_bytes()
    assert wrapped != unwrapped
    assert not write_catalog(path, everything())
    assert path.read_bytes() == wrapped


def test_an_edit_in_a_file_that_msgcat_wrapped_survives(tmp_path: Path) -> None:
    msgcat = tool("msgcat")
    localize(tmp_path, article())
    path = catalog_path(tmp_path, "ar", "ice")
    read = read_catalog(path)
    write_catalog(path, replace(read, entries=(replace(read.entries[0], target=EDITED), *read.entries[1:])))
    run(msgcat, "--width=40", "-o", path, path)
    before = path.read_bytes()
    assert localize(tmp_path, article()).entries[0].target == EDITED
    assert path.read_bytes() == before


def test_msgattrib_approves_a_draft(tmp_path: Path) -> None:
    msgattrib = tool("msgattrib")
    localize(tmp_path, article())
    path = catalog_path(tmp_path, "ar", "ice")
    run(msgattrib, "--clear-fuzzy", "--no-wrap", "-o", path, path)
    assert {entry.state for entry in localize(tmp_path, article()).entries} == {State.REVIEWED}


PREVIOUS = pytest.mark.parametrize("merged", [["--previous"]], indirect=True)
WITHOUT = pytest.mark.parametrize("merged", [[]], indirect=True)
EITHER = pytest.mark.parametrize("merged", [["--previous"], []], indirect=True, ids=["with previous", "without"])


@pytest.fixture
def merged(tmp_path: Path, request: pytest.FixtureRequest) -> Catalog:
    """Return the catalog after a person worked on it, the article changed, msgmerge ran, and then newsloc.

    Of the four sentences the first was edited by the person while fuzzy, the second and third approved, the fourth left
    a draft; then the article's second and fourth are edited.
    """
    msgmerge = tool("msgmerge")
    localize(tmp_path, article())
    path = catalog_path(tmp_path, "ar", "ice")
    read = read_catalog(path)
    first, second, third, fourth = read.entries
    people = (
        replace(first, target=EDITED, comments=("هل التاريخ صحيح؟",)),
        replace(second, fuzzy=False),
        replace(third, fuzzy=False),
        fourth,
    )
    write_catalog(path, replace(read, entries=people))
    after = article((ICE[0], ICE[1].replace("12", "14"), ICE[2], "Nobody was badly hurt."))
    pot = template_path(tmp_path, "ice")
    contexts, following = number_units(after, read_catalog(pot))
    write_catalog(pot, make_template(after, contexts, following))
    run(msgmerge, "--update", "--backup=none", "--quiet", *request.param, path, pot)
    assert path.read_text(encoding="utf-8").count("# newsloc:") == 4
    return localize(tmp_path, after)


@EITHER
def test_a_persons_words_survive_msgmerge(merged: Catalog) -> None:
    entry = merged.entries[0]
    assert (entry.target, entry.fuzzy, entry.comments) == (EDITED, True, ("هل التاريخ صحيح؟",))


@PREVIOUS
def test_an_approved_translation_survives_msgmerge_as_fuzzy(merged: Catalog) -> None:
    entry = merged.entries[1]
    assert (entry.context, entry.target, entry.fuzzy, entry.previous_source) == ("body#2", ARABIC[ICE[1]], True, ICE[1])
    assert written_by_person(entry)


@WITHOUT
def test_what_msgmerge_without_previous_cannot_tell_from_a_draft_stays_as_a_comment(merged: Catalog) -> None:
    assert f"{EARLIER}{ARABIC[ICE[1]]}" in merged.entries[1].comments


@EITHER
def test_an_unchanged_approval_survives_msgmerge(merged: Catalog) -> None:
    assert merged.entries[2].state is State.REVIEWED


@EITHER
def test_a_draft_whose_source_changed_is_drafted_again_after_msgmerge(merged: Catalog) -> None:
    entry = merged.entries[3]
    assert entry.target.startswith("ترجمة آلية")
    assert entry.provenance
    assert entry.provenance.source_digest == digest("Nobody was badly hurt.")


def test_a_draft_that_msgmerge_gave_to_a_look_alike_is_drafted_again(tmp_path: Path) -> None:
    msgmerge = tool("msgmerge")
    localize(tmp_path, article(ICE[:3]))
    path, pot = catalog_path(tmp_path, "ar", "ice"), template_path(tmp_path, "ice")
    alike = ICE[1].replace("an hour", "two hours")
    after = article((*ICE[:3], alike))
    contexts, following = number_units(after, read_catalog(pot))
    write_catalog(pot, make_template(after, contexts, following))
    run(msgmerge, "--update", "--backup=none", "--quiet", path, pot)
    assert by_source(read_catalog(path))[alike].target == ARABIC[ICE[1]]
    assert by_source(localize(tmp_path, after))[alike].target.startswith("ترجمة آلية")


def test_msgunfmt_reads_our_mo_as_msgfmts(tmp_path: Path) -> None:
    msgfmt, msgunfmt = tool("msgfmt"), tool("msgunfmt")
    path = written(tmp_path, everything())
    write_mo(tmp_path / "ours.mo", read_catalog(path))
    run(msgfmt, "-o", tmp_path / "theirs.mo", path)
    ours, theirs = (run(msgunfmt, tmp_path / name).partition("\n\n")[2] for name in ("ours.mo", "theirs.mo"))
    assert ours == theirs
    assert ours.count("msgctxt") == 4


def test_pofilter_reads_our_catalogs(tmp_path: Path) -> None:
    pofilter = tool("pofilter")
    path = written(tmp_path, everything())
    run(pofilter, "--progress=none", "-t", "untranslated", path, tmp_path / "found.po")
    found = read_catalog(tmp_path / "found.po")
    assert [entry.source for entry in found.entries] == ["Missing."]


@pytest.mark.parametrize("width", ["--no-wrap", "--width=40"])
def test_what_msgcat_wraps_says_the_same(tmp_path: Path, width: str) -> None:
    msgcat = tool("msgcat")
    old, new = catalog_path(tmp_path, "ar", "ice"), catalog_path(tmp_path / "other", "ar", "ice")
    write_catalog(old, everything())
    new.parent.mkdir(parents=True)
    subprocess.run([msgcat, width, "-o", new, old], check=True)
    assert read_catalog(new) == read_catalog(old)


@settings(deadline=None)
@given(text=st.text(st.sampled_from('ab "\\\n\t#~|:,لإى؟،«»'), max_size=30))
def test_polib_reads_the_same_texts(text: str) -> None:
    written = catalog_text(
        Catalog(
            slug="ice", source_language="en", language="ar", entries=(Entry(context="body#1", source="a", target=text),)
        )
    )
    (theirs,) = polib.pofile(written)
    assert theirs.msgstr == text
