from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Annotated

import msgspec
import pytest

from pipeline.cli.settings import NAMES, Settings, load_settings
from pipeline.editions.settings import BuildTable
from pipeline.errors import ConfigError
from pipeline.gate.limits import CoverageLimits
from pipeline.model import Direction, Severity
from pipeline.project.settings import describe
from pipeline.quality.rules import CheckRules
from pipeline.translate.engines.seq2seq import Seq2SeqSettings
from pipeline.translate.engines.settings import EngineSettings

FULL = """
languages = ["en", "ar-eg"]
glossary = ["terms.csv"]
memory = ["old.tmx"]
disable = ["length"]
strict = true
[engines]
engine = "draft"
beams = 2
[engines.en-ar]
model = "owner/name"
accept_license = true
[check.severity]
months = "error"
[coverage]
ar = 80
"""

LAYERS = """
[engines]
model = "owner/all"
revision = "v1"
batch_tokens = 100
[engines."*-ar"]
beams = 1
device = "cpu"
[engines."en-*"]
beams = 3
[engines.en-ar]
beams = 2
[engines.en-ar-EG]
model = "owner/egypt"
[engines.pt-BR-ar]
engine = "draft"
"""

# direction -> engine, model, revision, beams, device, batch_tokens
LAYERED = {
    ("ar", "en"): ("auto", "owner/all", "v1", None, "auto", 100),
    ("fr", "ar"): ("auto", "owner/all", "v1", 1, "cpu", 100),
    ("en", "fr"): ("auto", "owner/all", "v1", 3, "auto", 100),
    ("en", "ar"): ("auto", "owner/all", "v1", 2, "cpu", 100),
    ("en-GB", "ar-SY"): ("auto", "owner/all", "v1", 2, "cpu", 100),
    ("en", "ar-EG"): ("auto", "owner/egypt", None, 2, "cpu", 100),
    ("pt", "ar"): ("auto", "owner/all", "v1", 1, "cpu", 100),
    ("pt-BR", "ar"): ("draft", "owner/all", "v1", 1, "cpu", 100),
}

WRONG = {
    # settings, and what the error must name: the setting, and what to write
    "languages = []": ("languages", '["en"]'),
    'languages = "ar"': ("languages", "a list in brackets"),
    'langages = ["en"]': ("`langages`", "did you mean `languages`?"),
    "engines = 3": ("engines is not a table",),
    "[engines]\nbeem = 4": ("`engines.beem`", "did you mean `engines.beams`?", "engine, model"),
    "[engines]\nxyzzy = 4": ("`engines.xyzzy`", "engine, model"),
    '[engines]\nbeams = "4"': ("engines.beams", "a whole number, 1 or more"),
    "[engines.en-ar]\nbeams = 0": ("engines.en-ar.beams", "a whole number, 1 or more"),
    "[engines]\naccept_license = 1": ("engines.accept_license", "true or false"),
    "[engines]\nmodel = true": ("engines.model", "a text in quotes"),
    '[engines]\ndevice = "gpu"': ("engines.device", '"auto", "cpu", "cuda"'),
    '[engines.en-ar]\nengine = "gpt"': ("engines.en-ar.engine", "auto, seq2seq"),
    "[engines.enar]\nbeams = 2": ("engines.enar", "one such as en-ar"),
    "[engines.ar-ar]\nbeams = 2": ('"ar-ar" is not a pair',),
    "[engines.en-ar.beams]\nx = 2": ("engines.en-ar.beams", "a whole number"),
    "[engines.en-ar]\nbeams = 2\n[engines.EN-AR]\nbeams = 2": ("engines.EN-AR", "two tables"),
    "coverage = 3": ("coverage is not a table",),
    '[coverage]\nar = "80"': ("coverage.ar", "{ units = 80, words = 75 }"),
    "[coverage]\nar = true": ("coverage.ar", "a percentage"),
    "[coverage]\nar = 120": ("coverage.ar", "0 to 100"),
    "[coverage]\nar = { units = 120 }": ("coverage.ar.units", "0 to 100"),
    '[coverage.ar]\nunits = "80"': ("coverage.ar.units", "a number"),
    "[coverage.ar]\nunit = 80": ("`coverage.ar.unit`", "did you mean `coverage.ar.units`?"),
    "[coverage]\nklingonese = 20": ("coverage", '"klingonese" is not a language tag'),
    'languages = ["klingonese"]': ("languages", '"klingonese" is not a language tag'),
    "languages = [": ("not valid TOML",),
    'disable = ["numbrs"]': ("disable", 'did you mean "numbers"?'),
    '[check.severity]\nmonth = "error"': ("check.severity", 'did you mean "months"?'),
    '[check.severity]\nmonths = "fatal"': ("check.severity.months", '"error", "info", "warning"'),
    "[check]\nstrict = true": ("`check.strict`", "severity"),
    "strict = 1": ("strict", "true or false"),
}


