"""Trials break newsloc on purpose, for minutes: ``make trials`` runs them, ``make test`` does not.

Seeds are fixed, so that a failure comes back; budgets are options, so that a night can look for more.
"""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("trials")
    group.addoption("--seed", type=int, default=1, help="begins every random choice")
    group.addoption("--fuzz-seconds", type=float, default=60.0, help="processor time of each reader for broken files")
    group.addoption("--saves", type=int, default=800, help="how often eight clients save while tools edit the catalog")
    group.addoption("--kills", type=int, default=40, help="how often a run is killed")


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    return int(pytestconfig.getoption("--seed"))
