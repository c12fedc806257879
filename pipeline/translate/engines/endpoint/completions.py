"""Requests and answers of OpenAI's chat completions: the body of a request, and what an answer says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Collection


LENGTH_LIMIT = (2.0, 64)
"""Tokens that an answer may have: a factor of the source's characters, and an allowance.

How many tokens a server's model makes of a text is not known here; a letter is hardly ever more than two."""
OPTIONAL = ("chat_template_kwargs", "temperature", "frequency_penalty", "response_format")
"""Parts of a request that some servers refuse, and that an answer does not need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingOptions:
    """Options of one request: a factor for the length of the answer, and a penalty against repetition.

    ``schema`` is the JSON schema of the answer, where it is to be JSON.
    """

    room: int = 1
    penalty: float = 0.0
    schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerPrompt:
    """One prompt for one model. ``length`` is the number of its source's characters.

    ``silent`` tells a model that would think aloud not to.
    """

    model: str
    silent: bool
    prompt: str
    length: int
    attempt: SamplingOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAnswer:
    """What a model wrote. ``finish`` is the server's word for why it stopped.

    ``read`` and ``written`` are the tokens that the server counts, 0 where it does not say.
    """

    text: str
    finish: str | None
    read: int = 0
    written: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message:
    content: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    message: _Message
    finish_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Completion:
    choices: tuple[_Choice, ...]
    usage: Any = None


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
        "messages": [{"role": "user", "content": question.prompt}],
        limit: question.attempt.room * (int(factor * question.length) + allowance),
    }
    if question.silent:
        body["chat_template_kwargs"] = {"enable_thinking": False}
    if question.attempt.schema:
        form = {"name": "answer", "strict": True, "schema": question.attempt.schema}
        body["response_format"] = {"type": "json_schema", "json_schema": form}
    if question.attempt.penalty:
        body["frequency_penalty"] = question.attempt.penalty
    return {name: value for name, value in body.items() if name not in refused}


def find_refused(said: str, body: Mapping[str, Any]) -> str | None:
    """Return what of a body a server's words refuse, if a request can do without it."""
    if "max_tokens" in body and "max_completion_tokens" in said:
        return "max_tokens"
    if "response_format" in body and "json_schema" in said:
        return "response_format"
    return next((name for name in OPTIONAL if name in body and name in said), None)


def read_answer(content: Any) -> ServerAnswer:
    """Read a chat completion.

    :raises ValueError: if it is none
    """
    try:
        completion = msgspec.convert(content, _Completion)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    if not completion.choices:
        raise ValueError("no choices")
    choice = completion.choices[0]
    return ServerAnswer(
        text=choice.message.content or "",
        finish=choice.finish_reason,
        read=_count(completion.usage, "prompt_tokens"),
        written=_count(completion.usage, "completion_tokens"),
    )


def _count(usage: Any, name: str) -> int:
    found = usage.get(name) if isinstance(usage, dict) else None
    return found if isinstance(found, int) and found > 0 else 0
