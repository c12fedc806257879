"""The store of the review page: articles and catalogs as they lie on the disk, opened, changed, and undone.

Nothing is kept that the files do not say, but for the steps that can be undone. A save is refused where an entry is not
what the reviewer saw; what another program saved of other entries stays.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import randbelow
from threading import RLock
from time import sleep

from pipeline.catalog.approvals import stamp
from pipeline.catalog.header import PUBLISHED, PUBLISHED_UNITS, date_catalog
from pipeline.catalog.left_out import read_recorded
from pipeline.catalog.notes import make_notes
from pipeline.catalog.po import join_entries
from pipeline.catalog.publication import mark_published
from pipeline.catalog.renames import find_renamed
from pipeline.catalog.waivers import bind_waivers
from pipeline.editions.edition import Site
from pipeline.editions.labels import message
from pipeline.errors import CatalogChanged, ReviewError
from pipeline.gate.article import Conditions
from pipeline.model import Catalog, Entry
from pipeline.project.atomic import Stamp, stamp_of, write_atomically
from pipeline.project.paths import catalog_path, refuse_outside
from pipeline.quality.inspection import Inspection, Surroundings, read_surroundings
from pipeline.quality.ledger import LedgerBuilder, names_of, read_corpus
from pipeline.review.acts import Reviewer, name_of
from pipeline.review.listing import Listing
from pipeline.review.opened import OpenArticle, Row, align_rows, pair_units, read_stamped, with_entries
from pipeline.review.steps import Change, Step, Steps, apply_changes, reverse
from pipeline.translate.settings import TranslationSettings

_PATIENCE = 20
"""Times that a save is tried anew because another program saved the catalog."""
_PAUSE = 0.01
"""Seconds by which the pause before the next try may grow each time: all of them take two seconds at most."""
_OPEN = 200
"""Articles in one language that are kept as they were read."""


class Renamed(ReviewError):  # noqa: N818 - what happened, and no fault of anybody's
    """An article has another name now."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(message("There is no such article."))
        self.old, self.new = old, new


