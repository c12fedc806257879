"""Coverage: what is reviewed of an article, in units and words; equal to msgfmt's count."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalog.po import read_catalog
from pipeline.catalog.step import pair_entries
from pipeline.catalog.tally import TextAmount, word_count
from pipeline.gate.coverage import Coverage, corpus_total, language_totals, measure, percent
from pipeline.model import Article, Catalog, Document, Entry, Metadata, Role, State, Translate, Unit

CATALOGS = sorted(Path(__file__).parents[2].glob("locales/*/LC_MESSAGES/*.po"))
SENTENCES = (
    "The ice is thin.",
    "Nobody skates on it.",
    "The council closed the lake on 3 January.",
    "Nobody skates on it.",
)
WORDS = [
    ("The ice is thin.", 4),
    ("a - b", 2),
    ("ارتفعت الأسعار بنسبة 12 %", 4),
    ("12.5 per cent", 3),
    ("…", 0),
    ("", 0),
]
SHARES = [(0, 0), (0.5, 50), (0.999, 99), (0.29, 29), (0.57, 57), (1, 100)]


def article_of(sentences: tuple[str, ...] = SENTENCES, language: str = "en", slug: str = "ice") -> Article:
    blocks = tuple(Translate(raw=text, text=text, role=Role.BODY, line=n) for n, text in enumerate(sentences, 1))
    document = Document(path=f"source/{slug}.md", format="markdown", metadata=Metadata(), blocks=blocks)
    units = tuple(
        Unit(source=text, role=Role.BODY, block=n - 1, line=n, language=language) for n, text in enumerate(sentences, 1)
    )
    return Article(slug=slug, language=language, document=document, units=units)


def entry_of(source: str, state: State, number: int = 1) -> Entry:
    target = "" if state is State.MISSING else f"«{source}»"
    return Entry(context=f"body#{number}", source=source, target=target, fuzzy=state is State.DRAFT)


def catalog_of(*entries: Entry) -> Catalog:
    return Catalog(slug="ice", source_language="en", language="ar", entries=entries)


def catalog_in(states: tuple[State, ...], sentences: tuple[str, ...] = SENTENCES) -> Catalog:
    return catalog_of(
        *(entry_of(text, state, n) for n, (text, state) in enumerate(zip(sentences, states, strict=True), 1))
    )


def coverage_of(reviewed: int, missing: int, language: str = "ar", *, gated: bool = True) -> Coverage:
    return Coverage(
        slug="ice",
        language=language,
        source_language="en",
        reviewed=TextAmount(units=reviewed, words=reviewed),
        draft=TextAmount(),
        missing=TextAmount(units=missing, words=missing),
        gated=gated,
    )


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_words_are_what_holds_a_letter_or_a_digit(text: str, words: int) -> None:
    assert word_count(text) == words


@pytest.mark.parametrize(("share", "whole"), SHARES)
def test_percent_rounds_down_so_that_100_means_all(share: float, whole: int) -> None:
    assert percent(share) == whole


def test_units_and_words_are_counted_by_state() -> None:
    catalog = catalog_in((State.REVIEWED, State.DRAFT, State.MISSING, State.REVIEWED))
    coverage = measure(article_of(), catalog, "ar")
    assert coverage.reviewed == TextAmount(units=2, words=8)
    assert coverage.draft == TextAmount(units=1, words=4)
    assert coverage.missing == TextAmount(units=1, words=8)
    assert (coverage.total, coverage.share) == (TextAmount(units=4, words=20), 0.5)
    assert coverage.word_share == 8 / 20


def test_without_a_catalog_everything_is_missing() -> None:
    coverage = measure(article_of(), None, "ar")
    assert (coverage.missing, coverage.share) == (TextAmount(units=4, words=20), 0)


def test_an_article_without_units_is_covered() -> None:
    assert measure(article_of(()), catalog_of(), "ar").share == 1


def test_an_edited_sentence_does_not_get_the_translation_of_its_old_text() -> None:
    catalog = catalog_in((State.REVIEWED,) * 4)
    edited = article_of(("The ice is thick.", *SENTENCES[1:]))
    assert [entry and entry.context for entry in pair_entries(edited, catalog)] == [None, "body#2", "body#3", "body#4"]
    assert measure(edited, catalog, "ar").reviewed.units == 3


@pytest.mark.parametrize(
    ("source", "target", "gated"), [("en", "ar", True), ("ar", "ar", False), ("ar", "ar-EG", False)]
)
def test_an_article_in_its_own_language_is_not_gated(source: str, target: str, *, gated: bool) -> None:
    assert measure(article_of(language=source), None, target).gated is gated


def test_totals_leave_out_what_the_gate_leaves_out() -> None:
    coverages = [coverage_of(3, 1), coverage_of(0, 5, gated=False), coverage_of(1, 0, "en")]
    arabic, english = language_totals(coverages)
    assert (arabic.language, arabic.articles, arabic.source_articles) == ("ar", 1, 1)
    assert (arabic.total.units, arabic.share) == (4, 0.75)
    assert english.share == 1
    corpus = corpus_total(coverages)
    assert (corpus.language, corpus.articles, corpus.share) == ("", 2, 0.8)


@given(st.lists(st.tuples(st.sampled_from(["A b.", "C.", "د هـ و.", "1"]), st.sampled_from([*State, None]))))
def test_the_parts_sum_to_the_whole(rows: list[tuple[str, State | None]]) -> None:
    article = article_of(tuple(text for text, _ in rows))
    catalog = catalog_of(*(entry_of(text, state, n) for n, (text, state) in enumerate(rows) if state))
    coverage = measure(article, catalog, "ar")
    assert coverage.total == TextAmount(units=len(rows), words=sum(word_count(text) for text, _ in rows))
    assert corpus_total([coverage, coverage]).total == coverage.total + coverage.total
    assert 0 <= coverage.share <= 1


needs_gettext = pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext is not installed")


def msgfmt_counts(path: Path, folder: Path) -> dict[str, int]:
    command = ["msgfmt", "--statistics", "-o", str(folder / "out.mo"), str(path)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    counted = {name: int(number) for number, name in re.findall(r"(\d+) (\w+)", answer.stderr)}
    return {"translated": 0, "fuzzy": 0, "untranslated": 0} | counted


def our_counts(catalog: Catalog) -> dict[str, int]:
    coverage = measure(article_of(tuple(entry.source for entry in catalog.entries)), catalog, "ar")
    return {
        "translated": coverage.reviewed.units,
        "fuzzy": coverage.draft.units,
        "untranslated": coverage.missing.units,
    }


@needs_gettext
@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_this_projects_catalogs_are_counted_as_msgfmt_counts_them(path: Path, tmp_path: Path) -> None:
    counted = msgfmt_counts(path, tmp_path)
    assert counted == our_counts(read_catalog(path))
    assert sum(counted.values()) > 10


@needs_gettext
@pytest.mark.parametrize("header", ["#, fuzzy\n", ""])
def test_units_are_counted_as_msgfmt_counts_them(tmp_path: Path, header: str) -> None:
    entries = [
        'msgctxt "body#1"\nmsgid "One."\nmsgstr "واحد."',
        '#, fuzzy\nmsgctxt "body#2"\nmsgid "Two."\nmsgstr "اثنان."',
        'msgctxt "body#3"\nmsgid "Three."\nmsgstr ""',
        # fuzzy without a translation is missing to both, an obsolete entry is nothing to either
        '#, fuzzy\nmsgctxt "body#4"\nmsgid "Four."\nmsgstr ""',
        '#~ msgctxt "body#5"\n#~ msgid "Five."\n#~ msgstr "خمسة."',
        '#, fuzzy\n#~ msgctxt "body#6"\n#~ msgid "Six."\n#~ msgstr "ستة."',
    ]
    top = f'{header}msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    path = tmp_path / "ice.po"
    path.write_text("\n\n".join([top.rstrip(), *entries]) + "\n", encoding="utf-8")
    assert msgfmt_counts(path, tmp_path) == our_counts(read_catalog(path))
    assert our_counts(read_catalog(path)) == {"translated": 1, "fuzzy": 1, "untranslated": 2}
