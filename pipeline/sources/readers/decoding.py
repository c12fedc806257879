"""The text of a file in any common encoding; a guess that is not sure is an error, never wrong letters."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import SourceError
from pipeline.languages.locales import script_of

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

UTF_8 = "utf-8"
_MARKS = (
    (codecs.BOM_UTF8, UTF_8),
    # UTF-32 before UTF-16: its little-endian mark begins with the other's.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COMMON = (
    *("utf_16_le", "utf_16_be", "cp1252", "cp1256", "iso8859_6", "mac_roman", "cp1250", "cp1251", "koi8_r"),
    *("cp1253", "cp1255", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
)
"""What newsrooms' files are in. Of those that suit a file equally well in one script, the first is taken."""
_SHOWN = {"cp1256": "windows-1256", "cp1252": "windows-1252", "iso8859-6": "iso-8859-6", "cp1250": "windows-1250"}
_WEB = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "windows-874": "cp874"}
"""Encodings that mean more on the web than their names say, as the WHATWG's standard has it."""
_NEAR = 0.1
"""A guess counts as a rival if its mess is at most so much above the best one's."""
_SUITS = 0.3
_EASTERN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
_ACCENTED = 0.4
"""Of Latin letters, fewer than this have accents; Arabic that is read as Latin has little else."""
_MIXED = 0.1
_STRAY = 0.02
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ue000-\uf8ff]")
_WORDS = re.compile(r"[^\W\d_]+")
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_HEAD = 4096
_SHOWN_LINES = 5
_BAD = 0.02
"""The greatest share of bad bytes for which the declared encoding still counts as right. With a wrong encoding,
most letters beyond ASCII are bad or controls: a tenth of the text and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedText:
    """A file's text without byte order mark, and the encoding it was in.

    ``note`` says what a person should look at: bytes that were replaced, or a declaration that is wrong.
    """

    text: str
    encoding: str
    note: str = ""


def decode(data: bytes, path: str, declared: str | None = None) -> DecodedText:
    """Return the text of a file; ``declared`` is an encoding that somebody named for it (a server, a page).

    A byte order mark, UTF-8 and what is declared go before guesses; a few bad bytes do not make a declaration wrong.

    :raises SourceError: if the encoding is not clear
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data, len(mark), encoding, path)
    for encoding in filter(None, (UTF_8, declared)):
        text = _try(data, encoding)
        # UTF-16 without a mark may pass as UTF-8 that is full of control characters.
        if text is not None and len(_CONTROLS.findall(text)) <= _STRAY * len(text):
            return DecodedText(text=text, encoding=codecs.lookup(encoding).name)
    replaced = _replace(data, declared) if declared else None
    if replaced:
        return replaced
    found = _guess(data, path)
    wrong = f"it declares {declared}, but only {shown_encoding(found.encoding)} fits" if declared else ""
    return replace(found, note=wrong)


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that a page of HTML or XML names in its first bytes."""
    match = _DECLARED.search(data[:_HEAD])
    return match[1].decode("ascii") if match else None


def shown_encoding(name: str) -> str:
    """Return an encoding's name as people and browsers write it."""
    return _SHOWN.get(name.replace("_", "-"), name.replace("_", "-"))


def _decode_marked(data: bytes, length: int, encoding: str, path: str) -> DecodedText:
    try:
        return DecodedText(text=data[length:].decode(encoding), encoding=encoding)
    except UnicodeDecodeError as error:
        line = data[: length + error.start].decode(encoding, "ignore").count("\n") + 1
        raise SourceError(
            f"{path}:{line}: the file begins as {encoding}, but not all of it is; save it with the encoding UTF-8"
        ) from error


