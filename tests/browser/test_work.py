"""What an editor does to the units of an article, by keys alone: both languages of the interface, both directions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.catalog.approvals import REVIEWED, SENT_BACK
from pipeline.catalog.po import read_catalog, write_catalog
from pipeline.errors import NoEngine
from pipeline.model import Candidate, Entry, State
from pipeline.review import aids, article
from pipeline.review.acts import SAID, remarks
from pipeline.translate.engines.selection import EngineChoice
from tests.browser.journey import CHANGED, LAKE, MENDED, WRONG, serve, write_lake
from tests.fake_engine import FakeEngine

CASES = [("en", "en", "ar"), ("ar", "ar", "en"), ("ar", "en", "ar"), ("en", "ar", "en")]
"""The language of the interface, of the article, and of its translation."""

DIRECTIONS = {"en": "ltr", "ar": "rtl"}


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An open article: the page, its address, and the catalog behind it."""

    page: Any
    address: str
    catalog: Path
    source: str
    target: str

    @property
    def entries(self) -> tuple[Entry, ...]:
        return read_catalog(self.catalog).entries

    @property
    def states(self) -> list[State]:
        return [entry.state for entry in self.entries]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def saved(self, *keys: str) -> None:
        """Press keys, and wait until what the last of them sends to the article is done, and said."""
        self.press(*keys[:-1])
        self.page.evaluate("document.querySelector('#said').textContent = ''")
        with self.page.expect_response(lambda answer: answer.request.method == "POST" and "/article/" in answer.url):
            self.press(keys[-1])
        self.page.wait_for_load_state()
        self.wait("() => document.querySelector('#said').textContent !== ''")

    def go(self, index: int) -> None:
        """Go from the first unit to another one, and wait for what stands beside it."""
        self.press(*"j" * index)
        assert self.current == index
        self.page.wait_for_selector(".unit.current .aids[data-known]")

    def wait(self, holds: str, argument: object = None) -> None:
        self.page.wait_for_function(holds, arg=argument)

    def keep(self, entries: Sequence[Entry]) -> None:
        """Save entries as another program does."""
        write_catalog(self.catalog, replace(read_catalog(self.catalog), entries=tuple(entries)))

    @property
    def current(self) -> int:
        """Return which unit is the current one, from 0."""
        script = "[...document.querySelectorAll('.unit')].findIndex(each => each.matches('.current'))"
        return int(self.page.evaluate(script))

    @property
    def box(self) -> str:
        return str(self.page.input_value(".unit.current textarea"))


@pytest.fixture(params=CASES, ids="-".join)
def desk(request: pytest.FixtureRequest, page: Any, tmp_path: Path) -> Iterator[Desk]:
    interface, source, target = request.param
    catalog = write_lake(tmp_path, source)
    with serve(tmp_path) as address:
        page.goto(f"{address}/article/{target}/{LAKE}?ui={interface}")
        assert page.get_attribute("html", "lang") == interface
        assert page.get_attribute("html", "dir") == DIRECTIONS[interface]
        yield Desk(
            page=page, address=f"{address}/article/{target}/{LAKE}", catalog=catalog, source=source, target=target
        )


TERM = {"ar": "بحيرة", "en": "lake"}
"""The glossary's term in the first unit, by the language of the translation."""
SHOWN = "text => document.querySelector('.unit.current').innerText.includes(text)"
DRAWN = "count => [...CSS.highlights.values()].reduce((sum, each) => sum + each.size, 0) === count"


def test_a_unit_is_sent_back_with_a_reason_and_commented_on(desk: Desk) -> None:
    desk.press("r")
    desk.page.keyboard.type("حرفية جداً too literal")
    desk.saved("Enter")
    desk.wait(SHOWN, "too literal")
    desk.press("c")
    desk.page.keyboard.type("Which lake?")
    desk.saved("Enter")
    desk.wait(SHOWN, "Which lake?")
    (back,), (said,) = remarks(desk.entries[0], SENT_BACK), remarks(desk.entries[0], SAID)
    assert back.startswith("حرفية جداً too literal (Mona Said, ")
    assert said.startswith("Which lake? (Mona Said, ")
    assert desk.page.evaluate("document.activeElement.matches('.unit.current')")


