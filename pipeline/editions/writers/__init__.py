"""The writers: an edition as a file. One file a format; ``WRITERS`` names them all."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pipeline.editions.edition import Edition, Site
from pipeline.editions.writers import html, markdown, ninjs, text


class Writer(NamedTuple):
    """One format of ``build``: its name, its files' suffix, and how it writes an edition and a withdrawal's notice."""

    name: str
    suffix: str
    write: Callable[[Edition], str]
    write_notice: Callable[[Site, str, str], str]
    """Of a site, an article's slug and a language."""


WRITERS: tuple[Writer, ...] = (
    Writer("md", "md", markdown.write, markdown.write_notice),
    Writer("txt", "txt", text.write, text.write_notice),
    Writer("html", "html", html.write, html.write_notice),
    Writer("ninjs", "json", ninjs.write, ninjs.write_notice),
)
