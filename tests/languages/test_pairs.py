"""Languages that are known by their data alone: good translations raise no alarm, and planted errors do."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks import run_checks

PAIRS = Path(__file__).parent / "pairs"
LANGUAGES = sorted({path.name.partition(".")[0] for path in PAIRS.glob("*.tsv")})
MOST_WARNINGS = 2


def read_rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("# ")]


def good_rows(language: str) -> list[list[str]]:
    paths = (path for path in PAIRS.glob(f"{language}.*.tsv") if not path.name.endswith(".faults.tsv"))
    return [row for path in sorted(paths) for row in read_rows(path)]


def find(languages: str, source: str, target: str) -> list[Finding]:
    """Return the findings that are more than remarks."""
    first, second = languages.split("-")
    pair = Pair(source=source, target=target, source_language=first, target_language=second)
    return [finding for finding in run_checks(pair) if finding.severity is not Severity.INFO]


FAULTS = [tuple(row) for language in LANGUAGES for row in read_rows(PAIRS / f"{language}.faults.tsv")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_good_translations_have_no_error_and_hardly_a_warning(language: str) -> None:
    rows = good_rows(language)
    found = [(row[2], finding.message) for row in rows for finding in find(*row[:3])]
    errors = [finding for row in rows for finding in find(*row[:3]) if finding.severity is Severity.ERROR]
    assert errors == []
    assert len(found) <= MOST_WARNINGS, found


@pytest.mark.parametrize(("check", "languages", "source", "target"), FAULTS)
def test_planted_errors_are_found(check: str, languages: str, source: str, target: str) -> None:
    assert check in {finding.check for finding in find(languages, source, target)}
