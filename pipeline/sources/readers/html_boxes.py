"""The texts of a web page and its boxes: what stands in the same elements, and how much of that is chosen or linked."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.sources.readers.boilerplate_rules import is_named_boilerplate
from pipeline.sources.readers.html_tokens import Kind
from pipeline.sources.readers.page_lines import Line, bucket

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.sources.readers.html_runs import Element, Outline, Run

ROOT = frozenset({"html", "body"})
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_APART = re.compile(r"[-_:]+|\d+")
_NEGATED = ("no-", "has-", "with", "is-", "js-")
_CONTROLS = frozenset({"button", "form", "select", "textarea", "label", "option"})
_LEVELS = 3
_WORD = 2
_PLURAL = 4
_SHARES = (0, 0.2, 0.5, 0.8, 0.95)
_SIZES = (0.02, 0.05, 0.1, 0.3, 0.6)
_BRANCHES = (0.01, 0.05, 0.15, 0.5)
_LINKS = (0, 0.1, 0.3, 0.6, 0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """One text of a page with what is known of it."""

    run: Run
    line: Line
    key: str
    chosen: bool
    """Whether trafilatura chose it."""
    rule: str
    """Why it would go, without the model."""
    headline: bool


@dataclass(frozen=True, kw_only=True)
class PageTexts:
    """The texts of a page, the element that holds most of those chosen, and the titles that the page declares."""

    texts: Sequence[PageText]
    outline: Outline
    core: Element | None
    titles: Sequence[str]

    @cached_property
    def headline(self) -> int | None:
        """The place of the headline."""
        return next((index for index, text in enumerate(self.texts) if text.headline), None)

    @cached_property
    def lineages(self) -> list[tuple[Element, ...]]:
        """The elements around each text, the innermost first."""
        known: dict[Element, tuple[Element, ...]] = {}
        parents = [text.run.parent for text in self.texts]
        return [known.setdefault(parent, parent.lineage) if parent else () for parent in parents]


class Boxes:
    """What the elements of a page hold: letters, how many of them are chosen, or linked, and controls."""

    def __init__(self, page: PageTexts) -> None:
        self._page = page
        self.linked, self.around_link = _linked(page)
        self._sizes: Counter[Element] = Counter()
        self._counts: Counter[Element] = Counter()
        self._chosen: Counter[Element] = Counter()
        self._links: Counter[Element] = Counter()
        self._ruled: Counter[Element] = Counter()
        self._alike: Counter[str] = Counter()
        self._alike_chosen: Counter[str] = Counter()
        self._alike_count: Counter[str] = Counter()
        self._named: dict[Element, bool] = {}
        self._words: dict[Element, frozenset[str]] = {}
        self._controls = _controls(page.outline)
        for index, text in enumerate(page.texts):
            self._count(index, text)
        self._chosen_in: Counter[str] = Counter()
        for element in page.outline.elements:
            if element.parent is page.core:
                self._chosen_in[f"{element.name} {element.attributes.get('class', '')}"] += self._chosen[element]
        self._total = max(1, sum(len(text.key) for text in page.texts))

    def _count(self, index: int, text: PageText) -> None:
        size = len(text.key)
        for element in self._page.lineages[index]:
            self._sizes[element] += size
            self._counts[element] += 1
            self._links[element] += int(size * self.linked[index])
            self._chosen[element] += size * text.chosen
            self._ruled[element] += text.line.rule != ""
        sign = self._look(index)
        self._alike[sign] += size
        self._alike_count[sign] += 1
        self._alike_chosen[sign] += size * text.chosen

    def _look(self, index: int) -> str:
        """Return what texts that look alike have in common."""
        line = self._page.lineages[index]
        element = line[0] if line else None
        if element is None:
            return ""
        return re.sub(
            r"\d+", "", f"{element.name} {element.attributes.get('class', '')} {element.attributes.get('style', '')}"
        )

    def is_named(self, element: Element) -> bool:
        """Tell whether an element is named as none of the article."""
        if element not in self._named:
            self._named[element] = is_named_boilerplate(element.classes)
        return self._named[element]

    def class_words(self, element: Element) -> frozenset[str]:
        """Return the words of an element's class and id."""
        if element not in self._words:
            self._words[element] = frozenset(_class_words(element.classes))
        return self._words[element]

    def around(self, index: int) -> Iterator[str]:
        """Yield what else the boxes around a text hold, and the texts that look like it."""
        text = self._page.texts[index]
        size, kind = len(text.key), text.line.kind
        sign = self._look(index)
        rest = max(1, self._alike[sign] - size)
        share = bucket((self._alike_chosen[sign] - size * text.chosen) / rest, _SHARES)
        yield "alike=" + ("none" if self._alike_count[sign] == 1 else share + kind)
        for level, element in enumerate(self._levels(index), start=1):
            rest = max(1, self._sizes[element] - size)
            yield f"box{level}=" + bucket((self._chosen[element] - size * text.chosen) / rest, _SHARES) + kind
            yield f"box-links{level}=" + bucket(self._links[element] / max(1, self._sizes[element]), _LINKS)
            yield f"box-size{level}=" + bucket(self._sizes[element] / self._total, _SIZES)
            if element in self._controls:
                yield f"box-control{level}"
            if self._ruled[element] > (text.line.rule != ""):
                yield f"box-rule{level}"

    def branch(self, index: int) -> Iterator[str]:
        """Yield what the article's children are like that a text stands in, by how much of the article is in such."""
        line = self._page.lineages[index]
        place = line.index(self._page.core) if self._page.core in line else 0
        if not place or self._page.core is None:
            return
        child = line[place - 1]
        sign = f"{child.name} {child.attributes.get('class', '')}"
        size = self._chosen_in.get(sign, 0) - len(self._page.texts[index].key) * self._page.texts[index].chosen
        share = bucket(size / max(1, self._chosen[self._page.core]), _BRANCHES)
        kind = self._page.texts[index].line.kind
        yield f"branch={child.name}:{share}{kind}"
        yield f"branch={share}{kind}"

    def _levels(self, index: int) -> Iterator[Element]:
        """Yield the smallest elements around a text that hold more than the one before."""
        held = 1
        found = 0
        for element in self._page.lineages[index]:
            if element is self._page.core or element.name in ROOT or found == _LEVELS:
                return
            if self._counts[element] > held:
                held = self._counts[element]
                found += 1
                yield element


