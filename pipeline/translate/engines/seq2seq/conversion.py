"""Convert a checkpoint for CTranslate2 once, and keep the result in the user's cache folder.

A converted model is whole or not there: it is built beside its place and renamed. It holds all that translating needs,
so that neither PyTorch nor the checkpoint is needed again.
"""

from __future__ import annotations

import gc
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.errors import EngineError
from pipeline.translate.engines.building import built_beside, cache_root
from pipeline.translate.engines.seq2seq.loading import LoadedCheckpoint, read_checkpoint

if TYPE_CHECKING:
    from pipeline.translate.engines.protocol import Report

QUANTIZATION = "int8"
FORMAT = "1"
"""Changes when the conversion of a checkpoint changes."""
MANIFEST = "newsloc.json"
MODEL = "model"
"""The folder that CTranslate2 reads."""
VOCABULARY = Path(MODEL, "shared_vocabulary.json")
"""The name of each token, by number."""
TOKENIZER = "tokenizer"
CONVERTIBLE = ("m2m_100", "marian", "t5")
"""Model types, as ``config.json`` names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionManifest:
    """What a converted model says of itself.

    ``tokenizer`` is the class that reads its tokenizer, after its module. ``suppressed`` are tokens never to be
    written.
    """

    model: str
    family: str
    longest: int
    tokenizer: tuple[str, str]
    suppressed: tuple[str, ...] = ()


def converted_folder(label: str) -> Path:
    """Return where the conversion of a model lies, or will lie; *label* is its name and revision."""
    key = hashlib.sha256(f"{label} {QUANTIZATION} {FORMAT}".encode()).hexdigest()[:16]
    return cache_root("ctranslate2") / key


def is_converted(folder: Path) -> bool:
    """Tell whether the first use's work is done."""
    return (folder / MANIFEST).is_file()


def read_manifest(folder: Path) -> ConversionManifest:
    """Read what a converted model says of itself.

    :raises ValueError: if it is damaged
    """
    return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=ConversionManifest)


def is_convertible(checkpoint: Path) -> bool:
    """Tell from its configuration whether CTranslate2 can run the checkpoint in a folder."""
    try:
        config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
        separate = config.get("share_encoder_decoder_embeddings") is False  # two vocabularies: the converter reads one
        return config.get("model_type") in CONVERTIBLE and not separate
    except (OSError, ValueError, AttributeError):
        return False


def convert(checkpoint: Path, label: str, folder: Path, report: Report) -> None:
    """Convert the checkpoint in a folder into *folder*; *label* is what the manifest and messages call it.

    Two processes may do this at once: the first one to finish wins, and both find a whole model.

    :raises EngineError: if it cannot be loaded or converted, or the disk does not take the result
    """
    if not is_convertible(checkpoint):
        raise EngineError(f'{label}: CTranslate2 cannot run it; set runtime = "transformers" under [engines]')
    try:
        with built_beside(folder, is_converted) as building:
            _build(checkpoint, label, building, report)
    except OSError as error:
        raise EngineError(f"{folder}: {label} cannot be written there ({error}); free the disk") from error


def _build(checkpoint: Path, label: str, building: Path, report: Report) -> None:
    report(f"converting {label} to {QUANTIZATION}, once")
    read = read_checkpoint(checkpoint, label)
    try:
        _write_model(read, checkpoint, building / MODEL)
    except (NotImplementedError, ValueError, LookupError, AttributeError, TypeError, RuntimeError) as error:
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise EngineError(
            f'{label}: CTranslate2 cannot convert it ({reason}); set runtime = "transformers" under [engines]'
        ) from error
    kind = type(read.tokenizer)
    read.tokenizer.save_pretrained(building / TOKENIZER)
    manifest = ConversionManifest(
        model=label,
        family=read.family.name,
        longest=read.longest,
        tokenizer=(kind.__module__, kind.__qualname__),
        suppressed=(read.tokenizer.pad_token,) if _has_trained_start(read.model) else (),
    )
    (building / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    del read
    gc.collect()  # the weights go now, not some time while their successor is at work


def _write_model(checkpoint: LoadedCheckpoint, folder: Path, into: Path) -> None:
    from ctranslate2.converters import TransformersConverter
    from ctranslate2.converters.transformers import BartLoader

    network = checkpoint.model
    config = network.config
    vocabulary = _Vocabulary(checkpoint.tokenizer, config.vocab_size)

    class Started(BartLoader):  # type: ignore[misc]
        """Converts a Marian model that starts its targets from something."""

        def set_config(self, config: Any, model: Any, tokenizer: Any) -> None:
            config.eos_token, config.unk_token = tokenizer.eos_token, tokenizer.unk_token
            config.decoder_start_token = tokenizer.convert_ids_to_tokens(model.config.decoder_start_token_id)

    class Converter(TransformersConverter):  # type: ignore[misc]
        """Takes the weights that were read already: from safetensors, without code of the checkpoint's own."""

        def load_model(self, *_: Any, **__: Any) -> Any:
            return network

        def load_tokenizer(self, *_: Any, **__: Any) -> Any:
            return vocabulary

        def _load(self) -> Any:
            return Started()(network, vocabulary) if _has_trained_start(network) else super()._load()

    # The converter asks whether embeddings are tied to know whether T5 scales its outputs; transformers 5 ties always.
    config.tie_word_embeddings = getattr(config, "scale_decoder_outputs", config.tie_word_embeddings)
    network.requires_grad_(requires_grad=False)
    Converter(str(folder)).convert(str(into), quantization=QUANTIZATION)


def _has_trained_start(network: Any) -> bool:
    """Tell whether a Marian model starts its targets from something.

    The published ones start from zeros, and the converter takes that for granted. Training one further with
    transformers changes it; such a model is a BART in all but name.
    """
    config = network.config
    if config.model_type != "marian" or not network.get_input_embeddings().weight[config.decoder_start_token_id].any():
        return False
    config.normalize_before = config.normalize_embedding = False  # as the converter says of every Marian model
    return True


class _Vocabulary:
    """A tokenizer as the converter sees it: with a name of its own for each of the model's numbers.

    Those of transformers leave out languages (M2M100) and numbers that fill the model up (NLLB, T5), and may give one
    name twice; then names and numbers would part.
    """

    def __init__(self, tokenizer: Any, size: int) -> None:
        self.num_madeup_words = 0
        self.special_tokens_map: dict[str, Any] = {}
        self._tokenizer = tokenizer
        self._numbers: dict[str, int] = {}
        for number in range(size):
            name = tokenizer.convert_ids_to_tokens(number) if number < len(tokenizer) else None
            self._numbers[f"<unused {number}>" if name is None or name in self._numbers else name] = number

    def get_vocab(self) -> dict[str, int]:
        """Return the number of each name."""
        return self._numbers

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokenizer, name)
