"""TMX and PO compendia: what goes out comes in again, what others write is understood, what is dangerous is refused."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import CatalogError, ConfigError, MemoryFault
from pipeline.model import State
from pipeline.translate.memory import Memory, Record, RecordKind
from pipeline.translate.memory.compendium import compendium_text, read_compendium
from pipeline.translate.memory.exchange import (
    PO,
    TMX,
    LanguageFilter,
    export_file,
    import_file,
    take_settings_files,
)
from pipeline.translate.memory.tmx import is_writable, read_tmx, tmx_lines
from tests.translate.memory.memory_cases import AR_EN, EN_AR, make_record, nasty_records

UNIT = (
    '<tu{attributes}><tuv xml:lang="{a}"><seg>Snow &amp; ice</seg></tuv><tuv xml:lang="{b}"><seg>ثلج</seg></tuv></tu>'
)
SEGMENTS = [
    # the inside of a segment, its text
    ("a <b/>", None),
    ('<bpt i="1">&lt;b&gt;</bpt>Ice<ept i="1">&lt;/b&gt;</ept>', "<b>Ice</b>"),
    ('<bpt i="1" type="bold"/>Ice<ept i="1"/>', "Ice"),
    ('See <ph x="1">&lt;img alt="<sub>ice</sub>"/&gt;</ph>', 'See <img alt="ice"/>'),
    ('Ice<it pos="begin" x="1">[</it> and <hi type="term">snow</hi>', "Ice[ and snow"),
    ("<![CDATA[a < b]]>", "a < b"),
    ("Caf&#233;", "Café"),
]
LANGUAGES = [
    # srclang of the header, attributes of the unit, the two languages, the directions read
    ("en", "", "en", "ar", ["en->ar"]),
    ("en-US", "", "EN-GB", "ar_SA", ["en-GB->ar-SA"]),
    ("en", "", "EN-UK", "ar", ["en-UK->ar"]),
    ("ar", "", "en", "ar", ["ar->en"]),
    ("*all*", "", "en", "ar", ["en->ar", "ar->en"]),
    ("en", ' srclang="ar"', "en", "ar", ["ar->en"]),
    ("fr", "", "en", "ar", []),
    ("en", "", "en", "en-GB", []),
]
VARIANT = '<tuv xml:lang="en"><seg>a</seg></tuv>'
REFUSED = [
    # a file, the message after its path
    (f"<tmx><body>\n<tu>{VARIANT * 41}</tu></body></tmx>", ":2: this unit has 41 texts, more than 40; split it"),
    ("<tmx><body><tu>", ":1: is not well-formed XML"),
    ("<html/>", ":1: is no TMX file"),
    ("no XML", ":1: is not well-formed XML"),
    (
        '<!DOCTYPE tmx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<tmx><body><tu/></body></tmx>',
        ':1: declares the entity "a", which newsloc refuses to expand',
    ),
    (
        '<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<tmx><body><tu>&x;</tu></body></tmx>',
        ':1: declares the entity "x"',
    ),
    (
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx>\n<body><tu><tuv xml:lang="en"><seg>a&nbsp;b</seg></tuv></tu></body>',
        ":3: uses the entity &nbsp;, which nothing in the file explains; save it anew",
    ),
    ("<tmx><body>\n<tu><tuv><seg>a</seg></tuv></tu></body></tmx>", ":2: this <tuv> does not say its language"),
    (f"<tmx><body><tu>{'<hi>' * 300}", ":1: is not well-formed XML (Excessive depth"),
    ('<?xml version="1.0" encoding="klingon"?><tmx/>', ":1: is"),
]


def make_tmx(body: str, srclang: str = "en") -> str:
    header = (
        '<header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" datatype="xml"'
        f' srclang="{srclang}"/>'
    )
    start = '<?xml version="1.0"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
    return f'{start}<tmx version="1.4">{header}<body>{body}</body></tmx>'


def read(folder: Path, text: str, encoding: str = "utf-8") -> list[Record]:
    path = folder / "old.tmx"
    path.write_bytes(text.encode(encoding))
    return list(read_tmx(path))


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory(tmp_path / ".newsloc" / "memory.sqlite") as memory:
        yield memory


def facts(records: list[Record]) -> Counter[Record]:
    """What a file is to keep of records: all but where they are stored."""
    return Counter(replace(record, kind=RecordKind.IMPORT, place="") for record in records)


@settings(max_examples=60)
@given(records=st.lists(nasty_records(), max_size=5))
def test_tmx_gives_back_what_it_was_given(records: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = "".join(tmx_lines(records))
        assert facts(read(Path(folder), text)) == facts(records)
        ET.fromstring(text)  # noqa: S314 - our own text


@settings(max_examples=60)
@given(records=st.lists(nasty_records(), max_size=5))
def test_a_compendium_gives_back_what_it_was_given(records: list[Record]) -> None:
    records = list({replace(record, direction=EN_AR): None for record in records})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "memory.po")
        path.write_text(compendium_text(records, EN_AR), encoding="utf-8", newline="")
        assert facts(list(read_compendium(path))) == facts(records)


@pytest.mark.parametrize(("inside", "text"), SEGMENTS)
def test_inline_elements_give_what_they_hold(tmp_path: Path, inside: str, text: str | None) -> None:
    body = f'<tu><tuv xml:lang="en"><seg>{inside}</seg></tuv><tuv xml:lang="ar"><seg>ب</seg></tuv></tu>'
    assert [record.source for record in read(tmp_path, make_tmx(body))] == ["a " if text is None else text]


@pytest.mark.parametrize(("srclang", "attributes", "a", "b", "directions"), LANGUAGES)
def test_the_source_language_says_which_way_a_unit_goes(  # noqa: PLR0913, PLR0917 - a row of the table
    tmp_path: Path, srclang: str, attributes: str, a: str, b: str, directions: list[str]
) -> None:
    found = read(tmp_path, make_tmx(UNIT.format(attributes=attributes, a=a, b=b), srclang))
    assert [str(record.direction) for record in found] == directions


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = make_tmx(UNIT.format(attributes="", a="en", b="ar"))
    marked = f"\ufeff{text}" if encoding == "utf-16-le" else text
    assert [record.target for record in read(tmp_path, marked, encoding)] == ["ثلج"]


def test_who_changed_a_unit_last_and_when_is_kept(tmp_path: Path) -> None:
    attributes = ' creationid="Amal" creationdate="20200101T120000Z" changeid="Sami" changedate="20210203T040506Z"'
    (record,) = read(tmp_path, make_tmx(UNIT.format(attributes=attributes, a="en", b="ar")))
    assert (record.reviewer, record.date) == ("Sami", "2021-02-03T04:05:06Z")


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_a_broken_or_dangerous_file_is_refused_with_its_line(
    tmp_path: Path, memory: Memory, text: str, message: str
) -> None:
    path = tmp_path / "old.tmx"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MemoryFault, match=re.escape(f"{path}{message}")):
        import_file(memory, path, "old.tmx")
    assert memory.tally() == ()


NOTHING = [  # source language of the file, its two languages, languages asked for, why nothing comes in
    (
        "en-US",
        "en-US",
        "en-GB",
        {},
        "all its texts are in one language (en-GB, en-US), and a memory keeps",
    ),
    ("fr", "en", "ar", {}, "it holds no translation from one language into another; its languages are ar, en"),
    ("en", "en", "ar", {"target": "de"}, "it translates en->ar; --from and --to ask for other languages"),
]


@pytest.mark.parametrize(("srclang", "a", "b", "asked", "reason"), NOTHING)
def test_a_file_of_which_nothing_comes_in_says_why(  # noqa: PLR0913, PLR0917 - a row of the table
    tmp_path: Path, memory: Memory, srclang: str, a: str, b: str, asked: dict[str, str], reason: str
) -> None:
    path = tmp_path / "old.tmx"
    path.write_text(make_tmx(UNIT.format(attributes="", a=a, b=b), srclang), encoding="utf-8")
    found = import_file(memory, path, "old.tmx", LanguageFilter(**asked))
    assert found.taken == 0
    assert found.reason.startswith(reason)


def test_drafts_alone_are_not_taken_in_and_that_is_said(tmp_path: Path, memory: Memory) -> None:
    for name, text in (
        ("old.tmx", "".join(tmx_lines([replace(make_record("Ice", "ثلج"), state=State.DRAFT)]))),
        ("old.po", compendium_text([replace(make_record("Ice", "ثلج"), state=State.DRAFT)], EN_AR)),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert import_file(memory, tmp_path / name, name).reason.startswith("nobody has reviewed its translations")


def test_a_small_file_gives_few_records(tmp_path: Path) -> None:
    tags = ["en", "ar"] * 20
    variants = "".join(f'<tuv xml:lang="{tag}"><seg>{number}</seg></tuv>' for number, tag in enumerate(tags))
    text = make_tmx(f"<tu>{variants}</tu>" * 25, "*all*")
    assert len(text) < 50_000
    assert len(read(tmp_path, text)) < len(text)


def test_a_file_that_breaks_off_leaves_what_it_gave_before(tmp_path: Path, memory: Memory) -> None:
    path = tmp_path / "old.tmx"
    units = [make_record(f"Sentence {number}", "ب") for number in range(3000)]
    path.write_text("".join(tmx_lines(units[:2])), encoding="utf-8")
    assert import_file(memory, path, "old.tmx").taken == 2
    whole = "".join(tmx_lines(units))
    path.write_text(whole[: len(whole) * 3 // 4], encoding="utf-8")
    with pytest.raises(MemoryFault):
        import_file(memory, path, "old.tmx")
    assert [record.source for record in memory.records()] == ["Sentence 0", "Sentence 1"]
    path.write_text(whole, encoding="utf-8")
    assert import_file(memory, path, "old.tmx").taken == 3000
    assert sum(tally.count for tally in memory.tally()) == 3000


def test_what_xml_cannot_hold_is_left_out_and_named(tmp_path: Path, memory: Memory) -> None:
    bell = make_record("Ring\a", "رن")
    memory.take_file("x", "1", [bell, make_record("Ice", "ثلج")])
    assert not is_writable(bell)
    exported = export_file(memory, tmp_path / "out.tmx", TMX, LanguageFilter())
    assert (exported.written, [record.source for record in exported.left_out]) == (1, ["Ring\a"])
    assert export_file(memory, tmp_path / "out.po", PO, LanguageFilter()).written == 2
    assert {record.source for record in read_compendium(tmp_path / "out.po")} == {"Ring\a", "Ice"}


def test_drafts_leave_and_enter_only_when_asked_for(tmp_path: Path, memory: Memory) -> None:
    draft = replace(make_record("Rain", "مطر"), state=State.DRAFT)
    memory.take_file("x", "1", [draft, make_record("Ice", "ثلج")])
    for suffix in (TMX, PO):
        path = tmp_path / f"out{suffix}"
        assert export_file(memory, path, suffix, LanguageFilter()).written == 1
        assert export_file(memory, path, suffix, LanguageFilter(), drafts=True).written == 2
        with Memory(tmp_path / f"other{suffix}.sqlite") as other:
            assert import_file(other, path, path.name).taken == 1
            assert import_file(other, path, path.name, drafts=True).taken == 2
    assert '#, fuzzy\nmsgid "Rain"' in (tmp_path / "out.po").read_text(encoding="utf-8")


def test_exporting_twice_gives_the_same_bytes(tmp_path: Path, memory: Memory) -> None:
    memory.take_file("x", "1", [make_record("Ice", "ثلج"), make_record("Ice", "جليد"), make_record("Rain", "مطر")])
    for suffix in (TMX, PO):
        paths = [tmp_path / f"{name}{suffix}" for name in ("one", "two")]
        for path in paths:
            export_file(memory, path, suffix, LanguageFilter())
        assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_po_of_two_pairs_of_languages_is_refused(tmp_path: Path, memory: Memory) -> None:
    memory.take_file("x", "1", [make_record("Ice", "ثلج"), replace(make_record("ثلج", "Ice"), direction=AR_EN)])
    with pytest.raises(ConfigError, match=r"ar->en, en->ar; add --from and --to"):
        export_file(memory, tmp_path / "out.po", PO, LanguageFilter())
    assert export_file(memory, tmp_path / "out.po", PO, LanguageFilter(target="en")).written == 1


def test_a_foreign_compendium_needs_its_languages_and_loses_its_plurals(tmp_path: Path, memory: Memory) -> None:
    path = tmp_path / "foreign.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Ice"\nmsgstr "ثلج"\n\n'
        'msgid "one day"\nmsgid_plural "%d days"\nmsgstr[0] "يوم"\nmsgstr[1] "أيام"\n',
        encoding="utf-8",
    )
    with pytest.raises(ConfigError, match="add --from LANG"):
        import_file(memory, path, path.name)
    with pytest.raises(ConfigError, match="add --to LANG"):
        import_file(memory, path, path.name, LanguageFilter(source="en"))
    assert import_file(memory, path, path.name, LanguageFilter(source="en", target="ar")).taken == 1
    path.write_text('msgid "Ice\n', encoding="utf-8")
    with pytest.raises(CatalogError):
        import_file(memory, path, path.name, LanguageFilter(source="en", target="ar"))
    with pytest.raises(MemoryFault, match=r"neither \.tmx nor \.po"):
        import_file(memory, tmp_path / "old.xls", "old.xls")
    with pytest.raises(MemoryFault, match="cannot be read"):
        import_file(memory, tmp_path / "none.tmx", "none.tmx")


def test_files_of_the_settings_are_taken_when_they_change_and_forgotten_when_no_longer_named(
    tmp_path: Path, memory: Memory
) -> None:
    path = tmp_path / "old.tmx"
    path.write_text("".join(tmx_lines([make_record("Ice", "ثلج")])), encoding="utf-8")
    take_settings_files(memory, tmp_path, ["old.tmx"])
    assert [record.kind for record in memory.records()] == [RecordKind.SETTING]
    path.write_text("".join(tmx_lines([make_record("Rain", "مطر")])), encoding="utf-8")
    take_settings_files(memory, tmp_path, ["old.tmx"])
    assert [record.source for record in memory.records()] == ["Rain"]
    take_settings_files(memory, tmp_path, [])
    assert list(memory.records()) == []
    with pytest.raises(ConfigError, match=r"none\.tmx: no such file; mend `memory`"):
        take_settings_files(memory, tmp_path, ["none.tmx"])


@pytest.mark.skipif(shutil.which("msgmerge") is None, reason="gettext is not installed")
def test_gettext_reads_our_compendium(tmp_path: Path, memory: Memory) -> None:
    dated = replace(make_record("Ice", "ثلج"), date="2026-11-24T17:13:00Z")
    memory.take_file("x", "1", [dated, make_record("Ice", "جليد"), make_record("Rain", "مطر")])
    export_file(memory, tmp_path / "memory.po", PO, LanguageFilter())
    (tmp_path / "new.pot").write_text('msgctxt "body#7"\nmsgid "Rain"\nmsgstr ""\n', encoding="utf-8")
    header = 'msgid ""\nmsgstr "Language: ar\\nContent-Type: text/plain; charset=UTF-8\\n"\n'
    (tmp_path / "old.po").write_text(header, encoding="utf-8")
    for command in (
        ["msgfmt", "--check", "--output-file", "memory.mo", "memory.po"],
        ["msgcat", "--output-file", "cat.po", "memory.po"],
        ["msgmerge", "--quiet", "--compendium", "memory.po", "--output-file", "merged.po", "old.po", "new.pot"],
    ):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stderr == ""
    assert "مطر" in (tmp_path / "merged.po").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("po2tmx") is None, reason="translate-toolkit is not installed")
def test_translate_toolkit_and_we_read_each_other(tmp_path: Path) -> None:
    record = make_record('Snow & "ice" <now>', "ثلج")
    (tmp_path / "ours.tmx").write_text("".join(tmx_lines([record], "en")), encoding="utf-8")
    code = (
        "from translate.storage.tmx import tmxfile; u = tmxfile.parsefile('ours.tmx').units;"
        "print(len(u), u[0].source, u[0].target)"
    )
    script = Path(str(shutil.which("po2tmx"))).read_text(encoding="utf-8")
    interpreter = script.splitlines()[0].removeprefix("#!").split()
    done = subprocess.run([*interpreter, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"1 {record.source} {record.target}"
    (tmp_path / "theirs.po").write_text(compendium_text([record], EN_AR), encoding="utf-8")
    subprocess.run(["po2tmx", "-l", "ar", "theirs.po", "theirs.tmx"], cwd=tmp_path, capture_output=True, check=True)
    (found,) = read_tmx(tmp_path / "theirs.tmx")
    assert (found.source, found.target, found.direction) == (record.source, record.target, EN_AR)
