"""The GitHub Action, its steps run as a runner runs them; the pre-commit hooks; the workflow of a new project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.cli.check import command
from pipeline.model import State
from tests.gate.gate_cases import ENGLISH, commit, git, write_article, write_settings, write_states

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
STARTER = ROOT / "pipeline" / "cli" / "starter" / "workflow.yml"
SCHEMAS = {"vendor.github-actions": ROOT / "action.yml", "vendor.github-workflows": STARTER}
REVIEWED, DRAFT = State.REVIEWED, State.DRAFT
FILES = [
    ("source/ice.md", True),
    ("locales/ar/LC_MESSAGES/ice.po", True),
    ("sites/news/locales/ice.pot", True),
    ("newsloc.toml", True),
    ("resource/ice.md", False),
    ("README.md", False),
]
_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")

pytestmark = pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("git")), reason="bash or git is not installed"
)


@dataclass(kw_only=True)
class Runner:
    """Runs the scripts of the action's steps in a checkout, with the variables that GitHub documents."""

    workspace: Path
    temporary: Path
    base: str = ""
    inputs: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    log: str = ""

    def run(self) -> int:
        """Run every step; return the exit code of the one that failed, or 0."""
        commands = self.temporary / "commands"
        commands.mkdir(exist_ok=True)
        for name, script in {"newsloc": "-c 'from pipeline.cli import main; main()'", "python": ""}.items():
            file = commands / name
            file.write_text(f'#!/bin/sh\nexec "{sys.executable}" {script} "$@"\n', encoding="utf-8")
            file.chmod(0o755)
        chosen = {name: str(each["default"]) for name, each in ACTION["inputs"].items()} | self.inputs
        self.values |= {f"inputs.{name}": value for name, value in chosen.items()}
        for step in ACTION["runs"]["steps"]:
            if "run" in step and not step["name"].startswith("Install") and (code := self._step(step, commands)):
                return code
        return 0

    def _step(self, step: dict[str, Any], commands: Path) -> int:
        output = self.temporary / f"output-{step.get('id')}"
        output.touch()
        given = {name: self._fill(value) for name, value in step.get("env", {}).items()}
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT")},
            "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.temporary / "step-summary.md"),
            "GITHUB_BASE_REF": self.base,
            "GITHUB_ACTION_PATH": str(ROOT),
            **given,
        }
        # what "shell: bash" means on a runner
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        result = subprocess.run(shell, cwd=self.workspace, env=environment, capture_output=True, text=True, check=False)
        self.log += result.stdout + result.stderr
        for line in output.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            self.values[f"steps.{step['id']}.outputs.{name}"] = value
        return result.returncode

    def _fill(self, text: str) -> str:
        return _EXPRESSION.sub(lambda found: self.values.get(found[1], ""), str(text))

    def output(self, name: str) -> str:
        """Return an output of the action."""
        return self._fill(ACTION["outputs"][name]["value"])

    @property
    def summary(self) -> str:
        """What stands in the step's summary."""
        return (self.temporary / "step-summary.md").read_text(encoding="utf-8")


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    folder = tmp_path / "origin"
    folder.mkdir()
    write_settings(folder, "[coverage]\nar = 90")
    write_article(folder, "ice", ENGLISH[:3])
    write_states(folder, "ice", [REVIEWED, DRAFT, DRAFT])
    commit(folder)
    git(folder, "branch", "topic")
    return folder


def checkout(origin: Path) -> Path:
    """Check out a pull request as actions/checkout does: one commit, and no other branch."""
    workspace = origin.parent / "workspace"
    git(origin, "clone", "--quiet", "--depth=1", "--branch=topic", f"file://{origin}", str(workspace))
    return workspace


def runner_in(workspace: Path, **rest: Any) -> Runner:
    temporary = workspace.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    return Runner(workspace=workspace, temporary=temporary, **rest)


def test_a_pull_request_is_compared_with_its_base_from_a_shallow_checkout(origin: Path) -> None:
    runner = runner_in(checkout(origin), base="main")
    assert runner.run() == 0
    assert "newsloc: the gate is open" in runner.log
    assert (runner.output("passed"), runner.output("coverage"), runner.output("failures")) == ("true", "33.33", "0")
    assert "nothing new in articles begun since origin/main" in runner.summary


