"""What must stand in the target as it stands in the source: addresses, document symbols, markup, placeholders."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import Finding, Pair, Severity, Span

_KINDS: tuple[tuple[str, str, str], ...] = (
    # name in the pattern, name in the message, pattern; the first that matches at a place wins
    ("code", "code", r"`[^`\n]+`"),
    ("link", "link address", r"(?<=\]\()[^()\s]+(?=\))"),
    ("tag", "tag", r"</?[A-Za-z][^<>\n]*>"),
    ("entity", "HTML entity", r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});"),
    ("url", "web address", r"(?:https?://|www\.)[^\s<>\"'«»“”()\[\]،؛؟]*[^\s<>\"'«»“”()\[\]،؛؟.,;:!?*`]"),
    ("email", "e-mail address", r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    ("handle", "account name", r"(?<![\w@/.])@[A-Za-z_]\w+"),
    (
        "symbol",
        "document symbol",
        r"(?<![\w/])(?=[\w./()\-]{0,80}\d)[A-Z][A-Za-z]{0,7}(?:/[A-Z0-9][A-Za-z0-9.()\-]*)+(?<![.(\-])",
    ),
    ("brace", "placeholder", r"\$?\{\{?[A-Za-z_0-9][\w.]*\}?\}"),
    ("printf", "placeholder", r"(?<![\d\w%])%(?:\([A-Za-z_]\w*\))?[-+0#]?\d*(?:\.\d+)?[sdifuxXeEgGc](?![A-Za-z])"),
    ("bold", "bold mark", r"\*\*"),
)
_PATTERN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, _, pattern in _KINDS), re.ASCII)
_NAMES = {name: message for name, message, _ in _KINDS}
# re.ASCII keeps \w from running into Arabic letters, but Arabic-Indic digits may stand in symbols.
_DIGITS = {code: str(unicodedata.decimal(chr(code))) for code in (*range(0x660, 0x66A), *range(0x6F0, 0x6FA))}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One thing that is copied, not translated."""

    kind: str
    text: str
    span: Span


def find_placeholders(text: str) -> Iterator[Placeholder]:
    """Yield what must be copied from a text, in order."""
    for match in _PATTERN.finditer(text.translate(_DIGITS)):
        yield Placeholder(match.lastgroup or "", match[0], match.span())


class Placeholders:
    """Compares what must be copied in both texts."""

    name = "placeholders"
    title = "Links, symbols and placeholders"
    explanation = (
        "Web and e-mail addresses, account names, document symbols (A/RES/71/248), markup and placeholders such as "
        "{name} must stand in the translation exactly as in the source, and as often."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield what is missing from the target, then what it has too much."""
        source, target = tuple(find_placeholders(pair.source)), tuple(find_placeholders(pair.target))
        for item in _surplus(source, target):
            if item.kind == "entity":
                continue  # the character itself is better
            message = f'the {_NAMES[item.kind]} "{item.text}" is missing; copy it from the source'
            yield Finding(check=self.name, severity=Severity.ERROR, message=message, source_span=item.span)
        for item in _surplus(target, source):
            entity = item.kind == "entity"
            advice = "write the character itself" if entity else "remove it"
            message = f'the {_NAMES[item.kind]} "{item.text}" is not in the source; {advice}'
            severity = Severity.WARNING if entity else Severity.ERROR
            yield Finding(check=self.name, severity=severity, message=message, target_span=item.span)


def _surplus(items: tuple[Placeholder, ...], others: tuple[Placeholder, ...]) -> Iterator[Placeholder]:
    left = Counter((other.kind, other.text) for other in others)
    for item in items:
        key = (item.kind, item.text)
        if left[key]:
            left[key] -= 1
        else:
            yield item
