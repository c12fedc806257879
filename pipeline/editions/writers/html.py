"""Editions as a whole HTML page, readable in both directions of writing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from pipeline.editions.addresses import INDEX, address_of
from pipeline.editions.edition import Edition, EditionUnit, Site
from pipeline.editions.labels import PREVIEW, WITHDRAWN, labels_of, language_name, message, standing
from pipeline.editions.writers.arrangement import FIGURE, arrange
from pipeline.editions.writers.blocks import block_texts, correction_of
from pipeline.editions.writers.linked_data import linked_data
from pipeline.editions.writers.sanitize import sanitize, show_isolates
from pipeline.editions.writers.tokens import mark_attributes, parse_body
from pipeline.languages.locales import DIGITS, direction, numbering_system
from pipeline.model import Role

if TYPE_CHECKING:
    from jinja2 import Environment
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

EMBED = message("Embedded content of the original article")
_PARAGRAPH = 3
"""A paragraph is three tokens: its begin, its text, its end."""
_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The parts of a page; all are safe HTML."""

    heading: str
    standfirst: str
    correction: str
    body: str


def write(edition: Edition) -> str:
    """Write an edition as an HTML page; source text stands in ``span.source``, a draft in ``span.draft`` (ITS 2.0)."""
    from markupsafe import Markup

    page, metadata, slug = lay_out(edition), edition.document.metadata, edition.slug
    title = plain_text(page.heading) or edition.filed_title or edition.first_words
    standfirst = plain_text(page.standfirst) or edition.text_of(Role.STANDFIRST)
    return render_template(
        "article.html.j2",
        edition=edition,
        title=title,
        heading=Markup(page.heading),  # noqa: S704 - sanitized below
        standfirst=Markup(page.standfirst),  # noqa: S704
        correction=Markup(page.correction),  # noqa: S704
        body=Markup(page.body),  # noqa: S704
        description=standfirst,
        data=Markup(linked_data(edition, title, standfirst, plain_text(page.correction))),  # noqa: S704
        metadata=metadata,
        day=edition.day,
        statement="" if edition.is_original else standing(edition),
        complete=edition.visible.reviewed == len(edition.visible.units),
        labels=labels_of(edition.language),
        alternates={tag: address_of(edition.site, tag, slug, seen_from=slug) for tag in edition.site.languages},
        canonical=address_of(edition.site, edition.language, edition.slug) if edition.site.base_url else "",
        index=f"{'../' * edition.slug.count('/')}{INDEX}.html" if edition.site.languages else "",
        numerals=numerals(edition),
        preview=labels_of(edition.language).say(PREVIEW) if edition.site.preview else "",
    )


def write_notice(_site: Site, _slug: str, language: str) -> str:
    """Write the notice that an article is withdrawn, as a page that search engines do not keep."""
    return render_template("notice.html.j2", labels=labels_of(language), text=WITHDRAWN)


def render_template(name: str, **values: Any) -> str:
    """Fill in one of the package's templates."""
    return _environment().get_template(name).render(say=values["labels"].say, **values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pipeline.editions"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals.update(direction=direction, language_name=language_name)
    return environment


def plain_text(html: str) -> str:
    """Return the text of a fragment of ours."""
    return unescape(_TAGS.sub("", html)).strip()


def numerals(edition: Edition) -> str:
    """Return CSS's name of the numerals that lists count in; empty for 1, 2, 3."""
    system = edition.site.style.numbering(edition.language) or numbering_system(edition.language)
    return {"arab": "arabic-indic", "arabext": "persian"}[system] if system in DIGITS else ""


@lru_cache(maxsize=1)  # two writers and the manifest ask for it, one after the other
def lay_out(edition: Edition) -> Page:
    """Put headline and standfirst on top: those of the front matter, else the first heading of the body."""
    tokens = parse_body(edition)
    shown, count = _shown(edition), edition.front_matter
    title, standfirst = (_fronted(edition, role, count, shown) for role in (Role.HEADLINE, Role.STANDFIRST))
    corrected = correction_of(edition)
    first = next(
        (index for index, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1"), None
    )
    if first is not None:
        inner = _render(tokens[first + 1 : first + 2], edition)
        # A front matter's title often stands over the text as well; once is enough.
        if not title or inner == title:
            title = inner
            del tokens[first : first + _PARAGRAPH]
    return Page(
        heading=sanitize(title),
        standfirst=sanitize(standfirst),
        correction=sanitize(shown[corrected]) if corrected is not None else "",
        body=sanitize(_render(arrange(tokens), edition)),
    )


def _shown(edition: Edition) -> dict[int, str]:
    """Return the text of each block as HTML."""
    return {block: show_isolates(text) for block, text in block_texts(edition, mark_span, escape).items()}


def _fronted(edition: Edition, role: Role, count: int, shown: Mapping[int, str]) -> str:
    """Return the text of a role in the front matter's *count* blocks."""
    blocks = dict.fromkeys(unit.block for unit in edition.units if unit.block < count and unit.role is role)
    return "".join(shown[block] for block in blocks)


def mark_span(text: str, unit: EditionUnit) -> str:
    """Return marked text of HTML in an element that says what it is."""
    attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in mark_attributes(unit).items())
    return f"<span{attributes}>{text}</span>"


def _render(tokens: Sequence[Token], edition: Edition) -> str:
    markdown = _renderer(edition.language)
    return str(markdown.renderer.render(tokens, markdown.options, {}))


@cache
def _renderer(language: str) -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"xhtmlOut": False})
    labels = labels_of(language)
    foreign = "" if labels.language == language else f' lang="{labels.language}" dir="{labels.direction}"'

    def show_embed(_self: RendererHTML, *_: Any) -> str:
        return f'<p class="embed"{foreign}>{escape(labels.say(EMBED))}</p>\n'

    markdown.add_render_rule("image", _show_image)
    markdown.add_render_rule("embed", show_embed)
    return markdown


def _show_image(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: dict[str, Any]
) -> str:
    """Show an image; one that is a figure has its text as the caption, for all to read."""
    image = tokens[index]
    address, children = escape(str(image.attrGet("src"))), image.children or []
    if not image.meta.get(FIGURE):
        return f'<img src="{address}" alt="{escape(self.renderInlineAsText(children, options, env))}">'
    caption = self.renderInline(children, options, env)
    return f'<img src="{address}" alt="">' + (f"\n<figcaption>{caption}</figcaption>" if caption.strip() else "")
