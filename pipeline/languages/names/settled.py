"""Find the names of a text whose spelling is settled, and which its translation does not say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.languages.dates import months_in
from pipeline.languages.language import facts
from pipeline.languages.locales import language_of
from pipeline.languages.matching import fold, without_article
from pipeline.languages.names.capitals import capitalized
from pipeline.languages.names.lexicon import load_lexicon, name_key
from pipeline.languages.names.lost import is_also_translated, lost_names
from pipeline.languages.names.ordinary import is_of_country
from pipeline.languages.names.pair import NamePair, name_pair
from pipeline.languages.names.presence import ARABIC_WORD, SURELY, nearest, plain_arabic, sounds_said, with_joined
from pipeline.languages.names.respelled import RespelledName, find_respelled
from pipeline.languages.names.transliteration import arabic_forms, distance
from pipeline.languages.places import nations_in
from pipeline.model import Span

_OFTEN = 2
"""Units that spell a name in one way, from which that is trusted though it does not sound much like the name."""
_NEAR = 0.2
"""Distance up to which one unit is enough."""
_FAR = 0.45
"""Distance up to which an English word may be another spelling of an Arabic name."""
_LEAST = 3
"""Letters of a spelling that is looked for inside words: كفرنوران."""


@dataclass(frozen=True, slots=True)
class SettledSpelling:
    """The one spelling of a name in the units that people approved, and how many of them have it."""

    text: str
    units: int


Settled = Callable[[str], SettledSpelling | None]
"""Gives the settled spelling of a folded name."""


def lost_settled_names(
    source: str, source_language: str, target: str, target_language: str, settled: Settled
) -> tuple[RespelledName, ...]:
    """Return the names of a text that its translation neither spells as settled nor in any other way.

    Leave out those that `lost_names` tells.
    """
    pair = name_pair(source_language, target_language)
    if pair is None:
        return ()
    find = _lost_from_latin if pair.latin == language_of(source_language) else _lost_into_latin
    found = tuple({name.source: name for name in find(source, target, pair, settled)}.values())
    told = lost_names(source, source_language, target, target_language) if found else ()
    return tuple(name for name in found if not any(_meet(name.span, other.span) for other in told))


def _lost_from_latin(source: str, target: str, pair: NamePair, settled: Settled) -> Iterator[RespelledName]:
    others = [month.span for month in months_in(source, pair.latin)]
    others += [country.span for country in nations_in(source, pair.latin)]
    for span in capitalized(source, pair.latin):
        word = source[slice(*span)]
        found = settled(fold(word).text)
        if (
            found
            and not any(_meet(span, other) for other in others)
            and not (is_of_country(word, pair.latin) or is_also_translated(word, pair))
            and _is_trusted(word, found.text, found, pair)
            and not _is_written(word, found.text, target, pair)
        ):
            yield RespelledName(word, found.text, span)


def _is_written(word: str, spelling: str, target: str, pair: NamePair) -> bool:
    """Tell whether an Arabic text has a name in its letters, a spelling in any form, or a word that sounds like it."""
    usual = load_lexicon(pair).from_latin.get(name_key(word), "")
    if word in target or _is_inside(spelling, target, pair) or _is_inside(usual, target, pair):
        return True
    forms, bare = with_joined(target), bare_spelling(spelling, pair.other)
    return nearest(word, forms, SURELY)[0] <= SURELY or any(bare_spelling(form, pair.other) == bare for form in forms)


def _is_inside(spelling: str, target: str, pair: NamePair) -> bool:
    plain = without_article(fold(spelling).text, pair.other)
    return len(plain) >= _LEAST and plain in fold(target).text


def _lost_into_latin(source: str, target: str, pair: NamePair, settled: Settled) -> Iterator[RespelledName]:
    unsaid: Mapping[str, SettledSpelling] = {
        form: found
        for word in ARABIC_WORD.findall(plain_arabic(source))
        for form, _ in arabic_forms(word)
        if (found := settled(form)) and not _is_said(form, found, target, pair)
    }
    if not unsaid:
        return
    for name in find_respelled(source, pair.other, pair.latin, {form: found.text for form, found in unsaid.items()}):
        least = 1 if " " in name.source else _OFTEN
        for match in ARABIC_WORD.finditer(plain_arabic(name.source)):
            form = next((form for form, _ in arabic_forms(match[0]) if form in unsaid), "")
            if form and unsaid[form].units >= least:
                start, end = (name.span[0] + at for at in fold(name.source).span(*match.span()))
                yield RespelledName(source[start:end], unsaid[form].text, (start, end))


def _is_said(form: str, found: SettledSpelling, target: str, pair: NamePair) -> bool:
    """Tell whether an English text has a spelling, the usual one, or a word that may be another one.

    True where the spelling may not be that of the name.
    """
    usual = load_lexicon(pair).to_latin.get(form, found.text)
    written = any(text.lower() in target.lower() for text in (usual, found.text))
    return written or not _is_trusted(found.text, form, found, pair) or sounds_said(form, target, pair.other, _FAR)


def _is_trusted(latin: str, arabic: str, found: SettledSpelling, pair: NamePair) -> bool:
    """Tell whether a spelling is surely that of its name: it sounds like it, or it is frequent and not unusual."""
    near = distance(latin, without_article(fold(arabic).text, pair.other)) <= _NEAR
    usual = load_lexicon(pair).from_latin.get(name_key(latin), arabic)
    unusual = bare_spelling(usual, pair.other) != bare_spelling(arabic, pair.other)
    often = found.units >= _OFTEN
    return (near and often) if unusual else (near or often)


def bare_spelling(spelling: str, language: str) -> str:
    """Return a spelling without article and up to two endings: استراليا and استرالي are one."""
    inflection = rf"(?<=\w{{3}})(?:{facts(language).names.inflection})\Z"
    plain = without_article(fold(spelling).text, language)
    return re.sub(inflection, "", re.sub(inflection, "", plain))


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
