"""Markdown: the blocks that CommonMark sees, each with the markup around its text.

Inline markup stays inside the texts, and a hard line break is ``<br>`` there. A block of HTML is read as HTML is, but
inside lists and quotations. Code, rules, link definitions, footnote labels and task boxes are skeleton.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from pipeline.errors import SourceError
from pipeline.model import Block, Document, Encoding, Metadata, Role, Skip, Translate
from pipeline.sources.boilerplate.left_out import find_recorded, leave_out
from pipeline.sources.boilerplate.scraped import find_boilerplate
from pipeline.sources.readers import html
from pipeline.sources.readers.html import with_attributes, write_html
from pipeline.sources.readers.markdown_places import TextPlace, find_places, find_too_deep, parse_markdown
from pipeline.sources.readers.skeleton import Body, has_letters, is_translatable, skips, split_lines, write_edition
from pipeline.sources.readers.table_rows import drop_rows

_HARD_BREAK = re.compile(r"(?: {2,}|(?<!\\)(?P<slashes>(?:\\\\)*)\\)\n")
_SOFT_SLASH = re.compile(r"(?<!\\)((?:\\\\)*)\\\n")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_CLOSING = re.compile(r"[ \t]+#+$")
"""The end of a heading that is closed, too."""
_TITLED = re.compile(
    r"(\](?:\(\s*(?:<[^<>\n]*>|[^\s<>\"']+)\s+(?P<quote>[\"'])))((?:[^\"'\\\n]|\\.)+)((?P=quote)\s*\).*)", re.DOTALL
)
"""The end of an image with a title: what opens the title, its text, what closes it."""
_BLOCK_START = re.compile(
    r"(\d{1,9})(?=[.)](?:[ \t\n]|$))|(?=[-+*](?:[ \t\n]|$)|>|#{1,6}(?:[ \t\n]|$)|```|~~~|(?:[-*_][ \t]*){3,}$)"
)
"""What begins a heading, list, quotation, code or rule: by spaces, never by no-break spaces."""
_OPEN_PIPE = re.compile(r"(?<!\\)\|")
_TAG = re.compile(r"<[^<>]*>")
_TAG_LINE = re.compile(r"<[A-Za-z][\w-]*\s[^<>]*>\s*$")
_OPEN_QUOTE = re.compile(r"(?<!\\)[\"']")
_OPEN_BRACKET = re.compile(r"(?<!\\)[\[\]]")
# An image, perhaps inside a link: what opens it, its text, and its address.
_CAPTION = re.compile(r"(\[?!\[)((?:[^\[\]\\]|\\.)*)(\](?:\(.*\)|\[[^\]]+\]))", re.DOTALL)


def read(body: Body) -> tuple[Metadata, tuple[Block, ...]]:
    """Return Markdown as blocks."""
    blocks = _read_body(split_lines(body.text), body.line, body.path)
    if body.record is None:
        rules = find_boilerplate(_whole(blocks), fetched=body.fetched)
    else:
        rules = find_recorded(blocks, body.record)
    return Metadata(), drop_rows(leave_out(blocks, rules))


def render(document: Document, targets: Mapping[int, str]) -> str:
    """Return an edition as Markdown."""
    return write_edition(with_attributes(document, targets), targets, guard)


def has_html(document: Document) -> bool:
    """Tell whether blocks of HTML in a Markdown document hold texts."""
    return any(map(is_html, document.blocks))


def is_html(block: Block) -> bool:
    """Tell whether a block is a text of HTML."""
    return isinstance(block, Translate) and block.encoding in {Encoding.HTML, Encoding.ATTRIBUTE}


def guard(block: Translate, target: str) -> str:
    """Return a target that means text where its source does: escape the markup that it would begin by chance."""
    if is_html(block):
        return write_html(block, target)
    if block.role is Role.META:
        return _OPEN_QUOTE.sub(r"\\\g<0>", target)  # the title of an image, between quotes
    if "|" in target and not _OPEN_PIPE.search(block.text):
        target = _OPEN_PIPE.sub(r"\\|", target)
    if block.role is Role.CAPTION and not _CAPTION.fullmatch(f"![{target}](x)"):
        target = _OPEN_BRACKET.sub(r"\\\g<0>", target)
    target = target if _BLOCK_START.match(block.text) else _escape_start(target)
    if _TAG_LINE.match(target) and block.role not in {Role.HEADLINE, Role.HEADING}:
        target = re.sub(r"\s", "\n", target, count=1)  # a whole tag on its line would be a block of HTML
    for name, raw in block.tags:
        first, *others = re.split(rf"\s*<{name}>\s*", target)
        target = raw.join((first, *map(_escape_start, others)))
    return target


def _escape_start(text: str) -> str:
    """Keep a line from beginning a heading, list or quotation by chance."""
    start = _BLOCK_START.match(text)
    return f"{text[: start.end()]}\\{text[start.end() :]}" if start else text


def _whole(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks; turn parts of a line into skeleton, since a row must keep all its cells."""
    last = len(blocks) - 1
    ends = [True, *(block.raw.endswith(("\n", "\r")) or place == last for place, block in enumerate(blocks))]
    return [
        block if begins and ends else Skip(raw=block.raw, line=block.line)
        for block, (begins, ends) in zip(blocks, pairwise(ends), strict=True)
    ]


