"""Several processes share one memory: nothing is lost, and one that is killed leaves whole files or none."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

from pipeline.model import Candidate
from pipeline.translate.memory import DraftKey, Memory
from pipeline.translate.memory.tmx import tmx_lines
from tests.patience import PATIENCE
from tests.translate.memory.memory_cases import EN_AR, make_record

WRITER = """
import sys
from pathlib import Path
from pipeline.translate.memory import DraftKey, Memory
from pipeline.model import Candidate
from tests.translate.memory.memory_cases import EN_AR, make_record

path, name = Path(sys.argv[1]), sys.argv[2]
for number in range(20):
    with Memory(path) as memory:
        key = DraftKey(source=f"{name} {number}", direction=EN_AR, engine="e", glossary="g")
        memory.store_drafts({key: (Candidate(text="x"),)})
        memory.take_file(f"{name}{number}", "1", [make_record(f"{name} {number} {n}", "y") for n in range(10)])
"""
IMPORTER = """
import sys
from pathlib import Path
from pipeline.translate.memory import Memory
from pipeline.translate.memory.exchange import import_file

with Memory(Path(sys.argv[1])) as memory:
    print("begins", flush=True)
    import_file(memory, Path(sys.argv[2]), "old.tmx")
"""


def start(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.Popen([sys.executable, "-c", code, *arguments], env=environment, stdout=subprocess.PIPE)


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    names = ("one", "two", "three")
    processes = [start(WRITER, str(path), name) for name in names]
    assert [process.wait(timeout=PATIENCE) for process in processes] == [0, 0, 0]
    for process in processes:
        assert process.stdout
        process.stdout.close()
    with Memory(path) as memory:
        sources = {record.source for record in memory.records()}
        assert sources == {f"{name} {number} {n}" for name in names for number in range(20) for n in range(10)}
        keys = [
            DraftKey(source=f"{name} {number}", direction=EN_AR, engine="e", glossary="g")
            for name in names
            for number in range(20)
        ]
        assert memory.drafts(keys).keys() == set(keys)
        assert memory.similar("three 19 9", EN_AR, "body")[0].similarity == 100


def test_a_killed_import_leaves_the_file_whole_or_absent(tmp_path: Path) -> None:
    path, file = tmp_path / "memory.sqlite", tmp_path / "old.tmx"
    count = 4000
    records = (make_record(f"Sentence {number} of a long text", "y") for number in range(count))
    file.write_text("".join(tmx_lines(records)), encoding="utf-8")
    with Memory(path):
        pass
    for wait in (0.05, 0.2, 0.4):
        process = start(IMPORTER, str(path), str(file))
        assert process.stdout
        assert process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=PATIENCE)
        process.stdout.close()
        with Memory(path) as memory:
            found = sum(tally.count for tally in memory.tally())
            assert found in (0, count)
            assert bool(memory.similar("Sentence 7 of a long text", EN_AR, "body")) == bool(found)
    process = start(IMPORTER, str(path), str(file))
    assert process.stdout
    assert process.wait(timeout=PATIENCE) == 0
    process.stdout.close()
    with Memory(path) as memory:
        assert sum(tally.count for tally in memory.tally()) == count


def test_a_memory_that_is_sent_to_another_process_is_opened_there(tmp_path: Path) -> None:
    key = DraftKey(source="ice", direction=EN_AR, engine="e", glossary="g")
    with Memory(tmp_path / "memory.sqlite") as memory:
        with pickle.loads(pickle.dumps(memory)) as other:  # noqa: S301 - our own
            other.store_drafts({key: (Candidate(text="ثلج"),)})
        assert memory.drafts([key])[key][0].text == "ثلج"
