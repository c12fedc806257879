"""Every model that a project could use: recommended, configured, embedded, or found in the hub's cache."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import EngineError
from pipeline.languages.locales import language_of
from pipeline.model import Direction
from pipeline.translate.engines import find_engine, list_models, make_engine, settings_of
from pipeline.translate.engines.checkpoints import hub
from pipeline.translate.engines.checkpoints.licences import family_licence, forbids_commerce, read_licence
from pipeline.translate.engines.preparation import FROM_HUB, find_licence, find_places, measure, model_of, resolve
from pipeline.translate.engines.protocol import ModelRow
from pipeline.translate.engines.selection import DRAFT, is_converted
from pipeline.translate.engines.settings import EngineSettings
from pipeline.translate.engines.trial import EngineTrial, read_sentences, try_engine

if TYPE_CHECKING:
    from pipeline.translate.engines.pairs import Engines

TRANSLATES = ("marian", "m2m_100")
"""Types of models that only translate, as ``config.json`` names them."""
NOT_STATED = "not stated"
MADLAD = "madlad"
"""A part of the names of T5 models that translate from and into any language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedModel:
    """A model and how it would be used. ``directions`` are those of the project that use it; often there is none.

    ``lacks`` says why it cannot be used as things are; None where it can.
    """

    row: ModelRow
    settings: EngineSettings
    directions: tuple[Direction, ...] = ()
    lacks: str | None = None


def list_all(engines: Engines, directions: Sequence[Direction]) -> tuple[ListedModel, ...]:
    """List the models that a project's directions use, then the others: worth knowing, or in the cache."""
    used: dict[tuple[str, str, str | None], ListedModel] = {}
    for direction in directions:
        listed = _list_used(resolve(engines.of(direction), direction), direction)
        first = used.setdefault((listed.row.engine, listed.row.model, listed.row.revision), listed)
        used[listed.row.engine, listed.row.model, listed.row.revision] = replace(
            first, directions=(*first.directions, direction)
        )
    found = list(used.values())
    for row in (*list_models(), *_scan()):
        if not any(_is_same(row, other.row) for other in found):
            found.append(_describe(row, settings_of({**engines.defaults, **_named(row)})))
    return tuple(found)


def _named(row: ModelRow) -> dict[str, Any]:
    return {"engine": row.engine, "model": row.model, "revision": row.revision}


def _is_same(one: ModelRow, other: ModelRow) -> bool:
    return one.model == other.model and (
        one.revision == other.revision or (one.cached is not None and one.cached == other.cached)
    )


def _list_used(settings: EngineSettings, direction: Direction) -> ListedModel:
    """Return the model that a direction uses."""
    named = model_of(settings, direction)
    own = next(iter(find_engine(settings.engine).models()), None)
    if own and settings.engine not in FROM_HUB:
        return _describe(own, settings)
    model, revision = named or (settings.model or "(none named)", settings.revision)
    listed = next((row for row in hub.LISTED if row.model == model), None)
    places = find_places(settings, direction)
    row = ModelRow(
        engine=settings.engine,
        title="configured" if settings.model else "recommended",
        model=model,
        revision=revision,
        licence=find_licence(settings, direction) or NOT_STATED,
        size=sum(map(measure, places)) or (listed.size if listed else None),
        cached=places[0] if places else None,
        loads=named is None or is_converted(*named) or hub.torch_installed(),
    )
    return _describe(row, settings)


def _describe(row: ModelRow, settings: EngineSettings) -> ListedModel:
    row = replace(row, restricted=forbids_commerce(row.licence))
    return ListedModel(row=row, settings=settings, lacks=_find_obstacle(row, settings))


def _find_obstacle(row: ModelRow, settings: EngineSettings) -> str | None:
    """Say in two words why a model cannot be used as things are; None where it can."""
    if row.restricted and not settings.accept_license:
        return "not accepted"
    if not row.loads:
        return "not installed"
    if row.cached is None:
        return {DRAFT: "not built", **dict.fromkeys(FROM_HUB, "not fetched")}.get(row.engine)
    converted_only = not (row.cached / "config.json").is_file()
    return None if row.engine not in FROM_HUB or converted_only or not hub.lacks(row.cached) else "not whole"


def _scan() -> Iterator[ModelRow]:
    """Yield the translation models in the hub's cache, whoever fetched them."""
    from huggingface_hub import CacheNotFound, constants, scan_cache_dir

    try:
        repositories = scan_cache_dir(constants.HF_HUB_CACHE).repos
    except (CacheNotFound, ValueError):
        return
    for repository in sorted(repositories, key=lambda each: each.repo_id):
        for revision in sorted(repository.revisions, key=lambda each: each.commit_hash):
            folder = Path(revision.snapshot_path)
            if _translates(repository.repo_id, folder):
                yield _row_of(repository.repo_id, revision.commit_hash, folder)


def _translates(model: str, folder: Path) -> bool:
    try:
        kind = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("model_type")
    except (OSError, ValueError, AttributeError):
        return False
    return kind in TRANSLATES or (kind == "t5" and MADLAD in model.lower())


def _row_of(model: str, commit: str, folder: Path) -> ModelRow:
    return ModelRow(
        engine="seq2seq",
        title=f"in the cache, where {lack}" if (lack := hub.lacks(folder)) else "in the cache",
        model=model,
        revision=commit,
        licence=read_licence(folder) or family_licence(model) or NOT_STATED,
        size=measure(folder),
        cached=folder,
        loads=hub.torch_installed(),
    )


def check(listed: ListedModel, directions: Sequence[Direction]) -> EngineTrial:
    """Load a model and translate a sentence in each direction that uses it; else in the first one that it knows.

    :raises EngineError: if it does not load, or translates badly
    """
    if listed.directions:
        trials = [try_engine(make_engine(listed.settings), direction) for direction in listed.directions]
        return replace(trials[0], seconds=sum(trial.seconds for trial in trials))
    sentences = read_sentences()
    targets = dict.fromkeys(language_of(direction.target) for direction in directions)
    wanted = [
        *directions,
        *(Direction(source=source, target=target) for source in sentences for target in targets),
        *(Direction(source=source, target=target) for source in targets for target in sentences),
    ]
    engine = make_engine(listed.settings)
    for direction in wanted:
        if direction.source != direction.target and engine.supports(direction):
            return try_engine(engine, direction)
    raise EngineError(f"{listed.row.model}: it loads, but translates none of the languages that newsloc can try")
