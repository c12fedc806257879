"""The pages, their sentences, and what readers make of them.

Beside each page of ``pages/`` stands ``NAME.expected.txt``: the article, a sentence a line. Whoever wrote them had not
seen the rules. A hash of the page parts them: no text of the held-out half was looked at.

The pages of ``development/`` may be looked at. Those in HTML stand there likewise; those as text stand together in
``development/texts/``, each below a line ``#### NAME-LANGUAGE``, its lines marked with ``+`` if they are the article's
and with ``-`` if they are the page's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from pipeline.model import Block, Dropped, Encoding, Role, Translate
from pipeline.sources.readers import reader_for
from pipeline.sources.readers.text import read_lines
from pipeline.sources.segment import split_sentences, units_of

FOLDER = Path(__file__).parent / "pages"
DEVELOPMENT = Path(__file__).parent / "development"
_TEXTS = DEVELOPMENT / "texts"
_PAGE = "#### "
_ARTICLE = "+"
_EXPECTED = ".expected.txt"
_TAG = re.compile(r"<[^<>]*>")
_NEITHER = re.compile(r"[\W_]+")
# Letters and digits that no other text of a page has by chance.
_LONG = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page, its language, the sentences that are its article, and whether it may be looked at.

    ``marks`` tells of each line by its number, where somebody marked them, whether it is the article's; ``group`` is
    the file that such a page stands in.
    """

    name: str
    language: str
    text: str
    sentences: tuple[str, ...]
    held_out: bool = False
    group: str = ""
    marks: Mapping[int, bool] = field(default_factory=dict)

    @property
    def suffix(self) -> str:
        """What kind of file it is: ``.html`` or ``.txt``."""
        return PurePath(self.name).suffix


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a reader kept, sentence by sentence, and the blocks it dropped with their rules."""

    sentences: tuple[str, ...]
    dropped: tuple[tuple[str, str], ...] = ()


def read_pages(folder: Path = FOLDER) -> Iterator[Page]:
    """Yield the pages of a folder in order, with the sentences that stand beside them."""
    for path in sorted(folder.glob("*.*")):
        if not path.name.endswith(_EXPECTED):
            lines = path.with_name(path.stem + _EXPECTED).read_text(encoding="utf-8").splitlines()
            yield Page(
                name=path.name,
                language=path.stem.rpartition("-")[2],
                text=path.read_text(encoding="utf-8"),
                sentences=tuple(line.strip() for line in lines if line.strip()),
                held_out=bool(hashlib.sha256(path.read_bytes()).digest()[0] % 2),
            )


def read_development() -> Iterator[Page]:
    """Yield the pages that were written for looking at: no measure of anything but what they were written for."""
    yield from read_pages(DEVELOPMENT)
    yield from _read_texts()


def read_seen(suffix: str) -> list[Page]:
    """Return the pages of one kind that may be looked at, and so learned from."""
    written = _read_texts() if suffix == ".txt" else read_pages(DEVELOPMENT)
    return [*written, *(page for page in read_pages() if page.suffix == suffix and not page.held_out)]


def _read_texts() -> Iterator[Page]:
    for path in sorted(_TEXTS.iterdir()):
        yield from read_marked(path.read_text(encoding="utf-8"), path.stem)


def read_marked(text: str, group: str) -> Iterator[Page]:
    """Yield the pages of a file with marked lines."""
    for part in f"\n{text}".split(f"\n{_PAGE}")[1:]:
        name, *marked = part.rstrip("\n").split("\n")
        language = name.rpartition("-")[2]
        lines = [line[2:] for line in marked]
        marks = {number: line.startswith(_ARTICLE) for number, line in enumerate(marked, start=1)}
        yield Page(
            name=f"{name}.txt",
            language=language,
            text="\n".join(lines) + "\n",
            sentences=tuple(_sentences(lines, marks, language)),
            group=group,
            marks=marks,
        )


def _sentences(lines: Sequence[str], marks: Mapping[int, bool], language: str) -> Iterator[str]:
    """Yield the sentences of the marked lines; lines of one paragraph belong together."""
    for block in read_lines([f"{line}\n" for line in lines], 1):
        if isinstance(block, Translate) and marks[block.line]:
            yield from (sentence.strip() for sentence in split_sentences(block.text, language))


def read_with_newsloc(page: Page) -> Kept:
    """Return what newsloc keeps; the title and description in a page's head and what pictures show are not counted."""
    document = reader_for(page.name).parse(page.text, page.name)
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
    if page.suffix == ".txt":
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
