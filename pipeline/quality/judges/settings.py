"""Which judge a project asks: ``judge = "NAME:MODEL"``, or a table ``[judge]`` that also says where its model is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import ConfigError
from pipeline.project.settings import SettingsTable, checked, read_hinted, read_value, refuse_unknown
from pipeline.quality.judges import JUDGES, find_judge
from pipeline.translate.engines import find_engine
from pipeline.translate.engines.settings import hints_of

_NAME = "judge"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeSettings:
    """The judge of a project; no name means none.

    ``values`` are settings as the engine of that kind has them under ``[engines]``: model, url, device and the like.
    """

    name: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def parse_judge(text: str) -> JudgeSettings:
    """Read ``NAME`` or ``NAME:MODEL``; nothing asks for no judge.

    :raises ConfigError: if there is no judge of that name
    """
    name, _, model = text.partition(":")
    return JudgeSettings(name=find_judge(name).name, values={"model": model} if model else {}) if name else _NONE


def read_judge(table: SettingsTable) -> JudgeSettings:
    """Read the judge from a project's table.

    :raises ConfigError: naming the file, the setting and what it must be
    """
    if not isinstance(table.values.get(_NAME, ""), dict):
        return (
            checked(parse_judge, read_value(table, _NAME, str), table.place(_NAME)) if _NAME in table.values else _NONE
        )
    own = table.inner(_NAME)
    if "name" not in own.values:
        names = ", ".join(kind.name for kind in JUDGES)
        raise ConfigError(f"{own.place('name')} is missing; write one of {names}")
    kind = checked(find_judge, read_value(own, "name", str), own.place("name"))
    rest, hints = own.without(("name",)), dict(hints_of(find_engine(kind.engine).settings))
    for other in ("engine", "template"):
        hints.pop(other, None)
    refuse_unknown(rest, hints)
    return JudgeSettings(name=kind.name, values=read_hinted(rest, hints))


_NONE = JudgeSettings()
