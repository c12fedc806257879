"""Find a checkpoint in a folder or in the hub's cache, and name it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import EngineError
from pipeline.translate.engines.checkpoints.hub import (
    MAIN,
    SMALL_FILES,
    WEIGHT_FILES,
    WEIGHTS,
    cached_folder,
    download,
    has_weights,
)
from pipeline.translate.engines.checkpoints.licences import family_licence, read_licence

if TYPE_CHECKING:
    from pipeline.translate.engines.protocol import Report
    from pipeline.translate.engines.settings import EngineSettings

_COMMIT = re.compile(r"[0-9a-f]{40}")
_SAMPLES = 64
"""Places at which a weights file is read for its digest: a training step changes them all."""


def is_folder(model: str) -> bool:
    """Tell whether a model is named by a path; a hub id is ``owner/name``."""
    return Path(model).expanduser().is_dir() or model.startswith((".", "/", "~")) or "\\" in model


def local_folder(model: str, revision: str | None) -> Path | None:
    """Return where a model lies on this machine: its own folder, or the hub's cache; None where it does not."""
    return Path(model).expanduser() if is_folder(model) else cached_folder(model, revision)


def find_checkpoint(
    model: str, revision: str | None, settings: EngineSettings, report: Report = lambda _: None
) -> Path:
    """Return the folder of a model: its own, or the hub's cache, downloaded first where it must be.

    :raises EngineError: if there is no such model, it has no weights, or its licence is not accepted
    """
    folder = local_folder(model, revision) or download(
        model, revision, offline=settings.offline, accept_license=settings.accept_license, report=report
    )
    if not (folder / "config.json").is_file():
        raise EngineError(f"{model}: no config.json there; name the folder of a transformers checkpoint")
    if not has_weights(folder):
        raise EngineError(
            f"{model}: it has no {WEIGHTS}, or not all parts of it; name a model or a revision that has one (pickled"
            " weights are not safe to read)"
        )
    return folder


def known_licence(model: str, revision: str | None) -> str | None:
    """Return a model's licence from its card, in its folder or the cache; else what its id tells, if anything."""
    folder = local_folder(model, revision)
    return (read_licence(folder) if folder else None) or family_licence(model)


def identify(model: str, revision: str | None) -> str:
    """Return a model's name and revision, without asking the hub and without paths of this machine.

    A folder's revision is a digest of its files; a branch's is its commit, once it is cached.
    """
    if is_folder(model):
        folder = Path(model).expanduser().resolve()
        return f"{folder.name}@{_digest(folder)}"
    if revision and _COMMIT.fullmatch(revision):
        return f"{model}@{revision}"
    folder_or_none = cached_folder(model, revision)
    return f"{model}@{folder_or_none.name if folder_or_none else revision or MAIN}"


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in (*SMALL_FILES, *WEIGHT_FILES) for path in folder.glob(pattern)}):
        size = path.stat().st_size
        digest.update(f"{path.name} {size}\n".encode())
        with path.open("rb") as file:
            if path.suffix != ".safetensors":
                digest.update(file.read())
                continue
            for sample in range(_SAMPLES):
                file.seek(size * sample // _SAMPLES)
                digest.update(file.read(4096))
    return digest.hexdigest()[:10]
