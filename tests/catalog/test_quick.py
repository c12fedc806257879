from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from pipeline.catalog import po
from pipeline.catalog.po import catalog_text, parse_catalog
from pipeline.catalog.quick import read_quickly
from pipeline.model import Catalog
from pipeline.project.paths import catalog_path
from tests.catalog.catalog_cases import tool
from tests.catalog.test_po import BROKEN, HEADER, KINDLY_READ, catalogs
from tests.catalog.test_tools import everything

PATH = catalog_path(Path("p"), "ar", "ice")


def read_both(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Catalog, Catalog]:
    """Read a text by patterns, and line by line."""
    quick = parse_catalog(text.encode(), PATH)
    with monkeypatch.context() as patch:
        patch.setattr(po, "read_quickly", lambda _: None)
        slow = parse_catalog(text.encode(), PATH)
    return quick, slow


def lines(catalog: Catalog) -> list[int]:
    return [entry.line for entry in catalog.entries]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=catalogs())
def test_both_ways_read_the_same(written: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    text = catalog_text(written)
    assert "\r" in text or read_quickly(text)
    quick, slow = read_both(text, monkeypatch)
    assert quick == slow
    assert lines(quick) == lines(slow)


@pytest.mark.parametrize("width", ["--no-wrap", "--width=40"])
def test_what_gettext_writes_is_read_quickly(tmp_path: Path, width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    msgcat = tool("msgcat")
    old, new = tmp_path / "old.po", tmp_path / "new.po"
    old.write_text(catalog_text(everything()), encoding="utf-8")
    subprocess.run([msgcat, width, "-o", new, old], check=True)
    text = new.read_text(encoding="utf-8")
    assert read_quickly(text)
    quick, slow = read_both(text, monkeypatch)
    assert quick == slow
    assert lines(quick) == lines(slow)


STRUCTURE = {
    name: text for name, (text, _, _) in BROKEN.items() if not name.endswith(("duplicate", "charset", "number"))
}


@pytest.mark.parametrize("text", STRUCTURE.values(), ids=STRUCTURE)
def test_a_broken_file_is_left_to_the_closer_reading(text: str) -> None:
    assert read_quickly(text) is None


@pytest.mark.parametrize("text", [text for text, _ in KINDLY_READ.values()], ids=KINDLY_READ)
def test_unusual_files_are_read_alike(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick, slow = read_both(HEADER + text, monkeypatch)
    assert quick == slow
