"""The tables of a language's data file, and what their keys mean.

Patterns are regular expressions of folded words (lower case, bare Arabic letters) unless a field says otherwise; the
code that uses them compiles them. Word lists are separated by spaces.
"""

from __future__ import annotations

import msgspec

NEVER = "(?!)"
"""The pattern that matches nothing."""


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a data file; a key that no field has is an error."""


class PunctuationMarks(Section, frozen=True, kw_only=True):
    """How a language writes marks."""

    own: dict[str, str] = {}
    """Marks of other languages, each with the language's own form of it."""
    letters: str = ""
    """Its letters, as the inside of a pattern's brackets."""
    space_before: str = ""
    """Marks before which a space is right."""
    quotes: tuple[str, str] = ("“", "”")
    """How a quotation opens and closes, spaces included."""


class AffixForms(Section, frozen=True, kw_only=True):
    """What a language writes onto a word, for finding a wording in any of its forms."""

    prefix: str = ""
    """Particles before a word."""
    suffix: str = "(?:s|es)?"
    """Endings that change no meaning."""
    article: str = NEVER
    """The article at the start of a word as it is written, which the prefix may bring again."""
    pronouns: str = ""
    """Pronouns at the end of a noun."""
    endings: dict[str, tuple[str, str]] = {}
    """How the last letter of a noun is folded, and what it is before a pronoun."""


class Stemming(Section, frozen=True, kw_only=True):
    """What is cut off a word so that its forms become one stem."""

    beginning: str = NEVER
    ending: str = NEVER


class MonthNames(Section, frozen=True, kw_only=True):
    """The names of the months, as they are written; spelling variants as patterns."""

    names: tuple[str, ...]
    """Twelve patterns."""
    prefix: str = ""
    """Particles written onto a month."""
    any_case: bool = False
    """Whether the names may be written with or without a capital."""
    double: tuple[str, ...] = ()
    """Tags of the regions whose names may be joined by a slash, as the United Nations do; the regions differ then."""
    doubtful: str = ""
    """Names that also mean something else, * for all: months only beside what ``before`` and ``after`` match."""
    before: str = r"\d\.?[\s\-]*(?:d[eio]\s)?$"
    after: str = r"^[\s\-]*\d"


class WeekdayNames(Section, frozen=True, kw_only=True):
    """The names of the weekdays, folded."""

    names: tuple[str, ...]
    """Seven lists of words, Monday first."""
    prefixes: str = ""
    """Particles; one of them must stand before a name. If the list is empty, a name needs no particle."""
    doubtful: str = ""
    """Names that also mean something else with their particle: الاثنين is "the two", too."""
    before: str = ""
    """Words before a doubtful name that make it a weekday."""
    relative: str = ""
    """Words that say a day or a month without its name: today, last month."""


class Daytimes(Section, frozen=True, kw_only=True):
    """How a language says which half of the day it is: patterns of words, folded. Words for the night say neither."""

    morning: str
    later: str
    hints: tuple[str, ...]
    """Pieces of which each match of these patterns has one: a quick test for texts that say nothing."""


class ClockWords(Section, frozen=True, kw_only=True):
    """How a language says a part of an hour with the hour, in words: patterns, folded, by the minutes that they say."""

    hour: str
    """An hour, in words or digits."""
    before: dict[int, str] = {}
    """What stands before the hour: half past nine."""
    after: dict[int, str] = {}
    """What stands after it: التاسعة والنصف."""
    hints: tuple[str, ...]
    """Pieces of which each of these has one: a quick test for texts that say no part of an hour."""


class NumberData(Section, frozen=True, kw_only=True):
    """How a language says numbers."""

    words: dict[int, str] = {}
    """The words that build numbers up to a hundred, by value."""
    scales: dict[int, str] = {}
    """Thousand, million and so on."""
    decades: dict[int, str] = {}
    """Words for ten years: twenties."""
    asides: dict[str, str] = {}
    """Words that may stand for a number but never build one, with the values: ``"half halves" = "1/2"``."""
    lookalikes: dict[str, str] = {}
    """Words that look like a number with a particle but are other words; with the values that they may have."""
    alone: str = ""
    """Number words that never become part of a longer number: "the first ten" is not eleven."""
    connectors: str = ""
    """Words for "and" between number words."""
    prefix: str = ""
    """Particles before a number word."""
    suffix: str = ""
    """An ending that is cut off a number word."""
    tens_first: bool = True
    """Whether a unit may follow its tens: twenty-five."""
    units_first: bool = True
    """Whether tens may follow their unit: خمسة وعشرون, fünfundzwanzig."""
    and_needed: bool = False
    """Whether parts of a number are joined by "and" only."""
    by_twenty: bool = False
    """Whether there are sixty-ten and four-twenty: soixante-dix, quatre-vingts."""
    stacked_scales: bool = False
    """Whether thousands count millions: dos mil millones."""
    grouping: str = ""
    """Marks that group thousands; with ``decimal``, of "." and ",". Locale data tell where both are empty."""
    decimal: str = ""
    ignored: str = NEVER
    """Phrases with a number word that say no number: pour cent."""
    counted_of: str = ""
    """What may stand between a scale and what is counted: millions de dollars."""
    ordinal: str = NEVER
    """What after Roman or other digits makes an ordinal number: XXe."""
    clock: str = NEVER
    """What besides a colon stands between hours and minutes: 14 h 30."""
    to_the_hour: str = NEVER
    """What after an hour begins the time that is missing to it: three less a quarter is 2:45."""
    roman_after: str = NEVER
    """What before a single Roman letter makes it a number: siglo V. As written, of one length."""
    afternoon: str = NEVER
    """What after an hour says that it is twelve more: 2 p.m."""
    decade: str = NEVER
    """What after digits makes a decade of a year: the s of 1990s."""
    century: str = NEVER
    """Words for a century, after an ordinal number."""
    clings_before: str = NEVER
    """Words before a one or two that must stay a number in every language: Article 1. As written, not folded."""
    clings_after: str = NEVER
    """Words after a one or two with the same effect: 2 per cent. As written."""
    month_before: str = NEVER
    """Words before a number that is a month. As written."""
    dual: str = ""
    """Endings of the dual, in a language that can say two by the ending alone. As written."""
    orphans: str = NEVER
    """Endings that need a number before them; alone they show that it was lost: "in the th century". As written."""


