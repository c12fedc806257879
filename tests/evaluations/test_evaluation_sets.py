"""Our own sets: frozen, large and varied enough, and apart from what the draft engine is trained on."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from pipeline.model import Role
from pipeline.quality.evaluate.sets import Languages, ParallelSet, read_file

FOLDER = Path(__file__).parents[2] / "evaluations" / "sets"
DIGESTS = {
    "news.en-ar.tsv": "f1dd29b1c48ec7aef3f11347d2f4d9a092ab5abe7607cb757bbcb9e90bcc0fd4",
    "news.ar-en.tsv": "1e750f5f826b8aedf080d17adf9248b43e68b5f8646f74dbb97060dc0351898b",
}
TOPICS = {"politics", "justice", "economy", "health", "sport", "weather"}
LEAST_PAIRS = 120
LEAST_OF_A_TOPIC = 15
NEAR = 85
"""RapidFuzz's ratio from which two sentences are the same one, edited."""


@pytest.fixture(scope="module", params=DIGESTS)
def news(request: pytest.FixtureRequest) -> ParallelSet:
    return read_file(FOLDER / request.param, Languages())


@pytest.fixture(scope="module")
def training() -> dict[str, list[str]]:
    """The training sentences by language."""
    rows = [
        line.split("\t")
        for path in sorted((FOLDER / "training").glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    ]
    assert rows
    assert {len(row) for row in rows} == {2}
    return {"en": [row[0] for row in rows], "ar": [row[1] for row in rows]}


@pytest.mark.parametrize("name", DIGESTS)
def test_a_set_is_as_it_was_frozen(name: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == DIGESTS[name]


@pytest.mark.parametrize("name", DIGESTS)
def test_its_digest_stands_where_people_look(name: str) -> None:
    assert DIGESTS[name] in (FOLDER.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DIGESTS)
def test_every_line_has_the_columns_of_the_header(name: str) -> None:
    lines = (FOLDER / name).read_text(encoding="utf-8").removesuffix("\n").split("\n")
    assert lines[0] == "article\trole\tsource\ttarget"
    assert {len(line.split("\t")) for line in lines} == {4}
    assert all(cell == cell.strip() != "" for line in lines for cell in line.split("\t"))


def test_it_is_large_enough(news: ParallelSet) -> None:
    assert len(news.samples) >= LEAST_PAIRS


def test_it_is_of_news_on_every_topic(news: ParallelSet) -> None:
    topics = Counter(sample.article.partition("-")[0] for sample in news.samples)
    assert topics.keys() == TOPICS
    assert min(topics.values()) >= LEAST_OF_A_TOPIC


def test_its_articles_are_made_as_articles_are(news: ParallelSet) -> None:
    roles = {(sample.article, sample.role) for sample in news.samples}
    for article in {sample.article for sample in news.samples}:
        assert {(article, role) for role in (Role.HEADLINE, Role.STANDFIRST, Role.BODY, Role.QUOTE)} <= roles


def test_no_sentence_stands_in_it_twice(news: ParallelSet) -> None:
    assert len({sample.source for sample in news.samples}) == len(news.samples)
    assert len({sample.references for sample in news.samples}) == len(news.samples)


def test_no_sentence_of_it_nor_one_like_it_is_trained_on(news: ParallelSet, training: dict[str, list[str]]) -> None:
    sides = {
        news.direction.source: [sample.source for sample in news.samples],
        news.direction.target: [sample.references[0] for sample in news.samples],
    }
    for language, texts in sides.items():
        known = training[language]
        assert not set(texts) & set(known)
        ratios = process.cdist(texts, known, scorer=fuzz.ratio, score_cutoff=NEAR)
        assert not [texts[row] for row in range(len(texts)) if ratios[row].max() >= NEAR]