def _read_body(lines: Sequence[str], line: int, path: str) -> list[Block]:
    """Return the body as blocks; ``line`` is its first line's number.

    :raises SourceError: if lists and quotations stand too deep in each other
    """
    blocks: list[Block] = []
    position = 0
    tokens, definitions = parse_markdown(lines)
    if (deep := find_too_deep(tokens)) is not None:
        raise SourceError(
            f"{path}:{line + deep}: too many lists and quotations stand one inside the other for Markdown;"
            " take some of their marks out"
        )
    for place in find_places(tokens, definitions):
        blocks += skips(lines[position : place.start], line + position)
        raw = lines[place.start : place.end]
        if place.html:
            blocks += _read_html("".join(raw), place, line + place.start, path)
        else:
            read = _read_cells if place.cells else _read_text
            blocks += read(raw, place, line + place.start)
        position = place.end
    return blocks + skips(lines[position:], line + position)


def _read_html(raw: str, place: TextPlace, line: int, path: str) -> list[Block]:
    """Return a block of HTML as blocks; one without a text is skeleton."""
    blocks = [
        replace(block, role=place.role) if isinstance(block, Translate) and block.role is Role.HEADLINE else block
        for block in html.read(Body(text=raw, path=path, line=line), whole=False)[1]
    ]
    return blocks if any(map(is_html, blocks)) else skips(split_lines(raw), line)