class CountedNouns(Section, frozen=True, kw_only=True):
    """Nouns and verbs beside the numbers that they count: patterns, folded, by keys that languages share."""

    nouns: dict[str, tuple[str, str]] = {}
    """What stands before the number (killing 40), and what after it (40 dead)."""
    about: str = NEVER
    """Words that may stand between the noun and a number after it: at least."""
    apart: str = NEVER
    """The beginnings of words between a number and a noun after it that part them: 40 and the wounded."""


class NegationWords(Section, frozen=True, kw_only=True):
    """How a language says no: patterns of words; one space separates the words of a phrase; $ is the end of the text.

    The longest match wins, then the first list. A mark of a kind is wanting if it needs an answer in the other text.
    """

    none: tuple[str, ...] = ()
    """Phrases that look like a negation but do not negate."""
    plain: tuple[str, ...]
    """Words that negate what follows: wanting, a warning."""
    nor: tuple[str, ...] = ()
    """Words that continue a negation (ولا): the same."""
    phrase: tuple[str, ...] = ()
    """Phrases that are seldom put without a negation (not only, unless): the same."""
    double: tuple[str, ...] = ()
    """Negated negations (لم يخل), as a plain one is just before soft ones and carriers (not without): the same."""
    bound: tuple[str, ...] = ()
    """Lower bounds by a negation (no less than, ما لا يقل): the same, but "at least" answers them too."""
    least: tuple[str, ...] = ()
    """Lower bounds without one: wanting, a remark."""
    soft: tuple[str, ...] = ()
    """Words negated by a prefix, and prepositions (unusable, غير): wanting, a warning where the other text has the word
    without the prefix, else a remark; a word that carries a negation answers them."""
    mild: tuple[str, ...] = ()
    """Words and phrases that are often put with a negation, and as often not (rather than, fail): a remark."""
    idiom: tuple[str, ...] = ()
    """Phrases that may be said without a negation: they may stand for one, want none, and leave a remark."""
    carrier: tuple[str, ...] = ()
    """Words that may stand for a negation in a translation: the same."""
    hint: tuple[str, ...] = ()
    """The same, but they mostly stand for something else."""
    only: tuple[str, ...] = ()
    """Words that are half of an answer to a negation (see ``far``)."""
    exception: tuple[str, ...] = ()
    """Words that are plain as they are written (see ``written``), else hints."""
    far: tuple[str, ...] = ()
    """How a plain negation goes on, within sixteen words, when it means "only" (لا ... إلا): wanting, a remark."""
    also: tuple[str, ...] = ()
    """How it goes on when it means "not only" (ليس ... فحسب): a phrase."""
    opening: tuple[str, ...] = ()
    """First parts of a negation (ne ... pas): plain with a closing word beside, halves before ``far``, else mild."""
    closing: tuple[str, ...] = ()
    """The second parts; alone they are what the other lists say."""
    leading: tuple[str, ...] = ()
    """Those that may stand before the first part as well: rien ne."""
    articles: tuple[str, ...] = ()
    """Those of ``plain`` that also spell the article of a foreign name: لا فينويلا."""
    verbs: dict[str, str] = {}
    """Verbs that deny what their negation allows (rule out), by keys that languages share: patterns of the words as
    ``stems.tokens`` returns them, a space between them. A text that negates one is not said by one that does not."""
    written: str = NEVER
    """What makes a word of ``exception`` plain, before folding (ألا is "not to", إلا is "except")."""


