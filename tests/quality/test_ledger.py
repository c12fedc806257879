from __future__ import annotations

import pytest

from pipeline.catalog.approvals import SENT_BACK
from pipeline.model import Catalog, Entry, Finding, Severity
from pipeline.quality.ledger import Ledger, build_ledger, find_drift

MET = "The judge met Salma Werfalli in Tunis."
USUAL, OTHER = "التقت القاضية سلمى الورفلي في تونس.", "التقت القاضية سلمى الورفالي في تونس."
FORMS = [
    # two spellings that are one: particles, alef forms, endings
    ("التقى القاضي بالورفلي أمس.", "التقى القاضي الورفلي أمس."),
    ("والورفلي وصلت أمس.", "الورفلي وصلت أمس."),
]


RAED, RAED_AR = "The minister met Raed Abu al-Saud.", "التقى الوزير رائد أبو السعود."
UNSAID = [
    # source language, source, target, the names that the target does not say though their spelling is settled
    ("en", "Raed Abu al-Saud spoke.", "تحدث خالد أبو السعود.", ["Raed = رائد"]),
    ("en", "Raed Abu al-Saud spoke.", "تحدث الوزير خالد.", ["Raed = رائد", "Saud = السعود"]),
    ("en", "Raed Abu al-Saud spoke.", "تحدث رايد ابو السعود.", []),
    ("en", "Raed Abu al-Saud spoke.", "تحدث لرائد وأبي السعود.", []),
    ("en", "Raed Abu al-Saud spoke.", "تحدث Raed Abu al-Saud.", []),
    ("en", "Salma spoke.", "تحدث خالد.", []),
    ("ar", "تحدث رائد أبو السعود.", "Khalid Abu al-Saud spoke.", ["رائد = Raed"]),
    ("ar", "تحدث رائد أبو السعود.", "Raid Abul-Saud spoke.", []),
    ("ar", "هبط رائد الفضاء.", "The astronaut landed.", []),
]


def catalog(*targets: str, slug: str = "a", fuzzy: bool = False, source: str = MET) -> Catalog:
    entries = tuple(
        Entry(context=f"body#{number}", source=source, target=target, fuzzy=fuzzy)
        for number, target in enumerate(targets, 1)
    )
    return Catalog(slug=slug, source_language="en", language="ar", entries=entries)


def drift(last: Catalog, *corpus: Catalog) -> list[Finding]:
    article = build_ledger([last], drafts=True)
    return list(find_drift(last.entries[-1], last, article, build_ledger(corpus)))


def test_the_ledger_holds_the_spellings_of_reviewed_names_with_their_places() -> None:
    ledger = build_ledger([catalog(USUAL, USUAL, OTHER), catalog(OTHER, slug="b", fuzzy=True)])
    first, second = ledger.spellings("Werfalli", "en", "ar-EG")
    assert (first.text, first.count, first.where[0]) == ("الورفلي", 2, ("a", "body#1"))
    assert (second.text, second.count) == ("الورفالي", 1)
    assert Ledger().spellings("Werfalli", "en", "ar") == ()


def test_the_ledger_tells_the_usual_spelling_of_each_name() -> None:
    ledger = build_ledger([catalog(USUAL, USUAL, OTHER)])
    assert ledger.preferred("en-GB", "ar-EG")["werfalli"] == "الورفلي"
    assert ledger.preferred("ar", "en") == {}


def test_a_name_stays_approved_when_its_sentence_is_edited() -> None:
    edited = Entry(context="body#1", source="The judge left.", target=USUAL, fuzzy=True, previous_source=MET)
    draft = Entry(context="body#2", source=MET, target=OTHER, fuzzy=True)
    article = Catalog(slug="a", source_language="en", language="ar", entries=(edited, draft))
    assert build_ledger([article]).preferred("en", "ar")["werfalli"] == "الورفلي"
    seen = build_ledger([article], drafts=True).spellings("Werfalli", "en", "ar")
    assert [spelling.text for spelling in seen] == ["الورفلي", "الورفالي"]


@pytest.mark.parametrize(
    "entry",
    [
        Entry(context="body#1", source=MET, target=USUAL, fuzzy=True),
        Entry(context="heading#1", source=MET, target=USUAL, fuzzy=True, previous_source=MET),
        Entry(
            context="body#1",
            source="The judge left.",
            target=USUAL,
            fuzzy=True,
            previous_source=MET,
            comments=(f"{SENT_BACK} wrong name (Rim, 2026-11-01)",),
        ),
    ],
    ids=["a draft", "a draft of another role", "sent back"],
)
def test_a_name_that_nobody_approved_is_not_in_the_ledger(entry: Entry) -> None:
    article = Catalog(slug="a", source_language="en", language="ar", entries=(entry,))
    assert build_ledger([article]).names == {}


