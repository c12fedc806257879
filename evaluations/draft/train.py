"""Train the draft engine's LoRA adapter from the base model, on CPU or GPU.

    python -m evaluations.draft.train --data DATA --out FIRST --resume
    python -m evaluations.draft.train --data DATA --out SECOND --mix second --start FIRST/adapter.safetensors --resume

The first run learns to translate; the second goes on from its adapter with our own news and with terms in the prompt.
On two cores each takes one to two hours; a GPU is used when there is one. The same command goes on where a killed run
was.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

from evaluations.draft.corpus import Example, load_examples
from evaluations.draft.mixes import MIXES, Mix
from pipeline.translate.engines.draft.checkpoint import PrunedModel, assemble_base, read_checkpoint
from pipeline.translate.engines.draft.searches import prompt
from pipeline.translate.engines.draft.vocabulary import build_tokenizer

MODULES = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
LOSS_CHUNK = 256
STATE = "state.pt"
TELLING, SAVING = 20, 200
"""Steps after which a run says where it is, and saves what it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The hyperparameters, written into the adapter's metadata."""

    learning_rate: float
    rank: int = 64
    alpha: int = 64
    warmup: float = 0.02
    weight_decay: float = 0.0
    batch_tokens: int = 2500
    clip: float = 1.0
    seed: int = 1


