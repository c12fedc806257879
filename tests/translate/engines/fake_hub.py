"""A model hub on this machine: what huggingface_hub asks for, answered from a folder, with faults where wanted."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
MODEL = "owner/name"
WEIGHTS = "model.safetensors"
EMPTY_WEIGHTS = (2).to_bytes(8, "little") + b"{}"
"""A safetensors file without tensors: whole, and of no use."""


class FakeHub:
    """One model, served from *folder* as ``owner/name``, with the faults that are switched on.

    ``root`` is the status of the root; ``status`` answers everything below it with that status and ``code`` (the hub's
    X-Error-Code). ``cut`` is after how many bytes of the weights the connection breaks; ``cuts`` how often that
    happens. ``asked`` lists the requests, with the range where one was asked for.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.status = self.root = 200
        self.code = ""
        self.cut: int | None = None
        self.cuts = 0
        self.asked: list[str] = []
        self.address = ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, hub: FakeHub, *arguments: Any) -> None:
        self.hub = hub
        super().__init__(*arguments)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def log_message(self, *_: object) -> None:
        return

    def _answer(self, *, with_body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.asked.append(" ".join(filter(None, [self.command, path, self.headers.get("Range")])))
        if path == "/":
            self._send(self.hub.root, b"", {}, with_body=with_body)
        elif self.hub.status != 200:
            self._send(self.hub.status, b"", {"X-Error-Code": self.hub.code}, with_body=with_body)
        elif path == f"/api/models/{MODEL}" or path.startswith(f"/api/models/{MODEL}/revision/"):
            self._resolve(path.partition("/revision/")[2] or "main")
        elif path.startswith(f"/api/models/{MODEL}/tree/"):
            self._json([self._entry(file) for file in sorted(self.hub.folder.iterdir())])
        elif path.startswith(f"/{MODEL}/resolve/"):
            self._file(self.hub.folder / path.rpartition("/")[2], path, with_body=with_body)
        else:
            self._send(404, b"", {"X-Error-Code": "RepoNotFound"}, with_body=with_body)

    def _resolve(self, revision: str) -> None:
        if revision in ("main", COMMIT):
            self._json({"id": MODEL, "sha": COMMIT, "siblings": []})
        else:
            self._send(404, b"", {"X-Error-Code": "RevisionNotFound"}, with_body=True)

    def _entry(self, file: Path) -> dict[str, Any]:
        return {"type": "file", "path": file.name, "size": file.stat().st_size, "oid": _digest(file)}

    def _file(self, file: Path, path: str, *, with_body: bool) -> None:
        revision = path.removeprefix(f"/{MODEL}/resolve/").rpartition("/")[0]
        if revision not in ("main", COMMIT) or not file.is_file():
            code = "EntryNotFound" if revision in ("main", COMMIT) else "RevisionNotFound"
            self._send(404, b"", {"X-Error-Code": code}, with_body=with_body)
            return
        headers = {"ETag": f'"{_digest(file)}"', "X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"}
        content, status = file.read_bytes(), 200
        if with_body and (wanted := self.headers.get("Range")):
            start = int(wanted.removeprefix("bytes=").partition("-")[0])
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            content, status = content[start:], 206
        cut = self.hub.cut if with_body and file.name == WEIGHTS and self.hub.cuts else None
        self._send(status, content, headers, with_body=with_body, cut=cut)

    def _json(self, value: object) -> None:
        self._send(200, json.dumps(value).encode(), {"Content-Type": "application/json"}, with_body=True)

    def _send(
        self, status: int, content: bytes, headers: dict[str, str], *, with_body: bool, cut: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if not with_body:
            return
        self.wfile.write(content[:cut])
        if cut is not None:
            self.hub.cuts -= 1
            self.close_connection = True


def _digest(file: Path) -> str:
    return hashlib.sha1(file.read_bytes(), usedforsecurity=False).hexdigest()


@contextmanager
def serve(folder: Path) -> Iterator[FakeHub]:
    """Serve the model in *folder*; ``address`` is what HF_ENDPOINT must be."""
    hub = FakeHub(folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, hub)) as server:
        server.daemon_threads = True
        hub.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.01), daemon=True)
        thread.start()
        yield hub
        server.shutdown()
        thread.join()


def fill_cache(cache: Path, folder: Path, model: str = MODEL, reference: str = "main") -> Path:
    """Lay a model into a hub cache as huggingface_hub does: blobs, and links to them; return its snapshot."""
    repository = cache / f"models--{model.replace('/', '--')}"
    snapshot = repository / "snapshots" / COMMIT
    for place in (snapshot, repository / "blobs", (repository / "refs" / reference).parent):
        place.mkdir(parents=True, exist_ok=True)
    (repository / "refs" / reference).write_text(COMMIT)
    for file in folder.iterdir():
        blob = repository / "blobs" / _digest(file)
        blob.write_bytes(file.read_bytes())
        (snapshot / file.name).symlink_to(Path("..", "..", "blobs", blob.name))
    return snapshot
