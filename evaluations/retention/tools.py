"""The ways to bring a catalog up to date. Each takes an article before and after, and returns the new entries."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import polib

from evaluations.peers import debian_tool, python_peers, run, version_of
from evaluations.retention.corpus import Text
from pipeline.catalog.merge import make_template, merge, number_units
from pipeline.catalog.po import catalog_text, write_catalog
from pipeline.model import Article, Document, Metadata, Role, Unit

Entries = list[tuple[str, str]]
"""Sources and targets of the new catalog, in its order, obsolete entries left out."""
Tool = Callable[[Text, Sequence[str]], Entries]

_HEADER = {"Content-Type": "text/plain; charset=UTF-8", "Language": "ar"}


def make_article(sources: Sequence[str], name: str = "article") -> Article:
    """Return an article of one sentence a paragraph."""
    return Article(
        slug=name,
        language="en",
        document=Document(path=f"source/{name}.md", format="markdown", metadata=Metadata(), blocks=()),
        units=tuple(
            Unit(source=source, role=Role.BODY, block=place, line=place + 1, language="en")
            for place, source in enumerate(sources)
        ),
    )


def by_newsloc(text: Text, after: Sequence[str]) -> Entries:
    """Merge as ``newsloc localize`` does."""
    before = make_article(text.sources)
    contexts, following = number_units(before, None)
    template = make_template(before, contexts, following)
    old = merge(before, contexts, None, "ar")
    old = replace(
        old,
        entries=tuple(replace(entry, target=target) for entry, target in zip(old.entries, text.targets, strict=True)),
    )
    now = make_article(after)
    contexts, _ = number_units(now, template, [old])
    return [(entry.source, entry.target) for entry in merge(now, contexts, old, "ar").entries]


def by_msgmerge(text: Text, after: Sequence[str], *, command: str, contexts: bool) -> Entries:
    """Merge by ``msgmerge --previous``: plain texts, or with newsloc's contexts in template and catalog."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if contexts:
            _write_with_contexts(folder, text, after)
        else:
            _write_plain(folder / "old.po", text.sources, text.targets)
            _write_plain(folder / "new.pot", after)
        run(command, "--previous", "--quiet", "-o", folder / "new.po", folder / "old.po", folder / "new.pot")
        return _read(folder / "new.po")


def by_pot2po(text: Text, after: Sequence[str], *, command: Path) -> Entries:
    """Merge by pot2po with its default similarity."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_plain(folder / "old.po", text.sources, text.targets)
        _write_plain(folder / "new.pot", after)
        run(command, "--progress", "none", "-t", folder / "old.po", folder / "new.pot", folder / "new.po")
        return _read(folder / "new.po")


def by_po4a(text: Text, after: Sequence[str], *, command: str) -> Entries:
    """Merge by po4a's text module, a sentence a paragraph."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        master, catalog = folder / "article.txt", folder / "ar.po"
        update = partial(run, command, "-f", "text", "-M", "UTF-8", "-m", master, "-p", catalog, cwd=folder)
        master.write_text(_paragraphs(text.sources), encoding="utf-8")
        update()
        known = dict(zip(text.sources, text.targets, strict=True))
        po = polib.pofile(str(catalog), wrapwidth=0)
        for entry in po:
            entry.msgstr = known.get(entry.msgid, "")
        po.save()
        master.write_text(_paragraphs(after), encoding="utf-8")
        update()
        return _read(catalog)


def make_tools(peers: Path) -> dict[str, Tool]:
    """Return the tools by name; installs what is missing.

    :raises PeerMissing: if one cannot be had
    """
    msgmerge = debian_tool("msgmerge", "gettext")
    return {
        "newsloc": by_newsloc,
        "msgmerge": partial(by_msgmerge, command=msgmerge, contexts=False),
        "msgmerge on newsloc's template": partial(by_msgmerge, command=msgmerge, contexts=True),
        "po4a": partial(by_po4a, command=debian_tool("po4a-updatepo", "po4a")),
        "pot2po": partial(by_pot2po, command=python_peers(peers) / "pot2po"),
    }


def versions(peers: Path) -> dict[str, str]:
    """Return what each peer says of itself."""
    return {
        "msgmerge": version_of(debian_tool("msgmerge", "gettext"), "--version"),
        "po4a": version_of(debian_tool("po4a-updatepo", "po4a"), "--version"),
        "pot2po": version_of(python_peers(peers) / "pot2po", "--version"),
    }


def _write_plain(path: Path, sources: Sequence[str], targets: Sequence[str] = ()) -> None:
    po = polib.POFile(wrapwidth=0)
    po.metadata = dict(_HEADER)
    for place, source in enumerate(dict.fromkeys(sources)):
        po.append(polib.POEntry(msgid=source, msgstr=targets[place] if targets else ""))
    po.save(str(path))


def _write_with_contexts(folder: Path, text: Text, after: Sequence[str]) -> None:
    before, now = make_article(text.sources), make_article(after)
    contexts, following = number_units(before, None)
    template = make_template(before, contexts, following)
    old = merge(before, contexts, None, "ar")
    entries = zip(old.entries, text.targets, strict=True)
    old = replace(old, entries=tuple(replace(entry, target=target) for entry, target in entries))
    write_catalog(folder / "old.po", old)
    contexts, following = number_units(now, template, [old])
    (folder / "new.pot").write_text(catalog_text(make_template(now, contexts, following)), encoding="utf-8")


def _paragraphs(sources: Sequence[str]) -> str:
    return "\n\n".join(sources) + "\n"


def _read(path: Path) -> Entries:
    return [(entry.msgid, entry.msgstr) for entry in polib.pofile(str(path)) if not entry.obsolete]
