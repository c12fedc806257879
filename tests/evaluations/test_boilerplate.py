"""The pages that others wrote are parted for good, compared fairly, and read as well as they were."""

from __future__ import annotations

import pytest

from evaluations.boilerplate.__main__ import measure
from evaluations.boilerplate.pages import (
    Kept,
    Page,
    read_development,
    read_marked,
    read_pages,
    read_with_newsloc,
    read_with_trafilatura,
    wrong,
)


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    return list(read_pages())


def page(*sentences: str) -> Page:
    return Page(name="x-en.txt", language="en", text="", sentences=sentences)


def test_spaces_and_marks_do_not_count_and_short_texts_must_be_equal() -> None:
    article = page("The court met on Monday morning.", "It rained.")
    assert wrong(article, Kept(sentences=("The court met on  Monday morning", "“It rained.”"))) == ([], [])
    assert wrong(article, Kept(sentences=("The court met on Monday morning.", "It"))) == (["It"], ["It rained."])


def test_the_pages_are_parted_as_they_were(pages: list[Page]) -> None:
    assert [sum(each.held_out for each in pages), len(pages)] == [22, 48]


def test_of_the_texts_as_much_is_kept_as_was(pages: list[Page]) -> None:
    texts = [each for each in pages if each.suffix == ".txt"]
    seen = measure([each for each in texts if not each.held_out], read_with_newsloc)
    assert (seen["precision"], seen["recall"]) == (1, 1)
    found = measure(texts, read_with_newsloc)
    assert found["recall"] > 0.96
    assert found["precision"] > 0.95


def test_marked_lines_are_a_page_and_its_article() -> None:
    first, second = read_marked(
        "#### 1-lock-en\n- Menu\n\n+ Keeper retires\n\n+ He counted. It rained.\n#### 2-x-ar\n- قائمة\n", "g"
    )
    assert (first.name, first.language, first.group, first.suffix) == ("1-lock-en.txt", "en", "g", ".txt")
    assert first.text == "Menu\n\nKeeper retires\n\nHe counted. It rained.\n"
    assert first.sentences == ("Keeper retires", "He counted.", "It rained.")
    assert [number for number, own in first.marks.items() if own] == [3, 5]
    assert (second.language, second.text, second.sentences) == ("ar", "قائمة\n", ())


def test_trafilatura_is_given_a_text_as_paragraphs(pages: list[Page]) -> None:
    text = next(each for each in pages if each.suffix == ".txt")
    assert measure([text], read_with_trafilatura)["recall"] > 0.9


def test_of_the_pages_written_for_the_rules_the_articles_are_kept() -> None:
    written = list(read_development())
    texts = [each for each in written if each.suffix == ".txt"]
    assert [len(written), len(texts)] == [1167, 1099]
    # A fifth of them shows it as well as all, which take minutes.
    found = measure(texts[::5], read_with_newsloc)
    assert found["recall"] > 0.97
    assert found["precision"] > 0.95
