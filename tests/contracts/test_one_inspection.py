"""One unit has the same findings on the page, in the catalog's notes, in the report, in `assess` and in `check`.

| state | unit of the project below |
| --- | --- |
| missing | the engine has nothing for it |
| machine draft, draft of a pseudo-translation | as the engine made it |
| person's draft | written over a machine draft, still fuzzy |
| reviewed, with an error and with a waiver | approved |
| reviewed, then its source changed | approved for another number |
| recalled from memory | reviewed in another article |
| obsolete | its sentence is gone |
| killed article | killed after it was drafted |
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from click.testing import CliRunner

from pipeline.catalog.po import read_catalog
from pipeline.cli import assess
from pipeline.cli.check import make_conditions
from pipeline.cli.settings import load_settings
from pipeline.errors import shorten
from pipeline.gate.gate import check_project
from pipeline.model import Candidate, Severity, State
from pipeline.project.paths import catalog_path
from pipeline.quality.inspection import inspect_catalog
from pipeline.quality.ledger import read_corpus
from pipeline.review.acts import Reviewer
from pipeline.review.report import read_part
from pipeline.review.store import Store
from pipeline.sources.article import find_articles, read_article
from tests.fake_engine import FakeEngine
from tests.localize.test_localize import run

pytestmark = pytest.mark.embedded

PSEUDO = "She left the harbour on 3 May."
Found = dict[tuple[str, str], frozenset[str]]
"""What is found in each unit, by slug and context: severity and message of each finding."""

SLUGS = ("lake", "layout", "shore", "storm")
WRONG = {
    "The pipeline is 445 km long.": "يبلغ طول خط الأنابيب 445 كم.",
    "It counted 37 votes on Monday.": "أحصت 73 صوتا يوم الاثنين.",
    "It counted 38 votes on Monday.": "أحصت 83 صوتا يوم الاثنين.",
    "Nine boats lie there, said Werfalli.": "قال الورفلي إن تسعة قوارب ترسو هناك",
    "Four boats sank, said Werfalli.": "قال الورفالي إن أربعة قوارب غرقت.",
    "It opened in 1998.": "افتتح عام 1989.",
    "The storm came in 1999.": "جاءت العاصفة عام 1989.",
    "Twelve ships were lost in 2001.": "فُقدت اثنتا عشرة سفينة عام 2002.",
}
"""Sentences of the articles, and translations in which the checks find something, but for the first."""
ARTICLES = {
    "lake": (*list(WRONG)[:6], "Nobody has a draft for this."),
    "shore": ("It counted 37 votes on Monday.", "Four boats sank, said Werfalli.", "It opened in 1998."),
    "storm": ("The storm came in 1999.", "Twelve ships were lost in 2001."),
}


def write_article(project: Path, slug: str, sentences: tuple[str, ...], head: str = "") -> None:
    text = "\n\n".join(("---", f"language: en\n{head}---", *sentences)).replace("---\n\n", "---\n", 1)
    (project / "source" / f"{slug}.md").write_text(f"{text}\n", encoding="utf-8")


def change(project: Path, slug: str, source: str, act: Callable[[polib.POEntry], None]) -> None:
    """Let a person change one entry with another program."""
    path = catalog_path(project, "ar", slug)
    catalog = polib.pofile(str(path), wrapwidth=0)
    entry = catalog.find(source)
    assert entry
    act(entry)
    catalog.save(str(path))


def approve(entry: polib.POEntry) -> None:
    entry.flags.remove("fuzzy")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a unit in every state, as commands and people leave it."""
    project = tmp_path_factory.mktemp("project")
    (project / "newsloc.toml").write_text('languages = ["ar"]\n', encoding="utf-8")
    (project / "source").mkdir()
    table = {source: (Candidate(text=target),) for source, target in WRONG.items()}
    engine = FakeEngine({**table, "Nobody has a draft for this.": ()})
    for slug in ("lake", "storm"):
        write_article(project, slug, ARTICLES[slug])
    run(project, engine, settings=load_settings(project))
    changed, wrong, waived, settled, _, gone = list(WRONG)[:6]
    for source in (changed, wrong, settled):
        change(project, "lake", source, approve)

    def waive(entry: polib.POEntry) -> None:
        approve(entry)
        entry.tcomment += "\nnewsloc-ignore: numbers (as filed)"

    change(project, "lake", waived, waive)
    change(project, "storm", "The storm came in 1999.", lambda entry: setattr(entry, "msgstr", "جاءت العاصفة عام ."))
    later = [sentence.replace("445", "450") for sentence in ARTICLES["lake"] if sentence != gone]
    write_article(project, "lake", tuple(later))
    write_article(project, "shore", ARTICLES["shore"])
    run(project, engine, settings=load_settings(project))
    write_article(project, "storm", ARTICLES["storm"], "status: killed\n")
    run(project, engine, settings=load_settings(project))
    write_article(project, "layout", (PSEUDO,))
    pseudo = FakeEngine({**engine.table, PSEUDO: (Candidate(text="[Šhé lēft thē hãrbour õn 3 Mâý.]"),)})
    pseudo.name = "pseudo"
    run(project, pseudo, settings=load_settings(project), translates=False)
    return project


