"""Which half is fitted on, which lines are left out, and who is a second opinion on whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluations.calibrate.fitting import AGREEMENT, FULL, broad_limit, make_samples, sets_of_signals
from evaluations.calibrate.outputs import KIN, MISALIGNED, SYSTEMS, Corpus, Output, copies, read_corpus, worst_limit
from evaluations.word_chances import rows_of
from pipeline.model import Candidate, Direction

EN_AR = Direction(source="en", target="ar")
LINES = 200


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    folder = tmp_path / "mt-outputs" / "en-ar"
    folder.mkdir(parents=True)
    (folder / "flores-dev.en").write_text("".join(f"Sentence {n} of many.\n" for n in range(LINES)), encoding="utf-8")
    (folder / "flores-dev.ar").write_text("".join(f"الجملة {n} من كثير.\n" for n in range(LINES)), encoding="utf-8")
    for system in SYSTEMS:
        text = "".join(f"الجملة رقم {n} من كلمات كثيرة جدا كتبها {system}.\n" for n in range(LINES))
        (folder / f"flores-dev.{system}.ar").write_text(text, encoding="utf-8")
    return read_corpus(tmp_path, EN_AR)


def make_output(corpus: Corpus, system: str = "google", line: int = 0, chrf: float = 50.0) -> Output:
    return Output(
        system=system,
        line=line,
        pair=corpus.pair(line, Candidate(text=corpus.targets[system][line])),
        signals={"similarity": 0.5},
        chrf=chrf,
    )


def test_lines_whose_two_sides_differ_are_left_out(corpus: Corpus) -> None:
    assert len(corpus.lines) == LINES - len(MISALIGNED)
    assert not MISALIGNED & set(corpus.lines)


def test_the_halves_share_no_sentence(corpus: Corpus) -> None:
    fitted = {line for line in corpus.lines if make_output(corpus, line=line).fitted}
    assert fitted
    assert all(line % 2 == 0 for line in fitted)
    assert not {corpus.sources.index(pair.source) for pair in copies(corpus)} & fitted


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_system_and_none_of_its_kin_is_a_second_opinion_on_itself(corpus: Corpus, system: str) -> None:
    seconds = {name for name, _ in corpus.seconds(make_output(corpus, system))}
    assert seconds == set(SYSTEMS) - (KIN if system in KIN else {system})


def test_a_tenth_of_the_outputs_lies_below_the_limit(corpus: Corpus) -> None:
    outputs = [make_output(corpus, chrf=float(value)) for value in range(100)]
    limit = worst_limit(outputs)
    assert sum(not output.sample(limit).good for output in outputs) == 10
    assert corpus.worst_limit() == pytest.approx(worst_limit(corpus.outputs()))


def test_weights_are_learned_from_the_worst_fifth_of_many_systems_only(corpus: Corpus) -> None:
    many = [make_output(corpus, SYSTEMS[value % 7], chrf=float(value)) for value in range(100)]
    limit = broad_limit(many)
    assert limit is not None
    assert sum(not output.sample(limit).good for output in many) == 20
    assert broad_limit([make_output(corpus, chrf=float(value)) for value in range(100)]) is None


def test_agreement_is_sampled_from_several_second_engines(corpus: Corpus) -> None:
    outputs = [make_output(corpus, line=line) for line in (0, 2)]
    samples = make_samples(corpus, outputs, 40.0, (*FULL, AGREEMENT), per_output=2)
    assert len(samples) == 4
    assert all(AGREEMENT in sample.signals for sample in samples)
    assert not any(AGREEMENT in sample.signals for sample in make_samples(corpus, outputs, 40.0, FULL))


def test_an_engines_own_signals_make_models_of_their_own(corpus: Corpus) -> None:
    plain = [make_output(corpus)]
    sure = [Output(system="x", line=0, pair=plain[0].pair, signals={"log_probability": -0.5, "lowest": -2.0}, chrf=1.0)]
    assert (*FULL, AGREEMENT) in sets_of_signals(plain)
    assert len(sets_of_signals(plain)) == 3
    assert (*FULL, "log_probability", "lowest") in sets_of_signals(sure)
    assert len(sets_of_signals(sure)) == 4


def test_chances_are_learned_both_ways_from_what_two_pairs_hold() -> None:
    pairs = [(["the", "court"], ["محكم"]), (["the", "court"], ["محكم"]), (["the", "tree"], ["شجر"])]
    rows = dict(row.split("\t", 1) for row in rows_of(pairs))
    assert rows.keys() == {"court", "the"}
    entry, *others = rows["court"].split("\t")
    stem, there, back = entry.split(" ")
    assert (stem, others) == ("محكم", [])
    assert int(there) > 90
    assert 50 < int(back) <= 100
