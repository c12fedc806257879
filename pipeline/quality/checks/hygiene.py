"""Slips in a text as it was filed, for copy editors: remarks about the source, where nothing is translated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.marks import prose
from pipeline.model import Finding, Message, Pair, Role, Severity, Span, phrase
from pipeline.quality.checks.brackets import find_brackets
from pipeline.quality.checks.repetition import RepetitionCheck
from pipeline.quality.checks.script import find_mixed_words
from pipeline.quality.checks.spacing import find_spaces

_STRAIGHT, _CURLY = re.compile('(?<!\\d)"'), re.compile("[“”]")
_END = re.compile("[.!?؟…:۔][\\s\"'“”«»‹›‘’)\\]}*_]*\\Z")
_SENTENCE = 6
"""Words from which a text in the body is a sentence, and should end as one."""
_DOUBLED = re.compile(r"(?<!\w)(\w+)\s+\1(?!\w)", re.IGNORECASE)
_CAPITALS = 3
"""Words in capitals that are no acronyms any more."""
_REPETITION = RepetitionCheck()


class HygieneCheck:
    """Looks for slips in texts that stay in their language."""

    name = "hygiene"
    title = "Slips in the source"
    explanation = (
        "The article itself has a slip: a space, bracket or quotation mark too many or missing, a doubled word, a word "
        "in two alphabets, a sentence without an end. Correct the article; translators would repeat it."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield the slips of a text whose target is in its own language."""
        language = language_of(pair.target_language)
        if language_of(pair.source_language) != language:
            return
        same = pair.source == pair.target
        for said, span in find_slips(pair.target, language, pair.role):
            yield Finding(
                check=self.name,
                severity=Severity.INFO,
                said=said,
                source_span=span if same else None,
                target_span=span,
            )


def find_slips(text: str, language: str, role: Role) -> Iterator[tuple[Message, Span]]:
    """Yield what is wrong with one sentence or headline, and where."""
    yield from find_spaces(text, language)
    for at in find_brackets(text).loose:
        yield phrase('the bracket "{mark}" has no partner; add it or remove this one', mark=text[at]), (at, at + 1)
    if _DOUBLED.search(text):
        yield from _doubled_words(text, language)
    for word, span in find_mixed_words(text, facts(language).script):
        yield phrase('"{word}" mixes two scripts in one word; type it again in one', word=word), span
    yield from _mixed_quotes(text)
    if role in {Role.BODY, Role.QUOTE} and len(text.split()) >= _SENTENCE and not _END.search(text):
        yield phrase("the sentence has no end; add the full stop"), (len(text) - 1, len(text))
    if role in {Role.HEADLINE, Role.HEADING} and facts(language).has_case and _is_capitals(text):
        yield phrase("the headline is all in capitals; write it in ordinary letters"), (0, len(text))


def _doubled_words(text: str, language: str) -> Iterator[tuple[Message, Span]]:
    """Ask the repetition check, which knows the words that may be doubled."""
    alone = Pair(source="", target=text, source_language=language, target_language=language)
    for finding in _REPETITION.find(alone):
        if finding.target_span:
            yield finding.said, finding.target_span


def _mixed_quotes(text: str) -> Iterator[tuple[Message, Span]]:
    straight = _STRAIGHT.search(prose(text)) if _CURLY.search(text) else None
    if straight:
        yield phrase('straight (") and curly (“ ”) quotation marks are mixed; use one kind'), straight.span()


def _is_capitals(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", text)
    return len(words) >= _CAPITALS and all(map(str.isupper, words))
