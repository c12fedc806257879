"""Test sets by name, as sacrebleu has them: fetched once, then read from its cache."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError, SourceError
from pipeline.quality.evaluate.sets import Languages, ParallelSet, Sample, make_direction, make_set, read_texts

PREFIX = "sacrebleu:"
"""What a set's name starts with: ``sacrebleu:iwslt17/en-ar``."""
_PATIENCE = 30.0
"""Seconds that a server may take for its next sign of life."""


def read_known(name: str, languages: Languages, *, offline: bool = False) -> ParallelSet:
    """Read a test set of sacrebleu's: its sources, references and, where it has them, its documents.

    :param offline: fetch nothing
    :raises ConfigError: if there is no such set or no such pair of languages in it
    :raises SourceError: if it is not in the cache and cannot be fetched
    """
    dataset, pair = _find(name)
    source, _, target = pair.partition("-")
    direction = make_direction(name, languages.source or source, languages.target or target)
    fields, files = _fetch(name, dataset, pair, offline=offline)
    texts = {field: read_texts(Path(file)) for field, file in zip(fields, files, strict=True)}
    right = set(dataset.get_reference_files(pair))
    references = [texts[field] for field, file in zip(fields, files, strict=True) if file in right]
    sources = texts["src"]
    if {len(stream) for stream in references} != {len(sources)}:
        raise SourceError(
            f"{name}: its files in {Path(files[0]).parent} have different numbers of lines; delete that folder, and "
            "they are fetched anew"
        )
    articles = texts.get("docid", [""] * len(sources))
    samples = [
        Sample(source=source, references=tuple(texts), article=article)
        for source, article, *texts in zip(sources, articles, *references, strict=True)
    ]
    used = [Path(file) for field, file in zip(fields, files, strict=True) if field == "src" or file in right]
    return make_set(name.removeprefix(PREFIX), samples, direction, used)


def _find(name: str) -> tuple[Any, str]:
    """Return sacrebleu's dataset and the pair of languages in it."""
    from sacrebleu.dataset import DATASETS

    title, _, pair = name.removeprefix(PREFIX).rpartition("/")
    dataset = DATASETS.get(title)
    if dataset is None:
        raise ConfigError(f'"{name}" is not a test set of sacrebleu; write one such as {PREFIX}iwslt17/en-ar')
    if pair not in dataset.langpairs:
        pairs = ", ".join(sorted(dataset.langpairs))
        raise ConfigError(f'{PREFIX}{title} has no pair "{pair}"; it has {pairs}')
    return dataset, pair


def _fetch(name: str, dataset: Any, pair: str, *, offline: bool) -> tuple[list[str], list[str]]:
    """Return the names of the fields and their files, which are fetched if they are not there.

    sacrebleu ends the program on some failures and raises what the network raises on others.
    """
    cached = Path(dataset._get_txt_file_path(pair, "src")).exists()  # noqa: SLF001 - there is no public way to ask
    if offline and not cached:
        raise SourceError(f"{name}: is not in the cache and --offline forbids to fetch it; run without it once")
    patience = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_PATIENCE)  # sacrebleu would wait for as long as the network keeps silent
    try:
        files = dataset.get_files(pair)
        return dataset.fieldnames(pair), files
    except (Exception, SystemExit) as error:
        reason = " ".join(str(getattr(error, "reason", "") or error).split())
        cache = os.environ.get("SACREBLEU", "~/.sacrebleu")
        raise SourceError(
            f"{name}: cannot be fetched ({reason}); connect to the network, or bring the folder {cache} from a machine "
            "where it was fetched"
        ) from error
    finally:
        socket.setdefaulttimeout(patience)
