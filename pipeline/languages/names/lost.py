"""Find the names of a text that its translation surely lost: nothing there sounds like them.

Countries are looked for in all languages, by their names and what the languages' data say of other forms.

Two kinds of other names are missed: one with a word that the lexicon has, and a surname whose given name the lexicon
has and the translation keeps. Any other word may be no name, and be translated (the Supreme Court). While one word of
a name is kept, the name is shortened, not lost. In a text without capitals only names of several words are looked for,
those of the lexicon: most single words are no names, and it takes a model to tell them. Of nine that this finds in
27,000 human and machine translations from Arabic, eight are lost.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold
from pipeline.languages.names.arabic_spelling import latin_particle
from pipeline.languages.names.capitals import capitalized
from pipeline.languages.names.lexicon import Lexicon, load_lexicon, name_key
from pipeline.languages.names.ordinary import is_common
from pipeline.languages.names.pair import NamePair, name_pair
from pipeline.languages.names.presence import (
    ARABIC_WORD,
    FAR,
    SURELY,
    ArabicForms,
    alike,
    is_spelled,
    latin_words,
    nearest,
    plain_arabic,
    read_arabic,
    sounds_said,
    with_joined,
)
from pipeline.languages.names.respelled import RespelledName, find_respelled
from pipeline.languages.names.transliteration import arabic_forms, arabic_skeleton, latin_skeleton, plain_latin
from pipeline.languages.places import Country, countries_in, country_name, may_name, nations_in

_LEAST_SOUNDS, _FEW_SOUNDS = 3, 2
"""The fewest strong sounds of a word of the lexicon, and of a surname, that can be missed.

Shorter ones sound like too many words.
"""
_VERY_FAR = 0.75
"""Distance beyond which no word is the spelling of a name that the lexicon does not have.

In our training pairs the worst spelling of one is that of Brzezińska (.71).
"""
_LONGEST_PARTICLE = 2
"""Letters of an Arabic word that no name is compared with: half of a short name sounds like في."""
_ACRONYM = re.compile(r"(?<!\w)[A-Z]{3,}(?!\w)")


def lost_names(source: str, source_language: str, target: str, target_language: str) -> tuple[RespelledName, ...]:
    """Return the names of a text that its translation lost, with their usual spelling."""
    pair = name_pair(source_language, target_language)
    if pair is None:
        return ()
    find = _lost_from_latin if pair.latin == language_of(source_language) else _lost_into_latin
    return tuple({name.source: name for name in find(source, target, pair)}.values())


def _lost_into_latin(source: str, target: str, pair: NamePair) -> Iterator[RespelledName]:
    """Yield the lost names of several words that the lexicon has."""
    for name in _names_of_several_words(source, pair):
        words = plain_arabic(name.source).split()
        said = name_key(name.target) in name_key(target)
        said = said or _may_be_in_acronym(name.target, source, target)
        if not said and not any(sounds_said(word, target, pair.other, FAR) for word in ("".join(words), *words)):
            yield name


def _names_of_several_words(text: str, pair: NamePair) -> Iterator[RespelledName]:
    """Yield the names of the lexicon, of two the longer one, without the particles before them.

    Leave out countries, and people whose name begins with a small word, which Latin letters join in several ways.
    """
    plain, end = plain_arabic(text), 0
    for word in ARABIC_WORD.finditer(plain):
        name = _find_name(plain, word, pair) if word.start() >= end else ""
        if name:
            start = word.end() - len(name.partition(" ")[0])
            end = start + len(name)
            there = fold(text).span(start, end)
            countries = (country.span for country in countries_in(text, pair.other))
            if not any(span[0] < there[1] and there[0] < span[1] for span in countries):
                yield RespelledName(text[slice(*there)], load_lexicon(pair).to_latin[name], there)


def _find_name(plain: str, word: re.Match[str], pair: NamePair) -> str:
    """Return the longest name that begins with a form of a word; empty where there is none."""
    known = (
        (name, word.end() - len(form))
        for form, _ in arabic_forms(word[0])
        for name in _by_first_word(pair).get(form, ())
    )
    ended = (
        name
        for name, start in known
        if plain.startswith(name, start) and not ARABIC_WORD.match(plain, start + len(name))
    )
    return next(ended, "")


@cache
def _by_first_word(pair: NamePair) -> Mapping[str, Sequence[str]]:
    """Return the names of several words by their first one, longer ones first."""
    lexicon = load_lexicon(pair)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(lexicon.to_latin, key=len, reverse=True):
        first, _, rest = name.partition(" ")
        if rest and (latin_particle(first) is None or name in lexicon.places):
            found[first].append(name)
    return found


@dataclass(frozen=True, slots=True)
class _Target:
    """The forms of an Arabic text in which names are looked for, and what is known of names."""

    forms: ArabicForms
    pair: NamePair
    lexicon: Lexicon

    def misses(self, word: str) -> bool:
        """Tell whether no word is near one that may be a name."""
        comparable = len(latin_skeleton(word)) >= _FEW_SOUNDS and not is_common(word, self.pair.latin)
        return comparable and self.away(word) > FAR

    def spells(self, word: str) -> bool:
        """Tell whether a word is there as the lexicon spells it."""
        known = self.lexicon.from_latin.get(name_key(word))
        return known is not None and is_spelled(known, self.forms, self.pair.other)

    def away(self, word: str) -> float:
        """Return how far the nearest word is: 0 where it is the lexicon's spelling or has the same strong sounds."""
        if self.spells(word) or latin_skeleton(word) in self.forms.values():
            return 0.0
        return nearest(word, (form for form in alike(word, self.forms) if len(form) > _LONGEST_PARTICLE))[0]


