"""Bidirectional text: laid out as Unicode says, isolated where that is needed, and proved."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.editions.bidi.algorithm import lay_out
from pipeline.editions.bidi.isolation import isolate
from pipeline.editions.bidi.proof import Stretch, prove
from pipeline.editions.bidi.visible import read_visible

CONFORMANCE = Path("/usr/share/unicode/BidiCharacterTest.txt")
"""Unicode's own test, where the system has it (Debian's package unicode-data)."""
STEP = 7
"""Every seventh of its lines without embeddings; all of them take a few seconds."""
EMBEDDING = re.compile("202[A-E]")
# What a reader sees from the left, in a text of each direction.
ORDERS = [
    ("abc", 0, "abc"),
    ("ابج", None, "جبا"),
    ("ab اب 12", 0, "ab 12 با"),
    ("اب 12 جد", 1, "دج 12 با"),
    ("اب -5", 1, "5- با"),
    ("اب (OPCW) جد", 1, "دج (OPCW) با".replace("(", "\0").replace(")", "(").replace("\0", ")")),
    ("\u2067اب\u2069 1", 0, "\u2067با\u2069 1"),
    ("", None, ""),
]
L, R, P = "\u2066", "\u2067", "\u2069"
ISOLATED = [
    ("rtl", "الآلية (IIIM)، وهي هيئة.", f"الآلية ({L}IIIM{P})، وهي هيئة."),
    ("rtl", "قالت منظمة OPCW.", f"قالت منظمة {L}OPCW{P}."),
    ("rtl", "من 2011 إلى 2016، و25% و6,000.", "من 2011 إلى 2016، و25% و6,000."),
    ("rtl", "لغة C++ جديدة.", f"لغة {L}C++{P} جديدة."),
    ("rtl", "الرقم +963 11 555 الآن.", f"الرقم {L}+963 11 555{P} الآن."),
    ("rtl", "نحو -5 درجات.", f"نحو {L}-5{P} درجات."),
    ("rtl", "نحو -٥ درجات.", f"نحو {L}-٥{P} درجات."),
    ("rtl", "في 2026-03-09 وصل.", f"في {L}2026-03-09{P} وصل."),
    ("rtl", "دفع $100 الآن.", f"دفع {L}$100{P} الآن."),
    ("rtl", "نشرت Twitter، Facebook بياناً.", f"نشرت {L}Twitter{P}، {L}Facebook{P} بياناً."),
    ("rtl", "IIIM هيئة.", f"{L}IIIM{P} هيئة."),
    ("rtl", "**IIIM** هيئة.", f"**{L}IIIM{P}** هيئة."),
    ("rtl", "**The IIIM** هيئة، *a b* ج.", f"**{L}The IIIM{P}** هيئة، *{L}a b{P}* ج."),
    ("rtl", "**The IIIM and** us هيئة.", f"{L}**The IIIM and** us{P} هيئة."),
    ("rtl", "لغة [C++](https://a.example/C++) هنا.", f"لغة [{L}C++{P}](https://a.example/C++) هنا."),
    ("rtl", "انظر https://a.example/-5/ و`C++`.", "انظر https://a.example/-5/ و`C++`."),
    ("rtl", f"هيئة {L}IIIM and{P} ثم OPCW.", f"هيئة {L}IIIM and{P} ثم {L}OPCW{P}."),
    ("ltr", "He said حماس 7 times.", f"He said {R}حماس{P} 7 times."),
    ("ltr", "العدالة is justice.", f"{R}العدالة{P} is justice."),
    ("ltr", "The word العدالة is justice.", f"The word {R}العدالة{P} is justice."),
    ("ltr", "No Arabic, -5 (OPCW).", "No Arabic, -5 (OPCW)."),
]
FLAWS = [
    ("rtl", "نحو -5 درجات.", [("number", "-5")]),
    ("rtl", "في 2026-03-09 وصل.", [("number", "2026-03-09")]),
    ("rtl", "الرقم +963 الآن.", [("number", "+963")]),
    ("ltr", "see (العدالة) now", []),
    ("rtl", f"عدل ({L}C) d{P} هنا", [("bracket", f"({L}C)")]),
    ("rtl", "\u202dعدل\u202c.", [("control", "\u202dعدل\u202c.")]),
    ("rtl", "من 2011 إلى 2016، 12/05/2026 و25% و6,000 و١٢٫٥.", []),
    ("rtl", "يقول (OPCW) ذلك [1].", []),
]
# What once took the cube or the square of its length, and the like.
GROWING = [
    "`",
    "``` ` ",
    "“a” ",
    "a ",
    "ا a ",
    "(",
    "(ا",
    "(a) ",
    "[(]",
    "ا(",
    "\u2067",
    "\u2067ا\u2069",
    "\u2068",
    "\xad\u2067ا",
]
ENDS = [
    ("rtl", "وصل إلى OPCW.", "rtl", True),
    ("rtl", "The port is closed.", "ltr", False),
    ("rtl", f"{L}The port is closed.{P}", "ltr", True),
    ("ltr", "قالت: نعم.", "rtl", False),
    ("ltr", f"{R}قالت: نعم.{P}", "rtl", True),
    ("rtl", "بلا علامة", "rtl", True),
]


@pytest.mark.parametrize(("text", "base", "shown"), ORDERS)
def test_characters_are_shown_in_the_order_of_the_standard(text: str, base: int | None, shown: str) -> None:
    assert "".join(text[index] for index in lay_out(text, base).order) == shown.replace("\0", "")


@pytest.mark.skipif(not CONFORMANCE.exists(), reason="needs Unicode's BidiCharacterTest.txt (package unicode-data)")
def test_the_lines_of_the_standards_own_test_are_laid_out_as_it_says() -> None:
    lines = [line for line in CONFORMANCE.read_text("utf-8").splitlines() if line and line[0] != "#"]
    lines = [line for line in lines if not EMBEDDING.search(line.partition(";")[0])]
    wrong = []
    for line in lines[::STEP]:
        points, direction, base, levels, order = line.split(";")
        text = "".join(chr(int(point, 16)) for point in points.split())
        laid = lay_out(text, {"0": 0, "1": 1, "2": None}[direction])
        wanted = [None if level == "x" else int(level) for level in levels.split()]
        if (laid.base, list(laid.levels), list(laid.order)) != (int(base), wanted, [int(i) for i in order.split()]):
            wrong.append(line)
    assert len(lines) > 90_000
    assert wrong == []


@pytest.mark.parametrize(("direction", "text", "isolated"), ISOLATED)
def test_every_run_of_the_other_direction_is_isolated(direction: str, text: str, isolated: str) -> None:
    assert isolate(text, direction, markup=True) == isolated


@settings(deadline=None)
@given(
    st.text(st.sampled_from("اب جد،.()[]*`_-+$5٥ aBC/:<>\u0300"), max_size=40),
    st.sampled_from(["rtl", "ltr"]),
    st.booleans(),
)
def test_isolating_adds_pairs_and_changes_nothing_else(text: str, direction: str, markup: bool) -> None:  # noqa: FBT001
    isolated = isolate(text, direction, markup=markup)
    assert isolated.translate(dict.fromkeys(map(ord, L + R + P))) == text
    assert isolated.count(L) + isolated.count(R) == isolated.count(P)


@settings(deadline=None)
@given(st.text(st.sampled_from("اب جد،.()-+5٥ aBC/"), max_size=30), st.sampled_from(["rtl", "ltr"]))
def test_isolating_twice_is_isolating_once(text: str, direction: str) -> None:
    once = isolate(text, direction)
    assert isolate(once, direction) == once


@pytest.mark.parametrize(("direction", "text", "flaws"), FLAWS)
def test_the_proof_finds_numbers_and_brackets_out_of_place(
    direction: str, text: str, flaws: list[tuple[str, str]]
) -> None:
    assert [(flaw.kind, flaw.text) for flaw in prove(text, direction)] == flaws


@pytest.mark.parametrize(("direction", "text", "own", "right"), ENDS)
def test_a_sentence_ends_where_its_direction_does(direction: str, text: str, own: str, right: bool) -> None:  # noqa: FBT001
    flaws = prove(text, direction, [Stretch(start=0, end=len(text), direction=own)])
    assert [flaw.kind for flaw in flaws] == ([] if right else ["end"])


@pytest.mark.parametrize("text", [text for direction, text, _ in ISOLATED if direction == "rtl"])
def test_an_isolated_text_passes_the_proof(text: str) -> None:
    isolated = isolate(text, "rtl")
    assert prove(isolated, "rtl", [Stretch(start=0, end=len(isolated), direction="rtl")]) == ()


def steps(work: Callable[[], object]) -> int:
    """Count the lines of newsloc that run."""
    count = 0

    def trace(_frame: object, event: str, _: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    former = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        work()
    finally:
        sys.settrace(former)
    return count


@pytest.mark.parametrize("piece", GROWING)
def test_twice_the_text_takes_twice_the_steps(piece: str) -> None:
    def work(times: int) -> int:
        text = f"اب ab {piece * times}"
        return steps(
            lambda: [
                prove(
                    isolate.__wrapped__(text, direction, markup=True),
                    direction,
                    [Stretch(start=0, end=3, direction=direction)],
                )
                for direction in ("rtl", "ltr")
            ]
        )

    assert work(400) <= 2.1 * work(200)


def test_code_reaches_to_the_next_run_of_as_many_backticks() -> None:
    shown = read_visible("a `b` ``c ` d`` ``` e ` f", markup=True)
    assert "".join(char for char, free in zip(shown.text, shown.free, strict=True) if free) == "a    e  f"
