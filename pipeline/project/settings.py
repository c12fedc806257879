"""The machinery of settings: read ``newsloc.toml`` or ``[tool.newsloc]`` in pyproject.toml, and validate its tables.

It knows no setting. Each room declares its own in a dataclass; the command line puts them together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import msgspec
from msgspec import inspect

from pipeline.errors import ConfigError

FILE = "newsloc.toml"

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsTable:
    """A table of settings. ``file`` is where it stands; ``prefix`` the tables around it, such as ``engines.en-ar.``."""

    values: Mapping[str, Any]
    file: str = FILE
    prefix: str = ""

    def place(self, name: str) -> str:
        """Return where a setting stands, as messages say it."""
        return f"{self.file}: {self.prefix}{name}"

    def inner(self, name: str) -> SettingsTable:
        """Return a table inside this one; an empty one where it does not stand there.

        :raises ConfigError: if something else stands there
        """
        values = as_table(self.values.get(name, {}), self.place(name))
        return SettingsTable(values=values, file=self.file, prefix=f"{self.prefix}{name}.")

    def without(self, names: Collection[str]) -> SettingsTable:
        """Return the table without some of its settings."""
        values = {name: value for name, value in self.values.items() if name not in names}
        return SettingsTable(values=values, file=self.file, prefix=self.prefix)


def load_table(project: Path) -> SettingsTable:
    """Read the settings of the project in *project*; without a file, an empty table.

    :raises ConfigError: if the file is not TOML, or holds something else than a table for newsloc
    """
    own, shared = project / FILE, project / "pyproject.toml"
    if own.is_file():
        return SettingsTable(values=_parse(own))
    if shared.is_file():
        values = _parse(shared).get("tool", {}).get("newsloc", {})
        return SettingsTable(
            values=as_table(values, "pyproject.toml: tool.newsloc"), file="pyproject.toml [tool.newsloc]"
        )
    return SettingsTable(values={})


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path.name}: not valid TOML: {error}; mend the file") from error


def as_table(value: object, place: str) -> dict[str, Any]:
    """Return a value that has to be a table.

    :raises ConfigError: if it is not a table
    """
    if not isinstance(value, dict):
        raise ConfigError(f"{place} is not a table; write its settings in lines of their own under its name")
    return dict(value)


def refuse_unknown(table: SettingsTable, known: Collection[str]) -> None:
    """Refuse a table with a setting that is not known.

    :raises ConfigError: naming the setting, one that is spelled alike, and all that are known
    """
    for name in table.values:
        if name not in known:
            close = next(iter(get_close_matches(name, known, n=1)), None)
            hint = f"did you mean `{table.prefix}{close}`? " if close else ""
            raise ConfigError(
                f"{table.file}: there is no setting `{table.prefix}{name}`; {hint}the settings here are"
                f" {', '.join(known)}"
            )


def read_whole(table: SettingsTable, kind: type) -> dict[str, Any]:
    """Return the values of a table that holds settings of one dataclass and nothing else.

    :raises ConfigError: if it holds something else, or a value is not of its field's type
    """
    refuse_unknown(table, get_type_hints(kind))
    return read_part(table, kind)


def read_part(table: SettingsTable, kind: type) -> dict[str, Any]:
    """Return the values of those settings of a table that are fields of a dataclass, each of its field's type.

    :raises ConfigError: if a value is not of its field's type
    """
    return read_hinted(table, get_type_hints(kind, include_extras=True))


def read_hinted(table: SettingsTable, hints: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of those settings of a table that have a type in *hints*, each of its type.

    :raises ConfigError: if a value is not of its type
    """
    return {name: read_value(table, name, hints[name]) for name in table.values if name in hints}


def read_value(table: SettingsTable, name: str, kind: Any) -> Any:
    """Return the value of one setting that stands in a table, as a type.

    :raises ConfigError: if it is not of this type
    """
    value = table.values[name]
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ConfigError(
            f"{table.place(name)} is {shown(value)}; write {describe(inspect.type_info(kind))}"
        ) from error


def checked(read: Callable[[str], _Read], text: str, place: str) -> _Read:
    """Return what a function reads from a text; its error says where the text stands.

    :raises ConfigError: what the function raises, with the place before it
    """
    try:
        return read(text)
    except ConfigError as error:
        raise ConfigError(f"{place}: {error}") from error


def shown(value: object) -> str:
    """Return a value as a message shows it."""
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


def describe(kind: inspect.Type) -> str:
    """Say in words what a setting of a type takes."""
    kind = kind.type if isinstance(kind, inspect.Metadata) else kind
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
