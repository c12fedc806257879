"""``newsloc init``: where its workflow gets newsloc from."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from pipeline.cli import init, root
from pipeline.cli.settings import load_settings

COMMIT = "8d3aa45ef80b04e0bd5d8e1d2ee3ec83a0b1c24f"
ORIGINS = [
    # what pip wrote of the installation, what it installs from there
    ({"url": "https://git.example.org/newsloc", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
     f"git+https://git.example.org/newsloc@{COMMIT}"),
    ({"url": "https://files.example.org/newsloc-0.1.0-py3-none-any.whl", "archive_info": {}},
     "https://files.example.org/newsloc-0.1.0-py3-none-any.whl"),
    ({"url": "file:///home/salma/newsloc", "dir_info": {"editable": True}}, ""),
    ({"url": "file:///home/salma/newsloc", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, ""),
    (None, "newsloc==0.3"),
]  # fmt: skip
NAMES = ["git+https://git.example.org/newsloc@v1", "newsloc @ https://x.example/a b.whl", 'vendor/"new" مجلد/n.whl']


class Installed:
    """A distribution with what pip noted of it."""

    version = "0.3"

    def __init__(self, origin: object) -> None:
        self.origin = origin

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        return None if self.origin is None else json.dumps(self.origin)


def run_install_step(project: Path) -> tuple[int, str, list[str]]:
    """Run the workflow's step as a runner does; return its exit code, its log and what pip was given."""
    workflow = yaml.safe_load((project / ".github/workflows/newsloc.yml").read_text(encoding="utf-8"))
    (script,) = (step["run"] for step in workflow["jobs"]["gate"]["steps"] if step.get("name") == "Install newsloc")
    commands, given = project / "commands", project / "given"
    commands.mkdir()
    shim = commands / "python"
    shim.write_text(
        f'#!/bin/sh\nif [ "$1" = -m ]; then printf "%s\\n" "$@" > "{given}"; else exec "{sys.executable}" "$@"; fi\n',
        encoding="utf-8",
    )
    shim.chmod(0o755)
    result = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=project,
        env={"PATH": f"{commands}:/usr/bin:/bin", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.returncode, result.stdout, given.read_text(encoding="utf-8").splitlines() if given.exists() else []


@pytest.mark.parametrize(("origin", "requirement"), ORIGINS)
def test_the_workflow_gets_newsloc_from_where_this_one_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origin: object, requirement: str
) -> None:
    monkeypatch.setattr(init, "distribution", lambda _: Installed(origin))
    result = CliRunner().invoke(root, ["init", str(tmp_path)], catch_exceptions=False)
    assert result.exit_code == 0
    assert load_settings(tmp_path).install == requirement
    assert ("For the workflow, name in" in result.stderr) is (requirement == "")


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize("name", NAMES)
def test_the_workflow_gives_pip_what_the_settings_name(tmp_path: Path, name: str) -> None:
    CliRunner().invoke(root, ["init", str(tmp_path), "--install", name], catch_exceptions=False)
    assert load_settings(tmp_path).install == name
    code, _, words = run_install_step(tmp_path)
    assert (code, words[:3], words[-1]) == (0, ["-m", "pip", "install"], name)


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
def test_the_workflow_says_what_to_name_where_nothing_is_named(tmp_path: Path) -> None:
    CliRunner().invoke(root, ["init", str(tmp_path), "--install", ""], catch_exceptions=False)
    code, log, words = run_install_step(tmp_path)
    assert (code, words) == (2, [])
    assert log.startswith("::error file=newsloc.toml::name as `install`")


def test_the_workflow_builds_whatever_the_gate_says(tmp_path: Path) -> None:
    CliRunner().invoke(root, ["init", str(tmp_path), "--install", NAMES[0]], catch_exceptions=False)
    workflow = yaml.safe_load((tmp_path / ".github/workflows/newsloc.yml").read_text(encoding="utf-8"))
    (step,) = (step for step in workflow["jobs"]["gate"]["steps"] if step.get("run") == "newsloc build")
    assert "!cancelled()" in step["if"]


HADOLINT = shutil.which("hadolint", path=str(Path(sys.executable).parent))


@pytest.mark.skipif(HADOLINT is None, reason="hadolint is not installed")
def test_the_dockerfile_and_the_compose_file_are_clean_and_valid(tmp_path: Path) -> None:
    assert HADOLINT
    CliRunner().invoke(root, ["init", str(tmp_path), "--install", NAMES[0], "--containers"], catch_exceptions=False)
    for command in (
        [HADOLINT, str(tmp_path / "Dockerfile")],
        [
            sys.executable,
            "-m",
            "check_jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            str(tmp_path / "compose.yml"),
        ],
    ):
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (result.returncode, result.stderr) == (0, ""), result.stdout


def test_the_dockerfile_installs_what_the_settings_name_or_says_what_to_name(tmp_path: Path) -> None:
    CliRunner().invoke(root, ["init", str(tmp_path), "--install", NAMES[0], "--containers"], catch_exceptions=False)
    lines = (tmp_path / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    (command,) = (line for line in lines if line.startswith("RUN --mount"))
    paths = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    script = command.removeprefix("RUN --mount=type=bind,target=/project").replace("pip ", "echo ")
    for install, code, said in ((NAMES[0], 0, NAMES[0]), ("", 2, 'name as "install"')):
        settings = f"install = {json.dumps(install)}"
        (tmp_path / "newsloc.toml").write_text(settings, encoding="utf-8")
        result = subprocess.run(
            ["sh", "-c", script], cwd=tmp_path, env=paths, capture_output=True, text=True, check=False
        )
        assert result.returncode == code
        assert said in result.stdout + result.stderr


def test_containers_are_added_to_a_project_that_stands_and_replace_nothing(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(root, ["init", str(tmp_path)]).exit_code == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert runner.invoke(root, ["init", str(tmp_path), "--containers"]).exit_code == 0
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after.keys() - before.keys() == {tmp_path / name for name in ("Dockerfile", "compose.yml", ".dockerignore")}
    assert before.items() <= after.items()
    result = runner.invoke(root, ["init", str(tmp_path), "--containers"])
    assert result.exit_code == 2
    assert "Dockerfile: exists already; move it away first" in result.stderr


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_git_ignores_what_report_writes_and_passwords(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    runner.invoke(root, ["init", "--install", ""], catch_exceptions=False)
    written = runner.invoke(root, ["report"], catch_exceptions=False).stdout.strip()
    assert Path(written).is_file()
    Path(".env").write_text("POSTGRES_PASSWORD=secret\n", encoding="utf-8")
    subprocess.run(["git", "init", "--quiet"], check=True)
    listed = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], check=True, capture_output=True, text=True
    ).stdout
    assert "newsloc.toml" in listed
    assert written not in listed
    assert ".env" not in listed


def test_docker_reads_the_settings_and_neither_articles_nor_passwords(tmp_path: Path) -> None:
    CliRunner().invoke(root, ["init", str(tmp_path), "--install", NAMES[0], "--containers"], catch_exceptions=False)
    ignored = {line.rstrip("/") for line in (tmp_path / ".dockerignore").read_text(encoding="utf-8").splitlines()}
    assert {".env", ".git", "source", "locales"} <= ignored
    assert not {"newsloc.toml", "vendor", "*"} & ignored
    settings = (tmp_path / "newsloc.toml").read_text(encoding="utf-8")
    assert '# project = "NAME"' in settings