@dataclass(kw_only=True)
class Store:
    """The articles and catalogs of a project. Several threads may use it."""

    conditions: Conditions
    reviewer: Reviewer
    site: Site = field(default_factory=Site)
    translation: TranslationSettings = field(default_factory=TranslationSettings)
    steps: Steps = field(default_factory=Steps)
    offers: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """What the engine offers beside people's texts, by slug, language and name; until the unit is saved."""
    _open: OrderedDict[tuple[str, str], tuple[tuple[Stamp, ...], OpenArticle]] = field(default_factory=OrderedDict)
    _around: dict[tuple[str, str], tuple[Stamp, Surroundings]] = field(default_factory=dict)
    _found: dict[tuple[str, str], dict[int, tuple[Entry, Inspection]]] = field(default_factory=dict)
    names_known: bool = False
    """Whether the names of all reviewed catalogs were read: what was counted before lacks them."""
    _names: LedgerBuilder = field(default_factory=LedgerBuilder)
    lock: RLock = field(default_factory=RLock)
    """Under which files are written."""

    def __post_init__(self) -> None:
        """Make what lists the articles, and what the checks need."""
        self.listing = Listing(project=self.project, languages=self.conditions.languages)
        self.inspector = self.conditions.inspector

    @property
    def project(self) -> Path:
        """Return the project's folder."""
        return self.conditions.project

    def paths(self) -> Mapping[str, Path]:
        """Return the articles by slug."""
        return self.listing.paths()

    # Open.

    def open(self, slug: str, language: str) -> OpenArticle:
        """Open an article in a language, as it lies on the disk.

        :raises ReviewError: if there is none of that name, or the language is not the project's
        :raises NewslocError: if the article or its catalog cannot be read
        """
        path = self.paths().get(slug)
        if path is None or language not in self.conditions.languages:
            paths = list(self.paths().values())
            if language in self.conditions.languages and (new := find_renamed(self.project, slug, paths)):
                raise Renamed(slug, new)
            raise ReviewError(message("There is no such article."))
        with self.lock:
            return self._opened(path, slug, language)

    def _opened(self, path: Path, slug: str, language: str) -> OpenArticle:
        key, po = (slug, language), catalog_path(self.project, language, slug)
        stamps = (stamp_of(po), *self.stamps(slug))
        known = self._open.get(key)
        if known and known[0] == stamps:
            self._open.move_to_end(key)
            return known[1]
        recorded = read_recorded(path, self.project, self.conditions.front_matter)
        catalog, found = read_stamped(po, self.project)
        opened = pair_units(recorded, language, stamp(bind_waivers(catalog)) if catalog else None, found)
        opened = align_rows(opened, self.project)
        self._keep(key, stamps, opened)
        return opened

    def stamps(self, slug: str) -> tuple[Stamp, ...]:
        """Return what changes when an article, its template or a catalog of it does."""
        return self.listing.stamps(slug)

    def learn_names(self) -> None:
        """Read how the reviewed catalogs of the project spell names, for the checks: seconds for a thousand of them."""
        names = read_corpus(self.project, self.conditions.languages)
        with self.lock:
            self._names, self.names_known = names, True
            self._respell()

    def _respell(self) -> None:
        self.conditions = replace(self.conditions, corpus=self._names.build())
        self.inspector = self.conditions.inspector
        self._found.clear()

    def _keep(self, key: tuple[str, str], stamps: tuple[Stamp, ...], opened: OpenArticle) -> None:
        catalog = opened.catalog
        if catalog and self._names.add((catalog.source_language, key[1]), key[0], names_of(catalog)):
            self._respell()
        self._open[key] = (stamps, opened)
        self._open.move_to_end(key)
        while len(self._open) > _OPEN:
            gone, _ = self._open.popitem(last=False)
            self._around.pop(gone, None)
            self._found.pop(gone, None)

    # Inspect.

    def inspect(self, opened: OpenArticle, row: Row, target: str | None = None) -> Inspection:
        """Return what the checks say of a unit, or would say of another target."""
        entry = row.entry
        if entry is None or opened.catalog is None:
            return Inspection()
        around = self._surroundings(opened)
        if target is not None:
            return self.inspector.inspect(replace(entry, target=target), row.unit.language, around)
        found = self._found.setdefault((opened.article.slug, opened.language), {})
        known = found.get(row.index)
        if known is None or known[0] is not entry:
            found[row.index] = known = (entry, self.inspector.inspect(entry, row.unit.language, around))
        return known[1]

    def _surroundings(self, opened: OpenArticle) -> Surroundings:
        """Return what the checks know of the article; it is read anew when another program changed its files."""
        assert opened.catalog
        key = (opened.article.slug, opened.language)
        known = self._around.get(key)
        if known is None or known[0] != opened.stamp:
            self._around[key] = known = (opened.stamp, read_surroundings(opened.article, opened.catalog))
            self._found[key] = {}
        return known[1]

    # Change.

    def change(  # noqa: PLR0913 - where, what, and who
        self,
        slug: str,
        language: str,
        kind: str,
        changes: Sequence[Change],
        reviewer: Reviewer | None = None,
        *,
        unpublish: bool = False,
    ) -> Step | None:
        """Do something to entries, all or none; return the step, or None where nothing changed.

        :param reviewer: who does it; if None, the store's own
        :param unpublish: undo that the translation became due
        :raises Conflict: if an entry is not what the reviewer saw
        :raises ReviewError: if an act cannot be done
        """
        with self.lock:
            for attempt in range(_PATIENCE):
                # Two that keep step would go on missing each other.
                sleep(_PAUSE * randbelow(attempt + 1))
                opened = self.open(slug, language)
                pairs = apply_changes(opened, changes)
                if not pairs:
                    return None
                with suppress(CatalogChanged):
                    by = reviewer or self.reviewer
                    pairs, published = self._save(opened, pairs, by, noted=kind != "undo", unpublish=unpublish)
                    for entry, _ in pairs:
                        self.offers.pop((slug, language, name_of(entry)), None)
                    return self.steps.keep(slug, language, kind, len(pairs), pairs=pairs, published=published)
        raise ReviewError(message("Another program keeps saving this catalog; try again."))

    def undo(self, number: int, slug: str, language: str, reviewer: Reviewer | None = None) -> Step:
        """Undo a step of an article, as long as its entries are what it made of them.

        :raises Conflict: if an entry was changed since
        :raises ReviewError: if there is no such step any more
        """
        with self.lock:
            step = self.steps.find(number, slug, language)
            done = self.change(slug, language, "undo", reverse(step), reviewer, unpublish=step.published)
            self.steps.drop(number)
            return done or step

    def _save(
        self,
        opened: OpenArticle,
        pairs: tuple[tuple[Entry, Entry], ...],
        reviewer: Reviewer,
        *,
        noted: bool,
        unpublish: bool,
    ) -> tuple[tuple[tuple[Entry, Entry], ...], bool]:
        """Write the catalog with some entries changed, unless another program saved it since it was opened.

        The notes of the entries are made anew where they are to be *noted*; what was written is returned, and whether
        the translation became due by that.

        :raises CatalogError: if a link leads it out of the project, or it cannot be written
        """
        assert opened.catalog
        former = mark_published(opened.catalog, opened.article, self.conditions.due)
        headers = dict(_headers(former, pairs, reviewer))
        if unpublish:
            headers = {name: value for name, value in headers.items() if name not in {PUBLISHED, PUBLISHED_UNITS}}
        changed = with_entries(opened, (after for _, after in pairs), headers)
        if noted:
            notes = self._make_notes(changed, [name_of(after) for _, after in pairs])
            pairs = tuple((before, replace(after, notes=notes[after.context])) for before, after in pairs)
            changed = with_entries(opened, (after for _, after in pairs), headers)
        assert changed.catalog
        changed = replace(changed, catalog=mark_published(changed.catalog, opened.article, self.conditions.due))
        assert changed.catalog
        path = catalog_path(self.project, opened.language, opened.article.slug)
        refuse_outside(self.project, path)
        content = join_entries(changed.catalog, changed.texts).encode()
        write_atomically(path, content, over=opened.stamp)
        self._adopt(changed, path, content)
        return pairs, PUBLISHED in changed.catalog.headers and PUBLISHED not in former.headers

    def _make_notes(self, opened: OpenArticle, names: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the notes of some entries as they are now; those of the memory come when newsloc localize runs."""
        assert opened.catalog
        around = read_surroundings(opened.article, opened.catalog)
        found = {
            row.entry.context: self.inspector.inspect(row.entry, row.unit.language, around)
            for row in map(opened.row_named, names)
            if row and row.entry
        }
        findings = {context: each.findings for context, each in found.items()}
        waived = {context: each.waived for context, each in found.items()}
        return make_notes(opened.catalog, findings, waived, {})

    def _adopt(self, changed: OpenArticle, path: Path, content: bytes) -> None:
        """Keep what was just written as what the file says, if nobody has saved it since."""
        slug = changed.article.slug
        key = (slug, changed.language)
        stamp = stamp_of(path)
        if path.read_bytes() != content:
            return
        self._keep(key, (stamp, *self.stamps(slug)), replace(changed, stamp=stamp))


def _headers(before: Catalog, pairs: Sequence[tuple[Entry, Entry]], reviewer: Reviewer) -> Mapping[str, str]:
    """Return the header fields of a catalog with some entries changed: their reviewer, and the date of now."""
    old, new = ([pair[side] for pair in pairs] for side in (0, 1))
    headers = {**before.headers, "Last-Translator": reviewer.address}
    part = replace(before, entries=tuple(old), obsolete=())
    return date_catalog(replace(part, entries=tuple(new), headers=headers), part).headers