def _lost_from_latin(source: str, target: str, pair: NamePair) -> Iterator[RespelledName]:
    """Yield the lost names; look for names only where a word with a capital is missed."""
    lexicon = load_lexicon(pair)
    words = [source[slice(*span)] for span in capitalized(source, pair.latin)]
    if not any(name_key(word) in lexicon.from_latin for word in words):
        return
    if not any(map(_Target(read_arabic(target), pair, lexicon).misses, words)):
        return
    said, copied = _Target(with_joined(target), pair, lexicon), {plain_latin(word[0]) for word in latin_words(target)}
    for name in find_respelled(source, pair.latin, pair.other):
        parts = list(latin_words(name.source))
        called = [part[0] for part in parts]
        if not copied.isdisjoint(map(plain_latin, called)) or is_spelled(name.target, said.forms, pair.other):
            continue
        away = [said.away(word) for word in ("".join(called), *called)]
        if min(away) > FAR and any(_is_known(word, pair, lexicon) for word in called):
            yield name
        elif called and said.spells(called[0]) and _is_lost_surname(called[-1], away[-1], pair):
            start = name.span[0] + parts[-1].start()
            yield RespelledName(called[-1], name.target.split(" ")[-1], (start, start + len(called[-1])))


def _is_lost_surname(word: str, away: float, pair: NamePair) -> bool:
    return away > _VERY_FAR and len(latin_skeleton(word)) >= _FEW_SOUNDS and not is_also_translated(word, pair)


def _is_known(word: str, pair: NamePair, lexicon: Lexicon) -> bool:
    """Tell whether the lexicon has a Latin word as a name that is hardly ever translated, and that can be compared."""
    known = name_key(word) in lexicon.from_latin and len(latin_skeleton(word)) >= _LEAST_SOUNDS
    return known and not is_also_translated(word, pair)


def is_also_translated(word: str, pair: NamePair) -> bool:
    """Tell whether a name is also translated, as its text needs."""
    return plain_latin(word) in _also_translated(pair.latin)


@lru_cache(maxsize=64)
def _also_translated(language: str) -> frozenset[str]:
    """Return the names of a language that are also translated, plain."""
    return frozenset(plain_latin(word) for word in facts(language).names.also_translated.split())


