"""The inspection of targets: what the checks say of them, the same for every command.

A pair of source and target is made here, with the glossary's terms and the reviewer's waivers, and here the checks run.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.catalog.provenance import digest
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
    Translate,
    phrase,
)
from pipeline.quality.checks import CHECKS, KNOWN, explain_unknown, is_unchanged, run_checks
from pipeline.quality.checks.hygiene import HygieneCheck, find_block_slips
from pipeline.quality.ledger import Ledger, build_ledger, find_drift
from pipeline.quality.rules import DEFAULT_RULES, CheckRules
from pipeline.sources.link_labels import defined_labels
from pipeline.translate.glossary import Glossary

WAIVER = "waiver"
"""The check named by a finding about a waiver itself."""
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What the checks say about one target; ``waived`` is what a reviewer waived of it."""

    findings: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspector:
    """What targets are inspected with."""

    glossary: Glossary
    rules: CheckRules = DEFAULT_RULES

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

    def entry_pair(
        self,
        entry: Entry,
        direction: Direction,
        link_labels: frozenset[str] = frozenset(),
        misreadings: tuple[Misreading, ...] = (),
    ) -> Pair:
        """Return source and target of a catalog's entry, and what was found of the very texts that it has now.

        :param link_labels: those that the article gives addresses to
        :param misreadings: what the embedded model found of them, where the catalog does not say it
        """
        waivers = read_waivers(entry.comments, entry.source, entry.target)
        made = _findings_of_models(entry)
        return Pair(
            source=entry.source,
            target=entry.target,
            source_language=direction.source,
            target_language=direction.target,
            role=entry.role,
            terms=self.glossary.in_text(entry.source, direction),
            waived=waivers.checks,
            link_labels=link_labels,
            outdated=waivers.outdated,
            judgement=_standing(entry, made) if made else None,
            misreadings=misreadings or (_legible(entry, made) if made else ()),
        )


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
    """Return what the embedded model found of them; the same holds."""
    lengths = {False: len(entry.source), True: len(entry.target)}
    return tuple(each for each in made.misreadings if _lies_in(each.span, lengths[each.in_target]))


def _lies_in(span: Span, length: int) -> bool:
    return span[0] < span[1] <= length


def inspect_pair(pair: Pair, rules: CheckRules = DEFAULT_RULES, others: Collection[Finding] = ()) -> Inspection:
    """Run the checks on a pair by the rules of the project; set apart what a reviewer waived.

    :param others: findings that the pair alone does not show, such as a name spelled otherwise elsewhere
    """
    found = rules.apply((*run_checks(pair), *others))
    if not pair.waived and not pair.outdated:
        return Inspection(findings=tuple(found))
    standing = (finding for finding in found if finding.check not in pair.waived)
    return Inspection(
        findings=(*standing, *_unknown_waivers(pair), *_outdated_waivers(pair)),
        waived=tuple(finding for finding in found if finding.check in pair.waived),
    )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the checks know of a unit beyond its pair: the slips of paragraphs by unit, and how names are spelled.

    ``link_labels`` are those that the article gives addresses to.
    """

    article: Article
    catalog: Catalog
    slips: Mapping[int, Sequence[Finding]]
    link_labels: frozenset[str]
    spellings: Ledger
    corpus: Ledger


def read_surroundings(article: Article, catalog: Catalog, corpus: Ledger | None = None) -> Surroundings:
    """Return what the checks know of an article and its catalog beyond each pair.

    :param corpus: how the reviewed catalogs of the project spell names
    """
    return Surroundings(
        article=article,
        catalog=catalog,
        slips=_block_slips(article),
        link_labels=defined_labels(article.document),
        spellings=build_ledger([catalog], drafts=True),
        corpus=corpus or Ledger(),
    )


def inspect_entry(
    inspector: Inspector, around: Surroundings, index: int, entry: Entry, misreadings: tuple[Misreading, ...] = ()
) -> Inspection:
    """Inspect the target of one unit of an article, by its index.

    :param misreadings: what the embedded model found of the very texts, where the catalog does not say it
    """
    article, catalog = around.article, around.catalog
    assert catalog.language, "a template has no targets"
    direction = Direction(source=article.units[index].language, target=catalog.language)
    pair = inspector.entry_pair(entry, direction, around.link_labels, misreadings)
    if is_unchanged(pair):
        others = tuple(around.slips.get(index, ()))
    else:
        others = tuple(find_drift(entry, catalog, around.spellings, around.corpus))
    return inspect_pair(pair, inspector.rules, others)


def inspect_catalog(
    inspector: Inspector, article: Article, catalog: Catalog, corpus: Ledger | None = None
) -> dict[str, Inspection]:
    """Inspect every target of a catalog, a draft's or a person's; return what the checks say by context.

    :param corpus: how the reviewed catalogs of the project spell names
    """
    around = read_surroundings(article, catalog, corpus)
    assert len(catalog.entries) == len(article.units), "the catalog is in step with its article"
    return {
        entry.context: inspect_entry(inspector, around, index, entry) for index, entry in enumerate(catalog.entries)
    }


def _block_slips(article: Article) -> dict[int, list[Finding]]:
    """Find the slips that only whole paragraphs show, as filed, and point at them in their units."""
    units: defaultdict[int, list[int]] = defaultdict(list)
    for index, unit in enumerate(article.units):
        units[unit.block].append(index)
    slips: defaultdict[int, list[Finding]] = defaultdict(list)
    for number, indexes in units.items():
        block = article.document.blocks[number]
        if not isinstance(block, Translate):
            continue
        for said, place in find_block_slips(block.text):
            if found := _place(block.text, place, [(index, article.units[index].source) for index in indexes]):
                index, span = found
                finding = Finding(
                    check=HygieneCheck.name, severity=Severity.INFO, said=said, source_span=span, target_span=span
                )
                slips[index].append(finding)
    return slips


def _place(text: str, place: int, units: Sequence[tuple[int, str]]) -> tuple[int, Span] | None:
    """Find a place of a block in its units: the unit's index, and the word there; None where the words differ."""
    if text.split() != [word for _, source in units for word in source.split()]:
        return None
    ahead = len(text[: place + 1].split())
    for index, source in units:
        words = list(_WORD.finditer(source))
        if ahead <= len(words):
            return index, words[ahead - 1].span()
        ahead -= len(words)
    return None
