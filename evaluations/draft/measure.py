"""Measure the draft engine, decoding and choosing as `newsloc localize` does.

    python -m evaluations.draft.measure --data DATA [--out evaluations/results/draft.json]

DATA holds ``heldout/<name>.tsv`` (English, tab, Arabic) and ``mt-outputs/`` (FLORES-200 dev).
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.progress import Progress
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from pipeline.engines.draft.engine import DraftEngine
from pipeline.glossary import load_glossary
from pipeline.memory import Memory
from pipeline.model import Direction
from pipeline.translate import Draft, Drafting, draft_sources

DIRECTIONS = (Direction(source="en", target="ar"), Direction(source="ar", target="en"))
SETS = ("syriaarchive", "un_dev", "flores")
FLORES_LINES = 100
"""Lines of FLORES dev measured; the first ones, which the calibration leaves alone."""


def read_set(folder: Path, name: str) -> list[tuple[str, str]]:
    """Return the English and Arabic lines of one set."""
    if name == "flores":
        base = folder / "mt-outputs" / "en-ar"
        texts = [(base / f"flores-dev.{tag}").read_text(encoding="utf-8").splitlines() for tag in ("en", "ar")]
        return list(zip(*texts, strict=True))[:FLORES_LINES]
    path = folder / "heldout" / f"{name}.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(english, arabic) for english, _, arabic in (line.partition("\t") for line in lines)]


def draft(sources: Sequence[str], direction: Direction, engine: DraftEngine) -> dict[str, Draft]:
    """Draft the sources with an empty memory, as a first run does."""
    with tempfile.TemporaryDirectory() as folder, Memory(Path(folder, "memory.sqlite")) as memory, Progress() as bar:
        drafting = Drafting(engine=engine, direction=direction, glossary=load_glossary(), memory=memory)
        task = bar.add_task(str(direction), total=len(sources))
        return draft_sources(drafting, sources, lambda count: bar.advance(task, count))


def measure_set(folder: Path, name: str, direction: Direction, engine: DraftEngine) -> dict[str, object]:
    """Return the figures of one set in one direction."""
    pairs = read_set(folder, name)
    sides = pairs if direction.source == "en" else [(arabic, english) for english, arabic in pairs]
    sources, references = [side[0] for side in sides], [side[1] for side in sides]
    start = time.monotonic()
    drafts = draft(sources, direction, engine)
    seconds = time.monotonic() - start
    targets = [drafts[source].target if source in drafts else "" for source in sources]
    chrf, bleu = CHRF(), BLEU(trg_lang=direction.target)
    found = [finding.check for one in drafts.values() for finding in one.assessment.findings]
    return {
        "set": name,
        "direction": str(direction),
        "lines": len(sources),
        "chrF": round(chrf.corpus_score(targets, [references]).score, 1),
        "BLEU": round(bleu.corpus_score(targets, [references]).score, 1),
        "chrF_signature": str(chrf.get_signature()),
        "BLEU_signature": str(bleu.get_signature()),
        "findings": {check: found.count(check) for check in sorted(set(found))},
        "seconds": round(seconds, 1),
    }


def main() -> None:
    """Measure, print, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with heldout/ and mt-outputs/")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--out", type=Path, help="JSON file to write")
    arguments = parser.parse_args()
    engine = DraftEngine(report=print)
    results = []
    for name in arguments.sets:
        for direction in DIRECTIONS:
            figures = measure_set(arguments.data, name, direction, engine)
            print(json.dumps(figures, ensure_ascii=False), flush=True)
            results.append(figures)
    if arguments.out:
        content = {"engine": engine.label(DIRECTIONS[0]), "results": results}
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
