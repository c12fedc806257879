from __future__ import annotations

import gettext
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalog.po import catalog_text, read_catalog, write_catalog, write_mo
from pipeline.catalog.provenance import digest, format_provenance, make_provenance, parse_provenance, sign
from pipeline.errors import CatalogError
from pipeline.model import Catalog, Entry, JudgedError, Judgement, Misreading, Provenance, Recall, Score, Verdict
from pipeline.project.atomic import write_atomically
from pipeline.project.paths import catalog_path, template_path
from tests.catalog.catalog_cases import ARABIC, ICE, draft

if TYPE_CHECKING:
    from pathlib import Path

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'

BROKEN = {
    "unclosed text": (HEADER + 'msgid "a\nmsgstr ""\n', 4, "not closed"),
    "bare quotation mark": (HEADER + 'msgid "a "b" c"\nmsgstr ""\n', 4, "bare quotation mark"),
    "merge conflict": (HEADER + '<<<<<<< HEAD\nmsgid "a"\nmsgstr ""\n', 4, "choose a side"),
    "end of a merge conflict": (HEADER + 'msgid "a"\nmsgstr ""\n>>>>>>> theirs\n', 6, "choose a side"),
    "NUL": (HEADER + 'msgid "a\0"\nmsgstr ""\n', 4, "restore it"),
    "prose": (HEADER + "Dear translator\n", 4, "put # before it"),
    "unknown escape": (HEADER + 'msgid "a\\qb"\nmsgstr ""\n', 4, "msgcat"),
    "text without keyword": ('"a"\n', 1, "write msgid"),
    "continued after a comment": (HEADER + '# c\n"a"\n', 5, "not stand"),
    "msgid without msgstr": (HEADER + 'msgid "a"\nmsgid "b"\nmsgstr ""\n', 5, "cannot stand after msgid"),
    "msgstr at the start": ('msgstr "a"\n', 1, "cannot stand at the start"),
    "msgstr without plural": (HEADER + 'msgid "a"\nmsgstr[0] "b"\n', 5, "cannot stand after msgid"),
    "msgstr missing at the end": (HEADER + 'msgid "a"\n', 5, 'add msgstr ""'),
    "comment inside an entry": (HEADER + 'msgid "a"\n# c\nmsgstr ""\n', 5, "move it"),
    "half obsolete": (HEADER + '#~ msgid "a"\nmsgstr "b"\n', 5, "all its lines"),
    "continuation half obsolete": (HEADER + 'msgid "a"\n#~ "b"\nmsgstr ""\n', 5, "all its lines"),
    "continued #| without a field": (HEADER + '#| "a"\nmsgid "a"\nmsgstr ""\n', 4, "write msgid"),
    "msgstr in #|": (HEADER + '#| msgstr "a"\nmsgid "a"\nmsgstr ""\n', 4, "cannot stand here"),
    "text of #| without its mark": (HEADER + '#| msgid "o"\n"ld"\nmsgid "a"\nmsgstr ""\n', 5, "not stand"),
    "text of #| after an empty line": (HEADER + '#| msgid "o"\n\n#| "ld"\nmsgid "a"\nmsgstr ""\n', 6, "write msgid"),
    "unclosed #|": (HEADER + '#| msgid "a\nmsgid "a"\nmsgstr ""\n', 4, "not closed"),
    "duplicate": (HEADER + '# c\nmsgid "a"\nmsgstr "y"\n\nmsgid "a"\nmsgstr "x"\n', 8, "“y” in line 4 and “x” here"),
    "obsolete duplicate": (HEADER + 'msgid "a"\nmsgstr "y"\n\n#~ msgid "a"\n#~ msgstr "x"\n', 7, "remove one"),
    "another charset": ('msgid ""\nmsgstr "Content-Type: text/plain; charset=CP1256\\n"\n', 1, "msgconv"),
    "bad next number": ('msgid ""\nmsgstr "X-Newsloc-Next: many\\n"\n', 1, "remove that header"),
}

