"""Our own sets: frozen, and apart from what the draft engine is trained on."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from pipeline.quality.evaluate.sets import Languages, ParallelSet, read_file

FOLDER = Path(__file__).parents[2] / "evaluations" / "sets"
DIGESTS = {
    "news.en-ar.tsv": "f1dd29b1c48ec7aef3f11347d2f4d9a092ab5abe7607cb757bbcb9e90bcc0fd4",
    "news.ar-en.tsv": "1e750f5f826b8aedf080d17adf9248b43e68b5f8646f74dbb97060dc0351898b",
}
FROZEN = {
    **DIGESTS,
    "judgements/judgements.tsv": "094b04db0fb6bd1e5de0028b1f836993f0c6e29a83046c80782be6effce53974",
    "minimal-pairs/fit.tsv": "090af8c39e1eb1df03497815dbe34734486306710870625952727ff0fe19073e",
    "minimal-pairs/tune.tsv": "20d6a953fbc931cfe2a388ac9a486a2e3772055d9dce4f9da3af87bdcfec8934",
    "minimal-pairs/heldout.tsv": "83fe2be3c1e7cb1779cec401842fd992ad621f1fe75dde9557827ef8726309bf",
}
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


@pytest.mark.parametrize("name", FROZEN)
def test_a_set_is_as_it_was_frozen(name: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == FROZEN[name]


@pytest.mark.parametrize("name", DIGESTS)
def test_its_digest_stands_where_people_look(name: str) -> None:
    assert DIGESTS[name] in (FOLDER.parent / "README.md").read_text(encoding="utf-8")


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
