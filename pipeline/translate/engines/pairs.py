"""The engine settings of a project by pair of languages: defaults, and what a pair has of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import ConfigError
from pipeline.languages.locales import language_of, normalize_tag
from pipeline.model import Direction
from pipeline.translate.engines import AUTO, find_engine, owners_of, settings_of
from pipeline.translate.engines.settings import EngineSettings, hints_of

ANY = "*"
"""Stands for every language on its side of a pair."""
_SERVER = "endpoint"
"""The engine whose models are no others': those of a server."""
_ANY_RANK, _LANGUAGE_RANK, _TAG_RANK = range(3)


Values = Mapping[str, Any]
"""Settings by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """What the project says about engines.

    ``pairs`` holds what differs from the defaults, by source and target; each is a tag or ``*``. ``command`` is what
    the command line asks for, whatever the settings say.
    """

    defaults: Values = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], Values] = field(default_factory=dict)
    command: Values = field(default_factory=dict)

    def of(self, direction: Direction) -> EngineSettings:
        """Return the settings of a direction; where several pairs cover it, the more exact one has the last word.

        ``en-ar`` covers ``en-GB`` to ``ar-EG`` too; a pair without ``*`` is more exact than one with it.

        :raises ConfigError: if the settings hold what the engine that they choose does not know
        """
        ranked = [(rank, pair) for pair in self.pairs if (rank := _rank(pair, direction)) is not None]
        values: Values = {}
        for layer in (self.defaults, *(self.pairs[pair] for _, pair in sorted(ranked)), self.command):
            values = _merge(values, layer)
        self._refuse_unknown(values, direction)
        return settings_of(values)

    def _refuse_unknown(self, values: Values, direction: Direction) -> None:
        """Refuse a setting that belongs only to engines that the project does not name.

        With ``--engine`` the settings of other engines are left out instead.
        """
        engine = values.get("engine", AUTO)
        if "engine" in self.command:
            return
        layers = (self.defaults, *self.pairs.values())
        named = {layer["engine"] for layer in layers if "engine" in layer}
        for name in values:
            if name not in hints_of(find_engine(engine).settings) and not named & {*owners_of(name)}:
                owners = " or ".join(owners_of(name))
                raise ConfigError(
                    f"engines.{name} is a setting of the {owners} engine, and {direction} has engine ="
                    f' "{engine}"; name that engine, or leave {name} out'
                )


def parse_pair(name: str) -> tuple[str, str]:
    """Read ``en-ar``, ``pt-BR-ar`` or ``*-ar``; return source and target as tags.

    The cut is where both sides are tags. Where that is so at several places, the one counts at which both are in
    their usual spelling: ``pt-BR-ar`` is not ``pt`` to ``BR-ar``.

    :raises ConfigError: if it is no pair of two languages
    """
    parts = name.split("-")
    cuts = [("-".join(parts[:at]), "-".join(parts[at:])) for at in range(1, len(parts))]
    tags = {cut: (source, target) for cut in cuts if (source := _tag(cut[0])) and (target := _tag(cut[1]))}
    exact = {cut: pair for cut, pair in tags.items() if cut == pair} or tags
    if len(exact) > 1:
        raise ConfigError(f'"{name}" can be cut in several ways; write languages small and regions in capitals')
    pair = next(iter(exact.values()), None)
    if pair is None or pair[0] == pair[1] != ANY:
        raise ConfigError(f'"{name}" is not a pair of languages; write one such as en-ar, pt-BR-ar or *-ar')
    return pair


def parse_direction(name: str) -> Direction:
    """Read a pair of two languages without ``*``; ``en->ar``, as messages write it, will do too.

    :raises ConfigError: if it is not a pair of languages
    """
    source, target = parse_pair(name.replace("->", "-").replace("→", "-"))
    if ANY in (source, target):
        raise ConfigError(f'"{name}" names no language on one side; write one pair such as en-ar')
    return Direction(source=source, target=target)


def _tag(text: str) -> str | None:
    if text == ANY:
        return ANY
    try:
        return normalize_tag(text)
    except ConfigError:
        return None


def _rank(pair: tuple[str, str], direction: Direction) -> tuple[bool, int, int] | None:
    """Return how exactly a pair names a direction; None where it does not cover it."""
    source, target = _side(pair[0], direction.source), _side(pair[1], direction.target)
    if source is None or target is None:
        return None
    return ANY not in pair, source + target, source


def _side(wanted: str, tag: str) -> int | None:
    if wanted == tag:
        return _TAG_RANK
    if wanted == language_of(tag):
        return _LANGUAGE_RANK
    return _ANY_RANK if wanted == ANY else None


def _merge(values: Values, changes: Values) -> Values:
    """Change settings; a revision belongs to its model, and a model to engines that can run it."""
    engine, model = values.get("engine", AUTO), values.get("model")
    kept = dict(values)
    if (changes.get("engine", engine) == _SERVER) != (engine == _SERVER):
        kept.pop("model", None)
        kept.pop("revision", None)
    elif changes.get("model", model) != model:
        kept.pop("revision", None)
    return {**kept, **changes}
