"""Write real documents, which we did not write, back with their own texts, and see that they are the same.

    python -m evaluations.documents [--cache FOLDER]

Fetches, once, the pages of Debian's handbook (HTML, English and Arabic) with apt-get, the descriptions of Python
packages with pip and the READMEs of npm packages (Markdown). Each is read, cut into units, and written back with its
own texts as targets. What comes out must be the same as a tree of HTML, that of Markdown as CommonMark renders it,
spaces and spellings that the catalogs normalize left out. Failures are listed in evaluations/results/documents.json.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from email import message_from_string
from pathlib import Path
from statistics import median

from pipeline.errors import NewslocError
from pipeline.languages.detection import detect_language
from pipeline.languages.normalize import normalize
from pipeline.model import Document, Dropped, Translate
from pipeline.sources.readers import reader_for
from pipeline.sources.segment import join_targets, units_of

RESULTS = Path(__file__).parent / "results" / "documents.json"
DEBIAN = {"debian-handbook": (("en-US", "en"), ("ar-MA", "ar"))}
"""Packages of Debian, and which folders of their HTML are in which language."""
PYTHON = (
    *("arabic-reshaper", "arabic-fix", "arabic-lint", "arabic-cleaner", "arabic-sentencizer", "arabic-datetime"),
    *("arabic-survey-analyzer", "arabic-tts-frontend"),
    *("attrs", "rich", "httpx", "click", "jinja2", "flask", "requests", "fastapi", "starlette", "pydantic", "typer"),
    *("pytest", "hypothesis", "coverage", "pluggy", "iniconfig", "packaging", "platformdirs", "filelock", "tqdm"),
    *("babel", "polib", "lxml-stubs", "feedparser", "trafilatura", "justext", "courlan", "htmldate", "markdownify"),
    *("markdown-it-py", "mdit-py-plugins", "mdurl", "pyyaml", "tomli", "tomlkit", "ruamel.yaml", "jsonschema"),
    *("referencing", "urllib3", "idna", "certifi", "charset-normalizer", "h11", "anyio", "sniffio"),
    *("alembic", "mako", "uvicorn", "watchfiles", "python-dotenv"),
    *("structlog", "loguru", "arrow", "pendulum", "humanize", "tabulate", "textual", "prompt-toolkit", "questionary"),
    *("isort", "flake8", "pre-commit", "virtualenv", "hatchling", "setuptools", "wheel", "build", "twine"),
)
NPM = (
    *("express", "react", "vue", "lodash", "chalk", "commander", "axios", "debug", "semver", "glob", "minimist"),
    *("uuid", "rxjs", "dayjs", "yargs", "inquirer", "ora", "execa", "fs-extra", "rimraf", "mkdirp"),
    *("dotenv", "cors", "body-parser", "morgan", "helmet", "passport", "mongoose", "ws", "socket.io", "got"),
    *("node-fetch", "cheerio", "marked", "markdown-it", "remark", "unified", "eslint", "jest"),
    *("mocha", "chai", "sinon", "ava", "tape", "nyc", "husky", "lint-staged", "nodemon", "pm2", "concurrently"),
    *("cross-env", "postcss", "autoprefixer", "less"),
    *("i18next", "moment-hijri", "arabic-persian-reshaper", "bidi-js", "hijri-date"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One document: where it is from, its format's suffix, its text."""

    name: str
    suffix: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one document; ``failure`` is empty where the edition is the document."""

    name: str
    format: str
    language: str
    units: int
    dropped: int
    seconds: float
    failure: str = ""


def fetch_debian(cache: Path) -> Iterator[Source]:
    """Yield the pages of Debian's packages."""
    for package, languages in DEBIAN.items():
        folder = cache / package
        if not folder.is_dir():
            subprocess.run(["apt-get", "download", "-q", package], cwd=cache, check=True, capture_output=True)
            (archive,) = cache.glob(f"{package}_*.deb")
            subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
        for name, language in languages:
            for path in sorted((folder / "usr/share/doc" / package / "html" / name).glob("*.html")):
                yield Source(name=f"{package}/{language}/{path.name}", suffix=".html", text=path.read_text("utf-8"))


def fetch_python(cache: Path) -> Iterator[Source]:
    """Yield the descriptions of Python packages that are in Markdown."""
    folder = cache / "python"
    folder.mkdir(exist_ok=True)
    if not (folder / "done").exists():
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", str(folder)]
        if subprocess.run([*pip, *PYTHON], check=False, capture_output=True).returncode:
            for package in PYTHON:
                subprocess.run([*pip, package], check=False, capture_output=True)
        (folder / "done").touch()
    for wheel in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            (name,) = [each for each in archive.namelist() if each.endswith(".dist-info/METADATA")][:1] or ("",)
            metadata = message_from_string(archive.read(name).decode("utf-8") if name else "")
        text = metadata.get_payload()
        if isinstance(text, str) and text.strip() and "markdown" in str(metadata.get("Description-Content-Type")):
            yield Source(name=f"pypi/{wheel.name.partition('-')[0]}", suffix=".md", text=text)


