"""What helps beside a unit: terms, the memory, and the engine; the page works without any of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from pipeline.catalog.po import write_catalog
from pipeline.errors import NoEngine
from pipeline.model import Candidate, Direction, Request, State
from pipeline.project.extras import DRAFT, is_installed
from pipeline.project.paths import catalog_path
from pipeline.review import aids as aids_module
from pipeline.review.acts import approve, name_of
from pipeline.review.aids import MOST_MATCHES, Aids
from pipeline.review.opened import OpenArticle, Row
from pipeline.review.safety import Place
from pipeline.review.server import make_app
from pipeline.translate.engines.selection import EngineChoice
from pipeline.translate.memory import LOCATION, Memory, Record, RecordKind
from tests.fake_engine import FakeEngine
from tests.gate.gate_cases import SENTENCES, write_article, write_settings, write_states
from tests.patience import PATIENCE
from tests.review.review_cases import SIGNATURE, SLUG, catalog_of, change, entries_of, open_store, write_project
from tests.review.test_server import JSON, PAGE, open_client, unit_of
from tests.translate.memory.memory_cases import journal

MISSING, VOTES = 3, 4
"""The unit without a translation, and the one that counts 37 votes, which a person drafted."""
EN_AR = Direction(source="en", target="ar")
KNOWN = {
    "It counted 1,250 votes.": "أحصت 1,250 صوتا.",
    "It counted 37 votes today.": "أحصت اليوم 37 صوتا.",
    "The harbour stays open.": "يبقى المرفأ مفتوحا.",
}


@pytest.fixture
def aids(tmp_path: Path) -> Iterator[Aids]:
    write_project(tmp_path)
    aids = Aids(store=open_store(tmp_path))
    yield aids
    aids.close()


def remember(project: Path, known: dict[str, str] = KNOWN) -> None:
    """Put translations into the project's memory."""
    records = [Record(source=source, target=target, direction=EN_AR) for source, target in known.items()]
    with Memory(project / LOCATION) as memory:
        memory.take_file("old.tmx", "1", records)


def unit(aids: Aids, index: int) -> tuple[OpenArticle, Row]:
    opened = aids.store.open(SLUG, "ar")
    return opened, opened.rows[index]


