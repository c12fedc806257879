"""Fit the scores: from signals to the chance that a target is not among the worst.

    python -m evaluations.calibrate --data DATA                   seven MT systems pooled: fit, write, report
    python -m evaluations.calibrate --data DATA --engine draft    the draft engine's own candidates: fit, write
    python -m evaluations.calibrate --data DATA --back-translate 120    that many sources, by the draft engine: add

DATA holds ``mt-outputs/<direction>/flores-dev.*``: FLORES-200 dev with the outputs of seven systems. A target counts as
bad when its sentence chrF is below the limit that cuts off the worst tenth of the seven systems' outputs, whoever made
it: so one score means the same for every engine. Fitted on every other sentence, reported on the rest; signals were
chosen by cross-validation inside the fitted half.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import track
from rich.table import Table

from evaluations.calibrate.back import add_round_trip, compare, translate_back
from evaluations.calibrate.enough import DRAWS, Row, play
from evaluations.calibrate.fitting import ROUND_TRIP, calibrate, full_model
from evaluations.calibrate.outputs import Corpus, Output, read_corpus
from evaluations.calibrate.report import Report, Speed, measure_speed, report
from evaluations.references import DIRECTIONS
from pipeline.languages.encoder import remembering
from pipeline.quality.calibration import GENERIC, Calibration, load_packaged

PACKAGE = Path(__file__).parents[2] / "pipeline" / "quality" / "calibration"
RESULTS = Path(__file__).parents[1] / "results" / "score.json"
WIDTH = 96


def main() -> None:
    """Fit both directions, write the calibrations into the package, and print what they are worth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with mt-outputs/")
    parser.add_argument("--engine", choices=(GENERIC, "draft"), default=GENERIC)
    parser.add_argument(
        "--back-translate",
        type=int,
        metavar="N",
        help="only try a score with back-translations, and keep it if it is better",
    )
    parser.add_argument("--lines", type=int, default=200, help="sources the draft engine translates, from the end")
    parser.add_argument("--out", type=Path, default=PACKAGE, help="folder for the calibrations")
    parser.add_argument("--fit-only", action="store_true", help="write the calibrations, and report nothing more")
    arguments = parser.parse_args()
    console = Console(width=WIDTH, highlight=False)
    reports: list[Report] = []
    pools: list[Output] = []
    plays: dict[str, list[Row]] = {}
    for direction in DIRECTIONS:
        corpus = read_corpus(arguments.data, direction)
        if arguments.back_translate:
            back_translate(console, corpus, arguments.back_translate, arguments.out)
            continue
        with remembering():  # the report assesses half of what the fit measured
            limit = corpus.worst_limit()
            pool = corpus.outputs() if arguments.engine == GENERIC else drafted(corpus, arguments.lines)
            calibration = calibrate(corpus, pool, limit, arguments.engine)
            if old := load_packaged(arguments.engine, direction):
                kept = [model for model in old.models if ROUND_TRIP in model.signals]
                calibration = replace(calibration, models=(*kept, *calibration.models))
            write(calibration, arguments.out)
            show_models(console, calibration)
            if arguments.engine == GENERIC and not arguments.fit_only:
                reports.append(report(corpus, pool, limit, calibration))
                plays[calibration.direction] = play(pool, full_model(calibration))
                pools += pool
                show_report(console, reports[-1])
                show_play(console, calibration.direction, plays[calibration.direction])
    if reports:
        speeds = measure_speed(pools)
        show_speeds(console, speeds)
        RESULTS.write_bytes(
            msgspec.json.format(msgspec.json.encode({"reports": reports, "enough": plays, "speeds": speeds}), indent=2)
            + b"\n"
        )


