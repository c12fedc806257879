"""Small edits of a sentence that change its meaning: opposites, members of a class, numbers, "not", swapped names.

They are data of the language (``data/<tag>/contrasts/``); a language without them has no edits. The embedded model is
asked which of them it finds likelier than the sentence, given its translation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import chain, pairwise, product
from pathlib import Path

import msgspec

from pipeline.languages.language import DATA
from pipeline.languages.locales import babel_locale, language_of

MOST = 80
"""Places of a sentence that are edited; one of 25 words has about 30."""
LONGEST = 3
"""Words of an entry of the lexicon."""
PHRASE = 5
"""Words of a phrase that is swapped."""
NUMERAL = 6
"""Digits of a number that are exchanged, from the left."""
_VERB, _NOUN = "v", "n"
"""Parts of speech in the lexicon."""
SWAPPED = "agents"
"""The kind of two phrases that change places: who does it, and whom it is done to."""
COUNTRIES = "place"
"""The kind of the names of countries, which CLDR knows."""
_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_NUMBER = re.compile(r"(?<![\w.,/])\d[\d,]*(?:\.\d+)?(?![\w/])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """A stretch of a text (code points) and what may stand there instead, each with another meaning."""

    kind: str
    start: int
    end: int
    alternatives: tuple[str, ...]


class Frames(msgspec.Struct, frozen=True, kw_only=True):
    """The words that negation and swapping turn on, separated by spaces, and the rules of endings.

    Rules are patterns, each with what the end of a word becomes; the first one that fits counts.
    """

    auxiliaries: str
    negators: str
    contracted: str
    past: str
    ending: str
    particles: str
    been: str
    third: str
    articles: str
    clauses: str
    bounds: str
    thirds: tuple[tuple[str, str], ...]
    """Of verbs in the third person, and of nouns in the plural."""
    pasts: tuple[tuple[str, str], ...]
    presents: tuple[tuple[str, str], ...]


_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})
"""Codes of CLDR that name no country."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The edits that a language's data name. ``entries``: alternatives of each wording, by kind."""

    entries: Mapping[str, Mapping[str, tuple[str, ...]]]
    verbs: Mapping[str, tuple[str, str]]
    """Finite forms of verbs that "not" takes another form of: the wording of the negated frame, and the base form."""
    pasts: frozenset[str]
    """Forms of the past without the regular ending."""
    frames: Frames
    signature: str


def lexicon_of(language: str) -> Lexicon | None:
    """Return the lexicon of a language, None where it has none."""
    return _load(language_of(language))


def find_contrasts(text: str, language: str) -> tuple[Contrast, ...]:
    """Return the edits of a text, the first ones of a very long text; none in a language without a lexicon."""
    lexicon = lexicon_of(language)
    if lexicon is None:
        return ()
    words = list(_WORD.finditer(text))
    found = [
        *_swaps(text, words, lexicon),
        *_negations(text, words, lexicon),
        *_listed(text, words, lexicon),
        *_numbers(text),
    ]
    return tuple(sorted(found, key=lambda each: (each.start, each.end, each.kind)))[:MOST]


def _listed(text: str, words: Sequence[re.Match[str]], lexicon: Lexicon) -> Iterator[Contrast]:
    """Yield what the lexicon says of words and phrases, the longest at each place."""
    for place, word in enumerate(words):
        for last in reversed(words[place : place + LONGEST]):
            wording = text[word.start() : last.end()]
            entry = lexicon.entries.get(wording) or lexicon.entries.get(wording[:1].lower() + wording[1:])
            if entry:
                for kind, alternatives in entry.items():
                    shown = tuple(_cased(each, wording) for each in alternatives)
                    yield Contrast(kind=kind, start=word.start(), end=last.end(), alternatives=shown)
                break


def _cased(alternative: str, wording: str) -> str:
    return alternative[:1].upper() + alternative[1:] if wording[:1].isupper() else alternative


