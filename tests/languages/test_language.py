"""What is known of a language: its data file, else Unicode's locale data."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.languages.dates import months_in, weekdays_in
from pipeline.languages.language import facts
from pipeline.languages.numbers.numerals import read_numerals
from pipeline.languages.plurals import gettext_headers, plural_header

CAPABILITIES = {
    # language: has_case, number words, negation, sentence rules, names in capitals
    "en": (True, True, True, True, True),
    "ar": (False, True, True, True, False),
    "fr": (True, True, True, True, True),
    "es": (True, True, True, True, True),
    "ja": (False, False, False, True, False),
    "ru": (True, False, False, False, False),
    "fa": (False, False, False, False, False),
}


@pytest.mark.parametrize(("language", "expected"), CAPABILITIES.items())
def test_a_language_has_the_capabilities_that_its_data_give(language: str, expected: tuple[bool, ...]) -> None:
    known = facts(language)
    words = bool(known.numbers and known.numbers.words)
    found = (known.has_case, words, known.negation is not None, known.segmentation is not None, known.names.capitals)
    assert found == expected


def test_what_no_file_says_comes_from_cldr() -> None:
    german = facts("de")
    assert (german.name, german.script, german.marks.letters) == ("German", "LATIN", facts("en").marks.letters)
    assert [month.number for month in months_in("am 3. März und 4. Dezember 2020", "de")] == [3, 12]
    assert weekdays_in("am Montag", "de") == ((0, 1),)
    assert 2_500_000 in read_numerals("2,5 Millionen Euro", "de").values
    assert 1234 in read_numerals("1.234 Häuser", "de").values


def test_months_that_only_cldr_knows_count_beside_digits() -> None:
    assert months_in("im Mai", "de") == ()


def test_a_language_that_nobody_knows_is_only_named() -> None:
    unknown = facts("xx")
    assert (unknown.name, unknown.plural_forms, unknown.months) == ("xx", "nplurals=2; plural=(n != 1);", None)


def test_a_region_changes_plural_forms_only_where_gettext_does() -> None:
    assert facts("pt-BR").plural_forms == "nplurals=2; plural=(n > 1);"
    assert facts("pt").plural_forms == facts("pt-PT").plural_forms == "nplurals=2; plural=(n != 1);"
    assert facts("ar-EG") is facts("ar")


@pytest.mark.skipif(shutil.which("msginit") is None, reason="gettext is not installed; install it to compare its forms")
@pytest.mark.parametrize("tag", sorted(gettext_headers()))
def test_plural_forms_are_gettexts_own(tag: str, tmp_path: Path) -> None:
    template = tmp_path / "a.pot"
    plural = 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    template.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n{plural}', encoding="utf-8")
    command = ["msginit", "--no-translator", "--no-wrap", "-l", tag.replace("-", "_"), "-i", str(template), "-o", "-"]
    written = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f'"Plural-Forms: {gettext_headers()[tag]}\\n"' in written


@pytest.mark.parametrize("language", ["zh", "fa", "cy", "is"])
def test_other_plural_forms_are_made_of_cldrs_rules(language: str) -> None:
    assert plural_header(language).startswith("nplurals=")
    assert language not in gettext_headers()


def test_reading_the_package_reads_no_data() -> None:
    code = (
        "import pipeline.quality.checks, pipeline.languages.language as known;"
        "print(known._load.cache_info().currsize, known.facts.cache_info().currsize)"
    )
    import sys

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0"]
