"""One article in one language as the page shows it: values for the templates, made of what the store opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import groupby

from pipeline.catalog.approvals import SENT_BACK
from pipeline.catalog.carry import is_outdated, score_of
from pipeline.catalog.tally import States
from pipeline.languages.normalize import normalize
from pipeline.model import Block, Dropped, Entry, Role, State
from pipeline.quality.inspection import Inspection
from pipeline.review.acts import name_of, remarks, version_of
from pipeline.review.opened import OpenArticle, Row
from pipeline.review.spans import Text, text_in
from pipeline.review.unit import UnitView, has_error, view_unit
from pipeline.sources.boilerplate.left_out import text_of
from pipeline.sources.boilerplate.listing import format_lines, lines_of

PER_PAGE = 50
"""Units on one page: an article of news has 20, a long report 300."""
LEAST_SCORE = 80
"""The score that is offered first when drafts are chosen by it."""
_TAG = re.compile(r"<[^<>]*>")
_HIDDEN = re.compile(r"<(script|style|template|svg)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A block of the article: its units, or a text that is left out. ``lines`` are those of its file."""

    index: int
    lines: str
    units: tuple[UnitView, ...] = ()
    left_out: Text | None = None
    rule: str = ""
    can_go: bool = False

    @property
    def role(self) -> Role:
        """What its first unit is."""
        return self.units[0].role if self.units else Role.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What of an article is asked for: which units, in which order, and which page, from 1.

    ``least`` is the score below which drafts are shown, or from which they are approved together.
    """

    show: str = "all"
    sort: str = "order"
    page: int = 1
    least: int = LEAST_SCORE


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article in one language. ``paragraphs`` are those of the page asked for.

    ``highest`` is the highest score of a draft; -1 where none has one.
    ``drafted`` tells whether there is a catalog. ``onward`` is the next page on which something is to be approved;
    0 where there is none.
    """

    slug: str
    path: str
    title: Text
    language: str
    source_language: str
    progress: States
    difference: str
    killed: bool
    drafted: bool
    highest: int
    pages: int
    onward: int
    wish: Wish
    paragraphs: tuple[Paragraph, ...]


Inspect = Callable[[Row], Inspection]
"""Says what the checks find in a unit."""


def view_article(opened: OpenArticle, inspect: Inspect, wish: Wish) -> ArticleView:
    """Return an article as it is shown."""
    article, language = opened.article, opened.language
    rows = _chosen(opened, inspect, wish)
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(wish.page, pages)
    shown = rows[(page - 1) * PER_PAGE : page * PER_PAGE]
    title = next((row.unit for row in opened.rows if row.unit.role is Role.HEADLINE), None)
    source = title.language if title else article.language
    return ArticleView(
        slug=article.slug,
        path=article.document.path,
        title=text_in(source, title.source if title else article.slug),
        language=language,
        source_language=article.language,
        progress=opened.progress,
        difference=opened.difference,
        killed=opened.killed,
        drafted=opened.catalog is not None,
        highest=max((score.percent for row in opened.rows if (score := score_of(row.entry))), default=-1),
        pages=pages,
        onward=_onward(rows, page),
        wish=replace(wish, page=page),
        paragraphs=tuple(view_paragraphs(opened, inspect, shown, whole=wish.show == "all" and wish.sort == "order")),
    )


def approvable_units(opened: OpenArticle, inspect: Inspect, *, block: int | None, least: int) -> tuple[str, ...]:
    """Return the drafts that may be approved together, ``name:version`` each: of one block, or from a score on.

    A draft of another source is left out, and one in which a check finds an error.
    """
    found = []
    for row in opened.rows:
        entry = row.entry
        if entry is None or entry.state is not State.DRAFT or is_outdated(entry):
            continue
        asked = row.unit.block == block if block is not None else _reaches(entry, least)
        if asked and not has_error(inspect(row)):
            found.append(f"{name_of(entry)}:{version_of(entry)}")
    return tuple(found)


def _reaches(entry: Entry, least: int) -> bool:
    score = score_of(entry)
    return score is not None and score.percent >= least


def _chosen(opened: OpenArticle, inspect: Inspect, wish: Wish) -> list[Row]:
    """Return the rows that are asked for, headline first."""
    rows = list(opened.shown_rows)
    if wish.show == "open":
        rows = [row for row in rows if not row.entry or row.entry.state is not State.REVIEWED]
    elif wish.show == "below":
        rows = [row for row in rows if 0 <= _score(row) < wish.least]
    elif wish.show == "back":
        rows = [row for row in rows if row.entry and remarks(row.entry, SENT_BACK)]
    elif wish.show == "findings":
        rows = [row for row in rows if inspect(row).findings]
    return sorted(rows, key=_score) if wish.sort == "score" else rows


def _onward(rows: Sequence[Row], page: int) -> int:
    """Return the next page, after this one and round again, with a unit that is still to be approved."""
    pages = [at // PER_PAGE + 1 for at, row in enumerate(rows) if row.entry and row.entry.state is not State.REVIEWED]
    others = [other for other in pages if other != page]
    return next((other for other in others if other > page), others[0] if others else 0)


def _score(row: Row) -> int:
    """Return what sorts by score: the least trusted first, what has no draft before, what is reviewed last."""
    if row.entry is None or row.entry.state is State.MISSING:
        return -1
    if row.entry.state is State.REVIEWED:
        return 101
    score = score_of(row.entry)
    return score.percent if score else 0


def view_paragraphs(opened: OpenArticle, inspect: Inspect, rows: Sequence[Row], *, whole: bool) -> Iterator[Paragraph]:
    """Yield the blocks of rows; in the whole article with the texts left out between them."""
    document = opened.article.document
    out = [at for at, block in enumerate(document.blocks) if whole and isinstance(block, Dropped) and block.text]
    previous = -1
    for index, group in groupby(rows, key=lambda row: row.unit.block):
        units = tuple(view_unit(opened, row, inspect(row)) for row in group)
        if index > previous:
            yield from (_left_out(opened, at) for at in out if previous < at < index)
            previous = index
        block = document.blocks[index]
        lines = format_lines(lines_of(document, block))
        yield Paragraph(index=index, lines=lines, units=units, can_go=_can_go(block) and not opened.killed)
    if rows and rows[-1].index == len(opened.rows) - 1:
        yield from (_left_out(opened, at) for at in out if at > previous)


def _can_go(block: Block) -> bool:
    return bool(text_of(block)) and not isinstance(block, Dropped)


def _left_out(opened: OpenArticle, at: int) -> Paragraph:
    document = opened.article.document
    block = document.blocks[at]
    assert isinstance(block, Dropped)
    text = text_in(opened.article.language, _read_whole(block))
    return Paragraph(index=at, lines=format_lines(lines_of(document, block)), left_out=text, rule=block.rule)


def _read_whole(block: Dropped) -> str:
    """Return what people read in a block with its protected parts, which the text that names it in the record lacks."""
    if "</" not in block.raw or "\\" in block.raw:  # plain text, or HTML in a string of JSON
        return block.text
    whole = normalize(unescape(_TAG.sub("", _HIDDEN.sub("", block.raw))))
    return whole if len("".join(whole.split())) > len("".join(block.text.split())) else block.text
