"""The settings of [build]: read from the file, and refused with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli.settings import load_settings
from pipeline.editions.house_style import Style
from pipeline.errors import ConfigError

FULL = """
[build]
fallback = "draft"
digits = "latin"
base_url = "https://example.org/news"
[build.quotes]
ar = "«»"
"""
DIGITS = [
    ('digits = "arabic"', Style(digits="arabic")),
    ('digits = { ar = "arabic", "en_gb" = "latin" }', Style(own_digits={"ar": "arabic", "en-GB": "latin"})),
]
WRONG = [
    ('[build]\nfallback = "draft:70"', 'build.fallback is "draft:70"; write one of "draft", "omit", "source"'),
    ('[build]\ndigits = "roman"', 'build.digits is "roman"; write one of '),
    ('[build]\nfalback = "omit"', "did you mean `build.fallback`?"),
    ('[build.quotes]\nar = "«"', 'build.quotes.ar is "«"; write the two marks, such as "«»"'),
    ('[build]\nbase_url = "example.org"', "write an address that begins with https://"),
    ('build = "omit"', "build is not a table"),
]


def test_the_settings_of_build_are_read(tmp_path: Path) -> None:
    (tmp_path / "newsloc.toml").write_text(FULL, encoding="utf-8")
    settings = load_settings(tmp_path).build
    assert settings.site.fallback == "draft"
    assert settings.site.base_url == "https://example.org/news"
    assert (settings.site.style.digits, settings.site.style.quotes) == ("latin", {"ar": "«»"})


@pytest.mark.parametrize(("text", "style"), DIGITS)
def test_digits_are_set_for_all_languages_or_for_each(tmp_path: Path, text: str, style: Style) -> None:
    (tmp_path / "newsloc.toml").write_text(f"[build]\n{text}\n", encoding="utf-8")
    assert load_settings(tmp_path).build.site.style == style


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_wrong_setting_is_refused_with_what_to_write(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "newsloc.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path)
    assert message in str(caught.value)
    assert "newsloc.toml" in str(caught.value)
