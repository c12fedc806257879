"""Glossary files: what is wrong in them, what a TBX term base gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.errors import GlossaryError
from pipeline.model import Direction, Rule, Severity, Term
from pipeline.translate.glossary import COLUMNS, PACKAGED, load_glossary
from pipeline.translate.glossary.faults import check_files
from pipeline.translate.glossary.table import table_text
from pipeline.translate.glossary.tbx import read_tbx, terms_of
from tests.translate.memory.memory_cases import AR_EN, EN_AR

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
SECOND_EDITION = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><martifHeader/><text><body>
<termEntry id="c1"><descrip type="definition">A body of judges</descrip>
 <langSet xml:lang="en"><tig><term>court</term></tig></langSet>
 <langSet xml:lang="ar"><tig><term>قضاء</term>
   <termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></tig>
  <ntig><termGrp><term>محكمة</term>
   <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig>
  <tig><term>ديوان</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet>
</termEntry></body></text></martif>"""
DCA = """<?xml version="1.0"?>
<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><tbxHeader/><text><body>
<conceptEntry id="c1"><descripGrp><descrip type="definition">A body of judges</descrip></descripGrp>
 <langSec xml:lang="en"><termSec><term>court</term></termSec></langSec>
 <langSec xml:lang="ar"><termSec><term>قضاء</term></termSec>
  <termSec><term>محكمة</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
  <termSec><term>ديوان</term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termSec>
 </langSec>
</conceptEntry></body></text></tbx>"""
DCT = """<?xml version="1.0"?>
<tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><tbxHeader/><text><body>
<conceptEntry id="c1"><basic:definition>A body of judges</basic:definition>
 <langSec xml:lang="en-US"><termSec><term>court</term></termSec></langSec>
 <langSec xml:lang="ar-SA"><termSec><term>قضاء</term>
   <min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus></termSec>
  <termSec><term>محكمة</term>
   <min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec>
  <termSec><term>ديوان</term>
   <min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec></langSec>
</conceptEntry></body></text></tbx>"""
ENTRY = (
    '<conceptEntry><langSec xml:lang="en"><termSec><term>{}</term></termSec></langSec>'
    '<langSec xml:lang="ar"><termSec><term>{}</term>{}</termSec></langSec></conceptEntry>'
)
DEPRECATED = '<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>'
REFUSED = [
    ("<html/>", ":1: is no TBX file"),
    ("<tbx><conceptEntry>", ":1: is not well-formed XML"),
    ('<!DOCTYPE tbx [<!ENTITY a "b">]>\n<tbx/>', ':1: declares the entity "a"'),
    ("<tbx>\n<conceptEntry><langSec/></conceptEntry></tbx>", ":2: this <langSec> does not say its language"),
]


def write(path: Path, rows: str) -> Path:
    path.write_text(f"{','.join(COLUMNS)}\n{rows}", encoding="utf-8")
    return path


def make_term(source: str, *targets: str, rule: Rule = Rule.REQUIRED, note: str = "") -> Term:
    return Term(source=source, targets=targets, rule=rule, source_language="en", target_language="ar", note=note)


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


def test_a_written_glossary_is_read_again(tmp_path: Path) -> None:
    terms = (
        make_term('a "quoted", one', "ب", "ت", note="line\nbreak"),
        make_term("IIIM", rule=Rule.KEEP),
        make_term("", "كلمة", rule=Rule.FORBIDDEN),
    )
    path = tmp_path / "terms.csv"
    path.write_text(table_text(terms), encoding="utf-8")
    found = load_glossary(path).terms
    assert [term.note for term in found] == ["line break", "", ""]
    assert [(term.source, term.targets, term.rule) for term in found] == [
        (term.source, term.targets, term.rule) for term in terms
    ]


@pytest.mark.parametrize("text", [SECOND_EDITION, DCA, DCT])
def test_every_dialect_of_tbx_gives_the_same_terms(tmp_path: Path, text: str) -> None:
    path = tmp_path / "base.tbx"
    path.write_text(text, encoding="utf-8")
    required, forbidden = terms_of(read_tbx(path), EN_AR)
    assert (required.source, required.targets, required.rule) == ("court", ("محكمة", "قضاء"), Rule.REQUIRED)
    assert (forbidden.source, forbidden.targets, forbidden.rule) == ("court", ("ديوان",), Rule.FORBIDDEN)
    assert required.note == "A body of judges"
    assert {term.source for term in terms_of(read_tbx(path), AR_EN)} == {"محكمة", "قضاء", "ديوان"}
    assert terms_of(read_tbx(path), Direction(source="en", target="fr")) == []


def test_concepts_with_one_source_become_one_row_without_contradictions(tmp_path: Path) -> None:
    entries = (
        ENTRY.format("bank", "مصرف", ""),
        ENTRY.format("Bank", "ضفة", ""),
        ENTRY.format("bank", "مصرف", DEPRECATED),
        ENTRY.format("IIIM", "IIIM", ""),
        ENTRY.format("a|b", "x|y", ""),
    )
    path = tmp_path / "base.tbx"
    path.write_text(f"<tbx><text><body>{''.join(entries)}</body></text></tbx>", encoding="utf-8")
    terms = terms_of(read_tbx(path), EN_AR)
    assert [(term.source, term.targets, term.rule) for term in terms] == [
        ("bank", ("مصرف", "ضفة"), Rule.REQUIRED),
        ("IIIM", (), Rule.KEEP),
    ]
    table = tmp_path / "terms.csv"
    table.write_text(table_text(terms), encoding="utf-8")
    assert check_files([table]) == []


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_a_broken_or_dangerous_term_base_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "base.tbx"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GlossaryError, match=re.escape(f"{path}{message}")):
        list(read_tbx(path))
    with pytest.raises(GlossaryError, match="cannot be read"):
        list(read_tbx(tmp_path / "none.tbx"))
