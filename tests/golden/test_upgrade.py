"""A project that newsloc 0.1.0 made and people worked in loses nothing when the present version takes it over.

``upgrade/`` was written by the commit ec34d2e: draft engine, reviews with waivers and remarks, an article edited after
its review. That version left out lines of web pages and texts (LEFT_OUT), signatures of hand-written articles too, and
wrote down nowhere which. The catalogs are read with polib alone, so that our own reading cannot hide a loss.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import polib
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import root

FORMER = Path(__file__).parent / "upgrade"

LEFT_OUT = {
    "mill-library": ("Reporting by Mona Haddad", "The Zahra Courier", "All rights reserved"),
    "night-buses": ("Share on Facebook", "Send by e-mail", "Read more", "Leave a comment", "late cinema", "Privacy"),
    "valley-bridge": ("مشاركة", "اقرأ أيضاً", "فيسبوك", "نشرتنا البريدية", "جميع الحقوق محفوظة"),
}
REVIEWED, DRAFTS, REMARKS = 13, 16, 4
SUFFIXES = ("md", "html", "txt", "json")
AS_BEFORE = "due = 0\ndue_roles = []\n"
"""Settings that build editions however little of them is reviewed, as version 0.1.0 did."""

Key = tuple[str, str, str]
"""A catalog's path, an entry's context and its source text."""


def newsloc(project: Path, command: str, *words: str) -> Result:
    result = CliRunner().invoke(root, [command, "--project", str(project), *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("upgrade") / "project"
    shutil.copytree(FORMER, folder)
    result = newsloc(folder, "localize", "--engine", "pseudo", "--offline")
    assert result.exit_code == 0, result.output
    return folder


def read_entries(project: Path, pattern: str = "*/LC_MESSAGES/*.po") -> Iterator[tuple[str, polib.POEntry]]:
    locales = project / "locales"
    for path in sorted(locales.glob(pattern)):
        for entry in polib.pofile(str(path)):
            yield path.relative_to(locales).as_posix(), entry


def collect(project: Path, value: Callable[[polib.POEntry], object]) -> dict[Key, object]:
    """Return of each entry what ``value`` makes of it, where that is something.

    Version 0.1.0 wrote each article's own text into a catalog, too, where nobody needs it.
    """
    found = {(path, entry.msgctxt, entry.msgid): value(entry) for path, entry in read_entries(project)}
    return {key: each for key, each in found.items() if each and each != key[2]}


def reviewed_text(entry: polib.POEntry) -> str:
    return "" if entry.obsolete or entry.fuzzy else entry.msgstr


def fuzzy_text(entry: polib.POEntry) -> str:
    return "" if entry.obsolete or not entry.fuzzy else entry.msgstr


def obsolete_text(entry: polib.POEntry) -> str:
    return entry.msgstr if entry.obsolete else ""


def remarks(entry: polib.POEntry) -> tuple[str, ...]:
    """Return what people wrote beside an entry: waivers and remarks, but no provenance nor a waiver's digests."""
    lines = (re.sub(r" @\w{6}/\w{6}$", "", line) for line in entry.tcomment.splitlines())
    return tuple(line for line in lines if line and not line.startswith("newsloc: "))


def previous_text(entry: polib.POEntry) -> str:
    return entry.previous_msgid or ""


def origin(entry: polib.POEntry) -> str:
    """Return which engine drafted an entry, by its provenance."""
    match = re.search(r"^newsloc: (?:engine=)?(\S+)", entry.tcomment, re.MULTILINE)
    return match[1] if match and entry.fuzzy else ""


def read_without_dates(path: Path) -> str:
    """Return a catalog without its dates and the version that wrote it: a file made anew has others."""
    return re.sub(
        r'^"(POT-Creation-Date|PO-Revision-Date|X-Generator): .*\n',
        "",
        path.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )


KEPT = [
    # what people or engines left in an entry, how many entries have it
    pytest.param(reviewed_text, REVIEWED, id="reviewed translations"),
    pytest.param(fuzzy_text, DRAFTS, id="drafts"),
    pytest.param(obsolete_text, 1, id="translations of deleted sentences"),
    pytest.param(remarks, REMARKS, id="waivers and remarks"),
    pytest.param(previous_text, 1, id="the text before an edit"),
    pytest.param(origin, DRAFTS - 1, id="engines"),
]


