"""The Plural-Forms headers of languages: gettext's own, else made of CLDR's rules."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from pipeline.errors import ConfigError
from pipeline.languages.locales import babel_locale
from pipeline.languages.scripts import SHARED

_TWO_FORMS = "nplurals=2; plural=(n != 1);"
"""The header of an unknown language."""


@cache
def gettext_headers() -> Mapping[str, str]:
    """Return the headers that gettext writes, by tag."""
    rows = msgspec.toml.decode((SHARED / "plurals.toml").read_bytes(), type=dict[str, str])
    return {tag: header for header, tags in rows.items() for tag in tags.split()}


def plural_header(language: str) -> str:
    """Return the header of a language."""
    own = gettext_headers().get(language)
    if own:
        return own
    from babel.plural import to_gettext

    try:
        return str(to_gettext(babel_locale(language).plural_form))
    except ConfigError:
        return _TWO_FORMS
