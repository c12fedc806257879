"""Glossary files: read, merged, turned around for the opposite direction, and written."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from io import StringIO
from pathlib import Path

from pipeline.errors import ConfigError, GlossaryError
from pipeline.languages.locales import language_of, normalize_tag
from pipeline.languages.matching import fold, occurrences, piece_of
from pipeline.model import Direction, Rule, Term

SEPARATOR = "|"
"""Between the wordings of one row."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MOST_FOUND = 4096
"""Sources whose terms are remembered: more than are translated together."""
COLUMNS = ("source_language", "target_language", "rule", "source", "targets", "note")
PACKAGED = Path(__file__).with_name("glossary.csv")


@dataclass(frozen=True, eq=False)
class Glossary:
    """Terms as their rows give them."""

    terms: tuple[Term, ...]

    @cached_property  # the keys of all drafts hold it
    def signature(self) -> str:
        """A short digest of the content: two glossaries with the same terms have the same."""
        digest = hashlib.sha256()
        for term in self.terms:
            row = (term.source_language, term.target_language, term.rule, term.source, *term.targets)
            digest.update("\x1f".join(row).encode() + b"\x1e")
        return digest.hexdigest()[:12]

    def terms_for(self, direction: Direction) -> tuple[Term, ...]:
        """Return the terms of a direction; required rows of the opposite direction serve it turned around."""
        return tuple(term for _, term in _serve(self, direction))

    def in_text(self, source: str, direction: Direction) -> tuple[Term, ...]:
        """Return the terms that occur in a source text; the longest match wins over one inside it."""
        return _find(self, source, direction)


@lru_cache(maxsize=64)
def _serve(glossary: Glossary, direction: Direction) -> tuple[tuple[str, Term], ...]:
    """Return the terms of a direction, each with a piece of every folded text that it may occur in."""
    own = [term for term in glossary.terms if _serves(term, direction.source, direction.target)]
    known = {fold(term.source).text for term in own}
    opposite = (
        term
        for term in glossary.terms
        if term.rule is Rule.REQUIRED and _serves(term, direction.target, direction.source)
    )
    own += (term for term in _turned(opposite) if fold(term.source).text not in known)
    return tuple((piece_of(term.source, term.source_language) if term.source else "", term) for term in own)


@lru_cache(maxsize=_MOST_FOUND)  # a draft's source is looked at before it is translated, chosen and inspected
def _find(glossary: Glossary, source: str, direction: Direction) -> tuple[Term, ...]:
    folded = fold(source).text
    likely = [term for piece, term in _serve(glossary, direction) if piece in folded]
    return tuple(term for term, _ in occurrences(likely, source))


def load_glossary(*paths: Path | None) -> Glossary:
    """Read glossary files, the packaged one for None or when none is named.

    A later file's rows replace the earlier files' rows for the same source and direction.

    :raises GlossaryError: if a file cannot be read or a row is wrong
    """
    merged: dict[tuple[str, str, str], list[Term]] = {}
    for path in paths or (None,):
        rows: dict[tuple[str, str, str], list[Term]] = {}
        for term in _read(path or PACKAGED):
            key = (language_of(term.source_language), language_of(term.target_language), source_key(term.source))
            # Without a source wording, each forbidden wording is a row of its own.
            key = key if term.source else (*key[:2], f"\0{'|'.join(term.targets)}")
            rows.setdefault(key, []).append(term)
        merged |= rows
    return Glossary(tuple(term for terms in merged.values() for term in terms))


def required_term(source: str, target: str, direction: Direction) -> Term:
    """Return a term for a wording that must be translated in one way."""
    return Term(
        source=source,
        targets=(target,),
        rule=Rule.REQUIRED,
        source_language=direction.source,
        target_language=direction.target,
    )


def source_key(source: str) -> str:
    """Return what makes two source wordings the same; an acronym is not the word it spells."""
    return source if source.isupper() else fold(source).text


def _serves(term: Term, source: str, target: str) -> bool:
    return language_of(term.source_language) == language_of(source) and (
        language_of(term.target_language) == language_of(target)
    )


def _turned(terms: Iterable[Term]) -> Iterable[Term]:
    """Turn required terms around; wordings shared by several terms accept all of their sources."""
    turned: dict[str, Term] = {}
    for term in terms:
        for wording in term.targets:
            key = fold(wording).text
            known = turned.get(key)
            if known is None:
                turned[key] = replace(
                    term,
                    source=wording,
                    targets=(term.source,),
                    source_language=term.target_language,
                    target_language=term.source_language,
                    turned=True,
                )
            elif term.source not in known.targets:
                turned[key] = replace(known, targets=(*known.targets, term.source))
    return turned.values()


def _read(path: Path) -> Iterable[Term]:
    for line, term in read_rows(path):
        if isinstance(term, str):
            raise GlossaryError(f"{path}:{line}: {term}")
        yield term


def read_rows(path: Path) -> Iterator[tuple[int, Term | str]]:
    """Yield each row of a glossary file with its line: the term, or what is wrong in words.

    :raises GlossaryError: if the file cannot be read at all
    """
    reader = csv.DictReader(StringIO(_text(path), newline=""), strict=True)
    seen: dict[tuple[str, str, Rule, str], int] = {}
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            yield 1, f"the columns are wrong; the first line must be {','.join(COLUMNS)}"
            return
        for row in reader:
            term = "holds a control character, such as NUL; remove it" if _holds_control(row) else _term(row)
            if isinstance(term, str):
                yield reader.line_num, term
                continue
            key = (term.source_language, term.target_language, term.rule, source_key(term.source))
            if term.source and key in seen:
                said = f'"{term.source}" stands on line {seen[key]} already; put all wordings there, split by |'
                yield reader.line_num, said
                continue
            seen[key] = reader.line_num
            yield reader.line_num, term
    except csv.Error as error:
        yield reader.line_num + 1, f"is not valid CSV ({error}); mend the quotes"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise GlossaryError(f"{path}: cannot be read ({error.strerror}); check the name and the permissions") from error
    except UnicodeDecodeError as error:
        raise GlossaryError(f"{path}: is not UTF-8; save it as UTF-8") from error


def _holds_control(row: dict[str, str | None]) -> bool:
    return any(_CONTROL.search(value) for value in row.values() if isinstance(value, str))


def _term(row: dict[str, str | None]) -> Term | str:
    """Return the term of a row, or what is wrong with it."""
    # csv puts surplus fields under the key None, and None where fields lack.
    if None in row or None in row.values():
        return f"the row needs {len(COLUMNS)} fields; quote texts that contain a comma"
    fields = {name: (value or "").strip() for name, value in row.items()}
    if fields["rule"] not in set(Rule):
        return f'"{fields["rule"]}" is no rule; write {", ".join(Rule)}'
    rule = Rule(fields["rule"])
    targets = tuple(wording for part in fields["targets"].split(SEPARATOR) if (wording := part.strip()))
    if not fields["source"] and rule is not Rule.FORBIDDEN:
        return "the source is empty; write the term"
    if not targets and rule is not Rule.KEEP:
        return "the targets are empty; write at least one wording"
    try:
        return Term(
            source=fields["source"],
            targets=targets,
            rule=rule,
            source_language=normalize_tag(fields["source_language"]),
            target_language=normalize_tag(fields["target_language"]),
            note=fields["note"],
        )
    except ConfigError as error:
        return str(error)
