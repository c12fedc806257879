"""What the embedded model finds in a text that is being typed: beside the checks, for this text alone."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from starlette.testclient import TestClient

from pipeline.errors import EngineError
from pipeline.model import Likelihood, Pair, Rival
from pipeline.quality import likelihood
from pipeline.review import store
from pipeline.review.acts import name_of
from pipeline.review.safety import Place
from pipeline.review.server import make_app
from pipeline.translate.memory import LOCATION
from tests.fake_reading import FakeReading
from tests.gate.gate_cases import ENGLISH
from tests.patience import PATIENCE
from tests.review.review_cases import SLUG, entries_of, open_store, write_project
from tests.review.test_aids import remember
from tests.review.test_server import PAGE, open_client, unit_of

WRONG = "فتح المجلس البحيرة."
"""The council opened the lake."""
OPENED = Rival(
    kind="antonym",
    in_source=True,
    start=ENGLISH[0].index("closed"),
    end=ENGLISH[0].index("closed") + len("closed"),
    replacement="opened",
    forth=50.0,
    back=50.0,
)
SAID = "the translation reads as: <bdi>The council opened the lake.</bdi>"


@pytest.fixture
def project(tmp_path: Path, fake_reading: FakeReading) -> Path:
    write_project(tmp_path)
    fake_reading.rivals[WRONG] = (OPENED,)
    return tmp_path


def ask(client: TestClient, project: Path, what: str, text: str = WRONG) -> str:
    """Ask what is found in a text for the first unit: ``check`` by the checks, ``reading`` by the model too."""
    return client.post(f"/{what}/ar/{SLUG}", data={"name": name_of(entries_of(project)[0]), "text": text}).text


def test_the_model_is_asked_after_the_checks_and_its_finding_stands_with_that_text_alone(
    project: Path, fake_reading: FakeReading
) -> None:
    client = open_client(project)
    assert f'data-reading="/reading/ar/{SLUG}"' in client.get(PAGE).text
    assert SAID not in ask(client, project, "check")
    assert fake_reading.asked == []
    assert SAID in ask(client, project, "reading", f" {WRONG}\n")
    assert SAID in ask(client, project, "check")
    assert SAID not in ask(client, project, "check", f"{WRONG} 9")
    assert ask(client, project, "reading", f"{WRONG} 9") == ""
    assert ask(client, project, "reading", " ") == ""
    assert [pair.target for pair in fake_reading.asked] == [WRONG, f"{WRONG} 9"]


def test_what_was_found_stands_with_the_saved_text_without_a_score_and_is_waived(project: Path) -> None:
    client = open_client(project)
    ask(client, project, "reading")
    assert SAID not in client.get(PAGE).text
    client.post(PAGE, data={"act": "approve", "text": WRONG, "unit": unit_of(project, 0)})
    page = client.get(PAGE).text
    assert SAID in page
    assert 'class="score"' not in page
    client.post(PAGE, data={"act": "waive", "check": "reads-as", "unit": unit_of(project, 0)})
    page = client.get(PAGE).text
    assert page.index("waived</span>") < page.index(SAID) < page.index("Take the waiver back")


def test_what_was_read_is_kept_in_the_memory_where_there_is_one(project: Path, fake_reading: FakeReading) -> None:
    ask(open_client(project), project, "reading")
    assert not (project / LOCATION).exists()
    remember(project)
    for _ in range(2):
        with open_client(project) as client:
            assert SAID in ask(client, project, "reading")
    assert len(fake_reading.asked) == 2


@pytest.mark.parametrize("installed", [True, False])
def test_nothing_is_asked_without_the_model_or_in_languages_that_it_does_not_know(
    project: Path, fake_reading: FakeReading, monkeypatch: pytest.MonkeyPatch, *, installed: bool
) -> None:
    monkeypatch.setattr(likelihood, "is_installed", lambda _: installed)
    monkeypatch.setattr(fake_reading, "supports", lambda _: not installed)
    client = open_client(project)
    assert "data-reading" not in client.get(PAGE).text
    assert ask(client, project, "reading") == ""
    assert fake_reading.asked == []


def test_a_model_that_fails_disturbs_nobody(
    project: Path, fake_reading: FakeReading, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Sequence[Pair]) -> list[Likelihood]:
        raise EngineError("the disk is full")

    monkeypatch.setattr(fake_reading, "read", fail)
    answer = open_client(project).post(
        f"/reading/ar/{SLUG}", data={"name": name_of(entries_of(project)[0]), "text": WRONG}
    )
    assert (answer.status_code, answer.text) == (204, "")


def test_checks_and_saves_do_not_wait_for_the_model_and_show_what_it_finds_later(
    project: Path, fake_reading: FakeReading, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, read = Event(), Event(), fake_reading.read
    at_once: list[int] = []

    def wait(pairs: Sequence[Pair]) -> list[Likelihood]:
        at_once.append(1)
        begun.set()
        assert go_on.wait(PATIENCE)
        at_once.pop()
        assert not at_once
        return read(pairs)

    monkeypatch.setattr(fake_reading, "read", wait)
    with TestClient(make_app(open_store(project), Place()), base_url="http://127.0.0.1") as client:
        with ThreadPoolExecutor() as pool:
            asked = [pool.submit(ask, client, project, "reading") for _ in range(60)]
            try:
                assert begun.wait(PATIENCE)
                assert SAID not in ask(client, project, "check")
                client.post(PAGE, data={"act": "approve", "text": WRONG, "unit": unit_of(project, 0)})
                assert entries_of(project)[0].target == WRONG
                assert SAID not in client.get(PAGE).text
            finally:
                go_on.set()
            assert all(SAID in each.result() for each in asked)
        assert SAID in client.get(PAGE).text


def test_the_page_forgets_the_oldest_of_many(
    project: Path, fake_reading: FakeReading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_READ", 2)
    client, texts = open_client(project), [WRONG, f"{WRONG} 1", f"{WRONG} 2"]
    for text in texts:
        fake_reading.rivals[text] = (OPENED,)
        assert SAID in ask(client, project, "reading", text)
    assert [SAID in ask(client, project, "check", text) for text in texts] == [False, True, True]
