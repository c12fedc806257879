"""Which articles there are, and what is read of them: what changed alone is read again, no request reads for long."""

from __future__ import annotations

from pathlib import Path
from time import sleep
from unittest.mock import Mock

import pytest

from pipeline.errors import SourceError
from pipeline.gate.article import Conditions
from pipeline.review import listing
from pipeline.review.readings import Readings
from pipeline.sources.article import find_articles
from tests.gate.gate_cases import ENGLISH, write_article
from tests.review.review_cases import SLUG, catalog_of, open_store, write_project

read_paths: list[Path] = []


@pytest.fixture(autouse=True)
def _forget() -> None:
    read_paths.clear()


def read(conditions: Conditions, path: Path) -> str:
    """Note that a file was read, and return what it says."""
    assert conditions.languages
    read_paths.append(path)
    return path.read_text(encoding="utf-8")


def write_three(project: Path) -> None:
    write_project(project)
    for slug in ("desk/ice", "desk/snow"):
        write_article(project, slug, ENGLISH[:2])
    sleep(listing._TICK / 1e9)  # until then the folders are walked each time


def test_source_is_walked_again_only_when_a_folder_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_three(tmp_path)
    walk = Mock(wraps=find_articles)
    monkeypatch.setattr("pipeline.review.listing.find_articles", walk)
    store = open_store(tmp_path)
    assert sorted(store.paths()) == ["desk/ice", "desk/snow", SLUG]
    store.paths()
    assert walk.call_count == 1
    write_article(tmp_path, "desk/deep/hail", ENGLISH[:2])
    assert "desk/deep/hail" in store.paths()
    (tmp_path / "source/desk/ice.md").rename(tmp_path / "source/desk/frost.md")
    assert sorted(store.paths()) == ["desk/deep/hail", "desk/frost", "desk/snow", SLUG]
    (tmp_path / "source/desk/frost.md").unlink()
    assert sorted(store.paths()) == ["desk/deep/hail", "desk/snow", SLUG]


def test_two_articles_of_one_name_are_told(tmp_path: Path) -> None:
    write_three(tmp_path)
    store = open_store(tmp_path)
    store.paths()
    (tmp_path / "source/desk/ice.txt").write_text("Ice.\n", encoding="utf-8")
    with pytest.raises(SourceError, match="ice"):
        store.paths()


def test_a_look_reads_for_a_while_and_the_next_one_goes_on(tmp_path: Path) -> None:
    write_three(tmp_path)
    readings = Readings(store=open_store(tmp_path), read=read)
    assert [readings.look(seconds=0).unread for _ in range(4)] == [2, 1, 0, 0]
    assert len(read_paths) == 3
    assert readings.look() is readings.look()


@pytest.mark.parametrize("change", ["article", "catalog"])
def test_only_what_changed_is_read_again(tmp_path: Path, change: str) -> None:
    path = write_project(tmp_path)
    write_three(tmp_path)
    readings = Readings(store=open_store(tmp_path), read=read)
    before = readings.look()
    read_paths.clear()
    changed = path if change == "catalog" else tmp_path / f"source/{SLUG}.md"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    after = readings.look()
    assert [each.stem for each in read_paths] == [SLUG]
    assert after is not before
    assert catalog_of(tmp_path).entries


def test_what_is_gone_is_forgotten(tmp_path: Path) -> None:
    write_three(tmp_path)
    readings = Readings(store=open_store(tmp_path), read=read)
    readings.look()
    (tmp_path / "source/desk/ice.md").unlink()
    assert sorted(readings.look().values) == ["desk/snow", SLUG]


def test_what_was_counted_before_the_names_were_known_is_counted_again(tmp_path: Path) -> None:
    write_three(tmp_path)
    store = open_store(tmp_path)
    readings = Readings(store=store, read=read)
    readings.look(60)
    store.learn_names()
    readings.look(60)
    readings.look(60)
    assert len(read_paths) == 6
