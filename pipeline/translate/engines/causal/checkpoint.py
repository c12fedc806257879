"""Load a language model through transformers, and turn requests into the tokens that it reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import EngineError
from pipeline.languages.locales import language_of
from pipeline.model import Direction, Request
from pipeline.translate.engines.checkpoints.pretrained import ModelKind, read_pretrained
from pipeline.translate.engines.prompts.prompt import build_prompt
from pipeline.translate.engines.prompts.template import Template

if TYPE_CHECKING:
    from collections.abc import Sequence

_KIND = ModelKind(
    loader="AutoModelForCausalLM",
    noun="language model",
    precisions={"cpu": "float32", "cuda": "bfloat16"},  # halves are slow on a processor
)
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
            source=self._without_control_tokens(request.source),
            terms=request.terms,
            previous=self._without_control_tokens(request.previous),
        )
        text, special = build_prompt(template, asked, direction), True
        if self.is_chat(template):
            text, special = self._wrap(template, text, asked.source, direction), False
        return tuple(self.tokenizer(text, add_special_tokens=special)["input_ids"])

    def decode(self, tokens: Sequence[int]) -> str:
        """Return the text of tokens that the model wrote."""
        return str(self.tokenizer.decode(tokens, skip_special_tokens=True))

    def _without_control_tokens(self, text: str) -> str:
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


@lru_cache(maxsize=2)  # an engine, and a judge beside it
def load_language_model(folder: Path, model: str, device: str = "auto") -> LanguageModel:
    """Read the checkpoint in a folder onto a device and keep it for the next calls; *model* is what messages call it.

    :raises EngineError: if it cannot be loaded, saying what to do
    """
    read = read_pretrained(_KIND, folder, model, device)
    return describe(read.tokenizer, read.network, read.device, model)


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
