import pytest

from pipeline.errors import ConfigError
from pipeline.languages.language import facts
from pipeline.languages.locales import (
    babel_locale,
    direction,
    gettext_name,
    language_of,
    normalize_tag,
    script_of,
    tag_of,
)

TAGS = {"ar": "ar", "AR_eg": "ar-EG", "pt-br": "pt-BR", "zh-cn": "zh-CN", "zh-hant-tw": "zh-Hant-TW", "en": "en"}


@pytest.mark.parametrize(("given", "usual"), TAGS.items())
def test_a_tag_is_spelled_as_usual_and_gets_no_new_part(given: str, usual: str) -> None:
    assert normalize_tag(given) == usual


@pytest.mark.parametrize("tag", ["klingonese", "", "12", "en-XYZW-"])
def test_what_is_no_tag_is_refused_with_examples(tag: str) -> None:
    with pytest.raises(ConfigError, match="pt-BR"):
        normalize_tag(tag)


def test_gettext_writes_underscores_and_back() -> None:
    assert gettext_name("pt-BR") == "pt_BR"
    assert tag_of("pt_BR") == "pt-BR"


def test_arabic_runs_from_right_to_left() -> None:
    assert direction("ar-EG") == "rtl"
    assert direction("en") == "ltr"


def test_arabic_has_gettexts_six_plural_forms() -> None:
    assert facts("ar-SY").plural_forms.startswith("nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3")


def test_the_script_of_a_letter_is_known_and_other_characters_have_none() -> None:
    assert [script_of(char) for char in "aض1،"] == ["LATIN", "ARABIC", None, None]


def test_a_region_does_not_make_another_language() -> None:
    assert language_of("ar-EG") == "ar"


def test_what_is_no_tag_is_quoted_on_one_short_line() -> None:
    with pytest.raises(ConfigError) as caught:
        babel_locale("ar\n" + "x" * 500)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 150
