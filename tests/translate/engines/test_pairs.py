from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.model import Direction
from pipeline.translate.engines.pairs import Engines, parse_direction, parse_pair
from pipeline.translate.engines.protocol import EngineSettings

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


def test_the_command_line_stands_above_the_settings() -> None:
    engines = Engines(
        defaults=EngineSettings(engine="endpoint", model="qwen"),
        pairs={("en", "ar"): {"engine": "seq2seq", "model": "owner/name", "revision": "v2"}},
        command={"engine": "ctranslate2", "offline": True},
    )
    chosen = engines.of(Direction(source="en", target="ar"))
    assert (chosen.engine, chosen.model, chosen.revision, chosen.offline) == ("ctranslate2", "owner/name", "v2", True)
    other = engines.of(Direction(source="ar", target="en"))
    assert (other.engine, other.model) == ("ctranslate2", None)  # what a server calls qwen is no model to load


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


@given(
    st.sampled_from(["en", "ar", "pt-BR", "zh-Hant", "ar-EG", "*"]),
    st.sampled_from(["en-GB", "ar", "fr", "pt-BR", "*"]),
)
def test_a_pair_in_its_usual_spelling_is_read_as_it_was_written(source: str, target: str) -> None:
    if source != target or source == "*":
        assert parse_pair(f"{source}-{target}") == (source, target)


def test_a_table_that_changes_nothing_leaves_model_and_revision() -> None:
    settings = EngineSettings(model="owner/name", revision="v1")
    engines = Engines(defaults=settings, pairs={("en", "ar"): {"model": "owner/name"}, ("*", "*"): {}})
    assert engines.of(Direction(source="en", target="ar")) == settings


def test_a_model_of_a_language_model_is_not_taken_for_a_translation_model() -> None:
    engines = Engines(
        defaults=EngineSettings(engine="causal", model="owner/llm", revision="v1"),
        pairs={("en", "ar"): {"engine": "auto"}, ("ar", "en"): {"engine": "auto", "model": "owner/name"}},
    )
    assert engines.of(Direction(source="en", target="ar")) == EngineSettings()
    assert engines.of(Direction(source="ar", target="en")) == EngineSettings(model="owner/name")
