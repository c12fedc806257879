"""The sentence that a model must translate before it is trusted."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.languages.locales import language_of
from pipeline.model import Direction


@cache
def _read() -> Mapping[str, str]:
    """Return the sentences by source language."""
    return tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))


def find_sentence(direction: Direction) -> str:
    """Return a sentence to try a direction on; empty if the package has none in its source language."""
    return _read().get(language_of(direction.source), "")
