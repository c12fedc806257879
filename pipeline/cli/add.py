"""``newsloc add``: web pages, files and feeds into source/."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import options
from pipeline.cli.exits import USER_MUST_ACT
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.sources.intake.adding import Outcome


@click.command()
@click.argument("places", nargs=-1, required=True, metavar="URL|FILE|FEED...")
@options.project
@click.option("--slug", metavar="NAME", default="", help="The article's name in source/; for one article only.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Newest items of a feed.")
@click.option("--dry-run", is_flag=True, help="Say what would be added, and write nothing.")
@click.option("--allow-private", is_flag=True, help="Also fetch from addresses inside your network.")
def command(places: tuple[str, ...], project: Path, slug: str, limit: int, dry_run: bool, allow_private: bool) -> None:
    """Add articles to source/: web pages, files, and the items of RSS and Atom feeds.

    Of a page the article is kept, with its language, title, author, date and address; robots.txt is honoured. What is
    there already is skipped, and nothing is overwritten.
    """
    from pipeline.project.atomic import remove_unfinished
    from pipeline.project.paths import SOURCE_FOLDER, slug_of
    from pipeline.sources.intake.adding import AddRequest, FailedAddition, add
    from pipeline.sources.intake.fetching import Fetcher, FetchLimits

    if slug:
        if len(places) > 1:
            raise ConfigError("--slug: it names one article; add the others without it")
        slug_of(project / SOURCE_FOLDER / f"{slug}.md", project / SOURCE_FOLDER)
    if not dry_run:
        remove_unfinished(project / SOURCE_FOLDER)
    failed = False
    with Fetcher(FetchLimits(private=allow_private)) as fetcher:
        adding = AddRequest(project=project, fetcher=fetcher, slug=slug, limit=limit, dry_run=dry_run)
        for place in places:
            for outcome in add(adding, place):
                failed |= isinstance(outcome, FailedAddition)
                click.echo(describe(outcome, dry_run=dry_run), err=isinstance(outcome, FailedAddition))
    if failed:
        raise SystemExit(USER_MUST_ACT)


def describe(outcome: Outcome, *, dry_run: bool = False) -> str:
    """Say in one line what became of something."""
    from pipeline.sources.intake.adding import AddedArticle, FailedAddition, KnownArticle, ListedItem

    match outcome:
        case AddedArticle(path=path, title=title, dropped=dropped, note=note):
            around = f"; {dropped} blocks around the article left out" if dropped else ""
            around += f"; {note}" if note else ""
            return f"{'would write' if dry_run else 'wrote'} {path}{f': {title}' if title else ''}{around}"
        case KnownArticle(address=address, path=path):
            return f"{address}: in {path} already"
        case ListedItem(address=address, title=title):
            return f"would fetch {address}{f': {title}' if title else ''}"
        case FailedAddition(message=message):
            return f"newsloc: {message}"
