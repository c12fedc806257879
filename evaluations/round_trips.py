"""Send our catalogs through the tools of translators and back, and look for anything that got lost.

    python -m evaluations.round_trips [--peers FOLDER]

The catalog holds every kind of entry: states, previous texts, provenance, comments, obsolete ones, and nasty texts
(quotation marks, backslashes, tabs, emoji, bidi marks, long ids, contexts with ``#``). Each tool reads and writes it as
its users do. Then: no translation, state, context or comment of a person may be missing; what the tool changes by its
nature is listed; and newsloc must merge the file cleanly: every person's text where it was, a second run without a
change. Tools that cannot be installed are left out, and said so. Writes ``evaluations/results/round_trips.json``; the
exit code is 0 if nothing is lost anywhere.
"""

from __future__ import annotations

import argparse
import difflib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from evaluations.peers import PEERS, TRANSLATE, PeerMissing, debian_tool, python_peers, run, version_of
from evaluations.retention.tools import make_article
from pipeline.catalog.conflicts import settle_conflicts
from pipeline.catalog.merge import fill, make_template, merge, number_units, written_by_person
from pipeline.catalog.po import catalog_text, read_catalog
from pipeline.catalog.provenance import make_provenance
from pipeline.model import Article, Catalog, Entry, Verdict

RESULT = Path(__file__).parent / "results" / "round_trips.json"
NASTY = {
    "plain": ("Nobody was hurt.", "لم يُصب أحد بأذى."),
    "quotation marks": ('He said "no" and “never”.', 'قال "لا" و«أبداً».'),
    "backslashes": (r"It lies in C:\news\today and ends in \n.", r"في C:\news\today وينتهي بـ \n."),
    "tab": ("One\ttab.", "علامة\tجدولة."),
    "emoji": ("A 🇸🇾 flag and a 👩🏽‍⚖️ judge.", "علم 🇸🇾 وقاضية 👩🏽‍⚖️."),
    "bidi marks": ("The group GPT won.", "فازت مجموعة \u200fGPT\u200e."),
    "percent": ("It rose by 5% d in %s of cases.", "ارتفع 5% d في %s من الحالات."),
    "braces": ("Use {name} and <b>bold</b> &amp; more.", "استخدم {name} و<b>غامق</b> &amp; المزيد."),
    "hash": ("# of people: #1, #~ and #|.", "# عدد الناس: #1 و#~ و#|."),
    "no-break spaces": ("It cost 10\u00a0000\u202f€.", "كلف 10\u00a0000\u202f€."),
    "line separator": ("One\u2028two.", "واحد\u2028اثنان."),
    "long": (
        "The council, " + "which met again and again, " * 30 + "voted.",
        "المجلس، " + "الذي اجتمع مراراً، " * 30 + "صوّت.",
    ),
    "long word": ("https://example.org/" + "a-very-long-address-" * 12, "https://example.org/" + "عنوان-" * 30),
    "same again": ("Read on.", "اقرأ المزيد."),
}
PROOFED = ("Rescuers brought 12 anglers ashore.", "أعاد المنقذون 12 صياداً.")
EDITED = PROOFED[0].replace("12", "14")
DRAFTED = ("The mayor called it a warning.", "مسودة آلية")
TOUCHED = ("The lake is closed.", "مسودة ثانية")
GONE = ("It rained all day.", "أمطرت طوال اليوم.")
MISSING = "Nothing is known of this."
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
"""An entry as newsloc never writes one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A program that reads ``old.po`` (and ``new.pot``) in a folder and writes ``new.po`` there."""

    name: str
    pass_through: Callable[[Path], object]
    version: str


