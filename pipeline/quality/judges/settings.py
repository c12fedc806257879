"""Which judge a project asks: ``judge = "endpoint:MODEL"``, or a table ``[judge]`` that says where its model is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import ConfigError
from pipeline.project.settings import SettingsTable, checked, read_hinted, read_value, refuse_unknown
from pipeline.quality.judges.judge import NAME
from pipeline.translate.engines import find_engine
from pipeline.translate.engines.settings import hints_of

_KEY = "judge"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeSettings:
    """Whether a project asks the judge (no name: it does not), and its settings over those of ``[engines]``."""

    name: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def parse_judge(text: str) -> JudgeSettings:
    """Read ``endpoint`` or ``endpoint:MODEL``; nothing asks for no judge.

    :raises ConfigError: if there is no judge of that name
    """
    name, _, model = text.partition(":")
    return JudgeSettings(name=_check(name), values={"model": model} if model else {}) if name else JudgeSettings()


def read_judge(table: SettingsTable) -> JudgeSettings:
    """Read the judge from a project's table.

    :raises ConfigError: naming the file, the setting and what it must be
    """
    if _KEY not in table.values:
        return JudgeSettings()
    if not isinstance(table.values[_KEY], dict):
        return checked(parse_judge, read_value(table, _KEY, str), table.place(_KEY))
    own = table.inner(_KEY)
    if "name" not in own.values:
        raise ConfigError(f'{own.place("name")} is missing; write name = "{NAME}"')
    name = checked(_check, read_value(own, "name", str), own.place("name"))
    rest, hints = own.without(("name",)), dict(hints_of(find_engine(NAME).settings))
    del hints["engine"]
    refuse_unknown(rest, hints)
    return JudgeSettings(name=name, values=read_hinted(rest, hints))


def _check(name: str) -> str:
    if name != NAME:
        raise ConfigError(f'there is no judge "{name}"; the judge is "{NAME}", a language model on a server')
    return name
