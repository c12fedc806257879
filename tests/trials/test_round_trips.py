"""Catalogs go through the tools of translators and back, and no text, state or comment of a person is lost.

The catalog holds every kind of entry: states, previous texts, provenance, comments, obsolete entries, one with plural
forms that another program added, and nasty texts (quotation marks, backslashes, tabs, emoji, bidi marks, long ids). A
tool reads and writes it as its users do; newsloc then merges what it finds, twice, and msgfmt reads the result.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polib
import pytest
from babel.messages.pofile import read_po, write_po

from pipeline.catalog.carry import written_by_person
from pipeline.catalog.conflicts import settle_conflicts
from pipeline.catalog.merge import fill, make_template, merge
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import catalog_text, read_catalog
from pipeline.catalog.provenance import make_provenance
from pipeline.model import Article, Catalog, Entry, Score, Verdict
from tests.catalog.catalog_cases import article

NASTY = {
    "Nobody was hurt.": "لم يُصب أحد بأذى.",
    'He said "no" and “never”.': 'قال "لا" و«أبداً».',
    r"It lies in C:\news\today and ends in \n.": r"في C:\news\today وينتهي بـ \n.",
    "One\ttab.": "علامة\tجدولة.",
    "A 🇸🇾 flag and a 👩🏽‍⚖️ judge.": "علم 🇸🇾 وقاضية 👩🏽‍⚖️.",
    "The group GPT won.": "فازت مجموعة \u200fGPT\u200e.",
    "It rose by 5% d in %s of cases.": "ارتفع 5% d في %s من الحالات.",
    "Use {name} and <b>bold</b> &amp; more.": "استخدم {name} و<b>غامق</b> &amp; المزيد.",
    "# of people: #1, #~ and #|.": "# عدد الناس: #1 و#~ و#|.",
    "It cost 10\u00a0000\u202f€.": "كلف 10\u00a0000\u202f€.",
    "One\u2028two.": "واحد\u2028اثنان.",
    f"The council, {'which met again and again, ' * 30}voted.": f"المجلس، {'الذي اجتمع مراراً، ' * 30}صوّت.",
    f"https://example.org/{'a-very-long-address-' * 12}": f"https://example.org/{'عنوان-' * 30}",
    "Read on.": "اقرأ المزيد.",
}
PROOFED = "Rescuers brought 12 anglers ashore."
EDITED = PROOFED.replace("12", "14")
DRAFTED = "The mayor called it a warning."
TOUCHED = "The lake is closed."
GONE = "It rained all day."
MISSING = "Nothing is known of this."
REVIEWED = NASTY | {PROOFED: "أعاد المنقذون 12 صياداً.", GONE: "أمطرت طوال اليوم."}
DRAFTS = {DRAFTED: "مسودة آلية", TOUCHED: "مسودة ثانية"}
PLURAL = """
# added by another program
msgid "%d day"
msgid_plural "%d days"
msgstr[0] "لا أيام"
msgstr[1] "يوم"
msgstr[2] "يومان"
msgstr[3] "%d أيام"
msgstr[4] "%d يوماً"
msgstr[5] "%d يوم"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An article, its template, and its Arabic catalog with every kind of entry."""

    article: Article
    template: Catalog
    catalog: Catalog


@pytest.fixture(scope="module")
def case() -> Case:
    before = article([*NASTY, PROOFED, DRAFTED, TOUCHED, GONE, "Read on.", MISSING])
    contexts, following = number_units(before, None)
    template = make_template(before, contexts, following)
    catalog = merge(before, contexts, None, "ar")
    entries = tuple(replace(entry, target=REVIEWED.get(entry.source, "")) for entry in catalog.entries)
    catalog = replace(catalog, entries=entries, header_comments=("Team notes", "", "since 2024"))
    # The article is edited: one sentence goes, one changes; the machine drafts two, and a person works on.
    after = article([*NASTY, EDITED, DRAFTED, TOUCHED, "Read on.", MISSING])
    contexts, following = number_units(after, template, [catalog])
    template = make_template(after, contexts, following)
    catalog = draft(merge(after, contexts, catalog, "ar"))
    entries = tuple(work_on(place, entry) for place, entry in enumerate(catalog.entries))
    return Case(article=after, template=template, catalog=replace(catalog, entries=entries))


def draft(catalog: Catalog) -> Catalog:
    drafts = {}
    for entry in catalog.entries:
        if target := DRAFTS.get(entry.source):
            provenance = make_provenance(
                entry, target, engine="draft", model="google/gemma-3", score=Score(percent=71, verdict=Verdict.REVIEW)
            )
            drafts[entry.context] = (target, provenance)
    return fill(catalog, drafts)


def work_on(place: int, entry: Entry) -> Entry:
    """Give some entries what people write."""
    if entry.source == TOUCHED:
        return replace(entry, target="عدّله إنسان ولم يعتمده بعد.")
    if place == 0:
        return replace(entry, comments=("راجعته ريم", "", "  مرتين "), notes=("info: a note",))
    if place == 1:
        return replace(entry, flags=("no-wrap",), comments=("newsloc-ignore: quotes (as spoken)",))
    return entry


def run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def installed(name: str) -> str:
    path = shutil.which(name)
    if not path:
        pytest.skip(f"{name} is not installed; install gettext and translate-toolkit to run this trial")
    return path


def through_command(*command: str) -> Callable[[Path], None]:
    return lambda folder: run(folder, installed(command[0]), *command[1:])


def through_polib(folder: Path) -> None:
    polib.pofile(str(folder / "old.po"), wrapwidth=0).save(str(folder / "new.po"))


def through_babel(folder: Path) -> None:
    with (folder / "old.po").open("rb") as old, (folder / "new.po").open("wb") as new:
        write_po(new, read_po(old, abort_invalid=True), width=0, include_previous=True)


def through_babels_update(folder: Path) -> None:
    with (folder / "old.po").open("rb") as old, (folder / "new.pot").open("rb") as template:
        catalog = read_po(old)
        catalog.update(read_po(template))
    with (folder / "new.po").open("wb") as new:
        write_po(new, catalog, width=0, include_previous=True)


def through_weblates_way(folder: Path) -> None:
    """Save as Weblate does, with translate-toolkit's pypo, in the interpreter that has it."""
    code = (
        "from translate.storage.pypo import pofile; store = pofile.parsefile('old.po');"
        "store.updateheader(x_generator='Weblate 5', last_translator='Rim <rim@example.org>');"
        "unit = store.findunit('Nobody was hurt.'); unit.target = unit.target; store.savefile('new.po')"
    )
    script = Path(installed("pot2po")).read_text(encoding="utf-8")
    run(folder, *script.splitlines()[0].removeprefix("#!").split(), "-c", code)


