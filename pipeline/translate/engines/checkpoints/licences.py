"""What a model's licence is, and whether it forbids commercial use."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.errors import EngineError

CARD = "README.md"
"""The file in which a model says what it is; its front matter names the licence."""
RESTRICTED_FAMILIES: dict[str, str] = {
    "Unbabel/Tower": "CC-BY-NC-4.0",
    "facebook/nllb-": "CC-BY-NC-4.0",
    "facebook/seamless-m4t": "CC-BY-NC-4.0",
    "facebook/hf-seamless-m4t": "CC-BY-NC-4.0",
}
"""Beginnings of the ids of models that forbid commercial use, for when their cards are not at hand."""
_RESTRICTED = re.compile(r"(?<![a-z])(nc|non[ _-]?commercial|research|academic|amlr)(?![a-z])", re.IGNORECASE)
"""Parts of the names of licences that forbid commercial use: ``cc-by-nc-4.0``, ``apple-amlr``."""
_UNNAMED = ("other", "unknown")


def read_licence(folder: Path) -> str | None:
    """Return the licence that the card in a model's folder names; None where there is no card, or it names none."""
    import yaml
    from huggingface_hub import metadata_load

    try:
        front = metadata_load(folder / CARD) or {}
    except (OSError, ValueError, yaml.YAMLError):
        return None
    licence = front.get("license")
    if licence in _UNNAMED:
        licence = front.get("license_name") or licence
    names = licence if isinstance(licence, list) else [licence]
    return ", ".join(str(name) for name in names if name) or None


def forbids_commerce(licence: str | None) -> bool:
    """Tell whether a licence, by its name, forbids commercial use."""
    return licence is not None and _RESTRICTED.search(licence) is not None


def family_licence(model: str) -> str | None:
    """Return the licence of a model that is known by its id to forbid commercial use; None for any other."""
    return next((licence for start, licence in RESTRICTED_FAMILIES.items() if model.startswith(start)), None)


def require_permission(model: str, licence: str | None, *, accepted: bool) -> None:
    """Refuse a model that forbids commercial use, unless the settings accept that.

    :raises EngineError: saying how to accept it
    """
    if forbids_commerce(licence) and not accepted:
        raise EngineError(
            f"{model}: its licence ({licence}) forbids commercial use; if that suits you, set accept_license = true"
            " under [engines] (or under the pair, such as [engines.en-ar])"
        )
