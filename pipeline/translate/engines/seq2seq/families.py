"""Families of translation models: how each is told the two languages, and which models belong to it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.errors import EngineError
from pipeline.languages.locales import language_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.model import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCodes:
    """What one language is called in each family; empty where the family does not know it."""

    marian: tuple[str, ...] = ()
    nllb: str = ""
    m2m100: str = ""
    madlad: str = ""


CODES = msgspec.convert(
    tomllib.loads(Path(__file__).with_name("codes.toml").read_text(encoding="utf-8")), dict[str, LanguageCodes]
)
_NO_CODES = LanguageCodes()
_MARIAN_TARGET = re.compile(r">>\w+<<")
_MARIAN_LANGUAGES = {code: tag for tag, codes in CODES.items() for code in codes.marian}
_ONE_LANGUAGE = re.compile(r"[a-z]{2,3}")
"""What Marian calls one language; a group of them is written otherwise (``ROMANCE``, ``gmq+gmw``)."""


def codes_of(tag: str) -> LanguageCodes:
    """Return the codes of a tag, or of its language; empty ones for a language without a row."""
    return CODES.get(tag) or CODES.get(language_of(tag), _NO_CODES)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageTokens:
    """What tells one checkpoint the direction: a prefix of the source, a source code, the target's first token."""

    prefix: str = ""
    source_code: str | None = None
    """What the tokenizer's ``src_lang`` must be, where it has one."""
    first_token: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFamily:
    """Models that are told the languages in the same way. ``language_tokens`` gives None for an unknown direction."""

    name: str
    recognizes: Callable[[Any, Any], bool]
    """Tells from tokenizer and configuration whether a checkpoint belongs here."""
    language_tokens: Callable[[Any, Direction], LanguageTokens | None]


def recognize(tokenizer: Any, config: Any) -> ModelFamily:
    """Return the family of a checkpoint.

    :raises EngineError: if it belongs to none
    """
    for family in FAMILIES:
        if family.recognizes(tokenizer, config):
            return family
    names = ", ".join(family.name for family in FAMILIES)
    raise EngineError(f'models of type "{config.model_type}" cannot be asked for a language; use one of {names}')


def _knows(tokenizer: Any, token: str) -> bool:
    return bool(tokenizer.convert_tokens_to_ids(token) not in (None, tokenizer.unk_token_id))


def _marian_tokens(tokenizer: Any, direction: Direction) -> LanguageTokens | None:
    if not _may_be(tokenizer.source_lang, direction.source):
        return None
    for code in codes_of(direction.target).marian:
        token = f">>{code}<<"
        if _knows(tokenizer, token):
            return LanguageTokens(prefix=f"{token} ")
    if any(map(_MARIAN_TARGET.fullmatch, tokenizer.get_vocab())) or not _may_be(
        tokenizer.target_lang, direction.target
    ):
        return None  # it writes other languages, and not this one
    return LanguageTokens()


def _may_be(declared: str | None, tag: str) -> bool:
    """Tell whether a declared language is that of a tag; yes where it declares none or a group."""
    if declared is None or not _ONE_LANGUAGE.fullmatch(declared):
        return True
    return _MARIAN_LANGUAGES.get(declared, declared) == language_of(tag)


def _nllb_tokens(tokenizer: Any, direction: Direction) -> LanguageTokens | None:
    source, target = codes_of(direction.source).nllb, codes_of(direction.target).nllb
    if not (source and target and _knows(tokenizer, source) and _knows(tokenizer, target)):
        return None
    return LanguageTokens(source_code=source, first_token=tokenizer.convert_tokens_to_ids(target))


def _m2m100_tokens(tokenizer: Any, direction: Direction) -> LanguageTokens | None:
    source, target = codes_of(direction.source).m2m100, codes_of(direction.target).m2m100
    known = tokenizer.lang_code_to_id
    if source not in known or target not in known:
        return None
    return LanguageTokens(source_code=source, first_token=tokenizer.get_lang_id(target))


def _madlad_tokens(tokenizer: Any, direction: Direction) -> LanguageTokens | None:
    token = f"<2{codes_of(direction.target).madlad}>"
    return LanguageTokens(prefix=f"{token} ") if _knows(tokenizer, token) else None


FAMILIES: tuple[ModelFamily, ...] = (
    ModelFamily(
        name="Marian", recognizes=lambda _, config: config.model_type == "marian", language_tokens=_marian_tokens
    ),
    ModelFamily(
        name="NLLB", recognizes=lambda tokenizer, _: _knows(tokenizer, "eng_Latn"), language_tokens=_nllb_tokens
    ),
    ModelFamily(
        name="M2M100", recognizes=lambda tokenizer, _: hasattr(tokenizer, "get_lang_id"), language_tokens=_m2m100_tokens
    ),
    ModelFamily(
        name="MADLAD", recognizes=lambda tokenizer, _: _knows(tokenizer, "<2en>"), language_tokens=_madlad_tokens
    ),
)
