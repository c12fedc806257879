"""Articles of other formats in the form of Markdown, from which every edition can be written.

A page of HTML, a ninjs item or a block of HTML in Markdown is written with a mark in the place of each text; what
becomes of the marks in Markdown says where the texts go. Inline tags are turned into Markdown's own marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from itertools import chain

from pipeline.errors import SourceError
from pipeline.model import Block, Document, Encoding, Role, Skip, Translate
from pipeline.sources.readers import html, markdown, ninjs
from pipeline.sources.readers.html_clean import clean_html
from pipeline.sources.readers.html_tokens import attributes_of, read_tokens
from pipeline.sources.readers.inline import MARK, find_name, plain_name
from pipeline.sources.readers.json_strings import load_json
from pipeline.sources.readers.markdown import html_places, is_html
from pipeline.sources.readers.ninjs_page import page_of
from pipeline.sources.readers.skeleton import Body, count_front_matter

_MARK = re.compile("\ue000(\\d+)\ue001")
_EMBED_MARK = re.compile("\ue002(\\d+)\ue001")
_EMBED = re.compile(r"<(iframe|video|audio)\b[^>]*>.*?</\1>|<blockquote class=.*?</blockquote>", re.DOTALL)
_FIGURE = re.compile(
    r"<figure\b[^>]*>\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)"
    r"\s*<figcaption\b[^>]*>((?:(?!<(?:figure|img|figcaption)\b).)*?)</figcaption>\s*</figure>",
    re.DOTALL,
)
_BLOCK_TAG = re.compile(r"</?(?:p|div|br)\b[^>]*>")
_CAPTION_MARK = "\ue003"
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~]|&(?=#?\w+;)")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_MARGIN = re.compile(r"[^>\s]")
_ELEMENTS = {Role.HEADLINE: "h1", Role.HEADING: "h2", Role.QUOTE: "blockquote", Role.LIST: "li"}
_SIGNS = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "*"),
    **dict.fromkeys(("strong", "b"), "**"),
    **dict.fromkeys(("del", "s", "strike"), "~~"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownForm:
    """A document as Markdown. ``places`` says where each block of the original is among its blocks."""

    document: Document
    places: Mapping[int, int]
    original: Document

    def text(self, block: int, text: str, texts: Mapping[int, str]) -> str:
        """Return a text of one of the original's blocks as Markdown; ``texts`` are those of all blocks, by number."""
        return _inline(self.original, block, text, texts)


def in_markdown_form(document: Document) -> MarkdownForm:
    """Return a document of HTML or ninjs, or of Markdown with blocks of HTML, as Markdown.

    Texts that have no place in it (a page's title in its head, a second body) are in an empty block at its end.

    :raises SourceError: if its elements are nested too deeply
    """
    front = count_front_matter(document)
    blocks: list[Block] = []
    places: dict[int, int] = {}
    for number, block in chain(enumerate(document.blocks[:front]), _body(document, front)):
        if number is not None:
            places[number] = len(blocks)
        blocks.append(block)
    blocks.append(Skip(raw="", line=1))
    lost = {index: len(blocks) - 1 for index in range(len(document.blocks)) if index not in places}
    return MarkdownForm(
        document=replace(document, format="markdown", blocks=tuple(blocks)),
        places={**places, **lost},
        original=document,
    )


def _body(document: Document, front: int) -> Iterator[tuple[int | None, Block]]:
    """Yield what follows the front matter as Markdown, each text with the number of its block."""
    if document.format == "markdown":
        position = front
        for first, after in html_places(document.blocks[front:]):
            yield from enumerate(document.blocks[position : front + first], position)
            yield None, Skip(raw="\n", line=1)
            yield from _converted(document, front + first, front + after)
            yield None, Skip(raw="\n", line=1)
            position = front + after
        yield from enumerate(document.blocks[position:], position)
    else:
        yield from _converted(document, front, len(document.blocks))


def _converted(document: Document, first: int, after: int) -> Iterator[tuple[int | None, Block]]:
    """Yield some blocks of a document as Markdown."""
    body = replace(document, blocks=document.blocks[first:after])
    marks = {
        index: f"\ue000{first + index}\ue001"
        for index, block in enumerate(body.blocks)
        if isinstance(block, Translate) and block.raw
    }
    page = page_of(load_json(ninjs.render(body, marks))) if document.format == "ninjs" else html.render(body, marks)
    text = _to_markdown(page, document.path)
    if document.format != "ninjs" and _loses(text, body, marks):
        # So broken that browsers' rules hide what the reader sees: its texts alone, in order, are better than a gap.
        text = _to_markdown(_plain_page(body, marks), document.path)
    for block in markdown.read(Body(text=text, path=document.path))[1]:
        yield from _pieces(block, document)


def _loses(text: str, body: Document, marks: Mapping[int, str]) -> bool:
    """Tell whether a mark of the article's own text is missing."""
    return any(mark not in text for index, mark in marks.items() if _is_own(body.blocks[index]))


def _is_own(block: Block) -> bool:
    return isinstance(block, Translate) and block.encoding is Encoding.HTML and block.role is not Role.META


def _plain_page(body: Document, marks: Mapping[int, str]) -> str:
    """Return a page with the texts alone, each in an element for its role."""
    parts = []
    for index, mark in marks.items():
        block = body.blocks[index]
        if isinstance(block, Translate) and _is_own(block):
            name = _ELEMENTS.get(block.role, "p")
            parts.append(f"<{name}>{mark}</{name}>")
    return "\n".join(parts)


