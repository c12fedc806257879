"""The writers: an edition as a file. One file a format; ``WRITERS`` names them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.editions import html, markdown, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.edition import Edition


class Writer(NamedTuple):
    """One format of ``build``: its name, which is the suffix of its files too, and how it writes an edition."""

    name: str
    write: Callable[[Edition], str]


WRITERS: tuple[Writer, ...] = (
    Writer("md", markdown.write),
    Writer("txt", text.write),
    Writer("html", html.write),
)
