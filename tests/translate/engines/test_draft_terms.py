import pytest

from pipeline.languages.matching import find_term
from pipeline.model import Direction, Request, Rule, Term
from pipeline.translate.engines.draft.engine import DraftEngine
from pipeline.translate.engines.draft.terms import lost_terms, mask_terms

IIIM = "International, Impartial and Independent Mechanism"
WORDING = "الآلية الدولية المحايدة والمستقلة"
SOURCE = f"The association signed a protocol with the {IIIM} in Geneva."


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
        assert masked.restore(f"وقعت الرابطة بروتوكولا مع {quoted} في جنيف.") == (
            f"وقعت الرابطة بروتوكولا مع {WORDING} في جنيف."
        )


@pytest.mark.parametrize("target", ["وقعت الرابطة بروتوكولا.", 'مع "XXX" و"XXX"', "مع XXXX"])
def test_a_target_that_lost_or_doubled_a_mark_is_no_candidate(target: str) -> None:
    masked = mask_terms(SOURCE, [TERM])
    assert masked is not None
    assert masked.restore(target) is None


def test_three_terms_are_hidden_at_most_the_longest_first() -> None:
    masked = mask_terms("aa bbb cccc ddddd", [term(word, word.upper()) for word in ("aa", "bbb", "cccc", "ddddd")])
    assert masked is not None
    assert masked.text == 'aa "XXX" "YYY" "ZZZ"'


def test_of_terms_that_overlap_the_longer_one_is_hidden() -> None:
    masked = mask_terms("the High Court of Marjan", [term("Court", "محكمة"), term("High Court", "المحكمة العليا")])
    assert masked is not None
    assert masked.text == 'the "XXX" of Marjan'
    assert masked.restore("«XXX» في مرجان") == "المحكمة العليا في مرجان"


@pytest.mark.parametrize(("source", "terms"), [(SOURCE, []), (SOURCE, [term("Paris", "باريس")])])
def test_nothing_is_hidden_where_there_is_nothing_to_hide(source: str, terms: list[Term]) -> None:
    assert mask_terms(source, terms) is None


def test_the_engine_offers_a_candidate_with_the_term() -> None:
    request = Request(source=SOURCE, terms=(TERM,))
    ((_, candidates),) = DraftEngine().translate([request], Direction(source="en", target="ar"))
    assert any(find_term(WORDING, candidate.text, "ar") for candidate in candidates)
    scores = [candidate.log_probability or 0 for candidate in candidates]
    assert scores == sorted(scores, reverse=True)
