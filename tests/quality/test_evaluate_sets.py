"""Reading parallel sets.

| set | where the languages come from | what is a sample |
| --- | --- | --- |
| TSV with a header | options, else the file's name | a line |
| TSV of two columns | options, else the file's name | a line |
| PO | options, else its header | a reviewed entry |
| text and --reference | options, else the suffixes | a line of each file |
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipeline.errors import ConfigError, SourceError
from pipeline.model import Direction, Role
from pipeline.quality.evaluate.sets import Languages, read_file
from tests.quality.evaluation_cases import EN_AR, PAIRS, SOURCES, TARGETS, write_tsv

NAMED = Languages(source="en", target="ar")

PO = """msgid ""
msgstr ""
"Language: ar\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"X-Source-Language: en\\n"

msgctxt "headline#1"
msgid "Nobody was hurt"
msgstr "لم يُصب أحد بأذى"

#, fuzzy
msgctxt "body#2"
msgid "The ice broke."
msgstr "انكسر الثلج."

msgctxt "body#3"
msgid "Not yet."
msgstr ""
"""


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("header", [True, False])
def test_a_tsv_has_a_header_or_two_bare_columns(tmp_path: Path, *, header: bool) -> None:
    found = read_file(write_tsv(tmp_path / "news.en-ar.tsv", header=header), Languages())
    assert [sample.source for sample in found.samples] == list(SOURCES)
    assert [sample.references for sample in found.samples] == [(target,) for target in TARGETS]
    articles = [pair[2] for pair in PAIRS] if header else [""] * len(PAIRS)
    assert [sample.article for sample in found.samples] == articles
    assert found.samples[0].role is (Role.HEADLINE if header else Role.BODY)


def test_the_columns_of_a_header_may_come_in_any_order(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", "Target\tnote\tSource\nنعم\tx\tYes\n")
    (sample,) = read_file(path, NAMED).samples
    assert (sample.source, sample.references) == ("Yes", ("نعم",))


def test_quotes_marks_of_order_and_windows_line_ends_are_taken_as_they_stand(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", '\ufeff"Yes," he said\t"نعم"\r\nNo" and\t"لا\r\n')
    assert [sample.source for sample in read_file(path, NAMED).samples] == ['"Yes," he said', 'No" and']
    assert [sample.references[0] for sample in read_file(path, NAMED).samples] == ['"نعم"', '"لا']


def test_a_set_tells_the_digest_of_its_files_and_its_size(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "news.en-ar.tsv")
    found = read_file(path, Languages())
    assert found.digests == {"news.en-ar.tsv": hashlib.sha256(path.read_bytes()).hexdigest()}
    assert (found.name, len(found.samples), found.direction) == ("news.en-ar", len(PAIRS), EN_AR)


def test_options_overrule_the_languages_of_a_name(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "news.en-ar.tsv")
    assert read_file(path, Languages(target="ar-EG")).direction == Direction(source="en", target="ar-EG")


def test_a_name_that_only_looks_like_languages_tells_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"does not say its languages; add --from LANG"):
        read_file(write_tsv(tmp_path / "news.xx-qq.tsv"), Languages())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("One\tواحد\nTwo\n", r"a\.tsv:2: has 1 column instead of 2; it needs source and target, with a tab between"),
        ("One\tواحد\nTwo\tاثنان\tx\n", r"a\.tsv:2: has 3 columns instead of 2"),
        (
            "article\trole\tsource\ttarget\na\tbody\tx\n",
            r"a\.tsv:2: has 3 columns instead of 4; it needs article, role",
        ),
        ("role\tsource\ttarget\nlead\tx\ty\n", r'a\.tsv:2: "lead" is no role; write headline, standfirst'),
        ("One\tواحد\n\t\n", r"a\.tsv:2: the source is empty"),
        ("One\t \n", r"a\.tsv:1: the reference is empty"),
        ("", r"a: holds nothing to measure with"),
        ("source\ttarget\n", r"a: holds nothing to measure with"),
    ],
)
def test_what_is_wrong_with_a_tsv_is_said_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_file(write(tmp_path / "a.tsv", text), NAMED)


@pytest.mark.parametrize(
    ("languages", "message"),
    [
        (Languages(source="en"), "add --to LANG"),
        (Languages(source="en", target="klingon"), '"klingon" is not a language tag'),
        (Languages(source="en-GB", target="en-US"), "from en-GB into en-US; name two languages"),
    ],
)
def test_wrong_languages_are_refused(tmp_path: Path, languages: Languages, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read_file(write_tsv(tmp_path / "news.tsv"), languages)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.tsv: cannot be read"):
        read_file(tmp_path / "none.tsv", NAMED)
    (tmp_path / "latin.tsv").write_bytes(b"caf\xe9\tx\n")
    with pytest.raises(SourceError, match=r"latin\.tsv: is not UTF-8 text"):
        read_file(tmp_path / "latin.tsv", NAMED)


def test_the_reviewed_entries_of_a_po_are_the_references(tmp_path: Path) -> None:
    found = read_file(write(tmp_path / "ice.po", PO), Languages())
    (sample,) = found.samples
    assert (sample.source, sample.references, sample.role) == ("Nobody was hurt", ("لم يُصب أحد بأذى",), Role.HEADLINE)
    assert (sample.context, sample.article) == ("headline#1", "ice")
    assert (found.name, found.direction) == ("ice.en-ar", EN_AR)


def test_a_po_without_reviewed_entries_is_no_set(tmp_path: Path) -> None:
    path = write(tmp_path / "ice.po", PO.replace('msgctxt "headline#1"', '#, fuzzy\nmsgctxt "headline#1"'))
    with pytest.raises(SourceError, match="no entry is reviewed"):
        read_file(path, Languages())


def test_text_files_go_line_by_line_and_may_be_of_several_translators(tmp_path: Path) -> None:
    source = write(tmp_path / "a.en", "Yes\nNo\n")
    first, second = write(tmp_path / "a.ar", "نعم\nلا\n"), write(tmp_path / "b.ar", "أجل\nكلا")
    found = read_file(source, Languages(), [first, second])
    assert [sample.references for sample in found.samples] == [("نعم", "أجل"), ("لا", "كلا")]
    assert found.reference_streams == [["نعم", "لا"], ["أجل", "كلا"]]
    assert found.direction == EN_AR
    assert found.digests.keys() == {"a.en", "a.ar", "b.ar"}


def test_text_files_of_different_lengths_are_refused_and_both_counted(tmp_path: Path) -> None:
    source, reference = write(tmp_path / "a.en", "Yes\nNo\n"), write(tmp_path / "a.ar", "نعم\n")
    with pytest.raises(SourceError, match=r"a\.ar: has 1 line, but .*a\.en has 2 units"):
        read_file(source, Languages(), [reference])


def test_an_empty_line_of_a_text_file_is_named(tmp_path: Path) -> None:
    source, reference = write(tmp_path / "a.txt", "Yes\nNo\n"), write(tmp_path / "b.txt", "نعم\n\n")
    with pytest.raises(SourceError, match=r"a\.txt:2: the reference is empty"):
        read_file(source, NAMED, [reference])
