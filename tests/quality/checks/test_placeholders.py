"""Markup whose parts are all there and that does not work, hashtags, and what stands around symbols."""

import pytest

from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks.placeholders import PlaceholdersCheck

MARKUP = [
    # the thing that must be copied
    "https://example.org/a_b?c=d",
    "www.example.org",
    "press@example.org",
    "@un_news",
    "A/RES/71/248",
    "S/2011/123",
    "`make run`",
    "<b>",
    "{name}",
    "{{name}}",
    "%s",
    "%(count)d",
    "**",
]
BROKEN = [
    # source, target, what the message names
    ("He said *no* to it.", "رفض * ذلك*.", "the emphasis"),
    ("He said *no* to it.", "رفض ذلك.", "the emphasis"),
    ("He said __no__ to it.", "رفض__ذلك__بشدة", "strong emphasis"),
    ("See [it](a.md) now.", "انظر ](a.md) الآن", "link"),
    ("See ![it](a.md) now.", "انظر [ه](a.md) الآن", "image"),
    ("A <b>bad</b> day", "يوم </b>سيئ<b>", "tag pair"),
    ("A <b>bad<br>day</b> <i>x</i>", "<b>يوم<br><i>سيئ</b></i>", "tag pair"),
    ("A bad day", "يوم *سيئ*", "emphasis"),
    ("A bad day", "يوم *سيئ", "loose mark"),
    ("*It rained for a year.", "هطل المطر عاما كاملا.", '"*"'),
    ("It froze.*", "تجمد.", '"*"'),
    ("A *bad*, *bad*, *bad* day", "يوم سيئ", "3 times"),
]
SOUND = [
    ("He said *no* to it.", "رفض *ذلك*."),
    ("He said **no** to [the report](a.md).", "رفض **ما جاء** في [التقرير](a.md)."),
    ("A <b>bad</b> <i>day</i>", "<i>يوم</i> <b>سيئ</b>"),
    ("Two * three", "اثنان × ثلاثة"),
    ("*It rained for a year.", "*هطل المطر عاما كاملا."),
    ("* A note", "ملاحظة"),
    ("Read A/RES/71/248.", "اقرأ القرار (A/RES/71/248)."),
    ("Read A/RES/71/248 <!-- sic -->", "اقرأ A/RES/71/248 <!-- sic -->"),
    ("See CCPR/C/SR.12(2)", "انظر CCPR/C/SR.12(2)"),
    ("C# 9, #1 and a#b", "سي شارب 9، الأول"),
    ("[the report](report.md)", "[التقرير](report.md)"),
    ("see A/RES/71/248", "انظر A/RES/٧١/٢٤٨"),
    ("Q&amp;A", "أسئلة وأجوبة"),
    ("AC/DC and HIV/AIDS and/or 24/7", "نص"),
    ("88% of it at a 5% discount", "نص"),
    ("a < b > c at 5 @ home", "نص"),
]


def find(source: str, target: str) -> list[Finding]:
    pair = Pair(source=source, target=target, source_language="en", target_language="ar")
    return list(PlaceholdersCheck().find(pair))


@pytest.mark.parametrize("thing", MARKUP)
def test_what_must_be_copied_is_missed_and_noticed_when_added(thing: str) -> None:
    (missing,) = find(f"See {thing} here.", "انظر هنا.")
    (extra,) = find("See here.", f"انظر {thing} هنا.")
    assert missing.severity is extra.severity is Severity.ERROR
    assert missing.source_span == (4, 4 + len(thing))
    assert extra.target_span == (5, 5 + len(thing))
    assert find(f"See {thing} here.", f"انظر {thing} هنا.") == []


def test_a_lost_link_is_named_by_its_address() -> None:
    (finding,) = find("[the report](report.md)", "التقرير")
    assert "report.md" in finding.message


def test_an_html_entity_in_the_target_is_a_warning() -> None:
    (finding,) = find("What it cannot do", "ما لا &#39;يمكن")
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(("source", "target", "message"), BROKEN)
def test_markup_that_does_not_work_is_an_error(source: str, target: str, message: str) -> None:
    findings = find(source, target)
    assert {finding.severity for finding in findings} == {Severity.ERROR}
    assert any(message in finding.message for finding in findings)


@pytest.mark.parametrize(("source", "target"), SOUND)
def test_markup_that_works_is_silent(source: str, target: str) -> None:
    assert find(source, target) == []


def test_a_lost_hashtag_is_an_error_and_one_that_became_another_a_warning() -> None:
    (lost,) = find("Join #Selim now", "شاركوا الآن")
    (renamed,) = find("Join #Selim now", "شاركوا في #سليم الآن")
    lost_one, renamed_one = sorted(
        find("#One #Two", "#واحد"), key=lambda finding: finding.severity is not Severity.ERROR
    )
    assert (lost.severity, renamed.severity) == (Severity.ERROR, Severity.WARNING)
    assert (lost_one.severity, renamed_one.severity) == (Severity.ERROR, Severity.WARNING)
    (added,) = find("Join now", "شاركوا في #سليم الآن")
    assert added.severity is Severity.ERROR


def test_a_link_whose_address_stands_elsewhere_is_pointed_at_when_it_is_lost() -> None:
    source, labels = "See [the map][m] and [Tables].", frozenset({"M", "TABLES"})
    pair = Pair(source=source, target="[م][M]", source_language="en", target_language="ar", link_labels=labels)
    (lost,) = PlaceholdersCheck().find(pair)
    assert (lost.severity, lost.source_span) == (Severity.ERROR, (21, 29))
    assert find(source, "انظر.") == []  # without definitions they are words in brackets
