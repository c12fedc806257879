"""YAML front matter: what an article declares about itself, and which of it is translated."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from pipeline.errors import ConfigError, SourceError, brief
from pipeline.model import Block, Encoding, Hint, Metadata, Role, Skip, Status, Translate
from pipeline.sources.readers.front_matter_keys import ALIASES, KEYS, VALUES, suggest_key
from pipeline.sources.readers.skeleton import FENCES, is_translatable, skips, split_lines

if TYPE_CHECKING:
    from yaml import YAMLError
    from yaml.nodes import Node, ScalarNode

_FENCE = "---"
_SURROGATE = re.compile("[\ud800-\udfff]")
_ROLES = {"title": Role.HEADLINE, "standfirst": Role.STANDFIRST, "correction": Role.META}
_LISTS = frozenset({"author", "tags"})
"""Keys that take a list in brackets too."""
_IN_QUOTE = "while scanning a quoted scalar"
"""What PyYAML was at when a text ended before its quote."""
_NULL = "tag:yaml.org,2002:null"
TRANSLATED = ("title", "standfirst", "correction")
"""The keys whose values are translated, unless the settings say otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What stands before the body: metadata, blocks, and how many lines they take (0 without front matter).

    ``hints`` are the keys that may be misspelled.
    """

    metadata: Metadata = field(default_factory=Metadata)
    blocks: tuple[Block, ...] = ()
    lines: int = 0
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyValue:
    """One key with its value; offsets count in the YAML text, ``line`` in the file."""

    key: str
    name: str
    """The key that it means: ``language`` for ``lang``."""
    value: Node
    start: int
    line: int


def read_front_matter(text: str, path: str, translated: Collection[str] = TRANSLATED) -> FrontMatter:
    """Return the front matter of a file; empty if its first line is not ``---``, or a mere rule.

    ``translated`` are the keys whose values are translated; ``image.alt`` is ``alt`` below ``image``.

    :raises SourceError: if the YAML is broken or a value is not what its key needs
    """
    lines = split_lines(text) if text.startswith(_FENCE) else []
    end = _closing_line(lines)
    if end is None:
        if _opens(lines):
            _fail(path, 1, "the front matter is not closed; add a line --- after it")
        return FrontMatter()
    body = "".join(lines[1:end])
    pairs = _pairs(body, path)
    metadata = _metadata(pairs, path)  # first, because it refuses values that are no texts
    wanted = frozenset(ALIASES.get(key, key) for key in translated)
    blocks = [Skip(raw=lines[0], line=1), *_blocks(body, pairs, wanted), Skip(raw=lines[end], line=end + 1)]
    return FrontMatter(metadata=metadata, blocks=tuple(blocks), lines=end + 1, hints=_hints(pairs, wanted))


def _closing_line(lines: Sequence[str]) -> int | None:
    """Return the index of the line that closes the front matter, if there is any."""
    if not lines or lines[0].rstrip() != _FENCE:
        return None
    return next((index for index, line in enumerate(lines) if index and line.rstrip() in FENCES), None)


def _opens(lines: Sequence[str]) -> bool:
    """Tell whether a file begins with a fence and a known key, so that a missing end is a mistake."""
    return len(lines) > 1 and lines[0].rstrip() == _FENCE and lines[1].partition(":")[0] in KEYS and ":" in lines[1]


def _pairs(body: str, path: str) -> list[KeyValue]:
    """Return the known keys and all others in order, checked."""
    root = _compose(body, path)
    pairs: list[KeyValue] = []
    for key, value in root:
        line = key.start_mark.line + 2
        name = _name(key.value, path, line)
        if name in KEYS and any(pair.name == name for pair in pairs):
            _fail(path, line, f'"{key.value}" says again what another line said; keep one of them')
        if any(_SURROGATE.search(node.value) for _, node in _scalars(value, name)):
            _fail(path, line, f'"{brief(key.value)}" holds half a character, such as \\ud800; write the whole one')
        pairs.append(KeyValue(key=key.value, name=name, value=value, start=key.start_mark.index, line=line))
    return pairs


def _compose(body: str, path: str) -> list[tuple[ScalarNode, Node]]:
    """Return the top-level keys and values of YAML, as nodes that know their place."""
    import yaml

    try:
        root = yaml.compose(body, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        _refuse_open_quote(error, body, path)
        mark = getattr(error, "problem_mark", None)
        # A character that YAML forbids comes without a mark, but with its position.
        line = mark.line if mark else body.count("\n", 0, getattr(error, "position", 0) or 0)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not readable"
        advice = 'put a value that contains ": ", " #" or a leading quote between double quotes'
        raise SourceError(f"{path}:{line + 2}: the front matter is not valid YAML ({problem}); {advice}") from error
    except RecursionError:
        _fail(path, 2, 'the front matter is nested too deeply; it needs one "key: value" a line')
    if root is None:
        return []
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        _fail(path, 2, 'the front matter needs one "key: value" a line; without front matter, remove the first ---')
    for key, _ in root.value:
        if not isinstance(key, yaml.ScalarNode):
            _fail(path, key.start_mark.line + 2, "a key of the front matter is not a word; write one such as title")
    return list(root.value)


def _refuse_open_quote(error: YAMLError, body: str, path: str) -> None:
    """Say which quote is not closed, where that is the error."""
    start = getattr(error, "context_mark", None)
    if start and getattr(error, "context", None) == _IN_QUOTE:
        quote = body[start.index]
        advice = f"write {quote} at the end of the value, too"
        raise SourceError(f"{path}:{start.line + 2}: the quote {quote} is not closed; {advice}") from error


def _name(key: str, path: str, line: int) -> str:
    """Return what a key means; keys that newsloc does not know mean themselves."""
    if key not in KEYS and key.lower() in KEYS:
        _fail(path, line, f'"{key}" is not read; write {key.lower()} in small letters')
    return ALIASES.get(key, key)


def _hints(pairs: Sequence[KeyValue], wanted: Collection[str]) -> tuple[Hint, ...]:
    """Ask about the keys that may be misspelled; not about those whose values are translated."""
    present = {pair.name for pair in pairs}
    declared = next((pair.value.value for pair in pairs if pair.name == "language"), "")
    asked = ((pair, suggest_key(pair.key, present, declared)) for pair in pairs if pair.name not in wanted)
    return tuple(
        Hint(line=pair.line, message=f'"{brief(pair.key)}" is not read; did you mean {meant}?')
        for pair, meant in asked
        if meant
    )


def _blocks(body: str, pairs: Sequence[KeyValue], wanted: Collection[str]) -> list[Block]:
    """Return the YAML text as blocks: one for each known key or translated value, skeleton between."""
    blocks: list[Block] = []
    position = 0
    for pair in pairs:
        values = [value for name, value in _scalars(pair.value, pair.name) if name in wanted]
        if pair.name not in KEYS and not values:
            continue
        end = _end_of_line(body, _value_end(body, pair))
        blocks += skips(split_lines(body[position : pair.start]), _line_at(body, position))
        blocks += _read_pair(body[pair.start : end], pair, values)
        position = end
    return blocks + skips(split_lines(body[position:]), _line_at(body, position))


def _scalars(root: Node, name: str) -> Iterator[tuple[str, ScalarNode]]:
    """Yield the texts below a key in order, each with its key or ``outer.inner`` keys; items of lists have the list's.

    What an alias repeats is not gone into again: a few lines of aliases can stand for billions of values.
    """
    from yaml.nodes import MappingNode, ScalarNode, SequenceNode

    seen: set[int] = set()
    waiting = [(name, root)]
    while waiting:
        name, node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, ScalarNode):
            yield name, node
        elif isinstance(node, SequenceNode):
            waiting += ((name, item) for item in reversed(node.value))
        elif isinstance(node, MappingNode):
            waiting += ((f"{name}.{key.value}", value) for key, value in reversed(node.value))


def _read_pair(raw: str, pair: KeyValue, values: Sequence[ScalarNode]) -> Iterator[Block]:
    """Yield the lines of a key: a block for each value to translate, or one skeleton block."""
    position, line = 0, pair.line
    places = [place for place in (_place(raw, pair, value) for value in values) if place]
    for index, (value, start, end) in enumerate(places):
        # An alias points to text above; an empty value has nothing to translate.
        if start <= position or end <= start or not is_translatable(value.value):
            continue
        last = not any(is_translatable(other.value) for other, _, _ in places[index + 1 :])
        stop = len(raw) if last else end
        yield Translate(
            raw=raw[position:stop],
            text=value.value,
            role=_ROLES.get(pair.name, Role.META),
            line=line,
            prefix=raw[position:start],
            suffix=raw[end:stop],
            encoding=Encoding.YAML,
        )
        position, line = stop, line + len(split_lines(raw[position:stop] + "|")) - 1
    if position < len(raw):
        yield Skip(raw=raw[position:], line=line)


def _place(raw: str, pair: KeyValue, value: ScalarNode) -> tuple[ScalarNode, int, int] | None:
    """Return where a value stands in its key's lines, whitespace after it left out; None where an alias points up."""
    start = value.start_mark.index - pair.start
    end = value.end_mark.index - pair.start
    return (value, start, start + len(raw[start:end].rstrip())) if start > 0 else None


