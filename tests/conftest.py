"""Fixtures of several modules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

# The same examples at every run, however busy the machine is; evaluations/fuzz_readers.py looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="module")
def one_torch_thread() -> Iterator[None]:
    """Let PyTorch use one thread: the models of the tests are too small to share."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
