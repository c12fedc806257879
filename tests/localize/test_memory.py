"""What a run takes from the memory depends on the catalogs alone, not on the order of articles or on what was there."""

from __future__ import annotations

import shutil
from pathlib import Path

import polib
import pytest

from pipeline.cli.settings import Settings
from pipeline.errors import EngineError
from pipeline.localize.job import Job, Observer
from pipeline.localize.run import localize
from pipeline.model import Direction, Recall
from pipeline.project.paths import catalog_path
from pipeline.project.progress import no_progress
from pipeline.sources.article import find_articles
from pipeline.translate.glossary import load_glossary
from pipeline.translate.memory import Memory
from pipeline.translate.memory.exchange import take_settings_files
from pipeline.translate.memory.settings import MemorySettings
from pipeline.translate.memory.tmx import tmx_lines
from pipeline.translate.settings import TranslationSettings
from tests.fake_engine import FakeEngine
from tests.localize.test_localize import edit, entries, snapshot
from tests.translate.memory.memory_cases import make_record

HEAD = "---\nlanguage: en\n---\n\n"
STORM = "The storm cut power to 4,000 homes on the east coast on Monday."
NEXT = "The storm cut power to 6,500 homes on the east coast on Tuesday."
TARGET = "قطعت العاصفة الكهرباء عن 4000 منزل على الساحل الشرقي يوم الاثنين."


OTHER_NUMBER = STORM.replace("4,000", "6,500")
EXCHANGED = TARGET.replace("4000", "6500")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "m-storm.md").write_text(f"{HEAD}{STORM}\n", encoding="utf-8")
    run(tmp_path)
    edit(tmp_path, approve, "m-storm")
    return tmp_path


def approve(catalog: polib.POFile) -> None:
    catalog[0].msgstr, catalog[0].flags = TARGET, []
    catalog.metadata["Last-Translator"] = "Mona Said <mona@example.org>"


def run(project: Path, *names: str, settings: Settings | None = None) -> None:
    settings = settings or Settings()

    def engine_for(direction: Direction) -> FakeEngine:
        if direction.target != "ar":
            raise EngineError("only into Arabic")
        return FakeEngine()

    paths = [path for path in find_articles(project) if not names or path.stem in names]
    with Memory(project / ".newsloc" / "memory.sqlite") as memory:
        take_settings_files(memory, project, settings.translation.memory.files)
        job = Job(
            project=project,
            languages=settings.languages,
            glossary=load_glossary(),
            memory=memory,
            engine_for=engine_for,
        )
        assert not localize(job, paths, Observer(say=lambda _: None, progress=no_progress)).problems


def add(project: Path, name: str, text: str) -> None:
    (project / "source" / f"{name}.md").write_text(f"{HEAD}{text}\n", encoding="utf-8")


def notes(project: Path, slug: str, source: str) -> list[str]:
    return [note for note in entries(project, slug)[source].notes if "reviewed in" in note]


@pytest.mark.parametrize("name", ["a-first", "z-last"])
def test_a_similar_text_is_shown_to_the_translator_wherever_its_article_stands(project: Path, name: str) -> None:
    add(project, name, NEXT)
    run(project, name)
    assert notes(project, name, NEXT) == [f"similar, 91 %, reviewed in m-storm body#1: {STORM} → {TARGET}"]


@pytest.mark.parametrize(
    ("source", "target", "difference"),
    [
        (OTHER_NUMBER, EXCHANGED, "[-4,000-] {+6,500+}"),
        (STORM.replace(" on the", ", on the"), TARGET, "[-homes-] {+homes,+}"),
    ],
    ids=["figures", "punctuation"],
)
def test_a_text_with_other_figures_or_punctuation_is_drafted_from_the_memory_and_says_from_where(
    project: Path, source: str, target: str, difference: str
) -> None:
    add(project, "z-last", source)
    run(project, "z-last")
    entry = entries(project, "z-last")[source]
    assert (entry.target, entry.fuzzy) == (target, True)
    assert entry.provenance
    assert (entry.provenance.engine, entry.provenance.model) == ("memory", "m-storm body#1")
    assert entry.provenance.recall == Recall(reviewer="Mona Said", source=STORM)
    (note,) = notes(project, "z-last", source)
    assert "reviewed in m-storm body#1 by Mona Said" in note
    assert difference in note


def test_a_text_in_which_one_word_is_another_is_not_drafted_from_the_memory(project: Path) -> None:
    add(project, "z-last", STORM.replace("cut", "brought"))
    run(project, "z-last")
    (entry,) = entries(project, "z-last").values()
    assert entry.provenance
    assert entry.provenance.engine == "fake"


@pytest.mark.parametrize("name", ["a-first", "z-last"])
def test_the_same_text_is_reused_though_its_article_is_not_opened(project: Path, name: str) -> None:
    shutil.rmtree(project / ".newsloc")
    add(project, name, STORM)
    run(project, name)
    entry = entries(project, name)[STORM]
    assert (entry.target, entry.fuzzy) == (TARGET, True)
    assert entry.provenance
    assert (entry.provenance.engine, entry.provenance.model) == ("memory", "m-storm body#1")
    assert notes(project, name, STORM) == [
        "the same, reviewed in m-storm body#1 by Mona Said: approve it for this place, or change it"
    ]


def test_the_same_text_approved_later_is_shown_beside_a_draft(project: Path) -> None:
    add(project, "other", NEXT)
    run(project)
    add(project, "third", NEXT)
    run(project)

    def approve_other(catalog: polib.POFile) -> None:
        catalog[0].msgstr, catalog[0].flags = "ترجمة", []

    edit(project, approve_other, "other")
    run(project)
    assert notes(project, "third", NEXT) == ["the same, reviewed in other body#1: ترجمة"]


def test_deleting_the_memory_changes_no_byte_of_the_next_run(project: Path) -> None:
    add(project, "a-first", NEXT)
    add(project, "z-last", f"{STORM} {NEXT.replace('Tuesday', 'Friday')}")
    copy = project.with_name("copy")
    shutil.copytree(project, copy)
    run(project)
    shutil.rmtree(copy / ".newsloc")
    run(copy, "z-last")
    run(copy, "a-first")
    for slug in ("a-first", "z-last"):
        path, other = (catalog_path(folder, "ar", slug) for folder in (project, copy))
        assert _without_dates(path.read_bytes()) == _without_dates(other.read_bytes())
    before = snapshot(project)
    run(project)
    assert snapshot(project) == before
    shutil.rmtree(project / ".newsloc")
    run(project)
    assert snapshot(project) == before


def _without_dates(content: bytes) -> list[bytes]:
    return [line for line in content.splitlines() if b"-Date:" not in line]


def test_an_edited_text_is_no_longer_shown_once_its_article_was_merged(project: Path) -> None:
    add(project, "other", NEXT)
    add(project, "m-storm", STORM.replace("east", "west"))
    run(project)
    assert notes(project, "other", NEXT) == []
    before = snapshot(project)
    run(project)
    assert snapshot(project) == before


def test_files_of_the_settings_are_reused_on_every_machine(project: Path) -> None:
    (project / "old.tmx").write_text(
        "".join(tmx_lines([make_record("Rain\nfell.", "هطل\n  المطر.\n", article="")])), "utf-8"
    )
    add(project, "rain", "Rain fell.")
    run(project, settings=Settings(translation=TranslationSettings(memory=MemorySettings(files=("old.tmx",)))))
    entry = entries(project, "rain")["Rain fell."]
    assert entry.target == "هطل المطر."
    assert entry.provenance
    assert entry.provenance.model == "old.tmx body#1"
