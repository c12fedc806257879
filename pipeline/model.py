"""The values that pass between the stages. All are frozen; a stage that knows more makes a new type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Role(StrEnum):
    """What a text is in its article; part of ``msgctxt``."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    HEADING = "heading"
    BODY = "body"
    CAPTION = "caption"
    QUOTE = "quote"
    LIST = "list"
    META = "meta"


ROLES: Mapping[str, Role] = {role.value: role for role in Role}
"""Every role by its name."""


class Encoding(StrEnum):
    """How a text is written into its skeleton when an edition is rendered."""

    PLAIN = "plain"
    YAML = "yaml"
    """A double-quoted YAML scalar; the skeleton holds the quotes' place, not the quotes."""
    HTML = "html"
    """The content of an element; inline tags stand without their attributes, see ``Translate.tags``."""
    ATTRIBUTE = "attribute"
    """The value of an HTML attribute; the skeleton holds the quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translate:
    """A block whose text is translated.

    ``raw`` is the block as it stands in the file. ``prefix`` and ``suffix`` are the skeleton that an edition writes
    around the translated text (``## ``, a line end). ``text`` is what lies between, markers of continued lines
    removed, line breaks kept. ``line`` counts from 1. ``tags`` are the inline tags that stand in ``text`` by their name
    alone (``a``, ``a2``, ``br``), each with what it is in the file: attributes are skeleton.
    """

    raw: str
    text: str
    role: Role
    line: int
    prefix: str = ""
    suffix: str = ""
    encoding: Encoding = Encoding.PLAIN
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Skeleton: blank lines, markup, code, embeds; an edition repeats it as it is."""

    raw: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Boilerplate of a scraped page: kept in the file, reported, left out of editions. ``rule`` says why.

    ``text`` is what people read there, on one line; empty where it is only markup.
    """

    raw: str
    line: int
    rule: str
    text: str = ""


Block = Translate | Skip | Dropped


class Status(StrEnum):
    """Whether an article may be published; the words are those of ninjs."""

    USABLE = "usable"
    WITHHELD = "withheld"
    """Not to be published for now."""
    CANCELED = "canceled"
    """Killed: never to be published, and to be taken back where it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What an article declares about itself; every field is optional in the file.

    ``embargo`` has a time zone: before it, the article must not be published. ``correction`` says what was wrong; it is
    translated, so it is a block of role META as well. ``archived`` articles are old: nobody asks for their
    translations any more. ``url`` is where the article was fetched from.
    """

    language: str | None = None
    title: str | None = None
    date: date | None = None
    author: str | None = None
    embargo: datetime | None = None
    correction: str | None = None
    status: Status = Status.USABLE
    archived: bool = False
    tags: tuple[str, ...] = ()
    url: str | None = None

    @property
    def killed(self) -> bool:
        """Whether the article was withdrawn."""
        return self.status is Status.CANCELED

    def is_embargoed(self, now: datetime) -> bool:
        """Tell whether the article must not be published yet."""
        return self.embargo is not None and now < self.embargo


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Something in an article's file that may be a mistake; ``message`` says what, and what to do."""

    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file of source/ as a reader parsed it; joining the blocks' ``raw`` gives the file's text back.

    ``path`` is relative to the project, with forward slashes; ``format`` is the reader's name (``text``, ``markdown``,
    ``html``, ``ninjs``). ``encoding`` is that of the file, by its Python name; ``note`` and ``hints`` say what
    a person should look at in the file.
    """

    path: str
    format: str
    metadata: Metadata
    blocks: tuple[Block, ...]
    encoding: str = "utf-8"
    note: str = ""
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One sentence, headline or caption: one PO entry. ``block`` is its index in the document's blocks.

    ``source`` is normalized (NFC, single spaces, no bidi controls). ``language`` is the article's unless the unit
    clearly differs. ``line`` is where its block starts.
    """

    source: str
    role: Role
    block: int
    line: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A document with its language and its units, in order. ``slug`` is its path below source/ without suffix."""

    slug: str
    language: str
    document: Document
    units: tuple[Unit, ...]


class Severity(StrEnum):
    """How bad a finding is: an error caps the score."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


