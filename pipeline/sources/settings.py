"""The settings of articles."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.sources.readers.front_matter import TRANSLATED


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """How articles are read.

    ``front_matter`` names the keys of an article's front matter whose values are translated; ``image.alt`` is ``alt``
    below ``image``.
    """

    front_matter: tuple[str, ...] = TRANSLATED
