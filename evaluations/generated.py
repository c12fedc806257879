"""Articles by the thousand, for measurements: generated news of 30 units each, the same for the same number."""

from __future__ import annotations

import random
from pathlib import Path

UNITS = 30
"""Units of an article: a headline, 28 sentences, and a line that every article ends with."""
_A_FOLDER = 1_000
_SENTENCES = 4
_DESK = "The desk welcomes corrections from readers."


def _words(text: str) -> list[str]:
    return text.split("|")


_WHO = _words("council|ministry|court|union|hospital|port|harbour|team|school|museum|farm|bank|airline|station|clinic")
_PLACES = _words("northern|southern|eastern|western|coastal|central|upper|lower|old|new|inner|outer")
_NAMES = _words("Lena Berg|Omar Haddad|Mira Lund|Tariq Aziz|Nora Falk|Sami Khoury|Eva Storm|Hana Saleh")
_DID = _words("opened|closed|inspected|rebuilt|sold|measured|flooded|restored|renamed|defended|financed|painted")
_WHAT = _words("bridges|roads|wells|schools|ferries|pipelines|archives|turbines|orchards|cinemas|warehouses|clinics")
_WHY = _words("rain|a strike|a new law|a court ruling|higher prices|the first snow|a vote in March|years of debate")
_DAYS = _words("Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday")


def _sentence(chance: random.Random) -> str:
    pick = chance.choice
    start, number = f"The {pick(_PLACES)} {pick(_WHO)}", chance.randint(2, 9_999)
    return pick(
        (
            f"{start} {pick(_DID)} {number:,} {pick(_WHAT)} on {pick(_DAYS)} after {pick(_WHY)}.",
            f"{pick(_NAMES)} said {number:,} {pick(_WHAT)} were {pick(_DID)} because of {pick(_WHY)}.",
            f"{start} did not say why {pick(_WHAT)} worth ${number:,} million were {pick(_DID)}.",
            f"By {pick(_DAYS)}, {number / 100:.1f}% of the {pick(_PLACES)} {pick(_WHAT)} had been {pick(_DID)}.",
        )
    )


def make_article(number: int) -> str:
    """Return the text of an article by its number: Markdown, in English."""
    chance = random.Random(number)
    place, who = chance.choice(_PLACES), chance.choice(_WHO)
    lines = [f"---\nlanguage: en\ntitle: The {place} {who} and its {number:,} plans\n---\n"]
    sentences = [_sentence(chance) for _ in range(UNITS - 2)] + [_DESK]
    starts = range(0, len(sentences), _SENTENCES)
    lines += (" ".join(sentences[start : start + _SENTENCES]) + "\n" for start in starts)
    return "\n".join(lines)


def article_path(project: Path, number: int) -> Path:
    """Return where an article stands: a thousand are in one folder."""
    return project / "source" / f"{number // _A_FOLDER:04}" / f"story-{number:07}.md"


def write_project(project: Path, articles: int) -> None:
    """Write a project of so many articles, to be translated into Arabic."""
    project.mkdir(parents=True, exist_ok=True)
    (project / "newsloc.toml").write_text('languages = ["ar"]\n', encoding="utf-8")
    for number in range(articles):
        path = article_path(project, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make_article(number), encoding="utf-8")
