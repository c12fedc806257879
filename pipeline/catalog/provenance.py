"""The ``# newsloc:`` comment of a PO entry: who made the draft, how sure of it, and what it was made for.

It stands on one line, so that msgmerge, msgcat and the editors' tools carry it along like any person's comment:

    # newsloc: engine=draft model=gemma-3-270m score=71 verdict=review signals=similarity:0.83 context=... target=...
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from pipeline.model import Provenance, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.model import Entry

MARK = "newsloc:"
MEMORY = "memory"
"""The engine named where a reviewed text of the same source stands as a draft."""
COPY = "copy"
"""The engine named where the source stands as a draft, because it is in the target language."""
IDENTITY = "identity"
"""The engine named where an article's own text stands as a draft for sign-off."""
_SAFE = "/@.+-_~"  # what model names and revisions are made of; not the separators ``,`` ``:`` ``=`` and space
_DIGITS = 3  # of a signal: more would differ from one processor to the next
_REQUIRED = frozenset({"engine", "model", "score", "verdict", "context", "source", "target"})
_OPTIONAL = frozenset({"signals", "findings"})
_SCORE = re.compile(r"[0-9]{1,3}")


def digest(text: str) -> str:
    """Return ten hexadecimal digits that change when the text does."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def make_provenance(  # noqa: PLR0913 - all of it is what the comment says
    entry: Entry,
    target: str,
    *,
    engine: str,
    model: str,
    score: int,
    verdict: Verdict,
    signals: Mapping[str, float] | None = None,
    findings: Sequence[str] = (),
) -> Provenance:
    """Return the provenance of a machine target for an entry."""
    return Provenance(
        engine=engine,
        model=model,
        score=score,
        verdict=verdict,
        signals=signals or {},
        findings=tuple(findings),
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
    """Return the comment, without ``# ``; signals are rounded and sorted, so that its bytes do not wander."""
    signals = [
        f"{quote(name, _SAFE)}:{round(value, _DIGITS) + 0.0}"  # + 0.0: no minus before a zero
        for name, value in sorted(provenance.signals.items())
        if math.isfinite(value)
    ]
    fields = {
        "engine": quote(provenance.engine, _SAFE),
        "model": quote(provenance.model, _SAFE),
        "score": str(provenance.score),
        "verdict": provenance.verdict.value,
        "signals": ",".join(signals),
        "findings": ",".join(quote(name, _SAFE) for name in provenance.findings),
        "context": quote(provenance.context_digest, _SAFE),
        "source": quote(provenance.source_digest, _SAFE),
        "target": quote(provenance.target_digest, _SAFE),
    }
    written = (f"{name}={value}" for name, value in fields.items() if value or name in _REQUIRED)
    return " ".join((MARK, *written))


def parse_provenance(comment: str) -> Provenance | None:
    """Return what a comment says, or None if it is not ours: then it is a person's like any other."""
    mark, _, rest = comment.strip().partition(" ")
    words = [word.partition("=") for word in rest.split()]
    fields = {name: value for name, _, value in words}
    if mark != MARK or len(fields) != len(words) or fields.keys() - _OPTIONAL != _REQUIRED:
        return None
    try:
        return _provenance(fields)
    except ValueError:
        return None


def _provenance(fields: Mapping[str, str]) -> Provenance:
    """Build the value.

    :raises ValueError: if a field does not hold what it should
    """
    if not _SCORE.fullmatch(fields["score"]):
        raise ValueError(fields["score"])
    pairs = [item.partition(":") for item in fields.get("signals", "").split(",") if item]
    signals = {unquote(name): float(value) for name, _, value in pairs}
    if not all(map(math.isfinite, signals.values())):
        raise ValueError(fields["signals"])
    return Provenance(
        engine=unquote(fields["engine"]),
        model=unquote(fields["model"]),
        score=int(fields["score"]),
        verdict=Verdict(fields["verdict"]),
        signals=signals,
        findings=tuple(unquote(name) for name in fields.get("findings", "").split(",") if name),
        context_digest=unquote(fields["context"]),
        source_digest=unquote(fields["source"]),
        target_digest=unquote(fields["target"]),
    )
