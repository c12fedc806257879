"""What the embedded model reads: one side of a pair, edited a little, fits the other side better than it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import Finding, Pair, Severity, Span, phrase

_LEAST, _BESIDE = 4, 8
"""Words that are shown at least, and on each side of an edit at most."""
_CLAUSE_ENDS = ",;:!?،؛؟—–"


class ReadsAsCheck:
    """Shows what a model found when the target was assessed; it runs no model."""

    name = "reads-as"
    title = "What the translation reads as"
    explanation = (
        "The embedded model compared a text with small edits of it: another name, number or opposite, a negation more"
        " or less. It finds that one of these fits the other side better. Compare the two sides; the model errs, too."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield what was found; the edited side is the one in the language that the model has edits for."""
        for misreading in pair.misreadings:
            text = show_clause(pair.target if misreading.in_target else pair.source, misreading.span, misreading.text)
            yield Finding(
                check=self.name,
                severity=Severity.WARNING,
                said=phrase("the source reads as: {text}", text=text)
                if misreading.in_target
                else phrase("the translation reads as: {text}", text=text),
                source_span=None if misreading.in_target else misreading.span,
                target_span=misreading.span if misreading.in_target else None,
            )


def show_clause(text: str, span: Span, replacement: str) -> str:
    """Return the clause of a text in which a stretch is edited, as it reads then; a long one is cut on both sides."""
    words = list(re.finditer(r"\S+", text))
    edited = [at for at, word in enumerate(words) if word.end() > span[0] and word.start() < span[1]] or [0]
    first, last = edited[0], edited[-1]
    while first and edited[0] - first < _BESIDE and not _ends_clause(words[first - 1]):
        first -= 1
    while last + 1 < len(words) and last - edited[-1] < _BESIDE and not _ends_clause(words[last]):
        last += 1
    while last - first + 1 < _LEAST and (first or last + 1 < len(words)):
        first, last = (first, last + 1) if last + 1 < len(words) else (first - 1, last)
    start, end = words[first].start(), words[last].end()
    shown = f"{text[min(start, span[0]) : span[0]]}{replacement}{text[span[1] : max(end, span[1])]}"
    before = "" if first == 0 or _ends_clause(words[first - 1]) else "… "
    behind = "" if last + 1 == len(words) or _ends_clause(words[last]) else " …"
    return f"{before}{' '.join(shown.split())}{behind}"


def _ends_clause(word: re.Match[str]) -> bool:
    return word[0][-1] in _CLAUSE_ENDS
