from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.languages.normalize import normalize
from pipeline.model import Direction, Finding, Pair, Severity
from pipeline.quality.checks.placeholders import PlaceholdersCheck
from pipeline.quality.choice import draft_sources
from pipeline.translate.drafting import Drafting
from pipeline.translate.engines.protocol import MARKS
from pipeline.translate.glossary import load_glossary
from pipeline.translate.markup import find_pieces
from pipeline.translate.masking import MaskedPiece, MaskedText, mask
from pipeline.translate.memory import Memory
from tests.fake_engine import EchoEngine

EN_AR = Direction(source="en", target="ar")

HIDDEN = [
    # source, what the engine gets
    ("The vote followed [a report](https://a.org/r) in March.", "The vote followed [X1X] a report [X2X] in March."),
    ('See [the map](m.svg "Where, and when").', "See [X1X] the map [X2X]."),
    ("See [the map][1] and ![a bus](b.svg).", "See [X1X] the map [X2X] and [X3X] a bus [X4X]."),
    ("Numbers were **not final** on *Monday*.", "Numbers were [X1X] not final [X2X] on [X3X] Monday [X4X]."),
    ("He said __no__, and _never_ to snake_case.", "He said [X1X] no [X2X], and [X3X] never [X4X] to snake_case."),
    ("A ~~bad~~ good ***idea***", "A [X1X] bad [X2X] good [X3X] idea [X4X]"),
    ("Call `1717` now.", "Call [X1X] now."),
    ("The <i>Gazette</i> and<br>more", "The [X1X] Gazette [X2X] and [X3X] more"),
    ("Write to press@example.org or see https://a.org/x.", "Write to [X1X] or see [X2X]."),
    ("@marjan_fc used #MarjanForever.", "[X1X] used [X2X]."),
    ("وسم #مرجان_للأبد", "وسم [X1X]"),
    ("A/RES/71/248, S/PV.7621 and E/CN.4/2005/102/Add.1", "[X1X], [X2X] and [X3X]"),
    ("Hello {name}, %s for ${x} at {{y}}", "Hello [X1X], [X2X] for [X3X] at [X4X]"),
    ("Q&amp;A", "Q [X1X] A"),
    ("و[القرار](https://a.org) و**النص**", "و [X1X] القرار [X2X] و [X3X] النص [X4X]"),
    ("**[the court](c.md)**", "[X1X] the court [X2X]"),
    ("{a} %s @who_un", "[X1X]"),
    ("He [the mayor] left", "He [the mayor] left"),
    ("[not a link(x) and 2 * 3 ** 4", "[not a link(x) and 2 * 3 ** 4"),
    (r"\*not\* emphasis \[no\](u)", r"\*not\* emphasis \[no\](u)"),
    ("[he **said](u) no**", "[X1X] he **said [X2X] no**"),
]
MOVED = [
    # source, what the engine made of it, what becomes of that
    ("See [the report](u) now.", "انظر [X1X] التقرير [X2X] الآن.", "انظر [التقرير](u) الآن."),
    ("See [the report](u) now.", "الآن انظر إلى [ X1X ] التقرير [x2x].", "الآن انظر إلى [التقرير](u)."),
    ("See [the report](u) now.", "X1X التقرير X2X", "[التقرير](u)"),
    ("See [the report](u) now.", "انظر [X١X] التقرير [X٢X]", "انظر [التقرير](u)"),
    ("See [the report](u) now.", "انظر و[X1X]التقرير[X2X]الآن", "انظر و[التقرير](u) الآن"),
    ("See [the report](u) now.", "انظر [X1X] التقرير ([X2X]).", "انظر [التقرير](u)."),
    ("See ([the report](u)) now.", "انظر ([X1X] التقرير [X2X])", "انظر ([التقرير](u))"),
    ("Read A/RES/71/248", "اقرأ ([X1X])", "اقرأ (A/RES/71/248)"),
    ("See [the report](u) now.", "انظر[X1X] التقرير [X2X]", "انظر [التقرير](u)"),
    ("Ask @a_b, or write (x@y.org).", "اكتب ( [X2X] ) أو اسأل [X1X] .", "اكتب (x@y.org) أو اسأل @a_b."),
    ("Ask @a_b.", "اسأل [X1X] .", "اسأل @a_b."),
    ("**A {x} b** c", "[X1X] ب [X2X][X3X] ج", "**ب {x}** ج"),
]
LOST = [
    ("See [the report](u) now.", "انظر التقرير"),
    ("See [the report](u) now.", "انظر [X1X] التقرير"),
    ("See [the report](u) now.", "انظر [X1X] التقرير [X2X] [X2X]"),
    ("See [the report](u) now.", "انظر [X2X] التقرير [X1X]"),
    ("See [the report](u) now.", "انظر التقرير [X1X] [X2X]"),
    ("**a** b *c*", "[X1X] ا [X3X] ب [X2X] ج [X4X]"),
    ("Call `1717` now.", "اتصل [X11X]"),
]
FRAGMENTS = [
    *("[a report](https://a.org/r)", "**bold**", "*em*", "_x_", "`code`", "<b>", "</b>", "<br/>", "&amp;", "%s", "{n}"),
    *(
        "{{x}}",
        "@who_un",
        "#tag",
        "#وسم",
        "A/RES/71/248",
        "x@y.org",
        "https://a.org/b_c_d",
        "[",
        "](u)",
        "]",
        "**",
        "_",
    ),
    *("word", "كلمة", "و", ",", ".", "(", ")", "«", "»", '"', " ", " ", " ", "X", "[X1X]", "X2X", "١", "\\"),
]


