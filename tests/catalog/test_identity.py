from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalog import identity
from pipeline.catalog.identity import align
from pipeline.catalog.numbers import number_of, number_units
from pipeline.model import Catalog, Entry, Role
from tests.catalog.catalog_cases import ARABIC, ICE, article

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = """
    harbour council budget winter storm teacher strike railway bridge hospital vaccine harvest drought election
    minister border court witness archive museum concert football referee goalkeeper orchestra bakery flour
    electricity turbine reservoir dam village mountain tunnel ferry captain lighthouse fisherman market price
    inflation currency bank loan mortgage builder architect cathedral fire brigade alarm night curfew protest
    student university exam professor telescope comet satellite engineer factory steel export tariff treaty
"""
VOCABULARY = WORDS.split()

SMALL_EDITS = {
    "a number": ("Twelve of the 300 boats sank in the storm.", "Fourteen of the 310 boats sank in the storm."),
    "a spelling": ("The organisation honours its neighbours.", "The organization honors its neighbors."),
    "one word": ("Economy", "Economics"),
    "a longer end": ("The court adjourned.", "The court adjourned until Monday."),
    "Arabic": ("أعلنت الوزارة عن افتتاح ثلاث مدارس جديدة.", "أعلنت الوزارة أمس افتتاح أربع مدارس جديدة."),
}
UNRELATED = {
    "English": ("The goalkeeper saved two penalties.", "Flour prices doubled in a year."),
    "Arabic": ("فاز الفريق في المباراة النهائية.", "ارتفعت أسعار القمح هذا العام."),
    "headings": ("Weather", "Economy"),
}
CONTEXTS = {"body#12": 12, "headline#1": 1, "body": None, "body#0": None, "body#x": None, "": None, "body#٣": None}

sentences = st.lists(st.sampled_from("abcdefgh"), max_size=12)


def chance_of(seed: int) -> random.Random:
    """Return the same chances for the same number."""
    return random.Random(seed)  # noqa: S311 - texts, not secrets


def sentence(seed: int) -> str:
    """Make a sentence of ten words; its number picks them."""
    return " ".join(chance_of(seed).sample(VOCABULARY, 10)).capitalize() + "."


def page(count: int, start: int = 0) -> list[str]:
    return [sentence(start + number) for number in range(count)]


def numbered(texts: Sequence[str]) -> list[tuple[int, str]]:
    return list(enumerate(texts, start=1))


def rewritten(text: str, share: float, seed: int) -> str:
    """Replace a share of the words."""
    chance = chance_of(seed)
    return " ".join(chance.choice(VOCABULARY) if chance.random() < share else word for word in text.split())


def template(*pairs: tuple[str, str], following: int = 1) -> Catalog:
    found = tuple(Entry(context=context, source=source) for context, source in pairs)
    return Catalog(slug="ice", source_language="en", language=None, entries=found, next_number=following)


def translated(entries: tuple[Entry, ...], obsolete: tuple[Entry, ...] = ()) -> Catalog:
    return Catalog(slug="ice", source_language="en", language="ar", entries=entries, obsolete=obsolete)


@given(old=sentences, new=sentences)
def test_no_number_is_given_twice_and_equal_text_always_continues(old: list[str], new: list[str]) -> None:
    found = align(numbered(old), new)
    given_numbers = [number for number in found if number is not None]
    assert len(found) == len(new)
    assert len(set(given_numbers)) == len(given_numbers)
    for text in set(old):
        kept = [number for number, now in zip(found, new, strict=True) if now == text and number is not None]
        exact = [number for number in kept if old[number - 1] == text]
        assert len(exact) >= min(old.count(text), new.count(text))


@given(texts=sentences)
def test_an_unchanged_article_keeps_every_number(texts: list[str]) -> None:
    assert align(numbered(texts), texts) == list(range(1, len(texts) + 1))


def test_insertion_and_deletion_leave_the_others_alone() -> None:
    old = page(6)
    assert align(numbered(old), [sentence(90), *old[:2], sentence(95), *old[3:]]) == [None, 1, 2, None, 4, 5, 6]


def test_moved_sentences_keep_their_numbers() -> None:
    old = page(8)
    order = [6, 7, 0, 1, 2, 5, 4, 3]
    assert align(numbered(old), [old[place] for place in order]) == [place + 1 for place in order]


def test_a_moved_and_edited_sentence_is_found() -> None:
    old = page(30)
    edited = old[3].replace(old[3].split()[4], "suddenly")
    assert align(numbered(old), [*old[:3], *old[4:], edited])[-1] == 4


def test_duplicates_keep_their_places() -> None:
    old = ["Read on.", sentence(1), "Read on.", sentence(2), "Read on."]
    assert align(numbered(old), [old[1], *old[2:]]) == [2, 3, 4, 5]
    assert align(numbered(old), [*old, "Read on."]) == [1, 2, 3, 4, 5, None]


@pytest.mark.parametrize(("before", "after"), SMALL_EDITS.values(), ids=SMALL_EDITS)
def test_an_edited_sentence_in_its_place_continues(before: str, after: str) -> None:
    assert align([(7, before), (9, sentence(1))], [after, sentence(1)]) == [7, 9]


@pytest.mark.parametrize(("before", "after"), UNRELATED.values(), ids=UNRELATED)
def test_an_unrelated_sentence_in_the_same_place_is_new(before: str, after: str) -> None:
    assert align([(7, before), (9, sentence(1))], [after, sentence(1)]) == [None, 9]


