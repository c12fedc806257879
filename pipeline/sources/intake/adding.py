"""Bring articles into source/: web pages, files, and the items of feeds; nothing there is ever overwritten."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from pipeline.errors import FetchError, NewslocError, SourceError, brief
from pipeline.project.atomic import write_atomically
from pipeline.project.paths import SOURCE_FOLDER, refuse_outside, slugify
from pipeline.sources.article import MAX_BYTES, decode_source, find_articles
from pipeline.sources.intake.clipping import clip
from pipeline.sources.intake.feeds import HEAD, PAGE, FeedItem, is_feed, read_feed
from pipeline.sources.intake.fetching import FetchedPage, Fetcher
from pipeline.sources.readers import SUFFIXES, reader_for
from pipeline.sources.readers.decoding import declared_encoding, decode

_KNOWN = re.compile(r"^(?:url|guid):[ \t]*(\S.*)$", re.MULTILINE)
_WORDS = re.compile(r"[a-z]{2,}")
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/json": ".json",
    "application/ninjs+json": ".json",
}
_SPELLED = {".htm": ".html", ".xhtml": ".html", ".markdown": ".md"}
_LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedArticle:
    """One article that came into source/. ``dropped`` counts the texts around it that were left out.

    ``note`` says what a person should look at: bytes that were replaced, an encoding that was not the declared one.
    """

    path: str
    title: str
    dropped: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """An article that the project has already: its address or file, and its place."""

    address: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedAddition:
    """An article that could not be added, and why."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedItem:
    """An item of a feed that would be fetched."""

    address: str
    title: str


Outcome = AddedArticle | KnownArticle | FailedAddition | ListedItem


@dataclass(slots=True, kw_only=True)
class AddRequest:
    """A request to add articles. ``slug`` names a single article; ``limit`` is the most items of a feed."""

    project: Path
    fetcher: Fetcher
    slug: str = ""
    limit: int = 20
    dry_run: bool = False
    known: dict[str, str] | None = None
    """Where each address is that was added before; looked up once."""


def add(adding: AddRequest, place: str) -> Iterator[Outcome]:
    """Add what stands at a web address or in a file; of a feed, all items that are not there yet."""
    is_address = re.match(r"[a-z][a-z0-9+.-]*://", place, re.IGNORECASE)
    yield from _guarded(place, _add_address(adding, place) if is_address else _add_file(adding, Path(place)))


