"""Names that became others (of countries, and of all in two languages of one script) or that nothing sounds like.

The ledger tells of names that are spelled in two ways.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.languages.locales import language_of
from pipeline.languages.names.lost import lost_names
from pipeline.languages.names.same_script import changed_names
from pipeline.languages.places import countries_in, may_name
from pipeline.model import Finding, Pair, Severity, Span, phrase


class NamesCheck:
    """Compares the names of both texts, as far as they can be compared without a model."""

    name = "names"
    title = "Names of people and places"
    explanation = (
        "The translation names somebody or something else than the source, has nothing that sounds like a name of the "
        "source, or spells a name otherwise than the rest of the article: the same name is spelled in one way across "
        "an article and all articles. A name that was left out on purpose can be waived."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield the names of the source that became others in the target, then those that it surely lost."""
        if language_of(pair.source_language) == language_of(pair.target_language):
            return
        for there, here in dict.fromkeys((*_changed_countries(pair), *_changed_names(pair))):
            was, now = pair.source[slice(*there)], pair.target[slice(*here)]
            yield Finding(
                check=self.name,
                severity=Severity.WARNING,
                said=phrase('"{was}" seems to have become "{now}"; check the name', was=was, now=now),
                source_span=there,
                target_span=here,
            )
        for name in lost_names(pair.source, pair.source_language, pair.target, pair.target_language):
            yield Finding(
                check=self.name,
                severity=Severity.WARNING,
                said=phrase(
                    '"{name}" is not in the translation; expected something like "{expected}"',
                    name=name.source,
                    expected=name.target,
                ),
                source_span=name.span,
            )


def _changed_countries(pair: Pair) -> Iterator[tuple[Span, Span]]:
    there = countries_in(pair.source, pair.source_language)
    here = countries_in(pair.target, pair.target_language) if there else ()
    lost = [each for each in there if here and not may_name(each.code, pair.target, pair.target_language)]
    new = [each for each in here if lost and not may_name(each.code, pair.source, pair.source_language)]
    if len(lost) == len(new) == 1:
        yield lost[0].span, new[0].span


def _changed_names(pair: Pair) -> Iterator[tuple[Span, Span]]:
    for found in changed_names(pair.source, pair.source_language, pair.target, pair.target_language):
        yield found.source, found.target
