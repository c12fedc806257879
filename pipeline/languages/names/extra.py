"""Words of an Arabic text that may be names which the English text does not have."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from itertools import chain

from pipeline.languages.dates import months_in
from pipeline.languages.lexicon import load_lexicon, load_words
from pipeline.languages.names.counterparts import SPELLED, is_word, read_arabic, resembles_any
from pipeline.languages.names.exonyms import find_acronyms, find_exonyms, is_place
from pipeline.languages.names.pair import NamePair
from pipeline.languages.names.transliteration import arabic_forms, distance, latin_skeleton, plain_latin
from pipeline.languages.stems import stem, stem_set

_LATIN_WORD = re.compile(r"[^\W\d_]{3,}")
_LEAST = 4
"""Letters of an Arabic word that may be another name."""


class ExtraName(IntEnum):
    """Whether an Arabic text has a name that the English text has not."""

    NO = 0
    MAYBE = 1
    """A word that is unknown, and unlike every English word."""
    SURELY = 2
    """A word that is known to be a name."""


@lru_cache(maxsize=65536)
def is_name(word: str, pair: NamePair) -> bool:
    """Tell whether a folded Arabic word is surely a name: a place, or a translation of a name that sounds so."""
    forms = [form for form, _ in arabic_forms(word)]
    row = load_lexicon(pair.other, pair.latin).get(stem(word, pair.other))
    if any(is_place(form, pair) for form in forms):
        return True
    if row is None:
        return False
    ordinary = row.others & load_words(pair.latin).stems
    names = {name for form in forms for name in row.others - ordinary if distance(name, form) <= SPELLED}
    return len(names) > len(ordinary)


def find_extra_name(english: str, arabic: str, pair: NamePair, enough: ExtraName = ExtraName.SURELY) -> ExtraName:
    """Tell whether the Arabic text has a word that is a name of nothing in the English text.

    :param enough: how sure the caller wants to be, so that no more is looked at
    """
    stems, latin = stem_set(english, pair.latin), _LATIN_WORD.findall(english)
    skeletons = [(word, latin_skeleton(word)) for word in latin]
    exonyms = (
        *chain.from_iterable(find_exonyms(plain_latin(word), pair) for word in latin),
        *find_acronyms(english, pair),
    )
    lexicon = load_lexicon(pair.other, pair.latin)
    found = ExtraName.NO
    for word in read_arabic(arabic).words:
        row = lexicon.get(stem(word, pair.other))
        if len(word) < _LEAST or (row and not row.others.isdisjoint(stems)):
            continue
        sure = is_name(word, pair)
        known = not sure and is_word(word, pair)
        if known or any(form.startswith(exonyms) for form, _ in arabic_forms(word)) or resembles_any(word, skeletons):
            continue
        found = ExtraName.SURELY if sure and not months_in(word, pair.other) else max(found, ExtraName.MAYBE)
        if found >= enough:
            break
    return found
