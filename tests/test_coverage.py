"""Coverage, the gate, and catalogs out of step."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.coverage import (
    Coverage,
    Failure,
    Tally,
    check_catalogs,
    corpus_total,
    find_stale,
    gate,
    language_totals,
    measure,
    pair_entries,
    percent,
    word_count,
)
from pipeline.model import Article, Catalog, Document, Entry, Metadata, Role, State, Translate, Unit

if TYPE_CHECKING:
    from pathlib import Path

PATH = "locales/ar/LC_MESSAGES/ice.po"
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
COVERED = [(9, 1, 90), (1, 0, 100), (2, 1, 66.6), (0, 0, 100), (57, 43, 57)]
UNCOVERED = [(9, 1, 91, 1), (2, 1, 67, 1), (0, 3, 50, 2), (1, 9, 100, 9)]


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
        reviewed=Tally(units=reviewed, words=reviewed),
        draft=Tally(),
        missing=Tally(units=missing, words=missing),
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
    assert coverage.reviewed == Tally(units=2, words=8)
    assert coverage.draft == Tally(units=1, words=4)
    assert coverage.missing == Tally(units=1, words=8)
    assert (coverage.total, coverage.share) == (Tally(units=4, words=20), 0.5)


def test_without_a_catalog_everything_is_missing() -> None:
    coverage = measure(article_of(), None, "ar")
    assert (coverage.missing, coverage.share) == (Tally(units=4, words=20), 0)


def test_an_article_without_units_is_covered() -> None:
    assert measure(article_of(()), catalog_of(), "ar").share == 1


def test_an_edited_sentence_does_not_get_the_translation_of_its_old_text() -> None:
    catalog = catalog_in((State.REVIEWED,) * 4)
    edited = article_of(("The ice is thick.", *SENTENCES[1:]))
    assert [entry and entry.context for entry in pair_entries(edited, catalog)] == [None, "body#2", "body#3", "body#4"]
    assert measure(edited, catalog, "ar").reviewed.units == 3


@pytest.mark.parametrize(
    ("source", "target", "sign_off", "gated"),
    [
        ("en", "ar", False, True),
        ("ar", "ar", False, False),
        ("ar", "ar-EG", False, False),
        ("ar", "ar", True, True),
    ],
)
def test_an_article_in_its_own_language_is_gated_only_with_sign_off(
    source: str, target: str, *, sign_off: bool, gated: bool
) -> None:
    assert measure(article_of(language=source), None, target, sign_off=sign_off).gated is gated


def test_totals_leave_out_what_the_gate_leaves_out() -> None:
    coverages = [coverage_of(3, 1), coverage_of(0, 5, gated=False), coverage_of(1, 0, "en")]
    arabic, english = language_totals(coverages)
    assert (arabic.language, arabic.articles, arabic.source_articles) == ("ar", 1, 1)
    assert (arabic.total.units, arabic.share) == (4, 0.75)
    assert english.share == 1
    corpus = corpus_total(coverages)
    assert (corpus.language, corpus.articles, corpus.share) == (None, 2, 0.8)


@pytest.mark.parametrize(("reviewed", "missing", "least"), COVERED)
def test_the_gate_opens_at_the_threshold(reviewed: int, missing: int, least: float) -> None:
    assert gate([coverage_of(reviewed, missing)], {"ar": least}) == ()


@pytest.mark.parametrize(("reviewed", "missing", "least", "short"), UNCOVERED)
def test_the_gate_says_how_many_units_are_short(reviewed: int, missing: int, least: float, short: int) -> None:
    (failure,) = gate([coverage_of(reviewed, missing)], {"ar": least})
    assert (failure.kind, failure.language) == (Failure.SHARE, "ar")
    assert failure.message.startswith(f"ar: {reviewed} of {reviewed + missing} units are reviewed")
    assert failure.message.endswith(f"review {short} more")
    enough = gate([coverage_of(reviewed + short, missing - short)], {"ar": least})
    assert enough == ()


def test_a_threshold_for_a_language_that_nothing_is_in_does_not_pass_unseen() -> None:
    assert gate([coverage_of(1, 0)], {"fr": 0}) == ()
    (failure,) = gate([coverage_of(1, 0)], {"fr": 50, "ar": 100})
    assert failure.language == "fr"
    assert "no article was measured" in failure.message


def test_a_language_without_a_threshold_is_not_held_to_any() -> None:
    assert gate([coverage_of(0, 5)], {}) == ()


def test_a_catalog_in_step_is_not_stale() -> None:
    assert find_stale(article_of(), catalog_in((State.MISSING,) * 4), "ar", PATH) is None


def test_a_missing_catalog_is_a_failure_that_says_what_to_run() -> None:
    failure = find_stale(article_of(), None, "ar", PATH)
    assert failure is not None
    assert (failure.kind, failure.path, failure.slug) == (Failure.MISSING, PATH, "ice")
    assert failure.message == f"{PATH}: there is no catalog for source/ice.md; run newsloc localize and commit it"


@pytest.mark.parametrize(
    ("sentences", "line", "parts"),
    [
        (("The ice is thick.", *SENTENCES[1:]), 1, ("unit 1 (body#1)", "source/ice.md:1", "“The ice is thick.”")),
        ((SENTENCES[1], SENTENCES[0], *SENTENCES[2:]), 1, ("unit 1 (body#1)", "the catalog “The ice is thin.”")),
        (SENTENCES[:3], None, ("unit 4 (body#4)", "source/ice.md ends, the catalog “Nobody skates on it.”")),
        ((*SENTENCES, "More."), 5, (f"{PATH}: unit 5 is", "source/ice.md:5 says “More.”, the catalog ends")),
        ((*SENTENCES, "word " * 50), 5, ("word…”",)),
    ],
)
def test_a_stale_catalog_is_named_with_its_first_difference(
    sentences: tuple[str, ...], line: int | None, parts: tuple[str, ...]
) -> None:
    failure = find_stale(article_of(sentences), catalog_in((State.REVIEWED,) * 4), "ar", PATH)
    assert failure is not None
    assert (failure.kind, failure.line) == (Failure.STALE, line)
    assert failure.message.startswith(PATH)
    for part in parts:
        assert part in failure.message


def test_the_whole_check_joins_coverage_staleness_and_thresholds() -> None:
    rows = [
        (article_of(), "ar", catalog_in((State.REVIEWED,) * 4), PATH),
        (article_of(slug="sea"), "ar", None, "locales/ar/LC_MESSAGES/sea.po"),
        (article_of(), "en", catalog_in((State.DRAFT,) * 4), "locales/en/LC_MESSAGES/ice.po"),
    ]
    result = check_catalogs(rows, {"ar": 50, "en": 90})
    assert [failure.kind for failure in result.failures] == [Failure.MISSING]
    assert not result.passed
    signed = check_catalogs(rows, {"ar": 60, "en": 90}, sign_off=True)
    assert [failure.kind for failure in signed.failures] == [Failure.MISSING, Failure.SHARE, Failure.SHARE]
    assert check_catalogs(rows[:1], {"ar": 100}).passed


@given(st.lists(st.tuples(st.sampled_from(["A b.", "C.", "د هـ و.", "1"]), st.sampled_from([*State, None]))))
def test_the_parts_sum_to_the_whole(rows: list[tuple[str, State | None]]) -> None:
    article = article_of(tuple(text for text, _ in rows))
    catalog = catalog_of(*(entry_of(text, state, n) for n, (text, state) in enumerate(rows) if state))
    coverage = measure(article, catalog, "ar")
    assert coverage.total == Tally(units=len(rows), words=sum(word_count(text) for text, _ in rows))
    assert corpus_total([coverage, coverage]).total == coverage.total + coverage.total
    assert 0 <= coverage.share <= 1


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext is not installed")
def test_units_are_counted_as_msgfmt_counts_them(tmp_path: Path) -> None:
    states = (State.REVIEWED, State.DRAFT, State.MISSING, State.REVIEWED, State.DRAFT, State.REVIEWED)
    sentences = tuple(f"Sentence number {n}." for n in range(len(states)))
    catalog = catalog_in(states, sentences)
    # A fuzzy entry without a translation is missing to both.
    empty = Entry(context="body#7", source="Sentence number 7.", fuzzy=True)
    file = polib.POFile(wrapwidth=0)
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for entry in (*catalog.entries, empty):
        flags = ["fuzzy"] if entry.fuzzy else []
        file.append(polib.POEntry(msgctxt=entry.context, msgid=entry.source, msgstr=entry.target, flags=flags))
    path = tmp_path / "ice.po"
    file.save(str(path))
    command = ["msgfmt", "--statistics", "-o", str(tmp_path / "ice.mo"), str(path)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    coverage = measure(article_of((*sentences, empty.source)), catalog_of(*catalog.entries, empty), "ar")
    counted = {name: int(number) for number, name in re.findall(r"(\d+) (\w+)", answer.stderr)}
    assert counted == {
        "translated": coverage.reviewed.units,
        "fuzzy": coverage.draft.units,
        "untranslated": coverage.missing.units,
    }
