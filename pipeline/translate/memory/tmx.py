"""TMX 1.4 files, read as a stream and written so that other tools read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

import pipeline
from pipeline.errors import ConfigError, MemoryFault
from pipeline.languages.locales import language_of, normalize_tag
from pipeline.model import Direction, State
from pipeline.translate.memory.records import Record, parse_date

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ANEW = "save it anew from the tool that made it"
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
    for found in _read_elements(path, ("header", "tu"), advance):
        if found.tag == "header":
            srclang = found.get("srclang", ALL)
        else:
            yield from _unit(found, srclang, path)


def _unit(unit: etree._Element, srclang: str, path: Path) -> Iterator[Record]:
    variants = unit.findall("tuv")
    if len(variants) > MOST_TEXTS:
        reason = f"this unit has {len(variants)} texts, more than {MOST_TEXTS}; split it"
        raise _broken(path, unit.sourceline, reason)
    texts = [(_read_language(variant, path), variant, _segment(variant)) for variant in variants]
    wanted = unit.get("srclang", srclang)
    source_language = "" if wanted.lower() == ALL else _usual_tag(wanted.strip())
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
    variants = (variant for unit in _read_elements(path, ("tu",)) for variant in unit.iterfind("tuv"))
    return tuple(sorted({_read_language(variant, path) for variant in variants}))


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


def _read_elements(
    path: Path, names: Sequence[str], advance: Callable[[int], None] = lambda _: None
) -> Iterator[etree._Element]:
    """Yield each element of some names as it ends, with names that have lost their namespace, however large the file.

    No entity is expanded, no other file is opened.

    :param advance: hears how many bytes were read since it last heard
    :raises MemoryFault: with file and line, if it is no TMX, broken or cannot be read
    """
    try:
        with path.open("rb") as file:
            _refuse_others(file, path)
            told = 0
            for _, element in etree.iterparse(
                file,
                events=("end",),
                tag=[f"{{*}}{name}" for name in names],
                resolve_entities=False,
                no_network=True,
                remove_comments=True,
                remove_pis=True,
            ):
                for used in element.iter(etree.Entity):
                    reason = f"uses the entity {used.text}, which nothing in the file explains; {_ANEW}"
                    raise _broken(path, element.sourceline, reason)
                for inner in element.iter():
                    inner.tag = etree.QName(inner).localname
                yield element
                element.clear()
                advance(file.tell() - told)
                told = file.tell()
    except etree.XMLSyntaxError as error:
        reason = f"is not well-formed XML ({error.msg}); {_ANEW}"
        raise _broken(path, error.lineno, reason) from error
    except OSError as error:
        raise MemoryFault(f"{path}: cannot be read ({error.strerror}); check the name and the permissions") from error


def _refuse_others(file: BinaryIO, path: Path) -> None:
    """Refuse a file of another kind, or one that declares entities; read no further than its first element."""
    _, root = next(etree.iterparse(file, events=("start",), resolve_entities=False, no_network=True))
    declarations: Any = root.getroottree().docinfo.internalDTD
    for entity in declarations.iterentities() if declarations is not None else ():
        reason = f'declares the entity "{entity.name}", which newsloc refuses to expand; {_ANEW}'
        raise _broken(path, 1, reason)
    if (name := etree.QName(root).localname) != "tmx":
        raise _broken(path, 1, f"is no TMX file; its first element must be <tmx>, not <{name}>")
    file.seek(0)


def _read_language(element: etree._Element, path: Path) -> str:
    """Return the language that an element names.

    :raises MemoryFault: if it names none
    """
    # Before TMX 1.4 the attribute had no namespace.
    text = (element.get(_LANG) or element.get("lang") or "").strip()
    if not text:
        reason = f"this <{element.tag}> does not say its language; add xml:lang to it"
        raise _broken(path, element.sourceline, reason)
    return _usual_tag(text)


def _usual_tag(text: str) -> str:
    """Return a tag in its usual spelling; of one like ``EN-UK`` the language, of an unknown one what is written."""
    for tag in (text, re.split("[-_]", text)[0]):
        with suppress(ConfigError):
            return normalize_tag(tag)
    return text


def _broken(path: Path, line: Any, reason: str) -> MemoryFault:
    return MemoryFault(f"{path}:{line or 1}: {reason}")


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
