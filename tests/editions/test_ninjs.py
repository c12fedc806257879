"""ninjs editions: valid by the schema of the item's own version, with an identity of their own, bodies untouched."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evaluations.ninjs import LANGUAGES, editions_of, problems_of, translated, validators, version_of
from pipeline.editions.edition import Site, build_edition
from pipeline.editions.writers.ninjs import write, write_notice
from pipeline.editions.writers.ninjs_versions import version_of as names_of
from pipeline.sources.article import parse_article
from tests.editions.test_build import project, read, run
from tests.editions.test_edition import ARTICLE, edition_of

__all__ = ["project"]

BODY = (
    '<section class="main" data-charCount="40"><p class="byline">By <b>A B</b></p>\n<p>OSLO (X) - Text one.</p>'
    '<figure data-assoc-ref="a1"><img src="https://e.example/a.jpg?w=1&amp;h=2" alt="Alt"/>'
    '<figcaption>Photo: C</figcaption></figure><iframe src="https://e.example/embed/x" width=560></iframe>'
    '<p>Contact:<br/>D, <a href="mailto:d@e.example">d@e.example</a></p></section>'
)
FIRST = {"uri": "urn:x:1", "type": "text", "language": "en", "headline": "Ice closes the port", "pubstatus": "usable"}
PICTURE = {"uri": "urn:x:2", "type": "picture", "language": "en", "headline": "The port"}
LISTED = {
    "uri": "urn:x:1",
    "type": "text",
    "language": "en",
    "headlines": [{"role": "main", "value": "Ice closes the port"}],
}
NAMED = {"name": "a1", "uri": "urn:x:2", "type": "picture", "language": "en", "headlines": [{"value": "The port"}]}
TYPED = {"contenttype": "text/html", "charcount": 1, "wordcount": 1, "value": BODY}
CAMEL = {"contentType": "text/html", "charCount": 1, "wordCount": 1, "value": BODY}
ITEMS: dict[str, dict[str, Any]] = {
    "1.0": {
        **FIRST,
        "body_text": "Ice. Snow.",
        "associations": {"a1": PICTURE},
        "versioncreated": "2026-01-09T10:00:00Z",
    },
    "1.1": {**FIRST, "body_xhtml": BODY, "description_text": "Ice."},
    "1.2": {**FIRST, "body_html": BODY, "body_text": "Ice.", "charcount": 1, "wordcount": 1, "ednote": "Hold."},
    "1.3": {
        **FIRST,
        "$standard": {"name": "ninjs", "version": "1.3"},
        "body_html5": BODY,
        "altids": {"systemid": "1"},
        "associations": {"a1": PICTURE},
    },
    "1.4": {**FIRST, "$standard": {"version": "1.4"}, "body_xhtml": BODY, "altids": {"guid": "1"}},
    "1.5": {
        **FIRST,
        "$standard": {"version": "1.5"},
        "headline_seo": "Ice",
        "body_xml": "<nitf/>",
        "body_text": "Ice.",
    },
    "1.6": {**FIRST, "$standard": {"version": "1.6"}, "body_html": BODY, "ednote": "Hold."},
    "2.0": {**LISTED, "standard": {"version": "2.0"}, "bodies": [TYPED], "altids": [{"role": "a", "value": "1"}]},
    "2.1": {**LISTED, "standard": {"version": "2.1"}, "bodies": [TYPED], "associations": [NAMED], "ednote": "Hold."},
    "2.2": {**LISTED, "standard": {"version": "2.2"}, "bodies": [TYPED], "versioncreated": "2026-01-09T10:00:00Z"},
    "3.0": {**LISTED, "standard": {"version": "3.0"}, "bodies": [CAMEL], "altIds": [{"role": "a", "value": "1"}]},
    "3.1": {**LISTED, "standard": {"version": "3.1"}, "bodies": [CAMEL], "associations": [NAMED], "edNote": "Hold."},
}
# What other types hold, and whether a body of them stays in an edition.
TYPES = [
    ("text/plain", True),
    ("TEXT/HTML; charset=utf-8", True),
    ("application/xhtml+xml", True),
    (None, True),
    ("application/xml", False),
    ("text/vnd.IPTC.NITF", False),
    ("text/markdown", False),
]
HOSTILE = [
    ("<p>a<img/onerror=alert(1) src=x></p>", "<p>a<img src=x></p>"),
    ('<a href="java&#115;cript:alert(1)">a</a>', "<a>a</a>"),
    ("<p>a</p><script>alert(1)</script>", "<p>a</p>"),
]


def edition(item: dict[str, Any], language: str = "ar", *, whole: bool = True, **site: Any) -> dict[str, Any]:
    """Return the edition of an item, wholly translated or not at all."""
    article = parse_article(json.dumps(item).encode(), "source/ice.json", "ice")
    catalog = translated(article, language) if whole else None
    written: dict[str, Any] = json.loads(write(build_edition(article, catalog, language, site=Site(**site))))
    return written


@pytest.mark.parametrize("version", ITEMS)
def test_an_item_is_valid_and_so_is_its_edition_in_every_language(version: str) -> None:
    item = ITEMS[version]
    assert problems_of(json.dumps(item), version) == []
    for language in LANGUAGES:
        written = editions_of(item, language)
        assert len(written) == 2
        assert [problem for each in written for problem in problems_of(each, version)] == []


def test_formats_count_for_the_schemas() -> None:
    assert not validators()["3.1"].is_valid({"uri": "no address"})
    assert not validators()["1.6"].is_valid({"uri": "urn:x:1", "versioncreated": "yesterday"})
    assert version_of({"uri": "urn:x:1", "foo": 1}) == "none"


@pytest.mark.parametrize("version", ITEMS)
def test_a_translation_has_an_identity_of_its_own_and_names_its_original(version: str) -> None:
    written = edition(ITEMS[version])
    names = names_of(ITEMS[version])
    assert (written["uri"], written["language"]) == ("urn:newsloc:ar:ice", "ar")
    found = written["associations"]
    original = found["translationOf"] if names.keyed else found[0]
    assert (original["uri"], original["language"], original["type"]) == ("urn:x:1", "en", "text")
    assert "translationOf" in (*found, original.get("rel"), original.get("name"))
    assert original.get(names.alt_ids) == ITEMS[version].get(names.alt_ids)
    assert names.alt_ids not in written
    others = [found["a1"]] if names.keyed and "a1" in found else [] if names.keyed else found[1:]
    assert all((each["uri"], each["language"]) == ("urn:x:2", "ar") for each in others)


def test_an_association_that_is_not_translated_keeps_its_language() -> None:
    assert edition(ITEMS["3.1"], whole=False)["associations"][1]["language"] == "en"


@pytest.mark.parametrize(
    "version",
    [version for version in ITEMS if BODY in json.dumps(ITEMS[version]).replace('\\"', '"').replace("\\n", "\n")],
)
def test_a_body_stays_byte_for_byte(version: str) -> None:
    written = json.dumps(edition(ITEMS[version], "fr")).replace('\\"', '"').replace("\\n", "\n")
    assert BODY in written


def test_counts_are_made_anew() -> None:
    assert [edition(ITEMS["1.2"], "fr")[key] for key in ("charcount", "wordcount")] == [4, 1]
    body = edition(ITEMS["3.1"], "fr")["bodies"][0]
    text = "By A B\nOSLO (X) - Text one.Photo: CContact:D, d@e.example"
    assert (body["charCount"], body["wordCount"]) == (len(text), len(text.split()))


def test_the_moment_of_a_version_is_that_of_its_translation() -> None:
    assert edition(ITEMS["2.2"])["versioncreated"] == "2026-03-09T12:00:00+00:00"
    assert edition(ITEMS["2.2"], whole=False)["versioncreated"] == "2026-01-09T10:00:00Z"


@pytest.mark.parametrize(("declared", "kept"), TYPES)
def test_only_known_types_are_shown(declared: str | None, kept: bool) -> None:  # noqa: FBT001
    typed = {"contentType": declared} if declared else {}
    item = {**ITEMS["3.1"], "bodies": [{**typed, "value": "<p>Ice.</p>"}]}
    for language in ("en", "ar"):
        assert ("bodies" in edition(item, language)) == kept
    assert "body_xml" not in edition(ITEMS["1.5"])


@pytest.mark.parametrize(("body", "kept"), HOSTILE)
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("declared", ["text/html", "TEXT/HTML", None, "application/xhtml+xml"])
def test_nothing_in_a_body_runs(body: str, kept: str, language: str, declared: str | None) -> None:
    typed = {"contentType": declared} if declared else {}
    item = {**ITEMS["3.1"], "bodies": [{**typed, "value": body}]}
    assert (
        edition(item, language)["bodies"][0]["value"]
        .replace("\u2066", "")
        .replace('<bdi dir="ltr">', "")
        .replace("</bdi>", "")
        == kept
    )
    old = edition({**ITEMS["1.2"], "body_HTML": body}, language)
    assert old["body_HTML"].replace('<bdi dir="ltr">', "").replace("</bdi>", "") == kept


def test_an_address_that_runs_goes() -> None:
    item = {
        **ITEMS["3.1"],
        "renditions": [{"name": "a", "href": "java&#115;cript:x"}, {"name": "b", "href": "https://e.example"}],
    }
    assert edition(item, "en")["renditions"] == [{"name": "a"}, {"name": "b", "href": "https://e.example"}]


def test_an_original_is_the_file_byte_for_byte() -> None:
    text = '{"uri":"urn:x:1",  "language":"en","headlines":[{"value":"Ice \\u2013"}],\n"bodies":[{"value":"<p>a</p>"}]}'
    article = parse_article(text.encode(), "source/ice.json", "ice")
    assert write(build_edition(article, None, "en")) == text


def test_pictures_without_an_address_are_left_out_and_that_is_said(project: Path) -> None:
    assert run(project).addresses_missing
    report = run(project, site=Site(base_url="https://news.example.org"))
    assert not report.addresses_missing
    hrefs = [each["renditions"][0]["href"] for each in json.loads(read(project, "ar/ice.json"))["associations"][1:]]
    assert hrefs == ["https://news.example.org/ar/images/port.svg"]


def test_an_item_without_text_is_an_article_without_units() -> None:
    item = {"uri": "urn:x:1", "type": "picture", "renditions": [{"name": "a", "href": "https://e.example/a.jpg"}]}
    article = parse_article(json.dumps(item).encode(), "source/photo.json", "photo")
    assert (article.units, article.language) == ((), "und")


def test_an_address_is_missed_where_items_are_asked_for_and_items_of_agencies_have_their_own(project: Path) -> None:
    (project / "source" / "ice.md").write_text("---\nlanguage: en\n---\n\nThe port is closed.\n", encoding="utf-8")
    assert not run(project).addresses_missing
    assert run(project, formats=("ninjs",)).addresses_missing
    assert not run(project, formats=("ninjs",), site=Site(base_url="https://news.example.org")).addresses_missing


PICTURES = [
    # as written, its address on a site and without one
    ("port.jpg", "https://n.example/a/en/port.jpg", ""),
    ("<the port.jpg>", "https://n.example/a/en/the%20port.jpg", ""),
    ("ميناء.jpg", "https://n.example/a/en/%D9%85%D9%8A%D9%86%D8%A7%D8%A1.jpg", ""),
    ("a%zz.jpg", "https://n.example/a/en/a%25zz.jpg", ""),
    ("/img/port.jpg", "https://n.example/img/port.jpg", ""),
    ("https://e.example/port.jpg", "https://e.example/port.jpg", "https://e.example/port.jpg"),
    ("../../port.jpg", "", ""),
    ("#port", "", ""),
    ("?port", "", ""),
]


@pytest.mark.parametrize(("written", "there", "nowhere"), PICTURES)
def test_pictures_have_whole_addresses_or_are_left_out(written: str, there: str, nowhere: str) -> None:
    text = f"---\nlanguage: en\n---\n\nIce closes the port.\n\n![Ice]({written})\n"
    article = parse_article(text.encode(), "source/ice.md", "ice")
    for base_url, address in (("https://n.example/a/", there), ("", nowhere)):
        item = write(build_edition(article, None, "en", site=Site(base_url=base_url)))
        assert problems_of(item, "3.1") == []
        pictures = [each for each in json.loads(item).get("associations", ()) if each["type"] == "picture"]
        assert [each["renditions"][0]["href"] for each in pictures] == [address] * bool(address)


@pytest.mark.parametrize("base_url", ["", "https://news.example.org"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_markdown_becomes_valid_ninjs(base_url: str, language: str) -> None:
    made = edition_of(ARTICLE)
    site = replace(made.site, base_url=base_url, languages=("ar", "en"))
    assert problems_of(write(replace(made, language=language, site=site)), "3.1") == []
    assert problems_of(write_notice(site, "ice", language), "3.1") == []
