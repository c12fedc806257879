"""Small parallel sets and their targets, for tests of what measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.model import Direction, Role
from pipeline.quality.evaluate.sets import ParallelSet, Sample
from pipeline.quality.evaluate.systems import System

if TYPE_CHECKING:
    from pathlib import Path

EN_AR = Direction(source="en", target="ar")
PAIRS = (
    ("Council opens 12 bus lines", "المجلس يفتتح 12 خطًا للحافلات", "buses", Role.HEADLINE),
    ("The council voted 31 to 9 on Thursday.", "صوّت المجلس يوم الخميس بأغلبية 31 صوتًا مقابل 9.", "buses", Role.BODY),
    ("Nobody was hurt when the ice broke.", "لم يُصب أحد بأذى عندما تكسّر الجليد.", "ice", Role.BODY),
    (
        "Rescuers brought the anglers ashore within an hour.",
        "أعاد المنقذون الصيادين إلى الشاطئ خلال ساعة.",
        "ice",
        Role.BODY,
    ),
)
SOURCES = tuple(pair[0] for pair in PAIRS)
TARGETS = tuple(pair[1] for pair in PAIRS)
WRONG = (
    "المجلس يفتتح 21 خطًا للحافلات",
    "صوت المجلس.",
    "",
    "أعاد المنقذون المنقذون المنقذون المنقذون المنقذون المنقذون إلى البيت.",
)
"""A wrong number, a lost one, nothing, a loop."""


def make_samples() -> ParallelSet:
    return ParallelSet(
        name="small",
        direction=EN_AR,
        samples=tuple(
            Sample(source=source, references=(target,), article=article, role=role)
            for source, target, article, role in PAIRS
        ),
        digests={"small.tsv": "0" * 64},
    )


def make_system(targets: Sequence[str] = TARGETS, name: str = "one") -> System:
    return System(name=name, label=f"{name}@1", targets=tuple(targets))


def write_tsv(path: Path, *, header: bool = True) -> Path:
    rows = [(article, role.value, source, target) for source, target, article, role in PAIRS]
    lines = [("article", "role", "source", "target"), *rows] if header else [row[2:] for row in rows]
    path.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    return path
