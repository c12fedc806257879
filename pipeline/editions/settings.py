"""The settings of ``[build]``: what an edition shows without a reviewed translation, and how the house spells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pipeline.editions.edition import Site
from pipeline.editions.fallback import Policy, parse_fallback, parse_role
from pipeline.editions.house_style import Digits, Months, Style
from pipeline.errors import ConfigError
from pipeline.languages.locales import normalize_tag

_QUOTES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildTable:
    """The keys of ``[build]`` as they are written.

    ``fallback`` is for every role, ``roles`` for those that differ. ``digits`` and ``months`` are the edition's
    locale's, or always the same. ``quotes`` holds an opening and a closing mark for a language. ``base_url`` is where
    the folder of editions will be published.
    """

    fallback: str = "source"
    roles: Mapping[str, str] = field(default_factory=dict)
    digits: Digits = "locale"
    months: Months = "locale"
    quotes: Mapping[str, str] = field(default_factory=dict)
    base_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildSettings:
    """What a build takes from the settings."""

    policy: Policy = field(default_factory=Policy)
    site: Site = field(default_factory=Site)


def read_build(values: Mapping[str, Any], where: str) -> BuildSettings:
    """Return the settings of a table whose values have their types.

    :raises ConfigError: naming the file, the key and what it must be
    """
    table = BuildTable(**values)
    roles = {}
    for name, text in table.roles.items():
        roles[_checked(parse_role, name, f"{where}: build.roles")] = _checked(
            parse_fallback, text, f"{where}: build.roles.{name}"
        )
    policy = Policy(default=_checked(parse_fallback, table.fallback, f"{where}: build.fallback"), roles=roles)
    quotes = {_checked(normalize_tag, tag, f"{where}: build.quotes"): marks for tag, marks in table.quotes.items()}
    for tag, marks in quotes.items():
        if len(marks) != _QUOTES:
            raise ConfigError(f'{where}: build.quotes.{tag} is "{marks}"; write the two marks, such as "«»"')
    if table.base_url and urlsplit(table.base_url).scheme not in {"http", "https"}:
        raise ConfigError(f'{where}: build.base_url is "{table.base_url}"; write an address that begins with https://')
    style = Style(digits=table.digits, months=table.months, quotes=quotes)
    return BuildSettings(policy=policy, site=Site(base_url=table.base_url, style=style))


def _checked(read: Any, text: str, where: str) -> Any:
    try:
        return read(text)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from error
