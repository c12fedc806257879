from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages.names.pair import NamePair
from pipeline.languages.names.spellings import find_spellings
from pipeline.languages.names.transliteration import arabic_forms, distance, may_be_near
from pipeline.languages.places import countries_in
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
    # languages, source, target: the countries are there, in some form
    ("en-ar", "He came from Egypt to Germany and Greece.", "جاء من مصر إلى ألمانيا واليونان."),
    ("en-ar", "The Iranian minister flew to Oman.", "سافر وزير خارجية إيران إلى عُمان."),
    ("en-ar", "Prices rose in Britain and France.", "ارتفعت الأسعار في المملكة المتحدة وفرنسا."),
    ("en-ar", "He left Papua New Guinea.", "غادر بابوا غينيا الجديدة."),
    ("ar-en", "زار الوزير لبنان.", "The minister visited the Lebanese capital."),
    ("en-ru", "The president of France spoke.", "Президент Франции выступил."),
    ("en-ar", "South Sudan and Sierra Leone are far apart.", "جنوب السودان وسيراليون متباعدتان."),
    ("ar-en", "زار وفد من جنوب أفريقيا القاهرة.", "A South African delegation visited Cairo."),
    ("en-de", "no countries at all", "gar keine Länder"),
    ("en-ar", "US officials met the UAE's minister.", "التقى مسؤولون أمريكيون الوزير الإماراتي."),
    ("en-ar", "The U.S. gave $5 million.", "قدمت واشنطن 5 ملايين دولار."),
    ("en-ar", "Qatar Airways flies to Chile and Greenland.", "تسافر Qatar Airways إلى شيلي وجرينلاند."),
    ("ar-en", "وصل الوفد إلى الهند والجزائر.", "The delegation came to Algiers by Indian trains."),
    ("ar-en", "انتشرت قوة الأمم المتحدة في قبرص.", "UNFICYP was deployed."),
    ("ar-en", "زار الوزير غينيا - بيساو.", "The minister visited Guinea-Bissau."),
    ("ar-en", "كتب بيرسي شيلي القصيدة.", "Percy Shelley wrote the poem."),
    ("ar-en", "قالت الجمعيات السورية ذلك.", "The Syrian societies said so."),
    ("ar-en", "يدرس الفرنسيون خطة بريطانيا.", "The French study the plan of the British."),
    ("en-de", "The president of Greece spoke in Norway.", "Der Präsident sprach dort."),
    ("en-ar", "The Iranian minister met French officials.", "التقى الوزير الإيراني مسؤولين فرنسيين."),
    ("ar-en", "وصل الأتراك والألمان والكوريون الشماليون.", "Turks, Germans and North Koreans arrived."),
    ("en-ar", "Native American doctors left Belgium.", "غادر أطباء من الهنود الحمر البلجيك."),
    ("en-ar", "The French capital is calm.", "باريس هادئة."),
    ("ar-en", "وقف على الجانب الأيمن اليمنى.", "He stood on the Syrian side."),
    ("fr-en", "Des Italiennes parlent au ministre turc.", "Italian women talk to the Turkish minister."),
]
SWAPPED = [
    # languages, source, target, the country that became another one
    ("en-ar", "The minister met Putin in Egypt.", "التقى الوزير بوتين في أنغولا.", "Egypt"),
    ("ar-en", "وصل الوفد إلى المغرب أمس.", "The delegation arrived in Algeria on Friday.", "المغرب"),
    ("en-ar", "The ship left Sierra Leone.", "غادرت السفينة غانا.", "Sierra Leone"),
    ("en-de", "The ship left Norway.", "Das Schiff verließ Schweden.", "Norway"),
    ("en-zh", "The ship left Norway.", "那艘船离开了瑞典。", ""),
    ("ar-en", "قصفت إيران الميناء.", "Iraq shelled the port.", "إيران"),
    ("fr-en", "Il vient du Niger.", "He comes from Nigeria.", "Niger"),
    ("en-fr", "Austria closed its border.", "L'Australie a fermé sa frontière.", "Austria"),
    ("en-ar", "They flew to New Zealand.", "سافروا إلى أستراليا.", "New Zealand"),
    ("ar-en", "قال وزير من الولايات المتحدة ذلك.", "A British minister of the UK said so.", "الولايات المتحدة"),
    ("en-ar", "North Korea fired a missile.", "أطلقت إيران صاروخا.", "North Korea"),
    ("en-ar", "The French minister spoke.", "تحدث الوزير البريطاني.", "French"),
    ("en-ar", "The Iranian minister spoke.", "تحدث الوزير العراقي.", "Iranian"),
    ("ar-en", "تحدث الوزير الإيراني.", "The Iraqi minister spoke.", "الإيراني"),
    ("ar-en", "تحدث السفير الكوري الشمالي.", "The Swiss envoy spoke.", "الكوري الشمالي"),
    ("en-ar", "He left Germany and met German officials.", "غادر ألمانيا والتقى مسؤولين بولنديين.", "German"),
    ("fr-en", "Le ministre français parle.", "The British minister speaks.", "français"),
    ("en-es", "The Mexican minister speaks.", "Habla la ministra cubana.", "Mexican"),
]

