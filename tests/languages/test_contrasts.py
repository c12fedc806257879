"""Edits that change what a sentence says: found by the language's own data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages.contrasts import MOST, find_contrasts, lexicon_of

EDITS = [
    # sentence, kind, what is replaced, one thing that may stand there instead
    ("The port reopened on Monday.", "antonym", "reopened", "closed"),
    ("The port reopened on Monday.", "date", "Monday", "Tuesday"),
    ("Prices fell sharply.", "antonym", "fell", "rose"),
    ("It was withdrawn in May.", "date", "May", "June"),
    ("Their supporters waited.", "antonym", "supporters", "opponents"),
    ("They bought the ship.", "direction", "bought", "sold"),
    ("He flew from Cairo.", "direction", "from", "to"),
    ("He flew from Cairo.", "place", "Cairo", "Amman"),
    ("She met him in Norway.", "place", "Norway", "Sweden"),
    ("It costs two billion dollars.", "scale", "billion", "million"),
    ("It weighs six tonnes.", "unit", "tonnes", "kilograms"),
    ("Turnout rose by 3 percent.", "unit", "percent", "percentage points"),
    ("More than half came.", "comparison", "More than", "Less than"),
    ("All schools are open.", "quantifier", "All", "Some"),
    ("Rain may fall.", "modality", "may", "will"),
    ("They counted 37 votes.", "number", "37", "31"),
    ("They counted 3,700 votes.", "number", "3,700", "3,100"),
    ("He did not resign.", "negation", " not", ""),
    ("He was told.", "negation", "was", "was not"),
    ("They didn't go.", "negation", "didn't", "did"),
    ("The army denied it.", "negation", "denied", "did not deny"),
    ("Israel accused Iran on Monday.", "agents", "Israel accused Iran", "Iran accused Israel"),
    (
        "The tigress had been provoked by visitors before.",
        "agents",
        "The tigress had been provoked by visitors",
        "Visitors had been provoked by the tigress",
    ),
    ("The police said so.", "attribution", "police", "army"),
    ("The jury spoke.", "term", "jury", "judge"),
]
KEPT = ["In the 18th century.", "Resolution A/71/248.", "", "  ", "é𝒳"]


@pytest.mark.parametrize(("text", "kind", "replaced", "other"), EDITS)
def test_an_edit_says_something_else(text: str, kind: str, replaced: str, other: str) -> None:
    found = [each for each in find_contrasts(text, "en-GB") if each.kind == kind]
    assert (replaced, True) in {(text[each.start : each.end], other in each.alternatives) for each in found}


@pytest.mark.parametrize("text", KEPT)
def test_ordinals_references_and_empty_texts_have_no_edit_of_a_number(text: str) -> None:
    assert not [each for each in find_contrasts(text, "en") if each.kind == "number"]


def test_a_name_of_three_words_is_edited_whole() -> None:
    (place,) = (each for each in find_contrasts("They went to Rio de Janeiro.", "en") if each.kind == "place")
    assert "They went to Rio de Janeiro."[place.start : place.end] == "Rio de Janeiro"


def test_a_language_without_a_lexicon_has_no_edits() -> None:
    assert find_contrasts("أعيد فتح الميناء.", "ar") == ()
    assert lexicon_of("fr") is None


def test_a_long_text_has_a_bounded_number_of_edits() -> None:
    assert len(find_contrasts("Israel accused Iran of 3,200 attacks. " * 100, "en")) == MOST


def test_the_lexicon_is_large_and_no_word_is_its_own_opposite() -> None:
    lexicon = lexicon_of("en")
    assert lexicon
    opposed = {frozenset((word, each)) for word, kinds in lexicon.entries.items() for each in kinds.get("antonym", ())}
    assert len(opposed) > 400
    assert all(word not in found for word, kinds in lexicon.entries.items() for found in kinds.values())


@given(text=st.text(alphabet="aA1 ,.'’-éع\n", max_size=40))
def test_any_text_has_edits_that_lie_within_it_and_change_it(text: str) -> None:
    for each in find_contrasts(text, "en"):
        assert 0 <= each.start <= each.end <= len(text)
        assert text[each.start : each.end] not in each.alternatives
