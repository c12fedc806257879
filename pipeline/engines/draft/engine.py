"""The embedded default: a small English-Arabic model that needs no hub and no GPU. For gist, not for print."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.engines.draft.model_cache import Report, adapter_revision, is_built, model_folder, prepare_model
from pipeline.engines.protocol import ModelRow
from pipeline.errors import EngineError
from pipeline.locales import language_of
from pipeline.model import Candidate, Direction, Request

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGE_NAMES = {"ar": "Arabic", "en": "English"}
"""The languages the adapter was trained on, as its prompt names them."""

MODEL = "newsloc-draft-gemma3-270m"
LICENCE = "Gemma terms of use"
BATCH = 16
"""Requests decoded together; they are sorted by length, so a batch shares one length limit."""
MOST_THREADS = 8
"""A model this small does not use more cores than that."""
BEAMS = 4
MARKS = "ًٌٍَُِّْ"
"""Arabic vowel signs: one may follow another letter, never another sign."""
REPETITION_PENALTY = 1.1
"""Above this the model starts to avoid words it must repeat; below it, it loops."""
SUPPRESSED = [
    *([f"<0x{byte:02X}>"] for byte in range(256)),  # a byte could spell any script
    *([first, second] for first in MARKS for second in MARKS),  # small models loop on them
]
"""Token sequences that are never generated."""
LENGTH_LIMIT = (1.8, 16)
"""A target has at most this many tokens: a factor of the source's, and an allowance."""


def prompt(source: str, language: str) -> str:
    """Return the text the model completes with the translation of *source* into *language*."""
    return f"{source}\n{LANGUAGE_NAMES[language_of(language)]}:"


class DraftEngine:
    """Gemma 3 270M with the project's own adapter, through CTranslate2 int8."""

    name = "draft"

    def __init__(self, report: Report = lambda _: None, root: Path | None = None) -> None:
        self._report = report
        self._root = root
        self._loaded: tuple[Any, Any] | None = None

    def label(self, direction: Direction) -> str:
        """Return model and revision; one model serves both directions."""
        del direction
        return f"{MODEL}@{adapter_revision()}"

    def quality(self) -> str:
        """Say what to expect."""
        return "a small embedded model: for gist only, expect wrong words, names and numbers; review every sentence"

    def supports(self, direction: Direction) -> bool:
        """Tell whether both languages are known, and differ."""
        pair = {language_of(direction.source), language_of(direction.target)}
        return len(pair) == len(LANGUAGE_NAMES) and pair <= LANGUAGE_NAMES.keys()

    def translate(
        self,
        requests: Sequence[Request],
        direction: Direction,
    ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
        """Yield each request's candidates, best first, batch by batch from the shortest source to the longest.

        :raises EngineError: if the direction is not supported or the model cannot be built
        """
        if not self.supports(direction):
            raise EngineError(f"the draft engine knows English and Arabic only, not {direction}; name another --engine")
        generator, tokenizer = self._load()
        encoded = tokenizer.encode_batch([prompt(request.source, direction.target) for request in requests])
        order = sorted(range(len(requests)), key=lambda index: len(encoded[index].tokens))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            results = self._generate(generator, [encoded[index].tokens for index in batch])
            for index, result in zip(batch, results, strict=True):
                yield index, tuple(_candidates(tokenizer, result))

    def _load(self) -> tuple[Any, Any]:
        if self._loaded is None:
            folder = prepare_model(self._report, self._root)
            from ctranslate2 import Generator
            from tokenizers import Tokenizer

            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            try:
                cores = os.cpu_count() or 1
                generator = Generator(
                    str(folder), device="cpu", compute_type="int8", intra_threads=min(cores, MOST_THREADS)
                )
                self._loaded = generator, tokenizer
            except (RuntimeError, ValueError) as error:
                raise EngineError(f"{folder}: cannot load ({error}); delete the folder and run again") from error
        return self._loaded

    @staticmethod
    def _generate(generator: Any, prompts: list[list[str]]) -> Any:
        factor, allowance = LENGTH_LIMIT
        return generator.generate_batch(
            [["<bos>", *tokens] for tokens in prompts],
            max_length=int(factor * max(map(len, prompts))) + allowance,
            beam_size=BEAMS,
            num_hypotheses=BEAMS,
            repetition_penalty=REPETITION_PENALTY,
            suppress_sequences=SUPPRESSED,
            include_prompt_in_result=False,
            return_scores=True,
        )


def _candidates(tokenizer: Any, result: Any) -> Iterator[Candidate]:
    seen = set()
    for ids, score in zip(result.sequences_ids, result.scores, strict=True):
        text = " ".join(tokenizer.decode(ids).split())
        if text and text not in seen:
            seen.add(text)
            yield Candidate(text=text, log_probability=float(score))


def models(root: Path | None = None) -> tuple[ModelRow, ...]:
    """List the one model there is."""
    folder = model_folder(root)
    built = is_built(root)
    size = sum(path.stat().st_size for path in folder.iterdir()) if built else None
    return (
        ModelRow(
            engine="draft",
            title="embedded English-Arabic draft model",
            model=MODEL,
            licence=LICENCE,
            size=size,
            cached=folder if built else None,
        ),
    )
