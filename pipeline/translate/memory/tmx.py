"""TMX 1.4 files, read as a stream and written so that other tools read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

import pipeline
from pipeline.errors import MemoryFault
from pipeline.languages.locales import language_of
from pipeline.model import Direction, State
from pipeline.translate.memory.records import Record, parse_date
from pipeline.translate.xml_elements import XmlKind, read_elements, read_language, usual_tag

_TMX = XmlKind(name="TMX", roots=("tmx",), fault=MemoryFault)
ALL = "*all*"
"""The source language of a file, or unit, whose texts may each be the source of the others."""
_ARTICLE, _CONTEXT, _ENGINE, _STATE = (f"x-newsloc-{name}" for name in ("article", "context", "engine", "state"))
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold, not even as a reference."""
_BREAKS = {"\r": "&#13;", "\u0085": "&#133;", "\u2028": "&#8232;"}
"""Line ends that a parser would turn into others."""
MOST_TEXTS = 40
"""Texts of one unit, more than the official languages of the Union; each may be a translation of each other."""


def read_tmx(path: Path, advance: Callable[[int], None] = lambda _: None) -> Iterator[Record]:
    """Yield the records of a TMX file: from the source language of each unit into each other.

    Inline elements give what they hold, as the standard has it for a reader of plain text: `<ph>&lt;br/&gt;</ph>` is
    ``<br/>``. Who made a unit and when stand in it, or in its target.

    :param advance: hears how many bytes were read
    :raises MemoryFault: with file and line, if it is no TMX
    """
    srclang = ALL
    for found in read_elements(path, _TMX, ("header", "tu"), advance):
        if found.tag == "header":
            srclang = found.get("srclang", ALL)
        else:
            yield from _unit(found, srclang, path)


def _unit(unit: etree._Element, srclang: str, path: Path) -> Iterator[Record]:
    variants = unit.findall("tuv")
    if len(variants) > MOST_TEXTS:
        reason = f"this unit has {len(variants)} texts, more than {MOST_TEXTS}; split it"
        raise _TMX.broken(path, unit.sourceline, reason)
    texts = [(read_language(variant, _TMX, path), variant, _segment(variant)) for variant in variants]
    wanted = unit.get("srclang", srclang)
    source_language = "" if wanted.lower() == ALL else usual_tag(wanted.strip())
    props = {prop.get("type", ""): prop.text or "" for prop in unit.iterfind("prop")}
    for language, _, source in texts:
        if source_language and not _is_source(language, source_language, [each for each, _, _ in texts]):
            continue
        for other, variant, target in texts:
            if language_of(other) != language_of(language) and source.strip() and target.strip():
                yield Record(
                    source=source,
                    target=target,
                    direction=Direction(source=language, target=other),
                    state=State.DRAFT if props.get(_STATE) == State.DRAFT else State.REVIEWED,
                    reviewer=_said(unit, variant, "changeid", "creationid"),
                    date=parse_date(_said(unit, variant, "changedate", "creationdate")),
                    article=props.get(_ARTICLE, ""),
                    context=props.get(_CONTEXT, ""),
                    engine=props.get(_ENGINE, ""),
                )


def read_languages(path: Path) -> tuple[str, ...]:
    """Return the languages of the texts in a TMX file, sorted."""
    variants = (variant for unit in read_elements(path, _TMX, ("tu",)) for variant in unit.iterfind("tuv"))
    return tuple(sorted({read_language(variant, _TMX, path) for variant in variants}))


def _is_source(language: str, wanted: str, present: list[str]) -> bool:
    """Tell whether a text is in the source language: exactly, or in another region where none is exactly."""
    return language == wanted if wanted in present else language_of(language) == language_of(wanted)


def _said(unit: etree._Element, variant: etree._Element, *names: str) -> str:
    """Return the first of some attributes that the target has, or else the unit."""
    values = (element.get(name, "") for element in (variant, unit) for name in names)
    return next(filter(None, values), "")


def _segment(variant: etree._Element) -> str:
    segment = variant.find("seg")
    return "" if segment is None else "".join(map(str, segment.itertext()))


def is_writable(record: Record) -> bool:
    """Tell whether XML can hold a record: a text with certain control characters cannot stand there unchanged."""
    said = (record.article, record.context, record.reviewer, record.engine)
    return not any(map(_FORBIDDEN.search, (record.source, record.target, *said)))


def tmx_lines(records: Iterable[Record], source_language: str = ALL) -> Iterator[str]:
    """Yield the lines of a TMX file; dates are those of the records alone, so that equal records give equal files.

    :param records: only records that `is_writable` accepts
    :param source_language: of all records, if it is one
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<tmx version="1.4">\n'
    yield (
        f'  <header creationtool="newsloc" creationtoolversion={quoteattr(pipeline.__version__)} segtype="sentence"'
        f' o-tmf="PO" adminlang="en" srclang={quoteattr(source_language)} datatype="plaintext"/>\n'
    )
    yield "  <body>\n"
    for record in records:
        yield from _unit_lines(record)
    yield "  </body>\n"
    yield "</tmx>\n"


def _unit_lines(record: Record) -> Iterator[str]:
    date = re.sub("[-:]", "", record.date)
    attributes = {
        "srclang": record.direction.source,
        "creationid": record.reviewer,
        "creationdate": date,
    }
    written = "".join(f" {name}={_attribute(value)}" for name, value in attributes.items() if value)
    yield f"    <tu{written}>\n"
    state = "" if record.state is State.REVIEWED else record.state
    props = {_ARTICLE: record.article, _CONTEXT: record.context, _ENGINE: record.engine, _STATE: state}
    yield from (f'      <prop type="{kind}">{_text(value)}</prop>\n' for kind, value in props.items() if value)
    for language, text in ((record.direction.source, record.source), (record.direction.target, record.target)):
        yield f"      <tuv xml:lang={quoteattr(language)}><seg>{_text(text)}</seg></tuv>\n"
    yield "    </tu>\n"


def _text(text: str) -> str:
    return escape(text, _BREAKS)


def _attribute(text: str) -> str:
    return quoteattr(text, _BREAKS | {"\n": "&#10;", "\t": "&#9;"})
