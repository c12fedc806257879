"""Let the judge read the machine drafts of works: those of this run, and those that are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.catalog.provenance import by_engine
from pipeline.localize.work import Work, is_untouched
from pipeline.model import Direction, Entry, Judgement, Pair
from pipeline.quality.judges.judging import Judging, may_be_judged
from pipeline.translate.engines import NO_TRANSLATIONS


def judge_works(judging: Judging, works: Mapping[int, Work], *, announce: bool) -> Iterator[tuple[int, Work]]:
    """Yield works by number, their machine drafts with what the judge says of them."""
    drafts = [(number, entry, pair) for number, work in works.items() for entry, pair in _find_drafts(work)]
    said: dict[int, dict[str, Judgement]] = {}
    judged = judging.ask([pair for *_, pair in drafts], announce=announce)
    for (number, entry, _), pair in zip(drafts, judged, strict=True):
        if pair.judgement:
            said.setdefault(number, {})[entry.context] = pair.judgement
    for number, work in works.items():
        yield number, _take(work, said.get(number, {}))


def count_unjudged(works: Iterable[Work]) -> Iterator[Direction]:
    """Yield the direction of each machine draft that no judge has read."""
    for work in works:
        for _, pair in _find_drafts(work):
            if not pair.judgement and may_be_judged(pair):
                yield Direction(source=pair.source_language, target=pair.target_language)


def _find_drafts(work: Work) -> Iterator[tuple[Entry, Pair]]:
    """Yield the drafts of engines that translate, unless a person touched them, with what a judge said before."""
    assert work.catalog.language
    for entry, unit in zip(work.catalog.entries, work.article.units, strict=True):
        made = entry.provenance
        if made and is_untouched(entry) and by_engine(made) and made.engine not in NO_TRANSLATIONS:
            yield (
                entry,
                Pair(
                    source=entry.source,
                    target=entry.target,
                    source_language=unit.language,
                    target_language=work.catalog.language,
                    judgement=made.judgement,
                ),
            )


def _take(work: Work, said: Mapping[str, Judgement]) -> Work:
    entries = tuple(
        replace(entry, provenance=replace(entry.provenance, judgement=said[entry.context]))
        if entry.context in said and entry.provenance
        else entry
        for entry in work.catalog.entries
    )
    return replace(work, catalog=replace(work.catalog, entries=entries))
