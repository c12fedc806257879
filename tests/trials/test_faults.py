"""Runs of ``newsloc localize`` are killed, meet each other, full disks and damaged catalogs, and leave nothing broken.

A project of four articles, half of it reviewed by a person, is edited again and again. After each fault no text of a
person is lost and no catalog is half written. Where newsloc should speak up, it names file and line, writes the other
articles and ends with exit code 2.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.trials.faulty_project import (
    NAMES,
    PERSON,
    SENTENCES,
    Ended,
    catalog,
    content,
    damaged,
    length_of_a_run,
    make_project,
    review,
    run,
    run_together,
    start,
    texts_of_people,
    unfinished,
    wait,
    write_sources,
)

USER_MUST_ACT = 2
ROUNDS = 10
LARGE = 50_000_000
BROKEN = NAMES[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults") / "made"
    make_project(folder)
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(made, folder)
    return folder


def assert_kept(project: Path, before: set[tuple[str, str]]) -> None:
    assert damaged(project) == []
    assert before - texts_of_people(project) == set()


def assert_spoke(ended: Ended, reason: str) -> None:
    """Assert that a run left with exit code 2, and that a message names a catalog and a reason."""
    assert ended.code == USER_MUST_ACT, ended.said
    lines = [line for line in ended.said.splitlines() if line.startswith("newsloc: ")]
    assert any(reason in line and "locales/" in line for line in lines), ended.said


def test_killed_runs_lose_nothing_and_the_next_one_finishes(
    project: Path, seed: int, pytestconfig: pytest.Config
) -> None:
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    length = length_of_a_run(project)
    before = texts_of_people(project)
    left = pytestconfig.getoption("--kills")
    for number in count(1):
        write_sources(project, number)
        killed = run(project, stop_after=chance.uniform(0.0, length)).code < 0
        assert_kept(project, before)
        left -= killed
        if not left:
            break
        if not killed:  # it was over: other work on this machine has ended since the length was measured
            length *= 0.9
    for name in unfinished(project):  # a young file may be that of a run on another machine, which shares the folder
        os.utime(next(project.rglob(name)), (0, 0))
    ended = run(project)
    assert ended.code == 0, ended.said
    assert unfinished(project) == []
    after = content(project)
    run(project)
    assert content(project) == after


def test_two_runs_at_once_write_what_one_does(project: Path) -> None:
    before = texts_of_people(project)
    for number in range(ROUNDS):
        write_sources(project, number + 1)
        alone = project.with_name("alone")
        shutil.copytree(project, alone)
        run(alone)
        for ended in run_together(project, 2):
            assert ended.code == 0, ended.said
        assert_kept(project, before)
        assert unfinished(project) == []
        assert content(project) == content(alone)
        shutil.rmtree(alone)


def test_what_a_person_saves_during_a_run_is_kept(project: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    length = length_of_a_run(project)
    for number in range(2 * ROUNDS):
        write_sources(project, number + 1)
        log, begun = project.with_suffix(".log"), time.monotonic()
        child = start(project, log)
        time.sleep(chance.uniform(0.0, length))
        review(catalog(project, chance.choice(NAMES)), [chance.randrange(SENTENCES)])
        saved = texts_of_people(project)
        ended = wait(child, log, begun)
        assert ended.code == 0, ended.said
        assert_kept(project, saved)


@contextmanager
def mounted(project: Path, size: str) -> Iterator[Path]:
    """Put the catalogs on a small disk of their own."""
    locales = project / "locales"
    kept = project.with_name("locales-kept")
    locales.rename(kept)
    locales.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(locales)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a disk, outside a locked container")
    try:
        shutil.copytree(kept, locales, dirs_exist_ok=True)
        yield locales
    finally:
        subprocess.run(["umount", locales], check=True)


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as filler:
        for size in (65536, 4096, 1):
            try:
                while filler.write(b"x" * size):
                    pass
            except OSError:
                continue


def test_a_full_disk_is_said_and_the_next_run_catches_up(project: Path) -> None:
    before = texts_of_people(project)
    with mounted(project, "1m") as locales:
        fill(locales / "filler")
        write_sources(project, 1)
        assert_spoke(run(project), "No space left on device")
        assert_kept(project, before)
        assert unfinished(project) == []
        (locales / "filler").unlink()
        again = run(project)
        assert again.code == 0, again.said
        assert_kept(project, before)


def test_a_read_only_disk_is_said_and_the_next_run_catches_up(project: Path) -> None:
    before = texts_of_people(project)
    with mounted(project, "4m") as locales:
        subprocess.run(["mount", "-o", "remount,ro", locales], check=True)
        write_sources(project, 1)
        assert_spoke(run(project), "Read-only file system")
        assert_kept(project, before)
        subprocess.run(["mount", "-o", "remount,rw", locales], check=True)
        again = run(project)
        assert again.code == 0, again.said


def spoil(text: bytes, old: bytes, new: bytes) -> bytes:
    """Replace a piece in the middle of a catalog."""
    place = text.index(old, len(text) // 2)
    return text[:place] + new + text[place + len(old) :]


def repeat_entry(text: bytes) -> bytes:
    """Return a reviewed entry of a catalog once more, with another text."""
    start = text.index(b"\nmsgctxt", text.index(b"\nmsgctxt") + 1)
    while PERSON.encode() not in (entry := text[start : text.index(b"\n\n", start)]):
        start = text.index(b"\nmsgctxt", start + 1)
    return entry.replace(PERSON.encode(), "نص شخص آخر".encode()) + b"\n"


def enlarge(text: bytes) -> bytes:
    """Add 10 MB of obsolete entries, 90,000 of them."""
    entry = '\n#~ msgid "Sentence {} of an older time, which nobody wants to lose."\n#~ msgstr "جملة {}"\n'
    return text + "".join(entry.format(number, number) for number in range(90_000)).encode()


SPOILERS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("a text that is not closed", lambda text: spoil(text, b'"\nmsgstr', b"\nmsgstr")),
    ("half a file", lambda text: text[: text.index(b"msgstr", len(text) // 2) - 3]),
    ("another charset in the header", lambda text: text.replace(b"charset=UTF-8", b"charset=CP1256", 1)),
    ("bytes of another charset", lambda text: spoil(text, b"msgstr ", "msgstr \u0633\u0644".encode("cp1256"))),
    ("a NUL", lambda text: spoil(text, b"msgstr", b"msg\0str")),
    ("merge-conflict markers", lambda text: spoil(text, b"msgctxt", b"<<<<<<< HEAD\nmsgctxt")),
    ("an entry that two people translated", lambda text: text + repeat_entry(text)),
    ("50 MB of one letter", lambda _: b"A" * LARGE),
    ("50 MB of zeros", lambda _: bytes(LARGE)),
    ("10 MB more, then a text that is not closed", lambda text: enlarge(text) + b'\nmsgid "a\nmsgstr ""\n'),
]


@pytest.mark.parametrize("damage", [damage for _, damage in SPOILERS], ids=[name for name, _ in SPOILERS])
def test_a_damaged_catalog_is_named_and_left_alone_and_the_others_are_written(
    project: Path, damage: Callable[[bytes], bytes]
) -> None:
    path = catalog(project, BROKEN)
    good, before = path.read_bytes(), texts_of_people(project)
    bad = damage(good)
    path.write_bytes(bad)
    write_sources(project, 1)
    assert_spoke(run(project), f"{BROKEN}.po:")
    assert path.read_bytes() == bad
    for name in NAMES:
        assert name == BROKEN or "adjourned 3 times" in catalog(project, name).read_text(encoding="utf-8")
    path.write_bytes(good)
    assert_kept(project, before)


def test_a_catalog_of_10_megabytes_loses_no_entry(project: Path) -> None:
    path = catalog(project, BROKEN)
    path.write_bytes(enlarge(path.read_bytes()))
    before = texts_of_people(project)
    count = path.read_bytes().count(b"#~ msgid")
    write_sources(project, 1)
    ended = run(project)
    assert ended.code == 0, ended.said
    assert path.read_bytes().count(b"#~ msgid") >= count
    assert_kept(project, before)
