"""What the manifest says of an edition."""

from __future__ import annotations

from pipeline.catalog.approvals import approval_of
from pipeline.catalog.provenance import PERSON
from pipeline.catalog.provenance import digest as short_digest
from pipeline.editions.edition import Edition, EditionUnit, Origin
from pipeline.editions.manifest import EditionRecord, UnitRecord, digest
from pipeline.editions.writers.html import lay_out, plain_text
from pipeline.model import Role, State


def record_edition(edition: Edition) -> EditionRecord:
    """Return the record of an edition, before its files are written."""
    page, metadata = lay_out(edition), edition.document.metadata
    return EditionRecord(
        slug=edition.slug,
        language=edition.language,
        source_language=edition.source_language,
        article=edition.document.path,
        status="built",
        title=plain_text(page.heading) or edition.filed_title or edition.first_words,
        title_language=_title_language(edition),
        standfirst=plain_text(page.standfirst),
        standfirst_language=_other_language(edition, Role.STANDFIRST),
        date=metadata.date.isoformat() if metadata.date else "",
        day=edition.day,
        reviewed=edition.reviewed,
        earlier=edition.earlier,
        drafts=edition.drafts,
        source=edition.source,
        omitted=edition.omitted,
        units=tuple(_record_unit(unit) for unit in edition.units),
    )


def _title_language(edition: Edition) -> str:
    """Return the language of the title, if it is left in the original one."""
    first = edition.first_unit
    if first and not edition.text_of(Role.HEADLINE) and not edition.filed_title:
        return first.language if first.is_source else ""
    return _other_language(edition, Role.HEADLINE)


def _other_language(edition: Edition, role: Role) -> str:
    """Return the language of a role's text, if it is left in the original one."""
    return next((unit.language for unit in edition.units if unit.role is role and unit.is_source), "")


def _record_unit(unit: EditionUnit) -> UnitRecord:
    entry = unit.entry
    approval = approval_of(entry) if entry and unit.origin is Origin.REVIEWED else None
    missing = "" if unit.origin is Origin.ORIGINAL else State.MISSING.value
    provenance = entry.provenance if entry else None
    # A person's own text has digests that differ from those of the draft it replaced.
    drafted = entry and provenance and entry.target and short_digest(entry.target) == provenance.target_digest
    machine = provenance if drafted and provenance and provenance.engine != PERSON else None
    return UnitRecord(
        context=entry.context if entry else "",
        role=unit.role.value,
        state=entry.state.value if entry else missing,
        shown=unit.origin.value,
        source_digest=digest(unit.source),
        target_digest=digest(entry.target) if entry and entry.target else "",
        engine=machine.engine if machine else "",
        model=machine.model if machine else "",
        score=machine.score.percent if machine and machine.score else None,
        reviewer=approval.name if approval else "",
    )