def test_an_edit_beside_an_insertion_and_a_deletion_continues() -> None:
    old = page(12)
    edited = old[5].rsplit(" ", 2)[0] + " again."
    assert align(numbered(old), [*old[:5], sentence(80), edited, *old[7:]])[5:7] == [None, 6]


def test_sentences_replaced_by_unrelated_ones_are_new() -> None:
    found = align(numbered(page(500)), page(500, start=1000))
    assert sum(number is not None for number in found) <= 25


def test_an_article_rewritten_everywhere_keeps_its_numbers() -> None:
    old = page(500)
    found = align(numbered(old), [rewritten(text, 0.3, seed) for seed, text in enumerate(old)])
    assert sum(number == place for place, number in enumerate(found, start=1)) >= 485


def test_an_article_with_seventy_percent_of_its_sentences_rewritten_keeps_its_numbers() -> None:
    old = page(500)
    new = [rewritten(text, 0.5, seed) if seed % 10 < 7 else text for seed, text in enumerate(old)]
    found = align(numbered(old), new)
    assert sum(number == place for place, number in enumerate(found, start=1)) >= 475


@pytest.mark.parametrize("kind", ["edited", "shuffled", "replaced", "duplicates"])
def test_the_work_grows_with_the_article_not_with_its_square(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = 0
    compare = identity.similarity

    def counting(one: identity._Text, other: identity._Text) -> float:
        nonlocal counted
        counted += 1
        return compare(one, other)

    monkeypatch.setattr(identity, "similarity", counting)
    work = []
    for size in (500, 2000):
        old = page(size)
        new = {
            "edited": [rewritten(text, 0.3, seed) for seed, text in enumerate(old)],
            "shuffled": chance_of(1).sample(old, size),
            "replaced": page(size, start=9000),
            "duplicates": ["Read on."] * size,
        }[kind]
        counted = 0
        align(numbered(old), new)
        work.append(counted)
    assert work[1] <= 4.5 * work[0]
    assert work[1] <= 20 * 2000


@pytest.mark.parametrize(("context", "number"), CONTEXTS.items())
def test_a_number_is_read_from_a_context(context: str, number: int | None) -> None:
    assert number_of(context) == number


def test_a_new_article_is_numbered_from_one() -> None:
    text = article(ICE[:2], {ICE[0]: Role.HEADLINE})
    assert number_units(text, None) == (("headline#1", "body#2"), 3)


def test_numbers_are_never_given_again() -> None:
    text = article((ICE[0], ICE[3]))
    assert number_units(text, template(("body#1", ICE[0]), following=9)) == (("body#1", "body#9"), 10)


def test_a_role_changes_without_the_number() -> None:
    text = article(ICE[:1], {ICE[0]: Role.HEADLINE})
    assert number_units(text, template(("body#4", ICE[0]), following=5))[0] == ("headline#4",)


def test_the_numbers_are_found_in_the_po_files_when_the_template_is_gone() -> None:
    arabic = translated(
        (Entry(context="body#2", source=ICE[0]), Entry(context="by hand", source="x")),
        (Entry(context="body#6", source=ICE[3], target=ARABIC[ICE[3]]),),
    )
    french = translated((Entry(context="body#2", source=ICE[0]), Entry(context="body#3", source=ICE[1])))
    assert number_units(article(ICE[:3]), None, [arabic, french]) == (("body#2", "body#3", "body#7"), 8)


def test_a_template_from_another_branch_does_not_give_a_number_again() -> None:
    behind = template(("body#1", ICE[0]), following=2)
    ahead = translated((Entry(context="body#1", source=ICE[0]), Entry(context="body#5", source="Gone.", target="ذهب.")))
    assert number_units(article(ICE[:2]), behind, [ahead])[0] == ("body#1", "body#6")


def test_of_two_units_with_one_number_the_second_gets_a_new_one() -> None:
    merged = template(("body#1", ICE[0]), ("body#2", ICE[1]), ("body#2", ICE[2]), following=3)
    assert number_units(article(ICE[:3]), merged) == (("body#1", "body#2", "body#3"), 4)


def test_a_sentence_that_returns_gets_its_number_back() -> None:
    vanished = translated((), (Entry(context="body#2", source=ICE[1], target=ARABIC[ICE[1]]),))
    known = template(("body#1", ICE[0]), following=3)
    assert number_units(article(ICE[:2]), known, [vanished]) == (("body#1", "body#2"), 3)


def test_a_vanished_number_that_is_in_use_again_is_not_given_twice() -> None:
    vanished = translated((), (Entry(context="body#1", source=ICE[1], target=ARABIC[ICE[1]]),))
    known = template(("body#1", ICE[0]), following=3)
    assert number_units(article(ICE[:2]), known, [vanished]) == (("body#1", "body#3"), 4)


REWRITES = {
    "a long clause cut": (
        "The ministry, which had promised new schools to every village in the valley and lost the money, resigned.",
        "The ministry resigned.",
    ),
    "two words in three anew": (
        "Rescuers brought twelve anglers ashore within an hour of the first call on Sunday.",
        "Rescuers flew eleven sailors home within two days of a second storm on Friday.",
    ),
}


@pytest.mark.parametrize(("before", "after"), REWRITES.values(), ids=REWRITES)
def test_a_heavily_edited_sentence_between_unchanged_ones_continues(before: str, after: str) -> None:
    assert align([(4, sentence(2)), (7, before), (9, sentence(1))], [sentence(2), after, sentence(1)]) == [4, 7, 9]
