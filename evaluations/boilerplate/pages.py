"""Two public sets of web pages, and how what was kept of a page is counted in each, as its makers do."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Protocol

from pipeline.sources.readers.decoding import declared_encoding, decode

_WORD = re.compile(r"\w+")
_SHINGLE = 4
"""Words in a row that are compared, as the makers of the benchmark do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much of a page was kept rightly, kept wrongly and lost."""

    kept_rightly: float
    kept_wrongly: float
    lost: float


class Page(Protocol):
    """One page of a set."""

    @property
    def name(self) -> str:
        """What messages call it."""
        ...

    def text(self) -> str:
        """Return the page as HTML."""
        ...

    def count(self, kept: str) -> Counts:
        """Compare what was kept of it with what should have been."""
        ...

    def mean(self, counts: Sequence[Counts]) -> tuple[float, float]:
        """Return precision and recall over many pages of the set."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPage:
    """A page of trafilatura's own set: strings that must be kept, and strings that must not."""

    file: Path
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.file.name

    def text(self) -> str:
        """Return the page as HTML."""
        return _decode(self.file.read_bytes(), self.name)

    def count(self, kept: str) -> Counts:
        """Count the strings that are found, whitespace aside."""
        text = _spaced(kept)
        right = sum(_spaced(each) in text for each in self.wanted)
        wrong = sum(_spaced(each) in text for each in self.unwanted)
        return Counts(kept_rightly=right, kept_wrongly=wrong, lost=len(self.wanted) - right)

    def mean(self, counts: Sequence[Counts]) -> tuple[float, float]:
        """Return precision and recall over the strings of all pages."""
        right = sum(each.kept_rightly for each in counts)
        wrong, lost = sum(each.kept_wrongly for each in counts), sum(each.lost for each in counts)
        return right / ((right + wrong) or 1), right / ((right + lost) or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPage:
    """A page of scrapinghub's benchmark: a news page and its article as plain text."""

    file: Path
    article: str

    @property
    def name(self) -> str:
        """The file's name."""
        return self.file.name

    def text(self) -> str:
        """Return the page as HTML."""
        return _decode(gzip.decompress(self.file.read_bytes()), self.name)

    def count(self, kept: str) -> Counts:
        """Count the rows of four words that both have, as shares of all rows."""
        wanted, found = _shingles(self.article), _shingles(kept)
        right, wrong, lost = (sum(each.values()) for each in (wanted & found, found - wanted, wanted - found))
        return Counts(kept_rightly=right, kept_wrongly=wrong, lost=lost)

    def mean(self, counts: Sequence[Counts]) -> tuple[float, float]:
        """Return the means of the pages' precision and recall."""
        return (
            fmean(_share(each.kept_rightly, each.kept_wrongly, each.lost) for each in counts),
            fmean(_share(each.kept_rightly, each.lost, each.kept_wrongly) for each in counts),
        )


def read_pages(folder: Path) -> tuple[str, Sequence[Page]]:
    """Return the name of the set in a folder, and its pages in order.

    :raises SystemExit: if there is none of the two
    """
    if (folder / "tests" / "evaldata.json").is_file():
        return "trafilatura", list(_marked_pages(folder / "tests"))
    if (folder / "ground-truth.json").is_file():
        return "scrapinghub", list(_news_pages(folder))
    raise SystemExit(f"{folder}: neither tests/evaldata.json nor ground-truth.json is there; clone one of the two sets")


def _marked_pages(folder: Path) -> Iterable[MarkedPage]:
    rows = json.loads((folder / "evaldata.json").read_text(encoding="utf-8")).values()
    for row in sorted(rows, key=lambda each: str(each["file"])):
        file = next(
            (place / row["file"] for place in (folder / "cache", folder / "eval") if (place / row["file"]).is_file()),
            None,
        )
        if file:
            yield MarkedPage(file=file, wanted=tuple(row["with"]), unwanted=tuple(row["without"]))


def _news_pages(folder: Path) -> Iterable[NewsPage]:
    rows = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for key, row in sorted(rows.items()):
        yield NewsPage(file=folder / "html" / f"{key}.html.gz", article=row["articleBody"])


def _decode(data: bytes, name: str) -> str:
    try:
        return decode(data, name, declared_encoding(data)).text
    except Exception:  # noqa: BLE001 - the readers are compared, not the decoding
        return data.decode("utf-8", "replace")


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    rows = [tuple(words[start : start + _SHINGLE]) for start in range(max(1, len(words) - _SHINGLE + 1))]
    return Counter(rows)


def _share(right: float, wrong: float, other: float) -> float:
    if not wrong and not other:
        return 1.0
    return right / ((right + wrong) or 1)
