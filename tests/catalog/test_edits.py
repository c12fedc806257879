from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline.catalog.edits
from pipeline.catalog.edits import Edit, EditKind, describe_edits, name_edits

EDITS = {
    "a number": ("en", "It hurt 40 people.", "It hurt 45 people.", "a number (40 -> 45)"),
    "a number in words": ("en", "Twelve boats sank.", "Fourteen boats sank.", "a number (Twelve -> Fourteen)"),
    "a separator": ("en", "It cost $1.5 million.", "It cost $15 million.", "a number ($1.5 -> $15)"),
    "an Arabic number": ("ar", "افتتحت ثلاث مدارس جديدة.", "افتتحت أربع مدارس جديدة.", "a number (ثلاث -> أربع)"),
    "a day of a month": ("en", "It opens on 3 March here.", "It opens on 4 March here.", "a date (3 March -> 4 March)"),
    "a weekday": ("en", "They met on Thursday.", "They met on Friday.", "a date (Thursday -> Friday)"),
    "an Arabic month": (
        "ar",
        "وصل الوفد في 3 آذار/مارس إلى دمشق.",
        "وصل الوفد في 3 نيسان/أبريل إلى دمشق.",
        "a date (3 آذار/مارس -> 3 نيسان/أبريل)",
    ),
    "a name": ("en", "The talks moved to Bonn.", "The talks moved to Berlin.", "a name (Bonn -> Berlin)"),
    "a new negation": ("en", "He said he would resign.", "He said he would not resign.", "a negation (new: not)"),
    "a lost negation": ("en", "It was not safe at all.", "It was safe at all.", "a negation (gone: not)"),
    "an Arabic negation": ("ar", "قال إنه سيستقيل غداً.", "قال إنه لن يستقيل غداً.", "a negation (سيستقيل -> لن يستقيل)"),
    "an addition": ("en", "The council voted.", "The council voted, at last.", 'added "at last"'),
    "a cut": ("en", "The council voted to close, at last.", "The council voted to close.", 'cut "at last"'),
    "a wording": (
        "en",
        "The road was shut on purpose.",
        "The street was shut on purpose.",
        "the wording (road -> street)",
    ),
    "two at once": (
        "en",
        "On 3 March 40 people met in Bonn.",
        "On 3 March 45 people met in Berlin.",
        "a number (40 -> 45), a name (Bonn -> Berlin)",
    ),
}
SAME_NUMBERS = {
    "in words": ("en", "Police arrested 14 people.", "Police arrested fourteen people.", "14 -> fourteen"),
    "in digits": ("en", "Fourteen people were hurt.", "14 people were hurt.", "Fourteen -> 14"),
    "before a scale": ("en", "It cost 14 million.", "It cost fourteen million.", "14 -> fourteen"),
    "with another separator": ("en", "It cost 1,500 pounds.", "It cost 1500 pounds.", "1,500 -> 1500"),
    "in a compound": ("en", "A 14-year-old swam.", "A fourteen-year-old swam.", "14-year-old -> fourteen-year-old"),
    "beside another word": ("en", "It hurt 14 men there.", "It hurt fourteen boys there.", "14 men -> fourteen boys"),
    "in Arabic words": ("ar", "أصيب 14 شخصا.", "أصيب أربعة عشر شخصا.", "14 -> أربعة عشر"),
    "in other digits": ("ar", "أصيب ١٤ شخصا.", "أصيب 14 شخصا.", "١٤ -> 14"),
}
OTHER_NUMBERS = {
    "a half": ("en", "At 9 it began.", "At half past nine it began.", "9 -> half past nine"),
    "a vague scale": ("en", "It hurt 100 people.", "It hurt hundreds of people.", "100 -> hundreds of"),
    "a currency": ("en", "It cost $14 there.", "It cost €14 there.", "$14 -> €14"),
    "a minus": ("en", "It was -5 degrees.", "It was five degrees.", "-5 -> five"),
    "an ordinal of two words": ("en", "On his 20 birthday.", "On his twenty-first birthday.", "20 -> twenty-first"),
    "a fraction": ("en", "Two thirds voted.", "3 voted.", "Two thirds -> 3"),
    "one more": ("en", "It hurt 14 people.", "It hurt fourteen or fifteen people.", "14 -> fourteen or fifteen"),
}
SAME_DATES = {
    "in another order": ("en", "It opens on 3 March here.", "It opens on March 3 here.", "3 March -> March 3"),
    "with an ordinal": (
        "en",
        "It opened on 3 March.",
        "It opened on the third of March.",
        "3 March -> the third of March",
    ),
    "shortened": ("en", "It opens on Mar. 3 here.", "It opens on March 3 here.", "Mar. 3 -> March 3"),
    "in another calendar": ("ar", "افتتح المتحف في مارس هنا.", "افتتح المتحف في آذار هنا.", "مارس -> آذار"),
    "in other digits": ("ar", "افتتح المتحف في 3 مارس.", "افتتح المتحف في ٣ آذار.", "3 مارس -> ٣ آذار"),
    "named twice": ("ar", "وصل الوفد في 3 مارس.", "وصل الوفد في 3 آذار/مارس.", "3 مارس -> 3 آذار/مارس"),
}
OTHER_DATES = {
    "a year more": ("en", "It opens in March, he said.", "It opens in March 2026, he said.", "March -> March 2026"),
    "another year": (
        "en",
        "It opened on March 3, 2025.",
        "It opened on March 3, 2026.",
        "March 3, 2025 -> March 3, 2026",
    ),
    "one of two": ("en", "It is 3 April, not 4 March.", "It is 4 April, not 4 March.", "3 April -> 4 April"),
    "another month": ("ar", "افتتح في كانون الثاني هنا.", "افتتح في كانون الأول هنا.", "كانون الثاني -> كانون الأول"),
    "in digits": ("en", "It opened on 2026-03-03.", "It opened on 2026-03-04.", "2026-03-03 -> 2026-03-04"),
}
COSMETIC = {
    "quotation marks": ("The “road” is closed.", 'The "road" is closed.'),
    "a full stop": ("The road is closed", "The road is closed."),
    "spacing": ("The road  is closed.", "The road is closed."),
    "capitals": ("Road closed in Bonn", "Road Closed in Bonn"),
    "a headline in capitals": ("ROAD CLOSED IN BONN", "Road closed in Bonn"),
    "vowel signs": ("لم يُصب أحد بأذى.", "لم يصب أحد بأذى."),
    "Arabic quotation marks": ("قال «نعم» ثم غادر.", "قال “نعم” ثم غادر."),
}
NOT_COSMETIC = {
    "a decimal point": ("It cost 1.5 million.", "It cost 15 million."),
    "a minus": ("It was -5 degrees.", "It was 5 degrees."),
    "a question": ("They left.", "They left?"),
    "an acronym": ("He told US voters.", "He told us voters."),
    "a hyphen": ("They will re-sign it.", "They will resign it."),
    "a percent sign": ("It rose by 5%.", "It rose by 5."),
    "bold": ("The road is closed.", "The **road** is closed."),
}
texts = st.text(st.sampled_from("ab 12.,-?«»نلا3 Marchot"), max_size=30)


