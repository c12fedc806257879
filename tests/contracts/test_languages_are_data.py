"""All knowledge of a language is data: code names none, and every data file has what the loader asks for."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import msgspec
import pytest

import pipeline
from pipeline.languages.language import Language, facts, known_languages
from pipeline.languages.scripts import SHARED

PACKAGE = Path(pipeline.__file__).parent
FREE = ("translate/glossary/", "translate/engines/draft/", "cli/settings.py")
"""Where languages may be named: glossaries, the draft engine's two directions, the languages of a new project."""
TAGS = frozenset({*known_languages(), "de", "fa", "he", "ps", "ur"})
"""Languages that code might name; others, such as tr and pt, are also names of tags and tools."""

REGIONAL = re.compile("[a-z]{2}[-_][A-Z]{2}")


def literals(path: Path) -> set[str]:
    """Return the strings of a module that are the tag of a language, alone or with a region."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {
        text for text in strings if text in TAGS or (len(text) == len("ar-EG") and text[:2] in TAGS and text[2] in "-_")
    }


def test_code_names_no_language() -> None:
    found = {
        (path.relative_to(PACKAGE).as_posix(), text)
        for path in PACKAGE.rglob("*.py")
        if not path.relative_to(PACKAGE).as_posix().startswith(FREE)
        for text in literals(path)
    }
    assert found == set()


def test_a_language_that_is_named_is_seen(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('if tag == "ar" or tag in {"ar-EG", "fr_CA"} or word == "art":\n    pass\n', encoding="utf-8")
    assert literals(module) == {"ar", "ar-EG", "fr_CA"}


@pytest.mark.parametrize("language", known_languages())
def test_every_data_file_has_known_keys_only(language: str) -> None:
    known = facts(language)
    assert known.tag == language
    assert known.name
    assert known.plural_forms.startswith("nplurals=")
    assert all(unit in load_shared("units") for unit in known.units)


@pytest.mark.parametrize("path", sorted(SHARED.glob("*.toml")), ids=lambda path: str(path.stem))
def test_shared_data_say_what_they_are(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")
    assert load_shared(path.stem)


def test_a_key_that_nobody_knows_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `stemmer`"):
        msgspec.convert({"stemmer": {}}, Language)


def load_shared(name: str) -> dict[str, object]:
    return msgspec.toml.decode((SHARED / f"{name}.toml").read_bytes(), type=dict[str, object])
