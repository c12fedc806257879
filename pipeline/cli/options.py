"""What several subcommands take and show alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from pipeline.cli.messages import make_console, tell
from pipeline.errors import ConfigError, SourceError
from pipeline.languages.locales import normalize_tag
from pipeline.model import Direction

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.cli.settings import Settings
    from pipeline.project.progress import Progress
    from pipeline.quality.judges.judge import Judge
    from pipeline.quality.judges.judging import Judging
    from pipeline.translate.engines.endpoint import EndpointSettings
    from pipeline.translate.engines.pairs import Engines
    from pipeline.translate.engines.selection import EngineChoice
    from pipeline.translate.glossary import Glossary
    from pipeline.translate.memory import Memory

FILE = click.Path(dir_okay=False, path_type=Path)
"""A file to read, which its reader says is not there, or to write."""
project = click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The project's folder.  [default: this one]",
)
inner_project = click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    callback=lambda context, _parameter, given: given or context.obj,
    help="The project's folder.",
)
"""The same behind the name of an inner command, whose group has taken the project as its object."""
to = click.option("--to", "languages", multiple=True, metavar="LANG", help="Only this language; may be repeated.")
judge = click.option(
    "--judge",
    metavar="NAME[:MODEL]",
    help="Let the judge read source and target: endpoint, a language model on a server.",
)
articles = click.argument("articles", nargs=-1, metavar="[ARTICLE]...")


def language(option: str, name: str, text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return an option that names a language; *text* explains it."""

    def read_tag(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
        return normalize_tag(given) if given else None

    return click.option(option, name, metavar="LANG", callback=read_tag, help=text)


from_language = language("--from", "source", "The language of the source.")
to_language = language("--to", "target", "The language of the translation.")


def form(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option that asks for a table or for JSON; *text* explains it."""
    return click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help=text)


def make_settings(folder: Path, languages: Sequence[str] = ()) -> Settings:
    """Read the project's settings, its languages replaced by those asked for."""
    from pipeline.cli.settings import load_settings

    settings = load_settings(folder)
    return replace(settings, languages=tuple(map(normalize_tag, languages))) if languages else settings


def make_engines(settings: Settings, engine: str | None, *, offline: bool) -> Engines:
    """Return what the settings say about engines, and above them what the command line says.

    :param engine: ``NAME`` or ``NAME:MODEL``
    :raises ConfigError: if there is no such engine
    """
    from pipeline.translate.engines import list_names

    name, _, model = (engine or "").partition(":")
    if name and name not in list_names():
        raise ConfigError(f'--engine: there is no engine "{name}"; name one of {", ".join(list_names())}')
    asked = {"engine": name, "model": model, "offline": offline}
    return replace(settings.translation.engines, command={key: value for key, value in asked.items() if value})


def choose_engine(engines: Engines, direction: Direction, say: Callable[[str], None] = tell) -> EngineChoice:
    """Return the engine of a direction, ready to work, and why it is this one; *say* hears what is done for that."""
    from pipeline.translate.engines.selection import choose

    return choose(engines.of(direction), direction, report=lambda line: say(f"  {line}"))


def show_progress(title: str, total: int, counted: str) -> AbstractContextManager[Callable[[int], None]]:
    """Show on stderr how far a long work is, in what is counted: a bar on a terminal, now and then a line elsewhere."""
    from pipeline.cli.progress import show_bar, show_lines

    console = make_console()
    if console.is_terminal:
        return show_bar(console, title, total, counted)
    return show_lines(console.print, title, total, counted)


def make_judging(
    asked: str | None,
    settings: Settings,
    memory: Memory,
    say: Callable[[str], None] = tell,
    *,
    offline: bool,
    progress: Progress = show_progress,
) -> Judging | None:
    """Return who judges targets, if the command line or the settings ask for a judge.

    :param say: hears what is asked, and why there is no judge
    :param progress: shows how far it is
    :raises ConfigError: if there is no such judge
    """
    from pipeline.project.settings import checked
    from pipeline.quality.judges.judge import NAME, make_judge
    from pipeline.quality.judges.judging import Judging
    from pipeline.quality.judges.settings import parse_judge

    own = settings.quality.judge
    wanted = own if asked is None else checked(parse_judge, asked, "--judge")
    if not wanted.name:
        return None
    engines = make_engines(settings, NAME, offline=offline)
    engines = replace(engines, command={**own.values, **wanted.values, **engines.command})

    def judge_for(direction: Direction) -> Judge:
        return make_judge(cast("EndpointSettings", engines.of(direction)), lambda line: say(f"  {line}"))

    return Judging(judge_for, memory, say, progress, identity=repr(engines))


def show_spent(judging: Judging | None) -> None:
    """Say what a judge was asked and what that cost, if one was."""
    if judging and (spent := judging.describe_spent()):
        tell(spent)


def make_glossary(folder: Path, settings: Settings) -> Glossary:
    """Load the packaged terms and the project's own."""
    from pipeline.translate.glossary import load_glossary

    for name in settings.translation.glossary:
        if not (folder / name).is_file():
            raise ConfigError(f"{folder / name}: no such glossary; mend `glossary` in the settings")
    return load_glossary(None, *(folder / name for name in settings.translation.glossary))


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFiles:
    """The articles that a command is about, and the documents beside them that newsloc does not read."""

    paths: list[Path]
    documents: list[str]

    def tell_unread(self) -> None:
        """Say which documents no article names, if there are some."""
        from pipeline.sources.unread import describe_unread, find_unread

        if unread := describe_unread(find_unread(self.documents, self.paths)):
            tell(f"newsloc: {unread}")


def find_sources(folder: Path, names: Sequence[str] = ()) -> SourceFiles:
    """Return the named articles (a path, or a slug) alone, or all articles and the documents beside them."""
    from pipeline.sources.article import articles_among, list_source
    from pipeline.sources.unread import find_documents

    files = list_source(folder)
    articles = articles_among(folder, files)
    if names:
        return SourceFiles(paths=_choose(articles, names, folder / "source"), documents=[])
    found = SourceFiles(paths=articles, documents=find_documents(files))
    if not articles:
        found.tell_unread()
        raise SourceError(
            f"{folder / 'source'}: no articles; put texts, Markdown, HTML or ninjs there, or run `newsloc init`"
        )
    return found


def find_paths(folder: Path, names: Sequence[str] = ()) -> list[Path]:
    """Return the files of the named articles, or of all."""
    return find_sources(folder, names).paths


def _choose(articles: Sequence[Path], names: Sequence[str], source: Path) -> list[Path]:
    from pipeline.project.paths import slug_of

    by_slug = {slug_of(path, source): path for path in articles}
    chosen = []
    for name in names:
        path = by_slug.get(name) or next((path for path in articles if path.resolve() == Path(name).resolve()), None)
        if path is None:
            raise SourceError(f"{name}: no such article in {source}; the articles are {', '.join(by_slug)}")
        chosen.append(path)
    return chosen


def print_json(*values: object) -> None:
    """Print values on stdout as JSON Lines."""
    for value in values:
        click.echo(json.dumps(value, ensure_ascii=False))


def make_table(*columns: str, right: Container[str] = (), **look: Any) -> Table:
    """Return a rich table that cuts nothing; the columns in *right* hold numbers, *look* is as rich has it."""
    from rich import box
    from rich.table import Column, Table

    made = (Column(name, justify="right" if name in right else "left", overflow="fold") for name in columns)
    return Table(*made, box=box.SIMPLE_HEAD, pad_edge=False, **look)


def print_table(table: Any) -> None:
    """Print a rich table on stdout, at the terminal's width or 80 columns."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, emoji=False, width=80)
    console.print(table)
