"""Measure articles to catalogs and back to editions: time, memory, sentences kept whole, inline tags broken.

    python -m evaluations.extraction [--articles 1000] [--peers FOLDER] [--processes N]

newsloc, po4a, translate-toolkit and mdpo get the same articles of 31 paragraphs in Markdown. Each writes a POT or PO
for each article, the PO files are filled with what they say already, and each writes the editions. Every tool starts
once for all articles. A sentence is whole if it stands in one entry, and alone if it is one; tags are broken where an
edition has other links and emphasis than its article. Needs a quiet machine. Writes
``evaluations/results/extraction.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import polib
from markdown_it import MarkdownIt

from evaluations.extraction.articles import Made, make_articles
from evaluations.extraction.tools import Cost, Tool, fill, make_tools, time_command
from evaluations.peers import PEERS, PeerMissing

RESULT = Path(__file__).parents[1] / "results" / "extraction.json"
_ADDRESS = re.compile(r"\]\([^()]*\)|\]\[[^\[\]]*\]")
_MARKS = re.compile(r"[*_`\[\]\\\u2066-\u2069]|\s+")
_TAGS = re.compile(r'<(a href="[^"]*"|strong|em|code)>')


def bare(text: str) -> str:
    """Return a text without markup and spaces."""
    return _MARKS.sub("", _ADDRESS.sub("]", text))


def count_sentences(tool: Tool, articles: Sequence[Made]) -> tuple[int, int, int]:
    """Return how many entries there are, how many sentences stand in one entry, and how many are one."""
    whole = alone = 0
    catalogs = {path.stem: read_texts(path) for path in tool.folder.glob(tool.catalogs)}
    entries = sum(map(len, catalogs.values()))
    for article in articles:
        texts = catalogs.get(article.name) or catalogs["all"]
        known = set(texts)
        for sentence in map(bare, article.sentences):
            alone += sentence in known
            whole += sentence in known or any(sentence in text for text in texts)
    return entries, whole, alone


def read_texts(path: Path) -> list[str]:
    """Return the sources of a catalog without markup."""
    return [bare(entry.msgid) for entry in polib.pofile(str(path))]


def count_broken(tool: Tool, articles: Sequence[Made]) -> int:
    """Return how many links, emphases and codes of the articles their editions lack, or have besides."""
    files = {path.stem: path for path in tool.folder.glob(tool.editions)}
    broken = 0
    for article in articles:
        edition = files[article.name].read_text(encoding="utf-8") if article.name in files else ""
        wanted, found = tags(article.text), tags(edition)
        broken += ((wanted - found) + (found - wanted)).total()
    return broken


def tags(text: str) -> Counter[str]:
    """Return the inline tags of a text in Markdown."""
    return Counter(_TAGS.findall(MarkdownIt("commonmark").render(text)))


def measure(tool: Tool, articles: Sequence[Made]) -> dict[str, object]:
    """Return what a tool took and made."""
    extracting = time_command(tool.extract, tool.folder)
    entries, whole, alone = count_sentences(tool, articles)
    fill(tool)
    rebuilding = time_command(tool.rebuild, tool.folder)
    return {
        "version": tool.version,
        "extract": cost(extracting, len(articles)),
        "rebuild": cost(rebuilding, len(articles)),
        "milliseconds_an_article": round(1000 * (extracting.seconds + rebuilding.seconds) / len(articles), 2),
        "entries": entries,
        "sentences_whole": whole,
        "sentences_alone": alone,
        "tags_broken": count_broken(tool, articles),
        "parser_only": tool.parser_only,
    }


def cost(taken: Cost, count: int) -> dict[str, float]:
    """Return a cost by article; the memory is that of all its processes."""
    return {
        "milliseconds": round(1000 * taken.seconds / count, 2),
        "processor_milliseconds": round(1000 * taken.processor_seconds / count, 2),
        "megabytes": round(taken.megabytes, 1),
    }


def main() -> None:
    """Measure, print and write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--peers", type=Path, default=PEERS, help="folder for what is installed")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    articles = list(make_articles(options.articles))
    rows: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        for tool in make_tools(options.peers, Path(folder), articles, options.processes):
            try:
                rows[tool.name] = measure(tool, articles)
            except PeerMissing as error:
                rows[tool.name] = {"version": tool.version, "failed": str(error)}
            print(tool.name, json.dumps(rows[tool.name]), flush=True)
    result = {
        "command": "python -m evaluations.extraction",
        "articles": len(articles),
        "sentences": sum(len(article.sentences) for article in articles),
        "tools": rows,
    }
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
