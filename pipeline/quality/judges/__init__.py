"""The judges: models that read source and target together. One file a kind; ``JUDGES`` names them all."""

from __future__ import annotations

from pipeline.errors import ConfigError
from pipeline.quality.judges import causal, endpoint, metricx
from pipeline.quality.judges.protocol import Cost, Judge, Judged, JudgeKind

__all__ = ["JUDGES", "Cost", "Judge", "JudgeKind", "Judged", "find_judge"]

JUDGES: tuple[JudgeKind, ...] = (endpoint.JUDGE, causal.JUDGE, metricx.JUDGE)


def find_judge(name: str) -> JudgeKind:
    """Return a kind of judge by its name.

    :raises ConfigError: if there is none of that name
    """
    for kind in JUDGES:
        if kind.name == name:
            return kind
    raise ConfigError(f'there is no judge "{name}"; name one of {", ".join(kind.name for kind in JUDGES)}')
