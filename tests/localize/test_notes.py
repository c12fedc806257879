from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.catalog.header import DRAFTS
from pipeline.catalog.notes import make_notes
from pipeline.catalog.po import read_catalog
from pipeline.catalog.provenance import make_provenance
from pipeline.cli.settings import Settings
from pipeline.model import Candidate, Catalog, Entry, Finding, Score, Severity, State, Verdict, phrase
from pipeline.project.paths import catalog_path
from pipeline.quality.settings import QualitySettings
from tests.fake_engine import FakeEngine
from tests.localize.test_localize import approve, edit, run

ARTICLE = """---
language: en
title: "Judge meets Werfalli in Tunis"
---

The judge met  Werfalli in Tunis, said Dalia Haddad. She left on on Monday.

“We waited for hours. Nobody came to help us.

She met Werfalli again on Tuesday.
"""
SENTENCES = {
    "Judge meets Werfalli in Tunis": "القاضية تلتقي الورفلي في تونس",
    "The judge met Werfalli in Tunis, said Dalia Haddad.": "قالت داليا حداد إن القاضية التقت الورفلي في تونس.",
    "She left on on Monday.": "غادرت يوم الاثنين.",
    "“We waited for hours.": "«انتظرنا ساعات.",
    "Nobody came to help us.": "لم يأت أحد لمساعدتنا.",
    "She met Werfalli again on Tuesday.": "التقت الورفالي مجددا يوم الثلاثاء.",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "meeting.md").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def engine() -> FakeEngine:
    return FakeEngine({source: (Candidate(text=target),) for source, target in SENTENCES.items()})


def entries(project: Path, language: str, slug: str = "meeting") -> dict[str, Entry]:
    return {entry.source: entry for entry in read_catalog(catalog_path(project, language, slug)).entries}


def test_the_header_says_once_what_to_expect_of_drafts(project: Path) -> None:
    run(project, engine(), settings=Settings())
    path = catalog_path(project, "ar", "meeting")
    catalog = read_catalog(path)
    drafts = [entry for entry in catalog.entries if entry.state is State.DRAFT]
    assert drafts
    for entry in drafts:
        assert len(set(entry.notes)) == len(entry.notes)
        assert all(len(note) < 140 for note in entry.notes)
    assert catalog.headers[DRAFTS].startswith("fake ")
    path.write_text(path.read_text(encoding="utf-8").replace("#, fuzzy\n", ""), encoding="utf-8")
    run(project, engine(), settings=Settings())
    assert DRAFTS not in read_catalog(path).headers


def test_only_keep_and_redo_are_said_and_of_no_persons_text() -> None:
    entry = Entry(context="body#1", source="a", target="b", fuzzy=True)
    notes = {}
    for verdict in Verdict:
        made = make_provenance(entry, "b", engine="x", model="1", score=Score(percent=50, verdict=verdict))
        scored = (replace(entry, provenance=made), replace(entry, provenance=made, target="c"))
        for one in scored:
            catalog = Catalog(slug="ice", source_language="en", language="ar", entries=(one,))
            notes[verdict, one.target] = make_notes(catalog, {}, {}, {})["body#1"]
    told = {key: said[0].partition(":")[0] for key, said in notes.items() if said}
    assert told == {(Verdict.KEEP, "b"): "keep", (Verdict.REDO, "b"): "redo"}


def test_the_same_finding_is_told_once_and_shortly() -> None:
    entry = Entry(context="body#1", source="a", target="b", fuzzy=True)
    catalog = Catalog(slug="ice", source_language="en", language="ar", entries=(entry,))
    finding = Finding(check="numbers", severity=Severity.ERROR, said=phrase("37 is missing; " + "add it " * 40))
    (note,) = make_notes(catalog, {"body#1": [finding, finding]}, {}, {})["body#1"]
    assert note.startswith("error: 37 is missing; add it")
    assert len(note) < 140


def test_a_name_spelled_in_two_ways_in_an_article_is_a_warning_and_nothing_to_keep_unseen(project: Path) -> None:
    run(project, engine())
    entry = entries(project, "ar")["She met Werfalli again on Tuesday."]
    (note,) = (note for note in entry.notes if "spell it in one way" in note)
    assert note.startswith('warning: "الورفالي" is spelled "الورفلي" in meeting (headline#1), meeting (body#2)')
    assert entry.provenance
    assert "names" in entry.provenance.findings
    assert entry.provenance.score
    assert entry.provenance.score.verdict is not Verdict.KEEP
    written = catalog_path(project, "ar", "meeting").read_bytes()
    run(project, engine())
    assert catalog_path(project, "ar", "meeting").read_bytes() == written


def test_the_spelling_that_another_article_has_reviewed_is_named(project: Path) -> None:
    run(project, engine())
    edit(project, approve, "meeting")
    text = "---\nlanguage: en\ntitle: Werfalli speaks\n---\n\nHaddad answered.\n"
    (project / "source" / "answer.md").write_text(text, encoding="utf-8")
    (project / "source" / "meeting.md").unlink()  # its catalog stays, and its names
    run(project, FakeEngine({"Werfalli speaks": (Candidate(text="الورفيلي تتحدث"),)}))
    (note,) = (note for note in entries(project, "ar", "answer")["Werfalli speaks"].notes if "spell it" in note)
    assert note.startswith('info: "الورفيلي" is spelled "الورفلي" in meeting (headline#1)')


def test_a_reviewed_spelling_counts_in_the_run_in_which_its_sentences_were_edited(project: Path) -> None:
    run(project, engine())
    edit(project, approve, "meeting")
    edited = ARTICLE.replace("in Tunis", "in old Tunis").replace("on Tuesday", "on Wednesday")
    (project / "source" / "meeting.md").write_text(edited, encoding="utf-8")
    text = "---\nlanguage: en\ntitle: Werfalli speaks\n---\n\nHaddad answered.\n"
    (project / "source" / "answer.md").write_text(text, encoding="utf-8")
    run(project, FakeEngine({"Werfalli speaks": (Candidate(text="الورفيلي تتحدث"),)}))
    assert sum(entry.state is State.REVIEWED for entry in entries(project, "ar").values()) == 3
    (note,) = (note for note in entries(project, "ar", "answer")["Werfalli speaks"].notes if "spell it" in note)
    assert note.startswith('info: "الورفيلي" is spelled "الورفلي" in meeting (headline#1)')


def test_names_can_be_switched_off(project: Path) -> None:
    disabled = QualitySettings(disable=("names",))
    run(project, engine(), settings=Settings(quality=disabled))
    assert not any("spell it" in note for entry in entries(project, "ar").values() for note in entry.notes)


def test_an_unreadable_catalog_of_another_article_stops_nothing(project: Path) -> None:
    broken = catalog_path(project, "ar", "broken")
    broken.parent.mkdir(parents=True)
    broken.write_text("no catalog at all\n", encoding="utf-8")
    assert not run(project, engine()).problems
