"""One article in one language as the page shows it: values for the templates, made of what the store opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import groupby

from pipeline.catalog.approvals import REVIEWED, SENT_BACK, approval_of
from pipeline.catalog.carry import is_outdated, judgement_of, score_of, written_by_person
from pipeline.catalog.differences import Stretch, compare_words
from pipeline.catalog.provenance import MEMORY
from pipeline.catalog.tally import States
from pipeline.languages.locales import same_language
from pipeline.languages.normalize import normalize
from pipeline.model import Block, Dropped, Entry, Finding, Recall, Role, Score, Severity, State, Translate, Verdict
from pipeline.quality.assess import ERROR_CAP
from pipeline.quality.inspection import Inspection
from pipeline.review.acts import SAID, name_of, remarks, version_of
from pipeline.review.opened import OpenArticle, Row
from pipeline.review.spans import Text, source_spans, target_spans, text_in
from pipeline.sources.boilerplate.left_out import text_of
from pipeline.sources.boilerplate.listing import format_lines, lines_of

PER_PAGE = 50
"""Units on one page: an article of news has 20, a long report 300."""
LEAST_SCORE = 80
"""The score that is offered first when drafts are chosen by it."""
_DESCRIPTION = "description"
"""What stands before the description of a page: the name of an HTML meta tag."""
_TAG = re.compile(r"<[^<>]*>")
_HIDDEN = re.compile(r"<(script|style|template|svg)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """Where a draft was reviewed as a translation, and by whom, if anybody knows.

    ``difference`` leads from the source that it was reviewed for to the unit's; empty where that is the same.
    """

    where: str
    reviewer: str
    difference: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """One unit: its two texts, its state, and what there is to say of it. ``number`` is its place on the page, from 1.

    ``name`` is empty where nothing can be done to it: the catalog lacks it, or the article is killed.
    ``describes`` tells whether it is a description that readers of the article do not see; ``translated`` tells
    whether its two languages are two.
    """

    name: str
    version: str
    number: int
    role: Role
    describes: bool
    state: State
    source: Text
    target: Text
    translated: bool
    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    score: Score | None
    judged: float | None
    """What a judge says of it, from 0 to 100."""
    difference: tuple[Stretch, ...]
    recalled: Recalled | None
    sent_back: tuple[str, ...]
    comments: tuple[str, ...]
    approved: str

    @property
    def open(self) -> bool:
        """Whether somebody still has to approve it."""
        return self.state is not State.REVIEWED

    @property
    def verdict(self) -> Verdict | None:
        """What its score says beyond that it is to be reviewed, as every draft is."""
        verdict = self.score.verdict if self.score else None
        return None if verdict is Verdict.REVIEW else verdict

    @property
    def is_doubtful(self) -> bool:
        """Whether its score says that it is hardly right, also in a direction that has no verdict for that."""
        return self.score is not None and (self.score.verdict is Verdict.REDO or self.score.percent <= ERROR_CAP)


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


def view_unit(opened: OpenArticle, row: Row, inspection: Inspection) -> UnitView:
    """Return a unit as it is shown."""
    entry, unit = row.entry, row.unit
    source = text_in(unit.language, unit.source, source_spans(inspection.findings))
    target = text_in(opened.language, entry.target if entry else "", target_spans(inspection.findings))
    before = entry.previous_source if entry and entry.fuzzy else None
    changed = before is not None and before != unit.source
    return UnitView(
        name=name_of(entry) if entry and not opened.killed else "",
        version=version_of(entry) if entry else "",
        number=opened.number_of(row),
        role=unit.role,
        describes=unit.role is Role.META and _DESCRIPTION in _prefix_of(opened.article.document.blocks[unit.block]),
        state=entry.state if entry else State.MISSING,
        source=source,
        target=target,
        translated=not same_language(unit.language, opened.language),
        findings=once(inspection.findings),
        waived=once(inspection.waived),
        score=score_of(entry),
        judged=judgement.score if (judgement := judgement_of(entry)) else None,
        difference=compare_words(before or "", unit.source) if changed else (),
        recalled=_find_recalled(entry) if entry else None,
        sent_back=remarks(entry, SENT_BACK) if entry else (),
        comments=_said(entry) if entry else (),
        approved=str(approval_of(entry) or "") if entry and entry.state is State.REVIEWED else "",
    )


def _find_recalled(entry: Entry) -> Recalled | None:
    made = entry.provenance
    if made is None or made.engine != MEMORY or entry.state is not State.DRAFT or written_by_person(entry):
        return None
    recall = made.recall or Recall()
    difference = compare_words(recall.source, entry.source) if recall.source else ()
    return Recalled(where=made.model, reviewer=recall.reviewer, difference=difference)


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


def has_error(inspection: Inspection) -> bool:
    """Tell whether the checks find an error."""
    return any(finding.severity is Severity.ERROR for finding in inspection.findings)


def once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings without those that say the same of another place."""
    return tuple({(each.check, each.message): each for each in reversed(findings)}.values())[::-1]


def _said(entry: Entry) -> tuple[str, ...]:
    """Return what people say of an entry, in our comments or in others'."""
    hidden = (REVIEWED, SENT_BACK, "newsloc-ignore")
    return tuple(line.removeprefix(SAID).strip() for line in entry.comments if not line.startswith(hidden))


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


def _prefix_of(block: Block) -> str:
    """Return what stands before the text of a block in its file."""
    return block.prefix if isinstance(block, Translate) else ""


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