class Segmentation(Section, frozen=True, kw_only=True):
    """Where sentences end and do not, though a stop stands there; words with their stop, as written.

    An end that no list speaks of stands, unless what follows begins with a small letter, a comma or the like.
    """

    never_final: frozenset[str] = frozenset()
    before_number: frozenset[str] = frozenset()
    """Not the end when a number follows."""
    ambiguous: frozenset[str] = frozenset()
    """The end only when a word follows that usually begins a sentence."""
    ambiguous_after_number: frozenset[str] = frozenset()
    """The same where a number stands before them."""
    eras: frozenset[str] = frozenset()
    """The same after a number in words."""
    usually_final: frozenset[str] = frozenset()
    """The end, unless one of ``continues`` follows: "at 5 p.m. Monday"."""
    continues: frozenset[str] = frozenset()
    item_words: frozenset[str] = frozenset()
    """What numbers the articles of a text."""

    starters: frozenset[str] = frozenset()
    """Words that usually begin a sentence, and never follow a name, measure or company within one."""
    starter_prefixes: str = ""
    """Letters that are written onto them."""
    starter_pattern: str = NEVER
    """Patterns of starters beyond the list."""
    opens_after_number: str = NEVER
    """What begins a sentence after a measure or a year."""
    opens_after_pause: str = NEVER
    """What begins one after a pause."""
    goes_on: tuple[str, ...] = ()
    """Beginnings that look like a starter but continue the sentence: "the U.S. Under Secretary"."""
    resumes: frozenset[str] = frozenset()
    """Words that go on with the sentence after a pause, and after a question quoted within it."""
    soft: frozenset[str] = frozenset()
    """Points that never end a sentence."""
    pauses: frozenset[str] = frozenset()
    """Points that end one where a starter follows."""
    missing_space: str = NEVER
    """Ends after which the space was forgotten, where the next word can hardly be an address's."""
    dotted: frozenset[str] = frozenset()
    """Beginnings of dotted names in programs that are not words of the language."""
    before_dotted: frozenset[str] = frozenset()
    """Words before a dotted name."""

    speech: frozenset[str] = frozenset()
    """Verbs that tell, after a question or a call in quotes, who said it."""
    speech_before: bool = False
    """Whether the verb comes before the speaker's name."""
    circumstances: frozenset[str] = frozenset()
    """Words after a verb of speech that end the report of what was said."""
    reported: frozenset[str] = frozenset()
    """Words after a verb of speech that begin a sentence of their own."""
    goes_on_after_quote: str = NEVER
    """What goes on with the sentence after a quotation."""
    embeds: bool = False
    """Whether a question in quotes within a sentence ends it where a starter follows only."""

    prefixes: str = ""
    """Letters that are written onto the next word."""
    foreign: str = ""
    """The language whose abbreviations are meant in another script."""
    foreign_script: str = ""
    unspaced: bool = False
    """Whether sentences follow each other without a space."""


class CountryNames(Section, frozen=True, kw_only=True):
    """What Unicode's data do not say of how a language calls countries, by their codes there (FR)."""

    names: dict[str, str] = {}
    """Other names, | between them; one in capitals alone is written so: US."""
    forms: dict[str, str] = {}
    """Patterns, folded, of words that say a country without the beginning of its name: French, Dutch; where the name
    has several words, all that say it. A language without this table is not asked whether a country is missing."""
    peoples: dict[str, str] = {}
    """Words for one of its people or what is theirs, | between them, without the ending; in small letters if they may
    be written so."""
    people_ending: str = ""
    """Pattern, folded, of the endings of these words."""
    money: dict[str, str] = {}
    """Patterns, folded, of words beside money that say whose it is, where ``forms`` do not tell it well: sterling."""
    doubtful: str = ""
    """Names of Unicode's that are other words more often, | between them: they are not looked for."""


class NameRules(Section, frozen=True, kw_only=True):
    """How names are found and compared."""

    capitals: bool = False
    """Whether inside a sentence only names are written with a capital."""
    shortened: str = NEVER
    """Pattern of what after an apostrophe is a word or an ending of its own: he's, we'll."""
    elided: str = NEVER
    """Pattern of what before an apostrophe is a word of its own: l'Autriche."""
    inflection: str = NEVER
    """Pattern of endings that another form of a name has: no other spelling."""
    latin: str = ""
    """The language in Latin letters whose names this one respells as they sound."""
    translated: str = ""
    """Words that look like names and are translated: titles, creeds, seas."""
    also_translated: str = ""
    """Names that a translation respells or translates, as their text needs: the US Congress, a party congress."""
    brands: str = ""
    """Names of companies and products that are words too, as they are written."""
    of_country: str = ""
    """Pattern of endings that make a country's name a word for its people, its language or what is its own."""
    country_rest: str = ".*"
    """Pattern of what the names of countries and languages have after the word without such an ending."""
    ordinary_ending: str = NEVER
    """Pattern, of words in bare letters, of endings that no name has, or only a people's, which is translated."""
    work_ending: str = NEVER
    """Pattern of endings of words for people by their work, and of others that begin sentences; few names have one."""
    called_from: str = ""
    """The language in the same script whose names ``called`` holds."""
    called: dict[str, str] = {}
    """Names of that language with the forms that this one writes and that look otherwise: beijing, Pékin."""