def _numbers(text: str) -> Iterator[Contrast]:
    """Yield each number with one digit changed, digit by digit."""
    for number in _NUMBER.finditer(text):
        shown = number.group()
        for place, digit in enumerate(shown[:NUMERAL]):
            others = [other for other in "0123456789" if other != digit and (place or other != "0")]
            if digit.isdigit():
                changed = tuple(f"{shown[:place]}{other}{shown[place + 1 :]}" for other in others)
                yield Contrast(kind="number", start=number.start(), end=number.end(), alternatives=changed)


def _negations(text: str, words: Sequence[re.Match[str]], lexicon: Lexicon) -> Iterator[Contrast]:
    frames = lexicon.frames
    auxiliaries, negators = frames.auxiliaries.split(), frames.negators.split()
    for word, following in pairwise(words):
        here, after = word.group().lower(), following.group().lower()
        if here in auxiliaries and after in negators:
            yield Contrast(kind="negation", start=word.end(), end=following.end(), alternatives=("",))
        elif here in auxiliaries and text[word.end() : following.start()] == " ":
            negated = (f"{word.group()} {negators[0]}",)
            yield Contrast(kind="negation", start=word.start(), end=word.end(), alternatives=negated)
        elif here.endswith(frames.contracted):
            plain = word.group()[: -len(frames.contracted)]
            yield Contrast(kind="negation", start=word.start(), end=word.end(), alternatives=(plain,))
        elif (verb := lexicon.verbs.get(word.group())) and here not in auxiliaries:
            yield Contrast(kind="negation", start=word.start(), end=word.end(), alternatives=(" ".join(verb),))


def _swaps(text: str, words: Sequence[re.Match[str]], lexicon: Lexicon) -> Iterator[Contrast]:
    """Yield the text with who does it and whom it is done to exchanged, around each verb."""
    for place, word in enumerate(words):
        if place and _is_verb(words[place - 1].group(), word.group(), lexicon):
            first, last = _phrase_before(text, words, place, lexicon), _phrase_behind(text, words, place, lexicon)
            if first and last and text[slice(*first)].lower() != text[slice(*last)].lower():
                subject, between, following = text[slice(*first)], text[first[1] : last[0]], text[slice(*last)]
                begins = first[0] == 0
                swapped = (
                    f"{following[:1].upper() + following[1:] if begins else following}{between}"
                    f"{_lower(subject, lexicon.frames) if begins else subject}"
                )
                yield Contrast(kind=SWAPPED, start=first[0], end=last[1], alternatives=(swapped,))


def _is_verb(before: str, word: str, lexicon: Lexicon) -> bool:
    """Tell whether a word looks like a form of the past, and not like an adjective behind an article."""
    frames = lexicon.frames
    return before.lower() not in frames.articles.split() and (word in lexicon.pasts or word.endswith(frames.ending))


def _phrase_before(text: str, words: Sequence[re.Match[str]], place: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the words before a verb and its auxiliaries, back to a mark or a word that begins a clause."""
    skipped = (*lexicon.frames.auxiliaries.split(), *lexicon.frames.negators.split(), *lexicon.frames.been.split())
    while place and words[place - 1].group() in skipped:
        place -= 1
    clauses, first = lexicon.frames.clauses.split(), place
    while first and place - first < PHRASE and text[words[first - 1].end() : words[first].start()] == " ":
        if words[first - 1].group().lower() in clauses:
            break
        first -= 1
    return (words[first].start(), words[place - 1].end()) if first < place else None


def _phrase_behind(text: str, words: Sequence[re.Match[str]], place: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the words behind a verb and its "by" or "down", as far as a mark or a small word."""
    frames = lexicon.frames
    if place + 1 < len(words) and words[place + 1].group() in frames.particles.split():
        place += 1
    bounds, last = frames.bounds.split(), place
    while last + 1 < len(words) and last - place < PHRASE and text[words[last].end() : words[last + 1].start()] == " ":
        if words[last + 1].group().lower() in bounds:
            break
        last += 1
    return (words[place + 1].start(), words[last].end()) if last > place else None


def _lower(phrase: str, frames: Frames) -> str:
    """Return a phrase from the beginning of a sentence as it stands inside; a name keeps its capital."""
    small = phrase.split(maxsplit=1)[0].lower() in (*frames.articles.split(), *frames.bounds.split())
    return phrase[:1].lower() + phrase[1:] if small else phrase


# The lexicon.


@cache
def _load(language: str) -> Lexicon | None:
    folder = DATA / language / "contrasts"
    if not folder.is_dir():
        return None
    frames = msgspec.toml.decode((folder / "frames.toml").read_bytes(), type=Frames)
    irregular = {verb: forms for verb, *forms in map(str.split, _lines(folder / "verbs.txt"))}
    entries: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    verbs: dict[str, tuple[str, str]] = {}
    for kind, part, *sides in _opposites(folder / "opposites.txt"):
        left, right = ([_forms(word, part, irregular, frames) for word in side] for side in sides)
        verbs.update(chain.from_iterable(_negated(forms, frames) for forms in (*left, *right) if part == _VERB))
        _oppose(entries[kind], left, right)
    for kind, groups in (*_classes(folder / "classes.txt"), (COUNTRIES, _countries(language))):
        _exclude(entries[kind], groups)
    text = "\0".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))
    return Lexicon(
        entries=_by_wording(entries),
        verbs=verbs,
        pasts=frozenset(past for past, *_ in irregular.values()),
        frames=frames,
        signature=sha256(text.encode()).hexdigest()[:8],
    )


