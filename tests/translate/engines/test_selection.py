from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.errors import ConfigError, EngineError, MissingExtra, NoEngine
from pipeline.model import Direction
from pipeline.project.extras import MODELS
from pipeline.translate.engines import QUALITY, make_engine, selection
from pipeline.translate.engines.checkpoints import hub
from pipeline.translate.engines.checkpoints.licences import forbids_commerce
from pipeline.translate.engines.selection import choose, foresee
from pipeline.translate.engines.settings import EngineSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.translate.engines.protocol import Engine

EN_AR = Direction(source="en", target="ar")
AR_EN = Direction(source="ar", target="en")
FR_AR = Direction(source="fr", target="ar")

# settings, torch, cached, hub answers -> engine, part of the reason
PATHS = [
    ({}, (True, True, False), "seq2seq", "usually worth editing; check names, numbers and terms (it is recommended"),
    ({}, (True, False, True), "seq2seq", "it is recommended here"),
    ({}, (True, False, False), "draft", "it is not in the cache and the hub does not answer"),
    ({}, (False, True, True), "draft", "PyTorch is not installed (pip install 'newsloc[models]')"),
    ({"offline": True}, (True, True, True), "seq2seq", "it is recommended here"),
    ({"offline": True}, (True, False, True), "draft", "it is not in the cache and --offline forbids to fetch it"),
    ({"model": "owner/name"}, (False, False, False), "seq2seq", "the settings name its model"),
    ({"engine": "draft"}, (True, True, True), "draft", "for gist only"),
    ({"engine": "pseudo"}, (True, True, True), "pseudo", "not a translation"),
    ({"engine": "seq2seq"}, (False, False, False), "seq2seq", QUALITY["seq2seq"]),
]


class FakeEngine:
    def __init__(self, settings: EngineSettings, fault: str | None = None) -> None:
        self.name = settings.engine
        self.fault = fault

    def label(self, direction: Direction) -> str:
        return f"{self.name}-model-{direction}@1"

    def supports(self, direction: Direction) -> bool:
        return self.name != "draft" or {direction.source, direction.target} == {"ar", "en"}

    def load(self, direction: Direction) -> None:
        if self.fault and self.name == "seq2seq":
            raise EngineError(f"{direction}: {self.fault}")

    def translate(self, *_: object) -> Iterator[Any]:
        yield from ()


class Machine:
    """What the choice asks about a machine, answered by the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.torch = self.cached = self.answers = self.draft = True
        self.converted = False
        self.runtime = "transformers"
        self.fault: str | None = None
        self.asked_hub = 0
        monkeypatch.setattr(hub, "cached_folder", lambda *_: "somewhere" if self.cached else None)
        monkeypatch.setattr(hub, "hub_answers", self._ask)
        monkeypatch.setattr(selection, "is_installed", lambda extra: self.torch if extra == MODELS else self.draft)
        monkeypatch.setattr(selection, "is_converted", lambda _: self.converted)
        monkeypatch.setattr(selection, "choose_runtime", lambda *_: self.runtime)
        monkeypatch.setattr(selection, "make_engine", lambda settings, _=None: FakeEngine(settings, self.fault))

    def _ask(self) -> bool:
        self.asked_hub += 1
        return self.answers


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a machine that has everything."""
    return Machine(monkeypatch)


@pytest.mark.parametrize(("changes", "state", "engine", "reason"), PATHS)
def test_the_best_engine_there_is_is_foreseen_and_chosen_and_the_reason_said(
    machine: Machine, changes: dict[str, Any], state: tuple[bool, bool, bool], engine: str, reason: str
) -> None:
    machine.torch, machine.cached, machine.answers = state
    machine.fault = "its weights are broken"
    assert foresee(EngineSettings(**changes), EN_AR) == engine, "foreseen without loading a model"
    machine.fault = None
    choice = choose(EngineSettings(**changes), EN_AR)
    assert choice.engine.name == engine
    assert reason in choice.reason
    assert choice.reason.startswith(f"{engine} engine, {engine}-model-en->ar@1: {QUALITY[engine]}")
    assert "\n" not in choice.reason


@pytest.mark.parametrize("name", ["auto", "draft"])
def test_a_direction_for_which_nothing_would_be_chosen_is_foreseen(machine: Machine, name: str) -> None:
    machine.torch = False
    with pytest.raises(EngineError, match=r"knows? this direction"):
        foresee(EngineSettings(engine=name), FR_AR)
    machine.draft = False
    with pytest.raises(NoEngine if name == "auto" else EngineError):
        foresee(EngineSettings(engine=name), FR_AR)


