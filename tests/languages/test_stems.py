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


def test_a_word_is_read_once_whether_it_says_something_or_nothing() -> None:
    read: list[str] = []

    def say(word: str) -> str | None:
        read.append(word)
        return word.upper() if word.startswith("a") else None

    telling = KnownWords(say)
    assert telling.among("ab cd") == telling.among("Cd ab") == {"ab"}
    assert telling.said == {"ab": "AB"}
    assert sorted(read) == ["ab", "cd"]


def test_words_are_placed_beside_an_address_too() -> None:
    text = "See www.example.org again"
    assert [text[slice(*place(text, number, number))].lower() for number in (0, 1)] == ["see", "again"]


def test_vowel_signs_belong_to_their_word() -> None:
    assert tokens("ഫയലുകൾ തുറക്കുക") == ("ഫയലുകൾ", "തുറക്കുക")
    assert tokens("हिन्दी में") == ("हिन्दी", "में")
