"""A language model through transformers as the judge: one that was taught one answer, and one that knows nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.model import JudgedError, Judgement, Pair
from pipeline.quality.judges import find_judge
from pipeline.quality.judges.judging import Judging
from pipeline.quality.judges.protocol import Cost
from pipeline.quality.judges.question import PROMPT, make_request
from pipeline.translate.engines.causal.checkpoint import describe
from pipeline.translate.engines.prompts.template import find_template
from pipeline.translate.engines.settings import PromptedSettings
from pipeline.translate.memory import Memory
from tests.quality.judges.judge_cases import (
    CHILDREN,
    EN_AR,
    REOPENED,
    WRONG,
    judge_well,
    make_pair,
    read_items,
)
from tests.translate.engines import tiny_language_models as tiny

pytestmark = pytest.mark.usefixtures("one_torch_thread")

TAUGHT = make_pair(REOPENED)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a model that knows by heart what to answer about one pair."""
    folder = tmp_path_factory.mktemp("judge")
    question = make_request([TAUGHT])
    answer = judge_well(read_items(f"<text> {question.source} </text>"))
    tokenizer = tiny.make_tokenizer(tiny.GEMMA_CHAT, "<end_of_turn>", [PROMPT, question.source, answer])
    model = tiny.make_model("gemma", tokenizer)
    prompt = describe(tokenizer, model, "cpu", "tiny").encode(find_template(PROMPT), question, EN_AR)
    tokens = tokenizer(answer, add_special_tokens=False)["input_ids"] + [tokenizer.eos_token_id]
    tiny.train(tokenizer, model, [(prompt, tokens)])
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)
    return folder


def judge_all(folder: Path, pairs: Sequence[Pair]) -> tuple[dict[int, Judgement], Cost]:
    kind = find_judge("causal")
    judge = kind.make(PromptedSettings(engine="causal", model=str(folder), device="cpu", beams=4), lambda _: None)
    found: dict[int, Judgement] = {}
    spent = Cost()
    for step in judge.judge(pairs, EN_AR):
        found |= step.found
        spent += step.cost
    return found, spent


def test_what_the_model_writes_becomes_judgements(checkpoint: Path) -> None:
    found, spent = judge_all(checkpoint, [TAUGHT])
    assert found[0].score == 60
    assert found[0].errors == (
        JudgedError(category=WRONG["category"], severity=WRONG["severity"], source_span=(9, 17), target_span=(0, 5)),
    )
    assert found[0].judge.startswith(f"causal {checkpoint.name}@")
    assert "+own-" in found[0].judge
    assert spent.calls == 1
    assert spent.read > 100
    assert spent.written > 20


def test_a_model_that_writes_something_else_gives_no_judgement(tmp_path: Path) -> None:
    tokenizer = tiny.make_tokenizer(tiny.GEMMA_CHAT, "<end_of_turn>", [PROMPT])
    tokenizer.save_pretrained(tmp_path)
    tiny.make_model("gemma", tokenizer).save_pretrained(tmp_path)
    found, spent = judge_all(tmp_path, [make_pair(CHILDREN)])
    assert found == {}
    assert spent.calls == 2, "it was asked twice"


def test_pairs_that_do_not_fit_the_model_together_are_asked_about_alone(checkpoint: Path, tmp_path: Path) -> None:
    long = make_pair((" ".join(["flood"] * 600), "فيضان"))
    said: list[str] = []
    settings = PromptedSettings(engine="causal", model=str(checkpoint), device="cpu")
    with Memory(tmp_path / "memory.sqlite") as memory:
        judging = Judging(lambda _: find_judge("causal").make(settings, said.append), memory, said.append)
        assert [bool(pair.judgement) for pair in judging.ask([TAUGHT, long])] == [True, False]
        assert "1 without a sound answer" in judging.describe_spent()
