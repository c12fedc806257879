"""A small project for the tests of the review page: an article of five sentences, its Arabic catalog, a store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.catalog.approvals import stamp
from pipeline.catalog.po import read_catalog, write_catalog
from pipeline.cli.check import make_conditions
from pipeline.cli.settings import load_settings
from pipeline.model import Catalog, Entry, State
from pipeline.project.paths import catalog_path
from pipeline.review.acts import Reviewer, Signature, name_of, version_of
from pipeline.review.steps import Change
from pipeline.review.store import Store
from tests.gate.gate_cases import ENGLISH, WRONG, write_article, write_settings, write_states

REVIEWER = Reviewer(name="Mona Said", email="mona@example.org")
SIGNATURE = Signature(reviewer=REVIEWER, day=date(2026, 11, 27))
SLUG = "lake"
SENTENCES = (*ENGLISH[:4], "It counted 37 votes.")
STATES = (State.DRAFT, State.REVIEWED, State.DRAFT, State.MISSING, State.DRAFT)


def write_project(project: Path) -> Path:
    """Write the project; return the catalog's path."""
    write_settings(project)
    write_article(project, SLUG, SENTENCES)
    path = write_states(project, SLUG, STATES, WRONG)
    write_catalog(path, stamp(read_catalog(path)))
    return path


def open_store(project: Path) -> Store:
    return Store(conditions=make_conditions(project, load_settings(project)), reviewer=REVIEWER)


def catalog_of(project: Path) -> Catalog:
    return read_catalog(catalog_path(project, "ar", SLUG))


def entries_of(project: Path) -> tuple[Entry, ...]:
    return catalog_of(project).entries


def change(entry: Entry, act: object) -> Change:
    return Change(name=name_of(entry), version=version_of(entry), act=act)  # type: ignore[arg-type]
