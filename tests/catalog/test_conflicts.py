"""What merging two branches does to catalogs: entries and numbers that stand twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.catalog.conflicts import OTHER, describe_renumbered, settle_conflicts
from pipeline.catalog.merge import merge
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import catalog_text, read_catalog
from pipeline.errors import CatalogError
from pipeline.model import Catalog, Entry, State
from pipeline.project.paths import catalog_path
from tests.catalog.catalog_cases import ARABIC, ICE, article, draft

if TYPE_CHECKING:
    from pathlib import Path

BARE = Entry(context="body#1", source=ICE[0])
PLAIN = replace(BARE, target=ARABIC[ICE[0]])
FUZZY = replace(PLAIN, fuzzy=True)
OTHERS = "تكسّر جليد البحيرة الشمالية يوم 3 آذار/مارس."
DRAFT = draft(BARE, "مسودة آلية")
DUPLICATES = {
    "the same twice": (PLAIN, PLAIN, PLAIN),
    "one is empty": (BARE, PLAIN, PLAIN),
    "one is approved": (FUZZY, PLAIN, PLAIN),
    "one is a machine's": (DRAFT, PLAIN, PLAIN),
    "both are a machine's": (DRAFT, draft(BARE, "أخرى"), DRAFT),
    "a fuzzy text of a person and a draft": (DRAFT, FUZZY, FUZZY),
}


def catalog(*entries: Entry, obsolete: tuple[Entry, ...] = (), language: str | None = "ar") -> Catalog:
    return Catalog(slug="ice", source_language="en", language=language, entries=entries, obsolete=obsolete)


def read(folder: Path, found: Catalog) -> Catalog:
    path = catalog_path(folder, "ar", "ice")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(catalog_text(found), encoding="utf-8")
    return read_catalog(path)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(("one", "other", "kept"), DUPLICATES.values(), ids=DUPLICATES)
def test_of_two_equal_entries_the_surest_is_kept(
    tmp_path: Path, one: Entry, other: Entry, kept: Entry, order: int
) -> None:
    found = read(tmp_path, catalog(*(one, other)[::order])).entries
    assert len(found) == 1
    assert found[0].target in {one.target, other.target} if one.provenance and other.provenance else found[0] == kept


def test_a_live_entry_takes_over_what_an_obsolete_one_of_its_text_has(tmp_path: Path) -> None:
    found = read(tmp_path, catalog(BARE, obsolete=(replace(PLAIN, comments=("راجعته ريم",)),)))
    assert found.entries == (replace(PLAIN, comments=("راجعته ريم",)),)
    assert found.obsolete == ()


def test_two_peoples_translations_of_one_entry_are_an_error_with_both(tmp_path: Path) -> None:
    with pytest.raises(CatalogError) as caught:
        read(tmp_path, catalog(PLAIN, replace(PLAIN, target=OTHERS)))
    assert PLAIN.target in str(caught.value)
    assert OTHERS in str(caught.value)
    assert "stands twice" in str(caught.value)


@pytest.mark.parametrize("context", ["", "menu", "heading#1"])
def test_a_second_translation_of_a_unit_is_told_and_kept_beside_it(context: str) -> None:
    existing = catalog(PLAIN, Entry(context=context, source=ICE[0], target=OTHERS))
    merged, told = settle_conflicts(existing, merge(article(ICE[:1]), ("body#1",), existing, "ar"))
    entry = merged.entries[0]
    assert (entry.target, entry.state) == (PLAIN.target, State.REVIEWED)
    assert entry.comments == (f"{OTHER}{OTHERS}",)
    assert [old.target for old in merged.obsolete] == [OTHERS]
    assert len(told) == 1
    assert PLAIN.target in told[0]
    assert OTHERS in told[0]
    again = merge(article(ICE[:1]), ("body#1",), merged, "ar")
    assert settle_conflicts(merged, again) == (merged, ())


def test_two_outdated_translations_of_one_number_are_told() -> None:
    existing = catalog(PLAIN, Entry(context="body#1", source=ICE[0] + " Again.", target=OTHERS))
    edited = ICE[0].replace("3", "4")
    _, told = settle_conflicts(existing, merge(article([edited]), ("body#1",), existing, "ar"))
    assert len(told) == 1


def test_a_sentence_that_stood_twice_and_stands_once_is_no_conflict() -> None:
    existing = catalog(PLAIN, replace(PLAIN, context="body#2", target=OTHERS))
    merged, told = settle_conflicts(existing, merge(article(ICE[:1]), ("body#1",), existing, "ar"))
    assert told == ()
    assert [old.target for old in merged.obsolete] == [OTHERS]


def test_a_new_catalog_has_no_conflicts() -> None:
    fresh = merge(article(ICE[:1]), ("body#1",), None, "ar")
    assert settle_conflicts(None, fresh) == (fresh, ())


def test_a_number_given_out_by_two_branches_is_given_anew_and_both_translations_stay() -> None:
    """Both branches added a sentence; git put both entries into the template and the catalog."""
    template = catalog(
        *(
            Entry(context=context, source=source)
            for context, source in zip(("body#1", "body#7", "body#7"), ICE, strict=False)
        ),
        language=None,
    )
    existing = catalog(*(replace(entry, target=ARABIC[entry.source]) for entry in template.entries))
    text = article(ICE[:3])
    contexts, following = number_units(text, template, [existing])
    assert (contexts, following) == (("body#1", "body#7", "body#8"), 9)
    merged, told = settle_conflicts(existing, merge(text, contexts, existing, "ar"))
    assert [(entry.target, entry.state) for entry in merged.entries] == [
        (ARABIC[source], State.REVIEWED) for source in ICE[:3]
    ]
    assert (merged.obsolete, told) == ((), ())
    (line,) = describe_renumbered(template, contexts, ICE[:3])
    assert "the number 7" in line
    assert "is body#8 now" in line
    assert describe_renumbered(None, contexts, ICE[:3]) == ()
