"""Measure the draft engine, decoding and choosing as `newsloc localize` does.

    python -m evaluations.draft.measure --data DATA [--beams N] [--out evaluations/results/draft.json]
    python -m evaluations.draft.measure --data DATA --sets news flores --sample 60 --names without with

DATA holds ``heldout/<name>.tsv`` (English, tab, Arabic) and ``mt-outputs/`` (FLORES-200 dev); our own set stands in
``evaluations/sets``. A name is right if the draft has a word of its sound for each name that source and reference both
have; a number, if the draft says its value. ``--names without with`` measures twice, so that it shows what it brings to
tell the model how names are spelled; ``--sample`` takes so many lines of each set, evenly spaced. Speed is that of the
first search alone, on all cores, in tokens of the model's own.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from rich.progress import Progress
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from evaluations.names.pairs import names_of_both
from evaluations.references import DIRECTIONS, read_news
from pipeline.languages.names.presence import sounds_said
from pipeline.languages.numbers.comparison import read_text
from pipeline.model import Direction, Request, Severity
from pipeline.quality.choice import Draft, draft_sources
from pipeline.translate.drafting import Drafting
from pipeline.translate.engines.draft.engine import DraftEngine
from pipeline.translate.engines.draft.figures import find_wrong_numbers
from pipeline.translate.glossary import load_glossary
from pipeline.translate.memory import Memory

OWN = "news"
FLORES = {"flores": slice(0, 100), "flores-second-half": slice(499, 997)}
"""Lines of FLORES dev: the first ones, by which adapters are chosen, and those that nothing was chosen by."""
SETS = ("syriaarchive", "un_dev", OWN, *FLORES)
NUMBER = re.compile(r"\d")


def read_set(folder: Path, name: str, direction: Direction) -> tuple[list[str], list[str]]:
    """Return the sources and references of one set; ours are others in each direction."""
    if name == OWN:
        samples = read_news(direction)
        return [sample.source for sample in samples], [sample.references[0] for sample in samples]
    if name in FLORES:
        base = folder / "mt-outputs" / "en-ar"
        texts = [
            (base / f"flores-dev.{tag}").read_text(encoding="utf-8").splitlines()[FLORES[name]]
            for tag in (direction.source, direction.target)
        ]
        return texts[0], texts[1]
    lines = (folder / "heldout" / f"{name}.tsv").read_text(encoding="utf-8")
    pairs = [line.partition("\t")[::2] for line in lines.splitlines()]
    columns = (0, 1) if direction.source == "en" else (1, 0)
    return [pair[columns[0]] for pair in pairs], [pair[columns[1]] for pair in pairs]


def take_sample(lines: list[str], size: int | None) -> list[str]:
    """Return as many lines, evenly spaced."""
    step = max(len(lines) / (size or len(lines)), 1)
    return [lines[int(number * step)] for number in range(int(len(lines) / step))]


def measure_names(pairs: Sequence[tuple[str, str]], targets: Sequence[str], direction: Direction) -> tuple[int, int]:
    """Return how many names the sources and their references have, and how many of them the targets have."""
    names = right = 0
    for (source, reference), target in zip(pairs, targets, strict=True):
        for name, _ in names_of_both(source, reference, direction):
            names += 1
            right += sounds_said(name, target, direction.source)
    return names, right


def measure_numbers(pairs: Sequence[tuple[str, str]], direction: Direction) -> tuple[int, int]:
    """Return how many numbers in digits the sources have, and how many of them the targets say by value."""
    numbers = right = 0
    for source, target in pairs:
        found = len(read_text(source, direction.source).numerals.mentions)
        numbers += found
        right += found - len(find_wrong_numbers(source, target, direction).missing) if target else 0
    return numbers, right


def draft(sources: Sequence[str], direction: Direction, engine: DraftEngine) -> dict[str, Draft]:
    """Draft the sources with an empty memory, as a first run does."""
    with tempfile.TemporaryDirectory() as folder, Memory(Path(folder, "memory.sqlite")) as memory, Progress() as bar:
        drafting = Drafting(engine=engine, direction=direction, glossary=load_glossary(), memory=memory)
        task = bar.add_task(str(direction), total=len(sources))
        return draft_sources(drafting, sources, lambda count: bar.advance(task, count))


def measure_set(
    folder: Path, name: str, direction: Direction, engine: DraftEngine, size: int | None = None
) -> dict[str, object]:
    """Return the figures of one set in one direction; shares are percent of its lines, of its names, of its numbers."""
    sources, references = (take_sample(side, size) for side in read_set(folder, name, direction))
    start = time.monotonic()
    drafts = draft(sources, direction, engine)
    seconds = time.monotonic() - start
    targets = [drafts[source].target if source in drafts else "" for source in sources]
    chrf, bleu = CHRF(), BLEU(trg_lang=direction.target)
    numbered = [source for source in drafts if NUMBER.search(source)]
    names, names_right = measure_names(list(zip(sources, references, strict=True)), targets, direction)
    numbers, numbers_right = measure_numbers(list(zip(sources, targets, strict=True)), direction)
    return {
        "set": name,
        "direction": str(direction),
        "lines": len(sources),
        "chrF": round(chrf.corpus_score(targets, [references]).score, 1),
        "BLEU": round(bleu.corpus_score(targets, [references]).score, 1),
        "chrF_signature": str(chrf.get_signature()),
        "BLEU_signature": str(bleu.get_signature()),
        "names": names,
        "names_right": round(100 * names_right / max(names, 1), 1),
        "numbers": numbers,
        "numbers_right": round(100 * numbers_right / max(numbers, 1), 1),
        "amounts_wrong": round(_share_with_error(drafts, numbered, "amounts"), 1),
        "dates_wrong": round(_share_with_error(drafts, numbered, "dates"), 1),
        "numbers_kept": round(100 - _share_with_error(drafts, numbered, "numbers"), 1),
        "stray_script": round(_share_with_error(drafts, list(drafts), "script"), 1),
        "loops": round(_share_with_error(drafts, list(drafts), "repetition"), 1),
        "seconds": round(seconds, 1),
    }


def _share_with_error(drafts: dict[str, Draft], sources: Sequence[str], check: str) -> float:
    found = [
        source
        for source in sources
        if any(
            finding.check == check and finding.severity is Severity.ERROR
            for finding in drafts[source].assessment.findings
        )
    ]
    return 100 * len(found) / max(len(sources), 1)


def measure_speed(folder: Path, direction: Direction, engine: DraftEngine) -> dict[str, object]:
    """Return the target tokens a second of the first search over the held-out sets, and of the whole engine."""
    requests = [Request(source=source) for name in SETS[:2] for source in read_set(folder, name, direction)[0]]
    engine.load(direction)
    rates = {}
    runs = {"search": engine.search(requests, direction), "engine": engine.translate(requests, direction)}
    for title, answers in runs.items():
        start = time.monotonic()
        tokens = sum(engine.count_tokens(found[0].text) for _, found in answers if found)
        rates[title] = round(tokens / (time.monotonic() - start), 1)
    return {"direction": str(direction), "lines": len(requests), "tokens_per_second": rates}


def main() -> None:
    """Measure, print, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with heldout/ and mt-outputs/")
    parser.add_argument("--sets", nargs="*", choices=SETS, default=SETS)
    parser.add_argument("--beams", type=int, help="width of the first search, if not the usual one")
    parser.add_argument("--names", nargs="*", choices=("without", "with"), default=["with"], help="told how to spell")
    parser.add_argument("--sample", type=int, help="so many lines of each set; without speed")
    parser.add_argument("--out", type=Path, help="JSON file to write")
    arguments = parser.parse_args()
    engines = {told: DraftEngine(print, beams=arguments.beams, names=told == "with") for told in arguments.names}
    results = []
    for name, direction, told in product(arguments.sets, DIRECTIONS, engines):
        figures = measure_set(arguments.data, name, direction, engines[told], arguments.sample) | {"names_told": told}
        print(json.dumps(figures, ensure_ascii=False), flush=True)
        results.append(figures)
    engine = engines[arguments.names[-1]]
    speed = [] if arguments.sample else [measure_speed(arguments.data, way, engine) for way in DIRECTIONS]
    print(json.dumps(speed))
    if arguments.out:
        content = {"engine": engine.label(DIRECTIONS[0]), "results": results, "speed": speed}
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
