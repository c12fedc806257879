"""Hide what an engine must not touch behind marks that it copies, and put it back into what the engine made of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import Span
from pipeline.translate.placeholders import DIGITS

_QUOTES = '"“”„«»'
_OPENING = "(«“„‘["
_CLOSING = ".,;:!?،؛؟…)»”’]%"
_PROCLITIC = 2
"""Letters that Arabic writes onto the next word (و، بال); longer words stand apart from what follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedPiece:
    """What of a text is to be hidden.

    ``pair`` is 0, or the number of the pair that the piece opens (+) or closes (-). ``text`` is what is put back;
    without one, what stood there.
    """

    span: Span
    pair: int = 0
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One mark in a masked text, and the ``text`` it stands for.

    ``pairs`` are those of its pieces, in order. ``before`` and ``after`` are the characters beside it in the source,
    empty at its ends.
    """

    mark: str
    text: str
    pairs: tuple[int, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedText:
    """A source with marks in place of what is copied, and what each mark stands for, in order."""

    text: str
    slots: tuple[Slot, ...]

    def restore(self, target: str) -> str | None:
        """Return a target with everything put back.

        None if a mark was lost, doubled, or moved so that a pair would no longer enclose its text.
        """
        if not self.slots:
            return target
        pattern = re.compile(
            "|".join(f"(?P<s{number}>{_place(slot)})" for number, slot in enumerate(self.slots)), re.IGNORECASE
        )
        found = list(pattern.finditer(target.translate(DIGITS)))
        order = [int((match.lastgroup or "s")[1:]) for match in found]
        texts = _between(target, found)
        slots = [self.slots[number] for number in order]
        if sorted(order) != list(range(len(self.slots))) or not _is_nested(slots, texts):
            return None
        return _join(slots, texts)


def mask(source: str, pieces: Sequence[MaskedPiece], marks: Sequence[str]) -> MaskedText:
    """Hide pieces of a source behind marks, one for those copied pieces between which only spaces stand.

    Marks that stand in the source already are not used. Where there are too few, the last pieces stay as they are.
    """
    if not pieces:
        return MaskedText(text=source, slots=())
    plain = source.translate(DIGITS).lower()
    free = [mark for mark in marks if _core(mark).lower() not in plain]
    groups = _group(source, pieces)
    while len(groups) > len(free):
        # One piece less is a group less, or two with its partner.
        pieces = _without_last(pieces, -(-(len(groups) - len(free)) // 2))
        groups = _group(source, pieces)
    slots, parts, end = [], [], 0
    for mark, group in zip(free, groups, strict=False):
        start, stop = group[0].span[0], group[-1].span[1]
        slot = Slot(
            mark=mark,
            text=_text(source, group),
            pairs=tuple(piece.pair for piece in group),
            before=source[max(0, start - 1) : start],
            after=source[stop : stop + 1],
        )
        parts += [source[end:start], _loose(slot)]
        slots.append(slot)
        end = stop
    return MaskedText(text="".join([*parts, source[end:]]), slots=tuple(slots))


def _shape(mark: str) -> str:
    """Return a pattern for a mark as engines write it: spaced, and without its quotes or brackets if it has letters."""
    core = _core(mark)
    if core == mark and not mark.isalnum():
        return r"\s*".join(map(re.escape, mark))
    left, _, right = mark.partition(core)
    edges = [rf"[{_QUOTES}]" if edge and edge in _QUOTES else re.escape(edge) for edge in (left, right)]
    body = rf"(?<![A-Za-z0-9]){re.escape(core)}(?![A-Za-z0-9])"
    return (rf"(?:{edges[0]}\s*)?" if left else "") + body + (rf"(?:\s*{edges[1]})?" if right else "")


def _text(source: str, group: Sequence[MaskedPiece]) -> str:
    """Return what a group of pieces stands for, with the spaces between them."""
    parts = []
    end = group[0].span[0]
    for piece in group:
        start, stop = piece.span
        parts += [source[end:start], source[start:stop] if piece.text is None else piece.text]
        end = stop
    return "".join(parts)


def _core(mark: str) -> str:
    """Return a mark without its quotes or brackets, if it has letters; else those are what makes it a mark."""
    core = re.sub(r"^[\W_]+|[\W_]+$", "", mark)
    return core if any(map(str.isalpha, core)) else mark


def _place(slot: Slot) -> str:
    """Return a pattern for a slot's mark in a target; engines like to put half of a pair into brackets of its own."""
    shape = _shape(slot.mark)
    return rf"\(\s*{shape}\s*\)|{shape}" if any(slot.pairs) and (slot.before, slot.after) != ("(", ")") else shape


def _group(source: str, pieces: Sequence[MaskedPiece]) -> list[tuple[MaskedPiece, ...]]:
    groups: list[list[MaskedPiece]] = []
    for piece in pieces:
        if groups and _touch(source, groups[-1][-1], piece):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [tuple(group) for group in groups]


def _touch(source: str, left: MaskedPiece, right: MaskedPiece) -> bool:
    """Tell whether pieces share a mark; those with a text of their own do not: another language may reorder them."""
    return left.text is right.text is None and not source[left.span[1] : right.span[0]].strip()


def _without_last(pieces: Sequence[MaskedPiece], count: int) -> list[MaskedPiece]:
    """Leave out the last pieces, and their partners."""
    pairs = {abs(piece.pair) for piece in pieces[-count:]} - {0}
    return [piece for piece in pieces[:-count] if abs(piece.pair) not in pairs]


def _loose(slot: Slot) -> str:
    """Return the mark, kept apart from letters and digits beside it."""
    return " " * slot.before.isalnum() + slot.mark + " " * slot.after.isalnum()


def _between(target: str, found: Sequence[re.Match[str]]) -> list[str]:
    """Return the texts before, between and after the marks."""
    spans = [(0, 0), *(match.span() for match in found), (len(target), len(target))]
    return [target[left[1] : right[0]] for left, right in pairwise(spans)]


def _is_nested(slots: Sequence[Slot], texts: Sequence[str]) -> bool:
    """Tell whether pairs are still in order, one inside the other, and around some text."""
    opened: list[int] = []
    for number, (slot, text) in enumerate(zip(slots, texts, strict=False)):
        empty = number and not text.strip() and slots[number - 1].pairs[-1] == -slot.pairs[0] != 0
        if empty:
            return False
        for pair in filter(None, slot.pairs):
            if pair > 0:
                opened.append(pair)
            elif not opened or opened.pop() != -pair:
                return False
    return not opened


def _join(slots: Sequence[Slot], texts: Sequence[str]) -> str:
    parts = [texts[0]]
    for slot, text in zip(slots, texts[1:], strict=True):
        parts[-1] = _before(parts[-1], slot)
        parts += [slot.text, _after(text, slot)]
    return "".join(parts)


def _before(text: str, slot: Slot) -> str:
    """Return the text before a slot with the space between them that the source has."""
    bare = text.rstrip()
    if slot.before.strip():
        inside = slot.pairs[0] < 0
        return bare if inside or bare[-1:] == slot.before or bare[-1:] in tuple(_OPENING) else text
    word = re.search(r"[^\W_]*$", text)
    return f"{text} " if word and len(word[0]) > _PROCLITIC else text


def _after(text: str, slot: Slot) -> str:
    """Return the text after a slot with the space between them that the source has."""
    bare = text.lstrip()
    if slot.after.strip():
        inside = slot.pairs[-1] > 0
        return bare if inside or bare[:1] == slot.after or bare[:1] in tuple(_CLOSING) else text
    return f" {text}" if text[:1].isalnum() else text
