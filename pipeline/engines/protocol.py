"""What an engine is, what it can be told, and how it lists its models."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

from msgspec import Meta

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Candidate, Direction, Request

Positive = Annotated[int, Meta(ge=1)]

Report = Callable[[str], None]
"""Takes one line that says what is being done, for the person who waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """What a project may say about engines.

    ``engine`` is ``auto`` or a name in ENGINES. ``model`` is a hub id or a folder for ``seq2seq``; without one, the
    recommended model of the direction. ``revision`` is a commit, tag or branch of the hub's. ``batch_tokens`` limits
    the padded source tokens of a batch; ``beams`` is the width of the search, and up to four of its results become
    candidates. ``offline`` asks no hub. ``accept_license`` is needed for models that forbid commercial use.
    ``smoke_test`` translates one sentence when a model loads and refuses one that only repeats itself; switch it off
    for a model that is not trained yet.
    """

    engine: str = "auto"
    model: str | None = None
    revision: str | None = None
    device: Literal["auto", "cpu", "cuda"] = "auto"
    batch_tokens: Positive = 2048
    beams: Positive = 4
    offline: bool = False
    accept_license: bool = False
    smoke_test: bool = True


class Engine(Protocol):
    """Translates texts. Cheap to make: a model loads when it is first used."""

    name: str

    def label(self, direction: Direction) -> str:
        """Return model and revision: part of memory keys and of PO comments, so without paths of this machine."""
        ...

    def quality(self) -> str:
        """Say in one sentence what to expect of the drafts."""
        ...

    def supports(self, direction: Direction) -> bool:
        """Tell whether the engine knows both languages, this way round."""
        ...

    def translate(
        self,
        requests: Sequence[Request],
        direction: Direction,
    ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
        """Yield an index into *requests* with its candidates, best first, as batches finish, in any order.

        Every index comes exactly once; a request that cannot be translated comes with no candidate.

        :raises EngineError: if the direction is not supported or the model cannot be loaded
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """One line of ``newsloc models``.

    ``size`` is in bytes, None where unknown; ``cached`` is where the model lies on this machine. ``loads`` tells
    whether what it needs is installed: not whether it was downloaded.
    """

    engine: str
    title: str
    model: str
    licence: str
    size: int | None = None
    cached: Path | None = None
    loads: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One entry of ENGINES. ``quality`` is what the engine says of itself, known without making one."""

    name: str
    summary: str
    quality: str
    make: Callable[[EngineSettings, Report], Engine]
    models: Callable[[], tuple[ModelRow, ...]]
