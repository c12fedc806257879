"""The texts of HTML with their roles, and which of them a page's article is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape

from pipeline.model import Metadata, Role
from pipeline.sources.boilerplate.left_out import digests_of
from pipeline.sources.readers.html_elements import HEADINGS
from pipeline.sources.readers.html_pages import PAGE_RULE, ArticleChoice, choose_article
from pipeline.sources.readers.html_runs import InlineRun, Outline
from pipeline.sources.readers.html_texts import find_text, is_nested
from pipeline.sources.readers.html_tokens import TokenKind

_ROLES = {
    "blockquote": Role.QUOTE,
    "q": Role.QUOTE,
    "li": Role.LIST,
    "dt": Role.LIST,
    "dd": Role.LIST,
    "figcaption": Role.CAPTION,
    "caption": Role.CAPTION,
    **dict.fromkeys(HEADINGS, Role.HEADING),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlPiece:
    """A run with what is known of it: its text's place in its tokens (None without words), role, and why it goes."""

    run: InlineRun
    text: slice | None
    role: Role
    rule: str = ""

    @property
    def nested(self) -> tuple[int, int]:
        """From where to where it is well nested: where a line break cuts ``<b>``, its tags belong to other runs too."""
        tokens = self.run.tokens
        if self.text is None or is_nested(tokens):
            return self.run.start, self.run.end
        return tokens[self.text][0].start, tokens[self.text][-1].end


def read_fragment(outline: Outline, record: Mapping[str, str]) -> list[HtmlPiece]:
    """Return the runs of a fragment: all of it is the article but what a record leaves out, the h1 its headline."""
    pieces = [_piece(run) for run in outline.runs]
    title = next((i for i, piece in enumerate(pieces) if piece.text and _is_title(piece)), None)
    if title is not None:
        pieces[title] = replace(pieces[title], role=Role.HEADLINE)
    return _leave_out(pieces, record)


def read_page(text: str, outline: Outline, record: Mapping[str, str] | None) -> tuple[Metadata, list[HtmlPiece]]:
    """Return the metadata and runs of a page; what goes is what the record says, or what was not chosen."""
    pieces = [_piece(run) for run in outline.runs]
    choice = choose_article(text, outline, [words_of(piece) for piece in pieces])
    pieces = [_with_role(piece, index, choice) for index, piece in enumerate(pieces)]
    if record is not None:
        return choice.metadata, _leave_out(pieces, record)
    return choice.metadata, [
        replace(piece, rule=PAGE_RULE) if piece.text and index not in choice.kept else piece
        for index, piece in enumerate(pieces)
    ]


def _piece(run: InlineRun) -> HtmlPiece:
    roles = (_ROLES[element.name] for element in run.lineage if element.name in _ROLES)
    return HtmlPiece(run=run, text=find_text(run), role=next(roles, Role.BODY))


def _with_role(piece: HtmlPiece, index: int, choice: ArticleChoice) -> HtmlPiece:
    if index == choice.headline:
        return replace(piece, role=Role.HEADLINE)
    return replace(piece, role=Role.STANDFIRST) if index in choice.standfirsts else piece


def _is_title(piece: HtmlPiece) -> bool:
    return piece.run.parent is not None and piece.run.parent.name == "h1"


def words_of(piece: HtmlPiece) -> str:
    """Return the words of a run as readers see them."""
    if piece.text is None:
        return ""
    tokens = piece.run.tokens[piece.text]
    return "".join(
        unescape(token.raw) if token.kind is TokenKind.TEXT else " " * (token.name == "br") for token in tokens
    )


def _leave_out(pieces: Sequence[HtmlPiece], record: Mapping[str, str]) -> list[HtmlPiece]:
    """Return the pieces with the rules that a record has for them."""
    if not record:
        return list(pieces)
    digests = iter(digests_of(words_of(piece) for piece in pieces if piece.text))
    return [replace(piece, rule=record.get(next(digests), "")) if piece.text else piece for piece in pieces]
