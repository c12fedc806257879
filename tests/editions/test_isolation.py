"""Runs of the other direction are isolated where that is needed, and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.editions.isolation import isolate
from pipeline.editions.visible import read_visible

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
        return steps(lambda: [isolate.__wrapped__(text, direction, markup=True) for direction in ("rtl", "ltr")])

    assert work(400) <= 2.1 * work(200)


def test_code_reaches_to_the_next_run_of_as_many_backticks() -> None:
    shown = read_visible("a `b` ``c ` d`` ``` e ` f", markup=True)
    assert "".join(char for char, free in zip(shown.text, shown.free, strict=True) if free) == "a    e  f"
