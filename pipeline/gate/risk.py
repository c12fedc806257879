"""What a mistake in a unit would cost: the weights of risk-weighted coverage, as data.

A unit weighs 1; its role, speech quoted in it and numbers in it multiply that. So a reviewed headline that names a toll
moves the weighted share as far as nine plain sentences, and a gate on it asks for the dangerous sentences first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.model import Role

DEFAULT_WEIGHTS: Mapping[str, float] = {
    **{role.value: 1.0 for role in Role},
    "headline": 6,  # is shared alone, and read by many more people than the article
    "standfirst": 3,  # stands under the headline in every list and preview
    "heading": 1.5,  # is read by those who only skim
    "caption": 1.5,  # says who and what a picture shows
    "quote": 2,  # puts words into somebody's mouth: a pull quote, or speech in a sentence
    "numbers": 1.5,  # figures, dates and sums go wrong unseen, and are what others repeat
}
"""Factors by name: every role, and ``numbers``."""
_MARKS = re.compile('[«»“”„"]')
_PASSAGE = re.compile(r'[«“„]([^«»“”„"]+)|"([^"]+)"|^([^«»“”„"]+)[»”]')
_SPEECH_WORDS = 3
"""Fewer words between quotation marks are a title or a term."""
_DIGIT = re.compile(r"\d")


def weigh(source: str, role: Role, weights: Mapping[str, float] = DEFAULT_WEIGHTS) -> float:
    """Return the weight of a unit."""
    weight = weights[role.value]
    if role is not Role.QUOTE and is_speech(source):
        weight *= weights[Role.QUOTE.value]
    return weight * weights["numbers"] if _DIGIT.search(source) else weight


def is_speech(source: str) -> bool:
    """Tell whether a sentence quotes somebody; the quotation may begin or end in another sentence."""
    if not _MARKS.search(source):
        return False
    passages = ("".join(match.groups("")) for match in _PASSAGE.finditer(source))
    return any(len(passage.split()) >= _SPEECH_WORDS for passage in passages)
