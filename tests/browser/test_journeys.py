"""Journeys of an editor through the page, in Chromium, in both languages of the interface."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.catalog.po import read_catalog, write_catalog
from pipeline.model import State
from tests.browser.journey import SLUG, SOURCE, UNITS, Keys, bring_into_step, serve, write_marathon

MOST_KEYS = 25
"""Keys that an editor may need for the article of 18 units, with one edit, but for the second key at an error."""
PAGE = f"/article/ar/{SLUG}"


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    return write_marathon(tmp_path)


@pytest.fixture
def address(catalog: Path, tmp_path: Path) -> Iterator[str]:
    assert catalog
    with serve(tmp_path) as address:
        yield address


def states(catalog: Path) -> list[State]:
    return [entry.state for entry in read_catalog(catalog).entries]


def wait_for(page: Any, said: str) -> None:
    page.wait_for_function("said => document.querySelector('#said').textContent.includes(said)", arg=said)


@pytest.mark.parametrize(("language", "last"), [("en", "18 of 18"), ("ar", "18 من 18")])
def test_the_article_is_approved_in_few_keys(page: Any, address: str, catalog: Path, language: str, last: str) -> None:
    page.goto(f"{address}{PAGE}?ui={language}")
    assert page.get_attribute("html", "lang") == language
    keys = Keys(page)
    keys.press("j", "e", "End")
    page.keyboard.type("!")
    keys.count += 1
    page.wait_for_selector(".unit.current.rechecked")
    warnings = int(page.locator(".unit.current .live [data-warning]").count() > 0)
    keys.press(*["Control+Enter"] * (1 + warnings), "k", "k")
    for _ in range(UNITS):
        warned = page.locator(".unit.current .findings [data-warning]").count() > 0
        keys.press(*"aa" if warned else "a")
        warnings += warned
    page.wait_for_function("last => document.querySelector('#progress').textContent.includes(last)", arg=last)
    assert states(catalog) == [State.REVIEWED] * UNITS
    assert keys.count - warnings <= MOST_KEYS
    entries = read_catalog(catalog).entries
    assert entries[1].target.endswith("!")
    assert sum(entry.target.endswith("!") for entry in entries) == 1


def test_the_keys_work_on_an_arabic_keyboard(page: Any, address: str, catalog: Path) -> None:
    page.goto(address + PAGE)
    keys = Keys(page)
    keys.press_arabic("ش", "KeyA")
    wait_for(page, "approved, unit 1 of 18")
    keys.press_arabic("ع", "KeyU")
    wait_for(page, "undone")
    assert states(catalog)[0] is State.DRAFT
    keys.press("j", "j")
    keys.press_arabic("لا", "KeyB")
    assert page.evaluate("document.querySelectorAll('.unit')[1].matches('.current')")
    keys.press_arabic("؟", "Slash")
    assert page.is_visible("#help")


def hold(page: Any, key: str) -> None:
    """Hold a key down for so long that it comes three times."""
    for _ in range(3):
        page.keyboard.down(key)
    page.keyboard.up(key)


@pytest.mark.parametrize("key", ["a", "Control+Enter"])
def test_a_held_key_approves_one_unit(page: Any, address: str, catalog: Path, key: str) -> None:
    page.goto(address + PAGE)
    modifier, _, last = key.rpartition("+")
    if modifier:
        page.keyboard.down(modifier)
    hold(page, last)
    if modifier:
        page.keyboard.up(modifier)
    wait_for(page, "approved, unit 1 of 18")
    page.keyboard.press("u")
    wait_for(page, "undone")
    assert states(catalog) == [State.DRAFT] * UNITS


def test_a_held_key_writes_nothing_into_the_box_that_it_opens(page: Any, address: str) -> None:
    page.goto(address + PAGE)
    before = page.input_value(".unit textarea")
    hold(page, "e")
    assert page.evaluate("document.activeElement.matches('textarea')")
    assert page.input_value(".unit textarea") == before
    hold(page, "!")
    assert page.input_value(".unit textarea") == f"{before}!!!"


def test_enter_that_is_held_sends_a_comment_once(page: Any, address: str, catalog: Path) -> None:
    page.goto(address + PAGE)
    page.keyboard.press("c")
    page.keyboard.type("Good")
    hold(page, "Enter")
    page.wait_for_selector(".unit.current .said")
    page.evaluate("queue")
    assert len(read_catalog(catalog).entries[0].comments) == 1


def test_a_held_key_moves_on_and_on(page: Any, address: str) -> None:
    page.goto(address + PAGE)
    hold(page, "j")
    assert page.evaluate("units().indexOf(current())") == 3


def test_single_letters_can_be_switched_off(page: Any, address: str, catalog: Path) -> None:
    page.goto(address + PAGE)
    page.keyboard.press("?")
    page.uncheck("#single-keys")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("a")
    page.keyboard.press("Control+Enter")
    wait_for(page, "approved, unit 1 of 18")
    assert states(catalog).count(State.REVIEWED) == 1


def test_an_unfinished_text_comes_back_after_a_reload_and_asks_nothing(page: Any, address: str) -> None:
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(address + PAGE)
    page.keyboard.press("e")
    page.keyboard.type(" وكلمة")
    page.reload()
    assert page.input_value(".unit textarea").endswith(" وكلمة")
    assert page.is_visible(".unit textarea")
    assert asked == []


def test_at_a_conflict_both_texts_are_on_the_page(page: Any, address: str, catalog: Path) -> None:
    page.route("**/events*", lambda route: route.abort())  # news of the other's save comes too late
    page.goto(address + PAGE)
    page.keyboard.press("e")
    page.fill(".unit.current textarea", "نصي")
    known = read_catalog(catalog)
    theirs = replace(known.entries[0], target="نصهم", fuzzy=False)
    write_catalog(catalog, replace(known, entries=(theirs, *known.entries[1:])))
    page.keyboard.press("Control+S")
    page.wait_for_selector(".theirs:visible")
    assert page.inner_text(".unit .facts .chip >> nth=0") == "reviewed"
    for _ in range(2):
        with page.expect_response(re.compile("/article/")) as answer:
            page.keyboard.press("Control+S")
        assert answer.value.status == 409
    assert page.input_value(".unit textarea") == "نصي"
    assert page.inner_text(".unit .target") == "نصهم"
    assert read_catalog(catalog).entries[0].target == "نصهم"
    page.reload()
    page.wait_for_selector(".theirs:visible")
    page.check("[name=over]:visible")
    page.focus(".unit.current textarea")
    page.keyboard.press("Control+S")
    wait_for(page, "saved as a draft")
    assert read_catalog(catalog).entries[0].target == "نصي"


def test_who_takes_theirs_forgets_their_own_text(page: Any, address: str, catalog: Path) -> None:
    page.goto(address + PAGE)
    page.keyboard.press("e")
    page.keyboard.type("!")
    page.goto("about:blank")
    known = read_catalog(catalog)
    entries = (replace(known.entries[0], target="نصهم"), *known.entries[1:])
    write_catalog(catalog, replace(known, entries=entries))
    page.goto(address + PAGE)
    with page.expect_navigation():
        page.click(".take-theirs:visible")
    assert page.input_value(".unit textarea") == "نصهم"
    assert page.locator(".theirs:visible").count() == 0


def test_lines_stand_under_findings_and_no_element_inside_a_word(page: Any, address: str) -> None:
    page.goto(address + PAGE)
    drawn = page.evaluate("[...CSS.highlights.values()].reduce((sum, each) => sum + each.size, 0)")
    assert drawn > 0
    assert page.locator("mark").count() == 0


def test_a_text_is_checked_while_it_is_typed(page: Any, address: str) -> None:
    page.goto(address + PAGE)
    page.keyboard.press("e")
    page.fill(".unit.current textarea", "Wafula wins Corniche Half Marathon in course record")
    page.wait_for_selector(".unit.current .live .finding")


def test_reading_and_approving_work_without_a_script(browser: Any, address: str, catalog: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + PAGE)
    page.locator(".unit .main").first.click()
    assert "One unit was changed." in page.inner_text(".notice")
    assert states(catalog)[0] is State.REVIEWED
    page.locator(".notice button").click()
    assert states(catalog)[0] is State.DRAFT
    page.locator(".unit summary").first.click()
    page.locator(".unit textarea").first.fill("نص جديد")
    page.locator(".unit .save").first.click()
    assert read_catalog(catalog).entries[0].target == "نص جديد"
    context.close()


def test_every_text_has_its_language_and_no_target_guesses_its_direction(page: Any, address: str) -> None:
    page.goto(address + PAGE)
    for selector, language, direction in (
        (".source", "en", "ltr"),
        (".target", "ar", "rtl"),
        ("textarea", "ar", "rtl"),
    ):
        found = page.locator(f".unit {selector}")
        assert found.count() == UNITS
        told = found.evaluate_all("all => all.map(each => each.lang + ' ' + each.dir)")
        assert set(told) == {f"{language} {direction}"}


def test_focus_is_never_under_the_bars(page: Any, address: str) -> None:
    page.goto(address + PAGE)
    for _ in range(UNITS):
        page.keyboard.press("j")
        top, bar = page.evaluate(
            "[document.querySelector('.unit.current').getBoundingClientRect().top,"
            " document.querySelector('.top').getBoundingClientRect().bottom]"
        )
        assert top >= bar


def test_the_page_says_what_was_done_in_a_status(page: Any, address: str) -> None:
    page.goto(address + PAGE)
    page.keyboard.press("a")
    wait_for(page, "approved, unit 1 of 18")
    assert page.get_attribute("#said", "role") == "status"
    assert re.search("unit 2 of 18", page.get_attribute(".unit.current", "aria-label"))


def test_what_another_program_saves_appears_without_a_reload(page: Any, address: str, catalog: Path) -> None:
    page.goto(address + PAGE)
    page.keyboard.press("e")
    page.keyboard.type("!")
    with page.expect_response(re.compile("/events")):
        page.reload()
    page.wait_for_timeout(500)
    known = read_catalog(catalog)
    entries = tuple(replace(entry, target=f"نص آخر {number}.") for number, entry in enumerate(known.entries))
    write_catalog(catalog, replace(known, entries=entries))
    page.wait_for_function("() => document.querySelectorAll('.target')[1].textContent === 'نص آخر 1.'")
    page.wait_for_selector(".theirs:visible")
    assert page.input_value(".unit textarea").endswith("!")
    assert page.inner_text(".unit .target") == "نص آخر 0."


LAST = "Next year’s race will take place on 8 November 2026."


def open_last(page: Any, address: str) -> str:
    """Open the article with its last unit in hand, and wait until the page hears of changes; return its context."""
    with page.expect_response(re.compile("/events")):
        page.goto(address + PAGE)
    page.wait_for_timeout(500)
    page.keyboard.press("a")
    wait_for(page, "approved, unit 1 of 18")
    for _ in range(UNITS):
        page.keyboard.press("j")
    return str(page.get_attribute(".unit.current", "data-context"))


def rewrite(page: Any, project: Path, old: str, new: str) -> None:
    """Change a text of the source, and wait until the page is loaded anew."""
    path = project / "source" / SOURCE.name
    with page.expect_navigation():
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    page.wait_for_load_state()


@pytest.mark.parametrize("typed", ["", " UNFINISHED"])
def test_when_its_source_is_edited_the_unit_stays_in_hand_with_its_unfinished_text(
    page: Any, address: str, catalog: Path, tmp_path: Path, typed: str
) -> None:
    context = open_last(page, address)
    if typed:
        page.keyboard.press("e")
        page.keyboard.type(typed)
    rewrite(page, tmp_path, "8 November", "9 November")
    before = states(catalog)
    assert page.get_attribute(".unit.current", "data-context") == context
    assert f"مسودة رقم {UNITS}" in page.inner_text(".unit.current .target")
    assert page.is_visible(".unit.current textarea") is bool(typed)
    page.keyboard.type("a")
    with page.expect_navigation():
        bring_into_step(tmp_path, catalog)
    page.wait_for_load_state()
    assert page.get_attribute(".unit.current", "data-context") == context
    assert states(catalog) == before
    if typed:
        page.keyboard.type("a")
        assert page.input_value(".unit.current textarea").endswith(f"{typed}aa")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".unit.current .theirs:visible")
        page.check(".unit.current [name=over]")
        page.keyboard.press("Control+s")
        wait_for(page, "saved")
        assert read_catalog(catalog).entries[-1].target.endswith(f"{typed}aa")


def test_when_the_unit_in_hand_is_gone_its_unfinished_text_is_kept(page: Any, address: str, tmp_path: Path) -> None:
    open_last(page, address)
    page.keyboard.press("e")
    page.keyboard.type(" UNFINISHED")
    rewrite(page, tmp_path, LAST, "")
    page.keyboard.type("a")
    page.reload()
    assert page.input_value(".notice textarea:visible").endswith(" UNFINISHEDa")
    page.fill(".notice textarea:visible", "")
    page.reload()
    assert page.locator(".notice textarea:visible").count() == 0


def test_without_a_unit_in_hand_no_key_acts(page: Any, address: str, catalog: Path, tmp_path: Path) -> None:
    open_last(page, address)
    before = states(catalog)
    rewrite(page, tmp_path, LAST, "")
    assert page.inner_text("#said") == page.evaluate("document.body.dataset.gone")
    for key in ("a", "e", "w", "x"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert states(catalog) == before
    page.keyboard.press("j")
    assert page.locator(".unit.current").count() == 1
