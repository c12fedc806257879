"""The texts of a run of HTML: what is translated of it, with its tags by name, and what stands around as skeleton."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from pipeline.languages.normalize import normalize
from pipeline.model import Block, Encoding, Role, Skip, Translate
from pipeline.sources.readers.html_runs import InlineRun
from pipeline.sources.readers.html_tokens import VOID, Attribute, HtmlToken, TokenKind, read_attributes, read_tokens
from pipeline.sources.readers.inline import KEEP, read_text
from pipeline.sources.readers.skeleton import has_letters, is_translatable

_TAGS = re.compile(r"<[^>]*>")
_SHOWN = {"alt": Role.CAPTION, "title": Role.META}
"""Attributes that people read."""
_SHOWN_LENGTH = 60


def find_text(run: InlineRun) -> slice | None:
    """Return the smallest stretch of a run's tokens that holds all its words and is well nested; None without words.

    A cell of a table that holds only numbers has none: each edition writes them as its language does.

    Tags around all of it are skeleton: of ``<b><a>Text</a></b>`` only ``Text`` is translated.
    """
    texts = [read_text(token.raw) for token in run.tokens if token.kind is TokenKind.TEXT]
    if not any(map(is_translatable, texts)) or (_in_cell(run) and not any(map(has_letters, texts))):
        return None
    shown = [index for index, token in enumerate(run.tokens) if _is_shown(token)]
    first, last = shown[0], shown[-1]
    # The inner pairs come first, and pairs never cross: one pass takes in the partner of every tag.
    for opener, closer in _pairs(run.tokens):
        if (first <= opener <= last) is not (first <= closer <= last):
            first, last = min(first, opener), max(last, closer)
    return slice(first, last + 1)


def _in_cell(run: InlineRun) -> bool:
    return any(element.name in {"td", "th"} for element in run.lineage)


def is_nested(tokens: Sequence[HtmlToken]) -> bool:
    """Tell whether some tokens hold both tags of every pair."""
    tags = sum(token.kind in {TokenKind.START, TokenKind.END} and token.name not in VOID for token in tokens)
    return tags == 2 * sum(1 for _ in _pairs(tokens))


def _is_shown(token: HtmlToken) -> bool:
    """Tell whether a token is part of what a reader reads: signs too, and what is not translated."""
    return token.kind is TokenKind.ELEMENT or (token.kind is TokenKind.TEXT and bool(token.raw.strip()))


def _pairs(tokens: Sequence[HtmlToken]) -> Iterator[tuple[int, int]]:
    """Yield which token closes which."""
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind is TokenKind.START and token.name not in VOID:
            opened.append(index)
        elif token.kind is TokenKind.END:
            place = next((p for p in range(len(opened) - 1, -1, -1) if tokens[opened[p]].name == token.name), None)
            if place is not None:
                yield opened[place], index
                del opened[place:]


def read_run(run: InlineRun, text: slice, role: Role, line: int) -> list[Block]:
    """Return a run as blocks: skeleton, the attributes people read, and the text."""
    before = read_around(run.tokens[: text.start], line)
    line += sum(token.raw.count("\n") for token in run.tokens[: text.start])
    inside = read_inside(run.tokens[text], role, line)
    line += sum(token.raw.count("\n") for token in run.tokens[text])
    return [*before, *inside, *read_around(run.tokens[text.stop :], line)]


def read_around(tokens: Sequence[HtmlToken], line: int) -> list[Block]:
    """Return tokens without words as blocks."""
    blocks: list[Block] = []
    for token in tokens:
        blocks += read_tag(token, line)
        line += token.raw.count("\n")
    return blocks


def read_tag(token: HtmlToken, line: int, shown: Mapping[str, Role] = _SHOWN) -> list[Block]:
    """Return a tag as blocks: its attributes that people read (``shown``, with their roles) apart."""
    blocks: list[Block] = []
    position = 0
    for attribute, role in _shown_attributes(token, shown):
        quote = "" if attribute.quoted else '"'
        start, end = attribute.start, attribute.end
        blocks.append(
            Translate(
                raw=token.raw[position:end],
                text=attribute.value,
                role=role,
                line=line,
                prefix=token.raw[position:start] + quote,
                suffix=quote,
                encoding=Encoding.ATTRIBUTE,
            )
        )
        position = end
    rest = token.raw[position:]
    return [*blocks, Skip(raw=rest, line=line)] if rest else blocks


def _shown_attributes(token: HtmlToken, shown: Mapping[str, Role]) -> list[tuple[Attribute, Role]]:
    """Return the attributes of a tag that have words for readers, in order."""
    if token.kind is not TokenKind.START or "=" not in token.raw:
        return []
    found = [(each, shown[each.name]) for each in read_attributes(token) if each.name in shown]
    return sorted((pair for pair in found if is_translatable(pair[0].value)), key=lambda pair: pair[0].start)


def read_inside(tokens: Sequence[HtmlToken], role: Role, line: int) -> list[Block]:
    """Return a text as one block, and the attributes inside it as blocks without a place of their own.

    Such a block has an empty ``raw``; its ``tags`` name the attribute, and the tag in the text before it.
    """
    names = _Names()
    raw = "".join(token.raw for token in tokens)
    text = "".join(names.of(token) for token in tokens)
    start = len(raw) - len(raw.lstrip()) if tokens[0].kind is TokenKind.TEXT else 0
    end = len(raw.rstrip()) if tokens[-1].kind is TokenKind.TEXT else len(raw)
    block = Translate(
        raw=raw,
        text=text.strip(),
        role=role,
        line=line,
        prefix=raw[:start],
        suffix=raw[end:],
        encoding=Encoding.HTML,
        tags=tuple(names.known.items()),
    )
    blocks: list[Block] = [block]
    for label, tag in names.known.items():
        if ":" in label:
            continue  # a whole element, which is not translated
        for attribute, attribute_role in _shown_attributes(next(read_tokens(tag)), _SHOWN):
            blocks.append(
                Translate(
                    raw="",
                    text=attribute.value,
                    role=attribute_role,
                    line=line,
                    encoding=Encoding.ATTRIBUTE,
                    tags=((attribute.name, label),),
                )
            )
    return blocks


class _Names:
    """Names the tags of a text after their elements; a number tells different tags of one element apart."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self._opened: list[str] = []

    def of(self, token: HtmlToken) -> str:
        """Return a token as it reads in the text."""
        if token.kind is TokenKind.TEXT:
            return read_text(token.raw)
        if token.kind is TokenKind.END:
            return self._end(token)
        if token.kind is TokenKind.COMMENT:
            return f"<{self._name(f'{KEEP}:', 'comment', token.raw)}>"
        if token.kind is TokenKind.ELEMENT:
            return f"<{self._name(f'{KEEP}:', _words(token.raw), token.raw)}>"
        name = self._name(token.name, "", token.raw)
        if token.name not in VOID:
            self._opened.append(name)
        # Sentences end at spaces; a line that breaks after one must not hide that.
        return f"<{name}> " if token.name == "br" else f"<{name}>"

    def _end(self, token: HtmlToken) -> str:
        """Return an end tag under the name of its start tag; keep an end tag without a start tag as it is."""
        places = [place for place, name in enumerate(self._opened) if name.rstrip("0123456789") == token.name]
        if not places:
            return f"<{self._name(f'{KEEP}:', f'/{token.name}', token.raw)}>"
        name = self._opened[places[-1]]
        del self._opened[places[-1] :]
        return f"</{name}>"

    def _name(self, kind: str, words: str, raw: str) -> str:
        stem = kind.rstrip(":")
        number = 1
        while True:
            label = f"{stem}{number if number > 1 else ''}" + (f": {words}" if kind.endswith(":") else "")
            if self.known.setdefault(label, raw) == raw:
                return label
            number += 1


def _words(raw: str) -> str:
    """Return what a hidden element shows, as a hint for translators."""
    # As the unit will have it: what normalization takes away would not be found again.
    words = normalize(re.sub(r"[<>]", " ", unescape(_TAGS.sub(" ", raw))))
    return words[:_SHOWN_LENGTH].rstrip() or next(read_tokens(raw)).name
