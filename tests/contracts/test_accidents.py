"""What breaks in one article or language is told in a line and counted; the others go on, and no command traces back.

The first table makes parts of newsloc raise. The second replays what attackers and accidents put into a project.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import root
from pipeline.project.accidents import TRACEBACK

GOOD = "---\nlanguage: en\n---\nThe court opens on Monday in Geneva.\n"
BAD = "---\nlanguage: en\n---\nThe port closes on Sunday in Basel.\n"
HEAD = "---\nlanguage: en\n---\n"
FAULT = "this is a fault of newsloc"
ERRORS = (IndexError("7"), RecursionError("too deep"), MemoryError())
"""The raising parts get them by turns."""
COMMANDS = ("localize", "check", "build")
MENDED, TOLD = (0, 0, 0), (2, 2, 2)
"""How the three commands end: nothing is to be done, or something is to be mended first."""


def newsloc(command: str, project: Path, *words: object) -> Result:
    options = ("--engine", "pseudo") if command == "localize" else ()
    return CliRunner().invoke(root, [command, "--project", str(project), *options, *map(str, words)])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "source").mkdir(parents=True)
    (folder / "source" / "good.md").write_text(GOOD, encoding="utf-8")
    return folder


def catalog(project: Path, slug: str = "good", language: str = "ar") -> Path:
    return project / "locales" / language / "LC_MESSAGES" / f"{slug}.po"


# Parts of newsloc that raise: where they are called, the command that calls them, and what is still done.
RAISERS = [
    ("pipeline.catalog.left_out.read_source", "localize", "source/bad.md"),
    ("pipeline.localize.work.merge", "localize", "locales/ar/LC_MESSAGES/bad.po"),
    ("pipeline.localize.work.find_missing", "localize", "locales/ar/LC_MESSAGES/bad.po"),
    ("pipeline.localize.finishing.inspect_catalog", "localize", "locales/ar/LC_MESSAGES/bad.po"),
    ("pipeline.localize.opening.write_catalog", "localize", "source/bad.md"),
    ("pipeline.localize.run.choose_drafts", "localize", "locales/ar/LC_MESSAGES/bad.po"),
    ("pipeline.gate.article.read_recorded", "check", "source/bad.md"),
    ("pipeline.gate.article.find_stale", "check", "locales/ar/LC_MESSAGES/bad.po"),
    ("pipeline.editions.publishing.read_recorded", "build", "source/bad.md"),
    ("pipeline.editions.publishing.build_edition", "build", "source/bad.md"),
    ("pipeline.editions.build.record_edition", "build", "source/bad.md"),
]


def is_about_bad(values: tuple[object, ...]) -> bool:
    return any("Basel" in str(value) or "bad" in str(value) for value in values)


@pytest.mark.parametrize(("place", "command", "shown"), RAISERS, ids=[place for place, _, _ in RAISERS])
def test_an_accident_in_one_article_is_told_and_stops_no_other(
    project: Path, monkeypatch: pytest.MonkeyPatch, place: str, command: str, shown: str
) -> None:
    error = ERRORS[len(place) % len(ERRORS)]
    (project / "source" / "bad.md").write_text(BAD, encoding="utf-8")
    for before in COMMANDS[: COMMANDS.index(command)]:
        newsloc(before, project)
    module, _, name = place.rpartition(".")
    real: Callable[..., Any] = getattr(__import__(module, fromlist=[name]), name)

    def break_bad(*values: object, **named: object) -> object:
        if is_about_bad(values):
            raise error
        return real(*values, **named)

    monkeypatch.setattr(place, break_bad)
    ended = newsloc(command, project)
    assert ended.exit_code == 2, ended.output
    told = " ".join(ended.output.split())  # the table of check is folded
    assert f"{shown}: {type(error).__name__}" in told
    assert f"{FAULT}: report it, with the file; {TRACEBACK}=1" in told
    assert "Traceback" not in ended.output
    if command == "localize":
        assert "Geneva" in catalog(project).read_text(encoding="utf-8")
    if command == "build":
        assert "Geneva" in (project / "build" / "en" / "good.txt").read_text(encoding="utf-8")


def test_an_engine_that_breaks_leaves_what_needs_none(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise IndexError("no such row")

    monkeypatch.setattr("pipeline.translate.engines.pseudo.PseudoEngine.translate", broken)
    ended = newsloc("localize", project)
    assert ended.exit_code == 2
    assert f"en->ar: IndexError: no such row; {FAULT}" in ended.output
    assert catalog(project).exists()


def test_an_accident_of_a_command_is_a_line_and_its_traceback_is_shown_on_request(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError("nothing to share")

    monkeypatch.setattr("pipeline.gate.gate.current_time", broken)
    ended = newsloc("check", project)
    assert ended.exit_code == 2
    assert ended.output.startswith(f"newsloc: check: ZeroDivisionError: nothing to share; {FAULT}")
    assert "Traceback" not in ended.output + "".join(capfd.readouterr())
    monkeypatch.setenv(TRACEBACK, "1")
    asked = newsloc("check", project)
    assert "Traceback" in asked.output + "".join(capfd.readouterr())


def spoil(path: Path) -> None:
    path.write_text(f"{HEAD}<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n", encoding="utf-8")


def put_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("change", [spoil, put_folder])
def test_an_article_that_cannot_be_read_keeps_its_editions(project: Path, change: Callable[[Path], None]) -> None:
    bad = project / "source" / "bad.md"
    bad.write_text(BAD, encoding="utf-8")
    assert [newsloc(command, project).exit_code for command in ("localize", "build")] == [0, 0]
    published = sorted((project / "build").rglob("bad.*"))
    assert published
    change(bad)
    (project / "source" / "new.md").write_text(f"{HEAD}The bridge opens on Friday in Bern.\n", encoding="utf-8")
    ended = newsloc("build", project)
    assert ended.exit_code == 2
    assert "source/bad.md" in ended.output
    assert sorted((project / "build").rglob("bad.*")) == published
    assert (project / "build" / "en" / "new.txt").exists()


LINKS = [
    ("locales/ar/LC_MESSAGES", "localize"),
    ("locales/good.pot", "localize"),
    ("build", "build"),
]


@pytest.mark.parametrize(("place", "command"), LINKS, ids=[place for place, _ in LINKS])
def test_nothing_is_written_to_where_a_link_leads_out_of_the_project(project: Path, place: str, command: str) -> None:
    outside = project.parent / "outside"
    outside.mkdir()
    target = outside if "." not in place else outside / "file"
    if target != outside:
        target.write_text("", encoding="utf-8")
    (project / place).parent.mkdir(parents=True, exist_ok=True)
    (project / place).symlink_to(target)
    ended = newsloc(command, project)
    assert ended.exit_code == 2
    assert "link" in ended.output
    assert [path.name for path in outside.iterdir()] == ([] if target == outside else ["file"])
    assert target == outside or target.read_bytes() == b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """Files of a hostile project, links in it, its environment, and how the three commands end."""

    name: str
    files: Mapping[str, str | bytes]
    links: Mapping[str, str]
    environment: Mapping[str, str]
    codes: tuple[int, int, int]


def attack(
    name: str,
    files: Mapping[str, str | bytes] | None = None,
    *,
    codes: tuple[int, int, int] = MENDED,
    links: Mapping[str, str] | None = None,
    epoch: str = "",
) -> Attack:
    environment = {"SOURCE_DATE_EPOCH": epoch} if epoch else {}
    return Attack(name=name, files=files or {}, links=links or {}, environment=environment, codes=codes)


def article(text: str, place: str = "source/bad.md") -> dict[str, str | bytes]:
    return {place: HEAD + text}


ATTACKS = [
    attack("a null in a picture's address", article("See ![a](a%00b.png) here now.")),
    attack("a name of 240 letters", article("See here now.", f"source/{'a' * 240}.md")),
    attack("a picture's name of 300 letters", article(f"See ![a]({'a' * 300}.png) here now.")),
    attack("a link to its own folder", links={"source/loop": "."}),
    attack("links to each other", links={"source/one.md": "two.md", "source/two.md": "one.md"}),
    attack("an article that is a link out of the project", links={"source/out.md": "/etc/passwd"}, codes=TOLD),
    attack("a folder that is a link out of the project", links={"source/out": "../../outside"}),
    attack("emphasis in emphasis", article("*a " * 400)),
    attack("much emphasis in emphasis", article("*a " * 5_000)),
    attack("quotations in quotations", article(">" * 3_000 + " a b c"), codes=TOLD),
    attack("lists in lists", article("".join(f"{'  ' * depth}- a b c\n" for depth in range(300))), codes=TOLD),
    attack("links in links", article("[" * 2_000 + "a b c" + "](a)" * 2_000)),
    attack(
        "tags in tags",
        {"source/bad.html": "<div>" * 5_000 + "<p>The port closes on Sunday in Basel.</p>"},
        codes=TOLD,
    ),
    attack("bold in bold", {"source/bad.html": f"<p>The port {'<b>' * 3_000}closes on Sunday in Basel.</p>"}),
    attack("JSON in JSON", {"source/bad.json": '{"headline": "a", "body_text": ' + "[" * 50_000}, codes=TOLD),
    attack("brackets as entities", article("The court &#x2E22;7&#x205D;x&#x2E23; opens.")),
    attack("markup of consoles", article("See [/b] and [red]x[/y] here now.")),
    attack("markup of consoles in a name", article("See here now.", "source/[red]x[y].md"), codes=TOLD),
    attack("a name with dots", article("See here now.", "source/a..b.md"), codes=TOLD),
    attack("a time of twenty digits", codes=TOLD, epoch="9" * 20),
    attack("stray temporary files", {"source/.a.md.123.tmp": "a", "locales/.x.99999999999999999999.tmp": "a"}),
    attack("half a character in front matter", {"source/bad.md": '---\ntitle: "\\ud800"\n---\nA b c.'}, codes=TOLD),
    attack("nulls", article("The port\0 closes on Sunday in Basel.")),
    attack("bytes of no encoding", {"source/bad.md": HEAD.encode() + b"The port \xff\xfe closes on Sunday."}),
    attack("a folder for an article", {"source/bad.md/inside.png": b"a"}),
    attack("a folder for a catalog", {"locales/ar/LC_MESSAGES/good.po/inside": b"a"}, codes=(2, 2, 2)),
    attack("an article of nothing", {"source/bad.txt": ""}, codes=TOLD),
    attack("a word of 100,000 letters", article("a" * 100_000)),
]


@pytest.mark.parametrize("case", ATTACKS, ids=[case.name for case in ATTACKS])
def test_an_attack_ends_no_command_with_a_traceback_and_spares_the_article_beside_it(
    project: Path, monkeypatch: pytest.MonkeyPatch, case: Attack
) -> None:
    outside = project.parent / "outside"
    outside.mkdir()
    (outside / "outside.md").write_text(HEAD + "See here now.", encoding="utf-8")
    for place, content in case.files.items():
        path = project / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    for place, target in case.links.items():
        (project / place).symlink_to(target)
    for name, value in case.environment.items():
        monkeypatch.setenv(name, value)
    codes = []
    for command in COMMANDS:
        ended = newsloc(command, project)
        assert isinstance(ended.exception, SystemExit | None), ended.exception
        assert "Traceback" not in ended.output
        assert FAULT not in ended.output, ended.output
        codes.append(ended.exit_code)
    assert tuple(codes) == case.codes, ended.output
    if not case.environment:
        assert "Geneva" in (project / "build" / "en" / "good.txt").read_text(encoding="utf-8")
