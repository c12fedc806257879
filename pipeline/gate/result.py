"""What ``check`` found, as its reports show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pipeline.catalog.tally import States
from pipeline.gate.coverage import Coverage
from pipeline.gate.limits import CoverageLimits
from pipeline.gate.problems import LEVELS, Problem, ProblemKind


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
    :ivar warnings: what the checks warn of in reviewed units; it does not close the gate
    :ivar notices: what else does not: debt from before, catalogs without article
    :ivar ratchet: what was compared with, if anything was
    :ivar examined: reviewed units that were checked
    :ivar waived: findings in them that reviewers waived
    :ivar textless: the paths of items without text, which are passed over
    :ivar folder: the project's folder in its repository, ``""`` or with a slash at its end
    :ivar time: when it was measured; UTC
    """

    coverages: tuple[Coverage, ...]
    limits: Mapping[str, CoverageLimits] = field(default_factory=dict)
    failures: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    ratchet: Ratchet | None = None
    examined: int = 0
    waived: int = 0
    textless: tuple[str, ...] = ()
    folder: str = ""
    time: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    def levels(self) -> Iterator[tuple[str, Problem]]:
        """Yield everything there is to say with its level: ``error``, ``warning`` or ``note``; the gravest first."""
        yield from (("error", problem) for problem in self.failures)
        yield from ((LEVELS.get(problem.kind, "warning"), problem) for problem in (*self.warnings, *self.notices))

    @property
    def passed(self) -> bool:
        """Whether the gate is open."""
        return not self.failures

    @property
    def unreadable(self) -> tuple[Problem, ...]:
        """The files that somebody must mend before all can be measured."""
        return tuple(problem for problem in self.failures if problem.kind is ProblemKind.UNREADABLE)
