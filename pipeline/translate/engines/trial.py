"""Try an engine on one sentence, so that a model which does not translate is found before a long run."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import EngineError
from pipeline.languages.locales import language_of
from pipeline.model import Direction, Request
from pipeline.translate.engines.protocol import Engine, LoadableEngine


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineTrial:
    """The result of trying a model: the sentence and its translation; both are empty without a sentence to try."""

    source: str
    target: str
    seconds: float


@cache
def read_sentences() -> Mapping[str, str]:
    """Return the sentences to try, by source language."""
    return tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))


def find_sentence(direction: Direction) -> str:
    """Return a sentence to try a direction on; empty if the package has none in its source language."""
    return read_sentences().get(language_of(direction.source), "")


def try_engine(engine: Engine, direction: Direction) -> EngineTrial:
    """Load an engine's model and translate a sentence with it.

    :raises EngineError: if it does not load, does not know the direction, or has no translation
    """
    start = time.monotonic()
    if isinstance(engine, LoadableEngine):
        engine.load(direction)
    if not engine.supports(direction):
        raise EngineError(f"the {engine.name} engine does not translate {direction}; name another model")
    source, target = find_sentence(direction), ""
    if source:
        found = dict(engine.translate([Request(source=source)], direction))
        target = next((candidate.text for candidate in found.get(0, ())), "")
        if not target:
            raise EngineError(f'{engine.label(direction)} has no translation of "{source}"; name another model')
    return EngineTrial(source=source, target=target, seconds=time.monotonic() - start)
