"""Measure the checks on human references (false alarms) and on machine outputs (catches).

Run ``python -m evaluations.false_alarms --data DIR``. DIR holds ``mt-outputs/en-ar`` and ``mt-outputs/ar-en`` (FLORES
dev: source, reference and systems, a sentence a line) and ``heldout/*.tsv`` (English<TAB>Arabic).
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.checks import CHECKS, run_checks
from pipeline.glossary import Glossary, load_glossary
from pipeline.model import Direction, Finding, Pair, Severity

DIRECTIONS = (Direction(source="en", target="ar"), Direction(source="ar", target="en"))
SEVERITIES = (Severity.ERROR, Severity.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Pairs of one origin in one direction; ``reference`` marks human translations."""

    name: str
    direction: Direction
    reference: bool
    pairs: tuple[Pair, ...]


def read_samples(folder: Path, glossary: Glossary) -> Iterator[Sample]:
    """Yield every sample below a data folder, references first in each set."""
    for direction in DIRECTIONS:
        for path in sorted((folder / "heldout").glob("*.tsv")):
            rows = [line.split("\t")[:2] for line in _lines(path)]
            columns = (0, 1) if direction.source == "en" else (1, 0)
            texts = [(row[columns[0]], row[columns[1]]) for row in rows]
            yield _sample(path.stem, direction, glossary, texts, reference=True)
        outputs = folder / "mt-outputs" / f"{direction.source}-{direction.target}"
        sources = _lines(outputs / f"flores-dev.{direction.source}")
        references = _lines(outputs / f"flores-dev.{direction.target}")
        yield _sample("flores", direction, glossary, zip(sources, references, strict=True), reference=True)
        for path in sorted(outputs.glob(f"flores-dev.*.{direction.target}")):
            outcome = zip(sources, _lines(path), strict=True)
            yield _sample(path.name.split(".")[1], direction, glossary, outcome, reference=False)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def _sample(
    name: str, direction: Direction, glossary: Glossary, texts: Iterable[tuple[str, str]], *, reference: bool
) -> Sample:
    pairs = tuple(
        Pair(
            source=source,
            target=target,
            source_language=direction.source,
            target_language=direction.target,
            terms=glossary.in_text(source, direction),
        )
        for source, target in texts
    )
    return Sample(name=name, direction=direction, reference=reference, pairs=pairs)


def count(findings: Iterable[tuple[Finding, ...]]) -> Counter[tuple[str, Severity]]:
    """Count the units that each check flags by severity; ``any`` stands for all checks together."""
    counts: Counter[tuple[str, Severity]] = Counter()
    for found in findings:
        flags = {(finding.check, finding.severity) for finding in found}
        counts.update(flags | {("any", severity) for _, severity in flags})
    return counts


def show(sample: Sample, counts: Counter[tuple[str, Severity]]) -> str:
    """Return one table row: share of units flagged, error/warning, all checks first."""
    cells = [
        "/".join(f"{100 * counts[name, severity] / len(sample.pairs):.1f}" for severity in SEVERITIES)
        for name in ("any", *(check.name for check in CHECKS))
    ]
    kind = "reference" if sample.reference else "machine"
    return f"{sample.name:22}{sample.direction!s:8}{kind:10}" + "".join(f"{cell:>13}" for cell in cells)


def main() -> None:
    """Print the table, the speed and, if asked, each flagged reference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", help="print the findings of one sample, by name")
    options = parser.parse_args()
    glossary = load_glossary()
    heads = ("any", *(check.name for check in CHECKS))
    print("% of units with an error / with a warning")
    print(f"{'':22}{'':8}{'':10}" + "".join(f"{head:>13}" for head in heads))
    units, seconds = 0, 0.0
    for sample in read_samples(options.data, glossary):
        start = time.perf_counter()
        findings = [run_checks(pair) for pair in sample.pairs]
        seconds += time.perf_counter() - start
        units += len(sample.pairs)
        print(show(sample, count(findings)))
        if options.show == sample.name:
            _print_findings(sample, findings)
    print(f"{units / seconds:,.0f} units/s ({units:,} units)")


def _print_findings(sample: Sample, findings: list[tuple[Finding, ...]]) -> None:
    for pair, found in zip(sample.pairs, findings, strict=True):
        if found:
            print(f"  {pair.source}\n  {pair.target}")
            for finding in found:
                print(f"    {finding.severity} {finding.check}: {finding.message}")


if __name__ == "__main__":
    main()
