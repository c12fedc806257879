"""Measure the translation memory: look-ups a second, and what the index misses of what comparing with all would find.

    python -m evaluations.memory [--units 10000 100000 1000000] [--url postgresql://HOST/DATABASE]

The texts are made here, of the words of the packaged word list, the frequent ones as often as in any language. The
queries are sentences of the memory, edited as news are: a number, some words, a clause in or out. Recall is the share
of the first 100 queries whose best match by RapidFuzz over all texts, if it is 75 % or more, is as good as the best
that the memory finds. With ``--url`` an empty database of a server is measured beside SQLite, and emptied again. Each
row is kept in ``evaluations/results/memory.json`` as soon as it is there.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path

from rapidfuzz import fuzz, process
from sqlalchemy import text

from pipeline.model import Direction, State
from pipeline.translate.memory import Memory, Record
from pipeline.translate.memory.lookup import LEAST, fold_text, number_text
from pipeline.translate.memory.postgres import distinct_words
from pipeline.translate.memory.records import EXACT, RecordKind

RESULT = Path(__file__).parent / "results" / "memory.json"
WORDS = Path(__file__).parents[1] / "pipeline" / "languages" / "names" / "en-words.txt"
DIRECTION = Direction(source="en", target="ar")
QUERIES = 300
COMPARED = 100
"""Queries that are compared with all texts: with a million that takes a third of a second each."""
ROUNDS = 3
COPIED = 100_000
"""Texts from which a server is filled by COPY: an import of more, sentence by sentence, takes an hour."""
LENGTHS = (5, 30)
"""Words of a made sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One size; times in milliseconds, the median and what 95 % of the look-ups stay below, once the memory is warm.

    Those with ``cpu`` are processor time, the server's included, which other work on the machine changes little.
    ``first_cpu_ms`` is the first fuzzy look-up of a process. ``origin`` is the share of queries whose own sentence is
    the best match.
    """

    database: str
    units: int
    build_seconds: float
    first_cpu_ms: float
    exact_ms: float
    exact_ms_95: float
    exact_cpu_ms_95: float
    fuzzy_ms: float
    fuzzy_ms_95: float
    fuzzy_cpu_ms: float
    fuzzy_cpu_ms_95: float
    recall: float
    origin: float


def make_texts(count: int, chance: random.Random) -> list[str]:
    """Make distinct sentences whose words are as frequent as Zipf's law has them."""
    words = [word for word in WORDS.read_text(encoding="utf-8").split() if word.isalpha()]
    chance.shuffle(words)
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    texts: dict[str, None] = {}
    while len(texts) < count:
        drawn = chance.choices(words, cum_weights=weights, k=chance.randint(*LENGTHS))
        if chance.random() < 0.4:
            drawn.insert(chance.randrange(len(drawn)), str(chance.randrange(2, 20000)))
        texts[" ".join(drawn).capitalize() + "."] = None
    return list(texts)


