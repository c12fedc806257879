"""The command line with one more engine, for tests that stop it: it logs its units, and holds after some.

python -m tests.cli.holding_command LOG UNITS localize --engine holding ...
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pipeline.translate.engines
from pipeline.cli import main
from pipeline.model import Candidate, Direction, Request
from pipeline.translate.engines.protocol import Registration
from pipeline.translate.engines.settings import EngineSettings
from tests.fake_engine import EchoEngine

FOREVER = 3600.0


class HoldingEngine(EchoEngine):
    """Writes each source into a file, and is busy for ever with the one after *most*."""

    name = "holding"

    def __init__(self, log: Path, most: int) -> None:
        super().__init__(lambda _: "نص قصير")
        self.log = log
        self.most = most

    def translate(
        self, requests: Sequence[Request], direction: Direction
    ) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
        for number, (index, candidates) in enumerate(super().translate(requests, direction)):
            if number == self.most:
                self.log.with_suffix(".held").touch()
                time.sleep(FOREVER)
            time.sleep(0.005)  # what takes no time is stored together
            with self.log.open("a", encoding="utf-8") as log:
                log.write(f"{requests[index].source}\n")
            yield index, candidates


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets its background jobs ignore it
    log, most = Path(sys.argv.pop(1)), int(sys.argv.pop(1))
    holding = Registration(
        name="holding",
        summary="for tests",
        quality="for tests",
        settings=EngineSettings,
        make=lambda _settings, _report: HoldingEngine(log, most),
    )
    pipeline.translate.engines.ENGINES = (*pipeline.translate.engines.ENGINES, holding)
    main()
