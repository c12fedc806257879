"""Measure where sentences are cut: the share of cases whose sentences are all exactly right.

    python -m evaluations.segmentation [--peers FOLDER] [--show]

With ``--peers``, sentencex alone, pysbd and nltk's punkt stand beside it, installed into an environment below that
folder on first use, and the Golden Rules are added, which pysbd's source distribution carries. ``--show`` prints the
cases of the halves for looking at that newsloc gets wrong.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from evaluations.segmentation.cases import FIXTURES, Case, read_fixture, read_golden
from evaluations.segmentation.splitters import PEERS, REQUIREMENTS, Answers, split_with, split_with_newsloc

HERE = Path(__file__).parent
RESULT = HERE.parent / "results" / "segmentation.json"


def is_right(case: Case, pieces: Sequence[str]) -> bool:
    """Tell whether pieces are a case's sentences, whitespace at their ends aside."""
    return tuple(stripped for piece in pieces if (stripped := piece.strip())) == case.sentences


def measure(cases: Sequence[Case], answers: Answers) -> dict[str, object]:
    """Return the number of right cases of each set, and the time."""
    right = Counter(case.set for case, pieces in zip(cases, answers[0], strict=True) if is_right(case, pieces))
    return {name: right[name] for name in sizes(cases)} | {"milliseconds": round(answers[1] * 1000, 1)}


def sizes(cases: Sequence[Case]) -> dict[str, int]:
    """Return how many cases each set has."""
    return dict(Counter(case.set for case in cases))


def show(cases: Sequence[Case], answers: Answers) -> None:
    """Print what is wrong, but for the held-out halves."""
    for case, pieces in zip(cases, answers[0], strict=True):
        if "held-out" not in case.set and not is_right(case, pieces):
            print(f"{case.set}\n  right: {' | '.join(case.sentences)}")
            print(f"  found: {' | '.join(piece.strip() for piece in pieces)}")


def main() -> None:
    """Measure, print and write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, help="folder for other splitters and the Golden Rules")
    parser.add_argument("--show", action="store_true", help="print the wrong cases that are for looking at")
    options = parser.parse_args()
    cases = [case for language, name in FIXTURES.items() for case in read_fixture(HERE / name, language)]
    if options.peers:
        cases += read_golden(options.peers)
    texts = [(case.language, case.text) for case in cases]
    answers = {"newsloc": split_with_newsloc(texts)}
    for peer in PEERS if options.peers else ():
        answers[peer] = split_with(peer, options.peers, texts)
    result = {
        "command": "python -m evaluations.segmentation --peers FOLDER",
        "peers": REQUIREMENTS,
        "cases": sizes(cases),
        "right": {name: measure(cases, answer) for name, answer in answers.items()},
    }
    print(json.dumps(result, ensure_ascii=False, indent=1))
    if options.show:
        show(cases, answers["newsloc"])
    if options.peers:
        RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
