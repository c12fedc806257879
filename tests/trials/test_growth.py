"""Time grows as the input does: hostile strings, repeated, go through every public function of the pipeline.

Where a function takes long enough for a text to be measured, it may take little more than four times as long as for a
quarter of it (n log n). What takes more three times in a row is measured three times with twice the text, where other
work on the machine weighs less, and fails if it still does. The worst exponents are printed: ``pytest -s``.
"""

from __future__ import annotations

import atexit
import gc
import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import pytest

from pipeline.catalog.merge import make_template, merge
from pipeline.catalog.numbers import number_units
from pipeline.catalog.po import catalog_text, parse_catalog
from pipeline.editions.edition import Edition, Site, build_edition
from pipeline.editions.house_style import Style, respell
from pipeline.editions.isolation import isolate
from pipeline.editions.writers import WRITERS, Writer
from pipeline.errors import NewslocError
from pipeline.languages.detection import detect_language
from pipeline.languages.matching import find_term, occurrences
from pipeline.languages.normalize import normalize
from pipeline.model import Article, Catalog, Direction, Entry, Pair, Rule, Term
from pipeline.quality.checks import CHECKS, Check
from pipeline.quality.ledger import read_names
from pipeline.sources.article import parse_article
from pipeline.sources.segment import split_sentences
from pipeline.translate.engines.protocol import MARKS
from pipeline.translate.markup import find_pieces
from pipeline.translate.masking import mask
from pipeline.translate.memory import Memory
from tests.trials.test_broken_files import HangError, time_limit

SIZE = 8_000
"""Characters of a text: a unit has 5,000 at most."""
TIMES = 4
ENOUGH = 0.1
"""Seconds of a call that can be measured well, and that matter."""
WORST = 1.5
"""The exponent that is allowed: n log n has 1.2 between these sizes, and a busy machine measures .3 more at times."""
TRIES = 3
LIMIT = 10
"""Seconds that no call may take; some take a tenth of it where nothing else runs."""
SHOWN = 15
STRINGS = (
    *("not ", "10% ", ")", "(", "“a” ", '"a" ', "`", "``a", "*a ", "**", "_a_ ", "[", "[a](", "![", "]("),
    *("<a ", "<b>", "</b>", "<!--", "&#x2E22;", "&amp;", "&", "\\", "|", "- ", "> ", "#", "~~"),
    *("1,", "1.", "1 000 ", "12-", "$1 ", "1 May 2020 ", "May ", "1/2/", "10:30 ", "one hundred "),
    *("و", "وال", "ال ", "لا ", "«أ» ", "كان ", "أيار ", "مليون ", "١٬", "د. "),
    *(
        "and ",
        "A ",
        "Ali Ben ",
        "U.S. ",
        "A.",
        "a. ",
        "a b ",
        " ",
        "\t",
        "\n",
        "a",
        "'",
        "it's ",
        "{a} ",
        "%s ",
        "%(a)s ",
    ),
    *("http://a.b/", "a@b.", "\u200f", "\u2067", "\u0301", "中", "?! ", "...", "— ", "[1] ", "<p>a", "<div>", "a\n\n"),
)
ENGLISH, ARABIC = "The court opens on 12 May in Geneva.", "تفتح المحكمة أبوابها في 12 مايو في جنيف."
DIRECTION = Direction(source="en", target="ar")
BACK = Direction(source="ar", target="en")
TERM = Term(source="a b", targets=("لا و",), rule=Rule.REQUIRED, source_language="en", target_language="ar")
STYLE = Style(digits="arabic", quotes={"ar": "«»", "en": "“”"})
PATHS = {"text": "source/a.txt", "markdown": "source/a.md", "html": "source/a.html", "ninjs": "source/a.json"}


@cache
def article(form: str, text: str) -> Article:
    """Return an article of a format in which a text stands; refused, one of the text alone."""
    front = "---\nlanguage: en\n---\n" if form in {"text", "markdown"} else ""
    item = {"uri": "a", "language": "en", "headline": "A", "body_text": text, "body_html": f"<p>{text}</p>"}
    content = json.dumps(item) if form == "ninjs" else f"{front}{ENGLISH}\n\n{text}"
    return parse_article(content.encode(), PATHS[form], "a")


def read(form: str, text: str) -> None:
    article.cache_clear()
    article(form, text)


def catalog(one: Article, target: str) -> Catalog:
    contexts, following = number_units(one, None)
    made = merge(one, contexts, make_template(one, contexts, following), "ar")
    entries = tuple(
        replace(entry, target=target if number == len(made.entries) - 1 else ARABIC)
        for number, entry in enumerate(made.entries)
    )
    return replace(made, entries=entries)


def build(form: str, text: str) -> None:
    edition.cache_clear()
    edition(form, text)


@cache
def edition(form: str, text: str) -> Edition:
    """Return an edition whose last unit is a text."""
    one = article(form, ENGLISH)
    return build_edition(one, catalog(one, text), "ar", site=Site(preview=True))


@cache
def po(text: str) -> str:
    return catalog_text(catalog(article("text", ENGLISH), text))


