"""What the page says: every message is in its template and in every catalog."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.catalog.choosing import BY_HAND
from pipeline.gate.problems import ProblemKind
from pipeline.quality.checks import CHECKS
from pipeline.quality.inspection import WAIVER
from pipeline.review import labels
from pipeline.review.labels import choose_language, interface_languages, speak
from pipeline.sources.boilerplate.rules import CREDIT, read_rules
from pipeline.sources.readers.html_pages import PAGE_RULE
from tests.catalogs_of_labels import catalogs_in, hold_catalog, hold_template

FOLDER = Path(labels.__file__).parent
WISHES = [
    ("", "", "en"),
    ("ar", "", "ar"),
    ("", "ar-EG,ar;q=0.9,en;q=0.8", "ar"),
    ("", "de-DE,en;q=0.5", "en"),
    ("en", "ar", "en"),
    ("zz", "x", "en"),
]


def test_the_template_holds_every_message_of_the_page_and_no_other() -> None:
    hold_template(FOLDER)


@pytest.mark.parametrize("path", catalogs_in(FOLDER), ids=lambda path: path.parts[-3])
def test_a_catalog_says_every_message_with_the_same_values(path: Path) -> None:
    hold_catalog(FOLDER, path)


@pytest.mark.parametrize(("asked", "accepted", "language"), WISHES)
def test_the_page_speaks_the_language_asked_for_or_accepted(asked: str, accepted: str, language: str) -> None:
    assert choose_language(asked, accepted) == language


def test_the_page_is_mirrored_with_its_language() -> None:
    assert [speak(tag).direction for tag in interface_languages()] == ["ltr", "rtl"]


def test_every_rule_that_leaves_texts_out_has_a_name() -> None:
    names = {rule.name for rule in read_rules().rules}
    assert labels.RULES.keys() == {*names, PAGE_RULE, BY_HAND, CREDIT}


def test_every_check_has_a_name_in_every_language() -> None:
    names = {WAIVER, *(check.name for check in CHECKS)}
    assert labels.PROBLEMS.keys() == set(ProblemKind)
    assert labels.CHECKS.keys() == names
    assert all(names.isdisjoint(map(speak(tag).say, names)) for tag in interface_languages()[1:])
