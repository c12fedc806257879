"""Which editions are due: what embargoes, withdrawals, stale catalogs and the policy say about each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pipeline.catalog.left_out import read_recorded
from pipeline.catalog.po import find_catalog
from pipeline.catalog.step import find_difference
from pipeline.editions.addresses import INDEX
from pipeline.editions.edition import Edition, Origin, Site, build_edition
from pipeline.editions.fallback import Policy
from pipeline.editions.manifest import EditionRecord
from pipeline.editions.writers import WRITERS, Writer
from pipeline.errors import NewslocError
from pipeline.languages.locales import language_of, same_language
from pipeline.model import Article, Catalog, Metadata, Status
from pipeline.project.accidents import tell_accident
from pipeline.project.paths import catalog_path, slug_at
from pipeline.sources.readers.front_matter import TRANSLATED
from pipeline.sources.textless import is_textless


class Outcome(StrEnum):
    """What becomes of an edition."""

    BUILT = "built"
    WITHDRAWN = "withdrawn"
    """The article is killed: a notice stands in its place."""
    WITHHELD = "withheld"
    EMBARGOED = "embargoed"
    STALE = "stale"
    """Refused: the catalog is out of step with the article."""
    NOT_DUE = "not due"
    """Too little of it is reviewed so far."""
    EMPTY = "empty"
    """All that it has to say is left out."""
    TEXTLESS = "textless"
    """An item without text, such as a picture: there is nothing to publish in a language."""
    FAILED = "failed"
    """Refused: the article or the catalog cannot be read."""


REFUSED = frozenset({Outcome.STALE, Outcome.FAILED})
"""Outcomes that leave the former files as they are: those still say what was approved."""
HIDDEN = frozenset({Outcome.WITHHELD, Outcome.EMBARGOED, Outcome.EMPTY, Outcome.TEXTLESS})
"""Outcomes whose former files go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a build is asked for.

    ``languages`` are those to build, ``all_languages`` those of the project. ``formats`` are writers' names; without
    any it is all of them. ``complete`` says that ``paths`` are all articles: editions of others go. ``now`` decides
    about embargoes.
    """

    project: Path
    folder: Path
    paths: Sequence[Path]
    languages: Sequence[str]
    all_languages: Sequence[str]
    formats: Sequence[str] = ()
    now: datetime
    complete: bool = True
    ignore_embargo: bool = False
    allow_stale: bool = False
    front_matter: Sequence[str] = TRANSLATED
    policy: Policy = field(default_factory=Policy)
    site: Site = field(default_factory=Site)

    @property
    def writers(self) -> tuple[Writer, ...]:
        """Return the writers of the formats."""
        return tuple(writer for writer in WRITERS if not self.formats or writer.name in self.formats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One article in one language: what becomes of it, why not, and its files' paths in the folder.

    ``record`` is what the manifest says of the edition that was written. ``notes`` say what was not copied with it.
    """

    slug: str
    language: str
    outcome: Outcome
    message: str = ""
    files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    record: EditionRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What becomes of an article in one language, and the edition, if one is due."""

    result: Result
    edition: Edition | None = None


def prepare(orders: Orders, path: Path, known: Iterable[str] = ()) -> list[Prepared]:
    """Return what becomes of an article in each language, editions included.

    What holds for the whole article holds in the *known* languages too: those in which it is published so far.
    """
    slug = slug_at(path, orders.project)
    try:
        article = read_recorded(path, orders.project, orders.front_matter).article
        _refuse_index(orders, article)
    except Exception as error:  # noqa: BLE001 - an accident in one article stops no other
        message = explain(error, path, orders.project)
        return [_without_edition(slug, language, Outcome.FAILED, message) for language in orders.languages]
    whole = _whole(orders, article)
    if whole is None:
        return [_prepare_guarded(orders, article, language) for language in orders.languages]
    outcome, message = whole
    languages = dict.fromkeys((*orders.languages, *known))
    return [_without_edition(slug, language, outcome, message) for language in languages]


def _without_edition(slug: str, language: str, outcome: Outcome, message: str) -> Prepared:
    return Prepared(result=Result(slug=slug, language=language, outcome=outcome, message=message))


def _refuse_index(orders: Orders, article: Article) -> None:
    if article.slug == INDEX and any(writer.name == "html" for writer in orders.writers):
        raise NewslocError(
            f"{article.document.path}: the list of articles is called {INDEX}.html; give the article another name"
        )


def _whole(orders: Orders, article: Article) -> tuple[Outcome, str] | None:
    """Return why an article is not published in any language, if it is not."""
    metadata, path = article.document.metadata, article.document.path
    if metadata.killed:
        return Outcome.WITHDRAWN, f"{path}: withdrawn; a notice stands in its place"
    if metadata.status is Status.WITHHELD:
        return Outcome.WITHHELD, f"{path}: withheld; set its status to usable to publish it"
    if metadata.embargo and not orders.ignore_embargo and orders.now < metadata.embargo:
        return Outcome.EMBARGOED, f"{path}: {_embargo(metadata, orders.now)}"
    if is_textless(article):
        return Outcome.TEXTLESS, f"{path}: an item without text"
    return None


def _embargo(metadata: Metadata, now: datetime) -> str:
    assert metadata.embargo
    hours = -(-(metadata.embargo - now).total_seconds() // 3600)
    left = f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"  # noqa: PLR2004 - two days
    until = metadata.embargo.isoformat(sep=" ", timespec="minutes")
    return f"under embargo until {until}, for {left} more; build again then, or with --ignore-embargo"


def explain(error: Exception, path: Path, project: Path) -> str:
    """Return what a user is told of an error: newsloc's own message, or where an accident happened."""
    return tell_accident(error, path.relative_to(project).as_posix() if path.is_relative_to(project) else str(path))


