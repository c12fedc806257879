"""The templates of the page: filled in with values, in the language of the reader."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from markupsafe import Markup, escape

from pipeline.editions.house_style import Style, format_number, format_percent
from pipeline.editions.labels import Labels, labels_of, language_name, template_language
from pipeline.languages.locales import direction
from pipeline.model import Severity
from pipeline.review import labels as words
from pipeline.review.article import ArticleView
from pipeline.review.article_row import FLAGS
from pipeline.review.messages import ROOM as FINDINGS
from pipeline.review.messages import write_message
from pipeline.review.opened import KILLED
from pipeline.review.overview import shares

if TYPE_CHECKING:
    from jinja2 import Environment

_STYLE = Style()
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
"""The blocks of Unicode for scripts that run from right to left."""
_TAG = re.compile(r"(</?[A-Za-z][^<>]*>)")
_QUOTED = re.compile(rf"""("[^"]*"|“[^”]*”|[{_RIGHT_TO_LEFT}]+(?:\s+[{_RIGHT_TO_LEFT}]+)*)""")


def render(name: str, speech: Labels, **values: Any) -> str:
    """Fill in a template.

    :param speech: what the page says, in its reader's language
    """
    values = {
        "inline": "",
        "who": "",
        "interface": words.interface_languages(),
        "tool": template_language(words.ROOM),
        **values,
    }
    return _environment().get_template(name).render(ui=speech, say=speech.say, **_said(speech), **values)


def _said(speech: Labels) -> dict[str, Any]:
    """Return the functions by which templates speak."""

    def count(one: str, many: str, number: int, **values: str) -> str:
        return speech.count(one, many, number, _STYLE, **values) or number_of(0)

    def number_of(value: int) -> str:
        return _format_number(value, speech.language)

    def name(tag: str) -> str:
        return language_name(tag, speech.language)

    def percent(share: float) -> str:
        return format_percent(int(round(100 * share, 6)), speech.language, _STYLE)

    def from_table(table: dict[Any, str], key: Any) -> str:
        return speech.say(table[key])

    def check_name(check: str) -> str:
        return speech.say(words.CHECKS.get(check, check))

    return {
        "count": count,
        "number_of": number_of,
        "name": name,
        "percent": percent,
        "word": from_table,
        "check_name": check_name,
    }


@lru_cache(4096)
def _format_number(value: int, language: str) -> str:
    """Write a number as a language does: Babel takes longer than the rest of a line."""
    return format_number(value, language, _STYLE)


@cache
def read_static(name: str) -> str:
    """Return a file of the page."""
    return files("pipeline.review").joinpath("static", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pipeline.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        STATES=words.STATES,
        ROLES=words.ROLES,
        SEVERITIES=words.SEVERITIES,
        VERDICTS=words.VERDICTS,
        RULES=words.RULES,
        FLAGS=FLAGS,
        PROBLEMS=words.PROBLEMS,
        KILLED=KILLED,
        direction=direction,
        own_name=words.own_name,
        shares=shares,
        wished=wished,
        Severity=Severity,
    )
    environment.filters["isolate"] = isolate_quotes
    environment.filters["isolate_tags"] = isolate_tags
    environment.filters["write"] = write_message
    return environment


def load_all() -> None:
    """Read every template and catalog of the page, so that another version installed meanwhile changes nothing."""
    for name in _environment().list_templates(extensions=["j2"]):
        _environment().get_template(name)
    for language in words.interface_languages():
        words.speak(language)
        labels_of(language, FINDINGS)


def isolate_tags(text: str) -> Markup:
    """Return a text as HTML in which each tag stands from left to right, whatever the direction of the text."""
    parts = _TAG.split(text)
    return Markup("").join(
        Markup('<bdi dir="ltr">{}</bdi>').format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )


def wished(view: ArticleView, **other: str | int) -> str:
    """Return the query of what an article's page shows, but for what is another."""
    wish = {"show": view.wish.show, "sort": view.wish.sort, "score": view.wish.least}
    return urlencode({**wish, **other})


def isolate_quotes(text: str) -> Markup:
    """Return a message as HTML; what it quotes, and what runs from right to left, turns no direction of the rest."""
    parts = _QUOTED.split(text)
    return Markup("").join(
        Markup("<bdi>{}</bdi>").format(part) if index % 2 else escape(part) for index, part in enumerate(parts)
    )
