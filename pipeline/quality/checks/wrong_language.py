"""Targets in a language that nobody asked for: German in place of French, Persian in place of Arabic."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.languages.detection import is_plainly, unit_language
from pipeline.languages.guessing import knows
from pipeline.languages.locales import language_of
from pipeline.languages.relatives import are_related
from pipeline.model import Finding, Pair, Severity
from pipeline.quality.checks.untranslated import UntranslatedCheck, say_wrong
from pipeline.translate.placeholders import without_copied

_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"|„[^„“”]*[“”]|‘[^‘’]{3,}’")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class WrongLanguageCheck:
    """Looks at the language of the whole target; short texts, names and quotations prove nothing."""

    name = "wrong-language"
    title = "Wrong language"
    explanation = "The translation is in another language than the one it should be in."

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield an error for a target that is surely in another language, unless it is left in the source's."""
        if are_related(pair.source_language, pair.target_language) or not knows(language_of(pair.target_language)):
            return
        if is_plainly(pair.target, pair.target_language):
            return
        found = unit_language(_own_words(pair), pair.target_language)
        if are_related(found, pair.target_language) or any(
            finding.severity is Severity.ERROR for finding in UntranslatedCheck().find(pair)
        ):
            return
        said = say_wrong(found, pair.target_language)
        span = (0, len(pair.target))
        yield Finding(check=self.name, severity=Severity.ERROR, said=said, target_span=span)


def _own_words(pair: Pair) -> str:
    """Return the target without what is copied, without quotations, and without names that the source has, too."""
    text = _QUOTED.sub(" ", without_copied(pair.target))
    names = {word for word in _WORD.findall(pair.source) if word[0].isupper()}
    return _WORD.sub(lambda word: " " if word[0] in names else word[0], text)
