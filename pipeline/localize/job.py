"""The request and the results of a run: values that the other modules of this room share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.catalog.publication import ALL
from pipeline.languages.locales import same_language
from pipeline.localize.shard import WHOLE, Shard
from pipeline.model import Direction
from pipeline.project.paths import slug_at
from pipeline.project.progress import Progress
from pipeline.quality.choice import Choosing
from pipeline.quality.inspection import Inspector
from pipeline.quality.judges.judging import Judging
from pipeline.quality.ledger import Name
from pipeline.quality.rules import DEFAULT_RULES, CheckRules
from pipeline.sources.readers.front_matter import TRANSLATED
from pipeline.translate.engines import AUTO
from pipeline.translate.engines.protocol import Engine
from pipeline.translate.glossary import Glossary
from pipeline.translate.memory import Memory

if TYPE_CHECKING:
    from pipeline.localize.records import Records


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """A file of the project by its name there: time in nanoseconds, bytes, digest; no digest where there is no file."""

    name: str
    modified: int
    size: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What a run must know of a catalog that it does not open: digests of all and of what is reviewed, and names."""

    digest: str
    reviewed: str
    source_language: str
    names: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a work left in files, and what its catalog says.

    ``settled`` tells that it needs nothing: no unit is missing, nothing is to be told, and nobody wrote meanwhile.
    ``pseudo`` are the directions of its pseudo-translations, which another engine replaces.
    """

    files: tuple[FileState, ...]
    learned: Learned
    settled: bool
    pseudo: tuple[Direction, ...]


EngineFor = Callable[[Direction], Engine]
"""Chooses the engine of a direction; asked only when there is something to translate.

Raises EngineError when none knows the direction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to localize, and with what.

    ``rules`` are those of the checks; ``front_matter`` names the keys of front matter that are translated;
    ``due`` is how many percent of a translation are reviewed when it is published.
    ``redraft`` asks the engine anew, and replaces machine drafts that nobody touched; without it only
    pseudo-translations are replaced, where the engine of a direction translates (``translates`` tells). ``dry_run``
    writes nothing, and asks ``foresee`` alone which engine a direction would have; it raises what ``engine_for`` does.
    ``judging`` is asked, if a judge is wanted; ``scored`` lets the embedded model read each draft. ``shard`` is the
    share of the articles that this run localizes; runs of other shards may work beside it. ``records`` say what earlier
    runs left; without them all articles are opened.
    """

    project: Path
    languages: tuple[str, ...]
    glossary: Glossary
    memory: Memory
    engine_for: EngineFor
    rules: CheckRules = DEFAULT_RULES
    front_matter: tuple[str, ...] = TRANSLATED
    due: int = ALL
    redraft: bool = False
    translates: Callable[[Direction], bool] = lambda _: True
    dry_run: bool = False
    foresee: Callable[[Direction], str] = lambda _: AUTO
    judging: Judging | None = None
    scored: bool = True
    shard: Shard = WHOLE
    records: Records | None = None

    def holds(self, path: Path) -> bool:
        """Tell whether an article is in the job's shard."""
        return self.shard == WHOLE or self.shard.holds(slug_at(path, self.project))

    @property
    def inspector(self) -> Inspector:
        """What targets are inspected with."""
        return Inspector(glossary=self.glossary, rules=self.rules)

    @property
    def choosing(self) -> Choosing:
        """What candidates are compared by."""
        return Choosing(
            rules=self.rules,
            checked=False,
            scored=self.scored,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Observer:
    """Receives the messages of a run, and shows the progress of long work."""

    say: Callable[[str], None]
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """What happened to one article in one language, in numbers: it outlives the article, of which it holds no text.

    ``missing`` units have no target after the run. ``path`` is that of the article in the project.
    """

    slug: str
    path: str
    source_language: str
    language: str
    units: int
    reviewed: int
    missing: int
    reused: int
    drafted: int
    keep: int
    redo: int
    """Drafts with this verdict; all others are to be reviewed, too."""
    flagged: int
    """Units with findings."""
    waived: int
    """Findings that reviewers waived."""
    dropped: int
    """Blocks of boilerplate that are left out of the article."""
    engine: str
    """The engine that drafted in this run, ``-`` if none did."""
    wanting: tuple[Direction, ...] = ()
    """The directions of the missing units."""
    conflicts: tuple[str, ...] = ()
    """Translations of one unit among which a person must choose."""
    errors: tuple[str, ...] = ()
    """The errors that stand in reviewed units: where, and what."""
    renumbered: tuple[str, ...] = ()
    """Units that got another number, because two had one."""
    receipt: Receipt | None = None
    """What it left, where the run keeps records and writes."""

    @property
    def is_translation(self) -> bool:
        """Tell whether the article was not in this language to begin with."""
        return not same_language(self.source_language, self.language)

    @property
    def drafts(self) -> int:
        """Count the units that nobody reviewed."""
        return self.units - self.reviewed - self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something that could not be done, in words.

    ``path`` is the article or catalog that it concerns, in the project; empty where that is none. ``failed`` tells
    that this file could not be read or written.
    """

    message: str
    path: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """A whole run: one row an article and language, and what could not be done."""

    rows: tuple[ArticleRow, ...]
    failures: tuple[Failure, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be done, in words."""
        return tuple(failure.message for failure in self.failures)

    @property
    def failed_files(self) -> int:
        """Count the articles and catalogs that could not be read or written."""
        return len({failure.path for failure in self.failures if failure.failed})


def collect(results: Iterable[ArticleRow | Failure]) -> RunResult:
    """Return all that a run tells in one value, the rows in the order of their slugs."""
    rows: list[ArticleRow] = []
    failures: list[Failure] = []
    for result in results:
        if isinstance(result, ArticleRow):
            rows.append(result)
        else:
            failures.append(result)
    return RunResult(rows=tuple(sorted(rows, key=lambda row: (row.slug, row.language))), failures=tuple(failures))
