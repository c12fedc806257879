"""Take the translation out of what a model answered, and tell whether it can be one."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.languages.language import facts
from pipeline.languages.locales import babel_locale, language_of
from pipeline.translate.engines.passages import loops

if TYPE_CHECKING:
    from pipeline.model import Direction

FILE = Path(__file__).with_name("answers.toml")
LENGTH_LIMIT = (4.0, 60)
"""A sound target has at most this many characters: a factor of what its source lets expect, and an allowance."""
_WRAPS = (
    *(tuple(pair) for pair in ('""', "“”", "„“", "«»", "‘’", "''", "``")),
    ("**", "**"),
    ("__", "__"),
)
"""Pairs of marks that models often put around an answer."""
_QUOTES = frozenset("\"'“”„«»‘’`")
_SEPARATOR = re.compile(r"\s*(?:\n|→|->|=>?|[-–—:])\s*")
"""What stands between a repeated source and its translation."""
_FENCE = re.compile(r"```[^\n`]*\n(.*?)(?:```|\Z)", re.DOTALL)
_STEPS = 6
"""Most layers that are taken off an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    thoughts: tuple[str, ...]
    channels: tuple[str, ...]
    tokens: tuple[str, ...]
    courtesies: tuple[str, ...]
    labels: tuple[str, ...]
    notes: tuple[str, ...]


@cache
def _wording() -> _Wording:
    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), _Wording)


def clean(answer: str, source: str, direction: Direction) -> str:
    """Return the translation in an answer on one line; empty where there is none.

    Thoughts, tags, fences, labels, a repeated source, quotes that the source has not, and notes after the first
    paragraph are taken off.
    """
    text = unwrap_format(answer, source)
    for _ in range(_STEPS):
        before = text
        text = _without_source(_without_label(text.strip(), source, direction), source)
        text = _without_marks(text, source)
        if text == before:
            break
    return _without_marks(" ".join(_without_notes(text, source).split()), source)


def is_sound(text: str, source: str, direction: Direction) -> bool:
    """Tell whether a text can be a translation of the source: it is there, does not loop, and is not far too long."""
    expected = len(source) * facts(direction.target).length_ratio / facts(direction.source).length_ratio
    factor, allowance = LENGTH_LIMIT
    return bool(text) and len(text) <= factor * expected + allowance and (not loops(text) or loops(source))


@cache
def _formats() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = _wording()
    tags = "|".join(words.thoughts)
    thoughts = rf"<({tags})>.*?(?:</\1>|\Z)|\A.*</(?:{tags})>"
    return (
        re.compile(thoughts, re.DOTALL | re.IGNORECASE),
        re.compile(f".*(?:{'|'.join(words.channels)})", re.DOTALL | re.IGNORECASE),
        re.compile("|".join(words.tokens), re.IGNORECASE),
    )


def unwrap_format(answer: str, source: str) -> str:
    """Take off thoughts, channels, tags and fences, but for those that the source has too."""
    thoughts, channels, tokens = _formats()
    text = thoughts.sub("", channels.sub("", answer))
    text = tokens.sub(lambda found: found[0] if found[0] in source else "\n", text)
    fence = _FENCE.search(text)
    return fence[1] if fence and "```" not in source else text


@cache
def _label(source: str, target: str) -> re.Pattern[str]:
    """Return the pattern of a label before a translation between two languages."""
    words = _wording()
    languages = "|".join(sorted(map(re.escape, {*_names(source), *_names(target)}), key=len, reverse=True))
    labels = "|".join(words.labels).replace("{language}", f"(?:{languages})")
    courtesies = "|".join(words.courtesies)
    end = r"[*_\"]*\s*?(?:[:：][*_]*|\n)"
    return re.compile(
        rf"[#*_>\s]*(?:(?:(?:{courtesies})[\s!,.،-]+)?(?:{labels}){end}|(?:{courtesies})[!.,،]?\s*?(?:\n|[:：]))",
        re.IGNORECASE,
    )


def _names(tag: str) -> set[str]:
    """Return what a language is called, in English and in itself, with and without its region."""
    locales = [babel_locale(tag), babel_locale(language_of(tag))]
    names = {name for locale in locales for name in (locale.english_name, locale.display_name)}
    return {name for name in names if name} | {facts(tag).name, language_of(tag)}


def _colons(text: str) -> int:
    return len(re.findall("[:：]", text))


def _without_label(text: str, source: str, direction: Direction) -> str:
    """Take off a label; a colon that the source has as well is the text's own."""
    found = _label(direction.source, direction.target).match(text)
    if not found or not text[found.end() :].strip():
        return text
    own = _colons(found[0]) and _colons(text.split("\n\n", maxsplit=1)[0]) <= _colons(source)
    return text if own and "\n" not in found[0] else text[found.end() :].strip()


def _without_source(text: str, source: str) -> str:
    """Take off the source, alone or after a label, where something follows that is set apart from it."""
    repeated = re.match(rf"(?:[^\n:]{{0,40}}:\s*)?[\"«“*]{{0,2}}{re.escape(source)}[\"»”*]{{0,2}}", text)
    separator = _SEPARATOR.match(text, repeated.end()) if repeated and source else None
    return (text[separator.end() :] if separator else "") or text


def _without_marks(text: str, source: str) -> str:
    """Take off quotes and emphasis around the whole, unless the source begins or ends with a quote of its own."""
    for opening, closing in _WRAPS:
        inner = text[len(opening) : -len(closing)]
        wraps = len(text) > len(opening + closing) and text.startswith(opening) and text.endswith(closing)
        quoted = opening in source if opening[0] not in _QUOTES else bool(_QUOTES & {*source[:1], *source[-1:]})
        if wraps and not quoted and opening not in inner and closing not in inner:
            return inner.strip()
    return text


@cache
def _notes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    notes = "|".join(_wording().notes)
    return (
        re.compile(rf"[\W_]*(?:{notes})\b[*_]*\s*(?:[:：]|(?<=that)\b)", re.IGNORECASE),
        re.compile(rf"\s*[(\[](?:{notes})\s*[:：][^()\[\]]*[)\]]\s*\Z", re.IGNORECASE),
    )


def _without_notes(text: str, source: str) -> str:
    """Keep the first paragraph, up to a line that is a note; and no note in brackets at its end."""
    line_note, tail_note = _notes()
    kept: list[str] = []
    for line in text.strip().splitlines():
        if kept and (not line.strip() or line_note.match(line)):
            break
        kept.append(line)
    joined = "\n".join(kept)
    return joined if "(" in source else tail_note.sub("", joined)