KINDLY_READ = {
    "no space after the mark": (
        '#note\n#.auto\n#:source/a.md\n#,fuzzy\n#|msgid "old"\nmsgctxt "body#1"\nmsgid "a"\nmsgstr "b"\n',
        Entry(
            context="body#1",
            source="a",
            target="b",
            fuzzy=True,
            previous_source="old",
            comments=("note",),
            notes=("auto",),
            references=("source/a.md",),
        ),
    ),
    "keyword on a line of its own": ('msgid\n"a"\nmsgstr\n"b"\n"c"\n', Entry(context="", source="a", target="bc")),
    "empty marks": (
        '#.\n#:\n#,\n#\nmsgid "a"\nmsgstr ""\n',
        Entry(context="", source="a", notes=("",), comments=("",)),
    ),
    "Windows line ends": (
        '# c\r\nmsgid "a"\r\nmsgstr "b"\r\n',
        Entry(context="", source="a", target="b", comments=("c",)),
    ),
    "empty lines around a comment": (
        '#\n# c\n#\n##d\nmsgid "a"\nmsgstr ""\n',
        Entry(context="", source="a", comments=("", "c", "", "#d")),
    ),
    "a line separator": ('msgid "a\u2028b\x85c"\nmsgstr ""\n', Entry(context="", source="a\u2028b\x85c")),
    "a bell": (r'msgid "a\a\\a"' + '\nmsgstr ""\n', Entry(context="", source="a\a\\a")),
    "line numbers and repeated flags": (
        '#: source/a.md:3 b.md\n#, no-wrap, fuzzy, no-wrap\n#= c-format\nmsgid "a"\nmsgstr "b"\n',
        Entry(
            context="",
            source="a",
            target="b",
            fuzzy=True,
            references=("source/a.md:3", "b.md"),
            flags=("no-wrap", "c-format"),
        ),
    ),
    "a file name with spaces": (
        '#: \u2068source/a b.md\u2069:3 b.md\nmsgid "a"\nmsgstr ""\n',
        Entry(context="", source="a", references=("\u2068source/a b.md\u2069:3", "b.md")),
    ),
    "plural forms": (
        'msgid "day"\nmsgid_plural "days"\nmsgstr[0] "يوم"\nmsgstr[1] "أيام"\n',
        Entry(context="", source="day", target="يوم", comments=("plural: days", "plural: أيام")),
    ),
    "an empty text in a context": (
        'msgctxt "body#1"\nmsgid ""\nmsgstr "b"\n',
        Entry(context="body#1", source="", target="b"),
    ),
}

UNLIKE_PROVENANCE = (
    "newsloc: engine=draft",
    "please check",
    "newsloc:",
    "newsloc: engine=a model=b score=high verdict=keep context=1 source=2 target=3",
    "newsloc: engine=a model=b score=٧١ verdict=keep context=1 source=2 target=3",
    "newsloc: engine=a model=b score=71 verdict=perfect context=1 source=2 target=3",
    "newsloc: engine=a engine=b model=b score=71 verdict=keep context=1 source=2 target=3",
    "newsloc: engine=a model=b score=71 verdict=keep context=1 source=2 target=3 mood=good",
    "newsloc: engine=a model=b score=71 verdict=keep signals=x context=1 source=2 target=3",
    "newsloc: engine=a model=b score=71 verdict=keep signals=x:nan context=1 source=2 target=3",
    "newsloc: a b 71 perfect 01234567/01234567/01234567",
    "newsloc: a b 71 keep 01234567/01234567",
    "newsloc: a b c 71 keep 01234567/01234567/01234567",
    "newsloc: a b ٧١ keep 01234567/01234567/01234567",
    "newsloc: a b 71 keep 01234567/01234567/01234567 judge:it:high:",
    "newsloc: a b 71 keep 01234567/01234567/01234567 judge:it:3:style/minor/9-5",
)

