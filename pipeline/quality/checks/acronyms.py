"""Acronyms in Latin letters: a text in another script keeps those of its source and adds no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.languages.characters import characters, span_of
from pipeline.languages.language import facts
from pipeline.languages.marks import prose
from pipeline.languages.matching import find_term
from pipeline.model import Finding, Pair, Severity, Span, phrase

_ACRONYM = re.compile(
    r"(?<![A-Za-z0-9_.&/\-])(?:[A-Z](?:[A-Z0-9]|[&/\-](?=[A-Z0-9])){1,9}|(?:[A-Z]\.){2,})(?=s?(?![A-Za-z0-9_]))"
)
_CAPITAL_LETTERS = span_of("A", "Z")
_HINT = re.compile(r"[A-Z][A-Z0-9.&]")
_NUMERAL = re.compile(r"M{0,3}(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})")
_CAPITALS = re.compile(r"[^\W\d_]+")
_MOSTLY = 0.5
_LEAST = 2


class AcronymsCheck:
    """Compares the acronyms of two texts if one of them is not in Latin letters."""

    name = "acronyms"
    title = "Acronyms"
    explanation = (
        "The translation has an acronym that the source does not have and does not spell out either, or lacks one "
        "that the source writes in Latin letters."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield acronyms that the source does not have, then those that were lost."""
        scripts = facts(pair.source_language).script, facts(pair.target_language).script
        if scripts[0] == scripts[1] or "LATIN" not in scripts:
            return
        source, target = _acronyms(pair.source), _acronyms(pair.target)
        if scripts[1] != "LATIN":
            yield from self._added(pair, source, target)
        else:
            yield from self._lost(pair, source, target)

    def _added(self, pair: Pair, source: dict[str, Span], target: dict[str, Span]) -> Iterator[Finding]:
        for acronym, span in target.items():
            if acronym in source or _is_numeral(acronym) or _is_explained(acronym, pair):
                continue
            said = phrase('the source has no "{acronym}"; check the acronym', acronym=pair.target[slice(*span)])
            yield Finding(check=self.name, severity=Severity.WARNING, said=said, target_span=span)

    def _lost(self, pair: Pair, source: dict[str, Span], target: dict[str, Span]) -> Iterator[Finding]:
        for acronym, span in source.items():
            if acronym in target or _is_numeral(acronym) or _is_spelled_out(acronym, pair):
                continue
            said = phrase('"{acronym}" is missing; keep the acronym or spell it out', acronym=pair.source[slice(*span)])
            yield Finding(check=self.name, severity=Severity.WARNING, said=said, source_span=span)


@lru_cache(maxsize=64)
def _acronyms(text: str) -> dict[str, Span]:
    """Return each acronym, without dots and hyphens, and where it first stands; none in a text all in capitals."""
    if _CAPITAL_LETTERS.isdisjoint(characters(text)) or not _HINT.search(text):
        return {}
    found: dict[str, Span] = {}
    for match in _ACRONYM.finditer(prose(text)):
        found.setdefault(_plain(match[0]), match.span())
    return {} if found and _is_all_capitals(text) else found


def _is_all_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()] if text.isascii() else []
    return bool(letters) and sum(map(str.isupper, letters)) > _MOSTLY * len(letters)


def _plain(acronym: str) -> str:
    return re.sub(r"[.\-/&]", "", acronym)


def _is_numeral(acronym: str) -> bool:
    return bool(_NUMERAL.fullmatch(acronym))


def _is_explained(acronym: str, pair: Pair) -> bool:
    """Tell whether the source spells an acronym out, by its initials or in a term of the glossary, or as a word."""
    if acronym.lower() in re.sub(r"[.\-/&]", "", pair.source.lower()):
        return True
    if any(acronym in map(_plain, term.targets) for term in pair.terms):
        return True
    return _has_initials(acronym, pair.source)


def _is_spelled_out(acronym: str, pair: Pair) -> bool:
    """Tell whether the target spells an acronym of the source out."""
    if acronym.lower() in re.sub(r"[.\-/&]", "", pair.target.lower()):
        return True
    known = (term for term in pair.terms if _plain(term.source) == acronym)
    if any(find_term(wording, pair.target, pair.target_language) for term in known for wording in term.targets):
        return True
    return _has_initials(acronym, pair.target)


def _has_initials(acronym: str, text: str) -> bool:
    """Tell whether the letters of an acronym begin words of a text, in order: small words may stand between."""
    letters = "".join(char for char in acronym if char.isalpha()).lower()
    initials = [word[0].lower() for word in _CAPITALS.findall(text)]
    for start, initial in enumerate(initials):
        if initial == letters[:1]:
            rest = iter(initials[start : start + _LEAST * len(letters) + 1])
            if all(letter in rest for letter in letters):
                return True
    return False
