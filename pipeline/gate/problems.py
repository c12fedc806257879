"""What the gate says: problems that close it, notices that do not, and the result that reports show."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.gate.coverage import Coverage, States

if TYPE_CHECKING:
    from pipeline.gate.limits import Limits


class Kind(StrEnum):
    """What sort of problem it is."""

    UNREADABLE = "unreadable"
    MISSING = "missing"
    STALE = "stale"
    LOST = "lost"
    FINDING = "finding"
    SHARE = "share"
    CHANGED = "changed"
    ORPHAN = "orphan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a sort of problem is called, and what it means and asks for, in a sentence or two."""

    title: str
    help: str


KINDS: Mapping[Kind, Explanation] = {
    Kind.UNREADABLE: Explanation(
        title="File cannot be read",
        help="An article or a catalog is damaged or badly named, so nothing in it could be counted. Mend it as the"
        " message says; the exit code is 2 until then.",
    ),
    Kind.MISSING: Explanation(
        title="Catalog missing",
        help="An article has no catalog in a language of the project. Run newsloc localize and commit the result.",
    ),
    Kind.STALE: Explanation(
        title="Catalog out of step",
        help="An article was edited after its catalog was written. Run newsloc localize and commit the result.",
    ),
    Kind.LOST: Explanation(
        title="Reviewed unit lost",
        help="A unit was reviewed in the version compared with, its source is the same, and it is not reviewed now."
        " Restore its translation, or approve the new one by removing its fuzzy mark.",
    ),
    Kind.FINDING: Explanation(
        title="Error in a reviewed unit",
        help="A check found an error in a translation that somebody approved. Correct the translation; or, if it is"
        " right, waive the finding with a translator's comment above the entry: # newsloc-ignore: CHECK (reason).",
    ),
    Kind.SHARE: Explanation(
        title="Coverage below the limit",
        help="Fewer units are reviewed than the settings ask for under [coverage]. Review more of them; newsloc check"
        " says how many.",
    ),
    Kind.CHANGED: Explanation(
        title="Changed text not reviewed",
        help="Of the units that are new or changed since the version compared with, fewer are reviewed than the"
        " language's limit, or than were reviewed there if that was less. Review more of the changed units.",
    ),
    Kind.ORPHAN: Explanation(
        title="Catalog without article",
        help="The article of a catalog is gone from source/. Delete its catalogs and template; or, if the article was"
        " renamed, run newsloc localize, which brings its translations along.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to do something about.

    ``message`` says where, what, and what to do. ``path`` (in the project) and ``line`` point at what to look at, where
    there is such a place. ``check`` is that of a finding, ``limit`` the name of the limit missed, ``text`` the unit's
    target or source, for reports that show it.
    """

    kind: Kind
    language: str
    message: str
    slug: str | None = None
    path: str | None = None
    line: int | None = None
    context: str | None = None
    check: str | None = None
    limit: str | None = None
    text: str | None = None

    @property
    def rule(self) -> str:
        """What it breaks: its kind, or that and the check."""
        return f"{self.kind}/{self.check}" if self.check else self.kind.value

    @property
    def title(self) -> str:
        """A few words that head it."""
        title = KINDS[self.kind].title
        return f"{title}: {self.check or self.limit}" if self.check or self.limit else title

    @property
    def fingerprint(self) -> str:
        """Tell it from others, today and after lines have moved: by what and where it is, not by line or wording."""
        parts = (self.kind, self.language, self.slug, self.path, self.context, self.check, self.limit)
        return hashlib.sha256("\x1f".join(part or "" for part in parts).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedShare:
    """How far the new and changed units of a language are, and what is asked of them.

    ``base`` is the share of reviewed units, 0-1, in the version compared with; ``least`` that asked for, in percent, or
    None without a limit.
    """

    language: str
    states: States
    base: float
    least: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratchet:
    """What was compared with: the revision as asked for, its commit, and each language's changes."""

    name: str
    commit: str
    changes: tuple[ChangedShare, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """What ``check`` reports.

    :ivar limits: the least shares by language
    :ivar failures: what closes the gate
    :ivar notices: what does not: debt from before, catalogs without article
    :ivar ratchet: what was compared with, if anything was
    :ivar examined: reviewed units that were checked
    :ivar waived: findings in them that reviewers waived
    :ivar folder: the project's folder in its repository, ``""`` or with a slash at its end
    :ivar moment: when it was measured; UTC
    """

    coverages: tuple[Coverage, ...]
    limits: Mapping[str, Limits] = field(default_factory=dict)
    failures: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    ratchet: Ratchet | None = None
    examined: int = 0
    waived: int = 0
    folder: str = ""
    moment: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    @property
    def passed(self) -> bool:
        """Whether the gate is open."""
        return not self.failures

    @property
    def unreadable(self) -> tuple[Problem, ...]:
        """The files that somebody must mend before all can be measured."""
        return tuple(problem for problem in self.failures if problem.kind is Kind.UNREADABLE)
