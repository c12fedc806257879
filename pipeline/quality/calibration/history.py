"""Find drafts in the git history of the catalogs: what a reviewed unit was before, where this memory never held it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path

from pipeline.catalog.po import parse_catalog
from pipeline.catalog.provenance import digest
from pipeline.errors import CatalogError

_DELETED = "0" * 7
"""How the name of a version begins that stands for no file."""


def find_drafts(project: Path, wanted: Collection[str]) -> dict[str, str]:
    """Return the drafts with these digests that a committed version of a catalog holds, by digest.

    The newest versions are read first, and no more once all are found. Nothing is found where there is no git.
    """
    found: dict[str, str] = {}
    versions = _versions(project) if wanted else iter(())
    for text in _contents(project, versions):
        for target in _targets(text):
            name = digest(target)
            if name in wanted:
                found.setdefault(name, target)
        if len(found) == len(wanted):
            break
    return found


def _versions(project: Path) -> Iterator[str]:
    """Yield the name that git has for each version of each catalog, the newest first."""
    git = shutil.which("git")
    if git is None:
        return
    command = [git, "-C", str(project), "log", "--format=", "--raw", "--no-abbrev", "--no-renames", "--", "locales"]
    listed = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603 - git
    seen: set[str] = set()
    for line in listed.stdout.splitlines() if listed.returncode == 0 else ():
        # a line has the modes, the names of the versions before and after, the kind of change, a tab, the path
        fields, _, path = line.partition("\t")
        for version in reversed(fields.split()[2:4]) if path.rstrip('"').endswith(".po") else ():
            if version not in seen and not version.startswith(_DELETED):
                seen.add(version)
                yield version


def _contents(project: Path, versions: Iterator[str]) -> Iterator[str]:
    """Yield the text of each version, by one git that answers one question at a time."""
    first = next(versions, None)
    git = shutil.which("git")
    if first is None or git is None:
        return
    command = [git, "-C", str(project), "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - git
        assert process.stdin
        assert process.stdout
        for version in (first, *versions):
            process.stdin.write(f"{version}\n".encode())
            process.stdin.flush()
            *_, size = process.stdout.readline().split()
            if size.isdigit():  # else "missing": a clone without its whole history
                yield process.stdout.read(int(size) + 1).decode("utf-8", errors="replace")


def _targets(text: str) -> list[str]:
    """Return the targets of a catalog; none of a version that is no catalog, such as one with a conflict in it."""
    try:
        catalog = parse_catalog(text.encode(), Path("catalog.po"))
    except CatalogError:
        return []
    return [entry.target for entry in (*catalog.entries, *catalog.obsolete) if entry.target]
