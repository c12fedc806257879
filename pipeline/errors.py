"""Every error a user can meet. A message says where, what, and what to do.

NewslocError
|- ConfigError      newsloc.toml, pyproject.toml or an option is wrong
|- SourceError      an article cannot be read
|- FetchError       a page cannot be fetched
|- CatalogError     a PO or POT file cannot be read or written
|  `- CatalogChanged   another program saved it in the meantime
|- GlossaryError    a glossary row is wrong
|- EngineError      an engine cannot load or translate
|  `- NoEngine         none is installed that could be chosen
|- MissingExtra     a package of an optional part of newsloc is not installed
|- HistoryError     the version to compare with cannot be read
|- ReviewError      an act of review cannot be done as asked
|  `- Conflict         another person or tool changed the unit in the meantime (in ``review``)
|- MemoryFault      the translation memory cannot be used
`- ClusterFault     a cluster cannot be used
"""

from __future__ import annotations

from collections.abc import Sequence

MOST_SHOWN = 60
"""Characters of somebody's text that a message shows."""


class NewslocError(Exception):
    """The root: the command line prints its message and exits with 2."""


class ConfigError(NewslocError):
    """The settings are wrong."""


class SourceError(NewslocError):
    """An article cannot be read."""


class FetchError(NewslocError):
    """A page cannot be fetched."""


class CatalogError(NewslocError):
    """A catalog cannot be read or written."""


class CatalogChanged(CatalogError):  # noqa: N818 - what happened, and no fault of anybody's
    """Another program saved a catalog while it was worked on."""


class GlossaryError(NewslocError):
    """A glossary row is wrong."""


class EngineError(NewslocError):
    """An engine cannot load or translate."""


class NoEngine(EngineError):  # noqa: N818 - no fault: the units wait for a person, or for an engine elsewhere
    """No engine is installed that could be chosen."""


class MissingExtra(NewslocError):  # noqa: N818 - what is missing, as its message says
    """A package of an optional part of newsloc is not installed."""


class HistoryError(NewslocError):
    """The version to compare with cannot be read."""


class ReviewError(NewslocError):
    """An act of review cannot be done as asked."""


class MemoryFault(NewslocError):  # noqa: N818 - the builtin is called MemoryError
    """The translation memory cannot be used."""


class ClusterFault(NewslocError):  # noqa: N818 - as the memory's
    """A cluster cannot be used."""


def brief(text: str) -> str:
    """Return what a user wrote as a message shows it: on one line, its end left out where it is long."""
    return shorten(" ".join(text.split()))


def shorten(text: str, most: int = MOST_SHOWN) -> str:
    """Return a text of at most so many characters, its end left out where it is longer."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def quote(text: str) -> str:
    """Return somebody's text as a message quotes it."""
    return f"“{shorten(text)}”"


def plural(number: int, noun: str) -> str:
    """Return a number and its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def name_few(names: Sequence[str], most: int = 3) -> str:
    """Return the first of many names in a row, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")


def few(messages: Sequence[str], rest: str, most: int = 5) -> list[str]:
    """Return the first of many messages, and after them how many more there are of what *rest* names."""
    more = len(messages) - most
    return [*messages[:most], f"and {more:,} more {rest}"] if more > 1 else list(messages)