def make_catalog() -> tuple[Article, Catalog, Catalog]:
    """Return an article, its template, and its Arabic catalog with every kind of entry."""
    sources = [source for source, _ in NASTY.values()]
    first = make_article([*sources, PROOFED[0], DRAFTED[0], TOUCHED[0], GONE[0], "Read on.", MISSING])
    contexts, following = number_units(first, None)
    template = make_template(first, contexts, following)
    known = dict((*NASTY.values(), PROOFED, GONE))
    catalog = merge(first, contexts, None, "ar")
    catalog = replace(
        catalog,
        entries=tuple(replace(entry, target=known.get(entry.source, "")) for entry in catalog.entries),
        header_comments=("Team notes", "", "since 2024"),
    )
    # The article is edited: one sentence goes, one changes; the machine drafts two, and a person works on.
    article = make_article([*sources, EDITED, DRAFTED[0], TOUCHED[0], "Read on.", MISSING])
    contexts, following = number_units(article, template, [catalog])
    template = make_template(article, contexts, following)
    catalog = _drafted(merge(article, contexts, catalog, "ar"))
    entries = [_as_reviewed(place, entry) for place, entry in enumerate(catalog.entries)]
    return article, template, replace(catalog, entries=tuple(entries))


def _drafted(catalog: Catalog) -> Catalog:
    drafts = {}
    for entry in catalog.entries:
        target = dict((DRAFTED, TOUCHED)).get(entry.source)
        if target:
            provenance = make_provenance(
                entry, target, engine="draft", model="google/gemma-3", score=71, verdict=Verdict.REVIEW,
                signals={"similarity": 0.83}, findings=("numbers",),
            )  # fmt: skip
            drafts[entry.context] = (target, provenance)
    return fill(catalog, drafts)


def _as_reviewed(place: int, entry: Entry) -> Entry:
    """Give some entries what people and newsloc write beside them."""
    if entry.source == TOUCHED[0]:
        return replace(entry, target="عدّله إنسان ولم يعتمده بعد.")
    if place == 0:
        return replace(entry, comments=("راجعته ريم", "", "  مرتين "), notes=("info: a note",))
    if place == 1:
        return replace(entry, flags=("no-wrap",), comments=("newsloc-ignore: quotes (as spoken)",))
    return entry