def fetch_npm(cache: Path) -> Iterator[Source]:
    """Yield the READMEs of npm packages."""
    folder = cache / "npm"
    folder.mkdir(exist_ok=True)
    if not (folder / "done").exists():
        if subprocess.run(["npm", "pack", "--silent", *NPM], cwd=folder, check=False, capture_output=True).returncode:
            for package in NPM:
                subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=False, capture_output=True)
        (folder / "done").touch()
    for path in sorted(folder.glob("*.tgz")):
        with tarfile.open(path) as archive:
            for member in archive.getmembers():
                if re.fullmatch(r"[^/]+/(?:docs/)?readme[^/]*\.md", member.name, re.IGNORECASE):
                    file = archive.extractfile(member)
                    text = file.read().decode("utf-8", "replace") if file else ""
                    yield Source(name=f"npm/{path.stem}/{Path(member.name).name}", suffix=".md", text=text)


def check(source: Source) -> Result:
    """Read a document, write it back with its own texts as targets, and compare."""
    start = time.perf_counter()
    path = f"source/document{source.suffix}"
    reader = reader_for(path)
    try:
        document = reader.parse(source.text, path)
    except NewslocError as error:
        return Result(
            name=source.name, format=reader.name, language="?", units=0, dropped=0, seconds=0, failure=str(error)
        )
    found = "\n".join(block.text for block in document.blocks if isinstance(block, Translate))
    language = document.metadata.language or detect_language(found) or "en"
    units = units_of(document, language)
    targets = join_targets(document, units, {index: unit.source for index, unit in enumerate(units)})
    edition = reader.render(document, targets)
    seconds = time.perf_counter() - start
    return Result(
        name=source.name,
        format=reader.name,
        language=language,
        units=len(units),
        dropped=sum(isinstance(block, Dropped) for block in document.blocks),
        seconds=round(seconds, 4),
        failure=_compare(source, document, edition, targets),
    )


def _compare(source: Source, document: Document, edition: str, targets: dict[int, str]) -> str:
    """Return the first difference, empty where there is none."""
    if "".join(block.raw for block in document.blocks) != source.text:
        return "the blocks do not join to the text"
    texts = sum(isinstance(block, Translate) and bool(normalize(block.text)) for block in document.blocks)
    if len(targets) != texts:
        return f"{texts - len(targets)} texts have no units"
    kept = "".join(block.raw for block in document.blocks if not isinstance(block, Dropped))
    shape = _page_shape if document.format == "html" else _markdown_shape
    return _difference(shape(kept), shape(edition))


def _difference(before: str, after: str) -> str:
    if before == after:
        return ""
    place = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    start = max(place - 60, 0)
    return f"{before[start : place + 60]!r} became {after[start : place + 60]!r}"


def _markdown_shape(text: str) -> str:
    """Return the tree of rendered Markdown: an entity in a block of HTML and its character are the same."""
    from markdown_it import MarkdownIt

    body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(body)
    return _page_shape(f"<div>{rendered}</div>")


def _page_shape(text: str) -> str:
    """Return the tree of a page."""
    from lxml import etree, html

    tree = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    return _spaced(etree.tostring(tree, encoding="unicode"))


def _spaced(text: str) -> str:
    """Return markup without what normalization changes, and without spaces beside tags."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", normalize(text))


def summarize(results: Sequence[Result]) -> dict[str, object]:
    """Return the figures of some results."""
    units = [result.units for result in results]
    return {
        "documents": len(results),
        "equal": sum(not result.failure for result in results),
        "units": sum(units),
        "units per document, median": median(units) if units else 0,
        "units per document, most": max(units, default=0),
        "dropped blocks": sum(result.dropped for result in results),
        "seconds per document, median": median(result.seconds for result in results) if results else 0,
    }


def report(results: Sequence[Result]) -> dict[str, object]:
    """Return everything that is written."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        language = "ar" if result.language.startswith("ar") else "other" if result.language[:2] != "en" else "en"
        groups.setdefault(f"{result.format}, {language}", []).append(result)
    return {
        "command": "python -m evaluations.documents",
        "all": summarize(results),
        **{name: summarize(group) for name, group in sorted(groups.items())},
        "failures": [asdict(result) for result in results if result.failure],
        "units by document": {result.name: result.units for result in results},
    }


def fetch(cache: Path) -> Iterable[Source]:
    """Yield all documents, fetched once."""
    cache.mkdir(parents=True, exist_ok=True)
    yield from fetch_debian(cache)
    yield from fetch_python(cache)
    yield from fetch_npm(cache)


def main() -> None:
    """Check all documents, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path("build/documents"))
    parser.add_argument("--output", type=Path, default=RESULTS)
    options = parser.parse_args()
    results = [check(source) for source in fetch(options.cache)]
    found = report(results)
    options.output.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(
        json.dumps(
            {key: value for key, value in found.items() if isinstance(value, dict)} | {"units by document": "..."},
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
