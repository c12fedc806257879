"""Sentences and units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Document, Dropped, Metadata, Role, Skip, Translate
from pipeline.normalize import normalize
from pipeline.segment import join_targets, split_sentences, units_of

# Each case: the sentences that a text, made by joining them with spaces, must be cut into.
ENGLISH: tuple[tuple[str, ...], ...] = (
    ("The court adjourned.", "It will meet again in May."),
    ("Mr. Haddad met Mrs. Smith and Ms. Lane.", "They agreed."),
    ("Dr. Salma Aziz and Prof. Lee wrote the report.",),
    ("Gen. Karim told Sen. Ruiz that Lt. Col. Said had left.",),
    ("Gov. Hill spoke for Rep. Cole.", "Nobody answered."),
    ("The U.S. Senate voted on Tuesday.", "The vote was close."),
    ("He flew to the U.S.", "He stayed for a year."),
    ("The U.N. Security Council met in New York.",),
    ("She left the U.K.", "The family followed."),
    ("The meeting ended at 5 p.m.", "They left at once."),
    ("The meeting begins at 9 a.m. and ends at noon.",),
    ("Doors open at 5 p.m. Monday and close at 11 p.m. GMT.",),
    ("It starts at 3.30 p.m. on Friday.",),
    ("Case No. 14 was closed.", "Case No. 15 was not."),
    ("Asked again, he said no.", "The crowd left."),
    ("Jordan vs. Iraq ended 2-1.", "Fans cheered."),
    ("J. K. Rowling signed the letter.",),
    ("J.R.R. Tolkien and George W. Bush never met.",),
    ("Plan A failed, so they tried plan B.", "It worked."),
    ("Acme Inc. said sales rose.", "Its shares fell."),
    ("He works for Acme Inc.", "The company is old."),
    ("Martin Luther King Jr. Day is a holiday.",),
    ("Prices rose by 3.5 percent to $1.25.", "Wages did not."),
    ("Read it at https://example.org/a.b/c.", "The page is public."),
    ("Then... he came back.",),
    ("He waited...", "Then he left."),
    ("“We will not stop.”", "She left the room."),
    ("“Will you stop?” he asked.", "No one spoke."),
    ("“Will you stop?” Yasmin Said asked the court.",),
    ("“Stop!” I shouted.", "He did."),
    ("“We lost everything.” Yasmin said.", "She wept."),
    ("“It is the first step.", "It is not the last,” she said."),
    ("The goal is to hold criminals accountable,” Yasmin added, explaining the deal.", "In the process, we agree."),
    ("“Gen. Karim came at 5 p.m. Monday... and left.”", "Then silence."),
    ("“Who?”", "Nobody!"),
    ("They met in [Geneva.](https://a.example)", "It was cold."),
    ("They ate in Ave. 5 cafes.", "He ate at No. 12."),
    ("“Who?”", "Nobody in the hall of the old court knew."),
    ("(He declined to comment.)", "The ministry confirmed it."),
    ("The plan (see Fig. 3) was approved.", "Work begins soon."),
    ("What now?", "Nobody knows!", "Really?"),
    ("“Why us?", "Why now?”", "He had no answer."),
    ("It was signed on Dec. 21, 2016.", "It took effect in Jan. 2017."),
    ("It took effect in January.", "No. 10 denied it."),
    ("Tools, e.g. hammers, i.e. heavy ones, cf. p. 12, are sold.",),
    ("1. First item of the list.", "It is short."),
    ("Read [the report. All of it](https://a.example/x.html) today.", "It is long."),
    ("**The dam has burst.**", "People fled."),
    ("The file is called `a. B. c` here.", "Open it."),
    ("He opened St. Mary Hospital on Mt. Carmel.",),
    ("They sold bread, milk, etc.", "The shop closed."),
    ("Apple unveiled a phone.", "iPhone sales fell anyway."),
    ('"We are here."', "The minister nodded."),
    ('He said "no."', "Nobody moved."),
)
ARABIC: tuple[tuple[str, ...], ...] = (
    ("وصل الوفد إلى دمشق.", "وغادرها مساء."),
    ("التقى د. أحمد الخطيب الوزير.", "واتفقا على موعد جديد."),
    ("قالت أ.د. سلمى عزيز إن التقرير جاهز.",),
    ("أشرف م. سعيد على بناء الجسر.", "وافتتح الجسر أمس."),
    ("قال أ. محمد والمحامي أ. كريم إن القضية أغلقت.",),
    ("المراسلات على ص.ب. 123 عمان.",),
    ("اشترى خبزا وحليبا إلخ. من السوق القديم.",),
    ("اشترى خبزا وحليبا إلخ.", "ثم عاد إلى بيته."),
    ("هل ستعودون إلى بيوتكم؟", "لا أحد يعرف."),
    ("انتهت الحرب!", "عاد الناس."),
    ("سجلت المحطة 12.5 درجة مئوية.", "وهبت الرياح."),
    ("بلغت النسبة ٣٫٥ في المئة.", "وارتفعت الأسعار."),
    ("بدأ الاجتماع عند الساعة 3.30 مساء.", "وانتهى ليلا."),
    ("قالت: «لن ننسى أبناءنا.»", "ثم غادرت القاعة."),
    ("«هل تسمعونني؟» سألت ياسمين الحضور.",),
    ("«لن نرحل!» هتف المتظاهرون.", "وتفرقوا ليلا."),
    ("«لن نرحل.» قالت.", "وبقيت في مكانها."),
    ("وقعت الرابطة بروتوكول تعاون؛ وهو الأول من نوعه، بحسب البيان.",),
    ("انتظر طويلا…", "ثم عاد."),
    ("كتبت ج. ك. رولينغ الرسالة.",),
    ("ولد الشاعر عام 915 م. في الكوفة.",),
    ("ولد الشاعر عام 915 م.", "وتوفي بعد خمسين عاما."),
    ("فتحت المدينة سنة 15 هـ. على يد القائد.",),
    ("يعود النقش إلى 300 ق.م. تقريبا.",),
    ("ذكرت وكالة أ.ف.ب. أن الهدنة بدأت.",),
    ("نقلت الخبر وكالة د.ب.أ.", "وأكدت الوزارة صحته."),
    ("التقرير على https://example.org/a.b/c متاح.", "والرابط عام."),
    ("انظر الفصل ص. 14 من الكتاب.",),
    ("جمع الأرشيف مقطعين (2) يوثقان الهجوم.", "ونشر المقطعان."),
    ("انظر مج. 3 من الكتاب.", "وهو قديم."),
    ("الدعم 500 د.ك. شهريا لكل أسرة.",),
    ("شكرا لكم (جميعا).", "نلتقي غدا."),
    ("(رفض الوزير التعليق.)", "وأكد مكتبه الخبر."),
    ("سأل الصحفي: «من المسؤول؟»", "ولم يجب أحد."),
    ("1. البند الأول في القائمة.", "وهو قصير."),
    ("قال ود. سامي إن العيادة مفتوحة.",),
    ("اقرأ [التقرير. كله](https://a.example/x.html) اليوم.", "فهو طويل."),
    ("**انهار السد.**", "ونزح السكان."),
    ("عقدت الجلسة في 21 كانون الأول 2016.", "وصدر القرار بالإجماع."),
    ("ما العمل؟!", "سؤال بلا جواب."),
    ("التقى الوزير نظيره د. فؤاد حسين، والسفير م. علي.", "ولم يصدر بيان."),
    ("شركة النور ش.م.ل. ربحت العقد.",),
    ("«العدالة أولا.", "الحقيقة ثانيا»، قالت الناشطة."),
    ("تلقت الآلية أكثر من مليون سجل.", "مهمتها جمع الأدلة وتحليلها."),
)
TRICKY = st.text(
    st.sampled_from('aBز. د؟!…»”")(«“1,:;*`[]()\n\r\t\u00a0\u1680\u2028\u2029\u200f😀e\u0301'), max_size=60
)
MANY = 40


def block(text: str, role: Role = Role.BODY, line: int = 1) -> Translate:
    return Translate(raw=text, text=text, role=role, line=line)


def document(*blocks: Translate | Skip | Dropped) -> Document:
    return Document(path="source/a.txt", format="text", metadata=Metadata(), blocks=blocks)


def cut(text: str, language: str) -> tuple[str, ...]:
    return tuple(sentence.strip() for sentence in split_sentences(text, language))


def test_the_tables_hold_enough_cases() -> None:
    assert len(set(ENGLISH)) >= MANY
    assert len(set(ARABIC)) >= MANY


@pytest.mark.parametrize("sentences", ENGLISH, ids=lambda case: case[0][:40])
def test_english_is_cut_where_its_sentences_end(sentences: tuple[str, ...]) -> None:
    assert cut(" ".join(sentences), "en") == sentences


@pytest.mark.parametrize("sentences", ARABIC, ids=lambda case: case[0][:40])
def test_arabic_is_cut_where_its_sentences_end(sentences: tuple[str, ...]) -> None:
    assert cut(" ".join(sentences), "ar-SY") == sentences


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
        assert " ".join(unit.source for unit in units if unit.block == index) == normalize(text)


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
