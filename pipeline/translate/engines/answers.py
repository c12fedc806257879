"""Clean what engines answer, at the one place where it comes in: nothing of it may damage a catalog or the memory."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from pipeline.model import Candidate

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Control characters, surrogates and noncharacters: not all of them can stand in a text file."""
LEAST, MOST = -1e4, 1e-3
"""What the logarithm of a probability can be; OpenAI's servers write -9999 for one in no list, rounding gives > 0."""


def clean_text(text: str) -> str:
    """Return a text without characters that a file of text cannot hold."""
    return _FORBIDDEN.sub("", text)


def is_log_probability(value: float | None) -> bool:
    """Tell whether a value can be the logarithm of a probability."""
    return value is not None and math.isfinite(value) and LEAST <= value <= MOST


def clean_candidate(candidate: Candidate) -> Candidate:
    """Return a candidate without forbidden characters and without a probability that is none."""
    log, text = candidate.log_probability, clean_text(candidate.text)
    return replace(candidate, text=text, log_probability=log if is_log_probability(log) else None)