def _guarded(place: str, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """Yield outcomes; an error among them ends them, and no other place's."""
    try:
        yield from outcomes
    except NewslocError as error:
        yield FailedAddition(message=str(error))
    except Exception as error:  # noqa: BLE001 - a page may be made to break what reads it
        reason = brief(" ".join(f"{type(error).__name__}: {error}".split()))
        yield FailedAddition(
            message=f"{place}: cannot be read ({reason}); save its text by hand, and report this as a fault"
        )


def _add_address(adding: AddRequest, url: str) -> Iterator[Outcome]:
    if path := _where(adding, url):
        yield KnownArticle(address=url, path=path)
        return
    fetched = adding.fetcher.fetch(url)
    if is_feed(fetched.data, fetched.content_type):
        yield from _add_feed(adding, decode(fetched.data, fetched.url, _encoding(fetched)).text, fetched.url)
    else:
        yield _add_page(adding, fetched)


def _add_file(adding: AddRequest, file: Path) -> Iterator[Outcome]:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise SourceError(f"{file}: more than {MAX_BYTES:,} bytes; no article is that long")
        data = file.read_bytes()
    except OSError as error:
        raise SourceError(f"{file}: {error.strerror}; write a web address or the path of a file") from error
    if is_feed(data, ""):
        yield from _add_feed(adding, decode(data, str(file), declared_encoding(data)).text, str(file))
        return
    suffix = _SPELLED.get(file.suffix.lower(), file.suffix.lower())
    reader = reader_for(file)
    decoded = decode_source(data, str(file))
    text, dropped = decoded.text, 0
    if reader.name == "html" and PAGE.search(data[:HEAD]) and not text.startswith("---"):
        clipping = clip(text, str(file), "", {})
        text, dropped = clipping.text, clipping.dropped
    title = reader.parse(text, str(file)).metadata.title or ""
    name = f"{slugify(file.stem)}{suffix}"
    yield _write(adding, AddedArticle(path=name, title=title, dropped=dropped, note=decoded.note), text)


def _encoding(fetched: FetchedPage) -> str | None:
    """Return the encoding that the server or the page names."""
    return fetched.charset or declared_encoding(fetched.data)


def _add_feed(adding: AddRequest, text: str, name: str) -> Iterator[Outcome]:
    """Add a feed's items, the newest first; one that fails does not stop the others."""
    for item in read_feed(text, name)[: adding.limit]:
        yield from _guarded(item.url, _add_item(adding, item))


def _add_item(adding: AddRequest, item: FeedItem) -> Iterator[Outcome]:
    if path := _where(adding, item.url) or _where(adding, item.guid):
        yield KnownArticle(address=item.url, path=path)
    elif adding.dry_run:
        yield ListedItem(address=item.url, title=item.title)
    else:
        yield _add_page(adding, adding.fetcher.fetch(item.url), item)


def _add_page(adding: AddRequest, fetched: FetchedPage, item: FeedItem | None = None) -> Outcome:
    """Write one page, or the text or ninjs item that was fetched instead of one."""
    suffix = _SUFFIXES.get(fetched.content_type)
    if suffix is None and not fetched.content_type:
        suffix = ".html" if PAGE.search(fetched.data[:HEAD]) else None
    if suffix is None:
        kind = fetched.content_type or "of no type"
        raise FetchError(f"{fetched.url}: it is {kind}, no article; articles are web pages, texts, Markdown and ninjs")
    page = suffix == ".html"
    decoded = decode(fetched.data, fetched.url, _encoding(fetched) if page else fetched.charset)
    text = decoded.text
    if path := _where(adding, fetched.url):
        return KnownArticle(address=fetched.url, path=path)
    dropped, title = 0, item.title if item else ""
    if page:
        extra = {"url": item.url if item else fetched.url}
        if item and item.guid not in {item.url, fetched.url}:
            extra["guid"] = item.guid
        clipping = clip(text, fetched.url, fetched.url, extra)
        text, dropped, title = clipping.text, clipping.dropped, clipping.metadata.title or title
    else:
        title = reader_for(f"a{suffix}").parse(text, fetched.url).metadata.title or title
        if suffix != ".json" and not text.startswith("---"):
            text = f'---\nurl: "{fetched.url}"\n---\n\n{text}'
    name = f"{slug_of_address(item.url if item else fetched.url, title)}{suffix}"
    return _write(adding, AddedArticle(path=name, title=title, dropped=dropped, note=decoded.note), text)


def slug_of_address(url: str, title: str) -> str:
    """Return a name for an article: the last words of its address, else of its title, else its host and a number."""
    parts = urlsplit(url)
    last = next((part for part in reversed(PurePosixPath(unquote(parts.path)).parts) if part != "/"), "")
    for name in (PurePosixPath(last).stem, title):
        slug = slugify(name.replace("/", "-"))
        if len(_WORDS.findall(slug)) > 1:
            return slug[:_LONGEST].rstrip("-")
    digest = hashlib.sha256(url.encode()).hexdigest()[:8]
    return f"{slugify((parts.hostname or 'article').removeprefix('www.'))}-{digest}"


def _where(adding: AddRequest, address: str) -> str | None:
    """Return where an address was added before."""
    if adding.known is None:
        adding.known = dict(_find_known(adding.project))
    return adding.known.get(_canonical(address))


def _canonical(address: str) -> str:
    return address.strip().rstrip("/")


def _find_known(project: Path) -> Iterator[tuple[str, str]]:
    """Yield the addresses in the front matter of a project's articles, and where each is."""
    import yaml

    paths = []
    with suppress(SourceError):
        paths = find_articles(project)
    for path in paths:
        with path.open("rb") as file:
            head = file.read(HEAD).decode("utf-8", "replace")
        front = head.split("\n---", 1)[0] if head.startswith("---") else ""
        for match in _KNOWN.finditer(front):
            with suppress(yaml.YAMLError):
                yield _canonical(str(yaml.safe_load(match[1]))), path.relative_to(project).as_posix()


def _write(adding: AddRequest, wanted: AddedArticle, text: str) -> Outcome:
    """Write an article under a name that is free, the wanted one or one like it.

    One of the same content is known already.
    """
    place = PurePosixPath(wanted.path)
    slug = adding.slug or place.stem
    name, number = slug, 1
    while (taken := _find_existing(adding.project, name)) is not None:
        shown = taken.relative_to(adding.project).as_posix()
        if taken.suffix == place.suffix and taken.read_bytes() == text.encode():
            return KnownArticle(address=wanted.title or name, path=shown)
        if adding.slug:
            raise SourceError(f"{shown}: exists already; choose another --slug")
        number += 1
        name = f"{slug}-{number}"
    path = adding.project / SOURCE_FOLDER / f"{name}{place.suffix}"
    if not adding.dry_run:
        refuse_outside(adding.project, path)
        write_atomically(path, text)
        adding.known = None  # looked up again, with this one
    return replace(wanted, path=path.relative_to(adding.project).as_posix())


def _find_existing(project: Path, name: str) -> Path | None:
    """Return the article that has a name already, whatever its suffix."""
    paths = (project / SOURCE_FOLDER / f"{name}{suffix}" for suffix in SUFFIXES)
    return next((path for path in paths if path.exists()), None)
