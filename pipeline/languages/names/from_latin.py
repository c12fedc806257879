"""Find the names of a text in Latin letters, and spell them in Arabic ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from pipeline.languages.dates import months_in, weekdays_in
from pipeline.languages.language import facts
from pipeline.languages.matching import fold
from pipeline.languages.names.arabic_spelling import arabic_particle, is_arabic_particle, spell_in_arabic
from pipeline.languages.names.capitals import capitalized, capitalized_inside
from pipeline.languages.names.lexicon import Lexicon, name_key
from pipeline.languages.names.ordinary import is_common, is_of_country
from pipeline.languages.names.pair import NamePair
from pipeline.languages.names.transliteration import latin_skeleton
from pipeline.languages.places import countries_in
from pipeline.languages.stems import place
from pipeline.model import Span

MOST_WORDS = 4
"""Words of one name, at most."""
_LEAST_SOUNDS = 2
"""The fewest strong sounds of a name that no lexicon has and that stands alone."""
_GAP = re.compile(r"[ \u00a0\-]((?:[A-Za-z]{2,5}[ \-]){0,2})\Z")
_BEFORE = re.compile(r"(?<!\w)((?:[A-Za-z]{2,5}[ \-]){1,2})\Z")
_WORDS = re.compile(r"[ \u00a0\-]+")


def names_in_latin(text: str, pair: NamePair, lexicon: Lexicon) -> Iterator[tuple[Span, str]]:
    """Yield the place and the Arabic spelling of each name."""
    for whole in _runs(text, name_words(text, pair, lexicon)):
        for run in _known_parts(text, whole, lexicon) if _looks_arabic(text, whole) else [whole]:
            start, end = _with_particles(text, run)
            known = lexicon.from_latin.get(name_key(text[start:end]))
            spelled = known or _spell(text[start:end], lexicon)
            if known or len(run) > 1 or _is_clear(text, run[0], pair, lexicon):
                yield (start, end), spelled


def _with_particles(text: str, run: list[Span]) -> Span:
    """Return the place of a name with the particles before it."""
    start = run[0][0]
    return start - len(_particles(_BEFORE.search(text, 0, start))), run[-1][1]


def _looks_arabic(text: str, run: list[Span]) -> bool:
    """Tell whether a name has a particle of Arabic.

    The other words of such a name are not spelled by their sound: of 64 in names of our own news and pairs 8 came out
    right, of 556 in other names 230. Latin letters do not tell ع, ح, ص, ض, ط, ظ and ق.
    """
    start, end = _with_particles(text, run)
    return any(is_arabic_particle(word) for word in _WORDS.split(text[start:end]))


def _known_parts(text: str, run: list[Span], lexicon: Lexicon) -> Iterator[list[Span]]:
    """Yield the words of a name that the lexicon has, those together that stand beside each other."""
    inside = _inside_known(text, tuple(run), lexicon)
    known = [span in inside or name_key(text[slice(*span)]) in lexicon.from_latin for span in run]
    for is_part, part in groupby(zip(known, run, strict=True), key=itemgetter(0)):
        if is_part:
            yield [span for _, span in part]


def name_words(text: str, pair: NamePair, lexicon: Lexicon) -> list[Span]:
    """Return the places of words that may be names or parts of names."""
    spans = capitalized(text, pair.latin)
    other = [country.span for country in countries_in(text, pair.latin)]
    other += [place(text, index, index) for _, index in weekdays_in(text, pair.latin)]
    other += [month.span for month in months_in(text, pair.latin)]
    inside, named = _inside_known(text, spans, lexicon), frozenset(capitalized_inside(text, pair.latin))
    return [
        span
        for span in spans
        if span in inside
        or not (
            any(start < span[1] and span[0] < end for start, end in other)
            or (span not in named and _is_title(text[slice(*span)], pair.latin, lexicon))
            or is_common(text[slice(*span)], pair.latin)
            or is_of_country(text[slice(*span)], pair.latin)
        )
    ]


def _is_title(word: str, language: str, lexicon: Lexicon) -> bool:
    """Tell whether a word that begins a sentence is rather somebody's work than a name: Headteacher, Midwife."""
    ending = facts(language).names.work_ending
    return re.search(ending, fold(word).text) is not None and name_key(word) not in lexicon.from_latin


def _inside_known(text: str, spans: tuple[Span, ...], lexicon: Lexicon) -> set[Span]:
    """Return the words of names of several words that the lexicon has: New York."""
    found: set[Span] = set()
    for first in range(len(spans)):
        for last in range(first + 1, min(first + MOST_WORDS, len(spans))):
            if name_key(text[spans[first][0] : spans[last][1]]) in lexicon.from_latin:
                found.update(spans[first : last + 1])
    return found


def _runs(text: str, words: list[Span]) -> Iterator[list[Span]]:
    """Yield words that stand beside each other and make one name; particles may stand between."""
    run: list[Span] = []
    for span in words:
        gap = _GAP.search(text, run[-1][1], span[0]) if run else None
        joined = gap is not None and gap.start() == run[-1][1] and _particles(gap) == gap[1]
        if run and not (joined and len(run) < MOST_WORDS):
            yield run
            run = []
        run.append(span)
    if run:
        yield run


def _particles(match: re.Match[str] | None) -> str:
    """Return the particles at the end of what stands before a name: the longest part that has no other word."""
    words = re.findall(r"[A-Za-z]+[ \-]", match[1]) if match else []
    while words and not all(arabic_particle(word[:-1]) for word in words):
        words.pop(0)
    return "".join(words)


def _spell(name: str, lexicon: Lexicon) -> str:
    """Return the Arabic of a name, word by word; an article is written onto the word after it."""
    spelled, words, article = "", _WORDS.split(name), ""
    while words:
        size = next((size for size in range(len(words), 1, -1) if _key(words, size) in lexicon.from_latin), 1)
        particle = arabic_particle(words[0]) or ""
        known = lexicon.from_latin.get(_key(words, size)) or particle or spell_in_arabic(words[0])
        known = known.removeprefix(article)
        del words[:size]
        spelled += known if article or not spelled or spelled.endswith(" ") else f" {known}"
        article = particle if size == 1 and not particle.endswith(" ") else ""
    return spelled


def _key(words: list[str], size: int) -> str:
    return name_key(" ".join(words[:size]))


def _is_clear(text: str, span: Span, pair: NamePair, lexicon: Lexicon) -> bool:
    """Tell whether a word that stands alone is hardly anything but a name.

    The lexicon has it, or it has enough sounds; what begins a sentence and ends in an s may be any noun in the plural.
    """
    word = text[slice(*span)]
    plural = word.endswith("s") and span not in capitalized_inside(text, pair.latin)
    return name_key(word) in lexicon.from_latin or (len(latin_skeleton(word)) >= _LEAST_SOUNDS and not plural)
