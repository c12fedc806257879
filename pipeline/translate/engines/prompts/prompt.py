"""Fill a template with a request: the source, the languages, and what is context and not to be translated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.languages.locales import babel_locale
from pipeline.translate.engines.prompts.template import Template, fill, read_prompts
from pipeline.translate.engines.protocol import MARKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Direction, Request, Term

_MARK = re.compile("|".join(map(re.escape, MARKS)))
_CONTROL = re.compile(
    r"<(?=/?(?:text|context|source|target|translation|s|bos|eos|start_of_turn|end_of_turn|im_start|im_end)\b|\|)"
    r"|\[(?=/?INST\])",
    re.IGNORECASE,
)
"""Where a tag of our blocks, or a token with which models divide a talk, begins."""
_CLOSING = re.compile(r"\{source\}\s*([^\s{]+)")
_WORD = re.compile(r"[^\W_]+[:：]?")


def language_name(tag: str) -> str:
    """Return what a language is called in English, its region or script included: ``Portuguese (Brazil)``."""
    return babel_locale(tag).english_name or tag


def build_prompt(template: Template, request: Request, direction: Direction) -> str:
    """Return what the model is asked for one request."""
    source, previous = enclose(request.source, template.text), enclose(request.previous, template.text)
    mark = _MARK.search(request.source)
    return fill(
        template.text,
        {
            "source": source,
            "source_language": language_name(direction.source),
            "target_language": language_name(direction.target),
            "source_code": direction.source,
            "target_code": direction.target,
            "previous": _block("previous", previous),
            "terms": _block("terms", _rows(request.terms)),
            "marks": _block("marks", mark[0] if mark else ""),
        },
    )


def enclose(text: str, template: str) -> str:
    """Return a text that cannot end the block in which a template puts it.

    It becomes one line; control tokens, tags of blocks, and what closes the source in the template are broken up.
    """
    line = _CONTROL.sub(lambda found: f"{found[0]} ", " ".join(text.split()))
    found = _CLOSING.search(template)
    if found is None or _WORD.fullmatch(found[1]):  # then the end of the line closes it
        return line
    closing = found[1]
    return line.replace(closing, f"{closing[0]} {closing[1:]}" if closing[1:] else f"\\{closing}")


def _block(name: str, content: str) -> str:
    """Return a block and the empty line after it; nothing where there is nothing to say."""
    if not content:
        return ""
    return fill(read_prompts().blocks[name], {"text": content, "rows": content}) + "\n\n"


def _rows(terms: Sequence[Term]) -> str:
    words = read_prompts().rows
    return "\n".join(
        fill(words[term.rule.value], {"source": term.source, "targets": words["or"].join(term.targets)})
        for term in terms
    )
