"""``newsloc init``: a working project in an empty folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path

import click

from pipeline.errors import ConfigError
from pipeline.project.settings import FILE

PLACES = {
    "newsloc.toml": FILE,
    "article.md": "source/first-article.md",
    "gitignore": ".gitignore",
    "workflow.yml": ".github/workflows/newsloc.yml",
}
"""The packaged starters, and where each goes."""
CONTAINERS = {"Dockerfile": "Dockerfile", "compose.yml": "compose.yml", "dockerignore": ".dockerignore"}
"""What `--containers` adds."""
INSTALL = 'install = ""'
"""The line of the starter's settings that says what the workflow gives to pip."""


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option(
    "--install",
    metavar="URL|PATH",
    help="What pip installs in the workflow.  [default: where this newsloc came from, if a runner can get it there]",
)
@click.option(
    "--containers", is_flag=True, help="Also a Dockerfile, and a compose file with the page and a memory in PostgreSQL."
)
def command(folder: Path, install: str | None, *, containers: bool) -> None:
    """Make a project in FOLDER (this one by default): settings, a first article, a GitHub workflow.

    In a project that stands already, --containers adds its files to it.
    """
    adds = containers and (folder / FILE).is_file()
    places = {**({} if adds else PLACES), **(CONTAINERS if containers else {})}
    taken = [place for place in places.values() if (folder / place).exists()]
    if taken:
        where = "move it away first" if adds else "run `newsloc init` in an empty folder"
        raise ConfigError(f"{folder / taken[0]}: exists already; {where}")
    requirement = find_origin() if install is None else install
    _write(folder, places, requirement)
    if containers:
        click.echo(
            f'Name the project in {folder / FILE}, for the memory that the containers share: [memory] project = "NAME".'
            f" What else is to be done stands in {folder / CONTAINERS['compose.yml']}."
        )
    if adds:
        click.echo(f"Name .env in {folder / PLACES['gitignore']}, if it is not: it holds the password of the memory.")
        return
    click.echo("Now: put articles into source/, and run `newsloc localize`.")
    if not requirement:
        click.echo(
            f"For the workflow, name in {folder / PLACES['newsloc.toml']}, as `install`, the URL or path that pip gets"
            " newsloc from.",
            err=True,
        )


def _write(folder: Path, places: Mapping[str, str], requirement: str) -> None:
    """Write packaged starters into a folder, with where pip gets newsloc from."""
    from pipeline.project.atomic import write_atomically

    starters = files("pipeline.cli.starter")
    for name, place in places.items():
        text = starters.joinpath(name).read_text(encoding="utf-8")
        text = text.replace(INSTALL, f"install = {json.dumps(requirement, ensure_ascii=False)}")
        write_atomically(folder / place, text)
        click.echo(f"wrote {folder / place}")


def find_origin() -> str:
    """Return what pip installs this very version from, anywhere; empty where it came from a folder of this machine.

    pip notes where a distribution came from in direct_url.json, unless that was a package index (PEP 610).
    """
    try:
        own = distribution("newsloc")
    except PackageNotFoundError:
        return ""
    note = own.read_text("direct_url.json")
    if note is None:
        return f"newsloc=={own.version}"
    origin = json.loads(note)
    if origin["url"].startswith("file:"):
        return ""
    version = origin.get("vcs_info")
    return f"{version['vcs']}+{origin['url']}@{version['commit_id']}" if version else str(origin["url"])
