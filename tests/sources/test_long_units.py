"""No unit is longer than a model can take in: what is, is cut at spaces, and that is said once an article."""

from __future__ import annotations

import pytest

from pipeline.model import Pair, Severity
from pipeline.quality.checks import MOST as MOST_CHECKED
from pipeline.quality.checks import run_checks
from pipeline.quality.inspection import inspect_pair
from pipeline.quality.rules import CheckRules
from pipeline.sources.article import parse_article
from pipeline.sources.readers import reader_for
from pipeline.sources.segment import MOST, describe_cut
from tests.sources.blocks import join_targets

HEAD = '---\nlanguage: en\ntitle: "The court opens"\n---\n'
LONG = "and the court of the city opens its doors " * 1_000


@pytest.mark.parametrize("text", [LONG, f"# {LONG}", f"A short one. {LONG}", "a" * 20_000], ids=lambda text: text[:12])
def test_a_long_sentence_is_cut_into_units_that_make_it_up(text: str) -> None:
    article = parse_article(f"{HEAD}{text}\n".encode(), "source/a.md", "a")
    assert max(len(unit.source) for unit in article.units) <= MOST
    assert len(article.units) > len(text) // MOST
    targets = join_targets(article.document, article.units, {n: unit.source for n, unit in enumerate(article.units)})
    rendered = reader_for("source/a.md").render(article.document, targets)
    assert "".join(rendered.split()) == "".join(f"{HEAD}{text}".split())
    assert describe_cut(article.document, "en") == (
        "source/a.md:5: a sentence of more than 5,000 characters, so it is cut"
    )


def test_many_short_sentences_are_not_cut() -> None:
    article = parse_article(f"{HEAD}{'The court opens its doors. ' * 1_000}".encode(), "source/a.md", "a")
    assert len(article.units) == 1_001
    assert not describe_cut(article.document, "en")


def test_no_check_reads_a_target_that_is_no_sentence() -> None:
    pair = Pair(source="The court opens.", target=")" * (MOST_CHECKED + 1), source_language="en", target_language="ar")
    (finding,) = run_checks(pair)
    assert (finding.check, finding.severity) == ("length", Severity.ERROR)
    assert finding.message.startswith("20,001 characters are no sentence")
    assert inspect_pair(pair, CheckRules(disabled=("length",))).findings == ()
