from __future__ import annotations

import pytest

from pipeline.model import Direction, Pair
from pipeline.quality.checks.acronyms import AcronymsCheck
from pipeline.translate.glossary import load_glossary

INTO_ARABIC = [
    # source, target, acronyms that come from nowhere
    ("The WHO said so.", "قالت منظمة الصحة العالمية (WHO) ذلك.", []),
    ("The World Health Organization said so.", "قالت منظمة الصحة العالمية (WHO) ذلك.", []),
    ("The U.S. and the E.U. agreed.", "اتفقت US وEU.", []),
    ("Chapter 14 begins.", "يبدأ الفصل XIV.", []),
    ("The drug Sars-Cov-2 test", "فحص SARS-CoV-2", []),
    ("The WHO said so.", "قالت UNHCR ذلك.", ["UNHCR"]),
    ("The council met on Monday.", "اجتمع مجلس CNN يوم الاثنين.", ["CNN"]),
    ("The council met.", "اجتمع مجلس A.B.C. أمس.", ["A.B.C."]),
]
INTO_ENGLISH = [
    # source, target, acronyms that were lost
    ("وصل وفد IIIM إلى جنيف.", "An IIIM delegation arrived in Geneva.", []),
    ("وصل وفد WHO إلى جنيف.", "A delegation of the World Health Organization arrived in Geneva.", []),
    ("وصل وفد IIIM إلى جنيف.", "A delegation arrived in Geneva.", ["IIIM"]),
    ("أصيب بفيروس H5N1 أمس.", "He caught a virus yesterday.", ["H5N1"]),
    ("تحدثت الأمم المتحدة.", "The UN and the EU spoke.", []),
]


def find(source: str, target: str, *languages: str) -> list[str]:
    terms = load_glossary().in_text(source, Direction(source=languages[0], target=languages[1]))
    pair = Pair(source=source, target=target, source_language=languages[0], target_language=languages[1], terms=terms)
    texts = {"source": source, "target": target}
    return [
        texts[side][slice(*span)]
        for finding in AcronymsCheck().find(pair)
        for side, span in (("source", finding.source_span), ("target", finding.target_span))
        if span
    ]


@pytest.mark.parametrize(("source", "target", "expected"), INTO_ARABIC)
def test_an_acronym_in_arabic_comes_from_the_source(source: str, target: str, expected: list[str]) -> None:
    assert find(source, target, "en", "ar") == expected


@pytest.mark.parametrize(("source", "target", "expected"), INTO_ENGLISH)
def test_an_acronym_of_an_arabic_source_is_kept_or_spelled_out(source: str, target: str, expected: list[str]) -> None:
    assert find(source, target, "ar", "en") == expected


def test_the_glossary_knows_wordings_that_the_initials_do_not_tell() -> None:
    assert (
        find("تتابع منظمة IIIM القضية.", "The International, Impartial and Independent Mechanism follows.", "ar", "en")
        == []
    )


def test_a_headline_in_capitals_has_no_acronyms_and_one_script_is_not_compared() -> None:
    assert find("COUNCIL OPENS LINES", "المجلس يفتح خطوطا", "en", "ar") == []
    assert find("The WHO met.", "Die UNO tagte.", "en", "de") == []