LOST = [
    # languages, source, target, the countries that nothing there says, with their names
    ("ar-en", "بدأ كوفيد في الصين.", "COVID began.", ["الصين = China"]),
    ("ar-en", "حذرت المنظمة إيران.", "The WHO warned it.", ["إيران = Iran"]),
    ("en-ar", "He flew from Yemen to Qatar.", "سافر من اليمن.", ["Qatar = قطر"]),
    ("en-ar", "The United States left.", "غادرت.", ["United States = الولايات المتحدة"]),
    ("en-ar", "The US sued Turkey and Britain.", "رفعت أمريكا دعوى على بريطانيا.", ["Turkey = تركيا"]),
    (
        "ar-en",
        "زار الوزير ألمانيا والهند ثم مصر.",
        "The minister visited Egypt.",
        ["ألمانيا = Germany", "الهند = India"],
    ),
    (
        "ar-en",
        "نما اقتصاد كوريا الجنوبية وبالسعودية.",
        "The economy grew.",
        ["كوريا الجنوبية = South Korea", "السعودية = Saudi Arabia"],
    ),
]


def find(languages: str, source: str, target: str) -> list[Finding]:
    first, second = languages.split("-")
    return list(NamesCheck().find(Pair(source=source, target=target, source_language=first, target_language=second)))


@pytest.mark.parametrize(("latin", "arabic"), SAME)
def test_spellings_of_one_name_are_near(latin: str, arabic: str) -> None:
    assert distance(latin, arabic) <= 0.3


@pytest.mark.parametrize(("latin", "arabic"), DIFFERENT)
def test_other_names_are_far(latin: str, arabic: str) -> None:
    assert distance(latin, arabic) > 0.45


def test_arabic_particles_come_off_but_not_too_much() -> None:
    forms = {form for form, _ in arabic_forms("وبالبرازيل")}
    assert {"وبالبرازيل", "بالبرازيل", "برازيل", "البرازيل"} == forms
    assert {form for form, _ in arabic_forms("للبنانيين")} == {"للبنانيين", "بنانيين", "لبنانيين"}
    assert {form for form, _ in arabic_forms("بن")} == {"بن"}


