"""Editions as a whole HTML page, readable in both directions of writing."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from pipeline.edition import block_texts
from pipeline.editions.arrangement import FIGURE, arrange
from pipeline.editions.labels import format_day, labels_of, standing
from pipeline.locales import direction
from pipeline.model import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

    from pipeline.edition import Edition

_PARAGRAPH = 3
"""A paragraph is three tokens: its begin, its text, its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What the template shows; the texts in ``title``, ``standfirst`` and ``body`` are safe HTML."""

    heading: str
    standfirst: str
    body: str


def write(edition: Edition) -> str:
    """Write an edition as an HTML page; source text stands in ``span.source`` with its language and direction."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("pipeline.editions"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page, metadata = _lay_out(edition), edition.document.metadata
    labels, label_language = labels_of(edition.language)
    return environment.get_template("article.html.j2").render(
        edition=edition,
        direction=direction(edition.language),
        title=edition.text_of(Role.HEADLINE) or metadata.title or edition.slug,
        heading=Markup(page.heading),  # noqa: S704 - rendered and escaped below
        standfirst=Markup(page.standfirst),  # noqa: S704
        body=Markup(page.body),  # noqa: S704
        metadata=metadata,
        day=format_day(metadata.date, label_language) if metadata.date else "",
        statement=""
        if edition.is_original
        else standing(edition.reviewed, len(edition.units), edition.source_language, edition.language),
        label_language=label_language,
        label_direction=direction(label_language),
        complete=not edition.source,
        labels=labels,
    )


def _lay_out(edition: Edition) -> _Page:
    """Put headline and standfirst on top: those of the front matter, else the first heading of the body."""
    from pipeline.editions.tokens import parse_body

    tokens = parse_body(edition)
    fronted = block_texts(edition, _span, escape)
    roles = {unit.block: unit.role for unit in edition.units if unit.block < edition.front_matter}
    title = "".join(fronted[block] for block, role in roles.items() if role is Role.HEADLINE)
    standfirst = "".join(fronted[block] for block, role in roles.items() if role is Role.STANDFIRST)
    first = next(
        (index for index, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1"), None
    )
    if first is not None:
        inner = _render_inline(tokens[first + 1], edition)
        # A front matter's title often stands over the text as well; once is enough.
        if not title or inner == title:
            title = inner
            del tokens[first : first + _PARAGRAPH]
    return _Page(heading=title, standfirst=standfirst, body=_render(tokens, edition))


def _span(text: str, language: str) -> str:
    return f'<span class="source" lang="{escape(language)}" dir="{direction(language)}">{text}</span>'


def _render(tokens: Sequence[Token], edition: Edition) -> str:
    markdown = _renderer(edition)
    return str(markdown.renderer.render(arrange(tokens), markdown.options, {}))


def _render_inline(token: Token, edition: Edition) -> str:
    markdown = _renderer(edition)
    return str(markdown.renderer.render([token], markdown.options, {}))


def _renderer(edition: Edition) -> MarkdownIt:
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"xhtmlOut": False})
    embed = labels_of(edition.language)[0].embed

    def show_embed(_self: RendererHTML, *_: Any) -> str:
        return f'<p class="embed">{escape(embed)}</p>\n'

    rules: dict[str, Callable[..., str]] = {"source_open": _open_source, "image": _show_image, "embed": show_embed}
    for name, rule in rules.items():
        markdown.add_render_rule(name, rule)
    return markdown


def _open_source(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: Any) -> str:
    language = str(tokens[index].attrGet("lang"))
    return f'<span class="source" lang="{escape(language)}" dir="{direction(language)}">'


def _show_image(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: dict[str, Any]
) -> str:
    """Show an image; one that is a figure has its text as the caption, for all to read."""
    image = tokens[index]
    address, children = escape(str(image.attrGet("src"))), image.children or []
    if not image.meta.get(FIGURE):
        return f'<img src="{address}" alt="{escape(self.renderInlineAsText(children, options, env))}">'
    return f'<img src="{address}" alt="">\n<figcaption>{self.renderInline(children, options, env)}</figcaption>'
