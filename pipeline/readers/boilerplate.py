"""Boilerplate of scraped pages, found by the rules of ``boilerplate.toml`` and marked as dropped, never deleted."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import Block, Dropped, Role, Skip, Translate
from pipeline.normalize import normalize
from pipeline.readers.skeleton import is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_RULES_FILE = Path(__file__).with_name("boilerplate.toml")
_HEADINGS = frozenset({Role.HEADING, Role.HEADLINE})
_RESIDUE_LENGTH = 40
_PATTERN_LENGTH = 400

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)")
_ADDRESS = re.compile(r"<?https?://\S+")
_MARKUP = re.compile(r"[*_`~]+|\\(?=[^\w\s])")
_EDGES = re.compile(r"^[\s:•·|>».!*…-]+|[\s:•·|>».!*…-]+$")
_ENDS_SENTENCE = re.compile(r"[.!?؟]\W*$")
# Arabic is written with these and without, often on one page.
_ARABIC = str.maketrans("أإآٱىة", "اااايه", "\u0640")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, as the data file explains it."""

    name: str
    phrases: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    after: frozenset[str]
    links: bool
    ends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All rules, and what marks a block as news about their subjects."""

    rules: tuple[Rule, ...]
    reports: re.Pattern[str]


def drop_boilerplate(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with boilerplate as ``Dropped``; their ``raw`` still joins to the same text.

    A heading goes only when nothing is kept under it, so that a section called "Comments" stays.
    """
    dropped = _find(blocks)
    kept_below = False
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        heading = isinstance(block, Translate) and block.role in _HEADINGS
        if heading and kept_below:
            dropped.pop(index, None)
        kept_below = not heading and (kept_below or (index not in dropped and not is_blank(block.raw)))
    return _mark(blocks, dropped)


def _find(blocks: Sequence[Block]) -> dict[int, str]:
    """Return the rule that matches each block of boilerplate, by the block's index."""
    dropped: dict[int, str] = {}
    previous = ""
    for index, block in enumerate(blocks):
        if index in dropped or not isinstance(block, Translate):
            continue
        rule = match_rule(block.text, previous)
        previous = rule.name if rule else ""
        if rule:
            dropped[index] = rule.name
            rest = range(index + 1, len(blocks))
            if rule.ends and all(_is_residue(blocks[other]) for other in rest):
                dropped |= {other: rule.name for other in rest if isinstance(blocks[other], Translate)}
    return dropped


def _is_residue(block: Block) -> bool:
    """Tell whether a block after a comment form belongs to the page around the article."""
    if isinstance(block, Translate):
        text = normalize(block.text)
        short = len(text) <= _RESIDUE_LENGTH and not _ENDS_SENTENCE.search(text)
        return short or match_rule(text, "comment-form") is not None
    return True


def match_rule(text: str, previous: str = "") -> Rule | None:
    """Return the rule that covers a whole text, or each of its lines; ``previous`` names the rule before it."""
    rule = _match(text, previous)
    lines = [line for line in text.splitlines() if not is_blank(line)]
    if rule or len(lines) < 2:  # noqa: PLR2004 - one line is the text itself
        return rule
    first = None
    for line in lines:
        rule = _match(line, previous)
        if rule is None:
            return None
        first, previous = first or rule, rule.name
    return first


def _match(text: str, previous: str) -> Rule | None:
    """Return the first rule that covers a text as one line."""
    found = read_rules()
    key = fold(text)
    reported = len(key) > _PATTERN_LENGTH or found.reports.search(key) is not None
    for rule in found.rules:
        if rule.after and previous not in rule.after:
            continue
        if key in rule.phrases or (rule.links and _is_link(text)):
            return rule
        if not reported and any(pattern.fullmatch(key) for pattern in rule.patterns):
            return rule
    return None


def _is_link(text: str) -> bool:
    """Tell whether a text is one link and nothing else."""
    bare = text.strip()
    return bool(_LINK.fullmatch(bare) or _ADDRESS.fullmatch(bare))


def fold(text: str) -> str:
    """Return a text as rules see it: small letters, no markup, one spelling of Arabic, no marks at its ends."""
    plain = _MARKUP.sub("", _LINK.sub(r"\1", normalize(text))).casefold()
    return _EDGES.sub("", _fold_arabic(plain))


def _fold_arabic(text: str) -> str:
    """Return a text without Arabic vowel signs and with one alef, yaa and haa."""
    return "".join(c for c in text.translate(_ARABIC) if not ("\u064b" <= c <= "\u0670" and unicodedata.combining(c)))


def _mark(blocks: Sequence[Block], dropped: Mapping[int, str]) -> tuple[Block, ...]:
    """Return the blocks with the dropped ones marked.

    The blank lines after one go with it where blank lines stand before it, or editions would gather them.
    """
    marked: list[Block] = []
    for index, block in enumerate(blocks):
        last = marked[-1] if marked else None
        if index in dropped:
            marked.append(Dropped(raw=block.raw, line=block.line, rule=dropped[index]))
        elif isinstance(last, Dropped) and is_blank(block.raw) and _is_apart(marked):
            marked[-1] = Dropped(raw=last.raw + block.raw, line=last.line, rule=last.rule)
        else:
            marked.append(block)
    return tuple(marked)


def _is_apart(marked: Sequence[Block]) -> bool:
    """Tell whether the last block stands at the beginning or after blank lines."""
    before = next((block for block in reversed(marked) if not isinstance(block, Dropped)), None)
    return before is None or (isinstance(before, Skip) and is_blank(before.raw))


@cache
def read_rules() -> Rules:
    """Return the rules of the data file."""
    data = tomllib.loads(_RULES_FILE.read_text(encoding="utf-8"))
    rules = tuple(
        Rule(
            name=row["name"],
            phrases=frozenset(fold(phrase) for phrase in row.get("phrases", ())),
            patterns=tuple(re.compile(_fold_arabic(pattern)) for pattern in row.get("patterns", ())),
            after=frozenset(row.get("after", ())),
            links=row.get("links", False),
            ends=row.get("ends", False),
        )
        for row in data["rule"]
    )
    return Rules(rules=rules, reports=re.compile("|".join(_fold_arabic(pattern) for pattern in data["reports"])))
