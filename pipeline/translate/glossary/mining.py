"""Terms that a newsroom already has: wordings that recur in reviewed translations and are rendered one way.

A candidate is a run of source words, and the run of target words that stands in just the same units. How firmly the
two belong together is Dice's coefficient: 1 where each never stands without the other. How sure that is, from so many
units, is Dunning's log-likelihood ratio. Each run goes to the partner it is firmest with, and to no other.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.matching import find_term, fold
from pipeline.languages.stems import stem, tokens, words
from pipeline.model import Direction, Rule, Term
from pipeline.translate.glossary.table import Glossary
from pipeline.translate.memory.records import Record

LEAST = 3
"""Units that a wording must stand in: two may be chance."""
SHARE = 0.75
"""Share of the units with the source wording that have the target wording."""
FIRM = 0.6
"""Least Dice coefficient."""
SURE = 10.83
"""Least log-likelihood ratio: chance gives more in one of a thousand cases."""
LONGEST_SOURCE, LONGEST_TARGET = 4, 5
SAMPLE = 200
"""Units of a frequent wording that are looked at."""
FREQUENT = 0.2
"""A word in at least this share of the units cannot begin or end a term, in a language without function words."""
WORDINGS = 3
"""Forms of a target that a row shows."""
_JOINT = re.compile(r"[\s\u00a0\-\u2010\u2011]*")
_Run = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCandidate:
    """A term that may go into the glossary: ``together`` of ``units`` units with its source have its first target."""

    term: Term
    units: int
    together: int
    dice: float
    likelihood: float


class _Link(NamedTuple):
    """The run of target words that belongs to a source wording, and how firmly; the better one is the greater."""

    dice: float
    likelihood: float
    length: int
    run: _Run


@dataclass(frozen=True, slots=True)
class _Side:
    """The runs of words on one side of all units: in which units each stands, and its words as they stand there."""

    units: Mapping[_Run, set[int]]
    runs: Sequence[Mapping[_Run, str]]


def mine(
    records: Iterable[Record], glossary: Glossary, direction: Direction, least: int = LEAST
) -> list[TermCandidate]:
    """Return the candidates of a direction, the longest and surest first; what the glossary has is left out.

    :param records: reviewed ones, of the direction or its opposite, which says the same turned around
    :param least: units that a wording must stand in
    """
    pairs = list(dict.fromkeys(_oriented(records, direction)))
    sources = _read([source for source, _, _ in pairs], direction.source, LONGEST_SOURCE)
    targets = _read([target for _, target, _ in pairs], direction.target, LONGEST_TARGET)
    places = [where for _, _, where in pairs]
    linked = {
        run: link
        for run, units in sources.units.items()
        if len(units) >= least and (link := _link(units, targets, len(pairs)))
    }
    found = {run: _candidate(run, link, sources, targets, direction, places) for run, link in _firmest(linked).items()}
    terms = glossary.terms_for(direction)
    kept = [
        candidate
        for run, candidate in found.items()
        if not _is_part(run, found) and not _is_known(candidate.term, terms, direction)
    ]
    return sorted(kept, key=lambda each: (" " not in each.term.source, -each.likelihood, each.term.source))


def _oriented(records: Iterable[Record], direction: Direction) -> Iterator[tuple[str, str, str]]:
    asked = language_of(direction.source), language_of(direction.target)
    for record in records:
        have = language_of(record.direction.source), language_of(record.direction.target)
        if have == asked:
            yield record.source, record.target, record.where
        elif have == asked[::-1]:
            yield record.target, record.source, record.where


def _read(texts: Sequence[str], language: str, longest: int) -> _Side:
    """Find the runs of words of each text that may be terms."""
    edge = _edges(texts, language)
    units: defaultdict[_Run, set[int]] = defaultdict(set)
    runs: list[dict[_Run, str]] = []
    for number, text in enumerate(texts):
        runs.append(dict(_runs(text, language, longest, edge)))
        for run in runs[-1]:
            units[run].add(number)
    return _Side(units, runs)


def _runs(text: str, language: str, longest: int, edge: Callable[[str], bool]) -> Iterator[tuple[_Run, str]]:
    """Yield each run once: the stems of its words, and how they stand in the text."""
    folded = fold(text)
    found = words(text, language)
    seen: set[_Run] = set()
    for first in range(len(found)):
        if edge(found[first].stem):
            continue
        for last in range(first, min(first + longest, len(found))):
            if last > first and not _JOINT.fullmatch(folded.text[found[last - 1].end : found[last].start]):
                break
            run = tuple(word.stem for word in found[first : last + 1])
            if not edge(run[-1]) and run not in seen:
                seen.add(run)
                yield run, text[slice(*folded.span(found[first].start, found[last].end))]


@cache
def _function_stems(language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in tokens(facts(language).function_words))


def _edges(texts: Sequence[str], language: str) -> Callable[[str], bool]:
    """Return what tells whether a word can begin or end no term."""
    language = language_of(language)
    known = _function_stems(language)
    if not known:
        counts = Counter(word for text in texts for word in {each.stem for each in words(text, language)})
        known = frozenset(word for word, count in counts.items() if count > FREQUENT * len(texts))
    return lambda word: word in known or len(word) < 2 or word[0].isdigit()  # noqa: PLR2004 - one letter is no word


def _link(units: set[int], targets: _Side, total: int) -> _Link | None:
    """Return the run of target words that stands in just the same units as a source wording, if one does."""
    looked = sorted(units)[:SAMPLE]
    counts = Counter(run for unit in looked for run in targets.runs[unit])
    best: _Link | None = None
    for run, count in counts.items():
        if count >= SHARE * len(looked):
            others = targets.units[run]
            dice = round(2 * len(units & others) / (len(units) + len(others)), 6)
            link = _Link(dice, _likelihood(units, others, total), len(run), run)
            best = max(best, link) if best else link
    return best if best and best.dice >= FIRM and best.likelihood >= SURE else None


def _firmest(linked: Mapping[_Run, _Link]) -> dict[_Run, _Link]:
    """Leave each target to the source that it is firmest with; of equally firm ones to the longest."""
    owners: dict[_Run, _Run] = {}
    for run, link in linked.items():
        owner = owners.get(link.run)
        if owner is None or (link.dice, len(run), run) > (linked[owner].dice, len(owner), owner):
            owners[link.run] = run
    return {run: linked[run] for run in owners.values()}


def _candidate(  # noqa: PLR0913, PLR0917 - what a row is made of
    run: _Run, link: _Link, sources: _Side, targets: _Side, direction: Direction, places: Sequence[str]
) -> TermCandidate:
    """Return the row of a run of source words and its target."""
    units = sources.units[run]
    together = sorted(units & targets.units[link.run])
    source = _usual(sources.runs[unit][run] for unit in together)
    wordings = _forms((targets.runs[unit][link.run] for unit in together), direction.target)
    keep = fold(wordings[0]).text == fold(source).text
    note = f"{len(together)} of {len(units)} units, association {link.dice:.2f}; e.g. {places[together[0]]}"
    term = Term(
        source=source,
        targets=() if keep else wordings,
        rule=Rule.KEEP if keep else Rule.REQUIRED,
        source_language=direction.source,
        target_language=direction.target,
        note=note,
    )
    return TermCandidate(
        term=term, units=len(units), together=len(together), dice=link.dice, likelihood=link.likelihood
    )


def _likelihood(left: set[int], right: set[int], total: int) -> float:
    """Return Dunning's log-likelihood ratio of two sets of units among all."""
    both = len(left & right)
    cells = (
        (both, len(left) * len(right)),
        (len(left) - both, len(left) * (total - len(right))),
        (len(right) - both, (total - len(left)) * len(right)),
        (total - len(left) - len(right) + both, (total - len(left)) * (total - len(right))),
    )
    return 2 * sum(seen * math.log(seen * total / expected) for seen, expected in cells if seen)


