"""Glossary files: what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Severity
from pipeline.translate.glossary import COLUMNS, PACKAGED, load_glossary
from pipeline.translate.glossary.faults import check_files

FAULTS = [
    # rows, line and beginning of each message
    ("en,ar,required,court,محكمة,\n", []),
    ("en,ar,must,court,محكمة,\nen,ar,required,,ب,\n", ['2: error: "must" is no rule', "3: error: the source is empty"]),
    (
        "en,ar,required,court,محكمة,\nen,ar,required,Court,قضاء,\n",
        ['3: error: "Court" stands on line 2 already'],
    ),
    (
        "en,ar,required,court,محكمة,\nen,ar,forbidden,court,المحكمة,\n",
        ['2: error: "محكمة", which holds "المحكمة", is required for "court", and forbidden'],
    ),
    (
        "en,ar,required,Council,مجلس الأمن الدولي,\nen,ar,forbidden,,مجلس الأمن,\n",
        ['2: error: "مجلس الأمن الدولي", which holds "مجلس الأمن", is required'],
    ),
    (
        "en,ar,required,court,محكمة,\nen,ar,forbidden,court,محكمة,\n",
        ['2: error: "محكمة" is required for "court", and forbidden; leave one of the two out (line 3)'],
    ),
    (
        "en,ar,keep,IIIM,,\nen,ar,required,IIIM,الآلية,\n",
        ['2: error: "IIIM" is to be kept, and to be translated as "الآلية"'],
    ),
    ("en,ar,keep,IIIM,,\nen,ar,forbidden,,IIIM,\n", ['2: error: "IIIM" is keep for "IIIM", and forbidden']),
    ("en,ar,required,court,محكمة|محكمه,\n", ['2: warning: "محكمه" stands twice in the row']),
    ("en,ar,required,محكمة,court,\n", ['2: error: "محكمة" is no English, nor "court" Arabic; exchange']),
    ("en,en-GB,required,color,colour,\n", ["2: error: both languages are en-GB"]),
    ("en,ar,required,court,\u200fمحكمة,\n", ['2: warning: "\u200fمحكمة" is written in a form that texts do not have']),
    ('en,ar,required,"court,محكمة,\n', ["2: error: is not valid CSV"]),
]


def write(path: Path, rows: str) -> Path:
    path.write_text(f"{','.join(COLUMNS)}\n{rows}", encoding="utf-8")
    return path


@pytest.mark.parametrize(("rows", "messages"), FAULTS)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, rows: str, messages: list[str]) -> None:
    path = write(tmp_path / "terms.csv", rows)
    found = [str(fault) for fault in check_files([path])]
    assert len(found) == len(messages)
    for text, message in zip(found, messages, strict=True):
        assert text.startswith(f"{path}:{message}")


def test_contradictions_between_files_are_found(tmp_path: Path) -> None:
    one = write(tmp_path / "one.csv", "en,ar,required,court,محكمة,\n")
    two = write(tmp_path / "two.csv", "en,ar,forbidden,court,محكمة,\n")
    (fault,) = check_files([one, two])
    assert (fault.path, fault.line, fault.severity) == (one, 2, Severity.ERROR)
    assert fault.message.endswith(f"({two}:2)")


def test_files_that_cannot_be_read_are_faults_too(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n", encoding="utf-8")
    found = [str(fault) for fault in check_files([tmp_path / "none.csv", wrong])]
    assert found[0].startswith(f"{tmp_path / 'none.csv'}: error: cannot be read")
    assert found[1].startswith(f"{wrong}:1: error: the columns are wrong")


def test_the_packaged_glossary_has_no_fault_and_terms_enough() -> None:
    assert check_files([PACKAGED]) == []
    assert len(load_glossary().terms) >= 150
