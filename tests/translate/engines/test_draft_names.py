"""The names of a source are told to the model, and those that it lost are asked for again."""

from __future__ import annotations

import pytest

from pipeline.model import Candidate, Direction, Request, Rule, Term
from pipeline.translate.engines.draft.names import lost_names, with_names
from pipeline.translate.engines.draft.search_plans import choose, first_search, further_searches
from pipeline.translate.engines.draft.terms import MOST_GIVEN, given_terms

EN_AR = Direction(source="en", target="ar")
SOURCE = "Amina Wafula and Tarek Mansour won the races held in Alexandria."
BOTH = "فازت أمينة وافولا وطارق منصور في الإسكندرية."
LOST = "فازت أمينة فوكيلا وطارق منصور في الإسكندرية."


def _term(source: str, target: str) -> Term:
    return Term(source=source, targets=(target,), rule=Rule.REQUIRED, source_language="en", target_language="ar")


def test_names_are_told_in_their_order_and_none_inside_a_term() -> None:
    request = with_names(Request(source=SOURCE, terms=(_term("Alexandria", "الثغر"),)), EN_AR)
    assert [name.source for name in request.names] == ["Amina Wafula", "Tarek Mansour"]
    assert given_terms(SOURCE, request)[0] == ("Alexandria", "الثغر")


def test_a_prompt_has_a_limited_number_of_lines() -> None:
    names = tuple(_term(name, "س") for name in ("Amina", "Wafula", "Tarek", "Mansour", "won", "in", "Alexandria"))
    assert len(given_terms(SOURCE, Request(source=SOURCE, names=names))) == MOST_GIVEN


def test_a_lost_name_is_found_by_its_sound() -> None:
    request = with_names(Request(source=SOURCE), EN_AR)
    assert lost_names(request, BOTH, EN_AR) == ()
    assert [name.source for name in lost_names(request, LOST, EN_AR)] == ["Amina Wafula"]


@pytest.mark.parametrize(("target", "lost"), [("فاز الكيني بالسباق.", []), ("فاز المغربي بالسباق.", ["كينيا"])])
def test_a_country_that_became_another_one_is_lost(target: str, lost: list[str]) -> None:
    request = with_names(Request(source="Kenya’s runner won the race."), EN_AR)
    assert request.names == ()
    assert [name.targets[0] for name in lost_names(request, target, EN_AR)] == lost


def test_a_lost_name_is_hidden() -> None:
    plan = first_search(with_names(Request(source=SOURCE), EN_AR), 2)
    (hidden,) = further_searches(plan, [Candidate(text=LOST, log_probability=-0.4)], EN_AR)
    assert [slot.text for slot in hidden.masked.slots] == ["أمينة وافولا"]
    assert "Wafula" not in hidden.request.source


def test_the_candidate_that_keeps_the_names_is_chosen() -> None:
    request = with_names(Request(source=SOURCE), EN_AR)
    lost, both = Candidate(text=LOST, log_probability=-0.1), Candidate(text=BOTH, log_probability=-0.9)
    assert choose([lost, both], request, EN_AR) == [both]


def test_a_candidate_that_repeats_itself_is_left_out_unless_there_is_no_other() -> None:
    request = Request(source=SOURCE)
    loop, other = Candidate(text="فازت " * 9), Candidate(text="فازت أمينة.")
    assert choose([loop, other], request, EN_AR) == [other]
    assert choose([loop], request, EN_AR) == [loop]
