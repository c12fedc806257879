"""What editions say themselves: in the edition's language where there is a catalog, and never claiming to be in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.editions import labels
from pipeline.editions.edition import Edition, Site, build_edition
from pipeline.editions.house_style import Style, format_number, format_percent
from pipeline.editions.labels import labels_of, standing
from pipeline.editions.writers import WRITERS
from tests.catalogs_of_labels import catalogs_in, hold_catalog, hold_template
from tests.editions.test_edition import ARTICLE, WHOLE, article_of, edition_of

FOLDER = Path(labels.__file__).parent
DRAFTS = (
    "One sentence is a machine translation that nobody has reviewed yet.",
    "{n} sentences are machine translations that nobody has reviewed yet.",
)
# Arabic's counted nouns: one, a dual, plurals to ten, the accusative to 99, the genitive after hundreds.
COUNTED = [
    ("ar", 1, "فيه جملة واحدة مترجَمة آلياً لم تُراجَع بعد."),
    ("ar", 2, "فيه جملتان مترجَمتان آلياً لم تُراجَعا بعد."),
    ("ar", 3, "فيه 3 جمل مترجَمة آلياً لم تُراجَع بعد."),
    ("ar", 10, "فيه 10 جمل مترجَمة آلياً لم تُراجَع بعد."),
    ("ar", 11, "فيه 11 جملةً مترجَمةً آلياً لم تُراجَع بعد."),
    ("ar-EG", 99, "فيه ٩٩ جملةً مترجَمةً آلياً لم تُراجَع بعد."),
    ("ar", 100, "فيه 100 جملة مترجَمة آلياً لم تُراجَع بعد."),
    ("ar", 103, "فيه 103 جمل مترجَمة آلياً لم تُراجَع بعد."),
    ("en", 1, "One sentence is a machine translation that nobody has reviewed yet."),
    ("en", 1200, "1,200 sentences are machine translations that nobody has reviewed yet."),
    ("fr", 1, "Une phrase est une traduction automatique que personne n’a encore relue."),
    ("fr", 1200, "1\u202f200 phrases sont des traductions automatiques que personne n’a encore relues."),
    ("de", 2, "2 sentences are machine translations that nobody has reviewed yet."),
]
SHARES = [("en", "75%"), ("ar", "75%"), ("ar-EG", "٧٥٪"), ("fr", "75\u00a0%")]


def edition_in(language: str, text: str = ARTICLE, **options: Any) -> Edition:
    return build_edition(article_of(text), None, language, **options)


def test_the_template_holds_every_message_of_the_code_and_no_other() -> None:
    hold_template(FOLDER)


@pytest.mark.parametrize("path", catalogs_in(FOLDER), ids=lambda path: path.parts[-3])
def test_a_catalog_says_every_message_with_the_same_values(path: Path) -> None:
    hold_catalog(FOLDER, path)


@pytest.mark.parametrize(("language", "number", "sentence"), COUNTED)
def test_sentences_are_counted_in_the_language_of_the_labels(language: str, number: int, sentence: str) -> None:
    assert labels_of(language).count(*DRAFTS, number, Style()) == sentence


def test_the_standing_says_what_is_reviewed_left_and_left_out() -> None:
    assert standing(edition_of("Ice.\n", {"Ice.": "جليد."})) == WHOLE
    assert standing(edition_of("Ice. Snow.\n", {"Ice.": "جليد."})) == (
        "مترجَم عن الإنجليزية. وتُركت جملة واحدة بلغتها الأصلية، وهي الإنجليزية."
    )
    assert standing(edition_of("Ice. Snow.\n", {})) == (
        "لم يُترجَم شيء منه عن الإنجليزية بعد. وتُركت جملتان بلغتهما الأصلية، وهي الإنجليزية."
    )
    french = edition_in("fr", "Ice.\n", site=Site(fallback="omit"))
    assert standing(french) == (
        "Rien n’en est encore traduit (langue d’origine : anglais). "
        "Une phrase est omise, car sa traduction n’a pas encore été relue."
    )


def test_the_standing_does_not_count_the_description_of_a_page() -> None:
    head = '<head><meta name="description" content="Snow melts."></head>'
    html = f'<html lang="en">{head}<body><article><h1>Ice</h1><p>It rained.</p></article></body></html>'
    edition = edition_of(html, {"Ice": "جليد", "It rained.": "أمطرت."}, "html")
    assert [unit.text for unit in edition.units] == ["Snow melts.", "جليد", "أمطرت."]
    assert standing(edition) == WHOLE
    assert standing(edition_of(html, {"Ice": "جليد", "Snow melts.": "يذوب الثلج."}, "html")) != WHOLE


def test_a_page_without_a_catalog_says_that_its_labels_are_in_another_language() -> None:
    page = {writer.name: writer.write(edition_in("de")) for writer in WRITERS}
    assert '<html lang="de" dir="ltr">' in page["html"]
    assert '<p class="statement" lang="en" dir="ltr">Nothing of it is translated' in page["html"]
    assert '<time datetime="2026-01-09" lang="de" dir="ltr">9. Januar 2026</time>' in page["html"]
    assert '<p class="embed" lang="en" dir="ltr">Embedded content' in page["html"]
    assert "\ntranslation_note_language: en\n" in page["md"]
    assert "⟦en: Nothing of it is translated from English yet." in page["txt"]
    assert "⟦en: Nothing of it is translated from English yet." in page["ninjs"]
    assert "⟦en: \u2066Nothing" in WRITERS[1].write(edition_in("he"))
    assert "translation_note_language" not in WRITERS[0].write(edition_in("fr"))
    assert "\n\nRien n’en est encore traduit" in WRITERS[1].write(edition_in("fr"))


@pytest.mark.parametrize(("language", "share"), SHARES)
def test_a_share_is_written_as_the_locale_does(language: str, share: str) -> None:
    assert format_percent(75, language, Style()) == share


def test_numbers_follow_the_locale() -> None:
    assert format_number(1250, "ar-EG", Style()) == "١٬٢٥٠"
    assert format_number(1250, "en", Style()) == "1,250"
