import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import MemoryFault
from pipeline.model import Candidate, Catalog, Direction, Entry
from pipeline.translate.memory import DraftKey, Memory
from tests.translate.memory.memory_cases import journal, recall

EN_AR = Direction(source="en", target="ar")
CANDIDATES = (Candidate(text="مرحبا", log_probability=-0.25), Candidate(text="أهلا"))


def make_key(source: str = "Hello", engine: str = "draft x@1", glossary: str = "g1") -> DraftKey:
    return DraftKey(source=source, direction=EN_AR, engine=engine, glossary=glossary)


def make_catalog(*entries: Entry, slug: str = "ice") -> Catalog:
    return Catalog(slug=slug, source_language="en", language="ar", entries=entries)


def reviewed(context: str, source: str, target: str) -> Entry:
    return Entry(context=context, source=source, target=target)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".newsloc" / "memory.sqlite"


def test_candidates_come_back_as_they_were_stored_even_in_another_process_life(place: Path | str) -> None:
    with Memory(place) as memory:
        memory.store_drafts({make_key(): CANDIDATES})
    with Memory(place) as memory:
        assert memory.drafts([make_key()]) == {make_key(): CANDIDATES}


@pytest.mark.parametrize("other", [make_key("Hello!"), make_key(engine="draft x@2"), make_key(glossary="g2")])
def test_a_draft_is_found_only_under_its_source_engine_and_glossary(place: Path | str, other: DraftKey) -> None:
    with Memory(place) as memory:
        memory.store_drafts({make_key(): CANDIDATES})
        assert memory.drafts([other]) == {}


def test_the_first_draft_wins_and_a_later_one_is_told_so(place: Path | str) -> None:
    with Memory(place) as memory:
        assert memory.store_drafts({make_key(): CANDIDATES}) == {make_key(): CANDIDATES}
        assert memory.store_drafts({make_key(): CANDIDATES[1:]}) == {make_key(): CANDIDATES}
        assert memory.drafts([make_key()]) == {make_key(): CANDIDATES}


def test_a_draft_stored_again_is_kept_once(place: Path | str) -> None:
    with Memory(place) as memory:
        memory.store_drafts({make_key(): CANDIDATES})
        memory.store_drafts({make_key(): CANDIDATES})
        assert memory.drafts([make_key()]) == {make_key(): CANDIDATES}


def test_more_keys_than_one_statement_takes_are_all_found(place: Path | str) -> None:
    keys = [make_key(f"sentence {number}") for number in range(1200)]
    with Memory(place) as memory:
        memory.store_drafts(dict.fromkeys(keys, CANDIDATES))
        assert memory.drafts(keys).keys() == set(keys)


def test_only_reviewed_entries_are_learned(place: Path | str) -> None:
    draft = Entry(context="body#2", source="Bye", target="وداعا", fuzzy=True)
    with Memory(place) as memory:
        memory.learn([make_catalog(reviewed("body#1", "Hello", "مرحبا"), draft)])
        match = recall(memory, "Hello", EN_AR, "body")
        assert match
        assert (match.target, match.similarity, match.record.where) == ("مرحبا", 100, "ice body#1")
        assert recall(memory, "Bye", EN_AR, "body") is None
        assert recall(memory, "Hello", Direction(source="en", target="fr"), "body") is None


def test_the_same_role_comes_before_others(place: Path | str) -> None:
    entries = (reviewed("body#1", "Storm", "عاصفة"), reviewed("headline#2", "Storm", "العاصفة"))
    with Memory(place) as memory:
        memory.learn([make_catalog(*entries)])
        match = recall(memory, "Storm", EN_AR, "headline")
        assert match
        assert match.target == "العاصفة"


def test_learning_a_catalog_again_forgets_what_it_no_longer_says(place: Path | str) -> None:
    with Memory(place) as memory:
        memory.learn([make_catalog(reviewed("body#1", "Hello", "مرحبا"))])
        memory.learn([make_catalog()])
        assert recall(memory, "Hello", EN_AR, "body") is None


def test_a_broken_database_is_a_clear_error(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(MemoryFault, match=r"memory\.sqlite: .*run `newsloc memory rebuild`"):
        Memory(path)


def test_a_database_that_cannot_hold_the_memory_is_closed_again(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE VIEW units_by_text AS SELECT 1 AS id")
    with pytest.raises(MemoryFault):
        Memory(path)
    assert not journal(path).exists()


def test_a_database_that_breaks_later_is_a_clear_error(path: Path) -> None:
    with Memory(path) as memory:
        memory._opened.close()
        path.write_bytes(b"this is no database" * 1000)
        with pytest.raises(MemoryFault):
            memory.drafts([make_key()])
        with pytest.raises(MemoryFault):
            memory.store_drafts({make_key(): CANDIDATES})
