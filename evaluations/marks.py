"""Measure which marks an engine copies: in how many sentences with markup one candidate brings all of them back.

    python -m evaluations.marks [--engine NAME] [--model MODEL] [--out evaluations/results/marks.json]

The sentences (ours) are in ``evaluations/sets/markup.{en,ar}.txt``. ``none`` gives the engine the markup itself, and
the placeholders check judges; ``then none`` is what newsloc does: the default marks, and where they fail, none.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from evaluations.references import DIRECTIONS, SETS
from pipeline.model import Direction, Pair, Request, Severity
from pipeline.quality.checks.placeholders import Placeholders
from pipeline.translate.engines import make_engine
from pipeline.translate.engines.protocol import MARKS, Engine, EngineSettings
from pipeline.translate.markup import find_pieces
from pipeline.translate.masking import mask

STYLES: Mapping[str, Sequence[str]] = {
    "[X1X]": MARKS,
    "X1X": [f"X{number}X" for number in range(1, 9)],
    '"XXX"': ['"XXX"', '"YYY"', '"ZZZ"', '"WWW"', '"QQQ"', '"KKK"'],
    "XXX": ["XXX", "YYY", "ZZZ", "WWW", "QQQ", "KKK"],
    "<1>": [f"<{number}>" for number in range(1, 9)],
    "(A)": [f"({letter})" for letter in "ABCDEF"],
    "⟦1⟧": [f"⟦{number}⟧" for number in range(1, 9)],
    "none": (),
}


def kept(engine: Engine, direction: Direction, sources: Sequence[str], marks: Sequence[str]) -> list[bool]:
    """Tell for each source whether some candidate has everything that must be copied, in working order."""
    masks = [mask(source, find_pieces(source), marks) for source in sources]
    answers = dict(engine.translate([Request(source=masked.text) for masked in masks], direction))
    return [
        any(_is_sound(source, masked.restore(candidate.text), direction) for candidate in answers[index])
        for index, (source, masked) in enumerate(zip(sources, masks, strict=True))
    ]


def _is_sound(source: str, target: str | None, direction: Direction) -> bool:
    if target is None:
        return False
    pair = Pair(source=source, target=target, source_language=direction.source, target_language=direction.target)
    return all(finding.severity is not Severity.ERROR for finding in Placeholders().find(pair))


def measure(engine: Engine, direction: Direction) -> dict[str, int]:
    """Return the sentences kept with each style of marks, and with the default ones and then none."""
    sources = (SETS / f"markup.{direction.source}.txt").read_text(encoding="utf-8").splitlines()
    results = {style: kept(engine, direction, sources, marks) for style, marks in STYLES.items()}
    both = [first or second for first, second in zip(results["[X1X]"], results["none"], strict=True)]
    return {"sentences": len(sources), "then none": sum(both), **{style: sum(row) for style, row in results.items()}}


def main() -> None:
    """Measure, print, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", default="draft")
    parser.add_argument("--model", help="a hub id or a folder, for engines that take one")
    parser.add_argument("--out", type=Path, help="JSON file to write")
    arguments = parser.parse_args()
    engine = make_engine(EngineSettings(engine=arguments.engine, model=arguments.model), print)
    results = {}
    for direction in DIRECTIONS:
        results[str(direction)] = figures = measure(engine, direction)
        print(f"{direction}: {figures.pop('sentences')} sentences")
        for style, count in sorted(figures.items(), key=lambda item: -item[1]):
            print(f"  {style:<10} {count:>3}", flush=True)
    if arguments.out:
        content = {"engine": engine.label(DIRECTIONS[0]), "results": results}
        arguments.out.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
