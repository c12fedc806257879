"""The folder of editions: what newsloc did not make stays, and nothing is written elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.editions.drawings import is_harmless
from pipeline.editions.output import Output
from pipeline.errors import CatalogError, ConfigError
from tests.editions.test_build import files, manifest, outcomes, project, read, run

__all__ = ["project"]
SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
HARMLESS = [
    f'<svg {SVG}><path d="M0 0"/><use href="#a"/><image xlink:href="data:image/png;base64,AA"/></svg>',
    f"<svg {SVG}><style>.a {{ fill: url(#b) }}</style><filter><feBlend/></filter><!-- a --></svg>",
    f'<svg {SVG} xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:version="1"><i:grid/></svg>',
]
HARMFUL = [
    f"<svg {SVG}><script>alert(1)</script></svg>",
    f'<svg {SVG} onload="alert(1)"/>',
    f'<svg {SVG}><a xlink:href="javascript:alert(1)"/></svg>',
    f'<svg {SVG}><animate attributeName="href" to="javascript:alert(1)"/></svg>',
    f'<svg {SVG}><foreignObject><p xmlns="http://www.w3.org/1999/xhtml"/></foreignObject></svg>',
    f'<svg {SVG}><p xmlns="http://www.w3.org/1999/xhtml"/></svg>',
    f'<svg {SVG}><image href="https://example.org/count.png"/></svg>',
    f'<svg {SVG}><style>@import "https://example.org/a.css";</style></svg>',
    f'<svg {SVG}><rect style="fill: url(https://example.org/a)"/></svg>',
    f'<?xml-stylesheet href="a.xsl"?><svg {SVG}/>',
    f'<!DOCTYPE svg [<!ENTITY a "b">]><svg {SVG}>&a;</svg>',
    "not a drawing",
]


@pytest.mark.parametrize("drawing", HARMLESS)
def test_a_drawing_may_be_published(drawing: str) -> None:
    assert is_harmless(drawing.encode())


@pytest.mark.parametrize("drawing", HARMFUL)
def test_what_runs_or_loads_in_a_drawing_may_not(drawing: str) -> None:
    assert not is_harmless(drawing.encode())


def test_only_what_readers_may_see_is_copied(project: Path) -> None:
    source = project / "source"
    (source / "secret.key").write_text("key", encoding="utf-8")
    (source / "evil.svg").write_text(HARMFUL[0], encoding="utf-8")
    (source / "data.csv").write_text("a,b", encoding="utf-8")
    text = (
        "---\nlanguage: en\n---\n\nThe [key](secret.key), the ![map](evil.svg) and the [data](data.csv) lie here.\n"
        "\n![Bow](bow.png)\n"
    )
    (source / "snow.md").write_text(text, encoding="utf-8")
    report = run(project)
    assert {path for path in files(project) if path.endswith((".key", ".svg", ".csv"))} == {
        *("en/images/port.svg", "ar/images/port.svg", "en/data.csv")
    }
    notes = next(result.notes for result in report.results if result.slug == "snow" and result.outcome == "built")
    assert all(note.endswith(" (source/snow.md refers to it)") for note in notes)
    assert sorted(note.partition(";")[0] for note in notes) == [
        "source/bow.png: no such file",
        "source/evil.svg: not copied, for it holds more than a drawing",
        "source/secret.key: not copied, for it is no picture, sound, film or document",
    ]


@pytest.mark.parametrize("name", ["ar/ice.html", "ar/images/port.svg"])
def test_a_file_of_somebody_else_stays_and_the_other_editions_are_built(project: Path, name: str) -> None:
    place = project / "build" / name
    place.parent.mkdir(parents=True)
    place.write_text("by hand", encoding="utf-8")
    report = run(project)
    assert outcomes(report) == {"en": "built", "ar": "failed"}
    assert f"{name}: not made by newsloc, so it stays" in report.results[1].message
    assert place.read_text("utf-8") == "by hand"
    assert "ar/ice.md" not in files(project)


def test_an_index_of_somebody_else_stays(project: Path) -> None:
    place = project / "build" / "ar" / "index.html"
    place.parent.mkdir(parents=True)
    place.write_text("by hand", encoding="utf-8")
    report = run(project)
    assert "not made by newsloc" in report.problems[0]
    assert place.read_text("utf-8") == "by hand"
    assert "ar/index.html" not in manifest(project)["pages"]


def test_a_killed_build_goes_on(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.editions.build.manifest_text", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run(project)
    path = project / "build" / "ar" / "ice.txt"
    path.write_text("an older edition", encoding="utf-8")
    assert outcomes(run(project)) == {"en": "built", "ar": "built"}
    assert not (project / "build" / ".newsloc-begun").exists()


@pytest.mark.parametrize("name", ["source", "source/new", "locales", "locales/ar"])
def test_a_build_never_goes_to_articles_or_catalogs(project: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="which a build must not touch"):
        run(project, folder=project / name)


def test_a_build_follows_no_link_out_of_the_project(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (project / "build").symlink_to(elsewhere)
    with pytest.raises(ConfigError, match="a link leads it out of the project"):
        run(project)
    assert list(elsewhere.iterdir()) == []
    run(project, folder=elsewhere)
    assert (elsewhere / "ar" / "ice.md").is_file()


def test_an_article_that_cannot_be_looked_for_keeps_its_editions(project: Path) -> None:
    folder = project / "source" / "deep"
    folder.mkdir()
    (project / "source" / "ice.md").rename(folder / "ice.md")
    run(project, paths=[folder / "ice.md"])
    before = read(project, "en/deep/ice.md")
    (folder / "ice.md").rename(project / "ice.md")
    folder.rmdir()
    folder.symlink_to("deep")
    report = run(project, paths=[])
    assert len(report.problems) == 1
    assert "source/deep/ice.md: cannot be looked for" in report.problems[0]
    assert read(project, "en/deep/ice.md") == before
    folder.unlink()
    assert "en/deep/ice.md" in run(project, paths=[]).removed


def test_a_folder_that_cannot_be_written_is_an_error_of_ours(project: Path) -> None:
    (project / "file").write_text("", encoding="utf-8")
    with pytest.raises(CatalogError, match="cannot be written"):
        Output(folder=project / "file").claim({"ar/a.md": "a"})
