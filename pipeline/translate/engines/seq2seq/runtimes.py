"""What runs a translation model: the contract of a runtime, and the choice between the two."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from pipeline.project.extras import MODELS, is_installed
from pipeline.translate.engines.checkpoints.folders import identify, local_folder
from pipeline.translate.engines.checkpoints.hub import recommended
from pipeline.translate.engines.seq2seq import CTRANSLATE2, TRANSFORMERS, Seq2SeqSettings
from pipeline.translate.engines.seq2seq.conversion import converted_folder, is_converted, is_convertible
from pipeline.translate.engines.seq2seq.loading import TextEncoding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.model import Direction
    from pipeline.translate.engines.protocol import Found, Report
    from pipeline.translate.engines.seq2seq.families import LanguageTokens

MOST_CANDIDATES = 4
LENGTH_LIMIT = (1.5, 10)
"""A target has at most this many tokens: a factor of the longest source's in its batch, and an allowance."""

ReaderT = TypeVar("ReaderT", bound=TextEncoding)
Passage = tuple[int, ...]
"""One passage as the model reads it: its tokens by number."""


class Runtime(ABC, Generic[ReaderT]):
    """Loads models and searches with them."""

    def __init__(self, settings: Seq2SeqSettings, report: Report) -> None:
        self.settings = settings
        self.report = report
        self._folders: dict[tuple[str, str | None], Path] = {}

    def open(self, model: str, revision: str | None) -> ReaderT:
        """Return a model, ready to search; a second call returns it at once.

        :raises EngineError: if it cannot be loaded
        """
        key = model, revision
        if key not in self._folders:
            self._folders[key] = self.prepare(model, revision)
        return self.load(self._folders[key], model)

    @abstractmethod
    def label(self, model: str, revision: str | None) -> str:
        """Return a model's name and revision, and what else changes its translations."""

    @abstractmethod
    def prepare(self, model: str, revision: str | None) -> Path:
        """Return the folder of a model in the form that this runtime reads."""

    @abstractmethod
    def load(self, folder: Path, model: str) -> ReaderT:
        """Return the model in a folder, ready to search; *model* is what messages call it."""

    @abstractmethod
    def search(
        self, reader: ReaderT, language_tokens: LanguageTokens, passages: Sequence[Passage], no_repeat: int = 0
    ) -> Iterator[Found]:
        """Yield the number of each passage with its candidates, as batches finish.

        *no_repeat* is the number of tokens in a row that no target may use twice; 0 allows all.

        :raises EngineError: if the memory of the machine does not suffice
        """


def limit_target(passages: Sequence[Passage], reader: TextEncoding) -> int:
    """Return the most tokens that the targets of a batch may have."""
    factor, allowance = LENGTH_LIMIT
    return min(int(factor * max(map(len, passages))) + allowance, reader.longest - 2)


def find_model(settings: Seq2SeqSettings, direction: Direction) -> tuple[str, str | None]:
    """Return the model of a direction, a hub id or a folder, and its revision."""
    if settings.model:
        return settings.model, settings.revision
    row = recommended(direction)
    return row.model, row.revision


def choose_runtime(settings: Seq2SeqSettings, direction: Direction) -> str:
    """Return the name of the runtime for a direction's model: what the settings name, else the fastest one here.

    That is ``ctranslate2`` on a processor, unless a model that lies here is known not to convert. A model that is
    still to be downloaded is expected to convert.
    """
    if settings.runtime != "auto":
        return settings.runtime
    if not is_installed(MODELS, but="torch") or _has_graphics_card(settings):
        return TRANSFORMERS
    model, revision = find_model(settings, direction)
    if is_converted(converted_folder(identify(model, revision))):
        return CTRANSLATE2
    folder = local_folder(model, revision)
    return CTRANSLATE2 if folder is None or is_convertible(folder) else TRANSFORMERS


def _has_graphics_card(settings: Seq2SeqSettings) -> bool:
    """Tell whether PyTorch may and can use a graphics card; it is loaded only where there is one."""
    if settings.device != "auto":
        return settings.device == "cuda"
    import ctranslate2

    if not ctranslate2.get_cuda_device_count():
        return False
    try:
        import torch
    except ImportError:
        return False
    return bool(torch.cuda.is_available())
