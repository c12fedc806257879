"""Readers get broken files for a long time: no crash, no hang, no loss.

Articles of source/ are changed by chance: bytes flipped, parts cut out, doubled and moved, tags left open, deep
nesting, huge lines, other encodings. A reader may refuse a file with an error of ours. Else its blocks join to the
text, an edition without targets is what was kept, and one of the article's own texts can be written. What fails is kept
in build/broken, to look at.
"""

from __future__ import annotations

import hashlib
import random
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.errors import NewslocError
from pipeline.model import Document, Dropped, Encoding, Role, Translate
from pipeline.sources.readers import READERS, Reader, reader_for
from pipeline.sources.readers.decoding import declared_encoding, decode
from pipeline.sources.readers.markdown_form import in_markdown_form
from pipeline.sources.segment import units_of
from tests.sources.blocks import join_targets

ROOT = Path(__file__).parents[2]
FAILURES = Path("build/broken")
SECONDS = 10
"""Of processor time: a file that takes more counts as a hang."""
LEAST = 50
"""Files that a reader must have read, or the trial says nothing."""
TINY = (b"a", b"<p>a", b'{"headline": "a"}')
ENCODINGS = ("utf-16", "utf-16-le", "utf-8-sig", "cp1256", "cp1252", "iso8859_6", "utf-32", "koi8_r")
MARKUP = """
<p> </p> <div> </div> <b> </i> <!-- --> <![CDATA[ <br> <br><br> <script> </script> <li> <title> <blockquote> <svg> <pre>
<button> <table><tr><td> &amp; &# &lt;b> ``` | [ ]( ![ *** \\ \\u \\ud800 { } ] , : " null "value":
"""
SPACED = (
    "<a href='",
    '">',
    '<span translate="no">',
    "# ",
    "> ",
    "- ",
    "1. ",
    "|-|-|\n",
    "[^1]: ",
    "  \n",
    "\\\n",
    "---\n",
)
CHARACTERS = ("\x00", "\ufeff", "\u202e", "\u2028", "\r", "\r\n", "\n\n", "\t", "\u00a0", "د. ", "؟ ", "a" * 50)
FURNITURE = ("Share", "Leave a comment", "Read more", "شارك")
PIECES = (*MARKUP.split(), *SPACED, *CHARACTERS, *FURNITURE)


class HangError(Exception):
    """A file takes too long."""


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Interrupt what takes longer; processor time, since others may use this machine too."""

    def stop(*_: object) -> None:
        raise HangError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def flip(data: bytearray, chance: random.Random) -> bytearray:
    for _ in range(chance.randint(1, 20)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return data


def cut(data: bytearray, chance: random.Random) -> bytearray:
    start, end = span(data, chance)
    return data[:start] + data[end:]


def move(data: bytearray, chance: random.Random) -> bytearray:
    start, end = span(data, chance)
    place = chance.randrange(len(data))
    return data[:place] + data[start:end] * chance.choice((1, 1, 2, 20)) + data[place:]


def insert(data: bytearray, chance: random.Random) -> bytearray:
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(data) + 1)
        data[place:place] = chance.choice(PIECES).encode("utf-8", "surrogatepass")
    return data


def repeat(data: bytearray, chance: random.Random) -> bytearray:
    """Put very much of one piece in one place: deep nesting, a huge line."""
    place = chance.randrange(len(data) + 1)
    data[place:place] = chance.choice(PIECES).encode("utf-8", "surrogatepass") * chance.choice((50, 300, 5000))
    return data


def recode(data: bytearray, chance: random.Random) -> bytearray:
    return bytearray(bytes(data).decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace"))


def span(data: bytearray, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.choice((1, 10, 100, 1000)))


MUTATIONS: tuple[Callable[[bytearray, random.Random], bytearray], ...] = (flip, cut, move, insert, repeat, recode)


def mutate(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        if changed:
            changed = chance.choice(MUTATIONS)(changed, chance)
    return bytes(changed)


def read_and_write(data: bytes, suffix: str) -> bool:
    """Tell whether a file is read, and not refused; assert that nothing of it is lost."""
    path = f"source/a{suffix}"
    try:
        text = decode(data, path, declared_encoding(data) if suffix == ".html" else None).text
        reader = reader_for(path)
        document = reader.parse(text, path)
    except NewslocError as error:
        message = str(error)
    else:
        assert_whole(reader, document, text)
        return True
    assert "\n" not in message, "the message has several lines"
    return False


def assert_whole(reader: Reader, document: Document, text: str) -> None:
    assert "".join(block.raw for block in document.blocks) == text, "the blocks do not join to the text"
    kept = "".join(block.raw for block in document.blocks if not isinstance(block, Dropped))
    assert reader.render(document, {}) == kept, "an edition without targets is not what was kept"
    units = units_of(document, document.metadata.language or "en")
    targets = join_targets(document, units, {index: unit.source for index, unit in enumerate(units)})
    reader.render(document, targets).encode()
    if document.format in {"html", "ninjs"}:
        write_as_markdown(document)


def write_as_markdown(document: Document) -> None:
    try:
        form = in_markdown_form(document)
    except NewslocError:
        return
    if document.format == "html":
        last = len(form.document.blocks) - 1
        for index, block in enumerate(document.blocks):
            if isinstance(block, Translate) and block.encoding is Encoding.HTML and block.role is not Role.META:
                assert form.places[index] < last, f"{block.text!r} has no place in Markdown"


def keep(data: bytes, reader: Reader, error: Exception) -> str:
    FAILURES.mkdir(parents=True, exist_ok=True)
    path = FAILURES / f"{reader.name}-{hashlib.sha256(data).hexdigest()[:12]}{reader.suffixes[0]}"
    path.write_bytes(data)
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{path}: {type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_broken_file_is_read_whole_or_refused(reader: Reader, seed: int, pytestconfig: pytest.Config) -> None:
    chance = random.Random(seed)  # noqa: S311 - samples, not secrets
    suffix = reader.suffixes[0]
    articles = [path for path in sorted((ROOT / "source").rglob("*")) if path.suffix in reader.suffixes]
    files = [*(path.read_bytes() for path in articles), *TINY]
    assert articles
    read_and_write(files[0], suffix)  # once, so that loading libraries counts for no file
    failures: list[str] = []
    read = 0
    deadline = time.process_time() + pytestconfig.getoption("--fuzz-seconds")
    while time.process_time() < deadline:
        data = mutate(chance.choice(files), chance)
        try:
            with time_limit(SECONDS):
                read += read_and_write(data, suffix)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            failures.append(keep(data, reader, error))
    assert not failures, "\n".join(failures)
    assert read > LEAST
