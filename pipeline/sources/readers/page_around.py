"""Features of what stands around a page's line: its neighbours, what was passed, the blank lines, the label above."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.sources.readers.boilerplate_rules import read_rules
from pipeline.sources.readers.page_lines import SHORT_WORDS, bucket
from pipeline.sources.readers.page_wording import SPEAKER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.sources.readers.page_places import Page

_NEAR = 5
_KNOWN = 4
_SITES = 4
_PASSED = frozenset(
    {"comment-form", "related-links", "share-bar", "newsletter", "tags", "copyright", "follow-us", "about-publisher"}
    | {"contact", "feedback", "rating", "read-also", "site-menu", "author-note", "correction", "comment", "credits"}
)
"""Rules whose lines tell that an article is over, or soon will be."""


def around(page: Page, index: int) -> Iterator[str]:
    """Yield what stands near a line."""
    this = page.lines[index].shape
    up2, up, down, down2 = (_shape(page, index + step) for step in (-2, -1, 1, 2))
    yield from (f"up={up}", f"down={down}", f"up2={up2}", f"down2={down2}")
    yield from (f"up={up}>{this}", f"down={this}>{down}", f"between={up}>{this}>{down}")
    above = sum(line.is_sentence for line in page.lines[max(0, index - _NEAR) : index])
    below = sum(line.is_sentence for line in page.lines[index + 1 : index + 1 + _NEAR])
    yield from (f"above5={above}", f"below5={below}")
    yield from (
        f"site-above5={min(_sites(page, index - _NEAR, index), _SITES)}",
        f"site-below5={min(_sites(page, index + 1, index + 1 + _NEAR), _SITES)}",
    )
    yield f"near={min(above, 3)}{min(below, 3)}{page.lines[index].kind}"
    yield from _patterns(page, index)
    yield from _neighbour(page, index, "up", index - 1)
    yield from _neighbour(page, index, "down", index + 1)


def _patterns(page: Page, index: int) -> Iterator[str]:
    """Yield the letters of the lines around, as one."""
    letters = [page.letter(index + step) for step in range(-3, 4)]
    yield f"five={''.join(letters[1:6])}"
    yield f"four-up={''.join(letters[:4])}"
    yield f"four-down={''.join(letters[3:])}"
    known = [page.letters[max(0, index - _KNOWN) : index], page.letters[index + 1 : index + 1 + _KNOWN]]
    yield f"known={known[0].count('R')}{known[1].count('R')}{'P' if letters[3] == 'P' else 't'}"


def _neighbour(page: Page, index: int, name: str, at: int) -> Iterator[str]:
    """Yield what the line above or below is."""
    if not 0 <= at < len(page.lines):
        return
    line, other = page.lines[index], page.lines[at]
    yield f"{name}-site={min(other.site[0], 2)}{other.size}"
    if other.rule:
        yield f"{name}-rule"
        yield f"{name}-rule={other.rule}"
    if other.size == "s":
        yield from (f"{name}-word={word}" for word in set(other.words) & read_rules().site)
        yield from (f"{name}-word={word}{'P' if line.letter == 'P' else 't'}" for word in set(other.words))
    if SPEAKER.search(other.text):
        yield f"{name}-speaker"
    if other.text.rstrip()[-1:] in ":：":
        yield f"{name}-colon={line.shape}"


def _sites(page: Page, start: int, end: int) -> int:
    """Return how many of some lines are a site's: known to a rule, or half of them its words."""
    return sum(line.rule != "" or 0 < len(line.words) <= 2 * line.site[0] for line in page.lines[max(0, start) : end])


def _shape(page: Page, index: int) -> str:
    return page.lines[index].shape if 0 <= index < len(page.lines) else "edge"


def runs(page: Page) -> Iterator[list[str]]:
    """Yield, for each line, how many sentences stand in a row there, and where in the page it is."""
    lengths = [
        (size, at) if letter == "P" else (0, 0)
        for letter, run in groupby(page.letters)
        for size in [len(list(run))]
        for at in range(size)
    ]
    longest = max((size for size, _ in lengths), default=0)
    main = [len(line.words) for line in page.lines[page.first : page.last + 1] if line.letter == "P"]
    mean = sum(main) / len(main) if main else 20
    for index, ((size, at), line) in enumerate(zip(lengths, page.lines, strict=True)):
        yield [
            f"run={bucket(size, (0, 1, 2, 3, 5, 8))}",
            f"run={bucket(size, (1, 2, 3, 5, 8))}:{min(at, 2)}",
            f"longest={size == longest}{line.letter}",
            f"part={bucket(index / len(page.lines), (0.1, 0.25, 0.5, 0.75, 0.9))}{line.letter}",
            f"length={bucket(len(line.words) / mean, (0.25, 0.5, 0.75, 1, 1.5, 2))}{line.length}",
        ]


def passed(page: Page) -> Iterator[list[str]]:
    """Yield, for each line, what stands above it: which closing rules, and the last label with its words."""
    seen: set[str] = set()
    known, total = 0, max(1, page.letters.count("R"))
    label: int | None = None
    for index, line in enumerate(page.lines):
        found = [f"seen={name}{line.letter}" for name in sorted(seen)]
        found.append(f"seen={min(len(seen), _NEAR)}{line.letter}")
        found.append(f"known={bucket(known / total, (0, 0.2, 0.4, 0.6, 0.8, 0.99))}{line.letter}")
        if label is not None:
            above = page.lines[label]
            found += [f"label-word={word}" for word in set(above.words)]
            found.append(f"label-at={bucket(index - label, (1, 2, 4, 8))}{line.letter}")
            if above.rule:
                found.append(f"label-rule={above.rule}{line.letter}")
        yield found
        if index > page.first + 1 and line.rule in _PASSED:
            seen.add(line.rule)
        known += line.rule != ""
        if line.letter != "P" and 0 < len(line.words) <= SHORT_WORDS:
            label = index
