"""Names that became others (of countries, and of all in two languages of one script) or that nothing sounds like.

The ledger tells of names that are spelled in two ways.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.languages.locales import language_of
from pipeline.languages.names.lost import exchanged_countries, lost_names, missing_countries
from pipeline.languages.names.same_script import changed_names
from pipeline.model import Finding, Pair, Severity, phrase


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
        """Yield the names of the source that became others in the target, then those that it lost."""
        if language_of(pair.source_language) == language_of(pair.target_language):
            return
        texts = pair.source, pair.source_language, pair.target, pair.target_language
        countries = [(was.span, now.span) for was, now in exchanged_countries(*texts)]
        names = [(name.source, name.target) for name in changed_names(*texts)]
        for there, here in dict.fromkeys((*countries, *names)):
            was, now = pair.source[slice(*there)], pair.target[slice(*here)]
            yield Finding(
                check=self.name,
                severity=Severity.WARNING,
                said=phrase('"{was}" seems to have become "{now}"; check the name', was=was, now=now),
                source_span=there,
                target_span=here,
            )
        became = {was for was, _ in countries}
        missing = (name for name in missing_countries(*texts) if name.span not in became)
        for name in (*missing, *lost_names(*texts)):
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
