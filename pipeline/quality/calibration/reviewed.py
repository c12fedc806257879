"""Refit the score from what reviewers kept: ``locales/calibration.json``, which travels in git with the catalogs.

A reviewed entry still carries the provenance of its draft: engine, and a digest of the draft's text. So a unit whose
text is the draft's is known as kept from its catalog alone. What a changed one was before stands in the memory, or in
the git history of its catalog; where neither knows it, any change counts as one. The signals of a draft are measured
anew; a draft whose text nobody knows has none, and no score is fitted to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.catalog.po import read_catalog
from pipeline.catalog.provenance import by_engine, digest
from pipeline.errors import ConfigError
from pipeline.languages.matching import fold
from pipeline.model import Catalog, Direction, Entry, Pair, Provenance, State
from pipeline.project.atomic import write_atomically
from pipeline.quality.calibration import GENERIC, PACKAGED, Calibration, direction_name
from pipeline.quality.calibration.history import find_drafts
from pipeline.quality.calibration.scoring import Model, Weight
from pipeline.quality.signals import JUDGE, SIGNALS
from pipeline.translate.memory import Memory

if TYPE_CHECKING:
    from pipeline.quality.calibration.fit import LabelledSignals
    from pipeline.quality.choice import SecondOpinions

LOCATION = Path("locales", "calibration.json")
SMALL_EDIT = 0.05
"""Share of a draft's letters that a reviewer may change and still have kept it, if no number is among them."""
LEAST = 200
"""Reviewed drafts of one direction from which on the packaged score is shifted and stretched to fit them.

In a play with reviewers of another taste, on an earlier score (the labels were chrF), 50 already beat the packaged
score in every draw, and 200 lose at most 1.1 % more bits than 3,000. Real reviewers choose what they review: hence a
margin."""
LEAST_RARER = 30
"""Of these, so many must have been kept, and so many changed."""
KEEP, REDO = 90, 10
"""Scores that part the verdicts: a project's score is fitted to its own reviews, so it is the share that it names."""
START = Model(
    signals={"similarity": Weight(weight=5.0, mean=0.7, low=0.0, high=1.0)}, intercept=0.0, sentences=0, positives=0
)
"""What level and slope are fitted to in a direction that has no packaged score; the weight is as in `choice`."""
NO_SIGNALS = Model(signals={}, intercept=0.0, sentences=0, positives=0)
"""What a judge's number is weighed with where nothing else is known of the targets."""
RULE = f"kept: the same words and numbers, at most {SMALL_EDIT:.0%} of the letters changed"
_WORDS = re.compile(r"[^\W_]+")
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedDraft:
    """One machine draft that a person reviewed. ``draft`` is None where nobody knows its text any more."""

    source: str
    draft: str | None
    target: str
    direction: Direction
    engine: str
    signals: Mapping[str, float]
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FitResult:
    """What became of the reviewed drafts of one engine and direction; no calibration where they are too few.

    ``unknown`` counts the changed ones whose draft nobody knows any more.
    """

    engine: str
    direction: str
    kept: int
    changed: int
    calibration: Calibration | None
    unknown: int = 0


def calibrate_project(
    project: Path, memory: Memory, date: str, judging: SecondOpinions | None = None
) -> list[FitResult]:
    """Refit the project's score from all its catalogs, and write what rests on enough reviewed drafts.

    :param date: of the fitting, ISO 8601
    :param judging: judges the drafts, so that the score may rest on that, too
    :raises CatalogError: if a catalog cannot be read, or the calibration cannot be written
    """
    catalogs = [read_catalog(path) for path in sorted((project / "locales").glob("*/LC_MESSAGES/**/*.po"))]
    drafts = {digest(candidate.text): candidate.text for candidate in memory.all_candidates()}
    drafts |= find_drafts(project, changed_drafts(catalogs) - drafts.keys())
    fitted = fit_project(_with_signals(find_reviewed(catalogs, drafts), judging), date)
    write_project(project, fitted)
    return fitted


def changed_drafts(catalogs: Iterable[Catalog]) -> set[str]:
    """Return the digests of the drafts that reviewers changed."""
    return {
        provenance.target_digest
        for catalog in catalogs
        for entry, provenance in _reviewed_drafts(catalog)
        if provenance.target_digest != digest(entry.target)
    }


