"""Where an article ends in a scraped page that goes on: with comments, contacts, lists of others and the site's foot.

Rules know most lines there, but not the sentences of others: comments, notes on authors, teasers. They go for their
place, below a line that closes articles, where no stretch of sentences follows as articles have them.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.languages.normalize import normalize
from pipeline.model import Block, Role, Translate
from pipeline.sources.readers.boilerplate_rules import Rule, ends_sentence, fold, match_rule

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

REPEAT = "pull-quote"
# Rules whose lines close an article alone, and those that do so only in company: they stand in the midst of texts too.
_HARD = frozenset({"comment-form", "contact", "copyright", "correction"})
_SOFT = frozenset(
    {
        "related-links",
        "tags",
        "share-bar",
        "follow-us",
        "cms",
        "about-publisher",
        "feedback",
        "rating",
        "credits",
        "mail",
    }
)
_WITH = _HARD | _SOFT | {"newsletter", "app", "appeal", "paywall", "poll", "site-menu", "initials"}
_SAID = frozenset({"correction", "copyright", "credits", "about-publisher", "feedback"})
"""Rules whose lines may be sentences."""
_SHARE = 0.4
"""What of the sentences' characters may stand below an article's end."""
SIGNATURE = "--"
"""The line above who sent a letter (RFC 3676)."""
_QUOTE = 24
"""Letters and digits that nobody writes twice by chance."""
_PAGE = 300
"""Texts of an article; in longer works all would be compared with all for long."""
_QUOTE_WORDS = 8
_NAME_WORDS = 3
_RUN = 3
"""Sentences in a row that only an article has."""
_COMPANY = 2
_FEW = 3


def find_end(
    blocks: Sequence[Block], texts: Sequence[int], prose: Collection[int], found: Mapping[int, Rule]
) -> int | None:
    """Return the index of the block that closes an article, or None where nothing tells."""
    sizes = {index: len(_text(blocks[index])) for index in prose}
    left = _SHARE * sum(sizes.values())
    start = len(texts)
    while start and sizes.get(texts[start - 1], 0) <= left:
        start -= 1
        left -= sizes.get(texts[start], 0)
    late = texts[start:]
    matched = _match(blocks, late, found)
    for place, index in enumerate(late):
        if index in sizes and matched.get(index) not in _SAID:
            continue
        if _closes(late[place:], sizes, matched) and _is_foot(late[place:], sizes, matched):
            return index
    return None


def _match(blocks: Sequence[Block], texts: Sequence[int], found: Mapping[int, Rule]) -> dict[int, str]:
    """Return the rule of each block that one matches below an article."""
    matched: dict[int, str] = {}
    previous = ""
    for index in texts:
        rule = found.get(index) or match_rule(_text(blocks[index]), previous, "bottom")
        previous = rule.name if rule else ""
        if rule:
            matched[index] = previous
        elif index and blocks[index - 1].raw.strip() == SIGNATURE:
            matched[index] = "contact"
    return matched


def _closes(rest: Sequence[int], prose: Collection[int], matched: Mapping[int, str]) -> bool:
    """Tell whether the first of some blocks closes an article, alone or with what stands before the next sentence."""
    name = matched.get(rest[0], "")
    if name in _HARD:
        return True
    if name not in _SOFT:
        return False
    before = next((place for place, index in enumerate(rest) if index in prose and index not in matched), len(rest))
    return len(_company(rest[:before], matched)) >= _COMPANY or (
        name == "about-publisher" and len(_company(rest, matched)) >= _COMPANY
    )


def _company(rest: Sequence[int], matched: Mapping[int, str]) -> frozenset[str]:
    return _WITH.intersection(matched[index] for index in rest if index in matched)


def _is_foot(rest: Sequence[int], prose: Collection[int], matched: Mapping[int, str]) -> bool:
    """Tell whether some blocks are a page's foot: more lines than sentences, and never many sentences in a row."""
    open_ = [index in prose and index not in matched for index in rest]
    longest = max((len(list(run)) for is_open, run in groupby(open_) if is_open), default=0)
    return longest < _RUN and 2 * sum(open_) <= len(rest) and len(rest) >= min(_FEW, 1 + sum(open_))


def find_repeats(blocks: Sequence[Block], texts: Sequence[int]) -> dict[int, str]:
    """Return the quotes that pages show large beside the sentence that they are from, and who is named below them."""
    if len(texts) > _PAGE:
        return {}
    keys = {index: _letters(fold(_text(blocks[index]))) for index in texts}
    names: dict[int, str] = {}
    for this, following in zip(texts, [*texts[1:], -1], strict=True):
        text = _text(blocks[this])
        quoted = _is_running(blocks[this]) and (ends_sentence(text) or len(text.split()) >= _QUOTE_WORDS)
        if (
            quoted
            and len(keys[this]) >= _QUOTE
            and _is_part(keys[this], [key for at, key in keys.items() if at != this])
        ):
            names[this] = REPEAT
            below = _text(blocks[following]) if following >= 0 else ""
            if 0 < len(below.split()) <= _NAME_WORDS and not ends_sentence(below):
                names[following] = REPEAT
    return names


def _is_running(block: Block) -> bool:
    """Tell whether a block is text that a page may show large: no title, no item of a list, no caption."""
    return isinstance(block, Translate) and block.role in {Role.BODY, Role.QUOTE}


def _is_part(key: str, others: Sequence[str]) -> bool:
    return any(key in other and len(other) > len(key) for other in others)


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _text(block: Block) -> str:
    return normalize(block.text) if isinstance(block, Translate) else ""