@pytest.mark.parametrize(("language", "before", "after", "said"), EDITS.values(), ids=EDITS)
def test_an_edit_is_named(language: str, before: str, after: str, said: str) -> None:
    described = describe_edits(name_edits(before, after, language))
    assert described == f"The source changed: {said}. Correct the translation and remove the fuzzy mark."


@pytest.mark.parametrize(("language", "before", "after", "said"), SAME_NUMBERS.values(), ids=SAME_NUMBERS)
def test_a_number_written_otherwise_is_another_wording(language: str, before: str, after: str, said: str) -> None:
    (edit,) = name_edits(before, after, language)
    assert (edit.kind, f"{edit.before} -> {edit.after}") == (EditKind.REWRITE, said)


@pytest.mark.parametrize(("language", "before", "after", "said"), OTHER_NUMBERS.values(), ids=OTHER_NUMBERS)
def test_a_number_that_may_be_another_is_a_number(language: str, before: str, after: str, said: str) -> None:
    (edit,) = name_edits(before, after, language)
    assert (edit.kind, f"{edit.before} -> {edit.after}") == (EditKind.NUMBER, said)


@pytest.mark.parametrize(("language", "before", "after", "said"), SAME_DATES.values(), ids=SAME_DATES)
def test_a_date_written_otherwise_is_another_wording(language: str, before: str, after: str, said: str) -> None:
    (edit,) = name_edits(before, after, language)
    assert (edit.kind, f"{edit.before} -> {edit.after}") == (EditKind.REWRITE, said)


@pytest.mark.parametrize(("language", "before", "after", "said"), OTHER_DATES.values(), ids=OTHER_DATES)
def test_another_date_is_named_whole(language: str, before: str, after: str, said: str) -> None:
    (edit,) = name_edits(before, after, language)
    assert (edit.kind, f"{edit.before} -> {edit.after}") == (EditKind.DATE, said)


@pytest.mark.parametrize(("before", "after"), COSMETIC.values(), ids=COSMETIC)
def test_spacing_punctuation_and_case_are_cosmetic(before: str, after: str) -> None:
    assert name_edits(before, after, "en") == (Edit(kind=EditKind.COSMETIC),)
    assert "punctuation or case only" in describe_edits(name_edits(before, after, "en"))


@pytest.mark.parametrize(("before", "after"), NOT_COSMETIC.values(), ids=NOT_COSMETIC)
def test_what_changes_the_meaning_is_not_cosmetic(before: str, after: str) -> None:
    assert EditKind.COSMETIC not in {edit.kind for edit in name_edits(before, after, "en")}


def test_a_sentence_with_little_left_was_rewritten() -> None:
    edits = name_edits("Ice on the lake broke.", "Flour prices doubled in a year.", "en")
    assert edits == (Edit(kind=EditKind.REWRITE),)
    assert describe_edits(edits).startswith("The source was rewritten.")


def test_the_most_dangerous_edit_comes_first_and_a_note_is_short() -> None:
    before = "The mayor of Bonn said on Monday that 40 old boats could sail to the big island."
    after = "The mayor of Berlin said on Friday that 45 boats could not sail to the big northern island."
    edits = name_edits(before, after, "en")
    assert [edit.kind for edit in edits] == [
        EditKind.NEGATION,
        EditKind.NUMBER,
        EditKind.DATE,
        EditKind.NAME,
        EditKind.ADDITION,
    ]
    assert "a date (Monday -> Friday), 2 more." in describe_edits(edits)
    long = name_edits("They met.", f"They met {'again and ' * 20}again.", "en")
    assert len(describe_edits(long)) < 200


@given(before=texts, after=texts, language=st.sampled_from(["en", "ar", "de"]))
def test_any_two_texts_are_compared(before: str, after: str, language: str) -> None:
    edits = name_edits(before, after, language)
    assert bool(edits) is (before != after)
    assert describe_edits(edits).endswith("remove the fuzzy mark.")


def test_the_examples_hold() -> None:
    assert doctest.testmod(pipeline.catalog.edits).failed == 0
