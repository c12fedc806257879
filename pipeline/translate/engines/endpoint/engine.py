"""Any server with OpenAI's interface: vLLM, Ollama, llama.cpp, or a cloud. Several requests are under way at once."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.model import Candidate, Direction, Request
from pipeline.translate.engines.answers import is_log_probability
from pipeline.translate.engines.endpoint import EndpointSettings
from pipeline.translate.engines.endpoint.address import find_address
from pipeline.translate.engines.endpoint.server import RequestRefused, RetriesExhausted, Server, find_names
from pipeline.translate.engines.prompts import (
    Template,
    build_prompt,
    clean,
    find_candidate,
    find_template,
    template_of_name,
)
from pipeline.translate.engines.protocol import MARKS, Report
from pipeline.translate.engines.workers import work_through

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_NOT_THERE = 404
_LISTED = 8
"""Names of models that a message repeats."""
LENGTH_LIMIT = (2.0, 64)
"""Tokens that an answer may have: a factor of the source's characters, and an allowance.

How many tokens a server's model makes of a text is not known here; a letter is hardly ever more than two."""
MORE_ROOM = 4
"""Times as many tokens in a second attempt, for models that think aloud first."""
PENALTY = 0.5
"""Against repetition, in a second attempt; OpenAI's scale from -2 to 2."""
OPTIONAL = ("logprobs", "chat_template_kwargs", "temperature", "frequency_penalty")
"""What some servers refuse, and a translation can do without."""
_TURN_ENDS = ["<end_of_turn>"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingOptions:
    """How one request is asked for: with how much room, and whether repetition is penalized."""

    room: int = 1
    penalty: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerPrompt:
    """One prompt for one model. ``length`` is the number of its source's characters."""

    model: str
    template: Template
    prompt: str
    length: int
    attempt: SamplingOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAnswer:
    """What a model wrote. ``finish`` is the server's word for why it stopped; ``logs`` are empty where unknown."""

    text: str
    finish: str | None
    logs: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message:
    content: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    message: _Message | None = None
    text: str | None = None
    finish_reason: str | None = None
    logprobs: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Completion:
    choices: tuple[_Choice, ...]


class EndpointEngine:
    """One model on one server."""

    name = "endpoint"
    marks: Sequence[str] = MARKS

    def __init__(self, settings: EndpointSettings, report: Report = lambda _: None) -> None:
        self.settings = settings
        self.report = report
        self._server: Server | None = None
        self._names: Sequence[str] | None = None
        self._refused: frozenset[str] = frozenset()
        self._announced = False

    def label(self, direction: Direction) -> str:
        """Return the model and its prompt, without the server, which is nobody else's business.

        :raises EngineError: if no model is named, and the server does not have just one
        """
        del direction
        return f"{self._model()}+{self._template().signature}"

    def supports(self, direction: Direction) -> bool:
        """Tell whether the two languages differ: what a server's model knows, only its answers tell."""
        return direction.source != direction.target

    def load(self, direction: Direction) -> None:
        """See that the settings are right and the server answers.

        :raises EngineError: saying what to do
        """
        del direction
        self._template()
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
            self.report(f"{server.url}: it does not list {model}; it has {_join(names)}")

    def translate(
        self,
        requests: Sequence[Request],
        direction: Direction,
    ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
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

    def _translate(self, request: Request, direction: Direction, stop: threading.Event) -> tuple[Candidate, ...]:
        """Return the sound candidate of one request, if there is one; a bad answer gets a second chance."""
        if not request.source.strip():
            return ()
        attempt, one_line = SamplingOptions(), self._template().kind == "completion"
        for _ in range(2):
            answer = self._ask(request, direction, attempt, stop)
            if answer is None or answer.finish == "content_filter" or self._connect().holds_key(answer.text):
                return ()
            found = find_candidate(answer.text, answer.logs, request.source, direction, one_line=one_line)
            cut = answer.finish == "length"
            if found and not cut:
                return (found,)
            bad = found is None and (not cut or bool(clean(answer.text, request.source, direction, one_line=one_line)))
            attempt = SamplingOptions(room=MORE_ROOM if cut else 1, penalty=PENALTY if bad else 0.0)
        return ()

    def _ask(
        self, request: Request, direction: Direction, attempt: SamplingOptions, stop: threading.Event
    ) -> ServerAnswer | None:
        """Return the answer to one request; None where the server fails for this one."""
        server, template = self._connect(), self._template()
        question = ServerPrompt(
            model=self._model(),
            template=template,
            prompt=build_prompt(template, request, direction),
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
                return self._connect().post(path_of(question.template), body, read_answer, stop)
            except RequestRefused as fault:
                name = find_refused(fault.said, body)
                if name is None or fault.status == _NOT_THERE:
                    raise
                self._refused |= {name}

    def _explain_refusal(self, fault: RequestRefused) -> None:
        """Let one request be refused; but not the model, nor all of them.

        :raises EngineError: saying what to do
        """
        server = self._connect()
        if fault.status == _NOT_THERE:
            has = f"; it has {_join(self._names)}" if self._names else ""
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
                listing: Any = self._connect().get("/models", threading.Event())
            except RequestRefused:
                listing = None  # not every server has a list
            self._names = find_names(listing)
        return self._names

    def _model(self) -> str:
        if self.settings.model:
            return self.settings.model
        names = self._list_models()
        if len(names) == 1:
            return names[0]
        has = f"it has {_join(names)}" if names else "it does not tell which it has"
        raise self._connect().error(f"name one of its models: set model under [engines]; {has}")

    def _template(self) -> Template:
        return find_template(self.settings.template) if self.settings.template else template_of_name(self._model())


def _join(names: Sequence[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def path_of(template: Template) -> str:
    """Return where a prompt of this kind is sent to."""
    return "/chat/completions" if template.kind == "chat" else "/completions"


def make_body(question: ServerPrompt, refused: Collection[str]) -> dict[str, Any]:
    """Return what is sent for a question.

    *refused* names what the server does not take, or takes under another name (``max_tokens``).
    """
    factor, allowance = LENGTH_LIMIT
    limit = "max_completion_tokens" if "max_tokens" in refused else "max_tokens"
    body: dict[str, Any] = {
        "model": question.model,
        "temperature": 0,
        "stream": False,
        limit: question.attempt.room * (int(factor * question.length) + allowance),
    }
    if question.template.kind == "chat":
        body |= {"messages": [{"role": "user", "content": question.prompt}], "logprobs": True}
    else:
        ends = ["\n"] if question.template.kind == "completion" else _TURN_ENDS
        body |= {"prompt": question.prompt, "logprobs": 1, "stop": ends}
    if question.template.options:
        body["chat_template_kwargs"] = dict(question.template.options)
    if question.attempt.penalty:
        body["frequency_penalty"] = question.attempt.penalty
    return {name: value for name, value in body.items() if name not in refused}


def find_refused(said: str, body: Mapping[str, Any]) -> str | None:
    """Return what of a body a server's words refuse, if a request can do without it."""
    if "max_tokens" in body and "max_completion_tokens" in said:
        return "max_tokens"
    return next((name for name in OPTIONAL if name in body and name in said), None)


def read_answer(content: Any) -> ServerAnswer:
    """Read a chat completion, or a completion.

    :raises ValueError: if it is neither
    """
    try:
        completion = msgspec.convert(content, _Completion)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    if not completion.choices:
        raise ValueError("no choices")
    choice = completion.choices[0]
    text = choice.message.content if choice.message else choice.text
    return ServerAnswer(text=text or "", finish=choice.finish_reason, logs=_logs(choice.logprobs))


def _logs(found: Any) -> tuple[float, ...]:
    """Return the log-probabilities of the tokens, in either form that servers give them; none where one is missing."""
    if not isinstance(found, dict):
        return ()
    rows = found.get("content") or found.get("token_logprobs")
    values = [row.get("logprob") if isinstance(row, dict) else row for row in rows] if isinstance(rows, list) else []
    numbers = tuple(float(value) for value in values if is_log_probability(value))
    return numbers if len(numbers) == len(values) else ()
