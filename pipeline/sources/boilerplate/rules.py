"""The rules of ``rules/``: what scraped pages carry besides their article, as texts and patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from pipeline.languages.normalize import normalize

_FOLDER = Path(__file__).with_name("rules")
_SHARED = "shared.toml"
"""The rules in order; each other file has the words of a language."""
_PATTERN_LENGTH = 400
_PART = re.compile(r"(?<!\?P)<[a-z]+(?:-ar)?>")

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)")
_ADDRESS = re.compile(r"<?https?://\S+")
_ESCAPES = re.compile(r"\\(?=[^\w\s])")
_MARKUP = re.compile(r"[*_`~]+")
_EDGES = " :•·|>».!*…-"
# Arabic is written with these and without, often on one page.
_VOWELS = re.compile("[\u064b-\u065f\u0670]")
_ARABIC = str.maketrans("أإآٱىة", "اااايه", "\u0640")
_END = re.compile(r"[.!?؟…][\"'”’»)\]*_]*$")

CREDIT = "credits"
"""The rule of who took a picture."""

Place = Literal["", "edge", "top", "bottom"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoilerplateRule:
    """One rule, as ``shared.toml`` explains it."""

    name: str
    phrases: frozenset[str]
    either: re.Pattern[str] | None
    """All its patterns as one, which is tried at once."""
    after: frozenset[str]
    links: bool
    ends: bool
    place: Place
    """Where it holds; empty for anywhere."""
    reported: bool
    """Its patterns match news too: they hold words of reports themselves."""
    trace: bool
    """It shows that a text was scraped."""
    note: bool
    """It may match full sentences below an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoilerplateRules:
    """All rules, and what marks a block as news about their subjects."""

    rules: tuple[BoilerplateRule, ...]
    reports: re.Pattern[str]
    credits: re.Pattern[str]


@cache
def read_rules() -> BoilerplateRules:
    """Return the rules, with the words of all languages."""
    data = tomllib.loads((_FOLDER / _SHARED).read_text(encoding="utf-8"))
    languages = [
        tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted(_FOLDER.glob("*.toml"))
        if path.name != _SHARED
    ]
    parts = {f"<{name}>": f"(?:{part})" for each in languages for name, part in each["parts"].items()}

    def words(row: Mapping[str, Any], kind: str) -> list[str]:
        tables = (row, *(each["rule"].get(row.get("key", row["name"]), {}) for each in languages))
        return [word for table in tables for word in table.get(kind, ())]

    rules = tuple(
        BoilerplateRule(
            name=row["name"],
            either=_either(words(row, "patterns"), parts),
            phrases=frozenset(fold(phrase) for phrase in words(row, "phrases")),
            after=frozenset(row.get("after", ())),
            links=row.get("links", False),
            ends=row.get("ends", False),
            place=row.get("place", ""),
            reported=row.get("reported", False),
            trace=row["name"] in data["traces"],
            note=row["name"] in data["notes"],
        )
        for row in data["rule"]
    )
    return BoilerplateRules(
        rules=rules,
        reports=re.compile(
            "|".join(_fold_arabic(pattern) for each in (data, *languages) for pattern in each["reports"])
        ),
        credits=re.compile(rf"(?:{'|'.join(data['credits'])})$"),
    )


def _either(patterns: Sequence[str], parts: Mapping[str, str]) -> re.Pattern[str] | None:
    """Return patterns as one, with their parts in place."""
    text = "|".join(patterns)
    while _PART.search(text):
        text = _PART.sub(lambda found: parts[found[0]], text)
    return re.compile(_fold_arabic(text)) if patterns else None


def find_credit(text: str) -> int:
    """Return where the credit at the end of a caption begins; 0 where there is none."""
    found = read_rules().credits.search(text) if len(text) <= _PATTERN_LENGTH else None
    return found.start() if found else 0


def match_rule(text: str, previous: str = "", place: Place = "") -> BoilerplateRule | None:
    """Return the rule that covers a whole text, or each of its lines.

    :param previous: the name of the rule before it
    :param place: where it stands: ``top`` before the article's first sentence, ``bottom`` after its last one
    """
    rule = _match(text, previous, place)
    lines = [line for line in text.splitlines() if line.strip()]
    if rule or len(lines) < 2:  # noqa: PLR2004 - one line is the text itself
        return rule
    first = None
    for line in lines:
        rule = _match(line, previous, place)
        if rule is None:
            return None
        first, previous = first or rule, rule.name
    return first


def _match(text: str, previous: str, place: Place) -> BoilerplateRule | None:
    """Return the first rule that covers a text as one line."""
    key, link = fold(text), _is_link(text)
    report = _is_news(key)
    for rule in _rules_at(place, previous):
        if key in rule.phrases or (link and rule.links):
            return rule
        if rule.either and (rule.reported or not report) and rule.either.fullmatch(key):
            return rule
    return None


@cache
def _rules_at(place: Place, previous: str) -> tuple[BoilerplateRule, ...]:
    """Return the rules that hold at a place after a rule."""
    return tuple(
        rule
        for rule in read_rules().rules
        if rule.place in {"", place, "edge" if place else ""} and (not rule.after or previous in rule.after)
    )


@lru_cache(maxsize=256)
def _is_news(key: str) -> bool:
    """Tell whether a folded text is news for certain, by its length or its words."""
    return len(key) > _PATTERN_LENGTH or read_rules().reports.search(key) is not None


def _is_link(text: str) -> bool:
    """Tell whether a text is one link and nothing else."""
    bare = text.strip()
    return bool(_LINK.fullmatch(bare) or _ADDRESS.fullmatch(bare))


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends as a sentence does."""
    return _END.search(text.rstrip()) is not None


@lru_cache(maxsize=256)  # every place is tried anew with the same texts
def fold(text: str) -> str:
    """Return a text as rules see it: small letters, no markup, one spelling of Arabic, no marks at its ends."""
    plain = normalize(text)
    plain = _LINK.sub(r"\1", plain) if "](" in plain else plain
    plain = _ESCAPES.sub("", plain) if "\\" in plain else plain
    return _fold_arabic(_MARKUP.sub("", plain).casefold()).strip(_EDGES)


def _fold_arabic(text: str) -> str:
    """Return a text without Arabic vowel signs and with one alef, yaa and haa."""
    return text if text.isascii() else _VOWELS.sub("", text.translate(_ARABIC))
