"""What large language models are asked, and what of their answers is the translation: shared by all that run them."""

from __future__ import annotations

from pipeline.translate.engines.prompts.answer import clean, find_candidate, is_sound, same_text, unwrap_format
from pipeline.translate.engines.prompts.prompt import build_prompt, language_name
from pipeline.translate.engines.prompts.template import (
    FIELDS,
    Template,
    find_template,
    read_templates,
    template_of_checkpoint,
    template_of_name,
)

__all__ = [
    "FIELDS",
    "Template",
    "build_prompt",
    "clean",
    "find_candidate",
    "find_template",
    "is_sound",
    "language_name",
    "read_templates",
    "same_text",
    "template_of_checkpoint",
    "template_of_name",
    "unwrap_format",
]
