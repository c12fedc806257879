from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import GlossaryError
from pipeline.languages.matching import find_term, fold, occurrences
from pipeline.model import Direction, Finding, Pair, Rule, Severity, Term
from pipeline.quality.checks.terms import TermsCheck
from pipeline.translate.glossary import COLUMNS, Glossary, load_glossary

if TYPE_CHECKING:
    from pathlib import Path

EN_AR = Direction(source="en", target="ar")
AR_EN = Direction(source="ar", target="en")

ROWS = """\
en,ar,required,International Criminal Court,المحكمة الجنائية الدولية,
en,ar,required,court,محكمة|قضاء,
en,ar,required,tribunal,محكمة,
en,ar,required,WHO,منظمة الصحة العالمية|WHO,the acronym may follow
en,ar,forbidden,regime,النظام البائد,use a neutral word
en,ar,forbidden,,كلمة نابية,
en,ar,keep,Bellingcat,,
"""
MATCHES = [
    # wording, text, language, the place in the text or None
    ("محكمة", "قالت المحكمةُ أمس", "ar", "المحكمةُ"),
    ("محكمة", "وبالمحكمه", "ar", "وبالمحكمه"),
    ("المحكمة", "للمحكمة", "ar", "للمحكمة"),
    ("لجنة", "أحيل الأمر للجنة", "ar", "للجنة"),
    ("حقوق الإنسان", "ولحقوق الانسان مكانة", "ar", "ولحقوق الانسان"),
    ("حقوق الإنسان", "فحـقـوق الإنسان", "ar", "فحـقـوق الإنسان"),
    ("تحقيق", "أجرى تحقيقا", "ar", "تحقيقا"),
    ("ألمانيا", "إلى المانيا", "ar", "المانيا"),
    ("مستشفى", "في المستشفي", "ar", "المستشفي"),
    ("محكمة", "محكمته", "ar", "محكمته"),
    ("القوات المسلحة", "قواتهم المسلحة", "ar", "قواتهم المسلحة"),
    ("أعضاء", "لأعضائها", "ar", "لأعضائها"),
    ("مستشفى", "بمستشفاهم", "ar", "بمستشفاهم"),
    ("محاكم", "محاكمة", "ar", None),
    ("محاكم", "محاكمه", "ar", "محاكمه"),
    ("دم", "دمها", "ar", None),
    ("هدف", "أهدافها", "ar", None),
    ("قتل", "مقتل", "ar", None),
    ("IIIM", "قال الـIIIM إن", "ar", "IIIM"),
    ("court", "The Courts met", "en", "Courts"),
    ("court", "a courtyard", "en", None),
    ("war crime", "War  crimes", "en", "War  crimes"),
    ("war crime", "war-crime trial", "en", "war-crime"),
    ("WHO", "those who came", "en", None),
    ("WHO", "the WHO said", "en", "WHO"),
    ("UN", "the UN-Habitat office", "en", None),
    ("UN", "a UN-led mission", "en", "UN"),
    ("droit", "les Droits", "fr", "Droits"),
    ("été", "les étés passés", "fr", "étés"),
    ("  ", "anything", "en", None),
    ("ألغام", "ألفا وغاما", "ar", None),
]
BAD = [
    # rows, the message after the path
    ("en,ar,required,a\0,ب,\n", "2: holds a control character"),
    ("en,ar,must,a,ب,\n", '2: "must" is no rule; write required, forbidden, keep'),
    ("en,ar,required,,ب,\n", "2: the source is empty; write the term"),
    ("en,ar,required,a,|,\n", "2: the targets are empty; write at least one wording"),
    ("en,ar,required,a\n", "2: the row needs 6 fields; quote texts that contain a comma"),
    ("en,ar,required,a,ب,note,more\n", "2: the row needs 6 fields; quote texts that contain a comma"),
    ("en,ar,required,ab,ب,\nen,ar,required,Ab ,ت,\n", '3: "Ab" stands on line 2 already'),
    ("zz9,ar,required,a,ب,\n", '2: "zz9" is not a language tag'),
    ('en,ar,required,"a,ب,\n', "2: is not valid CSV"),
]


def write(path: Path, rows: str) -> Path:
    path.write_text(f"{','.join(COLUMNS)}\n{rows}", encoding="utf-8")
    return path


@pytest.fixture
def glossary(tmp_path: Path) -> Glossary:
    return load_glossary(write(tmp_path / "terms.csv", ROWS))


def check(source: str, target: str, glossary: Glossary, direction: Direction = EN_AR) -> list[Finding]:
    terms = glossary.terms_for(direction)
    item = Pair(
        source=source,
        target=target,
        source_language=direction.source,
        target_language=direction.target,
        terms=terms,
    )
    return list(TermsCheck().find(item))


