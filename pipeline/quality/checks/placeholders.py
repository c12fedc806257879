"""What must stand in the target as it stands in the source: addresses, document symbols, markup, placeholders."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from pipeline.languages.characters import characters
from pipeline.model import Finding, Message, Pair, Severity, phrase
from pipeline.sources.link_labels import find_lost_links
from pipeline.translate.placeholders import KIND_NAMES, Placeholder, find_placeholders

_MARKUP = frozenset("*_~[<`")
_LOOSE_MARK = "loose mark"
_LOOSE = re.compile(r"(?<!\()[*`](?!\))|\]\(")
"""Marks that readers see, since they belong to nothing."""
_EDGE = re.compile(r"^\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}$")
"""Marks where the emphasis of several sentences begins or ends."""
_TAGS = "tags"
SEEN = {
    "em_open": "emphasis",
    "strong_open": "strong emphasis",
    "s_open": "strikethrough",
    "link_open": "link",
    "image": "image",
    _TAGS: "tag pair",
}
"""What a reader sees, by the parser's token, and pairs of tags."""
_TYPE = re.compile(r"</?(?:sup|sub|bdi|wbr|nobr|small)\b[^<>]*>")
"""Tags that a language may need and another not: 1<sup>er</sup>."""
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)(?:\s[^<>]*?)?(?<!/)>")


class PlaceholdersCheck:
    """Compares what must be copied in both texts."""

    name = "placeholders"
    title = "Links, symbols and placeholders"
    explanation = (
        "Web and e-mail addresses, account names, hashtags, document symbols (A/RES/71/248), markup and placeholders "
        "such as {name} must stand in the translation exactly as in the source, and as often; links, emphasis and tags "
        "must open before they close."
    )

    def find(self, pair: Pair) -> Iterator[Finding]:
        """Yield what is missing from the target, then what it has too much; else the markup in it that is broken."""
        yield from self._lost_links(pair)
        source, target = find_placeholders(pair.source), find_placeholders(pair.target)
        if not source and not target:
            yield from self._broken(pair)
            return
        missing, added = list(_surplus(source, target)), list(_surplus(target, source))
        renamed = min(_hashtags(missing), _hashtags(added))
        yield from self._missing([item for item in missing if not _is_kept(item, pair.target)], renamed)
        yield from self._added([item for item in added if not _is_kept(item, pair.source)], renamed)
        if not missing and not added:
            yield from self._broken(pair)

    def _lost_links(self, pair: Pair) -> Iterator[Finding]:
        for label, span in find_lost_links(pair.source, pair.target, pair.link_labels):
            said = phrase(
                "the link [{label}] is lost; write its text in the translation as [text][{label}]", label=label
            )
            yield Finding(check=self.name, severity=Severity.ERROR, said=said, source_span=span)

    def _missing(self, items: Sequence[Placeholder], renamed: int) -> Iterator[Finding]:
        for item in items:
            kind, text, severity = phrase(KIND_NAMES[item.kind]), item.text, Severity.ERROR
            said = phrase('the {kind} "{text}" is missing; copy it from the source', kind=kind, text=text)
            if item.kind == "entity":
                continue  # the character itself is better
            if item.kind == "hashtag" and renamed:
                # Readers of another language may gather under another hashtag: that is for an editor to tell.
                renamed -= 1
                said, severity = (
                    phrase('the hashtag "{text}" became another one; check it', text=text),
                    Severity.WARNING,
                )
            yield Finding(check=self.name, severity=severity, said=said, source_span=item.span)

    def _added(self, items: Sequence[Placeholder], renamed: int) -> Iterator[Finding]:
        for item in items:
            if item.kind == "hashtag" and renamed:
                renamed -= 1
                continue
            text, severity = item.text, Severity.ERROR
            said = phrase(
                'the {kind} "{text}" is not in the source; remove it', kind=phrase(KIND_NAMES[item.kind]), text=text
            )
            if item.kind == "entity":
                said = phrase('the HTML entity "{text}" is not in the source; write the character itself', text=text)
                severity = Severity.WARNING
            yield Finding(check=self.name, severity=severity, said=said, target_span=item.span)

    def _broken(self, pair: Pair) -> Iterator[Finding]:
        """Yield markup that works in only one of the texts although both have its parts."""
        if _MARKUP.isdisjoint(characters(pair.target)) and _MARKUP.isdisjoint(characters(pair.source)):
            return
        source, target = _structure(pair.source), _structure(pair.target)
        for name, count in (source - target).items():
            if name == _LOOSE_MARK:
                yield from self._lost_edges(pair)
                continue
            said = phrase(
                "the {markup} of the source is broken here; write its marks as the source has them",
                markup=_counted(name, count),
            )
            yield Finding(check=self.name, severity=Severity.ERROR, said=said)
        for name, count in (target - source).items():
            markup = _counted(name, count)
            said = phrase("the {markup} here is not in the source; remove its marks", markup=markup)
            yield Finding(check=self.name, severity=Severity.ERROR, said=said)

    def _lost_edges(self, pair: Pair) -> Iterator[Finding]:
        """Yield the marks of emphasis over several sentences, which a target must have where it begins and ends."""
        for mark in _edges(pair.source) - _edges(pair.target):
            said = phrase(
                'the mark "{mark}" of the source is missing; without it the emphasis of several sentences is lost:'
                " write it as the source has it",
                mark=mark,
            )
            yield Finding(check=self.name, severity=Severity.ERROR, said=said)


def _edges(text: str) -> Counter[str]:
    return Counter(_EDGE.findall(text.strip()))


def _is_kept(item: Placeholder, other: str) -> bool:
    """Tell whether a mark is a matter of style: code that the other text quotes otherwise, 1<sup>er</sup>."""
    if item.kind == "code":
        return item.text not in other and item.text.strip("`") in other
    return _TYPE.fullmatch(item.text) is not None


def _hashtags(items: Sequence[Placeholder]) -> int:
    return sum(item.kind == "hashtag" for item in items)


def _counted(name: str, count: int) -> Message:
    return phrase(name) if count == 1 else phrase("{name} ({count} times)", name=phrase(name), count=str(count))


def _structure(text: str) -> Counter[str]:
    """Count what readers will see of a text's markup: emphasis, links, images, and pairs of tags."""
    if _MARKUP.isdisjoint(characters(text)):
        return Counter()
    names: Counter[str] = Counter()
    for token in _inline(text):
        names[SEEN.get(token.type, "")] += token.type in SEEN
        names[_LOOSE_MARK] += len(_LOOSE.findall(token.content)) if token.type == "text" else 0
    names[SEEN[_TAGS]] = _tag_pairs(text)
    return +names


def _inline(text: str) -> Iterator[Any]:
    for token in _parser().parseInline(text):
        yield from token.children or ()


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("strikethrough")


def _tag_pairs(text: str) -> int:
    """Count the tags that are closed after they were opened, well nested."""
    opened: list[str] = []
    pairs = 0
    for match in _TAG.finditer(text):
        name = match[2].lower()
        if not match[1]:
            opened.append(name)
        elif name in opened:
            while opened.pop() != name:
                pass  # tags such as <br> have no end
            pairs += 1
    return pairs


def _surplus(items: tuple[Placeholder, ...], others: tuple[Placeholder, ...]) -> Iterator[Placeholder]:
    left = Counter(other.key for other in others)
    for item in items:
        if left[item.key]:
            left[item.key] -= 1
        else:
            yield item