def test_drift_in_an_article_is_a_warning_that_names_the_other_spelling_and_its_places() -> None:
    (finding,) = drift(catalog(USUAL, USUAL, USUAL, USUAL, OTHER))
    assert finding.severity is Severity.WARNING
    assert finding.check == "names"
    assert '"الورفالي" is spelled "الورفلي" in a (body#1), a (body#2), a (body#3) and 1 more' in finding.message
    assert finding.source_span is not None
    assert finding.target_span is not None
    assert MET[slice(*finding.source_span)] == "Werfalli"
    assert OTHER[slice(*finding.target_span)] == "الورفالي"


def test_drift_from_other_articles_is_a_remark() -> None:
    (finding,) = drift(catalog(OTHER, slug="b", fuzzy=True), catalog(USUAL))
    assert finding.severity is Severity.INFO
    assert '"الورفلي" in a (body#1)' in finding.message


@pytest.mark.parametrize(("language", "source", "target", "unsaid"), UNSAID)
def test_a_settled_name_that_the_target_does_not_say_is_a_warning(
    language: str, source: str, target: str, unsaid: list[str]
) -> None:
    into = "ar" if language == "en" else "en"
    first, other = (RAED, RAED_AR) if language == "en" else (RAED_AR, RAED)
    approved = Entry(context="body#1", source=first, target=other)
    reviewed = Catalog(slug="b", source_language=language, language=into, entries=(approved,))
    entry = Entry(context="body#1", source=source, target=target, fuzzy=True)
    mine = Catalog(slug="a", source_language=language, language=into, entries=(entry,))
    article = build_ledger([mine], drafts=True)
    drifts = find_drift(entry, mine, article, build_ledger([reviewed]))
    found = [finding for finding in drifts if finding.severity is Severity.WARNING]
    for finding, name in zip(found, unsaid, strict=True):
        assert finding.source_span
        there, expected = name.split(" = ")
        assert source[slice(*finding.source_span)] == there
        assert expected in finding.message


def test_a_name_that_people_spelled_in_two_ways_or_only_drafts_spell_is_not_settled() -> None:
    unsaid = catalog("التقى الوزير خالد أبو السعود.", slug="b", source=RAED)
    other = RAED_AR.replace("رائد", "رعد")
    assert drift(unsaid, catalog(RAED_AR, source=RAED)) != []
    assert drift(unsaid, catalog(RAED_AR, other, source=RAED)) == []
    assert drift(unsaid, catalog(RAED_AR, source=RAED, fuzzy=True)) == []


def test_a_reviewed_spelling_goes_before_those_of_drafts() -> None:
    drafts = catalog(OTHER, OTHER, USUAL, fuzzy=True)
    reviewed = Entry(context="body#9", source=MET, target=USUAL)
    mixed = Catalog(slug="a", source_language="en", language="ar", entries=(reviewed, *drafts.entries))
    article = build_ledger([mixed], drafts=True)
    assert list(find_drift(reviewed, mixed, article, Ledger())) == []
    (finding,) = find_drift(drafts.entries[0], mixed, article, Ledger())
    assert '"الورفلي"' in finding.message


def test_a_spelling_is_shown_as_texts_mostly_write_it() -> None:
    source = "The judge met Fatima yesterday."
    usual, signed, other = "التقت القاضية بفاطمة أمس.", "التقت القاضية فاطِمة أمس.", "التقت القاضية فطمة أمس."
    (finding,) = drift(catalog(usual, usual, signed, other, source=source))
    assert '"فطمة" is spelled "فاطمة" in a (body#1), a (body#2), a (body#3)' in finding.message
    assert drift(catalog(usual, usual, signed, source=source)) == []


@pytest.mark.parametrize(("one", "other"), FORMS)
def test_another_form_is_not_another_spelling(one: str, other: str) -> None:
    source = "The judge met Werfalli yesterday."
    assert drift(catalog(one, one, other, source=source)) == []


def test_english_spellings_of_arabic_names_are_one_too() -> None:
    source = "التقت القاضية سلمى الورفلي أمس."
    targets = ("The judge met Salma Werfalli.", "The judge met Salma Werfalli.", "The judge met Salma Warfalli.")
    entries = tuple(
        Entry(context=f"body#{number}", source=source, target=target) for number, target in enumerate(targets)
    )
    english = Catalog(slug="a", source_language="ar", language="en", entries=entries)
    (finding,) = find_drift(entries[-1], english, build_ledger([english]), Ledger())
    assert finding.target_span is not None
    assert targets[-1][slice(*finding.target_span)] == "Warfalli"
    assert finding.source_span is None


def test_other_languages_and_identity_catalogs_have_no_names() -> None:
    german = Catalog(
        slug="a", source_language="de", language="ar", entries=(Entry(context="b", source="x", target="y"),)
    )
    own = Catalog(slug="a", source_language="en", language="en", entries=(Entry(context="b", source=MET, target=MET),))
    assert build_ledger([german, own]).names == {}
