"""``newsloc review``: the page where people review."""

from __future__ import annotations

import secrets
import socket
import subprocess
import webbrowser
from pathlib import Path
from threading import Thread, Timer
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.review.acts import Reviewer
    from pipeline.review.safety import Place


@click.command()
@options.project
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; another one asks a token.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port.  [default: a free one]")
@click.option("--no-browser", is_flag=True, help="Show the address, and open no browser.")
@click.option(
    "--reviewer",
    metavar="NAME",
    help="Who reviews: Name <mail@address>; with --host everyone says so.  [default: git's user]",
)
def command(project: Path, host: str, port: int, no_browser: bool, reviewer: str | None) -> None:
    """Open the page on which people read, correct and approve translations.

    Every save goes straight into the catalogs in locales/; there is nothing else to keep. It listens on this machine
    alone. With another --host, only who has the address with its token gets in, and says once who they are; put HTTPS
    before it where others could listen.
    """
    from pipeline.project.extras import REVIEW, require

    require(REVIEW, "newsloc review")
    import uvicorn

    from pipeline.cli.check import make_conditions
    from pipeline.review.acts import Reviewer
    from pipeline.review.safety import Place, is_loopback
    from pipeline.review.server import make_app
    from pipeline.review.store import Store

    settings = options.make_settings(project)
    options.find_paths(project)
    store = Store(
        conditions=make_conditions(project, settings),
        reviewer=_find_reviewer(project, reviewer) if is_loopback(host) else Reviewer(name=""),
        site=settings.build.site,
        translation=settings.translation,
    )
    listener = _listen(host, port)
    number = listener.getsockname()[1]
    place = Place(host=host, port=number, token="" if is_loopback(host) else secrets.token_urlsafe(24))
    address = _address(place)
    click.echo(address)
    if place.token:
        click.echo("other machines can reach it: whoever has this address can change the catalogs", err=True)
    who = "everyone says on the page who they are" if place.token else f"reviewing as {store.reviewer.address}"
    click.echo(f"{who}; Ctrl+C ends it", err=True)
    Thread(target=store.learn_names, daemon=True).start()
    if not no_browser:
        Timer(0.5, webbrowser.open, [address]).start()
    # A browser listens for changes until the server ends: it is not waited for.
    config = uvicorn.Config(
        make_app(store, place), log_level="warning", server_header=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    server.run(sockets=[listener])


def _address(place: Place) -> str:
    shown = f"[{place.host}]" if ":" in place.host else place.host
    return f"http://{shown}:{place.port}/" + (f"?token={place.token}" if place.token else "")


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    :raises ConfigError: if the address is not this machine's, or its port is taken
    """
    is_six = ":" in host
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if is_six else socket.AF_INET, dualstack_ipv6=is_six
        )
    except OSError as error:
        raise ConfigError(f"--host {host} --port {port}: {error.strerror or error}; choose others") from error


def _find_reviewer(project: Path, given: str | None) -> Reviewer:
    """Return who reviews: as the command line says, or git's configuration.

    :raises ConfigError: if neither does
    """
    from pipeline.review.acts import Reviewer

    if given:
        return Reviewer.read(given)
    name = _ask_git(project, "user.name")
    if not name:
        raise ConfigError('git knows no user.name; say who reviews: --reviewer "Name <mail@address>"')
    return Reviewer(name=name, email=_ask_git(project, "user.email"))


def _ask_git(project: Path, key: str) -> str:
    try:
        asked = ["git", "-C", str(project), "config", "--get", key]
        return subprocess.run(asked, capture_output=True, text=True, check=False, timeout=10).stdout.strip()  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
