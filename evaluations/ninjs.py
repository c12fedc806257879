"""Hold ninjs editions of agencies' items against IPTC's schemas.

    python -m evaluations.ninjs FOLDER

Every item of the folder that is valid by the schema of its version is read, and written in each language, without a
translation and with one. A row says for a version how many items are valid, and in how many of them all editions in a
language are. Below it stands why other items are not valid themselves.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from pipeline.editions.edition import build_edition
from pipeline.editions.writers.ninjs import write
from pipeline.errors import SourceError
from pipeline.model import Article, Catalog, Entry
from pipeline.sources.article import parse_article

SCHEMAS = Path(__file__).parent.parent / "tests" / "editions" / "ninjs" / "schemas"
LANGUAGES = ("en", "ar", "fr", "de")
"""Two with labels of their own in each direction of writing, and one without."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    counts: Counter[tuple[str, str]] = Counter()
    problems: list[str] = []
    for path, item in items_of(parser.parse_args().folder):
        version = version_of(item)
        counts[version, "items"] += 1
        if version == "none":
            problems.append(f"{path.name}: valid by no schema: {nearest_problem(item)}")
            continue
        for language in LANGUAGES:
            found = [problem for edition in editions_of(item, language) for problem in problems_of(edition, version)]
            counts[version, language] += not found
            problems += [f"{path.name} ({language}): {problem}" for problem in found]
    print("| version | valid items | " + " | ".join(f"valid in {tag}" for tag in LANGUAGES) + " |")
    print("| --- " * (len(LANGUAGES) + 2) + "|")
    for version in sorted({version for version, _ in counts}):
        row = [counts[version, name] for name in ("items", *LANGUAGES)]
        print(f"| {version} | " + " | ".join(map(str, row)) + " |")
    print("\n".join(f"{problem} ({count} times)" for problem, count in Counter(problems).items()))


def items_of(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the items of a folder's files, of which some hold several."""
    for path in sorted(folder.rglob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        for item in found if isinstance(found, list) else [found]:
            if isinstance(item, dict) and "$schema" not in item:
                yield path, item


@cache
def validators() -> dict[str, Validator]:
    """Return a validator for each version, the latest first; formats count."""
    loaded = {path: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (schema.get("$id", schema.get("id", "")).rstrip("#"), DRAFT202012.create_resource(schema))
        for schema in loaded.values()
    )
    made = {}
    for path in sorted(loaded, reverse=True):
        kind = validator_for(loaded[path])
        if path.name.startswith("ninjs"):
            version = path.stem.rpartition("_")[2]
            made[version] = kind(loaded[path], registry=registry, format_checker=kind.FORMAT_CHECKER)
    return made


def version_of(item: dict[str, Any]) -> str:
    """Return the version by whose schema an item is valid: that which it declares, else the latest; or ``none``."""
    standard = item.get("$standard") or item.get("standard") or {}
    declared = str(standard.get("version", "")) if isinstance(standard, dict) else ""
    versions = [declared] if declared in validators() else list(validators())
    return next((version for version in versions if validators()[version].is_valid(item)), "none")


def nearest_problem(item: dict[str, Any]) -> str:
    """Return what the version with the fewest complaints says first against an item."""
    text = json.dumps(item)
    complaints = {version: problems_of(text, version) for version in validators()}
    version = min(complaints, key=lambda version: len(complaints[version]))
    return f"{version}: {complaints[version][0]}"


def problems_of(edition: str, version: str) -> list[str]:
    """Return what the schema of a version says against an edition."""
    errors = validators()[version].iter_errors(json.loads(edition))
    return [f"{'/'.join(map(str, error.path))}: {error.message[:160]}" for error in errors]


def editions_of(item: dict[str, Any], language: str) -> list[str]:
    """Return the editions of an item, without a translation and with a whole one; none if it has no text."""
    data = json.dumps({"language": "en", **item}, ensure_ascii=False) if "language" not in item else json.dumps(item)
    try:
        article = parse_article(data.encode(), "source/item.json", "item")
    except SourceError:
        return []
    return [write(build_edition(article, catalog, language)) for catalog in (None, translated(article, language))]


def translated(article: Article, language: str) -> Catalog:
    """Return a catalog in which every unit is translated, by itself."""
    entries = tuple(
        Entry(context=f"{unit.role}#{number}", source=unit.source, target=unit.source)
        for number, unit in enumerate(article.units, 1)
    )
    return Catalog(
        slug=article.slug,
        source_language=article.language,
        language=language,
        entries=entries,
        headers={"PO-Revision-Date": "2026-03-09 12:00+0000"},
    )


if __name__ == "__main__":
    main()
