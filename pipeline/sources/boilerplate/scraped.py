"""Boilerplate of scraped texts, found by word rules; a text without traces of scraping loses nothing.

Rules say where they hold: anywhere, above the article's first sentence, below its last. Between its sentences only
what holds anywhere goes, and nothing goes because of what stands beside it but short residue below a comment form.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from pipeline.languages.normalize import normalize
from pipeline.model import Block, Role, Translate
from pipeline.sources.boilerplate.rules import BoilerplateRule, Place, ends_sentence, match_rule

_HEADINGS = frozenset({Role.HEADING, Role.HEADLINE})
_RESIDUE_LENGTH = 40
"""Characters of a comment form's field, at most: "Save my name for the next time" and the like have rules."""
_PROSE_WORDS = 3
"""The fewest words of a sentence: "Read more." is not a sentence."""
_PROSE_LENGTH = 120
"""Characters from which a text is the article's even without a sentence's end: longer than any label or headline."""
_TRACES = 2
"""Blocks that show that a text was scraped. One may be what the article is about."""


def find_boilerplate(blocks: Sequence[Block], *, fetched: bool) -> dict[int, str]:
    """Return the rule of each block that is boilerplate, by index; nothing where the text was not scraped.

    A heading goes only when nothing is kept under it, so that a section called "Comments" stays. Where no sentence
    would be left, nothing goes.

    :param fetched: ``add`` fetched the text, as its front matter says; else rules must find traces of scraping
    """
    found = _match_all(blocks)
    if not fetched and sum(rule.trace for rule in found.values()) < _TRACES:
        return {}
    if not any(index not in found and ends_sentence(_text(block)) for index, block in enumerate(blocks)):
        return {}
    headings = _headings(blocks, found)
    return {index: rule.name for index, rule in found.items() if index not in headings}


def is_prose(block: Block) -> bool:
    """Tell whether a block can only be an article's: a sentence, or a long text."""
    text = normalize(_text(block))
    return len(text) >= _PROSE_LENGTH or (ends_sentence(text) and len(text.split()) >= _PROSE_WORDS)


def _match_all(blocks: Sequence[Block]) -> dict[int, BoilerplateRule]:
    """Return the rule that matches each block, at whatever place it stands."""
    texts = [index for index, block in enumerate(blocks) if isinstance(block, Translate)]
    found: dict[int, BoilerplateRule] = {}
    _match(blocks, texts, "", found)
    prose = [index for index in texts if index not in found and is_prose(blocks[index])]
    if not prose:
        return found
    _match(blocks, [index for index in texts if index < prose[0]], "top", found)
    while len(prose) > 1 and (rule := match_rule(_text(blocks[prose[-1]]), place="bottom")) and rule.note:
        found[prose.pop()] = rule
    _match(blocks, [index for index in texts if index > prose[-1]], "bottom", found)
    return found


def _match(blocks: Sequence[Block], places: Iterable[int], place: Place, found: dict[int, BoilerplateRule]) -> None:
    """Add the rules of some blocks that none has matched so far."""
    previous = ""
    for index in places:
        if index not in found:
            rule = match_rule(_text(blocks[index]), previous, place)
            if rule:
                found[index] = rule
                found.update((other, rule) for other in _residue(blocks, index, rule))
        previous = found[index].name if index in found else ""


def _residue(blocks: Sequence[Block], index: int, rule: BoilerplateRule) -> list[int]:
    """Return the blocks after a comment form if all of them are short fields of the form."""
    rest = [other for other in range(index + 1, len(blocks)) if isinstance(blocks[other], Translate)]
    return rest if rule.ends and all(_is_residue(_text(blocks[other])) for other in rest) else []


def _is_residue(text: str) -> bool:
    short = len(normalize(text)) <= _RESIDUE_LENGTH and not ends_sentence(text)
    return short or match_rule(text, "comment-form") is not None


def _headings(blocks: Sequence[Block], found: Container[int]) -> set[int]:
    """Return the headings under which something is kept."""
    headings: set[int] = set()
    kept_below = False
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if isinstance(block, Translate) and block.role in _HEADINGS:
            if kept_below:
                headings.add(index)
            kept_below = False
        else:
            kept_below = kept_below or (index not in found and bool(block.raw.strip()))
    return headings


def _text(block: Block) -> str:
    return block.text if isinstance(block, Translate) else ""
