"""What a judge found: a model that read source and target together."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Finding, JudgedError, Message, Pair, Severity, phrase

_MINOR = "minor"


class JudgeCheck:
    """Shows what a judge said when it was asked; it asks nobody."""

    name = "judge"
    title = "Errors that a judge sees"
    explanation = (
        "A language model that reads source and target together marks errors as in MQM: what it calls critical or major"
        " is a warning, what it calls minor a remark. It is asked only where the project or the command line names a"
        " judge, and it may be wrong."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield the errors of the judgement, with spans on both sides where the judge quotes both."""
        for error in pair.judgement.errors if pair.judgement else ():
            yield Finding(
                check=self.name,
                severity=Severity.INFO if error.severity == _MINOR else Severity.WARNING,
                said=_describe(error, pair),
                source_span=error.source_span,
                target_span=error.target_span,
            )


def _describe(error: JudgedError, pair: Pair) -> Message:
    category, severity = phrase(error.category), phrase(error.severity)
    here = pair.target[slice(*error.target_span)] if error.target_span else ""
    there = pair.source[slice(*error.source_span)] if error.source_span else ""
    if here and there:
        return phrase(
            'the judge sees an error ({category}, {severity}): "{here}" for "{there}"',
            category=category,
            severity=severity,
            here=here,
            there=there,
        )
    return phrase(
        'the judge sees an error ({category}, {severity}): "{text}"',
        category=category,
        severity=severity,
        text=here or there,
    )
