"""What the texts of a web page look like, each in its place in the page's tree: the features of ``html_model``.

Beside those of the lines (``html_wording``): its element and those around it, their classes, what
trafilatura and the rules make of it, and how much of what stands in the same boxes is chosen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.sources.readers.html_boxes import ROOT, Boxes, PageText, PageTexts
from pipeline.sources.readers.html_tokens import Kind
from pipeline.sources.readers.html_wording import read_lines
from pipeline.sources.readers.page_lines import bucket

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.sources.readers.html_runs import Element, Run

_TELLING = frozenset(
    {
        *("nav", "aside", "footer", "form", "menu", "header", "dialog", "section", "article", "main", "details"),
        *("summary", "figure", "figcaption", "label", "blockquote", "address", "table", "ul", "ol", "dl"),
    }
)
"""Elements whose names tell something of all that is in them."""
_NAMED = 6
"""Elements around a text whose classes are read."""
_PART = 10
_LEAST = 4
_MOSTLY = 0.95


def read_features(page: PageTexts) -> list[list[str]]:
    """Return the features of each text of a page."""
    lines = read_lines([text.line for text in page.texts])
    boxes = Boxes(page)
    return [[*line, *_one(page, boxes, index)] for index, line in enumerate(lines)]


def _one(page: PageTexts, boxes: Boxes, index: int) -> Iterator[str]:
    yield "html"
    yield from _choice(page, index)
    yield from _element(page, index)
    yield from _names(page, boxes, index)
    yield from _links(page, boxes, index)
    yield from boxes.branch(index)
    yield from _title(page, index)
    yield from boxes.around(index)


def _sign(page: PageTexts, index: int, of: Callable[[PageText], bool]) -> str:
    return ("y" if of(page.texts[index]) else "n") if 0 <= index < len(page.texts) else "-"


def _is_chosen(text: PageText) -> bool:
    return text.chosen


def _is_kept(text: PageText) -> bool:
    return not text.rule


def _choice(page: PageTexts, index: int) -> Iterator[str]:
    """Yield what trafilatura and the rules make of a text and of its neighbours."""
    text = page.texts[index]
    kind, shape = text.line.kind, text.line.shape
    chosen = [_sign(page, index + step, _is_chosen) for step in range(-1, 2)]
    kept = [_sign(page, index + step, _is_kept) for step in range(-2, 3)]
    yield f"chosen={chosen[1]}{kind}"
    yield f"kept={kept[2]}{kind}"
    yield f"chosen+kept={chosen[1]}{kept[2]}"
    yield f"kept={kept[2]}:{shape}"
    yield f"chosen3={''.join(chosen)}"
    yield f"kept5={''.join(kept)}"
    yield f"kept3={''.join(kept[1:4])}{kind}"
    yield f"left-out={text.rule}"


def _where(page: PageTexts, index: int) -> tuple[str, tuple[Element, ...]]:
    """Return where a text stands to the element that holds most of the article, and the elements around it there."""
    line = page.lineages[index]
    if page.core in line:
        return "in", line[: line.index(page.core)] if page.core else line
    return "out", tuple(element for element in line if element.name not in ROOT)


def _element(page: PageTexts, index: int) -> Iterator[str]:
    """Yield which element a text is in, which are around it, and how it is written."""
    text = page.texts[index]
    where, inside = _where(page, index)
    kind, shape = text.line.kind, text.line.shape
    names = [element.name for element in page.lineages[index][:2]] or [""]
    yield f"tag={names[0]}"
    yield f"tag={names[0]}:{shape}"
    yield f"tags={'/'.join(names)}"
    yield f"core={where}{kind}"
    yield f"core={where}{_sign(page, index, _is_chosen)}"
    if where == "in":
        yield f"depth={min(len(inside), 5)}"
    for name in sorted({element.name for element in inside} & _TELLING):
        yield f"within={name}:{where}"
        yield f"within={name}:{where}{kind}"
    bold, italic = (_is_written(text.run, tags) for tags in (("b", "strong"), ("i", "em")))
    if bold:
        yield f"bold={kind}"
        yield f"bold={shape}{where}"
    if italic:
        yield f"italic={kind}"


def _is_written(run: Run, names: tuple[str, str]) -> bool:
    """Tell whether all words of a run are in one of some elements."""
    depth = outside = 0
    for token in run.tokens:
        if token.name in names:
            depth += 1 if token.kind is Kind.START else -1
        elif token.kind is Kind.TEXT and depth < 1:
            outside += len(token.raw.strip())
    return not outside


def _names(page: PageTexts, boxes: Boxes, index: int) -> Iterator[str]:
    """Yield the words of the classes and roles around a text."""
    where, inside = _where(page, index)
    named = any(boxes.is_named(element) for element in inside)
    yield f"named={int(named)}{where}"
    yield f"named={int(named)}{where}{_sign(page, index, _is_chosen)}{page.texts[index].line.kind}"
    for word in sorted({word for element in inside[:_NAMED] for word in boxes.class_words(element)}):
        yield f"class={word}"
    for word in sorted(boxes.class_words(inside[0])) if inside else ():
        yield f"own-class={word}"
    for role in sorted({element.attributes.get("role", "") for element in page.lineages[index]} - {""}):
        yield f"aria={role}"


def _links(page: PageTexts, boxes: Boxes, index: int) -> Iterator[str]:
    """Yield how much of a text is linked."""
    text = page.texts[index]
    share = boxes.linked[index]
    linked = "no" if not share else "all" if share > _MOSTLY else "half" if share > 1 / 2 else "some"
    yield f"linked={linked}"
    yield f"linked={linked}{text.line.kind}{_sign(page, index, _is_chosen)}"
    yield f"linked={linked}:{text.line.shape}"
    if boxes.around_link[index]:
        yield f"link-around={text.line.kind}"


def _title(page: PageTexts, index: int) -> Iterator[str]:
    """Yield whether a text says what the page's titles say, and whether it stands below the headline."""
    text = page.texts[index]
    said = say_title(text.key, page.titles)
    if said:
        yield f"title={said}"
        yield f"title={said}{_where(page, index)[0]}{_sign(page, index, _is_kept)}"
    if text.headline:
        yield "headline"
    above = page.headline if page.headline is not None and page.headline < index else None
    yield f"below-headline={bucket(index - above, (1, 2, 4)) if above is not None else 'no'}{text.line.kind}"


def say_title(key: str, titles: Sequence[str]) -> str:
    """Return how folded words are said by the folded titles of a page; empty where they are not."""
    if len(key) < _LEAST:
        return ""
    if key in titles:
        return "all"
    if len(key) > _PART and any(key in title for title in titles):
        return "begin" if any(title.startswith(key) for title in titles) else "part"
    return "more" if any(title in key for title in titles) else ""