def find(source: str, target: str) -> list[Finding]:
    return list(
        PlaceholdersCheck().find(Pair(source=source, target=target, source_language="en", target_language="ar"))
    )


def hide(source: str) -> MaskedText:
    return mask(source, find_pieces(source), MARKS)


@pytest.mark.parametrize(("source", "text"), HIDDEN)
def test_what_is_copied_is_hidden_and_comes_back(source: str, text: str) -> None:
    masked = hide(source)
    assert masked.text == text
    assert masked.restore(text) == source


@pytest.mark.parametrize(("source", "target", "restored"), MOVED)
def test_marks_may_move_and_be_written_otherwise(source: str, target: str, restored: str) -> None:
    assert hide(source).restore(target) == restored
    assert find(source, restored) == []


@pytest.mark.parametrize(("source", "target"), LOST)
def test_a_target_that_lost_doubled_or_crossed_marks_is_refused(source: str, target: str) -> None:
    assert hide(source).restore(target) is None


def test_marks_of_the_source_are_not_used() -> None:
    assert hide("the [x1x] bus of @who_un").text == "the [x1x] bus of [X2X]"
    assert hide("X1Xhttps://a.org").text == "X1X [X2X]"


def test_where_marks_are_too_few_the_last_pieces_stay_and_pairs_stay_whole() -> None:
    source = "%s a [b](u) c"
    assert mask(source, find_pieces(source), MARKS[:2]).text == "[X1X] a [b](u) c"
    assert mask(source, find_pieces(source), ()).text == source


def test_marks_without_letters_keep_their_brackets() -> None:
    masked = mask("Call `1717` in 1 hour", find_pieces("Call `1717` in 1 hour"), ["⟦1⟧"])
    assert masked.text == "Call ⟦1⟧ in 1 hour"
    assert masked.restore("اتصل ⟦ 1 ⟧ خلال 1 ساعة") == "اتصل `1717` خلال 1 ساعة"
    assert masked.restore("اتصل 1 خلال ساعة") is None


def test_a_piece_with_a_text_of_its_own_is_replaced() -> None:
    masked = mask("the UN met", [MaskedPiece(span=(4, 6), text="الأمم المتحدة")], ['"XXX"'])
    assert masked.restore("اجتمعت «xxx»") == "اجتمعت الأمم المتحدة"


@example("X2Xhttps://a.org/b_c_d[a report](https://a.org/r)")
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join).map(normalize))
def test_law_what_is_masked_and_restored_is_the_source(source: str) -> None:
    masked = hide(source)
    assert masked.restore(masked.text) == source


@given(st.text(max_size=60).map(normalize))
def test_law_holds_for_any_text(source: str) -> None:
    masked = hide(source)
    assert masked.restore(masked.text) == source


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join).map(normalize))
def test_law_pieces_are_in_order_apart_and_well_nested(source: str) -> None:
    pieces = find_pieces(source)
    assert all(left.span[1] <= right.span[0] for left, right in pairwise(pieces))
    opened: list[int] = []
    for pair in (piece.pair for piece in pieces if piece.pair):
        if pair > 0:
            opened.append(pair)
        else:
            assert opened.pop() == -pair
    assert opened == []


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Memory]:
    with Memory(tmp_path_factory.mktemp("memory") / "memory.sqlite") as memory:
        yield memory


def translate(memory: Memory, engine: EchoEngine, sources: Sequence[str]) -> dict[str, str]:
    drafting = Drafting(engine=engine, direction=EN_AR, glossary=load_glossary(), memory=memory)
    return {source: draft.target for source, draft in draft_sources(drafting, sources).items()}


SOURCES = [source for source, text in HIDDEN if source != text]
MANGLES: list[Callable[[str], str]] = [
    lambda text: text.replace("[X1X]", ""),
    lambda text: text.replace("[X1X]", "[X1X] [X1X]"),
    lambda text: " ".join(reversed(text.split())),
    lambda text: text.replace("[", " [ ").replace("]", " ] "),
    str.lower,
    str.upper,
    str.swapcase,
    lambda text: text.replace("X1X", "X2X"),
    lambda text: text.replace("[X1X]", "§").replace("[X2X]", "[X1X]").replace("§", "[X2X]"),
    lambda text: text.replace(" ", ""),
    lambda text: text.replace("*", "").replace("_", " "),
    lambda text: text[: len(text) // 2],
    lambda text: text + text,
    lambda text: text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    lambda text: text.replace("X", "Х"),
    lambda text: f"*{text} _",
]


def test_a_perfect_copier_gives_the_sources_back(memory: Memory) -> None:
    engine = EchoEngine()
    assert translate(memory, engine, SOURCES) == {source: source for source in SOURCES}
    assert engine.asked == [hide(source).text for source in SOURCES]


@pytest.mark.parametrize("number", range(len(MANGLES)))
def test_whatever_an_engine_does_nothing_breaks_without_an_error(memory: Memory, number: int) -> None:
    engine = EchoEngine(MANGLES[number])
    engine.name = f"echo {number}"
    for source, target in translate(memory, engine, SOURCES).items():
        assert is_reported(source, target) or copied(target) == copied(source), (source, target)


def is_reported(source: str, target: str) -> bool:
    """A hashtag may become another one: readers of another language gather elsewhere. That is a warning."""
    severities = {finding.severity for finding in find(source, target)}
    return Severity.ERROR in severities or ("#" in source and Severity.WARNING in severities)


def copied(text: str) -> list[str]:
    """Entities are left out: the character, or another wording, is as good."""
    texts = (text[slice(*piece.span)] for piece in find_pieces(text))
    return sorted(text for text in texts if not text.startswith("&"))
