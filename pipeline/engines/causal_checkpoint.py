"""Load a language model through transformers, and turn requests into the tokens that it reads."""

from __future__ import annotations

import json
import re
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.engines.prompts import Template, build_prompt
from pipeline.engines.seq2seq_checkpoint import INSTALL, silence
from pipeline.errors import EngineError
from pipeline.locales import language_of
from pipeline.model import Direction, Request

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOADING = threading.Lock()
"""transformers cannot load two models at once in one process."""
_LONGEST = 2048
"""Tokens that a model reads where it does not say how many."""
_NEWLINES = ("\n", "Ċ", "<0x0A>")
"""How vocabularies spell the end of a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModel:
    """A language model on its device. ``name`` is what messages call it.

    ``longest`` is the number of tokens that fit it, those it writes included. ``ends`` are the tokens with which an
    answer is over, ``line_ends`` those with which a line is. ``special`` finds control tokens in a text.
    """

    name: str
    tokenizer: Any
    model: Any
    device: str
    longest: int
    ends: tuple[int, ...]
    line_ends: tuple[int, ...]
    special: re.Pattern[str] | None

    @property
    def chat_template(self) -> str | None:
        """Return the model's own chat template, if it has one."""
        template = getattr(self.tokenizer, "chat_template", None)
        return template if isinstance(template, str) else None

    @property
    def kind(self) -> str:
        """Return the type of the model, as its configuration names it."""
        return str(self.model.config.model_type)

    def is_chat(self, template: Template) -> bool:
        """Tell whether the model's own chat template wraps what is asked."""
        return template.kind != "completion" and self.chat_template is not None

    def encode(self, template: Template, request: Request, direction: Direction) -> tuple[int, ...]:
        """Return the tokens of one prompt.

        :raises EngineError: if the model's chat template does not take it
        """
        asked = Request(
            source=self._harmless(request.source), terms=request.terms, previous=self._harmless(request.previous)
        )
        text, special = build_prompt(template, asked, direction), True
        if self.is_chat(template):
            text, special = self._wrap(template, text, asked.source, direction), False
        return tuple(self.tokenizer(text, add_special_tokens=special)["input_ids"])

    def decode(self, tokens: Sequence[int]) -> str:
        """Return the text of tokens that the model wrote."""
        return str(self.tokenizer.decode(tokens, skip_special_tokens=True))

    def _harmless(self, text: str) -> str:
        """Return a text in which nothing can be read as a control token: an article must not end its own turn."""
        return self.special.sub(lambda found: f"{found[0][0]} {found[0][1:]}", text) if self.special else text

    def _wrap(self, template: Template, text: str, source: str, direction: Direction) -> str:
        """Return a prompt in the model's own chat template."""
        if template.kind != "codes" or "source_lang_code" not in (self.chat_template or ""):
            return self._render([{"role": "user", "content": text}], template)
        try:
            return self._render(_coded(source, direction), template)
        except EngineError:  # its table has some languages with their regions, and others without
            plain = Direction(source=language_of(direction.source), target=language_of(direction.target))
            return self._render(_coded(source, plain), template)

    def _render(self, messages: list[dict[str, Any]], template: Template) -> str:
        from jinja2 import TemplateError

        try:
            return str(
                self.tokenizer.apply_chat_template(
                    messages, tokenize=False, add_generation_prompt=True, **template.options
                )
            )
        except (TemplateError, TypeError, KeyError, ValueError) as error:
            reason = " ".join(str(error).split())[:80] or type(error).__name__
            raise EngineError(
                f'{self.name}: its chat template does not take the prompt "{template.name}" ({reason}); set another'
                " template"
            ) from error


def _coded(source: str, direction: Direction) -> list[dict[str, Any]]:
    """Return the one message that TranslateGemma's chat template takes."""
    codes = {"source_lang_code": direction.source, "target_lang_code": direction.target}
    return [{"role": "user", "content": [{"type": "text", **codes, "text": source}]}]


