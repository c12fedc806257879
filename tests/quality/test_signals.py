"""One number about each pair, or None where it cannot be known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.languages import encoder
from pipeline.model import Pair
from pipeline.quality.signals import AT_ONCE, SIGNALS, measure_signals
from pipeline.quality.signals.cohesion import Cohesion
from pipeline.quality.signals.similarity import STEP, WORDS, cut
from pipeline.quality.signals.word_chances import FOLDER, LEAST, WordChances, load_table

SOURCE = "The council voted 31 to 9 on Thursday to open new bus lines."
GOOD = "صوت المجلس يوم الخميس بأغلبية 31 صوتا مقابل 9 على فتح خطوط حافلات جديدة."
UNRELATED = "يحب الأطفال اللعب في الحديقة عندما تمطر السماء في الشتاء."
HALF_WRONG = "صوت المجلس يوم الخميس بأغلبية 31 صوتا مقابل 9 ثم أكل الأطفال البرتقال."

LOWER_IS_WORSE = [
    ("similarity", GOOD, UNRELATED),
    ("passages", GOOD, UNRELATED),
    ("passages", GOOD, HALF_WRONG),
    ("word_chances", GOOD, UNRELATED),
    ("word_chances", GOOD, HALF_WRONG),
    ("cohesion", GOOD, f"{GOOD} {UNRELATED}"),
    ("word_count", GOOD, "صوت المجلس."),
    ("script", GOOD, GOOD.replace("المجلس", "council")),
    ("length_ratio", GOOD, "صوت المجلس."),
]
"""A signal, a target with more of it, and one with less."""

ALWAYS = {"length_ratio", "source_length", "word_count"}
FROM_TEXT = ALWAYS | {"similarity", "passages", "cohesion", "word_chances", "script"}


def pair(target: str, source: str = SOURCE) -> Pair:
    return Pair(source=source, target=target, source_language="en", target_language="ar")


def measure(one: Pair) -> dict[str, float]:
    return measure_signals([one])[0]


def test_signal_names_are_unique_and_titled() -> None:
    assert len({signal.name for signal in SIGNALS}) == len(SIGNALS)
    assert all(signal.title for signal in SIGNALS)


@pytest.mark.parametrize(("name", "more", "less"), LOWER_IS_WORSE)
def test_a_signal_tells_more_from_less(name: str, more: str, less: str) -> None:
    assert measure(pair(more))[name] > measure(pair(less))[name]


def test_values_come_in_the_order_of_the_pairs_whatever_the_batch() -> None:
    pairs = [pair(UNRELATED), pair(GOOD), pair(HALF_WRONG), pair(GOOD)]
    together = measure_signals(pairs)
    alone = [measure(one) for one in pairs]
    assert [found.keys() for found in together] == [found.keys() for found in alone]
    for found, expected in zip(together, alone, strict=True):
        assert found == pytest.approx(expected, abs=1e-4)


def test_many_pairs_are_measured_as_few_are() -> None:
    pairs = [pair(f"{number} {text}") for number in range(AT_ONCE // 2 + 1) for text in ("نعم", "لا")]
    together = measure_signals(pairs)
    assert len(together) == len(pairs) > AT_ONCE
    assert together[-1] == pytest.approx(measure(pairs[-1]), abs=1e-3)


def test_all_signals_of_one_call_encode_a_text_once_and_nothing_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    encoded: list[str] = []

    class Encoder:
        @staticmethod
        def encode(texts: list[str]) -> NDArray[np.float32]:
            encoded.extend(texts)
            return np.ones((len(texts), 2), dtype=np.float32)

    monkeypatch.setattr(encoder, "_encoder", Encoder)
    measure(pair(GOOD))
    assert len(encoded) == len(set(encoded)) > 2
    once = len(encoded)
    measure(pair(GOOD))
    assert len(encoded) == 2 * once
    with encoder.remembering():
        measure(pair(GOOD))
        measure(pair(GOOD))
    assert len(encoded) == 3 * once


def test_a_text_of_one_passage_holds_together_wholly() -> None:
    assert Cohesion().measure([pair("صوت المجلس.", source="It voted.")]) == [pytest.approx(1.0)]


def test_a_word_is_as_likely_as_its_likeliest_translation_that_is_there() -> None:
    def one(source: str, target: str) -> float | None:
        return WordChances().measure([pair(target, source=source)])[0]

    court = load_table("en", "ar")["court"]["محكم"], load_table("ar", "en")["محكم"]["court"]
    assert one("court", "محكمة") == pytest.approx(sum(court) / 2)
    assert one("court court", "محكمة شجرة") == pytest.approx((court[0] + (court[1] + math.log(LEAST)) / 2) / 2)
    assert one("court", "شجرة") == pytest.approx(math.log(LEAST))
    assert one("12", "محكمة") is None
    assert WordChances().measure([replace(pair(GOOD), target_language="fr")]) == [None]


def test_the_table_of_chances_is_sorted_and_holds_likely_links_only() -> None:
    rows = [line.split("\t") for line in (FOLDER / "ar-en.tsv").read_text(encoding="utf-8").splitlines()]
    assert [row[0] for row in rows] == sorted({row[0] for row in rows})
    for _, *translations in rows:
        chances = [tuple(map(int, entry.split(" ")[1:])) for entry in translations]
        assert chances
        assert all(max(both) >= 100 * LEAST and not 0 < min(both) < 100 * LEAST for both in chances)


def test_what_nobody_asked_or_said_is_left_out() -> None:
    assert measure(pair(GOOD)).keys() == FROM_TEXT
    everything = Pair(
        source=SOURCE,
        target=GOOD,
        source_language="en",
        target_language="ar",
        log_probability=-0.5,
        lowest=-2.0,
        deviation=0.7,
        second=GOOD,
        back="The council voted.",
    )
    found = measure(everything)
    assert found.keys() == {signal.name for signal in SIGNALS}
    assert (found["log_probability"], found["lowest"], found["deviation"]) == (-0.5, -2.0, 0.7)


def test_a_language_that_encoder_and_lexicon_do_not_know_leaves_length_alone() -> None:
    unknown = Pair(source="Sveiki", target="123", source_language="lv", target_language="ar")
    assert measure(unknown).keys() == ALWAYS


@pytest.mark.parametrize("target", ["", " ", "."])
def test_a_target_of_nothing_breaks_nothing(target: str) -> None:
    found = measure(pair(target))
    assert found.keys() >= ALWAYS
    assert all(map(math.isfinite, found.values()))
    assert measure(pair(target, source="")).keys() >= ALWAYS


def test_a_text_as_long_as_expected_has_no_length_difference() -> None:
    assert measure(pair("ب" * 88, source="b" * 100))["length_ratio"] == pytest.approx(0, abs=0.01)


def test_two_engines_that_say_the_same_agree_wholly_and_strangers_hardly() -> None:
    same, other = (
        Pair(source=SOURCE, target=GOOD, source_language="en", target_language="ar", second=second)
        for second in (GOOD, UNRELATED)
    )
    assert measure(same)["agreement"] == pytest.approx(100)
    assert measure(other)["agreement"] < 30


def test_a_second_engine_that_left_the_text_untranslated_has_no_opinion() -> None:
    copied = Pair(source=SOURCE, target=GOOD, source_language="en", target_language="ar", second=SOURCE)
    assert "agreement" not in measure(copied)


def test_a_back_translation_is_held_against_the_source_not_the_target() -> None:
    back = Pair(source=SOURCE, target=GOOD, source_language="en", target_language="ar", back=SOURCE)
    assert measure(back)["round_trip"] == pytest.approx(100)
    nothing = Pair(source=SOURCE, target=GOOD, source_language="en", target_language="ar", back="", second=" ")
    assert measure(nothing)["round_trip"] == 0
    assert "agreement" not in measure(nothing)


@pytest.mark.parametrize("count", range(1, 40))
def test_passages_cover_every_word_and_a_short_text_stays_whole(count: int) -> None:
    words = [f"w{number}" for number in range(count)]
    passages = cut(" ".join(words))
    assert {word for passage in passages for word in passage.split()} == set(words)
    assert all(len(passage.split()) <= WORDS + 1 for passage in passages)
    assert len(passages) <= max(1, math.ceil((count - 2) / STEP))
