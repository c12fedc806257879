"""Markup whose parts are all there and that does not work, hashtags, and what stands around symbols."""

import pytest

from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks.placeholders import PlaceholdersCheck

BROKEN = [
    # source, target, part of the message
    ("He said *no* to it.", "رفض * ذلك*.", "the emphasis of the source is broken"),
    ("He said *no* to it.", "رفض ذلك.", "the emphasis of the source is broken"),
    ("He said __no__ to it.", "رفض__ذلك__بشدة", "the strong emphasis of the source is broken"),
    ("See [it](a.md) now.", "انظر ](a.md) الآن", "the link of the source is broken"),
    ("See ![it](a.md) now.", "انظر [ه](a.md) الآن", "the image of the source is broken"),
    ("A <b>bad</b> day", "يوم </b>سيئ<b>", "the tag pair of the source is broken"),
    ("A <b>bad<br>day</b> <i>x</i>", "<b>يوم<br><i>سيئ</b></i>", "the tag pair of the source is broken"),
    ("A bad day", "يوم *سيئ*", "the emphasis here is not in the source"),
    ("A bad day", "يوم *سيئ", "the loose mark here is not in the source"),
    ("*It rained for a year.", "هطل المطر عاما كاملا.", 'the mark "*" of the source is missing'),
    ("It froze.*", "تجمد.", 'the mark "*" of the source is missing'),
    ("A *bad*, *bad*, *bad* day", "يوم سيئ", "the emphasis (3 times)"),
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
]


def find(source: str, target: str) -> list[Finding]:
    pair = Pair(source=source, target=target, source_language="en", target_language="ar")
    return list(PlaceholdersCheck().find(pair))


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
