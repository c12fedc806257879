"""The engines: what translates. One folder an engine; ``ENGINES`` names them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pipeline.errors import ConfigError
from pipeline.translate.engines import draft, endpoint, pseudo, seq2seq
from pipeline.translate.engines.protocol import Engine, ModelRow, Registration, Report
from pipeline.translate.engines.settings import SHARED, EngineSettings, hints_of

AUTO = "auto"
"""The name that lets ``selection.choose`` decide between ``seq2seq`` and ``draft``."""

ENGINES: tuple[Registration, ...] = (
    seq2seq.ENGINE,
    endpoint.ENGINE,
    draft.ENGINE,
    pseudo.ENGINE,
)

QUALITY: Mapping[str, str] = {engine.name: engine.quality for engine in ENGINES}
"""What to expect of each engine's drafts, by name."""
NO_TRANSLATIONS = frozenset(engine.name for engine in ENGINES if not engine.translates)
"""The engines whose drafts are no translations."""


def list_names() -> tuple[str, ...]:
    """List what ``engine`` may be in the settings and on the command line."""
    return AUTO, *(each.name for each in ENGINES)


def find_engine(name: str) -> Registration:
    """Return the registration of an engine; ``auto`` takes the settings of ``seq2seq``.

    :raises ConfigError: if there is no engine of that name
    """
    wanted = seq2seq.ENGINE.name if name == AUTO else name
    for registration in ENGINES:
        if registration.name == wanted:
            return registration
    raise ConfigError(f'there is no engine "{name}"; name one of {", ".join(list_names())}')


def settings_of(values: Mapping[str, Any]) -> EngineSettings:
    """Return values as the settings of the engine that they name; what it does not know is left out.

    :raises ConfigError: if there is no engine of that name
    """
    kind = find_engine(values.get("engine", AUTO)).settings
    return kind(**{name: value for name, value in values.items() if name in hints_of(kind)})


def for_engine(settings: EngineSettings, name: str) -> EngineSettings:
    """Return settings with another engine, as that engine's own class."""
    return settings_of({field.name: getattr(settings, field.name) for field in fields(settings)} | {"engine": name})


def all_hints() -> dict[str, Any]:
    """Return the type of every setting that some engine knows, by name, the shared ones first."""
    return {name: hint for each in ENGINES for name, hint in hints_of(each.settings).items()}


def owners_of(name: str) -> tuple[str, ...]:
    """Return the names of the engines that know a setting of their own; none for a shared one."""
    return tuple(each.name for each in ENGINES if name not in SHARED and name in hints_of(each.settings))


def make_engine(settings: EngineSettings, report: Report = lambda _: None) -> Engine:
    """Make the engine that the settings name; nothing is loaded yet.

    :raises ConfigError: if there is no engine of that name
    :raises MissingExtra: if its packages are not installed
    """
    settings = for_engine(settings, settings.engine)
    return find_engine(settings.engine).make(settings, report)


def list_models() -> tuple[ModelRow, ...]:
    """List the models of every engine, for ``newsloc models``."""
    return tuple(row for registration in ENGINES for row in registration.models())
