"""One number about each pair, or None where it cannot be known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.languages import encoder
from pipeline.model import Pair
from pipeline.quality.likelihood import LONGEST, _engine, weigh
from pipeline.quality.signals import AT_ONCE, SIGNALS, measure_signals

pytestmark = pytest.mark.embedded

SOURCE = "The council voted 31 to 9 on Thursday to open new bus lines."
GOOD = "صوت المجلس يوم الخميس بأغلبية 31 صوتا مقابل 9 على فتح خطوط حافلات جديدة."
UNRELATED = "يحب الأطفال اللعب في الحديقة عندما تمطر السماء في الشتاء."
SWAPPED = "صوت المجلس يوم الخميس بأغلبية 31 صوتا مقابل 9 على إغلاق خطوط حافلات قديمة."
HALF_WRONG = "صوت المجلس يوم الخميس بأغلبية 31 صوتا مقابل 9 ثم أكل الأطفال البرتقال."

LOWER_IS_WORSE = [
    ("similarity", GOOD, UNRELATED),
    ("both_ways", GOOD, UNRELATED),
    ("both_ways", GOOD, HALF_WRONG),
    ("both_ways", GOOD, SWAPPED),
]
"""A signal, a target with more of it, and one with less."""

ALWAYS = {"source_length"}
FROM_TEXT = ALWAYS | {"similarity", "both_ways"}


def pair(target: str, source: str = SOURCE) -> Pair:
    return Pair(source=source, target=target, source_language="en", target_language="ar")


def measure(one: Pair) -> dict[str, float]:
    return measure_signals(weigh([one]))[0]


def test_signal_names_are_unique_and_titled() -> None:
    assert len({signal.name for signal in SIGNALS}) == len(SIGNALS)
    assert all(signal.title for signal in SIGNALS)


@pytest.mark.parametrize(("name", "more", "less"), LOWER_IS_WORSE)
def test_a_signal_tells_more_from_less(name: str, more: str, less: str) -> None:
    assert measure(pair(more))[name] > measure(pair(less))[name]


def test_values_come_in_the_order_of_the_pairs_whatever_the_batch() -> None:
    pairs = [pair(UNRELATED), pair(GOOD), pair(HALF_WRONG), pair(GOOD)]
    together = measure_signals(weigh(pairs))
    alone = [measure(one) for one in pairs]
    assert [found.keys() for found in together] == [found.keys() for found in alone]
    for found, expected in zip(together, alone, strict=True):
        assert found == pytest.approx(expected, abs=1e-4)


def test_many_pairs_are_measured_as_few_are() -> None:
    pairs = [pair(f"{number} {text}") for number in range(AT_ONCE // 2 + 1) for text in ("نعم", "لا")]
    together = measure_signals(pairs)
    assert len(together) == len(pairs) > AT_ONCE
    assert together[-1] == pytest.approx(measure_signals(pairs[-1:])[0], abs=1e-3)


def test_all_signals_of_one_call_encode_a_text_once_and_nothing_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    encoded: list[str] = []

    class Encoder:
        @staticmethod
        def encode(texts: list[str]) -> NDArray[np.float32]:
            encoded.extend(texts)
            return np.ones((len(texts), 2), dtype=np.float32)

    monkeypatch.setattr(encoder, "_encoder", Encoder)
    measure(pair(GOOD))
    assert len(encoded) == len(set(encoded)) == 2
    once = len(encoded)
    measure(pair(GOOD))
    assert len(encoded) == 2 * once
    with encoder.remembering():
        measure(pair(GOOD))
        measure(pair(GOOD))
    assert len(encoded) == 3 * once


def test_what_nobody_asked_or_said_is_left_out() -> None:
    assert measure(pair(GOOD)).keys() == FROM_TEXT
    everything = Pair(
        source=SOURCE,
        target=GOOD,
        source_language="en",
        target_language="ar",
        log_probability=-0.5,
    )
    found = measure(everything)
    assert found.keys() == {signal.name for signal in SIGNALS}
    assert found["log_probability"] == -0.5


def test_a_language_that_encoder_and_lexicon_do_not_know_leaves_length_alone() -> None:
    unknown = Pair(source="Sveiki", target="123", source_language="lv", target_language="ar")
    assert measure(unknown).keys() == ALWAYS


@pytest.mark.parametrize("target", ["", " ", "."])
def test_a_target_of_nothing_breaks_nothing(target: str) -> None:
    found = measure(pair(target))
    assert found.keys() >= ALWAYS
    assert all(map(math.isfinite, found.values()))
    assert measure(pair(target, source="")).keys() >= ALWAYS


def test_only_what_the_model_knows_and_can_read_is_read() -> None:
    unknown = replace(pair(GOOD), target_language="fr")
    long = pair(GOOD, source="b " * LONGEST)
    assert [one.likelihood for one in weigh([unknown, long, pair(" ")])] == [None, None, None]
    read = weigh([pair(GOOD), unknown, pair(GOOD)])
    assert read[0].likelihood == read[2].likelihood is not None
    assert read[1].likelihood is None


@pytest.mark.parametrize("sides", [(480, 2), (2, 480), (240, 240)])
def test_the_longest_pairs_that_are_read_can_be(sides: tuple[int, int]) -> None:
    words = [("council " * sides[0]).strip(), ("مجلس " * sides[1]).strip()]
    (found,) = weigh([pair(words[1], source=words[0])])
    assert found.likelihood
    assert sum(map(_engine().count_tokens, words)) > LONGEST - 50


def test_a_pair_is_read_alike_alone_and_among_others() -> None:
    alone = weigh([pair(GOOD)])[0].likelihood
    among = weigh([pair(UNRELATED), pair(GOOD), pair(HALF_WRONG)])[1].likelihood
    assert alone == among
