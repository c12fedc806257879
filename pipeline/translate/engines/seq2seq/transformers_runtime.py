"""Translation models through transformers, on a processor or a graphics card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.errors import EngineError
from pipeline.translate.engines.checkpoints.folders import find_checkpoint, identify
from pipeline.translate.engines.passages import make_batches, make_candidate, rank
from pipeline.translate.engines.protocol import BEAMS, Found
from pipeline.translate.engines.seq2seq.loading import LoadedCheckpoint, load_checkpoint
from pipeline.translate.engines.seq2seq.runtimes import MOST_CANDIDATES, Passage, Runtime, limit_target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.model import Candidate
    from pipeline.translate.engines.seq2seq.families import LanguageTokens

SCORED_NUMBERS = 32_000_000
"""Floats of log-probabilities held at once while candidates are scored."""


class TransformersRuntime(Runtime[LoadedCheckpoint]):
    """Searches with checkpoints as transformers loads them."""

    def label(self, model: str, revision: str | None) -> str:
        """Return a model's name and revision."""
        return identify(model, revision)

    def prepare(self, model: str, revision: str | None) -> Path:
        """Return the folder of a checkpoint, downloaded where it has not been."""
        return find_checkpoint(model, revision, self.settings, self.report)

    def load(self, folder: Path, model: str) -> LoadedCheckpoint:
        """Load a checkpoint, once."""
        return load_checkpoint(folder, model, self.settings.device)

    def search(
        self, reader: LoadedCheckpoint, language_tokens: LanguageTokens, passages: Sequence[Passage], no_repeat: int = 0
    ) -> Iterator[Found]:
        """Yield each passage's candidates, batch by batch, the longest first."""
        for batch in make_batches(list(map(len, passages)), self.settings.batch_tokens):
            found = self._search_batch(reader, language_tokens, [passages[number] for number in batch], no_repeat)
            yield from zip(batch, found, strict=True)

    def _search_batch(
        self, checkpoint: LoadedCheckpoint, language_tokens: LanguageTokens, passages: Sequence[Passage], no_repeat: int
    ) -> list[tuple[Candidate, ...]]:
        import torch

        beams = self.settings.beams or BEAMS
        batch = checkpoint.tokenizer.pad(
            {"input_ids": list(map(list, passages))}, padding=True, return_tensors="pt"
        ).to(checkpoint.device)
        forced = {} if language_tokens.first_token is None else {"forced_bos_token_id": language_tokens.first_token}
        skip = 1 + len(forced)
        try:
            with torch.inference_mode():
                sequences = checkpoint.model.generate(
                    input_ids=batch["input_ids"],
                    attention_mask=batch["attention_mask"],
                    num_beams=beams,
                    num_return_sequences=min(beams, MOST_CANDIDATES),
                    do_sample=False,
                    length_penalty=1.0,
                    max_new_tokens=limit_target(passages, checkpoint),
                    no_repeat_ngram_size=no_repeat,
                    **forced,
                )
                steps = score(checkpoint.model, batch, sequences, skip)
        except torch.OutOfMemoryError as error:
            raise EngineError(
                f"a batch of {len(passages)} texts does not fit in memory; set a smaller batch_tokens under [engines]"
            ) from error
        # M2M100 does not count its language tokens as special ones, so they are cut off here.
        texts = checkpoint.tokenizer.batch_decode(sequences[:, skip:], skip_special_tokens=True)
        candidates = list(map(make_candidate, texts, steps))
        each = len(candidates) // len(passages)
        return [rank(candidates[start : start + each]) for start in range(0, len(candidates), each)]


def score(model: Any, batch: Any, sequences: Any, skip: int) -> list[list[float]]:
    """Return the log-probability of each token of each target under the model, its end token included.

    The targets are scored in a pass of their own: the search's scores are those of a distribution that its
    constraints changed, and keeping them would take gigabytes. *sequences* has the same number of rows for each
    source of *batch*, in order; the first *skip* tokens of each (start, and the language where it is forced) do not
    count, nor does what follows the end token.
    """
    import torch

    states = model.get_encoder()(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"])[0]
    sources = torch.arange(len(states), device=states.device).repeat_interleave(len(sequences) // len(states))
    rows = max(1, SCORED_NUMBERS // (sequences.shape[1] * model.config.vocab_size))
    steps: list[list[float]] = []
    for start in range(0, len(sequences), rows):
        targets, which = sequences[start : start + rows], sources[start : start + rows]
        logits = model(
            encoder_outputs=(states[which],),
            attention_mask=batch["attention_mask"][which],
            decoder_input_ids=targets[:, :-1],
            use_cache=False,
        ).logits
        chosen = logits.float().log_softmax(-1).gather(-1, targets[:, 1:, None])[:, skip - 1 :, 0].cpu()
        ends = torch.isin(targets[:, skip:], torch.tensor(model.generation_config.eos_token_id, device=targets.device))
        counted = ((ends.cumsum(1) - ends.long()) == 0).cpu()
        steps += (row[mask].tolist() for row, mask in zip(chosen, counted, strict=True))
    return steps
