"""A ninjs item as a page of HTML, from which editions of other formats are written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any


def page_of(item: Mapping[str, Any]) -> str:
    """Return a ninjs item as a page: headline, first description, pictures, body."""
    values = {str(key).lower(): value for key, value in item.items()}
    headline = next(iter(_values(values, "headlines", "headline")), None)
    description = next(iter(_values(values, "descriptions", "description")), None)
    body = max(_values(values, "bodies", "body"), key=_is_html, default="")
    parts = [
        f"<h1>{_text_of(headline)}</h1>" if headline else "",
        f"<p>{_text_of(description)}</p>" if description else "",
        *map(_picture, _associations(values)),
        body if _is_html(body) else "".join(f"<p>{escape(part)}</p>\n" for part in re.split(r"\n\s*\n", body)),
    ]
    return "\n".join(filter(None, parts))


def _is_html(text: str) -> bool:
    return text.lstrip().startswith("<")


def _text_of(value: str) -> str:
    """Return a headline or description as inline HTML."""
    return re.sub(r"</?(?:p|div)\b[^>]*>", " ", value).strip() if _is_html(value) else escape(value)


def _values(item: Mapping[str, Any], listed: str, single: str) -> list[str]:
    """Return the texts of one kind: the list of versions 2 and 3, or the properties of version 1."""
    found = [each.get("value") for each in item.get(listed) or () if isinstance(each, dict)]
    found += [value for key, value in item.items() if key.partition("_")[0] == single]
    return [value for value in found if isinstance(value, str) and value.strip()]


def _associations(item: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found = item.get("associations") or ()
    entries = found.values() if isinstance(found, dict) else found
    return [{str(key).lower(): value for key, value in each.items()} for each in entries if isinstance(each, dict)]


def _picture(association: Mapping[str, Any]) -> str:
    """Return an associated picture with its caption, or nothing for anything else."""
    renditions = association.get("renditions") or ()
    entries = renditions.values() if isinstance(renditions, dict) else renditions
    addresses = (str(each.get("href") or "") for each in entries if isinstance(each, dict))
    address = next(filter(None, addresses), "")
    captions = _values(association, "descriptions", "description") or _values(association, "headlines", "headline")
    if not address or association.get("type") != "picture" or not captions:
        return ""
    return f'<p><img src="{escape(address)}" alt="{escape(re.sub(r"<[^>]*>", "", captions[0]).strip())}"></p>'
