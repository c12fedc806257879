"""What stands above an article in a scraped page: the site's frame, then headline and standfirst, then who and when."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.languages.normalize import normalize
from pipeline.model import Block, Role, Translate
from pipeline.sources.readers.boilerplate_rules import Rule, ends_sentence, fold, is_section

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FRAME = "page-frame"
"""The rule of what no other rule knows."""
KICKER = "kicker"
BYLINE = "byline"
_LABEL_WORDS = 4
_MENU_WORDS = 3
_MENU = 3
# Names of sites and what they say of themselves are no longer.
_TITLE_WORDS = 6
_EVIDENCE = 2
_WORD = r"(?:[A-Z][\w’'-]+|[A-Z]\.)"
_NAMES = re.compile(
    rf"{_WORD}(?: (?:{_WORD}|(?:al|bin|de|van|von))){{1,3}}(?:(?:,| and|, and| &) {_WORD}(?: {_WORD}){{1,2}})*"
    r"|[\u0621-\u064a]{2,}(?: [\u0621-\u064a]{2,}){1,2}(?: و[\u0621-\u064a]{2,}(?: [\u0621-\u064a]{2,}){1,2})?"
)


def read_top(blocks: Sequence[Block], top: Sequence[int], known: Mapping[int, Rule]) -> dict[int, str]:
    """Return what goes of the blocks before the article's first sentence; its headline and standfirst stay."""
    names = {index: known[index].name for index in top if index in known}
    frame = [index for index in top if index in known and known[index].kind == "frame"]
    meta = [index for index in top if index in known and known[index].kind == "meta"]
    open_ = [index for index in top if index not in names]
    evidence = len(frame) + len(meta)
    sections = _sections(blocks, open_)
    names |= dict.fromkeys(sections, KICKER)
    open_ = [index for index in open_ if index not in names]
    frame = sorted([*frame, *sections])
    titled = next((index for index in open_ if _role(blocks[index]) is Role.HEADLINE), None)
    start = _headline_start(frame, open_, _signature(known, meta)) if len(frame) + bool(meta) >= _EVIDENCE else -1
    if titled is not None:
        start = min(start, titled)
    above = [index for index in open_ if index < start and len(_text(blocks[index]).split()) <= _TITLE_WORDS]
    names |= dict.fromkeys(above, FRAME)
    if titled is None and evidence:
        names |= _menu(blocks, [index for index in open_ if index > start and index not in names], meta)
    names |= _fields(blocks, open_, names)
    end = next((index for index in meta if index > start), len(blocks))
    run = [index for index in open_ if start < index < end and index not in names]
    if run and evidence >= _EVIDENCE:
        after = [index for index in open_ if index > end and _is_label(blocks[index])]
        names |= dict.fromkeys(after, FRAME)
        names |= _within_run(blocks, run, signed=end < len(blocks))
    return names


def _sections(blocks: Sequence[Block], open_: Sequence[int]) -> list[int]:
    """Return the names of sections that have something longer below them, and a menu's other names around them."""
    labels = (index for index in open_ if _is_label(blocks[index]))
    named = [index for index in labels if is_section(_text(blocks[index]))]
    last = max((index for index in open_ if len(_text(blocks[index]).split()) > _MENU_WORDS), default=-1)
    return [index for index in named if index < last] if len(named) >= _MENU else []


def _fields(blocks: Sequence[Block], open_: Sequence[int], names: Mapping[int, str]) -> dict[int, str]:
    """Return the fields between headline and text: some labels in a row, such as "Format", "Source"."""
    rest = [index for index in open_ if index not in names]
    title = next((place for place, index in enumerate(rest) if len(_text(blocks[index]).split()) > _LABEL_WORDS), None)
    labels = rest[title + 1 :] if title is not None else []
    if len(labels) < _MENU or not all(_is_label(blocks[index]) for index in labels):
        return {}
    return dict.fromkeys(labels, FRAME)


def _menu(blocks: Sequence[Block], open_: Sequence[int], meta: Sequence[int]) -> dict[int, str]:
    """Return the lines of a menu right above the headline: some labels in a row, and something longer below.

    The last of them may be a headline above its standfirst, unless it is one word or stands elsewhere too.
    """
    long = (place for place, index in enumerate(open_) if len(_text(blocks[index]).split()) > _MENU_WORDS)
    first = next(long, None)
    if not first:
        return {}
    labels = open_[:first]
    if not all(_is_label(blocks[index]) for index in labels):
        return {}
    signed = any(labels[-1] < index < open_[first] for index in meta)
    counts = Counter(fold(_text(block)) for block in blocks)
    last = _text(blocks[labels[-1]])
    sure = (
        is_section(last) or counts[fold(last)] > 1 or (len(labels) >= _MENU and len(last.split()) == 1 and not signed)
    )
    if len(labels) < _MENU and not sure:
        return {}
    return dict.fromkeys(labels if sure else labels[:-1], FRAME)


def _signature(known: Mapping[int, Rule], meta: Sequence[int]) -> float:
    """Return where the headline has ended: at the first byline, else the last date (a site's may stand above)."""
    bylines = [index for index in meta if known[index].name == BYLINE]
    return bylines[0] if bylines else meta[-1] if meta else math.inf


def _headline_start(frame: Sequence[int], open_: Sequence[int], end: float) -> int:
    """Return the last block of the site's frame that has something the headline can be between it and its end."""
    return max((index for index in frame if any(index < other < end for other in open_)), default=-1)


def _within_run(blocks: Sequence[Block], run: Sequence[int], *, signed: bool) -> dict[int, str]:
    """Return what goes of headline and standfirst: the section's name above, and the author's name below."""
    names: dict[int, str] = {}
    rest = [index for index in run if _role(blocks[index]) is not Role.HEADLINE]
    if len(run) > 1 and rest and rest[0] == run[0] and is_section(_text(blocks[run[0]])):
        names[run[0]] = KICKER
    titles = [index for index in run[:-1] if index not in names and len(_text(blocks[index]).split()) > _MENU_WORDS]
    if signed and titles and rest and _NAMES.fullmatch(_text(blocks[run[-1]])):
        names[run[-1]] = BYLINE
    return names


def _is_label(block: Block) -> bool:
    """Tell whether a block is a few words that end no sentence."""
    text = _text(block)
    return len(text.split()) <= _LABEL_WORDS and not ends_sentence(text) and _role(block) in {Role.BODY, Role.LIST}


def _text(block: Block) -> str:
    return normalize(block.text) if isinstance(block, Translate) else ""


def _role(block: Block) -> Role | None:
    return block.role if isinstance(block, Translate) else None
