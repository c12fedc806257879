"""The glossary's wordings: required, forbidden, kept as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.matching import find_term, find_terms, occurrences
from pipeline.languages.sections import AffixForms
from pipeline.languages.stems import stem_set, stems, tokens, word_set
from pipeline.model import Finding, Message, Pair, Rule, Severity, Span, Term, phrase

_REACH = 2
"""Words of the target, to each of a common noun turned around, among which the noun's may stand."""
_SMALL = 3
"""Letters of words that names write small: of, the, and."""
_PARTICLES = 2
"""Particles that a word may begin with: وبالحق."""
_WORD = re.compile(r"[^\W\d_]+")
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")


def _is_inflected(wording: str, pair: Pair, *, turned: bool) -> bool:
    """Tell whether a wording stands in the target in other forms of its words.

    Those of a row turned around may have another order (violations of rights, a rights violation), but those of a name
    stand together: General Secretary.
    """
    language = pair.target_language
    wanted = stems(wording, language)
    if not wanted or wording.isupper() or not stem_set(pair.target, language).issuperset(wanted):
        return False
    if turned:
        there = stems(pair.target, language)
        reach = len(wanted) if _is_name(wording) else _REACH * len(wanted)
        return any(set(wanted).issubset(there[first : first + reach]) for first in range(len(there)))
    return _stand_together(wanted, _read_words(pair.target, language))


class _Word(NamedTuple):
    stem: str
    definite: bool
    """Whether it carries the article."""
    linking: bool
    """Whether it only links others, as prepositions do."""


def _read_words(text: str, language: str) -> tuple[_Word, ...]:
    forms, function_words = facts(language).forms, word_set(facts(language).function_words)
    return tuple(
        _Word(stem, _is_definite(word, forms), word in function_words)
        for word, stem in zip(tokens(text), stems(text, language), strict=True)
    )


def _is_definite(word: str, forms: AffixForms) -> bool:
    """Tell whether a word carries the article, perhaps behind particles of a letter each."""
    starts = range(_PARTICLES + 1)
    padded = word + word  # the article is looked for before long words alone, and الحق has it too
    return any(re.match(forms.article, padded[at:]) and re.fullmatch(forms.prefix, word[:at]) for at in starts)


def _stand_together(wanted: Sequence[str], there: Sequence[_Word]) -> bool:
    """Tell whether stems stand in order, each next to the other, or but for a definite adjective.

    التنمية السلمية المستدامة is a form of التنمية المستدامة. Nothing can stand within مكتب تنسيق, where only the last
    word could carry the article: المكتب المعني بتنسيق is another wording.
    """
    places = {index for index, word in enumerate(there) if word.stem == wanted[0]}
    for stem in wanted[1:]:
        places = {
            index
            for last in places
            for index in (last + 1, last + 2)
            if index < len(there) and there[index].stem == stem and _may_part(*there[last : index + 1])
        }
    return bool(places)


def _may_part(first: _Word, *rest: _Word) -> bool:
    """Tell whether the first and the last word are neighbours, or the one between them is an adjective of the first."""
    *between, last = rest
    agrees = first.definite and (last.definite or last.linking)
    return all(agrees and word.definite for word in between)


def _is_varied(wording: str, pair: Pair, term: Term) -> bool:
    return _is_inflected(wording, pair, turned=term.turned) or _is_abbreviated(wording, pair)


def _is_abbreviated(wording: str, pair: Pair) -> bool:
    """Tell whether an acronym of the target may hold a wording of several words: PHE for public health."""
    initials = "".join(word[0].upper() for word in _WORD.findall(wording) if word[0].isupper() or len(word) > _SMALL)
    return len(initials) > 1 and any(initials in acronym for acronym in _ACRONYM.findall(pair.target))


def _is_name(wording: str) -> bool:
    """Tell whether a wording is written as a name is; an institution's is one thing in both languages."""
    return all(word[0].isupper() for word in _WORD.findall(wording) if len(word) > _SMALL)


def _forbid(wording: str, term: Term) -> Message:
    if term.source:
        said = phrase('"{wording}" must not be used for "{term}"; reword it', wording=wording, term=term.source)
    else:
        said = phrase('"{wording}" must not be used; reword it', wording=wording)
    return phrase("{said} ({note})", said=said, note=term.note) if term.note else said


class TermsCheck:
    """Compares the target with the glossary terms that occur in the source."""

    name = "terms"
    title = "Glossary"
    explanation = (
        "The glossary asks for a wording that the translation does not use, forbids one that it uses, or wants a name "
        "left as it is. If the glossary is wrong here, tell whoever keeps it."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield one finding for each term that is not respected, in the order of the terms."""
        if not pair.terms or language_of(pair.source_language) == language_of(pair.target_language):
            return
        for term, span in occurrences(pair.terms, pair.source):
            if term.rule is Rule.FORBIDDEN:
                yield from self._forbidden(pair, term, span)
            else:
                yield from self._wanted(pair, term, span)

    def _forbidden(self, pair: Pair, term: Term, span: Span) -> Iterator[Finding]:
        for wording in term.targets:
            for found in find_terms(wording, pair.target, pair.target_language):
                yield Finding(
                    check=self.name,
                    severity=Severity.ERROR,
                    said=_forbid(wording, term),
                    source_span=span if term.source else None,
                    target_span=found,
                )

    def _wanted(self, pair: Pair, term: Term, span: Span) -> Iterator[Finding]:
        wordings = (term.source, *term.targets) if term.rule is Rule.KEEP else term.targets
        if any(find_term(wording, pair.target, pair.target_language) for wording in wordings):
            return
        if term.rule is Rule.REQUIRED and any(_is_varied(wording, pair, term) for wording in wordings):
            return
        if term.rule is Rule.KEEP:
            said = phrase('"{term}" must stay as it is; copy it from the source', term=term.source)
        else:
            said = phrase(
                'the glossary translates "{term}" as "{wording}"; use that', term=term.source, wording=term.targets[0]
            )
        # What translates one common noun may translate others, so turned around a row only suggests.
        mild = term.turned and not any(map(_is_name, term.targets))
        severity = Severity.INFO if mild else Severity.WARNING
        yield Finding(check=self.name, severity=severity, said=said, source_span=span)
