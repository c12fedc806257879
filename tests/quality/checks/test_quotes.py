from __future__ import annotations

import pytest

from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks import run_checks
from pipeline.quality.checks.quotes import QuotesCheck, find_quotations
from pipeline.sources.segment import split_sentences

PASSAGES = [
    # text, the quoted passages, marks without a partner
    ("He said “we will stay”.", ["“we will stay”"], []),
    ('He said "we will stay".', ['"we will stay"'], []),
    ("قال: «لن نغادر».", ["«لن نغادر»"], []),
    ("قال: ”لن نغادر“.", ["”لن نغادر“"], []),
    ("قال: «سمعته يقول “لا” مرتين».", ["“لا”", "«سمعته يقول “لا” مرتين»"], []),
    ("the 'bad bank' of the 1990s", ["'bad bank'"], []),
    ("It is the ministers' view, isn't it? They're 'done'.", ["'done'"], []),
    ("the workers’ union’s office", [], []),
    ("in the '90s they'd say 'twas fine", [], []),
    ("He is 6'2\" tall", [], []),
    ('a 15" screen', [], []),
    ("“We stayed, he said.", [], ["“"]),
    ('<a href="x.html">here</a>', [], []),
    ("no marks at all", [], []),
]
SPEECH = "“We will not leave our land,” said the mayor."
CASES = [
    # source, target, severities
    (SPEECH, "وقال رئيس البلدية: «لن نغادر أرضنا».", []),
    (SPEECH, 'وقال رئيس البلدية: "لن نغادر أرضنا".', []),
    (SPEECH, "وقال رئيس البلدية إنهم لن يغادروا أرضهم.", [Severity.WARNING]),
    (SPEECH, "وقال رئيس البلدية: «لن نغادر أرضنا.", [Severity.WARNING]),
    # one quotation that English interrupts is one in Arabic
    ("“We waited,” he said. “Nobody came to help us.”", "وقال: «انتظرنا، ولم يأت أحد لمساعدتنا».", []),
    ("“We waited,” he said. “Nobody came to help us.”", "وقال إنهم انتظروا ولم يأت أحد لمساعدتهم.", [Severity.WARNING]),
    ("He called it a “crime” and a “shame”.", "ووصف ذلك بأنه «جريمة» وعار.", [Severity.INFO]),
    # a quotation that goes on in the next sentence
    ("“We waited for hours.", "«انتظرنا ساعات.", []),
    ("“We waited for hours.", "انتظرنا ساعات.", [Severity.INFO]),
    ("We walked for hours.", "مشينا ساعات طويلة.", []),
    ("Nobody helped us,” she said.", "لم يساعدنا أحد»، كما قالت.", []),
    ('She said: "We left at dawn.', "وقالت: «غادرنا عند الفجر.", []),
    ("Nobody helped us,” she told “Al Jazeera”.", "لم يساعدنا أحد»، كما قالت لقناة «الجزيرة».", []),
    # words that nobody said
    ("The minister promised to resign.", "وقال الوزير: «سأقدم استقالتي غدا».", [Severity.INFO]),
    ("The ship Rainbow sank.", "غرقت السفينة «رينبو».", []),
    ("The minister resigned.", "استقال الوزير» أمس.", [Severity.INFO]),
]
# what the Arabic quotes, its English without marks: a name in capitals, words that somebody said, a single word
NAMED = [
    ("نشرت صحيفة «الوطن» الخبر.", "The news was published by the newspaper Al-Watan.", Severity.INFO),
    ("قال إن «الحكومة تريد السلام».", "He said that the Government wants peace.", Severity.WARNING),
    ("وصف الرئيس الاتفاق بأنه «خطير».", "The president called the agreement with Egypt dangerous.", Severity.INFO),
]


def pair(source: str, target: str, source_language: str = "en", target_language: str = "ar") -> Pair:
    return Pair(source=source, target=target, source_language=source_language, target_language=target_language)


def find(source: str, target: str, *languages: str) -> list[Finding]:
    return list(QuotesCheck().find(pair(source, target, *languages)))


@pytest.mark.parametrize(("text", "closed", "loose"), PASSAGES)
def test_quotations_are_found_and_apostrophes_are_none(text: str, closed: list[str], loose: list[str]) -> None:
    passages = find_quotations(text)
    assert [text[slice(*passage.span)] for passage in passages if passage.closed] == closed
    assert [text[slice(*passage.span)] for passage in passages if not passage.closed] == loose


@pytest.mark.parametrize(("source", "target", "expected"), CASES)
def test_a_quotation_is_kept_and_closed(source: str, target: str, expected: list[Severity]) -> None:
    assert [finding.severity for finding in find(source, target)] == expected


def test_a_name_that_arabic_quotes_needs_no_marks_in_english_but_speech_does() -> None:
    (name,) = find("أبحرت السفينة «رينبو ووريور» أمس.", "The ship Rainbow Warrior sailed.", "ar", "en")
    (speech,) = find("قال: «لن نعود إلى بيوتنا المهدمة أبدا».", "He said they would not return.", "ar", "en")
    assert (name.severity, speech.severity) == (Severity.INFO, Severity.WARNING)


def test_a_lost_quotation_is_shown_and_pointed_at() -> None:
    (finding,) = find(SPEECH, "وقال رئيس البلدية إنهم لن يغادروا أرضهم.")
    assert finding.source_span == (0, 29)
    assert "“We will not leave our land,”" in finding.message
    (long,) = find(f"“{'word ' * 20}end,” he said.", "وقال كلاما كثيرا.")
    assert "…" in long.message
    (several,) = find("He said “yes” to one and “no” to the other.", "قال نعم لهذا ولا لذاك.")
    assert "2 of 2" in several.message
    assert several.source_span is None


def test_a_text_in_its_own_language_is_not_compared() -> None:
    assert find("“Yes,” he said.", "Yes, he said.", "en", "en-GB") == []


@pytest.mark.parametrize(("source", "target", "severity"), NAMED)
def test_a_quoted_name_may_stand_in_capitals_but_quoted_words_may_not(
    source: str, target: str, severity: Severity
) -> None:
    assert [found.severity for found in find(source, target, "ar", "en")] == [severity]


QUOTED_SENTENCES = {
    "en": ["“We left at dawn.", "We walked for hours.", "Nobody helped us,” she said."],
    "ar": ["«غادرنا عند الفجر.", "مشينا ساعات طويلة.", "لم يساعدنا أحد»، كما قالت."],
}


@pytest.mark.parametrize("languages", [("en", "ar"), ("ar", "en")])
def test_no_check_finds_fault_with_the_units_of_a_quotation_of_several_sentences(languages: tuple[str, str]) -> None:
    units = [split_sentences(" ".join(QUOTED_SENTENCES[language]), language) for language in languages]
    pairs = [pair(source.strip(), target.strip(), *languages) for source, target in zip(*units, strict=True)]
    assert len(pairs) == len(QUOTED_SENTENCES["en"])
    assert [finding for each in pairs for finding in run_checks(each)] == []