def find_reviewed(catalogs: Iterable[Catalog], drafts: Mapping[str, str]) -> list[ReviewedDraft]:
    """Return every machine draft that became a reviewed entry.

    :param drafts: the texts of known drafts by their digest
    """
    found: list[ReviewedDraft] = []
    for catalog in catalogs:
        if catalog.language is None:
            continue
        direction = Direction(source=catalog.source_language, target=catalog.language)
        found += [_reviewed(*item, direction, drafts) for item in _reviewed_drafts(catalog)]
    return found


def _reviewed_drafts(catalog: Catalog) -> Iterator[tuple[Entry, Provenance]]:
    for entry in catalog.entries:
        if entry.state is State.REVIEWED and entry.provenance and _is_draft(entry, entry.provenance):
            yield entry, entry.provenance


def _is_draft(entry: Entry, provenance: Provenance) -> bool:
    """Tell whether an engine made it for the source as it is now: no copy and no reused text."""
    return by_engine(provenance) and provenance.source_digest == digest(entry.source)


def _reviewed(entry: Entry, provenance: Provenance, direction: Direction, drafts: Mapping[str, str]) -> ReviewedDraft:
    same = provenance.target_digest == digest(entry.target)
    draft = entry.target if same else drafts.get(provenance.target_digest)
    return ReviewedDraft(
        source=entry.source,
        draft=draft,
        target=entry.target,
        direction=direction,
        engine=provenance.engine,
        signals=provenance.signals,
        kept=draft is not None and is_kept(draft, entry.target),
    )


def _with_signals(reviewed: Sequence[ReviewedDraft], judging: SecondOpinions | None) -> list[ReviewedDraft]:
    """Measure the signals of drafts.

    Version 0.1.0 wrote signals into the catalogs; they stay where the draft is lost.
    """
    from pipeline.quality.likelihood import weigh
    from pipeline.quality.signals import measure_signals

    places = [place for place, unit in enumerate(reviewed) if unit.draft]
    pairs = weigh([_pair(reviewed[place]) for place in places])
    if judging:
        pairs = judging.ask(pairs, [reviewed[place].engine for place in places])
    measured = dict(zip(places, measure_signals(pairs), strict=True))
    return [replace(unit, signals=measured.get(place, unit.signals)) for place, unit in enumerate(reviewed)]


def _pair(unit: ReviewedDraft) -> Pair:
    return Pair(
        source=unit.source,
        target=unit.draft or "",
        source_language=unit.direction.source,
        target_language=unit.direction.target,
    )


def is_kept(draft: str, target: str) -> bool:
    """Tell whether a reviewed text is its draft, but for marks, spelling variants and a small edit."""
    before, after = (" ".join(_WORDS.findall(fold(text).text)) for text in (draft, target))
    if before == after:
        return True
    from rapidfuzz.distance import Levenshtein

    same_numbers = sorted(_NUMBERS.findall(before)) == sorted(_NUMBERS.findall(after))
    return same_numbers and Levenshtein.normalized_distance(before, after) <= SMALL_EDIT


def fit_project(reviewed: Sequence[ReviewedDraft], date: str) -> list[FitResult]:
    """Fit a calibration for each direction, and for each engine in it that was reviewed often enough.

    :param date: of the fitting, ISO 8601
    """
    groups: dict[tuple[str, str], list[ReviewedDraft]] = defaultdict(list)
    for unit in reviewed:
        name = direction_name(unit.direction)
        groups[GENERIC, name].append(unit)
        groups[unit.engine, name].append(unit)
    return [_fit(engine, name, units, date) for (engine, name), units in sorted(groups.items())]


def _fit(engine: str, name: str, units: Sequence[ReviewedDraft], date: str) -> FitResult:
    kept = sum(unit.kept for unit in units)
    changed = len(units) - kept
    calibration = None
    known = [unit for unit in units if unit.signals]
    good = sum(unit.kept for unit in known)
    if is_enough(good, len(known) - good):
        calibration = _calibration(engine, name, known, date)
    unknown = sum(unit.draft is None for unit in units)
    return FitResult(
        engine=engine, direction=name, kept=kept, changed=changed, calibration=calibration, unknown=unknown
    )


def is_enough(kept: int, changed: int) -> bool:
    """Tell whether so many reviewed drafts make a score that is better than the packaged one."""
    return kept + changed >= LEAST and min(kept, changed) >= LEAST_RARER


