"""The proof of an edition: each of its paragraphs laid out as a reader will see it, in either direction of writing."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from pipeline.editions.bidi.isolation import enclose
from pipeline.editions.bidi.proof import Flaw, Stretch, prove
from pipeline.editions.bidi.visible import read_visible
from pipeline.editions.edition import Edition, EditionUnit, Origin
from pipeline.editions.writers.blocks import block_texts
from pipeline.errors import shorten
from pipeline.languages.locales import direction
from pipeline.sources.link_labels import defined_labels, find_lost_links

_TRANSLATED = frozenset({Origin.REVIEWED, Origin.DRAFT})
_ISOLATES = re.compile("[\u2066-\u2069]")
# What can turn a text of left-to-right letters around: all blocks with right-to-left letters or digits, and controls.
_TURNING = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ADVICE = {
    "number": "“{text}” is not shown from left to right; write its groups in 0-9, or without signs between them",
    "bracket": "the brackets of “{text}” do not stand around their text; open and close them in the same run of text",
    "end": "the end of “{text}” is not shown at its end; close what is opened in it, and remove invisible characters",
    "control": "“{text}” holds a control that turns text around (U+202A to U+202E); remove it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFinding:
    """Something in an edition that a reader would see in the wrong place. ``context`` is its unit's, where known."""

    kind: str
    context: str
    line: int
    message: str


def prove_edition(edition: Edition) -> tuple[EditionFinding, ...]:
    """Return what would be shown wrongly, by block."""
    texts = (unit.text for unit in edition.units)
    if direction(edition.language) == "ltr" and not any(_TURNING.search(text) for text in texts if not text.isascii()):
        return ()
    shown = block_texts(edition, _isolate)
    return tuple(
        finding
        for index, own in groupby(edition.units, key=lambda unit: unit.block)
        for finding in _block(edition, shown, index, list(own))
    )


def check_links(edition: Edition) -> Iterator[EditionFinding]:
    """Yield the links that translations have lost, reviewed or not."""
    labels = defined_labels(edition.document)
    for unit in edition.units:
        lost = find_lost_links(unit.source, unit.text, labels) if unit.origin in _TRANSLATED else ()
        for label, _ in lost:
            context = unit.entry.context if unit.entry else ""
            advice = f"the link [{label}] is lost; write its text in the translation as [text][{label}]"
            yield EditionFinding(kind="link", context=context, line=unit.line, message=advice)


def _isolate(text: str, unit: EditionUnit) -> str:
    """Return marked text as a page shows it: source text apart, in its own direction."""
    return enclose(text, direction(unit.language)) if unit.is_source else text


def _block(
    edition: Edition, texts: Mapping[int, str], index: int, units: list[EditionUnit]
) -> Iterator[EditionFinding]:
    markup = edition.document.format != "text"
    line = read_visible(texts[index], markup=markup).text
    if line.isascii():
        return
    own = direction(edition.language)
    stretches = list(_stretches(line, units, own, markup=markup))
    starts = [stretch.start for _, stretch in stretches]
    found = prove(line, own, [stretch for _, stretch in stretches])
    yield from dict.fromkeys(
        _finding(flaw, stretches[max(bisect(starts, flaw.start) - 1, 0)][0] if stretches else units[0])
        for flaw in found
    )


def _stretches(line: str, units: list[EditionUnit], own: str, *, markup: bool) -> Iterator[tuple[EditionUnit, Stretch]]:
    """Yield the place of each unit in the line, whose isolating characters do not count."""
    places = [index for index, char in enumerate(line) if not _ISOLATES.match(char)]
    bare = "".join(line[index] for index in places)
    position = 0
    for unit in units:
        text = _ISOLATES.sub("", read_visible(unit.text, markup=markup).text)
        start = bare.find(text, position) if text else -1
        if start >= 0:
            position = start + len(text)
            language = direction(unit.language) if unit.is_source else own
            yield unit, Stretch(start=places[start], end=places[position - 1] + 1, direction=language)


def _finding(flaw: Flaw, unit: EditionUnit) -> EditionFinding:
    return EditionFinding(
        kind=flaw.kind,
        context=unit.entry.context if unit.entry else "",
        line=unit.line,
        message=_ADVICE[flaw.kind].format(text=shorten(_ISOLATES.sub("", flaw.text))),
    )
