"""Language models on a server with OpenAI's interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from pipeline.translate.engines.protocol import Engine, Registration, Report
from pipeline.translate.engines.settings import EngineSettings, Positive

KEY_VARIABLE = "NEWSLOC_API_KEY"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSettings(EngineSettings):
    """What this engine adds."""

    url: Annotated[str | None, Meta(description="The address of the server, such as http://localhost:11434/v1.")] = None
    timeout: Annotated[Annotated[float, Meta(gt=0)], Meta(description="Seconds that one answer may take.")] = 60.0
    concurrency: Annotated[Positive, Meta(description="How many answers are asked for at once.")] = 8
    key_variable: Annotated[
        str, Meta(description="The environment variable with the server's key; its name ends in API_KEY.")
    ] = KEY_VARIABLE


def _make(settings: EndpointSettings, report: Report) -> Engine:
    from pipeline.translate.engines.endpoint.engine import EndpointEngine

    return EndpointEngine(settings, report)


ENGINE = Registration(
    name="endpoint",
    summary="any server with OpenAI's interface: vLLM, Ollama, llama.cpp, a cloud",
    quality="a language model on a server: fluent; check that nothing was added, left out or softened",
    settings=EndpointSettings,
    make=_make,
)
