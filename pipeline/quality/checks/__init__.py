"""The checks: rules that say what is wrong with one target. One file a family; ``CHECKS`` names them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Protocol

from pipeline.languages.locales import language_of
from pipeline.model import Finding, Message, Pair, Severity, phrase
from pipeline.quality.checks.acronyms import AcronymsCheck
from pipeline.quality.checks.amounts import AmountsCheck
from pipeline.quality.checks.bidi import BidiCheck
from pipeline.quality.checks.brackets import BracketsCheck
from pipeline.quality.checks.dates import DatesCheck
from pipeline.quality.checks.hygiene import HygieneCheck
from pipeline.quality.checks.judge import JudgeCheck
from pipeline.quality.checks.length import LengthCheck
from pipeline.quality.checks.months import MonthsCheck
from pipeline.quality.checks.names import NamesCheck
from pipeline.quality.checks.negation import NegationCheck
from pipeline.quality.checks.numbers import NumbersCheck
from pipeline.quality.checks.orthography import OrthographyCheck
from pipeline.quality.checks.placeholders import PlaceholdersCheck
from pipeline.quality.checks.punctuation import PunctuationCheck
from pipeline.quality.checks.quotes import QuotesCheck
from pipeline.quality.checks.reads_as import ReadsAsCheck
from pipeline.quality.checks.repetition import RepetitionCheck
from pipeline.quality.checks.script import ScriptCheck
from pipeline.quality.checks.spacing import SpacingCheck
from pipeline.quality.checks.terms import TermsCheck
from pipeline.quality.checks.untranslated import UntranslatedCheck
from pipeline.quality.checks.wrong_language import WrongLanguageCheck

MOST = 20_000
"""Characters of a source or target that checks read: four times those of the longest unit."""


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
    UntranslatedCheck(),
    WrongLanguageCheck(),
    ScriptCheck(),
    RepetitionCheck(),
    LengthCheck(),
    NumbersCheck(),
    MonthsCheck(),
    DatesCheck(),
    AmountsCheck(),
    NegationCheck(),
    ReadsAsCheck(),
    TermsCheck(),
    PlaceholdersCheck(),
    NamesCheck(),
    AcronymsCheck(),
    QuotesCheck(),
    BracketsCheck(),
    PunctuationCheck(),
    SpacingCheck(),
    OrthographyCheck(),
    BidiCheck(),
    HygieneCheck(),
    JudgeCheck(),
)
KNOWN = frozenset(check.name for check in CHECKS)


def run_checks(pair: Pair) -> tuple[Finding, ...]:
    """Return everything the checks find in a pair; nothing for an empty target, or for none of a translator.

    A text that stays as it is, in its own language, is no translation: only its hygiene is looked at.
    """
    if not pair.target.strip() or not pair.translated:
        return ()
    if too_long := find_too_long(pair):
        return (too_long,)
    if is_unchanged(pair):
        return tuple(_run(HygieneCheck(), pair))
    return tuple(finding for check in CHECKS for finding in _run(check, pair))


def _run(check: Check, pair: Pair) -> Iterable[Finding]:
    try:
        return tuple(check.find(pair))
    except Exception as error:  # noqa: BLE001 - an accident in one check stops no other, and no file
        said = phrase(
            "this check cannot read these texts ({error}); compare them yourself, and report it as a fault of newsloc",
            error=repr(error),
        )
        return (Finding(check=check.name, severity=Severity.WARNING, said=said),)


def find_too_long(pair: Pair) -> Finding | None:
    """Return the one finding about texts that no check reads, since no sentence is so long."""
    length = max(len(pair.source), len(pair.target))
    if length <= MOST:
        return None
    said = phrase(
        "{count} characters are no sentence, so no check reads them; write a translation of this unit alone",
        count=format(length, ","),
    )
    return Finding(check=LengthCheck.name, severity=Severity.ERROR, said=said, target_span=(0, len(pair.target)))


def is_unchanged(pair: Pair) -> bool:
    """Tell whether a text stays as it is, in its own language."""
    return pair.source == pair.target and language_of(pair.source_language) == language_of(pair.target_language)


def explain_unknown(name: str) -> Message:
    """Say that the check is unknown; name a similar one and all checks."""
    names = [check.name for check in CHECKS]
    close = get_close_matches(name, names, n=1)
    if not close:
        return phrase('there is no check "{name}"; the checks are {names}', name=name, names=", ".join(names))
    return phrase(
        'there is no check "{name}"; did you mean "{similar}"? the checks are {names}',
        name=name,
        similar=close[0],
        names=", ".join(names),
    )