def engine_of(candidates: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    table = {source: [Candidate(text=text) for text in candidates] for source in SENTENCES}
    engine = FakeEngine(table)
    monkeypatch.setattr(aids_module, "choose", lambda *_: EngineChoice(engine=engine, reason="the best there is"))
    return engine


def test_terms_of_the_source_say_what_to_use_and_what_not(tmp_path: Path) -> None:
    write_project(tmp_path)
    write_settings(tmp_path, 'glossary = ["terms.csv"]')
    rows = ["source_language,target_language,rule,source,targets,note"]
    rows += ["en,ar,required,votes,أصوات|صوت,", "en,ar,forbidden,counted,عدّت,a note", "en,ar,keep,UNHCR,,"]
    (tmp_path / "terms.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    terms = Aids(store=open_store(tmp_path)).terms(*unit(Aids(store=open_store(tmp_path)), VOTES))
    found = {term.source.text: ([each.text for each in term.wordings], term.forbidden, term.note) for term in terms}
    assert found == {"votes": (["أصوات", "صوت"], False, ""), "counted": (["عدّت"], True, "a note")}


def test_matches_come_with_their_numbers_exchanged(aids: Aids, tmp_path: Path) -> None:
    remember(tmp_path)
    first, second = aids.matches(*unit(aids, VOTES))
    texts = {match.target.text: match.exchanged for match in (first, second)}
    assert texts == {"أحصت 37 صوتا.": True, "أحصت اليوم 37 صوتا.": False}
    assert all(75 <= match.similarity < 100 for match in (first, second))
    assert (first.target.language, first.target.direction) == ("ar", "rtl")


def test_matches_are_few_and_not_what_stands_in_the_unit(aids: Aids, tmp_path: Path) -> None:
    opened, row = unit(aids, VOTES)
    assert row.entry
    same = {row.entry.source: row.entry.target}
    remember(tmp_path, {f"It counted {number} votes.": f"أحصت {number} صوتا." for number in range(38, 60)} | same)
    matches = aids.matches(opened, row)
    assert len(matches) == MOST_MATCHES
    assert row.entry.target not in {match.target.text for match in matches}


def test_without_a_memory_nothing_is_made_and_nothing_fails(aids: Aids, tmp_path: Path) -> None:
    assert aids.matches(*unit(aids, VOTES)) == ()
    assert aids.search(unit(aids, VOTES)[0], "votes") is None
    assert not (tmp_path / LOCATION).exists()
    remember(tmp_path)
    assert aids.matches(*unit(aids, VOTES))


def test_a_damaged_memory_is_told_and_the_terms_still_come(tmp_path: Path) -> None:
    write_project(tmp_path)
    (tmp_path / LOCATION).parent.mkdir()
    (tmp_path / LOCATION).write_text("no database", encoding="utf-8")
    name = name_of(entries_of(tmp_path)[VOTES])
    told = open_client(tmp_path).get(f"/beside/ar/{SLUG}?name={name}")
    assert told.status_code == 200
    assert "newsloc memory rebuild" in told.text


def test_what_is_approved_in_one_article_helps_in_the_next(aids: Aids, tmp_path: Path) -> None:
    remember(tmp_path)
    write_article(tmp_path, "votes", ("Votes.", "It counted 37 votes."))
    write_states(tmp_path, "votes", [State.MISSING] * 2)
    store = aids.store
    other = store.open("votes", "ar")
    assert {match.target.text for match in aids.matches(other, other.rows[1])} == {
        "أحصت 37 صوتا.",
        "أحصت اليوم 37 صوتا.",
    }
    _, row = unit(aids, VOTES)
    assert row.entry
    step = store.change(SLUG, "ar", "approve", [change(row.entry, approve(SIGNATURE, "بلغت الأصوات 37."))])
    assert step
    assert not [match for match in aids.matches(*unit(aids, VOTES)) if match.where.startswith(SLUG)]
    assert aids.matches(other, other.rows[1])[0].target.text == "بلغت الأصوات 37."
    found = aids.search(other, "بلغت") or ()
    assert [each.where for each in found] == [f"{SLUG} {row.entry.context}"]
    store.undo(step.number, SLUG, "ar")
    assert aids.search(other, "بلغت") == ()


def test_the_memory_is_searched_in_sources_and_targets(aids: Aids, tmp_path: Path) -> None:
    remember(tmp_path)
    with Memory(tmp_path / LOCATION) as memory:
        memory.learn([catalog_of(tmp_path)])
    opened, _ = unit(aids, VOTES)
    (skates,) = aids.search(opened, " SKATES  on ") or ()
    assert skates.address == f"/article/ar/{SLUG}"
    assert [piece.text for piece in skates.source.pieces if piece.severity] == ["skates on"]
    (harbour,) = aids.search(opened, "المرفأ") or ()
    assert (harbour.source.text, harbour.address, harbour.where) == ("The harbour stays open.", "", "old.tmx")
    assert aids.search(opened, " ") == ()
    assert aids.search(opened, "%") == ()


def redraft(project: Path, index: int, **fields: str) -> Response:
    """Ask the engine anew for a unit, as the script does."""
    form = {"act": "redraft", "unit": unit_of(project, index), **fields}
    return open_client(project).post(PAGE, data=form, headers=JSON)


@pytest.mark.usefixtures("fake_reading")
def test_the_engine_is_asked_anew_and_its_draft_replaces_one_that_nobody_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path)
    client = open_client(tmp_path)
    engine = engine_of([], monkeypatch)
    for answer in ("انكسر الجليد ليلا.", "تكسّر الجليد في الليل."):
        engine.table = {source: (Candidate(text=answer),) for source in SENTENCES}
        before = entries_of(tmp_path)[MISSING]
        told = client.post(PAGE, data={"act": "redraft", "unit": unit_of(tmp_path, MISSING)}, headers=JSON).json()
        entry = entries_of(tmp_path)[MISSING]
        assert (entry.target, entry.fuzzy) == (answer, True)
        assert entry.provenance
        assert entry.provenance.engine == engine.name
        assert answer in "".join(told["units"].values())
    assert engine.previous == {entry.source: "Nine boats lie on the shore."}
    client.post(PAGE, data={"act": "undo", "step": told["step"]})
    assert entries_of(tmp_path)[MISSING] == before


@pytest.mark.usefixtures("fake_reading")
@pytest.mark.parametrize(("index", "fields"), [(1, {}), (VOTES, {}), (MISSING, {"offered": "yes"})])
def test_beside_a_persons_text_the_engine_only_offers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: int, fields: dict[str, str]
) -> None:
    path = write_project(tmp_path)
    engine_of(["نص المحرك."], monkeypatch)
    before, client = path.read_bytes(), open_client(tmp_path)
    form = {"act": "redraft", "unit": unit_of(tmp_path, index), **fields}
    told = client.post(PAGE, data=form, headers=JSON).json()
    assert "نص المحرك." in "".join(told["units"].values())
    assert told["step"] is None
    assert path.read_bytes() == before
    assert client.get(PAGE).text.count("نص المحرك.") == 1
    client.post(PAGE, data={"act": "edit", "text": "نص آخر.", "unit": unit_of(tmp_path, index)})
    assert "نص المحرك." not in client.get(PAGE).text


@pytest.mark.usefixtures("fake_reading")
def test_what_somebody_wrote_while_the_engine_was_at_work_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path)
    seen = unit_of(tmp_path, MISSING)
    engine_of(["نص المحرك."], monkeypatch)
    client = open_client(tmp_path)
    client.post(PAGE, data={"act": "approve", "text": "انكسر الجليد ليلا.", "unit": seen})
    told = client.post(PAGE, data={"act": "redraft", "unit": seen}, headers=JSON).json()
    assert entries_of(tmp_path)[MISSING].target == "انكسر الجليد ليلا."
    assert "نص المحرك." in "".join(told["units"].values())


