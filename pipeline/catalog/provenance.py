"""The ``# newsloc:`` comment of a PO entry: who made the draft, how sure of it, and what it was made for.

It stands on one line, so that msgmerge, msgcat and the editors' tools carry it along like any person's comment:

    # newsloc: draft gemma-3-270m@a9e8313722 20/71 redo numbers,terms 9213b3c5/be91c3e5/2186d593

That is: engine, model, score (behind it, what it is without the cap that findings put on), verdict, the checks that
found something, and digests of msgctxt, msgid and msgstr. Behind them stands what a judge said, if one was asked: its
name, its number, and each error with its spans (``judge:endpoint%20qwen3:60:mistranslation/major/9-17/0-5``). Then
comes what the embedded model found: the side and the span that it edits, and what stands there then
(``msgid:0-19:Iran%20accused%20Israel``). In a person's draft it stands alone, with the name ``person``. A draft from
the memory says where it was approved in place of the model, and at the end who approved it and for which source, if
that is not quite this one (``by:Mona%20Said:The%20ice%20broke%20under%2012%20anglers.``).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote, unquote

from pipeline.model import Entry, JudgedError, Judgement, Misreading, Provenance, Recall, Score, Span, Verdict

MARK = "newsloc:"
MEMORY = "memory"
"""The engine named where a reviewed text of the same source stands as a draft."""
COPY = "copy"
"""The engine named where the source stands as a draft, because it is in the target language."""
PERSON = "person"
"""The engine named where a person wrote a draft, and a model found something in it."""
UNWRITTEN = frozenset({MEMORY, COPY, PERSON})
"""The engines named where no machine wrote the draft: these have no score."""
_SAFE = "/@.+-_~"  # what model names and revisions are made of; not the separators ``,`` ``:`` ``=`` and space
_DIGEST = 8  # one edit in four thousand million would pass for none
_SHORT_DIGEST = 6
_EMPTY = "()"
"""In the place of a name that is empty; no name is written with brackets."""
_APART = re.compile(r"[^\w.,;!?'()-]+")
"""What is encoded in a text; letters stay as they are, since Arabic ones would take six characters each."""
_SPAN = "(?:[0-9]{1,6}-[0-9]{1,6})?"
_ERROR = f"[a-z]+/[a-z]+/{_SPAN}/{_SPAN}"
_PROVENANCE = re.compile(
    rf"{MARK} (?P<engine>\S+) (?P<model>\S+)"
    r" (?:-|(?P<score>[0-9]{1,3})(?:/(?P<uncapped>[0-9]{1,3}))? (?P<verdict>[a-z]+))(?: (?P<findings>[a-z,-]+))?"
    r" (?P<context>[0-9a-f]{8})/(?P<source>[0-9a-f]{8})/(?P<target>[0-9a-f]{8})"
    rf"(?: judge:(?P<judge>[^\s:]+):(?P<number>-?[0-9.]+(?:e[+-]?[0-9]+)?):(?P<errors>{_ERROR}(?:,{_ERROR})*)?)?"
    r"(?P<misreadings>(?: msg(?:id|str):[0-9]{1,6}-[0-9]{1,6}:\S+)*)"
    r"(?: by:(?P<reviewer>[^\s:]*):(?P<known>\S*))?"
)


def digest(text: str) -> str:
    """Return eight hexadecimal digits that change when the text does."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]


def digest_pair(source: str, target: str) -> str:
    """Return short digests of both texts: one changed text in 16 million would pass for the old one."""
    return "/".join(digest(text)[:_SHORT_DIGEST] for text in (source, target))


def by_engine(provenance: Provenance) -> bool:
    """Tell whether an engine made the target: it is no copy, and nobody's text for another place."""
    return provenance.engine not in UNWRITTEN


def make_provenance(  # noqa: PLR0913 - all of it is what the comment says
    entry: Entry,
    target: str,
    *,
    engine: str,
    model: str,
    score: Score | None = None,
    findings: Sequence[str] = (),
    judgement: Judgement | None = None,
    misreadings: Sequence[Misreading] = (),
    recall: Recall | None = None,
) -> Provenance:
    """Return the provenance of a machine target for an entry."""
    return Provenance(
        engine=engine,
        model=model,
        score=score,
        findings=tuple(findings),
        judgement=judgement,
        misreadings=tuple(misreadings),
        recall=recall,
        context_digest=digest(entry.context),
        source_digest=digest(entry.source),
        target_digest=digest(target),
    )


