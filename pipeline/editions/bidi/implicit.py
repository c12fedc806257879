"""Weak and neutral characters, brackets, and the levels that follow: the rules W1 to I2 of UAX #9."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby

# Opening and closing brackets of Unicode 15.1 (BidiBrackets.txt), each followed by its partner.
_PAIRS = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋\u2329\u232a❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐⦏⦎⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽"
    "⸢⸣⸤⸥⸦⸧⸨⸩⹕⹖⹗⹘⹙⹚⹛⹜〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)
CLOSING = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
"""Each opening bracket's closing one."""
_CLOSERS = frozenset(CLOSING.values())
_OPEN_BRACKETS = 63
"""The standard's limit of nested brackets; beyond it, a sequence has no pairs at all."""
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"})
ISOLATES = frozenset({"LRI", "RLI", "FSI"})
_BOUNDARIES = ISOLATES | {"PDI"}
_AS_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
"""Numbers count as right to left beside neutrals."""
_RAISE = ({"R": 1, "AN": 2, "EN": 2}, {"L": 1, "EN": 1, "AN": 1})
"""How many levels up each class goes from an even and an odd level (I1, I2)."""


def resolve_sequence(chars: Sequence[str], classes: Sequence[str], level: int, edges: tuple[str, str]) -> list[int]:
    """Return the levels of an isolating run sequence; ``edges`` are the directions before and after it."""
    kinds = list(classes)
    _resolve_marks(kinds, edges[0])
    _resolve_numbers(kinds, edges[0])
    _resolve_separators(kinds)
    _resolve_terminators(kinds)
    _resolve_latin_numbers(kinds, edges[0])
    _resolve_brackets(chars, classes, kinds, "LR"[level % 2], edges[0])
    _resolve_neutrals(kinds, "LR"[level % 2], edges)
    return [level + _RAISE[level % 2].get(kind, 0) for kind in kinds]


def _resolve_marks(kinds: list[str], before: str) -> None:
    """Give a mark the class of what it stands on (W1)."""
    for index, kind in enumerate(kinds):
        if kind == "NSM":
            previous = kinds[index - 1] if index else before
            kinds[index] = "ON" if previous in _BOUNDARIES else previous


def _resolve_numbers(kinds: list[str], before: str) -> None:
    """Make digits after an Arabic letter Arabic digits, and then Arabic letters R (W2, W3)."""
    strong = before
    for index, kind in enumerate(kinds):
        if kind in {"L", "R", "AL"}:
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[index] = "AN"
        if kind == "AL":
            kinds[index] = "R"


def _resolve_separators(kinds: list[str]) -> None:
    """Give one separator between two numbers of a kind to them (W4)."""
    for index in range(1, len(kinds) - 1):
        before, kind, after = kinds[index - 1 : index + 2]
        if before == after and ((kind == "ES" and before == "EN") or (kind == "CS" and before in {"EN", "AN"})):
            kinds[index] = before


def _resolve_terminators(kinds: list[str]) -> None:
    """Give signs beside a European number to it, and make other separators and signs neutral (W5, W6)."""
    start = 0
    for kind, run in groupby(list(kinds)):
        end = start + len(list(run))
        if kind == "ET":
            beside = "EN" in {*kinds[max(start - 1, 0) : start], *kinds[end : end + 1]}
            kinds[start:end] = ["EN" if beside else "ON"] * (end - start)
        start = end
    kinds[:] = ["ON" if kind in {"ES", "CS"} else kind for kind in kinds]


def _resolve_latin_numbers(kinds: list[str], before: str) -> None:
    """Make digits after a letter written from left to right a part of that text (W7)."""
    strong = before
    for index, kind in enumerate(kinds):
        if kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[index] = "L"


def _bracket_pairs(chars: Sequence[str], kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of brackets that belong together, in the order of the opening ones (BD16)."""
    pairs: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for index, char in enumerate(chars):
        if kinds[index] != "ON":
            continue
        if char in CLOSING:
            if len(opened) == _OPEN_BRACKETS:
                return []
            opened.append((_canonical(CLOSING[char]), index))
        elif char in _CLOSERS:
            _close(opened, pairs, _canonical(char), index)
    return sorted(pairs)


def _close(opened: list[tuple[str, int]], pairs: list[tuple[int, int]], char: str, index: int) -> None:
    """Close the last bracket of a kind, with those that stand open in it."""
    for place in range(len(opened) - 1, -1, -1):
        if opened[place][0] == char:
            pairs.append((opened[place][1], index))
            del opened[place:]
            return


def _canonical(char: str) -> str:
    return unicodedata.normalize("NFC", char)


def _resolve_brackets(
    chars: Sequence[str], classes: Sequence[str], kinds: list[str], embedding: str, before: str
) -> None:
    """Give brackets the direction of what is in them, or of the text around (N0)."""
    pairs = dict(_bracket_pairs(chars, kinds))
    if not pairs:
        return
    counts = {strong: [0, *accumulate(_AS_STRONG.get(kind) == strong for kind in kinds)] for strong in "LR"}
    around = before  # the last direction before a pair, resolved brackets among it
    for start in range(len(kinds)):
        end = pairs.get(start)
        if end is not None:
            inside = {strong for strong, count in counts.items() if count[end] > count[start + 1]}
            if inside:
                direction = embedding if embedding in inside or around not in inside else around
                _give(direction, (start, end), classes, kinds)
        around = _AS_STRONG.get(kinds[start], around)


def _give(direction: str, pair: tuple[int, int], classes: Sequence[str], kinds: list[str]) -> None:
    """Give a direction to a pair of brackets, and to the marks that stand on them."""
    for place in pair:
        kinds[place] = direction
        for mark in range(place + 1, len(kinds)):
            if classes[mark] != "NSM":
                break
            kinds[mark] = direction


def _resolve_neutrals(kinds: list[str], embedding: str, edges: tuple[str, str]) -> None:
    """Give neutrals between two texts of one direction that one, others that of the embedding (N1, N2)."""
    for start, end in _neutral_runs(kinds):
        before = _AS_STRONG[kinds[start - 1]] if start else edges[0]
        after = _AS_STRONG[kinds[end]] if end < len(kinds) else edges[1]
        kinds[start:end] = [before if before == after else embedding] * (end - start)


def _neutral_runs(kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for neutral, run in groupby(list(kinds), lambda kind: kind in _NEUTRAL):
        end = start + len(list(run))
        if neutral:
            yield start, end
        start = end
