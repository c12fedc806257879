"""The settings of a project: ``newsloc.toml``, or ``[tool.newsloc]`` in pyproject.toml. Validated once, here."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from pipeline.engines.protocol import EngineSettings
from pipeline.errors import ConfigError
from pipeline.locales import normalize_tag

FILE = "newsloc.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a project may set; every key has a default.

    ``coverage`` maps a language to the least share (0-100) of reviewed units. ``glossary`` lists the project's own CSV
    files, after the packaged terms. ``disable`` names checks to leave out. ``sign_off`` makes the units of an article
    that is already in the target language drafts, to be approved like the others. ``line_numbers`` writes them into
    the catalogs' references.
    """

    languages: tuple[str, ...] = ("en", "ar")
    engine: EngineSettings = field(default_factory=EngineSettings)
    coverage: Mapping[str, float] = field(default_factory=dict)
    glossary: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    sign_off: bool = False
    line_numbers: bool = False


def load_settings(project: Path) -> Settings:
    """Read the settings of the project in *project*; without a file, the defaults.

    :raises ConfigError: naming the file, the key and what it must be
    """
    table, where = _read_table(project)
    try:
        settings = msgspec.convert(table, Settings)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where}: {error}; see the README's list of settings") from error
    _refuse_unknown(table, where)
    return replace(
        settings,
        languages=tuple(normalize_tag(tag) for tag in settings.languages),
        coverage={normalize_tag(tag): _share(tag, share, where) for tag, share in settings.coverage.items()},
    )


def _read_table(project: Path) -> tuple[dict[str, Any], str]:
    own, shared = project / FILE, project / "pyproject.toml"
    if own.is_file():
        return _parse(own), FILE
    if shared.is_file():
        return _parse(shared).get("tool", {}).get("newsloc", {}), "pyproject.toml [tool.newsloc]"
    return {}, FILE


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path.name}: not valid TOML: {error}; mend the file") from error


def _refuse_unknown(table: dict[str, Any], where: str) -> None:
    known: dict[str, type] = {"": Settings, "engine": EngineSettings}
    for section, kind in known.items():
        keys = table.get(section, {}) if section else table
        for key in keys:
            if key not in kind.__dataclass_fields__:  # type: ignore[attr-defined]
                names = ", ".join(kind.__dataclass_fields__)  # type: ignore[attr-defined]
                dotted = f"{section}.{key}" if section else key
                raise ConfigError(f"{where}: there is no setting `{dotted}`; the settings here are {names}")


def _share(tag: str, share: float, where: str) -> float:
    if not 0 <= share <= 100:  # noqa: PLR2004 - percent
        raise ConfigError(f"{where}: coverage.{tag} is {share}; write a percentage from 0 to 100")
    return share
