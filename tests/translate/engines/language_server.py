"""A server with OpenAI's interface on this machine, which answers by script: also badly, late, or not at all."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.patience import PATIENCE

SOURCE = re.compile(r"Sentence \w+ fell\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. ``text`` becomes a completion, unless there is a ``body``; ``drop`` closes the connection instead."""

    text: str = ""
    finish: str = "stop"
    status: int = 200
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    wait: float = 0.0
    drop: bool = False
    hold: bool = False
    """Whether the connection is closed only once the client has hung up."""
    drip: float = 0.0
    """Seconds between the pieces in which the body is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it arrived; ``source`` is the text to translate."""

    method: str
    path: str
    body: dict[str, Any]
    headers: Mapping[str, str]
    source: str


Script = Callable[[Asked, int], Reply]
"""Takes a request and how many came for the same source before it."""


def translation(source: str) -> str:
    """Return what a good server makes of a source."""
    return source.replace("Sentence", "سقطت الجملة").replace(" fell.", ".")


def answer_well(asked: Asked, before: int) -> Reply:
    """Translate."""
    del before
    return Reply(text=translation(asked.source))


class LanguageServer:
    """Runs in threads of its own until the test is over."""

    def __init__(self, script: Script = answer_well, models: tuple[str, ...] = ("tiny",)) -> None:
        self.script = script
        self.listing = Reply(body=json.dumps({"data": [{"id": name} for name in models]}).encode())
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def posts(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.method == "POST"]

    @contextlib.contextmanager
    def running(self) -> Iterator[LanguageServer]:
        server = _Quiet(("127.0.0.1", 0), self._handler())
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

    def reply(self, asked: Asked) -> Reply:
        with self._lock:
            before = sum(other.source == asked.source for other in self.posts)
            self.asked.append(asked)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            reply = self.listing if asked.method == "GET" else self.script(asked, before)
            time.sleep(reply.wait)
            return reply
        finally:
            with self._lock:
                self._now -= 1

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        language_server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer({})

            def do_POST(self) -> None:
                self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def log_message(self, *_: object) -> None:
                pass

            def _answer(self, body: dict[str, Any]) -> None:
                found = SOURCE.findall(json.dumps(body, ensure_ascii=False))
                reply = language_server.reply(
                    Asked(
                        method=self.command,
                        path=self.path,
                        body=body,
                        headers=dict(self.headers),
                        source=found[-1] if found else "",
                    )
                )
                if reply.drop:
                    _hang_up(self, last=reply.hold)
                    return
                content = _completion(reply) if reply.body is None else reply.body
                with contextlib.suppress(OSError):  # the engine may have hung up
                    self.send_response(reply.status)
                    for name, value in {
                        "Content-Type": reply.kind,
                        "Content-Length": str(len(content)),
                        **reply.headers,
                    }.items():
                        self.send_header(name, value)
                    self.end_headers()
                    step = max(1, len(content) // 8) if reply.drip else len(content) or 1
                    for start in range(0, len(content), step):
                        self.wfile.write(content[start : start + step])
                        time.sleep(reply.drip)

        return Handler


def _hang_up(handler: BaseHTTPRequestHandler, *, last: bool) -> None:
    if last:
        handler.connection.settimeout(PATIENCE)
        handler.rfile.read(1)
    handler.close_connection = True


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """Say nothing: connections are broken off on purpose."""


def _completion(reply: Reply) -> bytes:
    message = {"role": "assistant", "content": reply.text}
    return json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": reply.finish}]}).encode()
