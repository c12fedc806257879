"""What an edition shows where no reviewed translation is: a policy for each role, from the settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from pipeline.errors import ConfigError
from pipeline.model import Role

GUARDED = frozenset({Role.HEADLINE, Role.STANDFIRST, Role.QUOTE, Role.META})
"""Roles whose drafts ship only if the settings name them: what is quoted out of an article, and what it corrects."""
_FALLBACK = re.compile(r"\s*(?:draft:(?P<draft>[0-9]{1,3})(?:\s+else\s+(?P<else>\w+))?|(?P<rest>\w+))\s*")
_MOST = 100


class Rest(StrEnum):
    """What is done when there is no text that may ship."""

    SOURCE = "source"
    """The original text stands, marked with its language."""
    OMIT = "omit"
    """It is left out."""
    REVIEWED = "reviewed"
    """The edition waits until the unit is reviewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """What to do without a reviewed translation: take a draft of at least ``draft`` points; without one, the rest."""

    draft: int | None = None
    rest: Rest = Rest.SOURCE


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
    """The fallback of each role, and when an edition is due.

    ``no_translations`` names the engines whose drafts are none, and never ship.
    """

    default: Fallback = field(default_factory=Fallback)
    roles: Mapping[Role, Fallback] = field(default_factory=dict)
    due: Due = field(default_factory=Due)
    no_translations: frozenset[str] = frozenset({"pseudo"})

    def of(self, role: Role) -> Fallback:
        """Return a role's fallback; the default's drafts are not for the guarded roles."""
        named = self.roles.get(role)
        if named:
            return named
        return replace(self.default, draft=None) if role in GUARDED else self.default


PREVIEW = Policy(
    default=Fallback(draft=0),
    roles=dict.fromkeys(GUARDED, Fallback(draft=0)),
    due=Due(percent=0, roles=frozenset()),
    no_translations=frozenset(),
)
"""What a preview shows: every draft there is, at any time, pseudo-translations too, which try a layout."""


def parse_fallback(text: str) -> Fallback:
    """Read ``source``, ``omit``, ``reviewed``, ``draft:70`` or ``draft:70 else omit``.

    :raises ConfigError: saying what may be written
    """
    found = _FALLBACK.fullmatch(text)
    rest = found["else"] or found["rest"] or Rest.SOURCE if found else ""
    if found is None or rest not in set(Rest) or int(found["draft"] or 0) > _MOST:
        names = ", ".join(f'"{rest}"' for rest in Rest)
        raise ConfigError(
            f'"{text}" is no fallback; write {names}, "draft:70" (drafts of at least 70 points, else the source) or '
            '"draft:70 else omit"'
        )
    return Fallback(draft=int(found["draft"]) if found["draft"] else None, rest=Rest(rest))


def parse_role(name: str) -> Role:
    """Return the role of a name.

    :raises ConfigError: naming the roles
    """
    try:
        return Role(name)
    except ValueError:
        raise ConfigError(f'there is no role "{name}"; the roles are {", ".join(Role)}') from None
