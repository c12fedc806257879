"""What there is to do at the gate: problems that close it, and notices that do not."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.catalog.waivers import read_waivers
from pipeline.model import Entry, Finding, Message
from pipeline.quality.rules import CheckRules


class ProblemKind(StrEnum):
    """What sort of problem it is."""

    UNREADABLE = "unreadable"
    MISSING = "missing"
    STALE = "stale"
    RENEW = "renew"
    LOST = "lost"
    FINDING = "finding"
    SHARE = "share"
    CHANGED = "changed"
    WARNING = "warning"
    ORPHAN = "orphan"
    LETTERS = "letters"
    HINT = "hint"
    LEFT_OUT = "left-out"


FOUND = (ProblemKind.FINDING, ProblemKind.WARNING)
"""What checks find in reviewed units."""
LEVELS = {
    ProblemKind.WARNING: "warning",
    ProblemKind.ORPHAN: "warning",
    ProblemKind.LETTERS: "warning",
    ProblemKind.HINT: "warning",
    ProblemKind.LEFT_OUT: "note",
}
"""How grave the kinds are that never close the gate; all others are errors, or warnings where they do not close it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a sort of problem is called, and what it means and asks for, in a sentence or two."""

    title: str
    help: str


WAIVE = (
    "If a translation is right, put a line above its entry: # newsloc-ignore: CHECK (your reason); if it has one for"
    " another text, remove the @ and the digests there."
)
"""What to do where a check is wrong."""
KINDS: Mapping[ProblemKind, Explanation] = {
    ProblemKind.UNREADABLE: Explanation(
        title="File cannot be read",
        help="An article or a catalog is damaged or badly named, so nothing in it could be counted. Mend it as the"
        " message says; the exit code is 2 until then.",
    ),
    ProblemKind.MISSING: Explanation(
        title="Catalog missing",
        help="An article has no catalog in a language of the project. Run newsloc localize and commit the result.",
    ),
    ProblemKind.STALE: Explanation(
        title="Catalog out of step",
        help="An article was edited after its catalog was written. Run newsloc localize and commit the result.",
    ),
    ProblemKind.RENEW: Explanation(
        title="Published translation out of date",
        help="An article changed after its translation was published, or a unit was sent back. The edition shows"
        " changed units as they were approved before, and leaves others out. Run newsloc localize, and review them.",
    ),
    ProblemKind.LOST: Explanation(
        title="Reviewed unit lost",
        help="A unit was reviewed in the version compared with, its source is the same, and it is not reviewed now."
        " Restore its translation, or approve the new one by removing its fuzzy mark.",
    ),
    ProblemKind.FINDING: Explanation(
        title="Error in a reviewed unit",
        help="A check found an error (or, with strict = true, a warning) in a translation that somebody approved."
        " Correct it.",
    ),
    ProblemKind.SHARE: Explanation(
        title="Coverage below the limit",
        help="Fewer units are reviewed than the settings ask for under [coverage]. Review more of them; newsloc check"
        " says how many.",
    ),
    ProblemKind.CHANGED: Explanation(
        title="Changed text not reviewed",
        help="Of the units that are new or changed since the version compared with, fewer are reviewed than the"
        " language's limit, or than were reviewed there if that was less. Review more of the changed units.",
    ),
    ProblemKind.WARNING: Explanation(
        title="Warning in a reviewed unit",
        help="A check found something that may be wrong in a translation that somebody approved. It closes the gate"
        " only with strict = true.",
    ),
    ProblemKind.ORPHAN: Explanation(
        title="Catalog without article",
        help="The article of a catalog is gone from source/. Delete its catalogs and template; or, if the article was"
        " renamed, run newsloc localize, which brings its translations along.",
    ),
    ProblemKind.LETTERS: Explanation(
        title="Letters that cannot be read",
        help="The file of an article does not keep to the encoding that it declares. Save it with the encoding UTF-8.",
    ),
    ProblemKind.HINT: Explanation(
        title="Key that is not read",
        help="A key of an article's front matter is like one that newsloc reads, and is not read. Correct it, or rename"
        " it if it is your own.",
    ),
    ProblemKind.LEFT_OUT: Explanation(
        title="Lines left out of an article",
        help="What a scraped article carries besides itself is not translated. newsloc include takes lines back,"
        " newsloc exclude leaves more out.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPlace:
    """Which catalog it is, and where its file lies in the project."""

    slug: str
    language: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to do something about.

    ``message`` says where, what, and what to do. ``path`` (in the project) and ``line`` point at what to look at, where
    there is such a place. ``check`` is that of a finding, ``limit`` the name of the limit missed, ``setting`` the
    setting of the project that closes the gate for it, ``text`` the unit's target or source, for reports that show it.
    ``said`` is what the check says, for the page that says it in its reader's language.
    """

    kind: ProblemKind
    language: str
    message: str
    slug: str | None = None
    path: str | None = None
    line: int | None = None
    context: str | None = None
    check: str | None = None
    limit: str | None = None
    setting: str | None = None
    text: str | None = None
    said: tuple[Message, ...] = ()

    @property
    def rule(self) -> str:
        """What it breaks: its kind, or that and the check."""
        return f"{self.kind}/{self.check}" if self.check else self.kind.value

    @property
    def title(self) -> str:
        """A few words that head it."""
        title = KINDS[self.kind].title
        return f"{title}: {self.check or self.limit}" if self.check or self.limit else title

    @property
    def explanation(self) -> str:
        """The message, and which setting of the project closes the gate for it, if one does."""
        return f"{self.message} [closed by {self.setting}]" if self.setting else self.message

    @property
    def without_place(self) -> str:
        """The explanation without path, line and check, for reports that show these themselves; the unit stays."""
        place = rf"{re.escape(self.path or '')}(?::\d+)?(?: \(([^)]*)\))?: (?:{self.check}: )?"
        return re.sub(rf"\A{place}", lambda found: f"{found[1]}: " if found[1] else "", self.explanation)

    @property
    def fingerprint(self) -> str:
        """Tell it from others, today and after lines have moved: by what and where it is, not by line or wording."""
        parts = (self.kind, self.language, self.slug, self.path, self.context, self.check, self.limit)
        return hashlib.sha256("\x1f".join(part or "" for part in parts).encode()).hexdigest()[:32]


def describe_findings(
    findings: Collection[Finding], entry: Entry, place: CatalogPlace, rules: CheckRules
) -> Iterator[Problem]:
    """Yield a problem for each check that found an error or a warning; the setting that closes the gate is named."""
    outdated = read_waivers(entry.comments, entry.source, entry.target).outdated
    for check, closes in dict.fromkeys((finding.check, rules.closes(finding)) for finding in findings):
        own = [finding for finding in findings if (finding.check, rules.closes(finding)) == (check, closes)]
        said = "; ".join(dict.fromkeys(finding.message for finding in own))
        renew = "; its waiver was for another text" if check in outdated else ""
        settings = " and ".join(sorted({rules.setting(finding) for finding in own} - {""})) if closes else ""
        yield Problem(
            kind=ProblemKind.FINDING if closes else ProblemKind.WARNING,
            language=place.language,
            slug=place.slug,
            path=place.path,
            line=entry.line or None,
            context=entry.context,
            check=check,
            setting=settings or None,
            text=entry.target,
            said=tuple(dict.fromkeys(finding.said for finding in own)),
            message=f"{place.path}:{entry.line} ({entry.context}): {check}: {said}{renew}",
        )
