"""What a project may say about engines: a part that all share, and what each engine adds in its own class.

A class that extends :class:`EngineSettings` describes every field with ``Meta(description=...)``; reading, checking
and the help of ``newsloc models --settings`` come from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Annotated, Any, Literal, get_type_hints

from msgspec import Meta, inspect

Positive = Annotated[int, Meta(ge=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """What every engine takes; an engine ignores what it has no use for."""

    engine: Annotated[str, Meta(description="The engine; `auto` chooses the best one that works here.")] = "auto"
    model: Annotated[
        str | None, Meta(description="A hub id, a folder, or a server's name of it; else the recommended model.")
    ] = None
    revision: Annotated[str | None, Meta(description="A commit, tag or branch of the hub model.")] = None
    device: Annotated[Literal["auto", "cpu", "cuda"], Meta(description="Where the model runs.")] = "auto"
    batch_tokens: Annotated[Positive, Meta(description="The most source tokens of a batch, padding included.")] = 2048
    beams: Annotated[
        Positive | None, Meta(description="The width of the search; up to four results become candidates.")
    ] = None
    offline: Annotated[bool, Meta(description="Ask no model hub.")] = False
    accept_license: Annotated[bool, Meta(description="Allow models whose licence forbids commercial use.")] = False
    smoke_test: Annotated[
        bool, Meta(description="Translate one sentence when a model loads, and refuse a model that repeats itself.")
    ] = True


SHARED = frozenset(field.name for field in fields(EngineSettings))
"""The names of the settings that every engine takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting as the help shows it."""

    name: str
    kind: inspect.Type
    default: Any
    description: str


def hints_of(kind: type[EngineSettings]) -> Mapping[str, Any]:
    """Return the annotated type of each setting of a class, by name."""
    return get_type_hints(kind, include_extras=True)


def describe_settings(kind: type[EngineSettings], *, shared: bool) -> Iterator[Setting]:
    """Yield the settings of a class: those that all engines share, or those that it adds."""
    hints = hints_of(kind)
    for field in fields(kind):
        if (field.name in SHARED) is shared:
            found = inspect.type_info(hints[field.name])
            assert isinstance(found, inspect.Metadata), f"{kind.__name__}.{field.name} has no description"
            yield Setting(
                name=field.name,
                kind=found.type,
                default=None if field.default is MISSING else field.default,
                description=(found.extra_json_schema or {})["description"],
            )
