from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.model import Direction
from pipeline.translate.engines.endpoint import EndpointSettings
from pipeline.translate.engines.pairs import Engines, parse_direction, parse_pair
from pipeline.translate.engines.seq2seq import Seq2SeqSettings
from pipeline.translate.engines.settings import EngineSettings

EN_AR = Direction(source="en", target="ar")
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
        defaults={"engine": "endpoint", "model": "qwen"},
        pairs={("en", "ar"): {"engine": "seq2seq", "model": "owner/name", "revision": "v2"}},
        command={"engine": "seq2seq", "offline": True},
    )
    chosen = engines.of(Direction(source="en", target="ar"))
    assert chosen == Seq2SeqSettings(engine="seq2seq", model="owner/name", revision="v2", offline=True)
    other = engines.of(Direction(source="ar", target="en"))
    assert (other.engine, other.model) == ("seq2seq", None)  # what a server calls qwen is no model to load


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
    settings = Seq2SeqSettings(model="owner/name", revision="v1")
    engines = Engines(
        defaults={"model": "owner/name", "revision": "v1"},
        pairs={("en", "ar"): {"model": "owner/name"}, ("*", "*"): {}},
    )
    assert engines.of(Direction(source="en", target="ar")) == settings


def test_a_model_of_a_server_is_not_taken_for_a_translation_model() -> None:
    engines = Engines(
        defaults={"engine": "endpoint", "model": "qwen3:8b"},
        pairs={("en", "ar"): {"engine": "auto"}, ("ar", "en"): {"engine": "auto", "model": "owner/name"}},
    )
    assert engines.of(Direction(source="en", target="ar")) == Seq2SeqSettings()
    assert engines.of(Direction(source="ar", target="en")) == Seq2SeqSettings(model="owner/name")


URL = "http://localhost:11434/v1"


def test_an_engine_gets_the_settings_that_it_declares() -> None:
    engines = Engines(defaults={"engine": "endpoint", "url": URL, "beams": 2})
    assert engines.of(EN_AR) == EndpointSettings(engine="endpoint", url=URL, beams=2)


@pytest.mark.parametrize("engine", ["auto", "draft", "seq2seq"])
def test_a_setting_that_the_engine_does_not_know_is_refused(engine: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Engines(defaults={"engine": engine, "url": URL}).of(EN_AR)
    assert str(caught.value) == (
        f'engines.url is a setting of the endpoint engine, and en->ar has engine = "{engine}"; name that engine, or'
        " leave url out"
    )


def test_a_setting_of_an_engine_that_another_pair_names_is_left_out() -> None:
    engines = Engines(defaults={"url": URL, "beams": 2}, pairs={("en", "ar"): {"engine": "endpoint"}})
    assert engines.of(EN_AR) == EndpointSettings(engine="endpoint", url=URL, beams=2)
    assert engines.of(Direction(source="ar", target="en")) == Seq2SeqSettings(beams=2)


def test_an_engine_of_the_command_line_leaves_out_what_it_does_not_know() -> None:
    settings = {"engine": "endpoint", "url": URL, "beams": 2}
    assert Engines(defaults=settings, command={"engine": "draft"}).of(EN_AR) == EngineSettings(engine="draft", beams=2)
    assert Engines(defaults={"url": URL}, command={"engine": "endpoint"}).of(EN_AR) == EndpointSettings(
        engine="endpoint", url=URL
    )
