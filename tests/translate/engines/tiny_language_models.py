"""Language models small enough to be made in a test: two layers, a few hundred subwords, some pairs by heart."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from pipeline.model import Direction, Request
from pipeline.translate.engines.causal.checkpoint import describe
from pipeline.translate.engines.prompts.template import find_template, read_prompts
from tests.translate.engines.tiny_models import PAIRS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

GEMMA_CHAT = (
    "{{ bos_token }}{% for message in messages %}<start_of_turn>{{ message['role'] }}\n"
    "{{ message['content'] | trim }}<end_of_turn>\n{% endfor %}"
    "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)
QWEN_CHAT = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant\n{% if enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}"
)
CODES_CHAT = (
    "{% set names = {'en': 'English', 'ar': 'Arabic', 'ar-EG': 'Arabic', 'pt-BR': 'Portuguese'} %}{{ bos_token }}"
    "{% for message in messages %}{% set item = message['content'][0] %}"
    "<start_of_turn>user\n{{ names[item['source_lang_code']] + ' to ' + names[item['target_lang_code']] }}"
    ": {{ item['text'] | trim }}<end_of_turn>\n{% endfor %}{{ '<start_of_turn>model\n' }}"
)
"""It takes content as TranslateGemma's chat template does, and fails for a language that is not in its table."""
SPECIAL = ("<pad>", "<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>", "<|im_start|>", "<|im_end|>")
Family = Literal["gemma", "qwen"]


def make_tokenizer(chat: str | None, end: str, also: Sequence[str] = ()) -> Any:
    """Make a byte-level tokenizer: it can spell any text, and knows the prompts, PAIRS and *also* well."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600 + 2000 * bool(also),
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    texts = [text for pair in PAIRS for text in pair] + [template.text for template in read_prompts().template]
    texts += also
    tokenizer.train_from_iterator(texts * 4, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<bos> $A", special_tokens=[("<bos>", tokenizer.token_to_id("<bos>"))]
    )
    known = {"bos_token": "<bos>", "eos_token": end, "pad_token": "<pad>"}
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, additional_special_tokens=list(SPECIAL[3:]), chat_template=chat, **known
    )


def make_model(family: Family, tokenizer: Any) -> Any:
    """Make a model with random weights."""
    import torch
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig, Qwen3Config, Qwen3ForCausalLM

    torch.manual_seed(1)
    shape = {
        "vocab_size": len(tokenizer),
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "head_dim": 16,
        "max_position_embeddings": 1024,
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
        "tie_word_embeddings": True,
    }
    if family == "gemma":
        return Gemma3ForCausalLM(Gemma3TextConfig(**shape, sliding_window=512))
    return Qwen3ForCausalLM(Qwen3Config(**shape))


def build(folder: Path, family: Family, *, chat: str | None = None, template: str | None = None) -> Path:
    """Save a model that translates PAIRS when asked with a template; without one, it knows nothing."""
    logging: Any = import_module("transformers.utils.logging")
    logging.disable_progress_bar()
    end = {GEMMA_CHAT: "<end_of_turn>", CODES_CHAT: "<end_of_turn>", QWEN_CHAT: "<|im_end|>"}.get(chat or "", "<eos>")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tokenizer = make_tokenizer(chat, end)
        model = make_model(family, tokenizer)
        if template:
            _learn(tokenizer, model, template)
        tokenizer.save_pretrained(folder)
        model.save_pretrained(folder)
    return folder


def _learn(tokenizer: Any, model: Any, template: str) -> None:
    asked = find_template(template)
    reader = describe(tokenizer, model, "cpu", "tiny")
    direction = Direction(source="en", target="ar")
    rows = []
    for source, target in PAIRS:
        prompt = list(reader.encode(asked, Request(source=source), direction))
        chat = reader.is_chat(asked)
        text = target if chat else f" {target}\n"
        answer = tokenizer(text, add_special_tokens=False)["input_ids"] + [tokenizer.eos_token_id] * chat
        rows.append((prompt, answer))
    train(tokenizer, model, rows)


def train(tokenizer: Any, model: Any, rows: Sequence[tuple[Sequence[int], Sequence[int]]]) -> None:
    """Teach a model by heart what to answer to some prompts, both as tokens."""
    import torch

    longest = max(len(prompt) + len(answer) for prompt, answer in rows)
    inputs, masks, labels = [], [], []
    for prompt, answer in rows:
        pad = longest - len(prompt) - len(answer)
        inputs.append([tokenizer.pad_token_id] * pad + [*prompt, *answer])
        masks.append([0] * pad + [1] * (len(prompt) + len(answer)))
        labels.append([-100] * (pad + len(prompt)) + [*answer])
    optimizer = torch.optim.Adam(model.parameters(), lr=8e-3)
    model.train()
    for _ in range(300):
        loss = model(
            input_ids=torch.tensor(inputs), attention_mask=torch.tensor(masks), labels=torch.tensor(labels)
        ).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if loss.item() < 0.02:
            break
    else:
        raise AssertionError(loss.item())