def _line_at(body: str, offset: int) -> int:
    """Return the number in the file of the line at an offset of its YAML text."""
    return len(split_lines(body[:offset] + "|")) + 1


def _value_end(body: str, pair: KeyValue) -> int:
    """Return where a value ends, whitespace after it left out (a block scalar's node ends in the next line)."""
    value_end = max(pair.value.end_mark.index, pair.start)
    return pair.start + len(body[pair.start : value_end].rstrip())


def _end_of_line(body: str, offset: int) -> int:
    """Return the offset after the line end that follows an offset."""
    rest = split_lines(body[offset:])
    return offset + len(rest[0]) if rest else offset


def _metadata(pairs: Sequence[KeyValue], path: str) -> Metadata:
    """Return what the pairs declare; a kill outdoes whatever ``status`` says."""
    declared = {pair.name: _value(pair, path) for pair in pairs if pair.name in KEYS and pair.value.tag != _NULL}
    declared.pop("standfirst", None)  # a block, and nothing else
    if declared.pop("kill", False):
        declared["status"] = Status.CANCELED
    return Metadata(**declared)


def _value(pair: KeyValue, path: str) -> Any:
    """Return what a key declares: of a list its members, joined by commas but for those of ``tags``.

    The text, not YAML's idea of it: ``language: no`` is Norwegian, and not false.
    """
    from yaml.nodes import ScalarNode, SequenceNode

    listed = pair.name in _LISTS and isinstance(pair.value, SequenceNode)
    nodes = pair.value.value if listed else [pair.value]
    if not all(isinstance(node, ScalarNode) for node in nodes):
        _fail(path, pair.line, f'"{pair.key}" is not a text; write it as {pair.key}: "..." on one line')
    texts = [str(node.value) for node in nodes]
    if pair.name == "tags":
        members = texts if listed else re.split("[,،]", texts[0])
        return tuple(filter(None, map(str.strip, members)))
    text = ", ".join(texts)
    try:
        return VALUES[pair.name](text.strip()) if pair.name in VALUES else text
    except ConfigError as error:
        raise SourceError(f"{path}:{pair.line}: {error}") from error


def _fail(path: str, line: int, message: str) -> NoReturn:
    """Raise the error about one line."""
    raise SourceError(f"{path}:{line}: {message}")