Span = tuple[int, int]
"""Start and end, in code points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A sentence that can be said in several languages.

    ``template`` has the names of its ``values`` in braces. A value is a text that stays as it is (a quotation, a
    number), or a message in turn.
    """

    template: str
    values: tuple[tuple[str, str | Message], ...] = ()

    def __str__(self) -> str:
        """Say it in the language of the template."""
        return self.template.format(**dict(self.values)) if self.values else self.template


def phrase(template: str, **values: str | Message) -> Message:
    """Return a message; the catalogs have its template because it stands in a call of this function."""
    return Message(template=template, values=tuple(values.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check says about one target; spans point into the source and target it was given."""

    check: str
    severity: Severity
    said: Message
    source_span: Span | None = None
    target_span: Span | None = None

    @property
    def message(self) -> str:
        """What is said, in the language of its template."""
        return str(self.said)


class Rule(StrEnum):
    """What the glossary asks of a term."""

    REQUIRED = "required"
    FORBIDDEN = "forbidden"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One row of a glossary for one direction.

    ``targets`` are the accepted wordings, the preferred one first. FORBIDDEN: the targets must not be used.
    KEEP: the source wording itself stays. ``note`` is for translators. ``turned`` rows are of the opposite direction.
    """

    source: str
    targets: tuple[str, ...]
    rule: Rule
    source_language: str
    target_language: str
    note: str = ""
    turned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """An edit of one side of a pair that changes its meaning, and how much likelier a model finds it.

    ``replacement`` stands in the place of the code points from ``start`` to ``end`` of the source, if it is
    ``in_source``, or of the target. ``forth`` is the natural logarithm of the odds of the edited text against the text,
    given the other side, and ``back`` that of the odds of the other side, given each of the two.
    """

    kind: str
    in_source: bool
    start: int
    end: int
    replacement: str
    forth: float
    back: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """How likely the embedded model finds each side of a pair: mean log-probability of its tokens, 0 is certain.

    ``rivals`` are edits of a side that it finds likelier where they begin.
    """

    target_given_source: float
    source_given_target: float
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Misreading:
    """What one side of a pair reads as to a model, where that is not what the other side says.

    ``text`` stands in the place of a stretch (``span``) of the source, or of the target where ``in_target``; where it
    is empty, the stretch is gone.
    """

    in_target: bool
    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedError:
    """One error that a judge sees: the MQM category, ``critical``, ``major`` or ``minor``, and where it is."""

    category: str
    severity: str
    source_span: Span | None = None
    target_span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a judge says of one target. ``judge`` is its name and label; what ``score`` means depends on the judge."""

    judge: str
    score: float
    errors: tuple[JudgedError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One source and its target, as checks and signals see it. ``terms`` are the glossary's for this direction."""

    source: str
    target: str
    source_language: str
    target_language: str
    role: Role = Role.BODY
    terms: tuple[Term, ...] = ()
    waived: frozenset[str] = frozenset()
    """Names of the checks that a reviewer waived on this unit."""
    link_labels: frozenset[str] = frozenset()
    """The labels of links whose addresses stand elsewhere in the article."""
    outdated: frozenset[str] = frozenset()
    """Names of the checks that a reviewer waived when one of the two texts was another."""
    drift: tuple[Finding, ...] = ()
    """Names of the target that are spelled otherwise elsewhere."""
    read: bool = False
    """Whether a model has read these very texts: ``misreadings`` are all that is to be said of them."""
    translated: bool = True
    """Whether it is a translation; pseudo-localization is none: nothing is checked, and nothing scored."""
    log_probability: float | None = None
    """Mean token log-probability that the engine gave its own target, if one did."""
    likelihood: Likelihood | None = None
    """What the embedded model makes of it, where it was asked."""
    judgement: Judgement | None = None
    """What a judge says of it, where one was asked."""
    misreadings: tuple[Misreading, ...] = ()
    """What one side reads as, where a model found that; of a draft they stand in the catalog."""


class Verdict(StrEnum):
    """What an editor should do with a draft."""

    KEEP = "keep"
    REVIEW = "review"
    REDO = "redo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The chance in percent that a careful reviewer finds no error of meaning, and what an editor should do with it."""

    percent: int
    verdict: Verdict
    capped: int = 0
    """How much a cap that findings put on it took off."""

    @property
    def uncapped(self) -> int:
        """The score without its cap."""
        return self.percent + self.capped


@dataclass(frozen=True, slots=True, kw_only=True)
class Unscored:
    """Why a target has no score, in words."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """How far to trust one target: its score, or why it has none, and what that rests on."""

    score: Score | Unscored
    signals: Mapping[str, float]
    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...] = ()
    """What a reviewer waived: it takes nothing off the score."""
    calibration: str = ""
    """Which calibration made the score: its engine, direction and date; empty where there is no score."""
    used: tuple[str, ...] = ()
    """The signals that the score rests on; others were measured, but nobody has fitted a score to them."""
    judgement: Judgement | None = None
    """What a judge said, which no command without it says again."""
    misreadings: tuple[Misreading, ...] = ()
    """What the embedded model found, which no command without it finds again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One translation an engine offers, with its mean token log-probability where the engine knows it."""

    text: str
    log_probability: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One text for an engine. ``terms`` are the glossary terms that occur in it.

    ``names`` are words of names in it, folded, as reviewed translations spell them, for an engine that takes names.
    ``previous`` is the sentence before it in its article, empty for the first: context, not to be translated.
    ``examples`` are similar sources with their approved targets, for an engine that takes examples.
    """

    source: str
    terms: tuple[Term, ...] = ()
    names: tuple[Term, ...] = ()
    previous: str = ""
    examples: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """From which language into which; BCP 47 tags."""

    source: str
    target: str

    def __str__(self) -> str:
        """Show ``en->ar``."""
        return f"{self.source}->{self.target}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Whose approved translation a draft was recalled from: ``reviewer`` approved it, empty if nobody knows.

    ``source`` is what it translates, where that differs from the entry's source in figures, spacing or punctuation (the
    target has the entry's figures then); empty where it is the same.
    """

    reviewer: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a machine target comes from: the ``# newsloc:`` comment of a PO entry; ``score`` is None if it has none.

    The digests tell later what changed: context and source (stale), or target (a person wrote it).
    """

    engine: str
    model: str
    score: Score | None
    findings: tuple[str, ...] = ()
    """Names of the checks that found something."""
    judgement: Judgement | None = None
    """What a judge said of the draft, for commands that ask none."""
    misreadings: tuple[Misreading, ...] = ()
    """What a model found, for commands that run none."""
    recall: Recall | None = None
    """Of a draft from the memory, whose ``model`` names the article and the unit where it was approved."""
    context_digest: str
    source_digest: str
    target_digest: str


class State(StrEnum):
    """How far a unit is: empty, fuzzy or plain msgstr."""

    MISSING = "missing"
    DRAFT = "draft"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a catalog. ``context`` is the unit's identity, ``<role>#<n>``; ``target`` is empty when missing.

    ``comments`` are people's own ``#`` lines (newsloc's provenance line is parsed into ``provenance``), ``notes`` the
    ``#.`` lines, which are made anew at every run. ``flags`` are those besides ``fuzzy``. ``line`` is where the
    target begins in the file the entry was read from, else 0; entries that differ in it alone are equal.
    """

    context: str
    source: str
    target: str = ""
    fuzzy: bool = False
    previous_context: str | None = None
    previous_source: str | None = None
    provenance: Provenance | None = None
    comments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def state(self) -> State:
        """Missing, draft or reviewed."""
        if not self.target:
            return State.MISSING
        return State.DRAFT if self.fuzzy else State.REVIEWED

    @property
    def role(self) -> Role:
        """The role named in the context; body where a foreign tool changed it beyond recognition."""
        return ROLES.get(self.context.partition("#")[0], Role.BODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """One PO file, or the POT (``language`` is None). ``next_number`` is the POT's ``X-Newsloc-Next``.

    ``headers`` holds the header as read, in order, so that what other tools wrote there stays.
    """

    slug: str
    source_language: str
    language: str | None
    entries: tuple[Entry, ...]
    obsolete: tuple[Entry, ...] = ()
    next_number: int = 1
    headers: Mapping[str, str] = field(default_factory=dict)
    header_comments: tuple[str, ...] = ()
