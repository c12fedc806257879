"""Targets of engines, drafted as `localize` drafts, and of files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import EngineError, SourceError
from pipeline.model import Candidate, Catalog, Entry
from pipeline.quality.evaluate.sets import Languages, ParallelSet, read_file
from pipeline.quality.evaluate.systems import draft_set, read_system
from pipeline.translate.drafting import Drafting
from pipeline.translate.glossary import load_glossary
from pipeline.translate.memory import Memory
from tests.fake_engine import FakeEngine
from tests.quality.evaluation_cases import EN_AR, SOURCES, TARGETS, WRONG, make_samples, write_tsv
from tests.quality.test_evaluate_sets import PO, write

TABLE = {
    source: (Candidate(text=target, log_probability=-0.5),) for source, target in zip(SOURCES, TARGETS, strict=True)
}


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory(tmp_path / "memory.sqlite") as memory:
        yield memory


def drafting_with(memory: Memory, engine: FakeEngine) -> Drafting:
    return Drafting(engine=engine, direction=EN_AR, glossary=load_glossary(), memory=memory)


def test_an_engine_drafts_every_sample_in_order(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.quality.evaluate.systems.QUALITY", {"fake": "a table"})
    heard: list[int] = []
    engine = FakeEngine(TABLE, backwards=True)
    system = draft_set(drafting_with(memory, engine), make_samples(), "fake", heard.append)
    assert system.targets == TARGETS
    assert (system.name, system.label, system.quality) == ("fake", "fake fake-ar@1", "a table")
    assert sum(heard) == len(SOURCES)


def test_a_sentence_comes_with_the_one_before_it_in_its_article(memory: Memory) -> None:
    engine = FakeEngine(TABLE)
    draft_set(drafting_with(memory, engine), make_samples(), "fake")
    assert engine.previous == {SOURCES[0]: "", SOURCES[1]: SOURCES[0], SOURCES[2]: "", SOURCES[3]: SOURCES[2]}


def test_sources_are_normalized_before_they_are_drafted(memory: Memory) -> None:
    samples = make_samples()
    loose = replace(samples.samples[0], source="Council  opens\u00a012 bus lines\u200f")
    engine = FakeEngine(TABLE)
    system = draft_set(drafting_with(memory, engine), replace(samples, samples=(loose,)), "fake")
    assert engine.asked == [SOURCES[0]]
    assert system.targets == TARGETS[:1]


def test_drafts_of_the_memory_are_used(memory: Memory) -> None:
    first = draft_set(drafting_with(memory, FakeEngine(TABLE)), make_samples(), "fake")
    engine = FakeEngine(TABLE)
    again = draft_set(drafting_with(memory, engine), make_samples(), "fake")
    assert engine.asked == []
    assert again.targets == first.targets


def test_reviewed_translations_of_the_memory_are_never_used(memory: Memory) -> None:
    entries = tuple(
        Entry(context=f"body#{number}", source=source, target=target)
        for number, (source, target) in enumerate(zip(SOURCES, TARGETS, strict=True))
    )
    memory.learn([Catalog(slug="buses", source_language="en", language="ar", entries=entries)])
    system = draft_set(drafting_with(memory, FakeEngine()), make_samples(), "fake")
    assert not set(system.targets) & set(TARGETS)


def test_a_sample_without_a_draft_has_an_empty_target(memory: Memory) -> None:
    system = draft_set(drafting_with(memory, FakeEngine({**TABLE, SOURCES[1]: ()})), make_samples(), "fake")
    assert system.targets == (TARGETS[0], "", *TARGETS[2:])


def test_an_engine_that_breaks_is_an_error(memory: Memory) -> None:
    with pytest.raises(EngineError, match="the fake engine broke"):
        draft_set(drafting_with(memory, FakeEngine(fails_after=0)), make_samples(), "fake")


def test_a_text_file_has_a_line_for_each_unit(tmp_path: Path) -> None:
    path = write(tmp_path / "hyp.txt", "\n".join(WRONG) + "\n")
    system = read_system(path, make_samples())
    assert system.targets == WRONG


def test_a_text_file_is_as_long_as_the_set(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"short\.txt: has 3 lines, but small has 4 units"):
        read_system(write(tmp_path / "short.txt", "a\nb\nc\n"), make_samples())


@pytest.fixture
def reviewed(tmp_path: Path) -> ParallelSet:
    """A PO after the review: three entries, two of the same text."""
    entries = (
        PO.replace("#, fuzzy\n", "")
        .replace('msgstr ""\n', 'msgstr "ليس بعد."\n')
        .replace('"ليس بعد."\n"Language', '""\n"Language')
    )
    more = '\nmsgctxt "caption#4"\nmsgid "The ice broke."\nmsgstr "تكسّر الجليد."\n'
    return read_file(write(tmp_path / "after.po", entries + more), Languages())


def test_the_drafts_of_a_po_are_found_by_context_else_by_text(tmp_path: Path, reviewed: ParallelSet) -> None:
    assert len(reviewed.samples) == 4
    system = read_system(write(tmp_path / "before.po", PO), reviewed)
    assert system.targets == ("", "انكسر الثلج.", "", "انكسر الثلج.")


def test_a_draft_of_an_older_text_is_none_of_this_one(tmp_path: Path, reviewed: ParallelSet) -> None:
    old = PO.replace("#, fuzzy\n", '#, fuzzy\n#| msgid "The ice held."\n')
    with pytest.raises(SourceError, match=r"has 0 drafts, none of them of a unit of after\.en-ar"):
        read_system(write(tmp_path / "before.po", old), reviewed)


def test_a_set_of_a_tsv_takes_drafts_of_a_po_by_text(tmp_path: Path) -> None:
    samples = read_file(write_tsv(tmp_path / "news.en-ar.tsv"), Languages())
    po = PO.replace("The ice broke.", SOURCES[2])
    assert read_system(write(tmp_path / "x.po", po), samples).targets == (
        "",
        "",
        "انكسر الثلج.",
        "",
    )
