"""Prompt templates, from the package or the settings, and the choice of a template for a model."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.errors import EngineError, shorten

FILE = Path(__file__).with_name("templates.toml")
FIELDS = (
    "source",
    "source_language",
    "target_language",
    "source_code",
    "target_code",
    "terms",
    "previous",
    "marks",
)
"""What a template may have in braces."""
OWN = "own"
"""The name of a template that the settings give as a text."""
_FIELD = re.compile(r"\{([A-Za-z_]+)\}")
Kind = Literal["chat", "completion", "codes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One way to ask a model for a translation; ``templates.toml`` explains the fields."""

    name: str
    kind: Kind
    text: str
    models: tuple[str, ...] = ()
    only: Literal["endpoint"] | None = None
    options: Mapping[str, bool | str] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """Name, and a short digest that changes with what the model is asked."""
        content = msgspec.json.encode((self.kind, self.text, sorted(self.options.items()), read_blocks()))
        return f"{self.name}-{hashlib.sha256(content).hexdigest()[:6]}"

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with *values* in place of the fields; braces in values are left alone."""
        return fill(self.text, values)

    def fits(self, name: str) -> bool:
        """Tell whether a model's name or type is one that the template is made for."""
        return any(re.search(pattern, name.lower()) for pattern in self.models)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextBlocks:
    """How context is worded: the sentence before, glossary rows, marks."""

    blocks: Mapping[str, str]
    rows: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    template: tuple[Template, ...]
    blocks: Mapping[str, str]
    rows: Mapping[str, str]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with *values* in place of the names in braces; braces in values are left alone."""
    return _FIELD.sub(lambda found: values[found[1]], text)


@cache
def _read() -> _File:
    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), _File)


def read_templates() -> tuple[Template, ...]:
    """Return the packaged templates, in the order in which they are tried."""
    return _read().template


@cache
def read_blocks() -> ContextBlocks:
    """Return the wording of context."""
    return ContextBlocks(blocks=_read().blocks, rows=_read().rows)


def find_template(wanted: str) -> Template:
    """Return the packaged template of that name, or one made of a text.

    :raises EngineError: if it is neither, or the text has an unknown field
    """
    for template in read_templates():
        if template.name == wanted:
            return template
    unknown = [name for name in _FIELD.findall(wanted) if name not in FIELDS]
    names = ", ".join(template.name for template in read_templates())
    if unknown:
        fields = ", ".join(f"{{{name}}}" for name in FIELDS)
        raise EngineError(f"template: there is no {{{unknown[0]}}}; the fields are {fields}")
    if "{source}" not in wanted:
        raise EngineError(f'template: "{_short(wanted)}" is none of {names}, and no text with {{source}} in it')
    return Template(name=OWN, kind="chat", text=wanted)


def _short(text: str) -> str:
    return shorten(text.strip().partition("\n")[0], 40)


def template_of_name(model: str) -> Template:
    """Return the template for a model that a server calls by this name."""
    return next((template for template in read_templates() if template.fits(model)), _named("instruction"))


def template_of_checkpoint(model: str, kind: str, chat_template: str | None) -> Template:
    """Return the template for a checkpoint, by its name, its model type and its own chat template."""
    if not chat_template:
        return _named("completion")
    if "source_lang_code" in chat_template:
        return _named("translategemma")
    fitting = (
        template
        for template in read_templates()
        if template.kind == "chat" and template.only is None and (template.fits(model) or template.fits(kind))
    )
    return next(fitting, _named("instruction"))


def _named(name: str) -> Template:
    return next(template for template in read_templates() if template.name == name)
