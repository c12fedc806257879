"""Words and stems: what counts as a word, where it stands, and which words have a meaning for a check."""

from __future__ import annotations

import pytest

from pipeline.languages.stems import KnownWords, place, stem, tokens

STEMS = [
    ("walking", "walked", "en"),
    ("ministers", "minister's", "en"),
    ("countries", "country", "en"),
    ("والمدينه", "مدينات", "ar"),
    ("للقضاه", "القضاه", "ar"),
    ("سيكتبون", "يكتب", "ar"),
]


@pytest.mark.parametrize(("one", "other", "language"), STEMS)
def test_forms_of_a_word_share_their_stem(one: str, other: str, language: str) -> None:
    assert stem(one, language) == stem(other, language)


def test_addresses_tags_and_code_have_no_words() -> None:
    text = "Read [71/248](https://undocs.org/never) on no.example.com, `not x` and <em>this</em>."
    assert tokens(text) == ("read", "71", "248", "on", "and", "this")
    assert text[slice(*place(text, 4, 5))] == "and <em>this"


def test_words_keep_their_places_in_the_text_as_given() -> None:
    text = "إنّ 25 شخصًا حضروا"
    assert tokens(text)[1] == "25"
    assert text[slice(*place(text, 2, 3))] == "شخصًا حضروا"


def test_words_that_say_nothing_are_read_once_and_forgotten_before_they_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def say(word: str) -> str | None:
        read.append(word)
        return word.upper() if word.startswith("a") else None

    telling = KnownWords(say)
    assert telling.among("ab cd") == {"ab"}
    assert telling.among("Cd ab") == {"ab"}
    assert sorted(read) == ["ab", "cd"]
    monkeypatch.setattr("pipeline.languages.stems._MOST_WORDS", 1)
    assert telling.among("ae ef") == {"ae"}
    assert telling.said == {"ae": "AE"}
    assert telling.among("ab cd") == {"ab"}


def test_words_are_placed_beside_an_address_too() -> None:
    text = "See www.example.org again"
    assert [text[slice(*place(text, number, number))].lower() for number in (0, 1)] == ["see", "again"]


def test_vowel_signs_belong_to_their_word() -> None:
    assert tokens("ഫയലുകൾ തുറക്കുക") == ("ഫയലുകൾ", "തുറക്കുക")
    assert tokens("हिन्दी में") == ("हिन्दी", "में")
