"""What a judge found: a model that read source and target together."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Finding, JudgedError, Pair, Severity, Span

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
                message=_describe(error, pair),
                source_span=error.source_span,
                target_span=error.target_span,
            )


def _describe(error: JudgedError, pair: Pair) -> str:
    quoted = [_quote(pair.target, error.target_span), _quote(pair.source, error.source_span)]
    return f"the judge sees an error ({error.category}, {error.severity}): {' for '.join(filter(None, quoted))}"


def _quote(text: str, span: Span | None) -> str:
    return f'"{text[slice(*span)]}"' if span else ""
