"""The characters of a text, each once: a quick test for texts that cannot hold what a check looks for."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=64)  # the checks ask it of the same two texts
def characters(text: str) -> frozenset[str]:
    """Return the characters of a text."""
    return frozenset(text)


def span_of(first: str, last: str) -> frozenset[str]:
    """Return all characters from one to another."""
    return frozenset(map(chr, range(ord(first), ord(last) + 1)))


def code_point(char: str) -> str:
    """Return how Unicode writes a character: U+202E."""
    return f"U+{ord(char):04X}"
