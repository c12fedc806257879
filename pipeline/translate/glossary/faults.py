"""What is wrong in glossary files: rows that cannot be read, and rows that contradict each other."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import GlossaryError
from pipeline.languages.language import facts
from pipeline.languages.locales import language_of, script_of
from pipeline.languages.matching import find_term, fold
from pipeline.languages.normalize import normalize
from pipeline.model import Rule, Severity, Term
from pipeline.translate.glossary.table import read_rows

_Placed = tuple[Path, int, Term]


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryFault:
    """One thing that is wrong: in which file and line (0 for all of it). An error keeps the glossary from its work."""

    path: Path
    line: int
    severity: Severity
    message: str

    def __str__(self) -> str:
        """Show it as compilers do: ``terms.csv:3: error: ...``."""
        where = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{where}: {self.severity}: {self.message}"


def check_files(paths: Iterable[Path]) -> list[GlossaryFault]:
    """Return what is wrong in some glossary files, in order."""
    faults: list[GlossaryFault] = []
    placed: list[_Placed] = []
    for path in paths:
        try:
            for line, term in read_rows(path):
                if isinstance(term, str):
                    faults.append(GlossaryFault(path=path, line=line, severity=Severity.ERROR, message=term))
                else:
                    placed.append((path, line, term))
        except GlossaryError as error:
            reason = str(error).removeprefix(f"{path}: ")
            faults.append(GlossaryFault(path=path, line=0, severity=Severity.ERROR, message=reason))
    for path, line, term in placed:
        faults += (
            GlossaryFault(path=path, line=line, severity=severity, message=message) for severity, message in _look(term)
        )
    faults += _contradictions(placed)
    order = {path: number for number, path in enumerate(dict.fromkeys(fault.path for fault in faults))}
    return sorted(faults, key=lambda fault: (order[fault.path], fault.line))


def _look(term: Term) -> Iterator[tuple[Severity, str]]:
    """Yield what is wrong with one term."""
    for text in filter(None, (term.source, *term.targets)):
        if normalize(text) != text:
            codes = " ".join(f"U+{ord(char):04X}" for char in text if unicodedata.category(char) == "Cf")
            hidden = f" (it holds {codes})" if codes else ""
            yield Severity.WARNING, f'"{text}" is written in a form that texts do not have{hidden}; type it again'
    folded = [fold(wording).text for wording in term.targets]
    yield from (
        (Severity.WARNING, f'"{wording}" stands twice in the row; leave it out once')
        for place, wording in enumerate(term.targets)
        if folded[place] in folded[:place]
    )
    if language_of(term.source_language) == language_of(term.target_language):
        yield Severity.ERROR, f"both languages are {term.target_language}; name those of the source and the translation"
    elif term.source and _is_swapped(term):
        yield (
            Severity.ERROR,
            (
                f'"{term.source}" is no {facts(term.source_language).name}, nor "{term.targets[0]}"'
                f" {facts(term.target_language).name}; exchange source and targets, or the languages"
            ),
        )


def _is_swapped(term: Term) -> bool:
    """Tell whether source and wordings are each written in the other's script alone."""
    scripts = facts(term.source_language).script, facts(term.target_language).script
    if scripts[0] == scripts[1] or not term.targets:
        return False
    return _scripts(term.source) == {scripts[1]} and all(_scripts(each) == {scripts[0]} for each in term.targets)


def _scripts(text: str) -> set[str | None]:
    return {script_of(char) for char in text if char.isalpha()}


def _contradictions(placed: Iterable[_Placed]) -> Iterator[GlossaryFault]:
    """Yield the rows that ask for what another row forbids, within a pair of languages."""
    pairs: defaultdict[tuple[str, str], list[_Placed]] = defaultdict(list)
    for path, line, term in placed:
        pairs[language_of(term.source_language), language_of(term.target_language)].append((path, line, term))
    for rows in pairs.values():
        for path, line, term in rows:
            for other_path, other_line, other in rows:
                if (other_path, other_line) != (path, line) and (message := _contradiction(term, other)):
                    where = f"line {other_line}" if other_path == path else f"{other_path}:{other_line}"
                    yield GlossaryFault(path=path, line=line, severity=Severity.ERROR, message=f"{message} ({where})")


def _contradiction(term: Term, other: Term) -> str:
    """Say how a term that asks for something contradicts another row; empty if it does not."""
    same = fold(term.source).text == fold(other.source).text
    if term.rule is Rule.KEEP and other.rule is Rule.REQUIRED and same:
        return f'"{term.source}" is to be kept, and to be translated as "{other.targets[0]}"; leave one row out'
    if term.rule is Rule.FORBIDDEN or other.rule is not Rule.FORBIDDEN or not (same or not other.source):
        return ""
    wanted = (term.source, *term.targets) if term.rule is Rule.KEEP else term.targets
    for bad in other.targets:
        for wording in wanted:
            if find_term(bad, wording, term.target_language):
                holds = "" if fold(bad).text == fold(wording).text else f', which holds "{bad}",'
                return f'"{wording}"{holds} is {term.rule} for "{term.source}", and forbidden; leave one of the two out'
    return ""
