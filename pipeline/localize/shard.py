"""Shards: the articles of a project, shared out among runs on several machines."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from pipeline.errors import ConfigError

_WORDING = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One of *count* equal shares of all articles, by number from 1.

    A slug's digest decides, not its place in a list: an article stays in its shard whatever others come and go.
    """

    number: int = 1
    count: int = 1

    def __str__(self) -> str:
        """Return the shard as the command line takes it."""
        return f"{self.number}/{self.count}"

    def holds(self, slug: str) -> bool:
        """Tell whether an article is in this shard."""
        digest = hashlib.sha256(slug.encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.number - 1


WHOLE = Shard()
"""All articles."""


def read_shard(text: str) -> Shard:
    """Return the shard that a text like ``3/8`` names.

    :raises ConfigError: if it names none
    """
    found = _WORDING.fullmatch(text)
    number, count = (int(found[1]), int(found[2])) if found else (1, 0)
    if number > count:
        raise ConfigError(f'--shard: "{text}" is no shard; write its number and how many there are, such as 3/8')
    return Shard(number=number, count=count)
