"""The report and the preview: one file without a server, and the edition under a policy of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import report
from tests.review.review_cases import SLUG, write_project
from tests.review.test_server import WRONG_TEXT, open_client, unit_of


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_the_report_is_one_file_that_needs_nothing_else(tmp_path: Path, language: str, direction: str) -> None:
    write_project(tmp_path)
    file = tmp_path / "report.html"
    words = ["--project", str(tmp_path), "--output", str(file), "--language", language]
    result = CliRunner().invoke(report.command, words)
    assert (result.exit_code, result.stdout.strip()) == (0, str(file))
    html = file.read_text(encoding="utf-8")
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert "The council closed the lake." in html
    assert "<style>" in html
    assert '<table class="counts">' in html
    assert not re.search(r"<script|<link|<form|\bhref=\"/|\bsrc=", html)


REPORTED = [
    ("en", r"locales/ar/LC_MESSAGES/lake\.po:\d+ \(body#5\): numbers: .*37.*73"),
    ("ar", r"الأرقام: .*<bdi>37</bdi>.*<bdi class=\"soft\">locales/ar/LC_MESSAGES/lake\.po:\d+</bdi>"),
]


@pytest.mark.parametrize(("language", "says"), REPORTED)
def test_the_report_says_what_closes_the_gate_and_where(tmp_path: Path, language: str, says: str) -> None:
    write_project(tmp_path)
    form = {"act": "approve", "text": WRONG_TEXT, "confirmed": WRONG_TEXT, "unit": unit_of(tmp_path, 4)}
    open_client(tmp_path).post(f"/article/ar/{SLUG}", data=form)
    file = tmp_path / "report.html"
    words = ["--project", str(tmp_path), "--output", str(file), "--language", language]
    CliRunner().invoke(report.command, words)
    assert re.search(says, file.read_text(encoding="utf-8"))


def test_the_preview_shows_the_edition_and_runs_no_script(tmp_path: Path) -> None:
    write_project(tmp_path)
    answer = open_client(tmp_path).get(f"/preview/ar/{SLUG}")
    assert answer.status_code == 200
    assert "لا أحد يتزلج عليها الآن." in answer.text
    # A person's draft shows as it will be; that of the unit without a translation is the source.
    assert "أحصت 73 صوتا." in answer.text
    assert "The ice broke in the night." in answer.text
    policy = answer.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "style-src 'sha256-" in policy
