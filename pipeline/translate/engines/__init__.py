"""The engines: what translates. One file an engine; ``ENGINES`` names them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import ConfigError
from pipeline.project.extras import MODELS, require
from pipeline.translate.engines.protocol import Engine, EngineSettings, ModelRow, Registration, Report

if TYPE_CHECKING:
    from collections.abc import Mapping

AUTO = "auto"
"""The name that lets ``selection.choose`` decide."""


def _make_seq2seq(settings: EngineSettings, report: Report) -> Engine:
    from pipeline.translate.engines.seq2seq import Seq2SeqEngine

    require(MODELS, "the seq2seq engine")
    return Seq2SeqEngine(settings, report)


def _list_seq2seq() -> tuple[ModelRow, ...]:
    from pipeline.translate.engines.seq2seq import models

    return models()


def _make_ctranslate2(settings: EngineSettings, report: Report) -> Engine:
    from pipeline.translate.engines.converted import ConvertedEngine

    require(MODELS, "the ctranslate2 engine", but="torch")  # a model that was converted needs no PyTorch
    return ConvertedEngine(settings, report)


def _list_ctranslate2() -> tuple[ModelRow, ...]:
    from pipeline.translate.engines.converted import models

    return models()


def _make_causal(settings: EngineSettings, report: Report) -> Engine:
    from pipeline.translate.engines.causal import CausalEngine

    require(MODELS, "the causal engine")
    return CausalEngine(settings, report)


def _list_causal() -> tuple[ModelRow, ...]:
    from pipeline.translate.engines.causal import models

    return models()


def _make_endpoint(settings: EngineSettings, report: Report) -> Engine:
    from pipeline.translate.engines.endpoint import EndpointEngine

    return EndpointEngine(settings, report)


def _make_draft(settings: EngineSettings, report: Report) -> Engine:
    from pipeline.translate.engines.draft.engine import DraftEngine

    return DraftEngine(report, beams=settings.beams)


def _list_draft() -> tuple[ModelRow, ...]:
    from pipeline.translate.engines.draft.engine import models

    return models()


def _make_pseudo(settings: EngineSettings, report: Report) -> Engine:
    from pipeline.translate.engines.pseudo import PseudoEngine

    del settings, report  # nothing to set, nothing to wait for
    return PseudoEngine()


def _list_pseudo() -> tuple[ModelRow, ...]:
    from pipeline.translate.engines.pseudo import models

    return models()


ENGINES: tuple[Registration, ...] = (
    Registration(
        name="seq2seq",
        summary="translation models from a hub or a folder: Marian, NLLB, M2M100, MADLAD",
        quality="a trained translation model: usually worth editing; check names, numbers and terms",
        make=_make_seq2seq,
        models=_list_seq2seq,
    ),
    Registration(
        name="ctranslate2",
        summary="the same models, converted once to 8-bit integers: the fastest way on a processor",
        quality="a trained translation model, in 8-bit integers: usually worth editing; check names, numbers and terms",
        make=_make_ctranslate2,
        models=_list_ctranslate2,
    ),
    Registration(
        name="causal",
        summary="large language models from a hub or a folder: TranslateGemma, Gemma, Qwen and the like",
        quality="a large language model: fluent; check that nothing was added, left out or softened",
        make=_make_causal,
        models=_list_causal,
    ),
    Registration(
        name="endpoint",
        summary="any server with OpenAI's interface: vLLM, Ollama, llama.cpp, a cloud",
        quality="a language model on a server: fluent; check that nothing was added, left out or softened",
        make=_make_endpoint,
        models=tuple,
    ),
    Registration(
        name="draft",
        summary="the embedded English-Arabic model: works without a hub and without a GPU",
        quality=("a small embedded model: for gist only, expect wrong words, names and numbers; review every sentence"),
        make=_make_draft,
        models=_list_draft,
    ),
    Registration(
        name="pseudo",
        summary="pseudo-localization: accented or Arabic-looking text, for layout tests",
        quality="not a translation: altered source text that shows where a layout breaks; never publish it",
        make=_make_pseudo,
        models=_list_pseudo,
    ),
)

QUALITY: Mapping[str, str] = {registration.name: registration.quality for registration in ENGINES}
"""What to expect of each engine's drafts, by name."""


def make_engine(settings: EngineSettings, report: Report = lambda _: None) -> Engine:
    """Make the engine that the settings name; nothing is loaded yet.

    :raises ConfigError: if there is no engine of that name
    :raises MissingExtra: if its packages are not installed
    """
    for registration in ENGINES:
        if registration.name == settings.engine:
            return registration.make(settings, report)
    raise ConfigError(f'there is no engine "{settings.engine}"; name one of {", ".join(list_names())}')


def list_names() -> tuple[str, ...]:
    """List what ``engine`` may be in the settings and on the command line."""
    return AUTO, *(registration.name for registration in ENGINES)


def list_models() -> tuple[ModelRow, ...]:
    """List the models of every engine, for ``newsloc models``."""
    return tuple(row for registration in ENGINES for row in registration.models())
