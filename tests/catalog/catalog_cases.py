"""An article and its catalogs in small, shared by the tests of the catalog room."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from pipeline.catalog.merge import annotate, fill, make_template, merge
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import read_catalog, write_catalog
from pipeline.catalog.provenance import make_provenance
from pipeline.model import Article, Catalog, Document, Entry, Metadata, Role, Score, Unit, Verdict
from pipeline.project.paths import catalog_path, template_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

ICE = (
    "Ice on the northern lake broke on 3 March.",
    "Rescuers brought 12 anglers ashore within an hour.",
    'The mayor, Lena Berg, called it "a warning to all of us".',
    "Nobody was hurt.",
)
ARABIC = {
    ICE[0]: "تكسّر الجليد على البحيرة الشمالية في 3 آذار/مارس.",
    ICE[1]: "أعاد المنقذون 12 صياداً إلى الشاطئ في غضون ساعة.",
    ICE[2]: "وصفت العمدة لينا بيرغ ما حدث بأنه «تحذير لنا جميعاً».",
    ICE[3]: "لم يُصب أحد بأذى.",
}


def article(sources: Sequence[str] = ICE, roles: Mapping[str, Role] | None = None, language: str = "en") -> Article:
    """Build an article of one unit a block; ``roles`` by source, a body text otherwise."""
    units = tuple(
        Unit(source=source, role=(roles or {}).get(source, Role.BODY), block=place, line=place + 1, language=language)
        for place, source in enumerate(sources)
    )
    document = Document(path="source/ice.md", format="markdown", metadata=Metadata(), blocks=())
    return Article(slug="ice", language=language, document=document, units=units)


def draft(entry: Entry, target: str, score: int = 71) -> Entry:
    """Return an entry with an untouched machine draft."""
    provenance = make_provenance(
        entry, target, engine="draft", model="gemma-3-270m", score=Score(percent=score, verdict=Verdict.REVIEW)
    )
    catalog = Catalog(slug="ice", source_language="en", language="ar", entries=(entry,))
    return fill(catalog, {entry.context: (target, provenance)}).entries[0]


def translations(catalog: Catalog) -> dict[str, str]:
    """Return the targets by source, of the live entries that have one."""
    return {entry.source: entry.target for entry in catalog.entries if entry.target}


def localize(project: Path, text: Article, language: str = "ar") -> Catalog:
    """Run the catalog stages as ``newsloc localize`` does, with the table above for an engine."""
    template_file, file = template_path(project, text.slug), catalog_path(project, language, text.slug)
    template = read_catalog(template_file) if template_file.exists() else None
    existing = read_catalog(file) if file.exists() else None
    contexts, following = number_units(text, template, [existing] if existing else [])
    write_catalog(template_file, make_template(text, contexts, following))
    merged = merge(text, contexts, existing, language)
    drafts = {}
    for entry in merged.entries:
        target = ARABIC.get(entry.source, f"ترجمة آلية {len(entry.source)}")
        provenance = make_provenance(
            entry,
            target,
            engine="draft",
            model="gemma-3-270m",
            score=Score(percent=71, verdict=Verdict.REVIEW),
        )
        drafts[entry.context] = (target, provenance)
    filled = fill(merged, drafts)
    notes = {
        entry.context: (f"score {entry.provenance.score.percent}",)
        for entry in filled.entries
        if entry.fuzzy and entry.provenance and entry.provenance.score
    }
    write_catalog(file, annotate(filled, notes))
    return read_catalog(file)


def tool(name: str) -> str:
    """Return the path of a gettext or Translate Toolkit program, or skip the test."""
    found = shutil.which(name)
    if not found:
        package = "translate-toolkit" if name == "pofilter" else "gettext"
        pytest.skip(f"{name} is not installed; install {package} to run this test")
    return found
