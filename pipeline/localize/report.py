"""The HTML report of ``localize``: one file, source and target side by side, for the people who review."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pipeline.catalog.carry import score_of
from pipeline.errors import plural
from pipeline.languages.language import facts
from pipeline.languages.locales import direction
from pipeline.model import Dropped, Finding, Role, Score, Severity, State
from pipeline.translate.engines import QUALITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jinja2 import Environment

    from pipeline.model import Article, Catalog, Entry, Span
    from pipeline.quality.inspection import Inspection

_SEVERITIES = (Severity.INFO, Severity.WARNING, Severity.ERROR)
"""From the mildest to the gravest."""
FILTERS = {
    "redo": "Redo",
    "review": "Review",
    "keep": "Keep",
    "findings": "With findings",
    "missing": "Missing",
    "draft": "Draft",
    "reviewed": "Reviewed",
}
"""The tags that a reader can filter by, in the order of the work they mean, and their labels."""
_COLUMNS = {
    "Reused": "Units that had a translation or a draft before the run, or got one that was reviewed elsewhere.",
    "Drafted": "Units that an engine translated in the run.",
}
"""What the columns mean whose names do not say it."""
_SCOPE = "The report shows the articles of the last run of newsloc localize; newsloc report writes an overview of all."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportUnit:
    """One unit as the report shows it. ``score`` is None where it has none."""

    context: str
    role: Role
    source: str
    target: str
    state: State
    score: Score | None
    findings: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()

    @property
    def number(self) -> str:
        """The unit's number in its article: ``3`` of ``body#3``."""
        return self.context.rpartition("#")[2]

    @property
    def tags(self) -> tuple[str, ...]:
        """What the unit can be filtered by; keys of FILTERS."""
        verdict = (self.score.verdict.value,) if self.score else ()
        return (self.state.value, *verdict, *(("findings",) if self.findings else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportArticle:
    """One article in one language.

    ``engine`` names what made the drafts (empty or ``-``: nothing was drafted), ``quality`` says in a sentence what
    that means. ``reused`` and ``drafted``
    count the units of this run: taken from the memory or the catalog, and translated now.
    """

    slug: str
    source_language: str
    target_language: str
    engine: str
    units: tuple[ReportUnit, ...]
    reused: int
    drafted: int
    quality: str = ""
    dropped: tuple[Dropped, ...] = ()

    @property
    def title(self) -> str:
        """The headline in the source language, or the slug."""
        return next((unit.source for unit in self.units if unit.role is Role.HEADLINE), self.slug)

    @property
    def engines(self) -> tuple[str, ...]:
        """The engine, where one drafted something."""
        return (self.engine,) if self.engine.strip("-") else ()

    @property
    def page(self) -> str:
        """The path of its own page in the report's folder, if it has one."""
        return page_of(self.target_language, self.slug)

    @property
    def anchor(self) -> str:
        """The place in the page."""
        return f"{self.target_language}-{self.slug.replace('/', '-')}"

    @property
    def counts(self) -> Counter[str]:
        """How many units bear each tag."""
        return Counter(tag for unit in self.units for tag in unit.tags)

    @property
    def waived(self) -> int:
        """How many findings reviewers waived."""
        return sum(len(unit.waived) for unit in self.units)


def page_of(language: str, slug: str) -> str:
    """Return the path of an article's page in the report's folder."""
    return f"{language}/{slug}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedText:
    """A stretch of text with the gravest severity that points at it, and the findings that end here (from 1)."""

    text: str
    severity: Severity | None = None
    ends: tuple[int, ...] = ()


def report_article(
    article: Article, catalog: Catalog, inspections: Mapping[str, Inspection], *, drafted: int
) -> ReportArticle:
    """Return what the report shows of an article's translation; *drafted* units are new in this run."""
    assert catalog.language
    makers = Counter(entry.provenance.engine for entry in catalog.entries if entry.provenance)
    engine = next((engine for engine, _ in makers.most_common(1)), "")
    with_target = sum(entry.state is not State.MISSING for entry in catalog.entries)
    return ReportArticle(
        slug=article.slug,
        source_language=article.language,
        target_language=catalog.language,
        engine=engine,
        quality=QUALITY.get(engine, ""),
        units=tuple(_report_unit(entry, inspections[entry.context]) for entry in catalog.entries),
        reused=with_target - drafted,
        drafted=drafted,
        dropped=tuple(block for block in article.document.blocks if isinstance(block, Dropped) and block.text),
    )


def _report_unit(entry: Entry, inspection: Inspection) -> ReportUnit:
    return ReportUnit(
        context=entry.context,
        role=entry.role,
        source=entry.source,
        target=entry.target,
        state=entry.state,
        score=score_of(entry),
        findings=inspection.findings,
        waived=inspection.waived,
    )


def localize_report(articles: Sequence[ReportArticle]) -> str:
    """Write the report of one run as a whole HTML page that needs nothing else."""
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            articles=articles,
            total=sum((article.counts for article in articles), Counter[str]()),
            engines=_engines(articles),
            filters=FILTERS,
        )
    )


@cache
def environment() -> Environment:
    """Return what renders the templates; they are compiled once."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=ChoiceLoader([PackageLoader("pipeline.localize"), PackageLoader("pipeline.quality")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names: dict[str, Any] = {
        "direction": direction,
        "language_name": _language_name,
        "source_pieces": _source_pieces,
        "target_pieces": _target_pieces,
        "plural": plural,
        "columns": _COLUMNS,
        "scope": _SCOPE,
    }
    environment.globals.update(names)
    return environment


def mark(text: str, spans: Iterable[tuple[int, Severity, Span | None]]) -> Iterator[MarkedText]:
    """Cut a text where findings begin and end; the pieces join to the text.

    :param spans: number, severity and span of each finding; spans may overlap, and one that is empty or lies outside
        the text marks nothing
    """
    inside = [(number, severity, *_clip(span, len(text))) for number, severity, span in spans if span]
    marked = [finding for finding in inside if finding[2] < finding[3]]
    cuts = sorted({0, len(text), *(edge for finding in marked for edge in finding[2:])})
    for start, end in pairwise(cuts):
        covering = [finding for finding in marked if finding[2] <= start and end <= finding[3]]
        severity = max((finding[1] for finding in covering), key=_SEVERITIES.index, default=None)
        ends = tuple(finding[0] for finding in covering if finding[3] == end)
        yield MarkedText(text=text[start:end], severity=severity, ends=ends)


def _clip(span: Span, length: int) -> Span:
    return max(span[0], 0), min(span[1], length)


def _source_pieces(unit: ReportUnit) -> tuple[MarkedText, ...]:
    spans = ((number, finding.severity, finding.source_span) for number, finding in enumerate(unit.findings, 1))
    return tuple(mark(unit.source, spans))


def _target_pieces(unit: ReportUnit) -> tuple[MarkedText, ...]:
    spans = ((number, finding.severity, finding.target_span) for number, finding in enumerate(unit.findings, 1))
    return tuple(mark(unit.target, spans))


def _language_name(tag: str) -> str:
    return facts(tag).name


def _engines(articles: Iterable[ReportArticle]) -> tuple[tuple[str, str], ...]:
    """List each engine once, with what its quality means."""
    return tuple(dict.fromkeys((engine, article.quality) for article in articles for engine in article.engines))
