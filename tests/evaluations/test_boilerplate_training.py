"""The model is learned from pages that may be looked at, and measured on pages that it was not learned from."""

from __future__ import annotations

from evaluations.boilerplate.learning import learn
from evaluations.boilerplate.pages import read_pages
from evaluations.boilerplate.samples import Sample, alone, read_samples, read_scrapes, states
from evaluations.boilerplate.scrapes import Blanks, to_text
from evaluations.boilerplate.training import worth
from pipeline.model import Block, Role, Skip, Translate
from pipeline.sources.readers.page_network import STATES, probabilities

PROSE = "He counted the boats in chalk, and the chalk is still there on the wall."


def sample(name: str, *texts: str) -> Sample:
    """Make a page: texts that begin with + are the article's."""
    rows: list[tuple[Block, bool]] = []
    for text in texts:
        bare = text.removeprefix("+")
        rows.append((Translate(raw=bare, text=bare, role=Role.BODY, line=1), text != bare))
    return Sample(name, "en", tuple(rows))


def test_no_held_out_page_is_learned_from() -> None:
    held_out = {page.name for page in read_pages() if page.held_out}
    assert held_out.isdisjoint(each.name for each in [*read_samples(), *read_scrapes()])


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
    found = states(page.own, [line.is_sentence for line in page.lines])
    assert found == page.states
    assert [STATES[state] for state in found] == ["top", "head", "meta", "body", "body", "aside", "body", "end"]


def test_an_article_alone_is_its_lines_and_what_stands_between_them() -> None:
    page = sample("a", "Menu", "+One", f"+{PROSE}", "Foot")
    blank = (Skip(raw="\n", line=1), False)
    rows = alone(Sample("a", "en", (blank, *page.rows))).rows
    assert [block.raw for block, _ in rows] == ["\n", "One", PROSE]


def test_a_scrape_has_a_line_for_each_block_and_blank_lines_where_asked() -> None:
    page = (
        "<head><title>T</title></head><nav><a>Home</a><script>x</script></nav><p>One <b>two</b></p><p>Three<br>four</p>"
    )
    assert to_text(page, Blanks.NOWHERE) == "Home\nOne two\nThree\nfour"
    assert to_text(page, Blanks.PARTS) == "Home\n\nOne two\nThree\nfour"
    assert to_text(page, Blanks.PARAGRAPHS) == "Home\n\nOne two\n\nThree\nfour\n"


def test_a_learned_model_knows_the_pages_that_it_was_learned_from() -> None:
    pages = [
        sample(
            f"{number}", "Menu", "Log in", f"+Keeper retires in {number}", f"+{PROSE}", f"+{PROSE} x", "Share", "Foot"
        )
        for number in range(60)
    ]
    model = learn(pages, networks=1)
    found = probabilities(pages[0].features, model)
    assert all((probability > 0.5) == own for probability, own in zip(found, pages[0].own, strict=True))


def test_worth_counts_the_sentences_that_are_kept() -> None:
    page = sample("a", "Menu", "Search", "+Keeper retires", f"+{PROSE} It rained on all of them.", "Old town", "Share")
    counts = {"pages": 1, "sentences": 3, "added": 1, "lost": 0}
    assert worth([page], None) == {**counts, "precision": 0.75, "recall": 1.0}
