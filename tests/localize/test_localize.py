import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polib
import pytest

from pipeline.catalog.carry import written_by_person
from pipeline.catalog.po import read_catalog, write_catalog
from pipeline.cli.settings import Settings
from pipeline.errors import CatalogError, EngineError
from pipeline.localize.job import ArticleRow, Job, Observer, RunResult
from pipeline.localize.run import localize, localize_each
from pipeline.model import Article, Candidate, Catalog, Direction, Entry, Request, Rival, State, Verdict
from pipeline.project.paths import catalog_path, template_path
from pipeline.project.progress import no_progress
from pipeline.quality.choice import choose_drafts
from pipeline.quality.settings import QualitySettings
from pipeline.sources.article import find_articles
from pipeline.translate.glossary import load_glossary
from pipeline.translate.memory import Memory
from tests.fake_engine import FakeEngine
from tests.fake_reading import FakeReading

ENGLISH = """---
language: en
title: "Council opens 12 bus lines"
---

The council voted 31 to 9 on Thursday. Buses start in May.

“People will finally have a way home,” said Dalia Haddad.
"""
ARABIC = "افتتح المجلس اثني عشر خطا جديدا للحافلات في المدينة يوم الخميس. وستبدأ الحافلات العمل في شهر أيار.\n"
UNITS = 4
ARABIC_UNITS = 2

GOOD = Candidate(text="صوت المجلس بأغلبية 31 مقابل 9 يوم الخميس.", log_probability=-0.9)
WRONG_NUMBER = Candidate(text="صوت المجلس بأغلبية 13 مقابل 9 يوم الخميس.", log_probability=-0.2)
VOTE = "The council voted 31 to 9 on Thursday."


LINKED = "Read [resolution 71/248](https://undocs.org/A/RES/71/248) of the Assembly first."
WITH_LINK = f"---\nlanguage: en\n---\n\n{LINKED}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    source.mkdir()
    (source / "buses.md").write_text(ENGLISH, encoding="utf-8")
    (source / "khat.txt").write_text(ARABIC, encoding="utf-8")
    return tmp_path


def run(  # noqa: PLR0913 - each with a default
    project: Path,
    engine: FakeEngine | None = None,
    *,
    redraft: bool = False,
    dry_run: bool = False,
    settings: Settings | None = None,
    said: list[str] | None = None,
    translates: bool = True,
) -> RunResult:
    engine = engine or FakeEngine()

    def engine_for(direction: Direction) -> FakeEngine:
        if not engine.supports(direction):
            raise EngineError(f"nobody knows {direction}")
        return engine

    settings = settings or Settings()
    with Memory(project / ".newsloc" / "memory.sqlite") as memory:
        job = Job(
            project=project,
            languages=settings.languages,
            rules=settings.quality.rules,
            glossary=load_glossary(),
            memory=memory,
            engine_for=engine_for,
            redraft=redraft,
            translates=lambda _: translates,
            dry_run=dry_run,
            scored=settings.quality.score,
        )
        say = (lambda _: None) if said is None else said.append
        return localize(job, find_articles(project), Observer(say=say, progress=no_progress))


def snapshot(project: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted((project / "locales").rglob("*")) if path.is_file()}


def entries(project: Path, slug: str = "buses", language: str = "ar") -> dict[str, Entry]:
    return {entry.source: entry for entry in read_catalog(catalog_path(project, language, slug)).entries}


def edit(project: Path, change: Callable[[polib.POFile], None], slug: str = "buses", language: str = "ar") -> None:
    """Edit a catalog with another program than ours."""
    path = catalog_path(project, language, slug)
    catalog = polib.pofile(str(path), wrapwidth=0)
    change(catalog)
    catalog.save(str(path))


def approve(catalog: polib.POFile) -> None:
    for entry in catalog:
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]


def test_every_article_gets_a_template_and_a_catalog_in_each_language_but_its_own(project: Path) -> None:
    outcome = run(project)
    assert not outcome.problems
    for slug, units, other, own in (("buses", UNITS, "ar", "en"), ("khat", ARABIC_UNITS, "en", "ar")):
        assert len(read_catalog(template_path(project, slug)).entries) == units
        path = catalog_path(project, other, slug)
        assert len(read_catalog(path).entries) == units
        assert path.with_suffix(".mo").is_file()
        assert not catalog_path(project, own, slug).exists()


