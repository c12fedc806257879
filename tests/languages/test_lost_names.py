"""Names that a translation lost, and names that it shortens, translates, joins or spells otherwise."""

from __future__ import annotations

import pytest

from pipeline.languages.names.lost import lost_names

LOST = [
    # languages, source, target, the lost names with their usual spelling
    ("en-ar", "He studied at Cambridge for years.", "درس في كاريكاتير سنوات.", ["Cambridge = كامبريدج"]),
    ("en-ar", "Mustafa Hussein filmed the attack.", "وثق الصحفي الهجوم.", ["Mustafa Hussein = مصطفى حسين"]),
    ("en-ar", "The news agency Reuters said so.", "قالت ذلك وكالة الأنباء.", ["Reuters = رويترز"]),
    ("en-ar", "Commissioner Amina Wafula said so.", "قالت ذلك المفوضة أمينة ووهضة.", ["Wafula = وافولا"]),
    ("en-ar", "Casablanca lies north of Casablanca.", "تقع شمالها.", ["Casablanca = الدار البيضاء"]),
    (
        "ar-en",
        "سافر الوفد من خان شيخون ولوس أنجلوس.",
        "The delegation left.",
        ["خان شيخون = Khan Sheikhoun", "لوس أنجلوس = Los Angeles"],
    ),
]
THERE = [
    # languages, source, target: the names are there, or are hardly names
    ("en-ar", "Charles flew from Geneva to Seville.", "سافر شارل من جنيف إلى إشبيلية."),
    ("en-ar", "Mustafa Hussein filmed the attack.", "صور حسين الهجوم."),
    ("en-ar", "The clashes in Nagorno-Karabakh ended.", "انتهت الاشتباكات في ناغورني قره باغ."),
    ("en-ar", "Bilal Abdul Kareem said so.", "قال ذلك بلال عبدالكريم."),
    ("en-ar", "Bilal Abdul Kareem said so.", "قال ذلك Bilal Abdul Kareem."),
    ("en-ar", "The Supreme Court met the Ombudsperson.", "اجتمعت المحكمة العليا بأمين المظالم."),
    ("en-ar", "The Communist Party Congress begins.", "بدأ مؤتمر الحزب الشيوعي."),
    ("en-ar", "The Second Thomas Shoal is near.", "جزيرة سكند توماس المرجانية قريبة."),
    ("en-ar", "Hoteliers in Damascus and Aleppo hope.", "يأمل أصحاب الفنادق في دمشق وحلب."),
    ("en-ar", "no name", "لا اسم"),
    ("en-fr", "He studied at Cambridge.", "Il a étudié là-bas."),
    ("ar-en", "فاز رومني في فلوريدا يوم الثلاثاء.", "Romney won on Tuesday."),  # a single word, not looked for
    ("ar-en", "سافر من خان شيخون إلى الدار البيضاء.", "He flew from Khan Shaykhun to Casablanca."),
    ("ar-en", "قال ذلك هادي العبد الله.", "Hadi Alabdallah said so."),
    ("ar-en", "قالت شرطة لوس أنجلوس ذلك.", "The LAPD said so."),
    ("ar-en", "زار وفد جنوب أفريقيا.", "A delegation visited."),  # a country
]


@pytest.mark.parametrize(("languages", "source", "target", "lost"), LOST)
def test_a_name_of_the_lexicon_that_nothing_sounds_like_is_lost(
    languages: str, source: str, target: str, lost: list[str]
) -> None:
    first, second = languages.split("-")
    found = lost_names(source, first, target, second)
    assert [f"{name.source} = {name.target}" for name in found] == lost
    assert [source[slice(*name.span)] for name in found] == [name.source for name in found]


@pytest.mark.parametrize(("languages", "source", "target"), THERE)
def test_a_name_that_is_there_in_any_form_is_not_lost(languages: str, source: str, target: str) -> None:
    first, second = languages.split("-")
    assert lost_names(source, first, target, second) == ()