def _class_words(classes: str) -> Iterator[str]:
    """Yield the words of classes, in one number."""
    for name in classes.split():
        if not name.startswith(_NEGATED):
            for word in _APART.split(_CAPITAL.sub("-", name).lower()):
                if len(word) >= _WORD:
                    yield word.rstrip("s") if len(word) > _PLURAL else word


def _controls(outline: Outline) -> frozenset[Element]:
    """Return the elements around which something is to be pressed or filled in."""
    found: set[Element] = set()
    for element in outline.elements:
        if element.name in _CONTROLS or element.attributes.get("role") == "button":
            found.update(element.lineage)
    return frozenset(found)


def _linked(page: PageTexts) -> tuple[list[float], list[bool]]:
    """Return how much of each text is in links, as a share, and whether a link around more than it holds it."""
    shares: dict[Run, float] = {}
    around: set[Run] = set()
    opener: Element | None = None
    is_open = False
    for run in page.outline.runs:
        is_open = is_open and (opener is None or (run.parent is not None and opener in run.parent.lineage))
        if is_open:
            around.add(run)
        inside = total = 0
        for token in run.tokens:
            if token.name == "a" and token.kind in {Kind.START, Kind.END}:
                is_open, opener = token.kind is Kind.START, run.parent
            elif token.kind is Kind.TEXT:
                total += len(token.raw.strip())
                inside += len(token.raw.strip()) * is_open
        shares[run] = inside / total if total else 0.0
    return [shares[text.run] for text in page.texts], [text.run in around for text in page.texts]
