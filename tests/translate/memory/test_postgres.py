"""What is PostgreSQL's own: who writes when, what the server must be, and who shares a memory."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from pipeline.errors import ConfigError, MemoryFault
from pipeline.model import Candidate
from pipeline.project.settings import SettingsTable
from pipeline.translate.memory import DraftKey, Memory
from pipeline.translate.memory.settings import ADDRESS, MemorySettings, read_memory
from tests.postgres_server import Server
from tests.translate.memory.conftest import NEEDS_POSTGRES
from tests.translate.memory.memory_cases import AR_EN, EN_AR, make_catalog, make_record, recall, reviewed
from tests.translate.memory.test_lookup import STORM, make_sentences

pytestmark = NEEDS_POSTGRES
ARABIC = "قطعت العاصفة الكهرباء عن أربعة آلاف منزل على الساحل الشرقي يوم الاثنين"


def make_keys(count: int) -> list[DraftKey]:
    return [DraftKey(source=f"{number}", direction=EN_AR, engine="e", glossary="g") for number in range(count)]


def test_a_server_that_knows_no_arabic_letter_finds_arabic_texts(postgres: Server) -> None:
    with Memory(postgres.make_database("LC_CTYPE 'C' LC_COLLATE 'C'")) as memory:
        memory.take_file("old.tmx", "1", [replace(make_record(ARABIC, "x"), direction=AR_EN)])
        (match,) = memory.similar(ARABIC.replace("الشرقي", "الغربي"), AR_EN, "body")
        assert match.record.source == ARABIC


def test_both_databases_give_the_same_answers(postgres: Server, tmp_path: Path) -> None:
    sentences = make_sentences(600)
    with Memory(tmp_path / "memory.sqlite") as file, Memory(postgres.empty_database()) as server:
        for memory in (file, server):
            memory.take_file("old.tmx", "1", (make_record(text, text[::-1]) for text in sentences))
        for text in sentences[::10]:
            query = text.replace("people", "women")
            assert file.similar(query, EN_AR, "body")[0] == server.similar(query, EN_AR, "body")[0]
            assert recall(file, text, EN_AR, "body") == recall(server, text, EN_AR, "body")
        assert list(file.records()) == list(server.records())
        assert file.containing("Women", EN_AR) == server.containing("Women", EN_AR)
        assert file.tally() == server.tally()


def test_workers_that_store_the_same_drafts_at_once_agree_on_the_first(postgres: Server) -> None:
    place, keys = postgres.empty_database(), make_keys(400)
    with Memory(place):
        pass
    ready = threading.Barrier(4)

    def store(worker: int) -> dict[DraftKey, tuple[Candidate, ...]]:
        drafts = {key: (Candidate(text=f"{worker}"),) for key in (keys if worker % 2 else reversed(keys))}
        with Memory(place) as memory:
            ready.wait()
            return memory.store_drafts(drafts)

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(store, range(4)))
    assert all(one == told[0] for one in told)
    assert told[0].keys() == set(keys)


def test_workers_that_make_and_fill_a_memory_at_once_lose_nothing(postgres: Server) -> None:
    place = postgres.empty_database()
    ready = threading.Barrier(4)

    def fill(worker: int) -> None:
        ready.wait()
        with Memory(place) as memory:
            for number in range(5):
                texts = [make_record(f"Sentence {n} of file {number} by {worker}", "y") for n in range(20)]
                memory.take_file(f"{worker}-{number}", "1", texts)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fill, range(4)))
    with Memory(place) as memory:
        assert len(list(memory.records())) == 4 * 5 * 20
        assert memory.similar("Sentence 7 of file 3 by 2", EN_AR, "body")[0].similarity == 100


def test_a_project_forgets_only_what_its_own_catalogs_held(postgres: Server) -> None:
    place = postgres.empty_database()
    with Memory(place, "desk") as desk, Memory(place, "bureau") as bureau:
        desk.learn([make_catalog(reviewed("body#1", STORM, "عاصفة"))], ["ar"])
        bureau.learn([make_catalog(reviewed("body#1", "Rain", "مطر"))], ["ar"])
        bureau.learn([], ["ar"])
        bureau.clear()
        assert recall(bureau, "Rain", EN_AR, "body") is None
        assert recall(bureau, STORM, EN_AR, "body")
        assert bureau.similar(STORM.replace("4,000", "5,000"), EN_AR, "body")


def test_a_database_that_is_not_in_utf8_is_refused_with_the_command_that_makes_one(postgres: Server) -> None:
    with pytest.raises(MemoryFault, match=r"SQL_ASCII, .* createdb --encoding=UTF8"):
        Memory(postgres.make_database("ENCODING 'SQL_ASCII'"))


def test_a_role_that_may_make_no_tables_is_told_what_to_grant(postgres: Server) -> None:
    place = postgres.make_database()
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")  # as it is from version 15 on
    with pytest.raises(MemoryFault, match=r"OWNER TO reader\).*\(GRANT CREATE ON SCHEMA public TO reader\)"):
        Memory(place.replace("newsloc@", "reader@"))


def test_a_server_that_is_gone_is_a_clear_error_and_one_that_came_back_is_used_again(postgres: Server) -> None:
    with Memory(postgres.empty_database()) as memory:
        memory.learn([make_catalog(reviewed("body#1", STORM, "عاصفة"))])
        postgres.stop()
        with pytest.raises(MemoryFault, match=r"postgresql://.* check that the server runs"):
            recall(memory, STORM, EN_AR, "body")
        postgres.start()
        assert recall(memory, STORM, EN_AR, "body")


def test_a_password_is_never_shown() -> None:
    with pytest.raises(MemoryFault) as caught:
        Memory("postgresql://me:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)
    assert "me:***@127.0.0.1" in str(caught.value)


@pytest.mark.parametrize("address", ["mysql://h/d", "sqlite:///x.db", "not an address"])
def test_an_address_of_something_else_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="postgresql://HOST/DATABASE"):
        Memory(address)


def test_the_settings_name_files_or_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ADDRESS, raising=False)
    read = [
        read_memory(SettingsTable(values=values))
        for values in (
            {},
            {"memory": ["old.tmx"]},
            {"memory": {"files": ["old.tmx"], "url": "postgresql://h/d", "project": "desk"}},
        )
    ]
    shared = MemorySettings(files=("old.tmx",), url="postgresql://h/d", project="desk")
    assert read == [MemorySettings(), MemorySettings(files=("old.tmx",)), shared]
    monkeypatch.setenv(ADDRESS, "postgresql://other/d")
    assert read_memory(SettingsTable(values={"memory": {"project": "desk"}})).url == "postgresql://other/d"
    with pytest.raises(ConfigError, match=r"memory\.project: .* must know whose it is"):
        read_memory(SettingsTable(values={"memory": {"url": "postgresql://h/d"}}))
