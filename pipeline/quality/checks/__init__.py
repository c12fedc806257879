"""The checks: rules that say what is wrong with one target. One file a family; ``CHECKS`` names them all."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Protocol

from pipeline.languages.locales import language_of
from pipeline.model import Finding, Pair
from pipeline.quality.checks.acronyms import Acronyms
from pipeline.quality.checks.addition import Addition
from pipeline.quality.checks.amounts import Amounts
from pipeline.quality.checks.bidi import Bidi
from pipeline.quality.checks.brackets import Brackets
from pipeline.quality.checks.dates import Dates
from pipeline.quality.checks.hygiene import Hygiene
from pipeline.quality.checks.length import Length
from pipeline.quality.checks.months import Months
from pipeline.quality.checks.names import Names
from pipeline.quality.checks.negation import Negation
from pipeline.quality.checks.numbers import Numbers
from pipeline.quality.checks.omission import Omission
from pipeline.quality.checks.orthography import Orthography
from pipeline.quality.checks.placeholders import Placeholders
from pipeline.quality.checks.punctuation import Punctuation
from pipeline.quality.checks.quotes import Quotes
from pipeline.quality.checks.repetition import Repetition
from pipeline.quality.checks.script import Script
from pipeline.quality.checks.spacing import Spacing
from pipeline.quality.checks.terms import Terms
from pipeline.quality.checks.untranslated import Untranslated


class Check(Protocol):
    """A rule about one target. It reads two strings, does no I/O and never raises for bad text."""

    name: str
    """How findings, options and catalogs call it."""
    title: str
    explanation: str
    """What it means and what to do, for a translator."""

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield what is wrong with the pair's target."""
        ...


CHECKS: tuple[Check, ...] = (
    Untranslated(),
    Script(),
    Repetition(),
    Length(),
    Numbers(),
    Months(),
    Dates(),
    Amounts(),
    Negation(),
    Omission(),
    Addition(),
    Terms(),
    Placeholders(),
    Names(),
    Acronyms(),
    Quotes(),
    Brackets(),
    Punctuation(),
    Spacing(),
    Orthography(),
    Bidi(),
    Hygiene(),
)
GRAVE: tuple[Check, ...] = tuple(
    check
    for check in CHECKS
    if isinstance(
        check,
        Bidi | Brackets | Dates | Length | Numbers | Placeholders | Repetition | Script | Terms | Untranslated,
    )
)
"""Those that can find an error, and not warnings only: what the gate has to run."""


def run_checks(pair: Pair) -> tuple[Finding, ...]:
    """Return everything the checks find in a pair; nothing for an empty target.

    A text that stays as it is, in its own language, is no translation: only its hygiene is looked at.
    """
    if not pair.target.strip():
        return ()
    if is_unchanged(pair):
        return tuple(Hygiene().find(pair))
    return tuple(finding for check in CHECKS for finding in check.find(pair))


def is_unchanged(pair: Pair) -> bool:
    """Tell whether a text stays as it is, in its own language."""
    return pair.source == pair.target and language_of(pair.source_language) == language_of(pair.target_language)


def explain_unknown(name: str) -> str:
    """Say that there is no such check, which it may be, and which there are."""
    names = [check.name for check in CHECKS]
    close = get_close_matches(name, names, n=1)
    hint = f'did you mean "{close[0]}"? ' if close else ""
    return f'there is no check "{name}"; {hint}the checks are {", ".join(names)}'
