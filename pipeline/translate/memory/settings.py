"""The settings of the memory: ``[memory]``, or ``memory``, a list of files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigError
from pipeline.project.settings import SettingsTable, read_value, read_whole
from pipeline.translate.memory.store import LOCATION, Memory

ADDRESS = "NEWSLOC_MEMORY_URL"
"""The environment's word for ``url``: it comes before the settings, so that no password need stand in them."""
_NAME = "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemorySettings:
    """Where the memory is, and what it takes in.

    ``files`` are TMX and PO files whose translations are reused. ``url`` is the address of a PostgreSQL database that
    several share, such as ``postgresql://user@host/newsloc``; without it the memory is a file in the project.
    ``project`` is the project's name there.
    """

    files: tuple[str, ...] = ()
    url: str = ""
    project: str = ""

    def is_there(self, project: Path) -> bool:
        """Tell whether the project in a folder has a memory already, or shares one."""
        return bool(self.url) or (project / LOCATION).is_file()

    def open(self, project: Path) -> Memory:
        """Open the memory of the project in a folder; use it as a context manager.

        :raises MemoryFault: if it cannot be used
        """
        return Memory(self.url, self.project) if self.url else Memory(project / LOCATION)


def read_memory(table: SettingsTable) -> MemorySettings:
    """Read the settings of the memory from a project's table.

    :raises ConfigError: naming the setting and what it must be
    """
    if isinstance(table.values.get(_NAME), list):
        values = {"files": read_value(table, _NAME, tuple[str, ...])}
    else:
        values = read_whole(table.inner(_NAME), MemorySettings)
    if address := os.environ.get(ADDRESS):
        values["url"] = address
    settings = MemorySettings(**values)
    if settings.url and not settings.project:
        place = table.inner(_NAME).place("project") if isinstance(table.values.get(_NAME), dict) else table.place(_NAME)
        raise ConfigError(
            f'{place}: a memory that several share must know whose it is; write project = "NAME" in [memory]'
        )
    return settings