def test_a_finding_is_waived_and_the_next_one_follows_and_the_waiver_is_taken_back(desk: Desk) -> None:
    entries = list(desk.entries)
    entries[1] = replace(entries[1], target=f"{entries[1].target} 99", provenance=None)
    desk.keep(entries)
    desk.page.reload()
    desk.press("j")
    waivable = desk.page.locator(".unit.current form[data-act=waive] [name=check]")
    checks = set(waivable.evaluate_all("all => all.map(each => each.value)"))
    for _ in checks:
        desk.saved("w")
    desk.wait("index => [...document.querySelectorAll('.unit')][index].matches('.current')", WRONG)
    desk.press("k", "k", "k")
    desk.wait("count => document.querySelectorAll('.unit.current .waived').length >= count", len(checks))
    assert sum(comment.startswith("newsloc-ignore") for comment in desk.entries[1].comments) == len(checks)
    desk.saved("Shift+W")
    assert sum(comment.startswith("newsloc-ignore") for comment in desk.entries[1].comments) == len(checks) - 1


def test_a_paragraph_is_approved_after_a_count_and_undone_in_one_step(desk: Desk) -> None:
    desk.press("j", "p")
    desk.page.wait_for_selector(".together")
    assert desk.page.locator(".together [name=unit]").count() == 2
    assert desk.page.locator(".together strong").inner_text() in {
        "2 drafts of this paragraph can be approved.",
        "يمكن اعتماد مسودتين من هذه الفقرة.",
    }
    desk.saved("Enter")
    desk.page.wait_for_selector("#toast.shown")
    assert desk.states == [State.DRAFT, State.REVIEWED, State.REVIEWED, State.DRAFT, State.DRAFT]
    assert desk.page.inner_text("#said") in {"2 units were changed.", "عُدّلت وحدتان."}
    assert desk.current == 3
    desk.saved("u")
    assert desk.states == [State.DRAFT] * 5


def test_all_above_a_score_are_approved_after_a_count_and_undone_in_one_step(desk: Desk) -> None:
    desk.press("Shift+P", "Control+a", "6", "0")
    with desk.page.expect_navigation():
        desk.press("Enter")
    # The unit with another source and the one with an error stay.
    assert desk.page.locator(".together [name=unit]").count() == 3
    desk.saved("Enter")
    desk.page.wait_for_selector("#toast.shown")
    assert desk.states == [State.REVIEWED] * 3 + [State.DRAFT] * 2
    desk.saved("u")
    assert desk.states == [State.DRAFT] * 5


def test_steps_are_undone_one_by_one_also_after_a_reload(desk: Desk) -> None:
    desk.saved("a")
    desk.saved("a")
    desk.press("e")
    desk.page.keyboard.type("!")
    desk.saved("Control+s")
    assert desk.entries[2].target.endswith("!")
    desk.page.reload()
    for states in ([State.REVIEWED] * 2, [State.REVIEWED, State.DRAFT], [State.DRAFT] * 2):
        desk.saved("u")
        assert desk.states[:2] == states
    assert not desk.entries[2].target.endswith("!")
    assert REVIEWED not in "".join(comment for entry in desk.entries for comment in entry.comments)


def test_a_line_is_cut_brought_back_and_the_cut_undone(desk: Desk) -> None:
    before = [(entry.source, entry.target) for entry in desk.entries]
    desk.go(WRONG)
    desk.saved("x")
    desk.page.wait_for_selector(".left-out.current")
    assert len(desk.entries) == 4
    assert desk.page.get_attribute(".left-out p", "lang") == desk.source
    desk.press("k", "j")
    desk.saved("i")
    desk.page.wait_for_selector(".unit.current")
    assert desk.current == WRONG
    assert [(entry.source, entry.target) for entry in desk.entries] == before
    desk.saved("x")
    desk.page.wait_for_selector(".left-out.current")
    desk.saved("u")
    assert desk.page.inner_text("#said") in {"undone", "تم التراجع"}
    assert desk.page.locator(".left-out").count() == 0
    assert [(entry.source, entry.target) for entry in desk.entries] == before


