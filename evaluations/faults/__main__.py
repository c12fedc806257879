"""Break runs of ``newsloc localize`` in every way there is, and look at what they leave behind.

    python -m evaluations.faults [--kills 100] [--only NAME]

A project of four articles, half of it reviewed by a person, is edited again and again. After each fault: no text of a
person is lost, no catalog is half written, and where newsloc should speak up it names file and line, writes the other
articles and leaves with 2. The full and the read-only disk need root (they are mounted) and are left out without.
Writes ``evaluations/results/faults.json``; the exit code is 0 if everything held.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from evaluations.faults.project import (
    NAMES,
    PERSON,
    SENTENCES,
    Ended,
    catalog,
    damaged,
    make_project,
    meaning,
    persons_texts,
    review,
    run,
    start,
    unfinished,
    wait,
    write_sources,
)

RESULT = Path(__file__).parents[1] / "results" / "faults.json"
USER_MUST_ACT = 2
SEED = 9
ROUNDS = 10
LARGE = 50_000_000
BROKEN = NAMES[2]
Row = dict[str, object]


def kill(project: Path, kills: int) -> Row:
    """Kill runs at random moments, edit the articles between them, and let one run to its end."""
    chance = random.Random(SEED)
    length = _length_of_a_run(project)
    before = persons_texts(project)
    faults: list[str] = []
    stopped = left = 0
    for number in range(kills):
        write_sources(project, number + 1)
        ended = run(project, stop_after=chance.uniform(0.0, length))
        stopped += ended.code < 0
        left += len(unfinished(project))
        faults += damaged(project)
        faults += [f"lost {text}" for text in before - persons_texts(project)]
    ended = run(project)
    faults += unfinished(project)
    faults += _differs_from_undisturbed(project)
    row: Row = {"kills": kills, "stopped": stopped, "temporary files left": left, "run seconds": round(length, 2)}
    return row | {"faults": faults + ([ended.said] if ended.code else [])}


def _length_of_a_run(project: Path) -> float:
    """Return the seconds of a run that has edits to take over, the longer of two."""
    lengths = []
    for edition in (7, 0):
        write_sources(project, edition)
        lengths.append(run(project).seconds)
    return max(lengths)


def _differs_from_undisturbed(project: Path) -> list[str]:
    """Say so if another run still changes something."""
    before = meaning(project)
    run(project)
    return [] if meaning(project) == before else ["a second run still changes the catalogs"]


def two_at_once(project: Path, _: int) -> Row:
    """Start two runs at the same moment, ten times, and compare with one run alone."""
    faults: list[str] = []
    before = persons_texts(project)
    for number in range(ROUNDS):
        write_sources(project, number + 1)
        alone = project.with_name(f"{project.name}-alone")
        shutil.copytree(project, alone)
        run(alone)
        begun = time.monotonic()
        logs = [project.with_suffix(f".{which}.log") for which in ("one", "other")]
        children = [start(project, log) for log in logs]
        ends = [wait(child, log, begun) for child, log in zip(children, logs, strict=True)]
        faults += [ended.said for ended in ends if ended.code]
        faults += damaged(project) + unfinished(project)
        faults += [f"lost {text}" for text in before - persons_texts(project)]
        if meaning(project) != meaning(alone):
            faults.append("two runs made other catalogs than one")
        shutil.rmtree(alone)
    return {"rounds": ROUNDS, "faults": faults}


def translator_at_work(project: Path, _: int) -> Row:
    """Let a person save a catalog at a random moment of a run."""
    chance = random.Random(SEED)
    length = _length_of_a_run(project)
    faults: list[str] = []
    for number in range(2 * ROUNDS):
        write_sources(project, number + 1)
        log, begun = project.with_suffix(".log"), time.monotonic()
        child = start(project, log)
        time.sleep(chance.uniform(0.0, length))
        name = chance.choice(NAMES)
        review(catalog(project, name), [chance.randrange(SENTENCES)])
        saved = persons_texts(project)
        ended = wait(child, log, begun)
        faults += [ended.said] if ended.code else []
        faults += [f"lost {text}" for text in saved - persons_texts(project)]
        faults += damaged(project)
    return {"rounds": 2 * ROUNDS, "faults": faults}


@contextmanager
def _mounted(project: Path, size: str) -> Iterator[Path]:
    """Put the catalogs on a small disk of their own."""
    locales = project / "locales"
    kept = project.with_name(f"{project.name}-locales")
    locales.rename(kept)
    locales.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", locales], check=True, capture_output=True)
    try:
        shutil.copytree(kept, locales, dirs_exist_ok=True)
        yield locales
    finally:
        subprocess.run(["umount", locales], check=True)


def full_disk(project: Path, _: int) -> Row:
    """Fill the disk of the catalogs to the last byte, edit, and run; then make room and run again."""
    before = persons_texts(project)
    with _mounted(project, "1m") as locales:
        _fill(locales / "filler")
        write_sources(project, 1)
        ended = run(project)
        faults = _spoke(ended, "No space left on device") + damaged(project) + unfinished(project)
        faults += [f"lost {text}" for text in before - persons_texts(project)]
        (locales / "filler").unlink()
        again = run(project)
        faults += ([again.said] if again.code else []) + damaged(project)
        faults += [f"lost {text}" for text in before - persons_texts(project)]
    return {"says": _first_problem(ended), "faults": faults}


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as filler:
        for size in (65536, 4096, 1):
            try:
                while filler.write(b"x" * size):
                    pass
            except OSError:
                continue


def read_only(project: Path, _: int) -> Row:
    """Let nobody write into locales/, edit, and run; then allow it again."""
    before = persons_texts(project)
    with _mounted(project, "4m") as locales:
        subprocess.run(["mount", "-o", "remount,ro", locales], check=True)
        write_sources(project, 1)
        ended = run(project)
        faults = _spoke(ended, "Read-only file system") + damaged(project)
        faults += [f"lost {text}" for text in before - persons_texts(project)]
        subprocess.run(["mount", "-o", "remount,rw", locales], check=True)
        again = run(project)
        faults += [again.said] if again.code else []
    return {"says": _first_problem(ended), "faults": faults}


def _spoke(ended: Ended, reason: str, place: str = "locales/") -> list[str]:
    """Return what is wrong with how a run ended that should leave with 2 and name a place and a reason."""
    wrong = [] if ended.code == USER_MUST_ACT else [f"exit code {ended.code}: {ended.said}"]
    lines = [line for line in ended.said.splitlines() if line.startswith("newsloc: ")]
    if not any(reason in line and place in line for line in lines):
        wrong.append(f"no message names {place} and {reason}: {ended.said}")
    return wrong + (["a traceback"] if "Traceback" in ended.said else [])


def _first_problem(ended: Ended) -> str:
    """Return the first message, without the folder of the project."""
    line = next((line for line in ended.said.splitlines() if line.startswith("newsloc: ")), "")
    return re.sub(r"/\S*?/(?=locales/)", "", line)


def _spoil(text: bytes, old: bytes, new: bytes) -> bytes:
    """Replace a piece in the middle of a catalog."""
    place = text.index(old, len(text) // 2)
    return text[:place] + new + text[place + len(old) :]


SPOILERS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("a text that is not closed", lambda text: _spoil(text, b'"\nmsgstr', b"\nmsgstr")),
    ("half a file", lambda text: text[: text.index(b"msgstr", len(text) // 2) - 3]),
    ("another charset in the header", lambda text: text.replace(b"charset=UTF-8", b"charset=CP1256", 1)),
    ("bytes of another charset", lambda text: _spoil(text, b"msgstr ", "msgstr \u0633\u0644".encode("cp1256"))),
    ("a NUL", lambda text: _spoil(text, b"msgstr", b"msg\0str")),
    ("merge-conflict markers", lambda text: _spoil(text, b"msgctxt", b"<<<<<<< HEAD\nmsgctxt")),
    ("an entry that two people translated", lambda text: text + _twice(text)),
    ("50 MB of one letter", lambda _: b"A" * LARGE),
    ("50 MB of zeros", lambda _: bytes(LARGE)),
    ("50 MB more, then a text that is not closed", lambda text: _large(text) + b'\nmsgid "a\nmsgstr ""\n'),
)


def _twice(text: bytes) -> bytes:
    """Return a reviewed entry of a catalog once more, with another text."""
    start = text.index(b"\nmsgctxt", text.index(b"\nmsgctxt") + 1)
    while PERSON.encode() not in (entry := text[start : text.index(b"\n\n", start)]):
        start = text.index(b"\nmsgctxt", start + 1)
    return entry.replace(PERSON.encode(), "نص شخص آخر".encode()) + b"\n"


def _large(text: bytes) -> bytes:
    entry = '\n#~ msgid "Sentence {} of an older time, which nobody wants to lose."\n#~ msgstr "جملة {}"\n'
    older = "".join(entry.format(number, number) for number in range(LARGE // 115))
    return text + older.encode()


def spoiled(project: Path, _: int) -> Row:
    """Damage one catalog in each way; the run must name it, leave it alone, and do the other articles."""
    path = catalog(project, BROKEN)
    good = path.read_bytes()
    before = persons_texts(project)
    faults: list[str] = []
    says: dict[str, str] = {}
    for number, (name, spoil) in enumerate(SPOILERS):
        bad = spoil(good)
        path.write_bytes(bad)
        write_sources(project, number + 1)
        ended = run(project)
        wrong = _spoke(ended, f"{BROKEN}.po:")
        if path.read_bytes() != bad:
            wrong.append("the damaged file was changed")
        others = {other for other in NAMES if other != BROKEN}
        edited = f"adjourned {number + 3} times"
        wrong += [f"{other} was not written" for other in others if edited not in catalog(project, other).read_text()]
        path.write_bytes(good)
        wrong += damaged(project) + [f"lost {text}" for text in before - persons_texts(project)]
        says[name] = f"{_first_problem(ended)} ({ended.seconds:.1f} s)"
        faults += [f"{name}: {each[:300]}" for each in wrong]
    return {"says": says, "faults": faults}


def large(project: Path, _: int) -> Row:
    """Give one catalog 50 MB of older entries: the run takes its time, and loses none."""
    path = catalog(project, BROKEN)
    path.write_bytes(_large(path.read_bytes()))
    before = persons_texts(project)
    count = path.read_bytes().count(b"#~ msgid")
    write_sources(project, 1)
    ended = run(project)
    faults = [ended.said] if ended.code else []
    if path.read_bytes().count(b"#~ msgid") < count:
        faults.append("older entries were lost")
    faults += [f"lost {text}" for text in before - persons_texts(project)]
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {"entries": count, "seconds": round(ended.seconds, 1), "MB of memory": most, "faults": faults}


FAULTS: tuple[tuple[str, Callable[[Path, int], Row], bool], ...] = (
    ("kill", kill, False),
    ("two-at-once", two_at_once, False),
    ("translator-at-work", translator_at_work, False),
    ("full-disk", full_disk, True),
    ("read-only", read_only, True),
    ("spoiled", spoiled, False),
    ("large", large, False),
)
"""Name, what is done, and whether it needs root."""


def main() -> None:
    """Print what each fault left behind, and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100, help="times a run is killed")
    parser.add_argument("--only", choices=[name for name, _, _ in FAULTS], help="this fault alone; nothing is written")
    options = parser.parse_args()
    rows: dict[str, Row] = {}
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "made")
        make_project(made)
        for name, fault, needs_root in FAULTS:
            if options.only not in (None, name):
                continue
            if needs_root and os.geteuid() != 0:
                print(f"{name}: left out, since only root may mount a disk")
                continue
            project = Path(folder, name)
            shutil.copytree(made, project)
            row = fault(project, options.kills)
            rows[name] = {**row, "faults": list(dict.fromkeys(row["faults"]))}  # type: ignore[call-overload]
            print(json.dumps({name: rows[name]}, ensure_ascii=False, indent=1), flush=True)
            shutil.rmtree(project)
    if options.only is None:
        RESULT.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    bad = [name for name, row in rows.items() if row["faults"]]
    print("everything held" if not bad else f"faults: {', '.join(bad)}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