TURNED = [
    # English row, what the Arabic row turned around makes of an English translation
    ("required,General Assembly,الجمعية العامة", "صوتت الجمعية العامة.", "The meeting voted.", Severity.WARNING),
    ("required,General Assembly,الجمعية العامة", "صوتت الجمعية العامة.", "The UNGA voted.", None),
    (
        "required,General Secretary,الأمين العام",
        "الأمين العام",
        "the secretary of the general assembly",
        Severity.WARNING,
    ),
    ("required,General Secretary,الأمين العام", "الأمين العام", "the Secretary-General", None),
    ("required,public health,الصحة العامة", "خدمة الصحة العامة", "overall health", Severity.INFO),
    ("required,public health,الصحة العامة", "خدمة الصحة العامة", "the PHE service", None),
    ("required,rights violation,انتهاك الحقوق", "انتهاك الحقوق", "violations of these rights", None),
]


@pytest.mark.parametrize(("row", "arabic", "english", "severity"), TURNED)
def test_a_row_turned_around_asks_for_names_and_suggests_the_rest(
    tmp_path: Path, row: str, arabic: str, english: str, severity: Severity | None
) -> None:
    glossary = load_glossary(write(tmp_path / "terms.csv", f"en,ar,{row},\n"))
    assert [finding.severity for finding in check(arabic, english, glossary, AR_EN)] == ([severity] if severity else [])


def test_a_row_of_its_own_direction_requires_common_nouns_too(tmp_path: Path) -> None:
    glossary = load_glossary(write(tmp_path / "terms.csv", "ar,en,required,الصحة العامة,public health,\n"))
    (finding,) = check("خدمة الصحة العامة", "overall health", glossary, AR_EN)
    assert finding.severity is Severity.WARNING


def test_the_packaged_glossary_loads_and_serves_both_directions() -> None:
    glossary = load_glossary()
    assert len(glossary.terms_for(EN_AR)) >= 40
    assert "IIIM" in [term.source for term in glossary.terms_for(EN_AR)]
    assert len(glossary.terms_for(AR_EN)) >= 40
    assert glossary.terms == load_glossary(None).terms


@pytest.mark.parametrize(("wording", "text", "language", "place"), MATCHES)
def test_wordings_match_with_what_the_language_writes_onto_them(
    wording: str, text: str, language: str, place: str | None
) -> None:
    span = find_term(wording, text, language)
    assert (text[slice(*span)] if span else None) == place


def test_folding_keeps_the_way_back() -> None:
    folded = fold("الـمَحكمة ٢٥")
    assert folded.text == "المحكمه 25"
    assert folded.span(0, 2) == (0, 3)
    assert folded.span(8, 10) == (10, 12)
    assert fold("İ").text == "İ"


def test_rows_serve_their_direction_with_any_region(glossary: Glossary) -> None:
    sources = [term.source for term in glossary.terms_for(Direction(source="en-GB", target="ar-EG"))]
    assert sources == ["International Criminal Court", "court", "tribunal", "WHO", "regime", "", "Bellingcat"]
    assert glossary.terms_for(Direction(source="en", target="fr")) == ()


def test_required_rows_serve_the_opposite_direction(glossary: Glossary) -> None:
    terms = {term.source: term for term in glossary.terms_for(AR_EN)}
    assert set(terms) == {"المحكمة الجنائية الدولية", "محكمة", "قضاء", "منظمة الصحة العالمية", "WHO"}
    assert terms["محكمة"].targets == ("court", "tribunal")
    assert (terms["محكمة"].source_language, terms["محكمة"].target_language) == ("ar", "en")


def test_a_row_of_its_own_wins_over_a_turned_one(tmp_path: Path) -> None:
    rows = "en,ar,required,court,محكمة,\nar,en,required,محكمة,tribunal,\n"
    glossary = load_glossary(write(tmp_path / "terms.csv", rows))
    assert [term.targets for term in glossary.terms_for(AR_EN)] == [("tribunal",)]


def test_the_longest_term_wins_over_one_inside_it(glossary: Glossary) -> None:
    def sources(text: str) -> list[str]:
        return [term.source for term in glossary.in_text(text, EN_AR) if term.source]

    assert sources("The International Criminal Court met.") == ["International Criminal Court"]
    assert sources("The International Criminal Court and a court") == ["International Criminal Court", "court"]
    assert sources("A plain text") == []


def test_a_forbidden_term_hides_no_other() -> None:
    short = Term(source="court", targets=("محكمة",), rule=Rule.REQUIRED, source_language="en", target_language="ar")
    long = replace(short, source="the old court", targets=("ب",), rule=Rule.FORBIDDEN)
    assert [term.source for term, _ in occurrences((long, short), "in the old court")] == ["the old court", "court"]


def test_a_later_file_replaces_the_rows_of_the_same_source(tmp_path: Path, glossary: Glossary) -> None:
    first = write(tmp_path / "terms.csv", ROWS)
    second = write(tmp_path / "own.csv", "en,ar,keep,Court,,\nen,ar,required,ice,جليد,\n")
    merged = load_glossary(first, second)
    rules = {term.source: term.rule for term in merged.terms_for(EN_AR)}
    assert rules["Court"] is Rule.KEEP
    assert "court" not in rules
    assert rules["ice"] is Rule.REQUIRED
    assert len(merged.terms) == len(glossary.terms) + 1
    assert len(load_glossary(None, second).terms) > len(load_glossary().terms)