@lru_cache(maxsize=1)
def load_language_model(folder: Path, model: str, device: str = "auto") -> LanguageModel:
    """Read the checkpoint in a folder onto a device and keep it for the next call; *model* is what messages call it.

    16-bit floats on a graphics card, 32-bit ones on a processor, which is slow with halves.

    :raises EngineError: if it cannot be loaded, saying what to do
    """
    try:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
    except ImportError as error:
        raise EngineError(f"{model}: PyTorch is not installed; run {INSTALL}, or use --engine draft") from error
    silence()
    where = _choose_device(torch, device)
    try:
        with _LOADING, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # optional packages that it would like
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            network = AutoModelForCausalLM.from_pretrained(
                folder,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                dtype="float32" if where == "cpu" else "bfloat16",
            )
    except Exception as error:  # the library raises whatever its parts raise, KeyError and RuntimeError among them
        raise EngineError(f"{model}: {_explain(error)}") from error
    network.eval().to(where)  # type: ignore[no-untyped-call]
    return describe(tokenizer, network, where, model)


def describe(tokenizer: Any, network: Any, device: str, name: str) -> LanguageModel:
    """Return a loaded model with what its configuration and its vocabulary say."""
    tokenizer.padding_side = "left"  # so that the prompts end together, where the answers begin
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.convert_ids_to_tokens(0)
    config = network.config.get_text_config()
    tokens = {added.content for added in tokenizer.added_tokens_decoder.values() if added.special}
    longest_first = sorted((token for token in tokens if len(token) > 1), key=len, reverse=True)
    return LanguageModel(
        name=name,
        tokenizer=tokenizer,
        model=network,
        device=device,
        longest=int(getattr(config, "max_position_embeddings", None) or _LONGEST),
        ends=_ends(tokenizer, network),
        line_ends=_line_ends(tokenizer),
        special=re.compile("|".join(map(re.escape, longest_first))) if longest_first else None,
    )


def _ends(tokenizer: Any, network: Any) -> tuple[int, ...]:
    """Return the end tokens that the model and its tokenizer know of."""
    known = network.generation_config.eos_token_id
    ends = set(known if isinstance(known, list) else [known]) | {tokenizer.eos_token_id}
    return tuple(sorted(end for end in ends if end is not None))


def _line_ends(tokenizer: Any) -> tuple[int, ...]:
    """Return the tokens that have an end of line in them, however the vocabulary spells it."""
    spelled = (number for token, number in tokenizer.get_vocab().items() if any(end in token for end in _NEWLINES))
    return tuple(sorted(number for number in spelled if "\n" in tokenizer.decode([number])))


def _choose_device(torch: Any, device: str) -> str:
    available = torch.cuda.is_available()
    if device == "cuda" and not available:
        raise EngineError('PyTorch finds no CUDA device here; set device = "auto" or "cpu"')
    return "cuda" if available and device != "cpu" else "cpu"


FAULTS: tuple[tuple[Callable[[Exception], bool], str], ...] = (
    (
        lambda error: type(error).__name__ == "SafetensorError",
        "its weights are cut off or damaged; download or copy them again",
    ),
    (lambda error: isinstance(error, ImportError), f"a package it needs is not installed; run {INSTALL}"),
    (
        lambda error: isinstance(error, json.JSONDecodeError),
        "one of its JSON files is damaged; download or copy it again",
    ),
    (
        lambda error: type(error).__name__ == "OutOfMemoryError" or isinstance(error, MemoryError),
        "it does not fit in memory; name a smaller model",
    ),
)
"""What keeps a model from loading, and what to do."""


def _explain(error: Exception) -> str:
    for applies, advice in FAULTS:
        if applies(error):
            return advice
    first = str(error).strip().partition("\n")[0] or type(error).__name__
    return f"it does not load as a language model ({first}); name another model"
