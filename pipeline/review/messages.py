"""What the checks say, in the language of the page's reader, through the catalogs beside the checks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from markupsafe import Markup, escape

from pipeline.editions.labels import labels_of, template_language
from pipeline.languages.locales import babel_locale
from pipeline.model import Message

ROOM = "pipeline.quality"


def write_message(message: Message, language: str) -> Markup:
    """Return a message in a language as HTML; no text that it quotes turns the direction of the rest."""
    values = {
        name: write_message(value, language) if isinstance(value, Message) else Markup("<bdi>{}</bdi>").format(value)
        for name, value in message.values
    }
    text = escape(_translate(message.template, language))
    return text.format(**values) if values else text


def _translate(template: str, language: str) -> str:
    """Return a template in a language; one that is the name of a language or a script has it from CLDR."""
    said = labels_of(language, ROOM).catalog.gettext(template)
    return _names_in(language).get(template, said) if said == template else said


@cache
def _names_in(language: str) -> Mapping[str, str]:
    """Return the names of scripts and languages in a language, by those in the language of the templates."""
    own, other = babel_locale(template_language(ROOM)), babel_locale(language)
    tables = (own.scripts, other.scripts), (own.languages, other.languages)
    return {name: theirs[code] for ours, theirs in tables for code, name in ours.items() if code in theirs}
