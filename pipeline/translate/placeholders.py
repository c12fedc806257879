"""What is copied from a text and not translated: addresses, document symbols, markup, placeholders."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.languages.characters import characters
from pipeline.languages.sections import NEVER
from pipeline.model import Span

_PRINTF = (
    r"%\([A-Za-z_]\w*\)[-+0#]?\d*(?:\.\d+)?[sdifuxXeEgGcr]"
    r"|(?<!\w)%(?:\d+\$)?[-+0#'I]*\d*(?:\.\d+)?l{0,2}(?:[sdu]|[ifxXeEgGcr](?![A-Za-z]))"
)
_KINDS: tuple[tuple[str, str, str, str], ...] = (
    # name in the pattern, name in the message, what each has a piece of, pattern; the first that matches a place wins
    ("code", "code", "`", r"`(?!\s)[^`\n]+(?<!\s)`"),
    ("link", "link address", "](", r"(?<=\]\()[^()\s]+(?=\))"),
    ("tag", "tag", "<", r"</?[A-Za-z][^<>\n]*>|<!--.*?-->"),
    ("entity", "HTML entity", "&", r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});"),
    (
        "url",
        "web address",
        ":// www.",
        r"(?:https?://|www\.)[^\s<>\"'«»“”()\[\]،؛؟。，、；：？！（）]*[^\s<>\"'«»“”()\[\]،؛؟。，、；：？！（）.,;:!?*`]",
    ),
    ("email", "e-mail address", "@", r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    ("handle", "account name", "@", r"(?<![\w@/.])@[A-Za-z_]\w+"),
    ("hashtag", "hashtag", "#", r"(?u:(?<![\w#&/.])#(?=\w*[^\W\d_])\w+)"),
    (
        "symbol",
        "document symbol",
        "/",
        r"(?<![\w/])(?=[\w./()\-]{0,80}\d)[A-Z][A-Za-z]{0,7}(?:/[A-Z0-9](?:[A-Za-z0-9.\-]|\([A-Za-z0-9]*\))*)+(?<![.\-])",
    ),
    ("brace", "placeholder", "{", r"\$?\{\{?[A-Za-z_0-9][\w.]*\}?\}"),
    ("escaped", "escaped sign", "%%", r"%%"),
    ("printf", "placeholder", "%", _PRINTF),
    ("bold", "bold mark", "**", r"\*\*"),
)
_PIECES = tuple((piece, name) for name, _, pieces, _ in _KINDS for piece in pieces.split())
_ESCAPED = "escaped"
_LOCALIZED = re.compile(r"%(?:\d+\$)?[I']*")
"""How a conversion begins, with its argument's place (%2$s) and the flags for digits and groups (%Id)."""
_HINT = frozenset("`<&@#{%*/")
"""What everything that is copied has; most sentences have none of it."""
KIND_NAMES = {name: message for name, message, _, _ in _KINDS}
"""What a person calls each kind."""
DIGITS = {code: str(unicodedata.decimal(chr(code))) for code in (*range(0x660, 0x66A), *range(0x6F0, 0x6FA))}
"""The Arabic-Indic digits as Western ones: patterns do without other letters (re.ASCII), but these stand in symbols."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One thing that is copied, not translated."""

    kind: str
    text: str
    span: Span

    @property
    def key(self) -> tuple[str, str]:
        """What must be the same of it in both texts: not the place of an argument, nor flags that a locale needs."""
        return self.kind, _LOCALIZED.sub("%", self.text) if self.kind == "printf" else self.text


@lru_cache(maxsize=64)  # several checks look past them in the same text
def find_placeholders(text: str) -> tuple[Placeholder, ...]:
    """Return what must be copied from a text, in order."""
    if _HINT.isdisjoint(characters(text)) and "www." not in text and "](" not in text:
        return ()
    found = _pattern(frozenset([name for piece, name in _PIECES if piece in text])).finditer(text.translate(DIGITS))
    kinds = ((match.lastgroup or "", match) for match in found)
    return tuple(Placeholder(kind, match[0], match.span()) for kind, match in kinds if kind != _ESCAPED)


@cache
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    """Return the pattern of some kinds: all of them are looked for in hardly any text."""
    parts = [f"(?P<{name}>{pattern})" for name, _, _, pattern in _KINDS if name in names]
    return re.compile("|".join(parts) or NEVER, re.ASCII)


@lru_cache(maxsize=64)
def without_copied(text: str) -> str:
    """Return a text of the same length with spaces for what is copied."""
    found = find_placeholders(text)
    if not found:
        return text
    chars = list(text)
    for item in found:
        start, end = item.span
        chars[start:end] = " " * (end - start)
    return "".join(chars)
