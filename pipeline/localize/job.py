"""The request and the results of a run: values that the other modules of this room share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.catalog.settings import CatalogSettings
from pipeline.languages.locales import same_language
from pipeline.localize.shard import WHOLE, Shard
from pipeline.model import Article, Catalog, Direction, Dropped, Finding, State, Verdict
from pipeline.quality.calibration import PACKAGED, Calibrations
from pipeline.quality.choice import Choosing, SecondOpinions
from pipeline.quality.inspection import Inspector
from pipeline.quality.judges.judging import Judging
from pipeline.quality.rules import DEFAULT_RULES, CheckRules
from pipeline.sources.readers.front_matter import TRANSLATED
from pipeline.translate.engines.protocol import Engine
from pipeline.translate.glossary import Glossary
from pipeline.translate.memory import Memory

EngineFor = Callable[[Direction], Engine]
"""Chooses the engine of a direction; asked only when there is something to translate.

Raises EngineError when none knows the direction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to localize, and with what.

    ``rules`` are those of the checks; ``front_matter`` names the keys of front matter that are translated.
    ``redraft`` replaces machine drafts that nobody touched; without it only pseudo-translations are, where the engine
    of a direction translates (``translates`` tells). ``dry_run`` writes nothing. ``calibrations`` are the
    project's own, if it has some; ``opinions`` are asked for where a second engine is wanted, and ``judging`` where a
    judge is. ``shard`` is the share of the articles that this run localizes; runs of other shards may work beside it.
    """

    project: Path
    languages: tuple[str, ...]
    glossary: Glossary
    memory: Memory
    engine_for: EngineFor
    catalogs: CatalogSettings = field(default_factory=CatalogSettings)
    rules: CheckRules = DEFAULT_RULES
    front_matter: tuple[str, ...] = TRANSLATED
    redraft: bool = False
    translates: Callable[[Direction], bool] = lambda _: True
    dry_run: bool = False
    calibrations: Calibrations = PACKAGED
    opinions: SecondOpinions | None = None
    judging: Judging | None = None
    shard: Shard = WHOLE

    @property
    def inspector(self) -> Inspector:
        """What targets are inspected with."""
        return Inspector(glossary=self.glossary, rules=self.rules)

    @property
    def choosing(self) -> Choosing:
        """What candidates are compared by."""
        return Choosing(rules=self.rules, calibrations=self.calibrations, opinions=self.opinions, judging=self.judging)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observer:
    """Receives the messages of a run, and shows the progress of long work."""

    say: Callable[[str], None]
    progress: Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """What happened to one article in one language. ``missing`` units have no target after the run."""

    article: Article
    catalog: Catalog
    reused: int
    drafted: int
    engine: str
    """The engine that drafted in this run, ``-`` if none did."""
    findings: Mapping[str, tuple[Finding, ...]]
    """What the checks say, by context."""
    waived: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """What reviewers waived of it, by context."""
    conflicts: tuple[str, ...] = ()
    """Translations of one unit among which a person must choose."""
    renumbered: tuple[str, ...] = ()
    """Units that got another number, because two had one."""

    @property
    def is_translation(self) -> bool:
        """Tell whether the article was not in this language to begin with."""
        return not same_language(self.article.language, self.catalog.language or "")

    @property
    def missing(self) -> int:
        """Count the units without a target."""
        return sum(entry.state is State.MISSING for entry in self.catalog.entries)

    @property
    def verdicts(self) -> Mapping[Verdict, int]:
        """Count the drafts by verdict; those without a score have none."""
        drafts = (entry for entry in self.catalog.entries if entry.state is State.DRAFT)
        scores = (entry.provenance.score for entry in drafts if entry.provenance)
        return Counter(score.verdict for score in scores if score)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something that could not be done, in words. ``failed`` names the article that could not be read or written."""

    message: str
    failed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """A whole run: one row an article and language, and what could not be done, in words."""

    rows: tuple[ArticleRow, ...]
    problems: tuple[str, ...]
    failed_articles: int

    @property
    def dropped(self) -> int:
        """Count the boilerplate blocks left out, once an article."""
        articles = {row.article.slug: row.article for row in self.rows}
        blocks = (block for article in articles.values() for block in article.document.blocks)
        return sum(isinstance(block, Dropped) and bool(block.text) for block in blocks)


def collect(results: Iterable[ArticleRow | Failure]) -> RunResult:
    """Return all that a run tells in one value."""
    rows: list[ArticleRow] = []
    problems: list[Failure] = []
    for result in results:
        if isinstance(result, ArticleRow):
            rows.append(result)
        else:
            problems.append(result)
    return RunResult(
        rows=tuple(rows),
        problems=tuple(problem.message for problem in problems),
        failed_articles=len({problem.failed for problem in problems if problem.failed}),
    )
