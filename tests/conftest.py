"""Fixtures of several modules."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.fake_reading import FakeReading

# The same examples at every run, however busy the machine is; tests/trials/test_broken_files.py looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

# The models of the tests are too small to share, and pytest has processes enough.
os.environ.setdefault("OMP_NUM_THREADS", "1")

APART = tuple(Path(__file__).parent / name for name in ("trials", "browser"))
"""What takes minutes, or a browser."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs PyTorch where it is not installed; .ci/run always installs it."""
    if item.get_closest_marker("torch") and not find_spec("torch"):
        pytest.skip("needs PyTorch: make test EXTRAS=all")


@pytest.fixture(scope="module")
def one_torch_thread() -> Iterator[None]:
    """Let PyTorch use one thread: the models of the tests are too small to share."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(autouse=True)
def fake_reading(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> FakeReading:
    """Read targets without the embedded model, which takes seconds to load, unless a test is marked ``embedded``."""
    reading = FakeReading()
    if not request.node.get_closest_marker("embedded"):
        monkeypatch.setattr("pipeline.quality.likelihood._engine", lambda: reading)
    return reading


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of the checkpoints that all modules and processes of a run share; the first process does."""
    if not hasattr(config, "workerinput"):
        os.environ["NEWSLOC_TEST_MODELS"] = tempfile.mkdtemp(prefix="newsloc-models-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove it again."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop("NEWSLOC_TEST_MODELS"), ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-golden", action="store_true", help="write the golden files of tests/contracts anew")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what takes minutes or a browser, unless the command line names it."""
    if collection_path not in APART:
        return None
    named = (Path(argument.partition("::")[0]).resolve() for argument in config.args)
    return not any(path.is_relative_to(collection_path) for path in named)
