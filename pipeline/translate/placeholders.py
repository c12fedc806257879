"""What is copied from a text and not translated: addresses, document symbols, markup, placeholders."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model import Span

_KINDS: tuple[tuple[str, str, str], ...] = (
    # name in the pattern, name in the message, pattern; the first that matches at a place wins
    ("code", "code", r"`[^`\n]+`"),
    ("link", "link address", r"(?<=\]\()[^()\s]+(?=\))"),
    ("tag", "tag", r"</?[A-Za-z][^<>\n]*>|<!--.*?-->"),
    ("entity", "HTML entity", r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});"),
    ("url", "web address", r"(?:https?://|www\.)[^\s<>\"'«»“”()\[\]،؛؟]*[^\s<>\"'«»“”()\[\]،؛؟.,;:!?*`]"),
    ("email", "e-mail address", r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    ("handle", "account name", r"(?<![\w@/.])@[A-Za-z_]\w+"),
    ("hashtag", "hashtag", r"(?u:(?<![\w#&/.])#(?=\w*[^\W\d_])\w+)"),
    (
        "symbol",
        "document symbol",
        r"(?<![\w/])(?=[\w./()\-]{0,80}\d)[A-Z][A-Za-z]{0,7}(?:/[A-Z0-9](?:[A-Za-z0-9.\-]|\([A-Za-z0-9]*\))*)+(?<![.\-])",
    ),
    ("brace", "placeholder", r"\$?\{\{?[A-Za-z_0-9][\w.]*\}?\}"),
    ("printf", "placeholder", r"(?<![\d\w%])%(?:\([A-Za-z_]\w*\))?[-+0#]?\d*(?:\.\d+)?[sdifuxXeEgGc](?![A-Za-z])"),
    ("bold", "bold mark", r"\*\*"),
)
_PATTERN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, _, pattern in _KINDS), re.ASCII)
_HINT = re.compile(r"[`<&@#{%*/]")
"""What everything that is copied has; most sentences have none of it."""
KIND_NAMES = {name: message for name, message, _ in _KINDS}
"""What a person calls each kind."""
# re.ASCII keeps \w from running into Arabic letters, but Arabic-Indic digits may stand in symbols.
_DIGITS = {code: str(unicodedata.decimal(chr(code))) for code in (*range(0x660, 0x66A), *range(0x6F0, 0x6FA))}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One thing that is copied, not translated."""

    kind: str
    text: str
    span: Span


@lru_cache(maxsize=64)  # several checks look past them in the same text
def find_placeholders(text: str) -> tuple[Placeholder, ...]:
    """Return what must be copied from a text, in order."""
    if not (_HINT.search(text) or "www." in text or "](" in text):
        return ()
    found = _PATTERN.finditer(text.translate(_DIGITS))
    return tuple(Placeholder(match.lastgroup or "", match[0], match.span()) for match in found)
