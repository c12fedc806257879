"""Text left in the source language: whole targets, phrases, and single words."""

from __future__ import annotations

import pytest

from pipeline.model import Finding, Pair, Role, Rule, Severity, Term
from pipeline.quality.checks.untranslated import UntranslatedCheck

TITLE = "Residents Return To Flooded Village"
PILOT = "The pilot was identified on Monday."
COPIES = [
    # languages, source, target, severity
    ("en-ar", PILOT, PILOT, Severity.ERROR),
    ("en-ar", PILOT, "The pilot was named on Monday.", Severity.ERROR),
    ("en-fr", PILOT, PILOT, Severity.ERROR),
    ("ar-en", "فتحت المحكمة", "فتحت المحكمة", Severity.ERROR),
    ("en-ar", "The clerk read it aloud.", "The clerk read it aloud. ثم غادر", Severity.ERROR),
    ("en-ar", "Google Earth", "Google Earth", Severity.INFO),
    (
        "en-ar",
        "National Aerospace Administration of Korea",
        "National Aerospace Administration of Korea",
        Severity.WARNING,
    ),
]
LEFT = [
    # languages, source, target, what is left in it
    (
        "en-ar",
        "The court met and he left the room.",
        "اجتمعت المحكمة ثم إنه غادر بعد ذلك المكان and he left the room.",
        "and he left the room",
    ),
    (
        "ar-en",
        "فتحت المحكمة القضية اليوم",
        "The court opened فتحت القضية اليوم today",
        "فتحت القضية اليوم",
    ),
    ("en-ar", "The brine is pumped out.", "يُضخ الـ brine إلى الخارج.", "brine"),
    ("en-ar", "The brine is pumped out.", "يُضخ الـbrine إلى الخارج.", "brine"),
    ("en-ar", "Share of tourism grew.", "نما share السياحة.", "share"),
    ("en-ar", "Share of tourism grew.", "نما Share السياحة.", "Share"),
    ("en-ar", "The share price fell.", "هبط share price أمس.", "share price"),
    ("fr-ar", "Le chômage baisse.", "تراجع chômage أمس.", "chômage"),
    ("fr-en", "La grève continue.", "The grève goes on.", "grève"),
    ("fr-en", "L'avenir de l'usine est menacé.", "The future of l'usine is at risk.", "l'usine"),
    ("fr-en", "La hausse du chômage inquiète.", "The hausse du chômage worries them.", "hausse du chômage"),
]
RIGHT = [
    # languages, source, target: names and what else stays in its letters
    ("en-ar", PILOT, "عُرف الطيار."),
    ("en-fr", PILOT, "Le pilote est identifié."),
    ("en-ar", "The DNA test of the WHO took 5 km.", "فحص DNA لدى WHO على بعد 5 km."),
    ("en-ar", "The IT team at eBay met OPEC+.", "فريق IT في eBay التقى OPEC+."),
    ("en-ar", "Apple and Google Maps work at 90 mph.", "تعمل شركة Apple وخرائط Google Maps حتى عند سرعة 90 mph."),
    ("en-ar", "Workers of the Guardian left.", "غادر عمال Guardian."),
    ("en-ar", "It was Homo sapiens.", "كان Homo sapiens هناك."),
    ("en-ar", "The word “brine” is old.", "كلمة «brine» قديمة."),
    ("en-ar", "Pumping brine is slow.", "ضخ المحلول الملحي (brine) بطيء."),
    ("en-ar", "See data.csv, docs/read-me and @press.", "انظر الملفات data.csv و docs/read-me وحساب @press."),
    ("en-ar", "See [the report][main].", "انظر [التقرير][main]."),
    ("en-ja", "The share price fell.", "share価格が下落した。"),
    ("fr-en", "Médecins sans frontières est née à Paris.", "Médecins sans frontières was born in Paris."),
    ("fr-en", "Le café est fermé.", "The café is closed."),
    ("fr-en", "Le mot « chômage » est vieux.", "The word “chômage” is old."),
    ("fr-de", "La grève continue.", "Die grève geht weiter."),
]


def find(languages: str, source: str, target: str, *terms: Term) -> list[Finding]:
    first, second = languages.split("-")
    pair = Pair(source=source, target=target, source_language=first, target_language=second, terms=terms)
    return list(UntranslatedCheck().find(pair))


@pytest.mark.parametrize(("languages", "source", "target", "severity"), COPIES)
def test_a_target_in_the_source_language_is_found(languages: str, source: str, target: str, severity: Severity) -> None:
    assert [finding.severity for finding in find(languages, source, target)] == [severity]


@pytest.mark.parametrize(("languages", "source", "target", "left"), LEFT)
def test_words_left_in_the_source_language_are_a_warning(languages: str, source: str, target: str, left: str) -> None:
    (finding,) = find(languages, source, target)
    assert finding.severity is Severity.WARNING
    assert finding.target_span
    assert target[slice(*finding.target_span)] == left


@pytest.mark.parametrize(("languages", "source", "target"), RIGHT)
def test_names_and_what_stays_as_it_is_are_right(languages: str, source: str, target: str) -> None:
    assert find(languages, source, target) == []


def test_a_term_that_a_glossary_keeps_is_right() -> None:
    term = Term(source="brine", targets=(), rule=Rule.KEEP, source_language="en", target_language="ar")
    assert find("en-ar", "The brine is pumped out.", "يُضخ الـ brine إلى الخارج.", term) == []


def test_a_copied_headline_in_title_case_is_an_error() -> None:
    item = Pair(source=TITLE, target=TITLE, source_language="en", target_language="ar", role=Role.HEADLINE)
    assert [finding.severity for finding in UntranslatedCheck().find(item)] == [Severity.ERROR]


@pytest.mark.parametrize("text", ["COVID-19", "UN", "https://example.org/page", "2011", "A/RES/71/248", "NATO: 25"])
def test_what_is_the_same_in_every_language_may_be_copied(text: str) -> None:
    assert find("en-ar", text, text) == []
