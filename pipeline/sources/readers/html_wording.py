"""What the texts of a web page say and look like as lines, whatever elements they are in.

A feature is a short name, so that its weight can be read: ``shape=title``, ``site=2m``, ``above=0``. Some kinds are
those of scraped pages (``page_wording``, ``page_places``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.sources.readers.boilerplate_rules import read_rules
from pipeline.sources.readers.page_lines import bucket
from pipeline.sources.readers.page_places import Page, place
from pipeline.sources.readers.page_wording import SPEAKER, form, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.sources.readers.page_lines import Line

_NEAR = 5
_CONTENT = 4
_SENTENCES = frozenset({"prose", "sentence"})


def read_lines(lines: Sequence[Line]) -> list[list[str]]:
    """Return the features of each line of a page."""
    page = Page(lines)
    return [
        ["all", *form(line), *wording(line), *place(page, index), *_topic(page, index), *_around(page, index)]
        for index, line in enumerate(lines)
    ]


def _topic(page: Page, index: int) -> Iterator[str]:
    """Yield how many of a line's words the article's sentences have, too."""
    line = page.lines[index]
    rules = read_rules()
    content = {word for word in line.words if len(word) >= _CONTENT and word not in rules.site and word.isalpha()}
    if not content:
        return
    own = int(page.is_main(index) and line.is_sentence)
    hits = sum(page.spoken[word] > own for word in content)
    kind = line.kind if line.kind == "P" else line.size
    yield f"topic={min(hits, 4)}{kind}"
    yield f"topic-share={bucket(hits / len(content), (0, 0.2, 0.4, 0.6, 0.9))}{kind}"


def _around(page: Page, index: int) -> Iterator[str]:
    """Yield what stands around a line."""
    this = page.shapes[index]
    up2, up, down, down2 = (_shape(page, index + step) for step in (-2, -1, 1, 2))
    yield from (f"up={up}", f"down={down}", f"up2={up2}", f"down2={down2}")
    yield from (f"up={up}>{this}", f"down={this}>{down}", f"between={up}>{this}>{down}")
    above = sum(shape in _SENTENCES for shape in page.shapes[max(0, index - _NEAR) : index])
    below = sum(shape in _SENTENCES for shape in page.shapes[index + 1 : index + 1 + _NEAR])
    yield from (f"above5={above}", f"below5={below}")
    yield from (
        f"site-above5={min(_sites(page, index - _NEAR, index), 4)}",
        f"site-below5={min(_sites(page, index + 1, index + 1 + _NEAR), 4)}",
    )
    yield f"near={min(above, 3)}{min(below, 3)}{page.lines[index].kind}"
    for name, step in (("up", -1), ("down", 1)):
        if 0 <= index + step < len(page.lines):
            yield from _neighbour(name, page.lines[index + step], this)


def _neighbour(name: str, other: Line, this: str) -> Iterator[str]:
    yield f"{name}-site={min(other.site[0], 2)}{other.size}"
    if other.rule:
        yield f"{name}-rule"
        yield f"{name}-rule={other.rule}"
    if other.size == "s":
        yield from (f"{name}-word={word}" for word in sorted(set(other.words) & read_rules().site))
    if SPEAKER.search(other.text):
        yield f"{name}-speaker"
    if other.text.rstrip()[-1:] in ":：":
        yield f"{name}-colon={this}"


def _sites(page: Page, start: int, end: int) -> int:
    """Return how many of some lines are a site's: known to a rule, or half of them its words."""
    return sum(line.rule != "" or 0 < len(line.words) <= 2 * line.site[0] for line in page.lines[max(0, start) : end])


def _shape(page: Page, index: int) -> str:
    return page.shapes[index] if 0 <= index < len(page.shapes) else "edge"
