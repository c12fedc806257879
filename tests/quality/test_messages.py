"""What findings say: every message is in the template and in every catalog, and is given what it names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import quality
from pipeline.model import Finding, Severity, phrase
from pipeline.quality.checks import placeholders
from pipeline.quality.judges.question import CATEGORIES, SEVERITIES
from pipeline.translate.placeholders import KIND_NAMES
from tests.catalogs_of_labels import catalogs_in, fields_of, hold_catalog, hold_template

FOLDER = Path(quality.__file__).parent
NAMES = {
    *KIND_NAMES.values(),
    *placeholders.SEEN.values(),
    *CATEGORIES,
    *SEVERITIES,
}
"""What messages take from elsewhere and say in words."""


def test_the_template_holds_every_message_of_a_finding_and_no_other() -> None:
    hold_template(FOLDER, {"phrase": None}, NAMES)


@pytest.mark.parametrize("path", catalogs_in(FOLDER), ids=lambda path: path.parts[-3])
def test_a_catalog_says_every_message_with_the_same_values(path: Path) -> None:
    hold_catalog(FOLDER, path)


def test_every_message_is_given_the_values_that_it_names() -> None:
    found = list(phrases())
    assert len(found) > 80
    for template, names in found:
        assert names == fields_of(template), template


def phrases() -> Iterator[tuple[str, set[str]]]:
    """Yield each template in the code, and the names of the values that are given to it."""
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == phrase.__name__:
                (template,) = node.args
                if isinstance(template, ast.Constant):
                    yield str(template.value), {str(keyword.arg) for keyword in node.keywords}


def test_a_message_keeps_texts_as_they_are_and_a_finding_says_it() -> None:
    said = phrase('"{text}" is {what}', text="{x} %s", what=phrase("{braces}"))
    finding = Finding(check="names", severity=Severity.INFO, said=said)
    assert finding.message == '"{x} %s" is {braces}'
    assert hash(finding) == hash(Finding(check="names", severity=Severity.INFO, said=said))
