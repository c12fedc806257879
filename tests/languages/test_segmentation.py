"""Sentences and units."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.languages.language import facts, known_languages
from pipeline.languages.normalize import normalize
from pipeline.model import Document, Dropped, Metadata, Role, Skip, Translate
from pipeline.sources.segment import join_sentences, split_sentences, units_of
from tests.sources.blocks import join_targets

FIXTURES = Path(__file__).parent / "segmentation"
# What a language's fixture needs at least before its rules can be called tested.
MANY = {"en": 90, "ar": 90}
TRICKY = st.text(
    st.sampled_from('aBز. د؟!…»”")(«“1,:;*`[]()\n\r\t\u00a0\u1680\u2028\u2029\u200f😀e\u0301'), max_size=60
)


def block(text: str, role: Role = Role.BODY, line: int = 1) -> Translate:
    return Translate(raw=text, text=text, role=role, line=line)


def document(*blocks: Translate | Skip | Dropped) -> Document:
    return Document(path="source/a.txt", format="text", metadata=Metadata(), blocks=blocks)


def cut(text: str, language: str) -> tuple[str, ...]:
    return tuple(sentence.strip() for sentence in split_sentences(text, language))


def read_cases(language: str) -> list[tuple[str, ...]]:
    """Return the cases of a fixture: runs of lines, each a sentence."""
    lines = (FIXTURES / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    kept = "\n".join(line for line in lines if not line.startswith("# "))
    return [tuple(case.splitlines()) for case in kept.strip().split("\n\n")]


LANGUAGES = sorted(path.stem for path in FIXTURES.glob("*.txt"))
CASES = [(language, case) for language in LANGUAGES for case in read_cases(language)]


def test_every_language_with_rules_has_a_fixture_and_the_first_ones_a_long_one() -> None:
    assert [language for language in known_languages() if facts(language).segmentation] == LANGUAGES
    assert all(len(set(read_cases(language))) >= many for language, many in MANY.items())


@pytest.mark.parametrize(("language", "sentences"), CASES, ids=lambda case: str(case[0])[:40])
def test_a_text_is_cut_where_its_sentences_end(language: str, sentences: tuple[str, ...]) -> None:
    assert cut(join_sentences(sentences), language) == sentences


@pytest.mark.parametrize(("language", "sentences"), CASES[::5], ids=lambda case: str(case[0])[:40])
def test_marks_of_direction_change_no_end_and_stay_where_they_were(language: str, sentences: tuple[str, ...]) -> None:
    text = join_sentences(f"\u2067{sentence}\u2069\u200f" for sentence in sentences)
    assert split_sentences(text, language) == split_marked(sentences)


def split_marked(sentences: tuple[str, ...]) -> tuple[str, ...]:
    last = len(sentences) - 1
    return tuple(f"\u2067{text}\u2069\u200f{' ' if index < last else ''}" for index, text in enumerate(sentences))


@given(st.text() | TRICKY, st.sampled_from(["en", "ar", "fr", "zh", "xx"]))
def test_sentences_join_to_their_text(text: str, language: str) -> None:
    assert "".join(split_sentences(text, language)) == text


@given(TRICKY, st.sampled_from(["en", "ar"]))
def test_no_sentence_is_empty_of_words_or_starts_with_a_closing_mark(text: str, language: str) -> None:
    sentences = split_sentences(text, language)
    if len(sentences) > 1:
        assert all(any(char.isalnum() for char in sentence) for sentence in sentences)
    assert not any(sentence[0] == "»" and sentence[1:2].isspace() for sentence in sentences[1:])


def test_blank_lines_end_a_sentence_and_are_none() -> None:
    assert split_sentences("One\n\n\ntwo", "en") == ("One\n\n\n", "two")


def test_a_wrapped_line_does_not_end_a_sentence() -> None:
    assert split_sentences("He met Mr.\nSmith and\nleft. She\nstayed.", "en") == (
        "He met Mr.\nSmith and\nleft. ",
        "She\nstayed.",
    )


def test_any_space_after_a_sentence_stays_with_it() -> None:
    assert split_sentences("One." + " " * 500 + "Two.", "en") == ("One." + " " * 500, "Two.")


def test_a_long_text_is_cut_in_time_linear_in_its_length() -> None:
    assert len(split_sentences("The minister spoke. [It](x) ended. " * 5000, "en")) == 10000


@given(st.lists(st.text() | TRICKY, max_size=4))
def test_units_of_a_block_joined_by_spaces_are_its_normalized_text(texts: list[str]) -> None:
    article = document(*(block(text) for text in texts))
    units = units_of(article, "en")
    for index, text in enumerate(texts):
        joined = join_sentences(unit.source for unit in units if unit.block == index)
        assert joined.replace(" ", "") == normalize(text).replace(" ", "")


@settings(deadline=None)  # the first long unit loads the language detector
@given(st.lists(st.sampled_from(["One is here.", "واحد هنا.", "Two?", "Mr. Lee (he left)", "«لا».", "3.5 m."])))
def test_units_of_a_block_that_is_spaced_well_are_exactly_its_text(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert join_sentences(unit.source for unit in units_of(document(block(text)), "ar")) == text


@pytest.mark.parametrize(
    ("text", "language", "sentences"),
    [
        ("انتهى الاجتماع.وغادر الوفد.", "ar", ["انتهى الاجتماع.", "وغادر الوفد."]),
        ("قالت: «لا أعرف».ثم بكت.", "ar", ["قالت: «لا أعرف».", "ثم بكت."]),
        ("It ended.Farmers left.", "en", ["It ended.", "Farmers left."]),
        ("Really?Yes, really!", "en", ["Really?", "Yes, really!"]),
        ("See https://a.example/of.The/page.Html or Booking.Com now.", "en", None),
        ("Use a pandas.DataFrame with Node.Readable here.", "en", None),
        ("Use pathlib.Path instead, or call trio.Path(name) and trio.Path.home() first.", "en", None),
        ("The class decimal.Context is a subclass of objects.Thing.", "en", None),
        ("It uses collections.Counter, as collections.Counter counts.", "en", None),
        ("The class ended.The war went on.", "en", ["The class ended.", "The war went on."]),
        ("They asked who won.Obama (Ill.) did.", "en", ["They asked who won.", "Obama (Ill.) did."]),
        ("شركة ش.م.ل ربحت 3.5 مليون.", "ar", None),
    ],
)
def test_a_forgotten_space_ends_a_sentence_all_the_same(text: str, language: str, sentences: list[str] | None) -> None:
    assert [unit.source for unit in units_of(document(block(text)), language)] == (sentences or [text])


def test_each_line_of_a_list_in_one_text_is_a_sentence() -> None:
    assert split_sentences("They ask:\n- Truth\n- Justice", "en") == ("They ask:\n", "- Truth\n", "- Justice")
    assert split_sentences("He met\n- and left.", "en") == ("He met\n- and left.",)


def test_sentences_are_joined_with_a_space_but_not_after_a_full_width_mark() -> None:
    assert join_sentences(["One.", "Two.", "三。", "四。", "Five."]) == "One. Two. 三。四。Five."


def test_a_language_without_rules_is_cut_by_sentencex() -> None:
    assert cut("M. Dupont est venu. Il est parti. Elle reste.", "fr") == (
        "M. Dupont est venu.",
        "Il est parti.",
        "Elle reste.",
    )


def test_units_say_where_they_stand_and_only_translated_blocks_have_some() -> None:
    article = document(
        Skip(raw="---\n", line=1),
        block("One.\u00a0 Two.\u200f Three", line=2),
        Dropped(raw="Share\n", line=3, rule="share-bar"),
        block(" \u200f ", line=4),
        block("Last.", Role.LIST, line=5),
    )
    assert [(unit.source, unit.role, unit.block, unit.line) for unit in units_of(article, "en")] == [
        ("One.", Role.BODY, 1, 2),
        ("Two.", Role.BODY, 1, 2),
        ("Three", Role.BODY, 1, 2),
        ("Last.", Role.LIST, 4, 5),
    ]


@pytest.mark.parametrize("role", [Role.HEADLINE, Role.HEADING, Role.CAPTION])
def test_headlines_headings_and_captions_stay_whole(role: Role) -> None:
    assert [unit.source for unit in units_of(document(block("No home. No hope.", role)), "en")] == ["No home. No hope."]


def test_a_unit_in_another_script_has_its_own_language() -> None:
    arabic = "وقعت رابطة عائلات قيصر بروتوكول تعاون مع الآلية الدولية المحايدة والمستقلة"
    units = units_of(document(block("The association signed it."), block(arabic)), "en")
    assert [unit.language for unit in units] == ["en", "ar"]


def test_targets_are_joined_only_for_blocks_that_have_them_all() -> None:
    article = document(block("One. Two."), block("Three. Four."), block("Five."))
    units = units_of(article, "en")
    targets = {0: "واحد.", 1: "اثنان\n.", 2: "ثلاثة.", 3: "", 4: "خمسة."}
    assert join_targets(article, units, targets) == {0: "واحد. اثنان .", 2: "خمسة."}
