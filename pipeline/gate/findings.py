"""The checks at the gate: which units that somebody approved still have an error."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from pipeline.catalog.waivers import read_waiver
from pipeline.gate.problems import Kind, Problem
from pipeline.languages.locales import language_of
from pipeline.languages.matching import occurrences
from pipeline.model import Direction, Entry, Finding, Pair, Term, Unit
from pipeline.quality.checks import Examined, find_errors
from pipeline.translate.glossary import Glossary


@dataclass(frozen=True, kw_only=True)
class Examiner:
    """Runs the checks on entries of one article, with the glossary's terms of each direction looked up once."""

    glossary: Glossary
    disabled: Collection[str] = ()
    _terms: dict[Direction, tuple[Term, ...]] = field(default_factory=dict)

    def errors(self, entry: Entry, unit: Unit, language: str) -> Examined:
        """Return the errors of an entry's target, those that stand and those that a reviewer waived."""
        pair = Pair(
            source=entry.source,
            target=entry.target,
            source_language=unit.language,
            target_language=language,
            role=entry.role,
            terms=self._terms_in(entry.source, Direction(source=unit.language, target=language)),
            waived=read_waiver(entry.comments),
        )
        return find_errors(pair, self.disabled)

    def _terms_in(self, source: str, direction: Direction) -> tuple[Term, ...]:
        if language_of(direction.source) == language_of(direction.target):
            return ()
        if direction not in self._terms:
            self._terms[direction] = self.glossary.terms_for(direction)
        return tuple(term for term, _ in occurrences(self._terms[direction], source))


def describe(errors: Collection[Finding], entry: Entry, slug: str, language: str, path: str) -> Iterator[Problem]:
    """Yield a problem for each check that found errors: where, what is wrong, and how to waive it if it is not."""
    for check in dict.fromkeys(finding.check for finding in errors):
        said = "; ".join(finding.message for finding in errors if finding.check == check)
        yield Problem(
            kind=Kind.FINDING,
            language=language,
            slug=slug,
            path=path,
            line=entry.line or None,
            context=entry.context,
            check=check,
            text=entry.target,
            message=(
                f"{path}:{entry.line} ({entry.context}): {check}: {said};"
                f" if the translation is right, put a line above the entry: # newsloc-ignore: {check} (your reason)"
            ),
        )
