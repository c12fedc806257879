"""A run with the records of earlier runs writes what one without them writes, and opens only what changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.localize import opening
from pipeline.localize.job import Job, Observer, RunResult
from pipeline.localize.records import open_records
from pipeline.localize.run import localize
from pipeline.model import Direction
from pipeline.project.paths import catalog_path, template_path
from pipeline.project.progress import no_progress
from pipeline.quality.rules import DEFAULT_RULES, CheckRules
from pipeline.sources.article import find_articles
from pipeline.translate.glossary import load_glossary
from pipeline.translate.memory import Memory
from tests.fake_engine import FakeEngine
from tests.localize.test_localize import ENGLISH, approve, edit

SLUGS = [f"vote-{number}" for number in range(5)]


@dataclass(kw_only=True)
class Ran:
    result: RunResult
    opened: list[str]
    asked: list[str]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    folder = tmp_path / "project"
    (folder / "source").mkdir(parents=True)
    for number, slug in enumerate(SLUGS):
        text = ENGLISH.replace("31", f"3{number}").replace("May", f"May, says {'ABCDE'[number]}")
        (folder / "source" / f"{slug}.md").write_text(text, encoding="utf-8")
    return folder


def run(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    rules: CheckRules = DEFAULT_RULES,
    translates: Callable[[Direction], bool] = lambda _: True,
) -> Ran:
    engine, opened = FakeEngine(), []

    def open_article(task: opening.OpeningTask, path: Path) -> Any:
        if task.writes:
            opened.append(path.stem)
        return real(task, path)

    real = opening.open_article
    with (
        monkeypatch.context() as patch,
        Memory(project / ".newsloc" / "memory.sqlite") as memory,
        open_records(project) as records,
    ):
        patch.setattr(opening, "open_article", open_article)
        job = Job(
            project=project,
            languages=("ar",),
            glossary=load_glossary(),
            memory=memory,
            engine_for=lambda _: engine,
            rules=rules,
            translates=translates,
            records=records,
        )
        result = localize(job, find_articles(project), Observer(say=lambda _: None, progress=no_progress))
    return Ran(result=result, opened=opened, asked=engine.asked)


def tree(project: Path) -> dict[str, bytes]:
    files = (project / "locales").rglob("*")
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in sorted(files) if path.is_file()}


def edit_source(project: Path, slug: str, old: str, new: str) -> None:
    path = project / "source" / f"{slug}.md"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def add_twin(project: Path) -> None:
    shutil.copy(project / "source" / "vote-0.md", project / "source" / "twin.md")


CHANGES: list[tuple[Callable[[Path], object], set[str]]] = [
    (lambda _: None, set()),
    (lambda project: edit_source(project, "vote-1", "Buses start", "Ferries start"), {"vote-1"}),
    (lambda project: (project / "source" / "vote-2.md").touch(), set()),
    (lambda project: catalog_path(project, "ar", "vote-2").with_suffix(".mo").unlink(), {"vote-2"}),
    (lambda project: template_path(project, "vote-2").unlink(), {"vote-2"}),
    (lambda project: (project / "source" / "vote-4.md").rename(project / "source" / "ballot.md"), {"ballot"}),
    (add_twin, {"twin"}),
    (lambda project: edit_source(project, "vote-4", "language: en", "language: en\nkill: true"), {"vote-4"}),
    # What is reviewed may be recalled, be shown as similar, or settle a name in any article: all are opened.
    (lambda project: edit(project, approve, "vote-1"), set(SLUGS)),
    (lambda project: edit_source(project, "vote-0", "Buses start", "Ferries start"), set(SLUGS)),
]
"""What happens between two runs, and the articles that the second one opens. vote-0 is reviewed, the others are not."""


@pytest.mark.parametrize(("change", "opened"), CHANGES)
def test_with_and_without_records_the_same_is_written(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object], opened: set[str]
) -> None:
    run(project, monkeypatch)
    edit(project, approve, "vote-0")
    run(project, monkeypatch)
    change(project)
    other = tmp_path / "other"
    shutil.copytree(project, other)
    (other / ".newsloc" / "records.sqlite").unlink()
    with_records, without = run(project, monkeypatch), run(other, monkeypatch)
    assert set(with_records.opened) == opened
    assert len(without.opened) >= len(SLUGS)
    assert tree(project) == tree(other)
    assert with_records.result == without.result
    assert with_records.asked == without.asked
    assert run(project, monkeypatch).opened == []


def test_one_edited_sentence_is_one_question_to_the_engine(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(project, monkeypatch)
    edit_source(project, "vote-3", "Buses start", "Ferries start")
    ran = run(project, monkeypatch)
    assert ran.opened == ["vote-3"]
    assert len(ran.asked) == 1


def test_other_settings_open_every_article(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(project, monkeypatch)
    assert set(run(project, monkeypatch, rules=CheckRules(strict=True)).opened) == set(SLUGS)


def test_units_that_are_missing_are_asked_for_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(FakeEngine, "supports", lambda *_: False)
        patch.setattr(FakeEngine, "translate", lambda *_: iter(()))
        assert run(project, monkeypatch).result.problems
    assert set(run(project, monkeypatch).opened) == set(SLUGS)


def test_a_damaged_file_of_records_is_made_anew(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(project, monkeypatch)
    (project / ".newsloc" / "records.sqlite").write_bytes(os.urandom(4096))
    assert set(run(project, monkeypatch).opened) == set(SLUGS)
    assert run(project, monkeypatch).opened == []


def test_in_the_folder_of_the_project_nothing_is_opened_again_either(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    assert set(run(Path(), monkeypatch).opened) == set(SLUGS)
    assert run(Path(), monkeypatch).opened == []
