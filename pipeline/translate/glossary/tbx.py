"""TBX term bases (ISO 30042) of both editions, read into glossary terms.

Edition 2 (2008): ``martif``, ``termEntry``, ``langSet``, ``tig`` or ``ntig``. Edition 3 (2019): ``tbx``,
``conceptEntry``, ``langSec``, ``termSec``, with the status in a ``termNote`` (DCA) or an element of its own (DCT).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from pipeline.errors import GlossaryError
from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.normalize import normalize
from pipeline.model import Direction, Rule, Term
from pipeline.translate.glossary.table import SEPARATOR, source_key
from pipeline.translate.xml_elements import XmlKind, read_elements, read_language

_TBX = XmlKind(name="TBX", roots=("tbx", "martif"), fault=GlossaryError)
_CONCEPTS = ("termEntry", "conceptEntry")
_LANGUAGES = ("langSet", "langSec")
_TERMS = ("tig", "ntig", "termSec")
_STATUS = "administrativeStatus"
_END = "-admn-sts"
_PREFERRED = frozenset({"preferredTerm", "preferred", "legalTerm", "regulatedTerm", "standardizedTerm"})
_REFUSED = frozenset({"deprecatedTerm", "deprecated", "supersededTerm", "superseded", "notRecommended", "obsolete"})
PREFERRED, ADMITTED, DEPRECATED = range(3)
"""How far a term is wanted: its rank."""
_MOST_NOTE = 200
"""Characters of a note that go into the glossary: a definition may be a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermWording:
    """One term of a concept in one language."""

    text: str
    language: str
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One entry of a term base."""

    wordings: tuple[TermWording, ...]
    note: str

    def of(self, language: str) -> list[TermWording]:
        """Return the wordings in a language, whatever its region, the preferred ones first."""
        own = [wording for wording in self.wordings if language_of(wording.language) == language_of(language)]
        return sorted(own, key=lambda wording: wording.rank)


def read_tbx(path: Path) -> Iterator[Concept]:
    """Yield the concepts of a TBX file.

    :raises GlossaryError: with file and line, if it is not a TBX file
    """
    return (_concept(found, path) for found in read_elements(path, _TBX, _CONCEPTS))


def _concept(entry: etree._Element, path: Path) -> Concept:
    wordings = []
    for section in _inner(entry, _LANGUAGES):
        language = read_language(section, _TBX, path)
        for group in _inner(section, _TERMS):
            term = next(group.iter("term"), None)
            text = "" if term is None else normalize("".join(map(str, term.itertext())))
            if text:
                wordings.append(TermWording(text=text, language=language, rank=_rank(group)))
    return Concept(wordings=tuple(wordings), note=_note(entry))


def _inner(element: etree._Element, names: Iterable[str]) -> Iterator[etree._Element]:
    return (inner for name in names for inner in element.iter(name))


def _rank(group: etree._Element) -> int:
    """Return how far a term is wanted; one without a status is admitted."""
    status = ""
    for element in group.iter():
        if element.tag == _STATUS or (element.tag == "termNote" and element.get("type") == _STATUS):
            status = (element.text or "").strip().removesuffix(_END)
    if status in _REFUSED:
        return DEPRECATED
    return PREFERRED if status in _PREFERRED else ADMITTED


def _note(concept: etree._Element) -> str:
    """Return the definition, or else the note, that stands first."""
    texts = [each.text or "" for each in concept.iter() if "definition" in (each.tag, each.get("type"))]
    texts += [each.text or "" for each in concept.iter("note")]
    note = next((text for text in map(normalize, texts) if text), "")
    return note if len(note) <= _MOST_NOTE else f"{note[:_MOST_NOTE].rsplit(' ', 1)[0]} ..."


def terms_of(concepts: Iterable[Concept], direction: Direction) -> list[Term]:
    """Return the terms of a direction: preferred and admitted wordings are required, deprecated ones forbidden.

    Of two concepts with the same source, either's wordings are accepted. A wording that is the source itself is kept.
    """
    rows: dict[tuple[Rule, str], Term] = {}
    for term in _each_term(concepts, direction):
        key = (term.rule, source_key(term.source))
        known = rows.get(key)
        rows[key] = replace(known, targets=tuple(dict.fromkeys((*known.targets, *term.targets)))) if known else term
    return list(_consistent(rows))


def _each_term(concepts: Iterable[Concept], direction: Direction) -> Iterator[Term]:
    for concept in concepts:
        wordings = concept.of(direction.target)
        good = _texts(wording for wording in wordings if wording.rank < DEPRECATED)
        bad = _texts(wording for wording in wordings if wording.rank == DEPRECATED)
        for source in _texts(concept.of(direction.source)):
            kept = good == (source,)
            for rule, targets in ((Rule.KEEP if kept else Rule.REQUIRED, good), (Rule.FORBIDDEN, bad)):
                if targets:
                    yield Term(
                        source=source,
                        targets=() if rule is Rule.KEEP else targets,
                        rule=rule,
                        source_language=direction.source,
                        target_language=direction.target,
                        note=concept.note,
                    )


def _texts(wordings: Iterable[TermWording]) -> tuple[str, ...]:
    # The separator of wordings cannot stand inside one.
    return tuple(dict.fromkeys(each.text for each in wordings if SEPARATOR not in each.text))


def _consistent(rows: dict[tuple[Rule, str], Term]) -> Iterator[Term]:
    """Yield the terms without what contradicts: what one concept wants, another cannot forbid or keep."""
    for (rule, source), term in rows.items():
        required = rows.get((Rule.REQUIRED, source))
        if rule is Rule.FORBIDDEN and required:
            wanted = {fold(wording).text for wording in required.targets}
            left = tuple(wording for wording in term.targets if fold(wording).text not in wanted)
            if left:
                yield replace(term, targets=left)
        elif not (rule is Rule.KEEP and required):
            yield term
