"""XML files of translators' tools, read element by element, however large, and safely.

No entity is expanded, no other file is opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from pipeline.errors import ConfigError, NewslocError
from pipeline.languages.locales import normalize_tag

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ANEW = "save it anew from the tool that made it"


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlKind:
    """One kind of XML file: its name, what its outermost element may be, and the error that a broken one is."""

    name: str
    roots: tuple[str, ...]
    fault: type[NewslocError]

    def broken(self, path: Path, line: Any, reason: str) -> NewslocError:
        """Return the error for a file that is broken at a line."""
        return self.fault(f"{path}:{line or 1}: {reason}")


def read_elements(
    path: Path, kind: XmlKind, names: Sequence[str], advance: Callable[[int], None] = lambda _: None
) -> Iterator[etree._Element]:
    """Yield each element of some names as it ends, with names that have lost their namespace.

    :param advance: hears how many bytes were read since it last heard
    :raises NewslocError: the kind's, with file and line, if it is of another kind, broken or cannot be read
    """
    try:
        with path.open("rb") as file:
            _refuse_others(file, path, kind)
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
                    raise kind.broken(path, element.sourceline, reason)
                for inner in element.iter():
                    inner.tag = etree.QName(inner).localname
                yield element
                element.clear()
                advance(file.tell() - told)
                told = file.tell()
    except etree.XMLSyntaxError as error:
        reason = f"is not well-formed XML ({error.msg}); {_ANEW}"
        raise kind.broken(path, error.lineno, reason) from error
    except OSError as error:
        raise kind.fault(f"{path}: cannot be read ({error.strerror}); check the name and the permissions") from error


def _refuse_others(file: BinaryIO, path: Path, kind: XmlKind) -> None:
    """Refuse a file of another kind, or one that declares entities; read no further than its first element."""
    _, root = next(etree.iterparse(file, events=("start",), resolve_entities=False, no_network=True))
    declarations: Any = root.getroottree().docinfo.internalDTD
    for entity in declarations.iterentities() if declarations is not None else ():
        reason = f'declares the entity "{entity.name}", which newsloc refuses to expand; {_ANEW}'
        raise kind.broken(path, 1, reason)
    if (name := etree.QName(root).localname) not in kind.roots:
        wanted = " or ".join(f"<{each}>" for each in kind.roots)
        raise kind.broken(path, 1, f"is no {kind.name} file; its first element must be {wanted}, not <{name}>")
    file.seek(0)


def read_language(element: etree._Element, kind: XmlKind, path: Path) -> str:
    """Return the language that an element names.

    :raises NewslocError: the kind's, if it names none
    """
    # Before TMX 1.4 the attribute had no namespace.
    text = (element.get(_LANG) or element.get("lang") or "").strip()
    if not text:
        reason = f"this <{element.tag}> does not say its language; add xml:lang to it"
        raise kind.broken(path, element.sourceline, reason)
    return usual_tag(text)


def usual_tag(text: str) -> str:
    """Return a tag in its usual spelling; of one like ``EN-UK`` the language, of an unknown one what is written."""
    for tag in (text, re.split("[-_]", text)[0]):
        with suppress(ConfigError):
            return normalize_tag(tag)
    return text
