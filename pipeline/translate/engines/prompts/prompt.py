"""Fill a template with a request: the source, the languages, and what is context and not to be translated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.languages.locales import babel_locale
from pipeline.translate.engines.prompts.template import Blocks, Template, fill, read_blocks
from pipeline.translate.engines.protocol import MARKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Direction, Request, Term

_MARK = re.compile("|".join(map(re.escape, MARKS)))


def language_name(tag: str) -> str:
    """Return what a language is called in English, its region or script included: ``Portuguese (Brazil)``."""
    return babel_locale(tag).get_display_name("en") or tag


def build_prompt(template: Template, request: Request, direction: Direction) -> str:
    """Return what the model is asked for one request."""
    words = read_blocks()
    mark = _MARK.search(request.source)
    return template.fill(
        {
            "source": request.source,
            "source_language": language_name(direction.source),
            "target_language": language_name(direction.target),
            "source_code": direction.source,
            "target_code": direction.target,
            "previous": _block(words, "previous", request.previous),
            "terms": _block(words, "terms", _rows(words, request.terms)),
            "marks": _block(words, "marks", mark[0] if mark else ""),
        }
    )


def _block(words: Blocks, name: str, content: str) -> str:
    """Return a block and the empty line after it; nothing where there is nothing to say."""
    if not content:
        return ""
    return fill(words.blocks[name], {"text": content, "rows": content}) + "\n\n"


def _rows(words: Blocks, terms: Sequence[Term]) -> str:
    return "\n".join(
        fill(words.rows[term.rule.value], {"source": term.source, "targets": words.rows["or"].join(term.targets)})
        for term in terms
    )