def _to_markdown(page: str, path: str) -> str:
    """Return a page as Markdown; embeds stay blocks of HTML."""
    from markdownify import markdownify

    embeds: list[str] = []

    def set_aside(match: re.Match[str]) -> str:
        if _MARK.search(match[0]):
            return match[0]  # an element that was left open holds the article's own text
        embeds.append(match[0])
        return f"<p>\ue002{len(embeds) - 1}\ue001</p>"

    cleaned = _FIGURE.sub(_captioned, _EMBED.sub(set_aside, clean_html(page)))
    try:
        text = markdownify(cleaned, heading_style="ATX", bullets="-", newline_style="BACKSLASH")
    except RecursionError as error:
        raise SourceError(f"{path}: its elements are nested too deeply; keep only the article") from error
    text = _EMBED_MARK.sub(lambda match: f"<div>{_flat(embeds[int(match[1])])}</div>", text)
    text = re.sub(r"[ \t]+$", "", re.sub(r"\n{3,}", "\n\n", text), flags=re.MULTILINE).strip("\n") + "\n"
    # Two spaces, and no backslash, which would be seen where the caption is left out.
    return text.replace(_CAPTION_MARK, "  \n")


def _captioned(figure: re.Match[str]) -> str:
    """Return a figure with a caption as a paragraph: the image, a hard break, the caption."""
    caption = " ".join(_BLOCK_TAG.sub(" ", figure[2]).split())
    return f"<p>{figure[1]}{_CAPTION_MARK}{caption}</p>" if caption else figure[0]


def _flat(embed: str) -> str:
    """Return an embed on one line: a blank line would end its block."""
    return re.sub(r"\s*\n\s*", " ", embed)


def _pieces(block: Block, document: Document) -> Iterator[tuple[int | None, Block]]:
    """Yield a block cut at its marks, each with the number of the text that stands there."""
    found = list(_MARK.finditer(block.raw))
    if not found:
        yield None, Skip(raw=block.raw, line=block.line)
        return
    for index, match in enumerate(found):
        number = int(match[1])
        source = document.blocks[number]
        assert isinstance(source, Translate)  # only texts were marked
        start = found[index - 1].end() if index else 0
        end = match.end() if index + 1 < len(found) else len(block.raw)
        text = _inline(document, number, source.text, {})
        prefix, suffix = block.raw[start : match.start()], block.raw[match.end() : end]
        hard_break = "\\\n" + _MARGIN.sub(" ", prefix.rpartition("\n")[2])
        yield (
            number,
            Translate(
                raw=prefix + hard_break.join(re.split(r"<br>\s*", text)) + suffix,
                text=text,
                role=source.role,
                line=source.line,
                prefix=prefix,
                suffix=suffix,
                tags=(("br", hard_break),) if "<br>" in text else (),
            ),
        )


def _inline(document: Document, number: int, text: str, texts: Mapping[int, str]) -> str:
    """Return a text with Markdown's marks for its tags, and other signs of Markdown escaped."""
    block = document.blocks[number]
    tags = dict(block.tags) if isinstance(block, Translate) else {}
    if isinstance(block, Translate) and block.prefix and number < count_front_matter(document):
        return text  # YAML holds no markup
    if document.format == "markdown" and not is_html(block):
        return text
    parts: list[str] = []
    position = 0
    for match in MARK.finditer(text):
        label = find_name(match, tags)
        if label is None:
            continue
        sign = _sign(label, tags, _attributes(document, number, texts), end=bool(match["end"]))
        parts += [_escape(text[position : match.start()]), sign]
        position = match.end()
    return "".join([*parts, _escape(text[position:])])


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", unescape(text))


def _attributes(document: Document, number: int, texts: Mapping[int, str]) -> Mapping[tuple[str, str], str]:
    """Return the texts of the attributes inside a text, by tag and name."""
    found: dict[tuple[str, str], str] = {}
    for index in range(number + 1, len(document.blocks)):
        block = document.blocks[index]
        if not isinstance(block, Translate) or block.raw or not block.tags:
            break
        ((name, label),) = block.tags
        found[label, name] = texts.get(index, block.text)
    return found


def _sign(label: str, tags: Mapping[str, str], shown: Mapping[tuple[str, str], str], *, end: bool) -> str:
    """Return the Markdown of a tag; an empty text if Markdown has no mark for it."""
    if ":" in label:
        content = " ".join(unescape(re.sub(r"<[^>]*>", "", tags[label])).split())
        code = tags[label].startswith(("<code", "<kbd", "<samp", "<tt")) and "`" not in content
        return f"`{content}`" if code and content else _escape(content)
    name = plain_name(label)
    values = attributes_of(next(read_tokens(tags[label])))
    if name == "br":
        return "<br>"
    if name == "img":
        alt = shown.get((label, "alt"), values.get("alt", ""))
        return f"![{_escape(alt)}](<{_address(values.get('src', ''))}>)"
    if name == "a" and _leads_somewhere(values.get("href", "")):
        return f"](<{_address(values['href'])}>)" if end else "["
    return _SIGNS.get(name, "")


def _leads_somewhere(url: str) -> bool:
    """Tell whether an address is a page's, a mail's or a path: others could run something."""
    scheme = _SCHEME.match(re.sub(r"[\x00-\x20]", "", url))
    return bool(url.strip()) and (scheme is None or scheme[1].lower() in {"http", "https", "mailto"})


def _address(url: str) -> str:
    return re.sub(r"[<>\s]", lambda match: f"%{ord(match[0]):02X}", url.strip())
