"""What an engine is, and how it is registered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Candidate, Direction, Request
    from pipeline.translate.engines.settings import EngineSettings

BEAMS = 4
"""Width of the search of most engines, where the settings name none."""

Found = tuple[int, "tuple[Candidate, ...]"]
"""The number of a text, and its candidates, best first."""
Report = Callable[[str], None]
"""Takes one line that says what is being done, for the person who waits."""

MARKS: Sequence[str] = tuple(f"[X{number}X]" for number in range(1, 13))
"""What stands for markup and addresses in a text for an engine that does not say which marks it copies best.

Weblate gives every translation service marks of this form. Of 48 sentences, measured once, the
draft engine kept everything in 44 with these, in 42 with ``X1X``, 41 with ``"XXX"``, 34 with ``<1>``, none with
``⟦1⟧``, and in 36 when it got the markup itself."""


class Engine(Protocol):
    """Translates texts. Cheap to make: a model loads when it is first used."""

    name: str
    marks: Sequence[str] = MARKS
    """What stands for markup and addresses in a text that it gets; where there are none, it gets texts as they are."""
    takes_names: bool = False
    """Whether it is told how reviewed translations spell the names of a text."""
    takes_examples: bool = False
    """Whether it is told how people translated similar texts."""

    def label(self, direction: Direction) -> str:
        """Return model and revision: part of memory keys and of PO comments, so without paths of this machine."""
        ...

    def supports(self, direction: Direction) -> bool:
        """Tell whether the engine knows both languages, this way round."""
        ...

    def load(self, direction: Direction) -> None:
        """Get the direction's model ready, to see whether it loads; do nothing where there is none to load.

        :raises EngineError: if it cannot be loaded
        """
        del direction

    def translate(self, requests: Sequence[Request], direction: Direction) -> Iterator[Found]:
        """Yield an index into *requests* with its candidates, best first, as batches finish, in any order.

        Every index comes exactly once; a request that cannot be translated comes with no candidate.

        :raises EngineError: if the direction is not supported or the model cannot be loaded
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """One model of ``newsloc models``.

    ``title`` says what it is for. ``size`` is in bytes, None where unknown; ``cached`` is where the model lies on this
    machine. ``restricted`` models forbid commercial use. ``directions`` are those of a project that use it.
    """

    engine: str
    title: str
    model: str
    licence: str
    revision: str | None = None
    size: int | None = None
    cached: Path | None = None
    restricted: bool = False
    directions: tuple[Direction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One entry of ENGINES, cheap to import.

    ``quality`` says in one sentence what to expect of the drafts. ``settings`` is the engine's own class; ``make``
    gets an instance of it. ``models`` lists the models worth knowing. ``translates`` is False for one whose drafts are
    no translations: they have no score.
    """

    name: str
    summary: str
    quality: str
    settings: type[EngineSettings]
    make: Callable[[Any, Report], Engine]
    models: Callable[[], tuple[ModelRow, ...]] = tuple
    translates: bool = True
