"""HTML: a page of a web site, reduced to its article, or a fragment, which is an article as a whole.

Texts are the stretches between the tags that make blocks. Their inline tags stay with the sentence by name, their
attributes are skeleton. What is left untranslated is written back byte for byte.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import zip_longest
from operator import methodcaller

from pipeline.languages.language import facts
from pipeline.languages.locales import script_of
from pipeline.languages.normalize import normalize
from pipeline.model import Block, Document, Dropped, Encoding, Metadata, Role, Skip, Translate
from pipeline.sources.readers.html_metadata import declared_language, fold
from pipeline.sources.readers.html_pages import PAGE_RULE, find_container
from pipeline.sources.readers.html_pieces import HtmlPiece, read_fragment, read_page, words_of
from pipeline.sources.readers.html_runs import Element, Outline, read_outline
from pipeline.sources.readers.html_texts import read_around, read_inside, read_run, read_tag
from pipeline.sources.readers.html_tokens import HtmlToken, TokenKind, attributes_of, read_attributes, read_tokens
from pipeline.sources.readers.inline import with_value, write_attribute, write_inline
from pipeline.sources.readers.skeleton import Body, join_skeleton, one_line, write_edition

_FRAME = frozenset({"html", "head", "body"})
_SILENT = frozenset({"script", "style", "noscript", "template", "link", "meta"})
"""Elements that show nothing: skeleton, wherever they are."""


def render(document: Document, targets: Mapping[int, str]) -> str:
    """Return an edition as HTML: the page or fragment with targets in place."""
    return write_edition(with_attributes(document, targets), targets, write_html)


def write_html(block: Translate, target: str) -> str:
    """Return a target as its place in HTML needs it."""
    return write_attribute(target) if block.encoding is Encoding.ATTRIBUTE else write_inline(block, target)


def with_attributes(
    document: Document,
    targets: Mapping[int, str],
    rewrite: Callable[[str, Callable[[str], str]], str] = lambda raw, change: change(raw),
) -> Document:
    """Put the targets of attributes inside texts into the tags of those texts.

    ``rewrite`` changes the HTML in a block's ``raw``, where that is written in another way in its file.
    """
    blocks = list(document.blocks)
    owner = 0
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Translate) or block.raw or not block.tags:
            owner = index
            continue
        text = blocks[owner]
        if index in targets and isinstance(text, Translate):
            ((name, label),) = block.tags
            tag = dict(text.tags)[label]
            attribute = next(each for each in read_attributes(next(read_tokens(tag))) if each.name == name)
            written = with_value(tag, attribute, one_line(targets[index]))
            tags = tuple((other, written if other == label else raw) for other, raw in text.tags)
            blocks[owner] = replace(text, raw=rewrite(text.raw, methodcaller("replace", tag, written)), tags=tags)
        blocks[index] = Skip(raw="", line=block.line)
    return replace(document, blocks=tuple(blocks))


def read(body: Body, *, whole: bool = True) -> tuple[Metadata, list[Block]]:
    """Return the metadata and blocks of a page or fragment.

    :param whole: whether it can be a page: not inside of another format, where all of it is the article
    """
    outline = read_outline(body.text, body.path)
    is_page = whole and outline.is_page
    if is_page:
        metadata, pieces = read_page(body.text, outline, body.record)
    else:
        metadata, pieces = Metadata(), read_fragment(outline, body.record or {})
    heads = _head_spans(outline, pieces) if is_page else ()
    cuts = _find_cuts(pieces, outline)
    spans = [*(span for span in heads if not _is_cut(span.start, cuts)), *_piece_spans(pieces, cuts), *cuts]
    blocks = join_skeleton(_blocks(body.text, spans, body.line))
    return replace(metadata, language=_language(outline, pieces)), list(blocks)


def _language(outline: Outline, pieces: Sequence[HtmlPiece]) -> str | None:
    """Return the declared language, unless the text is in another script: templates are often in their maker's."""
    tag = declared_language(outline)
    if tag is None:
        return None
    scripts = Counter(script_of(char) for piece in pieces if not piece.rule for char in words_of(piece))
    scripts.pop(None, None)
    most = max(scripts, key=lambda script: scripts[script], default=None)
    return tag if most in {None, facts(tag).script} or facts(tag).script not in {"LATIN", "ARABIC"} else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """A stretch of the text and its blocks, or the rule by which it is dropped, with the texts inside."""

    start: int
    end: int
    rule: str = ""
    piece: HtmlPiece | None = None
    head: HtmlToken | None = None
    texts: tuple[HtmlPiece, ...] = ()


