"""Articles made for measuring: Markdown of 31 paragraphs, of our own sentences, with links, emphasis and lists.

The same number gives the same articles. Their sentences are known, so that it can be told whether each stayed whole.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SETS = Path(__file__).parents[1] / "sets" / "training"
# One sentence for certain: no stop before its last character, but in figures.
_SENTENCE = re.compile(r"[A-Z](?:[^.?!]|\.(?=\d))*[.?!]")
_PARAGRAPHS = 31
_SEED = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One article: its file's name, its text, and the sentences in it, as they are written."""

    name: str
    text: str
    sentences: tuple[str, ...]


def read_sentences() -> list[str]:
    """Return our own English sentences, each one that ends as one."""
    lines = (line for path in sorted(_SETS.glob("*.tsv")) for line in path.read_text(encoding="utf-8").splitlines())
    texts = dict.fromkeys(line.split("\t")[0].strip() for line in lines)
    return [text for text in texts if _SENTENCE.fullmatch(text) and len(text.split()) > 4]


def make_articles(count: int) -> Iterator[Made]:
    """Yield articles of 31 paragraphs: a headline, headings, list items, a quote, and paragraphs of 2-4 sentences."""
    chance = random.Random(_SEED)
    pool = read_sentences()
    for number in range(count):
        name = f"article-{number:04}"
        blocks: list[str] = []
        sentences: list[str] = []
        for place in range(_PARAGRAPHS):
            size = 1 if place % 8 in {0, 5} else chance.randint(2, 4)
            parts = [_marked(sentence, number, chance) for sentence in chance.sample(pool, size)]
            if place % 8 == 0:
                parts = [f"{parts[0].rstrip('.!?').replace('*', '').replace('[', '').partition('](')[0]}"]
            else:
                sentences += parts
            blocks.append(_opener(place) + " ".join(parts))
        yield Made(name=name, text="\n\n".join(blocks) + "\n", sentences=tuple(sentences))


def _opener(place: int) -> str:
    if place == 0:
        return "# "
    return {0: "## ", 5: "- ", 7: "> "}.get(place % 8, "")


def _marked(sentence: str, number: int, chance: random.Random) -> str:
    """Return a sentence, two of five with a link, emphasis or code on some of its words."""
    words = sentence.split(" ")
    if chance.random() > 0.4 or len(words) < 6:
        return sentence
    start = chance.randrange(1, len(words) - 4)
    inner = " ".join(words[start : start + 2])
    address = f"https://news.example/{number}/{start}.html"
    marked = chance.choice([f"[{inner}]({address})", f"**{inner}**", f"*{inner}*"])
    return " ".join([*words[:start], marked, *words[start + 2 :]])
