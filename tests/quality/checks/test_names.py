from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages.names.capitals import find_names, find_spellings
from pipeline.languages.names.exonyms import find_exonyms
from pipeline.languages.names.extra import ExtraName, find_extra_name
from pipeline.languages.names.pair import NamePair
from pipeline.languages.names.transliteration import arabic_forms, arabic_skeleton, distance, latin_skeleton
from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks.names import NamesCheck

PAIR = NamePair("en", "ar")

SAME = [
    # Latin, Arabic (folded): two spellings of one name
    ("Obama", "اوباما"),
    ("Washington", "واشنطن"),
    ("Chicago", "شيكاغو"),
    ("Schwarzenegger", "شوارزنيجر"),
    ("Giovanni", "جيوفاني"),
    ("Trudeau", "ترودو"),
    ("Wright", "رايت"),
    ("Werfalli", "ورفلي"),
    ("Khan", "خان"),
    ("Erdoğan", "اردوغان"),
    ("Guillermo", "غييرمو"),
    ("Mohammed", "محمد"),
    ("Xiaoping", "شياوبينغ"),
]
DIFFERENT = [("Paris", "مدريد"), ("Putin", "بوش"), ("Obama", "ترودو"), ("London", "باريس"), ("Gordon", "سميث")]
KEPT = [
    # English, Arabic: all names are there
    ("The minister met Obama and Salma al-Werfalli in Tunis.", "التقى الوزير أوباما وسلمى الورفلي في تونس."),
    ("He came from Egypt to Germany and Greece.", "جاء من مصر إلى ألمانيا واليونان."),
    ("She flew to New York and Pyongyang.", "سافرت إلى نيويورك وبيونغ يانغ."),
    ("The case of the Ghanaian singer and two Peruvians.", "قضية المغني الغاني واثنين من بيرو."),
    ("Two Khitans spoke to the Lebanese.", "تحدث خيتانيان للبنانيين."),
    ("It lies near Albania, on Monday.", "تقع قرب ألبانيا يوم الاثنين."),
    ("Fighting reached Albania.", "وصل القتال بألبانيا إلى ذروته."),
    ("The Supreme Court and the World Bank agreed.", "اتفقت المحكمة العليا والبنك الدولي."),
    ("Residents Return To Flooded Village In Sudan", "عودة السكان إلى القرية المغمورة"),
    ("See John@example.org, ExxonMobil and McDonald.", "انظر."),
    ("The Google Earth team left.", "غادر فريق Google Earth."),
    ("Shelling hit the hospital in Maarat al-Numan.", "أصاب القصف المستشفى في معرة النعمان."),
    ("The rains began between June and August.", "بدأت الأمطار بين حزيران وآب."),
    ("Prices rose on the Cape Verde islands.", "ارتفعت الأسعار في جزر الرأس الأخضر."),
    ("no names at all", "لا أسماء هنا"),
]
SWAPPED = [
    # English, Arabic, the name without counterpart
    ("The minister met Obama in Berlin.", "التقى الوزير ترودو في برلين.", "Obama"),
    ("The minister met Putin in Egypt.", "التقى الوزير بوتين في أنغولا.", "Egypt"),
    ("He flew to Chicago with his team.", "سافر إلى شنغهاي مع فريقه.", "Chicago"),
]


def find(english: str, arabic: str) -> list[Finding]:
    pair = Pair(source=english, target=arabic, source_language="en", target_language="ar")
    return list(NamesCheck().find(pair))


@pytest.mark.parametrize(("latin", "arabic"), SAME)
def test_spellings_of_one_name_are_near(latin: str, arabic: str) -> None:
    assert distance(latin, arabic) <= 0.3


@pytest.mark.parametrize(("latin", "arabic"), DIFFERENT)
def test_other_names_are_far(latin: str, arabic: str) -> None:
    assert distance(latin, arabic) > 0.45


def test_skeletons_hold_the_strong_sounds_of_both_scripts() -> None:
    assert latin_skeleton("Washington") == arabic_skeleton("واشنطن") == "SNTN"
    assert latin_skeleton("Chicago") == arabic_skeleton("شيكاغو") == "SK"
    assert latin_skeleton("Knightley") == arabic_skeleton("نايتلي") == "NTL"
    assert latin_skeleton("Łódź") == "LTS"


def test_arabic_particles_come_off_but_not_too_much() -> None:
    forms = {form for form, _ in arabic_forms("وبالبرازيل")}
    assert {"وبالبرازيل", "بالبرازيل", "برازيل", "البرازيل"} == forms
    assert {form for form, _ in arabic_forms("للبنانيين")} == {"للبنانيين", "بنانيين", "لبنانيين"}
    assert {form for form, _ in arabic_forms("بن")} == {"بن"}


@given(st.text(max_size=12), st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي", max_size=12))
def test_a_distance_is_a_share(latin: str, arabic: str) -> None:
    assert 0 <= distance(latin, arabic) <= 1


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("egypt", True),
        ("egyptian", True),
        ("germans", True),
        ("zambian", True),
        ("canadians", True),
        ("income", False),
        ("market", False),
        ("xyz", False),
    ],
)
def test_peoples_and_tongues_are_known_by_their_places(word: str, known: bool) -> None:  # noqa: FBT001 - a table
    assert bool(find_exonyms(word, PAIR)) is known