def through_xliff(folder: Path) -> None:
    run(folder, installed("po2xliff"), "--progress=none", "old.po", "old.xlf")
    run(folder, installed("xliff2po"), "--progress=none", "old.xlf", "new.po")


TOOLS: Sequence[tuple[str, Callable[[Path], None]]] = (
    ("msgcat", through_command("msgcat", "-o", "new.po", "old.po")),
    ("msgcat --no-wrap", through_command("msgcat", "--no-wrap", "-o", "new.po", "old.po")),
    ("msgmerge", through_command("msgmerge", "-q", "-o", "new.po", "old.po", "new.pot")),
    ("msgmerge --previous", through_command("msgmerge", "--previous", "-q", "-o", "new.po", "old.po", "new.pot")),
    ("msguniq", through_command("msguniq", "-o", "new.po", "old.po")),
    ("msgconv", through_command("msgconv", "-t", "UTF-8", "-o", "new.po", "old.po")),
    ("polib", through_polib),
    ("Babel", through_babel),
    ("Babel's update", through_babels_update),
    ("Weblate's way", through_weblates_way),
    ("pot2po", through_command("pot2po", "--progress=none", "-t", "old.po", "new.pot", "new.po")),
    ("po2xliff and back", through_xliff),
)


@pytest.mark.parametrize("tool", [tool for _, tool in TOOLS], ids=[name for name, _ in TOOLS])
def test_no_text_of_a_person_is_lost_in_a_tool_and_in_newsloc_after_it(
    case: Case, tool: Callable[[Path], None], tmp_path: Path
) -> None:
    old, new = tmp_path / "old.po", tmp_path / "new.po"
    (tmp_path / "new.pot").write_text(catalog_text(case.template), encoding="utf-8")
    live, mark, obsolete = catalog_text(case.catalog).partition("\n#~ ")
    old.write_text(f"{live}{PLURAL}{mark}{obsolete}", encoding="utf-8")
    written = read_catalog(old)
    tool(tmp_path)
    merged = merge_again(case, read_catalog(new))
    people = [entry for entry in (*written.entries, *written.obsolete) if written_by_person(entry)]
    kept = "\n".join(f"{each.target}\n{each.comments}" for each in (*merged.entries, *merged.obsolete))
    assert len(people) > len(NASTY)
    assert [entry.target for entry in people if entry.target not in kept] == []
    assert merge_again(case, merged) == merged
    (tmp_path / "merged.po").write_text(catalog_text(merged), encoding="utf-8")
    run(tmp_path, installed("msgfmt"), "-o", "/dev/null", "merged.po")


def merge_again(case: Case, found: Catalog) -> Catalog:
    """Merge as ``newsloc localize`` does."""
    contexts, _ = number_units(case.article, case.template, [found])
    return settle_conflicts(found, merge(case.article, contexts, found, "ar"))[0]