@pytest.mark.parametrize(("value", "count"), KEPT)
def test_an_entry_keeps(project: Path, value: Callable[[polib.POEntry], object], count: int) -> None:
    former = collect(FORMER, value)
    assert len(former) == count
    now = collect(project, value)
    assert {key: now.get(key) for key in former} == former


def test_a_catalog_keeps_the_names_of_its_translators(project: Path) -> None:
    path = project / "locales" / "ar" / "LC_MESSAGES" / "mill-library.po"
    assert polib.pofile(str(path)).metadata["Last-Translator"] == "Salma Haddad <salma@example.org>"


def test_no_line_that_was_left_out_comes_back_as_a_unit(project: Path) -> None:
    former, now = (
        [(path, entry.msgctxt, entry.msgid) for path, entry in read_entries(folder, "*.pot") if not entry.obsolete]
        for folder in (FORMER, project)
    )
    assert now == former


def test_without_its_templates_a_project_loses_as_little(project: Path, tmp_path: Path) -> None:
    copy = tmp_path / "project"
    shutil.copytree(FORMER, copy)
    for path in (copy / "locales").glob("*.pot"):
        path.unlink()
    assert newsloc(copy, "localize", "--engine", "pseudo", "--offline").exit_code == 0
    for pattern in ("*.pot", "*/LC_MESSAGES/*.po"):
        for path in (project / "locales").glob(pattern):
            other = copy / path.relative_to(project)
            assert read_without_dates(other) == read_without_dates(path)


def test_running_again_changes_no_byte(project: Path) -> None:
    before = {path: path.read_bytes() for path in (project / "locales").rglob("*") if path.is_file()}
    result = newsloc(project, "localize", "--engine", "pseudo", "--offline")
    assert result.exit_code == 0, result.output
    after = {path: path.read_bytes() for path in (project / "locales").rglob("*") if path.is_file()}
    assert after == before


@pytest.mark.parametrize("before", [True, False], ids=["before it is localized", "after"])
def test_the_gate_is_open_since_waivers_hold(project: Path, *, before: bool) -> None:
    result = newsloc(FORMER if before else project, "check")
    assert result.exit_code == 0, result.output


def test_a_lost_waiver_would_close_the_gate(project: Path, tmp_path: Path) -> None:
    copy = tmp_path / "project"
    shutil.copytree(project, copy)
    path = copy / "locales" / "ar" / "LC_MESSAGES" / "night-buses.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^# newsloc-ignore: .*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    assert newsloc(copy, "check").exit_code == 1


@pytest.fixture(scope="module")
def build(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build every edition, with the settings that do as before."""
    folder = tmp_path_factory.mktemp("editions")
    shutil.copytree(project, folder / "project")
    path = folder / "project" / "newsloc.toml"
    settings = path.read_text(encoding="utf-8")
    path.write_text(settings.replace("[build]\n", f"[build]\n{AS_BEFORE}"), encoding="utf-8")
    result = newsloc(folder / "project", "build", "--out", str(folder / "build"))
    assert result.exit_code == 0, result.output
    return folder / "build"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_editions_show_what_was_reviewed(build: Path, suffix: str) -> None:
    for (catalog, _, _), target in collect(FORMER, reviewed_text).items():
        tag, _, name = Path(catalog).parts
        edition = (build / tag / name).with_suffix(f".{suffix}").read_text(encoding="utf-8")
        assert all(part in html.unescape(edition) for part in re.split(r"<[^>]*>", str(target)))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_editions_show_no_line_that_was_left_out(build: Path, suffix: str) -> None:
    for slug, lines in LEFT_OUT.items():
        (article,) = (FORMER / "source").glob(f"{slug}.*")
        assert all(line in article.read_text(encoding="utf-8") for line in lines)
        for tag in ("en", "ar"):
            edition = (build / tag / f"{slug}.{suffix}").read_text(encoding="utf-8")
            assert not [line for line in lines if line in edition]