def peer_script(peers: Path, code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a few lines of Python in the peers' environment."""
    return run(python_peers(peers) / "python", "-c", code, cwd=folder)


BABEL = """
from babel.messages.pofile import read_po, write_po
catalog = read_po(open("old.po", "rb"), abort_invalid=True)
write_po(open("new.po", "wb"), catalog, width=0, include_previous=True)
"""
BABEL_UPDATE = """
from babel.messages.pofile import read_po, write_po
catalog = read_po(open("old.po", "rb"))
catalog.update(read_po(open("new.pot", "rb")))
write_po(open("new.po", "wb"), catalog, width=0, include_previous=True)
"""
POLIB = """
import polib
polib.pofile("old.po", wrapwidth=0).save("new.po")
"""
TOOLKIT = """
from translate.storage import factory
store = factory.getobject("old.po")
store.savefile("new.po")
"""
WEBLATE = """
from translate.storage.pypo import pofile
store = pofile.parsefile("old.po")
for unit in store.units:
    if unit.source == "Nobody was hurt.":
        unit.target = unit.target
store.updateheader(x_generator="Weblate 5", last_translator="Rim <rim@example.org>")
store.savefile("new.po")
"""


def make_tools(peers: Path) -> Iterator[tuple[str, Callable[[], Tool]]]:
    """Yield names and makers of the tools; a maker raises PeerMissing where its tool is not to be had."""
    gettext = {
        "msgcat": ("msgcat", "-o", "new.po", "old.po"),
        "msgcat --no-wrap": ("msgcat", "--no-wrap", "-o", "new.po", "old.po"),
        "msgmerge": ("msgmerge", "-q", "-o", "new.po", "old.po", "new.pot"),
        "msgmerge --previous": ("msgmerge", "--previous", "-q", "-o", "new.po", "old.po", "new.pot"),
        "msguniq": ("msguniq", "-o", "new.po", "old.po"),
        "msgconv": ("msgconv", "-t", "UTF-8", "-o", "new.po", "old.po"),
    }
    for name, command in gettext.items():
        yield name, partial(_gettext_tool, name, command)
    scripts = {
        "polib": POLIB,
        "Babel": BABEL,
        "Babel's update": BABEL_UPDATE,
        "translate-toolkit": TOOLKIT,
        "Weblate's way (translate-toolkit's pypo)": WEBLATE,
    }
    for name, code in scripts.items():
        yield name, partial(_python_tool, name, code, peers)
    for name, arguments in {
        "pocount": ("old.po",),
        "pofilter": ("--progress=none", "old.po", "found.po"),
        "pot2po": ("--progress=none", "-t", "old.po", "new.pot", "new.po"),
        "po2xliff and back": ("--progress=none", "old.po", "old.xlf"),
    }.items():
        yield name, partial(_toolkit_command, name, arguments, peers)
    yield "Poedit", _poedit


def _gettext_tool(name: str, command: tuple[str, ...]) -> Tool:
    path = debian_tool(command[0], "gettext")
    return Tool(
        name=name,
        pass_through=lambda folder: run(path, *command[1:], cwd=folder),
        version=version_of(path, "--version"),
    )


def _python_tool(name: str, code: str, peers: Path) -> Tool:
    python = python_peers(peers) / "python"
    package = {"polib": "polib", "Babel": "babel", "Babel's update": "babel"}.get(name, "translate-toolkit")
    version = version_of(python, "-c", f"import importlib.metadata as m; print({package!r}, m.version({package!r}))")
    return Tool(name=name, pass_through=partial(peer_script, peers, code), version=version)


def _toolkit_command(name: str, arguments: tuple[str, ...], peers: Path) -> Tool:
    commands = python_peers(peers)
    command = commands / name.partition(" ")[0]

    def pass_through(folder: Path) -> None:
        run(command, *arguments, cwd=folder)
        if name.startswith("po2xliff"):
            run(commands / "xliff2po", "--progress=none", "old.xlf", "new.po", cwd=folder)
        elif name != "pot2po":  # it only reads
            shutil.copy(folder / "old.po", folder / "new.po")

    return Tool(name=name, pass_through=pass_through, version=TRANSLATE)


def _poedit() -> Tool:
    """Return Poedit, which has no command to save a file: it is started on a screen of its own and sent the keys."""
    poedit, xvfb = debian_tool("poedit", "poedit"), debian_tool("xvfb-run", "xvfb")
    debian_tool("xdotool", "xdotool")
    steps = (
        f"{poedit} old.po >poedit.log 2>&1 & "
        "for _ in $(seq 40); do window=$(xdotool search --onlyvisible --name 'old' | tail -1); "
        '[ -n "$window" ] && break; sleep 0.5; done; sleep 3; '
        'xdotool windowfocus "$window"; sleep 1; xdotool key --clearmodifiers ctrl+u; sleep 1; '
        "xdotool key --clearmodifiers ctrl+u; sleep 1; xdotool key --clearmodifiers ctrl+s; sleep 3; kill %1"
    )

    def pass_through(folder: Path) -> None:
        before = (folder / "old.po").stat().st_mtime_ns
        command = ["timeout", "90", xvfb, "-a", "bash", "-c", steps]
        home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"), "PATH": "/usr/bin:/bin"}
        subprocess.run(command, check=False, capture_output=True, cwd=folder, env={**home, "LC_ALL": "C.UTF-8"})
        if (folder / "old.po").stat().st_mtime_ns == before:
            raise PeerMissing("Poedit did not save without a screen and a person")
        shutil.copy(folder / "old.po", folder / "new.po")

    return Tool(name="Poedit", pass_through=pass_through, version=version_of("dpkg-query", "-W", "poedit"))


def find_losses(before: Catalog, after: Catalog) -> list[str]:
    """Return the translations, states and comments of people that are not where they were."""
    there = {(entry.context, entry.source): entry for entry in (*after.entries, *after.obsolete)}
    lost = []
    for entry in (*before.entries, *before.obsolete):
        now = there.get((entry.context, entry.source))
        name = entry.context or entry.source
        if now is None or now.target != entry.target:
            if entry.target:
                lost.append(f"{name}: {entry.target[:40]}")
            continue
        if entry.target and now.fuzzy != entry.fuzzy:
            lost.append(f"{name}: its state")
        if not set(filter(str.strip, entry.comments)) <= {
            part for text in now.comments for part in (text, f" {text} ")
        }:
            kept = " ".join(now.comments)
            lost += [f"{name}: comment {text!r}" for text in entry.comments if text.strip() not in kept]
    return lost


def find_changes(before: Catalog, after: Catalog) -> list[str]:
    """Return what a tool changes by its nature, in a few words each."""
    there = {(entry.context, entry.source): entry for entry in (*after.entries, *after.obsolete)}
    pairs = [(entry, now) for entry in before.entries if (now := there.get((entry.context, entry.source)))]
    fields = ("previous_source", "previous_context", "notes", "references", "flags", "provenance")
    changes = [
        f"changes {name.replace('_', ' ')}"
        for name in fields
        if any(getattr(entry, name) != getattr(now, name) for entry, now in pairs)
    ]
    if before.header_comments != after.header_comments:
        changes.append("changes the header's comments")
    if len(after.obsolete) < len(before.obsolete):
        changes.append("drops obsolete entries")
    if [entry.context for entry in before.entries] != [entry.context for entry in after.entries]:
        changes.append("changes the order of entries")
    added = set(after.headers) - set(before.headers)
    if added:
        changes.append(f"adds {', '.join(sorted(added))}")
    return changes


def merge_again(article: Article, template: Catalog, found: Catalog) -> Catalog:
    """Run newsloc's merge on what a tool wrote."""
    contexts, _ = number_units(article, template, [found])
    return settle_conflicts(found, merge(article, contexts, found, "ar"))[0]


def try_tool(tool: Tool, folder: Path, article: Article, template: Catalog, catalog: Catalog) -> dict[str, object]:
    """Pass the catalog through one tool and newsloc again; return what happened."""
    (folder / "new.pot").write_text(catalog_text(template), encoding="utf-8")
    old, new = folder / "old.po", folder / "new.po"
    live, mark, obsolete = catalog_text(catalog).partition("\n#~ ")
    old.write_text(f"{live}{PLURAL}{mark}{obsolete}", encoding="utf-8")
    text = old.read_text(encoding="utf-8")
    catalog = read_catalog(old)
    tool.pass_through(folder)
    if not new.exists():
        return {"tool": tool.name, "version": tool.version, "lost": ["the tool wrote nothing"]}
    written = new.read_text(encoding="utf-8")
    read = read_catalog(new)
    merged = merge_again(article, template, read)
    lost = find_losses(catalog, merged)
    people = [entry for entry in (*catalog.entries, *catalog.obsolete) if written_by_person(entry)]
    kept = {entry.target for entry in (*merged.entries, *merged.obsolete)}
    again = merge_again(article, template, merged)
    msgfmt = run(debian_tool("msgfmt", "gettext"), "-c", "-o", "/dev/null", new)
    return {
        "tool": tool.name,
        "version": tool.version,
        "lines that differ": _count_changed(text, written),
        "changes": find_changes(catalog, read),
        "lost by the tool": find_losses(catalog, read),
        "lost after newsloc": lost,
        "people's texts lost": [entry.target for entry in people if entry.target not in kept],
        "second merge changes nothing": again == merged,
        "msgfmt -c": "fine"
        if msgfmt.returncode == 0
        else msgfmt.stderr.replace(f"{folder}/", "").strip().splitlines()[:2],
    }


def _count_changed(before: str, after: str) -> int:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return sum(line[:1] in {"+", "-"} and line[:3] not in {"+++", "---"} for line in lines)


def is_fine(row: dict[str, object]) -> bool:
    """Say whether no person's text was lost and newsloc settles at once."""
    return not row.get("people's texts lost") and row.get("second merge changes nothing", False) is True


def main() -> None:
    """Print a row for each tool, and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, default=PEERS, help="folder for what is installed")
    options = parser.parse_args()
    article, template, catalog = make_catalog()
    rows: list[dict[str, object]] = []
    for name, make in make_tools(options.peers):
        with tempfile.TemporaryDirectory() as folder:
            try:
                row = try_tool(make(), Path(folder), article, template, catalog)
            except PeerMissing as error:
                print(f"{name}: left out: {error}")
                rows.append({"tool": name, "left out": str(error)})
                continue
        rows.append(row)
        print(f"{'  ' if is_fine(row) else '! '}{json.dumps(row, ensure_ascii=False)}", flush=True)
    RESULT.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    bad = [str(row["tool"]) for row in rows if "left out" not in row and not is_fine(row)]
    print("nothing is lost" if not bad else f"losses: {', '.join(bad)}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