def _prepare_guarded(orders: Orders, article: Article, language: str) -> Prepared:
    try:
        return _prepare_language(orders, article, language)
    except Exception as error:  # noqa: BLE001 - an accident in one language stops no other
        path = orders.project / article.document.path
        return _without_edition(article.slug, language, Outcome.FAILED, explain(error, path, orders.project))


def _prepare_language(orders: Orders, article: Article, language: str) -> Prepared:
    path = _catalog_file(orders.project, language, article.slug)
    shown = path.relative_to(orders.project).as_posix()
    catalog = find_catalog(path)
    refused = _refuse(orders, article, catalog, language, shown)
    if refused:
        return _without_edition(article.slug, language, *refused)
    edition = build_edition(article, catalog, language, policy=orders.policy, site=orders.site)
    units = ((unit.role, unit.origin is Origin.REVIEWED) for unit in edition.units)
    lacks = "" if edition.is_original else orders.policy.due.lacks(units)
    if lacks:
        return _without_edition(article.slug, language, Outcome.NOT_DUE, f"{shown}: not due yet: {lacks}")
    if not edition.units and not edition.is_original:
        return _without_edition(article.slug, language, Outcome.EMPTY, "")
    if edition.is_empty:
        return _without_edition(article.slug, language, Outcome.EMPTY, f"{shown}: nothing of it may be shown yet")
    return Prepared(result=Result(slug=article.slug, language=language, outcome=Outcome.BUILT), edition=edition)


def _catalog_file(project: Path, language: str, slug: str) -> Path:
    """Return the catalog for a language; a region without one of its own is a spelling of the language's."""
    own, shared = (catalog_path(project, tag, slug) for tag in (language, language_of(language)))
    return shared if shared.is_file() and not own.is_file() else own


def _refuse(
    orders: Orders, article: Article, catalog: Catalog | None, language: str, path: str
) -> tuple[Outcome, str] | None:
    """Return why an edition must not be built now, if so; an original needs no catalog."""
    if same_language(article.language, language):
        return None
    stale = None if orders.allow_stale else find_difference(article, catalog, path)
    return (Outcome.STALE, f"{stale.message}, or build with --allow-stale") if stale else None
