"""Building a folder of editions: what is due, what is refused, what is taken away, and that nothing else changes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest

from pipeline.catalog.approvals import stamp
from pipeline.catalog.merge import make_template, merge
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import write_catalog
from pipeline.catalog.provenance import make_provenance
from pipeline.editions.build import BuildReport, build
from pipeline.editions.edition import Site
from pipeline.editions.publishing import Orders
from pipeline.errors import ConfigError
from pipeline.model import Score, Verdict
from pipeline.project.paths import catalog_path
from pipeline.project.processes import seconds_for
from pipeline.sources.article import find_articles, read_article

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
ICE = """---
language: en
title: Ice closes the port
standfirst: Ships wait outside.
date: 2026-01-09
{more}---

The port is closed. Nobody was hurt at -5 degrees.

![The port](images/port.svg)

Read the [older story](snow.md) and the [map](../../secret.txt).
"""
LAST = "Read the [older story](snow.md) and the [map](../../secret.txt)."
"""Its second link leads out of source/."""
ARABIC = {
    "Ice closes the port": "الجليد يغلق الميناء",
    "Ships wait outside.": "السفن تنتظر في الخارج.",
    "The port is closed.": "الميناء مغلق.",
    "Nobody was hurt at -5 degrees.": "لم يُصب أحد عند -5 درجات.",
    "The port": "الميناء",
    LAST: "اقرأ [القصة](snow.md) و[الخريطة](../../secret.txt).",
}
SHOWN = "The port is closed since 9 January."
DRAFT = "مسودة آلية."
DRAFTS = Site(fallback="draft")
# Front matter of an article, and the outcome in a language that is not its own.
NOT_DUE = [
    ("embargo: 2026-03-09T15:01+03:00\n", "embargoed", "under embargo until 2026-03-09 15:01+03:00, for 1 h more"),
    ("embargo: 2026-03-20T15:00Z\n", "embargoed", "for 11 days more"),
    ("status: withheld\n", "withheld", "set its status to usable"),
    ("kill: true\n", "withdrawn", "a notice stands in its place"),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    images = tmp_path / "source" / "images"
    images.mkdir(parents=True)
    (images / "port.svg").write_text("<svg/>", encoding="utf-8")
    (images / "unused.svg").write_text("<svg/>", encoding="utf-8")
    file(tmp_path)
    translate(tmp_path)
    return tmp_path


def file(project: Path, more: str = "", name: str = "ice.md") -> None:
    """File the article, with more lines in its front matter."""
    (project / "source" / name).write_text(ICE.replace("{more}", more), encoding="utf-8")


def translate(project: Path, targets: Mapping[str, str] = ARABIC, drafts: Mapping[str, int] | None = None) -> None:
    """Write the Arabic catalogs: reviewed where the table has a target, a draft with a score where asked for."""
    for path in find_articles(project):
        article = read_article(path, project)
        contexts, following = number_units(article, None, [])
        write_catalog(project / "locales" / f"{article.slug}.pot", make_template(article, contexts, following))
        catalog = merge(article, contexts, None, "ar")
        entries = []
        for entry in catalog.entries:
            score = (drafts or {}).get(entry.source)
            made = replace(entry, target=DRAFT if score else targets.get(entry.source, ""), fuzzy=bool(score))
            if score:
                made = replace(
                    made,
                    provenance=make_provenance(
                        made, DRAFT, engine="draft", model="gemma", score=Score(percent=score, verdict=Verdict.REVIEW)
                    ),
                )
            entries.append(made)
        headers = {**catalog.headers, "Last-Translator": "Mona Aziz <mona@example.org>"}
        write_catalog(
            catalog_path(project, "ar", article.slug),
            stamp(replace(catalog, entries=tuple(entries), headers=headers)),
        )


def orders(project: Path, **changes: Any) -> Orders:
    asked = Orders(
        project=project,
        folder=project / "build",
        paths=find_articles(project),
        languages=("en", "ar"),
        all_languages=("en", "ar"),
        now=NOW,
    )
    return replace(asked, **changes)


def run(project: Path, **changes: Any) -> BuildReport:
    return build(orders(project, **changes))


def outcomes(report: BuildReport) -> dict[str, str]:
    return {result.language: result.outcome.value for result in report.results}


def files(project: Path) -> list[str]:
    folder = project / "build"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def written(project: Path) -> dict[str, int]:
    """Return when each file was written."""
    return {path: (project / "build" / path).stat().st_mtime_ns for path in files(project)}


def read(project: Path, path: str) -> str:
    return (project / "build" / path).read_text(encoding="utf-8")


def manifest(project: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(read(project, "manifest.json"))
    return found


def test_a_build_writes_every_format_the_files_referred_to_the_indexes_and_a_manifest(project: Path) -> None:
    report = run(project)
    assert outcomes(report) == {"en": "built", "ar": "built"}
    formats = ("html", "json", "md", "txt")
    assert files(project) == sorted(
        [f"{tag}/ice.{suffix}" for tag in ("ar", "en") for suffix in formats]
        + [f"{tag}/{path}" for tag in ("ar", "en") for path in ("images/port.svg", "index.html")]
        + ["index.html", "manifest.json"]
    )


def test_the_first_page_leads_to_the_languages(project: Path) -> None:
    run(project)
    page = read(project, "index.html")
    assert '<li lang="ar" dir="rtl">\n<h2><a href="ar/index.html" hreflang="ar">العربية</a></h2>' in page
    assert '<a href="en/index.html" hreflang="en">English</a>' in page
    run(project, site=Site(preview=True))
    assert "معاينة" in read(project, "index.html")


def test_building_again_rewrites_nothing(project: Path) -> None:
    run(project)
    before = written(project)
    assert run(project).removed == ()
    assert written(project) == before


@pytest.mark.parametrize(("front", "outcome", "message"), NOT_DUE)
def test_what_is_not_due_takes_the_place_of_what_was_built(
    project: Path, front: str, outcome: str, message: str
) -> None:
    run(project)
    file(project, front)
    report = run(project, languages=("ar",))
    assert outcomes(report) == {"ar": outcome, "en": outcome}
    assert all(message in result.message for result in report.results)
    left = [path for path in files(project) if "ice" in path]
    if outcome == "withdrawn":
        assert left == [f"{tag}/ice.{suffix}" for tag in ("ar", "en") for suffix in ("html", "json", "md", "txt")]
        assert "سُحب هذا المقال" in read(project, "ar/ice.html")
        assert json.loads(read(project, "en/ice.json"))["pubStatus"] == "canceled"
        assert "Ice" not in "".join(read(project, path) for path in left)
    else:
        assert left == []
    assert not (project / "build" / "en" / "images").exists()
    assert "ice.html" not in read(project, "ar/index.html")
    file(project)
    assert outcomes(run(project)) == {"en": "built", "ar": "built"}


def test_an_embargo_ends_and_can_be_ignored(project: Path) -> None:
    file(project, "embargo: 2026-03-09T15:01+03:00\n")
    assert outcomes(run(project, ignore_embargo=True)) == {"en": "built", "ar": "built"}
    assert json.loads(read(project, "ar/ice.json"))["embargoedUntil"] == "2026-03-09T15:01:00+03:00"
    assert outcomes(run(project, now=NOW + timedelta(minutes=1))) == {"en": "built", "ar": "built"}


def test_editions_of_vanished_articles_go_unless_somebody_changed_them(project: Path) -> None:
    file(project, name="snow.md")
    translate(project)
    run(project)
    (project / "source" / "snow.md").unlink()
    (project / "build" / "ar" / "snow.md").write_text("by hand", encoding="utf-8")
    report = run(project)
    assert [path for path in files(project) if "snow" in path] == ["ar/snow.md"]
    assert report.left == ("ar/snow.md",)
    assert "ar/snow.html" in report.removed


def test_files_that_newsloc_did_not_make_stay(project: Path) -> None:
    own = project / "build" / "ar" / "about.html"
    own.parent.mkdir(parents=True)
    own.write_text("ours", encoding="utf-8")
    run(project)
    file(project, "status: withheld\n")
    run(project)
    assert own.read_text(encoding="utf-8") == "ours"


def test_naming_articles_or_formats_leaves_the_others_alone(project: Path) -> None:
    file(project, name="snow.md")
    translate(project)
    run(project)
    before = written(project)
    report = run(project, paths=[project / "source" / "ice.md"], formats=("md",), complete=False)
    assert report.removed == ()
    assert written(project) == before


def test_a_language_that_is_no_more_takes_its_editions_along(project: Path) -> None:
    run(project)
    run(project, languages=("en",), all_languages=("en",))
    assert [path for path in files(project) if path.startswith("ar/")] == []


def test_an_article_cannot_be_called_like_the_index(project: Path) -> None:
    file(project, name="index.md")
    report = run(project)
    assert {result.outcome.value for result in report.results if result.slug == "index"} == {"failed"}


def test_a_link_cannot_lead_a_build_out_of_its_folder(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (project / "build").mkdir()
    (project / "build" / "ar").symlink_to(elsewhere)
    report = run(project)
    assert outcomes(report) == {"en": "built", "ar": "failed"}
    assert "leads out of" in report.results[1].message
    assert "leads out of" in report.problems[0]
    assert not list(elsewhere.iterdir())


def test_what_lies_outside_of_source_is_not_copied(project: Path) -> None:
    secret = project / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    (project / "source" / "images" / "port.svg").unlink()
    (project / "source" / "images" / "port.svg").symlink_to(secret)
    run(project)
    assert not any("secret" in path or "port.svg" in path for path in files(project))
    page = read(project, "ar/ice.html")
    assert "secret.txt" not in page
    assert '<a href="snow.html">القصة</a>' in page


def test_another_programs_manifest_is_not_overwritten(project: Path) -> None:
    (project / "build").mkdir()
    (project / "build" / "manifest.json").write_text('{"name": "app"}', encoding="utf-8")
    with pytest.raises(ConfigError, match="build into another folder"):
        run(project)


def test_the_manifest_tells_where_each_sentence_comes_from(project: Path) -> None:
    translate(project, drafts={LAST: 81})
    run(project, due=80, site=DRAFTS)
    record = next(each for each in manifest(project)["editions"] if each["language"] == "ar")
    assert (record["reviewed"], record["drafts"]) == (5, 1)
    by_shown = {unit["shown"]: unit for unit in record["units"]}
    assert by_shown["reviewed"]["reviewer"] == "Mona Aziz"
    machine = by_shown["draft"]
    assert (machine["state"], machine["engine"], machine["model"], machine["score"]) == ("draft", "draft", "gemma", 81)
    assert len(machine["source_digest"]) == len(machine["target_digest"]) == 64


def test_a_draft_says_so_in_every_format(project: Path) -> None:
    translate(project, drafts={LAST: 75})
    run(project, due=80, site=DRAFTS)
    page = read(project, "ar/ice.html")
    assert f'its-mt-confidence="0.75">{DRAFT}</span>' in page
    assert 'its-annotators-ref="mt-confidence|urn:newsloc:engine:' in page
    assert "فيه جملة واحدة مترجَمة آلياً لم تُراجَع بعد." in page
    assert f"⟦ترجمة آلية: {DRAFT}⟧" in read(project, "ar/ice.txt")
    assert f'<span class="draft" its-mt-confidence="0.75">{DRAFT}</span>' in read(project, "ar/ice.md")
    assert (
        json.loads(read(project, "ar/ice.json"))["digitalSourceType"]["name"] == "compositeWithTrainedAlgorithmicMedia"
    )


def test_what_is_left_out_leaves_no_trace(project: Path) -> None:
    translate(project, {**ARABIC, LAST: "", "The port": ""})
    run(project, due=0, site=Site(fallback="omit"))
    text = read(project, "ar/ice.md")
    assert text.endswith("\n\n![](images/port.svg)\n\n")
    assert "ولم تُنشر جملتان" in text


def test_the_translation_of_an_older_text_never_ships_as_a_draft(project: Path) -> None:
    path = catalog_path(project, "ar", "ice")
    translate(project, drafts={LAST: 90})
    path.write_text(path.read_text("utf-8").replace(DRAFT, "كتبه شخص."), encoding="utf-8")
    run(project, due=80, site=DRAFTS)
    assert "كتبه شخص." not in read(project, "ar/ice.md")


def test_a_region_without_a_catalog_spells_that_of_its_language(project: Path) -> None:
    translate(project, {**ARABIC, "The port is closed.": "أُغلق الميناء في 9 آذار 2026."})
    assert outcomes(run(project, languages=("ar-EG",), all_languages=("ar-EG",))) == {"ar-EG": "built"}
    assert "أُغلق الميناء في ٩ مارس ٢٠٢٦." in read(project, "ar-EG/ice.md")
    page = read(project, "ar-EG/ice.html")
    assert "٩ يناير ٢٠٢٦" in page
    assert "list-style-type: arabic-indic" in page


@pytest.mark.parametrize(("named", "shown"), [((), "Lina Haddad, Omar Said"), (("author",), "لينا حداد, Omar Said")])
def test_a_byline_stands_as_filed_unless_the_settings_have_it_translated(
    project: Path, named: tuple[str, ...], shown: str
) -> None:
    file(project, "author: [Lina Haddad, Omar Said]\n")
    keys = ("title", "standfirst", *named)
    article = read_article(project / "source" / "ice.md", project, keys)
    contexts, _ = number_units(article, None, [])
    catalog = merge(article, contexts, None, "ar")
    targets = {**ARABIC, "Lina Haddad": "لينا حداد", "Omar Said": "Omar Said"}
    entries = tuple(replace(entry, target=targets[entry.source]) for entry in catalog.entries)
    write_catalog(catalog_path(project, "ar", "ice"), replace(catalog, entries=entries))
    assert outcomes(run(project, front_matter=keys)) == {"en": "built", "ar": "built"}
    assert f'<bdi class="author">{shown}</bdi>' in read(project, "ar/ice.html")
    assert shown in read(project, "ar/ice.txt").replace("\u2066", "").replace("\u2069", "")
    assert json.loads(read(project, "ar/ice.json"))["by"] == shown


def test_an_index_lists_the_newest_first_with_what_is_reviewed(project: Path) -> None:
    newer = ICE.replace("{more}", "").replace("2026-01-09", "2026-02-01").replace("Ice closes", "Snow closes")
    (project / "source" / "snow.md").write_text(newer, encoding="utf-8")
    translate(project)
    run(project, site=Site(preview=True))
    page = read(project, "ar/index.html")
    assert page.index("snow.html") < page.index("ice.html")
    assert "روجع 83% من الترجمة" in page
    assert '<h2 lang="en" dir="ltr"><a href="snow.html">Snow closes the port</a></h2>' in page
    assert '<a href="../en/index.html" hreflang="en" lang="en" dir="ltr">English</a>' in page
    assert "First published in this language" in read(project, "en/index.html")


def test_an_index_for_readers_has_the_dates_of_the_pages_and_no_shares(project: Path) -> None:
    file(project, f"correction: {SHOWN}\n")
    translate(project, {**ARABIC, SHOWN: "الميناء مغلق منذ 9 كانون الثاني."})
    run(project)
    index, day = read(project, "ar/index.html"), "9 كانون الثاني 2026</time>"
    assert day in index
    assert day in read(project, "ar/ice.html")
    assert "من الترجمة" not in index


def test_pages_name_each_other_with_their_languages(project: Path) -> None:
    run(project, site=Site(base_url="https://news.example.org/site"))
    page = read(project, "ar/ice.html")
    assert '<link rel="alternate" hreflang="en" href="https://news.example.org/site/en/ice.html">' in page
    assert '<link rel="alternate" hreflang="x-default" href="https://news.example.org/site/en/ice.html">' in page
    assert '<link rel="canonical" href="https://news.example.org/site/ar/ice.html">' in page
    data = json.loads(page.partition('application/ld+json">')[2].partition("</script>")[0])
    assert data["translationOfWork"] == {
        "@type": "NewsArticle",
        "inLanguage": "en",
        "headline": "Ice closes the port",
        "url": "https://news.example.org/site/en/ice.html",
    }
    assert (data["inLanguage"], data["datePublished"]) == ("ar", "2026-01-09")
    original = read(project, "en/ice.html").partition('application/ld+json">')[2].partition("</script>")[0]
    assert [work["inLanguage"] for work in json.loads(original)["workTranslation"]] == ["ar"]


def test_several_processes_build_what_one_does(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        file(project, name=f"snow-{number}.md")
    (project / "source" / "broken.md").write_bytes(b"---\nlanguage: en\ndate: never\n---\n\nText.\n")
    translate_all_but_broken(project)
    first = build(orders(project), processes=1)
    one = {path: path.read_bytes() for path in (project / "build").rglob("*") if path.is_file()}
    (project / "build").rename(project / "former")
    second = build(orders(project), processes=2)
    assert {path: path.read_bytes() for path in (project / "build").rglob("*") if path.is_file()} == one
    assert second == first
    assert {result.outcome for result in first.results if result.slug == "broken"} == {"failed"}
    assert len(one) > 20

    count = Mock(return_value=1)
    monkeypatch.setattr("pipeline.editions.build.count_processes", count)
    build(orders(project))
    count.assert_called_once_with(seconds_for(find_articles(project), 2), 5)


def translate_all_but_broken(project: Path) -> None:
    broken = project / "source" / "broken.md"
    content = broken.read_bytes()
    broken.unlink()
    translate(project)
    broken.write_bytes(content)
