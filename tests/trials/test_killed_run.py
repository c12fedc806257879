"""A run that is killed in the middle goes on where it was."""

from __future__ import annotations

import signal
from itertools import product
from pathlib import Path

from tests.cli.test_stopping import ARTICLES, SENTENCES, STOP_AFTER, finish, lines, project, stop, whole

__all__ = ["project"]


def test_a_killed_run_goes_on_without_translating_a_finished_unit_again(project: Path, tmp_path: Path) -> None:
    first, second, third = (tmp_path / f"{name}.log" for name in ("first", "second", "third"))
    code, _ = stop(project, first, signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert len(lines(first)) == STOP_AFTER
    assert whole(project) == [0]
    finish(project, second)
    sources = [
        f"Sentence {number} of article {article} stands here."
        for article, number in product(range(ARTICLES), range(SENTENCES))
    ]
    assert lines(first) + lines(second) == sources
    assert whole(project) == list(range(ARTICLES))
    finish(project, third)
    assert lines(third) == []
