from pathlib import Path

import pytest

from pipeline.config import Settings, load_settings
from pipeline.errors import ConfigError

FULL = """
languages = ["en", "ar-eg"]
glossary = ["terms.csv"]
disable = ["length"]
sign_off = true
line_numbers = true
[engine]
engine = "draft"
beams = 2
[coverage]
ar = 80
"""

WRONG = {
    "languages = 3": "languages",
    'langages = ["en"]': "there is no setting `langages`",
    "[engine]\nbeem = 4": "there is no setting `engine.beem`",
    "[coverage]\nar = 120": "coverage.ar is 120",
    'languages = ["klingonese"]': '"klingonese" is not a language tag',
    "languages = [": "not valid TOML",
}


def write(folder: Path, text: str, name: str = "newsloc.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_project_without_settings_has_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()
    assert Settings().languages == ("en", "ar")


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, FULL))
    assert settings.languages == ("en", "ar-EG")
    assert settings.glossary == ("terms.csv",)
    assert settings.disable == ("length",)
    assert settings.sign_off
    assert settings.line_numbers
    assert (settings.engine.engine, settings.engine.beams) == ("draft", 2)
    assert settings.coverage == {"ar": 80}


def test_settings_may_stand_in_pyproject(tmp_path: Path) -> None:
    write(tmp_path, '[tool.newsloc]\nlanguages = ["ar"]\n', "pyproject.toml")
    assert load_settings(tmp_path).languages == ("ar",)


def test_newsloc_toml_comes_before_pyproject(tmp_path: Path) -> None:
    write(tmp_path, '[tool.newsloc]\nlanguages = ["ar"]\n', "pyproject.toml")
    assert load_settings(write(tmp_path, 'languages = ["en"]')).languages == ("en",)


def test_a_pyproject_without_our_table_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, "[project]\nname = 'x'\n", "pyproject.toml")) == Settings()


@pytest.mark.parametrize(("text", "message"), WRONG.items())
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message.replace("[", r"\[")):
        load_settings(write(tmp_path, text))
