"""What the labels of a room must be: every message in its template, and said by every catalog."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from string import Formatter

import polib
from babel.messages.extract import extract_from_dir

KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"say": None, "message": None, "count": (1, 2)}


def catalogs_in(folder: Path) -> list[Path]:
    """Return the catalogs of a room."""
    found = sorted(folder.glob("locales/*/LC_MESSAGES/newsloc.po"))
    assert found
    return found


def hold_template(
    folder: Path, keywords: Mapping[str, tuple[int, ...] | None] = KEYWORDS, names: Collection[str] = ()
) -> None:
    """Hold that the template of a room has every message of its code, and no other.

    :param names: messages that the code takes from elsewhere
    """
    found = set(names) | {
        message[0] if isinstance(message, tuple) else message
        for method in (("**.py", "python"), ("**.j2", "jinja2.ext:babel_extract"))
        for _, _, message, *_ in extract_from_dir(folder, [method], keywords=keywords)
    }
    assert found == {entry.msgid for entry in polib.pofile(str(folder / "locales/newsloc.pot"))}


def hold_catalog(folder: Path, path: Path) -> None:
    """Hold that a catalog says every message of the template, with the same values and in all its plural forms."""
    template, catalog = polib.pofile(str(folder / "locales/newsloc.pot")), polib.pofile(str(path))
    assert [entry.msgid for entry in catalog] == [entry.msgid for entry in template]
    forms = int(re.findall(r"nplurals=(\d)", catalog.metadata["Plural-Forms"])[0])
    for entry in catalog:
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        assert all(texts)
        assert len(texts) == (forms if entry.msgid_plural else 1)
        assert set().union(*map(fields_of, texts)) == fields_of(entry.msgid_plural or entry.msgid)


def fields_of(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}