class TargetLoss(torch.autograd.Function):
    """Summed cross-entropy of target positions over the rows in use, in chunks that fit the cache.

    The gradient is made in the forward pass, so that the logits of a whole batch never stand in memory.
    """

    @staticmethod
    def forward(ctx: Any, hidden: torch.Tensor, rows: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Return the loss of ``hidden`` (positions, width) against ``labels`` (positions,)."""
        loss = torch.zeros((), device=hidden.device)
        gradient = torch.empty_like(hidden)
        for start in range(0, len(hidden), LOSS_CHUNK):
            part = slice(start, start + LOSS_CHUNK)
            scores = torch.log_softmax((hidden[part] @ rows.T).float(), dim=-1)
            picked = labels[part, None]
            loss -= scores.gather(1, picked).sum()
            scores.exp_().scatter_add_(1, picked, torch.full_like(picked, -1.0, dtype=scores.dtype))
            gradient[part] = scores.to(hidden.dtype) @ rows
        ctx.save_for_backward(gradient)
        return loss

    @staticmethod
    def backward(ctx: Any, *outer: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        """Scale the gradient that the forward pass made."""
        return ctx.saved_tensors[0] * outer[0].to(ctx.saved_tensors[0].dtype), None, None


def read_base() -> PrunedModel:
    """Return the base model, its vocabulary pruned."""
    with tempfile.TemporaryDirectory() as folder:
        return read_checkpoint(assemble_base(Path(folder)))


def build_model(checkpoint: PrunedModel, recipe: Recipe, device: torch.device) -> Any:
    """Return the frozen base in bfloat16 with a trainable LoRA adapter on all its linear layers."""
    embeddings = checkpoint.weights["model.embed_tokens.weight"]
    config = Gemma3TextConfig(
        vocab_size=len(checkpoint.pieces),
        hidden_size=embeddings.shape[1],
        intermediate_size=checkpoint.weights["model.layers.0.mlp.gate_proj.weight"].shape[0],
        num_hidden_layers=checkpoint.layers,
        num_attention_heads=checkpoint.heads,
        num_key_value_heads=checkpoint.kv_heads,
        head_dim=checkpoint.head_dim,
        query_pre_attn_scalar=checkpoint.head_dim,
        sliding_window=checkpoint.sliding_window,
        pad_token_id=0,
    )
    model = Gemma3ForCausalLM(config)
    state = {name: torch.from_numpy(weight) for name, weight in checkpoint.weights.items()}
    model.load_state_dict(state | {"lm_head.weight": state["model.embed_tokens.weight"]})
    model = nn.Module.to(model, device=device, dtype=torch.bfloat16)
    lora = LoraConfig(r=recipe.rank, lora_alpha=recipe.alpha, target_modules=list(MODULES))
    return get_peft_model(model, lora, autocast_adapter_dtype=False)


def encode(tokenizer: Tokenizer, examples: list[Example]) -> list[tuple[list[int], int]]:
    """Return the token ids of each example and where its target starts."""
    bos, eos = (tokenizer.encode(special).ids[0] for special in ("<bos>", "<eos>"))
    heads = tokenizer.encode_batch([prompt(example.source, example.language, example.terms) for example in examples])
    tails = tokenizer.encode_batch([f" {example.target}" for example in examples])
    return [([bos, *head.ids, *tail.ids, eos], len(head.ids) + 1) for head, tail in zip(heads, tails, strict=True)]


def make_batches(lengths: list[int], budget: int, rng: random.Random) -> list[list[int]]:
    """Group examples of like length into batches of at most *budget* padded tokens, in random order."""
    order = sorted(range(len(lengths)), key=lambda index: (lengths[index], rng.random()))
    batches: list[list[int]] = [[]]
    for index in order:
        if (len(batches[-1]) + 1) * lengths[index] > budget and batches[-1]:
            batches.append([])
        batches[-1].append(index)
    rng.shuffle(batches)
    return batches


class Optimizer:
    """AdamW on float32 copies: bfloat16 has too few digits to add small updates up."""

    def __init__(self, parameters: list[torch.nn.Parameter], recipe: Recipe) -> None:
        self._parameters = parameters
        self._masters = [parameter.detach().float().requires_grad_() for parameter in parameters]
        self._recipe = recipe
        self._adam = torch.optim.AdamW(self._masters, weight_decay=recipe.weight_decay, fused=True)

    def step(self, rate: float) -> None:
        """Apply the gradients at one learning rate, and forget them."""
        for master, parameter in zip(self._masters, self._parameters, strict=True):
            master.grad = parameter.grad.float() if parameter.grad is not None else None
            parameter.grad = None
        torch.nn.utils.clip_grad_norm_(self._masters, self._recipe.clip)
        for group in self._adam.param_groups:
            group["lr"] = rate
        self._adam.step()
        self._copy()

    def state(self) -> dict[str, Any]:
        """Return what a run needs to go on."""
        return {"masters": [master.detach() for master in self._masters], "adam": self._adam.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        with torch.no_grad():
            for master, saved in zip(self._masters, state["masters"], strict=True):
                master.copy_(saved)
        self._adam.load_state_dict(state["adam"])
        self._copy()

    def _copy(self) -> None:
        with torch.no_grad():
            for master, parameter in zip(self._masters, self._parameters, strict=True):
                parameter.copy_(master)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Encoded examples in batches. ``row_of`` maps a token id to its row among those in use, -1 for the others."""

    encoded: list[tuple[list[int], int]]
    batches: list[list[int]]
    in_use: torch.Tensor
    row_of: torch.Tensor

    @property
    def tokens(self) -> int:
        """Count all tokens, padding aside."""
        return sum(len(ids) for ids, _ in self.encoded)

    def batch(self, indices: list[int]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return ids (lines, width), a mask of the positions that predict a target token, and those tokens' rows."""
        width = max(len(self.encoded[index][0]) for index in indices)
        ids = torch.zeros((len(indices), width), dtype=torch.long)
        mask = torch.zeros((len(indices), width), dtype=torch.bool)
        for line, index in enumerate(indices):
            tokens, first = self.encoded[index]
            ids[line, : len(tokens)] = torch.tensor(tokens)
            mask[line, first - 1 : len(tokens) - 1] = True
        return ids, mask, self.row_of[ids.roll(-1, dims=1)[mask]]


def make_corpus(checkpoint: PrunedModel, folder: Path, mix: Mix, recipe: Recipe) -> Corpus:
    """Read, encode and batch the training mix."""
    encoded = encode(build_tokenizer(checkpoint.pieces), load_examples(folder, mix, recipe.seed))
    in_use = torch.tensor(sorted({token for ids, start in encoded for token in ids[start:]}))
    row_of = torch.full((len(checkpoint.pieces),), -1)
    row_of[in_use] = torch.arange(len(in_use))
    batches = make_batches([len(ids) for ids, _ in encoded], recipe.batch_tokens, random.Random(recipe.seed))
    corpus = Corpus(encoded=encoded, batches=batches, in_use=in_use, row_of=row_of)
    print(f"{len(encoded)} examples, {corpus.tokens} tokens, {len(batches)} batches, {len(in_use)} rows in use")
    return corpus


def learning_rate(recipe: Recipe, share: float) -> float:
    """Return the rate after a share (0-1) of the run: a short warm-up, then down to nearly nothing."""
    return recipe.learning_rate * min(share / recipe.warmup, 1.0) * max(1 - share, 0.02)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a run is: batches and tokens that are done, and the smoothed loss, in nats a token."""

    steps: int = 0
    tokens: int = 0
    loss: float = math.nan


def train(arguments: argparse.Namespace) -> None:
    """Train and save the adapter."""
    mix = MIXES[arguments.mix]
    recipe = Recipe(learning_rate=mix.learning_rate)
    torch.manual_seed(recipe.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    checkpoint = read_base()
    corpus = make_corpus(checkpoint, arguments.data, mix, recipe)
    model = build_model(checkpoint, recipe, device)
    if arguments.start:
        set_peft_model_state_dict(model, load_file(arguments.start))
    if arguments.compile:
        for layer in model.base_model.model.model.layers:
            layer.compile(dynamic=True)
    fit(model, corpus, recipe, arguments.out, arguments.max_tokens, resume=arguments.resume)


def fit(  # noqa: PLR0913 - the parts of a run
    model: Any, corpus: Corpus, recipe: Recipe, out: Path, most: float = math.inf, *, resume: bool = False
) -> None:
    """Train a model on the batches of a corpus, at most so many tokens, and save its adapter in *out*.

    With *resume*, a run that was killed goes on from the state that it saved last.
    """
    model.train()
    decoder = model.base_model.model.model
    device = decoder.embed_tokens.weight.device
    rows = decoder.embed_tokens.weight.detach()[corpus.in_use.to(device)]
    summed_loss: Any = TargetLoss.apply  # PyTorch types it in some versions only
    optimizer = Optimizer([parameter for parameter in model.parameters() if parameter.requires_grad], recipe)
    progress = load_state(out, optimizer, corpus) if resume else Progress()
    total, begun, start = min(corpus.tokens, most), progress.tokens, time.monotonic()
    for indices in corpus.batches[progress.steps :]:
        if progress.tokens >= total:
            break
        tokens = progress.tokens + sum(len(corpus.encoded[index][0]) for index in indices)
        ids, mask, labels = (tensor.to(device) for tensor in corpus.batch(indices))
        # Padding stands on the right, so causal attention needs no mask.
        hidden = decoder(input_ids=ids, use_cache=False).last_hidden_state[mask]
        loss = summed_loss(hidden, rows, labels) / len(labels)
        loss.backward()
        rate = learning_rate(recipe, tokens / total)
        optimizer.step(rate)
        smooth = loss.item() if math.isnan(progress.loss) else 0.98 * progress.loss + 0.02 * loss.item()
        progress = Progress(steps=progress.steps + 1, tokens=tokens, loss=smooth)
        if progress.steps % TELLING == 1:
            speed = (tokens - begun) / (time.monotonic() - start)
            left = (total - tokens) / speed / 60
            told = f"step {progress.steps} loss {smooth:.3f} rate {rate:.1e}"
            print(f"{told} {speed:.0f} tokens/s {left:.0f} min left", flush=True)
        if progress.steps % SAVING == 0:
            save(model, out, recipe, tokens)
            save_state(out, optimizer, corpus, progress)
    save(model, out, recipe, progress.tokens)
    save_state(out, optimizer, corpus, progress)


def save_state(folder: Path, optimizer: Optimizer, corpus: Corpus, progress: Progress) -> None:
    """Write all that a run needs to go on; a kill meanwhile leaves the state before."""
    state = {"steps": progress.steps, "tokens": progress.tokens, "loss": progress.loss, "corpus": corpus.tokens}
    unfinished = folder / f"{STATE}.new"
    torch.save(state | optimizer.state(), unfinished)
    unfinished.replace(folder / STATE)


def load_state(folder: Path, optimizer: Optimizer, corpus: Corpus) -> Progress:
    """Give an optimizer the state that a run saved last, and return where that run was; nowhere without a state.

    :raises SystemExit: if it was a run on other examples
    """
    if not (folder / STATE).exists():
        return Progress()
    state = torch.load(folder / STATE, weights_only=True)
    if state["corpus"] != corpus.tokens:
        raise SystemExit(f"{folder / STATE}: this run was on other examples; name another --out, or leave out --resume")
    optimizer.restore(state)
    return Progress(steps=state["steps"], tokens=state["tokens"], loss=state["loss"])


def save(model: Any, folder: Path, recipe: Recipe, tokens: int) -> None:
    """Write the adapter as bfloat16 safetensors, with its scale and recipe as metadata."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: value.to(torch.bfloat16).contiguous() for name, value in get_peft_model_state_dict(model).items()}
    metadata = {
        "scale": str(recipe.alpha / recipe.rank),
        "recipe": json.dumps({"tokens": tokens} | {name: getattr(recipe, name) for name in recipe.__slots__}),
    }
    save_file(state, folder / "adapter.safetensors", metadata=metadata)


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with parallel/ and heldout/")
    parser.add_argument("--out", type=Path, required=True, help="folder the adapter is written to")
    parser.add_argument("--mix", choices=tuple(MIXES), default="first", help="which run it is")
    parser.add_argument("--start", type=Path, help="the adapter to go on from")
    parser.add_argument("--max-tokens", type=float, default=math.inf, help="stop after so many tokens")
    parser.add_argument("--resume", action="store_true", help="go on with the run that --out holds, if it was killed")
    parser.add_argument("--compile", action="store_true", help="compile the layers (needs a C++ compiler)")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