def _calibration(engine: str, name: str, units: Sequence[ReviewedDraft], date: str) -> Calibration:
    from pipeline.quality.calibration.fit import LabelledSignals

    sources = {source: number for number, source in enumerate(dict.fromkeys(unit.source for unit in units))}
    samples = [LabelledSignals(signals=unit.signals, good=unit.kept, group=sources[unit.source]) for unit in units]
    packaged = PACKAGED.find(engine, units[0].direction)
    bases = packaged.models if packaged else (START,)
    return Calibration(
        engine=engine,
        direction=name,
        label=f"chance that a reviewer keeps the draft ({RULE})",
        data=f"{len(units)} drafts of this project that were reviewed",
        date=date,
        signature=RULE,
        models=(*_models_of_judges(bases, samples), *(_model(model, samples) for model in bases)),
        keep=KEEP,
        redo=REDO,
    )


def _model(packaged: Model, samples: Sequence[LabelledSignals]) -> Model:
    """Refit a packaged model to the samples that have all of its signals, or else to all samples."""
    from pipeline.quality.calibration.fit import refit

    whole = [sample for sample in samples if packaged.signals.keys() <= sample.signals.keys()]
    kept = sum(sample.good for sample in whole)
    return refit(packaged, whole if is_enough(kept, len(whole) - kept) else samples)


def _models_of_judges(bases: Sequence[Model], samples: Sequence[LabelledSignals]) -> Iterator[Model]:
    """Yield a model for each judge that enough samples have a number of: on the first base that all of them have."""
    from pipeline.quality.calibration.fit import add_signal

    for name in sorted({name for sample in samples for name in sample.signals if name.startswith(JUDGE)}):
        for base in (*bases, NO_SIGNALS):
            whole = [sample for sample in samples if {name, *base.signals} <= sample.signals.keys()]
            kept = sum(sample.good for sample in whole)
            if is_enough(kept, len(whole) - kept):
                yield add_signal(base, whole, name)
                break


def write_project(project: Path, fitted: Iterable[FitResult]) -> Path | None:
    """Write the calibrations that rest on enough; touch nothing where none does.

    One that is the same as before but for its date keeps that: a run that changes nothing rewrites nothing.
    """
    fresh = [one.calibration for one in fitted if one.calibration]
    if not fresh:
        return None
    path = project / LOCATION
    old = {(one.engine, one.direction): one for one in _read(path)}
    calibrations = tuple(_dated(one, old.get((one.engine, one.direction))) for one in fresh)
    write_atomically(path, msgspec.json.format(msgspec.json.encode(calibrations), indent=2) + b"\n")
    return path


def _dated(fresh: Calibration, old: Calibration | None) -> Calibration:
    return old if old and replace(fresh, date=old.date) == old else fresh


def read_project(project: Path) -> tuple[Calibration, ...]:
    """Return the project's own calibrations; those that rest on too few reviewed drafts are left out.

    :raises ConfigError: if the file is not what `write_project` writes, or an older version wrote it
    """
    path = project / LOCATION
    calibrations = _read(path)
    if unknown := sorted({name for one in calibrations for name in _unknown_signals(one)}):
        raise ConfigError(
            f"{path}: an older version of newsloc fitted it to signals that no longer exist ({', '.join(unknown)});"
            " delete it; `newsloc evaluate --calibrate` writes a new one"
        )
    return tuple(one for one in calibrations if _rests_on_enough(one))


def _unknown_signals(calibration: Calibration) -> set[str]:
    """Return the signals that a calibration asks for and nothing measures."""
    known = {signal.name for signal in SIGNALS}
    asked = {name for model in calibration.models for name in model.signals}
    return {name for name in asked - known if not name.startswith(JUDGE)}


def _read(path: Path) -> tuple[Calibration, ...]:
    if not path.is_file():
        return ()
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[Calibration, ...])
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigError(
            f"{path}: not a calibration ({error}); take it from git again, or delete it and run"
            " `newsloc evaluate --calibrate`"
        ) from error


def _rests_on_enough(calibration: Calibration) -> bool:
    most = max(calibration.models, key=lambda model: model.sentences, default=None)
    return most is not None and is_enough(most.positives, most.sentences - most.positives)
