"""What the page says: every message is in its template and in every catalog."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract_from_dir

from pipeline.review import labels
from pipeline.review.labels import choose_language, interface_languages, speak
from tests.editions.test_labels import KEYWORDS, fields

FOLDER = Path(labels.__file__).parent
CATALOGS = sorted(FOLDER.glob("locales/*/LC_MESSAGES/newsloc.po"))
WISHES = [
    ("", "", "en"),
    ("ar", "", "ar"),
    ("", "ar-EG,ar;q=0.9,en;q=0.8", "ar"),
    ("", "de-DE,en;q=0.5", "en"),
    ("en", "ar", "en"),
    ("zz", "x", "en"),
]


def test_the_template_holds_every_message_of_the_page_and_no_other() -> None:
    found = {
        message[0] if isinstance(message, tuple) else message
        for method in (("**.py", "python"), ("**.j2", "jinja2.ext:babel_extract"))
        for _, _, message, *_ in extract_from_dir(FOLDER, [method], keywords=KEYWORDS)
    }
    assert found == {entry.msgid for entry in polib.pofile(str(FOLDER / "locales/newsloc.pot"))}


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
def test_a_catalog_says_every_message_with_the_same_values(path: Path) -> None:
    template, catalog = polib.pofile(str(FOLDER / "locales/newsloc.pot")), polib.pofile(str(path))
    assert [entry.msgid for entry in catalog] == [entry.msgid for entry in template]
    forms = int(re.findall(r"nplurals=(\d)", catalog.metadata["Plural-Forms"])[0])
    for entry in catalog:
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        assert all(texts)
        assert len(texts) == (forms if entry.msgid_plural else 1)
        assert set().union(*map(fields, texts)) == fields(entry.msgid_plural or entry.msgid)


@pytest.mark.parametrize(("asked", "accepted", "language"), WISHES)
def test_the_page_speaks_the_language_asked_for_or_accepted(asked: str, accepted: str, language: str) -> None:
    assert choose_language(asked, accepted) == language


def test_the_page_is_mirrored_with_its_language() -> None:
    assert [speak(tag).direction for tag in interface_languages()] == ["ltr", "rtl"]
