"""Measure how fast the review page answers, beside django-rosetta on the same catalogs.

    python -m evaluations.review [--rosetta PYTHON] [--articles 1000] [--units 5000] [--rounds 60]

On a corpus of short articles and on one article as long as a book (`evaluations.review_projects`). Each kind of page is
asked for so many times, one request after the other over a connection of its own, and each save changes a unit that
nobody changed before. ``--rosetta`` names the Python of an environment with django-rosetta; with Chromium, the keys and
seconds of a scripted editor are counted too (`evaluations.review_keys`). Writes ``evaluations/results/review.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from html import unescape
from itertools import chain
from pathlib import Path

from evaluations.review_keys import CHROMIUM, Journey, approve_here, approve_in_rosetta
from evaluations.review_projects import write_corpus
from evaluations.review_servers import Server, serve_page, serve_rosetta

RESULT = Path(__file__).parent / "results" / "review.json"
LONGEST = 30.0
"""Seconds that one kind of page is measured at most."""
PER_PAGE = 50
"""Strings on a page of django-rosetta, as many as the review page shows."""
_UNIT = re.compile(r'<form[^>]*class="write".*?name="unit" value="([^"]+)"', re.DOTALL)
_FIELD = re.compile(r'name="m_([0-9a-f]+)"[^>]*>(.*?)</textarea>.*?name="f_\1" value="1" (checked)?', re.DOTALL)
_JSON = {"Accept": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One kind of request, in milliseconds: the first, the median, what 95 % stay below; ``cpu`` is the mean.

    ``cpu`` is processor time of the server, which other work on the machine changes little; for a save it has in it the
    page that is asked for before.
    """

    project: str
    server: str
    request: str
    first: float
    p50: float
    p95: float
    cpu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """Times requests to one server."""

    project: str
    name: str
    server: Server
    rounds: int

    def time(self, request: str, ask: Callable[[], object]) -> Row:
        """Send a request so many times."""
        first = _seconds(ask)
        taken: list[float] = []
        before, end = self.server.processor_seconds(), time.monotonic() + LONGEST
        while len(taken) < self.rounds and (time.monotonic() < end or not taken):
            taken.append(_seconds(ask))
        cpu = (self.server.processor_seconds() - before) / len(taken)
        taken.sort()
        p50, p95 = taken[len(taken) // 2], taken[min(len(taken) - 1, int(len(taken) * 0.95))]
        row = Row(
            project=self.project,
            server=self.name,
            request=request,
            first=_ms(first),
            p50=_ms(p50),
            p95=_ms(p95),
            cpu=_ms(cpu),
        )
        print(
            f"{row.project:8}{row.server:9}{row.request:34}{row.first:9.1f}{row.p50:9.1f}{row.p95:9.1f}{row.cpu:9.1f}"
        )
        return row

    def pages(self, requests: Iterable[tuple[str, str]]) -> Iterator[Row]:
        """Time pages by their addresses."""
        for request, path in requests:
            yield self.time(request, partial(self.server.ask, path))


def measure_corpus(server: Server, slug: str, rounds: int) -> Iterator[Row]:
    """Time the pages of a corpus."""
    meter = Meter(project="corpus", name="newsloc", server=server, rounds=rounds)
    for request, path in (("overview: read everything", "/"), ("figures: read everything", "/corpus")):
        yield meter.time(request, _once(partial(_read_all, server, path)))
    article, preview = f"/article/ar/{slug}", f"/preview/ar/{slug}"
    addresses = (
        ("overview", "/"),
        ("overview: still to review", "/?show=open&language=ar"),
        ("overview: words", "/?words=minister"),
        ("overview: last page", "/?page=999"),
        ("figures", "/corpus"),
        ("article", article),
        ("preview", preview),
    )
    yield from meter.pages(addresses)
    yield meter.time("save", _save_here(server, article))
    yield meter.time("save, then the overview", _save_here(server, article, "/"))


def measure_long(server: Server, slug: str, rounds: int) -> Iterator[Row]:
    """Time the pages of a long article."""
    meter = Meter(project="long", name="newsloc", server=server, rounds=rounds)
    article = f"/article/ar/{slug}"
    addresses = (
        ("overview", "/"),
        ("article", article),
        ("article: page 50", f"{article}?page=50"),
        ("article: by score", f"{article}?sort=score"),
        ("article: with findings", f"{article}?show=findings"),
        ("article: approve from a score on", f"{article}?approve=score&score=80"),
        ("preview", f"/preview/ar/{slug}"),
    )
    yield from meter.pages(addresses)
    name = _units(server.ask(article))[0].partition(":")[0]
    check = [("name", name), ("text", "وقال الوزير إن 5 سفن وصلت.")]
    yield meter.time("check while typing", lambda: server.ask(f"/check/ar/{slug}", check))
    yield meter.time("save", _save_here(server, article))


def measure_rosetta(server: Server, project: str, rounds: int) -> Iterator[Row]:
    """Time the same in django-rosetta: the list, a page of strings, a save."""
    meter = Meter(project=project, name="rosetta", server=server, rounds=rounds)
    page = "/files/project/ar/0/"
    addresses = (("overview", "/files/project/"), ("article", page))
    yield from meter.pages(addresses)
    yield meter.time("save", _save_in_rosetta(server, page))


def _save_here(server: Server, article: str, then: str = "") -> Callable[[], float]:
    """Return what comments on one unit after the other, and how long each takes."""
    rounds = 0

    def save() -> float:
        nonlocal rounds
        page = server.ask(f"{article}?show=all")
        units = _units(page)
        unit = units[rounds % len(units)]
        rounds += 1
        fields = [("act", "comment"), ("comment", f"Comment {rounds}"), ("unit", unit)]
        return _seconds(lambda: (server.ask(article, fields, _JSON), then and server.ask(then)))

    return save


def _save_in_rosetta(server: Server, page: str) -> Callable[[], float]:
    """Return what changes one text after the other and sends the page, as a browser does; and how long that takes."""
    rounds = 0

    def save() -> float:
        nonlocal rounds
        found = _FIELD.findall(server.ask(page))
        fields = []
        for at, (digest, text, fuzzy) in enumerate(found):
            changed = f"{unescape(text)} {rounds}" if at == rounds % len(found) else unescape(text)
            fields += [(f"m_{digest}", changed), *([(f"f_{digest}", "1")] if fuzzy else [])]
        rounds += 1
        return _seconds(lambda: server.ask(page, [*fields, ("_next", "Save")]))

    return save


def _units(page: str) -> list[str]:
    return _UNIT.findall(page)


def _read_all(server: Server, path: str) -> None:
    while 'id="reading"' in server.ask(path):
        pass


def _once(work: Callable[[], object]) -> Callable[[], float]:
    """Return work whose time is taken in the first call alone."""
    taken: list[float] = []

    def first() -> float:
        if not taken:
            taken.append(_seconds(work))
        return taken[0]

    return first


def _seconds(work: Callable[[], object]) -> float:
    """Return the time of some work; what it returns, if it timed a part of itself."""
    start = time.perf_counter()
    told = work()
    return told if isinstance(told, float) else time.perf_counter() - start


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)