def write(folder: Path, text: str, name: str = "newsloc.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_project_without_settings_has_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()
    assert Settings().languages == ("en", "ar")
    assert Settings().translation.engines.of(Direction(source="en", target="ar")) == Seq2SeqSettings()


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, FULL))
    assert settings.languages == ("en", "ar-EG")
    assert settings.translation.glossary == ("terms.csv",)
    assert settings.quality.rules == CheckRules(
        disabled=("length",), severities={"months": Severity.ERROR}, strict=True
    )
    assert settings.translation.memory.files == ("old.tmx",)
    assert settings.gate.coverage == {"ar": CoverageLimits(units=80)}
    assert settings.translation.engines.of(Direction(source="ar", target="en")) == EngineSettings(
        engine="draft", beams=2
    )
    assert settings.translation.engines.of(Direction(source="en", target="ar")) == EngineSettings(
        engine="draft", beams=2, model="owner/name", accept_license=True
    )


def test_a_language_may_have_several_limits(tmp_path: Path) -> None:
    text = "[coverage]\nen = 70\nar = { units = 80, words = 75, headline = 100, article = 50 }\n"
    assert load_settings(write(tmp_path, text)).gate.coverage == {
        "en": CoverageLimits(units=70),
        "ar": CoverageLimits(units=80, words=75, headline=100, article=50),
    }


@pytest.mark.parametrize(("tags", "expected"), LAYERED.items())
def test_the_more_exact_pair_has_the_last_word(
    tmp_path: Path, tags: tuple[str, str], expected: tuple[object, ...]
) -> None:
    settings = load_settings(write(tmp_path, LAYERS)).translation.engines.of(Direction(source=tags[0], target=tags[1]))
    found = settings.engine, settings.model, settings.revision, settings.beams, settings.device, settings.batch_tokens
    assert found == expected


def test_a_models_folder_is_looked_for_in_the_project(tmp_path: Path) -> None:
    (tmp_path / "models" / "mine").mkdir(parents=True)
    text = '[engines]\nmodel = "models/mine"\n[engines.en-ar]\nmodel = "owner/name"'
    engines = load_settings(write(tmp_path, text)).translation.engines
    assert engines.defaults["model"] == str(tmp_path / "models" / "mine")
    assert engines.of(Direction(source="en", target="ar")).model == "owner/name"


def test_settings_may_stand_in_pyproject(tmp_path: Path) -> None:
    write(tmp_path, '[tool.newsloc]\nlanguages = ["ar"]\n[tool.newsloc.engines.en-ar]\nbeams = 1\n', "pyproject.toml")
    settings = load_settings(tmp_path)
    assert settings.languages == ("ar",)
    assert settings.translation.engines.pairs == {("en", "ar"): {"beams": 1}}


def test_a_fault_in_pyproject_is_said_to_be_there(tmp_path: Path) -> None:
    write(tmp_path, "[tool]\nnewsloc = 3\n", "pyproject.toml")
    with pytest.raises(ConfigError, match=r"^pyproject.toml: tool.newsloc is not a table"):
        load_settings(tmp_path)


def test_newsloc_toml_comes_before_pyproject(tmp_path: Path) -> None:
    write(tmp_path, '[tool.newsloc]\nlanguages = ["ar"]\n', "pyproject.toml")
    assert load_settings(write(tmp_path, 'languages = ["en"]')).languages == ("en",)


def test_a_pyproject_without_our_table_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, "[project]\nname = 'x'\n", "pyproject.toml")) == Settings()


@pytest.mark.parametrize(("text", "parts"), WRONG.items())
def test_a_wrong_setting_is_named_with_what_to_write(tmp_path: Path, text: str, parts: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match=r"\Anewsloc\.toml: .*\Z") as caught:
        load_settings(write(tmp_path, text))
    assert [part for part in parts if part not in str(caught.value)] == []


def test_every_kind_of_number_is_described() -> None:
    assert describe(msgspec.inspect.type_info(float)) == "a number"
    assert describe(msgspec.inspect.type_info(int)) == "a whole number"
    assert describe(msgspec.inspect.type_info(Annotated[float, msgspec.Meta(gt=0)])) == "a number greater than 0"


def test_every_setting_stands_in_the_reference_page_and_no_other_does() -> None:
    page = (Path(__file__).parents[2] / "pipeline" / "cli" / "README.md").read_text(encoding="utf-8")
    top, _, tables = page.partition("\n    [")
    named = {
        *re.findall(r"^    (\w+) = ", top, re.MULTILINE),
        *re.findall(r"^    \[(\w+)", f"    [{tables}", re.MULTILINE),
    }
    assert named == set(NAMES)
    build = tables.partition("[build]")[2].partition("\n    [engines]")[0]
    keys = {
        *re.findall(r"^    (\w+) = ", build, re.MULTILINE),
        *re.findall(r"^    \[build\.(\w+)", build, re.MULTILINE),
    }
    assert keys - {"ar"} == {each.name for each in fields(BuildTable)}
