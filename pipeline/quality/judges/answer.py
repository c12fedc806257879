"""Read what a language model says of pairs: nothing is taken over that does not fit the texts and the question."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from pipeline.model import JudgedError, Judgement, Pair, Span
from pipeline.quality.judges.question import CATEGORIES, HIGHEST, SEVERITIES
from pipeline.translate.engines.endpoint.answer import unwrap_format

_LIST = "judgements"
_ATTEMPTS = 200
"""Places of an answer at which JSON may begin: more has no answer to eight pairs."""
_UNSEEN = "[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
"""What may stand between the letters of a quoted span: spaces, and characters that nobody sees."""
_LONGEST_QUOTE = 1000
"""Characters of a quoted span."""
_Severity = Literal["critical", "major", "minor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One entry of an answer; its errors are read one by one."""

    number: int
    score: Annotated[float, Meta(ge=0, le=HIGHEST)]
    errors: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Error:
    category: str
    severity: str
    source: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadJudgement:
    """A judgement, and whether every error of it is sound; ``refused`` ones are left out of it."""

    judgement: Judgement
    refused: int


def read_judgements(answer: str, pairs: Sequence[Pair], judge: str) -> dict[int, ReadJudgement]:
    """Return the judgements in an answer, by the index of their pair.

    Thoughts, fences and words around the JSON do not matter, nor an end that is missing. A number that is not asked
    about, or that comes twice, is not answered; neither is one whose score is not from 0 to 100.
    """
    items = [item for item in map(_read_item, _find_items(unwrap_format(answer, ""))) if item]
    counts = Counter(item.number for item in items)
    return {
        item.number - 1: _judgement(item, pairs[item.number - 1], judge)
        for item in items
        if 1 <= item.number <= len(pairs) and counts[item.number] == 1
    }


def _find_items(text: str) -> Iterator[Any]:
    """Yield what may be the entries of an answer, wherever they stand."""
    decoder = json.JSONDecoder()
    place = 0
    for _ in range(_ATTEMPTS):
        place = text.find("{", place)
        if place < 0:
            return
        try:
            found, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            place += 1
            continue
        place = end
        yield from found[_LIST] if isinstance(found.get(_LIST), list) else [found]


def _read_item(found: Any) -> _Item | None:
    try:
        return msgspec.convert(found, _Item, strict=False)
    except msgspec.ValidationError:
        return None


def _judgement(item: _Item, pair: Pair, judge: str) -> ReadJudgement:
    errors = [_read_error(found, pair) for found in item.errors]
    sound = tuple(error for error in errors if error)
    judgement = Judgement(judge=judge, score=item.score, errors=sound)
    return ReadJudgement(judgement=judgement, refused=len(errors) - len(sound))


def _read_error(found: Any, pair: Pair) -> JudgedError | None:
    """Return an error whose category and severity are known and whose words stand in the texts."""
    try:
        error = msgspec.convert(found, _Error)
    except msgspec.ValidationError:
        return None
    category = error.category.rpartition("/")[2].strip().lower()
    severity = error.severity.strip().lower()
    if category not in CATEGORIES or severity not in SEVERITIES:
        return None
    quoted = ((error.source or "", pair.source), (error.target or "", pair.target))
    spans = [find_span(words, text) for words, text in quoted]
    if any(words.strip() and span is None for (words, _), span in zip(quoted, spans, strict=True)) or not any(spans):
        return None
    return JudgedError(category=category, severity=severity, source_span=spans[0], target_span=spans[1])


def find_span(words: str, text: str) -> Span | None:
    """Return where words stand in a text, spaces and unseen characters apart; None where they do not."""
    letters = re.sub(_UNSEEN, "", words)
    if not letters or len(words) > _LONGEST_QUOTE:
        return None
    found = re.search(_UNSEEN.join(map(re.escape, letters)), text)
    return found.span() if found else None
