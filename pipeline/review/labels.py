"""What the page says: in the language of its reader, through gettext catalogs beside this file."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from pipeline.editions.labels import Labels, labels_of, message, template_language
from pipeline.gate.problems import ProblemKind
from pipeline.languages.locales import babel_locale, language_of, tag_of
from pipeline.model import Role, Severity, State, Verdict
from pipeline.sources.readers.html_pages import PAGE_RULE

if TYPE_CHECKING:
    from starlette.requests import Request

ROOM = "pipeline.review"
COOKIE = "newsloc-interface"
"""Remembers the language that somebody chose."""

STATES = {
    State.MISSING: message("missing"),
    State.DRAFT: message("draft"),
    State.REVIEWED: message("reviewed"),
}
ROLES = {
    Role.HEADLINE: message("headline"),
    Role.STANDFIRST: message("standfirst"),
    Role.HEADING: message("heading"),
    Role.BODY: message("text"),
    Role.CAPTION: message("caption"),
    Role.QUOTE: message("quote"),
    Role.LIST: message("list"),
    Role.META: message("metadata"),
}
SEVERITIES = {
    Severity.ERROR: message("error"),
    Severity.WARNING: message("warning"),
    Severity.INFO: message("note"),
}
VERDICTS = {
    Verdict.KEEP: message("keep"),
    Verdict.REDO: message("redo"),
}
CHECKS = {
    name: name
    for name in (
        message("acronyms"),
        message("amounts"),
        message("bidi"),
        message("brackets"),
        message("dates"),
        message("hygiene"),
        message("judge"),
        message("length"),
        message("months"),
        message("names"),
        message("negation"),
        message("numbers"),
        message("orthography"),
        message("placeholders"),
        message("punctuation"),
        message("quotes"),
        message("reads-as"),
        message("repetition"),
        message("script"),
        message("spacing"),
        message("terms"),
        message("untranslated"),
        message("waiver"),
        message("wrong-language"),
    )
}
"""What the checks are called; their names are words of English."""
PROBLEMS = {
    ProblemKind.UNREADABLE: message("a file that cannot be read"),
    ProblemKind.MISSING: message("a catalog is missing"),
    ProblemKind.STALE: message("a catalog is out of step with its article"),
    ProblemKind.RENEW: message("a published translation is out of date"),
    ProblemKind.LOST: message("a unit is no longer reviewed"),
    ProblemKind.FINDING: message("an error in a reviewed unit"),
    ProblemKind.SHARE: message("coverage is below the limit"),
    ProblemKind.CHANGED: message("changed text is not reviewed"),
    ProblemKind.WARNING: message("a warning in a reviewed unit"),
    ProblemKind.ORPHAN: message("a catalog without an article"),
    ProblemKind.LETTERS: message("letters that cannot be read"),
    ProblemKind.HINT: message("a key that is not read"),
    ProblemKind.LEFT_OUT: message("lines are left out of an article"),
}
"""What heads the message of a problem, which names files and commands and is in the language of the code."""
RULES = {PAGE_RULE: message("outside the article")} | {
    name: name
    for name in (
        message("about-publisher"),
        message("advertisement"),
        message("app"),
        message("appeal"),
        message("byline"),
        message("cms"),
        message("comment"),
        message("comment-form"),
        message("contact"),
        message("contents"),
        message("cookie-notice"),
        message("copyright"),
        message("correction"),
        message("counts"),
        message("credits"),
        message("date"),
        message("feedback"),
        message("file-name"),
        message("follow-us"),
        message("initials"),
        message("mail"),
        message("newsletter"),
        message("paywall"),
        message("poll"),
        message("press-head"),
        message("print"),
        message("rating"),
        message("read-also"),
        message("reading-time"),
        message("related-links"),
        message("share-bar"),
        message("site-menu"),
        message("tags"),
        message("timestamp"),
        message("by-hand"),
    )
}
"""What the rules that leave texts out are called; the names of all others are words of English."""


def interface_languages() -> tuple[str, ...]:
    """Return the languages that the page speaks: that of its messages first."""
    folders = (folder.name for folder in files(ROOM).joinpath("locales").iterdir() if folder.is_dir())
    return (template_language(ROOM), *sorted(map(tag_of, folders)))


def choose_language(asked: str, accepted: str) -> str:
    """Return the language to speak: the one asked for, else the first that the browser accepts and the page has.

    :param accepted: the header ``Accept-Language``
    """
    known = interface_languages()
    wishes = (asked, *(part.partition(";")[0].strip() for part in accepted.split(",")))
    return next((language_of(wish) for wish in wishes if language_of(wish) in known), known[0])


def speak(language: str) -> Labels:
    """Return what the page says in a language."""
    return labels_of(language, ROOM)


def speech_of(request: Request) -> Labels:
    """Return what the page says to whoever sent a request."""
    asked = request.query_params.get("ui") or request.cookies.get(COOKIE, "")
    return speak(choose_language(asked, request.headers.get("accept-language", "")))


def own_name(tag: str) -> str:
    """Return a language's name in itself."""
    return str(babel_locale(tag).get_display_name() or tag)