def test_machine_targets_are_fuzzy_and_say_where_they_come_from(project: Path) -> None:
    run(project)
    entry = entries(project)[VOTE]
    assert entry.state is State.DRAFT
    assert entry.provenance
    assert (entry.provenance.engine, entry.provenance.model) == ("fake", "fake-ar@1")
    assert entry.provenance.score
    assert not any("chance" in note or "review:" in note for note in entry.notes), "every draft is to be reviewed"


def test_a_catalog_in_the_articles_own_language_is_left_alone_and_that_is_said(project: Path) -> None:
    run(project)
    path, said = catalog_path(project, "en", "buses"), list[str]()
    path.write_bytes(catalog_path(project, "ar", "buses").read_bytes())
    before = path.read_bytes()
    assert not run(project, said=said).problems
    assert path.read_bytes() == before
    assert [line for line in said if "locales/en/LC_MESSAGES/buses.po: not read" in line]


def test_an_article_in_the_only_language_is_read_and_nothing_is_to_be_done(project: Path) -> None:
    said: list[str] = []
    outcome = run(project, settings=Settings(languages=("en",)), said=said)
    assert {row.slug for row in outcome.rows} == {"khat"}
    assert not outcome.problems
    assert not said
    assert template_path(project, "buses").is_file()


def test_running_twice_changes_no_byte_and_asks_no_engine(project: Path) -> None:
    run(project)
    before = snapshot(project)
    engine = FakeEngine()
    outcome = run(project, engine)
    assert snapshot(project) == before
    assert engine.asked == []
    assert all(row.drafted == 0 and row.reused == row.units for row in outcome.rows)


def test_a_wrong_number_costs_the_score_and_is_named_in_the_notes(project: Path) -> None:
    run(project, FakeEngine({VOTE: [WRONG_NUMBER]}))
    entry = entries(project)[VOTE]
    assert entry.provenance
    assert entry.provenance.score
    assert entry.provenance.score.verdict is Verdict.REDO
    assert "numbers" in entry.provenance.findings
    assert any(note.startswith("error: ") and "31" in note for note in entry.notes)


def test_an_edited_sentence_is_reviewed_again_once_its_fuzzy_mark_is_removed(project: Path) -> None:
    run(project)
    edit(project, approve)
    article, path = project / "source" / "buses.md", catalog_path(project, "ar", "buses")
    article.write_text(ENGLISH.replace("31 to 9", "32 to 8"), encoding="utf-8")
    run(project)
    edit(project, approve)
    assert "#| msgid" in path.read_text(encoding="utf-8")
    run(project)
    entry = entries(project)["The council voted 32 to 8 on Thursday."]
    assert (entry.state, entry.previous_source) == (State.REVIEWED, None)
    text = path.read_text(encoding="utf-8")
    assert "#| " not in text
    assert "The source changed" not in text
    run(project)
    assert path.read_text(encoding="utf-8") == text


def test_a_former_draft_stands_where_no_other_comes(project: Path) -> None:
    run(project, FakeEngine({VOTE: [GOOD]}))
    (project / ".newsloc" / "memory.sqlite").unlink()
    before = snapshot(project)
    outcome = run(project, FakeEngine({VOTE: []}), redraft=True)
    assert snapshot(project) == before
    assert all(row.missing == 0 for row in outcome.rows)


WEDNESDAY = Rival(
    kind="date",
    in_source=True,
    start=VOTE.index("Thursday"),
    end=VOTE.index("Thursday") + len("Thursday"),
    replacement="Wednesday",
    forth=50.0,
    back=50.0,
)


