"""Plural entries, form by form: which numbers a form stands for, and which source it translates."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.catalog.plural_forms import read_plural_forms
from pipeline.languages.language import facts
from pipeline.model import Severity
from pipeline.quality.checks import run_checks
from pipeline.quality.external import read_units
from pipeline.quality.inspection import Inspector
from pipeline.translate.glossary import Glossary

NO_TERMS = Inspector(glossary=Glossary(terms=()))
HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: {}\\n"\n"X-Source-Language: en\\n"\n'
)
ENTRY = '\nmsgid "%d file was found in %s"\nmsgid_plural "%d files were found in %s"\n'
ARABIC = (
    "لم يُعثر على أي ملف في %s",
    "عُثر على ملف واحد في %s",
    "عُثر على ملفين في %s",
    "عُثر على %d ملفات في %s",
    "عُثر على %Id ملفا في %s",
    "عُثر على %d ملف في %s",
)
SOURCES = (
    "0 files were found in %s",
    "1 file was found in %s",
    "2 files were found in %s",
    "%d files were found in %s",
    "%d files were found in %s",
    "%d files were found in %s",
)
HELD = {
    # language: whether each form stands for one, and the number that it stands for
    "ar": [(False, 0), (True, 1), (False, 2), (False, None), (False, None), (False, None)],
    "fr": [(True, None), (False, None)],
    "ru": [(True, None), (False, None), (False, None)],
    "de": [(True, 1), (False, None)],
    "ja": [(True, None)],
}


def write(path: Path, language: str, forms: tuple[str, ...], entry: str = ENTRY) -> Path:
    texts = "".join(f'msgstr[{number}] "{text}"\n' for number, text in enumerate(forms))
    path.write_text(HEADER.format(language) + entry + texts, encoding="utf-8")
    return path


@pytest.mark.parametrize(("language", "held"), HELD.items())
def test_the_header_says_which_numbers_a_form_stands_for(
    tmp_path: Path, language: str, held: list[tuple[bool, int | None]]
) -> None:
    path = write(tmp_path / "a.po", language, tuple("x" for _ in held))
    (forms,) = read_plural_forms(path, facts(language).plural_forms).values()
    assert [(form.holds_one, form.number) for form in forms] == held


def test_each_form_is_compared_with_its_own_source_and_may_leave_out_its_one_number(tmp_path: Path) -> None:
    units = read_units(write(tmp_path / "a.po", "ar", ARABIC), None, None, NO_TERMS)
    assert [unit.pair.source for unit in units] == list(SOURCES)
    assert [unit.pair.target for unit in units] == list(ARABIC)
    assert [finding for unit in units for finding in run_checks(unit.pair)] == []


def test_a_form_of_many_numbers_must_say_which(tmp_path: Path) -> None:
    wrong = (*ARABIC[:3], "عُثر على ملفات في %s", *ARABIC[4:])
    units = read_units(write(tmp_path / "a.po", "ar", wrong), None, None, NO_TERMS)
    found = [finding for unit in units for finding in run_checks(unit.pair)]
    assert [(finding.check, finding.severity) for finding in found] == [("placeholders", Severity.ERROR)]


def test_a_singular_without_a_number_may_have_that_of_the_plural(tmp_path: Path) -> None:
    entry = '\nmsgid "One file"\nmsgid_plural "%d files"\n'
    units = read_units(
        write(tmp_path / "a.po", "ru", ("%d файл", "%d файла", "%d файлов"), entry), None, None, NO_TERMS
    )
    assert [unit.pair.source for unit in units] == ["%d files"] * 3


def test_a_header_that_nobody_can_read_says_nothing_of_the_forms(tmp_path: Path) -> None:
    path = write(tmp_path / "a.po", "ar", ("a", "b"))
    (forms,) = read_plural_forms(path, "nplurals=2; plural=(n ! 1);").values()
    assert [(form.holds_one, form.number) for form in forms] == [(False, None)] * 2
