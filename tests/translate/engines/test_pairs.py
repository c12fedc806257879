from __future__ import annotations

from typing import Any

import pytest

from pipeline.errors import ConfigError
from pipeline.model import Direction
from pipeline.translate.engines.endpoint import EndpointSettings
from pipeline.translate.engines.pairs import Engines, parse_direction, parse_pair
from pipeline.translate.engines.seq2seq import Seq2SeqSettings
from pipeline.translate.engines.settings import EngineSettings

EN_AR = Direction(source="en", target="ar")
AR_EN = Direction(source="ar", target="en")
PAIRS = {
    "en-ar": ("en", "ar"),
    "EN-ar": ("en", "ar"),
    "pt-BR-ar": ("pt-BR", "ar"),
    "en-ar-EG": ("en", "ar-EG"),
    "zh-Hant-pt-BR": ("zh-Hant", "pt-BR"),
    "*-ar": ("*", "ar"),
    "en-*": ("en", "*"),
    "*-*": ("*", "*"),
}
URL = "http://localhost:11434/v1"
SERVER = {"engine": "endpoint", "model": "qwen3:8b"}
HUB = {"model": "owner/name", "revision": "v1"}
OTHER: dict[tuple[str, str], Any] = {("en", "ar"): {"engine": "seq2seq", "model": "owner/name", "revision": "v2"}}
AUTO: dict[tuple[str, str], Any] = {
    ("en", "ar"): {"engine": "auto"},
    ("ar", "en"): {"engine": "auto", "model": "owner/name"},
}
CHOSEN: list[tuple[dict[str, Any], Direction, EngineSettings]] = [  # tables, direction, settings of its engine
    (  # the command line stands above the settings
        {"defaults": SERVER, "pairs": OTHER, "command": {"engine": "seq2seq", "offline": True}},
        EN_AR,
        Seq2SeqSettings(engine="seq2seq", model="owner/name", revision="v2", offline=True),
    ),
    (  # what a server calls qwen is no model to load
        {"defaults": SERVER, "pairs": OTHER, "command": {"engine": "seq2seq"}},
        AR_EN,
        Seq2SeqSettings(engine="seq2seq"),
    ),
    ({"defaults": SERVER, "pairs": AUTO}, EN_AR, Seq2SeqSettings()),
    ({"defaults": SERVER, "pairs": AUTO}, AR_EN, Seq2SeqSettings(model="owner/name")),
    (  # a table that changes nothing leaves model and revision
        {"defaults": HUB, "pairs": {("en", "ar"): {"model": "owner/name"}, ("*", "*"): {}}},
        EN_AR,
        Seq2SeqSettings(model="owner/name", revision="v1"),
    ),
    (
        {"defaults": {"engine": "endpoint", "url": URL, "beams": 2}},
        EN_AR,
        EndpointSettings(engine="endpoint", url=URL, beams=2),
    ),
    (
        {"defaults": {"url": URL, "beams": 2}, "pairs": {("en", "ar"): {"engine": "endpoint"}}},
        EN_AR,
        EndpointSettings(engine="endpoint", url=URL, beams=2),
    ),
    (  # a setting of an engine that another pair names is left out
        {"defaults": {"url": URL, "beams": 2}, "pairs": {("en", "ar"): {"engine": "endpoint"}}},
        AR_EN,
        Seq2SeqSettings(beams=2),
    ),
    (  # an engine of the command line leaves out what it does not know
        {"defaults": {"engine": "endpoint", "url": URL, "beams": 2}, "command": {"engine": "draft"}},
        EN_AR,
        EngineSettings(engine="draft", beams=2),
    ),
    (
        {"defaults": {"url": URL}, "command": {"engine": "endpoint"}},
        EN_AR,
        EndpointSettings(engine="endpoint", url=URL),
    ),
]


@pytest.mark.parametrize(("name", "pair"), PAIRS.items())
def test_a_pair_is_cut_where_both_sides_are_languages(name: str, pair: tuple[str, str]) -> None:
    assert parse_pair(name) == pair


def test_a_pair_that_can_be_cut_in_two_ways_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"can be cut in several ways; write languages small and regions in capitals"):
        parse_pair("pt-pt-pt")


@pytest.mark.parametrize("name", ["en-ar", "en->ar", "en→ar"])
def test_a_direction_is_written_as_a_pair_or_as_messages_write_it(name: str) -> None:
    assert parse_direction(name) == Direction(source="en", target="ar")


def test_a_direction_names_both_languages() -> None:
    with pytest.raises(ConfigError, match="names no language on one side"):
        parse_direction("*-ar")


@pytest.mark.parametrize(("tables", "direction", "expected"), CHOSEN)
def test_each_direction_has_the_settings_that_its_engine_declares(
    tables: dict[str, Any], direction: Direction, expected: EngineSettings
) -> None:
    assert Engines(**tables).of(direction) == expected


@pytest.mark.parametrize("engine", ["auto", "draft", "seq2seq"])
def test_a_setting_that_the_engine_does_not_know_is_refused(engine: str) -> None:
    with pytest.raises(ConfigError, match=rf'engines.url .* endpoint engine, and en->ar has engine = "{engine}"'):
        Engines(defaults={"engine": engine, "url": URL}).of(EN_AR)
