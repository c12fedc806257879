"""What became of the source of each entry since it was translated, for the person who reviews it."""

from __future__ import annotations

from collections import defaultdict

from pipeline.catalog.differences import show_difference
from pipeline.catalog.numbers import number_of
from pipeline.model import Catalog, Entry

_JOINED = (
    "Sentences were joined: their translations stand here one after the other. "
    "Make them one sentence and remove the fuzzy mark."
)


def describe_changes(catalog: Catalog) -> dict[str, str]:
    """Return a sentence or two, by context, for each entry whose text or place is not the one translated."""
    halves: defaultdict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    wholes: defaultdict[int | None, list[str]] = defaultdict(list)
    for entry in catalog.entries:
        if entry.fuzzy and entry.previous_source is not None:
            halves[entry.previous_context, entry.previous_source].append(entry.context)
    for entry in catalog.obsolete:
        wholes[number_of(entry.context)].append(entry.source)
    found = {}
    for entry in catalog.entries:
        together = halves.get((entry.previous_context, entry.previous_source), [])
        line = _describe(entry, together, wholes[number_of(entry.context)])
        if line:
            found[entry.context] = line
    return found


def _describe(entry: Entry, together: list[str], wholes: list[str]) -> str:
    """Describe one entry; *together* are the contexts of one split sentence, *wholes* what the unit was before."""
    before = entry.previous_source
    if not entry.target or before is None:
        return ""
    if before == entry.source:
        return _moved(entry)
    if not entry.fuzzy:
        return ""
    if len(together) > 1:
        parts = " and ".join((", ".join(together[:-1]), together[-1]))
        return (
            f"The sentence was split into {parts}; the translation is still that of the whole. "
            "Keep what belongs here and remove the fuzzy mark."
        )
    if any(whole != before and whole in before for whole in wholes):
        return _JOINED
    changed = show_difference(before, entry.source)
    return f"The source changed: {changed} Correct the translation and remove the fuzzy mark."


def _moved(entry: Entry) -> str:
    """Say that a text plays another role now."""
    before, now = ((context or "").partition("#")[0] for context in (entry.previous_context, entry.context))
    if not before or before == now:
        return ""
    todo = " Check the translation and remove the fuzzy mark." if entry.fuzzy else " The translation was kept."
    return f"The same text was filed as {before} before, and is {now} now.{todo}"