def merge_texts(text: str) -> None:
    old, new = article("text", text), article("text", f"A word. {text} More.")
    contexts, _ = number_units(old, None)
    known = merge(old, contexts, None, "ar")
    contexts, _ = number_units(new, known, [known])
    merge(new, contexts, known, "ar")


@cache
def memory() -> Memory:
    opened = ExitStack()
    atexit.register(opened.close)
    folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="newsloc-growth-"))
    return opened.enter_context(Memory(Path(folder, "memory.sqlite")))


def look_up(text: str) -> None:
    entry = Entry(context="body#1", source=text, target=ARABIC)
    memory().learn([Catalog(slug="a", source_language="en", language="ar", entries=(entry,), obsolete=())])
    memory().similar(f"more {text}", DIRECTION, "body")


def check(one: Check, direction: Direction, source: str, target: str) -> None:
    list(
        one.find(
            Pair(
                source=source,
                target=target,
                source_language=direction.source,
                target_language=direction.target,
                terms=(TERM,),
            )
        )
    )


def mask_text(text: str) -> None:
    mask(text, find_pieces(text), MARKS).restore(text)


def names(text: str) -> None:
    one = catalog(article("text", ENGLISH), text)
    for entry in one.entries:
        list(read_names(entry, one))


def write(writer: Writer, form: str, text: str) -> None:
    writer.write(edition(form, text))


def respell_text(tag: str, text: str) -> None:
    respell(text, tag, STYLE, markup=True)


def check_both(one: Check, direction: Direction, text: str) -> None:
    check(one, direction, text, text[1:])


def functions() -> Iterator[tuple[str, Callable[[str], object]]]:
    for form in PATHS:
        yield f"read {form}", partial(read, form)
        yield f"build {form}", partial(build, form)
        for writer in WRITERS:
            yield f"write {form} as {writer.name}", partial(write, writer, form)
    for tag, wording in (("en", "a b"), ("ar", "لا و")):
        yield f"segment {tag}", partial(split_sentences, language=tag)
        yield f"respell {tag}", partial(respell_text, tag)
        yield f"find term {tag}", partial(find_term, wording, language=tag)
    for one in CHECKS:
        for direction in (DIRECTION, BACK):
            yield f"check {one.name} {direction}", partial(check_both, one, direction)
        yield f"check {one.name} of a long target", partial(check, one, DIRECTION, ENGLISH)
    yield "detect", detect_language
    yield "normalize", normalize
    yield "mask", mask_text
    yield "names", names
    yield "occurrences", lambda text: occurrences([TERM], text)
    yield "isolate", lambda text: isolate(text, "rtl", markup=True)
    yield "isolate plain", lambda text: isolate(text, "ltr")
    yield "merge", merge_texts
    yield "look up in the memory", look_up
    yield "parse PO", lambda text: parse_catalog(po(text).encode(), Path("locales/ar/LC_MESSAGES/a.po"))
    yield "write PO", po.__wrapped__


def seconds(call: Callable[[str], object], text: str) -> float:
    """Return how long a call takes, what it is given being ready; a text that is refused is refused in time, too."""
    took = 0.0
    for _ in range(2):
        start = time.process_time()
        with suppress(NewslocError), time_limit(LIMIT):
            call(text)
        took = time.process_time() - start
    return took


def repeat(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size]


def exponent(call: Callable[[str], object], piece: str) -> tuple[float, float]:
    """Return how the time of a call grows, 0 where it is too short to tell, and its seconds."""
    try:
        took = seconds(call, repeat(piece, SIZE))
    except HangError:
        took = LIMIT
    if took < ENOUGH:
        return 0.0, took
    found = math.inf
    for size in (SIZE, 2 * SIZE):
        found = grow(call, piece, size)
        if found < WORST:
            break
    return found, took


def grow(call: Callable[[str], object], piece: str, size: int) -> float:
    """Return the least exponent of some measurements up to a size."""
    best = math.inf
    for _ in range(TRIES):
        with suppress(HangError):
            less, more = seconds(call, repeat(piece, size // TIMES)), seconds(call, repeat(piece, size))
            best = min(best, math.log(more / max(less, 1e-3), TIMES))
        if best < WORST:
            break
    return best


@pytest.fixture(scope="module", autouse=True)
def _few_objects_to_collect() -> Iterator[None]:
    """Let Python's collector look at a call's own objects alone: all modules' would be a step in the time of a call."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


FUNCTIONS = list(functions())


@pytest.mark.parametrize(("name", "call"), FUNCTIONS, ids=[name for name, _ in FUNCTIONS])
def test_time_grows_as_the_text_does(name: str, call: Callable[[str], object]) -> None:
    rows = [(*exponent(call, piece), repr(piece)) for piece in STRINGS]
    worst = sorted((row for row in rows if row[0]), reverse=True)
    for power, took, piece in worst[:SHOWN]:
        sys.stdout.write(f"{name:32} {piece:14} n^{power:.2f} {took:6.2f} s at {SIZE:,}\n")
    assert not worst or worst[0][0] < WORST, worst[0]
