"""Which lines of a scraped page are hardly its article's, by a small model that is learned from such pages.

A page goes from its frame (``top``) to headline and standfirst (``head``), with bylines and dates between
(``meta``), to the article's text (``body``), with what is put into it (``aside``), and to all that follows (``end``).
The model is a linear-chain conditional random field (Lafferty et al. 2001) over these six: what a small network makes
of a line's features and of the lines around it (``page_network``) speaks for each, and each step from one to the next
has its weight. All are data, in ``page_model.npz``, learned by ``evaluations.boilerplate.training``. What rules say is
one of the features: of a page, a line that they drop stays if the model finds it likelier the article's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.languages.normalize import normalize
from pipeline.model import Translate
from pipeline.sources.readers.page_lines import Line
from pipeline.sources.readers.skeleton import is_blank

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pipeline.model import Block

RULE = "page-model"
_PAGE = range(12, 801)
"""How many lines a scraped page has; other texts are left to the rules, long ones since the encoder takes time."""
_SHORT = 4
"""Short lines that a page has at least, if no rule knows any of it."""
_EVIDENCE = 6
_EVIDENCE_SHARE = 0.15
_SURE = 0.02
"""Lines that rules drop or that are surely not the article's, of a page, at least; elsewhere what rules leave stays."""
_LEAST = {True: 0.25, False: 0.35}
"""The least probability of being the article's that keeps a line, if it is a sentence and if not."""
_RIGHT = 0.5
"""The least probability of being the article's that keeps a line which a rule drops."""
_HEADLINE = 0.03
_MOST_GAP = 3
_WITHIN = frozenset({"read-also", "poll", "newsletter", "advertisement", "appeal", "app", "paywall", "print"})
"""Rules whose lines stand in the midst of articles."""


def reconsider(blocks: Sequence[Block], dropped: Mapping[int, str]) -> dict[int, str]:
    """Return what is dropped, by which rule, by the model together with the rules that dropped some of it already."""
    found = lines_of(blocks, dropped)
    lines = list(found.values())
    if not may_be_page(lines):
        return dict(dropped)
    # Numpy and the encoder take a while to load, and most texts are no scraped pages.
    from pipeline.sources.readers.page_features import read_features
    from pipeline.sources.readers.page_network import probabilities, read_model

    kept = find_kept(lines, probabilities(read_features(lines), read_model()))
    return {index: line.rule or RULE for place, (index, line) in enumerate(found.items()) if place not in kept}


def may_be_page(lines: Collection[Line]) -> bool:
    """Tell whether lines can be a page's: neither few nor very many, of which rules know one, or some are short."""
    short = sum(line.letter == "t" for line in lines)
    return len(lines) in _PAGE and (short >= _SHORT or any(line.rule for line in lines))


def is_page(lines: Sequence[Line], found: Sequence[float]) -> bool:
    """Tell whether lines are a scraped page's, by the probabilities that they are an article's."""
    evidence = sum(line.rule != "" or share < _SURE for line, share in zip(lines, found, strict=True))
    return may_be_page(lines) and evidence >= max(_EVIDENCE, _EVIDENCE_SHARE * len(lines))


def find_kept(lines: Sequence[Line], found: Sequence[float]) -> set[int]:
    """Return the lines that stay, by their probabilities of being the article's."""
    open_ = [place for place, line in enumerate(lines) if not line.rule]
    if not is_page(lines, found):
        return set(open_)
    right = {place for place, line in enumerate(lines) if line.rule and found[place] >= _RIGHT}
    return right | (set(open_) - _find_unlike(lines, found, open_))


def _find_unlike(lines: Sequence[Line], found: Sequence[float], open_: Sequence[int]) -> set[int]:
    """Return which lines of those that no rule drops are hardly the article's; a headline stays."""
    unlike = {place for place in open_ if found[place] < _LEAST[lines[place].is_sentence]}
    unlike -= {place for place in unlike if _is_last(lines, found, place)}
    first = next((place for place in open_ if place not in unlike), None)
    above = [place for place in unlike if first is not None and place < first and found[place] >= _HEADLINE]
    if first is not None and above and lines[first].is_sentence:
        unlike.discard(max(above, key=found.__getitem__))
    return unlike


def _is_last(lines: Sequence[Line], found: Sequence[float], place: int) -> bool:
    """Tell whether a line is an article's last sentence, parted from the others by what stands within articles.

    Rules know what is above and below it, and it speaks neither of a site nor to the reader.
    """
    line = lines[place]
    known = all(0 <= near < len(lines) and lines[near].rule for near in (place - 1, place + 1))
    if not (known and line.is_sentence and line.site == (0, 0) and lines[place - 1].rule in _WITHIN):
        return False
    above = next((other for other in range(place - 1, -1, -1) if not lines[other].rule), None)
    return above is not None and lines[above].is_sentence and found[above] > 0.5  # noqa: PLR2004 - likelier than not


def lines_of(blocks: Sequence[Block], dropped: Mapping[int, str]) -> dict[int, Line]:
    """Return the lines of a page by the index of their block, with the rules that drop them."""
    lines: dict[int, Line] = {}
    gap = 0
    for index, block in enumerate(blocks):
        if isinstance(block, Translate):
            rule = dropped.get(index, "")
            lines[index] = Line(normalize(block.text), block.role.value, rule, min(gap, _MOST_GAP))
            gap = 0
        elif is_blank(block.raw):
            gap += block.raw.count("\n")
    return lines