def units_of(project: Path) -> Iterator[tuple[str, str, State]]:
    for slug in SLUGS:
        for entry in read_catalog(catalog_path(project, "ar", slug)).entries:
            yield slug, entry.context, entry.state


def said(findings: Iterator[tuple[str, str]]) -> frozenset[str]:
    return frozenset(f"{severity}: {shorten(message, 120)}" for severity, message in findings)


def in_notes(project: Path) -> Found:
    shown = re.compile(rf"(?:{'|'.join(Severity)}): ")
    return {
        (slug, entry.context): frozenset(filter(shown.match, entry.notes))
        for slug in SLUGS
        for entry in read_catalog(catalog_path(project, "ar", slug)).entries
    }


def on_the_page(project: Path) -> Found:
    store = Store(conditions=make_conditions(project, load_settings(project)), reviewer=Reviewer(name="Mona"))
    store.learn_names()
    found = {}
    for slug in SLUGS:
        opened = store.open(slug, "ar")
        for row in opened.rows:
            assert row.entry
            inspection = store.inspect(opened, row)
            found[slug, row.entry.context] = said((each.severity, each.message) for each in inspection.findings)
    return found


def in_the_report(project: Path) -> Found:
    conditions = make_conditions(project, load_settings(project))
    conditions = replace(conditions, corpus=read_corpus(project, conditions.languages).build())
    found = {}
    for path in find_articles(project):
        paragraphs = read_part(conditions, path).texts.get("ar", ())
        units = [unit for paragraph in paragraphs for unit in paragraph.units]
        entries = read_catalog(catalog_path(project, "ar", path.stem)).entries if units else ()
        for unit, entry in zip(units, entries, strict=True):
            found[path.stem, entry.context] = said((each.severity, each.message) for each in unit.findings)
    return found


def in_assess(project: Path) -> Found:
    found = {}
    for slug in SLUGS:
        words = [str(catalog_path(project, "ar", slug)), "--project", str(project), "--format", "json"]
        result = CliRunner().invoke(assess.command, words)
        assert result.exit_code == 0, result.output
        for unit in map(json.loads, result.stdout.splitlines()):
            findings = ((each["severity"], each["message"]) for each in unit["findings"])
            found[slug, unit["context"]] = said(findings)
    return found


def test_the_states_are_all_there(project: Path) -> None:
    states = [state for _, _, state in units_of(project)]
    assert set(states) == set(State)
    lake, shore = (read_catalog(catalog_path(project, "ar", slug)) for slug in ("lake", "shore"))
    assert lake.obsolete
    assert any(entry.fuzzy and entry.previous_source for entry in lake.entries)
    assert any(entry.provenance and entry.provenance.engine == "memory" for entry in shore.entries)
    notes = in_notes(project)
    assert sum(map(bool, notes.values())) >= 7, "the planted errors are found"
    assert not notes["layout", "body#1"], "pseudo-localization is no translation"


@pytest.mark.parametrize("place", [on_the_page, in_assess])
def test_a_unit_has_the_findings_that_its_notes_say(project: Path, place: Callable[[Path], Found]) -> None:
    assert place(project) == in_notes(project)


def test_the_report_says_the_same_of_every_article_that_is_to_be_reviewed(project: Path) -> None:
    notes = {place: found for place, found in in_notes(project).items() if place[0] != "storm"}
    assert in_the_report(project) == notes, "nobody reviews a killed article"


def test_the_gate_knows_of_the_same_findings_in_reviewed_units(project: Path) -> None:
    result = check_project(make_conditions(project, load_settings(project)), find_articles(project))
    told = {
        (problem.slug, problem.context, problem.message.partition("): ")[2].partition(":")[0])
        for problem in (*result.failures, *result.warnings)
        if problem.context
    }
    reviewed = {(slug, context) for slug, context, state in units_of(project) if state is State.REVIEWED}
    conditions = make_conditions(project, load_settings(project))
    store = Store(conditions=conditions, reviewer=Reviewer(name="Mona"))
    store.learn_names()
    found = set()
    for slug in ("lake", "shore"):
        article = read_article(project / "source" / f"{slug}.md", project)
        catalog = read_catalog(catalog_path(project, "ar", slug))
        for context, inspection in inspect_catalog(store.inspector, article, catalog).items():
            if (slug, context) in reviewed:
                grave = (each for each in inspection.findings if each.severity is not Severity.INFO)
                found |= {(slug, context, each.check) for each in grave}
    assert found
    assert told == found