def sign(provenance: Provenance, entry: Entry) -> Provenance:
    """Return a provenance whose digests are those of an entry as it stands now."""
    return replace(
        provenance,
        context_digest=digest(entry.context),
        source_digest=digest(entry.source),
        target_digest=digest(entry.target),
    )


def format_provenance(provenance: Provenance) -> str:
    """Return the comment, without ``# ``."""
    digests = (provenance.context_digest, provenance.source_digest, provenance.target_digest)
    words = (
        MARK,
        _write_name(provenance.engine),
        _write_name(provenance.model),
        _write_score(provenance.score),
        ",".join(quote(name, _SAFE) for name in provenance.findings),
        "/".join(digests),
        _write_judgement(provenance.judgement) if provenance.judgement else "",
        *map(_write_misreading, provenance.misreadings),
        _write_recall(provenance.recall) if provenance.recall else "",
    )
    return " ".join(filter(None, words))


def parse_provenance(comment: str) -> Provenance | None:
    """Return what a comment says, or None if it is not ours: then it is a person's like any other."""
    found = _PROVENANCE.fullmatch(" ".join(comment.split()))
    if not found:
        return None
    try:
        return Provenance(
            engine=_read_name(found["engine"]),
            model=_read_name(found["model"]),
            score=_read_score(found["score"], found["verdict"], found["uncapped"]) if found["score"] else None,
            findings=tuple(found["findings"].split(",")) if found["findings"] else (),
            judgement=_read_judgement(found) if found["judge"] else None,
            misreadings=tuple(map(_read_misreading, found["misreadings"].split())),
            recall=_read_recall(found),
            context_digest=found["context"],
            source_digest=found["source"],
            target_digest=found["target"],
        )
    except ValueError:  # no such verdict, or no number
        return None


def _write_judgement(judgement: Judgement) -> str:
    """Return judge, number, and behind them each error: ``category/severity/span of msgid/span of msgstr``."""
    errors = (
        "/".join((error.category, error.severity, _write_span(error.source_span), _write_span(error.target_span)))
        for error in judgement.errors
    )
    return f"judge:{_write_name(judgement.judge)}:{judgement.score:g}:{','.join(errors)}"


def _read_judgement(found: re.Match[str]) -> Judgement:
    """Build the value.

    :raises ValueError: if the number is none
    """
    errors = tuple(map(_read_error, found["errors"].split(","))) if found["errors"] else ()
    return Judgement(judge=_read_name(found["judge"]), score=float(found["number"]), errors=errors)


def _read_error(text: str) -> JudgedError:
    category, severity, source, target = text.split("/")
    return JudgedError(
        category=category, severity=severity, source_span=_read_span(source), target_span=_read_span(target)
    )


def _write_span(span: Span | None) -> str:
    return f"{span[0]}-{span[1]}" if span else ""


def _read_span(text: str) -> Span | None:
    start, _, end = text.partition("-")
    return (int(start), int(end)) if text else None


def _write_misreading(misreading: Misreading) -> str:
    side = "msgstr" if misreading.in_target else "msgid"
    return f"{side}:{_write_span(misreading.span)}:{_write_name(misreading.text)}"


def _read_misreading(word: str) -> Misreading:
    side, span, text = word.split(":", 2)
    start, _, end = span.partition("-")
    return Misreading(in_target=side == "msgstr", span=(int(start), int(end)), text=_read_name(text))


def _write_recall(recall: Recall) -> str:
    return f"by:{quote(recall.reviewer, _SAFE)}:{_APART.sub(lambda found: quote(found[0], ''), recall.source)}"


def _read_recall(found: re.Match[str]) -> Recall | None:
    if found["reviewer"] is None:
        return None
    return Recall(reviewer=unquote(found["reviewer"]), source=unquote(found["known"]))


def _write_name(name: str) -> str:
    return quote(name, _SAFE) or _EMPTY


def _read_name(word: str) -> str:
    return "" if word == _EMPTY else unquote(word)


def _write_score(score: Score | None) -> str:
    """Return score and verdict, and behind a stroke what the score is without its cap."""
    if score is None:
        return "-"
    return f"{score.percent}{f'/{score.uncapped}' if score.capped else ''} {score.verdict.value}"


def _read_score(score: str, verdict: str, uncapped: str | None) -> Score:
    """Build the score.

    :raises ValueError: if there is no such verdict
    """
    return Score(percent=int(score), verdict=Verdict(verdict), capped=int(uncapped or score) - int(score))
