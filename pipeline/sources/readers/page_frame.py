"""What stands around an article in a scraped page: above its headline, between headline and text, below its end.

There the place tells as much as the words: "Home" is a menu's above the headline, and a heading within the text. What
no rule knows goes only among blocks that rules do know, and never a sentence.
"""

from __future__ import annotations

import math
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from pipeline.languages.normalize import normalize
from pipeline.model import Block, Role, Translate
from pipeline.sources.readers.boilerplate_rules import Place, Rule, ends_sentence, find_author, fold, match_rule
from pipeline.sources.readers.page_end import find_end, find_repeats
from pipeline.sources.readers.page_top import BYLINE, FRAME, read_top

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

AUTHOR = "author-note"
THREAD = "comment"
_ABOUT = "about-publisher"

# A text is the article's from three words with an end, or from this many characters.
_PROSE_WORDS = 3
_PROSE_LENGTH = 120
_SHORT_LENGTH = 90
_EVIDENCE = 2
_BETWEEN = 3
_STRAYS = 2
_MOST = 0.6
# Rules whose blocks stand in the midst of articles as well: what is below them may be the last of the text.
_AMID = frozenset(
    {"newsletter", "read-also", "advertisement", "appeal", "app", "credits", "paywall", "print", "file-name"}
)
# Rules whose blocks stand right below an article.
_LAST = frozenset(
    {"share-bar", "comment-form", "related-links", "newsletter", "tags", "copyright", "follow-us", "cms", "print"}
)
# Rules of notes in sentences; a last paragraph may resemble what other rules know: "Today, ...", "..., she says.".
_NOTES = frozenset(
    {"newsletter", "appeal", "contact", "about-publisher", "copyright", "comment-form", "feedback", "app", "credits"}
    | {"mail", "correction", "paywall", "cookie-notice", "share-bar", "advertisement"}
)
_NOTE_LENGTH = 300
# Where in a note its author is named: after "The writer" at most.
_NAMED_BY = 24
_STAMP_LENGTH = 60


def is_sentence(text: str) -> bool:
    """Tell whether a text is some words with a sentence's end."""
    return ends_sentence(text) and len(text.split()) >= _PROSE_WORDS


def is_prose(block: Block) -> bool:
    """Tell whether a block can only be an article's: a sentence, or a long text."""
    if not isinstance(block, Translate):
        return False
    text = normalize(block.text)
    return len(text) >= _PROSE_LENGTH or is_sentence(text)


def match_blocks(
    blocks: Sequence[Block], found: Mapping[int, Rule], places: Iterable[int], place: Place
) -> Iterator[tuple[int, Rule]]:
    """Yield the blocks that rules match, of those at some places that none has matched."""
    previous = ""
    for index in places:
        block = blocks[index]
        if index in found:
            previous = found[index].name
        elif isinstance(block, Translate):
            rule = match_rule(block.text, previous, place)
            if rule and place == "bottom" and not _is_apt(rule, block):
                rule = None
            previous = rule.name if rule else ""
            if rule:
                yield index, rule


def _is_apt(rule: Rule, block: Block) -> bool:
    """Tell whether a rule may take a block below an article: of sentences, only notes and the likes of "5 p.m."."""
    text = _text(block)
    stamp = len(text) <= _STAMP_LENGTH and any(letter.isdigit() for letter in text) and rule.kind == "meta"
    return not is_sentence(text) or rule.name in _NOTES or rule.kind == "frame" or stamp