def write(calibration: Calibration, folder: Path) -> None:
    """Write a calibration into a folder, the package if no other is named."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{calibration.engine}-{calibration.direction}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(calibration), indent=2) + b"\n")
    load_packaged.cache_clear()


def back_translate(console: Console, corpus: Corpus, lines: int, folder: Path) -> None:
    """Add the score that rests on back-translations to the generic calibration, and print what it is worth."""
    calibration = load_packaged(GENERIC, corpus.direction)
    assert calibration is not None, "fit the generic score first"
    limit = calibration.chrf_limit
    assert limit is not None, "the packaged scores are fitted to chrF"
    outputs = translate_back(corpus, lines)
    calibration = add_round_trip(calibration, outputs, limit)
    found = compare(calibration, outputs, limit)
    if found["score with"] > found["score without"]:
        write(calibration, folder)
    else:
        console.print("not kept: the score is better without it")
    half = [output for output in outputs if not output.fitted]
    bad = sum(output.chrf < limit for output in half)
    console.print(f"{calibration.direction}, translated back by the draft engine: {len(half)} targets, {bad} bad")
    for name, value in found.items():
        console.print(f"  AUC {value:.3f}  {name}")


def drafted(corpus: Corpus, lines: int) -> list[Output]:
    """Label every candidate of the draft engine for the last *lines* sources; the first are for measuring."""
    from pipeline.model import Request
    from pipeline.translate.engines.draft.engine import DraftEngine

    numbers = corpus.lines[-lines:]
    requests = [Request(source=corpus.sources[number]) for number in numbers]
    results = DraftEngine(report=print).translate(requests, corpus.direction)
    return corpus.label(
        ("draft", numbers[index], candidate)
        for index, candidates in track(results, description=f"Drafting {corpus.direction}", total=len(requests))
        for candidate in candidates
    )


def show_models(console: Console, calibration: Calibration) -> None:
    """Print each model's weights and reliability curve."""
    table = _table(f"{calibration.engine} {calibration.direction}: fitted on even sentences, AUC on odd ones")
    table.add_column("signals (weight)", ratio=3)
    table.add_column("AUC", justify="right")
    table.add_column("score > observed", ratio=2)
    for model in calibration.models:
        table.add_row(
            ", ".join(f"{name} {weight.weight:.2f}" for name, weight in model.signals.items()),
            f"{model.auc:.3f}",
            ", ".join(f"{point.score:.0f}>{point.observed:.0f}" for point in model.reliability),
        )
    console.print(table)


def show_report(console: Console, found: Report) -> None:
    """Print one direction's tables."""
    low, high = found.interval
    table = _table(f"{found.direction}, no second engine: AUC for chrF below {found.chrf_limit} (worst tenth of pool)")
    table.add_column("targets of")
    for name in ("n", "bad", "plain logistic", "without source length", "score", "score as shown"):
        table.add_column(name, justify="right")
    for row in found.alone:
        areas = (row.plain, row.without_source_length, row.score, row.shown)
        table.add_row(row.name, str(row.targets), str(row.bad), *(f"{value:.3f}" for value in areas))
    table.caption = f"score on the pool: 95 % interval {low}-{high}; mean calibration error {found.calibration_error} %"
    console.print(table)
    table = _table(f"{found.direction}, with a second engine, left out of the pool (both Bergamots together)")
    table.add_column("second engine")
    for name in ("n", "bad", "score without", "agreement alone", "score with it", "fitted without it"):
        table.add_column(name, justify="right")
    for one in found.seconded:
        areas = (one.without, one.agreement, one.score, one.unseen)
        table.add_row(one.second, str(one.targets), str(one.bad), *(f"{value:.3f}" for value in areas))
    table.caption = (
        f"untranslated copies: {found.copies_caught} of {found.copies} get the verdict redo; "
        f"{found.copies_disabled} with the checks untranslated and script switched off"
    )
    console.print(table)


def show_play(console: Console, direction: str, rows: list[Row]) -> None:
    """Print how the loss falls with the number of reviewed drafts."""
    table = _table(f"{direction}, a project's own score: loss in bits, {DRAWS} draws")
    for name in ("changed", "reviewed drafts", "packaged", "refitted", "own weights", "refit better"):
        table.add_column(name, justify="right")
    for row in rows:
        losses = (row.packaged, row.refitted, row.own_weights)
        table.add_row(
            f"{row.changed:.0%}",
            str(row.drafts),
            *(f"{value:.4f}" for value in losses),
            f"{row.wins} of {DRAWS}",
        )
    console.print(table)


def show_speeds(console: Console, speeds: list[Speed]) -> None:
    """Print units a second."""
    table = _table("speed on this machine, both directions, batched; seconds of one core")
    table.add_column("what")
    table.add_column("units/s", justify="right")
    for speed in speeds:
        table.add_row(speed.name, f"{speed.units_per_second:,.0f}")
    console.print(table)


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", caption_justify="left", title_style="bold", pad_edge=False)


if __name__ == "__main__":
    main()
