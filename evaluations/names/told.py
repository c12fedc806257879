"""Measure how the names that the draft engine is told agree with a reference.

    python -m evaluations.names.told --data DATA [--sets ...] [--show]

Reads texts that the lexicon was not made of: FLORES dev and ``heldout/`` of DATA, and our own measuring set. A word
that is told is right if the reference has it, with or without particles written onto it; right by sound, if the
reference has a word that sounds like the source's. What is asked for is each name that source and reference both have
by its sound. No engine runs.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluations.draft.measure import SETS, read_set
from evaluations.names.pairs import PAIR, names_of_both
from evaluations.references import DIRECTIONS
from pipeline.languages.matching import fold
from pipeline.languages.names.presence import sounds_said
from pipeline.languages.names.respelled import find_respelled
from pipeline.languages.names.transliteration import arabic_forms, plain_latin
from pipeline.languages.stems import tokens
from pipeline.model import Direction


def forms(text: str, language: str) -> frozenset[str]:
    """Return the words of a text in the forms that are compared: plain, and in Arabic also without particles."""
    words = tokens(fold(text).text)
    if language == PAIR.latin:
        return frozenset(filter(None, map(plain_latin, words)))
    return frozenset(form for word in words for form, _ in arabic_forms(word))


def judge(source: str, reference: str, direction: Direction) -> Iterator[tuple[str, str, str]]:
    """Yield a verdict on each word that is told and on each that is asked for, the source's name, and the spelling."""
    said = forms(reference, direction.target)
    told: set[str] = set()
    for name in find_respelled(source, direction.source, direction.target):
        spelled = forms(name.target, direction.target)
        told.update(spelled)
        heard = sounds_said(name.source, reference, direction.source)
        for word in tokens(fold(name.target).text):
            right = bool(forms(word, direction.target) & said)
            yield "right" if right else "heard" if heard else "wrong", name.source, word
    for written, wanted in names_of_both(source, reference, direction):
        yield "kept" if forms(wanted, direction.target) & told else "missed", written, wanted


def report(pairs: Sequence[tuple[str, str]], direction: Direction, *, show: bool) -> str:
    """Return the figures of some pairs; print what is not right, if wanted."""
    counts: Counter[str] = Counter()
    for source, reference in pairs:
        for verdict, name, spelled in judge(source, reference, direction):
            counts[verdict] += 1
            if show and verdict in {"heard", "wrong", "missed"}:
                print(f"{direction}\t{verdict}\t{name}\t{spelled}")
    told = counts["right"] + counts["heard"] + counts["wrong"]
    asked = counts["kept"] + counts["missed"]
    exact, heard = counts["right"] / max(told, 1), (counts["right"] + counts["heard"]) / max(told, 1)
    return (
        f"{told} words told, right {counts['right']} ({exact:.1%}), by sound {heard:.1%}; "
        f"{asked} asked for, told as the reference has them {counts['kept']} ({counts['kept'] / max(asked, 1):.1%})"
    )


def main() -> None:
    """Print the figures of each set and direction."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with heldout/ and mt-outputs/")
    parser.add_argument("--sets", nargs="*", choices=SETS, default=SETS)
    parser.add_argument("--show", action="store_true", help="print the words that are not right")
    arguments = parser.parse_args()
    for direction in DIRECTIONS:
        for name in arguments.sets:
            pairs = list(zip(*read_set(arguments.data, name, direction), strict=True))
            print(f"{direction} {name}: {report(pairs, direction, show=arguments.show)}")


if __name__ == "__main__":
    main()
