"""Any server with OpenAI's interface: vLLM, Ollama, llama.cpp, or a cloud. Several requests are under way at once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pipeline.errors import name_few
from pipeline.model import Candidate, Direction, Request
from pipeline.translate.engines.endpoint import EndpointSettings
from pipeline.translate.engines.endpoint.address import find_address
from pipeline.translate.engines.endpoint.answer import clean, is_sound
from pipeline.translate.engines.endpoint.completions import (
    SamplingOptions,
    ServerAnswer,
    ServerPrompt,
    find_refused,
    make_body,
    read_answer,
)
from pipeline.translate.engines.endpoint.prompt import build_prompt, sign, thinks_aloud, translation_prompt
from pipeline.translate.engines.endpoint.responses import RequestRefused, RetriesExhausted, find_names
from pipeline.translate.engines.endpoint.server import Server
from pipeline.translate.engines.protocol import Engine, Found, Report
from pipeline.translate.engines.workers import work_through

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NOT_THERE = 404
_LISTED = 8
"""Names of models that a message repeats."""
MORE_ROOM = 4
"""Times as many tokens in a second attempt, for models that think aloud first."""
PENALTY = 0.5
"""Against repetition, in a second attempt; OpenAI's scale from -2 to 2."""


class EndpointEngine(Engine):
    """One model on one server, asked for translations, or what another *prompt* asks."""

    name = "endpoint"
    takes_examples = True

    def __init__(
        self, settings: EndpointSettings, report: Report = lambda _: None, prompt: str = translation_prompt()
    ) -> None:
        self.settings = settings
        self._prompt = prompt
        self.report = report
        self._server: Server | None = None
        self._names: Sequence[str] | None = None
        self._refused: frozenset[str] = frozenset()
        self._announced = False

    def label(self, direction: Direction) -> str:
        """Return the model and its prompt, without the server's address, which stays private.

        :raises EngineError: if no model is named, and the server does not have just one
        """
        del direction
        return f"{self._model()}+{sign(self._prompt)}"

    def supports(self, direction: Direction) -> bool:
        """Tell whether the two languages differ; only its answers show what a server's model knows."""
        return direction.source != direction.target

    def load(self, direction: Direction) -> None:
        """See that the settings are right and the server answers.

        :raises EngineError: saying what to do
        """
        del direction
        names = self._list_models()
        if not self._announced:
            self._announced = True
            self._announce(names)

    def _announce(self, names: Sequence[str]) -> None:
        """Report what is asked where, and what a person should know about that."""
        model, server = self._model(), self._connect().address
        self.report(f"asking {model} at {server.url}, {self.settings.concurrency} requests at a time")
        if not server.encrypted and not server.is_here:
            self.report(f"{server.url}: not encrypted: articles and key can be read on the way; use https://")
        if server.withheld:
            self.report(f"{server.url}: {server.withheld}")
        if names and model not in names and f"{model}:latest" not in names:
            self.report(f"{server.url}: it does not list {model}; it has {name_few(names, _LISTED)}")

    def translate(self, requests: Sequence[Request], direction: Direction) -> Iterator[Found]:
        """Yield each request's candidate as its answer arrives; none where the server fails for this one only.

        :raises EngineError: if the server is down, or does not answer to us
        """
        self.load(direction)
        yield from work_through(
            len(requests),
            self.settings.concurrency,
            lambda number, stop: self._translate(requests[number], direction, stop),
        )
        self._connect().require_answer()

    def answer(
        self, requests: Sequence[Request], direction: Direction, attempt: SamplingOptions
    ) -> Iterator[tuple[int, ServerAnswer]]:
        """Yield what the model writes for each request, as it stands; nothing where the server fails for this one only.

        :raises EngineError: if the server is down, or does not answer to us
        """
        self.load(direction)
        yield from work_through(
            len(requests),
            self.settings.concurrency,
            lambda number, stop: (
                self._ask(requests[number], direction, attempt, stop) or ServerAnswer(text="", finish=None)
            ),
        )
        self._connect().require_answer()

    def _translate(self, request: Request, direction: Direction, stop: threading.Event) -> tuple[Candidate, ...]:
        """Return the sound candidate of one request, if there is one; a bad answer gets a second chance."""
        if not request.source.strip():
            return ()
        attempt = SamplingOptions()
        for _ in range(2):
            answer = self._ask(request, direction, attempt, stop)
            if answer is None or answer.finish == "content_filter" or self._connect().holds_key(answer.text):
                return ()
            text = clean(answer.text, request.source, direction)
            sound, cut = is_sound(text, request.source, direction), answer.finish == "length"
            if sound and not cut:
                return (Candidate(text=text),)
            bad = not sound and (not cut or bool(text))
            attempt = SamplingOptions(room=MORE_ROOM if cut else 1, penalty=PENALTY if bad else 0.0)
        return ()

    def _ask(
        self, request: Request, direction: Direction, attempt: SamplingOptions, stop: threading.Event
    ) -> ServerAnswer | None:
        """Return the answer to one request; None where the server fails for this one."""
        server, model = self._connect(), self._model()
        question = ServerPrompt(
            model=model,
            silent=thinks_aloud(model),
            prompt=build_prompt(self._prompt, request, direction),
            length=len(request.source),
            attempt=attempt,
        )
        try:
            answer = self._post(question, stop)
        except RequestRefused as fault:
            self._explain_refusal(fault)
            return None
        except RetriesExhausted as fault:
            server.note_failure(fault)
            return None
        server.note_answer()
        return answer

    def _post(self, question: ServerPrompt, stop: threading.Event) -> ServerAnswer:
        """Send a question, and again without what the server says it does not take."""
        while True:
            body = make_body(question, self._refused)
            try:
                return self._connect().post("/chat/completions", body, read_answer, stop)
            except RequestRefused as fault:
                name = find_refused(fault.said, body)
                if name is None and "response_format" in body and not self._connect().has_answered:
                    name = "response_format"  # not every server names what it does not know
                if name is None or fault.status == _NOT_THERE:
                    raise
                self._refused |= {name}

    def _explain_refusal(self, fault: RequestRefused) -> None:
        """Let one request be refused; but not the model, nor all of them.

        :raises EngineError: saying what to do
        """
        server = self._connect()
        if fault.status == _NOT_THERE:
            has = f"; it has {name_few(self._names, _LISTED)}" if self._names else ""
            raise server.error(
                f'no model "{self._model()}" there, or no API ({fault}); mend model or url under [engines]{has}'
            ) from fault
        if not server.has_answered:
            server.note_failure(f"it refuses: {fault}")

    def _connect(self) -> Server:
        if self._server is None:
            self._server = Server(find_address(self.settings), timeout=self.settings.timeout, report=self.report)
        return self._server

    def _list_models(self) -> Sequence[str]:
        """Return the names of the server's models, asked for once; none where it does not tell."""
        if self._names is None:
            try:
                self._names = self._connect().get("/models", find_names, threading.Event())
            except RequestRefused:
                self._names = ()  # not every server has a list
        return self._names

    def _model(self) -> str:
        if self.settings.model:
            return self.settings.model
        names = self._list_models()
        if len(names) == 1:
            return names[0]
        has = f"it has {name_few(names, _LISTED)}" if names else "it does not tell which it has"
        raise self._connect().error(f"name one of its models: set model under [engines]; {has}")
