"""What newsloc knows of a language: its file in ``data``, and Unicode's locale data where that says nothing.

Code asks a language for a capability (``facts(tag).negation``), never which language it is. ``README.md`` says what a
new language takes.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec

from pipeline.errors import ConfigError
from pipeline.languages.locales import language_of
from pipeline.languages.plurals import gettext_headers, plural_header
from pipeline.languages.scripts import script_facts, script_in
from pipeline.languages.sections import (
    AffixForms,
    ClockWords,
    CountedNouns,
    CountryNames,
    Daytimes,
    MonthNames,
    NameRules,
    NegationWords,
    NumberData,
    PunctuationMarks,
    Section,
    Segmentation,
    Stemming,
    WeekdayNames,
)

DATA = Path(__file__).with_name("data")


class Language(Section, frozen=True, kw_only=True):
    """Everything that is known of one language, without region. A capability that it lacks is None or empty."""

    tag: str = ""
    name: str = ""
    """In English."""
    script: str = ""
    """First word of its letters' Unicode names: ``ARABIC``, ``LATIN``."""
    plural_forms: str = ""
    """The Plural-Forms header, as gettext itself writes it."""
    length_ratio: float = 1.0
    """Characters of a text in this language for each character of its English translation."""
    function_words: str = ""
    """Words that begin or end no term: articles, particles, pronouns, auxiliaries, verbs that news report with."""
    doubled_words: str = ""
    """Words that may follow themselves, folded: emphasis, idioms, two words that are spelled alike."""
    common_words: str = ""
    """Words so frequent that a sentence with two of them is in the language."""
    telling_words: str = ""
    """Words that identify the language alone: no other language of the script has them, and hardly any name."""
    accented_words: str = ""
    """Its words with an accent, where they are few: any other one is of another language."""
    foreign_letters: dict[str, str] = msgspec.field(default_factory=dict)
    """Letters of other languages that look like its own, each with its own."""
    units: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Words for what numbers count, by the classes of ``units.toml``."""
    counted: CountedNouns = CountedNouns()
    marks: PunctuationMarks = PunctuationMarks()
    forms: AffixForms = AffixForms()
    stemming: Stemming = Stemming()
    months: MonthNames | None = None
    weekdays: WeekdayNames | None = None
    daytimes: Daytimes | None = None
    clock: ClockWords | None = None
    numbers: NumberData | None = None
    negation: NegationWords | None = None
    segmentation: Segmentation | None = None
    names: NameRules = NameRules()
    countries: CountryNames = CountryNames()

    @property
    def has_case(self) -> bool:
        """Whether its letters have capitals."""
        return script_facts(self.script).case


def is_like_key(word: str, language: str) -> bool:
    """Tell whether a word only looks like a key of front matter; without a language, whether it does in any.

    :param language: a BCP 47 tag, or empty
    """
    words = _key_words()
    asked = ("every", language_of(language)) if language else words
    return any(word in words.get(tag, ()) for tag in asked)


@cache
def _key_words() -> dict[str, frozenset[str]]:
    table: dict[str, str] = msgspec.toml.decode((DATA / "shared" / "key-words.toml").read_bytes())
    return {language: frozenset(words.split()) for language, words in table.items()}


@cache
def known_languages() -> tuple[str, ...]:
    """Return the languages that have a data file."""
    return tuple(sorted(path.stem for path in DATA.glob("*.toml")))


@lru_cache(maxsize=256)  # the checks ask it of every pair, many times
def facts(tag: str) -> Language:
    """Return what is known of a tag's language.

    :raises ConfigError: if its data file is wrong
    """
    known = _load(language_of(tag))
    regional = gettext_headers().get(tag) if "-" in tag else None
    return msgspec.structs.replace(known, plural_forms=regional) if regional else known


@cache
def _load(language: str) -> Language:
    from pipeline.languages import cldr

    path = DATA / f"{language}.toml"
    try:
        own: dict[str, Any] = msgspec.toml.decode(path.read_bytes()) if path.is_file() else {}
        table = {"tag": language, "script": script_in(language), **cldr.locale_facts(language, own), **own}
        table.setdefault("plural_forms", plural_header(language))
        table.setdefault("length_ratio", script_facts(table["script"]).length_ratio)
        table["marks"] = {**script_facts(table["script"]).marks, **table.get("marks", {})}
        return msgspec.convert(table, Language, str_keys=True)
    except msgspec.MsgspecError as error:
        raise ConfigError(f"{path}: {error}; language.py and sections.py say which keys there are") from error
