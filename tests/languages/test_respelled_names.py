"""Names of a text with their spelling in another script: from the lexicon, else by their sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.languages.names.arabic_spelling import spell_in_arabic
from pipeline.languages.names.latin_spelling import spell_in_latin
from pipeline.languages.names.ordinary import is_common, is_of_country
from pipeline.languages.names.pair import NamePair
from pipeline.languages.names.presence import sounds_said
from pipeline.languages.names.respelled import find_respelled, names_revision, spellings_among
from pipeline.languages.names.spellings import find_spellings
from pipeline.languages.names.transliteration import distance

INTO_ARABIC = [
    ("Amina Wafula won the race in Alexandria on Sunday.", ["Amina Wafula = أمينة وافولا", "Alexandria = الإسكندرية"]),
    ("The doctor, Dr. Mona El-Sayed, said so.", ["Mona El-Sayed = منى السيد"]),
    ("Iraq's Abu Ghraib prison burned in June.", ["Abu Ghraib = أبو غريب"]),
    ("The group's spokesman, Hussein al-Washli, denied it.", ["Hussein al-Washli = حسين الواشلي"]),
    ("He studied at New York University.", ["New York = نيويورك"]),
    ("The White House told Sudanese and German officers on Monday.", []),
    ("The aide of Marshal Italo Balbo crossed the Atlantic.", ["Marshal Italo Balbo = مارشال إيتالو بالبو"]),
    ("A Soviet ship met Michal Adel in the Mediterranean, he said.", ["Michal Adel = ميتشال عادل"]),
    ("Forecasters do not expect rain.", []),
    ("Abbas left Amman for Sana'a on Sunday.", ["Abbas = عباس", "Amman = عمّان", "Sana'a = صنعاء"]),
    ("He'll meet Adnan Khatib and Saad Hariri.", ["Adnan Khatib = عدنان الخطيب", "Saad Hariri = سعد الحريري"]),
    ("The flood hit Sierra Leone.", ["Sierra Leone = سيراليون"]),
    ("Headteacher Amina Wafula won.", ["Amina Wafula = أمينة وافولا"]),
    ("Typesetter Amina Wafula won.", ["Amina Wafula = أمينة وافولا"]),
    ("It was Murad al-Qotrefi who won.", ["Murad = مراد"]),
    ("It was Qotrefa al-Qotrefi who won.", []),
    ("STORM HITS TOWN", []),
    ("Storm Hits Town As Mayor Flees", []),
    (
        "Kofi Annan met Hans Blix, Tony Blair and Jacques Chirac in Paris.",
        [
            "Kofi Annan = كوفي أنان",
            "Hans Blix = هانس بليكس",
            "Tony Blair = توني بلير",
            "Jacques Chirac = جاك تشيراك",
            "Paris = باريس",
        ],
    ),
]
INTO_LATIN = [
    ("وفي القاهرة لم تنخفض الحرارة ليلا.", ["القاهرة = Cairo"]),
    ("وصلت الشحنة إلى صنعاء وعدن أمس.", ["صنعاء = Sanaa", "عدن = Aden"]),
    ("وعاد الفريق من نيويورك أمس.", ["نيويورك = New York"]),
    ("قال محافظ حمص عدنان الخطيب إن الطريق مغلق.", ["حمص = Homs", "عدنان الخطيب = Adnan al-Khatib"]),
    ("وقال سكان في خان يونس إن القصف مستمر.", ["خان يونس = Khan Younis"]),
    ("بدأت مظاهرة في هونغ كونغ أمس.", ["هونغ كونغ = Hong Kong"]),
    ("وشكر الفريق لرودريغيز ما فعله.", ["رودريغيز = Rodriguez"]),
    ("سلم المدير جائزة الحارس لجوني كارسون أمس.", ["جوني كارسون = Johnny Karsson"]),
    ("قال جونسون إن كلينتون ستزور لندن.", ["جونسون = Johnson", "كلينتون = Clinton", "لندن = London"]),
    ("وكان أمرٌ كهذا متوقعا.", []),
    ("وخرج اللاعب في الدقيقة 23، ثم عاد.", []),
    ("قالت الحكومة السودانية إن الاجتماع تأجل إلى يوم الاثنين.", []),
]
BY_SOUND = [
    ("Wafula", "وافولا"),
    ("Kvitová", "كفيتوفا"),
    ("Ferri", "فيري"),
    ("McDonald", "ماكدونالد"),
    ("Chirac", "تشيراك"),
]
SAID = [
    ("Amina Wafula", "قالت أمينة ووافولا معا", True),
    ("Amina Wafula", "قالت أمينة فوكيلا", False),
    ("حسين الوشلي", "Hussein al-Washli said", True),
    ("حسين الوشلي", "Hussein al-Balushi said", False),
]
SHORT = [
    (
        "Ali and Halabi spoke to Amal.",
        "تحدث علي وحلبي على الطريق مع أمل.",
        {"Ali": "علي", "Halabi": "حلبي", "Amal": "امل"},
    ),
    ("Issa came.", "جاء عيسى.", {"Issa": "عيسي"}),
    ("Ali came.", "جلس على الأرض.", {}),
    ("Reed came.", "جاء ريد ومعه رد.", {}),
    ("Mona came.", "جاء من.", {}),
    ("Thai came.", "كانت اعت.", {}),
]
"""Names of few sounds, and what alone can be their spelling; على and a word beside another that fits are none."""
OF_COUNTRY = [
    ("Sudanese", "en", True),
    ("Greek", "en", True),
    ("Italian", "en", True),
    ("Italy", "en", False),
    ("Italo", "en", False),
]
OF_COUNTRY += [("السودانية", "ar", True), ("يمني", "ar", True), ("اليمن", "ar", False), ("سلوى", "ar", False)]
OF_COUNTRY += [("أفغاني", "ar", True), ("الكردي", "ar", True), ("ميلانيا", "ar", False), ("جيري", "ar", False)]


@pytest.mark.parametrize(("text", "names"), INTO_ARABIC)
def test_names_are_spelled_in_arabic(text: str, names: list[str]) -> None:
    assert [f"{name.source} = {name.target}" for name in find_respelled(text, "en", "ar")] == names


@pytest.mark.parametrize(("text", "names"), INTO_LATIN)
def test_names_are_spelled_in_latin_letters(text: str, names: list[str]) -> None:
    assert [f"{name.source} = {name.target}" for name in find_respelled(text, "ar", "en")] == names


def test_a_name_stands_where_it_is_said_to() -> None:
    text = "وصلت الشحنة إلى صنعاء وعدن أمس."
    assert all(text[slice(*name.span)] == name.source for name in find_respelled(text, "ar", "en"))


def test_languages_of_one_script_respell_nothing() -> None:
    assert find_respelled("Amina Wafula won in Alexandria.", "en", "fr") == ()


@pytest.mark.parametrize(("latin", "arabic"), BY_SOUND)
def test_a_name_without_a_known_spelling_is_spelled_by_rules(latin: str, arabic: str) -> None:
    assert spell_in_arabic(latin) == arabic


@pytest.mark.parametrize("arabic", ["وافولا", "ندايزيي", "شوابكة", "بيتمان"])
def test_letters_and_vowels_that_are_supplied_sound_like_the_name(arabic: str) -> None:
    latin = spell_in_latin(arabic)
    assert latin.isascii()
    assert distance(latin, arabic.replace("ة", "ه")) <= 0.3


def test_a_letter_without_a_spelling_gives_none() -> None:
    assert spell_in_latin("1") == ""


@pytest.mark.parametrize(("english", "arabic", "spelled"), SHORT)
def test_a_short_name_is_found_where_one_word_alone_writes_it(
    english: str, arabic: str, spelled: dict[str, str]
) -> None:
    assert {found.english: found.arabic for found in find_spellings(english, arabic, NamePair("en", "ar"))} == spelled


@pytest.mark.parametrize(("name", "text", "said"), SAID)
def test_a_text_says_a_name_in_any_spelling_of_its_sound(name: str, text: str, *, said: bool) -> None:
    assert sounds_said(name, text, "ar") is said


@pytest.mark.parametrize(("word", "language", "of_country"), OF_COUNTRY)
def test_words_for_people_of_a_country_are_no_names(word: str, language: str, *, of_country: bool) -> None:
    assert is_of_country(word, language) is of_country


@pytest.mark.parametrize(
    ("word", "language", "common"),
    [("Vaccination", "en", True), ("Sebastian", "en", True), ("Sebastián", "es", False), ("Marchment", "fr", False)],
)
def test_endings_of_one_language_say_nothing_of_the_names_of_another(word: str, language: str, *, common: bool) -> None:
    assert is_common(word, language) is common


def test_the_revision_is_a_digest_of_all_that_decides_on_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda path: seen.append(path.name) or b"")  # type: ignore[func-returns-value]
    seen: list[str] = []
    assert len(names_revision.__wrapped__()) == 64
    assert {"en.toml", "ar.toml", "en-words.txt", "en-ar-names.tsv", "en-ar-letters.tsv"} <= set(seen)


def test_spellings_that_are_given_go_before_those_of_the_lexicon() -> None:
    text = "Amina Wafula won the race in Alexandria on Sunday."
    found = find_respelled(text, "en", "ar", {"wafula": "وفوله", "alexandria": "اليكسندريا"})
    assert [name.target for name in found] == ["أمينة وفوله", "اليكسندريا"]
    (name,) = find_respelled("وعاد الفريق من نيويورك أمس.", "ar", "en", {"نيويورك": "Nueva York"})
    assert name.target == "Nueva York"


def test_only_names_that_a_text_may_have_are_taken_from_those_known() -> None:
    assert spellings_among("Wafula’s race", {"wafula": "وافولا", "desta": "ديستا"}) == {"wafula": "وافولا"}
    assert spellings_among("قالت ووافولا", {"وافولا": "Wafula"}) == {"وافولا": "Wafula"}
    assert spellings_among("Wafula", {}) == {}