def _oppose(entries: dict[str, dict[str, None]], left: Iterable[Sequence[str]], right: Iterable[Sequence[str]]) -> None:
    """Enter the forms of words as alternatives of the same forms of their opposites."""
    for one, other in product(left, right):
        for here, there in zip(one, other, strict=True):
            entries[here][there] = entries[there][here] = None


def _exclude(entries: dict[str, dict[str, None]], groups: Sequence[Sequence[str]]) -> None:
    """Enter each wording of a class as an alternative of those of its other members."""
    for group in groups:
        others = dict.fromkeys(chain.from_iterable(each for each in groups if each is not group))
        for wording in group:
            entries[wording] |= others


def _by_wording(entries: Mapping[str, Mapping[str, Iterable[str]]]) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for kind, wordings in entries.items():
        for wording, alternatives in wordings.items():
            found[wording][kind] = tuple(alternatives)
    return dict(found)


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _opposites(path: Path) -> Iterator[tuple[str, str, list[str], list[str]]]:
    for line in _lines(path):
        kind, part, sides = (each.strip() for each in line.split(":", 2))
        left, right = ([word.strip() for word in side.split(",")] for side in sides.split("/"))
        yield kind, part, left, right


def _classes(path: Path) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    for line in _lines(path):
        kind, members = line.split(":", 1)
        yield kind, [tuple(wording.strip() for wording in member.split("=")) for member in members.split(",")]


def _countries(language: str) -> list[tuple[str, ...]]:
    names = babel_locale(language).territories
    return [(str(name),) for code, name in names.items() if code.isalpha() and code not in _NO_COUNTRIES]


def _negated(forms: Sequence[str], frames: Frames) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the finite forms of a verb that look like no other, each with the words that deny it."""
    base, third, past, *_ = forms
    yield third, (frames.third, base)
    if past != base:
        yield past, (frames.past, base)


def _forms(word: str, part: str, irregular: Mapping[str, Sequence[str]], frames: Frames) -> tuple[str, ...]:
    """Return the forms of a verb (base, third person, past, participle, -ing), of a noun, or a word as it is."""
    first, space, rest = word.partition(" ")
    if part == _VERB:
        past, participle, *present = irregular.get(first, [_inflect(first, frames.pasts)] * 2)
        forms = (
            first,
            _inflect(first, frames.thirds),
            past,
            participle,
            *(present or [_inflect(first, frames.presents)]),
        )
        return tuple(f"{form}{space}{rest}" for form in forms)
    return (word, _inflect(word, frames.thirds)) if part == _NOUN else (word,)


def _inflect(word: str, rules: Sequence[tuple[str, str]]) -> str:
    """Return a word as the first rule that fits its end changes it."""
    return next(re.sub(pattern, ending, word, count=1) for pattern, ending in rules if re.search(pattern, word))