@pytest.mark.usefixtures("fake_reading")
def test_an_engine_that_says_the_same_again_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(tmp_path)
    engine_of([entries_of(tmp_path)[VOTES].target], monkeypatch)
    answer = redraft(tmp_path, VOTES)
    assert answer.status_code == 422
    assert "the same" in answer.json()["said"]


@pytest.mark.skipif(not is_installed(DRAFT), reason="the embedded engine is not installed")
def test_the_embedded_engine_drafts_with_a_score(tmp_path: Path) -> None:
    write_project(tmp_path)
    write_settings(tmp_path, '[engines]\nengine = "draft"')
    assert redraft(tmp_path, MISSING).status_code == 200
    made = entries_of(tmp_path)[MISSING].provenance
    assert made
    assert made.score


def test_the_page_says_what_to_install_where_there_is_no_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choose(*_: object) -> EngineChoice:
        raise NoEngine("no engine is installed; run pip install 'newsloc[draft]'")

    write_project(tmp_path)
    monkeypatch.setattr(aids_module, "choose", choose)
    told = redraft(tmp_path, VOTES)
    assert told.status_code == 422
    assert "newsloc[draft]" in told.json()["said"]
    assert told.json()["language"] == "en"


@pytest.mark.usefixtures("fake_reading")
def test_the_page_answers_while_the_engine_is_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(tmp_path)
    begun, go_on = Event(), Event()

    class SlowEngine(FakeEngine):
        def translate(
            self, requests: Sequence[Request], direction: Direction
        ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
            begun.set()
            assert go_on.wait(PATIENCE)
            return super().translate(requests, direction)

    engine = SlowEngine()
    monkeypatch.setattr(aids_module, "choose", lambda *_: EngineChoice(engine=engine, reason="the best there is"))
    form = {"act": "redraft", "unit": unit_of(tmp_path, VOTES)}
    app = make_app(open_store(tmp_path), Place())
    with TestClient(app, base_url="http://127.0.0.1") as client, ThreadPoolExecutor() as pool:
        asked = [pool.submit(client.post, PAGE, data=form, headers=JSON) for _ in range(60)]
        try:
            assert begun.wait(PATIENCE)
            assert client.get(f"/article/ar/{SLUG}").status_code == 200
        finally:
            go_on.set()
        assert {each.result().status_code for each in asked} == {200}


def test_fragments_give_each_text_its_language_and_escape_it(tmp_path: Path) -> None:
    write_project(tmp_path)
    remember(tmp_path, {"It counted 37 <b>votes</b>.": "أحصت <b>37</b> صوتا."})
    name = name_of(entries_of(tmp_path)[VOTES])
    with open_client(tmp_path) as client:
        for address in (f"/beside/ar/{SLUG}?name={name}", f"/memory/ar/{SLUG}?words=<b>"):
            text = client.get(address).text
            assert 'class="insert" lang="ar" dir="rtl" data-whole="yes"' in text
            assert "&lt;b&gt;37" in text.replace("<mark>", "").replace("</mark>", "")
            assert "<b>" not in text


def test_the_page_closes_the_memory_when_it_ends(tmp_path: Path) -> None:
    write_project(tmp_path)
    remember(tmp_path)
    with open_client(tmp_path) as client:
        client.get(f"/memory/ar/{SLUG}?words=votes")
        assert journal(tmp_path / LOCATION).exists()
    assert not journal(tmp_path / LOCATION).exists()


@pytest.mark.parametrize("address", ["/beside/ar/lake?name=x", "/beside/ar/nowhere?name=x", "/memory/fr/lake?words=x"])
def test_only_units_of_the_project_are_helped(tmp_path: Path, address: str) -> None:
    write_project(tmp_path)
    assert open_client(tmp_path).get(address).status_code in {404, 422}


def test_a_unit_in_the_target_language_needs_no_help(tmp_path: Path) -> None:
    write_settings(tmp_path)
    write_article(tmp_path, SLUG, list(SENTENCES.values())[:3])
    source = tmp_path / "source" / f"{SLUG}.md"
    source.write_text(source.read_text(encoding="utf-8").replace("language: en", "language: ar"), encoding="utf-8")
    path = write_states(tmp_path, SLUG, [State.DRAFT] * 3)
    write_catalog(path, replace(catalog_of(tmp_path), source_language="ar"))
    remember(tmp_path)
    aids = Aids(store=open_store(tmp_path))
    assert aids.terms(*unit(aids, 1)) == ()
    assert aids.matches(*unit(aids, 1)) == ()
    assert "in the target language already" in redraft(tmp_path, 1).json()["said"]
    assert 'class="aids"' not in open_client(tmp_path).get(f"/article/ar/{SLUG}").text
    assert catalog_path(tmp_path, "ar", SLUG) == path
    aids.close()


def test_a_file_of_the_settings_is_a_place_without_a_page(aids: Aids, tmp_path: Path) -> None:
    with Memory(tmp_path / LOCATION) as memory:
        record = Record(source="Snow fell.", target="هطل الثلج.", direction=EN_AR, article="winter")
        memory.take_file("agency.tmx", "1", [record], kind=RecordKind.SETTING)
    (found,) = aids.search(unit(aids, 0)[0], "snow") or ()
    assert (found.where, found.address) == ("winter", "")
