from __future__ import annotations

import pytest

from pipeline.model import Candidate, Direction, Request, Rule, Term
from pipeline.translate.engines.draft.search_plans import (
    SHORT_PASSAGE,
    UNSURE,
    WIDE,
    SearchPlan,
    add_shortened,
    cut_overrun,
    first_search,
    further_searches,
    search_rounds,
)

EN_AR = Direction(source="en", target="ar")
AR_EN = Direction(source="ar", target="en")
COURT = Term(source="court", targets=("محكمة",), rule=Rule.REQUIRED, source_language="en", target_language="ar")
SOURCE = "The court heard 12 witnesses."
REQUEST = Request(source=SOURCE, terms=(COURT,))
GOOD = "استمعت المحكمة إلى 12 شاهدا."

ASKED = [  # best candidate, log-probability, beams, the further searches
    (GOOD, -0.4, 2, []),
    (GOOD, UNSURE - 0.1, 2, ["wide"]),
    (GOOD, UNSURE - 0.1, WIDE, []),
    ("", None, 2, ["wide", "hidden"]),
    ("محكمة " * 6 + "12", -0.1, 2, ["wide"]),
    ("استمعت الهيئة إلى 12 شاهدا.", -0.4, 2, ["hidden"]),
    ("استمعت المحكمة إلى شهود.", -0.4, 2, ["hidden", "passages"]),
    ("استمعت المحكمة إلى 12 شاهدا عام 2016.", -0.4, 2, ["passages"]),
]


DAYS = [  # source, target, direction, the names that are put back
    ("Prices fell on Monday.", "انخفضت الأسعار.", EN_AR, ["الاثنين"]),
    ("Prices fell on Monday.", "انخفضت الأسعار الإثنين.", EN_AR, []),
    ("Prices fell on Mon.", "انخفضت الأسعار.", EN_AR, []),
    ("Doses were missed by the end of June.", "ضاعت جرعات بنهاية تموز/يوليو.", EN_AR, ["يونيو"]),
    ("Doses were missed in June.", "ضاعت جرعات في تموز.", Direction(source="en", target="ar-SY"), ["حزيران"]),
    ("انخفضت الأسعار والثلاثاء ارتفعت.", "Prices fell, and rose on Wednesday.", AR_EN, ["Tuesday"]),
    ("سجلت الحالات نهاية أوت الماضي.", "Cases were recorded at the end of October.", AR_EN, ["August"]),
    ("حضر اثنين.", "Two came.", AR_EN, []),
]

OVERRUNS = [  # source, target, target without what was run on with
    ("The court ruled.", "حكمت المحكمة. حكمت المحكمة اليوم.", "حكمت المحكمة."),
    ("Did it? It did.", "هل حكمت؟ نعم. حكمت.", "هل حكمت؟ نعم."),
    ("The court ruled.", "حكمت المحكمة.", "حكمت المحكمة."),
    ("1 - Takes note.", "1. تحيط علما.", "1. تحيط علما."),
]


def _kind(plan: SearchPlan) -> str:
    if plan.masked.slots:
        return "hidden"
    if plan.beams == WIDE:
        return "wide"
    assert plan.longest == SHORT_PASSAGE
    return "passages"


@pytest.mark.parametrize(("text", "log_probability", "beams", "further"), ASKED)
def test_each_doubt_has_its_own_way_to_ask_again(
    text: str, log_probability: float | None, beams: int, further: list[str]
) -> None:
    found = list[Candidate]()
    rounds = search_rounds(REQUEST, beams, found, EN_AR)
    assert len(next(rounds)) == 1
    found += [Candidate(text=text, log_probability=log_probability)] if text else []
    assert [list(map(_kind, plans)) for plans in rounds] == [further]


@pytest.mark.parametrize(("source", "target", "direction", "lost"), DAYS)
def test_a_lost_day_or_month_is_hidden_and_put_back_as_the_locale_names_it(
    source: str, target: str, direction: Direction, lost: list[str]
) -> None:
    found = [Candidate(text=target, log_probability=-0.4)]
    plans = further_searches(first_search(Request(source=source), 2), found, direction)
    assert [slot.text for plan in plans for slot in plan.masked.slots] == lost


def test_a_candidate_that_lost_what_was_hidden_is_left_out() -> None:
    plan = first_search(REQUEST, 2)
    (again,) = further_searches(plan, [Candidate(text="استمعت الهيئة إلى 12 شاهدا.", log_probability=-0.4)], EN_AR)
    mark = again.masked.slots[0].mark
    found = [Candidate(text=f"استمعت {mark} إلى 12 شاهدا."), Candidate(text="استمعت إلى 12 شاهدا.")]
    assert [candidate.text for candidate in again.restore(found)] == ["استمعت محكمة إلى 12 شاهدا."]


@pytest.mark.parametrize(("source", "target", "cut"), OVERRUNS)
def test_sentences_past_those_of_the_source_are_cut_in_one_candidate_more(source: str, target: str, cut: str) -> None:
    assert cut_overrun(source, target) == cut
    texts = [candidate.text for candidate in add_shortened([Candidate(text=target)], source)]
    assert texts == list(dict.fromkeys([target, cut]))
