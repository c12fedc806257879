"""The two servers that `evaluations.review` asks: the review page, and django-rosetta on the same catalogs.

django-rosetta is a peer in the measurement and no dependency: it is installed in an environment of its own.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from pipeline.project.paths import LOCALES, MESSAGES

_START = 60
"""Seconds that a server may take to answer for the first time."""
_SETTINGS = """\
SECRET_KEY = "measured"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "rosetta_site"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles", "rosetta"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware"]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": ["django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]}}]
STATIC_URL = "/static/"
LANGUAGES = [("ar", "Arabic")]
LANGUAGE_CODE = "ar"
ROSETTA_REQUIRES_AUTH = False
"""
_ADDRESSES = """\
from django.urls import include, path

urlpatterns = [path("", include("rosetta.urls"))]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that runs: its port on this machine, and its process."""

    port: int
    process: int

    def ask(self, path: str, fields: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None) -> str:
        """Send one request, a form if there are fields; return the answer's body.

        :raises AssertionError: if the server is not content with it
        """
        connection = HTTPConnection("127.0.0.1", self.port, timeout=600)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        if fields:
            connection.request("POST", path, urlencode(fields), {**kind, **(headers or {})})
        else:
            connection.request("GET", path, headers=dict(headers or {}))
        answer: HTTPResponse = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        assert answer.status < 400, f"{path}: {answer.status} {body[:300]}"
        return body

    def processor_seconds(self) -> float:
        """Return the processor time that the server has used: what other work on the machine hardly changes."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serve_page(project: Path) -> Iterator[Server]:
    """Run ``newsloc review`` on a project."""
    command = "from pipeline.cli import main; main()"
    words = ["--project", str(project), "--no-browser", "--reviewer", "Mona Said"]
    process = subprocess.Popen([sys.executable, "-c", command, "review", *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    address = process.stdout.readline()
    with _ending(process):
        yield _wait(Server(port=int(address.strip("/\n").rpartition(":")[2]), process=process.pid))


@contextmanager
def serve_rosetta(python: Path, project: Path, slugs: Sequence[str], folder: Path, per_page: int) -> Iterator[Server]:
    """Run django-rosetta on the catalogs of a project.

    :param python: of the environment in which it is installed
    :param folder: an empty one, for its settings
    """
    settings = {
        "LOCALE_PATHS": [str(project / LOCALES)],
        "ROSETTA_POFILENAMES": [f"{slug}.po" for slug in slugs],
        "ROSETTA_MESSAGES_PER_PAGE": per_page,
    }
    assert (project / LOCALES / "ar" / MESSAGES).is_dir()
    lines = (f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rosetta_settings.py").write_text(_SETTINGS + "".join(lines), encoding="utf-8")
    (folder / "rosetta_site.py").write_text(_ADDRESSES, encoding="utf-8")
    port = _free_port()
    process = subprocess.Popen(
        [str(python), "-m", "django", "runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"],
        cwd=folder,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "rosetta_settings", "PYTHONPATH": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with _ending(process):
        yield _wait(Server(port=port, process=process.pid))


@contextmanager
def _ending(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> Iterator[None]:
    with process:
        try:
            yield
        finally:
            process.terminate()


def _wait(server: Server) -> Server:
    end = time.monotonic() + _START
    while True:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", server.port)):
                return server
        assert time.monotonic() < end, "the server does not start"
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
