"""Which hub models are recommended, which lie in the cache, and whether the hub answers.

Only repositories and revisions with safetensors weights are listed: a pickle can run code when it is read.
"""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.engines.protocol import ModelRow
from pipeline.locales import language_of

if TYPE_CHECKING:
    from pipeline.model import Direction

MAIN = "main"
"""The revision of a model without a pinned one."""
WEIGHTS = "model.safetensors"
WEIGHTS_INDEX = "model.safetensors.index.json"
"""Names the files of weights that come in several."""
TIMEOUT = 3.0
"""Seconds a hub may take to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubModel:
    """One model on the hub. ``revision`` is None where none could be verified; ``size`` is the download, in bytes."""

    model: str
    title: str
    licence: str
    size: int
    revision: str | None = None


ENGLISH_TO_ARABIC = HubModel(
    model="Helsinki-NLP/opus-mt-tc-big-en-ar",
    title="English to Arabic, FLORES-200 BLEU 29.7",
    licence="CC-BY-4.0",
    size=482_000_000,
    revision="ae9f1b2fd512000ca9440eb3b8ec9aa9acb298ac",  # the repaired weights; earlier ones repeat themselves
)
ARABIC_TO_ENGLISH = HubModel(
    model="HPLT/translate-ar-en-v1.0-hplt_opus",
    title="Arabic to English, FLORES-200 BLEU 40.2",
    licence="CC-BY-4.0",
    size=226_000_000,
    revision="refs/pr/1",  # main has pickled weights only; this is the hub's own conversion of them
)
MULTILINGUAL = HubModel(
    model="facebook/m2m100_418M",
    title="a hundred languages into one another; weaker than the models for one direction",
    licence="MIT",
    size=1_942_000_000,
    revision="refs/pr/19",  # as above
)
RECOMMENDED: dict[tuple[str, str], HubModel] = {
    ("en", "ar"): ENGLISH_TO_ARABIC,
    ("ar", "en"): ARABIC_TO_ENGLISH,
}
"""The best free model of a direction that has one of its own."""

LISTED = (ENGLISH_TO_ARABIC, ARABIC_TO_ENGLISH, MULTILINGUAL)
RESTRICTED_FAMILIES = ("facebook/nllb-200-",)
"""Beginnings of the ids of models that forbid commercial use."""


def recommended(direction: Direction) -> HubModel:
    """Return the hub model to use for a direction."""
    return RECOMMENDED.get((language_of(direction.source), language_of(direction.target)), MULTILINGUAL)


def is_restricted(model: str) -> bool:
    """Tell whether a hub model is known to forbid commercial use."""
    return model.startswith(RESTRICTED_FAMILIES)


def cached_folder(model: str, revision: str | None = None) -> Path | None:
    """Return where a revision of a hub model lies in the cache, whole; None if it does not.

    The folder is named after the commit.
    """
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        config = try_to_load_from_cache(model, "config.json", revision=revision or MAIN)
    except HFValidationError:
        return None
    if not isinstance(config, str):
        return None
    folder = Path(config).parent
    return folder if has_weights(folder) else None


def is_cached(model: str, revision: str | None = None) -> bool:
    """Tell whether a revision of a hub model can be used without the hub."""
    return cached_folder(model, revision) is not None


def has_weights(folder: Path) -> bool:
    """Tell whether a folder holds all the safetensors files of a model."""
    index = folder / WEIGHTS_INDEX
    if not index.is_file():
        return (folder / WEIGHTS).is_file()
    try:
        names = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
    except (ValueError, LookupError, TypeError, AttributeError):
        return False
    return all((folder / name).is_file() for name in names)


def hub_is_forbidden() -> bool:
    """Tell whether the environment forbids asking the hub."""
    values = (os.environ.get(name, "").upper() for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
    return any(value in {"1", "ON", "YES", "TRUE"} for value in values)


@cache
def hub_answers(timeout: float = TIMEOUT) -> bool:
    """Tell whether the hub (``HF_ENDPOINT``) answers within *timeout* seconds; asked once a process."""
    import urllib.request

    endpoint = os.environ.get("HF_ENDPOINT") or "https://huggingface.co"
    if hub_is_forbidden() or not endpoint.startswith(("https://", "http://")):
        return False
    answers: list[bool] = []

    def ask() -> None:
        try:
            request = urllib.request.Request(endpoint, method="HEAD")  # noqa: S310 - the scheme was checked above
            with urllib.request.urlopen(request, timeout=timeout):  # noqa: S310 - likewise
                answers.append(True)
        except (OSError, ValueError):
            answers.append(False)

    # Looking up a name has no timeout of its own, so the thread is left behind when time is up.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(timeout)
    return answers == [True]


def torch_installed() -> bool:
    """Tell whether the packages that run hub models are installed."""
    return find_spec("torch") is not None and find_spec("sentencepiece") is not None


def list_hub_models() -> tuple[ModelRow, ...]:
    """List the models worth knowing, and where they are cached."""
    loads = torch_installed()
    return tuple(
        ModelRow(
            engine="seq2seq",
            title=row.title,
            model=row.model,
            licence=row.licence,
            size=row.size,
            cached=cached_folder(row.model, row.revision),
            loads=loads,
        )
        for row in LISTED
    )
