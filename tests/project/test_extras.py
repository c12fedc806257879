"""The optional parts: pyproject.toml and the code agree, and the core works where none of them is installed."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import root
from pipeline.errors import MissingExtra
from pipeline.project.extras import (
    DRAFT,
    EVALUATE,
    EXTRAS,
    MODELS,
    REVIEW,
    TRAIN,
    explain,
    is_installed,
    lacking,
    require,
)

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OPTIONAL = frozenset(module for extra in EXTRAS.values() for module in extra.modules)

USED_BY_OTHERS = {"lxml-html-clean", "psycopg", "sentencepiece"}
"""Requirements that our code does not import: trafilatura, SQLAlchemy and transformers do."""

CORE = [
    ["init", "."],
    ["localize"],
    ["exclude", "first-article", "9"],
    ["include", "first-article", "9"],
    ["check"],
    ["build"],
    ["glossary", "check"],
    ["memory", "rebuild"],
]
"""What works in the core, in the order of a first day."""
REFUSED = [
    (["localize", "--engine", "draft"], "newsloc: en->ar: the draft engine needs", DRAFT),
    (["localize", "--engine", "seq2seq"], "newsloc: en->ar: the seq2seq engine needs", MODELS),
    (["assess", "one.tsv", "--from", "en", "--to", "ar"], "newsloc: the score needs", DRAFT),
    (["models"], "newsloc: newsloc models needs", DRAFT),
    (["models", "prepare"], "newsloc: newsloc models prepare needs", DRAFT),
    (["evaluate", "one.tsv"], "newsloc: newsloc evaluate needs", EVALUATE),
    (["review", "--no-browser"], "newsloc: newsloc review needs", REVIEW),
]
"""What does not, how its one line begins, and the extra that it names."""

RUN = """
import json, sys
blocked, commands = json.loads(sys.argv[1])
sys.modules.update(dict.fromkeys(blocked))  # importing them fails, and find_spec finds nothing
from pipeline.cli import root
for command in commands:
    try:
        root(command, standalone_mode=False)
    except SystemExit as stop:
        assert not stop.code or (command == ["check"] and stop.code == 1), command  # nothing is reviewed yet
loaded = [name for name in sys.modules if sys.modules[name]]
print(json.dumps(loaded))
"""


def run(folder: Path, commands: list[list[str]], blocked: frozenset[str] = frozenset()) -> set[str]:
    """Run commands in one process; return the modules that it holds at the end."""
    result = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps([sorted(blocked), commands])],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "HF_HUB_OFFLINE": "1"},
    )
    assert result.returncode == 0, result.stderr
    return set(json.loads(result.stdout.splitlines()[-1]))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project, in an environment without any extra."""
    for module in OPTIONAL:
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(root, ["init"], catch_exceptions=False)
    Path("one.tsv").write_text("The port opened.\tافتتح الميناء.\n", encoding="utf-8")
    return tmp_path


@cache
def modules_by_distribution() -> dict[str, set[str]]:
    modules: dict[str, set[str]] = {}
    for module, distributions in packages_distributions().items():
        for distribution in distributions:
            modules.setdefault(distribution.lower().replace("_", "-"), set()).add(module)
    return modules


def modules_of(requirements: list[str]) -> set[str]:
    """Return the modules that the named distributions hold, those of our own extras included."""
    found: set[str] = set()
    for requirement in requirements:
        name, extras = re.findall(r"^([\w.-]+)(?:\[([\w,]+)\])?", requirement)[0]
        if name == "newsloc":
            for extra in extras.split(","):
                found |= modules_of(PROJECT["optional-dependencies"][extra])
        else:
            found |= modules_by_distribution()[name.lower().replace("_", "-")]
    return found


