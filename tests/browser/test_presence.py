"""Who else has the article open: a hint in every browser that has, none between the tabs of one browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.journey import LAKE, serve, write_lake

ARTICLE = f"/article/ar/{LAKE}"
HINT = "also open in another browser"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    write_lake(tmp_path, "en")
    with serve(tmp_path) as address:
        yield address


def wait_for_hint(page: Any, hint: str) -> None:
    page.wait_for_function("hint => document.querySelector('#others').textContent === hint", arg=hint)


def test_another_browser_shows_and_goes(page: Any, browser: Any, address: str) -> None:
    page.goto(address + ARTICLE)
    other = browser.new_context()
    theirs = other.new_page()
    theirs.goto(address + "/")
    page.wait_for_timeout(500)
    assert page.inner_text("#others") == ""
    theirs.goto(address + ARTICLE)
    for each in (page, theirs):
        wait_for_hint(each, HINT)
    other.close()
    wait_for_hint(page, "")


def test_the_tabs_of_a_browser_share_one_stream(page: Any, address: str) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url) if "/events" in request.url else None)
    page.goto(address + ARTICLE)
    page.wait_for_timeout(500)
    tab = page.context.new_page()
    tab.goto(address + ARTICLE)
    page.wait_for_timeout(1_500)
    assert len(asked) == 1
    assert page.inner_text("#others") == tab.inner_text("#others") == ""
    tab.goto(address + "/")
    page.wait_for_timeout(1_500)
    assert len(asked) == 2
    assert asked[-1].count("page=") == 2
