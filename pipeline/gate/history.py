"""An earlier version of a project, read from git's objects: nothing is checked out, nothing is fetched."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from pipeline.catalog.left_out import parse_recorded
from pipeline.catalog.po import parse_catalog
from pipeline.errors import CatalogError, HistoryError, SourceError
from pipeline.model import Article, Catalog
from pipeline.sources.article import parse_article

_SHA1_DIGITS = 40


@dataclass(frozen=True, kw_only=True)
class Version:
    """One commit's files below a project's source/ and locales/; ``blobs`` names each one's content.

    ``name`` is the revision as asked for; ``commit`` is empty before the first commit.
    """

    project: Path
    name: str
    commit: str
    blobs: Mapping[str, str]

    def holds(self, path: str, content: bytes) -> bool:
        """Tell whether a file had this content, byte for byte."""
        blob = self.blobs.get(path)
        return blob is not None and blob == _blob_name(content, len(blob))

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return the content of those of the files that were there."""
        wanted = [path for path in dict.fromkeys(paths) if path in self.blobs]
        if not wanted:
            return {}
        asked = "".join(f"{self.blobs[path]}\n" for path in wanted).encode()
        answer = _git(self.project, "cat-file", "--batch", given=asked)
        found: dict[str, bytes] = {}
        place = 0
        for path in wanted:
            end = answer.index(b"\n", place)
            fields = answer[place:end].split()
            if len(fields) != 3:  # noqa: PLR2004 - name, type, size; "NAME missing" in a partial clone
                raise HistoryError(
                    f"{self.name}: this clone lacks the content of {path}; run git fetch --refetch, and try again"
                )
            size = int(fields[2])
            found[path] = answer[end + 1 : end + 1 + size]
            place = end + size + 2
        return found

    @cached_property
    def slugs(self) -> dict[str, str]:
        """The articles: the path of each by its slug."""
        return {
            os.path.splitext(path)[0].removeprefix("source/"): path  # noqa: PTH122 - not a file on this disk
            for path in self.blobs
            if path.startswith("source/")
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierFiles:
    """An article in the version compared with, as its files were.

    ``catalogs`` holds those by language that were there. ``same`` are the languages in which neither the article nor
    the catalog has changed since.
    """

    path: str = ""
    article: bytes | None = None
    catalogs: Mapping[str, bytes] = field(default_factory=dict)
    same: frozenset[str] = frozenset()
    slug: str = ""
    """What it was called."""

    def read(
        self, slug: str, language: str, path: Path, front_matter: Collection[str]
    ) -> tuple[Article | None, Catalog | None]:
        """Return the article and its catalog in one language; None for what was not there, or was damaged then.

        :param slug: what it is called now
        :param path: the catalog's
        """
        article = catalog = None
        if language in self.catalogs:
            with suppress(CatalogError):
                catalog = parse_catalog(self.catalogs[language], path)
        if self.article is not None:
            parse = partial(parse_article, self.article, self.path, slug, front_matter)
            with suppress(SourceError, CatalogError):
                article = parse_recorded(parse, [catalog] if catalog else []).article
        return article, catalog


def open_version(project: Path, revision: str) -> Version:
    """Return the files of the commit where this work left *revision*; that of the revision itself if none is common.

    :raises HistoryError: if git, the repository or the revision is not there
    """
    _ask_for_repository(project)
    commit = _says(project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not commit:
        if revision == "HEAD" and not _says(project, "rev-list", "-n", "1", "--all"):
            return Version(project=project, name=revision, commit="", blobs={})
        raise HistoryError(_unknown(project, revision))
    commit = _says(project, "merge-base", "HEAD", commit) or commit
    listed = _git(project, "ls-tree", "-r", "-z", commit, "--", "source", "locales")
    blobs: dict[str, str] = {}
    for line in listed.split(b"\0")[:-1]:
        facts, _, path = line.partition(b"\t")
        mode, kind, name = facts.split()
        if kind == b"blob" and mode != b"120000":  # a link's content is a path
            blobs[path.decode("utf-8", "surrogateescape")] = name.decode()
    return Version(project=project, name=revision, commit=commit, blobs=blobs)


def repository_folder(project: Path) -> str:
    """Return the project's folder in its repository, with a slash at its end; empty at the top, or outside any."""
    place = project.resolve()
    for folder in (place, *place.parents):
        if (folder / ".git").exists():
            inside = place.relative_to(folder).as_posix()
            return "" if inside == "." else f"{inside}/"
    return ""


def _ask_for_repository(project: Path) -> None:
    """Refuse a project that is in no repository, or in one that git does not want to read."""
    place = project.resolve()
    try:
        inside = _git(project, "rev-parse", "--is-inside-work-tree").strip() == b"true"
    except _RefusedError as error:
        if "dubious ownership" in str(error):
            raise HistoryError(
                f"{place}: git does not read the repository of another user; allow it with"
                f" git config --global --add safe.directory {place}, or leave --against out"
            ) from error
        inside = False
    if not inside:
        raise HistoryError(f"{place}: is not in a git repository; leave --against out, or run it in one")


def _unknown(project: Path, revision: str) -> str:
    if _says(project, "rev-parse", "--is-shallow-repository") == "true":
        return (
            f"{revision}: this shallow clone does not hold it; fetch it with git fetch --depth=1 origin"
            f" {revision.removeprefix('origin/')}:refs/remotes/origin/{revision.removeprefix('origin/')} and compare"
            f" with origin/{revision.removeprefix('origin/')}, or clone with the whole history (fetch-depth: 0)"
        )
    known = _says(project, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes").split()
    hint = f"; there are {', '.join(known[:8])}" if known else ""
    return f"{revision}: git knows no such commit, branch or tag here{hint}; mend --against, or git fetch it first"


def _says(project: Path, *arguments: str) -> str:
    """Return what git prints, without line end; empty where it fails."""
    try:
        return _git(project, *arguments).decode("utf-8", "replace").strip()
    except _RefusedError:
        return ""


class _RefusedError(HistoryError):
    """Git ended with an error."""


def _git(project: Path, *arguments: str, given: bytes = b"") -> bytes:
    command = ("git", "-C", str(project), *arguments)
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
    try:
        result = subprocess.run(command, input=given, capture_output=True, check=False, env=environment)  # noqa: S603
    except OSError as error:
        raise HistoryError(f"git cannot be run ({error.strerror}); install it, or leave --against out") from error
    if result.returncode:
        said = result.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise _RefusedError(f"git {arguments[0]}: {said}; mend that, or leave --against out")
    return result.stdout


def _blob_name(content: bytes, digits: int) -> str:
    """Return git's name of a content, in the hash that a repository's names of that length are of."""
    kind = hashlib.sha1 if digits == _SHA1_DIGITS else hashlib.sha256
    return kind(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
