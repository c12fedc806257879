"""The model of HTML pages is learned from pages that may be looked at, and measured on those that it was not."""

from __future__ import annotations

from evaluations.boilerplate.pages import Page, read_pages
from evaluations.boilerplate.training_html import Sample, cross_validate, learn, read_samples, sample_of, worth
from pipeline.sources.readers.html_model import is_own, probabilities

PROSE = "He counted the boats in chalk, and the chalk is still there on the wall."


def sample(number: int) -> Sample:
    own = (f"Keeper {number} retires", f"{PROSE} He is {number}.", f"Then {PROSE.lower()}", "The wall", f"So {number}.")
    body = "".join(f"<p>{text}</p>" for text in own[1:])
    foot = "".join(f"<li><a href=x>Swan {number} stops {place} today</a>" for place in range(6))
    text = (
        f"<html><body><nav><a href=x>Menu</a></nav><h1>{own[0]}</h1>{body}<ul class=related>{foot}</ul></body></html>"
    )
    return sample_of(Page(name=f"h{number}.html", language="en", text=text, sentences=own))


def test_no_held_out_page_is_learned_from() -> None:
    held_out = {page.name for page in read_pages() if page.held_out}
    names = {each.page.name for each in read_samples()}
    assert names
    assert held_out.isdisjoint(names)


def test_a_text_is_the_article_s_if_its_sentences_are() -> None:
    page = sample(1)
    assert [text.line.text for text, own in zip(page.texts.texts, page.own, strict=True) if own] == list(
        page.page.sentences
    )


def test_a_learned_model_knows_pages_like_those_that_it_was_learned_from() -> None:
    pages = [sample(number) for number in range(6)]
    model = learn(pages[1:])
    assert is_own(probabilities(pages[0].texts, pages[0].features, model)) == pages[0].own
    assert cross_validate(pages, 3) == [page.own for page in pages]


def test_worth_counts_the_texts_that_are_kept() -> None:
    page = sample(1)
    none, all_ = [False] * len(page.own), [True] * len(page.own)
    assert worth([page], [none]) == {"texts": 5, "precision": 0.0, "recall": 0.0, "added": 0, "lost": 5}
    assert worth([page], [all_]) == {"texts": 5, "precision": 0.4167, "recall": 1.0, "added": 7, "lost": 0}
