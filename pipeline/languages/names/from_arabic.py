"""Find the names of an Arabic text, and spell them in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.languages.dates import months_in
from pipeline.languages.matching import fold, without_article
from pipeline.languages.names.arabic_spelling import latin_particle
from pipeline.languages.names.latin_spelling import spell_in_latin
from pipeline.languages.names.lexicon import Lexicon, name_key
from pipeline.languages.names.ordinary import is_country, is_of_country
from pipeline.languages.names.pair import NamePair
from pipeline.languages.names.recognition import TOKEN, is_common_token, is_known, score_names
from pipeline.languages.names.transliteration import arabic_forms
from pipeline.model import Span

SURE, RARE, KNOWN, BESIDE, SILENT = 0.5, -0.75, -2.0, -2.0, -99.0
"""Log-odds from which a word is taken for a name: any; one that is rare in text; one that is rare and in the lexicon;
one beside a name; and the log-odds of no word. By reading what they let through of our own news and FLORES dev."""
_TANWIN = "\u064b"
MOST_WORDS = 4
"""Words of one name, at most."""
_PARTICLES = re.compile("(?:[وف](?=..))?(?:[بك](?=ال)|ل(?=ل)|[بكل](?=..))?")
_BEFORE_ARTICLE = re.compile("[وف]?[بك]?(?=ال..)")
_AND = "و"
_SIGNS = re.compile("[\u064b-\u0652\u0640]")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text: folded, its place there, and whether it is a name or a small word inside names."""

    folded: str
    span: Span
    named: bool
    particle: bool


def names_in_arabic(text: str, pair: NamePair, lexicon: Lexicon) -> Iterator[tuple[Span, str]]:
    """Yield the place, without what is written onto the name, and the Latin spelling of each name."""
    for run in _runs(text, _read(text, pair, lexicon), lexicon):
        start = run[0].span[0] + _length_of_particles(run, lexicon)
        end = run[-1].span[1]
        yield (start, end), _spell(_SIGNS.sub("", text[start:end]), pair, lexicon)


def _read(text: str, pair: NamePair, lexicon: Lexicon) -> list[_Word]:
    folded = fold(text)
    matches = list(TOKEN.finditer(folded.text))
    spans = [folded.span(*match.span()) for match in matches]
    tokens = [match[0] for match in matches]
    scores = [SILENT, *score_names(tokens, lexicon.words), SILENT]
    months = [month.span for month in months_in(text, pair.other)]
    named = []
    for place, (token, span) in enumerate(zip(tokens, spans, strict=True), 1):
        least = SURE if is_common_token(token) else KNOWN if is_known(token, lexicon.words) else RARE
        likely = scores[place] > least or (scores[place] > BESIDE and max(scores[place - 1], scores[place + 1]) > SURE)
        named.append(
            likely
            and len(token) > 1
            and token.isalpha()
            and not any(start < span[1] and span[0] < end for start, end in months)
            and not _is_translated(token, text[slice(*span)], pair.other)
        )
    whole = _inside_known(tokens, named, lexicon)
    return [
        _Word(token, span, named[place] or place in whole, latin_particle(token) is not None)
        for place, (token, span) in enumerate(zip(tokens, spans, strict=True))
    ]


def _inside_known(tokens: Sequence[str], named: Sequence[bool], lexicon: Lexicon) -> set[int]:
    """Return the places of the words of longer names that the lexicon has, if one word is surely a name: خان يونس."""
    found: set[int] = set()
    for size in range(2, MOST_WORDS + 1):
        for first in range(len(tokens) - size + 1):
            name = " ".join(tokens[first : first + size])
            if any(named[first : first + size]) and any(form in lexicon.to_latin for form, _ in arabic_forms(name)):
                found.update(range(first, first + size))
    return found


def _is_translated(token: str, written: str, language: str) -> bool:
    """Tell whether a word is of a country, a title, or has the ending that no foreign name has."""
    forms = [form for form, _ in arabic_forms(token)]
    return _TANWIN in written or any(is_country(form, language) or is_of_country(form, language) for form in forms)


def _runs(text: str, words: Sequence[_Word], lexicon: Lexicon) -> Iterator[list[_Word]]:
    """Yield words that stand beside each other and make one name, with the particles before and between them."""
    run: list[_Word] = []
    for word in words:
        beside = bool(run) and text[run[-1].span[1] : word.span[0]] == " " and not _begins(word, lexicon)
        beside = beside and not _ends_with_place(run, word, lexicon)
        if run and not (beside and (word.named or word.particle) and len(run) < MOST_WORDS):
            yield from _whole(run)
            run = []
        if word.named or word.particle:
            run.append(word)
    yield from _whole(run)


def _begins(word: _Word, lexicon: Lexicon) -> bool:
    """Tell whether an "and" is written onto a word, so that another name begins: صنعاء وعدن."""
    rest = word.folded.removeprefix(_AND)
    return rest != word.folded and _known(word.folded, lexicon) is None and _known(rest, lexicon) is not None


def _ends_with_place(run: Sequence[_Word], word: _Word, lexicon: Lexicon) -> bool:
    """Tell whether words are the whole name of a place, so that a word after it is of another name: حمص عدنان."""
    name = " ".join(each.folded for each in run)
    places = [form for form, _ in arabic_forms(name) if form in lexicon.places]
    return bool(places) and not any(f"{place} {word.folded}" in lexicon.to_latin for place in places)


def _whole(run: list[_Word]) -> Iterator[list[_Word]]:
    """Yield a run without particles at its end, if a name is left."""
    while run and not run[-1].named:
        run.pop()
    if run:
        yield run


def _length_of_particles(run: Sequence[_Word], lexicon: Lexicon) -> int:
    """Return how many letters are written onto a name: by the lexicon, else those before an article."""
    first = run[0].folded
    whole = " ".join(word.folded for word in run)
    longest = _PARTICLES.match(first)
    sizes = range((longest.end() if longest else 0) + 1)
    for words in (whole, first):
        for size in sizes:
            if _known(words[size:], lexicon):
                return size
    article = _BEFORE_ARTICLE.match(first)
    return article.end() if article else 0


def _known(name: str, lexicon: Lexicon) -> str | None:
    """Return the Latin spelling of a name that the lexicon has, with or without its article."""
    key = name_key(name)
    if key.startswith("لل"):
        key = f"ا{key}"
    return lexicon.to_latin.get(key)


def _spell(name: str, pair: NamePair, lexicon: Lexicon) -> str:
    """Return the Latin spelling of a name: that of the lexicon for all of it or for two words or one, else by sound."""
    words, spelled = name.split(" "), []
    while words:
        size = next((size for size in range(len(words), 1, -1) if _known(" ".join(words[:size]), lexicon)), 1)
        spelled.append(_known(" ".join(words[:size]), lexicon) or _spell_word(words[0], pair, lexicon))
        del words[:size]
    return " ".join(filter(None, spelled))


def _spell_word(word: str, pair: NamePair, lexicon: Lexicon) -> str:
    particle = latin_particle(fold(word).text)
    if particle:
        return particle
    bare = without_article(word, pair.other)
    spelled = _known(bare, lexicon) or spell_in_latin(bare).capitalize()
    return f"al-{spelled}" if bare != word and spelled else spelled
