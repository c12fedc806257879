"""Measure the checks on good translations (false alarms) and on machine outputs (catches).

Run ``python -m evaluations.false_alarms --data DIR``. DIR is a data folder as `evaluations.references` describes it.
At most 2 % of the units of human translations may have an error or warning. Writes
``evaluations/results/false_alarms.json``. ``--po FOLDER`` prints the same for the reviewed units of PO catalogs
(see `evaluations.po_catalogs`), and writes nothing.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluations.po_catalogs import interval, read_reviewed
from evaluations.references import DIRECTIONS, References, make_references, read_lines, read_references
from pipeline.model import Finding, Severity
from pipeline.quality.checks import CHECKS, run_checks
from pipeline.translate.glossary import Glossary, load_glossary

RESULT = Path(__file__).parent / "results" / "false_alarms.json"
_ALL = "all"
SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)
GRAVE = frozenset({Severity.ERROR, Severity.WARNING})
LIMIT = 2.0
"""Percent of human translations that may have an error or warning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """Percent of the units of one set that are flagged, by severity: all checks together, then each."""

    flagged: int
    """Units with an error or warning."""
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
    flagged = sum(any(finding.severity in GRAVE for finding in found) for found in findings)
    return Alarms(flagged=flagged, together=shares.pop("any"), checks=shares, findings=findings)


def show(sample: References, alarms: Alarms) -> str:
    """Return one row: error, warning and remark of all checks, and the checks that warn most."""
    loudest = sorted(alarms.checks.items(), key=lambda item: -max(item[1][severity] for severity in GRAVE))
    parts = [f"{name} {_all(shares)}" for name, shares in loudest[:4] if any(shares.values())]
    share = 100 * alarms.flagged / max(len(sample.pairs), 1)
    over = sample.use and share > LIMIT
    return (
        f"{sample.name:20}{sample.use or 'machine':8}{sample.direction!s:7}{len(sample.pairs):5}{share:>9.1f}"
        f"{'*' if over else ' '}{_all(alarms.together):>15}  {', '.join(parts)}"
    )


def _all(shares: dict[Severity, float]) -> str:
    return "/".join(f"{shares[severity]:.1f}" for severity in SEVERITIES)


def main() -> None:
    """Print the tables and the speed; write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--data", type=Path)
    place.add_argument("--po", type=Path, help="a folder of PO catalogs that people reviewed")
    parser.add_argument("--seen", action="store_true", help="with --po: the half that was looked at, not the other")
    parser.add_argument("--most", type=int, default=1000, help="with --po: units of a language")
    parser.add_argument("--references", action="store_true", help="leave out the machine outputs")
    parser.add_argument("--show", help="print the findings of one set, by name")
    parser.add_argument("--check", help="print those of one check only")
    options = parser.parse_args()
    glossary = load_glossary()
    if options.po:
        measure_catalogs(options.po, glossary, reported=not options.seen, most=options.most)
        return
    references = list(read_references(options.data, glossary))
    samples = references + ([] if options.references else list(read_outputs(options.data, glossary)))
    print("% of units with an error or warning (* over the limit of 2 for human translations), with each severity")
    print(f"{'set':20}{'use':8}{'':7}{'units':>5}{'flagged':>9}{'e/w/remark':>16}   loudest checks")
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
                "flagged": alarms.flagged,
                "newsloc": alarms.together,
                "checks": alarms.checks,
            }
        )
        if options.show == sample.name:
            _print_findings(sample, alarms, options.check)
    if not options.references:
        RESULT.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def measure_catalogs(folder: Path, glossary: Glossary, *, reported: bool, most: int) -> None:
    """Print for each language, and all together, how many reviewed units of catalogs have an error or warning."""
    units: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    checks: Counter[str] = Counter()
    for entry in read_reviewed(folder, glossary, reported=reported, most=most):
        grave = [each for pair in entry.pairs for each in run_checks(pair) if each.severity in GRAVE]
        for name in (entry.language, _ALL):
            units[name] += 1
            flagged[name] += bool(grave)
            errors[name] += any(finding.severity is Severity.ERROR for finding in grave)
        checks.update({finding.check for finding in grave})
    print(f"% of reviewed units with an error or warning (95 % interval), with an error; goal {LIMIT:g}")
    for name, count in units.items():
        low, high = interval(flagged[name], count)
        share, grave_share = 100 * flagged[name] / count, 100 * errors[name] / count
        print(f"{name:10}{count:>7,}{share:>7.2f} ({low:.2f}-{high:.2f}){grave_share:>7.2f}")
    print(", ".join(f"{check} {100 * number / units[_ALL]:.2f}" for check, number in checks.most_common()))


def _print_findings(sample: References, alarms: Alarms, check: str | None) -> None:
    for pair, found in zip(sample.pairs, alarms.findings, strict=True):
        kept = [finding for finding in found if check in {None, finding.check}]
        if kept:
            print(f"  {pair.source}\n  {pair.target}")
            for finding in kept:
                print(f"    {finding.severity} {finding.check}: {finding.message}")


if __name__ == "__main__":
    main()
