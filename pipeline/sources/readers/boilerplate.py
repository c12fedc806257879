"""Boilerplate of scraped pages, found by rules and by its place, and marked as dropped, never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.languages.normalize import normalize
from pipeline.model import Block, Dropped, Role, Skip, Translate
from pipeline.sources.readers.boilerplate_rules import Rule, ends_sentence, match_rule
from pipeline.sources.readers.page_frame import find_frame, match_blocks
from pipeline.sources.readers.page_model import reconsider
from pipeline.sources.readers.skeleton import is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_HEADINGS = frozenset({Role.HEADING, Role.HEADLINE})
_RESIDUE_LENGTH = 40
_ANSWERS = 6


def drop_boilerplate(blocks: Sequence[Block], *, repeats: bool = True, lines: bool = False) -> tuple[Block, ...]:
    """Return the blocks with boilerplate as ``Dropped``; their ``raw`` still joins to the same text.

    A heading goes only when nothing is kept under it, so that a section called "Comments" stays.

    :param repeats: drop also what stands twice, as pages show quotes; not where an author set them
    :param lines: the blocks are lines of a text, in which nothing but wording, form and place tells what is the page's
    """
    dropped = find_boilerplate(blocks, repeats=repeats)
    if lines:
        dropped = reconsider(blocks, dropped)
    kept_below = False
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        heading = isinstance(block, Translate) and block.role in _HEADINGS
        if heading and kept_below:
            dropped.pop(index, None)
        kept_below = not heading and (kept_below or (index not in dropped and not is_blank(block.raw)))
    return _mark(blocks, dropped)


def find_boilerplate(blocks: Sequence[Block], *, repeats: bool) -> dict[int, str]:
    """Return the rule that matches each block of boilerplate, by the block's index."""
    found: dict[int, Rule] = {}
    for index, rule in match_blocks(blocks, found, range(len(blocks)), ""):
        found[index] = rule
        found.update((other, rule) for other in _following(blocks, index, rule))
        found.update((other, rule) for other in _question(blocks, index, rule))
    return find_frame(blocks, found, repeats=repeats)


def _following(blocks: Sequence[Block], index: int, rule: Rule) -> list[int]:
    """Return what goes with the block that a rule matches: all the rest, if it is short residue."""
    rest = range(index + 1, len(blocks))
    if not rule.ends or not all(_is_residue(blocks[other]) for other in rest):
        return []
    return [other for other in rest if isinstance(blocks[other], Translate)]


def _question(blocks: Sequence[Block], index: int, rule: Rule) -> list[int]:
    """Return the question of a poll, and its answers, before the block that a rule matches."""
    if not rule.asks:
        return []
    before: list[int] = []
    for other in range(index - 1, max(-1, index - 2 * _ANSWERS), -1):
        block = blocks[other]
        if not isinstance(block, Translate):
            continue
        before.append(other)
        if normalize(block.text).endswith(("?", "؟")):
            return before
        if len(block.text) > _RESIDUE_LENGTH or len(before) > _ANSWERS:
            break
    return []


def _is_residue(block: Block) -> bool:
    """Tell whether a block after a comment form belongs to the page around the article."""
    if isinstance(block, Translate):
        text = normalize(block.text)
        short = len(text) <= _RESIDUE_LENGTH and not ends_sentence(text)
        return short or match_rule(text, "comment-form") is not None
    return True


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
