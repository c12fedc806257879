"""What a run tells people of articles, beyond numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from pipeline.localize.job import ArticleRow, Failure, Job, Observer
from pipeline.model import Article, Direction
from pipeline.project.paths import catalog_path
from pipeline.sources.boilerplate.listing import describe_left_out
from pipeline.sources.readers.decoding import UTF_8, shown_encoding
from pipeline.sources.segment import describe_cut


def tell_article(article: Article, observer: Observer) -> None:
    """Say what a person should know of an article's file."""
    document = article.document
    if left_out := describe_left_out(article):
        observer.say(left_out)
    if cut := describe_cut(document, article.language):
        observer.say(cut)
    if document.encoding != UTF_8:
        name = shown_encoding(document.encoding)
        observer.say(f"{document.path}: read as {name}; if its letters are wrong, save it with the encoding UTF-8")
    if document.note:
        observer.say(f"{document.path}: {document.note}; save it with the encoding UTF-8")
    for hint in document.hints:
        observer.say(f"{document.path}:{hint.line}: {hint.message}")
    if document.metadata.killed:
        observer.say(f"{document.path}: killed; its catalogs stay as they are")


def tell_row(
    result: ArticleRow | Failure, job: Job, observer: Observer, told: Collection[Direction]
) -> Iterator[Failure]:
    """Say which units of an article were renumbered; yield what is left for a person to do.

    :param told: the directions of which it is said once that they have no engine, or that it failed
    """
    if isinstance(result, Failure):
        return
    for line in result.renumbered:
        observer.say(f"{result.path}: {line}")
    path = catalog_path(Path(), result.language, result.slug).as_posix()
    for line in result.conflicts:
        yield Failure(message=f"{path}: {line}", path=path)
    if not job.dry_run and set(result.wanting).difference(told):
        yield Failure(
            message=f"{result.path}: {result.missing} of {result.units} units have no {result.language} translation;"
            " run again with another --engine, or translate them by hand",
            path=result.path,
        )
