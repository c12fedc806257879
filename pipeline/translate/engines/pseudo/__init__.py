"""Pseudo-localization: the source made strange, so that layouts, fonts and forgotten texts can be tested.

Latin letters get accents, or become Arabic or Hebrew letters where the target runs from right to left; the text grows
by a third and stands in brackets, so that what is cut off or never localized shows. No bidi control is used.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING

from pipeline.languages.language import facts
from pipeline.languages.locales import direction as writing_direction
from pipeline.languages.locales import script_of
from pipeline.model import Candidate, Direction, Request
from pipeline.translate.engines.protocol import Engine, Found, ModelRow, Registration
from pipeline.translate.engines.settings import EngineSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LABEL = "pseudo@1"
"""Its number changes when the rules give another text for the same source."""
BRACKETS = ("⟦", "⟧")
GROWTH = 0.3
"""How much longer than its source a text becomes, without the brackets; translations of short texts grow as much."""
_FILLER = "····· "

_LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS = {
    "LATIN": "áƀçđéƒğħíĵķłɱñóþɋŕšŧúṽŵẋýžÁƁÇĐÉƑĞĦÍĴĶŁṀÑÓÞɊŔŠŦÚṼŴẊÝŽ",
    "ARABIC": "ابصدعفغحيجكلمنوبقرستوفوخيز" * 2,
    "HEBREW": "אבצדעפגהיכקלמנופחרסתוטשזיצ" * 2,
}
"""What each of the Latin letters becomes, by the target's script."""


class _Strange(dict[int, str]):
    """What each character becomes in a script, filled as characters are met; for `str.translate`."""

    def __init__(self, script: str) -> None:
        super().__init__(zip(map(ord, _LATIN), _LETTERS[script], strict=True))
        self._script = script

    def __missing__(self, code: int) -> str:
        """Make a character strange that was not met before."""
        self[code] = made = self._make(chr(code))
        return made

    def _make(self, char: str) -> str:
        if unicodedata.category(char) == "Mn":
            return ""  # its letter is gone
        if script_of(char) in (None, self._script):
            return char
        letters = _LETTERS[self._script][: len(_LATIN) // 2]
        return letters[ord(char) % len(letters)]


_TABLES = {script: _Strange(script) for script in _LETTERS}

PROTECTED = re.compile(
    r"https?://[^\s<>\"]+|www\.[^\s<>\"]+"  # addresses
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)[@#]\w+"  # mail, handles, tags
    r"|</?[A-Za-z][^<>]*>|<!--.*?-->|&(?:#\w+|\w+);"  # markup and entities
    r"|`[^`]*`|(?<=\])\([^()\s]*\)"  # code, targets of Markdown links
    r"|\{\{.*?\}\}|\$?\{[^{}]*\}"  # placeholders of templates
    r"|%\(\w+\)[-+#0]*\d*(?:\.\d+)?[a-zA-Z]|%(?:\d+\$)?[-+#0]*\d*(?:\.\d+)?[a-zA-Z]"  # of printf
    r"|\d+(?:[.,:٫٬]\d+)*"  # numbers
)
"""What stays as it is."""


class PseudoEngine(Engine):
    """Makes pseudo-translations; knows every direction, and needs no model."""

    name = "pseudo"
    marks: Sequence[str] = ()
    """No marks: this engine keeps markup itself, and would change marks."""

    def label(self, direction: Direction) -> str:
        """Return the version of the rules."""
        del direction
        return LABEL

    def supports(self, direction: Direction) -> bool:
        """Say yes: the letters of any language can be made strange."""
        del direction
        return True

    def translate(self, requests: Sequence[Request], direction: Direction) -> Iterator[Found]:
        """Yield one candidate for each request that is not empty, in order."""
        for index, request in enumerate(requests):
            made = pseudo_translate(request.source, direction) if request.source.strip() else ""
            yield index, (Candidate(text=made),) if made else ()


def pseudo_translate(source: str, direction: Direction) -> str:
    """Return the pseudo-translation of a source; the same for the same source and scripts."""
    table = _TABLES[_script(direction.target)]
    parts = []
    end = 0
    for match in PROTECTED.finditer(source):
        parts += [source[end : match.start()].translate(table), match.group()]
        end = match.end()
    parts.append(source[end:].translate(table))
    left, right = BRACKETS
    return f"{left}{''.join(parts)}{_filler(len(source))}{right}"


def _script(tag: str) -> str:
    """Return the script whose letters to write: the target's, or one that runs the same way."""
    script = facts(tag).script
    if script in _LETTERS:
        return script
    return "ARABIC" if writing_direction(tag) == "rtl" else "LATIN"


def _filler(length: int) -> str:
    """Return what makes a text of some length grow, in groups, so that lines can break."""
    wanted = math.ceil(length * GROWTH)
    return " " + (_FILLER * (wanted // len(_FILLER) + 1))[:wanted].rstrip()


ENGINE = Registration(
    name=PseudoEngine.name,
    summary="pseudo-localization: accented or Arabic-looking text, for layout tests",
    quality="not a translation: altered source text that shows where a layout breaks; never publish it",
    settings=EngineSettings,
    make=lambda _settings, _report: PseudoEngine(),
    models=lambda: (ModelRow(engine="pseudo", title="pseudo-localization rules", model=LABEL, licence="-"),),
    translates=False,
)
