"""The embedded default: a small English-Arabic model that needs no hub and no GPU. For gist, not for print."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.engines.draft.model_cache import Report, adapter_revision, is_built, model_folder, prepare_model
from pipeline.engines.draft.terms import lost_terms, mask_terms
from pipeline.engines.passages import join_passages, split_long
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


def prompt(source: str, language: str, terms: Iterable[tuple[str, str]] = ()) -> str:
    """Return the text the model completes with the translation of *source* into *language*.

    Each of *terms* is a wording of the source and the translation that it must get.
    """
    glossary = "".join(f"\n{wording} = {translation}" for wording, translation in terms)
    return f"{source}{glossary}\n{LANGUAGE_NAMES[language_of(language)]}:"


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
        _, tokenizer = self._load()
        encoded = tokenizer.encode_batch([prompt(request.source, direction.target) for request in requests])
        order = sorted(range(len(requests)), key=lambda index: len(encoded[index].tokens))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            yield from zip(batch, self._translate([requests[index] for index in batch], direction), strict=True)

    def _translate(self, batch: Sequence[Request], direction: Direction) -> list[tuple[Candidate, ...]]:
        """Translate one batch; where the best candidate lost a term, offer others in which it was hidden."""
        offers = self._generate([request.source for request in batch], direction)
        masks = [
            (index, masked)
            for index, (request, found) in enumerate(zip(batch, offers, strict=True))
            for masked in mask_terms(request.source, lost_terms(request, found))
        ]
        more = self._generate([masked.text for _, masked in masks], direction)
        for (index, masked), found in zip(masks, more, strict=True):
            restored = ((masked.restore(candidate.text), candidate.log_probability) for candidate in found)
            offers[index] += tuple(
                Candidate(text=text, log_probability=log_probability) for text, log_probability in restored if text
            )
        return [tuple(sorted(found, key=lambda candidate: -(candidate.log_probability or 0))) for found in offers]

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

    def _generate(self, sources: Sequence[str], direction: Direction) -> list[tuple[Candidate, ...]]:
        """Return each source's candidates; a very long one is translated in passages."""
        _, tokenizer = self._load()
        passages = [split_long(source, lambda text: len(tokenizer.encode(text).tokens)) for source in sources]
        found = iter(self._generate_passages([passage for parts in passages for passage in parts], direction))
        return [join_passages([next(found) for _ in parts], [len(passage) for passage in parts]) for parts in passages]

    def _generate_passages(self, passages: Sequence[str], direction: Direction) -> list[tuple[Candidate, ...]]:
        if not passages:
            return []
        generator, tokenizer = self._load()
        encoded = tokenizer.encode_batch([prompt(passage, direction.target) for passage in passages])
        factor, allowance = LENGTH_LIMIT
        results = generator.generate_batch(
            [["<bos>", *encoding.tokens] for encoding in encoded],
            max_length=int(factor * max(len(encoding.tokens) for encoding in encoded)) + allowance,
            beam_size=BEAMS,
            num_hypotheses=BEAMS,
            repetition_penalty=REPETITION_PENALTY,
            suppress_sequences=SUPPRESSED,
            include_prompt_in_result=False,
            return_scores=True,
        )
        return [tuple(_candidates(tokenizer, result)) for result in results]


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
