"""``newsloc init``: a working project in an empty folder."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path

import click

from pipeline.errors import ConfigError

PLACES = {
    "newsloc.toml": "newsloc.toml",
    "article.md": "source/first-article.md",
    "gitignore": ".gitignore",
    "workflow.yml": ".github/workflows/newsloc.yml",
}
"""The packaged starters, and where each goes."""
INSTALL = 'install = ""'
"""The line of the starter's settings that says what the workflow gives to pip."""


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option(
    "--install",
    metavar="URL|PATH",
    help="What pip installs in the workflow.  [default: where this newsloc came from, if a runner can get it there]",
)
def command(folder: Path, install: str | None) -> None:
    """Make a project in FOLDER (this one by default): settings, a first article, a GitHub workflow."""
    from pipeline.project.atomic import write_atomically

    taken = [place for place in PLACES.values() if (folder / place).exists()]
    if taken:
        raise ConfigError(f"{folder / taken[0]}: exists already; run `newsloc init` in an empty folder")
    requirement = find_origin() if install is None else install
    starters = files("pipeline.cli.starter")
    for name, place in PLACES.items():
        text = starters.joinpath(name).read_text(encoding="utf-8")
        text = text.replace(INSTALL, f"install = {json.dumps(requirement, ensure_ascii=False)}")
        write_atomically(folder / place, text)
        click.echo(f"wrote {folder / place}")
    click.echo("Now: put articles into source/, and run `newsloc localize`.")
    if not requirement:
        click.echo(
            f"For the workflow, name in {folder / PLACES['newsloc.toml']}, as `install`, the URL or path that pip gets"
            " newsloc from.",
            err=True,
        )


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
