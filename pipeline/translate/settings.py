"""The settings of translation: ``[engines]``, and the project's own terms and translations."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.project.settings import SettingsTable, checked, read_hinted, read_part, refuse_unknown
from pipeline.translate.engines import all_hints, list_names
from pipeline.translate.engines.pairs import Engines, parse_pair
from pipeline.translate.memory.settings import MemorySettings, read_memory


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationSettings:
    """What translates.

    ``glossary`` lists the project's own CSV files, after the packaged terms.
    """

    engines: Engines = field(default_factory=Engines)
    glossary: tuple[str, ...] = ()
    memory: MemorySettings = field(default_factory=MemorySettings)


def read_translation(table: SettingsTable, project: Path) -> TranslationSettings:
    """Read the settings of translation from a project's table.

    :raises ConfigError: naming the file, the setting and what it must be
    """
    values = read_part(table.without({"engines", "memory"}), TranslationSettings)
    engines = _read_engines(table.inner("engines"), project)
    return TranslationSettings(engines=engines, memory=read_memory(table), **values)


def _read_engines(table: SettingsTable, project: Path) -> Engines:
    """Read the settings for all directions, and a table for each pair that has its own."""
    known = all_hints()
    names = [name for name, value in table.values.items() if isinstance(value, dict) and name not in known]
    pairs: dict[tuple[str, str], dict[str, Any]] = {}
    for name in names:
        pair = checked(parse_pair, name, table.place(name))
        if pair in pairs:
            raise ConfigError(f"{table.place(name)}: this pair has two tables; make them one")
        pairs[pair] = _read_engine(table.inner(name), project)
    return Engines(defaults=_read_engine(table.without(names), project), pairs=pairs)


def _read_engine(table: SettingsTable, project: Path) -> dict[str, Any]:
    hints = all_hints()
    refuse_unknown(table, hints)
    values = read_hinted(table, hints)
    engine, names = values.get("engine"), list_names()
    if engine is not None and engine not in names:
        raise ConfigError(
            f'{table.file}: there is no engine "{engine}" ({table.prefix}engine); write one of {", ".join(names)}'
        )
    model = values.get("model")
    if model and not Path(model).is_absolute() and (project / model).is_dir():
        values["model"] = str(project / model)
    return values