def html_places(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield where each block of HTML with texts begins among a body's blocks, and the place after its end."""
    lines = split_lines("".join(block.raw for block in blocks))
    ends = [0, *accumulate(map(len, lines))]
    starts = [0, *accumulate(len(block.raw) for block in blocks)]
    for token in parse_markdown(lines)[0]:
        if token.type == "html_block" and token.level == 0 and token.map:
            first, after = (bisect_left(starts, ends[place]) for place in token.map)
            while after < len(blocks) and not blocks[after].raw:
                after += 1  # the attributes inside a text have no place of their own
            if any(map(is_html, blocks[first:after])):
                yield first, after


def _read_text(lines: Sequence[str], place: TextPlace, line: int) -> list[Block]:
    """Return the lines of one text as a block, the markup around it as prefix and suffix."""
    raw, content = "".join(lines), place.texts[0]
    span = _locate(lines[: place.text_end - place.start], place)
    if span is None or not is_translatable(content):
        return skips(lines, line)
    start, end = span
    prefix, suffix, role = raw[:start], raw[end:], place.role
    if place.image:
        return _read_image(raw, content, (prefix, suffix), line)
    box = _TASK.match(content) if place.task and "\n" not in content else None
    if box:
        prefix, content = prefix + box[0], content[box.end() :]
    text, tags = _name_breaks(content, lines, place)
    return [Translate(raw=raw, text=text, role=role, line=line, prefix=prefix, suffix=suffix, tags=tags)]


def _read_image(raw: str, content: str, around: tuple[str, str], line: int) -> list[Block]:
    """Return an image alone in its paragraph as blocks: its text is a caption, its title is translated as well."""
    caption = _CAPTION.fullmatch(content)
    # The label of a short reference, ![label], cannot be translated without its definition.
    if caption is None or not is_translatable(caption[2]):
        return skips(split_lines(raw), line)
    prefix, suffix = around[0] + caption[1], caption[3] + around[1]
    titled = _TITLED.fullmatch(suffix)
    if titled is None or not is_translatable(titled[3]) or prefix + caption[2] + suffix != raw:
        return [Translate(raw=raw, text=caption[2], role=Role.CAPTION, line=line, prefix=prefix, suffix=suffix)]
    first = prefix + caption[2]
    opening, title, closing = titled[1], titled[3], titled[4]
    return [
        Translate(raw=first, text=caption[2], role=Role.CAPTION, line=line, prefix=prefix),
        Translate(raw=raw[len(first) :], text=title, role=Role.META, line=line, prefix=opening, suffix=closing),
    ]


def _name_breaks(content: str, lines: Sequence[str], place: TextPlace) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return a text with ``<br>`` for its hard line breaks, and what such a break is in the file."""
    found = list(_HARD_BREAK.finditer(content)) if place.breaks else []
    if not found or len(found) != place.breaks:
        return _SOFT_SLASH.sub(r"\1\n", content) if "\\\n" in content else content, ()
    name = "br" if "<br" not in content else "br2"
    number = content.count("\n", 0, found[0].start())
    parts = content.split("\n")
    line, following = lines[number], lines[number + 1]
    mark = found[0][0].removeprefix(found[0]["slashes"] or "").rstrip("\n")
    end = line[len(line.rstrip("\r\n")) :]
    text = parts[number + 1].strip()
    margin = following[: following.find(text)] if text and text in following else ""
    return _HARD_BREAK.sub(rf"\g<slashes><{name}>\n", content), ((name, f"{mark}{end}{margin}"),)


def _locate(lines: Sequence[str], place: TextPlace) -> tuple[int, int] | None:
    """Return where a text starts and ends in its lines; the markers of continued lines lie inside.

    A text stands at the right end of its lines; only a closing ``##`` and whitespace may follow.
    """
    parts = place.texts[0].split("\n")
    if len(parts) != len(lines):
        return None
    if place.heading.startswith("#"):
        start = _after_opening(lines[0], parts[0], place.heading)
        return None if start is None else (start, start + len(parts[0]))
    start, ending = _at_end(lines[0], parts[0]), parts[-1].lstrip()
    last_start = _at_end(lines[-1], ending)
    last_end = None if last_start is None else last_start + len(ending)
    if start is None or last_end is None:
        return None
    end = start + len(parts[0]) if len(lines) == 1 else sum(map(len, lines[:-1])) + last_end
    return start, end


def _after_opening(line: str, text: str, heading: str) -> int | None:
    """Return where the text of a heading starts between its ``##`` and, if it has one, the closing ``##``."""
    plain = line.replace("\x00", "\ufffd").rstrip()
    # Searched without a pattern: one for each text would have to be compiled.
    for end in (closing.start() if (closing := _CLOSING.search(plain)) else len(plain), len(plain)):
        start = end - len(text)
        opening = plain[: max(start, 0)]
        before = opening.rstrip()
        if plain.startswith(text, start) and before.endswith(heading) and before != opening:
            return start
    return None


def _at_end(line: str, text: str) -> int | None:
    """Return where a text starts that a line ends with, but for whitespace; CommonMark replaces U+0000."""
    start = line.replace("\x00", "\ufffd").rfind(text)
    return start if start >= 0 and not line[start + len(text) :].strip() else None


def _read_cells(lines: Sequence[str], place: TextPlace, line: int) -> list[Block]:
    """Return a table's row as one block a cell; a row that is not plainly written is skeleton."""
    raw = "".join(lines)
    blocks: list[Block] = []
    position = 0
    for content in filter(None, place.texts):
        # CommonMark takes the backslash from an escaped pipe and replaces U+0000; the file has them still.
        pattern = re.escape(content).replace("\ufffd", "[\ufffd\x00]").replace(r"\|", r"\\?\|")
        cell = re.compile(pattern).search(raw, position)
        if cell is None or raw[position : cell.start()].strip(" \t|>"):
            return skips(lines, line)
        start, end = cell.span()
        # Editions write numbers by themselves, and tags stay whole.
        if is_translatable(content) and has_letters(_TAG.sub("", content)):
            blocks.append(
                Translate(raw=raw[position:end], text=cell[0], role=place.role, line=line, prefix=raw[position:start])
            )
        else:
            blocks.append(Skip(raw=raw[position:end], line=line))
        position = end
    return [*blocks, Skip(raw=raw[position:], line=line)]
