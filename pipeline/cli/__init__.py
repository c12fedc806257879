"""The command line: one file a subcommand, the only place that prints and exits."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from pipeline import __version__
from pipeline.cli.exits import USER_MUST_ACT
from pipeline.cli.messages import tell
from pipeline.project.accidents import tell_accident
from pipeline.project.extras import explain

COMMANDS = {
    "init": "Make a working project in an empty folder.",
    "add": "Bring web pages, files and feeds into source/.",
    "include": "Take lines back that were left out of a scraped article.",
    "exclude": "Leave lines out of an article that do not belong to it.",
    "localize": "Bring articles into every language's catalog: the main job.",
    "assess": "Score PO or TSV files of any origin.",
    "check": "Tell whether coverage is good enough to ship: the gate for CI.",
    "review": "Open the page on which people review.",
    "report": "Write all articles with their translations side by side into one HTML file.",
    "build": "Write the localized articles from the catalogs.",
    "glossary": "List, check and find terms.",
    "memory": "Look up, import and export what was translated before.",
    "evaluate": "Measure engines and files against references.",
    "models": "List the translation models, and get them ready.",
}
"""The subcommands and what ``--help`` says of them; a command's module is imported when it runs."""


class Commands(click.Group):
    """A group that imports a subcommand only when it is called, so that ``newsloc --help`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of a day's work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one subcommand."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"pipeline.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a subcommand; whatever error stops it is one line on stderr and exit code 2, never a traceback."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # click's own, and the end of a pipe
        except ImportError as error:
            self._refuse(ctx, explain(error) or error)
        except Exception as error:  # noqa: BLE001 - the last barrier
            self._refuse(ctx, error)

    @staticmethod
    def _refuse(ctx: click.Context, error: Exception) -> NoReturn:
        tell(f"newsloc: {tell_accident(error, ctx.invoked_subcommand or '-')}")
        ctx.exit(USER_MUST_ACT)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="newsloc")
def root() -> None:
    """Bring news articles into English and Arabic, as gettext catalogs that editors review.

    Run it in a folder with source/; results go to locales/ and build/.
    """


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    root()