def test_back_leads_to_where_one_was(desk: Desk) -> None:
    desk.press("j", "j", "n", "b")
    assert desk.current == 2
    desk.press("b", "b")
    assert desk.current == 0


def test_a_changed_source_shows_its_words(desk: Desk) -> None:
    unit = desk.page.locator(".unit").nth(CHANGED)
    words = {"en": ("morning", "night"), "ar": ("الصباح.", "الليل.")}[desk.source]
    assert unit.locator("del").inner_text().strip(".") == words[0].strip(".")
    assert unit.locator("ins").inner_text().strip(".") == words[1].strip(".")
    assert unit.locator(".difference [lang]").get_attribute("lang") == desk.source
    assert unit.locator(".difference [dir]").get_attribute("dir") == DIRECTIONS[desk.source]


def test_findings_are_underlined_in_both_texts(desk: Desk) -> None:
    desk.wait(DRAWN, 2)
    assert desk.page.locator("mark").count() == 0
    found = desk.page.evaluate("[...CSS.highlights].map(([name, each]) => [name, [...each].map(String)])")
    assert sorted(text for _, texts in found for text in texts) == ["37", "73"]
    assert {name for name, _ in found} == {"error-0"}


def test_the_preview_shows_what_was_saved(desk: Desk) -> None:
    desk.press("v")
    frame = desk.page.frame_locator("#preview")
    frame.get_by_text(desk.entries[0].target).first.wait_for()
    assert frame.locator("html").get_attribute("dir") == DIRECTIONS[desk.target]
    word = {"ar": " اليوم", "en": " today"}[desk.target]
    desk.press("e")
    desk.page.keyboard.type(word)
    desk.saved("Control+s")
    desk.page.locator("#preview").scroll_into_view_if_needed()
    frame.get_by_text(desk.entries[0].target).first.wait_for()
    assert desk.entries[0].target.endswith(word)
    desk.press("Escape", "v")
    assert not desk.page.is_visible("#preview")


def test_the_memory_and_the_glossary_stand_beside_the_unit_and_one_key_inserts(desk: Desk) -> None:
    desk.go(0)
    inserts = desk.page.locator(".unit.current .insert")
    assert inserts.evaluate_all("all => all.map(each => [each.textContent, each.lang, each.dir])") == [
        [TERM[desk.target], desk.target, DIRECTIONS[desk.target]]
    ]
    draft = desk.entries[0].target
    assert desk.page.locator(".unit.current .terms .chip").count() == 1
    desk.press("1")
    desk.wait("() => document.querySelector('#said').textContent === document.body.dataset.used")
    assert not desk.page.is_visible("textarea")
    desk.press("e", "Alt+1")
    assert desk.box == f"{draft}{TERM[desk.target]}"
    desk.press("Home", "Control+Home", "Alt+1")
    assert desk.box == f"{TERM[desk.target]}{draft}{TERM[desk.target]}"
    desk.press("Control+z", "Control+z")
    assert desk.box == draft
    desk.press("Escape")
    desk.go(WRONG)
    desk.press("1")
    assert desk.box == MENDED[desk.target]
    desk.saved("Control+Enter")
    assert (desk.entries[WRONG].target, desk.entries[WRONG].state) == (MENDED[desk.target], State.REVIEWED)


def test_the_digits_of_an_arabic_keyboard_insert_too(desk: Desk) -> None:
    desk.press(*"j" * WRONG)
    told = {"key": "١", "code": "Digit1", "bubbles": True, "cancelable": True}
    desk.page.evaluate("told => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', told))", told)
    desk.wait("text => document.querySelector('.unit.current textarea').value === text", MENDED[desk.target])


def test_the_memory_is_searched_and_a_result_inserted(desk: Desk) -> None:
    desk.go(WRONG)
    desk.press("e", "Control+a", "Delete", "Alt+m")
    desk.page.keyboard.type("38")
    desk.page.wait_for_selector("#found .insert")
    assert desk.page.locator("#found mark").all_inner_texts() == ["38", "38"]
    assert "agency.tmx" in desk.page.inner_text("#found")
    desk.press("Alt+1")
    assert not desk.page.is_visible("#memory")
    assert desk.box == MENDED[desk.target].replace("37", "38")
    desk.press("Escape", "m")
    desk.page.fill("#memory input", "zzz")
    desk.page.wait_for_selector("#found .insert", state="detached")
    desk.press("Escape")
    assert not desk.page.is_visible("#memory")


