"""When a translation may be published, and that it was: the one rule of localize, the page, check and build.

*Begun*: one unit is reviewed. *Due*: headline, standfirst, first paragraph, and ``due`` percent of all units are
reviewed. *Published*: was due once; the header of the catalog says since when, as a build is made from a fresh clone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.catalog.approvals import SENT_BACK, approval_of, stamp
from pipeline.catalog.header import PUBLISHED, PUBLISHED_UNITS
from pipeline.catalog.merge import merge
from pipeline.catalog.numbers import number_of, number_units
from pipeline.catalog.po import find_catalog
from pipeline.catalog.step import find_difference, pair_entries
from pipeline.catalog.tally import tally
from pipeline.errors import plural
from pipeline.languages.locales import same_language
from pipeline.model import Article, Catalog, Entry, Role, State, Unit
from pipeline.project.clock import current_time
from pipeline.project.paths import template_path

ALL = 100
"""Percent of the units of a translation that are to be reviewed before it is published, where nothing else is set."""
_NAMED = (Role.HEADLINE, Role.STANDFIRST)
_PARAGRAPH = frozenset({Role.BODY, Role.QUOTE, Role.LIST})
"""What the first paragraph of an article may be."""
_Units = Sequence[tuple[Role, int, str, State]]
"""Of each unit its role, its block, its source and its state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the translation of an article has come.

    ``catalog`` is in step with the article. ``lacks`` says what must be reviewed before it is due; empty where it is.
    ``pending`` are the units of a published translation that are changed or new, by their place in the article, each
    with the target that was last approved for it; empty for none. It is ``held`` if no headline of it was ever
    approved, and none may be shown.
    """

    catalog: Catalog | None = None
    begun: bool = False
    lacks: str = ""
    published: bool = False
    pending: Mapping[int, str] = field(default_factory=dict)
    held: bool = False

    def describe(self, path: str) -> str:
        """Say what of a published translation is to be renewed, and what its edition shows meanwhile."""
        if self.held:
            return f"{path}: published, and held back until its headline is reviewed, for none was approved before"
        earlier = sum(map(bool, self.pending.values()))
        shown = f"{plural(earlier, 'unit')} shown as approved before" if earlier else ""
        new = len(self.pending) - earlier
        left_out = f"{plural(new, 'unit')} left out" if new else ""
        parts = ", ".join(filter(None, (shown, left_out)))
        return (
            f"{path}: published, and not all of it is reviewed any more: {parts}; review them, after newsloc localize"
        )


def mark_published(catalog: Catalog, article: Article, percent: int) -> Catalog:
    """Return a catalog whose header says since when its translation is published, if it is due; what it says stays.

    Whoever writes a catalog calls this, with what it found and with what it made of that. A catalog that is out of step
    with its article was due if it was so by itself; its first unit of text stands for the first paragraph then.

    :param percent: the setting ``due``
    """
    own = same_language(catalog.source_language, catalog.language or "")
    if own or PUBLISHED in catalog.headers or _lack(_units(article, catalog), percent):
        return catalog
    headers = {**catalog.headers, PUBLISHED: current_time().date().isoformat()}
    if any(entry.state is not State.REVIEWED for entry in catalog.entries):
        headers[PUBLISHED_UNITS] = str(max(map(_number, catalog.entries)))
    return replace(catalog, headers=headers)


def read_standing(project: Path, article: Article, catalog: Catalog | None, percent: int) -> Standing:
    """Return how far a translation has come; a catalog that is out of step is aligned with its article, in memory.

    :raises CatalogError: if the template cannot be read
    """
    if catalog is None:
        return Standing(lacks=_lack([_unit(unit, None) for unit in article.units], percent))
    catalog = mark_published(stamp(catalog), article, percent)
    if find_difference(article, catalog, ""):
        template = find_catalog(template_path(project, article.slug))
        contexts, _ = number_units(article, template, [catalog])
        catalog = merge(article, contexts, catalog, catalog.language or "")
        catalog = mark_published(catalog, article, percent)
    units = _units(article, catalog)
    published = PUBLISHED in catalog.headers
    pending = _find_pending(article, catalog) if published else {}
    headline = _new_headline(article, pending)
    return Standing(
        catalog=catalog,
        begun=any(state is State.REVIEWED for *_, state in units),
        lacks=_lack(units, percent),
        published=published,
        pending=pending if headline is None else {**pending, headline: _last_headline(catalog)},
        held=headline is not None and not _last_headline(catalog),
    )


def _units(article: Article, catalog: Catalog) -> _Units:
    if find_difference(article, catalog, ""):
        return [(entry.role, at, entry.source, entry.state) for at, entry in enumerate(catalog.entries)]
    return [_unit(*pair) for pair in zip(article.units, pair_entries(article, catalog), strict=True)]


def _unit(unit: Unit, entry: Entry | None) -> tuple[Role, int, str, State]:
    return unit.role, unit.block, unit.source, entry.state if entry else State.MISSING


def _lack(units: _Units, percent: int) -> str:
    """Say what must be reviewed before a translation is due; empty if it is."""
    states = tally((source, state) for *_, source, state in units)
    reviewed, total = states.reviewed.units, states.total.units
    needed = max(-(-percent * total // 100), 1)
    lacks = [f"{reviewed} of {total} units are reviewed, {needed} are needed"] if reviewed < needed else []
    left = [(role, block) for role, block, _, state in units if state is not State.REVIEWED]
    open_roles = {role for role, _ in left}
    lacks += [f"the {role} is not reviewed" for role in _NAMED if role in open_roles]
    first = next((block for role, block, *_ in units if role in _PARAGRAPH), None)
    if any(block == first for _, block in left):
        lacks.append("the first paragraph is not reviewed")
    return "; ".join(lacks)


def _find_pending(article: Article, catalog: Catalog) -> dict[int, str]:
    """Return the units that are changed or new since the translation was published.

    Those that were published without a review are neither, as long as nobody approved them; headline and standfirst
    never are.
    """
    known = int(catalog.headers.get(PUBLISHED_UNITS) or 0)
    pending: dict[int, str] = {}
    for at, entry in enumerate(pair_entries(article, catalog)):
        if _is_reviewed(entry):
            continue
        approved = entry.target if entry and _was_approved(entry) else ""
        if entry and not approved and _number(entry) <= known and entry.role not in _NAMED:
            continue
        pending[at] = approved
    return pending


def _new_headline(article: Article, pending: Mapping[int, str]) -> int | None:
    """Return the place of the first headline if nothing of it was approved; None otherwise."""
    headlines = [(at, unit.block) for at, unit in enumerate(article.units) if unit.role is Role.HEADLINE]
    places = [at for at, block in headlines if block == headlines[0][1]]
    return places[0] if places and all(pending.get(at) == "" for at in places) else None


def _last_headline(catalog: Catalog) -> str:
    """Return the headline that was approved last: of those that are gone, the latest stands first; else another one."""
    every = (*catalog.obsolete, *catalog.entries)
    approved = (entry for entry in every if entry.role is Role.HEADLINE and _was_approved(entry))
    return next((entry.target for entry in approved), "")


def _was_approved(entry: Entry) -> bool:
    """Tell whether a fuzzy target is the one that was approved last, and nobody sent it back."""
    return approval_of(entry) is not None and not is_sent_back(entry)


def is_sent_back(entry: Entry) -> bool:
    """Tell whether a reviewer sent a target back."""
    return any(line.startswith(SENT_BACK) for line in entry.comments)


def _is_reviewed(entry: Entry | None) -> bool:
    return entry is not None and entry.state is State.REVIEWED


def _number(entry: Entry) -> int:
    return number_of(entry.context) or 0