def find_frame(blocks: Sequence[Block], found: Mapping[int, Rule], *, repeats: bool) -> dict[int, str]:
    """Return the rule of each block of boilerplate: those found already, and those that their place gives away."""
    names = {index: rule.name for index, rule in found.items()}
    names |= _enclosed(blocks, found)
    names |= _contents(blocks, found)
    names |= _thread(blocks, found)
    names |= _linked(blocks, found, names)
    texts = [index for index, block in enumerate(blocks) if isinstance(block, Translate)]
    prose = [index for index in texts if index not in names and is_prose(blocks[index])]
    if not prose:
        return names
    known = dict(found)
    before = [index for index in texts if index not in names and index <= prose[min(_STRAYS, len(prose) - 1)]]
    known.update(match_blocks(blocks, known, before, "top"))
    # A headline or standfirst may end as a sentence does; who and when stand below it.
    said = [index for index in prose[: _STRAYS + 1] if index in known and index not in found]
    noted = {index for index in said if known[index].name in _NOTES}
    prose = [index for index in prose if index not in noted] or prose
    titles = [index for index in prose if index >= _begin(prose, known, {"frame"})]
    begin = _begin(prose, known, {"frame", "meta"})
    top = [index for index in texts if index < begin and index not in titles]
    known = {index: rule for index, rule in known.items() if index in found or index < begin}
    names |= read_top(blocks, top, known)
    if repeats:
        names |= find_repeats(blocks, [index for index in texts if begin <= index <= prose[-1] and index not in names])
    # Sentences that repeat each other may be all there is.
    prose = [index for index in prose if index not in names] or prose
    known.update(match_blocks(blocks, known, _tail(blocks, texts, prose, found), "bottom"))
    names |= {index: rule.name for index, rule in known.items()}
    end = find_end(blocks, [index for index in texts if index >= begin], prose, found)
    if end is not None:
        foot = [index for index in texts if index >= end]
        known.update(match_blocks(blocks, known, foot, "bottom"))
        names |= {index: known[index].name if index in known else names.get(index, FRAME) for index in foot}
    rest = [index for index in texts if index in known or index not in names]
    author = _author(blocks, names, known)
    return names | _bottom(blocks, rest, [index for index in prose if index not in names] or prose, known, author)


def _begin(prose: Sequence[int], known: Mapping[int, Rule], kinds: Collection[str]) -> int:
    """Return where the article's sentences begin: not at one that has much of some kinds right below it."""
    for this, following in islice(pairwise(prose), _STRAYS):
        below = (index for index, rule in known.items() if this < index < following and rule.kind in kinds)
        if sum(1 for _ in below) < _EVIDENCE:
            return this
    return prose[min(_STRAYS, len(prose) - 1)]


def _tail(
    blocks: Sequence[Block], texts: Sequence[int], prose: Sequence[int], found: Mapping[int, Rule]
) -> Sequence[int]:
    """Return the blocks from where pages end articles: a share bar, a comment form ... after most of the sentences.

    Sentences may follow that no rule knows, such as comments.
    """
    sizes = [len(_text(blocks[index])) for index in prose]
    total, most, size = sum(sizes), prose[-1], 0
    for index, length in zip(prose, sizes, strict=True):
        size += length
        if size >= _MOST * total:
            most = index
            break
    start = next((index for index in texts if index > most and index in found and found[index].name in _LAST), math.inf)
    return [index for index in texts if index > start and index not in found]


def _linked(blocks: Sequence[Block], found: Mapping[int, Rule], names: Mapping[int, str]) -> dict[int, str]:
    """Return the title of another article below a bare "read also"."""
    linked: dict[int, str] = {}
    for index, rule in found.items():
        if rule.name == "read-also" and fold(_text(blocks[index])) in rule.phrases:
            below = next((i for i in range(index + 1, len(blocks)) if isinstance(blocks[i], Translate)), None)
            if below is not None and below not in names and _is_title(blocks[below]):
                linked[below] = rule.name
    return linked


def _is_title(block: Block) -> bool:
    text = _text(block)
    return (
        len(text) <= _SHORT_LENGTH
        and not text.endswith((".", ":", "؛", "…"))
        and _role(block) in {Role.BODY, Role.LIST}
    )