def main() -> None:
    """Print the figures; write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rosetta", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--units", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    rows: list[Row] = []
    journeys: list[Journey] = []
    print(f"{'milliseconds':51}{'first':>9}{'p50':>9}{'p95':>9}{'cpu':>9}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for project, articles, units in (("corpus", options.articles, 18), ("long", 1, options.units)):
            place = folder / project
            slugs = write_corpus(place, articles, units)
            measure = measure_corpus if project == "corpus" else measure_long
            with serve_page(place) as server:
                rows += measure(server, slugs[-1], options.rounds)
            if options.rosetta:
                with serve_rosetta(options.rosetta, place, slugs, folder / f"{project}-site", PER_PAGE) as server:
                    rows += measure_rosetta(server, project, options.rounds)
        if CHROMIUM:
            journeys += chain(approve_here(folder / "here"), approve_in_rosetta(options.rosetta, folder / "rosetta"))
    for journey in journeys:
        print(f"{journey.server:9}{journey.task:40}{journey.keys:5} keys {journey.seconds:7.1f} s")
    facts = {
        "processor": platform.machine(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "articles": options.articles,
        "units": options.units,
    }
    found = {**facts, "rows": [asdict(row) for row in rows], "journeys": [asdict(each) for each in journeys]}
    RESULT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
