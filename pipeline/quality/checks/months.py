"""Months named in both texts: one month whatever the calendar tradition writes it in (January, يناير, كانون الثاني)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.languages.dates import Month, months_in
from pipeline.languages.numbers.numerals import read_numerals
from pipeline.model import Finding, Pair, Severity, phrase


class MonthsCheck:
    """Compares the months named in both texts."""

    name = "months"
    title = "Months"
    explanation = (
        "A month must stay the same month. All names of it are fine (يناير, كانون الثاني, جانفي, or two "
        "joined by a slash), and so is its number in a date."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield months of the source that the target lacks while it names others, and those others.

        A month that stands in the place of another one is an error.
        """
        source = months_in(pair.source, pair.source_language)
        if not source:
            return
        target = months_in(pair.target, pair.target_language)
        missing = [month for month in source if not _has(month, target, pair.target, pair.target_language)]
        added = [month for month in target if not _has(month, source, pair.source, pair.source_language)]
        if not target:
            return
        for month in {month.number: month for month in reversed(added)}.values():
            said = phrase("{month} is not a month of the source; correct it", month=pair.target[slice(*month.span)])
            yield Finding(
                check=self.name,
                severity=Severity.ERROR if missing else Severity.WARNING,
                said=said,
                source_span=missing[0].span if missing else None,
                target_span=month.span,
            )
        if not added:
            for month in missing:
                said = phrase("{month} is not in the translation; add it", month=pair.source[slice(*month.span)])
                yield Finding(check=self.name, severity=Severity.WARNING, said=said, source_span=month.span)


def _has(month: Month, others: tuple[Month, ...], text: str, language: str) -> bool:
    if any(other.number == month.number for other in others):
        return True
    return any(month.number in mention.wholes for mention in read_numerals(text, language).mentions)
