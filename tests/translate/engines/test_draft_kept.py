"""Terms, names and numbers of a source: those that a target lost are found, hidden from the model and put back."""

from __future__ import annotations

import pytest

from pipeline.languages.matching import find_term
from pipeline.model import Candidate, Direction, Request, Rule, Term
from pipeline.translate.engines.draft.engine import DraftEngine
from pipeline.translate.engines.draft.figures import find_wrong_numbers, number_terms
from pipeline.translate.engines.draft.names import lost_names, with_names
from pipeline.translate.engines.draft.search_plans import choose, first_search, further_searches
from pipeline.translate.engines.draft.terms import given_terms, lost_terms, mask_terms

EN_AR = Direction(source="en", target="ar")
AR_EN = Direction(source="ar", target="en")
IIIM = "International, Impartial and Independent Mechanism"
WORDING = "الآلية الدولية المحايدة والمستقلة"
SOURCE = f"The association signed a protocol with the {IIIM} in Geneva."
RACES = "Amina Wafula and Tarek Mansour won the races held in Alexandria."
BOTH = "فازت أمينة وافولا وطارق منصور في الإسكندرية."
LOST = "فازت أمينة فوكيلا وطارق منصور في الإسكندرية."
NUMBERS = [  # source, target, direction, what is asked for again, how many numbers are wrong on both sides
    ("In 2016, 61,400 people came and 61,400 went.", "جاؤوا عام 2016.", EN_AR, ["61,400"], 2),
    ("في عام ٢٠١٦", "Then.", AR_EN, ["2016"], 1),
    ("In 2016.", "عام 2017.", EN_AR, ["2016"], 2),
    ("In 2016.", "عام ٢٠١٦.", EN_AR, [], 0),
    ("It rescued about sixty people.", "أنقذ نحو تسعة وثلاثين شخصا.", EN_AR, ["60"], 2),
    ("It rescued about sixty people.", "أنقذ نحو 60 شخصا.", EN_AR, [], 0),
    ("The Fourth Geneva Convention", "اتفاقية جنيف السادسة", EN_AR, ["4"], 2),
    ("سبعمئة وخمسون مليون دينار", "Fifty-six million dinars", AR_EN, ["750,000,000"], 2),
    ("Prices rose.", "ارتفعت الأسعار ثمانية في المئة.", EN_AR, [], 1),
    ("It drew a thousand people.", "جذب الكثيرين.", EN_AR, [], 0),
    ("One of them, at first, had two.", "كان لديه.", EN_AR, [], 0),
]


def term(source: str, *targets: str, rule: Rule = Rule.REQUIRED) -> Term:
    return Term(source=source, targets=targets, rule=rule, source_language="en", target_language="ar")


TERM = term(IIIM, WORDING)


def test_a_required_term_that_a_target_lacks_is_lost() -> None:
    request = Request(source=SOURCE, terms=(TERM, term("Geneva", "جنيف"), term("x", "y", rule=Rule.FORBIDDEN)))
    assert lost_terms(request, "وقعت في جنيف") == (TERM,)
    assert lost_terms(request, f"مع {WORDING} في جنيف") == ()
    assert lost_terms(request, "") == (TERM, term("Geneva", "جنيف"))


def test_a_lost_term_is_hidden_behind_a_mark_and_its_wording_put_back() -> None:
    masked = mask_terms(SOURCE, [TERM])
    assert masked is not None
    assert masked.text == 'The association signed a protocol with the "XXX" in Geneva.'
    for quoted in ('"XXX"', "«XXX»", "XXX", "“XXX”"):
        assert masked.restore(f"وقعت مع {quoted} في جنيف.") == f"وقعت مع {WORDING} في جنيف."
    for lost_or_doubled in ("وقعت الرابطة بروتوكولا.", 'مع "XXX" و"XXX"', "مع XXXX"):
        assert masked.restore(lost_or_doubled) is None


def test_of_terms_that_overlap_the_longer_one_is_hidden() -> None:
    masked = mask_terms("the High Court of Marjan", [term("Court", "محكمة"), term("High Court", "المحكمة العليا")])
    assert masked is not None
    assert masked.restore("«XXX» في مرجان") == "المحكمة العليا في مرجان"


def test_the_engine_offers_a_candidate_with_the_term() -> None:
    ((_, candidates),) = DraftEngine().translate([Request(source=SOURCE, terms=(TERM,))], EN_AR)
    assert any(find_term(WORDING, candidate.text, "ar") for candidate in candidates)
    scores = [candidate.log_probability or 0 for candidate in candidates]
    assert scores == sorted(scores, reverse=True)


def test_names_are_told_in_their_order_and_none_inside_a_term() -> None:
    request = with_names(Request(source=RACES, terms=(term("Alexandria", "الثغر"),)), EN_AR)
    assert [name.source for name in request.names] == ["Amina Wafula", "Tarek Mansour"]
    assert given_terms(RACES, request)[0] == ("Alexandria", "الثغر")


@pytest.mark.parametrize(("target", "lost"), [("فاز الكيني بالسباق.", []), ("فاز المغربي بالسباق.", ["كينيا"])])
def test_a_country_that_became_another_one_is_lost(target: str, lost: list[str]) -> None:
    request = with_names(Request(source="Kenya’s runner won the race."), EN_AR)
    assert request.names == ()
    assert [name.targets[0] for name in lost_names(request, target, EN_AR)] == lost


def test_a_lost_name_is_found_by_its_sound_and_hidden() -> None:
    request = with_names(Request(source=RACES), EN_AR)
    assert lost_names(request, BOTH, EN_AR) == ()
    (hidden,) = further_searches(first_search(request, 2), [Candidate(text=LOST, log_probability=-0.4)], EN_AR)
    assert [slot.text for slot in hidden.masked.slots] == ["أمينة وافولا"]
    assert "Wafula" not in hidden.request.source


def test_the_candidate_that_keeps_the_names_or_does_not_repeat_itself_is_chosen() -> None:
    request = with_names(Request(source=RACES), EN_AR)
    lost, both = Candidate(text=LOST, log_probability=-0.1), Candidate(text=BOTH, log_probability=-0.9)
    loop = Candidate(text="فازت " * 9)
    assert choose([lost, both], request, EN_AR) == [both]
    assert choose([loop, lost], request, EN_AR) == [lost]
    assert choose([loop], request, EN_AR) == [loop]


@pytest.mark.parametrize(("source", "target", "direction", "lost", "count"), NUMBERS)
def test_numbers_are_kept_unless_their_words_may_say_many(
    source: str, target: str, direction: Direction, lost: list[str], count: int
) -> None:
    wrong = find_wrong_numbers(source, target, direction)
    assert [found.targets[0] for found in number_terms(source, wrong, direction)] == lost
    assert wrong.count == count
