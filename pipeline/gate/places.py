"""Where to begin: the first units to review, to which a problem of a whole article or language points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.gate.problems import Problem
from pipeline.gate.ratchet import VersionedUnit
from pipeline.model import Article, Role, State


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenUnit:
    """A unit that is not reviewed, and where it stands: in its catalog, or in the article that has none."""

    slug: str
    language: str
    path: str
    line: int | None
    headline: bool


def find_open(units: Sequence[VersionedUnit], article: Article, language: str, path: str) -> tuple[OpenUnit, ...]:
    """Return the first headline and the first other unit that are not reviewed.

    :param path: the catalog
    """
    found: dict[bool, OpenUnit] = {}
    for one in units:
        headline = one.unit.role is Role.HEADLINE
        if one.state is not State.REVIEWED and headline not in found:
            place, line = (path, one.entry.line) if one.entry else (article.document.path, one.unit.line)
            found[headline] = OpenUnit(
                slug=article.slug, language=language, path=place, line=line or None, headline=headline
            )
    return tuple(found.values())


def place_problem(problem: Problem, units: Iterable[OpenUnit]) -> Problem:
    """Point a problem that lies in no file at the first unit to review, a headline where headlines are too few."""
    if problem.path:
        return problem
    own = [each for each in units if each.language == problem.language and problem.slug in {None, each.slug}]
    if problem.limit == "headline":
        own.sort(key=lambda unit: not unit.headline)
    return replace(problem, path=own[0].path, line=own[0].line) if own else problem
