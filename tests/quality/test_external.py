from pathlib import Path

import pytest

from pipeline.errors import ConfigError, SourceError
from pipeline.quality.external import read_units
from pipeline.quality.inspection import Inspector
from pipeline.translate.glossary import load_glossary

INSPECTOR = Inspector(glossary=load_glossary())

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: ar\\n"
"X-Source-Language: en\\n"

msgctxt "headline#1"
msgid "The General Assembly met."
msgstr "اجتمعت الجمعية العامة."

#, fuzzy
msgid "Not done"
msgstr ""
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_po_says_its_languages_itself(tmp_path: Path) -> None:
    first, second = read_units(write(tmp_path / "a.po", PO), None, None, INSPECTOR)
    assert (first.pair.source_language, first.pair.target_language) == ("en", "ar")
    assert (first.context, first.pair.role) == ("headline#1", "headline")
    assert "General Assembly" in [term.source for term in first.pair.terms]
    assert (second.context, second.pair.target) == (None, "")


def test_an_option_overrides_what_a_po_says(tmp_path: Path) -> None:
    lines = read_units(write(tmp_path / "a.po", PO), "fr", None, INSPECTOR)
    assert lines[0].pair.source_language == "fr"


def test_a_tsv_is_source_tab_target_and_more_columns_are_ignored(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", "\ufeffHello\tمرحبا\tnote\r\n\nBye\t\n")
    lines = read_units(path, "en", "ar", INSPECTOR)
    assert [(line.pair.source, line.pair.target, line.context) for line in lines] == [
        ("Hello", "مرحبا", None),
        ("Bye", "", None),
    ]


def test_a_header_says_where_source_and_target_stand_and_is_no_unit(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", "article\tTarget\tSource\nx\tمرحبا\tHello\n\ny\t\tBye\n")
    units = read_units(path, "en", "ar", INSPECTOR)
    assert [(unit.line, unit.pair.source, unit.pair.target) for unit in units] == [
        (2, "Hello", "مرحبا"),
        (4, "Bye", ""),
    ]


def test_a_row_that_is_shorter_than_its_header_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", "article\tsource\ttarget\nx\tHello\n")
    with pytest.raises(SourceError, match=r"a\.tsv:2: too few columns for the header"):
        read_units(path, "en", "ar", INSPECTOR)


@pytest.mark.parametrize(("source", "target", "option"), [(None, "ar", "--from"), ("en", None, "--to")])
def test_a_tsv_without_languages_is_refused_and_the_option_named(
    tmp_path: Path, source: str | None, target: str | None, option: str
) -> None:
    with pytest.raises(ConfigError, match=f"add {option} LANG"):
        read_units(write(tmp_path / "a.tsv", "a\tb\n"), source, target, INSPECTOR)


def test_a_line_without_a_tab_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"a\.tsv:2: no tab; write source, a tab, target"):
        read_units(write(tmp_path / "a.tsv", "a\tb\nonly one\n"), "en", "ar", INSPECTOR)


def test_a_file_that_is_not_text_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match="cannot be read as UTF-8 text"):
        read_units(path, "en", "ar", INSPECTOR)
