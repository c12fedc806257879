"""The gate over a project: staleness, findings in reviewed units, damaged files, catalogs left behind."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipeline.gate import gate
from pipeline.gate.problems import KINDS, Problem, ProblemKind
from pipeline.gate.reports import REPORTS, markdown, table
from pipeline.gate.stale import find_stale
from pipeline.model import State
from pipeline.project.paths import catalog_path
from tests.gate.gate_cases import ENGLISH, WRONG, check, write_article, write_settings, write_states
from tests.gate.test_coverage import SENTENCES, article_of, catalog_in

PATH = "locales/ar/LC_MESSAGES/ice.po"
REVIEWED, DRAFT, MISSING = State.REVIEWED, State.DRAFT, State.MISSING
DAMAGED = [
    # what the catalog holds, the line named, part of the message
    ('msgid ""\nmsgstr ""\n\nmsgid "a\nmsgstr ""\n', 4, "the text is not closed"),
    ("<<<<<<< HEAD\n", 1, "an unresolved merge conflict"),
    ('msgid ""\nmsgstr "Content-Type: text/plain; charset=cp1256\\n"\n', 1, "charset"),
    ('msgid "a"\nmsgstr "\0"\n', 2, "a NUL character"),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_settings(tmp_path)
    write_article(tmp_path, "ice", ENGLISH[:3])
    write_states(tmp_path, "ice", [REVIEWED, DRAFT, MISSING])
    return tmp_path


def test_a_project_in_step_passes_and_is_counted(project: Path) -> None:
    result = check(project)
    assert result.passed
    (coverage,) = result.coverages
    assert (coverage.reviewed.units, coverage.draft.units, coverage.missing.units) == (1, 1, 1)
    assert (coverage.headlines.reviewed.units, coverage.headlines.total.units) == (1, 1)
    assert result.examined == 1


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        ("status: withheld\n", False),
        ("archived: true\n", False),
        ("embargo: 2999-01-01T00:00Z\n", False),
        ("embargo: 2001-01-01T00:00Z\n", True),
        ("", True),
    ],
)
def test_a_published_translation_whose_article_changed_closes_the_gate(
    project: Path,
    edit: str,
    named: bool,  # noqa: FBT001
) -> None:
    write_states(project, "ice", [REVIEWED] * 3)
    assert check(project).passed
    path = project / "source" / "ice.md"
    text = path.read_text("utf-8").replace("Nine boats", "Ten boats").replace("title:", f"{edit}title:")
    path.write_text(text, encoding="utf-8")
    messages = [problem.message for problem in check(project).failures if problem.kind is ProblemKind.RENEW]
    assert ["1 unit shown as approved before" in message and PATH in message for message in messages] == [True] * named


def test_a_catalog_in_step_is_not_stale() -> None:
    assert find_stale(article_of(), catalog_in((MISSING,) * 4), "ar", PATH) is None


def test_a_missing_catalog_is_a_problem_that_says_what_to_run_and_points_at_the_article() -> None:
    problem = find_stale(article_of(), None, "ar", PATH)
    assert problem is not None
    assert (problem.kind, problem.path, problem.slug) == (ProblemKind.MISSING, "source/ice.md", "ice")
    assert PATH in problem.message
    assert "run newsloc localize" in problem.message


@pytest.mark.parametrize(
    ("sentences", "parts"),
    [
        (("The ice is thick.", *SENTENCES[1:]), ("unit 1 (body#1)", "source/ice.md:1", "“The ice is thick.”")),
        ((SENTENCES[1], SENTENCES[0], *SENTENCES[2:]), ("unit 1 (body#1)", "the catalog “The ice is thin.”")),
        (SENTENCES[:3], ("unit 4 (body#4)", "source/ice.md ends, the catalog “Nobody skates on it.”")),
        ((*SENTENCES, "More."), (f"{PATH}: unit 5 is", "source/ice.md:5 says “More.”, the catalog ends")),
        ((*SENTENCES, "word " * 50), ("says “word word word word word word word…”, the",)),
        ((*SENTENCES, "w" * 500), ("w…”",)),
    ],
)
def test_a_stale_catalog_is_named_with_its_first_difference(sentences: tuple[str, ...], parts: tuple[str, ...]) -> None:
    problem = find_stale(article_of(sentences), catalog_in((REVIEWED,) * 4), "ar", PATH)
    assert problem is not None
    assert problem.kind is ProblemKind.STALE
    assert problem.message.startswith(PATH)
    for part in parts:
        assert part in problem.message


def test_a_difference_is_shown_once_by_the_words_around_it() -> None:
    ahead, behind = "The council closed the lake on", "after the ice broke in the night and two boats sank."
    article = article_of((f"{ahead} Sunday {behind}",))
    problem = find_stale(article, catalog_in((REVIEWED,), (f"{ahead} Monday {behind}",)), "ar", PATH)
    assert problem is not None
    for day in ("Sunday", "Monday"):
        assert problem.message.count(f"“…the lake on {day} after the ice…”") == 1


@pytest.mark.parametrize(
    ("limits", "line"),
    [
        ({"units": 90}, 'msgstr "لا أحد يتزلج عليها الآن."'),
        ({"headline": 100}, 'msgstr "أغلق المجلس البحيرة."'),
        ({"article": 90}, 'msgstr "لا أحد يتزلج عليها الآن."'),
    ],
)
def test_too_small_a_share_points_at_the_first_unit_to_review(
    project: Path, limits: dict[str, float], line: str
) -> None:
    write_states(project, "ice", [DRAFT, REVIEWED, MISSING] if "headline" in limits else [REVIEWED, DRAFT, MISSING])
    asked = ", ".join(f"{name} = {least}" for name, least in limits.items())
    (project / "newsloc.toml").write_text(f'languages = ["ar"]\n[coverage]\nar = {{ {asked} }}\n', encoding="utf-8")
    (problem,) = check(project).failures
    assert problem.path == PATH
    assert problem.line
    assert (project / PATH).read_text(encoding="utf-8").splitlines()[problem.line - 1] == line


WAITS = "ar: 1 article (3 units) not begun, held to no limit: sea"


def test_what_nobody_has_begun_is_listed_and_held_to_no_limit(project: Path) -> None:
    write_settings(project, "[coverage]\nar = { units = 33, headline = 100, article = 33 }")
    write_article(project, "sea", ENGLISH[3:6])
    write_states(project, "sea", [DRAFT, DRAFT, MISSING])
    result = check(project)
    assert result.passed
    for name in ("table", "github", "markdown"):
        assert WAITS in next(report for report in REPORTS if report.name == name).write(result)
    assert "sea (not begun)" in table.write(result)
    answer = json.loads(next(report for report in REPORTS if report.name == "json").write(result))
    assert [article["begun"] for article in answer["articles"]] == [True, False]
    assert answer["languages"][0]["not_begun"] == {"articles": 1, "units": 3}
    write_states(project, "sea", [DRAFT, REVIEWED, MISSING])
    assert {(problem.slug, problem.limit) for problem in check(project).failures} == {(None, "headline")}


def test_a_stale_entry_is_pointed_at_by_its_line_in_the_catalog(project: Path) -> None:
    write_article(project, "ice", (ENGLISH[0], "Somebody skates.", ENGLISH[2]))
    (problem,) = check(project).failures
    lines = (project / PATH).read_text(encoding="utf-8").splitlines()
    assert problem.line
    assert lines[problem.line - 2] == f'msgid "{ENGLISH[1]}"'


def test_an_error_in_a_reviewed_unit_closes_the_gate_and_says_where_it_is(project: Path) -> None:
    write_article(project, "ice", ("It counted 37 votes.", ENGLISH[0]))
    path = write_states(project, "ice", [REVIEWED, REVIEWED], WRONG)
    (problem,) = check(project).failures
    line = 1 + path.read_text(encoding="utf-8").splitlines().index('msgstr "أحصت 73 صوتا."')
    assert (problem.kind, problem.check, problem.line, problem.context) == (
        ProblemKind.FINDING,
        "numbers",
        line,
        "headline#4",
    )
    assert problem.path == PATH
    assert problem.message.startswith(f"{PATH}:{line} (headline#4): numbers: ")
    assert problem.without_place == f"headline#4: {problem.message.split(': ', 2)[2]}"


LINKED = ("The ice broke in the night.", "See [the map][m] and [Tables].", "[M]: https://e.example/m\n[tables]: t.html")


@pytest.mark.parametrize(
    ("target", "lost"),
    [
        ("انظر [الخريطة][m] و[الجداول][tables].", []),
        ("انظر [الخريطة] و[الجداول][Tables].", ["m"]),
        ("انظر.", ["m", "Tables"]),
    ],
)
def test_a_link_whose_address_stands_below_and_that_a_reviewed_unit_lost_closes_the_gate(
    project: Path, target: str, lost: list[str]
) -> None:
    write_article(project, "ice", LINKED)
    write_states(project, "ice", [REVIEWED, REVIEWED], {LINKED[0]: "انكسر الجليد في الليل.", LINKED[1]: target})
    said = " ".join(problem.message for problem in check(project).failures)
    assert [label for label in ("m", "Tables") if f"the link [{label}] is lost" in said] == lost
    assert bool(said) == bool(lost)


@pytest.mark.parametrize("state", [DRAFT, MISSING])
def test_an_error_in_a_unit_that_nobody_approved_does_not(project: Path, state: State) -> None:
    write_article(project, "ice", ("It counted 37 votes.", ENGLISH[0]))
    write_states(project, "ice", [state, REVIEWED], WRONG)
    assert check(project).passed


def test_a_waived_error_does_not_close_the_gate_and_is_counted(project: Path) -> None:
    write_article(project, "ice", ("It counted 37 votes.", ENGLISH[0]))
    waiver = {"It counted 37 votes.": "newsloc-ignore: numbers (they miscounted)"}
    write_states(project, "ice", [REVIEWED, REVIEWED], WRONG, waiver)
    result = check(project)
    assert result.passed
    assert result.waived


def test_an_outdated_waiver_waives_no_error_and_the_message_says_so(project: Path) -> None:
    write_article(project, "ice", ("It counted 37 votes.", ENGLISH[0]))
    waiver = {"It counted 37 votes.": "newsloc-ignore: numbers (they miscounted) @123456/123456"}
    write_states(project, "ice", [REVIEWED, REVIEWED], WRONG, waiver)
    (problem,) = check(project).failures
    assert problem.check == "numbers"
    assert problem.message.endswith("its waiver was for another text")


def test_a_waiver_of_an_unknown_check_closes_the_gate(project: Path) -> None:
    write_states(project, "ice", [REVIEWED, DRAFT, MISSING], comments={ENGLISH[0]: "newsloc-ignore: numbrs"})
    (problem,) = check(project).failures
    assert problem.rule == "finding/waiver"
    assert problem.message.split(": ", 2)[2].startswith('newsloc-ignore: there is no check "numbrs"; did you mean "nu')


def test_a_link_that_leads_out_of_the_project_is_named_and_everything_else_is_measured(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "x.txt"
    outside.write_text("Secret.", encoding="utf-8")
    (project / "source" / "x.txt").symlink_to(outside)
    result = check(project)
    assert [problem.slug for problem in result.failures] == ["x"]
    assert "a link that leads out of it; put the file itself there" in result.failures[0].message
    assert [coverage.slug for coverage in result.coverages] == ["ice"]


def test_a_disabled_check_is_not_run(project: Path) -> None:
    write_article(project, "ice", ("It counted 37 votes.", ENGLISH[0]))
    write_states(project, "ice", [REVIEWED, REVIEWED], WRONG)
    write_settings(project, 'disable = ["numbers"]')
    assert check(project).passed


SEVERITIES = (
    # settings, the setting that closes the gate and that every report names, if one does
    ("", None),
    ("strict = true", "strict = true"),
    ('[check.severity]\npunctuation = "error"', 'check.severity.punctuation = "error"'),
    ('strict = true\n[check.severity]\npunctuation = "info"', None),
)


@pytest.mark.parametrize(("settings", "setting"), SEVERITIES)
def test_the_settings_say_how_grave_a_finding_is_and_reports_name_the_one_that_closed_the_gate(
    project: Path, settings: str, setting: str | None
) -> None:
    asks = "Did the council close the lake?"
    write_article(project, "ice", (asks, ENGLISH[1]))
    write_states(project, "ice", [REVIEWED, REVIEWED], {asks: "أغلق المجلس البحيرة."})
    write_settings(project, settings)
    result = check(project)
    assert result.passed is (setting is None)
    assert [problem.setting for problem in result.failures] == ([setting] if setting else [])
    for report in REPORTS:
        text = report.write(result).replace("\n", " ").replace("&quot;", '"').replace('\\"', '"')
        assert setting is None or re.sub(r"\W", "", setting) in re.sub(r"\W", "", text)


def test_warnings_in_reviewed_units_are_counted_and_are_warnings_in_every_format(project: Path) -> None:
    spelled = {
        "The mayor Kowalski opened the lake.": "افتتح العمدة كوالسكي البحيرة.",
        "Later Kowalski closed the lake.": "لاحقا أغلق كواليسكي البحيرة.",
        "It counted 37 votes.": WRONG["It counted 37 votes."],
    }
    write_article(project, "ice", tuple(spelled))
    write_states(project, "ice", [REVIEWED] * 3, spelled)
    write_settings(project, '[check.severity]\nnumbers = "warning"')
    result = check(project)
    assert result.passed
    assert {problem.check for problem in result.warnings} == {"names", "numbers"}
    count = f"{len(result.warnings)} warnings"
    texts = {report.name: report.write(result) for report in REPORTS}
    for name in ("table", "github"):
        assert count in " ".join(texts[name].split("gate is open")[-1].split())
    assert "newsloc-ignore" not in texts["table"]
    assert "(headline#4): names" not in texts["table"]
    whole = " ".join(table.write(result, everything=True).split())
    assert "numbers: " in whole
    assert [text.count("newsloc-ignore") for text in (whole, texts["github"], texts["markdown"])] == [1, 1, 1]
    assert texts["github"].count("::warning file=") == len(result.warnings)
    assert {each["level"] for each in json.loads(texts["json"])["warnings"]} == {"warning"}
    assert {each["level"] for each in json.loads(texts["sarif"])["runs"][0]["results"]} == {"warning"}
    assert "Warning in a reviewed unit" in texts["markdown"]
    assert "warning: locales" in texts["junit"]
    write_settings(project, "strict = true")
    assert {problem.check for problem in check(project).failures} == {"names", "numbers"}


@pytest.mark.parametrize(("text", "line", "message"), DAMAGED)
def test_a_damaged_catalog_is_named_by_line_and_everything_else_is_measured(
    project: Path, text: str, line: int, message: str
) -> None:
    write_article(project, "sea", ENGLISH[3:6])
    write_states(project, "sea", [REVIEWED] * 3)
    (project / PATH).write_text(text, encoding="utf-8")
    result = check(project)
    (problem,) = result.unreadable
    assert result.failures == (problem,)
    assert (problem.path, problem.line, problem.slug, problem.language) == (PATH, line, "ice", "ar")
    assert message in problem.message
    ice, sea = result.coverages
    assert (ice.missing.units, sea.reviewed.units) == (3, 3)


def test_a_damaged_article_spares_the_others_and_its_catalog_is_no_orphan(project: Path) -> None:
    write_article(project, "sea", ENGLISH[3:6])
    write_states(project, "sea", [REVIEWED] * 3)
    (project / "source" / "ice.md").write_text("---\nlanguage: klingonese\n---\n\nText.\n", encoding="utf-8")
    result = check(project)
    (problem,) = result.failures
    assert (problem.kind, problem.path, problem.line) == (ProblemKind.UNREADABLE, "source/ice.md", 2)
    assert [coverage.slug for coverage in result.coverages] == ["sea"]
    assert result.notices == ()


def test_a_key_that_may_be_misspelled_is_a_notice(project: Path) -> None:
    path = project / "source" / "ice.md"
    path.write_text(path.read_text("utf-8").replace("---\n", "---\nstandfrist: Thin ice.\n", 1), encoding="utf-8")
    result = check(project)
    assert result.passed
    assert [notice.message for notice in result.notices] == [
        'source/ice.md:2: "standfrist" is not read; did you mean standfirst?'
    ]


def test_a_badly_named_article_is_a_problem_of_its_own(project: Path) -> None:
    (project / "source" / "Sea Ice.md").write_text("Text.\n", encoding="utf-8")
    (problem,) = check(project).failures
    assert "rename it to sea-ice.md" in problem.message
    assert problem.path == "source/Sea Ice.md"


def test_a_catalog_whose_article_is_gone_is_reported_and_does_not_close_the_gate(project: Path) -> None:
    write_article(project, "sea", ENGLISH[3:6])
    write_states(project, "sea", [REVIEWED, REVIEWED, DRAFT])
    (project / "locales" / "sea.pot").write_text('msgid ""\nmsgstr ""\n', encoding="utf-8")
    (project / "source" / "sea.md").unlink()
    result = check(project)
    assert result.passed
    pot, po = result.notices
    assert (po.kind, po.path, po.language) == (ProblemKind.ORPHAN, "locales/ar/LC_MESSAGES/sea.po", "ar")
    assert "git rm" in po.message
    assert "with its 2 reviewed translations" in po.message
    assert pot.path == "locales/sea.pot"


def test_an_article_needs_no_catalog_in_its_own_language_and_its_units_count_there_for_nothing(project: Path) -> None:
    write_settings(project, text="[coverage]\nen = 100\n", languages=("en", "ar"))
    own = catalog_path(project, "en", "ice")
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_bytes(catalog_path(project, "ar", "ice").read_bytes())
    result = check(project)
    assert result.passed
    assert result.notices == ()
    english = next(coverage for coverage in result.coverages if coverage.language == "en")
    assert (english.total.units, english.gated) == (0, False)
    assert ["0", "articles", *"0000", *"--"] in [line.split() for line in table.write(result).splitlines()]
    assert "nothing to review" in markdown.write(result)


def test_a_renamed_article_is_found_by_its_sentences(project: Path) -> None:
    (project / "source" / "ice.md").rename(project / "source" / "thaw.md")
    result = check(project)
    assert [problem.kind for problem in result.failures] == [ProblemKind.MISSING]
    (notice,) = result.notices
    assert "thaw has the same sentences: run newsloc localize" in notice.message


def test_a_damaged_orphan_is_still_an_orphan(project: Path) -> None:
    (project / "locales" / "ar" / "LC_MESSAGES" / "sea.po").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    assert [notice.kind for notice in check(project).notices] == [ProblemKind.ORPHAN]


def test_several_processes_say_the_same_as_one(project: Path) -> None:
    for number in range(4):
        write_article(project, f"sea-{number}", ("It counted 37 votes.", ENGLISH[number]))
        write_states(project, f"sea-{number}", [REVIEWED, REVIEWED], WRONG)
    one, two = check(project, processes=1), check(project, processes=2)
    assert (one.coverages, one.failures, one.examined) == (two.coverages, two.failures, two.examined)
    assert len(one.failures) == 4


def test_the_size_of_the_catalogs_says_how_many_processes_are_worth_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[float, int]] = []

    def count(seconds: float, articles: int) -> int:
        asked.append((seconds, articles))
        return 1

    monkeypatch.setattr(gate, "count_processes", count)
    check(project)
    write_article(project, "sea", ENGLISH[3:6])
    write_states(project, "sea", [REVIEWED] * 3)
    check(project)
    (small, one), (large, two) = asked
    assert (one, two) == (1, 2)
    assert 0 < small < large < 0.1


@pytest.mark.parametrize("line", ["kill: true", "archived: true"])
def test_a_killed_or_archived_article_is_not_asked_for(project: Path, line: str) -> None:
    write_settings(project, "[coverage]\nar = 90")
    path = project / "source" / "ice.md"
    text = path.read_text(encoding="utf-8")
    assert not check(project).passed
    path.write_text(text.replace("language: en", f"language: en\n{line}"), encoding="utf-8")
    result = check(project)
    assert result.passed
    assert [coverage.gated for coverage in result.coverages] == [False]


@pytest.mark.parametrize(
    ("line", "asked"),
    [("kill: true", False), ("status: canceled", False), ("archived: true", True), ("status: withheld", True)],
)
def test_only_a_killed_article_may_have_catalogs_out_of_step_or_none(
    project: Path,
    line: str,
    asked: bool,  # noqa: FBT001
) -> None:
    path = project / "source" / "ice.md"
    text = path.read_text(encoding="utf-8").replace(ENGLISH[2], ENGLISH[3])
    path.write_text(text.replace("language: en", f"language: en\n{line}"), encoding="utf-8")
    stale = check(project)
    (project / PATH).unlink()
    missing = check(project)
    kinds = [[problem.kind for problem in result.failures] for result in (stale, missing)]
    assert kinds == ([[ProblemKind.STALE], [ProblemKind.MISSING]] if asked else [[], []])
    assert (stale.notices, missing.notices) == ((), ())


def test_an_article_that_is_killed_no_more_asks_for_its_catalogs_again(project: Path) -> None:
    path = project / "source" / "ice.md"
    text = path.read_text(encoding="utf-8").replace(ENGLISH[2], ENGLISH[3])
    path.write_text(text.replace("language: en", "language: en\nkill: true"), encoding="utf-8")
    assert check(project).passed
    path.write_text(text, encoding="utf-8")
    assert [problem.kind for problem in check(project).failures] == [ProblemKind.STALE]


def test_every_kind_of_problem_is_explained() -> None:
    assert set(KINDS) == set(ProblemKind)
    assert all(len(each.title) > 8 and each.help.endswith(".") for each in KINDS.values())


def test_a_fingerprint_outlives_moved_lines_and_tells_problems_apart() -> None:
    one = Problem(
        kind=ProblemKind.FINDING,
        language="ar",
        slug="ice",
        path=PATH,
        line=3,
        context="body#1",
        check="numbers",
        message="x",
    )
    moved = Problem(
        kind=ProblemKind.FINDING,
        language="ar",
        slug="ice",
        path=PATH,
        line=9,
        context="body#1",
        check="numbers",
        message="y",
    )
    other = Problem(
        kind=ProblemKind.FINDING,
        language="ar",
        slug="ice",
        path=PATH,
        line=3,
        context="body#2",
        check="numbers",
        message="x",
    )
    assert one.fingerprint == moved.fingerprint != other.fingerprint
