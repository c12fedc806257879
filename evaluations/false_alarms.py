"""Measure the checks on good translations (false alarms) and on machine outputs (catches).

Run ``python -m evaluations.false_alarms --data DIR``. DIR is a data folder as `evaluations.references` describes it.
The limits for human translations: errors on 2 % of the units, warnings on 10 %. Writes
``evaluations/results/false_alarms.json``.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluations.references import DIRECTIONS, References, make_references, read_lines, read_references
from pipeline.model import Finding, Severity
from pipeline.quality.checks import CHECKS, run_checks
from pipeline.translate.glossary import Glossary, load_glossary

RESULT = Path(__file__).parent / "results" / "false_alarms.json"
SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)
LIMITS = {Severity.ERROR: 2.0, Severity.WARNING: 10.0}
"""Percent of human translations that may be flagged."""


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


def show(sample: References, alarms: Alarms) -> str:
    """Return one row: error, warning and remark of all checks, and the checks that warn most."""
    loudest = sorted(alarms.checks.items(), key=lambda item: -max(item[1][limit] for limit in LIMITS))
    parts = [f"{name} {_all(shares)}" for name, shares in loudest[:4] if any(shares.values())]
    over = sample.use and any(alarms.together[severity] > limit for severity, limit in LIMITS.items())
    return (
        f"{sample.name:20}{sample.use or 'machine':8}{sample.direction!s:7}{len(sample.pairs):5}"
        f"{_all(alarms.together):>15}{'*' if over else ' '}  {', '.join(parts)}"
    )


def _all(shares: dict[Severity, float]) -> str:
    return "/".join(f"{shares[severity]:.1f}" for severity in SEVERITIES)


def main() -> None:
    """Print the tables and the speed; write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--references", action="store_true", help="leave out the machine outputs")
    parser.add_argument("--show", help="print the findings of one set, by name")
    parser.add_argument("--check", help="print those of one check only")
    options = parser.parse_args()
    glossary = load_glossary()
    references = list(read_references(options.data, glossary))
    samples = references + ([] if options.references else list(read_outputs(options.data, glossary)))
    print("% of units with an error/a warning/a remark; * over the limit of 2/10 for human translations")
    print(f"{'set':20}{'use':8}{'':7}{'units':>5}{'newsloc':>15}   loudest checks")
    rows: list[dict[str, object]] = []
    for sample in samples:
        alarms = count(run_checks(pair) for pair in sample.pairs)
        print(show(sample, alarms), flush=True)
        rows.append(
            {
                "set": sample.name,
                "use": sample.use or "machine",
                "direction": str(sample.direction),
                "units": len(sample.pairs),
                "newsloc": alarms.together,
                "checks": alarms.checks,
            }
        )
        if options.show == sample.name:
            _print_findings(sample, alarms, options.check)
    if not options.references:
        RESULT.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _print_findings(sample: References, alarms: Alarms, check: str | None) -> None:
    for pair, found in zip(sample.pairs, alarms.findings, strict=True):
        kept = [finding for finding in found if check in {None, finding.check}]
        if kept:
            print(f"  {pair.source}\n  {pair.target}")
            for finding in kept:
                print(f"    {finding.severity} {finding.check}: {finding.message}")


if __name__ == "__main__":
    main()
