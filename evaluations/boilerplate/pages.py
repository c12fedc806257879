"""The pages, their sentences, and what readers make of them.

Beside each page of ``pages/`` stands ``NAME.expected.txt``: the article, a sentence a line. Whoever wrote them had not
seen the rules. A hash of the page parts them: no text of the held-out half was looked at.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Block, Dropped, Encoding, Role, Translate
from pipeline.readers import reader_for
from pipeline.segment import split_sentences, units_of

FOLDER = Path(__file__).parent / "pages"
DEVELOPMENT = Path(__file__).parent / "development"
"""Pages that were written and looked at for the rules: no measure of anything but what they were written for."""
_EXPECTED = ".expected.txt"
_TAG = re.compile(r"<[^<>]*>")
_NEITHER = re.compile(r"[\W_]+")
# Letters and digits that no other text of a page has by chance.
_LONG = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page, its language, the sentences that are its article, and whether it may be looked at."""

    path: Path
    language: str
    sentences: tuple[str, ...]
    held_out: bool

    @property
    def text(self) -> str:
        """The page as it is."""
        return self.path.read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a reader kept, sentence by sentence, and the blocks it dropped with their rules."""

    sentences: tuple[str, ...]
    dropped: tuple[tuple[str, str], ...] = ()


def read_pages(folder: Path = FOLDER) -> Iterator[Page]:
    """Yield the pages in order."""
    for path in sorted(folder.iterdir()):
        if not path.name.endswith(_EXPECTED):
            lines = path.with_name(path.stem + _EXPECTED).read_text(encoding="utf-8").splitlines()
            yield Page(
                path=path,
                language=path.stem.rpartition("-")[2],
                sentences=tuple(line.strip() for line in lines if line.strip()),
                held_out=bool(hashlib.sha256(path.read_bytes()).digest()[0] % 2),
            )


def read_with_newsloc(page: Page) -> Kept:
    """Return what newsloc keeps; the title and description in a page's head and what pictures show are not counted."""
    document = reader_for(page.path.name).parse(page.text, page.path.name)
    units = [unit for unit in units_of(document, page.language) if _is_text(document.blocks[unit.block])]
    return Kept(
        sentences=tuple(_TAG.sub("", unit.source) for unit in units),
        dropped=tuple((block.rule, block.raw) for block in document.blocks if isinstance(block, Dropped)),
    )


def _is_text(block: Block) -> bool:
    return isinstance(block, Translate) and block.role is not Role.META and block.encoding is not Encoding.ATTRIBUTE


def read_with_trafilatura(page: Page) -> Kept:
    """Return what trafilatura keeps in precision mode, cut into sentences as ours are; a text is a page of lines."""
    from trafilatura import extract

    text = page.text
    if page.path.suffix == ".txt":
        lines = "".join(f"<p>{line}</p>" for line in text.splitlines() if line.strip())
        text = f"<html><body><article>{lines}</article></body></html>"
    found = extract(text, favor_precision=True, include_comments=False) or ""
    return Kept(
        sentences=tuple(
            sentence.strip() for line in found.splitlines() for sentence in split_sentences(line, page.language)
        )
    )


def wrong(page: Page, kept: Kept) -> tuple[list[str], list[str]]:
    """Return the sentences that were kept though not the article's, and those of the article that were lost."""
    return (
        [sentence for sentence in kept.sentences if not _is_in(sentence, page.sentences)],
        [sentence for sentence in page.sentences if not _is_in(sentence, kept.sentences)],
    )


def _is_in(sentence: str, others: tuple[str, ...]) -> bool:
    """Tell whether a sentence is one of others, or a part of them as one text; marks and spaces do not count."""
    key = _NEITHER.sub("", sentence)
    keys = [_NEITHER.sub("", other) for other in others]
    return not key or key in keys or (len(key) >= _LONG and key in "".join(keys))


def share_in(text: str, page: Page) -> float | None:
    """Return how many of a text's sentences are its page's article, as a share; None if it has no words."""
    cut = [sentence for sentence in split_sentences(_TAG.sub("", text), page.language) if _NEITHER.sub("", sentence)]
    return sum(_is_in(sentence, page.sentences) for sentence in cut) / len(cut) if cut else None
