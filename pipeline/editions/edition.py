"""Build the edition of an article in one language: reviewed targets, and elsewhere what the settings allow."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from typing import Literal

from pipeline.catalog.carry import written_by_person
from pipeline.catalog.provenance import digest
from pipeline.catalog.publication import is_sent_back
from pipeline.catalog.step import pair_entries
from pipeline.editions.cells import localize_cells
from pipeline.editions.house_style import Style, format_day, respell
from pipeline.editions.omission import drop_omitted
from pipeline.editions.visible import read_visible
from pipeline.languages.locales import same_language
from pipeline.model import Article, Catalog, Document, Entry, Role, State, Translate, Unit
from pipeline.sources.readers.markdown import has_html
from pipeline.sources.readers.skeleton import count_front_matter, one_line
from pipeline.sources.segment import join_sentences
from pipeline.translate.engines import NO_TRANSLATIONS

Fallback = Literal["source", "draft", "omit"]
"""What stands without a review: the original text, marked with its language; a machine's draft, marked, and without one
the original; or nothing."""
_AUTOMATIC = "Automatically generated"
_TITLE = 70
"""Characters of a title that is made of the first words: what search engines show of one."""


class Origin(StrEnum):
    """Where the text of a unit comes from."""

    ORIGINAL = "original"
    REVIEWED = "reviewed"
    EARLIER = "earlier"
    """What was approved last, before its source changed."""
    DRAFT = "draft"
    SOURCE = "source"
    OMITTED = "omitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionUnit:
    """One sentence of an edition. ``language`` is that of ``text``; ``block`` its index in the document.

    ``entry`` is what the catalog says of it, if it has it.
    """

    text: str
    origin: Origin
    role: Role
    block: int
    language: str
    source: str
    line: int
    entry: Entry | None = None

    @property
    def is_source(self) -> bool:
        """Tell whether it stands in the original language for want of a translation."""
        return self.origin is Origin.SOURCE

    @property
    def score(self) -> int | None:
        """Return the score of a draft that is shown, in percent."""
        shown = self.entry.provenance if self.entry and self.origin is Origin.DRAFT else None
        return shown.score.percent if shown and shown.score else None

    @property
    def engine(self) -> str:
        """Return the engine and model of a draft that is shown."""
        shown = self.entry.provenance if self.entry and self.origin is Origin.DRAFT else None
        return f"{shown.engine}/{shown.model}" if shown else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What surrounds an edition: where it will be published, in which languages, and the rules of the house.

    A ``preview`` is for the newsroom's eyes only, and says so.
    """

    base_url: str = ""
    languages: tuple[str, ...] = ()
    preview: bool = False
    fallback: Fallback = "source"
    style: Style = field(default_factory=Style)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Edition:
    """One article in one language, ready for a writer. ``document`` gives the skeleton.

    ``revised`` is the catalog's revision date, empty where it names none.
    ``as_filed`` is the edition in the article's own format, where the document is another's form in Markdown.
    ``renewed`` says that it was published, and waits for the translation of what changed in the article since.
    """

    slug: str
    language: str
    source_language: str
    document: Document
    units: tuple[EditionUnit, ...]
    revised: str = ""
    site: Site = field(default_factory=Site)
    as_filed: Edition | None = None
    renewed: bool = False

    def count(self, *origins: Origin) -> int:
        """Count the units of some origins."""
        return sum(unit.origin in origins for unit in self.units)

    @property
    def visible(self) -> Edition:
        """Return the edition without the units in meta tags, such as the description of a page."""
        return replace(self, units=tuple(unit for unit in self.units if not _in_meta_tag(self.document, unit)))

    @property
    def source(self) -> int:
        """Count the units that stand in the original language for want of a reviewed translation."""
        return self.count(Origin.SOURCE)

    @property
    def drafts(self) -> int:
        """Count the units that are machine translations nobody reviewed."""
        return self.count(Origin.DRAFT)

    @property
    def earlier(self) -> int:
        """Count the units that are shown as they were approved before their source changed."""
        return self.count(Origin.EARLIER)

    @property
    def omitted(self) -> int:
        """Count the units that are left out."""
        return self.count(Origin.OMITTED)

    @property
    def reviewed(self) -> int:
        """Count the units that are reviewed, or the article's own."""
        return self.count(Origin.REVIEWED, Origin.ORIGINAL)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing of it may be shown: all that it has to say is left out."""
        return bool(self.units) and self.omitted == len(self.units)

    @property
    def is_original(self) -> bool:
        """Tell whether the article is in this language itself; nothing is marked then."""
        return same_language(self.source_language, self.language)

    @property
    def original(self) -> str:
        """Return the language in which the original is published; empty if it is not."""
        return next((tag for tag in self.site.languages if same_language(self.source_language, tag)), "")

    @property
    def filed_title(self) -> str:
        """Return the title that the article declares; empty in a translation, which never shows it as it is."""
        return (self.document.metadata.title or "") if self.is_original else ""

    @property
    def author(self) -> str:
        """Return the names in the byline: as filed, or as translated where the settings have them translated."""
        filed = self.document.metadata.author or ""
        texts = {unit.source: unit.text for unit in self.units if unit.role is Role.META and unit.text}
        return texts.get(filed) or ", ".join(texts.get(name, name) for name in filed.split(", "))

    @property
    def day(self) -> str:
        """Return the date of the article, in the style of the dates in its text; empty without one."""
        day = self.document.metadata.date
        if day is None:
            return ""
        texts = [unit.text for unit in self.units if same_language(unit.language, self.language)]
        return format_day(day, self.language, self.site.style, texts, respelled=not self.is_original)

    @property
    def front_matter(self) -> int:
        """Count the blocks of the front matter, fences included."""
        return count_front_matter(self.document)

    @property
    def first_unit(self) -> EditionUnit | None:
        """Return the first unit with a text that is shown, if there is one."""
        return next((unit for unit in self.units if unit.text and unit.role is not Role.META), None)

    @property
    def first_words(self) -> str:
        """Return the beginning of the text, which names an article without a title; its slug, if it has no text."""
        first = self.first_unit
        if first is None:
            return self.slug
        return textwrap.shorten(
            read_visible(first.text, markup=self.document.format != "text").text, _TITLE, placeholder="…"
        )

    def text_of(self, role: Role) -> str:
        """Return the first block of a role as text, unmarked; empty where there is none."""
        block = next((unit.block for unit in self.units if unit.role is role), None)
        texts = (unit.text for unit in self.units if unit.block == block)
        return "" if block is None else join_sentences(filter(None, texts))


def build_edition(
    article: Article,
    catalog: Catalog | None,
    language: str,
    *,
    pending: Mapping[int, str] | None = None,
    site: Site | None = None,
) -> Edition:
    """Choose each unit's text: its target if a person approved it, else what was approved last, or the fallback.

    An edition in the article's own language is the article itself, and is not marked. A preview shows every draft,
    pseudo-translations too, which try a layout.

    :param pending: the units of a published translation that wait for a review, each with the target that was approved
        last; those without one are left out
    """
    pending, site, filed = pending or {}, site or Site(), article.document
    pairs = zip(article.units, pair_entries(article, catalog), strict=True)
    if same_language(article.language, language):
        units = tuple(map(_original, article.units))
    else:
        translated = (
            _pending(unit, entry, language, pending[at]) if at in pending else _translated(unit, entry, language, site)
            for at, (unit, entry) in enumerate(pairs)
        )
        units = tuple(_spell(unit, language, site.style, markup=filed.format != "text") for unit in translated)
        filed = localize_cells(filed, article.language, language, site.style)
    headers = catalog.headers if catalog else {}
    edition = Edition(
        slug=article.slug,
        language=language,
        source_language=article.language,
        document=_without_omitted(filed, units),
        units=units,
        revised=headers.get("PO-Revision-Date", ""),
        site=site,
        renewed=any(not (unit.entry and is_sent_back(unit.entry)) for at, unit in enumerate(units) if at in pending),
    )
    document, units = _in_markdown_form(filed, units)
    if document is filed:
        return edition
    if filed.format != "markdown" and not edition.is_original:
        document = localize_cells(document, article.language, language, site.style)
    return replace(edition, document=_without_omitted(document, units), units=units, as_filed=edition)


def _in_markdown_form(document: Document, units: tuple[EditionUnit, ...]) -> tuple[Document, tuple[EditionUnit, ...]]:
    """Return an article of HTML or ninjs, or blocks of HTML, as Markdown, from which the writers make all else."""
    if document.format == "text" or (document.format == "markdown" and not has_html(document)):
        return document, units
    from pipeline.sources.readers.markdown_form import in_markdown_form

    form = in_markdown_form(document)
    texts = {
        block: join_sentences(unit.text for unit in own) for block, own in groupby(units, key=lambda unit: unit.block)
    }
    return form.document, tuple(
        replace(unit, text=form.text(unit.block, unit.text, texts), block=form.places[unit.block]) for unit in units
    )


def _original(unit: Unit) -> EditionUnit:
    return _unit(unit, None, text=unit.source, origin=Origin.ORIGINAL, language=unit.language)


def _pending(unit: Unit, entry: Entry | None, language: str, approved: str) -> EditionUnit:
    origin = Origin.EARLIER if approved else Origin.OMITTED
    return _unit(unit, entry, text=one_line(approved), origin=origin, language=language)


def _translated(unit: Unit, entry: Entry | None, language: str, site: Site) -> EditionUnit:
    fallback = "draft" if site.preview else site.fallback
    if entry and entry.state is State.REVIEWED:
        return _unit(unit, entry, text=one_line(entry.target), origin=Origin.REVIEWED, language=language)
    if entry and fallback == "draft" and _is_fresh(entry, pseudo=site.preview):
        return _unit(unit, entry, text=one_line(entry.target), origin=Origin.DRAFT, language=language)
    if fallback == "omit":
        return _unit(unit, entry, text="", origin=Origin.OMITTED, language=language)
    return _unit(unit, entry, text=unit.source, origin=Origin.SOURCE, language=unit.language)


def _unit(unit: Unit, entry: Entry | None, *, text: str, origin: Origin, language: str) -> EditionUnit:
    return EditionUnit(
        text=text,
        origin=origin,
        role=unit.role,
        block=unit.block,
        language=language,
        source=unit.source,
        line=unit.line,
        entry=entry,
    )


def _is_fresh(entry: Entry, *, pseudo: bool) -> bool:
    """Tell whether an entry holds a machine's draft of this very source, which no person changed."""
    provenance = entry.provenance
    if provenance is None or entry.state is not State.DRAFT or written_by_person(entry):
        return False
    fresh = provenance.source_digest == digest(entry.source) and provenance.target_digest == digest(entry.target)
    return fresh and (pseudo or provenance.engine not in NO_TRANSLATIONS)


def _spell(unit: EditionUnit, language: str, style: Style, *, markup: bool) -> EditionUnit:
    if unit.origin not in {Origin.REVIEWED, Origin.EARLIER, Origin.DRAFT}:
        return unit
    text = respell(unit.text, language, style, markup=markup)
    return unit if text == unit.text else replace(unit, text=text)


def _without_omitted(document: Document, units: Iterable[EditionUnit]) -> Document:
    by_block = {block: list(own) for block, own in groupby(units, key=lambda unit: unit.block)}
    empty = {block for block, own in by_block.items() if all(unit.origin is Origin.OMITTED for unit in own)}
    return drop_omitted(document, frozenset(empty))


def _in_meta_tag(document: Document, unit: EditionUnit) -> bool:
    """Tell whether a unit stands in a meta tag: a page's Markdown has no text in its place."""
    block = document.blocks[unit.block]
    return unit.role is Role.META and (not isinstance(block, Translate) or "<meta" in block.prefix)
