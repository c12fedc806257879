"""The settings of a project: ``newsloc.toml``, or ``[tool.newsloc]`` in pyproject.toml. Validated once, here."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
from msgspec import inspect

from pipeline.editions.settings import BuildSettings, BuildTable, read_build
from pipeline.errors import ConfigError
from pipeline.gate.limits import Limits
from pipeline.gate.risk import DEFAULT_WEIGHTS
from pipeline.languages.locales import normalize_tag
from pipeline.sources.readers.front_matter import TRANSLATED
from pipeline.translate.engines import list_names
from pipeline.translate.engines.pairs import Engines, parse_pair
from pipeline.translate.engines.protocol import EngineSettings

FILE = "newsloc.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a project may set; every key has a default.

    ``coverage`` maps a language to the least shares that the gate asks for. ``weights`` says how much more units
    count in its weighted share, by role and for those with numbers. ``glossary`` lists the project's own CSV files,
    after the packaged terms; ``memory`` TMX and PO files whose translations are reused. ``disable`` names checks to
    leave out. ``sign_off`` makes the units of an article that is already in the target language drafts, to be
    approved like the others. ``line_numbers`` writes them into the catalogs' references. ``keep_cosmetic`` leaves a
    translation reviewed where only spacing, punctuation or case of its source changed. ``agreement`` asks for a
    second opinion on each draft: ``back`` translates it back, another engine (``NAME`` or ``NAME:MODEL``)
    translates the source once more. ``front_matter`` names the keys of an article's front matter whose values are
    translated; ``image.alt`` is ``alt`` below ``image``. ``build`` is what editions show.
    """

    languages: tuple[str, ...] = ("en", "ar")
    engines: Engines = field(default_factory=Engines)
    coverage: Mapping[str, Limits] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    glossary: tuple[str, ...] = ()
    memory: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    sign_off: bool = False
    line_numbers: bool = False
    keep_cosmetic: bool = False
    agreement: str = ""
    front_matter: tuple[str, ...] = TRANSLATED
    build: BuildSettings = field(default_factory=BuildSettings)


def load_settings(project: Path) -> Settings:
    """Read the settings of the project in *project*; without a file, the defaults.

    :raises ConfigError: naming the file, the key and what it must be
    """
    table, where = _read_table(project)
    if "engine" in table:
        raise ConfigError(
            f"{where}: [engine] is called [engines] now; rename the table, and give a pair of languages settings of its"
            " own under [engines.en-ar]"
        )
    engines, coverage = table.pop("engines", {}), table.pop("coverage", {})
    build = _read_values(_as_table(table.pop("build", {}), f"{where}: build"), BuildTable, where, "build.")
    values = _read_values(table, Settings, where)
    _refuse_unknown_checks(values.get("disable", ()), where)
    if "languages" in values:
        values["languages"] = tuple(_tag(tag, f"{where}: languages") for tag in values["languages"])
    values["coverage"] = _read_coverage(coverage, where)
    values["weights"] = _read_weights(values.get("weights", {}), where)
    return Settings(engines=_read_engines(engines, project, where), build=read_build(build, where), **values)


def _refuse_unknown_checks(names: Sequence[str], where: str) -> None:
    from pipeline.quality.checks import CHECKS, explain_unknown

    for name in names:
        if name not in {check.name for check in CHECKS}:
            raise ConfigError(f"{where}: disable: {explain_unknown(name)}")


def _read_table(project: Path) -> tuple[dict[str, Any], str]:
    own, shared = project / FILE, project / "pyproject.toml"
    if own.is_file():
        return _parse(own), FILE
    if shared.is_file():
        table = _parse(shared).get("tool", {}).get("newsloc", {})
        return _as_table(table, "pyproject.toml: tool.newsloc"), "pyproject.toml [tool.newsloc]"
    return {}, FILE


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path.name}: not valid TOML: {error}; mend the file") from error


def _read_engines(table: object, project: Path, where: str) -> Engines:
    """Read ``[engines]``: settings for all directions, and a table for each pair that has its own."""
    defaults = _as_table(table, f"{where}: engines")
    known = {each.name for each in fields(EngineSettings)}
    pairs: dict[tuple[str, str], dict[str, Any]] = {}
    for name in [name for name, value in defaults.items() if isinstance(value, dict) and name not in known]:
        try:
            pair = parse_pair(name)
        except ConfigError as error:
            raise ConfigError(f"{where}: engines.{name}: {error}") from error
        if pair in pairs:
            raise ConfigError(f"{where}: engines.{name}: this pair has two tables; make them one")
        pairs[pair] = _read_engine(defaults.pop(name), project, where, f"engines.{name}.")
    return Engines(defaults=EngineSettings(**_read_engine(defaults, project, where, "engines.")), pairs=pairs)


