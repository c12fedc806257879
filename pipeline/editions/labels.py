"""What an edition says itself, in its own language: a language more is a row more.

A sentence that counts has a form for each of CLDR's plural categories that its language uses: Arabic's noun is a dual
after two, a plural from 3 to 10, a singular in the accusative from 11 to 99, and in the genitive after hundreds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.editions.house_style import Digits, format_number
from pipeline.languages.locales import babel_locale, language_of

if TYPE_CHECKING:
    from pipeline.editions.edition import Edition

_Forms = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The sentences of an edition; ``{language}`` is the original's name in the edition's language, ``{n}`` a count."""

    translated: str
    whole: str
    drafts: _Forms
    """Sentences that are machine translations nobody reviewed."""
    source: _Forms
    """Sentences that stand in the original language."""
    omitted: _Forms
    """Sentences that are left out until their translation is reviewed."""
    machine: str
    embed: str
    correction: str
    articles: str
    languages: str
    reviewed: str
    original: str
    empty: str
    withdrawn: str
    withdrawn_title: str


LABELS: dict[str, Labels] = {
    "ar": Labels(
        translated="مترجَم عن {language}.",
        whole="مترجَم عن {language}، وقد روجعت ترجمة كل جملة فيه.",
        drafts={
            "zero": "لا توجد فيه جملة مترجَمة آلياً لم تُراجَع.",
            "one": "فيه جملة واحدة مترجَمة آلياً لم تُراجَع بعد.",
            "two": "فيه جملتان مترجَمتان آلياً لم تُراجَعا بعد.",
            "few": "فيه {n} جمل مترجَمة آلياً لم تُراجَع بعد.",
            "many": "فيه {n} جملةً مترجَمةً آلياً لم تُراجَع بعد.",
            "other": "فيه {n} جملة مترجَمة آلياً لم تُراجَع بعد.",
        },
        source={
            "one": "وتُركت جملة واحدة بلغتها الأصلية، وهي {language}.",
            "two": "وتُركت جملتان بلغتهما الأصلية، وهي {language}.",
            "few": "وتُركت {n} جمل بلغتها الأصلية، وهي {language}.",
            "many": "وتُركت {n} جملةً بلغتها الأصلية، وهي {language}.",
            "other": "وتُركت {n} جملة بلغتها الأصلية، وهي {language}.",
        },
        omitted={
            "one": "ولم تُنشر جملة واحدة لأن ترجمتها لم تُراجَع بعد.",
            "two": "ولم تُنشر جملتان لأن ترجمتهما لم تُراجَع بعد.",
            "few": "ولم تُنشر {n} جمل لأن ترجمتها لم تُراجَع بعد.",
            "many": "ولم تُنشر {n} جملةً لأن ترجمتها لم تُراجَع بعد.",
            "other": "ولم تُنشر {n} جملة لأن ترجمتها لم تُراجَع بعد.",
        },
        machine="ترجمة آلية",
        embed="محتوى مضمَّن في المقال الأصلي",
        correction="تصويب",
        articles="المقالات",
        languages="بلغات أخرى",
        reviewed="روجع {share} من الترجمة",
        original="نُشر أصلاً بهذه اللغة",
        empty="لا مقالات بعد.",
        withdrawn="سُحب هذا المقال، ولا يجوز نشره أو الاستناد إليه.",
        withdrawn_title="مقال مسحوب",
    ),
    "en": Labels(
        translated="Translated from {language}.",
        whole="Translated from {language}; the translation of every sentence is reviewed.",
        drafts={
            "zero": "None of its sentences is an unreviewed machine translation.",
            "one": "One sentence is a machine translation that nobody has reviewed yet.",
            "other": "{n} sentences are machine translations that nobody has reviewed yet.",
        },
        source={
            "one": "One sentence stands in the original language, {language}.",
            "other": "{n} sentences stand in the original language, {language}.",
        },
        omitted={
            "one": "One sentence is left out, because its translation is not reviewed yet.",
            "other": "{n} sentences are left out, because their translations are not reviewed yet.",
        },
        machine="machine translation",
        embed="Embedded content of the original article",
        correction="Correction",
        articles="Articles",
        languages="Other languages",
        reviewed="{share} of the translation reviewed",
        original="First published in this language",
        empty="No articles yet.",
        withdrawn="This article has been withdrawn. Do not publish it or rely on it.",
        withdrawn_title="Article withdrawn",
    ),
}


def labels_of(tag: str) -> tuple[Labels, str]:
    """Return the labels of a language, and the language they are in: English for one without a row."""
    language = language_of(tag)
    return (LABELS[language], tag) if language in LABELS else (LABELS["en"], "en")


def count(forms: _Forms, number: int, tag: str, digits: Digits = "locale") -> str:
    """Return the form of a counting sentence for a number, which is in the locale's digits; the language stays open."""
    category = "zero" if number == 0 and "zero" in forms else babel_locale(tag).plural_form(number)
    sentence = forms.get(category) or forms["other"]
    return sentence.replace("{n}", format_number(number, tag, digits))


def standing(edition: Edition) -> str:
    """Say what of a translated edition a machine wrote, what stands in the original language, and what is left out."""
    labels, tag = labels_of(edition.language)
    digits = edition.site.style.digits
    if edition.reviewed == len(edition.units):
        parts = [labels.whole]
    else:
        parts = [labels.translated, count(labels.drafts, edition.drafts, tag, digits)]
        for forms, number in ((labels.source, edition.source), (labels.omitted, edition.omitted)):
            parts += [count(forms, number, tag, digits)] if number else []
    return " ".join(parts).replace("{language}", language_name(edition.source_language, tag))


def language_name(tag: str, shown_in: str) -> str:
    """Return a language's name in another language."""
    return str(babel_locale(tag).get_language_name(shown_in.replace("-", "_")) or tag)
