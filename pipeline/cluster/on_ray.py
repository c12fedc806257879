"""The main job on Ray: the driver hands articles out, workers localize them, everything stands in one shared folder."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import ray
from ray.exceptions import ActorDiedError, RayActorError, RayError, RayTaskError

from pipeline import __version__
from pipeline.cluster.handing_out import BATCH, DEATHS, WorkerDied, hand_out
from pipeline.cluster.worker import BatchResult, MakeJob, Worker
from pipeline.errors import ClusterFault, NewslocError
from pipeline.localize.job import ArticleRow, Failure, Job, Observer
from pipeline.localize.run import Start, prepare
from pipeline.project.paths import place_in, slug_at
from pipeline.project.processes import in_chunks

AUTH_MODE, TOKEN = "RAY_AUTH_MODE", "token"
CONNECT = 10.0
"""Seconds in which a cluster has to take a connection."""
_RAYS_ADVICE = "ray._private.authentication.authentication_token_setup"
"""The log in which Ray tells how to open a cluster that it has just closed by a token."""
_LOOPBACK = frozenset({"", "auto", "local", "localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterOptions:
    """Which cluster: ``address`` as ``ray.init`` takes it, empty for one on this machine; ``workers`` at most."""

    address: str = ""
    workers: int | None = None


def localize_on_ray(
    job: Job, paths: Sequence[Path], observer: Observer, make_job: MakeJob, options: ClusterOptions
) -> Iterator[ArticleRow | Failure]:
    """Localize articles as `localize_each` does, by the workers of a cluster.

    The driver finds renames, learns the catalogs and hands batches out; a worker writes each article's catalogs and
    returns what became of it. An article whose process ends twice is set aside and told; the others go on.

    :raises ClusterFault: if the cluster cannot be used
    """
    _refuse_open(options)
    start = yield from prepare(job, list(paths), observer)
    if not start.paths:
        return
    with _connected(options) as machines:
        if machines > 1 and not job.memory.is_shared:
            raise ClusterFault(
                f"{machines} machines cannot share the file {job.memory.name}; name a PostgreSQL database as url of"
                " [memory] in the settings"
            )
        told: set[str] = set()
        pool = RayPool(make_job, job.project, start, options.workers)
        with observer.progress(f"Localizing on {pool.size} workers", len(start.paths), "articles") as advance:
            for result in hand_out(pool, in_chunks((path.absolute() for path in start.paths), BATCH)):
                if isinstance(result, Path):
                    yield _set_aside(job, result)
                    advance(1)
                else:
                    if start.recorder:
                        result.records.hand_over(start.recorder.keeper)
                    _tell(observer, result.messages, told)
                    yield from result.results
                    advance(result.articles)


def _set_aside(job: Job, path: Path) -> Failure:
    shown = place_in(path, job.project).as_posix()
    message = (
        f"{shown}: its process ended {DEATHS} times; the article is set aside, and its catalogs stay as they were:"
        f" run newsloc localize {slug_at(path, job.project)} to see why"
    )
    return Failure(message=message, path=shown, failed=True)


def _tell(observer: Observer, messages: Sequence[str], told: set[str]) -> None:
    """Say what none of the workers said before."""
    for message in messages:
        if message not in told:
            observer.say(message)
    told.update(messages)


class RayPool:
    """Workers as actors of Ray, each with a core; or with a GPU each, where the cluster has some."""

    def __init__(self, make_job: MakeJob, project: Path, start: Start, most: int | None) -> None:
        resources = ray.cluster_resources()  # type: ignore[no-untyped-call]
        cores, graphics = int(resources.get("CPU", 1)), int(resources.get("GPU", 0))
        self._size = max(1, min(graphics or cores, most or graphics or cores))
        self._class: Any = ray.remote(Worker).options(num_cpus=1, num_gpus=1 if graphics else 0, max_restarts=0)
        reviewed = start.recorder.reviewed if start.recorder else None
        self._arguments = (make_job, project.resolve(), ray.put(start.ledger), reviewed, __version__)
        self._workers: dict[Any, Any] = {}

    @property
    def size(self) -> int:
        """How many workers there are to be."""
        return self._size

    def start(self) -> Any:
        """Start a worker."""
        worker = self._class.remote(*self._arguments)
        return self._remember(worker.check.remote(), worker)

    def send(self, ticket: Any, paths: Sequence[Path]) -> Any:
        """Let a worker localize articles."""
        worker = self._workers.pop(ticket)
        return self._remember(worker.localize.remote(paths), worker)

    def _remember(self, ticket: Any, worker: Any) -> Any:
        self._workers[ticket] = worker
        return ticket

    def wait(self, tickets: Sequence[Any]) -> Any:
        """Return the next ticket that is ready."""
        (ticket,), _ = ray.wait(list(tickets), num_returns=1)
        return ticket

    def outcome(self, ticket: Any) -> BatchResult | None:
        """Return what a worker did.

        :raises WorkerDied: if its process ended
        :raises NewslocError: what concerns the whole run
        """
        try:
            receipt: BatchResult | None = ray.get(ticket)
        except RayTaskError as error:
            raise error.cause if isinstance(error.cause, NewslocError) else _fault(error) from error
        except RayActorError as error:
            self._workers.pop(ticket, None)
            raise WorkerDied(_reason(error)) from error
        except RayError as error:
            raise _fault(error) from error
        return receipt


def _fault(error: Exception) -> ClusterFault:
    return ClusterFault(f"Ray: {_reason(error)}; what was done is kept, run the same command again to go on")


def _reason(error: Exception) -> str:
    """Return the last line of what Ray tells: the error itself, under its traces."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if isinstance(error, ActorDiedError | RayTaskError) and lines else " ".join(lines)