@pytest.mark.parametrize(("direction", "extras"), [(EN_AR, ["draft", "models"]), (FR_AR, ["models"])])
def test_where_no_engine_is_installed_those_are_named_that_know_the_direction(
    machine: Machine, direction: Direction, extras: list[str]
) -> None:
    machine.torch = machine.draft = False
    with pytest.raises(NoEngine) as caught:
        choose(EngineSettings(), direction)
    assert re.findall(r"pip install 'newsloc\[(\w+)\]'", str(caught.value)) == extras


def test_a_model_in_the_settings_is_not_passed_over_for_want_of_packages(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(*_: object) -> Engine:
        raise MissingExtra("install it")

    machine.torch = machine.draft = False
    monkeypatch.setattr(selection, "make_engine", make)
    with pytest.raises(MissingExtra, match="install it"):
        choose(EngineSettings(model="owner/name"), EN_AR)


@pytest.mark.parametrize(
    ("runtime", "torch", "engine"),
    [("ctranslate2", True, "seq2seq"), ("ctranslate2", False, "seq2seq"), ("transformers", False, "draft")],
)
def test_a_converted_model_needs_neither_the_hub_nor_pytorch(
    machine: Machine, runtime: str, engine: str, *, torch: bool
) -> None:
    machine.cached = machine.answers = False
    machine.torch, machine.converted, machine.runtime = torch, True, runtime
    assert choose(EngineSettings(offline=True), EN_AR).engine.name == engine


@pytest.mark.parametrize(
    ("offline", "torch", "cached"), [(False, True, True), (True, True, False), (False, False, False)]
)
def test_the_hub_is_not_asked_when_it_need_not_be(
    machine: Machine, *, offline: bool, torch: bool, cached: bool
) -> None:
    machine.torch, machine.cached = torch, cached
    choose(EngineSettings(offline=offline), EN_AR)
    assert machine.asked_hub == 0


def test_a_recommended_model_that_does_not_load_is_passed_over(machine: Machine) -> None:
    machine.fault = "its weights are broken"
    choice = choose(EngineSettings(), EN_AR)
    assert choice.engine.name == "draft"
    assert "(en->ar: its weights are broken)" in choice.reason


@pytest.mark.parametrize("changes", [{"model": "owner/name"}, {"engine": "seq2seq"}])
def test_a_model_that_the_settings_name_must_load(machine: Machine, changes: dict[str, Any]) -> None:
    machine.fault = "its weights are broken"
    with pytest.raises(EngineError, match="its weights are broken"):
        choose(EngineSettings(**changes), EN_AR)


def test_a_direction_that_no_engine_knows_is_an_error_that_says_why(machine: Machine) -> None:
    machine.torch = False
    with pytest.raises(
        EngineError, match=r"^no engine that is here knows this direction \(facebook/m2m100_418M does, but"
    ):
        choose(EngineSettings(), FR_AR)
    with pytest.raises(EngineError, match=r"^the draft engine does not know this direction; these units"):
        choose(EngineSettings(engine="draft"), FR_AR)


def test_an_engine_that_was_named_needs_no_reason() -> None:
    choice = choose(EngineSettings(engine="pseudo"), FR_AR)
    assert choice.reason == f"pseudo engine, pseudo@1: {QUALITY['pseudo']}"


# The registry


def test_an_unknown_engine_is_an_error_that_lists_the_others() -> None:
    with pytest.raises(ConfigError, match=r'no engine "gpt"; name one of auto, seq2seq, .*draft, .*pseudo'):
        make_engine(EngineSettings(engine="gpt"))


# The hub


@pytest.mark.parametrize(
    ("direction", "model"),
    [
        (EN_AR, "Helsinki-NLP/opus-mt-tc-big-en-ar"),
        (Direction(source="en-GB", target="ar-EG"), "Helsinki-NLP/opus-mt-tc-big-en-ar"),
        (AR_EN, "HPLT/translate-ar-en-v1.0-hplt_opus"),
        (FR_AR, "facebook/m2m100_418M"),
    ],
)
def test_each_direction_has_a_free_recommended_model(direction: Direction, model: str) -> None:
    row = hub.recommended(direction)
    assert row.model == model
    assert row.revision
    assert not forbids_commerce(row.licence)
