"""Encodings: what is sure is read, what is not is an error."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.sources.readers.decoding import declared_encoding, decode, shown_encoding

ARABIC = "قال الوزير إن المحكمة تفتح أبوابها يوم الاثنين في جنيف، وتنظر في عشر قضايا هذا العام.\n"
MIXED = f"The court\n\n{ARABIC}وكتبت Reuters عن Koblenz أيضا.\n"
ENGLISH = "The café in São Paulo opened on Monday, said the “mayor” — it’s naïve.\n"
FRENCH = "Le président a déclaré que l’élection aurait lieu en été, à Orléans, où les électeurs français sont.\n"
RUSSIAN = "Президент заявил, что выборы состоятся летом, и поблагодарил избирателей.\n"
POLISH = "Prezydent powiedział, że wybory odbędą się latem, a głosy zostaną policzone już w niedzielę wieczorem.\n"
CHINESE = "总统表示选举将在夏天举行，并感谢选民。\n"
JAPANESE = "大統領は選挙が夏に行われると述べ、有権者に感謝した。\n"
# Each case: a text, and encodings in which it must be read right.
READ = [
    (ARABIC, ["cp1256", "iso8859_6", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]),
    (MIXED, ["cp1256"]),
    (ENGLISH, ["cp1252", "mac_roman", "utf-16-le"]),
    ("One\nCafé is open.\n", ["cp1252"]),
    (FRENCH, ["cp1252", "iso8859_15", "mac_roman"]),
    (RUSSIAN, ["cp1251", "koi8_r"]),
    (POLISH, ["cp1250"]),
    (CHINESE, ["gb18030"]),
    (ENGLISH.replace("\n", "\r\n"), ["utf-16"]),
    ("", ["utf-8", "utf-16"]),
]
UNSURE = [
    "خبر".encode("cp1256"),
    JAPANESE.encode("shift_jis"),
    bytes(range(256)) * 4,
    b"\xff\xfea\x00b",
    b"a\x01b\x02c\x03",
]
DECLARED = [
    (b"<meta charset='windows-1256'>", "windows-1256"),
    (b'<META http-equiv=x content="text/html; charset=ISO-8859-6">', "ISO-8859-6"),
    (b'<?xml version="1.0" encoding="utf-8"?>', "utf-8"),
    (b"<p>charset=utf-8", None),
]


@pytest.mark.parametrize(("text", "encoding"), [(text, encoding) for text, encodings in READ for encoding in encodings])
def test_a_common_encoding_is_found(text: str, encoding: str) -> None:
    expected = text.encode(encoding, "ignore").decode(encoding)
    assert decode(text.encode(encoding, "ignore"), "a.txt").text == expected


@pytest.mark.parametrize("data", UNSURE, ids=repr)
def test_a_guess_that_is_not_sure_is_an_error(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"^a\.txt.*; save it with the encoding UTF-8$"):
        decode(data, "a.txt")


@pytest.mark.parametrize(("data", "name"), DECLARED)
def test_a_page_declares_its_encoding(data: bytes, name: str | None) -> None:
    assert declared_encoding(data) == name


def test_a_declared_encoding_goes_before_guesses_and_after_utf_8() -> None:
    assert decode("محكمة".encode("cp1256"), "a.html", "windows-1256").text == "محكمة"
    assert decode("محكمة".encode(), "a.html", "windows-1256").text == "محكمة"
    assert decode("“é”".encode("cp1252"), "a.html", "iso-8859-1").text == "“é”"
    assert decode(ENGLISH.encode("cp1252"), "a.html", "no-such").encoding == "cp1252"
    assert decode(ENGLISH.encode("cp1252"), "a.html", "rot13").encoding == "cp1252"


def test_a_few_bad_bytes_do_not_make_a_declared_encoding_wrong() -> None:
    page = f"<meta charset=utf-8>\n<p>{ENGLISH * 5}".encode() + b"\x93quoted\x94\n"
    found = decode(page, "a.html", "utf-8")
    assert (found.encoding, found.text.count("\ufffd")) == ("utf-8", 2)
    assert found.note == "2 bytes are not utf-8; U+FFFD stands there (line 7)"
    assert decode(page.removesuffix(b"\x94\n"), "a.html", "utf-8").note.startswith("1 byte is not utf-8;")


def test_a_declaration_that_is_wrong_is_said() -> None:
    found = decode(ARABIC.encode("cp1256"), "a.html", "utf-8")
    assert (found.text, found.note) == (ARABIC, "it declares utf-8, but only windows-1256 fits")
    assert not decode(ARABIC.encode(), "a.html", "windows-1256").note


def test_encodings_have_the_names_that_people_know() -> None:
    assert [shown_encoding(name) for name in ("cp1256", "iso8859_6", "utf-16-le")] == [
        "windows-1256",
        "iso-8859-6",
        "utf-16-le",
    ]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_an_error(data: bytes) -> None:
    with suppress(SourceError):
        assert "\ufffd" not in decode(data, "a.txt").text