@given(st.text(max_size=12), st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي", max_size=12))
def test_a_distance_is_a_share_that_may_be_near_never_denies(latin: str, arabic: str) -> None:
    assert 0 <= distance(latin, arabic) <= 1
    assert may_be_near(latin, arabic, distance(latin, arabic))


@pytest.mark.parametrize(("languages", "source", "target"), KEPT)
def test_countries_that_are_there_in_any_form_are_fine(languages: str, source: str, target: str) -> None:
    assert find(languages, source, target) == []


@pytest.mark.parametrize(("languages", "source", "target", "country"), SWAPPED)
def test_a_country_that_became_another_one_is_a_warning(languages: str, source: str, target: str, country: str) -> None:
    found = find(languages, source, target)
    assert [finding.severity for finding in found] == ([Severity.WARNING] if country else [])
    assert [source[slice(*finding.source_span)] for finding in found if finding.source_span] == [country][: len(found)]


@pytest.mark.parametrize(("languages", "source", "target", "lost"), LOST)
def test_a_country_that_nothing_says_is_a_warning_with_its_name(
    languages: str, source: str, target: str, lost: list[str]
) -> None:
    found = find(languages, source, target)
    assert [finding.severity for finding in found] == [Severity.WARNING] * len(lost)
    for finding, (name, said) in zip(found, (each.split(" = ") for each in lost), strict=True):
        assert finding.source_span
        assert source[slice(*finding.source_span)] == name
        assert said in finding.message


def test_several_countries_that_became_others_are_paired_in_their_order_or_place() -> None:
    source = "From France and Peru to Kenya."
    for target, pairs in (
        ("من إسبانيا وبيرو إلى غانا.", [("France", "إسبانيا"), ("Kenya", "غانا")]),
        ("من هناك إلى غانا.", [("Kenya", "غانا")]),
    ):
        found = [finding for finding in find("en-ar", source, target) if finding.target_span]
        spans = [(finding.source_span or (0, 0), finding.target_span or (0, 0)) for finding in found]
        assert [(source[slice(*there)], target[slice(*here)]) for there, here in spans] == pairs


def test_a_name_that_nothing_sounds_like_is_a_warning_with_its_usual_spelling() -> None:
    source = "Commissioner Amina Wafula spoke in Egypt."
    (finding,) = find("en-ar", source, "تحدثت المفوضة أمينة ووهضة في مصر.")
    assert (finding.severity, finding.target_span) == (Severity.WARNING, None)
    assert "وافولا" in finding.message
    assert finding.source_span == (source.index("Wafula"), source.index(" spoke"))
    assert find("en-ar", source, "تحدثت المفوضة أمينة وافولا في مصر.") == []


def test_a_country_counts_where_it_is_written_as_a_name_and_as_a_whole_word() -> None:
    assert [country.code for country in countries_in("In Chad they chad, in Chadian.", "en")] == ["TD"]
    assert [country.code for country in countries_in("سافر وبالمغرب والمغربي", "ar")] == ["MA"]
    assert countries_in("Norwegen", "xx") == ()


NAMED = [
    ("en", "Sierra Leone, South Africa and Papua New Guinea voted.", ["SL", "ZA", "PG"]),
    ("en", "The south of Sudan, or south Sudan, is not South Sudan.", ["SD", "SD", "SS"]),
    ("en", "Guinea is not Guinea-Bissau or Equatorial Guinea.", ["GN", "GW", "GQ"]),
    ("fr", "L'Afrique du Sud et l'Arabie saoudite ont voté.", ["ZA", "SA"]),
    ("ar", "صوتت كوريا الجنوبية وبوركينا فاسو، وسافر الوفد من جنوب السودان.", ["KR", "BF", "SS"]),
    ("ar", "التقى وزراء الولايات المتحدة والمملكة العربية السعودية.", ["US", "SA"]),
]
"""Languages, texts and the countries that they name in several words."""


@pytest.mark.parametrize(("language", "text", "codes"), NAMED)
def test_a_country_of_several_words_is_named_by_all_of_them(language: str, text: str, codes: list[str]) -> None:
    assert [country.code for country in countries_in(text, language)] == codes


def test_spellings_are_read_where_they_are_sure() -> None:
    found = list(find_spellings("Salma al-Werfalli left Egypt.", "غادرت سلمى الورفلي مصر.", PAIR))
    assert [(spelling.english, spelling.written) for spelling in found] == [("Salma", "سلمى"), ("Werfalli", "الورفلي")]
    assert list(find_spellings("nothing here", "لا شيء", PAIR)) == []
    assert list(find_spellings("Papua New Guinea voted.", "صوتت بابوا غينيا الجديدة.", PAIR)) == []
    assert list(find_spellings("The Parliament of Lebanon met.", "اجتمع برلمان لبنان.", PAIR)) == []
