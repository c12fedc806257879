from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Candidate, Direction, Request
from pipeline.translate.engines.pseudo import LABEL, PseudoEngine, pseudo_translate

EN_AR = Direction(source="en", target="ar")
EN_EN = Direction(source="en", target="en")
AR_EN = Direction(source="ar", target="en")

PROTECTED_PARTS = [
    "https://example.org/a?b=c&d=1",
    "www.example.org",
    "press@example.org",
    "@iiim_un",
    "#Syria",
    "<b>",
    '<a href="/x y">',
    "</a>",
    "<!-- note -->",
    "&nbsp;",
    "&#8217;",
    "`make test`",
    "{name}",
    "${total}",
    "{{ user.name }}",
    "%s",
    "%(count)d",
    "%1$s",
    "%.2f",
    "6,000",
    "12.5",
    "٦٬٠٠٠",
    "2024",
]
TEXTS = [
    ("Rain fell.", EN_EN, "⟦Ŕáíñ ƒéłł. ···⟧"),
    ("Rain fell.", EN_AR, "⟦راين فعلل. ···⟧"),
    ("Rain fell.", Direction(source="en", target="he"), "⟦ראינ פעלל. ···⟧"),
    ("Rain fell.", Direction(source="en", target="fr"), "⟦Ŕáíñ ƒéłł. ···⟧"),
    ("[more](https://a.org) %s", EN_EN, "⟦[ɱóŕé](https://a.org) %s ····· ··⟧"),
    ("50% off", EN_EN, "⟦50% óƒƒ ···⟧"),
]


@pytest.mark.parametrize(("source", "direction", "expected"), TEXTS)
def test_letters_become_strange_and_the_text_grows(source: str, direction: Direction, expected: str) -> None:
    assert pseudo_translate(source, direction) == expected


@pytest.mark.parametrize("part", PROTECTED_PARTS)
@pytest.mark.parametrize("direction", [EN_AR, EN_EN, AR_EN], ids=str)
def test_placeholders_addresses_markup_and_numbers_stay(part: str, direction: Direction) -> None:
    assert f" {part} " in pseudo_translate(f"see {part} here", direction)


@pytest.mark.parametrize("target", ["ar", "fa", "ur", "he", "dv"])
def test_a_target_that_runs_from_right_to_left_has_no_latin_letter(target: str) -> None:
    text = pseudo_translate("The Quick Brown Fox Jumps Over the Lazy Dog", Direction(source="en", target=target))
    assert {unicodedata.bidirectional(char) for char in text if char.isalpha()} <= {"R", "AL"}


def test_arabic_becomes_latin_without_its_marks() -> None:
    text = pseudo_translate("غُرِّمَ أحمد", AR_EN)
    assert not any("ARABIC" in unicodedata.name(char) for char in text)
    assert sum(char.isalpha() for char in text) == len("غرمأحمد")


def test_every_index_comes_once_and_an_empty_text_has_no_candidate() -> None:
    engine = PseudoEngine()
    found = list(engine.translate([Request(source="Rain."), Request(source=" "), Request(source="Sun.")], EN_EN))
    assert found == [
        (0, (Candidate(text="⟦Ŕáíñ. ··⟧"),)),
        (1, ()),
        (2, (Candidate(text="⟦Šúñ. ··⟧"),)),
    ]


def test_it_knows_every_direction_and_says_what_it_is() -> None:
    engine = PseudoEngine()
    assert engine.supports(Direction(source="fr", target="ja"))
    assert engine.label(EN_AR) == engine.label(AR_EN) == LABEL == "pseudo@1"


@given(st.text(st.sampled_from("abc XYZ.,"), max_size=80))
def test_a_text_grows_by_nearly_a_third(source: str) -> None:
    grown = len(pseudo_translate(source, EN_AR)) - len("⟦⟧") - len(source)
    assert len(source) * 0.3 - 1 <= grown <= len(source) * 0.3 + 2
