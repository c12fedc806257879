"""The plural entries of a PO file, form by form, with the numbers that each form stands for."""

from __future__ import annotations

import gettext
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.catalog.reading import read_entries

_RULE = re.compile(r"plural=([^;]+);?")
_NUMBERS = 201
"""From 0 up to here every form of every language comes, and one that only a single number has comes once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluralForm:
    """One form of a plural entry. ``number`` is the one that it stands for, None where it stands for several.

    ``holds_one`` tells whether it stands for one, alone or among others.
    """

    singular: str
    plural: str
    target: str
    holds_one: bool
    number: int | None


def read_plural_forms(path: Path, plural_forms: str) -> Mapping[int, tuple[PluralForm, ...]]:
    """Return the forms of each plural entry of a PO file by the line of its first one; empty forms are left out.

    :param plural_forms: the header Plural-Forms, which says what numbers each form stands for
    """
    numbers = _numbers(plural_forms)
    found = {}
    for entry in read_entries(path.read_text(encoding="utf-8-sig"), path):
        plural = entry.text("msgid_plural")
        if plural is not None and not entry.obsolete:
            texts = enumerate(entry.targets)
            forms = (_form(entry.text("msgid") or "", plural, text, numbers.get(at, ())) for at, text in texts if text)
            found[entry.target_line] = tuple(forms)
    return found


def _form(singular: str, plural: str, target: str, numbers: tuple[int, ...]) -> PluralForm:
    number = numbers[0] if len(numbers) == 1 else None
    return PluralForm(singular=singular, plural=plural, target=target, holds_one=1 in numbers, number=number)


@cache
def _numbers(plural_forms: str) -> Mapping[int, tuple[int, ...]]:
    """Return the numbers of each form, as far as they are looked at; none where the header says nothing readable."""
    rule = _RULE.search(plural_forms)
    found: defaultdict[int, list[int]] = defaultdict(list)
    try:
        choose = gettext.c2py(rule[1]) if rule else None  # gettext's own reader of rules
    except ValueError:
        choose = None
    if choose:
        for number in range(_NUMBERS):
            found[choose(number)].append(number)
    return {form: tuple(numbers) for form, numbers in found.items()}