def edit(text: str, words: Sequence[str], chance: random.Random) -> str:
    """Edit a sentence: some of its words replaced, removed or added, or a clause at its end or beginning."""
    drawn = text.split()
    if chance.random() < 0.25:
        clause = chance.choices(words, k=max(1, len(drawn) // 4))
        return " ".join((*drawn, *clause) if chance.random() < 0.5 else (*clause, *drawn))
    for _ in range(max(1, round(len(drawn) * chance.uniform(0.05, 0.3)))):
        place = chance.randrange(len(drawn))
        kind = chance.random()
        if kind < 0.5:
            drawn[place] = chance.choice(words)
        elif kind < 0.75 and len(drawn) > 1:
            del drawn[place]
        else:
            drawn.insert(place, chance.choice(words))
    return " ".join(drawn)


def compare_all(texts: Sequence[str], queries: Sequence[str]) -> list[int]:
    """Return the similarity of the best of all texts for each query, in percent; 0 where all are below the least."""
    folded = [fold_text(text) for text in texts]
    found = (process.extractOne(fold_text(query), folded, scorer=fuzz.ratio, score_cutoff=LEAST) for query in queries)
    return [min(int(best[1]), EXACT - 1) if best else 0 for best in found]


def measure(texts: Sequence[str], queries: Sequence[tuple[str, str]], wanted: Sequence[int], url: str = "") -> Row:
    """Measure our memory: of all texts, with queries and the sentences that they were made of.

    :param wanted: the best similarities that there are, for the first queries
    """
    with tempfile.TemporaryDirectory() as folder, Memory(url or Path(folder, "memory.sqlite")) as memory:
        start = time.perf_counter()
        if url and len(texts) > COPIED:
            copy_texts(url, texts)
        else:
            records = (Record(source=text, target="x", direction=DIRECTION) for text in texts)
            memory.take_file("texts", "1", records, kind=RecordKind.SETTING)
        build = time.perf_counter() - start
        row = ask(memory, len(texts), queries, wanted, build)
        memory.clear()
    return row


def copy_texts(url: str, texts: Sequence[str]) -> None:
    """Put texts into a server's empty tables at once, as its own tools would, and make their indexes then."""
    import psycopg

    units = ("source_language", "target_language", "state", "source", "target")
    empty = ("article", "context", "reviewer", "engine", "date")
    with psycopg.connect(url) as connection:
        made = (
            "INSERT INTO places(project, kind, language, name, digest) VALUES ('', %s, '', 'texts', '1') RETURNING id"
        )
        (place,) = connection.execute(made, [RecordKind.SETTING]).fetchone() or ()
        connection.execute("DROP INDEX texts_by_word; DROP INDEX units_by_text; SET maintenance_work_mem = '512MB'")
        with connection.cursor().copy("COPY texts(number, folded, words) FROM STDIN") as rows:
            for text in texts:
                folded = fold_text(text)
                rows.write_row((number_text(text), folded, distinct_words(folded)))
        with connection.cursor().copy(f"COPY units(place, text, {', '.join(units + empty)}) FROM STDIN") as rows:
            for text in texts:
                record = (DIRECTION.source, DIRECTION.target, State.REVIEWED, text, "x")
                rows.write_row((place, number_text(text), *record, *("" for _ in empty)))
        connection.execute(
            "CREATE INDEX texts_by_word ON texts USING gin(words); CREATE INDEX units_by_text ON units(text, state);"
            " INSERT INTO words SELECT word, count(*) FROM texts, unnest(words) word GROUP BY word;"
            " ANALYZE texts; ANALYZE units; ANALYZE words"
        )


def ask(
    memory: Memory, units: int, queries: Sequence[tuple[str, str]], wanted: Sequence[int], build_seconds: float
) -> Row:
    """Measure a filled memory."""
    clock = _processor_clock(memory)
    begun = clock()
    memory.similar(queries[0][0], DIRECTION, "body")
    first = clock() - begun
    asked = [[(origin, "body")] for _, origin in queries]
    exact, exact_cpu = _times([partial(memory.similar_each, question, DIRECTION) for question in asked], clock)
    fuzzy, fuzzy_cpu = _times([partial(memory.similar, query, DIRECTION, "body") for query, _ in queries], clock)
    found = [memory.similar(query, DIRECTION, "body") for query, _ in queries]
    best = [(matches[0].similarity, matches[0].record.source) if matches else (0, "") for matches in found]
    hits = sum(similarity >= all_best > 0 for all_best, (similarity, _) in zip(wanted, best, strict=False))
    origin = sum(source == text for (_, text), (_, source) in zip(queries, best, strict=True))
    return Row(
        database="PostgreSQL" if memory.is_shared else "SQLite",
        units=units,
        build_seconds=round(build_seconds, 2),
        first_cpu_ms=_milliseconds([first], 0.5),
        exact_ms=_milliseconds(exact, 0.5),
        exact_ms_95=_milliseconds(exact, 0.95),
        exact_cpu_ms_95=_milliseconds(exact_cpu, 0.95),
        fuzzy_ms=_milliseconds(fuzzy, 0.5),
        fuzzy_ms_95=_milliseconds(fuzzy, 0.95),
        fuzzy_cpu_ms=_milliseconds(fuzzy_cpu, 0.5),
        fuzzy_cpu_ms_95=_milliseconds(fuzzy_cpu, 0.95),
        recall=round(hits / max(sum(best > 0 for best in wanted), 1), 4),
        origin=round(origin / len(queries), 4),
    )


def _processor_clock(memory: Memory) -> Callable[[], float]:
    """Return a clock of processor seconds: this process's, and those of a server's process where it is on this machine.

    The connection stays the same, since nobody else asks this memory.
    """
    if not memory.is_shared:
        return time.process_time
    with memory._opened.reading() as connection:  # noqa: SLF001 - only the database knows
        account = Path(f"/proc/{connection.execute(text('SELECT pg_backend_pid()')).scalar_one()}/schedstat")
    return lambda: time.process_time() + int(account.read_text().split()[0]) / 1e9


def _times(look_ups: Sequence[Callable[[], object]], clock: Callable[[], float]) -> tuple[list[float], list[float]]:
    """Return the seconds and processor seconds of each look-up.

    They are the least of several rounds, since other work on the machine only adds.
    """
    seconds, spent = [math.inf] * len(look_ups), [math.inf] * len(look_ups)
    for _ in range(ROUNDS):
        for number, look_up in enumerate(look_ups):
            start, begun = time.perf_counter(), clock()
            look_up()
            spent[number] = min(spent[number], clock() - begun)
            seconds[number] = min(seconds[number], time.perf_counter() - start)
    return seconds, spent


def _milliseconds(times: Sequence[float], share: float) -> float:
    return round(1000 * sorted(times)[min(int(len(times) * share), len(times) - 1)], 3)


def show(row: Row) -> str:
    """Return one line of the table."""
    return (
        f"{row.database:<10}{row.units:>10,}{row.build_seconds:>9.1f}{row.exact_ms:>9.2f}{row.exact_ms_95:>9.2f}"
        f"{row.fuzzy_ms:>9.2f}{row.fuzzy_ms_95:>9.2f}{row.fuzzy_cpu_ms:>9.2f}{row.fuzzy_cpu_ms_95:>9.2f}"
        f"{row.recall:>8.3f}{row.origin:>8.3f}"
    )


def main() -> None:
    """Print the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--url", default="", help="an empty PostgreSQL database")
    options = parser.parse_args()
    print("database       units  build s exact ms     95 % fuzzy ms     95 %      cpu     95 %  recall  origin")
    rows: list[Row] = []
    for units in options.units:
        chance = random.Random(units)
        texts = make_texts(units, chance)
        words = [word for text in texts[:2000] for word in text.split()]
        origins = chance.sample(texts, min(QUERIES, len(texts)))
        queries = [(edit(origin, words, chance), origin) for origin in origins]
        wanted = compare_all(texts, [query for query, _ in queries[:COMPARED]])
        for url in ("", options.url) if options.url else ("",):
            rows.append(measure(texts, queries, wanted, url))
            print(show(rows[-1]), flush=True)
            RESULT.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