def test_the_signature_follows_the_content_not_the_notes(tmp_path: Path, glossary: Glossary) -> None:
    noted = load_glossary(write(tmp_path / "a.csv", ROWS.replace("the acronym may follow", "another note")))
    other = load_glossary(write(tmp_path / "b.csv", ROWS.replace("قضاء", "القضاء")))
    assert re.fullmatch("[0-9a-f]{12}", glossary.signature)
    assert noted.signature == glossary.signature
    assert other.signature != glossary.signature


@pytest.mark.parametrize(("rows", "message"), BAD)
def test_a_wrong_row_says_where_what_and_what_to_do(tmp_path: Path, rows: str, message: str) -> None:
    path = write(tmp_path / "terms.csv", rows)
    with pytest.raises(GlossaryError, match=re.escape(f"{path}:{message}")):
        load_glossary(path)


def test_a_file_that_is_no_glossary_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    with pytest.raises(GlossaryError, match="cannot be read"):
        load_glossary(path)
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(GlossaryError, match=re.escape(f"{path}:1: the columns are wrong")):
        load_glossary(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GlossaryError, match="not UTF-8"):
        load_glossary(path)


def test_a_required_wording_that_is_missing_is_a_warning(glossary: Glossary) -> None:
    source = "The court met."
    assert check(source, "اجتمعت المحكمة.", glossary) == []
    assert check(source, "قال القضاء كلمته.", glossary) == []
    (finding,) = check(source, "اجتمع المجلس.", glossary)
    assert finding.severity is Severity.WARNING
    assert finding.source_span == (4, 9)
    assert finding.message == 'the glossary translates "court" as "محكمة"; use that'


def test_required_wordings_hold_from_arabic_too(glossary: Glossary) -> None:
    assert check("اجتمعت المحكمة", "The tribunal met", glossary, AR_EN) == []
    (finding,) = check("اجتمعت المحكمة", "The board met", glossary, AR_EN)
    assert finding.severity is Severity.INFO


def test_a_forbidden_wording_is_an_error_at_its_place(glossary: Glossary) -> None:
    target = "سقط النظام البائد أمس"
    (finding,) = check("The regime fell.", target, glossary)
    assert finding.severity is Severity.ERROR
    assert finding.target_span is not None
    assert target[slice(*finding.target_span)] == "النظام البائد"
    assert finding.message.endswith("reword it (use a neutral word)")
    assert check("The government fell.", target, glossary) == []


def test_a_forbidden_wording_without_source_is_always_an_error(glossary: Glossary) -> None:
    (finding,) = check("Anything.", "هذه كلمة نابية", glossary)
    assert (finding.severity, finding.source_span) == (Severity.ERROR, None)


def test_a_kept_wording_that_is_lost_is_a_warning(glossary: Glossary) -> None:
    assert check("Bellingcat said so.", "قال ذلك Bellingcat.", glossary) == []
    assert check("Bellingcat said so.", "قالت ذلك لـBellingcat.", glossary) == []
    (finding,) = check("Bellingcat said so.", "قال ذلك بيلينغكات.", glossary)
    assert finding.message == '"Bellingcat" must stay as it is; copy it from the source'


def test_terms_do_not_bind_an_article_in_its_own_language(glossary: Glossary) -> None:
    item = Pair(
        source="A court",
        target="A court",
        source_language="en",
        target_language="en-GB",
        terms=glossary.terms_for(EN_AR),
    )
    assert list(TermsCheck().find(item)) == []


@pytest.mark.parametrize(
    ("wording", "target", "count"),
    [
        ("غارات جوية", "استهدفت الغارة الجوية المستشفى.", 0),
        ("التنمية المستدامة", "لا يمكن تحقيق التنمية السلمية المستدامة.", 0),
        ("التنمية المستدامة", "المستدامة هي التنمية.", 1),
        ("غارات جوية", "استهدفت الغارة المستشفى.", 1),
        ("الحق في الخصوصية", "أكد أنه يؤمن بالحق الضمني في الخصوصية.", 0),
        ("مكتب تنسيق الشؤون الإنسانية", "قال المكتب المعني بالتنسيق بين الشؤون الإنسانية.", 1),
        ("مكتب تنسيق الشؤون الإنسانية", "قال المكتب المعني بتنسيق الشؤون الإنسانية.", 1),
        ("مكتب تنسيق الشؤون الإنسانية", "وبمكتب تنسيق شؤونها الإنسانية خمسون موظفاً.", 0),
        ("مجلس الأمن", "ناقش مجلس يعنى الأمن.", 1),
        ("منظمة حظر الأسلحة الكيميائية", "قالت منظمة منع الأسلحة الكيميائية.", 1),
        ("UN", "زار أون المدينة.", 1),
    ],
)
def test_other_forms_of_a_wording_are_that_wording(wording: str, target: str, count: int) -> None:
    term = Term(source="the term", targets=(wording,), rule=Rule.REQUIRED, source_language="en", target_language="ar")
    item = Pair(source="It is the term.", target=target, source_language="en", target_language="ar", terms=(term,))
    assert len(list(TermsCheck().find(item))) == count
