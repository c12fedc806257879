"""``newsloc assess``: score files of any origin."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli import options
from pipeline.model import Assessment, Finding, Score, Unscored, Verdict

if TYPE_CHECKING:
    from pipeline.quality.external import FileUnit


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(exists=True, path_type=Path))
@options.project
@options.language("--from", "source", "Language of the sources; a PO's X-Source-Language else.")
@options.language("--to", "target", "Language of the targets; a PO's Language else.")
@options.judge
@click.option("--offline", is_flag=True, help="Ask no model hub.")
@options.form("JSON Lines: one a unit.")
def command(
    files: tuple[Path, ...],
    project: Path,
    source: str | None,
    target: str | None,
    judge: str | None,
    offline: bool,
    form: str,
) -> None:
    """Score PO files, or TSV files of source and target, whoever translated them."""
    from pipeline.quality.assess import assess
    from pipeline.quality.external import find_article, read_units
    from pipeline.quality.inspection import Inspector
    from pipeline.quality.ledger import read_corpus

    settings = options.make_settings(project)
    glossary = options.make_glossary(project, settings)
    articles = {path: find_article(path, project, settings.sources.front_matter) for path in files}
    inspector = Inspector(glossary=glossary, rules=settings.quality.rules)
    if any(articles.values()):
        inspector = replace(inspector, corpus=read_corpus(project, settings.languages).build())
    with ExitStack() as stack:
        judging = memory = None
        wants = bool(judge or settings.quality.judge.name)
        if wants or settings.translation.memory.is_there(project):
            memory = stack.enter_context(settings.translation.memory.open(project))
        if wants and memory:
            judging = options.make_judging(judge, settings, memory, offline=offline)
        for path in files:
            lines = read_units(path, source, target, inspector, articles[path])
            pairs = [line.pair for line in lines if line.pair.target]
            pairs = judging.ask(pairs) if judging else pairs
            found = iter(assess(pairs, rules=settings.quality.rules, kept=memory))
            _show(path, [(line, next(found) if line.pair.target else None) for line in lines], form)
        options.show_spent(judging)


def _show(path: Path, results: list[tuple[FileUnit, Assessment | None]], form: str) -> None:
    if form == "table":
        options.print_table(_make_table(path, results))
    else:
        options.print_json(*(as_object(line, assessment) for line, assessment in results))


def as_object(line: FileUnit, assessment: Assessment | None) -> dict[str, Any]:
    """Return one unit as the command's JSON contract has it, with what a reviewer waived, if anything."""
    from pipeline.quality.assess import NO_TARGET

    waived = sorted({finding.check for finding in assessment.waived}) if assessment else []
    score = assessment.score if assessment else Unscored(reason=NO_TARGET)
    return {
        "source": line.pair.source,
        "target": line.pair.target,
        "context": line.context,
        "line": line.line or None,
        "score": score.percent if isinstance(score, Score) else None,
        "verdict": score.verdict if isinstance(score, Score) else None,
        "reason": score.reason if isinstance(score, Unscored) else None,
        "signals": {name: round(value, 4) for name, value in (assessment.signals if assessment else {}).items()},
        "calibration": (assessment.calibration or None) if assessment else None,
        "used": list(assessment.used) if assessment else [],
        "findings": [_describe_finding(finding) for finding in (assessment.findings if assessment else ())],
        **({"waived": waived} if waived else {}),
    }


def _describe_finding(finding: Finding) -> dict[str, object]:
    return {
        "check": finding.check,
        "severity": finding.severity,
        "message": finding.message,
        "source_span": finding.source_span,
        "target_span": finding.target_span,
    }


def _make_table(path: Path, results: list[tuple[FileUnit, Assessment | None]]) -> Any:
    counts = Counter(filter(None, (_verdict(assessment) for _, assessment in results)))
    caption = ", ".join((f"{len(results)} units", *(f"{count} {verdict}" for verdict, count in counts.most_common())))
    waived = sum(len(assessment.waived) for _, assessment in results if assessment)
    caption += f"; waived: {waived}" if waived else ""
    bases = Counter(_basis(one) for _, one in results if one)
    caption += "".join(f"\n{basis}" for basis in bases)
    caption += "\nscore: the chance in percent that a careful reviewer finds no error of meaning"
    table = options.make_table(
        *("Line", "Score", "Verdict", "Source, target and findings"),
        right=("Line", "Score"),
        title=str(path),
        caption=caption,
        show_lines=True,
    )
    worst_first = sorted(results, key=lambda result: _percent(result[1]) or 0)
    for line, assessment in worst_first:
        findings = assessment.findings if assessment else ()
        judged = assessment.judgement if assessment else None
        texts = (
            line.pair.source,
            line.pair.target,
            *(f"{each.severity}: {each.message}" for each in findings),
            f"the judge says {judged.score:g} of 100" if judged else "",
        )
        table.add_row(
            str(line.line or ""),
            "-" if _percent(assessment) is None else str(_percent(assessment)),
            _verdict(assessment),
            "\n".join(filter(None, texts)),
        )
    return table


def _percent(assessment: Assessment | None) -> int | None:
    """Return the score in percent; None where there is none."""
    return assessment.score.percent if assessment and isinstance(assessment.score, Score) else None


def _verdict(assessment: Assessment | None) -> str:
    """Return a verdict that says more than that a target is to be reviewed, or what stands in its place."""
    if assessment is None:
        return "no target"
    if isinstance(assessment.score, Unscored):
        return "no score"
    verdict = assessment.score.verdict
    return "" if verdict is Verdict.REVIEW else verdict.value


def _basis(assessment: Assessment) -> str:
    """Say what a score rests on, or why there is none."""
    if isinstance(assessment.score, Unscored):
        return f"no score: {assessment.score.reason}"
    return f"scores by {assessment.calibration}: {', '.join(assessment.used)}"
