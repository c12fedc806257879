"""Which hub models are recommended, which lie in the cache, and whether the hub answers."""

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

from pipeline.languages.locales import language_of
from pipeline.project.extras import MODELS, is_installed
from pipeline.translate.engines.protocol import ModelRow

if TYPE_CHECKING:
    from pipeline.model import Direction

MAIN = "main"
"""The revision of a model without a pinned one."""
WEIGHTS = "model.safetensors"
WEIGHTS_INDEX = "model.safetensors.index.json"
"""Names the files of weights that come in several."""
FILES = ["*.json", "*.safetensors", "*.spm", "*.model", "*.txt", "*.jinja"]
"""The files of a model; never a pickle, which can run code when it is read."""
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "marian": (("source.spm",), ("target.spm",), ("vocab.json",)),
    "m2m_100": (("tokenizer.json", "sentencepiece.bpe.model"),),
    "t5": (("tokenizer.json", "spiece.model"),),
}
"""The files of tokenizers by model type; one file of each group must be there."""
TIMEOUT = 3.0
"""Seconds a hub may take to answer."""
SERVER_FAULT = 500
"""An answer with this status or a higher one says that the server is out of order."""
LONGEST_HEADER = 100_000_000
"""Bytes; the format itself allows no longer one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubModel:
    """One model on the hub, as models.toml has it; without languages it serves every direction."""

    model: str
    title: str
    licence: str
    size: int
    revision: str
    source: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    model: tuple[HubModel, ...]


LISTED = msgspec.convert(
    tomllib.loads(Path(__file__).with_name("models.toml").read_text(encoding="utf-8")), _File
).model


def recommended(direction: Direction) -> HubModel:
    """Return the hub model to use for a direction."""
    languages = language_of(direction.source), language_of(direction.target)
    return next((row for row in LISTED if (row.source, row.target) == languages), LISTED[-1])


def cached_folder(model: str, revision: str | None = None) -> Path | None:
    """Return where a revision of a hub model lies in the cache, whole; None if it does not.

    The folder is named after the commit.
    """
    folder = snapshot(model, revision)
    return folder if folder and not lacks(folder) else None


def snapshot(model: str, revision: str | None = None) -> Path | None:
    """Return where what there is of a revision of a hub model lies in the cache; None if nothing does."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        config = try_to_load_from_cache(model, "config.json", revision=revision or MAIN)
    except HFValidationError:
        return None
    return Path(config).parent if isinstance(config, str) else None


def has_snapshots(model: str) -> bool:
    """Tell whether any revision of a hub model is in the cache, whole or not."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE, f"models--{model.replace('/', '--')}", "snapshots").is_dir()


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


def lacks(folder: Path) -> str | None:
    """Say what a model's folder lacks; None where it is whole."""
    if not has_weights(folder):
        return "weights are missing"
    if damaged := damaged_weights(folder):
        return f"{damaged[0].name} is cut off or damaged"
    missing = missing_file(folder)
    return f"{missing} is missing" if missing else None


def missing_file(folder: Path) -> str | None:
    """Return a file of the tokenizer's that is not in a model's folder; None where all are."""
    try:
        kind = json.loads((folder / "config.json").read_text(encoding="utf-8"))["model_type"]
        groups = NEEDED.get(kind, ())
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return next((group[0] for group in groups if not any((folder / name).is_file() for name in group)), None)


def damaged_weights(folder: Path) -> tuple[Path, ...]:
    """Return the safetensors files of a folder that are not as long as they say, or unreadable."""
    return tuple(path for path in sorted(folder.glob("*.safetensors")) if not _is_whole(path))


def _is_whole(path: Path) -> bool:
    """Tell from its header whether a safetensors file has its full length."""
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(length, LONGEST_HEADER)))
        ends = [tensor["data_offsets"][1] for name, tensor in header.items() if name != "__metadata__"]
        return path.stat().st_size == 8 + length + max(ends, default=0)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False


def endpoint() -> str:
    """Return the address of the hub."""
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def hub_is_forbidden() -> bool:
    """Tell whether the environment forbids asking the hub."""
    values = (os.environ.get(name, "").upper() for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
    return any(value in {"1", "ON", "YES", "TRUE"} for value in values)


@cache
def hub_answers(timeout: float = TIMEOUT) -> bool:
    """Tell whether the hub (``HF_ENDPOINT``) answers within *timeout* seconds; asked once a process."""
    import urllib.error
    import urllib.request

    address = endpoint()
    if hub_is_forbidden() or not address.startswith(("https://", "http://")):
        return False
    answers: list[bool] = []

    def ask() -> None:
        try:
            request = urllib.request.Request(address, method="HEAD")  # noqa: S310 - the scheme was checked above
            with urllib.request.urlopen(request, timeout=timeout):  # noqa: S310 - likewise
                answers.append(True)
        except urllib.error.HTTPError as error:
            answers.append(error.code < SERVER_FAULT)  # a mirror may have nothing to show at its root
        except (OSError, ValueError):
            answers.append(False)

    # Looking up a name has no timeout of its own, so the thread is left behind when time is up.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(timeout)
    return answers == [True]


def torch_installed() -> bool:
    """Tell whether the packages that run hub models are installed."""
    return is_installed(MODELS)


def list_hub_models() -> tuple[ModelRow, ...]:
    """List the models worth knowing, and where they are cached."""
    loads = torch_installed()
    return tuple(
        ModelRow(
            engine="seq2seq",
            title=row.title,
            model=row.model,
            licence=row.licence,
            revision=row.revision,
            size=row.size,
            cached=cached_folder(row.model, row.revision),
            loads=loads,
        )
        for row in LISTED
    )
