"""The inspection of targets: what the checks say of them, the same for every command and in every state.

`Inspector.pair_entry` makes the pair of an entry, with all that is known beyond its two texts, and `inspect_pair` runs
the checks on it. Notes, page, report, `assess` and gate all ask these two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.catalog.carry import written_by_person
from pipeline.catalog.provenance import digest
from pipeline.catalog.step import pair_entries
from pipeline.catalog.waivers import read_waivers
from pipeline.model import (
    Article,
    Catalog,
    Direction,
    Entry,
    Finding,
    Judgement,
    Misreading,
    Pair,
    Provenance,
    Role,
    Severity,
    Span,
    phrase,
)
from pipeline.quality.checks import CHECKS, KNOWN, explain_unknown, is_unchanged, run_checks
from pipeline.quality.ledger import NO_NAMES, Ledger, build_ledger, find_drift
from pipeline.quality.rules import DEFAULT_RULES, CheckRules
from pipeline.sources.link_labels import defined_labels
from pipeline.translate.engines import NO_TRANSLATIONS
from pipeline.translate.glossary import Glossary

WAIVER = "waiver"
"""The check named by a finding about a waiver itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What the checks say about one target; ``waived`` is what a reviewer waived of it."""

    findings: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known of a catalog beyond each entry: the article's link labels, and how the catalog spells names."""

    catalog: Catalog
    spellings: Ledger
    link_labels: frozenset[str]


def read_surroundings(article: Article | None, catalog: Catalog) -> Surroundings:
    """Return what is known of a catalog and its article; None where the article is not at hand."""
    return Surroundings(
        catalog=catalog,
        spellings=build_ledger([catalog], drafts=True),
        link_labels=defined_labels(article.document) if article else frozenset(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspector:
    """What targets are inspected with; ``corpus`` is how the reviewed catalogs of the project spell names."""

    glossary: Glossary
    rules: CheckRules = DEFAULT_RULES
    corpus: Ledger = NO_NAMES

    def pair(
        self,
        source: str,
        target: str,
        direction: Direction,
        *,
        role: Role = Role.BODY,
        log_probability: float | None = None,
    ) -> Pair:
        """Return a source and its target as checks and signals see them."""
        return Pair(
            source=source,
            target=target,
            source_language=direction.source,
            target_language=direction.target,
            role=role,
            terms=self.glossary.in_text(source, direction),
            log_probability=log_probability,
        )

    def pair_entry(self, entry: Entry, direction: Direction, around: Surroundings) -> Pair:
        """Return source and target of an entry with all that is known of the very texts that it has now."""
        waivers = read_waivers(entry.comments, entry.source, entry.target)
        made = _findings_of_models(entry)
        pair = replace(
            self.pair(entry.source, entry.target, direction, role=entry.role),
            waived=waivers.checks,
            outdated=waivers.outdated,
            link_labels=around.link_labels,
            judgement=_standing(entry, made) if made else None,
            misreadings=_legible(entry, made) if made else (),
            translated=not _is_pseudo(entry),
        )
        if not pair.target or not pair.translated or is_unchanged(pair):
            return pair
        return replace(pair, drift=tuple(find_drift(entry, around.catalog, around.spellings, self.corpus)))

    def inspect(self, entry: Entry, language: str, around: Surroundings) -> Inspection:
        """Inspect an entry; *language* is that of its source."""
        direction = Direction(source=language, target=around.catalog.language or "")
        return inspect_pair(self.pair_entry(entry, direction, around), self.rules)


def inspect_catalog(inspector: Inspector, article: Article, catalog: Catalog) -> dict[str, Inspection]:
    """Inspect every target of an article, a draft's or a person's; return what the checks say by context."""
    around = read_surroundings(article, catalog)
    return {
        entry.context: inspector.inspect(entry, unit.language, around)
        for unit, entry in zip(article.units, pair_entries(article, catalog), strict=True)
        if entry
    }


def inspect_pair(pair: Pair, rules: CheckRules = DEFAULT_RULES) -> Inspection:
    """Run the checks on a pair by the rules of the project; set apart what a reviewer waived."""
    found = rules.apply((*run_checks(pair), *pair.drift))
    if not pair.waived and not pair.outdated:
        return Inspection(findings=tuple(found))
    standing = (finding for finding in found if finding.check not in pair.waived)
    return Inspection(
        findings=(*standing, *_unknown_waivers(pair), *_outdated_waivers(pair)),
        waived=tuple(finding for finding in found if finding.check in pair.waived),
    )


def _is_pseudo(entry: Entry) -> bool:
    made = entry.provenance
    return made is not None and made.engine in NO_TRANSLATIONS and not written_by_person(entry)


def _findings_of_models(entry: Entry) -> Provenance | None:
    """Return the provenance of an entry where it holds what models said of the very texts that it has now."""
    made = entry.provenance
    if made is None or not (made.judgement or made.misreadings):
        return None
    bound = (made.source_digest, made.target_digest) == (digest(entry.source), digest(entry.target))
    return made if bound else None


def _standing(entry: Entry, made: Provenance) -> Judgement | None:
    """Return what a judge said of an entry's texts, unless somebody edited the comment that it stands in."""
    errors = made.judgement.errors if made.judgement else ()
    spans = [(error.source_span, len(entry.source)) for error in errors]
    spans += [(error.target_span, len(entry.target)) for error in errors]
    return made.judgement if all(span is None or _lies_in(span, length) for span, length in spans) else None


def _legible(entry: Entry, made: Provenance) -> tuple[Misreading, ...]:
    """Return what the embedded model found of an entry's texts, where its spans still lie in them."""
    lengths = {False: len(entry.source), True: len(entry.target)}
    return tuple(each for each in made.misreadings if _lies_in(each.span, lengths[each.in_target]))


def _lies_in(span: Span, length: int) -> bool:
    return span[0] < span[1] <= length


def _unknown_waivers(pair: Pair) -> Iterator[Finding]:
    for name in sorted((pair.waived | pair.outdated) - KNOWN):
        said = phrase("newsloc-ignore: {fault}", fault=explain_unknown(name))
        yield Finding(check=WAIVER, severity=Severity.ERROR, said=said)


def _outdated_waivers(pair: Pair) -> Iterator[Finding]:
    names = ", ".join(sorted(pair.outdated & {check.name for check in CHECKS}))
    if names:
        said = phrase(
            "newsloc-ignore: {names}: outdated, a text has changed since; remove it, or its digests to renew it",
            names=names,
        )
        yield Finding(check=WAIVER, severity=Severity.INFO, said=said)
