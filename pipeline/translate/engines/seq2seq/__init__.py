"""Translation models, through transformers or CTranslate2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from pipeline.project.extras import MODELS, require
from pipeline.translate.engines.protocol import Engine, ModelRow, Registration, Report
from pipeline.translate.engines.settings import EngineSettings

TRANSFORMERS, CTRANSLATE2 = "transformers", "ctranslate2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seq2SeqSettings(EngineSettings):
    """What this engine adds."""

    runtime: Annotated[
        Literal["auto", "transformers", "ctranslate2"],
        Meta(
            description="What runs the model: `ctranslate2` converts it once to 8-bit integers, the fastest way on a"
            " processor; `auto` takes it unless there is a graphics card or the model cannot be converted."
        ),
    ] = "auto"


def _make(settings: Seq2SeqSettings, report: Report) -> Engine:
    from pipeline.translate.engines.seq2seq.engine import Seq2SeqEngine

    require(MODELS, "the seq2seq engine", but="torch")  # a model that was converted needs no PyTorch
    return Seq2SeqEngine(settings, report)


def _list_models() -> tuple[ModelRow, ...]:
    from pipeline.translate.engines.checkpoints.hub import list_hub_models

    return list_hub_models("seq2seq")


ENGINE = Registration(
    name="seq2seq",
    summary="translation models from a hub or a folder: Marian, NLLB, M2M100, MADLAD; on a processor in 8-bit integers",
    quality="a trained translation model: usually worth editing; check names, numbers and terms",
    settings=Seq2SeqSettings,
    make=_make,
    models=_list_models,
)