@lru_cache(maxsize=64)  # the exchanged and the missing ones are among them
def lost_countries(source: str, source_language: str, target: str, target_language: str) -> tuple[Country, ...]:
    """Return the countries of a text that its translation does not name in any form or spelling, nor copies.

    Leave out those that an acronym of the translation may say: UNFICYP.
    """
    missed = {
        country.code: country
        for country in reversed(nations_in(source, source_language))
        if not may_name(country.code, target, target_language)
    }
    if not missed:
        return ()
    pair = name_pair(source_language, target_language)
    written = {code: source[slice(*country.span)] for code, country in missed.items()}
    return tuple(
        country
        for code, country in reversed(missed.items())
        if not _is_copied(written[code], target)
        and not (pair and _is_heard(written[code], target, source_language))
        and not _may_be_in_acronym(country_name(code, target_language), source, target)
    )


def _is_copied(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _is_heard(name: str, text: str, language: str) -> bool:
    """Tell whether a text has a word that sounds like one of a name, but for words of few sounds."""
    sounds = arabic_skeleton if ARABIC_WORD.search(name) else latin_skeleton
    words = [word for word in re.split(r"[ \-]", name) if len(sounds(word)) >= _LEAST_SOUNDS]
    return any(sounds_said(word, text, language_of(language)) for word in words)


def _may_be_in_acronym(name: str, source: str, target: str) -> bool:
    """Tell whether a translation has an acronym with an initial of a name, and the source neither has nor spells it."""
    initials = {word[0] for word in re.split(r"[ \-]", name) if word[:1].isupper()}
    fresh = set(_ACRONYM.findall(target)) - set(_ACRONYM.findall(source))
    return any(not initials.isdisjoint(acronym) and not _is_spelled_out(acronym, source) for acronym in fresh)


def _is_spelled_out(acronym: str, text: str) -> bool:
    """Tell whether a text in another script spells an acronym as a word: كوفيد."""
    return len(latin_skeleton(acronym)) >= _LEAST_SOUNDS and nearest(acronym, read_arabic(text), SURELY)[0] <= SURELY


def exchanged_countries(
    source: str, source_language: str, target: str, target_language: str
) -> tuple[tuple[Country, Country], ...]:
    """Return the countries of a text that became others, each with the other one: in order if they are equally many.

    Where both texts name the country, one mention of it became the other if it is named less often there.
    """
    named = nations_in(source, source_language)
    new = lost_countries(target, target_language, source, source_language) if named else ()
    if not new:
        return ()
    lost = lost_countries(source, source_language, target, target_language)
    lost = lost or _rarer(source, source_language, target, target_language)
    if len(lost) == len(new):
        return tuple(zip(lost, new, strict=True))
    scale = len(target) / len(source)
    away = sorted((abs(was.span[0] * scale - now.span[0]), was, now) for was, now in product(lost, new))
    pairs: dict[Country, Country] = {}
    for _, was, now in away:
        if was not in pairs and now not in pairs.values():
            pairs[was] = now
    return tuple(sorted(pairs.items(), key=lambda pair: pair[0].span))


def _rarer(source: str, source_language: str, target: str, target_language: str) -> tuple[Country, ...]:
    """Return the last mention of a country that a translation names less often, if there is one such country."""
    there = Counter(country.code for country in nations_in(target, target_language))
    here = nations_in(source, source_language)
    counts = Counter(country.code for country in here)
    rarer = {country.code: country for country in here if there[country.code] < counts[country.code]}
    return tuple(rarer.values()) if len(rarer) == 1 else ()


def missing_countries(source: str, source_language: str, target: str, target_language: str) -> Iterator[RespelledName]:
    """Yield the countries that a translation lost, with their names there, if their forms in its language are known.

    Words for people are left out: "the French capital" may become Paris.
    """
    if facts(target_language).countries.forms:
        named = countries_in(source, source_language)
        for country in lost_countries(source, source_language, target, target_language):
            if country in named:
                name = country_name(country.code, target_language)
                yield RespelledName(source[slice(*country.span)], name, country.span)