def test_a_pull_request_that_loses_a_review_is_annotated_and_fails(origin: Path) -> None:
    workspace = checkout(origin)
    path = write_states(workspace, "ice", [DRAFT, DRAFT, DRAFT])
    runner = runner_in(workspace, base="main")
    assert runner.run() == 1
    lines = path.read_text(encoding="utf-8").splitlines()
    line = 1 + next(number for number, text in enumerate(lines) if text.startswith('msgstr "أ'))
    assert f"::error file=locales/ar/LC_MESSAGES/ice.po,line={line},title=Reviewed unit lost::" in runner.log
    assert (runner.output("passed"), runner.output("failures")) == ("false", "1")
    assert "❌" in runner.summary
    reports = Path(runner.output("reports"))
    assert sorted(each.name for each in reports.iterdir()) == [
        "newsloc.json",
        "newsloc.sarif",
        "newsloc.xml",
        "summary.md",
    ]


def test_a_push_is_held_to_all_limits(origin: Path) -> None:
    runner = runner_in(checkout(origin))
    assert runner.run() == 1
    assert "1 of 3 units are reviewed (33 %25), the gate asks for 90 %25" in runner.log


def test_a_job_may_be_told_not_to_fail_for_a_closed_gate(origin: Path) -> None:
    runner = runner_in(checkout(origin), inputs={"fail": "false", "against": "none"}, base="main")
    assert runner.run() == 0
    assert runner.output("passed") == "false"


def test_what_must_be_mended_first_always_fails_and_writes_no_outputs_of_an_earlier_run(origin: Path) -> None:
    workspace = checkout(origin)
    assert runner_in(workspace, base="main").run() == 0
    (workspace / "newsloc.toml").write_text("languages = [", encoding="utf-8")
    runner = runner_in(workspace, base="main", inputs={"fail": "false"})
    assert runner.run() == 2
    assert (runner.output("passed"), runner.output("coverage"), runner.output("failures")) == ("false", "", "")
    assert runner.values["steps.check.outputs.sarif"] == "false"


def test_a_project_in_a_folder_and_names_with_spaces_are_passed_on_whole(tmp_path: Path) -> None:
    project = tmp_path / "work space" / "my sites"
    project.mkdir(parents=True)
    write_settings(project)
    write_article(project, "ice", ENGLISH[:2])
    write_states(project, "ice", [REVIEWED, DRAFT])
    commit(project.parent)
    runner = runner_in(project.parent, inputs={"project": "my sites", "against": "HEAD"})
    assert runner.run() == 0
    assert runner.output("coverage") == "50.0"


def test_nothing_of_an_input_is_pasted_into_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_action_and_the_starters_workflow_keep_githubs_schemas(schema: str) -> None:
    command_line = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(SCHEMAS[schema])]
    result = subprocess.run(command_line, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("base", "against"), [("main", "origin/main"), ("", None)])
def test_the_starters_workflow_runs_commands_that_newsloc_takes(base: str, against: str | None) -> None:
    steps = yaml.safe_load(STARTER.read_text(encoding="utf-8"))["jobs"]["gate"]["steps"]
    (script,) = [step["run"] for step in steps if step.get("run", "").startswith("newsloc check")]
    shown = subprocess.run(
        ["bash", "-c", f'newsloc() {{ printf "%s\\n" "$@"; }}; {script}'],
        env={"BASE": base},
        capture_output=True,
        text=True,
        check=True,
    )
    _, *words = shown.stdout.splitlines()
    assert command.make_context("check", words).params["against"] == against


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_is_a_command_line_that_newsloc_takes(hook: dict[str, Any]) -> None:
    program, subcommand, *words = hook["entry"].split()
    assert (program, subcommand, hook["pass_filenames"]) == ("newsloc", "check", False)
    context = command.make_context("check", words)
    assert context.params["against"] == ("HEAD" if hook["id"] == "newsloc-ratchet" else None)


@pytest.mark.parametrize(("path", "runs"), FILES)
def test_the_hooks_run_for_articles_catalogs_and_settings(path: str, *, runs: bool) -> None:
    for hook in HOOKS:
        assert bool(re.search(hook["files"], path)) is runs
