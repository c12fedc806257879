"""What a build says of an edition: what it refers to, and the manifest as JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.editions import references
from pipeline.editions.edition import Edition, build_edition
from pipeline.editions.manifest import EditionRecord, Manifest, UnitRecord, manifest_text
from pipeline.editions.references import find_references
from pipeline.editions.writers.tokens import parse_body
from pipeline.sources.article import parse_article

TEXT = "It rained in the harbour for the whole of the day, and nobody was hurt."
LINKS = [
    # the article's text, how often it must be read as Markdown
    (f"{TEXT} [Far](https://a.example/x.pdf) and [mail](mailto:a@b.example).", 0),
    (f"{TEXT} [Near](files/x.pdf).", 1),
    (f"{TEXT} [Near]( <files/x y.pdf> ).", 1),
    (f"{TEXT} [Near][n].\n\n[n]: files/x.pdf", 1),
    (f"{TEXT} [Near][n].\n\n[n]:\n  https://a.example/x.pdf", 0),
]


def edition_of(text: str, language: str = "fr") -> Edition:
    article = parse_article(text.encode(), "source/ice.md", "ice")
    edition = build_edition(article, None, language)
    return replace(edition, site=replace(edition.site, languages=("en", language)))


def without_empty(value: Any) -> Any:
    """Return a value as JSON has it, at any depth without fields that say nothing."""
    names = getattr(value, "__struct_fields__", getattr(value, "__dataclass_fields__", ()))
    if names:
        value = {name: getattr(value, name) for name in names}
    if isinstance(value, dict):
        return {key: without_empty(each) for key, each in value.items() if each not in ("", None, {}, ())}
    return [without_empty(each) for each in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize(("text", "reads"), LINKS)
def test_an_edition_is_read_for_references_only_where_it_may_have_some(
    monkeypatch: pytest.MonkeyPatch, text: str, reads: int
) -> None:
    edition = edition_of(text)
    with monkeypatch.context() as patch:
        patch.setattr(references, "_MAY_BE_FILE", re.compile(""))
        wanted = find_references(edition)
    parse = Mock(wraps=parse_body)
    monkeypatch.setattr(references, "parse_body", parse)
    assert find_references(edition) == wanted
    assert parse.call_count == reads


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_manifest_is_written_as_pythons_json_writes_it(title: str, message: str) -> None:
    unit = UnitRecord(role="body", state="draft", shown="source", source_digest="0", engine=title, score=0)
    record = EditionRecord(
        slug="ice",
        language="ar",
        status="built",
        title=title,
        standfirst=message,
        reviewed=0,
        earlier=1,
        drafts=0,
        source=2,
        omitted=0,
        units=(unit, UnitRecord(role="body", state="missing", shown="source", source_digest="1")),
    )
    manifest = Manifest(generator="newsloc", version=1, editions=(record,), pages={title: f"{message}."})
    assert manifest_text(manifest) == json.dumps(without_empty(manifest), ensure_ascii=False, indent=1) + "\n"
