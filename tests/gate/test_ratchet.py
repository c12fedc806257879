"""The ratchet: a change is held to what it touched, against a commit, with a real git repository."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import HistoryError
from pipeline.gate.history import open_version, repository_folder
from pipeline.gate.problems import ProblemKind
from pipeline.gate.ratchet import VersionedUnit, match_units
from pipeline.gate.reports import table
from pipeline.model import Entry, Role, State, Unit
from tests.gate.gate_cases import ENGLISH, WRONG, check, commit, git, write_article, write_settings, write_states

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
REVIEWED, DRAFT, MISSING = State.REVIEWED, State.DRAFT, State.MISSING
PATH = "locales/ar/LC_MESSAGES/ice.po"
NEW = "A sentence that nobody has seen before."
ADDED = [
    # the limit, states of three old units, of two new ones, whether the gate is open
    ("", (REVIEWED, DRAFT, MISSING), (MISSING, MISSING), True),  # without a limit, new text asks for nothing
    ("[coverage]\nar = 50", (REVIEWED, REVIEWED, REVIEWED), (REVIEWED, DRAFT), True),
    ("[coverage]\nar = 50", (REVIEWED, REVIEWED, REVIEWED), (DRAFT, DRAFT), False),  # 60 % of all, 0 % of the new
    ("[coverage]\nar = 80", (REVIEWED, MISSING, MISSING), (REVIEWED, DRAFT), True),  # a third before: so much is asked
    ("[coverage]\nar = 80", (REVIEWED, MISSING, MISSING), (DRAFT, DRAFT), False),
    ("[coverage]\nar = { words = 100 }", (REVIEWED, REVIEWED, REVIEWED), (REVIEWED, DRAFT), False),
    ("[coverage]\nar = { headline = 100 }", (REVIEWED, DRAFT, DRAFT), (DRAFT, DRAFT), True),
    ("[coverage]\nar = { article = 50 }", (REVIEWED, REVIEWED, DRAFT), (DRAFT, DRAFT), False),
    ("[coverage]\nar = { article = 50 }", (REVIEWED, REVIEWED, DRAFT), (DRAFT, REVIEWED), True),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_settings(tmp_path)
    write_article(tmp_path, "ice", ENGLISH[:3])
    write_states(tmp_path, "ice", [REVIEWED, DRAFT, MISSING])
    commit(tmp_path)
    return tmp_path


def test_what_was_so_before_does_not_close_the_gate(project: Path) -> None:
    write_settings(project, "[coverage]\nar = 90")
    assert not check(project).passed
    result = check(project, against="main")
    assert result.passed
    assert result.examined == 0
    assert result.ratchet
    assert (result.ratchet.name, result.ratchet.commit) == ("main", git(project, "rev-parse", "HEAD"))


@pytest.mark.parametrize(("now", "word"), [(DRAFT, "is a draft now"), (MISSING, "has no translation now")])
def test_a_reviewed_unit_stays_reviewed(project: Path, now: State, word: str) -> None:
    write_states(project, "ice", [now, REVIEWED, REVIEWED])
    (problem,) = check(project, against="main").failures
    assert (problem.kind, problem.context, problem.path) == (ProblemKind.LOST, "headline#1", PATH)
    assert "was reviewed in main" in problem.message
    assert word in problem.message
    assert f"git show main:./{PATH}" in problem.message
    assert git(project, "show", f"main:./{PATH}")


def test_another_reviewed_translation_is_no_loss(project: Path) -> None:
    write_states(project, "ice", [REVIEWED, DRAFT, MISSING], {ENGLISH[0]: "أغلقت البلدية البحيرة."})
    result = check(project, against="main")
    assert result.passed
    assert result.examined == 1


def test_a_sentence_that_moved_is_found_by_its_context_and_its_text(project: Path) -> None:
    write_article(project, "ice", (ENGLISH[0], ENGLISH[2], ENGLISH[1]))
    write_states(project, "ice", [REVIEWED, MISSING, DRAFT])
    result = check(project, against="main")
    assert result.passed
    assert result.ratchet
    assert result.ratchet.changes[0].states.total.units == 0


def test_equal_sentences_are_told_apart_by_their_contexts(project: Path) -> None:
    twice = (ENGLISH[0], ENGLISH[1], ENGLISH[1])
    write_article(project, "ice", twice)
    (project / PATH).unlink()
    text = write_states(project, "ice", [REVIEWED, REVIEWED, DRAFT]).read_text(encoding="utf-8")
    commit(project)
    # their order in the file changes, nothing else
    one, two = text.index('msgctxt "body#2"'), text.index('#, fuzzy\nmsgctxt "body#3"')
    (project / PATH).write_text(text[:one] + text[two:] + "\n" + text[one:two].rstrip("\n") + "\n", encoding="utf-8")
    assert not [problem for problem in check(project, against="main").failures if problem.kind is ProblemKind.LOST]


@pytest.mark.parametrize(("settings", "old", "new", "opens"), ADDED)
def test_new_units_are_reviewed_as_far_as_is_asked_or_was_so(
    project: Path, settings: str, old: tuple[State, ...], new: tuple[State, ...], *, opens: bool
) -> None:
    write_settings(project, settings)
    write_states(project, "ice", old)
    commit(project)
    write_article(project, "ice", (*ENGLISH[:3], *ENGLISH[3:5]))
    write_states(project, "ice", (*old, *new))
    result = check(project, against="main")
    assert result.passed is opens
    assert result.ratchet
    assert result.ratchet.changes[0].states.total.units == 2
    assert {problem.kind for problem in result.failures} <= {ProblemKind.CHANGED}


def test_an_edited_unit_counts_as_changed_and_says_what_is_asked(project: Path) -> None:
    write_settings(project, "[coverage]\nar = 80")
    write_states(project, "ice", [REVIEWED, REVIEWED, REVIEWED])
    commit(project)
    write_article(project, "ice", (ENGLISH[0], NEW, ENGLISH[2]))
    write_states(project, "ice", [REVIEWED, DRAFT, REVIEWED])
    (problem,) = check(project, against="main").failures
    assert (problem.kind, problem.limit) == (ProblemKind.CHANGED, "units")
    lines = (project / (problem.path or "")).read_text(encoding="utf-8").splitlines()
    assert f'msgid "{ENGLISH[0]}"' not in lines[(problem.line or 0) - 2 : problem.line]
    assert lines[(problem.line or 0) - 1].startswith("msgstr")
    for part in ("0 of 1 units", "since main", "80 %", "review 1 more"):
        assert part in problem.message


def test_less_is_asked_where_less_was_reviewed_before_and_the_message_says_so(project: Path) -> None:
    write_settings(project, "[coverage]\nar = 80")
    commit(project)
    write_article(project, "ice", (*ENGLISH[:3], NEW))
    write_states(project, "ice", [REVIEWED, DRAFT, MISSING, DRAFT])
    (problem,) = check(project, against="main").failures
    assert "33.33 %" in problem.message
    assert "80 %" in problem.message


def test_an_error_in_a_unit_that_was_touched_closes_the_gate(project: Path) -> None:
    write_article(project, "ice", (*ENGLISH[:3], "It counted 37 votes."))
    write_states(project, "ice", [REVIEWED, DRAFT, MISSING, REVIEWED], WRONG)
    (problem,) = check(project, against="main").failures
    assert (problem.kind, problem.check) == (ProblemKind.FINDING, "numbers")


def test_a_touched_unit_is_held_to_the_names_of_articles_that_were_not(project: Path) -> None:
    sea = {
        "The mayor Kowalski opened the lake.": "افتتح العمدة كوالسكي البحيرة.",
        "On Monday Kowalski spoke to the fishermen.": "تحدث كوالسكي يوم الاثنين إلى الصيادين.",
        ENGLISH[3]: "انكسر الجليد في الليل.",
    }
    write_article(project, "sea", tuple(sea))
    write_states(project, "sea", [REVIEWED] * 3, sea)
    commit(project)
    lost = {"Later Kowalski closed the lake.": "لاحقا أغلق خالد البحيرة."}
    write_article(project, "ice", (*ENGLISH[:3], *lost))
    write_states(project, "ice", [REVIEWED, DRAFT, MISSING, REVIEWED], lost)
    for against in ("main", None):
        assert [problem.check for problem in check(project, against=against).warnings] == ["names"]


def test_an_error_that_was_there_before_does_not(project: Path) -> None:
    write_article(project, "ice", (*ENGLISH[:3], "It counted 37 votes."))
    write_states(project, "ice", [REVIEWED, DRAFT, MISSING, REVIEWED], WRONG)
    commit(project)
    assert not check(project).passed
    assert check(project, against="main").passed
    # its translation is touched, and has the same error
    write_states(project, "ice", [REVIEWED, DRAFT, MISSING, REVIEWED], {"It counted 37 votes.": "لقد أحصت 73 صوتا."})
    assert check(project, against="main").passed
    # and now another one
    write_states(project, "ice", [REVIEWED, DRAFT, MISSING, REVIEWED], {"It counted 37 votes.": "أحصت 99 صوتا."})
    assert not check(project, against="main").passed


def test_a_draft_that_is_approved_with_an_error_closes_the_gate(project: Path) -> None:
    write_article(project, "ice", (*ENGLISH[:3], "It counted 37 votes."))
    write_states(project, "ice", [REVIEWED, DRAFT, MISSING, DRAFT], WRONG)
    commit(project)
    write_states(project, "ice", [REVIEWED, DRAFT, MISSING, REVIEWED], WRONG)
    assert [problem.kind for problem in check(project, against="main").failures] == [ProblemKind.FINDING]


def test_a_catalog_that_was_out_of_step_before_is_a_notice_and_closes_the_gate_once_it_is_touched(
    project: Path,
) -> None:
    write_article(project, "ice", (*ENGLISH[:3], NEW))
    commit(project)
    result = check(project, against="main")
    assert result.passed
    assert [notice.kind for notice in result.notices] == [ProblemKind.STALE]
    write_article(project, "ice", (*ENGLISH[:3], NEW, "One more."))
    assert [problem.kind for problem in check(project, against="main").failures] == [ProblemKind.STALE]


FILED = [
    # the states of an article's units that a branch files, and what closes the gate that init writes
    (None, set()),  # nobody has made its catalog yet
    ((MISSING, MISSING, MISSING), set()),
    ((DRAFT, DRAFT, DRAFT), set()),
    ((REVIEWED, DRAFT, DRAFT), {ProblemKind.CHANGED}),
    ((REVIEWED, REVIEWED, REVIEWED), set()),
]


@pytest.mark.parametrize(("states", "kinds"), FILED)
def test_a_branch_that_only_files_an_article_does_not_close_the_gate(
    project: Path, states: tuple[State, ...] | None, kinds: set[ProblemKind]
) -> None:
    starter = files("pipeline.cli.starter").joinpath("newsloc.toml").read_text(encoding="utf-8")
    (project / "newsloc.toml").write_text(starter, encoding="utf-8")
    write_states(project, "ice", [REVIEWED, REVIEWED, REVIEWED])
    commit(project)
    git(project, "checkout", "--quiet", "-b", "topic")
    write_article(project, "sea", ENGLISH[3:6])
    if states:
        write_states(project, "sea", states)
    commit(project)
    result = check(project, against="main")
    assert {problem.kind for problem in result.failures} == kinds
    assert [notice.kind for notice in result.notices] == ([] if states else [ProblemKind.MISSING])
    assert ("not begun" in table.write(result)) is (not states or REVIEWED not in states)


def test_a_catalog_that_was_deleted_is_missing_and_not_lost_unit_by_unit(project: Path) -> None:
    (project / PATH).unlink()
    assert [problem.kind for problem in check(project, against="main").failures] == [ProblemKind.MISSING]


def test_a_renamed_article_keeps_what_was_reviewed(project: Path) -> None:
    write_settings(project, "[coverage]\nar = 100")
    (project / "source" / "ice.md").rename(project / "source" / "thaw.md")
    (project / PATH).rename(project / "locales" / "ar" / "LC_MESSAGES" / "thaw.po")
    result = check(project, against="main")
    assert result.passed
    assert result.ratchet
    assert result.ratchet.changes[0].states.total.units == 0
    write_states(project, "thaw", [DRAFT, DRAFT, DRAFT])
    (problem,) = check(project, against="main").failures
    assert problem.kind is ProblemKind.LOST
    assert problem.message.endswith(f"take it back from there: git show main:./{PATH}")


def test_a_commit_from_before_the_project_is_compared_with_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "readme").write_text("x", encoding="utf-8")
    commit(tmp_path)
    write_settings(tmp_path, "[coverage]\nar = 50")
    write_article(tmp_path, "ice", ENGLISH[:2])
    write_states(tmp_path, "ice", [REVIEWED, DRAFT])
    assert check(tmp_path, against="HEAD").passed
    write_settings(tmp_path, "[coverage]\nar = 60")
    assert [problem.kind for problem in check(tmp_path, against="HEAD").failures] == [ProblemKind.CHANGED]


def test_before_the_first_commit_head_is_nothing(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    write_settings(tmp_path)
    write_article(tmp_path, "ice", ENGLISH[:2])
    write_states(tmp_path, "ice", [REVIEWED, DRAFT])
    result = check(tmp_path, against="HEAD")
    assert result.passed
    assert result.ratchet
    assert result.ratchet.commit == ""


def test_a_damaged_base_is_compared_with_as_nothing(project: Path) -> None:
    good = (project / PATH).read_bytes()
    (project / PATH).write_text("<<<<<<< HEAD\n", encoding="utf-8")
    commit(project)
    (project / PATH).write_bytes(good)
    assert check(project, against="main").passed


def test_a_damaged_catalog_is_the_users_to_mend_against_a_commit_too(project: Path) -> None:
    (project / PATH).write_text("<<<<<<< HEAD\n", encoding="utf-8")
    result = check(project, against="main")
    assert [problem.kind for problem in result.failures] == [ProblemKind.UNREADABLE]


def test_a_branch_is_compared_with_where_it_was_left(project: Path) -> None:
    git(project, "checkout", "--quiet", "-b", "topic")
    (project / "note").write_text("x", encoding="utf-8")
    commit(project)
    git(project, "checkout", "--quiet", "main")
    write_states(project, "ice", [REVIEWED, REVIEWED, REVIEWED])
    commit(project)
    git(project, "checkout", "--quiet", "topic")
    # main went on; what was reviewed there since is not lost here
    assert check(project, against="main").passed


def test_a_project_may_lie_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    inside = tmp_path / "sites" / "news"
    write_settings_in(inside)
    commit(tmp_path)
    write_states(inside, "ice", [DRAFT, DRAFT])
    result = check(inside, against="main")
    assert [problem.kind for problem in result.failures] == [ProblemKind.LOST]
    assert result.folder == "sites/news/"
    assert repository_folder(tmp_path) == ""


def write_settings_in(folder: Path) -> None:
    folder.mkdir(parents=True)
    write_settings(folder)
    write_article(folder, "ice", ENGLISH[:2])
    write_states(folder, "ice", [REVIEWED, DRAFT])


TEXTS = st.lists(st.tuples(st.sampled_from(ENGLISH[:4]), st.sampled_from(State), st.integers(1, 9)), max_size=8)


def moments_of(rows: list[tuple[str, State, int]]) -> tuple[VersionedUnit, ...]:
    return tuple(
        VersionedUnit(
            unit=Unit(source=text, role=Role.BODY, block=0, line=1, language="en"),
            entry=Entry(
                context=f"body#{number}",
                source=text,
                target="" if state is State.MISSING else "نص",
                fuzzy=state is State.DRAFT,
            ),
        )
        for text, state, number in rows
    )


@given(TEXTS)
def test_nothing_is_lost_or_changed_between_a_version_and_itself(rows: list[tuple[str, State, int]]) -> None:
    version = moments_of([(text, state, number) for number, (text, state, _) in enumerate(rows, 1)])
    for step in match_units(version, version):
        assert step.before is step.now
        assert not step.is_lost
        assert step.is_touched is (step.now.state is not State.REVIEWED)


@given(TEXTS, TEXTS)
def test_a_unit_is_followed_from_one_of_its_text_which_no_other_is(
    before: list[tuple[str, State, int]], now: list[tuple[str, State, int]]
) -> None:
    then = moments_of(before)
    steps = match_units(then, moments_of(now))
    followed = [step.before for step in steps if step.before]
    assert len({id(one) for one in followed}) == len(followed) <= len(then)
    assert all(step.before.unit.source == step.now.unit.source for step in steps if step.before)
    for text in ENGLISH[:4]:
        old = sum(row[0] == text for row in before)
        new = sum(row[0] == text for row in now)
        assert sum(one.unit.source == text for one in followed) == min(old, new)


def test_an_unknown_revision_is_an_error_that_lists_what_there_is(project: Path) -> None:
    with pytest.raises(HistoryError, match=r"^mian: git knows no such commit, branch or tag here; there are main;"):
        open_version(project, "mian")
    with pytest.raises(HistoryError, match="git knows no such commit"):
        open_version(project, "--help")


def test_a_shallow_clone_says_how_to_fetch_what_it_lacks(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    git(project, "branch", "topic")
    clone = tmp_path_factory.mktemp("clones") / "shallow"
    git(project, "clone", "--quiet", "--depth=1", "--branch=topic", f"file://{project}", str(clone))
    with pytest.raises(
        HistoryError, match=r"this shallow clone does not hold it; fetch it with (git fetch .*) and"
    ) as told:
        open_version(clone, "origin/main")
    command = str(told.value).partition("fetch it with git ")[2].partition(" and compare")[0]
    git(clone, *command.split())
    assert open_version(clone, "origin/main").blobs


def test_outside_a_repository_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="is not in a git repository"):
        open_version(tmp_path, "main")


def test_a_repository_of_another_user_is_named_with_what_allows_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    with pytest.raises(HistoryError, match=f"git config --global --add safe.directory {project}"):
        open_version(project, "main")


def test_without_git_the_error_says_so(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project))
    with pytest.raises(HistoryError, match="git cannot be run"):
        open_version(project, "main")


def test_nothing_is_checked_out_and_the_index_stays_as_it_is(project: Path) -> None:
    write_states(project, "ice", [DRAFT, DRAFT, DRAFT])
    before = git(project, "status", "--porcelain"), (project / ".git" / "index").read_bytes()
    check(project, against="main")
    assert (git(project, "status", "--porcelain"), (project / ".git" / "index").read_bytes()) == before


def test_a_repository_of_sha256_names_is_read_too(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "--object-format=sha256")
    write_settings(tmp_path)
    write_article(tmp_path, "ice", ENGLISH[:2])
    write_states(tmp_path, "ice", [REVIEWED, DRAFT])
    commit(tmp_path)
    version = open_version(tmp_path, "main")
    assert version.holds(PATH, (tmp_path / PATH).read_bytes())
    write_states(tmp_path, "ice", [DRAFT, DRAFT])
    assert [problem.kind for problem in check(tmp_path, against="main").failures] == [ProblemKind.LOST]
