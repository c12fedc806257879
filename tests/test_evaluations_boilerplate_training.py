"""The model is learned from pages that may be looked at, and measured on pages that it was not learned from."""

from __future__ import annotations

import random

from evaluations.boilerplate.pages import read_pages
from evaluations.boilerplate.training import Sample, cross, learn, read_samples, states, worth
from pipeline.model import Block, Role, Translate
from pipeline.readers.page_lines import read_lines
from pipeline.readers.page_model import STATES, probabilities

PROSE = "He counted the boats in chalk, and the chalk is still there on the wall."


def sample(name: str, *texts: str) -> Sample:
    """Make a page: texts that begin with + are the article's."""
    rows: list[tuple[Block, bool]] = []
    for text in texts:
        bare = text.removeprefix("+")
        rows.append((Translate(raw=bare, text=bare, role=Role.BODY, line=1), text != bare))
    return Sample(name, "en", tuple(rows))


def texts(page: Sample) -> set[str]:
    return {block.raw for block, _ in page.rows}


def test_no_held_out_page_is_learned_from() -> None:
    held_out = {page.path.name for page in read_pages() if page.held_out}
    assert held_out.isdisjoint(each.name for each in read_samples())


def test_a_page_goes_from_its_frame_through_the_article_to_its_end() -> None:
    page = sample(
        "a",
        "Menu",
        "+Keeper retires",
        "By Ana Reis",
        f"+{PROSE}",
        f"+Then {PROSE}",
        "Share",
        "+The council will paint the hut in May, but it has promised to keep the wall.",
        "Top",
    )
    own = [is_own for _, is_own in page.rows]
    found = states(own, read_lines(page.lines()))
    assert [STATES[state] for state in found] == ["top", "head", "meta", "body", "body", "aside", "body", "end"]


def test_crossed_pages_have_lines_of_the_given_pages_only() -> None:
    one = sample("a", "Menu", "+One", f"+{PROSE} 1", f"+{PROSE} 2", f"+{PROSE} 3", "Foot")
    two = sample("b", "Home", "+Two", f"+{PROSE} 4", "Advert", f"+{PROSE} 5", f"+{PROSE} 6", "End")
    crossed = list(cross([one, two], 20, random.Random(1)))  # noqa: S311 - no secret
    assert len(crossed) == 40
    assert all(texts(page) <= texts(one) | texts(two) for page in crossed)
    assert any("Menu" in texts(page) and "End" in texts(page) for page in crossed)


def test_a_learned_model_knows_the_pages_that_it_was_learned_from() -> None:
    pages = [
        sample(
            f"{number}", "Menu", "Log in", f"+Keeper retires in {number}", f"+{PROSE}", f"+{PROSE} x", "Share", "Foot"
        )
        for number in range(5)
    ]
    found = [probabilities(read_lines(page.lines()), learn(pages)) for page in pages[:1]]
    assert all((probability > 0.5) == own for probability, (_, own) in zip(found[0], pages[0].rows, strict=True))


def test_worth_counts_the_lines_that_are_kept() -> None:
    page = sample("a", "Menu", "Search", "+Keeper retires", f"+{PROSE}", "Old town", "Share")
    assert worth([page], None) == {"lines": 2, "precision": 0.6667, "recall": 1.0, "lost": 0}
