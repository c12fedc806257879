from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.languages import lexicon
from pipeline.languages.names.sounds import sounds
from pipeline.languages.stems import KnownWords, place, stem, tokens
from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks.addition import AdditionCheck
from pipeline.quality.checks.content import count_sentences, missing_passage, relative_length
from pipeline.quality.checks.omission import OmissionCheck

GOOD = [
    # English, Arabic: whole translations
    (
        "The court opened the case on Monday, and the judges heard three witnesses from the city.",
        "فتحت المحكمة القضية يوم الاثنين، واستمع القضاة إلى ثلاثة شهود من المدينة.",
    ),
    (
        "The government raised the price of bread after the war cut the supply of wheat.",
        "رفعت الحكومة سعر الخبز بعدما قطعت الحرب إمدادات القمح.",
    ),
    ("Yes, of course.", "نعم، بالطبع."),
    ("NASA and the WHO agreed.", "اتفقت ناسا ومنظمة الصحة العالمية (WHO)."),
    ("Laurent Fabius met Muhammad Kurdi in Douma.", "التقى لوران فابيوس محمد كردي في دوما."),
]
WHOLE = "The court opened the case on Monday, and the judges heard three witnesses from the city."
CLAUSE = "and the judges heard three witnesses from the city"
SHORT = "فتحت المحكمة القضية يوم الاثنين."
LONGER = (
    "فتحت المحكمة القضية يوم الاثنين، واستمع القضاة إلى ثلاثة شهود من المدينة. "
    "وقال الطبيب إن المستشفى يحتاج إلى الأدوية والمياه قبل الشتاء."
)
SENTENCES = [
    ("One.", 1),
    ("One. Two.", 2),
    ("Mr. Ban met Dr. No in the U.S. on Monday.", 1),
    ("هل جاء؟ نعم. ثم غادر.", 3),
    ('He said "No." Then he left.', 2),
    ("", 1),
]
STEMS = [
    ("walking", "walked", "en"),
    ("ministers", "minister's", "en"),
    ("countries", "country", "en"),
    ("والمدينه", "مدينات", "ar"),
    ("للقضاه", "القضاه", "ar"),
    ("سيكتبون", "يكتب", "ar"),
]


def pair(source: str, target: str, source_language: str = "en", target_language: str = "ar") -> Pair:
    return Pair(source=source, target=target, source_language=source_language, target_language=target_language)


def find(item: Pair) -> list[Finding]:
    return [*OmissionCheck().find(item), *AdditionCheck().find(item)]


@pytest.mark.parametrize(("english", "arabic"), GOOD)
def test_a_whole_translation_misses_and_adds_nothing(english: str, arabic: str) -> None:
    assert find(pair(english, arabic)) == []
    assert find(pair(arabic, english, "ar", "en")) == []


def test_a_dropped_clause_is_a_warning_that_points_at_it() -> None:
    (finding,) = find(pair(WHOLE, SHORT))
    assert (finding.check, finding.severity) == ("omission", Severity.WARNING)
    assert finding.source_span is not None
    assert CLAUSE[4:-4] in WHOLE[slice(*finding.source_span)]
    assert finding.message.startswith('"')


def test_an_added_sentence_is_a_warning_that_points_at_it() -> None:
    (finding,) = find(pair(WHOLE, LONGER))
    assert (finding.check, finding.severity) == ("addition", Severity.WARNING)
    assert finding.target_span is not None
    assert "الطبيب إن المستشفى يحتاج" in LONGER[slice(*finding.target_span)]


def test_both_work_into_english() -> None:
    assert [finding.check for finding in find(pair(SHORT, WHOLE, "ar", "en"))] == ["addition"]
    assert [finding.check for finding in find(pair(LONGER, WHOLE, "ar", "en"))] == ["omission"]


def test_a_long_passage_is_cut_in_the_message() -> None:
    (finding,) = find(pair(f"{WHOLE} The doctor said the hospital needs medicine and water before winter.", SHORT))
    assert "…" in finding.message
    assert len(finding.message) < 120


