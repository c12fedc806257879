"""Read broken files for a long time: no crash, no hang, no loss.

    python -m evaluations.fuzz_readers --minutes 10 [--reader html] [--seed 1]

Articles of source/ are changed by chance: bytes flipped, parts cut out, doubled and moved, tags left open, deep
nesting, huge lines, odd encodings. A reader may refuse a file with an error of ours; else its blocks must join to the
text, an edition without targets must be what was kept, and one of its own texts must be written. A file that takes more
than 10 seconds of processor time counts as a hang. What fails is kept in build/fuzz, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import NewslocError
from pipeline.model import Document, Dropped, Encoding, Role, Translate
from pipeline.sources.readers import READERS, Reader, reader_for
from pipeline.sources.readers.decoding import declared_encoding, decode
from pipeline.sources.readers.markdown_form import in_markdown_form
from pipeline.sources.segment import join_targets, units_of

ROOT = Path(__file__).parents[1]
FAILURES = Path("build/fuzz")
SECONDS = 10
_ENCODINGS = ("utf-16", "utf-16-le", "utf-8-sig", "cp1256", "cp1252", "iso8859_6", "utf-32", "koi8_r")
_PIECES = (
    *(
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<b>",
        "</i>",
        "<a href='",
        '">',
        "<!--",
        "-->",
        "<![CDATA[",
        "<br><br>",
        "<script>",
    ),
    *(
        "</script>",
        "<table><tr><td>",
        "<li>",
        "<title>",
        "&amp;",
        "&#",
        "&lt;b>",
        '<span translate="no">',
        "<blockquote>",
    ),
    *(
        "# ",
        "> ",
        "- ",
        "1. ",
        "```",
        "|",
        "|-|-|\n",
        "[",
        "](",
        "![",
        "[^1]: ",
        "  \n",
        "\\\n",
        "---\n",
        "***",
        "<br>",
    ),
    *(
        '"',
        "\\",
        "\\u",
        "\\ud800",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        '"value":',
        "\x00",
        "\ufeff",
        "\u202e",
        "\u2028",
    ),
    *("\r", "\r\n", "\n\n", "\t", "\u00a0", "Share", "Leave a comment", "د. ", "؟ ", "a" * 50),
)


class Hang(BaseException):
    """A file took too long."""


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Interrupt what takes longer."""

    def stop(*_: object) -> None:
        raise Hang

    # Processor time: others may use this machine too.
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def flip(data: bytearray, chance: random.Random) -> bytearray:
    """Change some bytes."""
    for _ in range(chance.randint(1, 20)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return data


def cut(data: bytearray, chance: random.Random) -> bytearray:
    """Take a part out."""
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def move(data: bytearray, chance: random.Random) -> bytearray:
    """Put a part, or several of it, elsewhere."""
    start, end = _span(data, chance)
    place = chance.randrange(len(data))
    return data[:place] + data[start:end] * chance.choice((1, 1, 2, 20)) + data[place:]


def insert(data: bytearray, chance: random.Random) -> bytearray:
    """Put markup in some places."""
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(data) + 1)
        data[place:place] = chance.choice(_PIECES).encode("utf-8", "surrogatepass")
    return data


def repeat(data: bytearray, chance: random.Random) -> bytearray:
    """Put very much of one piece in one place: deep nesting, a huge line."""
    place = chance.randrange(len(data) + 1)
    data[place:place] = chance.choice(_PIECES).encode("utf-8", "surrogatepass") * chance.choice((50, 300, 5000))
    return data


def recode(data: bytearray, chance: random.Random) -> bytearray:
    """Write the text in another encoding."""
    return bytearray(bytes(data).decode("utf-8", "replace").encode(chance.choice(_ENCODINGS), "replace"))


def _span(data: bytearray, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.choice((1, 10, 100, 1000)))


MUTATIONS: tuple[Callable[[bytearray, random.Random], bytearray], ...] = (flip, cut, move, insert, repeat, recode)


def corpus(reader: Reader) -> list[bytes]:
    """Return the files that a reader reads, and some tiny ones."""
    files = sorted((ROOT / "source").rglob("*"))
    return [path.read_bytes() for path in files if path.suffix in reader.suffixes] + [
        b"a",
        b"<p>a",
        b'{"headline": "a"}',
    ]


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Change a file a few times."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        if changed:
            changed = chance.choice(MUTATIONS)(changed, chance)
    return bytes(changed)


def examine(data: bytes, suffix: str) -> str:
    """Read a file and write it back. Return what became of it: ``read`` or ``refused``.

    :raises AssertionError: if something was lost
    """
    path = f"source/a{suffix}"
    try:
        text = decode(data, path, declared_encoding(data) if suffix == ".html" else None).text
        reader = reader_for(path)
        document = reader.parse(text, path)
    except NewslocError as error:
        if "\n" in str(error):
            raise AssertionError("the message has several lines") from error
        return "refused"
    assert "".join(block.raw for block in document.blocks) == text, "the blocks do not join to the text"
    kept = "".join(block.raw for block in document.blocks if not isinstance(block, Dropped))
    assert reader.render(document, {}) == kept, "an edition without targets is not what was kept"
    units = units_of(document, document.metadata.language or "en")
    targets = join_targets(document, units, {index: unit.source for index, unit in enumerate(units)})
    reader.render(document, targets).encode()
    if document.format in {"html", "ninjs"}:
        _examine_form(document)
    return "read"


def _examine_form(document: Document) -> None:
    try:
        form = in_markdown_form(document)
    except NewslocError:
        return
    if document.format == "html":
        last = len(form.document.blocks) - 1
        for index, block in enumerate(document.blocks):
            if isinstance(block, Translate) and block.encoding is Encoding.HTML and block.role is not Role.META:
                assert form.places[index] < last, f"{block.text!r} has no place in Markdown"


def fuzz(reader: Reader, minutes: float, seed: int) -> Counter[str]:
    """Read changed files for a time, and keep those that fail."""
    chance = random.Random(seed)
    files = corpus(reader)
    examine(files[0], reader.suffixes[0])  # once, so that loading libraries counts for nobody
    counts: Counter[str] = Counter()
    deadline = time.monotonic() + minutes * 60
    while time.monotonic() < deadline:
        data = mutate(chance.choice(files), chance)
        try:
            with time_limit(SECONDS):
                counts[examine(data, reader.suffixes[0])] += 1
        except (Exception, Hang) as error:  # noqa: BLE001 - whatever it is, it is what we look for
            counts["failed"] += 1
            _keep(data, reader, error)
    return counts


def _keep(data: bytes, reader: Reader, error: BaseException) -> None:
    FAILURES.mkdir(parents=True, exist_ok=True)
    path = FAILURES / f"{reader.name}-{hashlib.sha256(data).hexdigest()[:12]}{reader.suffixes[0]}"
    path.write_bytes(data)
    where = traceback.extract_tb(error.__traceback__)[-1]
    print(f"{path}: {type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})", flush=True)


def main() -> None:
    """Fuzz one reader or all, each for the given time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1.0, help="for each reader")
    parser.add_argument("--reader", choices=[reader.name for reader in READERS])
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failed = 0
    for reader in READERS:
        if options.reader in {None, reader.name}:
            counts = fuzz(reader, options.minutes, options.seed)
            failed += counts["failed"]
            print(f"{reader.name}: {dict(counts)}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
