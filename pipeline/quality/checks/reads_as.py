"""What the embedded model reads: one side of a pair, edited a little, fits the other side better than it stands."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Finding, Pair, Severity, phrase


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
            text = misreading.text
            yield Finding(
                check=self.name,
                severity=Severity.WARNING,
                said=phrase("the source reads as: {text}", text=text)
                if misreading.in_target
                else phrase("the translation reads as: {text}", text=text),
                source_span=None if misreading.in_target else misreading.span,
                target_span=misreading.span if misreading.in_target else None,
            )