def _usual(forms: Iterable[str]) -> str:
    """Return the most frequent form; small letters where the word is ever written so."""
    counts = Counter(forms)
    small = {form.lower() for form in counts if form == form.lower()}
    merged: Counter[str] = Counter()
    for form, count in counts.items():
        merged[form.lower() if form.lower() in small else form] += count
    return min(merged, key=lambda form: (-merged[form], len(form), form))


def _forms(forms: Iterable[str], language: str) -> tuple[str, ...]:
    """Return the forms of a target, without those that another one matches anyway; the shortest of each first."""
    counts = Counter(forms)
    kept: list[str] = []
    for form in sorted(counts, key=lambda form: (len(form), form)):
        if not any(find_term(known, form, language) for known in kept):
            kept.append(form)
    shares = {form: sum(count for other, count in counts.items() if find_term(form, other, language)) for form in kept}
    kept.sort(key=lambda form: (-shares[form], len(form), form))
    return tuple(kept[:WORDINGS])


def _is_known(term: Term, terms: Iterable[Term], direction: Direction) -> bool:
    """Tell whether the glossary has a term, or has it as part of a longer one, or as its other form."""
    return any(
        find_term(known.source, term.source, direction.source) or find_term(term.source, known.source, direction.source)
        for known in terms
        if known.source
    )


def _is_part(run: _Run, found: Mapping[_Run, TermCandidate]) -> bool:
    """Tell whether a run stands nearly only inside a longer candidate."""
    return any(
        len(longer) > len(run)
        and other.units >= SHARE * found[run].units
        and any(longer[start : start + len(run)] == run for start in range(len(longer) - len(run) + 1))
        for longer, other in found.items()
    )
