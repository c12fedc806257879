"""Average two adapters: what one of them knows best, the mean mostly keeps, and it is often better than either.

    python -m evaluations.draft.average OLD.safetensors NEW.safetensors --share 0.65 --out adapter.safetensors

Works where the second run began at the first one's adapter, as ours do (Wortsman et al. 2022, "Model soups").
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file


def average(old: Path, new: Path, share: float, out: Path) -> None:
    """Write the mean of two adapters' weights, *share* (0-1) of it the new one's, with the new one's metadata."""
    first, second = load_file(old), load_file(new)
    with safe_open(new, "pt") as file:
        metadata = dict(file.metadata())
    metadata["recipe"] = json.dumps(json.loads(metadata["recipe"]) | {"share_of_this_run": share})
    weights = {
        name: torch.lerp(first[name].float(), weight.float(), share).to(weight.dtype) for name, weight in second.items()
    }
    save_file(weights, out, metadata=metadata)


def main() -> None:
    """Parse the command line and average."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--share", type=float, default=0.65, help="of the new one (0-1)")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    average(arguments.old, arguments.new, arguments.share, arguments.out)


if __name__ == "__main__":
    main()