def test_languages_without_a_lexicon_are_judged_by_sentences_and_length() -> None:
    french = "Le tribunal a ouvert le dossier."
    assert find(pair("The court opened the case.", french, "en", "fr")) == []
    (finding,) = find(pair("The court opened the case.", f"{french} Le médecin a quitté la ville hier.", "en", "fr"))
    assert finding.check == "addition"
    assert finding.target_span is not None


def test_one_language_is_not_compared() -> None:
    assert find(pair(WHOLE, "The court opened.", "en", "en-GB")) == []


def test_numbers_and_names_are_evidence() -> None:
    with_both = missing_passage("Zubarov Kandelin 4711", "en", "زوباروف كاندلين 4711", "ar")
    without = missing_passage("Zubarov Kandelin 4711", "en", "هنا شيء آخر", "ar")
    assert with_both.weight == 0
    assert without.weight > 2
    assert (without.first, without.last) == (0, 2)


def test_what_the_lexicon_does_not_know_says_little() -> None:
    assert missing_passage("zqwv", "en", "شيء", "ar").weight == pytest.approx(lexicon.UNKNOWN.absent)


@pytest.mark.parametrize(("text", "count"), SENTENCES)
def test_sentences_are_counted_past_abbreviations(text: str, count: int) -> None:
    assert count_sentences(text) == count


@pytest.mark.parametrize(("one", "other", "language"), STEMS)
def test_forms_of_a_word_share_their_stem(one: str, other: str, language: str) -> None:
    assert stem(one, language) == stem(other, language)


def test_addresses_tags_and_code_have_no_words() -> None:
    text = "Read [71/248](https://undocs.org/never) on no.example.com, `not x` and <em>this</em>."
    assert tokens(text) == ("read", "71", "248", "on", "and", "this")
    assert text[slice(*place(text, 4, 5))] == "and <em>this"


def test_stems_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.languages.stems._MOST_WORDS", 1)
    assert [stem(word, "xx") for word in ("ab", "cd", "ef", "ab")] == ["ab", "cd", "ef", "ab"]


def test_words_keep_their_places_in_the_text_as_given() -> None:
    text = "إنّ 25 شخصًا حضروا"
    assert tokens(text)[1] == "25"
    assert text[slice(*place(text, 2, 3))] == "شخصًا حضروا"


def test_a_name_sounds_alike_in_both_scripts() -> None:
    assert sounds("london") == sounds("لندن")
    assert sounds("madrid") == sounds("مدريد")
    assert sounds("london") != sounds("مدريد")


def test_the_stretch_of_an_expected_length_is_one() -> None:
    assert relative_length("a" * 1000, "en", "ب" * 880, "ar") == pytest.approx(1.0, abs=0.01)


def test_the_lexicon_knows_both_ways_and_nothing_about_other_pairs() -> None:
    assert "محكم" in lexicon.load_lexicon("en", "ar")["court"].others
    assert "court" in lexicon.load_lexicon("ar-EG", "en-GB")["محكم"].others
    assert lexicon.load_lexicon("en", "fr") == {}
    assert lexicon.load_lexicon("en", "en") == {}


def test_evidence_counts_for_and_against() -> None:
    for row in lexicon.load_lexicon("en", "ar").values():
        assert row.present < 0 < row.absent


def test_the_lexicon_is_sorted_text() -> None:
    path = Path(lexicon.__file__).with_name("ar-en.tsv")
    rows = [line.split("\t")[:2] for line in path.read_text(encoding="utf-8").splitlines()]
    for language in ("ar", "en"):
        names = [name for tag, name in rows if tag == language]
        assert names == sorted(set(names))


def test_words_that_say_nothing_are_read_once_and_forgotten_before_they_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def say(word: str) -> str | None:
        read.append(word)
        return word.upper() if word.startswith("a") else None

    telling = KnownWords("xx", say)
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