def _find_cuts(pieces: Sequence[HtmlPiece], outline: Outline) -> list[_Span]:
    """Return what goes: the largest elements with nothing kept inside, and single texts elsewhere."""
    gone = [piece for piece in pieces if piece.text and piece.rule]
    if not gone:
        return []
    stays = [piece.run for piece in pieces if piece.text and not piece.rule]
    kept = [run.start for run in stays]
    places = [piece.run.start for piece in gone]
    container = find_container(stays) if outline.is_page else None
    cuts: list[_Span] = []
    for element in outline.elements:
        if element.end < 0 or element.name in _FRAME or (cuts and element.start < cuts[-1].end) or _in_head(element):
            continue
        if bisect_left(kept, element.start) != bisect_left(kept, element.end):
            continue
        inside = tuple(gone[bisect_left(places, element.start) : bisect_left(places, element.end)])
        if inside:
            cuts.append(_Span(start=element.start, end=element.end, rule=inside[0].rule, texts=inside))
        elif container and element.name not in _SILENT and not _is_near(element, container):
            cuts.append(_Span(start=element.start, end=element.end, rule=PAGE_RULE))
    loose = [
        _Span(start=start, end=end, rule=piece.rule, texts=(piece,))
        for piece in gone
        for start, end in (piece.nested,)
        if not _is_cut(start, cuts)
    ]
    return sorted([*cuts, *loose], key=lambda cut: cut.start)


def _in_head(element: Element) -> bool:
    return any(other.name == "head" for other in element.lineage)


def _is_near(element: Element, container: Element) -> bool:
    """Tell whether an element is in the article or around it."""
    return container in element.lineage or element in container.lineage


def _is_cut(start: int, cuts: Sequence[_Span]) -> bool:
    place = bisect_right(cuts, start, key=lambda cut: cut.start) - 1
    return place >= 0 and start < cuts[place].end


def _piece_spans(pieces: Sequence[HtmlPiece], cuts: Sequence[_Span]) -> Iterator[_Span]:
    for piece in pieces:
        if not _is_cut(piece.nested[0], cuts):
            yield _Span(start=piece.run.start, end=piece.run.end, piece=piece)


def _head_spans(outline: Outline, pieces: Sequence[HtmlPiece]) -> Iterator[_Span]:
    """Yield the title and description of a page, if the article does not say the same."""
    said = [fold(words_of(piece)) for piece in pieces if piece.text and not piece.rule]
    headlines = [fold(words_of(piece)) for piece in pieces if piece.role is Role.HEADLINE]
    for token in outline.heads:
        described = token.kind is TokenKind.START
        key = fold(_description(token) if described else unescape(token.raw))
        # A title often has the name of the site behind the headline, a description is the begin of the text.
        known = any(key in other for other in said) or any(other in key for other in headlines if not described)
        if key and not known:
            yield _Span(start=token.start, end=token.end, head=token)


def _description(token: HtmlToken) -> str:
    """Return how a ``meta`` tag describes its page; empty where it says something else."""
    attributes = attributes_of(token)
    return attributes.get("content", "") if attributes.get("name", "").lower() == "description" else ""


def _blocks(text: str, spans: Sequence[_Span], line: int) -> Iterator[Block]:
    """Yield the blocks of a text in order, skeleton between its spans."""
    position = 0
    for span in sorted(spans, key=lambda each: each.start):
        if span.start > position:
            yield Skip(raw=text[position : span.start], line=line)
            line += text.count("\n", position, span.start)
        yield from _span_blocks(text, span, line)
        line += text.count("\n", span.start, span.end)
        position = span.end
    if position < len(text):
        yield Skip(raw=text[position:], line=line)


def _span_blocks(text: str, span: _Span, line: int) -> list[Block]:
    if span.rule:
        return list(_dropped(text, span, line))
    if span.head and span.head.kind is TokenKind.START:
        return read_tag(span.head, line, {"content": Role.META})
    if span.head:
        return read_inside([span.head], Role.META, line)
    assert span.piece is not None  # a span is one of the three
    if span.piece.text is None:
        return read_around(span.piece.run.tokens, line)
    return read_run(span.piece.run, span.piece.text, span.piece.role, line)


def _dropped(text: str, span: _Span, line: int) -> Iterator[Dropped]:
    """Yield dropped blocks, one for each text with the markup before it; the last one has the markup after it, too."""
    if not span.texts:
        yield Dropped(raw=text[span.start : span.end], line=line, rule=span.rule)
    start = span.start
    for piece, following in zip_longest(span.texts, span.texts[1:]):
        end = following.run.start if following else span.end
        said = line + text.count("\n", span.start, _first_word(piece))
        yield Dropped(raw=text[start:end], line=said, rule=piece.rule, text=normalize(words_of(piece)))
        start = end


def _first_word(piece: HtmlPiece) -> int:
    """Return where a piece's words begin in the text."""
    token = next(token for token in piece.run.tokens if token.kind is TokenKind.TEXT and token.raw.strip())
    return token.end - len(token.raw.lstrip())