def _try(data: bytes, encoding: str) -> str | None:
    """Return the text, if all bytes are in an encoding that Python knows as one of texts."""
    try:
        return data.decode(_WEB.get(encoding.lower(), encoding))
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _replace(data: bytes, declared: str) -> DecodedText | None:
    """Return the text with U+FFFD for a few bad bytes; None if the declared encoding cannot be right."""
    try:
        encoding = codecs.lookup(_WEB.get(declared.lower(), declared)).name
        text = data.decode(encoding, "replace")
    except (LookupError, ValueError):
        return None
    if len(_CONTROLS.findall(text)) > _BAD * len(text):
        return None
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if "\ufffd" in line]
    where = ", ".join(map(str, lines[:_SHOWN_LINES])) + (" ..." if len(lines) > _SHOWN_LINES else "")
    bad = text.count("\ufffd")
    said = "1 byte is" if bad == 1 else f"{bad} bytes are"
    note = f"{said} not {shown_encoding(encoding)}; U+FFFD stands there (line {where})"
    return DecodedText(text=text, encoding=encoding, note=note)


def _guess(data: bytes, path: str) -> DecodedText:
    """Decode a file by the only encoding that charset-normalizer suggests and our own tests allow."""
    from charset_normalizer import from_bytes

    found = [
        match
        for match in from_bytes(data, cp_isolation=list(_COMMON))
        if _is_plausible(str(match)) and _has_spaces(match)
    ]
    least = min(map(_unlikeness, found), default=0.0)
    rivals = [match for match in found if _unlikeness(match) <= least + _NEAR]
    scripts = {_script(str(match)) for match in rivals}
    # The encodings of Chinese, Japanese and Korean read each other's files as rare, but well-formed, signs.
    alike = scripts & _EASTERN and len({str(match) for match in rivals}) > 1
    if len(scripts) != 1 or alike:
        raise SourceError(_explain(data, path, rivals))
    best = min(rivals, key=lambda match: (-match.coherence, _rank(match)))
    return DecodedText(text=str(best), encoding=_COMMON[_rank(best)])


def _unlikeness(match: CharsetMatch) -> float:
    """Return how little a guess looks like text: its mess, less how well its letters suit a language."""
    return match.chaos - _SUITS * match.coherence


def _rank(match: CharsetMatch) -> int:
    """Return the first place in our list of an encoding that reads the file as this one does."""
    names = (match.encoding, *match.could_be_from_charset)
    return min(_COMMON.index(name) for name in names if name in _COMMON)


def _is_plausible(text: str) -> bool:
    """Tell whether a text can be prose: no controls, no words of two scripts, not mostly accented letters."""
    if _CONTROLS.search(text):
        return False
    words = _WORDS.findall(text)
    mixed = sum(len({*map(script_of, word)} - {None}) > 1 for word in words)
    latin = {letter: count for letter, count in Counter("".join(words)).items() if script_of(letter) == "LATIN"}
    accented = sum(count for letter, count in latin.items() if not letter.isascii())
    return mixed <= _MIXED * len(words) and accented <= _ACCENTED * max(sum(latin.values()), 1)


def _has_spaces(match: CharsetMatch) -> bool:
    """Tell whether a guess of UTF-16 has a space or a line end: almost any two bytes are a sign there."""
    return not match.encoding.startswith("utf_16") or any(map(str.isspace, str(match)))


def _script(text: str) -> str:
    """Return the script of most letters besides ASCII's, as Unicode names them."""
    scripts = Counter(script for letter in text if not letter.isascii() and (script := script_of(letter)))
    return scripts.most_common(1)[0][0] if scripts else "LATIN"


def _explain(data: bytes, path: str, rivals: list[CharsetMatch]) -> str:
    names = " or ".join(shown_encoding(match.encoding) for match in rivals)
    try:
        data.decode()
        where, what = path, "it has characters that no text has"
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        where, what = f"{path}:{line}", f"byte {data[error.start]:#04x} is not UTF-8"
    why = f"the file could be {names}" if names else "the file is in no encoding that newsloc knows"
    return f"{where}: {what}, and {why}; save it with the encoding UTF-8"
