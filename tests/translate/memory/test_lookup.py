"""Look-ups: what is similar, for which language, in which order; the same from every memory with the same content."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from pipeline.model import Direction, Entry
from pipeline.translate.memory import Memory, RecordKind
from pipeline.translate.memory.lookup import fold_text
from tests.translate.memory.memory_cases import AR_EN, EN_AR, make_catalog, make_record, recall, reviewed

STORM = "The storm cut power to 4,000 homes on the east coast on Monday."
SIMILAR = [
    # query, the least and the most similarity of what is found, or None
    (STORM, (100, 100)),
    (STORM.upper(), (99, 99)),
    (STORM.replace("4,000", "6,500"), (90, 99)),
    (STORM.replace("on Monday", "late on Tuesday evening"), (75, 95)),
    ("The council opened a library in the old market.", None),
    ("St", None),
    ("", None),
]
SERVES = [
    # asked direction, stored direction, whether the one serves the other
    (("en", "ar"), ("en", "ar"), True),
    (("en", "ar"), ("en-US", "ar-EG"), True),
    (("en-GB", "ar-EG"), ("en-US", "ar"), True),
    (("en", "ar-EG"), ("en", "ar-SY"), False),
    (("en", "zh-Hant-TW"), ("en", "zh-Hans"), False),
    (("en", "zh-Hant-TW"), ("en", "zh-Hant"), True),
    (("en", "ar"), ("ar", "en"), False),
    (("en", "ar"), ("en", "arz"), False),
]
PEOPLE = ("minister", "council", "court", "mayor", "union", "club", "hospital", "harbour")
DEEDS = ("opened", "closed", "praised", "refused", "counted", "repaired", "visited")
THINGS = ("the new bridge", "an old market", "two schools", "the northern road", "a field hospital", "the grain silos")
TIMES = ("on Monday", "last week", "in the spring", "after the storm", "before the vote")


@pytest.fixture
def memory(place: Path | str) -> Iterator[Memory]:
    with Memory(place) as memory:
        yield memory


def make_sentences(count: int) -> list[str]:
    chance = random.Random(7)  # noqa: S311
    return sorted(
        {
            f"The {chance.choice(PEOPLE)} of {chance.choice('ABCDEFGH')}{chance.randrange(99)} {chance.choice(DEEDS)}"
            f" {chance.choice(THINGS)} {chance.choice(TIMES)}, {chance.randrange(9999)} people said."
            for _ in range(count)
        }
    )


@pytest.mark.parametrize(("query", "expected"), SIMILAR)
def test_a_text_is_found_by_one_like_it(memory: Memory, query: str, expected: tuple[int, int] | None) -> None:
    memory.learn([make_catalog(reviewed("body#1", STORM, "قطعت العاصفة الكهرباء"))])
    found = memory.similar(query, EN_AR, "body")
    assert bool(found) == (expected is not None)
    if expected:
        assert expected[0] <= found[0].similarity <= expected[1]
        assert found[0].target == "قطعت العاصفة الكهرباء"
        assert found[0].record.where == "ice body#1"


def test_arabic_is_compared_without_signs_and_forms_of_letters(memory: Memory) -> None:
    catalog = make_catalog(reviewed("body#1", "أعلنت المُحافظةُ عن إغلاق الجسر", "closed"), language="en")
    memory.learn([replace(catalog, source_language="ar")])
    (match,) = memory.similar("اعلنت المحافظة عن اغلاق الجسر", AR_EN, "body")
    assert match.similarity == 99


@pytest.mark.parametrize(("asked", "stored", "serves"), SERVES)
def test_a_language_serves_its_regions_and_no_other(
    memory: Memory, asked: tuple[str, str], stored: tuple[str, str], *, serves: bool
) -> None:
    asked_direction, stored_direction = (Direction(source=pair[0], target=pair[1]) for pair in (asked, stored))
    memory.take_file("old.tmx", "1", [replace(make_record("Storm", "x"), direction=stored_direction)])
    assert bool(recall(memory, "Storm", asked_direction, "body")) == serves
    assert bool(memory.similar("Storm", asked_direction, "body")) == serves


def test_the_best_comes_first(memory: Memory) -> None:
    draft = Entry(context="headline#9", source=STORM, target="مسودة", fuzzy=True)
    near = STORM.replace("Monday", "Sunday")
    entries = (
        reviewed("body#1", STORM, "متن"),
        reviewed("headline#2", STORM, "عنوان"),
        reviewed("body#3", near, "الأحد"),
    )
    memory.learn(
        [make_catalog(draft, *entries, slug="b"), make_catalog(reviewed("headline#1", STORM, "آخر"), slug="a")]
    )
    memory.take_file("old.tmx", "1", [make_record(STORM, "ملف", context="headline#1", article="")])
    found = memory.similar(STORM, EN_AR, "headline", drafts=True)
    assert [match.target for match in found] == ["آخر", "عنوان", "ملف", "متن", "الأحد", "مسودة"]
    assert [match.target for match in memory.similar(STORM, EN_AR, "headline")] == [m.target for m in found[:-1]]


def test_one_target_is_shown_once(memory: Memory) -> None:
    memory.learn([make_catalog(reviewed("body#1", STORM, "ع"), reviewed("body#2", STORM, "ع"))])
    assert [match.record.context for match in memory.similar(STORM, EN_AR, "body")] == ["body#1"]


def test_what_a_catalog_no_longer_holds_is_found_no_more(memory: Memory) -> None:
    memory.learn([make_catalog(reviewed("body#1", STORM, "ع")), make_catalog(reviewed("b#1", STORM, "غ"), slug="b")])
    memory.learn([make_catalog()])
    assert [match.target for match in memory.similar(STORM, EN_AR, "body")] == ["غ"]
    memory.learn([], ["en"])
    assert memory.similar(STORM, EN_AR, "body")
    memory.learn([], ["ar"])
    assert memory.similar(STORM, EN_AR, "body") == ()
    assert memory.tally() == ()


def test_approved_texts_of_vanished_units_are_still_found(memory: Memory) -> None:
    catalog = replace(make_catalog(), obsolete=(reviewed("body#1", STORM, "ع"),))
    memory.learn([catalog])
    assert recall(memory, STORM, EN_AR, "body")


def test_the_index_finds_what_comparing_with_all_finds(memory: Memory) -> None:
    sentences = make_sentences(3000)
    memory.take_file("old.tmx", "1", [make_record(text, text[::-1]) for text in sentences])
    chance = random.Random(3)  # noqa: S311
    queries = [text.replace("people", "women").replace("The", "A") for text in chance.sample(sentences, 60)]
    hits = 0
    for query in queries:
        best = max(int(fuzz.ratio(fold_text(query), fold_text(text))) for text in sentences)
        hits += memory.similar(query, EN_AR, "body")[0].similarity == best
    assert hits >= 58


def test_look_ups_depend_on_the_content_alone_not_on_how_it_came(tmp_path: Path) -> None:
    sentences = make_sentences(400)
    catalogs = [
        make_catalog(*(reviewed(f"body#{n}", text, text[::-1]) for n, text in enumerate(part)), slug=f"s{number}")
        for number, part in enumerate([sentences[:100], sentences[100:300], sentences[300:]])
    ]
    with Memory(tmp_path / "one.sqlite") as one, Memory(tmp_path / "two.sqlite") as two:
        one.learn(catalogs)
        two.learn([make_catalog(reviewed("body#1", "Something else altogether", "x"), slug="gone")])
        for catalog in reversed(catalogs):
            two.learn([replace(catalog, entries=catalog.entries[:10])])
        two.learn(reversed(catalogs), ["ar"])
        for text in sentences[::20]:
            query = text.replace("people", "children")
            assert one.similar(query, EN_AR, "body") == two.similar(query, EN_AR, "body")


def test_a_part_of_a_text_is_found_on_either_side(memory: Memory) -> None:
    memory.learn([make_catalog(reviewed("body#1", STORM, "قطعت 100 % من الكهرباء"), reviewed("body#2", "Rain", "مطر"))])
    assert [record.source for record in memory.containing("POWER to", EN_AR)] == [STORM]
    assert [record.source for record in memory.containing("100 %", EN_AR)] == [STORM]
    assert memory.containing("1%0", EN_AR) == ()


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ("École ouverte", "école"),
        ("L'ÉCOLE OUVERTE", "école"),
        ("une école", "ÉCOLE"),
        ("une école", "Éc"),
        ("Élisée Éluard", "élisée éluard"),
        ("La Ñusta", "ñusta"),
    ],
)
def test_a_part_is_found_in_another_case_whatever_its_letters(memory: Memory, source: str, asked: str) -> None:
    memory.learn([make_catalog(reviewed("body#1", source, "قطعت"), reviewed("body#2", "L'ecole", "مطر"))])
    assert [record.source for record in memory.containing(asked, EN_AR)] == [source]


def test_clearing_keeps_what_was_imported_by_hand(memory: Memory) -> None:
    memory.learn([make_catalog(reviewed("body#1", "Rain fell on the hills", "مطر"))])
    memory.take_file("named.tmx", "1", [make_record("Snow fell on the hills", "ثلج")], kind=RecordKind.SETTING)
    memory.take_file("old.tmx", "1", [make_record(STORM, "ع")])
    memory.clear()
    assert [match.target for match in memory.similar(STORM, EN_AR, "body")] == ["ع"]
    assert memory.similar("Snow fell on the hill", EN_AR, "body") == ()
    assert memory.forget("old.tmx")
    assert not memory.forget("old.tmx")
    assert memory.similar(STORM, EN_AR, "body") == ()