# Texts as sentences are, and as they are not: quotation marks, backslashes, Arabic, every control character but NUL.
texts = st.text(
    st.sampled_from('ab "\\\n\t\r#~|:,لإى؟،«»\u2028\u200f\x07') | st.characters(exclude_characters="\0", codec="utf-8"),
    max_size=30,
)
lines = st.text(st.characters(exclude_characters="\0\n\r", codec="utf-8"), max_size=20)
words = st.from_regex(r"[a-z][a-z/.-]{0,8}", fullmatch=True)
names = st.text(max_size=12)
digests = st.from_regex(r"[0-9a-f]{8}", fullmatch=True)
spans = st.none() | st.tuples(st.integers(0, 99), st.integers(100, 10**6 - 1))
judgements = st.builds(
    Judgement,
    judge=names,
    score=st.integers(0, 100_000).map(lambda number: number / 1000),
    errors=st.lists(
        st.builds(
            JudgedError,
            category=st.sampled_from(["omission", "style"]),
            severity=st.sampled_from(["critical", "minor"]),
            source_span=spans,
            target_span=spans,
        ),
        max_size=3,
    ).map(tuple),
)
provenances = st.builds(
    Provenance,
    engine=names,
    model=names,
    score=st.none()
    | st.builds(
        Score, percent=st.integers(0, 100), verdict=st.sampled_from(Verdict), capped=st.sampled_from([0, 1, 80])
    ),
    findings=st.lists(st.from_regex(r"[a-z]{1,9}(-[a-z]{1,9})?", fullmatch=True), max_size=3).map(tuple),
    judgement=st.none() | judgements,
    misreadings=st.lists(
        st.builds(
            Misreading,
            in_target=st.booleans(),
            span=st.tuples(st.integers(0, 99_999), st.integers(0, 99_999)),
            text=texts.filter(bool),
        ),
        max_size=2,
    ).map(tuple),
    recall=st.none() | st.builds(Recall, reviewer=texts, source=texts),
    context_digest=digests,
    source_digest=digests,
    target_digest=digests,
)
entries = st.builds(
    Entry,
    context=st.integers(1, 10**6).map(lambda number: f"body#{number}"),
    source=texts.filter(bool),
    target=texts,
    fuzzy=st.booleans(),
    previous_source=st.none() | texts,
    provenance=st.none() | provenances,
    comments=st.lists(lines, max_size=3).map(tuple),
    notes=st.lists(lines, max_size=3).map(tuple),
    references=st.lists(words, max_size=2).map(tuple),
    flags=st.lists(st.sampled_from(["no-wrap", "c-format"]), unique=True).map(tuple),
)
entries |= st.builds(replace, entries, previous_context=texts, previous_source=texts)


@st.composite
def catalogs(drawn: st.DrawFn) -> Catalog:
    found = drawn(st.lists(entries, max_size=5, unique_by=lambda entry: (entry.context, entry.source)))
    cut = drawn(st.integers(0, len(found)))
    return Catalog(
        slug="news/ice",
        source_language=drawn(st.sampled_from(["en", "pt-BR"])),
        language=drawn(st.sampled_from([None, "ar", "ar-EG"])),
        entries=tuple(found[:cut]),
        obsolete=tuple(replace(entry, notes=(), references=()) for entry in found[cut:]),
        header_comments=drawn(st.lists(lines, max_size=3).map(tuple)),
    )


def catalog(*found: Entry, language: str | None = "ar") -> Catalog:
    return Catalog(slug="ice", source_language="en", language=language, entries=found)


def po_file(folder: Path, text: str = HEADER, language: str = "ar") -> Path:
    path = catalog_path(folder, language, "ice")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def dates(path: Path) -> list[str]:
    headers = read_catalog(path).headers
    return [headers[name] for name in ("POT-Creation-Date", "PO-Revision-Date")]