@pytest.mark.usefixtures("fake_reading")
def test_the_engine_is_asked_anew_and_offers_beside_what_somebody_writes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = FakeEngine({desk.entries[WRONG].source: [Candidate(text="أولى first")]})
    monkeypatch.setattr(aids, "choose", lambda *_: EngineChoice(engine=engine, reason="the best there is"))
    before = desk.entries[WRONG]
    desk.go(WRONG)
    desk.saved("o")
    assert desk.page.inner_text(".unit.current .target") == desk.entries[WRONG].target == "أولى first"
    desk.saved("u")
    assert desk.entries[WRONG] == before
    desk.press("e", "End", "!", "Alt+o")
    desk.page.wait_for_selector(".unit.current .offers .insert")
    assert desk.box == f"{before.target}!"
    assert desk.entries[WRONG] == before
    assert desk.page.locator(".unit.current .number").all_inner_texts() == ["1", "2"]
    desk.press("Alt+2")
    desk.wait("text => document.querySelector('.unit.current textarea').value === text", f"{before.target}!أولى first")


def test_a_missing_engine_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def choose(*_: object) -> EngineChoice:
        raise NoEngine("no engine is installed; run pip install 'newsloc[draft]'")

    monkeypatch.setattr(aids, "choose", choose)
    desk.press("o")
    desk.wait("() => document.querySelector('#said').textContent.includes('newsloc[draft]')")
    assert desk.page.get_attribute("#said", "lang") == "en"
    assert desk.page.get_attribute("#said", "dir") in {"auto", ""}


def test_without_single_keys_those_with_alt_insert(desk: Desk) -> None:
    desk.keep([replace(desk.entries[0], target="كلمة word.", provenance=None), *desk.entries[1:]])
    desk.page.reload()
    desk.press("?")
    desk.page.uncheck("#single-keys")
    desk.press("Escape", "1", "m", "a")
    assert not desk.page.is_visible("textarea")
    assert not desk.page.is_visible("#memory")
    desk.press("Alt+1")
    desk.page.wait_for_selector("textarea:visible")
    assert desk.box == f"كلمة word {TERM[desk.target]}."


def test_an_unfinished_text_never_hides_what_another_wrote_meanwhile(desk: Desk) -> None:
    desk.press("e", "Control+a")
    desk.page.keyboard.type("mine")
    desk.page.goto("about:blank")
    entries = desk.entries
    desk.keep([replace(entries[0], target="theirs", provenance=None), *entries[1:]])
    desk.page.goto(desk.address)
    desk.page.wait_for_selector(".theirs:visible")
    assert desk.page.input_value(".unit textarea") == "mine"
    assert desk.page.inner_text(".unit .target") == "theirs"


def test_what_is_said_of_a_text_typed_on_meanwhile_is_not_shown(desk: Desk) -> None:
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    desk.page.route("**/check/**", hold)
    desk.press("e")
    for text in ("one", "two"):
        with desk.page.expect_request("**/check/**"):
            desk.page.fill(".unit.current textarea", text)
        desk.page.wait_for_timeout(100)
    held[1].fulfill(body='<li class="finding">of two</li>', content_type="text/html")
    desk.page.wait_for_selector(".live .finding")
    held[0].fulfill(body='<li class="finding">of one</li>', content_type="text/html")
    desk.page.wait_for_timeout(200)
    assert desk.page.inner_text(".live") == "of two"


