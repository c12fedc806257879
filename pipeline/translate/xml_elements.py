"""XML files read element by element, however large, and safely: no entity is expanded, no other file is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from lxml import etree

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class BrokenXml(Exception):  # noqa: N818 - the readers turn it into an error of their own
    """An XML file that cannot be read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_elements(
    path: Path, names: Sequence[str], advance: Callable[[int], None] = lambda _: None
) -> Iterator[etree._Element]:
    """Yield each element of some names as it ends, with names that have lost their namespace.

    :param advance: hears how many bytes were read since it last heard
    :raises BrokenXml: with the line
    :raises OSError: if the file cannot be read
    """
    with path.open("rb") as file:
        told = 0
        try:
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
                    name, line = str(used.text).strip("&;"), cast("int", element.sourceline)
                    raise BrokenXml(line, f'uses the entity "{name}", which nothing in the file explains')
                for inner in element.iter():
                    inner.tag = etree.QName(inner).localname
                yield element
                element.clear()
                advance(file.tell() - told)
                told = file.tell()
        except etree.XMLSyntaxError as error:
            raise BrokenXml(error.lineno or 1, f"is not well-formed XML ({error.msg})") from error


def root_name(path: Path) -> str:
    """Return the name of a file's outermost element, without namespace.

    :raises BrokenXml: if it is no XML, or declares entities
    :raises OSError: if the file cannot be read
    """
    with path.open("rb") as file:
        try:
            _, root = next(etree.iterparse(file, events=("start",), resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            raise BrokenXml(error.lineno or 1, f"is not well-formed XML ({error.msg})") from error
        declarations: Any = root.getroottree().docinfo.internalDTD
        for entity in declarations.iterentities() if declarations is not None else ():
            raise BrokenXml(1, f'declares the entity "{entity.name}", which newsloc refuses to expand')
        return etree.QName(root).localname