def imported_modules(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and top-level name of every module that a file imports, wherever it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module.partition(".")[0]


@pytest.mark.parametrize(
    "extra", [pytest.param(extra, marks=pytest.mark.torch) if extra in {MODELS, TRAIN} else extra for extra in EXTRAS]
)
def test_an_extra_names_the_modules_that_pyproject_installs_for_it(extra: str) -> None:
    declared = modules_of(PROJECT["optional-dependencies"][extra])
    assert set(EXTRAS[extra].modules) <= declared


def test_everything_imported_is_declared() -> None:
    core = modules_of(PROJECT["dependencies"])
    known = core | OPTIONAL | sys.stdlib_module_names | {"pipeline"}
    for path in (ROOT / "pipeline").rglob("*.py"):
        for line, module in imported_modules(path):
            assert module in known, f"{path}:{line}: {module} is no dependency in pyproject.toml"


@pytest.mark.torch
def test_everything_declared_is_imported() -> None:
    files = chain((ROOT / "pipeline").rglob("*.py"), (ROOT / "evaluations").rglob("*.py"))
    used = {module for path in files for _, module in imported_modules(path)}
    for requirement in chain(PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()):
        name = re.split(r"[<>=\[]", requirement)[0]
        assert name in {"newsloc", *USED_BY_OTHERS} or modules_of([requirement]) & used, f"nothing imports {name}"


def test_the_core_depends_on_no_module_of_an_extra() -> None:
    assert not modules_of(PROJECT["dependencies"]) & OPTIONAL


@pytest.mark.torch
def test_the_extra_all_holds_the_others() -> None:
    extras = PROJECT["optional-dependencies"]
    assert modules_of(extras["all"]) >= set().union(*map(modules_of, extras.values()))


def test_the_core_works_where_no_extra_is_installed(tmp_path: Path) -> None:
    loaded = run(tmp_path, CORE, OPTIONAL)
    assert not loaded & OPTIONAL
    assert (tmp_path / "locales/ar/LC_MESSAGES/first-article.po").is_file()
    assert (tmp_path / "build/en/first-article.html").is_file()


def test_the_core_imports_nothing_heavy_where_everything_is_installed(tmp_path: Path) -> None:
    run(tmp_path, CORE[:2], OPTIONAL)
    assert not run(tmp_path, CORE[2:]) & OPTIONAL


@pytest.mark.usefixtures("project")
def test_localize_without_an_engine_leaves_units_missing_and_says_what_to_install() -> None:
    result = CliRunner().invoke(root, ["localize"], catch_exceptions=False)
    assert result.exit_code == 0
    (line,) = [line for line in result.stderr.splitlines() if "no engine is installed" in line]
    assert line.startswith("en->ar: ")
    assert "pip install 'newsloc[draft]'" in line
    assert "pip install 'newsloc[models]'" in line


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("words", "begin", "extra"), REFUSED, ids=[" ".join(words) for words, *_ in REFUSED])
def test_what_needs_an_extra_says_which_in_one_line(words: list[str], begin: str, extra: str) -> None:
    result = CliRunner().invoke(root, words, catch_exceptions=False)
    assert result.exit_code == 2
    (line,) = [line for line in result.stderr.splitlines() if "not installed" in line]
    assert line.startswith(begin)
    assert line.endswith(f"run pip install 'newsloc[{extra}]'")


@pytest.mark.torch
def test_what_is_installed_in_part_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    assert is_installed(DRAFT)
    assert not is_installed(MODELS)
    assert is_installed(MODELS, but="torch")
    assert lacking(MODELS) == ("torch",)
    require(MODELS, "this", but="torch")
    with pytest.raises(MissingExtra, match=r"^this needs packages that are not installed \(torch\); run pip install"):
        require(MODELS, "this")


def test_a_failed_import_is_explained_by_the_extra_of_its_module_alone() -> None:
    explained = explain(ModuleNotFoundError("no", name="sacrebleu.metrics"))
    assert "newsloc[evaluate]" in str(explained)
    assert explain(ModuleNotFoundError("no", name="pipeline.nowhere")) is None
    assert explain(ImportError("no name at all")) is None


def read_catalogs(project: Path) -> dict[str, bytes]:
    locales = project / "locales"
    return {path.relative_to(locales).as_posix(): path.read_bytes() for path in locales.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Let a full installation take over a project whose drafts a model wrote and scored."""
    folder = tmp_path_factory.mktemp("full") / "project"
    shutil.copytree(ROOT / "tests" / "golden" / "newsroom", folder)
    assert not run(folder, [["localize", "--engine", "pseudo"]]) & {"torch"}
    return folder


def test_the_core_keeps_every_byte_of_what_a_model_computed(full: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(full, folder)
    (folder / ".newsloc" / "memory.sqlite").unlink()
    before = read_catalogs(full)
    assert sum(content.count(b"# newsloc: draft ") for content in before.values()) > 10
    run(folder, [["localize"], ["check"], ["build", "--preview"], ["memory", "rebuild"]], OPTIONAL)
    assert read_catalogs(folder) == before


def test_the_core_scores_anew_as_a_full_installation_does(full: Path, tmp_path: Path) -> None:
    """A new term finds fault with a draft, whose score falls: that takes no model."""
    catalogs = []
    for name, blocked in (("full", frozenset[str]()), ("core", OPTIONAL)):
        folder = tmp_path / name
        shutil.copytree(full, folder)
        with (folder / "terms.csv").open("a", encoding="utf-8") as file:
            file.write("en,ar,required,flour mill,طاحونة,\n")
        run(folder, [["localize"]], blocked)
        catalogs.append(read_catalogs(folder))
    assert catalogs[0] == catalogs[1] != read_catalogs(full)
