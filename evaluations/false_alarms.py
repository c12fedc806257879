"""Measure the checks on good translations (false alarms), on machine outputs (catches), and their speed.

Run ``python -m evaluations.false_alarms --data DIR [--peers DIR]``. DIR is a data folder as `evaluations.references`
describes it. The limits for human translations: errors on 2 % of the units, warnings on 10 %. With ``--peers`` pofilter
is installed there and asked about the same references. Writes ``evaluations/results/false_alarms.json``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluations.pofilter import install_pofilter, run_pofilter
from evaluations.references import DIRECTIONS, References, make_references, read_lines, read_references
from pipeline.model import Finding, Severity
from pipeline.quality.checks import CHECKS, run_checks
from pipeline.translate.glossary import Glossary, load_glossary

RESULT = Path(__file__).parent / "results" / "false_alarms.json"
SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)
LIMITS = {Severity.ERROR: 2.0, Severity.WARNING: 10.0}
"""Percent of human translations that may be flagged."""
ROUNDS = 3
"""Times the speed is taken; the best counts, since other work on the machine only slows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """Percent of the units of one set that are flagged, by severity: all checks together, then each."""

    together: dict[Severity, float]
    checks: dict[str, dict[Severity, float]]
    findings: tuple[tuple[Finding, ...], ...]


def read_outputs(folder: Path, glossary: Glossary) -> Iterator[References]:
    """Yield what seven machine translation systems made of FLORES dev."""
    for direction in DIRECTIONS:
        outputs = folder / "mt-outputs" / f"{direction.source}-{direction.target}"
        sources = read_lines(outputs / f"flores-dev.{direction.source}")
        for path in sorted(outputs.glob(f"flores-dev.*.{direction.target}")):
            texts = zip(sources, read_lines(path), strict=True)
            yield make_references(path.name.split(".")[1], None, direction, glossary, texts)


def count(findings: Iterable[tuple[Finding, ...]]) -> Alarms:
    """Count the units that each check flags, by severity."""
    findings = tuple(findings)
    counts: Counter[tuple[str, Severity]] = Counter()
    for found in findings:
        flags = {(finding.check, finding.severity) for finding in found}
        counts.update(flags | {("any", severity) for _, severity in flags})
    shares = {
        name: {severity: 100 * counts[name, severity] / max(len(findings), 1) for severity in SEVERITIES}
        for name in ("any", *(check.name for check in CHECKS))
    }
    return Alarms(together=shares.pop("any"), checks=shares, findings=findings)


def show(sample: References, alarms: Alarms, peer: float | None) -> str:
    """Return one row: error, warning and remark of all checks, pofilter's, and the checks that warn most."""
    loudest = sorted(alarms.checks.items(), key=lambda item: -max(item[1][limit] for limit in LIMITS))
    parts = [f"{name} {_all(shares)}" for name, shares in loudest[:4] if any(shares.values())]
    over = sample.use and any(alarms.together[severity] > limit for severity, limit in LIMITS.items())
    return (
        f"{sample.name:20}{sample.use or 'machine':8}{sample.direction!s:7}{len(sample.pairs):5}"
        f"{_all(alarms.together):>15}{'*' if over else ' '}{'' if peer is None else f'{peer:.1f}':>9}"
        f"  {', '.join(parts)}"
    )


def _all(shares: dict[Severity, float]) -> str:
    return "/".join(f"{shares[severity]:.1f}" for severity in SEVERITIES)


def measure_speed(samples: Iterable[References]) -> dict[str, float]:
    """Return units per second of all checks together (``all``), and microseconds a unit of each check.

    Processor time of one thread. Each check is timed alone, so that what it shares with others (folding, reading the
    numbers) counts for the first that needs it.
    """
    pairs = [pair for sample in samples for pair in sample.pairs]
    best = min(_seconds(lambda: [run_checks(pair) for pair in pairs]) for _ in range(ROUNDS))
    result = {"units": float(len(pairs)), "all": len(pairs) / best}
    spent: Counter[str] = Counter()
    for pair in pairs:
        for check in CHECKS:
            start = time.process_time_ns()
            for _ in check.find(pair):
                pass
            spent[check.name] += time.process_time_ns() - start
    return {**result, **{name: nanoseconds / 1000 / len(pairs) for name, nanoseconds in spent.items()}}


def _seconds(work: object) -> float:
    assert callable(work)
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Print the tables and the speed; write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--peers", type=Path, help="folder to install pofilter into")
    parser.add_argument("--references", action="store_true", help="leave out the machine outputs")
    parser.add_argument("--show", help="print the findings of one set, by name")
    parser.add_argument("--check", help="print those of one check only")
    options = parser.parse_args()
    glossary = load_glossary()
    command = install_pofilter(options.peers) if options.peers else None
    references = list(read_references(options.data, glossary))
    samples = references + ([] if options.references else list(read_outputs(options.data, glossary)))
    print("% of units with an error/a warning/a remark; * over the limit of 2/10 for human translations")
    print(f"{'set':20}{'use':8}{'':7}{'units':>5}{'newsloc':>15} {'pofilter' if command else '':>9}  loudest checks")
    rows: list[dict[str, object]] = []
    for sample in samples:
        alarms = count(run_checks(pair) for pair in sample.pairs)
        peer = _peer(command, sample) if command and sample.use else None
        print(show(sample, alarms, peer), flush=True)
        rows.append(
            {
                "set": sample.name,
                "use": sample.use or "machine",
                "direction": str(sample.direction),
                "units": len(sample.pairs),
                "newsloc": alarms.together,
                "checks": alarms.checks,
                "pofilter": peer,
            }
        )
        if options.show == sample.name:
            _print_findings(sample, alarms, options.check)
    speed = measure_speed(references)
    print(f"{speed['all']:,.0f} units/s on one core, all checks ({speed['units']:,.0f} references)")
    print(", ".join(f"{name} {value:.0f} µs" for name, value in speed.items() if name not in {"all", "units"}))
    if not options.references:
        RESULT.write_text(json.dumps({"speed": speed, "sets": rows}, indent=1) + "\n", encoding="utf-8")


def _peer(command: Path, sample: References) -> float:
    texts = [(pair.source, pair.target) for pair in sample.pairs]
    found = run_pofilter(command, sample.direction.target, texts).tests
    return 100 * sum(map(bool, found)) / len(found)


def _print_findings(sample: References, alarms: Alarms, check: str | None) -> None:
    for pair, found in zip(sample.pairs, alarms.findings, strict=True):
        kept = [finding for finding in found if check in {None, finding.check}]
        if kept:
            print(f"  {pair.source}\n  {pair.target}")
            for finding in kept:
                print(f"    {finding.severity} {finding.check}: {finding.message}")


if __name__ == "__main__":
    main()