@settings(deadline=None)  # files are written, and a disk may be busy
@given(written=catalogs())
def test_what_is_written_is_read_again(written: Catalog, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("round")
    language = written.language
    path = catalog_path(folder, language, written.slug) if language else template_path(folder, written.slug)
    write_atomically(path, catalog_text(written))
    read = read_catalog(path)
    assert replace(read, headers={}) == written
    assert catalog_text(read).encode() == path.read_bytes()
    assert not write_catalog(path, read)


@given(provenance=provenances)
def test_a_provenance_is_read_as_it_was_written(provenance: Provenance) -> None:
    comment = format_provenance(provenance)
    assert parse_provenance(comment) == provenance
    assert len(comment.splitlines()) == 1


def test_a_provenance_is_one_readable_line() -> None:
    provenance = make_provenance(
        Entry(context="body#1", source="a"),
        "ب",
        engine="draft",
        model="google/gemma-3 270m",
        score=Score(percent=71, verdict=Verdict.REVIEW),
        findings=("numbers", "length"),
    )
    digests = f"{digest('body#1')}/{digest('a')}/{digest('ب')}"
    line = f"newsloc: draft google/gemma-3%20270m 71 review numbers,length {digests}"
    assert format_provenance(provenance) == line
    assert len(line) < 100
    capped = replace(provenance, score=Score(percent=9, verdict=Verdict.REDO, capped=62), findings=())
    assert format_provenance(capped) == f"newsloc: draft google/gemma-3%20270m 9/71 redo {digests}"
    unscored = replace(provenance, score=None)
    assert format_provenance(unscored) == f"newsloc: draft google/gemma-3%20270m - numbers,length {digests}"
    read = replace(provenance, misreadings=(Misreading(in_target=False, span=(0, 6), text="Iran accused Israel"),))
    assert format_provenance(read) == f"{line} msgid:0-6:Iran%20accused%20Israel"
    recalled = replace(unscored, findings=(), recall=Recall(reviewer="منى", source="جليد: 12 %"))
    assert format_provenance(recalled).endswith(f"- {digests} by:%D9%85%D9%86%D9%89:جليد%3A%2012%20%25")


@pytest.mark.parametrize("comment", UNLIKE_PROVENANCE)
def test_a_comment_that_is_not_ours_is_a_persons(comment: str) -> None:
    assert parse_provenance(comment) is None


def test_a_second_provenance_stays_a_comment(tmp_path: Path) -> None:
    entry = draft(Entry(context="body#1", source="a"), "ب")
    assert entry.provenance
    path = po_file(tmp_path, catalog_text(catalog(replace(entry, comments=(format_provenance(entry.provenance),)))))
    read = read_catalog(path).entries[0]
    assert read.provenance == entry.provenance
    assert len(read.comments) == 1


def test_signing_takes_the_digests_of_the_entry() -> None:
    entry = draft(Entry(context="body#1", source="a"), "ب")
    assert entry.provenance
    elsewhere = replace(entry, context="body#2")
    assert sign(entry.provenance, elsewhere).context_digest == digest("body#2")


@pytest.mark.parametrize(("text", "line", "advice"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, text: str, line: int, advice: str) -> None:
    path = po_file(tmp_path, text)
    with pytest.raises(CatalogError) as caught:
        read_catalog(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert advice in str(caught.value)


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = po_file(tmp_path)
    path.write_bytes(HEADER.encode() + 'msgid "a"\nmsgstr "سلام"\n'.encode("cp1256"))
    with pytest.raises(CatalogError, match=r"ice\.po:5: not UTF-8; .*msgconv"):
        read_catalog(path)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="cannot be read"):
        read_catalog(tmp_path / "none.po")


@pytest.mark.parametrize("byte_order_mark", ["", "\ufeff"])
@pytest.mark.parametrize(("text", "expected"), KINDLY_READ.values(), ids=KINDLY_READ)
def test_what_gettext_reads_is_read(tmp_path: Path, text: str, expected: Entry, byte_order_mark: str) -> None:
    assert read_catalog(po_file(tmp_path, byte_order_mark + HEADER + text)).entries == (expected,)


def test_without_a_header_the_first_comment_is_the_entrys(tmp_path: Path) -> None:
    read = read_catalog(po_file(tmp_path, '# mine\nmsgid "a"\nmsgstr ""\n'))
    assert read.entries[0].comments == ("mine",)
    assert read.header_comments == ()
    assert read_catalog(po_file(tmp_path, "# nothing else\n")).entries == ()


def test_an_empty_text_in_a_context_is_no_header(tmp_path: Path) -> None:
    read = read_catalog(po_file(tmp_path, 'msgctxt "body#1"\nmsgid ""\nmsgstr "b"\n'))
    assert [entry.context for entry in read.entries] == ["body#1"]
    assert read.headers == {}


def test_header_comments_stay_wherever_they_stand(tmp_path: Path) -> None:
    read = read_catalog(po_file(tmp_path, "# one\n#, fuzzy\n# two\n" + HEADER))
    assert read.header_comments == ("one", "two")


def test_a_header_is_known_wherever_it_stands(tmp_path: Path) -> None:
    read = read_catalog(po_file(tmp_path, '# mine\nmsgid "a"\nmsgstr ""\n\n# theirs\n' + HEADER))
    assert read.headers == {"Content-Type": "text/plain; charset=UTF-8"}
    assert read.header_comments == ("theirs",)
    assert [(entry.source, entry.comments) for entry in read.entries] == [("a", ("mine",))]


def test_the_line_of_a_target_is_known(tmp_path: Path) -> None:
    read = read_catalog(
        po_file(tmp_path, HEADER + '# c\nmsgid ""\n"a"\nmsgstr ""\n"b"\n\n#~ msgid "o"\n#~ msgstr "p"\n')
    )
    assert [entry.line for entry in read.entries] == [7]
    assert [entry.line for entry in read.obsolete] == [0]


def test_obsolete_entries_keep_their_context_and_previous_text(tmp_path: Path) -> None:
    text = '# c\n#, fuzzy\n#~| msgctxt "x"\n#~| msgid "o"\n#~| "ld"\n#~ msgctxt "body#2"\n#~ msgid "a"\n#~ msgstr "b"\n'
    assert read_catalog(po_file(tmp_path, HEADER + text)).obsolete == (
        Entry(
            context="body#2",
            source="a",
            target="b",
            fuzzy=True,
            previous_context="x",
            previous_source="old",
            comments=("c",),
        ),
    )


@pytest.mark.parametrize(
    ("path", "header", "slug", "language"),
    [
        ("locales/ar_EG/LC_MESSAGES/2024/ice.po", "", "2024/ice", "ar-EG"),
        ("locales/ar/LC_MESSAGES/ice.po", "Language: ar_SY\\n", "ice", "ar-SY"),
        ("locales/2024/ice.pot", "", "2024/ice", None),
        ("elsewhere/ice.po", "", "ice", ""),
    ],
)
def test_the_path_and_the_header_name_the_catalog(
    tmp_path: Path, path: str, header: str, slug: str, language: str | None
) -> None:
    file = tmp_path / path
    write_atomically(file, f'msgid ""\nmsgstr "MIME-Version: 1.0\\n{header}"\n')
    read = read_catalog(file)
    assert (read.slug, read.language, read.source_language) == (slug, language, "")
    assert "X-Source-Language" not in catalog_text(read)
    assert ("Language: " in catalog_text(read)) is (language != "")


def test_the_po_header_is_complete_and_in_gettexts_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    path = catalog_path(tmp_path, "ar", "ice")
    assert write_catalog(path, catalog())
    assert path.read_text(encoding="utf-8").startswith(
        'msgid ""\n'
        'msgstr ""\n'
        '"Project-Id-Version: ice\\n"\n'
        '"POT-Creation-Date: 2023-11-14 22:13+0000\\n"\n'
        '"PO-Revision-Date: 2023-11-14 22:13+0000\\n"\n'
        '"Last-Translator: Automatically generated\\n"\n'
        '"Language-Team: none\\n"\n'
        '"Language: ar\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 '
        ': n%100>=11 ? 4 : 5);\\n"\n'
        '"X-Source-Language: en\\n"\n'
        '"X-Generator: newsloc '
    )


def test_the_pot_header_is_fuzzy_and_counts(tmp_path: Path) -> None:
    path = template_path(tmp_path, "ice")
    write_catalog(path, replace(catalog(language=None), next_number=8))
    text = path.read_text(encoding="utf-8")
    assert text.startswith('#, fuzzy\nmsgid ""\n')
    assert '"X-Newsloc-Next: 8\\n"' in text
    assert '"PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\n"' in text
    assert read_catalog(path).next_number == 8


def test_writing_twice_writes_once(tmp_path: Path) -> None:
    path = catalog_path(tmp_path, "ar", "ice")
    entry = Entry(context="body#1", source="a", target="ب")
    assert write_catalog(path, catalog(entry))
    before = path.stat()
    assert not write_catalog(path, catalog(entry))
    after = path.stat()  # a look at it may change when it was last read
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_dates_move_with_content_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = catalog_path(tmp_path, "ar", "ice")
    entry = Entry(context="body#1", source="a", target="ب")
    old, new = "1970-01-01 00:00+0000", "1970-01-02 00:00+0000"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    write_catalog(path, catalog(entry))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert write_catalog(path, catalog(replace(entry, notes=("only a note",))))
    assert dates(path) == [old, old]
    assert write_catalog(path, catalog(replace(entry, target="باء")))
    assert dates(path) == [old, new]
    assert write_catalog(path, catalog(replace(entry, source="b", target="باء")))
    assert dates(path) == [new, new]


def test_the_templates_date_moves_with_its_texts_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = template_path(tmp_path, "ice")
    entry = Entry(context="body#1", source="a")
    for moment, found in (("0", entry), ("86400", replace(entry, references=("source/ice.txt",)))):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", moment)
        assert write_catalog(path, catalog(found, language=None))
    assert dates(path)[0] == "1970-01-01 00:00+0000"
    assert write_catalog(path, catalog(replace(entry, source="b"), language=None))
    assert dates(path) == ["1970-01-02 00:00+0000", "YEAR-MO-DA HO:MI+ZONE"]


def test_what_other_tools_wrote_in_the_header_stays(tmp_path: Path) -> None:
    theirs = (
        '# Team notes\nmsgid ""\nmsgstr ""\n"Last-Translator: Rim Haddad <rim@example.org>\\n"\n"Language: ar\\n"\n'
        '"Plural-Forms: nplurals=6; plural=0;\\n"\n"X-Generator: Poedit 3.4\\n"\n"X-Poedit-Basepath: ..\\n"\n'
        '"X-Note: first\\n"\n" second\\n"\n'
    )
    path = po_file(tmp_path, theirs)
    assert write_catalog(path, catalog(Entry(context="body#1", source="a")))
    read = read_catalog(path)
    assert read.headers["Last-Translator"] == "Rim Haddad <rim@example.org>"
    assert read.headers["Plural-Forms"] == "nplurals=6; plural=0;"
    assert read.headers["X-Note"] == "first\nsecond"
    assert list(read.headers)[-2:] == ["X-Poedit-Basepath", "X-Note"]
    assert read.header_comments == ("Team notes",)


def test_a_file_that_only_another_program_touched_is_not_rewritten(tmp_path: Path) -> None:
    path = catalog_path(tmp_path, "ar", "ice")
    written = catalog(*(Entry(context=f"body#{n}", source=text, target=ARABIC[text]) for n, text in enumerate(ICE, 1)))
    write_catalog(path, written)
    text = (
        path.read_text(encoding="utf-8").replace("newsloc 0", "Poedit 3").replace('msgid "Ice ', 'msgid ""\n"Ice "\n"')
    )
    path.write_text(text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    before = path.read_bytes()
    assert not write_catalog(path, written)
    assert path.read_bytes() == before


def test_a_broken_file_is_never_overwritten(tmp_path: Path) -> None:
    path = po_file(tmp_path, "half a sentence of a person\n")
    with pytest.raises(CatalogError):
        write_catalog(path, catalog())
    assert path.read_text(encoding="utf-8") == "half a sentence of a person\n"


def test_a_previous_context_is_never_written_without_a_text(tmp_path: Path) -> None:
    path = po_file(tmp_path, catalog_text(catalog(Entry(context="body#1", source="a", previous_context="list#1"))))
    assert read_catalog(path).entries[0].previous_source == "a"


def test_a_line_break_in_a_note_stays_a_note(tmp_path: Path) -> None:
    path = po_file(tmp_path, catalog_text(catalog(Entry(context="body#1", source="a", notes=("one\ntwo",)))))
    assert read_catalog(path).entries[0].notes == ("one", "two")


def test_an_mo_file_holds_the_reviewed_entries_only(tmp_path: Path) -> None:
    path = tmp_path / "ar" / "ice.mo"
    reviewed = Entry(context="body#1", source="a", target="ألف")
    written = replace(
        catalog(
            reviewed,
            draft(Entry(context="body#2", source="b"), "باء"),
            Entry(context="body#3", source="c"),
            Entry(context="", source="d", target="دال"),
        ),
        obsolete=(Entry(context="body#4", source="e", target="هاء"),),
    )
    write_mo(path, written)
    first = path.read_bytes()
    write_mo(path, replace(written, headers={"PO-Revision-Date": "2024-01-01 00:00+0000"}))
    assert path.read_bytes() == first
    with path.open("rb") as file:
        found = gettext.GNUTranslations(file)
    assert found.pgettext("body#1", "a") == "ألف"
    assert found.gettext("d") == "دال"
    assert [found.pgettext(f"body#{n}", text) for n, text in ((2, "b"), (3, "c"), (4, "e"))] == ["b", "c", "e"]
    assert found.info()["language"] == "ar"


def test_catalogs_lie_where_gettext_looks(tmp_path: Path) -> None:
    assert template_path(tmp_path, "2024/ice") == tmp_path / "locales/2024/ice.pot"
    assert catalog_path(tmp_path, "pt-BR", "ice") == tmp_path / "locales/pt_BR/LC_MESSAGES/ice.po"


def test_writing_makes_folders_and_says_whether_it_wrote(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "file"
    assert write_atomically(path, "نص")
    assert path.read_bytes() == "نص".encode()
    before = path.stat()
    assert not write_atomically(path, "نص".encode())
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert write_atomically(path, b"")
    assert list(path.parent.iterdir()) == [path]


def test_writing_keeps_links_and_permissions(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("a", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    write_atomically(link, "b")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "b"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_text("old", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CatalogError, match=r"file: cannot be written \(No space left on device\); check"):
        write_atomically(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_place_of_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    with pytest.raises(CatalogError, match="cannot be written"):
        write_atomically(tmp_path / "file", "text")
