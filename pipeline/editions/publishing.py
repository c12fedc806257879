"""Which editions are built: what embargoes, withdrawals and reviews say about each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pipeline.catalog.left_out import read_recorded
from pipeline.catalog.po import read_catalog
from pipeline.catalog.publication import ALL, read_standing
from pipeline.editions.addresses import INDEX
from pipeline.editions.edition import Edition, Site, build_edition
from pipeline.editions.manifest import EditionRecord
from pipeline.editions.writers import WRITERS, Writer
from pipeline.errors import NewslocError
from pipeline.languages.locales import language_of, same_language
from pipeline.model import Article, Metadata, Status
from pipeline.project.accidents import tell_accident
from pipeline.project.paths import catalog_path, slug_at
from pipeline.sources.readers.front_matter import TRANSLATED
from pipeline.sources.textless import is_textless


class Outcome(StrEnum):
    """What becomes of an edition."""

    BUILT = "built"
    RENEWED = "renewed"
    """Built, and published before; what changed in the article since waits for its translation."""
    WITHDRAWN = "withdrawn"
    """The article is killed: a notice stands in its place."""
    WITHHELD = "withheld"
    EMBARGOED = "embargoed"
    NOT_BEGUN = "not begun"
    """Nothing of it is reviewed so far."""
    NOT_DUE = "not due"
    """Too little of it is reviewed so far."""
    EMPTY = "empty"
    """It was published, and all that it has to say is new, or no headline of it is approved."""
    TEXTLESS = "textless"
    """An item without text, such as a picture: there is nothing to publish in a language."""
    FAILED = "failed"
    """The article or the catalog cannot be read: the former files stay."""


WRITTEN = frozenset({Outcome.BUILT, Outcome.RENEWED})
"""Outcomes with an edition."""
OUTDATED = frozenset({Outcome.RENEWED, Outcome.EMPTY})
"""Outcomes of what was published, and waits for a review."""


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
    front_matter: Sequence[str] = TRANSLATED
    due: int = ALL
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
    if metadata.is_embargoed(orders.now) and not orders.ignore_embargo:
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
    path, slug = _catalog_file(orders.project, language, article.slug), article.slug
    catalog, shown = read_catalog(path) if path.exists() else None, path.relative_to(orders.project).as_posix()
    if same_language(article.language, language):
        edition = build_edition(article, catalog, language, site=orders.site)
        return Prepared(result=Result(slug=slug, language=language, outcome=Outcome.BUILT), edition=edition)
    standing = read_standing(orders.project, article, catalog, orders.due)
    if not (standing.published or orders.site.preview):
        outcome = Outcome.NOT_DUE if standing.begun else Outcome.NOT_BEGUN
        return _without_edition(slug, language, outcome, f"{shown}: {outcome}: {standing.lacks}")
    pending = {} if orders.site.preview else standing.pending
    edition = build_edition(article, standing.catalog, language, pending=pending, site=orders.site)
    message = standing.describe(shown) if pending else ""
    if not edition.units or edition.is_empty or (pending and standing.held):
        return _without_edition(slug, language, Outcome.EMPTY, message)
    if not pending or article.document.metadata.archived:
        return Prepared(result=Result(slug=slug, language=language, outcome=Outcome.BUILT), edition=edition)
    renewed = Result(slug=slug, language=language, outcome=Outcome.RENEWED, message=message)
    return Prepared(result=renewed, edition=edition)


def _catalog_file(project: Path, language: str, slug: str) -> Path:
    """Return the catalog for a language; a region without one of its own is a spelling of the language's."""
    own, shared = (catalog_path(project, tag, slug) for tag in (language, language_of(language)))
    return shared if shared.is_file() and not own.is_file() else own
