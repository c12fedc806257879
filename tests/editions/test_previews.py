"""Previews, what is left out of an edition, and accidents in one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.catalog.provenance import make_provenance
from pipeline.editions.edition import Site, build_edition
from pipeline.editions.writers import WRITERS
from pipeline.model import Score, Verdict
from tests.editions.test_build import (
    ARABIC,
    DRAFT,
    file,
    files,
    outcomes,
    project,
    read,
    run,
    translate,
)
from tests.editions.test_edition import article_of, catalog_of

__all__ = ["project"]
PSEUDO: dict[str, Any] = {"engine": "pseudo", "model": "1", "score": Score(percent=50, verdict=Verdict.REVIEW)}
# An article, the sentences that are translated, and what is left of it without the others.
LEFT = [
    ("- One.\n- Two.\n\nThree.\n", ["One.", "Three."], "- One.\n\nThree.\n"),
    ("- One.\n- Two.\n\nThree.\n", ["Three."], "Three.\n"),
    ("- One.\n- Two.\n- Three.\n", ["One.", "Three."], "- One.\n- Three.\n"),
    ("One.\n\nTwo.\n\nThree.\n", ["One.", "Three."], "One.\n\nThree.\n"),
    ("One.\n\nTwo.\n\nThree.\n", ["Two."], "Two.\n\n"),
    ("One.\n\n> Two.\n\nThree.\n", ["One.", "Three."], "One.\n\nThree.\n"),
    ("One.\n\n| A | B |\n| --- | --- |\n| C | D |\n\nThree.\n", ["One.", "Three."], "One.\n\nThree.\n"),
    ("One.\n\n| A | B |\n| --- | --- |\n| C | D |\n", ["One.", "D"], "One.\n\n|  |  |\n| --- | --- |\n|  | D |\n"),
    ("One.\n\n***\n\nTwo.\n", ["One."], "One.\n\n***\n\n"),
]


def test_a_preview_shows_in_every_format_what_is_not_due_and_says_so(project: Path) -> None:
    translate(project, {}, drafts=dict.fromkeys(ARABIC, 1))
    folder = project / "build" / "preview"
    report = run(project, folder=folder, site=Site(preview=True))
    assert outcomes(report) == {"en": "built", "ar": "built"}
    page = read(project, "preview/ar/ice.html")
    assert DRAFT in page
    assert '<p class="preview" lang="ar" dir="rtl">معاينة: ليست للنشر</p>' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "معاينة" in read(project, "preview/ar/index.html")
    assert "Preview: not for publication" in read(project, "preview/en/ice.html")
    assert read(project, "preview/ar/ice.md").startswith('---\npreview: "معاينة: ليست للنشر"\nlanguage: ar\n')
    assert read(project, "preview/en/ice.md").startswith('---\npreview: "Preview: not for publication"\nlanguage: en\n')
    assert "\n\nمعاينة: ليست للنشر · مترجَم" in read(project, "preview/ar/ice.txt")
    item = json.loads(read(project, "preview/ar/ice.json"))
    assert (item["pubStatus"], item["edNote"][:6]) == ("withheld", "معاينة")
    assert "معاينة" not in "".join(read(project, path) for path in files(project) if not path.startswith("preview/"))


@pytest.mark.parametrize(("site", "shown"), [(Site(preview=True), "[Öñé.]"), (Site(fallback="draft"), "One.")])
def test_pseudo_translations_are_shown_in_previews_and_nowhere_else(site: Site, shown: str) -> None:
    article = article_of("One.\n")
    catalog = catalog_of(article, {"One.": "[Öñé.]"}, fuzzy=True)
    made = tuple(replace(entry, provenance=make_provenance(entry, entry.target, **PSEUDO)) for entry in catalog.entries)
    edition = build_edition(article, replace(catalog, entries=made), "ar", site=site)
    assert [unit.text for unit in edition.units] == [shown]


@pytest.mark.parametrize(("text", "translated", "left"), LEFT)
def test_what_is_left_out_goes_with_its_separators(text: str, translated: list[str], left: str) -> None:
    article = article_of(text)
    catalog = catalog_of(article, {source: source for source in translated})
    edition = build_edition(article, catalog, "ar", site=Site(fallback="omit"))
    written = WRITERS[0].write(replace(edition, language="en", source_language="en"))
    assert written == left


def test_an_article_without_a_title_is_listed_by_its_first_words(project: Path) -> None:
    sentence = (
        "The **port** of [Selim](https://example.org) is closed since ice covers all of its basins and the road to it."
    )
    (project / "source" / "snow.md").write_text(f"---\nlanguage: en\n---\n\n{sentence}\n", encoding="utf-8")
    run(project)
    title = "The port of Selim is closed since ice covers all of its basins and…"
    assert f'<a href="snow.html">{title}</a>' in read(project, "en/index.html")
    assert f"<title>{title}</title>" in read(project, "en/snow.html")


def test_brackets_that_are_written_as_entities_are_text(project: Path) -> None:
    hostile = "&#x2E22;7&#x205D;x&#x2E23; ⸤9⁝y⸥ ⦃8⁝⦄ ⧘7⁝z⧙ ⧚⧛ ⸦⸧ ⦇⦈ ⟅⟆ ⸢99999999999⁝a⸣"
    file(project)
    translate(project, {**ARABIC, "The port is closed.": hostile, "The port": ""})
    assert outcomes(run(project, due=0)) == {"en": "built", "ar": "built"}
    assert "x</bdi>⸣" in read(project, "ar/ice.html")