def test_what_a_model_found_stands_with_the_draft_and_is_not_asked_for_again(
    project: Path, fake_reading: FakeReading
) -> None:
    fake_reading.rivals[GOOD.text] = (WEDNESDAY,)
    run(project, FakeEngine({VOTE: [GOOD]}))
    assert any("reads as" in note and "9 on Wednesday." in note for note in entries(project)[VOTE].notes)
    before, asked = snapshot(project), len(fake_reading.asked)
    run(project, FakeEngine({VOTE: [GOOD]}))
    run(project, FakeEngine({VOTE: [GOOD]}), redraft=True)
    assert snapshot(project) == before
    assert len(fake_reading.asked) == asked
    (project / ".newsloc" / "memory.sqlite").unlink()
    fake_reading.rivals.clear()
    run(project)
    assert snapshot(project) == before


def rewrite(project: Path, text: str) -> None:
    """Let a person write another draft of a unit with another program."""

    def write(catalog: polib.POFile) -> None:
        next(entry for entry in catalog if entry.msgid == VOTE).msgstr = text

    edit(project, write)


def test_a_model_reads_what_people_wrote_and_nobody_reviewed(project: Path, fake_reading: FakeReading) -> None:
    fake_reading.rivals[GOOD.text] = (WEDNESDAY,)
    run(project, FakeEngine({VOTE: [GOOD]}))
    better, theirs = GOOD.text.replace("المجلس", "مجلس المدينة"), GOOD.text.replace("الخميس", "الأربعاء")
    rewrite(project, better)
    run(project)
    assert not [note for note in entries(project)[VOTE].notes if "reads as" in note]
    fake_reading.rivals[theirs] = (WEDNESDAY,)
    rewrite(project, theirs)
    run(project)
    entry = entries(project)[VOTE]
    assert [note for note in entry.notes if "reads as" in note]
    assert written_by_person(entry), "an engine writes no other text over it"
    before = snapshot(project)
    run(project, FakeEngine({VOTE: [GOOD]}), redraft=True)
    assert snapshot(project) == before
    rewrite(project, better)
    run(project)
    assert entries(project)[VOTE].provenance is None


def test_a_draft_stands_until_redraft_asks_the_engine_anew(project: Path) -> None:
    (project / "source" / "more.md").write_text(f"---\nlanguage: en\n---\n\n{VOTE}\n", encoding="utf-8")
    run(project, FakeEngine({VOTE: [WRONG_NUMBER]}))
    engine = FakeEngine({VOTE: [GOOD]})
    run(project, engine)
    assert entries(project)[VOTE].target == WRONG_NUMBER.text
    assert not engine.asked
    run(project, engine, redraft=True)
    assert {entries(project, slug)[VOTE].target for slug in ("buses", "more")} == {GOOD.text}
    assert engine.asked.count(VOTE) == 1
    catalog_path(project, "ar", "buses").unlink()
    run(project, FakeEngine())
    assert entries(project)[VOTE].target == GOOD.text


def test_a_killed_run_goes_on_where_it_stopped(project: Path) -> None:
    body = "\n\n".join(f"Sentence number {number} stands here." for number in range(40))
    (project / "source" / "long.md").write_text(f"---\nlanguage: en\n---\n\n{body}\n", encoding="utf-8")
    broken = run(project, FakeEngine(fails_after=32))
    assert any("broke" in problem for problem in broken.problems)
    engine = FakeEngine()
    outcome = run(project, engine)
    assert not outcome.problems
    assert len(engine.asked) < 40
    assert all(row.missing == 0 for row in outcome.rows)


def test_the_same_sentence_is_translated_once(project: Path) -> None:
    text = f"---\nlanguage: en\n---\n\n{VOTE} And so on.\n"
    (project / "source" / "again.md").write_text(text, encoding="utf-8")
    engine = FakeEngine()
    run(project, engine)
    assert engine.asked.count(VOTE) == 1


def test_glossary_terms_reach_the_engine(project: Path) -> None:
    sentence = "The International Criminal Court opened a case."
    (project / "source" / "court.md").write_text(f"---\nlanguage: en\n---\n\n{sentence}\n", encoding="utf-8")
    engine = FakeEngine()
    run(project, engine)
    assert "International Criminal Court" in engine.terms[sentence]