def test_all_of_it_works_without_a_script(desk: Desk, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{desk.address}?show=below&score=75")
    assert page.locator(".unit").count() == 3
    page.goto(desk.address)
    assert page.locator("mark").all_inner_texts() == ["37", "73"]
    assert not page.is_visible(".aids")
    page.locator(".unit").nth(WRONG).locator("form[data-act=waive] button").first.click()
    assert page.locator(".waived").count()
    page.locator(".notice button").click()
    assert page.locator(".waived").count() == 0
    page.locator(".unit .more summary").first.click()
    page.locator("[name=reason]").first.fill("too literal")
    page.locator("form[data-act=send-back] button").first.click()
    assert remarks(desk.entries[0], SENT_BACK)
    page.locator(".cut").last.click()
    assert page.locator(".unit").count() == len(desk.states) == 4
    page.locator(".bring").click()
    assert page.locator(".unit").count() == 5
    page.locator(".above button").first.click()
    assert page.locator(".together [name=unit]").count() == 2
    page.locator(".together .main").click()
    assert desk.states.count(State.REVIEWED) == 2
    context.close()


def test_after_the_last_draft_of_a_page_the_next_page_opens_by_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(article, "PER_PAGE", 2)
    desk.page.reload()
    for number in (1, 2, 3):
        assert desk.page.locator(".unit").count() == min(2, 7 - 2 * number)
        desk.press(*["a"] * (number == 3))  # the last unit has an error
        if number < 3:
            desk.saved("a")
            with desk.page.expect_navigation(url=f"**&page={number + 1}"):
                desk.press("a")
    desk.saved("a")
    assert desk.states == [State.REVIEWED] * 5


def test_a_unit_is_approved_again_after_it_was_undone(desk: Desk) -> None:
    for state in (State.REVIEWED, State.DRAFT) * 2:
        desk.saved("Shift+A" if state is State.REVIEWED else "u")
        assert desk.states[0] is state
    desk.saved("Shift+A")
    desk.saved("Shift+A")
    desk.saved("Shift+A")
    assert desk.states[0] is State.REVIEWED


def test_an_error_and_a_reason_to_send_back_are_said_before_an_approval(desk: Desk) -> None:
    desk.press("r")
    desk.page.keyboard.type("too literal")
    desk.saved("Enter")
    for index in (0, WRONG):
        desk.press(*"j" * index, "a")
        assert "(a)" in desk.page.inner_text("#said")
        assert str(index + 1) in desk.page.inner_text("#said")
        assert desk.states[index] is State.DRAFT
        desk.saved("Shift+A")
        assert desk.states[index] is State.REVIEWED


def test_in_a_box_the_keys_that_are_named_work_there(desk: Desk) -> None:
    desk.press("r")
    desk.page.keyboard.type("too literal")
    desk.saved("Enter")
    assert desk.page.is_visible("#undo kbd")
    for index in (0, WRONG):
        desk.press(*"j" * index, "e")
        assert not desk.page.is_visible("#undo kbd")
        desk.press("Control+Enter")
        said = desk.page.inner_text("#said")
        assert "Ctrl+Enter" in said
        assert "(a)" not in said
        assert desk.page.evaluate("document.activeElement.matches('.unit.current textarea')")
        desk.saved("Control+Enter")
        assert desk.states[index] is State.REVIEWED
        assert not desk.entries[index].target.endswith("a")


def test_a_key_that_does_nothing_says_so(desk: Desk) -> None:
    for key, said in (("u", "noStep"), ("i", "noLine"), ("Shift+W", "noUse")):
        desk.press(key)
        assert desk.page.inner_text("#said") == desk.page.evaluate(f"document.body.dataset.{said}") != ""


def test_an_unsaved_text_is_approved_from_its_box_alone(desk: Desk) -> None:
    desk.press("e", "!", "Escape")
    desk.page.evaluate("document.querySelector('.unit.current .edit').open = false")
    desk.press("a")
    assert "Ctrl+Enter" in desk.page.inner_text("#said")
    assert desk.page.is_visible(".unit.current textarea")
    assert desk.states[0] is State.DRAFT
    desk.saved("Control+Enter")
    assert desk.entries[0].target.endswith("!")


def test_an_undo_leads_back_to_its_unit_and_names_it(desk: Desk) -> None:
    desk.press("j")
    desk.saved("a")
    desk.press("j")
    desk.saved("u")
    assert desk.current == 1
    assert "2" in desk.page.inner_text("#said")


def test_after_the_last_finding_no_earlier_one_follows(desk: Desk) -> None:
    desk.press(*"j" * WRONG)
    desk.saved("w")
    desk.wait("() => document.querySelector('#said').textContent.endsWith(document.body.dataset.lastFinding)")
    assert desk.current == WRONG
