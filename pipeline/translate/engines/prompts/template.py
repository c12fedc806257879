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
        read = read_prompts()
        context = {"blocks": read.blocks, "rows": read.rows}
        content = msgspec.json.encode((self.kind, self.text, sorted(self.options.items()), context))
        return f"{self.name}-{hashlib.sha256(content).hexdigest()[:6]}"

    def fits(self, name: str) -> bool:
        """Tell whether a model's name or type is one that the template is made for."""
        return any(re.search(pattern, name.lower()) for pattern in self.models)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptFile:
    """The packaged templates, in the order in which they are tried, and how context is worded in them.

    Context is the sentence before, rows of the glossary, and marks.
    """

    template: tuple[Template, ...]
    blocks: Mapping[str, str]
    rows: Mapping[str, str]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with *values* in place of the names in braces; braces in values are left alone."""
    return _FIELD.sub(lambda found: values[found[1]], text)


@cache
def read_prompts() -> PromptFile:
    """Return what ``templates.toml`` holds."""
    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), PromptFile)


def find_template(wanted: str) -> Template:
    """Return the packaged template of that name, or one made of a text.

    :raises EngineError: if it is neither, or the text has an unknown field
    """
    packaged = {template.name: template for template in read_prompts().template}
    if wanted in packaged:
        return packaged[wanted]
    unknown = [name for name in _FIELD.findall(wanted) if name not in FIELDS]
    if unknown:
        fields = ", ".join(f"{{{name}}}" for name in FIELDS)
        raise EngineError(f"template: there is no {{{unknown[0]}}}; the fields are {fields}")
    if "{source}" not in wanted:
        short = shorten(wanted.strip().partition("\n")[0], 40)
        raise EngineError(f'template: "{short}" is none of {", ".join(packaged)}, and no text with {{source}} in it')
    return Template(name=OWN, kind="chat", text=wanted)


def template_of_name(model: str) -> Template:
    """Return the template for a model that a server calls by this name."""
    return next(
        (template for template in read_prompts().template if template.fits(model)), find_template("instruction")
    )


def template_of_checkpoint(model: str, kind: str, chat_template: str | None) -> Template:
    """Return the template for a checkpoint, by its name, its model type and its own chat template."""
    if not chat_template:
        return find_template("completion")
    if "source_lang_code" in chat_template:
        return find_template("translategemma")
    fitting = (
        template
        for template in read_prompts().template
        if template.kind == "chat" and template.only is None and (template.fits(model) or template.fits(kind))
    )
    return next(fitting, find_template("instruction"))
