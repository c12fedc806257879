"""What a judge said of a draft stands in the catalog, for runs and commands that ask no judge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
import pytest

from pipeline.catalog.po import read_catalog
from pipeline.localize.job import Job, Observer
from pipeline.localize.run import localize
from pipeline.model import Candidate, Catalog, Direction, Entry
from pipeline.project.paths import catalog_path
from pipeline.project.progress import no_progress
from pipeline.quality.inspection import Inspector, read_surroundings
from pipeline.quality.judges.judge import make_judge
from pipeline.quality.judges.judging import Judging
from pipeline.sources.article import find_articles
from pipeline.translate.engines.endpoint import EndpointSettings
from pipeline.translate.glossary import load_glossary
from pipeline.translate.memory import Memory
from tests.fake_engine import FakeEngine
from tests.quality.judges.judge_cases import RAIN, REOPENED, judging_server
from tests.translate.engines.language_server import LanguageServer

EN_AR = Direction(source="en", target="ar")


def run(project: Path, server: LanguageServer | None = None, **changes: Any) -> list[str]:
    """Localize a project, its drafts judged by the model of a server, if there is one; return what is said."""
    engine = FakeEngine({source: [Candidate(text=target)] for source, target in (REOPENED, RAIN)})
    said: list[str] = []
    with Memory(project / ".newsloc" / "memory.sqlite") as memory:
        judging = None
        if server:
            settings = EndpointSettings(url=server.url, model="tiny")
            judging = Judging(lambda _: make_judge(settings, said.append), memory, said.append)
        job = Job(
            project=project,
            languages=("ar",),
            glossary=load_glossary(),
            memory=memory,
            engine_for=lambda _: engine,
            judging=judging,
            **changes,
        )
        localize(job, find_articles(project), Observer(say=said.append, progress=no_progress))
        said += [judging.describe_spent()] if judging else []
    return said


def write_article(project: Path) -> None:
    (project / "source").mkdir()
    text = f"---\nlanguage: en\n---\n\n{REOPENED[0]}\n\n{RAIN[0]}\n"
    (project / "source" / "port.md").write_text(text, encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_article(tmp_path)
    with judging_server().running() as server:
        said = run(tmp_path, server)
        assert any("judges up to 2 drafts in about 1 calls" in line for line in said)
        assert "judged 2 units in 1 calls" in said[-1]
    return tmp_path


def read(project: Path) -> Catalog:
    return read_catalog(catalog_path(project, "ar", "port"))


def find(project: Path, source: str) -> Entry:
    return next(entry for entry in read(project).entries if entry.source == source)


def judged(entry: Entry) -> list[str]:
    """Return what the checks say in the judge's name, of a catalog alone."""
    around = read_surroundings(None, Catalog(slug="port", source_language="en", language="ar", entries=(entry,)))
    pair = Inspector(glossary=load_glossary()).pair_entry(entry, EN_AR, around)
    return [error.severity for error in pair.judgement.errors] if pair.judgement else []


def change(project: Path, text: str, source: str = REOPENED[0]) -> None:
    """Let a person write another translation with another program."""
    path = catalog_path(project, "ar", "port")
    catalog = polib.pofile(str(path), wrapwidth=0)
    entry = catalog.find(source)
    assert entry
    entry.msgstr = text
    catalog.save(str(path))


def test_a_draft_keeps_what_the_judge_said_with_its_spans(project: Path) -> None:
    entry = find(project, REOPENED[0])
    assert entry.provenance
    assert entry.provenance.judgement
    assert entry.provenance.judgement.judge.startswith("endpoint tiny+")
    assert entry.provenance.judgement.score == 60
    assert "judge" in entry.provenance.findings
    assert any('the judge sees an error (mistranslation, major): "أُغلق" for "reopened"' in note for note in entry.notes)
    assert judged(entry) == ["major"]
    assert judged(find(project, RAIN[0])) == ["minor"]


@pytest.mark.parametrize("changes", [{}, {"redraft": True}])
def test_a_run_without_the_judge_keeps_it_and_changes_no_byte(project: Path, changes: dict[str, Any]) -> None:
    path = catalog_path(project, "ar", "port")
    before = path.read_bytes()
    run(project, **changes)
    assert path.read_bytes() == before


def test_another_text_is_none_that_the_judge_saw(project: Path) -> None:
    change(project, "أعيد فتح الميناء يوم الاثنين.")
    assert judged(find(project, REOPENED[0])) == []
    run(project)
    assert not any("the judge sees" in note for note in find(project, REOPENED[0]).notes)


def test_what_was_approved_as_it_is_stays_what_the_judge_saw(project: Path) -> None:
    path = catalog_path(project, "ar", "port")
    catalog = polib.pofile(str(path), wrapwidth=0)
    for entry in catalog:
        entry.flags = []
    catalog.save(str(path))
    run(project)
    assert judged(find(project, REOPENED[0])) == ["major"]


@pytest.mark.parametrize("changes", [{}, {"redraft": True}])
def test_what_the_judge_read_it_is_not_asked_again(project: Path, changes: dict[str, Any]) -> None:
    before = catalog_path(project, "ar", "port").read_bytes()
    with judging_server().running() as server:
        said = run(project, server, **changes)
        assert not server.posts
    assert said[-1] == "judged 0 units in 0 calls; 2 more were judged before"
    assert catalog_path(project, "ar", "port").read_bytes() == before


def test_a_judge_that_is_switched_on_reads_the_drafts_that_are_there(tmp_path: Path) -> None:
    write_article(tmp_path)
    run(tmp_path)
    change(tmp_path, "نزل المطر في الشمال.", RAIN[0])
    with judging_server().running() as server:
        planned = run(tmp_path, server, dry_run=True)
        assert not server.asked
        said = run(tmp_path, server)
    assert "en->ar: 1 draft would be judged" in planned
    assert any("judges 1 units in about 1 calls" in line for line in said)
    assert "judged 1 units in 1 calls" in said[-1]
    assert judged(find(tmp_path, REOPENED[0])) == ["major"]
    assert any("the judge sees an error" in note for note in find(tmp_path, REOPENED[0]).notes)


def test_a_judge_s_number_without_a_score_is_explained(tmp_path: Path) -> None:
    write_article(tmp_path)
    with judging_server().running() as server:
        run(tmp_path, server, scored=False)
    assert [note for note in find(tmp_path, RAIN[0]).notes if "no score: the judge says 60 of 100" in note]
    change(tmp_path, "نزل المطر في الشمال.", RAIN[0])
    run(tmp_path, scored=False)
    assert not [note for note in find(tmp_path, RAIN[0]).notes if "no score" in note]


def test_spans_that_somebody_moved_out_of_the_text_count_for_nothing(project: Path) -> None:
    path = catalog_path(project, "ar", "port")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("/9-17/0-5", "/9-17/0-500"), encoding="utf-8")
    entry = find(project, REOPENED[0])
    assert entry.provenance
    assert entry.provenance.judgement
    assert judged(entry) == []


def test_a_dry_run_asks_no_judge_and_says_that_one_would_be_asked(project: Path) -> None:
    (project / "source" / "new.md").write_text("---\nlanguage: en\n---\n\nPrices fell.\n", encoding="utf-8")
    with judging_server().running() as server:
        said = run(project, server, dry_run=True)
        assert not server.asked
    assert "en->ar: 1 unit would be translated by the auto engine, and judged" in said
