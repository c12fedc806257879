"""The ways to translate that are compared. Each runs in a process of its own, and does a round when it is told to.

    python -m evaluations.throughput.contestants NAME FOLDER CACHE

It reads a JSON list of sentences a line from stdin, and answers with a line for each: seconds, those of all its
cores together, target tokens, the number of targets as long as they should be, and the most memory so far, in MB.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

Translate = Callable[[Sequence[str]], list[int]]
"""Returns the number of tokens of each sentence's target, its end included."""

BEAMS = 4
DOCUMENT_BATCH = 16


def _through_newsloc(folder: Path, cache: Path, *, engine: str, beams: int = BEAMS) -> Translate:
    from pipeline.model import Direction, Request
    from pipeline.translate.engines.converted import ConvertedEngine
    from pipeline.translate.engines.protocol import EngineSettings
    from pipeline.translate.engines.seq2seq import Seq2SeqEngine

    settings = EngineSettings(model=str(folder), device="cpu", offline=True, beams=beams)
    chosen = ConvertedEngine(settings, root=cache) if engine == "ctranslate2" else Seq2SeqEngine(settings)
    direction = Direction(source="en", target="ar")
    reader, cue = chosen.ready(direction)
    chosen.load(direction)

    def translate(sentences: Sequence[str]) -> list[int]:
        results = dict(chosen.translate([Request(source=sentence) for sentence in sentences], direction))
        return [len(reader.encode(cue, results[index][0].text)) for index in range(len(sentences))]

    return translate


def _through_transformers(folder: Path, *, batch: int) -> Translate:
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    model: Any = AutoModelForSeq2SeqLM.from_pretrained(folder).eval()
    ends = model.generation_config.eos_token_id

    def translate(sentences: Sequence[str]) -> list[int]:
        lengths: list[int] = []
        for start in range(0, len(sentences), batch):
            inputs = tokenizer(sentences[start : start + batch], padding=True, return_tensors="pt")
            with torch.inference_mode():
                targets = model.generate(**inputs, num_beams=BEAMS)
            tokenizer.batch_decode(targets, skip_special_tokens=True)
            lengths += (target.index(ends) for target in targets.tolist())  # the start token makes up for the end
        return lengths

    return translate


def _through_bare_ctranslate2(cache: Path) -> Translate:
    """Give the whole list to ``translate_batch`` at once, set as fast as it will go here."""
    import ctranslate2
    from transformers.models.marian.tokenization_marian import MarianTokenizer

    (converted,) = (path for path in cache.iterdir() if not path.name.startswith("."))
    tokenizer: Any = MarianTokenizer.from_pretrained(converted / "tokenizer")
    cores = len(os.sched_getaffinity(0))
    translator = ctranslate2.Translator(str(converted / "model"), inter_threads=cores, intra_threads=1)

    def translate(sentences: Sequence[str]) -> list[int]:
        sources = [tokenizer.convert_ids_to_tokens(numbers) for numbers in tokenizer(list(sentences))["input_ids"]]
        results = translator.translate_batch(sources, beam_size=BEAMS, max_batch_size=1024, batch_type="tokens")
        tokenizer.batch_decode([tokenizer.convert_tokens_to_ids(result.hypotheses[0]) for result in results])
        return [len(result.hypotheses[0]) + 1 for result in results]

    return translate


CONTESTANTS: dict[str, tuple[str, Callable[[Path, Path], Translate]]] = {
    "newsloc": (
        "newsloc (ctranslate2)",
        lambda folder, cache: _through_newsloc(folder, cache, engine="ctranslate2"),
    ),
    "bare": ("(c) bare ctranslate2", lambda _, cache: _through_bare_ctranslate2(cache)),
    "sixteen": (
        "(b) transformers, by 16",
        lambda folder, _: _through_transformers(folder, batch=DOCUMENT_BATCH),
    ),
    "one": ("(a) transformers, by 1", lambda folder, _: _through_transformers(folder, batch=1)),
    "seq2seq": (
        "newsloc (seq2seq)",
        lambda folder, cache: _through_newsloc(folder, cache, engine="seq2seq"),
    ),
    "greedy": (
        "newsloc, one beam",
        lambda folder, cache: _through_newsloc(folder, cache, engine="ctranslate2", beams=1),
    ),
}
"""What each is, and what loads it."""


def serve(translate: Translate, expected: Callable[[Sequence[str]], list[int]], lines: Iterable[str]) -> None:
    """Translate each line's sentences, and print what that took."""
    for line in lines:
        sentences = json.loads(line)
        start, start_of_work = time.perf_counter(), time.process_time()
        lengths = translate(sentences)
        seconds, work = time.perf_counter() - start, time.process_time() - start_of_work
        answer = {
            "seconds": seconds,
            "processor_seconds": work,
            "tokens": sum(lengths),
            "sentences": len(sentences),
            "as_expected": sum(map(int.__eq__, lengths, expected(sentences))),
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(answer), flush=True)


def main() -> None:
    """Load one contestant and serve."""
    name, folder, cache = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    translate = CONTESTANTS[name][1](folder, cache)
    from sentencepiece import SentencePieceProcessor

    subwords = SentencePieceProcessor(model_file=str(folder / "source.spm"))
    print("ready", flush=True)
    serve(translate, lambda sentences: [len(pieces) + 1 for pieces in subwords.encode(list(sentences))], sys.stdin)


if __name__ == "__main__":
    main()
