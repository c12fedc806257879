"""The settings of ``[build]``: what is due, what an edition shows without a review, and how the house spells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from pipeline.catalog.publication import ALL
from pipeline.editions.edition import Fallback, Site
from pipeline.editions.house_style import Digits, Months, Style
from pipeline.errors import ConfigError
from pipeline.languages.locales import normalize_tag
from pipeline.project.settings import SettingsTable, checked, read_whole

_QUOTES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildTable:
    """The keys of ``[build]`` as they are written.

    ``digits`` and ``months`` are the edition's locale's, or always the same; ``digits`` may also be a table that says
    so for each language. ``quotes`` holds an opening and a closing mark for a language. ``due`` is how many percent of
    a translation must be reviewed before it is published, beside headline, standfirst and first paragraph.
    ``base_url`` is where the folder of editions will be published.
    """

    fallback: Fallback = "source"
    digits: Digits | Mapping[str, Digits] = "locale"
    months: Months = "locale"
    quotes: Mapping[str, str] = field(default_factory=dict)
    due: int = ALL
    base_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildSettings:
    """What a build takes from the settings."""

    due: int = ALL
    site: Site = field(default_factory=Site)


def read_build(table: SettingsTable) -> BuildSettings:
    """Read the settings of a build from its table.

    :raises ConfigError: naming the file, the setting and what it must be
    """
    keys, place = BuildTable(**read_whole(table, BuildTable)), table.place
    if not 0 <= keys.due <= ALL:
        raise ConfigError(f"{place('due')} is {keys.due}; write a number from 0 to {ALL}")
    quotes = {checked(normalize_tag, tag, place("quotes")): marks for tag, marks in keys.quotes.items()}
    for tag, marks in quotes.items():
        if len(marks) != _QUOTES:
            raise ConfigError(f'{place("quotes")}.{tag} is "{marks}"; write the two marks, such as "«»"')
    if keys.base_url and urlsplit(keys.base_url).scheme not in {"http", "https"}:
        raise ConfigError(f'{place("base_url")} is "{keys.base_url}"; write an address that begins with https://')
    style = Style(months=keys.months, quotes=quotes)
    if isinstance(keys.digits, Mapping):
        own = {checked(normalize_tag, tag, place("digits")): each for tag, each in keys.digits.items()}
        style = replace(style, own_digits=own)
    else:
        style = replace(style, digits=keys.digits)
    return BuildSettings(due=keys.due, site=Site(base_url=keys.base_url, fallback=keys.fallback, style=style))
