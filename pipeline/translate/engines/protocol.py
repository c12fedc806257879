"""What an engine is, what it can be told, and how it lists its models."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, Protocol, runtime_checkable

from msgspec import Meta

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Candidate, Direction, Request

Positive = Annotated[int, Meta(ge=1)]

BEAMS = 4
"""Width of the search of most engines, where the settings name none."""

Report = Callable[[str], None]
"""Takes one line that says what is being done, for the person who waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """What a project may say about the engine of a direction.

    ``engine`` is ``auto`` or a name in ENGINES. ``model`` is a hub id or a folder for ``seq2seq``; without one, the
    recommended model of the direction. ``revision`` is a commit, tag or branch of the hub's. ``batch_tokens`` limits
    the padded source tokens of a batch; ``beams`` is the width of the search (without one, what suits the engine), and
    up to four of its results become candidates. ``offline`` asks no hub. ``accept_license`` is needed for models that
    forbid commercial use. ``smoke_test`` translates one sentence when a model loads and refuses one that only repeats
    itself; switch it off for a model that is not trained yet.

    ``template`` is the prompt of ``causal`` and ``endpoint``: a name in prompts/templates.toml, or a text of one's own.
    ``url`` is the address of an ``endpoint``, ``timeout`` the seconds that one of its answers may take,
    ``concurrency`` how many are asked for at once, ``key_variable`` the environment variable that holds its key.
    """

    engine: str = "auto"
    model: str | None = None
    revision: str | None = None
    device: Literal["auto", "cpu", "cuda"] = "auto"
    batch_tokens: Positive = 2048
    beams: Positive | None = None
    offline: bool = False
    accept_license: bool = False
    smoke_test: bool = True
    template: str | None = None
    url: str | None = None
    timeout: Annotated[float, Meta(gt=0)] = 60.0
    concurrency: Positive = 8
    key_variable: str = "NEWSLOC_API_KEY"


MARKS: Sequence[str] = tuple(f"[X{number}X]" for number in range(1, 13))
"""What stands for markup and addresses in a text for an engine that does not say which marks it copies best.

Weblate gives every translation service marks of this form. Of 48 sentences, measured once, the
draft engine kept everything in 44 with these, in 42 with ``X1X``, 41 with ``"XXX"``, 34 with ``<1>``, none with
``⟦1⟧``, and in 36 when it got the markup itself."""


@runtime_checkable
class Marking(Protocol):
    """An engine that knows which marks it copies best; without any, it gets texts as they are."""

    marks: Sequence[str]


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


@runtime_checkable
class Loading(Protocol):
    """An engine whose model can be loaded before it is needed, to see whether it loads."""

    def load(self, direction: Direction) -> None:
        """Get the direction's model ready.

        :raises EngineError: if it cannot be loaded
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """One model of ``newsloc models``.

    ``title`` says what it is for. ``size`` is in bytes, None where unknown; ``cached`` is where the model lies on this
    machine. ``loads`` tells whether what it needs is installed: not whether it was downloaded. ``restricted`` models
    forbid commercial use.
    """

    engine: str
    title: str
    model: str
    licence: str
    revision: str | None = None
    size: int | None = None
    cached: Path | None = None
    loads: bool = True
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One entry of ENGINES. ``quality`` is what the engine says of itself, known without making one."""

    name: str
    summary: str
    quality: str
    make: Callable[[EngineSettings, Report], Engine]
    models: Callable[[], tuple[ModelRow, ...]]
