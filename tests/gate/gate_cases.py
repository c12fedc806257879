"""A small project for the tests of the gate: articles of one-line sentences, catalogs in chosen states, git commits."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.catalog.po import catalog_text, find_catalog
from pipeline.cli.check import make_conditions
from pipeline.cli.settings import load_settings
from pipeline.gate.gate import check_project
from pipeline.gate.result import GateResult
from pipeline.model import Catalog, Entry, State
from pipeline.project.paths import catalog_path
from pipeline.sources.article import find_articles, read_article

SENTENCES = {
    "The council closed the lake.": "أغلق المجلس البحيرة.",
    "Nobody skates on it now.": "لا أحد يتزلج عليها الآن.",
    "Nine boats lie on the shore.": "ترسو تسعة قوارب على الشاطئ.",
    "The ice broke in the night.": "انكسر الجليد في الليل.",
    "The fishermen mend their nets.": "يصلح الصيادون شباكهم.",
    "Their children go to school.": "يذهب أطفالهم إلى المدرسة.",
    "It counted 37 votes.": "أحصت 37 صوتا.",
    "It counted 38 votes.": "أحصت 38 صوتا.",
}
"""English sentences and right translations of them."""
ENGLISH = tuple(SENTENCES)
WRONG = {"It counted 37 votes.": "أحصت 73 صوتا."}
"""A translation with an error in it."""


def write_article(project: Path, slug: str, sentences: Sequence[str]) -> None:
    """Write an English article: a paragraph for each sentence, the first one its title."""
    title, *rest = sentences
    text = f'---\nlanguage: en\ntitle: "{title}"\n---\n\n' + "\n\n".join(rest) + "\n"
    path = project / "source" / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_states(
    project: Path,
    slug: str,
    states: Sequence[State],
    targets: Mapping[str, str] = SENTENCES,
    comments: Mapping[str, str] | None = None,
) -> Path:
    """Write the Arabic catalog of an article, in step with it; units keep the numbers that their texts had."""
    article = read_article(next((project / "source").glob(f"{slug}.*")), project)
    path = catalog_path(project, "ar", slug)
    known = find_catalog(path)
    old = [(entry.source, entry.context) for entry in known.entries] if known else []
    numbers = dict(old)
    free = max([0, *(int(context.partition("#")[2]) for _, context in old)])
    entries = []
    for index, (unit, state) in enumerate(zip(article.units, states, strict=True)):
        context = numbers.get(unit.source)
        if context is None:
            # an edited sentence keeps its number, a new one gets another
            edited = index < len(old) and old[index][0] not in {each.source for each in article.units}
            free += not edited
            context = old[index][1] if edited else f"{unit.role}#{free}"
        target = "" if state is State.MISSING else targets.get(unit.source, SENTENCES.get(unit.source, "نص."))
        note = (comments or {}).get(unit.source)
        entries.append(
            Entry(
                context=context,
                source=unit.source,
                target=target,
                fuzzy=state is State.DRAFT,
                comments=(note,) if note else (),
            )
        )
    catalog = Catalog(slug=slug, source_language="en", language="ar", entries=tuple(entries))
    catalog = replace(catalog, headers={"PO-Revision-Date": "2026-01-01 00:00+0000"})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(catalog_text(catalog), encoding="utf-8")
    return path


def write_settings(project: Path, text: str = "", languages: Sequence[str] = ("ar",)) -> None:
    """Write settings, for Arabic alone if nothing else is said."""
    (project / "newsloc.toml").write_text(f"languages = {json.dumps(languages)}\n{text}\n", encoding="utf-8")


def check(project: Path, against: str | None = None, processes: int | None = None) -> GateResult:
    """Check a project by its own settings."""
    conditions = make_conditions(project, load_settings(project), against)
    return check_project(conditions, find_articles(project), processes=processes)


def git(folder: Path, *words: str, **variables: str) -> str:
    """Run git, as somebody, unmoved by the machine's settings.

    :param variables: what else its environment says
    """
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "someone@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        **variables,
    }
    result = subprocess.run(["git", *words], cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return result.stdout.strip()


def commit(folder: Path, message: str = "change", **variables: str) -> str:
    """Commit everything; make the repository first, if there is none."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message, **variables)
    return git(folder, "rev-parse", "HEAD")
