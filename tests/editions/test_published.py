"""Begun, due, published: what is built of a translation before it is due, and of one whose article changes after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.catalog.header import PUBLISHED, PUBLISHED_UNITS
from pipeline.catalog.po import read_catalog, write_catalog
from pipeline.catalog.publication import mark_published
from pipeline.editions.build import BuildReport
from pipeline.editions.edition import Site
from pipeline.localize.opening import OpeningTask, open_article
from pipeline.localize.work import Work
from pipeline.model import Catalog, State
from pipeline.project.paths import catalog_path
from pipeline.sources.article import read_article
from tests.editions.test_build import (
    ARABIC,
    DRAFTS,
    LAST,
    NOW,
    files,
    manifest,
    project,
    read,
    run,
    translate,
)

__all__ = ["project"]
LEAD, SECOND = "The port is closed.", "Nobody was hurt at -5 degrees."
HEADLINE, STANDFIRST = "Ice closes the port", "Ships wait outside."
CHANGED, CORRECTED = "تغيَّر النص الأصلي", "صُحِّح النص الأصلي"
# What is not reviewed, the setting due, the outcome, and what is lacking.
LACKS = [
    ((), 100, "built", ""),
    ((LAST,), 100, "not due", "5 of 6 units are reviewed, 6 are needed"),
    ((LAST,), 80, "built", ""),
    ((HEADLINE,), 0, "not due", "the headline is not reviewed"),
    ((STANDFIRST,), 0, "not due", "the standfirst is not reviewed"),
    ((SECOND,), 0, "not due", "the first paragraph is not reviewed"),
    (tuple(ARABIC), 0, "not begun", "0 of 6 units are reviewed, 1 are needed"),
]


def without(*texts: str) -> Mapping[str, str]:
    return {**ARABIC, **dict.fromkeys(texts, "")}


def edit(project: Path, old: str, new: str) -> None:
    path = project / "source" / "ice.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def localize(project: Path, due: int = 100) -> Catalog:
    """Bring the Arabic catalog into step, as a run does."""
    [work] = open_article(OpeningTask(project=project, languages=("ar",), due=due), project / "source" / "ice.md").works
    assert isinstance(work, Work)
    path = catalog_path(project, "ar", "ice")
    write_catalog(path, work.catalog)
    return read_catalog(path)


def arabic(report: BuildReport) -> tuple[str, str]:
    """Return what became of the Arabic edition, and what is said of it."""
    [result] = [result for result in report.results if result.language == "ar"]
    return result.outcome.value, result.message


@pytest.mark.parametrize(("open_texts", "due", "outcome", "lack"), LACKS)
def test_a_translation_is_built_once_it_is_due(
    project: Path, open_texts: tuple[str, ...], due: int, outcome: str, lack: str
) -> None:
    translate(project, without(*open_texts))
    found, message = arabic(run(project, due=due))
    assert found == outcome
    assert lack in message
    assert ("ar/ice.html" in files(project)) is (outcome == "built")
    assert ("ice.html" in read(project, "ar/index.html")) is (outcome == "built")
    assert ('hreflang="ar"' in read(project, "en/ice.html")) is (outcome == "built")


def test_what_was_never_due_goes(project: Path) -> None:
    translate(project, without(LAST))
    run(project, due=80)
    assert "ar/ice.html" in run(project).removed


@pytest.mark.parametrize("localized", [False, True])
def test_a_correction_never_shows_the_language_of_the_article(project: Path, localized: bool) -> None:  # noqa: FBT001
    localize(project)
    edit(project, "-5 degrees.", "-7 degrees. Two ships left.")
    edit(project, "date:", "correction: An earlier version named the wrong cold.\ndate:")
    before = {path: path.read_bytes() for path in (project / "locales").rglob("*.po*")}
    if localized:
        localize(project)
    report = run(project)
    outcome, message = arabic(report)
    assert outcome == "renewed"
    assert "ice.po: published" in message
    assert "1 unit shown as approved before, 2 units left out" in message
    page, text = read(project, "ar/ice.html"), read(project, "ar/ice.txt")
    for shown in (page, text, read(project, "ar/ice.md"), json.loads(read(project, "ar/ice.json"))["edNote"]):
        assert CORRECTED in shown
    assert ARABIC[LEAD] in text
    assert "لم يُصب أحد عند" in text
    assert "Nobody" not in page
    assert "Two ships" not in page + text
    assert "earlier version" not in text
    assert "-7 degrees" in read(project, "en/ice.md")
    record = next(each for each in manifest(project)["editions"] if each["language"] == "ar")
    assert (record["reviewed"], record["earlier"], record["omitted"]) == (5, 1, 2)
    assert [unit["shown"] for unit in record["units"]].count("earlier") == 1
    assert localized or {path: path.read_bytes() for path in (project / "locales").rglob("*.po*")} == before


@pytest.mark.parametrize("localized", [False, True])
def test_an_unlike_headline_waits_below_the_one_that_was_approved_last(project: Path, localized: bool) -> None:  # noqa: FBT001
    localize(project)
    for new in ("Fire burns the market hall", "Ministers resign over taxes"):
        edit(project, HEADLINE if new.startswith("Fire") else "Fire burns the market hall", new)
        if localized:
            localize(project)
    assert arabic(run(project))[0] == "renewed"
    item = json.loads(read(project, "ar/ice.json"))
    assert [each["value"] for each in item["headlines"]] == [ARABIC[HEADLINE]]
    page = read(project, "ar/ice.html")
    assert f"<title>{ARABIC[HEADLINE]}</title>" in page
    assert f'"headline":"{ARABIC[HEADLINE]}"' in page.replace('": "', '":"')
    assert ARABIC[HEADLINE] in read(project, "ar/index.html")
    for path in ("ar/ice.txt", "ar/ice.md", "ar/index.html"):
        assert "Ministers" not in read(project, path)


@pytest.mark.parametrize("due", [80, 100])
def test_an_edition_without_an_approved_headline_is_held(project: Path, due: int) -> None:
    translate(project, without(LAST) if due < 100 else ARABIC)
    catalog = localize(project, due=due)
    entries = tuple(replace(entry, fuzzy=entry.fuzzy or entry.source == HEADLINE) for entry in catalog.entries)
    write_catalog(catalog_path(project, "ar", "ice"), replace(catalog, entries=entries))
    outcome, message = arabic(run(project, due=due))
    assert outcome == "empty"
    assert "headline" in message
    assert "ar/ice.html" not in files(project)
    assert "ice.html" not in read(project, "ar/index.html")


def test_a_new_main_headline_leaves_its_place_to_the_short_one(project: Path) -> None:
    (project / "source" / "ice.md").unlink()
    path = project / "source" / "ice.json"
    headlines = [{"role": "main", "value": HEADLINE}, {"role": "short", "value": STANDFIRST}]
    item = {
        "uri": "urn:x:ice",
        "standard": {"name": "ninjs", "version": "2.1"},
        "language": "en",
        "headlines": headlines,
        "bodies": [{"value": LEAD}],
    }
    path.write_text(json.dumps(item), encoding="utf-8")
    translate(project)
    path.write_text(json.dumps(item).replace(HEADLINE, "Fire burns the market hall"), encoding="utf-8")
    catalog = catalog_path(project, "ar", "ice")
    assert arabic(run(project))[0] == "renewed"
    assert ARABIC[HEADLINE] in read(project, "ar/ice.json"), "it was approved last"
    kept = read_catalog(catalog)
    entries = tuple(replace(entry, fuzzy=entry.source == HEADLINE) for entry in kept.entries)
    write_catalog(catalog, replace(kept, entries=entries, headers={**kept.headers, PUBLISHED: "2026-03-06"}))
    run(project)
    assert [each["value"] for each in json.loads(read(project, "ar/ice.json"))["headlines"]] == [ARABIC[STANDFIRST]] * 2


def test_a_picture_whose_new_caption_waits_has_none(project: Path) -> None:
    localize(project)
    edit(project, "![The port]", "![Nine unlike boats wait]")
    run(project)
    page = read(project, "ar/ice.html")
    assert '<img src="images/port.svg" alt="">' in page
    assert "<figcaption>" not in page


def test_a_removed_sentence_goes_at_once(project: Path) -> None:
    edit(project, " Nobody was hurt at -5 degrees.", "")
    assert arabic(run(project)) == ("built", "")
    assert "لم يُصب أحد" not in read(project, "ar/ice.txt")


def test_a_change_that_is_no_correction_is_called_a_change(project: Path) -> None:
    edit(project, "at -5 degrees", "at -7 degrees")
    run(project)
    assert CHANGED in read(project, "ar/ice.txt")


def test_the_halves_of_a_sentence_show_what_was_approved_of_it_once(project: Path) -> None:
    edit(project, "Nobody was hurt at -5 degrees.", "Nobody was hurt. It was at -5 degrees.")
    assert arabic(run(project))[0] == "renewed"
    assert read(project, "ar/ice.txt").count("لم يُصب أحد عند") == 1


def test_a_sentence_joined_of_two_shows_what_was_approved_of_both(project: Path) -> None:
    edit(project, "The port is closed. Nobody was hurt", "The port is closed, and nobody was hurt")
    assert "1 unit shown as approved before" in arabic(run(project))[1]
    text = read(project, "ar/ice.txt")
    assert ARABIC[LEAD] in text
    assert "لم يُصب أحد عند" in text


def test_a_text_that_was_sent_back_is_left_out(project: Path) -> None:
    catalog = localize(project)
    entries = tuple(
        replace(entry, fuzzy=True, comments=("newsloc-sent-back: wrong",)) if entry.source == SECOND else entry
        for entry in catalog.entries
    )
    write_catalog(catalog_path(project, "ar", "ice"), replace(catalog, entries=entries))
    assert "1 unit left out" in arabic(run(project))[1]
    text = read(project, "ar/ice.txt")
    assert "لم يُصب أحد" not in text
    assert CHANGED not in text
    assert "ولم تُنشر جملة واحدة" in text


def test_settings_take_back_nothing_that_is_published(project: Path) -> None:
    translate(project, without(LAST), drafts={LAST: 80})
    catalog = localize(project, due=80)
    assert int(catalog.headers[PUBLISHED_UNITS]) == len(catalog.entries)
    edit(project, LAST, f"{LAST}\n\nIt snows again.")
    localize(project, due=80)
    assert arabic(run(project, due=100, site=DRAFTS))[0] == "renewed"
    assert "مسودة آلية" in read(project, "ar/ice.txt"), "it was published as a draft"
    assert "snows" not in read(project, "ar/ice.txt")


def test_a_translation_of_which_nothing_is_left_is_not_built_and_named(project: Path) -> None:
    localize(project)
    path = project / "source" / "ice.md"
    path.write_text("---\nlanguage: en\n---\n\nUnlike all that stood there, the harbour burns.\n", encoding="utf-8")
    outcome, message = arabic(run(project))
    assert outcome == "empty"
    assert "1 unit left out" in message


def test_nobody_is_asked_to_renew_an_archived_article(project: Path) -> None:
    localize(project)
    edit(project, "-5 degrees.", "-7 degrees.")
    edit(project, "date:", "archived: true\ndate:")
    assert arabic(run(project)) == ("built", "")
    assert CHANGED in read(project, "ar/ice.txt")


def test_an_embargo_wins_over_what_is_published(project: Path) -> None:
    localize(project)
    edit(project, "-5 degrees.", "-7 degrees.")
    edit(project, "date:", "embargo: 2026-03-09T15:01+03:00\ndate:")
    assert arabic(run(project))[0] == "embargoed"
    assert "ar/ice.html" not in files(project)
    assert arabic(run(project, now=NOW + timedelta(minutes=1)))[0] == "renewed"


def test_a_preview_shows_the_article_as_it_is_now(project: Path) -> None:
    localize(project)
    edit(project, "-5 degrees.", "-7 degrees.")
    assert arabic(run(project, site=Site(preview=True))) == ("built", "")
    assert "-7 degrees." in read(project, "ar/ice.md")


def test_the_day_of_publication_stands_in_the_header_and_stays(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    translate(project, without(LAST))
    assert PUBLISHED not in localize(project).headers
    translate(project)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772800000")
    assert localize(project).headers[PUBLISHED] == "2026-03-06"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1782800000")
    edit(project, "-5 degrees.", "-7 degrees.")
    catalog = localize(project)
    assert catalog.headers[PUBLISHED] == "2026-03-06"
    assert PUBLISHED_UNITS not in catalog.headers
    assert [entry.state for entry in catalog.entries].count(State.DRAFT) == 1


def test_what_was_due_before_its_article_changed_is_published(project: Path) -> None:
    edit(project, "-5 degrees.", "-7 degrees.")
    assert PUBLISHED in localize(project).headers


def test_a_catalog_without_a_review_is_not_published(project: Path) -> None:
    catalog = replace(read_catalog(catalog_path(project, "ar", "ice")), entries=())
    article = read_article(project / "source" / "ice.md", project)
    assert mark_published(catalog, article, 0) is catalog
