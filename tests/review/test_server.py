"""The page: what it shows, and that it saves without a script as with one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from pipeline.catalog.approvals import SENT_BACK
from pipeline.catalog.po import read_catalog, write_catalog
from pipeline.catalog.provenance import MEMORY, make_provenance
from pipeline.cli import root
from pipeline.gate.problems import ProblemKind
from pipeline.model import Dropped, Entry, Recall, Score, State, Verdict
from pipeline.project.paths import catalog_path, template_path
from pipeline.review import article
from pipeline.review.acts import name_of, version_of
from pipeline.review.rendering import isolate_quotes
from pipeline.review.safety import Place
from pipeline.review.server import make_app
from tests.gate.gate_cases import ENGLISH, check, write_article, write_settings, write_states
from tests.review.review_cases import SLUG, catalog_of, entries_of, open_store, write_project

PAGE = f"/article/ar/{SLUG}"
JSON = {"Accept": "application/json"}
WRONG_TEXT = "أحصت 73 صوتا."


def open_client(project: Path) -> TestClient:
    return TestClient(make_app(open_store(project), Place()), base_url="http://127.0.0.1", follow_redirects=False)


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    write_project(tmp_path)
    return open_client(tmp_path)


def unit_of(project: Path, index: int) -> str:
    entry = entries_of(project)[index]
    return f"{name_of(entry)}:{version_of(entry)}"


def test_the_overview_shows_articles_and_what_check_would_say(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "The council closed the lake." in page.text
    assert f'href="/article/ar/{SLUG}"' in page.text
    assert "1 reviewed, 3 drafts, 1 missing" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("show=open", True),
        ("show=stale", False),
        ("show=flagged", False),
        ("words=COUNCIL", True),
        ("words=nothing", False),
        ("language=ar", True),
        ("page=99999999999", True),
    ],
)
def test_filters_live_in_the_address(client: TestClient, query: str, found: bool) -> None:  # noqa: FBT001
    assert (f"/article/ar/{SLUG}" in client.get(f"/?{query}").text) is found


@pytest.mark.parametrize("state", ["draft", "person's", "changed", "reviewed"])
def test_the_overview_and_its_filter_count_errors_in_every_state(tmp_path: Path, state: str) -> None:
    path = write_project(tmp_path)
    *others, wrong = entries_of(tmp_path)
    wrong = {
        "draft": write_score(wrong, 60),
        "person's": wrong,
        "changed": replace(wrong, previous_source="It counted 73 votes.", previous_context=wrong.context),
        "reviewed": replace(wrong, fuzzy=False),
    }[state]
    write_catalog(path, replace(catalog_of(tmp_path), entries=(*others, wrong)))
    client = open_client(tmp_path)
    assert '<span class="known soft">One error</span>' in client.get("/?show=errors").text
    client.post(PAGE, data={"act": "edit", "text": "أحصت 37 صوتا.", "unit": unit_of(tmp_path, 4)})
    assert f"/article/ar/{SLUG}" not in client.get("/?show=errors").text


def test_the_overview_counts_what_is_to_be_done(client: TestClient, tmp_path: Path) -> None:
    first, *others = entries_of(tmp_path)
    entries = (write_score(first, 5, Verdict.REDO), *others)
    write_catalog(catalog_path(tmp_path, "ar", SLUG), replace(catalog_of(tmp_path), entries=entries))
    assert f"/article/ar/{SLUG}" not in client.get("/?show=back").text
    client.post(PAGE, data={"act": "send-back", "reason": "unclear", "unit": unit_of(tmp_path, 2)})
    page = client.get("/?show=back").text
    assert '<span class="known soft">One error · One to redo · One sent back</span>' in page
    assert "خطأ واحد · واحدة تُعاد ترجمتها · واحدة أُعيدت إلى المترجم" in client.get("/?ui=ar").text


def test_the_overview_says_what_closes_the_gate_in_the_language_of_its_reader(
    client: TestClient, tmp_path: Path
) -> None:
    client.post(
        PAGE, data={"act": "approve", "text": WRONG_TEXT, "confirmed": WRONG_TEXT, "unit": unit_of(tmp_path, 4)}
    )
    (tmp_path / "source" / "new.md").write_text("---\nlanguage: en\n---\nA dog sleeps.\n", encoding="utf-8")
    page = client.get("/?ui=ar").text
    link = f'<a href="/article/ar/{SLUG}?show=findings">عرضها في المقال</a>'
    assert re.search(rf"<li>الأرقام: .*<bdi>37</bdi>.* {re.escape(link)}</li>", page)
    assert '<li>ملف ترجمة ناقص<div lang="en" dir="ltr">source/new.md: there is no catalog' in page


def test_lines_that_are_left_out_lead_to_the_article(client: TestClient) -> None:
    lines = re.findall(r'name="lines" value="([^"]+)"><button name="act" value="exclude"', client.get(PAGE).text)
    client.post(PAGE, data={"act": "exclude", "lines": lines[0]})
    page = client.get("/").text
    assert "newsloc include" not in page
    assert f'Some lines of the file are left out. <a href="/article/ar/{SLUG}">' in page


def test_the_overview_says_what_check_would_say(client: TestClient, tmp_path: Path) -> None:
    write_settings(tmp_path, "[coverage]\nar = 50")
    source = tmp_path / "source"
    for name, field in (("killed", "kill: true"), ("held", "embargo: 2999-01-01T06:00:00Z"), ("Bad Name", "tags: []")):
        (source / f"{name}.md").write_text(f"---\nlanguage: en\n{field}\n---\nA dog sleeps.\n", encoding="utf-8")
    (source / "item.json").write_text('{"uri": "urn:x", "type": "text"}', encoding="utf-8")
    catalog_path(tmp_path, "ar", SLUG).with_name("gone.po").write_bytes(catalog_path(tmp_path, "ar", SLUG).read_bytes())
    client = open_client(tmp_path)
    page = unescape(client.get("/").text)
    told = check(tmp_path)
    kinds = [problem.kind for problem in told.failures]
    assert kinds == [ProblemKind.UNREADABLE, ProblemKind.MISSING, ProblemKind.SHARE]
    assert "killed.po" not in page
    for message in (problem.message for problem in (*told.failures, *told.notices)):
        assert message in re.sub("</?bdi>", "", page)
    assert "1 item has no text" in page
    flagged = client.get("/?show=flagged").text
    assert re.findall('<span class="chip flag">(.*?)</span>', flagged) == ["embargoed", "killed"]
    assert f"/article/ar/{SLUG}" not in flagged


def overview_of(client: TestClient) -> str:
    """Return the page of all articles once they are all read."""
    page = client.get("/").text
    while 'id="reading"' in page:
        page = client.get("/").text
    return page


def test_the_worst_article_stands_first(client: TestClient, tmp_path: Path) -> None:
    write_article(tmp_path, "unwritten", ENGLISH[:2])
    page = overview_of(client)
    assert page.index("/article/ar/unwritten") < page.index(f"/article/ar/{SLUG}")


def test_of_articles_without_a_problem_that_with_the_worst_drafts_stands_first(tmp_path: Path) -> None:
    write_settings(tmp_path)
    order = ("error", "redo", "back", "warning", "open", "fine")
    for slug in sorted(order):
        write_article(tmp_path, slug, ENGLISH[:2])
        path = write_states(tmp_path, slug, [State.REVIEWED if slug == "fine" else State.DRAFT] * 2)
        catalog = read_catalog(path)
        first, second = catalog.entries
        if slug in {"error", "warning"}:
            first = replace(first, target="أغلق المجلس 9 بحيرات." if slug == "error" else "أغلق المجلس المجلس البحيرة.")
        elif slug == "redo":
            first = write_score(first, 60, Verdict.REDO)
        elif slug == "back":
            first = replace(first, comments=(f"{SENT_BACK} unclear",))
        write_catalog(path, replace(catalog, entries=(first, second)))
    assert re.findall('href="/article/ar/([a-z]+)"', overview_of(open_client(tmp_path))) == list(order)


def test_texts_have_their_language_and_direction(client: TestClient) -> None:
    page = client.get(PAGE).text
    assert re.search(r'<p class="source" lang="en" dir="ltr"[^>]*>The council closed the lake.</p>', page)
    assert re.search(r'<p class="target" lang="ar" dir="rtl"[^>]*>أغلق المجلس البحيرة.</p>', page)
    assert re.search(r'<textarea[^>]* lang="ar" dir="rtl"', page)
    assert "No translation yet" in page


def test_a_tag_in_arabic_stands_from_left_to_right(client: TestClient, tmp_path: Path) -> None:
    client.post(PAGE, data={"act": "edit", "text": "قال <em>نعم</em> <3", "unit": unit_of(tmp_path, 0)})
    page = re.sub("</?mark[^>]*>", "", client.get(PAGE).text)
    assert 'قال <bdi dir="ltr">&lt;em&gt;</bdi>نعم<bdi dir="ltr">&lt;/em&gt;</bdi> &lt;3</p>' in page


def test_findings_stand_in_the_text_for_the_script_and_without(client: TestClient) -> None:
    page = client.get(PAGE).text
    assert re.search(r'data-lines="[^"]*\d+-\d+-error-0 ', page)
    assert '<mark class="error">73</mark>' in page
    assert "numbers:" in page


def test_the_page_speaks_arabic_and_remembers_it(client: TestClient) -> None:
    assert '<html lang="ar" dir="rtl">' in client.get(f"{PAGE}?ui=ar").text
    assert "اعتماد" in client.get(PAGE).text


def test_the_filters_stay_when_the_page_changes_its_language(client: TestClient) -> None:
    page = unescape(client.get("/?show=open&words=a%26b").text)
    assert 'href="?show=open&words=a%26b&ui=ar"' in page


def test_a_form_saves_and_leads_to_the_next_draft(client: TestClient, tmp_path: Path) -> None:
    following = name_of(entries_of(tmp_path)[2])
    answer = client.post(
        f"{PAGE}?show=open", data={"act": "approve", "unit": unit_of(tmp_path, 0), "text": "أغلق.", "next": "yes"}
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{PAGE}?show=open&step=")
    assert answer.headers["location"].endswith(f"#u-{following}")
    assert (entries_of(tmp_path)[0].state, entries_of(tmp_path)[0].target) == (State.REVIEWED, "أغلق.")
    page = client.get(answer.headers["location"])
    assert "One unit was changed." in page.text


def test_the_script_gets_the_unit_and_what_to_announce(client: TestClient, tmp_path: Path) -> None:
    answer = client.post(PAGE, data={"act": "approve", "unit": unit_of(tmp_path, 0)}, headers=JSON).json()
    name = name_of(entries_of(tmp_path)[0])
    assert answer["said"] == "approved, unit 1 of 5"
    assert "2 of 5 reviewed" in answer["progress"]
    assert 'data-open="no"' in answer["units"][name]
    undone = client.post(PAGE, data={"act": "undo", "step": answer["step"]}, headers=JSON).json()
    assert undone["said"] == "undone, unit 1 of 5"
    assert 'data-open="yes"' in undone["units"][name]
    assert entries_of(tmp_path)[0].state is State.DRAFT


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"act": "send-back", "reason": "Too free."}, "Sent back:"),
        ({"act": "comment", "comment": "Which lake?"}, "Which lake?"),
        ({"act": "edit", "text": "بحيرة."}, "بحيرة."),
    ],
)
def test_every_act_shows_on_the_page(client: TestClient, tmp_path: Path, fields: Mapping[str, str], said: str) -> None:
    assert client.post(PAGE, data={**fields, "unit": unit_of(tmp_path, 1)}).status_code == 303
    assert said in client.get(PAGE).text


def test_a_finding_is_waived_and_taken_back(client: TestClient, tmp_path: Path) -> None:
    client.post(PAGE, data={"act": "waive", "check": "numbers", "unit": unit_of(tmp_path, 4)})
    assert "Take the waiver back" in client.get(PAGE).text
    client.post(PAGE, data={"act": "unwaive", "check": "numbers", "unit": unit_of(tmp_path, 4)})
    assert "Take the waiver back" not in client.get(PAGE).text


def test_at_a_conflict_my_text_stays_and_theirs_stands_beside_it(client: TestClient, tmp_path: Path) -> None:
    seen = unit_of(tmp_path, 0)
    client.post(PAGE, data={"act": "edit", "text": "نصهم.", "unit": seen})
    answer = client.post(PAGE, data={"act": "approve", "text": "نصي.", "unit": seen})
    assert answer.status_code == 409
    assert re.search(r"<textarea[^>]*>نصي\.</textarea>", answer.text)
    theirs = re.search(r'<p class="target theirs-shown"[^>]*>(.*?)</p>', answer.text)
    assert theirs
    assert re.sub("<[^>]*>", "", theirs[1]) == "نصهم."
    assert entries_of(tmp_path)[0].target == "نصهم."
    told = client.post(PAGE, data={"act": "approve", "text": "نصي.", "unit": seen}, headers=JSON)
    assert told.status_code == 409
    assert "نصهم.</p>" in re.sub("</?mark[^>]*>", "", told.json()["theirs"])
    assert f'name="unit" value="{unit_of(tmp_path, 0)}"' in told.json()["theirs"]


def test_all_of_a_paragraph_or_above_a_score_is_counted_first(client: TestClient, tmp_path: Path) -> None:
    page = client.get(f"{PAGE}?approve=score&score=0").text
    assert "No draft has a score of at least 0." in page  # people's drafts have no score
    block = open_store(tmp_path).open(SLUG, "ar").rows[2].unit.block
    page = client.get(f"{PAGE}?approve=block&block={block}").text
    assert "One draft of this paragraph can be approved." in page
    found = re.findall(r'name="unit" value="([^"]+)"', page[page.index("together") : page.index("Approve them all")])
    assert found == [unit_of(tmp_path, 2)]


def test_several_units_are_approved_and_undone_in_one_step(client: TestClient, tmp_path: Path) -> None:
    before = entries_of(tmp_path)
    fields = {"act": "approve", "unit": [unit_of(tmp_path, 0), unit_of(tmp_path, 2)]}
    answer = client.post(PAGE, data=fields, headers=JSON).json()
    assert answer["said"] == "approved 2 of 5 units"
    client.post(PAGE, data={"act": "undo", "step": answer["step"]})
    assert entries_of(tmp_path) == before


def test_an_edited_source_shows_its_words(client: TestClient, tmp_path: Path) -> None:
    entries = entries_of(tmp_path)
    edited = replace(entries[4], previous_source="It counted 36 votes.")
    catalog = replace(catalog_of(tmp_path), entries=(*entries[:4], edited))
    write_catalog(catalog_path(tmp_path, "ar", SLUG), catalog)
    page = client.get(PAGE).text
    assert "<del>36</del><ins>37</ins>" in page


def test_a_text_is_checked_while_it_is_typed_and_nothing_is_saved(client: TestClient, tmp_path: Path) -> None:
    before = entries_of(tmp_path)
    name = name_of(before[4])
    found = client.post(f"/check/ar/{SLUG}", data={"name": name, "text": "أحصت 99 صوتا."}).text
    assert "numbers:" in unescape(found)
    assert "finding" not in client.post(f"/check/ar/{SLUG}", data={"name": name, "text": "أحصت 37 صوتا."}).text
    assert entries_of(tmp_path) == before


def test_lines_are_cut_and_brought_back_with_their_translation(client: TestClient, tmp_path: Path) -> None:
    page = client.get(PAGE).text
    lines = re.findall(r'name="lines" value="([^"]+)"><button name="act" value="exclude"', page)
    assert client.post(PAGE, data={"act": "exclude", "lines": lines[0]}).status_code == 303
    page = client.get(PAGE).text
    assert "left out:" in page
    assert len(entries_of(tmp_path)) == 4
    client.post(PAGE, data={"act": "include", "lines": lines[0]})
    assert len(entries_of(tmp_path)) == 5
    assert entries_of(tmp_path)[1].target == "لا أحد يتزلج عليها الآن."


def test_a_catalog_out_of_step_says_what_to_do(client: TestClient, tmp_path: Path) -> None:
    source = tmp_path / "source" / f"{SLUG}.md"
    source.write_text(source.read_text(encoding="utf-8") + "\nA new sentence stands here.\n", encoding="utf-8")
    assert "run newsloc localize" in client.get(PAGE).text
    assert "out of step" in client.get("/?show=stale").text
    assert f"/article/ar/{SLUG}" in client.get("/?show=stale").text


def test_a_killed_article_asks_for_no_run_of_localize(client: TestClient, tmp_path: Path) -> None:
    source = tmp_path / "source" / f"{SLUG}.md"
    text = source.read_text(encoding="utf-8").replace("---\n", "---\nkill: true\n", 1)
    source.write_text(f"{text}\nA new sentence stands here.\n", encoding="utf-8")
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "run newsloc localize" not in page.text
    assert f"/article/ar/{SLUG}" not in client.get("/?show=stale").text
    catalog_path(tmp_path, "ar", SLUG).unlink()
    assert "run newsloc localize" not in client.get(PAGE).text
    assert client.get(f"/preview/ar/{SLUG}").status_code == 200


@pytest.mark.parametrize("act", ["approve", "edit", "comment", "exclude", "undo"])
def test_a_killed_article_is_read_only_and_says_so(client: TestClient, tmp_path: Path, act: str) -> None:
    unit, lines = unit_of(tmp_path, 0), re.findall('name="lines" value="([^"]+)"', client.get(PAGE).text)[1]
    step = client.post(PAGE, data={"act": "approve", "unit": unit}, headers=JSON).json()["step"]
    source = tmp_path / "source" / f"{SLUG}.md"
    source.write_text(source.read_text(encoding="utf-8").replace("---\n", "---\nkill: true\n", 1), encoding="utf-8")
    before = catalog_path(tmp_path, "ar", SLUG).read_bytes()
    page = client.get(f"{PAGE}?approve=score&score=0").text
    assert page.count("This article is killed") == 1
    assert 'name="act" value="undo"' in page
    assert len(re.findall('name="act"', page)) == 1
    fields = {"act": act, "unit": unit_of(tmp_path, 2), "text": "x", "comment": "x", "lines": lines, "step": step}
    answer = client.post(PAGE, data=fields, headers=JSON)
    assert answer.status_code == 422
    assert "This article is killed" in answer.json()["said"]
    assert client.post(PAGE, data=fields).text.count("This article is killed") == 1
    assert catalog_path(tmp_path, "ar", SLUG).read_bytes() == before


def test_a_file_that_cannot_be_read_is_named(client: TestClient, tmp_path: Path) -> None:
    catalog_path(tmp_path, "ar", SLUG).write_text("msgid {broken}", encoding="utf-8")
    page = client.get(PAGE)
    assert page.status_code == 422
    assert "lake.po:1" in page.text
    assert "lake.po:1" in client.get("/").text


@pytest.mark.parametrize("path", ["/nowhere", "/article/ar/nowhere", "/article/fr/lake", "/static/x/y.js"])
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in {404, 422}


def test_a_cut_is_undone_in_one_step(client: TestClient, tmp_path: Path) -> None:
    before = entries_of(tmp_path)
    fields = r'name="block" value="(\d+)"><input type="hidden" name="lines" value="([^"]+)"'
    block, lines = re.findall(fields, client.get(PAGE).text)[1]
    answer = client.post(f"{PAGE}?sort=score", data={"act": "exclude", "lines": lines, "block": block})
    assert answer.headers["location"].startswith(f"{PAGE}?sort=score&step=")
    assert answer.headers["location"].endswith(f"#p-{block}")
    page = client.get(answer.headers["location"]).text
    assert "One unit was left out." in page
    (step,) = re.findall(r'name="step" value="(\d+)"', page)
    assert len(entries_of(tmp_path)) == 4
    assert client.post(PAGE, data={"act": "undo", "step": step}).status_code == 303
    assert [(entry.source, entry.target, entry.state) for entry in entries_of(tmp_path)] == [
        (entry.source, entry.target, entry.state) for entry in before
    ]
    assert client.post(PAGE, data={"act": "undo", "step": step}, headers=JSON).status_code == 422


def files_of(project: Path) -> dict[Path, bytes]:
    """Return the catalog and, where there is one, the template."""
    paths = (catalog_path(project, "ar", SLUG), template_path(project, SLUG))
    return {path: path.read_bytes() for path in paths if path.exists()}


def choose(client: TestClient, act: str, at: int = -1) -> str:
    """Cut a text, or bring one back; return the step."""
    found = re.findall(rf'name="lines" value="([^"]+)"><button name="act" value="{act}"', client.get(PAGE).text)
    location = client.post(PAGE, data={"act": act, "lines": found[at]}).headers["location"]
    return str(re.findall(r"step=(\d+)", location)[0])


def undo(client: TestClient, step: object) -> int:
    return client.post(PAGE, data={"act": "undo", "step": step}, headers=JSON).status_code


def test_the_undo_of_a_cut_leaves_the_files_as_they_were(client: TestClient, tmp_path: Path) -> None:
    note = "redo: at most one of ten such drafts is right"
    entries = tuple(replace(write_score(entry, 15), notes=(note,)) for entry in entries_of(tmp_path))
    write_catalog(catalog_path(tmp_path, "ar", SLUG), replace(catalog_of(tmp_path), entries=entries))
    before = files_of(tmp_path)
    assert undo(client, choose(client, "exclude")) == 200
    assert files_of(tmp_path) == before


def test_a_save_makes_the_notes_of_its_unit_anew(client: TestClient, tmp_path: Path) -> None:
    client.post(PAGE, data={"act": "edit", "text": "أحصت 73 صوتا فقط.", "unit": unit_of(tmp_path, 4)})
    assert any(note.startswith("error: ") and "73" in note for note in entries_of(tmp_path)[4].notes)
    client.post(PAGE, data={"act": "approve", "text": "أحصت 37 صوتا.", "unit": unit_of(tmp_path, 4)})
    assert entries_of(tmp_path)[4].notes == ()


def test_what_is_brought_back_has_its_notes_in_the_catalog_at_once(client: TestClient, tmp_path: Path) -> None:
    last = entries_of(tmp_path)[-1]
    write_catalog(
        catalog_path(tmp_path, "ar", SLUG),
        replace(catalog_of(tmp_path), entries=(*entries_of(tmp_path)[:-1], write_score(last, 15))),
    )
    choose(client, "exclude")
    assert len(entries_of(tmp_path)) == 4
    choose(client, "include")
    notes = entries_of(tmp_path)[-1].notes
    assert any(note.startswith("error: ") and "37" in note for note in notes)
    assert all(not entry.notes for entry in entries_of(tmp_path)[:-1])


def test_steps_of_units_and_of_lines_are_undone_in_turn(client: TestClient, tmp_path: Path) -> None:
    before = entries_of(tmp_path)
    steps = []
    for index in (4, 2):
        fields = {"act": "waive", "check": "numbers", "unit": unit_of(tmp_path, index)}
        steps += [client.post(PAGE, data=fields, headers=JSON).json()["step"], choose(client, "exclude", -1)]
    steps += [choose(client, "include"), choose(client, "exclude", 0)]
    assert [undo(client, step) for step in reversed(steps)] == [200] * 6
    assert entries_of(tmp_path) == before


@pytest.mark.parametrize("elsewhere", [False, True])
def test_what_is_left_out_again_has_its_reason_again(client: TestClient, tmp_path: Path, elsewhere: bool) -> None:  # noqa: FBT001
    choose(client, "exclude")
    for path, content in files_of(tmp_path).items():
        path.write_bytes(content.replace(b"by-hand", b"comment-form"))
    assert "comment-form" in client.get(PAGE).text
    step = choose(client, "include")
    assert "comment-form" not in client.get(PAGE).text
    if elsewhere:
        client.post(PAGE, data={"act": "edit", "text": "قوارب.", "unit": unit_of(tmp_path, 2)})
    assert undo(client, step) == 200
    assert "comment-form" in client.get(PAGE).text
    assert "by-hand" not in client.get(PAGE).text
    assert (entries_of(tmp_path)[2].target == "قوارب.") is elsewhere


def test_a_cut_is_undone_beside_what_somebody_else_changed(client: TestClient, tmp_path: Path) -> None:
    step = choose(client, "exclude")
    client.post(PAGE, data={"act": "edit", "text": "قوارب.", "unit": unit_of(tmp_path, 2)})
    assert undo(client, step) == 200
    assert [entry.target for entry in entries_of(tmp_path)[2::2]] == ["قوارب.", "أحصت 73 صوتا."]


def test_a_cut_is_not_undone_once_its_text_is_gone(client: TestClient, tmp_path: Path) -> None:
    step = choose(client, "exclude")
    client.post(PAGE, data={"act": "edit", "text": "قوارب.", "unit": unit_of(tmp_path, 2)})
    source = tmp_path / "source" / f"{SLUG}.md"
    source.write_text(source.read_text(encoding="utf-8").replace("It counted 37 votes.", ""), encoding="utf-8")
    assert undo(client, step) == 422


def test_a_score_sorts_and_filters(client: TestClient, tmp_path: Path) -> None:
    percents = (90, 0, 30, 0, 60)
    entries = [write_score(entry, percent) for entry, percent in zip(entries_of(tmp_path), percents, strict=True)]
    write_catalog(catalog_path(tmp_path, "ar", SLUG), replace(catalog_of(tmp_path), entries=tuple(entries)))
    assert shown(client, "show=below&score=80") == [entries[2].source, entries[4].source]
    assert shown(client, "show=below&score=31") == [entries[2].source]
    assert shown(client, "show=below&score=0") == []
    client.post(PAGE, data={"act": "edit", "text": "قوارب 90", "unit": unit_of(tmp_path, 2)})
    assert 'class="score"' not in client.get(PAGE).text, "the number stands where units are sorted by it"
    assert client.get(f"{PAGE}?sort=score").text.count('class="score"') == 2, "no score judges what a person wrote"
    client.post(PAGE, data={"act": "edit", "text": entries[2].target, "unit": unit_of(tmp_path, 2)})
    assert shown(client, "sort=score") == [entries[at].source for at in (3, 2, 4, 0, 1)]
    page = client.get(f"{PAGE}?approve=score&score=60").text
    assert "One draft has a score of at least 60." in page  # the other has an error in it
    assert 'href="/article/ar/lake?show=open&amp;sort=order&amp;score=60"' in page
    assert "The score is the chance in percent" in client.get(f"{PAGE}?sort=score").text
    assert "no draft reaches" not in client.get(PAGE).text
    assert "no draft reaches 95" in client.get(f"{PAGE}?score=95").text
    arabic = client.get(f"{PAGE}?ui=ar").text
    assert re.search("<span>الأرقام: .*<bdi>37</bdi>", arabic)


def test_the_loud_button_is_for_what_may_be_approved(client: TestClient, tmp_path: Path) -> None:
    loud = '<button class="main" name="act" value="approve" aria'
    page = client.get(PAGE).text
    assert page.count(loud) == 4
    assert page.count(">Approve again</button>") == 1
    entries = [write_score(entry, 5, Verdict.REDO) for entry in entries_of(tmp_path)]
    write_catalog(catalog_path(tmp_path, "ar", SLUG), replace(catalog_of(tmp_path), entries=tuple(entries)))
    assert client.get(PAGE).text.count(loud) == 1  # the missing one
    for percent, count in ((2, 1), (9, 1), (10, 4)):
        entries = [write_score(entry, percent) for entry in entries_of(tmp_path)]
        write_catalog(catalog_path(tmp_path, "ar", SLUG), replace(catalog_of(tmp_path), entries=tuple(entries)))
        assert client.get(PAGE).text.count(loud) == count


def test_units_are_numbered_as_the_page_shows_them(tmp_path: Path) -> None:
    write_project(tmp_path)
    html = (
        '<html lang="en"><head><meta name="description" content="A lake is closed to boats."></head><body><article>'
        "<h1>Lake closed</h1><p>It rained all day, and it went on until night.</p></article></body></html>"
    )
    (tmp_path / "source/rain.html").write_text(html, encoding="utf-8")
    page = open_client(tmp_path).get("/article/ar/rain").text
    numbered = re.findall(r'aria-label="unit (\d) of 3 · (\w+)', page)
    assert numbered == [("1", "headline"), ("2", "metadata"), ("3", "text")]
    assert page.count("description for search and sharing") == 1


def write_score(entry: Entry, percent: int, verdict: Verdict = Verdict.REVIEW) -> Entry:
    if entry.state is not State.DRAFT:
        return entry
    score = Score(percent=percent, verdict=verdict)
    return replace(entry, provenance=make_provenance(entry, entry.target, engine="draft", model="m@1", score=score))


def shown(client: TestClient, query: str) -> list[str]:
    texts = re.findall(r'<p class="source"[^>]*>(.*?)</p>', client.get(f"{PAGE}?{query}").text)
    return [re.sub("<[^>]*>", "", text) for text in texts]


def test_after_the_last_draft_of_a_page_the_next_page_follows(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "data-onward" not in client.get(PAGE).text
    monkeypatch.setattr(article, "PER_PAGE", 2)
    assert 'data-onward="/article/ar/lake?show=all&amp;sort=order&amp;score=80&amp;page=2"' in client.get(PAGE).text
    assert "page=3" in re.findall(r'data-onward="([^"]+)"', client.get(f"{PAGE}?page=2").text)[0]
    assert "page=1" in re.findall(r'data-onward="([^"]+)"', client.get(f"{PAGE}?page=3").text)[0]


@pytest.mark.parametrize(
    ("message", "html"),
    [
        (
            'the glossary says "نصف الماراثون"; use that',
            "the glossary says <bdi>&#34;نصف الماراثون&#34;</bdi>; use that",
        ),
        ("ثانية or دقيقة واحدة, and 5", "<bdi>ثانية</bdi> or <bdi>دقيقة واحدة</bdi>, and 5"),
        ("no <b> of it", "no &lt;b&gt; of it"),
    ],
)
def test_what_a_message_quotes_does_not_turn_its_direction(message: str, html: str) -> None:
    assert str(isolate_quotes(message)) == html


def test_units_sent_back_are_found_again(client: TestClient, tmp_path: Path) -> None:
    client.post(PAGE, data={"act": "send-back", "reason": "Too free.", "unit": unit_of(tmp_path, 1)})
    assert shown(client, "show=back") == [entries_of(tmp_path)[1].source]
    assert '<span class="chip error">sent back</span>' in client.get(PAGE).text


def test_what_is_left_out_shows_its_protected_parts() -> None:
    raw = "Write to <code>a@b.org</code> to <b>book</b>."
    block = Dropped(raw=raw, line=1, rule="manual", text="Write to to book.")
    assert article._read_whole(block) == "Write to a@b.org to book."
    plain = Dropped(raw="## Write to <a@b.org>\n", line=1, rule="manual", text="Write to <a@b.org>")
    assert article._read_whole(plain) == plain.text


def test_an_article_without_a_catalog_says_what_to_do_and_offers_nothing_else(
    client: TestClient, tmp_path: Path
) -> None:
    catalog_path(tmp_path, "ar", SLUG).unlink()
    page = client.get(PAGE).text
    assert "Not drafted yet: run newsloc localize." in page
    assert not re.search('class="filters"|class="preview"|class="quiet all"|value="approve"', page)


def test_undo_belongs_to_the_article_of_its_address(client: TestClient, tmp_path: Path) -> None:
    step = client.post(PAGE, data={"act": "approve", "unit": unit_of(tmp_path, 0)}, headers=JSON).json()["step"]
    write_article(tmp_path, "other", ENGLISH[:2])
    write_states(tmp_path, "other", [State.DRAFT] * 2)
    answer = client.post("/article/ar/other", data={"act": "undo", "step": step}, headers=JSON)
    assert answer.status_code == 422
    assert entries_of(tmp_path)[0].state is State.REVIEWED
    assert undo(client, step) == 200


@pytest.mark.parametrize("localized", [False, True])
def test_after_a_rename_the_old_address_leads_to_the_new_one(
    client: TestClient,
    tmp_path: Path,
    localized: bool,  # noqa: FBT001
) -> None:
    localize_pseudo(tmp_path)
    unit, source = unit_of(tmp_path, 0), tmp_path / "source"
    for old, new in ((SLUG, "desk/sea"), ("desk/sea", "ocean")):
        (source / new).parent.mkdir(exist_ok=True)
        (source / f"{old}.md").rename(source / f"{new}.md")
        localize_pseudo(tmp_path)
    if not localized:
        (source / "ocean.md").rename(source / "pond.md")
    new = "ocean" if localized else "pond"
    for old in (SLUG, "desk/sea", *(() if localized else ("ocean",))):
        answer = client.get(f"/article/ar/{old}?show=open&ui=ar")
        assert (answer.status_code, answer.headers["location"]) == (307, f"/article/ar/{new}?show=open&ui=ar")
    if localized:
        answer = client.post(PAGE, data={"act": "approve", "unit": unit}, headers=JSON, follow_redirects=True)
        assert answer.status_code == 200
    assert client.get("/article/ar/nowhere").status_code == 422


def localize_pseudo(project: Path) -> None:
    words = ["localize", "--engine", "pseudo", "--project", str(project)]
    assert CliRunner().invoke(root, words).exit_code == 0


def test_a_text_that_somebody_else_changed_is_replaced_only_by_a_deliberate_act(
    client: TestClient, tmp_path: Path
) -> None:
    seen = unit_of(tmp_path, 0)
    client.post(PAGE, data={"act": "approve", "text": "نصهم", "unit": seen})
    mine = {"act": "approve", "text": "نصي", "unit": seen}
    refused = client.post(PAGE, data=mine)
    assert refused.status_code == 409
    assert "نصهم</p>" in re.sub("</?mark[^>]*>", "", refused.text)
    assert ">نصي</textarea>" in refused.text
    again = dict(re.findall(r'<input type="hidden" name="(unit)" value="([^"]+)">', write_form(refused.text)))
    assert client.post(PAGE, data={**mine, **again}).status_code == 409
    assert entries_of(tmp_path)[0].target == "نصهم"
    (over,) = re.findall(r'<input type="checkbox" name="over" value="([^"]+)"', write_form(refused.text))
    client.post(PAGE, data={"act": "comment", "comment": "!", "unit": unit_of(tmp_path, 0)})
    assert client.post(PAGE, data={**mine, "over": over}).status_code == 409  # it is another one again
    over = version_of(entries_of(tmp_path)[0])
    assert client.post(PAGE, data={**mine, "over": over}).status_code == 303
    assert entries_of(tmp_path)[0].target == "نصي"


def write_form(page: str) -> str:
    """Return the form that writes the first unit."""
    found = re.search('<form[^>]*class="write".*?</form>', page, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize("text", [None, "أحصت 99 صوتا."])
def test_an_approval_over_an_error_asks_twice(client: TestClient, tmp_path: Path, text: str | None) -> None:
    fields = {"act": "approve", "unit": unit_of(tmp_path, 4), **({"text": text} if text else {})}
    refused = client.post(PAGE, data=fields)
    assert refused.status_code == 422
    assert entries_of(tmp_path)[4].state is State.DRAFT
    (confirmed,) = re.findall('name="confirmed" value="([^"]+)"', refused.text)
    assert confirmed == (text or WRONG_TEXT)
    assert refused.text.count(f">{confirmed}</textarea>") == 1
    told = client.post(PAGE, data=fields, headers=JSON)
    assert (told.status_code, told.json()["confirm"]) == (422, True)
    assert client.post(PAGE, data={**fields, "text": "أحصت 98 صوتا.", "confirmed": confirmed}).status_code == 422
    assert client.post(PAGE, data={**fields, "confirmed": confirmed}).status_code == 303
    assert entries_of(tmp_path)[4].state is State.REVIEWED


def test_several_units_are_not_approved_over_an_error(client: TestClient, tmp_path: Path) -> None:
    fields = {"act": "approve", "unit": [unit_of(tmp_path, 0), unit_of(tmp_path, 4)]}
    assert client.post(PAGE, data=fields, headers=JSON).status_code == 422
    assert [entry.state for entry in entries_of(tmp_path)[::4]] == [State.DRAFT] * 2


def test_the_errors_of_a_reviewed_unit_show_once_its_source_changes(client: TestClient, tmp_path: Path) -> None:
    fields = {"act": "approve", "text": "أحصت 37 صوتا.", "unit": unit_of(tmp_path, 4)}
    client.post(PAGE, data=fields)
    source = tmp_path / "source" / f"{SLUG}.md"
    source.write_text(source.read_text(encoding="utf-8").replace("37 votes", "39 votes"), encoding="utf-8")
    localize_pseudo(tmp_path)
    entry = entries_of(tmp_path)[4]
    assert (entry.state, entry.previous_source) == (State.DRAFT, "It counted 37 votes.")
    assert "It counted 39 votes." in shown(client, "show=findings")
    assert client.post(PAGE, data={"act": "approve", "unit": unit_of(tmp_path, 4)}, headers=JSON).status_code == 422
    assert f"/article/ar/{SLUG}" in client.get("/?show=errors").text


@pytest.mark.parametrize("differs", [False, True])
def test_a_recalled_text_says_where_it_is_from_and_who_reviewed_it(
    client: TestClient,
    tmp_path: Path,
    differs: bool,  # noqa: FBT001
) -> None:
    *others, last = entries_of(tmp_path)
    recall = Recall(reviewer="Hind Ali", source="It counted 36 votes." if differs else "")
    made = make_provenance(last, last.target, engine=MEMORY, model="storm body#3", recall=recall)
    entries = (*others, replace(last, provenance=made))
    write_catalog(catalog_path(tmp_path, "ar", SLUG), replace(catalog_of(tmp_path), entries=entries))
    page = client.get(PAGE).text
    assert "Hind Ali reviewed this translation in storm body#3." in page
    assert ("<del>36</del>" in page) is differs
    client.post(PAGE, data={"act": "edit", "text": "أحصت 37 صوتا.", "unit": unit_of(tmp_path, 4)})
    assert "Hind Ali" not in client.get(PAGE).text