def _read_engine(table: Mapping[str, Any], project: Path, where: str, prefix: str) -> dict[str, Any]:
    values = _read_values(table, EngineSettings, where, prefix)
    engine, names = values.get("engine"), list_names()
    if engine is not None and engine not in names:
        raise ConfigError(f'{where}: there is no engine "{engine}" ({prefix}engine); write one of {", ".join(names)}')
    model = values.get("model")
    if model and not Path(model).is_absolute() and (project / model).is_dir():
        values["model"] = str(project / model)
    return values


def _read_values(table: Mapping[str, Any], kind: type, where: str, prefix: str = "") -> dict[str, Any]:
    """Return the values of a table, each as its setting wants it."""
    hints = get_type_hints(kind, include_extras=True)
    values = {}
    for name, value in table.items():
        if name not in hints:
            close = next(iter(get_close_matches(name, hints, n=1)), None)
            hint = f"did you mean `{prefix}{close}`? " if close else ""
            names = ", ".join(hints)
            raise ConfigError(f"{where}: there is no setting `{prefix}{name}`; {hint}the settings here are {names}")
        try:
            values[name] = msgspec.convert(value, hints[name])
        except msgspec.ValidationError as error:
            wanted = describe(inspect.type_info(hints[name]))
            raise ConfigError(f"{where}: {prefix}{name} is {_shown(value)}; write {wanted}") from error
    return values


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


def describe(kind: inspect.Type) -> str:
    """Say in words what a setting of a type takes."""
    match kind:
        case inspect.LiteralType(values=values):
            return "one of " + ", ".join(f'"{value}"' for value in values)
        case inspect.UnionType(types=types):
            return " or ".join(describe(each) for each in types if not isinstance(each, inspect.NoneType))
        case inspect.IntType(ge=least, gt=below) | inspect.FloatType(ge=least, gt=below):
            number = "a whole number" if isinstance(kind, inspect.IntType) else "a number"
            limits = {f", {least} or more": least, f" greater than {below}": below}
            return number + "".join(words for words, limit in limits.items() if limit is not None)
        case inspect.VarTupleType(item_type=item):
            return f'a list in brackets, each {describe(item)}, such as ["one", "two"]'
        case inspect.DictType(value_type=value):
            return f"a table, each value {describe(value)}"
    return "true or false" if isinstance(kind, inspect.BoolType) else "a text in quotes"


def _as_table(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError(f"{where} is not a table; write its settings in lines of their own under its name")
    return dict(value)


def _tag(tag: str, where: str) -> str:
    try:
        return normalize_tag(tag)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from error


def _read_coverage(table: object, where: str) -> dict[str, Limits]:
    """Read ``[coverage]``: for each language a percentage of units, or a table of percentages."""
    coverage = {}
    for tag, value in _as_table(table, f"{where}: coverage").items():
        own = f"coverage.{tag}"
        if not isinstance(value, dict | int | float) or isinstance(value, bool):
            raise ConfigError(f"{where}: {own} is {_shown(value)}; write a percentage, or {{ units = 80, words = 75 }}")
        limits = _read_values(value, Limits, where, f"{own}.") if isinstance(value, dict) else {"units": value}
        for name, share in limits.items():
            if not 0 <= share <= 100:  # noqa: PLR2004 - percent
                key = f"{own}.{name}" if isinstance(value, dict) else own
                raise ConfigError(f"{where}: {key} is {share:g}; write a percentage from 0 to 100")
        coverage[_tag(tag, f"{where}: coverage")] = Limits(**limits)
    return coverage


def _read_weights(table: Mapping[str, float], where: str) -> dict[str, float]:
    """Read ``[weights]``, over the defaults."""
    for name, weight in table.items():
        if name not in DEFAULT_WEIGHTS:
            names = ", ".join(DEFAULT_WEIGHTS)
            raise ConfigError(f"{where}: weights: nothing is called `{name}`; a weight is of {names}")
        if weight < 0:
            raise ConfigError(f"{where}: weights.{name} is {weight:g}; write a number of 0 or more")
    return {**DEFAULT_WEIGHTS, **table}
