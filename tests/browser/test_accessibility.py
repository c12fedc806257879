"""The page for everybody: axe-core finds nothing on any page, and by hand what axe cannot see of WCAG 2.2 AA."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import report
from tests.browser.journey import LAKE, Keys, serve, write_lake

AXE = Path(__file__).parents[2] / ".venv" / "node_modules" / "axe-core" / "axe.min.js"
ARTICLE = f"/article/ar/{LAKE}"
PAGES = {
    "overview": ("/", ""),
    "nothing found": ("/?words=zebra", ""),
    "figures": ("/corpus", ""),
    "article": (ARTICLE, ""),
    "edit": (ARTICLE, "key e"),
    "send back": (ARTICLE, "key r"),
    "waived": (ARTICLE, "key j j j j w"),
    "approved": (ARTICLE, "key a"),
    "keys": (ARTICLE, "key ?"),
    "memory": (ARTICLE, "key m"),
    "found": (ARTICLE, "key m 3 8"),
    "beside": (ARTICLE, "key j j j j 1"),
    "cut": (ARTICLE, "key j j j j x"),
    "preview": (ARTICLE, ".preview summary"),
    "from a score on": (f"{ARTICLE}?approve=score&score=70", ""),
    "error": ("/article/ar/nowhere", ""),
    "missing": ("/nowhere", ""),
}
"""Each page: its address, and what is clicked or pressed there."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST = 24
"""Pixels of a target, WCAG 2.5.8."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    write_lake(tmp_path, "en")
    with serve(tmp_path) as address:
        yield address


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Any]:
    """Return what opens a page in a language of the interface."""
    contexts = []

    def go(path: str, language: str = "en", **options: Any) -> Any:
        context = browser.new_context(locale=language, bypass_csp=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(path if ":" in path else address + path)
        return page

    yield go
    for context in contexts:
        context.close()


def do(page: Any, act: str) -> None:
    """Press keys, or click on something."""
    if act.startswith("key "):
        Keys(page).press(*act.split()[1:])
        page.wait_for_timeout(300)
        if act.endswith(" x"):
            page.wait_for_selector(".left-out")  # the page loads anew
    elif act:
        page.locator(act).first.click()
        page.wait_for_timeout(300)


def find_faults(page: Any) -> list[str]:
    """Run axe on a page, light and dark; return each fault with its place."""
    page.add_script_tag(path=AXE)
    faults = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = page.evaluate("tags => axe.run(document, { runOnly: tags, iframes: false })", TAGS)
        faults += [
            f"{scheme}: {fault['id']}: {node['html'][:160]} {node['any'] and node['any'][0]['message']}"
            for fault in found["violations"]
            for node in fault["nodes"]
        ]
    return faults


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed; sh tests/install_tools.sh does it")
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("path", "act"), PAGES.values(), ids=PAGES)
def test_axe_finds_nothing(open_page: Any, path: str, act: str, language: str) -> None:
    page = open_page(path, language, reduced_motion="reduce")
    assert page.get_attribute("html", "lang") == language
    do(page, act)
    assert find_faults(page) == []


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed; sh tests/install_tools.sh does it")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_in_the_report(open_page: Any, address: str, tmp_path: Path, language: str) -> None:
    assert address
    file = tmp_path / "report.html"
    words = ["--project", str(tmp_path), "--output", str(file), "--language", language]
    assert CliRunner().invoke(report.command, words).exit_code == 0
    page = open_page(file.as_uri())
    page.locator(".texts summary").first.click()
    assert find_faults(page) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("path", "act"), PAGES.values(), ids=PAGES)
def test_every_target_is_large_enough_and_nothing_is_wider_than_the_screen(
    open_page: Any, path: str, act: str, width: int
) -> None:
    page = open_page(path, viewport={"width": width, "height": 800})
    do(page, act)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.evaluate(
        "[...document.querySelectorAll('a, button, summary, select, textarea, input:not([type=hidden])')]"
        ".filter(each => each.checkVisibility({ opacityProperty: true }) && !each.matches('.skip'))"
        ".map(each => [each.outerHTML.slice(0, 100), (each.closest('label:has([type=checkbox])') ?? each)])"
        ".map(([html, each]) => [html, each.getBoundingClientRect().width, each.getBoundingClientRect().height])"
    )
    assert len(sizes) > 2
    assert [each for each, *size in sizes if min(size) < SMALLEST] == []


@pytest.mark.parametrize("path", ["/", "/corpus", ARTICLE])
def test_the_focus_is_always_in_sight(open_page: Any, path: str) -> None:
    page = open_page(path, viewport={"width": 1280, "height": 500})
    page.add_style_tag(content="* { transition: none !important; }")
    seen = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        place = page.evaluate(
            """() => {
              const focused = document.activeElement;
              if (focused === document.body) return null;
              const { left, top, width, height } = focused.getBoundingClientRect();
              const bar = document.querySelector(".top");
              const shown = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, 20));
              const style = getComputedStyle(focused);
              const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
              const hidden = !bar.contains(focused) && shown && bar.contains(shown);
              return [focused.outerHTML.slice(0, 100), top >= 0 && top < innerHeight && !hidden, outline];
            }"""
        )
        if place is None:
            break
        seen += 1
        assert place[1:] == [True, True], place[0]
    assert seen > 5


@pytest.mark.parametrize(("path", "act"), PAGES.values(), ids=PAGES)
def test_every_text_in_another_language_says_so(open_page: Any, path: str, act: str) -> None:
    page = open_page(path, "en")
    do(page, act)
    strangers = page.evaluate(
        """() => {
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
          while (walk.nextNode()) {
            const text = walk.currentNode.textContent.trim();
            const told = walk.currentNode.parentElement.closest("[lang]").lang;
            if (/[\\u0600-\\u06ff]{2}/.test(text) && told !== "ar") found.push(text);
          }
          return found;
        }"""
    )
    # A finding quotes both languages; each quotation stands by itself.
    assert [text for text in strangers if not re.fullmatch(r"[«“\"]?[^A-Za-z]+[»”\"]?", text)] == []


def test_every_act_is_announced(open_page: Any) -> None:
    page = open_page(ARTICLE)
    assert page.get_attribute("#said", "role") == "status"
    for key in ("a", "u", "n"):
        before = page.inner_text("#said")
        page.keyboard.press(key)
        if key != "n":
            page.wait_for_function("before => document.querySelector('#said').textContent !== before", arg=before)
    page.keyboard.press("e")
    page.keyboard.type(" 99")
    page.wait_for_selector(".unit.current .live[aria-live=polite] .finding")


def test_shortcuts_are_told_to_programs_and_name_keys_that_work(open_page: Any) -> None:
    page = open_page(ARTICLE)
    told = page.eval_on_selector_all(
        "[aria-keyshortcuts]", "all => all.map(each => each.ariaKeyShortcuts ?? each.getAttribute('aria-keyshortcuts'))"
    )
    single = {key for each in told for key in each.split() if len(key) == 1}
    assert {"a", "u", "p", "x", "?"} <= single
    help_keys = set(" ".join(page.locator("#help dt").all_inner_texts()).split()) | set(
        page.locator("#help dt").evaluate_all("all => all.map(each => each.textContent.trim())")
    )
    assert single <= {key.strip() for each in help_keys for key in each.split()}


def test_nothing_moves_for_those_who_ask_for_it(open_page: Any) -> None:
    for motion, moves in (("no-preference", True), ("reduce", False)):
        page = open_page(ARTICLE, reduced_motion=motion)
        taken = page.evaluate("getComputedStyle(document.querySelector('.toast')).transitionDuration")
        assert (taken not in {"0s", ""}) is moves


def test_the_print_shows_texts_and_no_tools(open_page: Any) -> None:
    page = open_page(ARTICLE)
    page.emulate_media(media="print", color_scheme="dark")
    page.wait_for_function("document.getAnimations().length === 0")  # no colour is on its way
    assert page.is_visible(".source")
    assert page.is_visible(".target")
    for selector in (".top", ".buttons", ".toast", ".margin", ".filters", ".preview"):
        assert not page.is_visible(selector)
    colour = page.evaluate("getComputedStyle(document.querySelector('.source')).color")
    backgrounds = [
        page.evaluate("name => getComputedStyle(document.querySelector(name)).backgroundColor", name)
        for name in ("body", ".unit.current")
    ]
    assert (colour, backgrounds) == ("rgb(0, 0, 0)", ["rgb(255, 255, 255)"] * 2)
