"""Download a model from the hub, once; whatever can go wrong becomes one line that helps.

What arrived whole stays in the cache: after a fault, the next run fetches the rest.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from pipeline.errors import EngineError
from pipeline.translate.engines.checkpoints import hub
from pipeline.translate.engines.checkpoints.licences import CARD, family_licence, read_licence, require_permission

if TYPE_CHECKING:
    from pipeline.translate.engines.protocol import Report

DOCUMENTS = [CARD, "LICENSE*"]
"""Files that are downloaded beside the model itself."""
EVERY = 10.0
"""Seconds between two lines about a download."""
PATIENCE = 10.0
"""Seconds that the hub may take to say whether it has a model."""
_REASON = 70
"""The most characters of a library's own message that ours repeats."""
_MEGA = 1e6
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS)
_TOO_MANY = 429
_SERVER_FAULT = 500

Progress = Callable[[int, int], None]
"""Takes the bytes that have arrived, and those there are, as far as that is known."""


def download(
    model: str,
    revision: str | None,
    *,
    accept_license: bool = False,
    report: Report = lambda _: None,
    progress: Progress | None = None,
) -> Path:
    """Fetch a revision of a hub model into the hub's cache, and return its folder there.

    The card comes first: a model whose licence is not accepted is not fetched. Damaged weights are fetched anew.

    :raises EngineError: if it cannot be had, saying what to do
    """
    if hub.hub_is_forbidden():
        raise offline_error(model, revision)
    require_permission(model, family_licence(model), accepted=accept_license)
    if not hub.hub_answers():
        raise EngineError(
            f"{model}: {_lack(model, revision)}, and the hub ({hub.endpoint()}) does not answer; check the network"
            " and HF_ENDPOINT, or use --engine draft"
        )
    silence_hub()
    try:
        licence = _fetch_licence(model, revision)
    except Exception as error:  # of its client library's kind, which is not the same in all its versions
        raise EngineError(f"{model}: {_explain(error, revision)}") from error
    require_permission(model, licence, accepted=accept_license)
    report(f"downloading {model}, once (licence: {licence or 'not stated'})")
    try:
        return _fetch(model, revision, progress or _tell(model, report))
    except Exception as error:  # likewise
        raise EngineError(f"{model}: {_explain(error, revision)}") from error


def offline_error(model: str, revision: str | None) -> EngineError:
    """Return what to raise where a model would have to be fetched, and must not be."""
    return EngineError(
        f"{model}: {_lack(model, revision)}, and the hub must not be asked; run `newsloc models prepare` once without"
        " --offline and HF_HUB_OFFLINE"
    )


def _lack(model: str, revision: str | None) -> str:
    """Say what of a model is not in the cache."""
    folder = hub.snapshot(model, revision)
    if folder is None:
        others = revision and hub.has_snapshots(model)
        return f'its revision "{revision}" is not in the cache' if others else "not in the cache"
    return f"not whole in the cache ({hub.lacks(folder)})"


def _fetch_licence(model: str, revision: str | None) -> str | None:
    """Fetch the card and return the licence it names.

    The model is asked for first: the client library tries a file again for half a minute where the hub is out of order.
    """
    from huggingface_hub import HfApi, errors, hf_hub_download

    HfApi().repo_info(model, revision=revision, timeout=PATIENCE)
    try:
        return read_licence(Path(hf_hub_download(model, CARD, revision=revision)).parent)
    except errors.RemoteEntryNotFoundError:
        return None


def _fetch(model: str, revision: str | None, progress: Progress) -> Path:
    from huggingface_hub import snapshot_download

    cached = hub.snapshot(model, revision)
    for path in hub.damaged_weights(cached) if cached else ():
        path.resolve().unlink(missing_ok=True)
        path.unlink(missing_ok=True)
    meter: Any = _make_meter(progress)
    return Path(snapshot_download(model, revision=revision, allow_patterns=[*hub.FILES, *DOCUMENTS], tqdm_class=meter))


def _make_meter(progress: Progress) -> type:
    """Make the progress bar that the client library wants: one that shows nothing itself.

    It makes several; those that count bytes are the ones that matter, and the furthest of them is right.
    """
    from huggingface_hub.utils.tqdm import tqdm

    furthest = [0]

    class Meter(tqdm):
        """Tells how many bytes there are."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            self._bytes = options.get("unit") == "B"
            super().__init__(*arguments, **{**options, "disable": True})  # type: ignore[no-untyped-call]

        def update(self, n: float | None = 1) -> bool | None:
            if self._bytes:
                self.n += n or 0
                furthest[0] = max(furthest[0], int(self.n))
                progress(furthest[0], int(self.total or 0))
            return None

    return Meter


def _tell(model: str, report: Report, clock: Callable[[], float] = time.monotonic) -> Progress:
    """Return a progress that is a line now and then."""
    said = clock()

    def tell(done: int, total: int) -> None:
        nonlocal said
        if clock() - said >= EVERY:
            said = clock()
            of = f" of {total / _MEGA:.0f}" if total else ""
            report(f"downloading {model}: {done / _MEGA:.0f}{of} MB")

    return tell


def _explain(error: Exception, revision: str | None) -> str:
    """Say in one line why a model could not be fetched, and what to do."""
    from huggingface_hub import errors

    causes = list(_causes(error))
    for kind, advice in (
        (errors.HFValidationError, "this is no name of a hub model; write owner/name, or the path of a folder"),
        (errors.RevisionNotFoundError, f'the hub has no revision "{revision}" of it; name another revision'),
        (errors.GatedRepoError, "the hub asks you to accept its terms; do so on its page, then run `hf auth login`"),
        (
            errors.RepositoryNotFoundError,
            "the hub has no such model, or hides it; mend the name (owner/name), or run `hf auth login`",
        ),
    ):
        if any(isinstance(cause, kind) for cause in causes):
            return advice
    return _explain_status(causes) or _explain_disk(causes) or _explain_connection(causes)


def _explain_status(causes: list[BaseException]) -> str | None:
    status = next((code for cause in causes if (code := _status(cause))), None)
    if status is None:
        return None
    if status == _TOO_MANY:
        return "the hub answers too many requests (HTTP 429); wait some minutes and run again"
    if status >= _SERVER_FAULT:
        return f"the hub is out of order (HTTP {status}); try again later, or use --engine draft"
    return f"the hub refuses (HTTP {status}); check the name and HF_ENDPOINT, or run `hf auth login`"


def _status(error: BaseException) -> int | None:
    status = getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else None


def _explain_disk(causes: list[BaseException]) -> str | None:
    fault = next((cause for cause in causes if isinstance(cause, OSError) and cause.errno in _FULL), None)
    if fault is None:
        return None
    where = f"{fault.filename}: " if fault.filename else ""
    return f"it cannot be written to the cache ({where}{fault.strerror}); free the disk, or set HF_HOME"


def _explain_connection(causes: list[BaseException]) -> str:
    reason = shorten(str(causes[-1]), _REASON, placeholder=" ...") or type(causes[-1]).__name__
    return f"the download broke off ({reason}); run again: what has arrived whole is kept"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it came from."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__


def silence_hub() -> None:
    """Keep the client library's progress bars and remarks off the terminal; newsloc has its own."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    library: Any = import_module("huggingface_hub.utils")
    library.logging.set_verbosity_error()
    library.disable_progress_bars()
