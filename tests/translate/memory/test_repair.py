"""A memory made anew from the catalogs, its damaged database set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import ConfigError, MemoryFault
from pipeline.translate.memory import LOCATION, Memory
from pipeline.translate.memory.compendium import compendium_text
from pipeline.translate.memory.repair import open_memory, rebuild, set_aside
from pipeline.translate.memory.settings import MemorySettings
from tests.translate.memory.memory_cases import EN_AR, journal, make_record


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory(tmp_path / LOCATION) as memory:
        yield memory


def _close(memory: Memory) -> Path:
    memory.__exit__(None, None, None)
    return Path(memory.name)


def _fill(memory: Memory) -> None:
    memory.take_file("a.tmx", "2", [make_record(f"Rain {number}", "مطر غزير " * 20) for number in range(500)])


def test_rebuilding_reads_every_catalog_and_names_those_it_cannot(tmp_path: Path, memory: Memory) -> None:
    folder = tmp_path / "locales" / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "good.po").write_text(compendium_text([make_record("Ice", "ثلج")], EN_AR), encoding="utf-8")
    (folder / "bad.po").write_text('msgid "Ice\n', encoding="utf-8")
    memory.take_file("old.tmx", "1", [make_record("Rain", "مطر")])
    (problem,) = rebuild(memory, tmp_path, [])
    assert "bad.po:1" in problem
    assert {record.source for record in memory.records()} == {"Ice", "Rain"}


def test_a_memory_that_cannot_be_made_is_closed_again(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        open_memory(tmp_path, MemorySettings(files=("none.tmx",)))
    assert not journal(tmp_path / LOCATION).exists()


def _overwrite(path: Path) -> None:
    path.write_bytes(b"this is no database" * 100)


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _blot(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-20_000:] = b"\xff" * 20_000
    path.write_bytes(content)


def _drop_the_index(path: Path) -> None:
    import sqlite3

    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE texts")


@pytest.mark.parametrize("damage", [_overwrite, _cut_off, _blot, _drop_the_index])
def test_a_damaged_memory_is_set_aside_and_can_be_made_anew(
    tmp_path: Path, memory: Memory, damage: Callable[[Path], None]
) -> None:
    _fill(memory)
    assert set_aside(tmp_path) is None
    path = _close(memory)
    damage(path)
    damaged = path.read_bytes()
    aside = set_aside(tmp_path)
    assert aside == path.with_name("memory.sqlite.broken")
    assert aside.read_bytes() == damaged
    with Memory(path) as fresh:
        assert rebuild(fresh, tmp_path, []) == []
        fresh.examine()
    assert set_aside(tmp_path) is None


def test_an_older_damaged_memory_is_not_overwritten(tmp_path: Path, memory: Memory) -> None:
    path = _close(memory)
    for name in ("memory.sqlite.broken", "memory.sqlite.broken-2"):
        _overwrite(path)
        aside = set_aside(tmp_path)
        assert aside == path.with_name(name)


def test_a_memory_that_cannot_be_opened_for_another_reason_stays(tmp_path: Path) -> None:
    (tmp_path / LOCATION).mkdir(parents=True)
    with pytest.raises(MemoryFault):
        set_aside(tmp_path)
