"""Whatever happens to an article and its catalog, in whatever order: no person's text is lost, and merging settles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalog.conflicts import settle_conflicts
from pipeline.catalog.merge import fill, make_template, merge
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import catalog_text, parse_catalog
from pipeline.catalog.provenance import make_provenance
from pipeline.model import Catalog, Entry, Score, Verdict
from pipeline.project.paths import catalog_path
from tests.catalog.catalog_cases import ICE, article

PATH = catalog_path(Path("p"), "ar", "ice")
SENTENCES = (
    *ICE,
    "Read on.",
    "Rescuers brought 14 anglers ashore within an hour.",
    "Rescuers brought 12 anglers ashore within an hour, and nobody was hurt.",
    "Ice on the northern lake broke on 3 March, and rescuers brought 12 anglers ashore within an hour.",
    "nobody was hurt",
    "Nobody was hurt today.",
)
STEPS = (
    "insert",
    "delete",
    "replace",
    "swap",
    "split",
    "join",
    "approve",
    "edit",
    "doubt",
    "draft",
    "merge",
    "save",
    "strip",
    "copy",
)
steps = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 30), st.sampled_from(SENTENCES)), max_size=14)


@dataclass(slots=True)
class WorkedArticle:
    """An article, its template and catalog, and the texts that people wrote and nobody took back."""

    sources: list[str] = field(default_factory=lambda: list(ICE))
    template: Catalog | None = None
    catalog: Catalog | None = None
    texts: set[str] = field(default_factory=set)
    written: int = 0

    def merge(self) -> None:
        text = article(self.sources)
        known = [self.catalog] if self.catalog else []
        contexts, following = number_units(text, self.template, known)
        self.template = make_template(text, contexts, following)
        merged = merge(text, contexts, self.catalog, "ar")
        self.catalog, _ = settle_conflicts(self.catalog, merged)

    def work(self, place: int, change: Callable[[Entry], Entry]) -> None:
        """Let a person change one entry; what stood there is taken back by its author, unless it stands elsewhere."""
        if self.catalog is None or not self.catalog.entries:
            return
        entries = list(self.catalog.entries)
        place %= len(entries)
        self.texts = {text for text in self.texts if text not in entries[place].target}
        entries[place] = change(entries[place])
        self.texts.add(entries[place].target)
        self.catalog = replace(self.catalog, entries=tuple(entries))

    def write(self) -> str:
        self.written += 1
        return f"«نص {self.written}»"

    def step(self, name: str, place: int, sentence: str) -> None:
        at = place % (len(self.sources) or 1)
        if name in {"insert", "delete", "replace", "swap", "split", "join"}:
            edit(self.sources, name, at, sentence)
        elif name == "merge" or self.catalog is None:
            self.merge()
        elif name == "approve":
            self.work(place, lambda entry: replace(entry, target=entry.target or self.write(), fuzzy=False))
        elif name == "edit":
            self.work(place, lambda entry: replace(entry, target=self.write()))
        elif name == "doubt":
            self.work(place, lambda entry: replace(entry, fuzzy=True, provenance=None))
        elif name == "draft":
            self.catalog = drafted(self.catalog, place)
        else:
            self.catalog = passed_through(self.catalog, name)

    def kept(self) -> str:
        assert self.catalog
        entries = (*self.catalog.entries, *self.catalog.obsolete)
        return "\n".join(text for entry in entries for text in (entry.target, *entry.comments))


def edit(sources: list[str], name: str, at: int, sentence: str) -> None:
    """Change an article as an editor does."""
    if name == "insert":
        sources.insert(at, sentence)
    elif not sources:
        return
    elif name == "delete":
        del sources[at]
    elif name == "replace":
        sources[at] = sentence
    elif name == "swap":
        sources[at], sources[-1] = sources[-1], sources[at]
    elif name == "split":
        words = sources[at].split()
        sources[at : at + 1] = filter(None, (" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])))
    else:
        sources[at : at + 2] = [" ".join(sources[at : at + 2])]


def drafted(catalog: Catalog, number: int) -> Catalog:
    """Let a machine fill what is missing."""
    drafts = {}
    for entry in catalog.entries:
        target = f"مسودة {number}"
        provenance = make_provenance(
            entry, target, engine="draft", model="m", score=Score(percent=50, verdict=Verdict.REVIEW)
        )
        drafts[entry.context] = (target, provenance)
    return fill(catalog, drafts, replace=number % 2 == 0)


def passed_through(catalog: Catalog, name: str) -> Catalog:
    """Let another program save the file: as it is, without previous texts, or with the entries of another branch."""
    entries = catalog.entries
    if name == "strip":
        entries = tuple(replace(entry, previous_context=None, previous_source=None, notes=()) for entry in entries)
    if name == "copy" and entries and not any(e.context == "menu" for e in (*entries, *catalog.obsolete)):
        entries = (*entries, replace(entries[0], context="menu"))
    return parse_catalog(catalog_text(replace(catalog, entries=entries)).encode(), PATH)


@settings(deadline=None, max_examples=150)
@given(done=steps)
def test_no_persons_text_is_ever_lost_and_merging_twice_is_merging_once(done: list[tuple[str, int, str]]) -> None:
    worked = WorkedArticle()
    worked.merge()
    for name, place, sentence in done:
        worked.step(name, place, sentence)
    worked.merge()
    kept = worked.kept()
    assert not [text for text in worked.texts if text not in kept]
    once = worked.catalog
    template = worked.template
    worked.merge()
    assert (worked.catalog, worked.template) == (once, template)
    assert once
    keys = [(entry.context, entry.source) for entry in (*once.entries, *once.obsolete)]
    assert len(set(keys)) == len(keys)
    numbers = [entry.context.partition("#")[2] for entry in once.entries]
    assert len(set(numbers)) == len(numbers)
