"""The texts of HTML with their roles, and which of them a page's article is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import unescape

from pipeline.languages.normalize import normalize
from pipeline.model import Block, Dropped, Role, Translate
from pipeline.sources.readers.boilerplate import drop_boilerplate, find_boilerplate
from pipeline.sources.readers.boilerplate_rules import is_named_boilerplate
from pipeline.sources.readers.html_boxes import PageText, PageTexts
from pipeline.sources.readers.html_metadata import fold, read_titles
from pipeline.sources.readers.html_model import RULE, find_own
from pipeline.sources.readers.html_pages import PAGE_RULE, Choice, choose_article
from pipeline.sources.readers.html_runs import Element, Outline, Run, read_outline
from pipeline.sources.readers.html_texts import Text, find_text, is_nested
from pipeline.sources.readers.html_tokens import Kind
from pipeline.sources.readers.page_lines import Line

_ROLES = {
    "blockquote": Role.QUOTE,
    "q": Role.QUOTE,
    "li": Role.LIST,
    "dt": Role.LIST,
    "dd": Role.LIST,
    "figcaption": Role.CAPTION,
    "caption": Role.CAPTION,
    **{f"h{level}": Role.HEADING for level in range(1, 7)},
}
_LEAST_SHARE = 0.3
"""What of the article's characters an element may hold and still be boilerplate by its name."""
_END = Translate(raw="x", text="-", role=Role.HEADING, line=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run with what is known of it: its text's place in its tokens (None without words), role, and why it goes."""

    run: Run
    text: Text | None
    role: Role
    rule: str = ""

    @property
    def nested(self) -> tuple[int, int]:
        """From where to where it is well nested: where a line break cuts ``<b>``, its tags belong to other runs too."""
        tokens = self.run.tokens
        if self.text is None or is_nested(tokens):
            return self.run.start, self.run.end
        return tokens[self.text.first].start, tokens[self.text.last - 1].end


def read_pieces(text: str, outline: Outline) -> tuple[list[Piece], Choice | None]:
    """Return the runs with what is known of them, and in a page what was chosen as its article."""
    pieces = [Piece(run=run, text=find_text(run), role=_role(run.parent)) for run in outline.runs]
    choice = choose_article(text, outline, [words_of(piece) for piece in pieces]) if outline.is_page else None
    marked = _drop_boilerplate(_mark_named(_mark(pieces, choice), choice))
    return (_judge(text, marked, outline, choice) if choice else marked), choice


def read_texts(text: str, path: str) -> PageTexts:
    """Return the texts of a page as the model sees them."""
    outline = read_outline(text, path)
    pieces = [Piece(run=run, text=find_text(run), role=_role(run.parent)) for run in outline.runs]
    choice = choose_article(text, outline, [words_of(piece) for piece in pieces])
    return _texts(text, _drop_boilerplate(_mark_named(_mark(pieces, choice), choice)), outline, choice)


def _texts(text: str, pieces: Sequence[Piece], outline: Outline, choice: Choice) -> PageTexts:
    places = [index for index, piece in enumerate(pieces) if piece.text]
    words = [words_of(pieces[index]) for index in places]
    # Roles by element alone: who is the headline is a feature of its own.
    blocks = [
        Translate(raw="x", text=said, role=_role(pieces[index].run.parent), line=1)
        for index, said in zip(places, words, strict=True)
    ]
    rules = find_boilerplate(blocks, repeats=True)
    texts = [
        PageText(
            run=pieces[index].run,
            line=Line(normalize(words[place]), blocks[place].role.value, rules.get(place, "")),
            key=fold(words[place]),
            chosen=index in choice.found,
            rule=pieces[index].rule,
            headline=index == choice.headline,
        )
        for place, index in enumerate(places)
    ]
    return PageTexts(texts=texts, outline=outline, core=choice.core, titles=read_titles(text, outline))


def _judge(text: str, pieces: Sequence[Piece], outline: Outline, choice: Choice) -> list[Piece]:
    """Return the pieces with the rules of those that the model takes for none of the article."""
    page = _texts(text, pieces, outline, choice)
    own = find_own(page)
    if own is None or not any(own):
        return list(pieces)
    judged = list(pieces)
    places = [index for index, piece in enumerate(pieces) if piece.text]
    for index, is_own in zip(places, own, strict=True):
        # Who finds the headline has seen more than a line's form: the page's own title.
        kept = is_own or index == choice.headline
        rule = "" if kept else pieces[index].rule or RULE
        judged[index] = replace(pieces[index], rule=rule)
    return judged


def _role(parent: Element | None) -> Role:
    names = (element.name for element in (parent.lineage if parent else ()))
    return next((_ROLES[name] for name in names if name in _ROLES), Role.BODY)


def words_of(piece: Piece) -> str:
    """Return the words of a run as readers see them."""
    if piece.text is None:
        return ""
    tokens = piece.run.tokens[piece.text.first : piece.text.last]
    return "".join(unescape(token.raw) if token.kind is Kind.TEXT else " " * (token.name == "br") for token in tokens)


def _mark(pieces: Sequence[Piece], choice: Choice | None) -> list[Piece]:
    """Return the pieces with the rule for what is not the article, and the headline's and standfirst's roles."""
    marked: list[Piece] = []
    headline = choice.headline if choice else next((i for i, piece in enumerate(pieces) if _is_title(piece)), None)
    for index, piece in enumerate(pieces):
        if index == headline:
            marked.append(replace(piece, role=Role.HEADLINE))
        elif choice and index in choice.standfirsts:
            marked.append(replace(piece, role=Role.STANDFIRST))
        elif choice and piece.text and (index not in choice.kept or _is_above(piece, index, headline)):
            marked.append(replace(piece, rule=PAGE_RULE))
        else:
            marked.append(piece)
    return marked


def _is_above(piece: Piece, index: int, headline: int | None) -> bool:
    """Tell whether a text of a page stands above its headline, where only a picture's caption is the article's."""
    return headline is not None and index < headline and piece.role is not Role.CAPTION


def _mark_named(pieces: Sequence[Piece], choice: Choice | None) -> list[Piece]:
    """Return the pieces with the rule for those in an element of the article that is named as none of it.

    Such as ``class="newsletter-signup"``. An element that holds much of the article is named so by mistake.
    """
    if choice is None or choice.container is None:
        return list(pieces)
    sizes: Counter[Element] = Counter()
    inner: list[tuple[Element, ...]] = []
    for piece in pieces:
        lineage = piece.run.parent.lineage if piece.run.parent and piece.text and not piece.rule else ()
        inside = lineage[: lineage.index(choice.container)] if choice.container in lineage else ()
        inner.append(inside)
        sizes.update(dict.fromkeys((*inside, choice.container), len(words_of(piece))) if piece.text else {})
    most = sizes[choice.container] * _LEAST_SHARE
    named = {element for element, size in sizes.items() if size <= most and is_named_boilerplate(element.classes)}
    return [
        replace(piece, rule=PAGE_RULE) if named.intersection(inside) and piece.role is not Role.HEADLINE else piece
        for piece, inside in zip(pieces, inner, strict=True)
    ]


def _is_title(piece: Piece) -> bool:
    return piece.text is not None and piece.run.parent is not None and piece.run.parent.name == "h1"


def _drop_boilerplate(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with the rules of those that are boilerplate by their words.

    Where the element around a heading ends, an end is put: what follows does not stand under that heading.
    """
    kept: list[int] = []
    blocks: list[Block] = []
    section: Element | None = None
    for index, piece in enumerate(pieces):
        if piece.text and not piece.rule:
            lineage = piece.run.parent.lineage if piece.run.parent else ()
            if section and section not in lineage:
                kept.append(-1)
                blocks.append(_END)
                section = None
            if piece.role is Role.HEADING and piece.run.parent:
                section = piece.run.parent.parent
            kept.append(index)
            blocks.append(Translate(raw="x", text=words_of(piece), role=piece.role, line=1))
    marked = list(pieces)
    for index, block in zip(kept, drop_boilerplate(blocks), strict=True):
        if index >= 0 and isinstance(block, Dropped) and pieces[index].role is not Role.HEADLINE:
            marked[index] = replace(pieces[index], rule=block.rule)
    return marked
