"""The model hub: which models are recommended, which lie in its cache, whether it answers, and downloads.

Files come through huggingface_hub, with its progress bars: what arrived stays in its cache, and the next run fetches
the rest.
"""

from __future__ import annotations

import json
import os
import threading
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import EngineError, shorten
from pipeline.languages.locales import language_of
from pipeline.project.extras import MODELS, install, is_installed
from pipeline.translate.engines.checkpoints.licences import (
    CARD,
    family_licence,
    forbids_commerce,
    read_licence,
    require_permission,
)
from pipeline.translate.engines.protocol import ModelRow

if TYPE_CHECKING:
    from pipeline.model import Direction
    from pipeline.translate.engines.protocol import Report

MAIN = "main"
"""The revision of a model without a pinned one."""
WEIGHTS = "model.safetensors"
WEIGHTS_INDEX = "model.safetensors.index.json"
"""Names the files of weights that come in several."""
SMALL_FILES = ["*.json", "*.spm", "*.model", "*.txt", "*.jinja"]
"""The files of a model but its weights."""
WEIGHT_FILES = ["*.safetensors"]
"""The files of weights; never a pickle, which can run code when it is read."""
DOCUMENTS = [CARD, "LICENSE*"]
"""Files that are downloaded beside the model itself."""
TIMEOUT = 3.0
"""Seconds a hub may take to answer."""
_SERVER_FAULT = 500
"""An answer with this status or a higher one says that the server is out of order."""
_REASON = 300
"""The most characters of the client library's own message that ours repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubModel:
    """One model on the hub, as models.toml has it; without languages it serves every direction."""

    model: str
    title: str
    licence: str
    size: int | None = None
    revision: str | None = None
    source: str = ""
    target: str = ""


LISTED = msgspec.convert(
    tomllib.loads(Path(__file__).with_name("models.toml").read_text(encoding="utf-8"))["model"], tuple[HubModel, ...]
)
"""The translation models that are worth knowing, the one for all directions last."""


def recommended(direction: Direction) -> HubModel:
    """Return the translation model to use for a direction."""
    languages = language_of(direction.source), language_of(direction.target)
    return next((row for row in LISTED if (row.source, row.target) == languages), LISTED[-1])


def cached_folder(model: str, revision: str | None = None) -> Path | None:
    """Return where a revision of a hub model lies in the cache, named after the commit; None if its weights do not."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        config = try_to_load_from_cache(model, "config.json", revision=revision or MAIN)
    except HFValidationError:
        return None
    return Path(config).parent if isinstance(config, str) and has_weights(Path(config).parent) else None


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


def _address() -> str:
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


@cache
def hub_answers() -> bool:
    """Tell whether the hub (``HF_ENDPOINT``) answers in time; asked once a process."""
    import urllib.error
    import urllib.request

    address = _address()
    if hub_is_forbidden() or not address.startswith(("https://", "http://")):
        return False
    answers: list[bool] = []

    def ask() -> None:
        try:
            request = urllib.request.Request(address, method="HEAD")  # noqa: S310 - the scheme was checked above
            with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310 - likewise
                answers.append(True)
        except urllib.error.HTTPError as error:
            answers.append(error.code < _SERVER_FAULT)  # a mirror may have nothing to show at its root
        except (OSError, ValueError):
            answers.append(False)

    # Looking up a name has no timeout of its own, so the thread is left behind when time is up.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(TIMEOUT)
    return answers == [True]


def download(
    model: str,
    revision: str | None,
    *,
    offline: bool = False,
    accept_license: bool = False,
    report: Report = lambda _: None,
) -> Path:
    """Fetch a revision of a hub model into the hub's cache, and return its folder there.

    The small files come first: a model whose licence is not accepted is not fetched, and one whose weights are in the
    cache is whole.

    :raises EngineError: if it cannot be had, saying what to do
    """
    name = f"{model} ({revision})" if revision else model
    if offline or hub_is_forbidden():
        raise EngineError(
            f"{name}: not in the cache, and the hub must not be asked; run `newsloc models prepare` once without"
            " --offline and HF_HUB_OFFLINE"
        )
    if not is_installed(MODELS):
        raise EngineError(f"{name}: PyTorch is not installed; run {install(MODELS)}, or use --engine draft")
    require_permission(model, family_licence(model), accepted=accept_license)
    if not hub_answers():
        raise EngineError(
            f"{name}: not in the cache, and the hub ({_address()}) does not answer; check the network and HF_ENDPOINT,"
            " or use --engine draft"
        )
    folder = _fetch(model, revision, [*SMALL_FILES, *DOCUMENTS])
    licence = read_licence(folder)
    require_permission(model, licence, accepted=accept_license)
    report(f"downloading {name}, once (licence: {licence or 'not stated'})")
    return _fetch(model, revision, WEIGHT_FILES)


def _fetch(model: str, revision: str | None, patterns: list[str]) -> Path:
    """Fetch the files with such names.

    :raises EngineError: with what the client library says
    """
    from huggingface_hub import snapshot_download

    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        return Path(snapshot_download(model, revision=revision, allow_patterns=patterns))
    except Exception as error:  # of its own kinds, and of those of the libraries below it
        reason = shorten(" ".join(str(error).split()), _REASON) or type(error).__name__
        raise EngineError(
            f"{model}: it cannot be fetched: {reason}; check the name (owner/name), the revision, the network and the"
            " disk, and run again, or use --engine draft"
        ) from error


def list_hub_models(engine: str) -> tuple[ModelRow, ...]:
    """List the models worth knowing, which an engine runs, and where they are cached."""
    return tuple(
        ModelRow(
            engine=engine,
            title=row.title,
            model=row.model,
            licence=row.licence,
            revision=row.revision,
            size=row.size,
            cached=cached_folder(row.model, row.revision),
            restricted=forbids_commerce(row.licence),
        )
        for row in LISTED
    )