def test_one_unreadable_article_does_not_stop_the_others(project: Path) -> None:
    (project / "source" / "broken.md").write_bytes(b"---\nlanguage: en\n---\n\n\xff\xfe broken\n")
    outcome = run(project)
    assert outcome.failed_files == 1
    assert any("broken.md" in problem for problem in outcome.problems)
    assert catalog_path(project, "ar", "buses").is_file()


def test_a_language_no_engine_knows_stays_missing_with_a_message(project: Path) -> None:
    (project / "source" / "lyon.md").write_text("---\nlanguage: fr\n---\n\nLe conseil a voté.\n", encoding="utf-8")
    outcome = run(project)
    assert any("fr->ar" in problem for problem in outcome.problems)
    assert [row.missing for row in outcome.rows if (row.slug, row.language) == ("lyon", "ar")] == [1]
    assert outcome.failed_files == 0
    assert entries(project, "lyon")["Le conseil a voté."].state is State.MISSING
    assert catalog_path(project, "ar", "buses").is_file()


def test_a_dry_run_writes_nothing(project: Path) -> None:
    engine = FakeEngine()
    run(project, engine, dry_run=True)
    assert engine.asked == []
    assert not (project / "locales").exists()


def test_an_arabic_sentence_in_an_english_article_is_copied_into_the_arabic_catalog(project: Path) -> None:
    quote = "نريد أن نعرف مصير أبنائنا وأن يحاسب من ارتكب هذه الجرائم أمام القضاء."
    (project / "source" / "quote.md").write_text(
        f"---\nlanguage: en\n---\n\nShe said:\n\n> {quote}\n", encoding="utf-8"
    )
    outcome = run(project)
    entry = entries(project, "quote")[quote]
    assert not outcome.problems
    assert (entry.target, entry.state) == (quote, State.DRAFT)


def test_a_catalog_that_cannot_be_read_is_reported_and_left_alone(project: Path) -> None:
    run(project)
    path = catalog_path(project, "ar", "buses")
    broken = path.read_bytes() + b"<<<<<<< ours\n"
    path.write_bytes(broken)
    outcome = run(project)
    assert any("buses.po" in problem for problem in outcome.problems)
    assert outcome.failed_files == 1
    assert path.read_bytes() == broken


