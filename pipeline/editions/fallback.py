"""What an edition shows where no reviewed translation is, and when it may be published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from pipeline.errors import ConfigError
from pipeline.model import Role

Fallback = Literal["source", "draft", "omit"]
"""The original text, marked with its language; a machine's draft, marked, and without one the original; or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a translation may be published: with so many percent of its units reviewed, and all those of the roles."""

    percent: int = 80
    roles: frozenset[Role] = frozenset({Role.HEADLINE})

    def lacks(self, units: Iterable[tuple[Role, bool]]) -> str:
        """Say what an edition lacks, from each unit's role and whether it is reviewed; empty if it is due."""
        known = list(units)
        reviewed = sum(done for _, done in known)
        needed = -(-self.percent * len(known) // 100)
        roles = sorted({role for role, done in known if role in self.roles and not done})
        lacks = [f"{reviewed} of {len(known)} units are reviewed, {needed} are needed"] if reviewed < needed else []
        return "; ".join((*lacks, *(f"the {role} is not reviewed" for role in roles)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is shown without a review, and when an edition is due; ``pseudo`` shows pseudo-translations as drafts."""

    fallback: Fallback = "source"
    due: Due = field(default_factory=Due)
    pseudo: bool = False


PREVIEW = Policy(fallback="draft", due=Due(percent=0, roles=frozenset()), pseudo=True)
"""What a preview shows: every draft there is, at any time, pseudo-translations too, which try a layout."""


def parse_role(name: str) -> Role:
    """Return the role of a name.

    :raises ConfigError: naming the roles
    """
    try:
        return Role(name)
    except ValueError:
        raise ConfigError(f'there is no role "{name}"; the roles are {", ".join(Role)}') from None
