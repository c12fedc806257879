"""What a language model is asked: the source, the languages, and what is context and not to be translated."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.languages.locales import babel_locale
from pipeline.translate.engines.protocol import MARKS

if TYPE_CHECKING:
    from pipeline.model import Direction, Request, Term

FILE = Path(__file__).with_name("prompt.toml")
_FIELD = re.compile(r"\{([A-Za-z_]+)\}")
_MARK = re.compile("|".join(map(re.escape, MARKS)))
_CONTROL = re.compile(
    r"<(?=/?(?:text|context|source|target|translation|s|bos|eos|start_of_turn|end_of_turn|im_start|im_end)\b|\|)"
    r"|\[(?=/?INST\])",
    re.IGNORECASE,
)
"""Where a tag of our blocks, or a token with which models divide a talk, begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    """What ``prompt.toml`` holds; it explains the fields."""

    translation: str
    thinking: tuple[str, ...]
    blocks: Mapping[str, str]
    rows: Mapping[str, str]


@cache
def _read() -> _Wording:
    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), _Wording)


def translation_prompt() -> str:
    """Return the question for a translation, with names in braces for what differs."""
    return _read().translation


def sign(prompt: str) -> str:
    """Return a short digest that changes with what a model is asked."""
    content = msgspec.json.encode((prompt, _read().blocks, _read().rows))
    return hashlib.sha256(content).hexdigest()[:6]


def thinks_aloud(model: str) -> bool:
    """Tell whether a model of this name thinks before it answers, unless it is told not to."""
    return any(part in model.lower() for part in _read().thinking)


def language_name(tag: str) -> str:
    """Return what a language is called in English, its region or script included: ``Portuguese (Brazil)``."""
    return babel_locale(tag).english_name or tag


def build_prompt(prompt: str, request: Request, direction: Direction) -> str:
    """Return what the model is asked for one request."""
    mark = _MARK.search(request.source)
    return _fill(
        prompt,
        {
            "source": enclose(request.source),
            "source_language": language_name(direction.source),
            "target_language": language_name(direction.target),
            "previous": _block("previous", enclose(request.previous)),
            "examples": _block("examples", _examples(request.examples)),
            "terms": _block("terms", _rows(request.terms)),
            "marks": _block("marks", mark[0] if mark else ""),
        },
    )


def enclose(text: str) -> str:
    """Return a text on one line that cannot end its block: control tokens and tags of blocks are broken up."""
    return _CONTROL.sub(lambda found: f"{found[0]} ", " ".join(text.split()))


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with *values* in place of the names in braces; other braces are left alone."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), text)


def _block(name: str, content: str) -> str:
    """Return a block and the empty line after it; nothing where there is nothing to say."""
    return _fill(_read().blocks[name], {"text": content, "rows": content}) + "\n\n" if content else ""


def _examples(examples: Sequence[tuple[str, str]]) -> str:
    row = _read().rows["example"]
    return "\n".join(_fill(row, {"source": enclose(source), "targets": enclose(target)}) for source, target in examples)


def _rows(terms: Sequence[Term]) -> str:
    words = _read().rows
    return "\n".join(
        _fill(words[term.rule.value], {"source": term.source, "targets": words["or"].join(term.targets)})
        for term in terms
    )
