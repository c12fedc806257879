"""What a page says of itself to machines: schema.org's NewsArticle as JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from pipeline.editions.addresses import address_of
from pipeline.editions.edition import Edition
from pipeline.model import Role

_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def linked_data(edition: Edition, headline: str, standfirst: str, correction: str) -> str:
    """Return an edition's JSON-LD, safe inside a ``script`` element; empty fields are left out."""
    metadata, site = edition.document.metadata, edition.site
    authors = edition.author.split(",")
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": headline,
        "description": standfirst,
        "inLanguage": edition.language,
        "datePublished": metadata.date.isoformat() if metadata.date else "",
        "author": [{"@type": "Person", "name": name.strip()} for name in authors if name.strip()],
        "keywords": list(metadata.tags),
        "correction": correction,
        "url": _address(edition, edition.language) if site.base_url else "",
    }
    others = [language for language in site.languages if language != edition.language]
    if edition.is_original:
        data["workTranslation"] = [_work(edition, language) for language in others]
    else:
        data["translationOfWork"] = _work(
            edition, edition.original or edition.source_language, title=_original_title(edition)
        )
    written = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False, indent=1)
    return "".join(_UNSAFE.get(char, char) for char in written)


def _address(edition: Edition, language: str) -> str:
    return address_of(edition.site, language, edition.slug, seen_from=edition.slug)


def _work(edition: Edition, language: str, title: str = "") -> dict[str, str]:
    published = language in edition.site.languages
    work = {
        "@type": "NewsArticle",
        "inLanguage": language,
        "headline": title,
        "url": _address(edition, language) if published else "",
    }
    return {key: value for key, value in work.items() if value}


def _original_title(edition: Edition) -> str:
    sources = (unit.source for unit in edition.units if unit.role is Role.HEADLINE)
    return next(sources, edition.document.metadata.title or "")