@pytest.mark.parametrize(("english", "arabic"), KEPT)
def test_names_that_are_there_in_any_form_are_fine_in_both_directions(english: str, arabic: str) -> None:
    assert find(english, arabic) == []
    turned = Pair(source=arabic, target=english, source_language="ar", target_language="en")
    assert list(NamesCheck().find(turned)) == []


@pytest.mark.parametrize(("english", "arabic", "name"), SWAPPED)
def test_a_name_swapped_for_another_is_a_warning_in_both_directions(english: str, arabic: str, name: str) -> None:
    (finding,) = find(english, arabic)
    assert finding.severity is Severity.WARNING
    assert finding.source_span is not None
    assert english[slice(*finding.source_span)] == name
    turned = Pair(source=arabic, target=english, source_language="ar", target_language="en")
    (back,) = NamesCheck().find(turned)
    assert back.target_span == finding.source_span


def test_a_name_that_is_only_missing_is_a_remark_and_one_with_another_in_its_place_a_warning() -> None:
    (finding,) = find("The minister met Obama in Berlin.", "التقى به الوزير في برلين.")
    assert finding.severity is Severity.INFO
    (finding,) = find("The minister met Obama in Berlin.", "التقى الوزير بوتين في برلين.")
    assert finding.severity is Severity.WARNING


def test_a_word_of_the_language_with_a_capital_is_a_remark_unless_the_other_text_surely_has_a_name() -> None:
    (finding,) = find("He led the Order in those years.", "قاد الصين في تلك السنوات.")
    assert finding.severity is Severity.WARNING
    (finding,) = find("He led the Order in those years.", "قاد البلفوروم في تلك السنوات.")
    assert finding.severity is Severity.INFO


@pytest.mark.parametrize(
    ("english", "arabic", "found"),
    [
        # What begins a sentence is missed where the Arabic text may have another name, a word of the language only
        # where it surely has one, a country always.
        ("Keselowski left early.", "غادر هاملين مبكراً.", ["Keselowski"]),
        ("Keselowski left early.", "غادر مبكراً.", []),
        ("He led the Order in those years.", "قاد الصين في تلك السنوات.", ["Order"]),
        ("He led the Order in those years.", "قادها في تلك السنوات.", []),
        ("Zambia left early.", "غادر مبكراً.", ["Zambia"]),
        # A spelling that hardly fits is not taken from the name that it fits.
        ("They flew from Zambia to Zimbabwe.", "سافروا من زامبيا.", ["Zimbabwe"]),
        ("They flew from Wuhan.", "سافروا من بكين.", ["Wuhan"]),
        ("They flew from Wuhan.", "سافروا من ووهان.", []),
        ("He met Putin and Vladimir Orlov.", "التقى فلاديمير أورلوف.", ["Putin"]),
        ("He met James at the market.", "التقى چيمس في السوق.", []),
        ("It is sold in the United States.", "يباع في أمريكا.", []),
    ],
)
def test_names_are_missed_by_how_sure_it_is(english: str, arabic: str, found: list[str]) -> None:
    assert [finding.message.split('"')[1] for finding in find(english, arabic)] == found


@pytest.mark.parametrize(
    ("english", "arabic", "strange"),
    [
        ("He left.", "غادر فرنسا.", ExtraName.SURELY),
        ("He left the U.S. army.", "غادر الجيش الأمريكي.", ExtraName.NO),
        ("He left Paris.", "غادر باريس.", ExtraName.NO),
        ("He left.", "غادر غوتفريت.", ExtraName.MAYBE),
        ("He left.", "غادر اللذان.", ExtraName.NO),
        ("He left.", "غادر في مارس.", ExtraName.NO),
    ],
)
def test_strangers_are_names_of_nothing_in_the_english_text(english: str, arabic: str, strange: ExtraName) -> None:
    assert find_extra_name(english, arabic, PAIR) is strange


def test_a_name_of_ordinary_words_is_missed_when_nothing_of_it_is_there() -> None:
    (finding,) = find("They watched the World Cup School games.", "شاهدوا مباريات في الملعب.")
    assert '"World"' in finding.message


def test_a_word_that_begins_a_sentence_is_a_name_only_if_it_looks_like_one() -> None:
    assert [name.word.text for name in find_names("Forecasters said so. Obama left.", PAIR)] == ["Forecasters", "Obama"]
    assert find("Forecasters said so.", "هكذا قالت الأرصاد الجوية.") == []


def test_other_languages_are_not_compared() -> None:
    pair = Pair(source="Obama kam.", target="جاء ترودو.", source_language="de", target_language="ar")
    assert list(NamesCheck().find(pair)) == []


def test_spellings_are_read_where_they_are_sure() -> None:
    found = list(find_spellings("Salma al-Werfalli left Egypt.", "غادرت سلمى الورفلي مصر.", PAIR))
    assert [(spelling.english, spelling.arabic) for spelling in found] == [("Werfalli", "ورفلي")]
    assert list(find_spellings("nothing here", "لا شيء", PAIR)) == []