def _place(options: ClusterOptions) -> SplitResult:
    """Return the parts of an address: HOST:PORT, or a URL."""
    return urlsplit(options.address if "//" in options.address else f"//{options.address}")


def _refuse_open(options: ClusterOptions) -> None:
    """Refuse a cluster on other machines that lets everybody in: whoever reaches it runs any code there.

    :raises ClusterFault: if no token is demanded
    """
    host = _place(options).hostname or ""
    if host not in _LOOPBACK and os.environ.get(AUTH_MODE) != TOKEN:
        raise ClusterFault(
            f"--address {options.address}: whoever reaches a Ray cluster without a token runs any program on it; set"
            f" {AUTH_MODE}={TOKEN} on all its machines and here (ray get-auth-token --generate makes the token)"
        )


def _refuse_silent(options: ClusterOptions) -> None:
    """Refuse an address at which nothing listens: Ray itself would ask it for minutes.

    :raises ClusterFault: if no connection is to be had
    """
    place = _place(options)
    if place.hostname and place.port:
        try:
            socket.create_connection((place.hostname, place.port), timeout=CONNECT).close()
        except OSError as error:
            raise ClusterFault(
                f"--address {options.address}: no Ray cluster answers ({error.strerror or error}); start one with"
                " ray start --head, or leave --address out"
            ) from error


def _nodes() -> list[dict[str, Any]]:
    return list(ray.nodes())  # type: ignore[no-untyped-call]


@contextmanager
def _connected(options: ClusterOptions) -> Iterator[int]:
    """Connect to the cluster, or start one on this machine; yield how many machines it has.

    :raises ClusterFault: if that fails
    """
    _refuse_silent(options)
    wanted: dict[str, Any] = {"address": options.address} if options.address else {"include_dashboard": False}
    logging.getLogger(_RAYS_ADVICE).setLevel(logging.ERROR)
    stop = signal.getsignal(signal.SIGTERM)
    with redirect_stdout(sys.stderr):  # Ray prints there what happens to workers, and stdout is for results
        try:
            ray.init(log_to_driver=False, configure_logging=False, **wanted)
        except (ConnectionError, OSError, RayError, RuntimeError, ValueError) as error:
            raise ClusterFault(f"--address {options.address or 'local'}: no Ray cluster answers ({error})") from error
        finally:
            signal.signal(signal.SIGTERM, stop)  # Ray puts its own answer in its place
        try:
            yield len({node["NodeManagerAddress"] for node in _nodes() if node["Alive"]})
        finally:
            ray.shutdown()