def _enclosed(blocks: Sequence[Block], found: Mapping[int, Rule]) -> dict[int, str]:
    """Return the short blocks between two of one rule: the lines of a newsletter's box that are its own."""
    names: dict[int, str] = {}
    last: int | None = None
    between: list[int] = []
    for index, block in enumerate(blocks):
        rule = found.get(index)
        if rule and rule.encloses:
            if last is not None and found[last].name == rule.name and len(between) <= _BETWEEN:
                names |= dict.fromkeys(between, rule.name)
            last, between = index, []
        elif isinstance(block, Translate) and index not in found:
            between.append(index)
            if is_prose(block) or len(block.text) > _SHORT_LENGTH:
                last = None
    return names


def _contents(blocks: Sequence[Block], found: Mapping[int, Rule]) -> dict[int, str]:
    """Return the lines of a table of contents: what follows its title and stands in the text once more."""
    start = next((index for index, rule in found.items() if rule.name == "contents"), None)
    names: dict[int, str] = {}
    for index in range(start + 1, len(blocks)) if start is not None else ():
        key = fold(_text(blocks[index]))
        if key and not any(fold(_text(other)) == key for other in blocks[index + 1 :]):
            break
        if key:
            names[index] = "contents"
    return names


def _thread(blocks: Sequence[Block], found: Mapping[int, Rule]) -> dict[int, str]:
    """Return all below "3 comments", if some of it answers or signs, and an article stands above."""
    texts = [index for index, block in enumerate(blocks) if isinstance(block, Translate)]
    prose = [index for index in texts if index not in found and is_prose(blocks[index])]
    for index in texts:
        if index in found and found[index].name == "comment-form" and sum(other < index for other in prose) > 1:
            below = [other for other in texts if other > index]
            if any(_signs(_text(blocks[other])) for other in below):
                return dict.fromkeys(below, THREAD)
    return {}


def _signs(text: str) -> bool:
    rule = match_rule(text, place="bottom")
    return rule is not None and rule.name == THREAD


def _bottom(
    blocks: Sequence[Block], texts: Sequence[int], prose: Sequence[int], known: Mapping[int, Rule], author: str
) -> dict[int, str]:
    """Return what goes of the blocks after the article's last sentence, and notes in sentences at its end."""
    names: dict[int, str] = {}
    remaining = list(prose)
    while len(remaining) > 1 and (note := _note(blocks[remaining[-1]], author)):
        closing = [index for index in texts if index > remaining[-2] and index not in prose]
        if note == _ABOUT and not names and not any(_closes(blocks[index]) for index in closing):
            break
        names[remaining.pop()] = note
    tail = [index for index in texts if index > remaining[-1] and index not in names]
    found = dict(known)
    found.update(match_blocks(blocks, known, [index for index in tail if index not in known], "bottom"))
    below = False
    for index in tail:
        if index in found:
            names[index] = found[index].name
            below = below or found[index].name not in _AMID
        elif below and len(_text(blocks[index])) <= _SHORT_LENGTH:
            names[index] = FRAME
    return names


def _author(blocks: Sequence[Block], names: Mapping[int, str], known: Mapping[int, Rule]) -> str:
    """Return the author's name, folded: out of a byline, or where it stood alone below the headline."""
    alone = next((fold(_text(blocks[index])) for index in names if names[index] == BYLINE and index not in known), "")
    return alone or find_author(_text(blocks[index]) for index, rule in known.items() if rule.kind == "meta")


def _closes(block: Block) -> bool:
    """Tell whether a block near the end says that the article is over."""
    return match_rule(_text(block), place="bottom") is not None


def _note(block: Block, author: str) -> str:
    """Return the rule of a last paragraph that is no longer the article's; empty if it is."""
    text = _text(block)
    rule = match_rule(text, place="bottom")
    if rule and _is_apt(rule, block):
        return rule.name
    named = len(author.split()) > 1 and author in fold(text)[: _NAMED_BY + len(author)]
    return AUTHOR if named and len(text) <= _NOTE_LENGTH else ""


def _text(block: Block) -> str:
    return normalize(block.text) if isinstance(block, Translate) else ""


def _role(block: Block) -> Role | None:
    return block.role if isinstance(block, Translate) else None
