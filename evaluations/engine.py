"""Measure how much of a run with a trained model is spent outside the model: by newsloc itself, and by the score.

    python -m evaluations.engine [--articles 8] [--checkpoint FOLDER]

Generated articles of 30 units, translated by a checkpoint of opus-mt's size through CTranslate2 (`evaluations.marian`
makes it, with random weights), on one core, models loaded before: there processor time is what a quiet machine's clock
would show. Writes ``evaluations/results/engine.json``.
"""

from __future__ import annotations

import argparse
import json
import os
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evaluations.generated import UNITS, write_project
from evaluations.marian import make_checkpoint
from evaluations.running import describe_machine, write_result
from evaluations.scale import time_run, timed

RESULT = Path(__file__).parent / "results" / "engine.json"
SETTINGS = """
[engines]
engine = "seq2seq"
model = "{}"
runtime = "ctranslate2"
smoke_test = false
"""


def write_settings(project: Path, checkpoint: Path) -> None:
    """Let the checkpoint translate a project."""
    with (project / "newsloc.toml").open("a", encoding="utf-8") as file:
        file.write(SETTINGS.format(checkpoint.resolve()))


def measure(place: Path, articles: int, checkpoint: Path) -> dict[str, Any]:
    """Return the processor seconds of a run by what they were spent on, and shares in percent."""
    for name, count in (("before", 1), ("project", articles)):
        write_project(place / name, count)
        write_settings(place / name, checkpoint)
    with get_context("spawn").Pool(1) as pool:
        seconds = pool.apply(_run, (place / "before", place / "project"))
    seconds["draft"] -= seconds["model"]
    total = sum(seconds.values())
    return {
        "articles": articles,
        "units a second of the model": round(articles * UNITS / seconds["model"], 2),
        "units a second of the run": round(articles * UNITS / total, 2),
        "seconds": {name: round(spent, 2) for name, spent in seconds.items()},
        "outside the model, %": round(100 * (total - seconds["model"]) / total, 1),
        "outside the model and the score, %": round(
            100 * (total - seconds["model"] - seconds["score"]) / (total - seconds["score"]), 1
        ),
    }


def _run(before: Path, project: Path) -> dict[str, float]:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    from pipeline.translate.engines.seq2seq.engine import Seq2SeqEngine

    spent = {"model": 0.0}
    Seq2SeqEngine.translate = timed(Seq2SeqEngine.translate, "model", spent)  # type: ignore[method-assign]
    time_run(before)  # loads the models
    spent["model"] = 0.0
    found = time_run(project)
    # The model is asked within the stage that drafts; the sum of stages holds it already.
    return {**found, **spent}


def main() -> None:
    """Print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=8)
    parser.add_argument("--checkpoint", type=Path, help="a folder; it is made if it is not there")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        checkpoint = make_checkpoint(options.checkpoint or Path(folder) / "checkpoint")
        result = {"machine": describe_machine(), **measure(Path(folder), options.articles, checkpoint)}
    write_result(RESULT, result)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