def test_an_article_is_written_as_soon_as_it_is_whole(project: Path) -> None:
    (project / "source" / "zoo.md").write_text("---\nlanguage: en\n---\n\nThe zoo opens. It rains.\n", encoding="utf-8")
    seen: list[bool] = []

    class Watcher(FakeEngine):
        def translate(
            self, requests: Sequence[Request], direction: Direction
        ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
            for answer in super().translate(requests, direction):
                seen.append(catalog_path(project, "ar", "buses").is_file())
                time.sleep(0.005)  # what takes no time is stored together
                yield answer

    run(project, Watcher())
    # Four units of buses, then two of zoo: the first is there before the second of zoo; then the Arabic article's two.
    assert seen == [False] * UNITS + [True] * (2 + ARABIC_UNITS)


def test_what_needs_no_engine_is_written_before_one_is_asked_for(project: Path) -> None:
    quote = "نريد أن نعرف مصير أبنائنا وأن يحاسب من ارتكب هذه الجرائم أمام القضاء."
    (project / "source" / "quote.md").write_text(f"---\nlanguage: en\n---\n\n> {quote}\n", encoding="utf-8")

    class Unwilling(FakeEngine):
        def supports(self, direction: Direction) -> bool:
            del direction
            assert catalog_path(project, "ar", "quote").is_file()
            return False

    assert len([problem for problem in run(project, Unwilling()).problems if "nobody knows" in problem]) == 2


def test_a_direction_that_fails_leaves_the_others_and_what_it_did(project: Path) -> None:
    class HalfBroken(FakeEngine):
        def translate(
            self, requests: Sequence[Request], direction: Direction
        ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
            answers = super().translate(requests, direction)
            yield next(answers)
            if direction.target == "ar":
                raise RuntimeError("out of luck")
            yield from answers

    outcome = run(project, HalfBroken())
    assert any("en->ar: the fake engine broke (RuntimeError: out of luck)" in problem for problem in outcome.problems)
    assert sum(entry.state is State.DRAFT for entry in entries(project).values()) == 1
    assert all(entry.target for entry in entries(project, "khat", "en").values())


def test_the_order_in_which_an_engine_answers_changes_no_byte(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    linked = "---\nlanguage: en\n---\n\nRead [resolution 71/248](https://undocs.org/A/RES/71/248) first.\n\n"
    (project / "source" / "link.md").write_text(f"{linked}{VOTE}\n", encoding="utf-8")
    table = {VOTE: [WRONG_NUMBER, GOOD]}
    run(project, FakeEngine(table))
    before = snapshot(project)
    shutil.rmtree(project / "locales")
    shutil.rmtree(project / ".newsloc")
    run(project, FakeEngine(table, backwards=True))
    assert snapshot(project) == before


def test_a_run_that_broke_and_went_on_writes_the_same_bytes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    run(project)
    before = snapshot(project)
    shutil.rmtree(project / "locales")
    shutil.rmtree(project / ".newsloc")
    with pytest.raises(KeyboardInterrupt):
        run(project, FakeEngine(fails_after=2, error=KeyboardInterrupt()))
    run(project)
    assert snapshot(project) == before


def test_a_stop_leaves_whole_articles_and_goes_on_with_the_rest(project: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(project, FakeEngine(fails_after=UNITS + 1, error=KeyboardInterrupt()))
    assert all(entry.target for entry in entries(project).values())
    assert not catalog_path(project, "en", "khat").is_file()
    engine = FakeEngine()
    assert not run(project, engine).problems
    assert len(engine.asked) == ARABIC_UNITS - 1


def test_an_article_that_is_whole_when_the_run_is_stopped_is_written(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = choose_drafts
    calls = []

    def stop_once(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return original(*arguments)

    monkeypatch.setattr("pipeline.localize.run.choose_drafts", stop_once)
    with pytest.raises(KeyboardInterrupt):
        run(project)
    assert all(entry.target for entry in entries(project).values())


def test_a_catalog_that_cannot_be_written_does_not_stop_the_others(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = write_catalog

    def refuse(path: Path, catalog: Catalog, **how: Any) -> bool:
        if path == catalog_path(project, "ar", "buses"):
            raise CatalogError(f"{path}: cannot be written (disk full); make room, then run again")
        return original(path, catalog, **how)

    monkeypatch.setattr("pipeline.localize.finishing.write_catalog", refuse)
    outcome = run(project)
    assert outcome.failed_files == 1
    assert ["disk full" in problem for problem in outcome.problems] == [True]
    assert len(outcome.rows) == 1
    assert all(entry.target for entry in entries(project, "khat", "en").values())


def test_an_engine_hears_the_sentence_before(project: Path) -> None:
    engine = FakeEngine()
    run(project, engine)
    assert engine.previous[VOTE] == "Council opens 12 bus lines"
    assert engine.previous["Buses start in May."] == VOTE
    assert engine.previous["Council opens 12 bus lines"] == ""


class MeanwhileEngine(FakeEngine):
    """Lets somebody else work on the project while it translates."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self.meanwhile = meanwhile

    def translate(
        self, requests: Sequence[Request], direction: Direction
    ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
        self.meanwhile()
        yield from super().translate(requests, direction)

    def label(self, direction: Direction) -> str:
        return f"meanwhile-{direction.target}@1"


def test_what_a_person_saves_during_a_run_is_kept(project: Path) -> None:
    run(project)
    (project / "source" / "buses.md").write_text(ENGLISH + "\nIt rained all day long.\n", encoding="utf-8")

    def work(catalog: polib.POFile) -> None:
        first, second, *_ = catalog
        first.msgstr, first.flags = "ترجمة إنسان", []
        second.tcomment += "\nراجعوا التاريخ"

    run(project, MeanwhileEngine(lambda: edit(project, work)))
    found = list(entries(project).values())
    assert (found[0].target, found[0].state) == ("ترجمة إنسان", State.REVIEWED)
    assert "راجعوا التاريخ" in found[1].comments
    assert found[-1].source == "It rained all day long."
    assert found[-1].state is State.DRAFT


def test_what_a_person_saves_during_a_redraft_is_kept(project: Path) -> None:
    run(project)

    def work(catalog: polib.POFile) -> None:
        catalog[0].msgstr = "ترجمة إنسان"

    engine = MeanwhileEngine(lambda: edit(project, work))
    run(project, engine, redraft=True)
    assert engine.asked
    assert next(iter(entries(project).values())).target == "ترجمة إنسان"


def test_two_translations_of_one_unit_are_reported_and_kept(project: Path) -> None:
    run(project)

    def work(catalog: polib.POFile) -> None:
        approve(catalog)
        catalog.append(polib.POEntry(msgid=catalog[0].msgid, msgstr="ترجمة أخرى"))

    edit(project, work)
    outcome = run(project)
    assert len(outcome.problems) == 1
    assert outcome.problems[0].startswith("locales/ar/LC_MESSAGES/buses.po: headline#1 has two translations")
    assert "ترجمة أخرى" in outcome.problems[0]
    assert not run(project).problems
    assert any("ترجمة أخرى" in comment for comment in next(iter(entries(project).values())).comments)


@pytest.mark.parametrize("place", ["locales/ar/LC_MESSAGES", "source", "source/desk"])
def test_what_a_killed_run_left_half_written_is_removed_and_nothing_else(project: Path, place: str) -> None:
    folder = project / place
    folder.mkdir(parents=True, exist_ok=True)
    dead, alive = folder / ".buses.po.999999999.abcdef12.tmp", folder / f".buses.po.{os.getpid()}.abcdef12.tmp"
    theirs = [folder / name for name in (".notes.tmp", ".buses.999999999.tmp", "buses.999999999.abcdef12.tmp")]
    young = folder / ".buses.po.999999998.abcdef12.tmp"  # it may be at work on a machine that shares the folder
    for path in (dead, alive, young, *theirs):
        path.write_text("half", encoding="utf-8")
    hour_ago = time.time() - 60 * 60
    for path in (dead, alive, *theirs):
        os.utime(path, (hour_ago, hour_ago))
    run(project)
    assert not dead.exists()
    assert alive.exists()
    assert young.exists()
    assert all(path.exists() for path in theirs)


def test_a_killed_article_is_left_as_it_is(project: Path) -> None:
    run(project)
    before = snapshot(project)
    article = project / "source" / "buses.md"
    article.write_text(ENGLISH.replace("language: en", "language: en\nkill: true") + "\nMore.\n", encoding="utf-8")
    outcome = run(project)
    assert {row.slug for row in outcome.rows} == {"khat"}
    assert outcome.problems == ()
    assert snapshot(project) == before


def test_several_processes_write_what_one_does(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    for number in range(3):
        (project / "source" / f"more-{number}.md").write_text(ENGLISH.replace("31", f"3{number}"), encoding="utf-8")
    (project / "source" / "broken.md").write_text("---\nlanguage: en\ndate: never\n---\n\nText.\n", encoding="utf-8")
    run(project)
    (project / "source" / "more-1.md").write_text(ENGLISH.replace("31", "41"), encoding="utf-8")
    other = tmp_path.with_name(f"{tmp_path.name}-other")
    shutil.copytree(project, other)
    one = run(project)
    asked: list[int] = []

    def count(seconds: float, articles: int) -> int:
        assert 0 < seconds < 1
        asked.append(articles)
        return 2

    monkeypatch.setattr("pipeline.localize.run.count_processes", count)
    two = run(other)
    assert asked == [5, 6]  # those with catalogs are opened before, to learn them; one of the others is broken
    assert two.rows == one.rows
    assert [problem.replace(str(other), str(project)) for problem in two.problems] == list(one.problems)
    assert len(two.problems) == 1
    assert list(snapshot(other).values()) == list(snapshot(project).values())


def test_several_windows_write_what_one_does(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    for number in range(3):
        (project / "source" / f"more-{number}.md").write_text(ENGLISH.replace("31", f"3{number}"), encoding="utf-8")
    (project / "source" / "broken.md").write_text("---\nlanguage: en\ndate: never\n---\n\nText.\n", encoding="utf-8")
    run(project)
    edit(project, approve)
    (project / "source" / "more-1.md").write_text(ENGLISH.replace("31", "41"), encoding="utf-8")
    (project / "source" / "twin.md").write_text(ENGLISH, encoding="utf-8")
    other = tmp_path.with_name(f"{tmp_path.name}-other")
    shutil.copytree(project, other)
    one = run(project)
    monkeypatch.setattr("pipeline.localize.run.WINDOW", 2)
    several = run(other)
    assert entries(project, "twin")["Council opens 12 bus lines"].target
    assert several.rows == one.rows
    assert [problem.replace(str(other), str(project)) for problem in several.problems] == list(one.problems)
    assert several.failed_files == one.failed_files == 1
    assert list(snapshot(other).values()) == list(snapshot(project).values())


def test_an_engine_that_fails_in_one_window_is_not_asked_in_the_next(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "source" / "more.md").write_text(ENGLISH.replace("31", "32"), encoding="utf-8")
    monkeypatch.setattr("pipeline.localize.run.WINDOW", 1)
    engine = FakeEngine(fails_after=0)
    outcome = run(project, engine)
    assert len([problem for problem in outcome.problems if problem.startswith("en->ar: ")]) == 1
    assert [row.missing > 0 for row in outcome.rows if (row.language, row.source_language) == ("ar", "en")] == [
        True
    ] * 2


def test_a_project_that_wants_no_score_reads_no_draft_with_the_model(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("the embedded model was asked")

    monkeypatch.setattr("pipeline.quality.assess.weigh", refuse)
    run(project, settings=Settings(quality=QualitySettings(score=False)))
    drafts = [entry for entry in entries(project).values() if entry.provenance]
    assert drafts
    assert not any(entry.provenance.score for entry in drafts if entry.provenance)


def test_articles_may_come_from_an_iterator_and_are_not_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        (project / "source" / f"more-{number}.md").write_text(ENGLISH.replace("31", f"3{number}"), encoding="utf-8")
    monkeypatch.setattr("pipeline.localize.run.WINDOW", 1)
    seen = []
    with Memory(project / ".newsloc" / "memory.sqlite") as memory:
        job = Job(
            project=project,
            languages=("ar",),
            glossary=load_glossary(),
            memory=memory,
            engine_for=lambda _: FakeEngine(),
        )
        observer = Observer(say=lambda _: None, progress=no_progress)
        before = count_articles()
        for result in localize_each(job, iter(find_articles(project)), observer):
            assert isinstance(result, ArticleRow)
            seen.append(result.slug)
            assert count_articles() - before <= 2  # this one, and that before it while its successor is made
    assert len(set(seen)) == 5


def count_articles() -> int:
    gc.collect()
    return sum(type(each) is Article for each in gc.get_objects())


def test_pseudo_translations_are_drafted_again_by_an_engine_that_translates(project: Path) -> None:
    pseudo = FakeEngine()
    pseudo.name = "pseudo"
    run(project, pseudo, translates=False)
    edit(project, lambda catalog: setattr(catalog[0], "msgstr", "كتبه إنسان"))
    run(project, pseudo, translates=False)
    before = snapshot(project)
    run(project, pseudo, translates=False)
    assert snapshot(project) == before
    run(project, FakeEngine(languages=("fr",)))  # none is there for this pair: they stand
    assert snapshot(project) == before
    outcome = run(project, engine := FakeEngine())
    assert engine.asked
    assert not outcome.problems
    first, *rest = entries(project).values()
    assert first.target == "كتبه إنسان"
    assert {entry.provenance.engine for entry in rest if entry.provenance} == {"fake"}


def test_many_articles_that_vanish_are_counted(project: Path) -> None:
    for number in range(20):
        (project / "source" / f"more-{number}.md").write_text(ENGLISH.replace("31", f"3{number}"), encoding="utf-8")
    run(project)
    for path in (project / "source").glob("more-*.md"):
        path.unlink()
    said: list[str] = []
    run(project, said=said)
    assert [line for line in said if "its article is gone" in line] == said[:5]
    assert said[5:] == ["and 15 more articles are gone"]
