"""Errors in reviewed units, told as problems."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline.gate.problems import Kind, Problem
from pipeline.model import Entry, Finding


def describe(errors: Collection[Finding], entry: Entry, slug: str, language: str, path: str) -> Iterator[Problem]:
    """Yield a problem for each check that found errors: where, what is wrong, and how to waive it if it is not."""
    for check in dict.fromkeys(finding.check for finding in errors):
        said = "; ".join(finding.message for finding in errors if finding.check == check)
        yield Problem(
            kind=Kind.FINDING,
            language=language,
            slug=slug,
            path=path,
            line=entry.line or None,
            context=entry.context,
            check=check,
            text=entry.target,
            message=(
                f"{path}:{entry.line} ({entry.context}): {check}: {said};"
                f" if the translation is right, put a line above the entry: # newsloc-ignore: {check} (your reason)"
            ),
        )
