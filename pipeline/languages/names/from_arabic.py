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

SURE, SILENT = 0.5, -99.0
"""Log-odds from which a word is surely a name, and those of no word."""
COMMON, RARE, WITH_ARTICLE, KNOWN, BESIDE = -1.0, -0.5, -0.25, -2.0, -3.0
"""Log-odds from which a word is taken for a name: if it is frequent in text; if it is rare; rare and with an article;
rare and in the lexicon; rare and beside a sure name. By what they let through of lines 100 to 300 of FLORES dev, and of
a quarter of PUD, TICO-19 and XQuAD."""
_TANWIN = re.compile("[\u064b-\u064d]")
MOST_WORDS = 4
"""Words of one name, at most."""
_PARTICLES = re.compile("(?:[وف](?=..))?(?:[بك](?=ال)|ل(?=ل)|[بكل](?=..))?")
_WITH_ARTICLE = re.compile("[وف]?(?:[بك]?ال|لل)..")
_BEFORE_ARTICLE = re.compile("[وف]?[بك]?(?=ال..)")
_JOINED = re.compile("و?(?:ل(?=..))?")
_FOR = re.compile("[وف]?ل(?=[^اويل]..)")
"""A "for" before a consonant. Few names begin so, and the lexicon has most of them (London). Of 6,000 of our pairs, 11
have such names, and 15 the particle."""
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
        named.append(
            scores[place] > _least(token, scores[place - 1], scores[place + 1], lexicon)
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


def _least(token: str, before: float, after: float, lexicon: Lexicon) -> float:
    """Return the log-odds from which a word is taken for a name; an article stands only in a name's later words."""
    if is_common_token(token):
        return COMMON
    has_article = _WITH_ARTICLE.match(token) is not None
    if before > SURE or (after > SURE and not has_article):
        return BESIDE
    if is_known(token, lexicon.words):
        return KNOWN
    return WITH_ARTICLE if has_article else RARE


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
    translated = any(is_country(form, language) or is_of_country(form, language) for form in forms)
    return translated or _TANWIN.search(written) is not None


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
    """Tell whether an "and" or a "for" is written onto a word, so that another name begins: صنعاء وعدن."""
    if _known(word.folded, lexicon):
        return False
    joined = _JOINED.match(word.folded)
    sizes = range(1, (joined.end() if joined else 0) + 1)
    return any(_known(word.folded[size:], lexicon) for size in sizes) or _FOR.match(word.folded) is not None


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
    """Return how many letters are written onto a name: by the lexicon, else those before an article or a consonant."""
    first = run[0].folded
    whole = " ".join(word.folded for word in run)
    longest = _PARTICLES.match(first)
    sizes = range((longest.end() if longest else 0) + 1)
    for words in (whole, first):
        for size in sizes:
            if _known(words[size:], lexicon):
                return size
    found = _BEFORE_ARTICLE.match(first) or _FOR.match(first)
    return found.end() if found else 0


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
