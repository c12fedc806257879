"""One unit as the page and the report show it: its two texts, its state, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.catalog.approvals import REVIEWED, SENT_BACK, approval_of
from pipeline.catalog.carry import judgement_of, score_of, written_by_person
from pipeline.catalog.differences import Stretch, compare_words
from pipeline.catalog.provenance import MEMORY
from pipeline.languages.locales import same_language
from pipeline.model import Block, Entry, Finding, Recall, Role, Score, Severity, State, Translate, Verdict
from pipeline.quality.assess import ERROR_CAP
from pipeline.quality.inspection import Inspection
from pipeline.review.acts import SAID, name_of, remarks, version_of
from pipeline.review.opened import OpenArticle, Row
from pipeline.review.spans import Text, source_spans, target_spans, text_in

_DESCRIPTION = "description"
"""What stands before the description of a page: the name of an HTML meta tag."""


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

    ``name`` is empty where nothing can be done to it: the catalog lacks it, or the article is killed. ``context`` stays
    the same when its source changes; ``waiting`` tells whether localize is to run before it can be reviewed.
    ``describes`` tells whether it is a description that readers of the article do not see; ``translated`` tells
    whether its two languages are two.
    """

    name: str
    context: str
    waiting: bool
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


def view_unit(opened: OpenArticle, row: Row, inspection: Inspection) -> UnitView:
    """Return a unit as it is shown."""
    entry, unit = row.entry or row.waiting, row.unit
    source = text_in(unit.language, unit.source, source_spans(inspection.findings))
    target = text_in(opened.language, entry.target if entry else "", target_spans(inspection.findings))
    before = entry.previous_source if entry and entry.fuzzy else None
    changed = before is not None and before != unit.source
    return UnitView(
        name=name_of(row.entry) if row.entry and not opened.killed else "",
        context=entry.context if entry else "",
        waiting=row.waiting is not None,
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


def _prefix_of(block: Block) -> str:
    """Return what stands before the text of a block in its file."""
    return block.prefix if isinstance(block, Translate) else ""
