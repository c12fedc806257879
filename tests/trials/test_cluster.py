"""The main job on Ray: a real cluster on this machine, whose workers, driver and database are killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres_server import Server, find_programs, running_server

pytest.importorskip("ray")
pytestmark = pytest.mark.skipif(find_programs() is None, reason="PostgreSQL is not installed")
ARTICLES = 60
SETTINGS = """
languages = ["en", "ar"]
[memory]
url = "{url}"
project = "trial"
[engines]
engine = "pseudo"
"""
DRIVER = "import sys; from pipeline.cli import main; main()"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


def make_project(folder: Path, url: str) -> Path:
    (folder / "source").mkdir(parents=True)
    settings = SETTINGS.format(url=url) if url else '[engines]\nengine = "pseudo"\n'
    (folder / "newsloc.toml").write_text(settings, encoding="utf-8")
    for number in range(ARTICLES):
        text = "\n\n".join(
            f"The council of town {number} counted {number * 7 + line} votes on day {line % 28 + 1}. Nobody was hurt."
            for line in range(8)
        )
        (folder / "source" / f"a{number}.md").write_text(f"# Votes in town {number}\n\n{text}\n", encoding="utf-8")
    return folder


def start(project: Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", DRIVER, "localize", "--format", "json", *options]
    paths = {"PYTHONPATH": str(Path(__file__).parents[2]), "SOURCE_DATE_EPOCH": "1767225600"}
    return subprocess.Popen(
        command,
        cwd=project,
        env={**os.environ, **paths, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str], code: int = 0) -> dict[str, object]:
    out, err = process.communicate(timeout=300)
    assert process.returncode == code, err
    assert "Traceback" not in err
    result: dict[str, object] = {"stderr": err, **json.loads(out)}
    return result


def catalogs(project: Path) -> dict[str, bytes]:
    paths = (path for path in sorted((project / "locales").rglob("*")) if path.suffix in {".po", ".pot"})
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in paths}


def workers_of(driver: int) -> list[int]:
    """Return the processes of Ray's workers below a driver that localize."""
    found = subprocess.run(["pgrep", "-f", "ray::Worker"], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split() if int(line) != driver]


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The catalogs that a run on one machine writes."""
    project = make_project(tmp_path_factory.mktemp("local"), "")
    finish(start(project))
    return catalogs(project)


def wait_for_catalogs(project: Path, least: int) -> None:
    until = time.monotonic() + 180
    while len(list((project / "locales").rglob("*.po"))) < least:
        assert time.monotonic() < until, "the workers write nothing"
        time.sleep(0.02)


def test_a_cluster_writes_what_one_machine_writes(tmp_path: Path, server: Server, local: dict[str, bytes]) -> None:
    project = make_project(tmp_path, server.empty_database())
    told = finish(start(project, "--on", "ray", "--workers", "2"))
    assert (told["articles"], told["failed"]) == (ARTICLES, 0)
    assert "RAY_AUTH_MODE" not in str(told["stderr"])
    assert catalogs(project) == local
    again = finish(start(project, "--on", "ray", "--workers", "2"))
    assert again["translated"] == 0
    assert catalogs(project) == local


def test_killed_workers_are_replaced_and_nothing_is_missing(
    tmp_path: Path, server: Server, local: dict[str, bytes]
) -> None:
    project = make_project(tmp_path, server.empty_database())
    process = start(project, "--on", "ray", "--workers", "2")
    wait_for_catalogs(project, 4)
    victims = workers_of(process.pid)
    assert victims
    os.kill(victims[0], signal.SIGKILL)
    assert finish(process)["failed"] == 0
    assert catalogs(project) == local


@pytest.mark.parametrize(("how", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 143)])
def test_a_driver_that_is_killed_or_stopped_goes_on_where_it_was(
    tmp_path: Path, server: Server, local: dict[str, bytes], how: signal.Signals, code: int
) -> None:
    project = make_project(tmp_path, server.empty_database())
    process = start(project, "--on", "ray", "--workers", "2")
    wait_for_catalogs(project, 4)
    process.send_signal(how)
    _, said = process.communicate()
    assert process.returncode == code
    assert ("newsloc: stopped; what was done is kept" in said) is (how is signal.SIGTERM)
    assert finish(start(project, "--on", "ray", "--workers", "2"))["failed"] == 0
    assert catalogs(project) == local


def test_a_database_that_restarts_is_waited_for(tmp_path: Path, server: Server, local: dict[str, bytes]) -> None:
    project = make_project(tmp_path, server.empty_database())
    process = start(project, "--on", "ray", "--workers", "2")
    wait_for_catalogs(project, 4)
    server.stop()
    time.sleep(3)
    server.start()
    assert finish(process)["failed"] == 0
    assert catalogs(project) == local


def test_an_article_that_kills_its_process_is_set_aside(
    tmp_path: Path, server: Server, local: dict[str, bytes]
) -> None:
    project = make_project(tmp_path / "project", server.empty_database())
    # Python runs this module in every process: it stands for an article that a library dies of.
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "if 'default_worker.py' in ' '.join(sys.orig_argv):\n"
        "    import pathlib\n"
        "    read = pathlib.Path.read_bytes\n"
        "    def read_bytes(path):\n"
        "        if path.name == 'a7.md': os.kill(os.getpid(), 9)\n"
        "        return read(path)\n"
        "    pathlib.Path.read_bytes = read_bytes\n",
        encoding="utf-8",
    )
    paths = f"{Path(__file__).parents[2]}:{tmp_path}"
    told = finish(start(project, "--on", "ray", "--workers", "2", PYTHONPATH=paths), code=2)
    assert "source/a7.md: its process ended 2 times; the article is set aside" in str(told["stderr"])
    written = catalogs(project)
    assert {name for name in local if name not in written} == {
        name for name in local if name.endswith(("/a7.po", "/a7.pot"))
    }
    assert written.items() <= local.items()


def test_a_full_disk_costs_the_articles_that_could_not_be_written_and_the_next_run_writes_them(
    tmp_path: Path, server: Server, local: dict[str, bytes]
) -> None:
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can make a small disk")
    project = make_project(tmp_path, server.empty_database())
    small = project / "locales"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", str(small)], check=False)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        told = finish(start(project, "--on", "ray", "--workers", "2"), code=2)
        assert "No space left" in str(told["stderr"])
        subprocess.run(["mount", "-o", "remount,size=40m", str(small)], check=True)
        assert finish(start(project, "--on", "ray", "--workers", "2"))["failed"] == 0
        assert catalogs(project) == local
    finally:
        subprocess.run(["umount", str(small)], check=False)


def test_a_cluster_elsewhere_that_demands_no_token_is_refused(tmp_path: Path, server: Server) -> None:
    project = make_project(tmp_path, server.empty_database())
    out, err = start(project, "--on", "ray", "--address", "10.0.0.9:6379", RAY_AUTH_MODE="disabled").communicate()
    assert "set RAY_AUTH_MODE=token" in err
    assert not out
