"""Write the editions that are due, with what they refer to, their indexes and the manifest; take away what has gone.

Nothing but articles, catalogs and settings is read, and the same of these makes the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.assets import read_asset
from pipeline.edition import Edition
from pipeline.editions import WRITERS
from pipeline.editions.addresses import INDEX
from pipeline.editions.index import write_index
from pipeline.editions.record import record_edition
from pipeline.editions.references import find_references
from pipeline.errors import SourceError
from pipeline.manifest import FILE, EditionRecord, Manifest, manifest_text, read_manifest
from pipeline.output import Output
from pipeline.publication import HIDDEN, REFUSED, Orders, Outcome, Result, prepare, slug_at

_PAGE = ".html"
"""The suffix of editions that an index lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did: a result for each edition asked for, and files written, removed, and left though orphaned."""

    results: tuple[Result, ...]
    written: tuple[str, ...]
    removed: tuple[str, ...]
    left: tuple[str, ...]


def build(orders: Orders) -> BuildReport:
    """Build what is asked for. One article that fails does not stop the others.

    :raises NewslocError: if the folder cannot be written, or holds another program's manifest
    """
    output, former = Output(folder=orders.folder), read_manifest(orders.folder)
    results: list[Result] = []
    manifest = former
    for path in orders.paths:
        slug = slug_at(path, orders.project)
        known = [record.language for record in former.editions if record.slug == slug]
        prepared = prepare(orders, path, known)
        for result in prepared:
            done, manifest = _settle(orders, output, _place(result, prepared, known), manifest)
            results.append(done)
    manifest = _forget(orders, manifest)
    manifest = _write_indexes(orders, output, manifest)
    kept = manifest.paths
    output.remove({path: digest for path, digest in former.paths.items() if path not in kept})
    output.write(FILE, manifest_text(manifest))
    return BuildReport(
        results=tuple(results), written=tuple(output.written), removed=tuple(output.removed), left=tuple(output.left)
    )


def _place(result: Result, prepared: Sequence[Result], known: Iterable[str]) -> Result:
    """Tell an edition in which languages the article is published."""
    if result.edition is None:
        return result
    outcomes = {each.language: each.outcome for each in prepared}
    published = {language for language in known if outcomes.get(language, Outcome.BUILT) not in HIDDEN}
    published |= {language for language, outcome in outcomes.items() if outcome is Outcome.BUILT}
    site = replace(result.edition.site, languages=tuple(sorted(published)))
    return replace(result, edition=replace(result.edition, site=site))


def _settle(orders: Orders, output: Output, result: Result, manifest: Manifest) -> tuple[Result, Manifest]:
    """Write what a result asks for, and return it with its files, and the manifest that knows them."""
    former = manifest.find(result.slug, result.language)
    if result.outcome in REFUSED:
        return result, manifest
    if result.outcome in HIDDEN:
        return result, manifest.without(result.slug, result.language)
    if result.outcome is Outcome.WITHDRAWN:
        record = _write_notice(orders, output, result, former)
        return replace(result, files=tuple(record.files)), manifest.with_edition(record)
    assert result.edition
    try:
        assets = _read_assets(orders, result.edition)
    except SourceError as error:
        return replace(result, outcome=Outcome.FAILED, message=str(error), edition=None), manifest
    written = _write_edition(orders, output, result.edition, former)
    copied = {path: output.write(path, content) for path, content in assets.items()}
    # Files of formats that were not asked for this time stay known.
    files = {**(former.files if former else {}), **written}
    record = record_edition(result.edition, files, copied, result.findings)
    return replace(result, files=tuple(written)), manifest.with_edition(record)


def _write_edition(orders: Orders, output: Output, edition: Edition, former: EditionRecord | None) -> dict[str, str]:
    """Write an edition in the formats asked for, and in those where only a notice would be left of it."""
    notices = former.files if former and former.status == Outcome.WITHDRAWN else {}
    written = {}
    for writer in WRITERS:
        path = f"{edition.language}/{edition.slug}.{writer.suffix}"
        if writer in orders.writers or path in notices:
            written[path] = output.write(path, writer.write(edition))
    return written


def _write_notice(orders: Orders, output: Output, result: Result, former: EditionRecord | None) -> EditionRecord:
    """Write the notice in every format asked for, and in those in which the article was published."""
    base = f"{result.language}/{result.slug}."
    published = former.files if former else {}
    files = {}
    for writer in WRITERS:
        path = base + writer.suffix
        if writer in orders.writers or path in published:
            files[path] = output.write(path, writer.write_notice(orders.site, result.slug, result.language))
    return EditionRecord(
        slug=result.slug,
        language=result.language,
        source_language="",
        article="",
        status=Outcome.WITHDRAWN.value,
        files=files,
    )


def _read_assets(orders: Orders, edition: Edition) -> dict[str, bytes]:
    """Return the files that an edition refers to, by their places in the folder."""
    contents = {path: read_asset(orders.project, path) for path in find_references(edition)}
    return {f"{edition.language}/{path}": content for path, content in contents.items() if content is not None}


def _forget(orders: Orders, manifest: Manifest) -> Manifest:
    """Take out the editions of articles and languages that are no more, if all articles were built."""
    if not orders.complete:
        return manifest
    slugs = {slug_at(path, orders.project) for path in orders.paths}
    kept = (record for record in manifest.editions if record.slug in slugs and record.language in orders.all_languages)
    return replace(manifest, editions=tuple(kept))


def _write_indexes(orders: Orders, output: Output, manifest: Manifest) -> Manifest:
    """Write the index of every language that has pages, or is asked for some."""
    pages = [record for record in manifest.editions if any(path.endswith(_PAGE) for path in record.files)]
    languages = {record.language for record in pages}
    if any(f".{writer.suffix}" == _PAGE for writer in orders.writers):
        languages.update(orders.languages)
    written = {}
    for language in sorted(languages):
        listed = [record for record in pages if record.language == language and record.status == Outcome.BUILT]
        path = f"{language}/{INDEX}{_PAGE}"
        written[path] = output.write(path, write_index(language, listed, sorted(languages), orders.site))
    return replace(manifest, pages=written)
