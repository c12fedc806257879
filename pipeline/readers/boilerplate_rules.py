"""The rules of ``boilerplate.toml``: what scraped pages carry besides their article, as texts and patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from pipeline.normalize import normalize
from pipeline.readers.skeleton import is_blank

_RULES_FILE = Path(__file__).with_name("boilerplate.toml")
_PATTERN_LENGTH = 400
_STEM = 4
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NEGATED = ("no-", "has-", "with", "is-", "js-")
_PART = re.compile(r"(?<!\?P)<[a-z]+(?:-ar)?>")

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)")
_ADDRESS = re.compile(r"<?https?://\S+")
_MARKUP = re.compile(r"[*_`~]+|\\(?=[^\w\s])")
_EDGES = " :•·|>».!*…-"
# Arabic is written with these and without, often on one page.
_VOWELS = re.compile("[\u064b-\u065f\u0670]")
_ARABIC = str.maketrans("أإآٱىة", "اااايه", "\u0640")


_END = re.compile(r"[.!?؟…][\"'”’»)\]*_]*$")

CREDIT = "credits"
"""The rule of who took a picture."""

Place = Literal["", "edge", "top", "bottom"]
Kind = Literal["", "frame", "meta"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, as the data file explains it."""

    name: str
    phrases: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    either: re.Pattern[str] | None
    """All its patterns as one, which is tried at once."""
    after: frozenset[str]
    links: bool
    ends: bool
    place: Place
    """Where it holds; empty for anywhere."""
    kind: Kind
    """What it tells of the page around: the site's own frame, or what stands between headline and text."""
    encloses: bool
    """Short blocks between two of its blocks go too."""
    reported: bool
    """Its patterns match news too: they hold words of reports themselves."""
    asks: bool
    """The question before it, and the answers between, go too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All rules, and what marks a block as news about their subjects."""

    rules: tuple[Rule, ...]
    reports: re.Pattern[str]
    sections: frozenset[str]
    classes: re.Pattern[str]
    credits: re.Pattern[str]
    site: frozenset[str]
    """Words of sites rather than of news, folded."""
    you: frozenset[str]
    """Words that speak to the reader, folded."""


@cache
def read_rules() -> Rules:
    """Return the rules of the data file."""
    data = tomllib.loads(_RULES_FILE.read_text(encoding="utf-8"))
    parts = {f"<{name}>": f"(?:{part})" for name, part in data["parts"].items()}
    rules = tuple(
        Rule(
            name=row["name"],
            either=_either(row.get("patterns", ()), parts),
            phrases=frozenset(fold(phrase) for phrase in row.get("phrases", ())),
            patterns=tuple(_pattern(pattern, parts) for pattern in row.get("patterns", ())),
            after=frozenset(row.get("after", ())),
            links=row.get("links", False),
            ends=row.get("ends", False),
            place=row.get("place", ""),
            kind=row.get("kind", ""),
            encloses=row.get("encloses", False),
            reported=row.get("reported", False),
            asks=row.get("asks", False),
        )
        for row in data["rule"]
    )
    return Rules(
        rules=rules,
        reports=re.compile("|".join(_fold_arabic(pattern) for pattern in data["reports"])),
        sections=frozenset(map(fold, data["sections"])),
        classes=re.compile(rf"(?:^|[-_])(?:{'|'.join(data['classes'])})(?:$|[-_])"),
        credits=re.compile(rf"(?:{'|'.join(data['credits'])})$"),
        site=frozenset(map(stem, fold(data["site-words"]).split())),
        you=frozenset(map(stem, fold(data["reader-words"]).split())),
    )


def _either(patterns: Sequence[str], parts: Mapping[str, str]) -> re.Pattern[str] | None:
    return _pattern("|".join(patterns).replace("?P<author>", "?:"), parts) if patterns else None


def _pattern(text: str, parts: Mapping[str, str]) -> re.Pattern[str]:
    """Return a pattern of the data file with its parts in place."""
    while _PART.search(text):
        text = _PART.sub(lambda found: parts[found[0]], text)
    return re.compile(_fold_arabic(text))


def is_named_boilerplate(classes: str) -> bool:
    """Tell whether an element's classes and id name what is not the article; ``no-share`` names nothing."""
    names = (_CAPITAL.sub("-", name).lower() for name in classes.split() if not name.startswith(_NEGATED))
    return any(read_rules().classes.search(name) for name in names)


def find_credit(text: str) -> int:
    """Return where the credit at the end of a caption begins; 0 where there is none."""
    found = read_rules().credits.search(text) if len(text) <= _PATTERN_LENGTH else None
    return found.start() if found else 0


def is_section(text: str) -> bool:
    """Tell whether a text is a section's name: a known one, or one or two words in capitals."""
    return fold(text) in read_rules().sections or (text.isupper() and len(text.split()) <= 2)  # noqa: PLR2004 - as said


def find_author(texts: Iterable[str]) -> str:
    """Return the name in a byline, folded; empty where none is."""
    patterns = [pattern for rule in read_rules().rules if rule.kind == "meta" for pattern in rule.patterns]
    for key in map(fold, texts):
        for pattern in patterns:
            found = pattern.fullmatch(key)
            if found and found.groupdict().get("author"):
                return found["author"]
    return ""


def match_rule(text: str, previous: str = "", place: Place = "") -> Rule | None:
    """Return the rule that covers a whole text, or each of its lines.

    :param previous: the name of the rule before it
    :param place: where it stands: ``top`` before the article's first sentence, ``bottom`` after its last one
    """
    rule = _match(text, previous, place)
    lines = [line for line in text.splitlines() if not is_blank(line)]
    if rule or len(lines) < 2:  # noqa: PLR2004 - one line is the text itself
        return rule
    first = None
    for line in lines:
        rule = _match(line, previous, place)
        if rule is None:
            return None
        first, previous = first or rule, rule.name
    return first


def _match(text: str, previous: str, place: Place) -> Rule | None:
    """Return the first rule that covers a text as one line."""
    found = read_rules()
    key = fold(text)
    reported = len(key) > _PATTERN_LENGTH or found.reports.search(key) is not None
    for rule in _rules_at(place):
        if rule.after and previous not in rule.after:
            continue
        if key in rule.phrases or (rule.links and _is_link(text)):
            return rule
        if rule.either and (rule.reported or not reported) and rule.either.fullmatch(key):
            return rule
    return None


@cache
def _rules_at(place: Place) -> tuple[Rule, ...]:
    return tuple(rule for rule in read_rules().rules if _holds(rule, place))


def _holds(rule: Rule, place: Place) -> bool:
    """Tell whether a rule holds at a place."""
    return not rule.place or rule.place == place or (rule.place == "edge" and bool(place))


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
    plain = _MARKUP.sub("", _LINK.sub(r"\1", plain) if "](" in plain else plain).casefold()
    return _fold_arabic(plain).strip(_EDGES)


def stem(word: str) -> str:
    """Return a folded word without the Arabic article."""
    if word.startswith("وال") and len(word) > _STEM + 1:
        return word[3:]
    return word[2:] if word.startswith("ال") and len(word) > _STEM else word


def _fold_arabic(text: str) -> str:
    """Return a text without Arabic vowel signs and with one alef, yaa and haa."""
    return text if text.isascii() else _VOWELS.sub("", text.translate(_ARABIC))
