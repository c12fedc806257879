"""What an edition says itself, in its own language, through gettext catalogs: a new language is a new catalog.

The catalogs lie in ``locales/<language>/LC_MESSAGES/newsloc.po``; ``newsloc.pot`` is the template, whose own language
serves where there is no catalog. Numbers and names of languages come from CLDR, in the language of the catalog.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.editions.edition import Edition, Origin
from pipeline.editions.house_style import Style, format_number
from pipeline.languages.locales import babel_locale, direction, gettext_name, language_of

if TYPE_CHECKING:
    from polib import POFile

_TEMPLATE = "newsloc.pot"
_CATALOG = "LC_MESSAGES/newsloc.po"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The messages of one language; ``language`` is the tag of what they are written in."""

    language: str
    catalog: NullTranslations

    @property
    def direction(self) -> str:
        """Return ``rtl`` or ``ltr``."""
        return direction(self.language)

    def say(self, message: str, **values: str) -> str:
        """Return a message, with values in the place of their names in braces."""
        return self.catalog.gettext(message).format(**values)

    def count(self, one: str, many: str, number: int, style: Style, **values: str) -> str:
        """Return the form of a counting message for a number, which is written as the language does; empty for none."""
        if not number:
            return ""
        message = self.catalog.ngettext(one, many, number)
        return message.format(n=format_number(number, self.language, style), **values)


def message(text: str) -> str:
    """Mark a text as a message that is said elsewhere."""
    return text


PREVIEW = message("Preview: not for publication")
WITHDRAWN = message("This article has been withdrawn. Do not publish it or rely on it.")
"""The notice in the place of a withdrawn article: it repeats nothing of it."""


_CHANGED = message("The original has changed since; this translation is being renewed.")
_CORRECTED = message("The original has been corrected since; this translation is being renewed.")

OWN = "pipeline.editions"
"""The room whose catalogs hold what editions say."""


@cache
def labels_of(tag: str, room: str = OWN) -> Labels:
    """Return the labels of a language; those of the template's language where it has no catalog.

    :param room: the package whose ``locales`` hold the catalogs
    """
    for name in (tag, language_of(tag)):
        path = _folder(room).joinpath(f"{gettext_name(name)}/{_CATALOG}")
        if path.is_file():
            return Labels(language=tag, catalog=GNUTranslations(BytesIO(_parse(path).to_binary())))
    own = template_language(room)
    return Labels(language=tag if language_of(tag) == own else own, catalog=NullTranslations())


@cache
def template_language(room: str = OWN) -> str:
    """Return the language in which the messages are written in the code."""
    return str(_parse(_folder(room).joinpath(_TEMPLATE)).metadata["Language"])


def _folder(room: str) -> Traversable:
    return files(room).joinpath("locales")


def _parse(path: Traversable) -> POFile:
    import polib

    return polib.pofile(path.read_text(encoding="utf-8"))


def standing(edition: Edition) -> str:
    """Say what of a translated edition a machine wrote, what stands in the original language, and what is left out.

    The description of a page is not counted: its readers do not see it.
    """
    labels = labels_of(edition.language)
    renewal = _renewal(edition, labels) if edition.renewed else ""
    edition = edition.visible
    language, style = language_name(edition.source_language, labels.language), edition.site.style
    if edition.reviewed == len(edition.units) and not renewal:
        return labels.say(
            "Translated from {language}; the translation of every sentence is reviewed.", language=language
        )
    if edition.reviewed or edition.drafts or renewal:
        parts = [labels.say("Translated from {language}.", language=language)]
    else:
        parts = [labels.say("Nothing of it is translated from {language} yet.", language=language)]
    parts += (
        renewal,
        labels.count(
            "One sentence is a machine translation that nobody has reviewed yet.",
            "{n} sentences are machine translations that nobody has reviewed yet.",
            edition.drafts,
            style,
        ),
        labels.count(
            "One sentence stands in the original language, {language}.",
            "{n} sentences stand in the original language, {language}.",
            edition.source,
            style,
            language=language,
        ),
        labels.count(
            "One sentence is left out, because its translation is not reviewed yet.",
            "{n} sentences are left out, because their translations are not reviewed yet.",
            0 if renewal else edition.omitted,
            style,
        ),
    )
    return " ".join(filter(None, parts))


def _renewal(edition: Edition, labels: Labels) -> str:
    """Say that the original has changed, or was corrected if that is what waits for its translation."""
    correction = edition.document.metadata.correction
    corrected = any(unit.source == correction and unit.origin is not Origin.REVIEWED for unit in edition.units)
    return labels.say(_CORRECTED if corrected else _CHANGED)


def language_name(tag: str, shown_in: str) -> str:
    """Return a language's name in another language."""
    return str(babel_locale(tag).get_language_name(shown_in.replace("-", "_")) or tag)
